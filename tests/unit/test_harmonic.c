/* Harmonic sums: against ASE's HarmonicThermo, limits, policies, errors, invariants. */
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
#include "unit/golden.h"
#include "unit/near.h"
#include "unit/random.h"

static const double K_EV = 8.617333262e-5;
static const double HC = 1.239841984e-4;

static dgh_harmonic_options options_at(double temperature_k, dgh_low_modes policy)
{
    dgh_harmonic_options options = DGH_HARMONIC_OPTIONS_INIT;
    options.temperature_k = temperature_k;
    options.low_modes = policy;
    return options;
}

static dgh_harmonic sums(const dgh_mode *modes, size_t n, const dgh_harmonic_options *options)
{
    dgh_harmonic out;
    dgh_error err = {0};
    if (dgh_thermo_harmonic(&out, modes, n, options, &err))
        fail_msg("%s", err.message);
    return out;
}

static dgh_harmonic one(double freq_cm1, double temperature_k, dgh_low_modes policy)
{
    dgh_mode mode = {freq_cm1, false};
    dgh_harmonic_options options = options_at(temperature_k, policy);
    return sums(&mode, 1, &options);
}

static void compare_with_ase(const char *name, size_t n_rows, double tolerance)
{
    golden section = golden_section(name);
    assert_int_equal(section.n_rows, n_rows);
    double largest = 0.0;
    for (size_t i = 0; i < section.n_rows; i++) {
        const golden_row *row = &section.rows[i];
        size_t n = (size_t)row->value[1];
        assert_int_equal(row->n, 2 + n + 4);
        dgh_mode modes[GOLDEN_MAX];
        for (size_t k = 0; k < n; k++)
            modes[k] = (dgh_mode){row->value[2 + k], false};
        const double *expected = row->value + 2 + n;
        dgh_harmonic_options options = options_at(row->value[0], DGH_LOW_HARMONIC);
        dgh_harmonic found = sums(modes, n, &options);
        assert_int_equal(found.n_modes, n);
        assert_near(found.zpe_ev, expected[0], 1e-12);
        assert_near(found.zpe_ev + found.u_thermal_ev, expected[1], tolerance);
        assert_near(options.temperature_k * found.s_ev_per_k, options.temperature_k * expected[2],
                    tolerance);
        assert_near(found.f_ev, expected[3], tolerance);
        largest = fmax(largest, fabs(found.f_ev - expected[3]));
    }
    print_message("%s: largest |F - F(ASE)| = %.1e eV\n", name, largest);
    free(section.rows);
}

static void agrees_with_ase(void **state)
{
    (void)state;
    compare_with_ase("harmonic", 200, 1e-6);
    compare_with_ase("harmonic-2018", 40, 1e-12);
}

static void hot_mode_is_classical(void **state)
{
    (void)state;
    /* kT >> eps: U = kT - eps/2 + eps x/12, S = k (1 - ln x + x^2/24) */
    for (double x = 1e-9; x < 1e-2; x *= 10.0) {
        double temperature = 300.0, kt = K_EV * temperature;
        dgh_harmonic h = one(x * kt / HC, temperature, DGH_LOW_HARMONIC);
        assert_near(h.u_thermal_ev / kt, 1.0 - x / 2.0 + x * x / 12.0, 1e-10);
        assert_near(h.s_ev_per_k / K_EV, 1.0 - log(x) + x * x / 24.0, 1e-10);
    }
}

static void cold_mode_is_frozen(void **state)
{
    (void)state;
    /* eps >> kT: U = eps e^-x, S = k (1 + x) e^-x */
    for (double x = 40.0; x < 2000.0; x *= 1.5) {
        double temperature = 100.0, kt = K_EV * temperature;
        dgh_harmonic h = one(x * kt / HC, temperature, DGH_LOW_HARMONIC);
        assert_near(h.u_thermal_ev / kt, x * exp(-x), 1e-14 * x * exp(-x));
        assert_near(h.s_ev_per_k / K_EV, (1.0 + x) * exp(-x), 1e-12 * x * exp(-x));
        assert_near(h.f_ev, h.zpe_ev, 1e-15);
    }
}

static void sums_are_of_the_modes(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (int round = 0; round < 500; round++) {
        dgh_mode modes[12];
        size_t n = 1 + random_below(&seed, 12);
        double temperature = random_between(&seed, 1.0, 2000.0), kt = K_EV * temperature;
        dgh_low_modes policy = (dgh_low_modes)random_below(&seed, 3);
        dgh_harmonic added = {0};
        for (size_t i = 0; i < n; i++) {
            modes[i] = (dgh_mode){random_between(&seed, 1.0, 4000.0), false};
            dgh_harmonic h = one(modes[i].freq_cm1, temperature, policy);
            added.zpe_ev += h.zpe_ev;
            added.u_thermal_ev += h.u_thermal_ev;
            added.s_ev_per_k += h.s_ev_per_k;
            added.n_raised += h.n_raised;
        }
        dgh_harmonic_options options = options_at(temperature, policy);
        dgh_harmonic h = sums(modes, n, &options);
        assert_near(h.zpe_ev, added.zpe_ev, 1e-14);
        assert_near(h.u_thermal_ev, added.u_thermal_ev, 1e-14 * (double)n * (1.0 + kt));
        assert_near(h.s_ev_per_k, added.s_ev_per_k, 1e-16 * (double)n);
        assert_int_equal(h.n_raised, added.n_raised);
        assert_near(h.f_ev, h.zpe_ev + h.u_thermal_ev - temperature * h.s_ev_per_k, 1e-15);
        assert_true(h.s_ev_per_k >= 0.0 || policy == DGH_LOW_GRIMME); /* the rotor's may be < 0 */
        assert_true(h.u_thermal_ev <= kt * (double)n * (1.0 + 1e-14));
    }
}

/* -dF/dT = S for every policy, with the ZPE and U that the policy keeps. */
static void entropy_is_the_derivative(void **state)
{
    (void)state;
    uint64_t seed = 22;
    for (int round = 0; round < 200; round++) {
        double temperature = random_between(&seed, 100.0, 1000.0), step = 0.01;
        double freq = random_between(&seed, 5.0, 3000.0);
        for (int policy = 0; policy < 2; policy++) { /* raise, harmonic: exact thermodynamics */
            dgh_harmonic low = one(freq, temperature - step, (dgh_low_modes)policy);
            dgh_harmonic mid = one(freq, temperature, (dgh_low_modes)policy);
            dgh_harmonic high = one(freq, temperature + step, (dgh_low_modes)policy);
            assert_near(-(high.f_ev - low.f_ev) / (2.0 * step), mid.s_ev_per_k, 2e-11);
        }
    }
}

static void raise_lifts_u_and_s_only(void **state)
{
    (void)state;
    dgh_mode modes[3] = {{1000.0, false}, {50.0, false}, {10.0, false}};
    dgh_mode lifted[3] = {{1000.0, false}, {50.0, false}, {50.0, false}};
    dgh_harmonic found = sums(modes, 3, NULL);
    dgh_harmonic_options plain = options_at(298.15, DGH_LOW_HARMONIC);
    dgh_harmonic expected = sums(lifted, 3, &plain);
    assert_int_equal(found.n_raised, 1);
    assert_int_equal(expected.n_raised, 0);
    assert_near(found.zpe_ev, 0.5 * HC * 1060.0, 1e-15);
    assert_true(found.u_thermal_ev == expected.u_thermal_ev);
    assert_true(found.s_ev_per_k == expected.s_ev_per_k);
    modes[2].freq_cm1 = 0.0;
    found = sums(modes, 3, NULL);
    assert_near(found.zpe_ev, 0.5 * HC * 1050.0, 1e-15);
    assert_true(found.s_ev_per_k == expected.s_ev_per_k);
    dgh_harmonic_options wide = options_at(298.15, DGH_LOW_RAISE);
    wide.cutoff_cm1 = 100.0;
    assert_int_equal(sums(modes, 3, &wide).n_raised, 2);
}

/* Grimme's formula term by term; far above nu_0 it is the oscillator, far below the rotor. */
static void grimme_interpolates(void **state)
{
    (void)state;
    const double h = 6.62607015e-34, kb = 1.380649e-23, c = 299792458.0, t = 298.15;
    const double pi = 3.14159265358979323846;
    for (double freq = 0.5; freq < 4000.0; freq *= 1.7) {
        double mu = h / (8.0 * pi * pi * freq * 100.0 * c);
        double mean = mu * 1e-44 / (mu + 1e-44);
        double rotor = 0.5 + log(sqrt(8.0 * pi * pi * pi * mean * kb * t / (h * h)));
        double x = HC * freq / (K_EV * t);
        double oscillator = x / (exp(x) - 1.0) - log(1.0 - exp(-x));
        double w = 1.0 / (1.0 + pow(100.0 / freq, 4.0));
        dgh_harmonic found = one(freq, t, DGH_LOW_GRIMME);
        assert_near(found.s_ev_per_k / K_EV, w * oscillator + (1.0 - w) * rotor, 1e-7);
        assert_int_equal(found.n_raised, freq < 100.0);
        dgh_harmonic plain = one(freq, t, DGH_LOW_HARMONIC);
        assert_true(found.zpe_ev == plain.zpe_ev && found.u_thermal_ev == plain.u_thermal_ev);
    }
    dgh_harmonic zero = one(0.0, t, DGH_LOW_GRIMME), tiny = one(1e-30, t, DGH_LOW_GRIMME);
    double rotor = 0.5 + log(sqrt(8.0 * pi * pi * pi * 1e-44 * kb * t / (h * h)));
    assert_near(zero.s_ev_per_k / K_EV, rotor, 1e-7);
    assert_near(tiny.s_ev_per_k / K_EV, rotor, 1e-7);
    assert_near(zero.u_thermal_ev, K_EV * t, 1e-15);
}

static void imaginary_modes_by_policy(void **state)
{
    (void)state;
    dgh_mode modes[3] = {{900.0, false}, {500.0, false}, {30.0, true}};
    dgh_harmonic_options options = options_at(298.15, DGH_LOW_RAISE);
    dgh_harmonic h = sums(modes, 3, &options);
    dgh_mode at_cutoff[3] = {{900.0, false}, {500.0, false}, {50.0, false}};
    dgh_harmonic expected = sums(at_cutoff, 3, &options);
    assert_int_equal(h.n_imaginary, 1);
    assert_int_equal(h.n_imaginary_as_cutoff, 1);
    assert_int_equal(h.n_raised, 0);
    assert_int_equal(h.n_modes, 3);
    assert_true(h.largest_imaginary_cm1 == 30.0);
    assert_true(h.f_ev == expected.f_ev && h.zpe_ev == expected.zpe_ev);

    options.imaginary = DGH_IMAGINARY_DROP;
    h = sums(modes, 3, &options);
    expected = sums(at_cutoff, 2, &options);
    assert_int_equal(h.n_imaginary_dropped, 1);
    assert_int_equal(h.n_modes, 2);
    assert_true(h.f_ev == expected.f_ev);

    options.imaginary = DGH_IMAGINARY_REAL;
    h = sums(modes, 3, &options);
    assert_int_equal(h.n_imaginary_as_real, 1);
    assert_int_equal(h.n_raised, 1); /* 30 is below the cutoff */
    assert_near(h.zpe_ev, 0.5 * HC * 1430.0, 1e-15);

    modes[2].freq_cm1 = 800.0;
    h = sums(modes, 3, &options);
    assert_near(h.zpe_ev, 0.5 * HC * 2200.0, 1e-15);
    assert_int_equal(h.n_raised, 0);
    modes[2].freq_cm1 = 50.0; /* the cutoff itself is not above the cutoff */
    options.imaginary = DGH_IMAGINARY_REFUSE;
    assert_int_equal(sums(modes, 3, &options).n_imaginary_as_cutoff, 1);
}

static void assert_refused(const dgh_mode *modes, size_t n, const dgh_harmonic_options *options,
                           dgh_status status, const char *message)
{
    dgh_harmonic out, zero;
    memset(&out, 0xff, sizeof out);
    memset(&zero, 0, sizeof zero);
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_harmonic(&out, modes, n, options, &err), status);
    assert_string_equal(err.message, message);
    assert_int_equal(err.status, status);
    assert_memory_equal(&out, &zero, sizeof out);
    assert_int_equal(dgh_thermo_harmonic(&out, modes, n, options, NULL), status);
}

static void refused_modes(void **state)
{
    (void)state;
    dgh_mode modes[3] = {{900.0, false}, {120.5, true}, {30.0, true}};
    dgh_harmonic_options options = options_at(298.15, DGH_LOW_RAISE);
    assert_refused(modes, 3, &options, DGH_ERR_REFUSED,
                   "2 imaginary modes, the largest 120.50i cm-1: above the cutoff of 50 cm-1 the "
                   "geometry is no minimum");
    options.low_modes = DGH_LOW_HARMONIC;
    assert_refused(modes, 2, &options, DGH_ERR_REFUSED,
                   "1 imaginary mode, the largest 120.50i cm-1: the policy harmonic allows none");
    options.low_modes = DGH_LOW_GRIMME;
    assert_refused(modes + 2, 1, &options, DGH_ERR_REFUSED,
                   "1 imaginary mode, the largest 30.00i cm-1: the policy grimme allows none");
    modes[1] = (dgh_mode){0.0, false};
    options.low_modes = DGH_LOW_HARMONIC;
    assert_refused(modes, 2, &options, DGH_ERR_REFUSED,
                   "a mode of frequency 0: its harmonic entropy is infinite (policy harmonic)");
    assert_refused(modes, 0, &options, DGH_ERR_MISSING, "no vibrational modes");
    assert_refused(NULL, 3, &options, DGH_ERR_MISSING, "no vibrational modes");
    modes[1].freq_cm1 = -3.0;
    assert_refused(modes, 2, &options, DGH_ERR_ARGUMENT,
                   "mode 2: expected the magnitude of a frequency in cm-1, found -3");
    modes[1].freq_cm1 = INFINITY;
    assert_refused(modes, 2, &options, DGH_ERR_ARGUMENT,
                   "mode 2: expected the magnitude of a frequency in cm-1, found inf");
}

/* Whatever the bits of the arguments are: an error or finite numbers. */
static void any_numbers(void **state)
{
    (void)state;
    uint64_t seed = 23;
    int n_ok = 0;
    for (int round = 0; round < 200000; round++) {
        dgh_mode modes[3];
        dgh_harmonic_options options = DGH_HARMONIC_OPTIONS_INIT;
        double *numbers[] = {&options.temperature_k,     &options.cutoff_cm1,
                             &options.grimme_cm1,        &options.grimme_alpha,
                             &options.barrier_ev,        &options.site_area_ang2,
                             &options.translator_mass_u, &modes[0].freq_cm1,
                             &modes[1].freq_cm1,         &modes[2].freq_cm1};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
            *numbers[i] = random_below(&seed, 4) ? random_between(&seed, 0.0, 500.0)
                                                 : random_double(&seed);
        for (size_t i = 0; i < 3; i++)
            modes[i].imaginary = random_below(&seed, 8) == 0;
        options.low_modes = (dgh_low_modes)random_below(&seed, 5);
        options.imaginary = (dgh_imaginary)random_below(&seed, 4);
        dgh_harmonic h;
        if (dgh_thermo_harmonic(&h, modes, 3, &options, NULL) == DGH_OK) {
            n_ok++;
            if (!isfinite(h.zpe_ev) || !isfinite(h.u_thermal_ev) || !isfinite(h.s_ev_per_k) ||
                !isfinite(h.f_ev) || h.zpe_ev < 0.0 ||
                (h.u_thermal_ev < 0.0 && options.low_modes != DGH_LOW_TRANSLATOR))
                fail_msg("policy %d, T %g, modes %g %g %g: ZPE %g, U %g, S %g",
                         (int)options.low_modes, options.temperature_k, modes[0].freq_cm1,
                         modes[1].freq_cm1, modes[2].freq_cm1, h.zpe_ev, h.u_thermal_ev,
                         h.s_ev_per_k);
        }
    }
    assert_true(n_ok > 10000);
}

static void refused_options(void **state)
{
    (void)state;
    dgh_mode mode = {900.0, false};
    dgh_harmonic_options options = options_at(0.0, DGH_LOW_RAISE);
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "temperature: expected a positive number of K, found 0");
    options.temperature_k = 300.0;
    options.cutoff_cm1 = -1.0;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "cutoff for low modes: expected a positive number of cm-1, found -1");
    options.low_modes = DGH_LOW_GRIMME;
    options.grimme_cm1 = 0.0;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "nu_0 of the grimme policy: expected a positive number of cm-1, found 0");
    options.grimme_cm1 = 100.0;
    options.grimme_alpha = 0.0;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "alpha of the grimme policy: expected a positive number, found 0");
    options.low_modes = (dgh_low_modes)9;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT, "no policy for low modes has number 9");
    options.low_modes = DGH_LOW_RAISE;
    options.imaginary = (dgh_imaginary)7;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "no policy for imaginary modes has number 7");
    options = options_at(1e300, DGH_LOW_HARMONIC);
    dgh_mode tiny = {1e-300, false};
    assert_refused(&tiny, 1, &options, DGH_ERR_ARGUMENT,
                   "the sums over the modes overflow at 1e+300 K");
    options.size = 0;
    assert_refused(&mode, 1, &options, DGH_ERR_ARGUMENT,
                   "options were not initialised with DGH_HARMONIC_OPTIONS_INIT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_ase),
        cmocka_unit_test(hot_mode_is_classical),
        cmocka_unit_test(cold_mode_is_frozen),
        cmocka_unit_test(sums_are_of_the_modes),
        cmocka_unit_test(entropy_is_the_derivative),
        cmocka_unit_test(raise_lifts_u_and_s_only),
        cmocka_unit_test(grimme_interpolates),
        cmocka_unit_test(imaginary_modes_by_policy),
        cmocka_unit_test(refused_modes),
        cmocka_unit_test(any_numbers),
        cmocka_unit_test(refused_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
