#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digits.h"
#include "base/numbers.h"
#include "unit/sanitized.h"

enum { MANY = TESTS_SANITIZED ? 100000 : 1000000 };

static uint64_t random_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A number in the forms that grids have. */
static int print_number(char *out, uint64_t *state)
{
    uint64_t kind = random_bits(state);
    uint64_t digits = random_bits(state) % 100000000000u;
    int exponent = (int)(random_bits(state) % 198) - 99;
    if (kind % 4)
        exponent /= 10;
    char sign = exponent < 0 ? '-' : '+';
    int e = abs(exponent);
    switch (kind / 4 % 8) {
    case 0:
        return sprintf(out, " -.%011lluE%c%02d", (unsigned long long)digits, sign, e);
    case 1:
        return sprintf(out, " 0.%05lluE%c%02d", (unsigned long long)digits % 100000, sign, e);
    case 2:
        return sprintf(out, "  %.17g", (double)digits * pow(10.0, exponent));
    case 3:
        return sprintf(out, "%13.5E", -(double)digits * pow(10.0, exponent));
    case 4:
        return sprintf(out, " %lld", (long long)digits);
    case 5:
        return sprintf(out, " %.12f", (double)digits / 1e6);
    default:
        return sprintf(out, " 0.%011lluE%c%02d", (unsigned long long)digits, sign, e);
    }
}

/* `n` random numbers, `per_line` of them on each line, against strtod. */
static void against_strtod(size_t n, size_t per_line, bool even, int jobs)
{
    uint64_t state = 88172645463325252u;
    char *text = malloc(n * 32);
    double *expected = malloc(n * sizeof *expected), *got = malloc(n * sizeof *got);
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        char number[64];
        int length;
        do {
            length = print_number(number, &state);
        } while (even && length != 18);
        expected[i] = strtod(number, NULL);
        memcpy(text + size, number, (size_t)length);
        size += (size_t)length;
        if (i % per_line == per_line - 1 || i + 1 == n)
            text[size++] = '\n';
    }
    const char *at = text;
    assert_int_equal(dgh_numbers_read_parallel(got, n, 1.0, &at, text + size, jobs), n);
    for (size_t i = 0; i < n; i++)
        if (memcmp(&got[i], &expected[i], sizeof got[i]) != 0)
            fail_msg("number %zu: %.17g instead of %.17g", i, got[i], expected[i]);
    free(text);
    free(expected);
    free(got);
}

static void test_random_numbers(void **state)
{
    (void)state;
    against_strtod(MANY, 5, false, 1);
    against_strtod(200000, 7, false, 2);
    against_strtod(200000, 5, true, 1);
    against_strtod(200000, 5, true, 3);
    against_strtod(65537, 10, true, 8);
}

/* Halfway cases and their neighbours, the ends of the exact ranges, many digits. */
static void test_hard_numbers(void **state)
{
    static const char *const HARD[] = {"9007199254740993",
                                       "9007199254740992",
                                       "9007199254740991e22",
                                       "9007199254740993e-22",
                                       "0.9007199254740993E+16",
                                       "1e23",
                                       "8.5e22",
                                       "9.5e-23",
                                       "1.7976931348623157e308",
                                       "2.2250738585072014e-308",
                                       "2.2250738585072011e-308",
                                       "4.9406564584124654e-324",
                                       "6.631236846766476e-316",
                                       "3.2378839133029012895883524125015321e-319",
                                       "0.000000000000000000000000000000000000001",
                                       "123456789012345678901234567890",
                                       "0.1000000000000000055511151231257827021181583404541015625",
                                       "-0.0",
                                       "-.0000E+00",
                                       "5708990770823839207320493820740630171355185151999e-3",
                                       "1090544144181609348671488e-5",
                                       "7.2057594037927933e16",
                                       "1234567890123456789e-30",
                                       "9999999999999999999e-40",
                                       "18446744073709551615",
                                       "18446744073709551616",
                                       "0.99999999999999994448884876874E+00"};
    (void)state;
    for (size_t i = 0; i < sizeof HARD / sizeof HARD[0]; i++) {
        char text[256];
        int n = snprintf(text, sizeof text,
                         " %s                                            "
                         "          \n",
                         HARD[i]);
        double value, expected = strtod(HARD[i], NULL);
        const char *at = text;
        assert_int_equal(dgh_numbers_read(&value, 1, 1.0, &at, text + n), 1);
        if (memcmp(&value, &expected, sizeof value) != 0)
            fail_msg("%s: %.17g instead of %.17g", HARD[i], value, expected);
    }
}

static void test_odd_forms(void **state)
{
    static const char TEXT[] = " 0.12345678901D+03-0.12345678901E+03 0.123-100 .5+2d0\r\n"
                               "\t 0.12345678901E-103 7                                    "
                               "                           ";
    static const double EXPECTED[] = {123.45678901, -123.45678901,      0.123e-100, 0.5,
                                      2.0,          0.12345678901e-103, 7.0};
    enum { N = sizeof EXPECTED / sizeof EXPECTED[0] };
    double got[N + 1];
    const char *at = TEXT;
    (void)state;
    assert_int_equal(dgh_numbers_read(got, N + 1, 1.0, &at, TEXT + sizeof TEXT - 1), N);
    for (size_t i = 0; i < N; i++)
        assert_memory_equal(&got[i], &EXPECTED[i], sizeof got[i]);
}

/* What is no number stops the reading right there, with threads too. */
static void test_stops(void **state)
{
    static const char *const BAD[] = {"*****************", "              NaN",
                                      "      Infinity   ", "0.1234567890lE+03",
                                      "0.12345678901E+ 3", "            1e999"};
    enum { LINES = 20000, LINE = 91 };
    char *text = malloc(LINES * LINE);
    double *got = malloc(5 * LINES * sizeof *got);
    (void)state;
    for (size_t b = 0; b < sizeof BAD / sizeof BAD[0]; b++)
        for (int jobs = 1; jobs <= 3; jobs++) {
            for (size_t i = 0; i < LINES; i++)
                memcpy(text + i * LINE,
                       " 0.12345678901E+03 0.12345678901E+03 0.12345678901E+03 0.12345678901E+03 "
                       "0.12345678901E+03\n",
                       LINE);
            size_t line = 12345;
            memcpy(text + line * LINE + 2 * 18 + 1, BAD[b], 17);
            const char *at = text;
            size_t n = dgh_numbers_read_parallel(got, 5 * LINES, 1.0, &at, text + LINES * LINE,
                                                 jobs);
            if (n < 5 * line + 2 || n > 5 * line + 3)
                fail_msg("%s: stopped after %zu numbers with %d threads", BAD[b], n, jobs);
            assert_true(at >= text + line * LINE + 2 * 18);
            assert_true(at <= text + line * LINE + 3 * 18);
        }
    free(text);
    free(got);
}

static void test_skip(void **state)
{
    static const char TEXT[] = "1 2 3\n4 5 6\n7 8\nrest";
    const char *at = TEXT, *end = TEXT + sizeof TEXT - 1;
    (void)state;
    assert_true(dgh_numbers_skip(8, &at, end));
    assert_string_equal(at, "rest");
    at = TEXT;
    assert_true(dgh_numbers_skip(6, &at, end));
    assert_string_equal(at, "7 8\nrest");
    at = TEXT;
    assert_false(dgh_numbers_skip(7, &at, end));
    assert_false(dgh_numbers_skip(100, &at, end));
    assert_ptr_equal(at, TEXT);
    static const char UNEVEN[] = "1 2 3\n4 5 \n6\n7 8\n";
    at = UNEVEN;
    assert_false(dgh_numbers_skip(8, &at, UNEVEN + sizeof UNEVEN - 1));
}

static void written(double value, int digits, const char *expected)
{
    char text[DGH_LONGEST_NUMBER + 1];
    text[dgh_write_number(text, value, digits)] = '\0';
    assert_string_equal(text, expected);
}

static void test_write(void **state)
{
    (void)state;
    written(123.45678901, 11, " 0.12345678901E+03");
    written(-0.5, 5, "-0.50000E+00");
    written(0.0, 5, " 0.00000E+00");
    written(1.0, 3, " 0.100E+01");
    written(0.99999999, 5, " 0.10000E+01");
    written(2.5, 2, " 0.25E+01");
    written(1e-300, 4, " 0.1000E-299");
    written(5e-324, 3, " 0.494E-323");
    written(1.7976931348623157e308, 17, " 0.17976931348623157E+309");
    written(0.0625, 3, " 0.625E-01");
    written(1.5, 2, " 0.15E+01");
    written(0.125, 2, " 0.12E+00");
}

/* Against the C library, and back. */
static void test_write_random(void **state)
{
    uint64_t seed = 1234567;
    (void)state;
    for (int i = 0; i < MANY / 5; i++) {
        double value = (double)(random_bits(&seed) >> 11) *
                       pow(10.0, (int)(random_bits(&seed) % 60) - 40);
        char text[DGH_LONGEST_NUMBER + 1], other[64];
        size_t n = dgh_write_number(text, value, 11);
        text[n] = '\0';
        snprintf(other, sizeof other, "%.10e", value);
        assert_true(strtod(text, NULL) == strtod(other, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_numbers), cmocka_unit_test(test_hard_numbers),
        cmocka_unit_test(test_odd_forms),      cmocka_unit_test(test_stops),
        cmocka_unit_test(test_skip),           cmocka_unit_test(test_write),
        cmocka_unit_test(test_write_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
