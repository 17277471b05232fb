/* pw.x's lattices against the values of ASE's ibrav_to_cell (a = 5, b/a = 1.2, c/a = 1.3 or 1.6,
 * cosines 0.3 or 0.1, 0.2, 0.3), for those that ASE lacks against the manual's formulas, and 13
 * against the crystal axes that pw.x prints. */
#include "read_text.h"

#include <math.h>

#include "espresso/expression.h"
#include "espresso/lattice.h"

static void lattices(void **state)
{
    (void)state;
    static const struct {
        int ibrav;
        double celldm[6];
        double cell[3][3];
    } CASES[] = {
        {1, {5}, {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}},
        {2, {5}, {{-2.5, 0, 2.5}, {0, 2.5, 2.5}, {-2.5, 2.5, 0}}},
        {3, {5}, {{2.5, 2.5, 2.5}, {-2.5, 2.5, 2.5}, {-2.5, -2.5, 2.5}}},
        {-3, {5}, {{-2.5, 2.5, 2.5}, {2.5, -2.5, 2.5}, {2.5, 2.5, -2.5}}},
        {4, {5, 0, 1.6}, {{5, 0, 0}, {-2.5, 4.330127019, 0}, {0, 0, 8}}},
        {5,
         {5, 0, 0, .3},
         {{2.958039892, -1.707825128, 3.651483717},
          {0, 3.415650255, 3.651483717},
          {-2.958039892, -1.707825128, 3.651483717}}},
        {-5,
         {5, 0, 0, .3},
         {{-0.680681648, 3.502618484, 3.502618484},
          {3.502618484, -0.680681648, 3.502618484},
          {3.502618484, 3.502618484, -0.680681648}}},
        {6, {5, 0, 1.3}, {{5, 0, 0}, {0, 5, 0}, {0, 0, 6.5}}},
        {7, {5, 0, 1.3}, {{2.5, -2.5, 3.25}, {2.5, 2.5, 3.25}, {-2.5, -2.5, 3.25}}},
        {8, {5, 1.2, 1.3}, {{5, 0, 0}, {0, 6, 0}, {0, 0, 6.5}}},
        {9, {5, 1.2, 1.3}, {{2.5, 3, 0}, {-2.5, 3, 0}, {0, 0, 6.5}}},
        {-9, {5, 1.2, 1.3}, {{2.5, -3, 0}, {2.5, 3, 0}, {0, 0, 6.5}}},
        {91, {5, 1.2, 1.3}, {{5, 0, 0}, {0, 3, -3.25}, {0, 3, 3.25}}},
        {10, {5, 1.2, 1.3}, {{2.5, 0, 3.25}, {2.5, 3, 0}, {0, 3, 3.25}}},
        {11, {5, 1.2, 1.3}, {{2.5, 3, 3.25}, {-2.5, 3, 3.25}, {-2.5, -3, 3.25}}},
        {12, {5, 1.2, 1.3, .1}, {{5, 0, 0}, {0.6, 5.969924623, 0}, {0, 0, 6.5}}},
        {-12, {5, 1.2, 1.3, 0, .1}, {{5, 0, 0}, {0, 6, 0}, {0.65, 0, 6.467418341}}},
        {13, {10, 1.5, 2, .1}, {{5, 0, -10}, {1.5, 14.92481156, 0}, {5, 0, 10}}},
        {-13, {5, 1.2, 1.3, 0, .1}, {{2.5, 3, 0}, {-2.5, 3, 0}, {0.65, 0, 6.467418341}}},
        {14,
         {5, 1.2, 1.3, .1, .2, .3},
         {{5, 0, 0}, {1.8, 5.723635209, 0}, {1.3, 0.272554058, 6.36283854}}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double cell[3][3];
        assert_true(dgh_qe_lattice(cell, CASES[i].ibrav, CASES[i].celldm));
        for (int k = 0; k < 9; k++)
            if (!(fabs(cell[k / 3][k % 3] - CASES[i].cell[k / 3][k % 3]) < 1e-8))
                fail_msg("ibrav = %d: component %d is %.10g", CASES[i].ibrav, k,
                         cell[k / 3][k % 3]);
    }
}

static void what_is_no_lattice(void **state)
{
    (void)state;
    double cell[3][3];
    const double bare[6] = {5}, wide[6] = {5, 1, 1, 1.5, 1.5, 1.5};
    assert_false(dgh_qe_lattice(cell, 0, bare));
    assert_false(dgh_qe_lattice(cell, 15, wide));
    assert_false(dgh_qe_lattice(cell, 4, bare)); /* no c */
    assert_false(dgh_qe_lattice(cell, 5, wide)); /* no angle has this cosine */
    assert_false(dgh_qe_lattice(cell, 14, wide));
}

static void expressions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } CASES[] = {
        {"0.25", 0.25},   {"-1/3", -1.0 / 3.0}, {"2.0d-1", 0.2}, {"1+2*3", 7.0},
        {"(1+2)*3", 9.0}, {"2^3^2", 512.0},     {"-2^2", -4.0},  {"sqrt(3)/2", 0.8660254037844386},
        {"1-2-3", -4.0},  {"8/2/2", 2.0},       {"+.5", 0.5},    {"abs(-1.5)", 1.5},
        {"2*-3", -6.0}};
    double v;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        if (!dgh_expression((dgh_slice){CASES[i].text, strlen(CASES[i].text)}, &v))
            fail_msg("%s was not read", CASES[i].text);
        assert_true(fabs(v - CASES[i].value) < 1e-15);
    }
    static const char *const NOT[] = {"",    "1/0",   "(1", "1)",   "x",   "sqrt(-1)",
                                      "1 2", "sqrt3", "--", "1..2", "nan", "1+"};
    for (size_t i = 0; i < sizeof NOT / sizeof NOT[0]; i++)
        if (dgh_expression((dgh_slice){NOT[i], strlen(NOT[i])}, &v))
            fail_msg("\"%s\" was read", NOT[i]);
    char deep[4000];
    memset(deep, '(', sizeof deep);
    assert_false(dgh_expression((dgh_slice){deep, sizeof deep}, &v));
    memset(deep, '-', sizeof deep);
    assert_false(dgh_expression((dgh_slice){deep, sizeof deep}, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lattices),
        cmocka_unit_test(what_is_no_lattice),
        cmocka_unit_test(expressions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
