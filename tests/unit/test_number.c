/* Every double that the library reads is the correctly rounded value of its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "unit/sanitized.h"

enum { MANY = TESTS_SANITIZED ? 100000 : 1000000 };

static dgh_slice slice(const char *text)
{
    return (dgh_slice){text, strlen(text)};
}

static uint64_t random_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void random_numbers_round_as_strtod(void **state)
{
    (void)state;
    static const char *const FORMATS[] = {"%.17g", "%.11E", "%.5E", "%.8f", "%.16e", "%.3g"};
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < MANY; i++) {
        uint64_t bits = random_bits(&seed);
        double d;
        memcpy(&d, &bits, sizeof d);
        if (i % 2) /* half of them of the sizes that files hold */
            d = (double)(int64_t)bits / 1e15;
        if (d != d || d - d != 0.0)
            continue;
        char text[512];
        snprintf(text, sizeof text, FORMATS[i % 6], d);
        double expected = strtod(text, NULL), got;
        dgh_slice s = slice(text);
        if (expected - expected != 0.0)
            continue;
        assert_true(dgh_slice_double(&s, &got));
        assert_int_equal(s.size, 0);
        if (memcmp(&got, &expected, sizeof got) != 0)
            fail_msg("%s read as %.17g", text, got);
    }
}

static void hard_cases_round_as_strtod(void **state)
{
    (void)state;
    static const char *const CASES[] = {"9007199254740993",
                                        "9007199254740992.5",
                                        "2.2250738585072011e-308",
                                        "2.2250738585072014e-308",
                                        "4.9406564584124654e-324",
                                        "2.4703282292062327e-324",
                                        "2.4703282292062328e-324",
                                        "1.7976931348623157e308",
                                        "0.500000000000000166533453693773481063",
                                        "3.518437208883201171875e13",
                                        "62.5364939768271845828",
                                        "8.10109172351e-10",
                                        "1.50000000000000011102230246251565",
                                        "30078505129381147446200",
                                        "1e22",
                                        "1e23",
                                        "-0.0",
                                        "179769313486231580793e288",
                                        "1448997445238699",
                                        "0.000000000000000000000000000001",
                                        "123456789012345678901234567890",
                                        ".5",
                                        "5.",
                                        "+1.25"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double expected = strtod(CASES[i], NULL), got;
        dgh_slice s = slice(CASES[i]);
        assert_true(dgh_slice_double(&s, &got));
        if (memcmp(&got, &expected, sizeof got) != 0)
            fail_msg("%s read as %.17g", CASES[i], got);
    }
}

static void fortran_forms(void **state)
{
    (void)state;
    double v[3];
    dgh_slice s = slice(" -0.123-45.6 7");
    assert_true(dgh_slice_doubles(&s, v, 3));
    assert_true(v[0] == -0.123 && v[1] == -45.6 && v[2] == 7.0);
    s = slice("0.123-100 1.5D+02 -.297179-207");
    assert_true(dgh_slice_doubles(&s, v, 3));
    assert_true(v[0] == 0.123e-100 && v[1] == 150.0 && v[2] == -.297179e-207);
    s = slice("-0.63265286-0.11227753");
    assert_true(dgh_slice_doubles(&s, v, 2));
    assert_true(v[0] == -0.63265286 && v[1] == -0.11227753);
    s = slice("1.5-100.25");
    assert_true(dgh_slice_doubles(&s, v, 2));
    assert_true(v[0] == 1.5 && v[1] == -100.25);
    s = slice("1e5");
    assert_true(dgh_slice_double(&s, v) && v[0] == 1e5);
    s = slice("3 eV");
    assert_true(dgh_slice_double(&s, v) && v[0] == 3.0 && s.size == 3);
}

static void what_is_no_number(void **state)
{
    (void)state;
    static const char *const CASES[] = {"",  "   ", "****", "nan", "NaN", "inf",
                                        "-", "+.e", ".",    "e5",  "abc", "1e999"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double v;
        dgh_slice s = slice(CASES[i]);
        if (dgh_slice_double(&s, &v))
            fail_msg("\"%s\" was read as %g", CASES[i], v);
    }
}

static void integers(void **state)
{
    (void)state;
    int64_t v;
    dgh_slice s = slice("9223372036854775807");
    assert_true(dgh_slice_int64(&s, &v) && v == INT64_MAX);
    s = slice("9223372036854775808");
    assert_false(dgh_slice_int64(&s, &v));
    s = slice("-12x");
    assert_true(dgh_slice_int64(&s, &v) && v == -12 && s.size == 1);
    size_t n;
    s = slice("-1");
    assert_false(dgh_slice_size(&s, 10, &n));
    s = slice("11");
    assert_false(dgh_slice_size(&s, 10, &n));
    s = slice("10");
    assert_true(dgh_slice_size(&s, 10, &n) && n == 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_numbers_round_as_strtod),
        cmocka_unit_test(hard_cases_round_as_strtod),
        cmocka_unit_test(fortran_forms),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
