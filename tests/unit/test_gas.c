/* The H2 reference: RRHO against ASE's IdealGasThermo, JANAF against its table and against the sum
 * over the rotational levels of H2. */
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

static const dgh_mode STRETCH = {4305.57, false};

static dgh_gas_options janaf_at(double temperature_k)
{
    dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
    options.temperature_k = temperature_k;
    options.modes = &STRETCH;
    options.n_modes = 1;
    return options;
}

static dgh_gas_options rrho_at(double temperature_k)
{
    dgh_gas_options options = janaf_at(temperature_k);
    options.model = DGH_GAS_RRHO;
    options.bond_length_ang = 0.751475;
    options.mass_u[0] = options.mass_u[1] = 1.00784;
    return options;
}

static dgh_gas gas(const dgh_gas_options *options)
{
    dgh_gas out;
    dgh_error err = {0};
    if (dgh_thermo_gas(&out, options, &err))
        fail_msg("%s", err.message);
    return out;
}

static double j_mol(double ev)
{
    return ev * DGH_ELECTRON_CHARGE_C * DGH_AVOGADRO_MOL;
}

static void compare_with_ase(const char *name, size_t n_rows, double tolerance)
{
    golden section = golden_section(name);
    assert_int_equal(section.n_rows, n_rows);
    double largest = 0.0;
    for (size_t i = 0; i < section.n_rows; i++) {
        const golden_row *row = &section.rows[i];
        assert_int_equal(row->n, 11);
        const double *v = row->value;
        dgh_mode mode = {v[6], false};
        dgh_gas_options options = rrho_at(v[0]);
        options.pressure_bar = v[1];
        options.bond_length_ang = v[2];
        options.mass_u[0] = v[3];
        options.mass_u[1] = v[4];
        options.symmetry_number = (int)v[5];
        options.modes = &mode;
        dgh_gas found = gas(&options);
        assert_near(found.zpe_ev, v[7], 1e-12);
        assert_near(found.zpe_ev + found.enthalpy_ev, v[8], tolerance);
        assert_near(v[0] * found.s_ev_per_k, v[0] * v[9], tolerance);
        double g = found.zpe_ev + found.enthalpy_ev - v[0] * found.s_ev_per_k;
        assert_near(g, v[10], tolerance);
        largest = fmax(largest, fabs(g - v[10]));
    }
    print_message("%s: largest |G - G(ASE)| = %.1e eV\n", name, largest);
    free(section.rows);
}

static void rrho_agrees_with_ase(void **state)
{
    (void)state;
    compare_with_ase("gas", 200, 1e-6);
    compare_with_ase("gas-2018", 40, 1e-12);
}

/* EXPECTED.md of the QE runs: S and its parts in J/mol/K, H(T) - H(0) in eV. */
static void rrho_of_the_qe_run(void **state)
{
    (void)state;
    dgh_gas_options options = rrho_at(298.15);
    dgh_gas found = gas(&options);
    assert_near(found.zpe_ev, 0.266911, 1e-6);
    assert_near(found.enthalpy_ev, 0.089924, 1e-6);
    assert_near(j_mol(found.s_ev_per_k), 130.560, 6e-4);
    assert_near(j_mol(found.s_translation_ev_per_k), 117.597, 6e-4);
    assert_near(j_mol(found.s_rotation_ev_per_k), 12.963, 6e-4);
    assert_near(found.s_standard_ev_per_k,
                found.s_translation_ev_per_k + found.s_rotation_ev_per_k +
                    found.s_vibration_ev_per_k,
                1e-18);
}

/* Rows of the table itself: T, S, H - H(298.15 K). Between fits and table: the rounding of the
 * table and what the fits leave. */
static void janaf_table(void **state)
{
    (void)state;
    static const double ROWS[][3] = {
        {100, 100.727, -5.468},   {200, 119.412, -2.774},   {250, 125.640, -1.378},
        {298.15, 130.680, 0.0},   {300, 130.858, 0.053},    {350, 135.325, 1.502},
        {400, 139.216, 2.959},    {450, 142.656, 4.420},    {500, 145.737, 5.882},
        {600, 151.077, 8.811},    {700, 155.606, 11.749},   {800, 159.548, 14.702},
        {900, 163.051, 17.676},   {1000, 166.216, 20.680},  {1500, 178.846, 36.290},
        {2000, 188.418, 52.951},  {2500, 196.243, 70.498},  {3000, 202.891, 88.740},
        {4000, 213.848, 126.874}, {5000, 222.767, 166.876}, {6000, 230.323, 208.341},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        dgh_gas_options options = janaf_at(ROWS[i][0]);
        dgh_gas found = gas(&options);
        bool exact = ROWS[i][0] < 299.0;
        assert_near(j_mol(found.s_ev_per_k), ROWS[i][1], exact ? 1e-9 : 0.006);
        assert_near(j_mol(found.enthalpy_ev) / 1000.0, ROWS[i][2] + 8.467, exact ? 1e-11 : 0.006);
    }
}

static void janaf_at_room_temperature(void **state)
{
    (void)state;
    dgh_gas_options options = janaf_at(298.15);
    dgh_gas found = gas(&options);
    assert_near(298.15 * found.s_ev_per_k, 0.4038, 5e-5);
    assert_near(found.enthalpy_ev, 0.0878, 5e-5);
    assert_near(found.zpe_ev, 0.5 * 1.239841984e-4 * 4305.57, 1e-15);
    assert_true(found.s_rotation_ev_per_k == 0.0);
}

/* Sum over the levels of H2 in its vibrational ground state, ortho-para equilibrium, without
 * nuclear spin: B_0 = 59.322, D = 0.0471 cm^-1 (Huber, Herzberg, Constants of Diatomic Molecules,
 * 1979). */
static void sum_over_levels(double temperature_k, double *s_j_mol_k, double *h_kj_mol)
{
    const double r = 8.31446261815324, k_cm1 = 0.695034800, kt = k_cm1 * temperature_k;
    double z = 0.0, u = 0.0;
    for (int j = 0; j < 25; j++) {
        double jj = j * (j + 1.0), energy = 59.322 * jj - 0.0471 * jj * jj;
        double weight = (2.0 * j + 1.0) * (j % 2 ? 3.0 : 1.0) * exp(-energy / kt);
        z += weight;
        u += weight * energy;
    }
    u /= z;
    double mass = 2.01588 * DGH_ATOMIC_MASS_KG, kt_j = DGH_BOLTZMANN_J_K * temperature_k;
    double q = pow(2.0 * DGH_PI * mass * kt_j, 1.5) / pow(DGH_PLANCK_J_S, 3.0) * kt_j / 1e5;
    *s_j_mol_k = r * (2.5 + log(q) + u / kt + log(z / 4.0));
    *h_kj_mol = r * (2.5 * temperature_k + u / k_cm1) / 1000.0;
}

static void janaf_below_room_temperature(void **state)
{
    (void)state;
    for (double t = 100.0; t <= 298.15; t += 3.7) {
        dgh_gas_options options = janaf_at(t);
        dgh_gas found = gas(&options);
        double s, h;
        sum_over_levels(t, &s, &h);
        assert_near(j_mol(found.s_ev_per_k), s, 0.025);
        assert_near(j_mol(found.enthalpy_ev) / 1000.0, h, 0.010);
    }
}

static void janaf_is_continuous(void **state)
{
    (void)state;
    static const double JOINTS[] = {200.0, 250.0, 298.15, 1000.0, 2500.0};
    for (size_t i = 0; i < sizeof JOINTS / sizeof JOINTS[0]; i++) {
        dgh_gas_options below = janaf_at(JOINTS[i] - 1e-7), above = janaf_at(JOINTS[i] + 1e-7);
        dgh_gas a = gas(&below), b = gas(&above);
        /* the fits meet to 1e-6 eV, the table and its fit exactly */
        double tolerance = i < 3 ? 1e-9 : 6e-6;
        assert_near(a.enthalpy_ev, b.enthalpy_ev, tolerance);
        assert_near(JOINTS[i] * a.s_ev_per_k, JOINTS[i] * b.s_ev_per_k, tolerance);
    }
}

static void pressure(void **state)
{
    (void)state;
    for (int model = 0; model < 2; model++)
        for (double p = 1e-8; p < 1e3; p *= 10.0) {
            dgh_gas_options options = rrho_at(400.0);
            options.model = (dgh_gas_model)model;
            dgh_gas at_1_bar = gas(&options);
            options.pressure_bar = p;
            dgh_gas found = gas(&options);
            assert_near(found.s_ev_per_k - at_1_bar.s_ev_per_k, -8.617333262e-5 * log(p), 1e-16);
            assert_true(found.s_standard_ev_per_k == at_1_bar.s_ev_per_k);
            assert_true(found.enthalpy_ev == at_1_bar.enthalpy_ev);
        }
}

static void isotopes(void **state)
{
    (void)state;
    dgh_gas_options h2 = rrho_at(300.0), d2 = h2, hd = h2;
    d2.mass_u[0] = d2.mass_u[1] = 2.0 * h2.mass_u[0];
    hd.mass_u[1] = 2.0 * h2.mass_u[0];
    hd.symmetry_number = 1;
    double k = 8.617333262e-5, s = gas(&h2).s_standard_ev_per_k;
    assert_near(gas(&d2).s_standard_ev_per_k - s, k * (1.5 * log(2.0) + log(2.0)), 1e-15);
    assert_near(gas(&hd).s_standard_ev_per_k - s, k * (1.5 * log(1.5) + log(4.0 / 3.0 * 2.0)),
                1e-15);
}

static void stretch_is_the_highest_real_mode(void **state)
{
    (void)state;
    dgh_mode modes[6] = {{13.4, false}, {4305.57, false}, {9000.0, true},
                         {42.6, false}, {0.0, false},     {19.0, false}};
    dgh_gas_options options = janaf_at(298.15);
    double expected = gas(&options).zpe_ev;
    options.modes = modes;
    options.n_modes = 6;
    assert_true(gas(&options).zpe_ev == expected);
}

static void tabulated_zero_point(void **state)
{
    (void)state;
    const char *note = NULL;
    dgh_mode mode = dgh_thermo_h2_tabulated_mode(&note);
    assert_string_equal(note,
                        "ZPE tabulated: 2179.3 cm-1 = 0.2702 eV (Irikura 2007, 10.1063/1.2436891)");
    dgh_gas_options options = janaf_at(298.15);
    options.modes = &mode;
    assert_near(gas(&options).zpe_ev, 0.2702, 5e-5);
    assert_false(dgh_thermo_h2_tabulated_mode(NULL).imaginary);
}

static void assert_refused(const dgh_gas_options *options, dgh_status status, const char *message)
{
    dgh_gas out, zero;
    memset(&out, 0xff, sizeof out);
    memset(&zero, 0, sizeof zero);
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_gas(&out, options, &err), status);
    assert_string_equal(err.message, message);
    assert_memory_equal(&out, &zero, sizeof out);
    assert_int_equal(dgh_thermo_gas(&out, options, NULL), status);
}

/* Whatever the bits of the arguments are: an error or finite numbers. */
static void any_numbers(void **state)
{
    (void)state;
    uint64_t seed = 51;
    int n_ok = 0;
    for (int round = 0; round < 200000; round++) {
        dgh_mode mode;
        dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
        double *numbers[] = {&options.temperature_k,   &options.pressure_bar,
                             &options.bond_length_ang, options.mass_u,
                             options.mass_u + 1,       &mode.freq_cm1};
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
            *numbers[i] = random_below(&seed, 4) ? random_between(&seed, 0.0, 500.0)
                                                 : random_double(&seed);
        mode.imaginary = random_below(&seed, 8) == 0;
        options.model = (dgh_gas_model)random_below(&seed, 3);
        options.symmetry_number = (int)random_below(&seed, 4);
        options.modes = &mode;
        options.n_modes = 1;
        dgh_gas g;
        if (dgh_thermo_gas(&g, &options, NULL) == DGH_OK) {
            n_ok++;
            assert_true(isfinite(g.zpe_ev) && isfinite(g.enthalpy_ev) && isfinite(g.s_ev_per_k) &&
                        isfinite(g.s_standard_ev_per_k));
        }
    }
    assert_true(n_ok > 1000);
}

static void refused_options(void **state)
{
    (void)state;
    assert_refused(NULL, DGH_ERR_ARGUMENT,
                   "options were not initialised with DGH_GAS_OPTIONS_INIT");
    dgh_gas_options options = janaf_at(-3.0);
    assert_refused(&options, DGH_ERR_ARGUMENT,
                   "temperature: expected a positive number of K, found -3");
    options.temperature_k = 298.15;
    options.pressure_bar = 0.0;
    assert_refused(&options, DGH_ERR_ARGUMENT,
                   "pressure: expected a positive number of bar, found 0");
    options.pressure_bar = 1.0;
    options.symmetry_number = 0;
    assert_refused(&options, DGH_ERR_ARGUMENT,
                   "symmetry number of a diatomic: expected 1 or 2, found 0");
    options.symmetry_number = 2;
    options.model = (dgh_gas_model)5;
    assert_refused(&options, DGH_ERR_ARGUMENT, "no gas model has number 5");
    dgh_gas_options hot = rrho_at(1e308);
    assert_refused(&hot, DGH_ERR_ARGUMENT, "the properties of the gas overflow at 1e+308 K");
    options.model = DGH_GAS_JANAF;
    options.n_modes = 0;
    assert_refused(&options, DGH_ERR_MISSING, "no real vibrational mode of H2");
    dgh_mode bad[2] = {{4300.0, false}, {-1.0, false}};
    options.modes = bad;
    options.n_modes = 2;
    assert_refused(&options, DGH_ERR_ARGUMENT,
                   "mode 2: expected the magnitude of a frequency in cm-1, found -1");
}

static void refused_by_the_models(void **state)
{
    (void)state;
    dgh_gas_options options = janaf_at(99.9);
    assert_refused(&options, DGH_ERR_REFUSED,
                   "99.9 K is outside of the JANAF table of H2 (100 to 6000 K)");
    options.temperature_k = 6001.0;
    assert_refused(&options, DGH_ERR_REFUSED,
                   "6001 K is outside of the JANAF table of H2 (100 to 6000 K)");
    options.temperature_k = 298.15;
    options.mass_u[1] = 2.014;
    assert_refused(&options, DGH_ERR_REFUSED,
                   "the JANAF table is for H2, not for an atom of 2.014 u: use rrho");
    options.mass_u[1] = 0.0;
    options.symmetry_number = 1;
    assert_refused(&options, DGH_ERR_REFUSED,
                   "the JANAF table is for H2 with symmetry number 2, found 1: use rrho");
    options = rrho_at(298.15);
    options.bond_length_ang = 0.0;
    assert_refused(&options, DGH_ERR_MISSING,
                   "rrho needs the bond length of the molecule in Angstrom, found 0");
    options = rrho_at(298.15);
    options.mass_u[1] = 0.0;
    assert_refused(&options, DGH_ERR_MISSING,
                   "rrho needs the masses of both atoms in u, found 1.00784 and 0");
    options = rrho_at(80.0);
    assert_refused(&options, DGH_ERR_REFUSED,
                   "80 K is below the rotational temperature of the molecule (85.2 K), where the "
                   "classical rotor of rrho fails");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rrho_agrees_with_ase),
        cmocka_unit_test(rrho_of_the_qe_run),
        cmocka_unit_test(janaf_table),
        cmocka_unit_test(janaf_at_room_temperature),
        cmocka_unit_test(janaf_below_room_temperature),
        cmocka_unit_test(janaf_is_continuous),
        cmocka_unit_test(pressure),
        cmocka_unit_test(isotopes),
        cmocka_unit_test(stretch_is_the_highest_real_mode),
        cmocka_unit_test(tabulated_zero_point),
        cmocka_unit_test(any_numbers),
        cmocka_unit_test(refused_options),
        cmocka_unit_test(refused_by_the_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
