/* Statistics of ΔG over sites: closed forms. */
#include "read_text.h"

#include "dgh/distribution.h"
#include "dgh/thermo.h"
#include "near.h"

static const double KT = 8.617333262e-5 * 298.15;

static dgh_distribution of(const dgh_weighted_dg *sites, size_t n)
{
    dgh_distribution d;
    dgh_error err = {0};
    if (dgh_thermo_distribution(&d, sites, n, 298.15, 0.1, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return d;
}

static void four_values(void **state)
{
    (void)state;
    /* 1, 2, 4, 9 in tenths: mean 4, squares 9 + 4 + 0 + 25 = 38; quartiles of definition 7 at
     * places 0.75, 1.5, 2.25: 1.75, 3, 5.25 */
    const dgh_weighted_dg s[] = {{0.4, 1, {0}}, {0.9, 1, {0}}, {0.1, 1, {0}}, {0.2, 1, {0}}};
    dgh_distribution d = of(s, 4);
    assert_int_equal(d.n, 4);
    assert_int_equal(d.n_weighted, 4);
    assert_near(d.smallest_ev.value, 0.1, 1e-15);
    assert_near(d.largest_ev.value, 0.9, 1e-15);
    assert_near(d.mean_ev.value, 0.4, 1e-15);
    assert_near(d.spread_ev.value, sqrt(0.38 / 3.0), 1e-14);
    assert_near(d.quartile_ev[0].value, 0.175, 1e-15);
    assert_near(d.quartile_ev[1].value, 0.3, 1e-15);
    assert_near(d.quartile_ev[2].value, 0.525, 1e-15);
    assert_near(d.part_in_window.value, 0.25, 1e-15); /* 0.1 itself is in it */
    assert_false(d.current_a_per_cm2.has);
}

/* At ΔG = 0 half of a site is covered and k = k0 / 2; at kT ln 3 a quarter, k = k0 / 4; at -kT ln 3
 * three quarters, k = k0 3/4... by its own formula: k0 / (1 + 3). */
static void coverage_and_rate(void **state)
{
    (void)state;
    const dgh_real density = {.has = true, .value = 1e15};
    const dgh_weighted_dg s[] = {
        {0.0, 1, density}, {KT * log(3.0), 1, density}, {-KT * log(3.0), 1, density}};
    dgh_distribution d = of(s, 3);
    assert_near(d.coverage.value, 0.5, 1e-12);
    assert_near(d.rate_per_s.value, 200.0 * (1.0 / 2 + 1.0 / 4 + 1.0 / 4) / 3.0, 1e-9);
    assert_near(d.current_a_per_cm2.value,
                1.602176634e-19 * 1e15 * 200.0 * (1.0 / 2 + 1.0 / 4 + 1.0 / 4) / 3.0, 1e-12);
    /* ... which is not that of the mean ΔG, 0 */
    assert_near(dgh_thermo_exchange_rate_per_s(d.mean_ev.value, 298.15), 100.0, 1e-9);
    dgh_weighted_dg two[] = {{0.0, 1, density}, {0.0, 1, {.has = true, .value = 3e15}}};
    assert_near(of(two, 2).current_a_per_cm2.value, 1.602176634e-19 * 2e15 * 100.0, 1e-12);
    two[1].sites_per_cm2.has = false;
    assert_false(of(two, 2).current_a_per_cm2.has);
}

/* Weights are as if the site stood there several times; their common divisor does not count. */
static void weights(void **state)
{
    (void)state;
    const dgh_weighted_dg s[] = {{-0.2, 4, {0}}, {0.3, 12, {0}}, {0.05, 8, {0}}};
    const dgh_weighted_dg same[] = {{-0.2, 1, {0}}, {0.3, 1, {0}},  {0.3, 1, {0}},
                                    {0.3, 1, {0}},  {0.05, 1, {0}}, {0.05, 1, {0}}};
    dgh_distribution a = of(s, 3), b = of(same, 6);
    assert_int_equal(a.n, 3);
    assert_int_equal(a.n_weighted, 6);
    assert_near(a.mean_ev.value, b.mean_ev.value, 1e-15);
    assert_near(a.mean_ev.value, (-0.2 + 0.9 + 0.1) / 6.0, 1e-15);
    assert_near(a.spread_ev.value, b.spread_ev.value, 1e-15);
    for (int q = 0; q < 3; q++)
        assert_near(a.quartile_ev[q].value, b.quartile_ev[q].value, 1e-15);
    assert_near(a.part_in_window.value, 1.0 / 3, 1e-15);
    assert_near(a.coverage.value, b.coverage.value, 1e-15);
    assert_near(a.rate_per_s.value, b.rate_per_s.value, 1e-12);
}

static void few(void **state)
{
    (void)state;
    dgh_distribution d = of(NULL, 0);
    assert_int_equal(d.n, 0);
    assert_false(d.mean_ev.has || d.smallest_ev.has || d.coverage.has || d.spread_ev.has);
    const dgh_weighted_dg one = {-0.05, 3, {0}};
    d = of(&one, 1);
    assert_false(d.spread_ev.has);
    assert_near(d.quartile_ev[0].value, -0.05, 0.0);
    assert_near(d.quartile_ev[2].value, -0.05, 0.0);
    assert_near(d.part_in_window.value, 1.0, 0.0);
    const dgh_weighted_dg two[] = {{0.0, 1, {0}}, {1.0, 1, {0}}};
    d = of(two, 2);
    assert_near(d.spread_ev.value, sqrt(0.5), 1e-15);
    assert_near(d.quartile_ev[1].value, 0.5, 1e-15);
    /* far from 0 nothing overflows */
    const dgh_weighted_dg far[] = {{-80.0, 1, {0}}, {80.0, 1, {0}}};
    d = of(far, 2);
    assert_near(d.coverage.value, 0.5, 1e-12);
    assert_near(d.rate_per_s.value, 0.0, 1e-12);
}

static void refuse(const dgh_weighted_dg *site, double temperature_k, double window_ev,
                   const char *message)
{
    dgh_distribution d;
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_distribution(&d, site, 1, temperature_k, window_ev, &err),
                     DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_int_equal(d.n, 0);
}

static void errors(void **state)
{
    (void)state;
    dgh_weighted_dg s = {0.1, 1, {0}};
    refuse(&s, 0.0, 0.1, "expected a positive temperature and window, found 0 K and 0.1 eV");
    refuse(&s, 300.0, -1.0, "expected a positive temperature and window, found 300 K and -1 eV");
    s.weight = 0;
    refuse(&s, 300.0, 0.1, "expected weights of 1 and more, found 0");
    s = (dgh_weighted_dg){INFINITY, 1, {0}};
    refuse(&s, 300.0, 0.1, "expected a finite number, found a dG of inf eV");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_values), cmocka_unit_test(coverage_and_rate),
        cmocka_unit_test(weights),     cmocka_unit_test(few),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
