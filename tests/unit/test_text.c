/* Lines, words, slices, excerpts, and the form of an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"

static dgh_slice slice(const char *text)
{
    return (dgh_slice){text, strlen(text)};
}

static void lines_are_counted_without_their_ends(void **state)
{
    (void)state;
    const char text[] = "one\r\n\ntwo \nlast";
    dgh_cursor c = dgh_cursor_make(text, sizeof text - 1, "file");
    dgh_slice line;
    assert_true(dgh_cursor_line(&c, &line) && dgh_slice_equals(line, "one"));
    assert_true(dgh_cursor_line(&c, &line) && line.size == 0);
    assert_true(dgh_cursor_line(&c, &line) && dgh_slice_equals(line, "two "));
    assert_false(dgh_cursor_cut(&c));
    assert_true(dgh_cursor_line(&c, &line) && dgh_slice_equals(line, "last"));
    assert_true(dgh_cursor_cut(&c));
    assert_int_equal(dgh_cursor_source(&c).line, 4);
    assert_false(dgh_cursor_line(&c, &line));
    c = dgh_cursor_make(text, 0, "empty");
    assert_false(dgh_cursor_line(&c, &line));
}

static void slices(void **state)
{
    (void)state;
    dgh_slice rest, word, s = slice("  free  energy   TOTEN  =   -1.5 eV");
    assert_true(dgh_slice_after(s, "TOTEN  =", &rest));
    assert_true(dgh_slice_equals(dgh_slice_trim(rest), "-1.5 eV"));
    assert_false(dgh_slice_after(s, "TOTEN=", &rest));
    assert_null(dgh_slice_find(slice("aab"), "ab "));
    assert_ptr_equal(dgh_slice_find(s, "  free"), s.data);
    assert_true(dgh_slice_word(&s, &word) && dgh_slice_equals(word, "free"));
    assert_true(dgh_slice_starts(slice("abc"), "ab") && !dgh_slice_starts(slice("a"), "ab"));
    assert_true(dgh_slice_starts_nocase(slice("Selective Dyn"), "selective"));
    assert_true(dgh_slice_equals_nocase(slice(".TRUE."), ".true."));
    assert_false(dgh_slice_equals_nocase(slice("tru"), "true"));
    s = slice("   ");
    assert_false(dgh_slice_word(&s, &word));
    assert_int_equal(dgh_slice_trim(slice(" \t ")).size, 0);
}

static void an_empty_slice_may_be_null(void **state)
{
    (void)state;
    dgh_slice s = {0}, word;
    double d;
    int64_t i;
    char buffer[64];
    assert_false(dgh_slice_double(&s, &d));
    assert_false(dgh_slice_int64(&s, &i));
    assert_false(dgh_slice_word(&s, &word));
    assert_int_equal(word.size, 0);
    assert_int_equal(dgh_slice_trim(s).size, 0);
    assert_null(dgh_slice_find(s, "x"));
    assert_string_equal(dgh_slice_excerpt(s, buffer, sizeof buffer), "end of line");
}

static void excerpts_are_printable_and_short(void **state)
{
    (void)state;
    char buffer[64];
    assert_string_equal(dgh_slice_excerpt(slice("  **** x"), buffer, sizeof buffer), "\"**** x\"");
    assert_string_equal(dgh_slice_excerpt(slice("  "), buffer, sizeof buffer), "end of line");
    assert_string_equal(dgh_slice_excerpt(slice("a\x1b\xff"), buffer, sizeof buffer),
                        "\"a\\x1b\\xff\"");
    char wide[200];
    memset(wide, 0x80, sizeof wide);
    dgh_slice_excerpt((dgh_slice){wide, sizeof wide}, buffer, sizeof buffer);
    assert_true(strlen(buffer) < sizeof buffer);
    assert_string_equal(buffer + strlen(buffer) - 4, "...\"");
}

static void errors_name_the_place(void **state)
{
    (void)state;
    dgh_error err;
    dgh_status status = dgh_error_at(&err, DGH_ERR_PARSE, "run/POSCAR", 7, 12,
                                     "expected %s, found %s", "a number", "\"x\"");
    assert_int_equal(status, DGH_ERR_PARSE);
    assert_string_equal(err.message, "run/POSCAR:7:12: expected a number, found \"x\"");
    assert_string_equal(err.path, "run/POSCAR");
    assert_int_equal(err.line, 7);
    assert_int_equal(err.column, 12);
    dgh_error_at(&err, DGH_ERR_IO, "x", 0, 0, "gone");
    assert_string_equal(err.message, "x: gone");
    dgh_error_at(&err, DGH_ERR_IO, "x", 3, 0, "gone");
    assert_string_equal(err.message, "x:3: gone");
    char path[4000];
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    dgh_error_at(&err, DGH_ERR_IO, path, 1, 1, "%s", path);
    assert_true(strlen(err.message) < sizeof err.message);
    assert_int_equal(dgh_error_set(NULL, DGH_ERR_IO, "ignored"), DGH_ERR_IO);
    assert_string_equal(dgh_status_name(DGH_ERR_REFUSED), "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_counted_without_their_ends),
        cmocka_unit_test(slices),
        cmocka_unit_test(an_empty_slice_may_be_null),
        cmocka_unit_test(excerpts_are_printable_and_short),
        cmocka_unit_test(errors_name_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
