/* The hindered translator: against ASE's HinderedThermo, its two limits, its Bessel functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "dgh/thermo.h"
#include "thermo/oscillator.h"
#include "thermo/translator.h"
#include "unit/golden.h"
#include "unit/near.h"

/* e^-z I_order(z) = 1/pi int_0^pi e^(z (cos t - 1)) cos(order t) dt; the trapezoid rule converges
 * geometrically. */
static double bessel_by_integral(double z, int order)
{
    enum { N = 4000 };
    double sum = 0.0;
    for (int i = 0; i <= N; i++) {
        double t = DGH_PI * i / N, weight = i == 0 || i == N ? 0.5 : 1.0;
        sum += weight * exp(z * (cos(t) - 1.0)) * cos(order * t);
    }
    return sum / N;
}

static void bessel_functions(void **state)
{
    (void)state;
    assert_true(dgh_bessel_i0_scaled(0.0) == 1.0 && dgh_bessel_i1_scaled(0.0) == 0.0);
    for (double z = 1e-6; z < 1e4; z *= 1.23) {
        double i0 = bessel_by_integral(z, 0), i1 = bessel_by_integral(z, 1);
        assert_near(dgh_bessel_i0_scaled(z), i0, 1e-13 * i0);
        assert_near(dgh_bessel_i1_scaled(z), i1, 1e-13 * i0);
    }
    assert_near(dgh_bessel_i0_scaled(1.0), 0.46575960759364043, 1e-15); /* A&S table 9.8 */
    assert_near(dgh_bessel_i1_scaled(1.0), 0.20791041534970845, 1e-15);
}

static dgh_harmonic hstar(const dgh_mode *modes, double temperature_k, double barrier_ev,
                          double area_ang2, double mass_u)
{
    dgh_harmonic_options options = DGH_HARMONIC_OPTIONS_INIT;
    options.temperature_k = temperature_k;
    options.low_modes = DGH_LOW_TRANSLATOR;
    options.barrier_ev = barrier_ev;
    options.site_area_ang2 = area_ang2;
    options.translator_mass_u = mass_u;
    dgh_harmonic out;
    dgh_error err = {0};
    if (dgh_thermo_harmonic(&out, modes, 3, &options, &err))
        fail_msg("%s", err.message);
    return out;
}

static void compare_with_ase(const char *name, size_t n_rows, double tolerance)
{
    golden section = golden_section(name);
    assert_int_equal(section.n_rows, n_rows);
    for (size_t i = 0; i < section.n_rows; i++) {
        const golden_row *row = &section.rows[i];
        assert_int_equal(row->n, 7);
        const double *v = row->value;
        dgh_mode modes[3] = {{10.0, false}, {v[4], false}, {20.0, false}};
        dgh_harmonic found = hstar(modes, v[0], v[1], v[2], v[3]);
        assert_near(found.zpe_ev + found.u_thermal_ev, v[5], tolerance);
        assert_near(v[0] * found.s_ev_per_k, v[0] * v[6], tolerance);
        assert_int_equal(found.n_modes, 3);
        assert_int_equal(found.n_raised, 2);
    }
    free(section.rows);
}

/* Near T = 0 the classical part is 1 + 1/(4 z): nothing is left but the oscillators. */
static void frozen(void **state)
{
    (void)state;
    for (double t = 10.0; t > 1e-12; t /= 10.0) {
        dgh_translator found = dgh_translator_make(0.5, 6.6, 1.008, t);
        double kt = DGH_BOLTZMANN_EV_K * t, z = 0.25 / kt;
        assert_near(found.u_thermal_ev / kt, 0.25 / z, 1.0 / (z * z) + 1e-14);
        assert_near(found.s_ev_per_k / DGH_BOLTZMANN_EV_K, 0.5 / z, 1.0 / (z * z) + 1e-13);
    }
}

static void agrees_with_ase(void **state)
{
    (void)state;
    compare_with_ase("translator", 200, 1e-6);
    compare_with_ase("translator-2018", 40, 1e-11);
}

static void no_barrier_is_a_gas_in_the_plane(void **state)
{
    (void)state;
    const double h = 6.62607015e-34, kb = 1.380649e-23, u = 1.66053906660e-27;
    for (double t = 100.0; t < 1000.0; t *= 1.5) {
        double area = 6.6, mass = 1.008;
        double q = 2.0 * DGH_PI * mass * u * kb * t * area * 1e-20 / (h * h);
        dgh_translator found = dgh_translator_make(1e-16, area, mass, t);
        assert_near(found.s_ev_per_k / DGH_BOLTZMANN_EV_K, 1.0 + log(q), 1e-6);
        assert_near(found.u_thermal_ev / (DGH_BOLTZMANN_EV_K * t), 1.0, 1e-6);
        assert_near(found.zpe_ev, 0.0, 1e-11);
    }
}

static void high_barrier_is_harmonic(void **state)
{
    (void)state;
    for (double t = 100.0; t < 1000.0; t *= 1.5) {
        /* an area that keeps the frequency at some 500 cm-1 while the barrier grows */
        double barrier = 1e5, area = 6.6e5, mass = 1.008;
        dgh_translator found = dgh_translator_make(barrier, area, mass, t);
        double kt = DGH_BOLTZMANN_EV_K * t, energy = DGH_HC_EV_CM * found.freq_cm1;
        assert_near(found.freq_cm1,
                    sqrt(barrier * 1.602176634e-19 / (2.0 * mass * 1.66053906660e-27 * area)) *
                        1e10 / 29979245800.0,
                    1e-9);
        assert_near(found.zpe_ev, energy, 1e-7);
        assert_near(found.u_thermal_ev, 2.0 * dgh_oscillator_u_ev(energy, kt), 1e-7);
        assert_near(found.s_ev_per_k / DGH_BOLTZMANN_EV_K,
                    2.0 * dgh_oscillator_s_over_k(energy, kt), 1e-6);
    }
}

/* S = dA/dT with A = U - TS: the three numbers come from one partition function. */
static void consistent_thermodynamics(void **state)
{
    (void)state;
    for (double barrier = 1e-3; barrier < 2.0; barrier *= 2.0)
        for (double t = 150.0; t < 900.0; t *= 1.7) {
            double step = 0.01;
            dgh_translator a = dgh_translator_make(barrier, 6.6, 1.008, t - step);
            dgh_translator b = dgh_translator_make(barrier, 6.6, 1.008, t);
            dgh_translator c = dgh_translator_make(barrier, 6.6, 1.008, t + step);
            double low = a.u_thermal_ev - (t - step) * a.s_ev_per_k;
            double high = c.u_thermal_ev - (t + step) * c.s_ev_per_k;
            assert_near(-(high - low) / (2.0 * step), b.s_ev_per_k, 2e-11);
        }
}

static void assert_refused(const dgh_mode *modes, size_t n, const dgh_harmonic_options *options,
                           dgh_status status, const char *message)
{
    dgh_harmonic out;
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_harmonic(&out, modes, n, options, &err), status);
    assert_string_equal(err.message, message);
}

static void refusals(void **state)
{
    (void)state;
    dgh_mode modes[4] = {{900.0, false}, {500.0, false}, {30.0, true}, {1.0, false}};
    dgh_harmonic_options options = DGH_HARMONIC_OPTIONS_INIT;
    options.low_modes = DGH_LOW_TRANSLATOR;
    assert_refused(modes, 3, &options, DGH_ERR_ARGUMENT,
                   "diffusion barrier of the translator: expected a positive number of eV, found "
                   "0");
    options.barrier_ev = 0.1;
    assert_refused(modes, 3, &options, DGH_ERR_ARGUMENT,
                   "area per site of the translator: expected a positive number of Angstrom^2, "
                   "found 0");
    options.site_area_ang2 = 6.6;
    assert_refused(modes, 3, &options, DGH_ERR_ARGUMENT,
                   "mass of the translator: expected a positive number of u, found 0");
    options.translator_mass_u = 1.008;
    assert_refused(modes, 3, &options, DGH_ERR_REFUSED,
                   "1 imaginary mode, the largest 30.00i cm-1: the policy translator allows none");
    options.imaginary = DGH_IMAGINARY_DROP;
    assert_refused(modes, 3, &options, DGH_ERR_REFUSED,
                   "the policy translator needs all 3 modes of H*: imaginary ones cannot be "
                   "dropped");
    options.imaginary = DGH_IMAGINARY_REAL;
    assert_refused(modes, 4, &options, DGH_ERR_REFUSED,
                   "the policy translator is for the 3 modes of one H*, found 4");
    options.temperature_k = 10.0;
    options.barrier_ev = 1e-4;
    assert_refused(modes, 3, &options, DGH_ERR_REFUSED,
                   "the translator has a negative entropy at 10 K: its barrier of 0.0001 eV and kT "
                   "are below the quantum of 8.98 cm-1");
    options.temperature_k = 298.15;
    options.barrier_ev = 0.1;
    dgh_mode zero[3] = {{0.0, false}, {0.0, false}, {0.0, false}};
    assert_refused(zero, 3, &options, DGH_ERR_REFUSED,
                   "a mode of frequency 0: its harmonic entropy is infinite (policy translator)");
    dgh_harmonic out;
    assert_int_equal(dgh_thermo_harmonic(&out, modes, 3, &options, NULL), DGH_OK);
    assert_int_equal(out.n_imaginary_as_real, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bessel_functions),
        cmocka_unit_test(agrees_with_ase),
        cmocka_unit_test(frozen),
        cmocka_unit_test(no_barrier_is_a_gas_in_the_plane),
        cmocka_unit_test(high_barrier_is_harmonic),
        cmocka_unit_test(consistent_thermodynamics),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
