/* The JSON adapter: what is built is written as expected, and read back as it was. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapt/json.h"

static void a_document_is_written_in_order(void **state)
{
    (void)state;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    dgh_json_add_text(&b, root, "z", "first");
    dgh_json_add_integer(&b, root, "a", -3);
    dgh_json *array = dgh_json_add_array(&b, root, "list");
    dgh_json_add_real(&b, array, NULL, 1.0 / 3.0);
    dgh_json_add_real(&b, array, NULL, NAN);
    dgh_json_add_real(&b, array, NULL, -INFINITY);
    dgh_json_add_bool(&b, array, NULL, true);
    dgh_json *inside = dgh_json_add_object(&b, array, NULL);
    dgh_json_add_text(&b, inside, "none", NULL);
    char *text;
    assert_int_equal(dgh_json_write(&text, &b, root, NULL), DGH_OK);
    assert_string_equal(text, "{\n"
                              "  \"z\": \"first\",\n"
                              "  \"a\": -3,\n"
                              "  \"list\": [\n"
                              "    0.33333333333333331,\n"
                              "    null,\n"
                              "    null,\n"
                              "    true,\n"
                              "    {\n"
                              "      \"none\": null\n"
                              "    }\n"
                              "  ]\n"
                              "}\n");
    free(text);
    dgh_json_free(root);
}

static void bytes_that_are_not_utf8_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *utf8;
    } CASES[] = {
        {"Pt \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "Pt \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"latin \xe9t\xe9", "latin \\xE9t\\xE9"},
        {"overlong \xc0\xaf", "overlong \\xC0\\xAF"},
        {"surrogate \xed\xa0\x80", "surrogate \\xED\\xA0\\x80"},
        {"too high \xf4\x90\x80\x80", "too high \\xF4\\x90\\x80\\x80"},
        {"cut \xe2\x82", "cut \\xE2\\x82"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char *utf8 = dgh_json_utf8(CASES[i].bytes);
        assert_string_equal(utf8, CASES[i].utf8);
        dgh_json_builder b = {0};
        dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
        dgh_json_add_text(&b, root, "t", CASES[i].bytes);
        char *text;
        assert_int_equal(dgh_json_write(&text, &b, root, NULL), DGH_OK);
        dgh_json *back;
        assert_int_equal(dgh_json_parse(&back, text, strlen(text), "x", NULL), DGH_OK);
        assert_string_equal(dgh_json_text(dgh_json_get(back, "t")), CASES[i].utf8);
        dgh_json_free(back);
        dgh_json_free(root);
        free(text);
        free(utf8);
    }
}

static void values_are_read_by_kind(void **state)
{
    (void)state;
    static const char TEXT[] = "{\"a\": [1, 2.5, \"s\", false, null, {}]}";
    dgh_json *root;
    assert_int_equal(dgh_json_parse(&root, TEXT, strlen(TEXT), "p", NULL), DGH_OK);
    const dgh_json *a = dgh_json_get(root, "a");
    assert_true(dgh_json_is_object(root) && dgh_json_is_array(a));
    assert_int_equal(dgh_json_size(a), 6);
    int64_t integer = 0;
    double real = 0.0;
    bool flag = true;
    assert_true(dgh_json_integer(dgh_json_at(a, 0), &integer) && integer == 1);
    assert_true(dgh_json_real(dgh_json_at(a, 0), &real) && real == 1.0);
    assert_true(dgh_json_real(dgh_json_at(a, 1), &real) && real == 2.5);
    assert_false(dgh_json_integer(dgh_json_at(a, 1), &integer));
    assert_string_equal(dgh_json_text(dgh_json_at(a, 2)), "s");
    assert_true(dgh_json_bool(dgh_json_at(a, 3), &flag) && !flag);
    assert_true(dgh_json_is_null(dgh_json_at(a, 4)));
    static const char *const KINDS[] = {"a number",      "a number", "a string",
                                        "true or false", "null",     "an object"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(dgh_json_kind(dgh_json_at(a, i)), KINDS[i]);
    assert_null(dgh_json_at(a, 6));
    assert_string_equal(dgh_json_kind(NULL), "nothing");
    assert_null(dgh_json_get(NULL, "a"));
    static const char *const KNOWN[] = {"a", NULL};
    static const char *const NOTHING[] = {NULL};
    assert_null(dgh_json_unknown_member(root, KNOWN));
    assert_string_equal(dgh_json_unknown_member(root, NOTHING), "a");
    dgh_json_free(root);
}

static void errors_name_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } CASES[] = {
        {"{\n  \"a\": 1,\n  oops\n}",
         "plan.json:3:6: expected JSON, found string or '}' expected near 'oops'"},
        {"", "plan.json:1: expected JSON, found '[' or '{' expected near end of file"},
        {"{\"a\": 1, \"a\": 2}",
         "plan.json:1:12: expected JSON, found duplicate object key near '\"a\"'"},
        {"[1] x", "plan.json:1:5: expected JSON, found end of file expected near 'x'"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_error err = {0};
        dgh_json *root;
        assert_int_equal(
            dgh_json_parse(&root, CASES[i].text, strlen(CASES[i].text), "plan.json", &err),
            DGH_ERR_PARSE);
        assert_null(root);
        assert_string_equal(err.message, CASES[i].message);
    }
}

static void a_failure_is_kept(void **state)
{
    (void)state;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    b.failed = true;
    assert_null(dgh_json_add_object(&b, root, "o"));
    dgh_json_add_real(&b, NULL, "r", 1.0);
    dgh_json_add_text(&b, root, "t", "x");
    dgh_error err = {0};
    char *text;
    assert_int_equal(dgh_json_write(&text, &b, root, &err), DGH_ERR_NOMEM);
    assert_null(text);
    dgh_json_free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_written_in_order),
        cmocka_unit_test(bytes_that_are_not_utf8_are_escaped),
        cmocka_unit_test(values_are_read_by_kind),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(a_failure_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
