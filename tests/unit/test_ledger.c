/* The adsorption ledger against EXPECTED.md of the Quantum ESPRESSO 6.7 Pt(111)-H runs made for
 * this project (its values: an independent NumPy script, checked with ASE). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "dgh/thermo.h"
#include "unit/near.h"
#include "unit/random.h"

static const double H2_CM1 = 4305.57;

static dgh_real real(double value)
{
    return (dgh_real){.has = true, .value = value};
}

static dgh_real rydberg(double value)
{
    return real(value * DGH_RYDBERG_EV);
}

static dgh_harmonic harmonic(const double *freq_cm1, size_t n)
{
    dgh_mode modes[16];
    for (size_t i = 0; i < n; i++)
        modes[i] = (dgh_mode){freq_cm1[i], false};
    dgh_harmonic out;
    dgh_error err;
    assert_int_equal(dgh_thermo_harmonic(&out, modes, n, NULL, &err), DGH_OK);
    return out;
}

static dgh_gas gas(dgh_gas_model model)
{
    dgh_mode mode = {H2_CM1, false};
    dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
    options.model = model;
    options.modes = &mode;
    options.n_modes = 1;
    options.bond_length_ang = 0.751475;
    options.mass_u[0] = options.mass_u[1] = 1.00784;
    dgh_gas out;
    dgh_error err;
    assert_int_equal(dgh_thermo_gas(&out, &options, &err), DGH_OK);
    return out;
}

typedef struct expected {
    const char *site;
    double energy_ry;
    double modes_cm1[3];
    double delta_e, zpe, u_with_zpe, s;
    double a, b, c, d, e, full_janaf;
} expected;

/* fd rows and the ph.x row of the table; the last column is given in the text below it */
static const expected SITES[] = {
    {"fcc fd",
     -2242.97807084,
     {602.158, 602.160, 1143.165},
     -0.415789,
     0.145525,
     0.154738,
     4.094e-5,
     -0.214019,
     -0.201812,
     -0.249953,
     -0.249768,
     -0.175789,
     -0.248683},
    {"fcc ph.x",
     -2242.97807084,
     {603.782, 603.782, 1143.418},
     -0.415789,
     0.145742,
     0.154906,
     4.070e-5,
     -0.213730,
     -0.201595,
     -0.249712,
     -0.249528,
     -0.175789,
     -0.249528 + 0.001085},
    {"hcp fd",
     -2242.97535413,
     {560.053, 560.197, 1147.600},
     -0.378826,
     0.140589,
     0.151126,
     4.763e-5,
     -0.183988,
     -0.169785,
     -0.218597,
     -0.218413,
     -0.138826,
     -0.217328},
    {"top fd",
     -2242.97826492,
     {373.796, 373.802, 2248.227},
     -0.418429,
     0.185718,
     0.203995,
     9.231e-5,
     -0.191783,
     -0.164260,
     -0.218653,
     -0.218468,
     -0.178429,
     -0.217383},
};

static dgh_adsorption_input input_of(const expected *site, dgh_gas_model model)
{
    dgh_adsorption_input in = DGH_ADSORPTION_INPUT_INIT;
    in.energy_final_ev = rydberg(site->energy_ry);
    in.energy_initial_ev = rydberg(-2241.78128590);
    in.energy_h2_ev = rydberg(-2.33245005);
    in.energy_name = "F";
    in.has_final_modes = true;
    in.final_modes = harmonic(site->modes_cm1, 3);
    in.has_gas = true;
    in.gas = gas(model);
    return in;
}

static dgh_ledger ledger_of(const dgh_adsorption_input *in)
{
    dgh_ledger ledger;
    dgh_error err = {0};
    if (dgh_thermo_ledger(&ledger, in, &err))
        fail_msg("%s", err.message);
    return ledger;
}

static void quantum_espresso_pt111(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SITES / sizeof SITES[0]; i++) {
        const expected *site = &SITES[i];
        dgh_adsorption_input in = input_of(site, DGH_GAS_JANAF);
        dgh_ledger janaf = ledger_of(&in);
        assert_near(janaf.delta_e_ev.value, site->delta_e, 1e-6);
        assert_near(in.final_modes.zpe_ev, site->zpe, 1e-6);
        assert_near(in.final_modes.zpe_ev + in.final_modes.u_thermal_ev, site->u_with_zpe, 1e-6);
        assert_near(in.final_modes.s_ev_per_k, site->s, 5e-9);
        assert_near(janaf.delta_g_ev[DGH_CONVENTION_ZPE_TS].value, site->a, 1e-6);
        assert_near(janaf.delta_g_ev[DGH_CONVENTION_ZPE_TS_GAS].value, site->b, 1e-6);
        assert_near(janaf.delta_g_ev[DGH_CONVENTION_OFFSET].value, site->e, 1e-6);
        assert_near(janaf.delta_g_ev[DGH_CONVENTION_FULL].value, site->full_janaf, 1.1e-6);
        dgh_adsorption_input rrho_in = input_of(site, DGH_GAS_RRHO);
        dgh_ledger rrho = ledger_of(&rrho_in);
        assert_near(rrho.delta_g_ev[DGH_CONVENTION_FULL].value, site->c, 1e-6);
        /* d: heat content of RRHO with the entropy of JANAF */
        in.gas.enthalpy_ev = rrho_in.gas.enthalpy_ev;
        dgh_ledger mixed = ledger_of(&in);
        assert_near(mixed.delta_g_ev[DGH_CONVENTION_FULL].value, site->d, 1e-6);
    }
}

/* Random species; every ingredient is there. */
static dgh_adsorption_input random_input(uint64_t *seed)
{
    dgh_adsorption_input in = DGH_ADSORPTION_INPUT_INIT;
    in.temperature_k = random_between(seed, 200.0, 900.0);
    in.n_h = 1 + random_below(seed, 6);
    in.energy_final_ev = real(random_between(seed, -500.0, -100.0));
    in.energy_initial_ev = real(in.energy_final_ev.value + random_between(seed, 0.0, 20.0));
    in.energy_h2_ev = real(random_between(seed, -7.0, -6.0));
    in.energy_name = "E0";
    dgh_harmonic *species[2] = {&in.final_modes, &in.initial_modes};
    for (size_t i = 0; i < 2; i++) {
        species[i]->zpe_ev = random_between(seed, 0.1, 1.0);
        species[i]->u_thermal_ev = random_between(seed, 0.0, 0.2);
        species[i]->s_ev_per_k = random_between(seed, 0.0, 1e-3);
        species[i]->n_modes = 3 * in.n_h;
    }
    in.has_final_modes = in.has_initial_modes = in.has_gas = true;
    in.gas.zpe_ev = random_between(seed, 0.2, 0.3);
    in.gas.enthalpy_ev = random_between(seed, 0.05, 0.2);
    in.gas.s_ev_per_k = random_between(seed, 1e-3, 2e-3);
    return in;
}

static void sums_are_of_the_flagged_terms(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (int round = 0; round < 300; round++) {
        dgh_adsorption_input in = random_input(&seed);
        dgh_ledger l = ledger_of(&in);
        assert_int_equal(l.n_terms, 13);
        assert_null(l.incomplete);
        double sum[DGH_CONVENTION_COUNT] = {0};
        for (size_t i = 0; i < l.n_terms; i++) {
            assert_true(l.terms[i].contribution_ev == l.terms[i].coefficient * l.terms[i].value);
            for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
                if (l.terms[i].in_convention[c])
                    sum[c] += l.terms[i].contribution_ev;
        }
        for (int c = 0; c < DGH_CONVENTION_COUNT; c++) {
            assert_true(l.delta_g_ev[c].has);
            assert_near(l.delta_g_ev[c].value, sum[c], 1e-12);
        }
        double n = in.n_h, t = in.temperature_k, de = l.delta_e_ev.value;
        double dzpe = l.delta_zpe_ev.value, du = l.delta_u_thermal_ev.value;
        double mts = l.minus_t_delta_s_ev.value;
        assert_near(de,
                    (in.energy_final_ev.value - in.energy_initial_ev.value -
                     0.5 * n * in.energy_h2_ev.value) /
                        n,
                    1e-12);
        assert_near(dzpe,
                    (in.final_modes.zpe_ev - in.initial_modes.zpe_ev) / n - 0.5 * in.gas.zpe_ev,
                    1e-14);
        assert_near(du,
                    (in.final_modes.u_thermal_ev - in.initial_modes.u_thermal_ev) / n -
                        0.5 * in.gas.enthalpy_ev,
                    1e-14);
        assert_near(mts,
                    -t * ((in.final_modes.s_ev_per_k - in.initial_modes.s_ev_per_k) / n -
                          0.5 * in.gas.s_ev_per_k),
                    1e-14);
        assert_near(l.delta_g_ev[DGH_CONVENTION_FULL].value, de + dzpe + du + mts, 1e-12);
        assert_near(l.delta_g_ev[DGH_CONVENTION_ZPE_TS].value, de + dzpe + mts, 1e-12);
        assert_near(l.delta_g_ev[DGH_CONVENTION_ZPE_TS_GAS].value,
                    de + dzpe + 0.5 * t * in.gas.s_ev_per_k, 1e-12);
        assert_near(l.delta_g_ev[DGH_CONVENTION_OFFSET].value, de + 0.24, 1e-12);
    }
}

static void average_is_the_mean_of_the_differential(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int round = 0; round < 50; round++) {
        unsigned n = 2 + random_below(&seed, 5);
        dgh_adsorption_input step[8], whole = random_input(&seed);
        double sum[DGH_CONVENTION_COUNT] = {0};
        for (unsigned i = 0; i < n; i++) {
            step[i] = random_input(&seed);
            step[i].temperature_k = whole.temperature_k;
            step[i].n_h = 1;
            step[i].gas = whole.gas;
            step[i].energy_h2_ev = whole.energy_h2_ev;
            if (i) {
                step[i].energy_initial_ev = step[i - 1].energy_final_ev;
                step[i].initial_modes = step[i - 1].final_modes;
            }
            dgh_ledger l = ledger_of(&step[i]);
            for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
                sum[c] += l.delta_g_ev[c].value;
        }
        whole.n_h = n;
        whole.energy_initial_ev = step[0].energy_initial_ev;
        whole.initial_modes = step[0].initial_modes;
        whole.energy_final_ev = step[n - 1].energy_final_ev;
        whole.final_modes = step[n - 1].final_modes;
        dgh_ledger average = ledger_of(&whole);
        for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
            assert_near(average.delta_g_ev[c].value, sum[c] / n, 1e-11);
    }
}

static void terms_in_words(void **state)
{
    (void)state;
    static const char *const IDS[] = {"e-adsorbed", "e-host",       "e-gas",       "zpe-adsorbate",
                                      "zpe-host",   "zpe-gas",      "u-adsorbate", "u-host",
                                      "h-gas",      "ts-adsorbate", "ts-host",     "ts-gas",
                                      "offset"};
    static const char *const LABELS[] = {
        "E0(host+H)", "E0(host)",      "E0(H2)",  "ZPE(H*)",   "ZPE(host)", "ZPE(H2)", "U_th(H*)",
        "U_th(host)", "H(T)-H(0)(H2)", "-TS(H*)", "-TS(host)", "-TS(H2)",   "offset"};
    /* per H of 4: full, zpe-ts, zpe-ts-gas, offset */
    static const char *const MEMBERS[] = {"1111", "1111", "1111", "1110", "1110", "1110", "1000",
                                          "1000", "1000", "1100", "1100", "1110", "0001"};
    static const double COEFFICIENTS[] = {0.25,  -0.25, -0.5, 0.25,  -0.25, -0.5, 0.25,
                                          -0.25, -0.5,  0.25, -0.25, -0.5,  1.0};
    uint64_t seed = 43;
    dgh_adsorption_input in = random_input(&seed);
    in.n_h = 4;
    in.energy_final_ev.source = (dgh_source){"slab/OUTCAR", 12};
    in.final_modes_source = (dgh_source){"vib/OUTCAR", 34};
    in.gas_note = "JANAF";
    dgh_ledger l = ledger_of(&in);
    for (size_t i = 0; i < 13; i++) {
        assert_string_equal(l.terms[i].id, IDS[i]);
        assert_string_equal(l.terms[i].label, LABELS[i]);
        assert_true(l.terms[i].coefficient == COEFFICIENTS[i]);
        for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
            assert_int_equal(l.terms[i].in_convention[c], MEMBERS[i][c] == '1');
    }
    assert_string_equal(l.terms[0].source.path, "slab/OUTCAR");
    assert_int_equal(l.terms[3].source.line, 34);
    assert_string_equal(l.terms[11].note, "JANAF");
    assert_string_equal(l.terms[12].note, "Norskov et al. 2005, 10.1149/1.1856988");
    in.energy_name = "F";
    l = ledger_of(&in);
    assert_string_equal(l.terms[0].label, "F(host+H)");
    in.energy_name = "E";
    l = ledger_of(&in);
    assert_string_equal(l.terms[1].label, "E(host)");
    in.energy_name = NULL;
    l = ledger_of(&in);
    assert_string_equal(l.terms[2].label, "energy(H2)");
}

static void assert_only_offset(const dgh_adsorption_input *in, size_t n_terms, const char *why)
{
    dgh_ledger l = ledger_of(in);
    assert_int_equal(l.n_terms, n_terms);
    assert_string_equal(l.incomplete, why);
    assert_true(l.delta_e_ev.has);
    assert_false(l.delta_zpe_ev.has || l.delta_u_thermal_ev.has || l.minus_t_delta_s_ev.has);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        assert_int_equal(l.delta_g_ev[c].has, c == DGH_CONVENTION_OFFSET);
    assert_near(l.delta_g_ev[DGH_CONVENTION_OFFSET].value, l.delta_e_ev.value + 0.24, 1e-12);
}

static void missing_vibrations_are_no_zero(void **state)
{
    (void)state;
    uint64_t seed = 44;
    dgh_adsorption_input in = random_input(&seed);
    in.n_h = 2;
    in.final_modes.n_modes = 6;
    in.has_initial_modes = false;
    dgh_ledger l = ledger_of(&in); /* a host of which nothing was displaced */
    assert_int_equal(l.n_terms, 10);
    assert_null(l.incomplete);
    assert_true(l.delta_g_ev[DGH_CONVENTION_FULL].has);
    in.final_modes.n_modes = 5;
    in.final_modes.n_imaginary_dropped = 2;
    assert_only_offset(&in, 10,
                       "more atoms than the added H were displaced, and there are no vibrations "
                       "of the initial state to subtract");
    in.has_gas = false;
    assert_only_offset(&in, 7, "no vibration of H2");
    in.has_final_modes = false;
    assert_only_offset(&in, 4, "no vibrations of the adsorbed H");
    in.has_gas = true;
    assert_only_offset(&in, 7, "no vibrations of the adsorbed H");
}

static void assert_refused(const dgh_adsorption_input *in, dgh_status status, const char *message)
{
    dgh_ledger l, zero;
    memset(&l, 0xff, sizeof l);
    memset(&zero, 0, sizeof zero);
    dgh_error err = {0};
    assert_int_equal(dgh_thermo_ledger(&l, in, &err), status);
    assert_string_equal(err.message, message);
    assert_memory_equal(&l, &zero, sizeof l);
    assert_int_equal(dgh_thermo_ledger(&l, in, NULL), status);
}

static void errors(void **state)
{
    (void)state;
    uint64_t seed = 45;
    const dgh_adsorption_input good = random_input(&seed);
    dgh_adsorption_input in = good;
    in.n_h = 0;
    assert_refused(&in, DGH_ERR_ARGUMENT, "number of H added: expected at least 1, found 0");
    in = good;
    in.temperature_k = 0.0;
    assert_refused(&in, DGH_ERR_ARGUMENT, "temperature: expected a positive number of K, found 0");
    in = good;
    in.energy_final_ev.has = false;
    assert_refused(&in, DGH_ERR_MISSING, "no energy of the host with H");
    in = good;
    in.energy_initial_ev.has = false;
    assert_refused(&in, DGH_ERR_MISSING, "no energy of the host");
    in = good;
    in.energy_h2_ev.has = false;
    assert_refused(&in, DGH_ERR_MISSING, "no energy of H2");
    in = good;
    in.energy_h2_ev.value = NAN;
    assert_refused(&in, DGH_ERR_ARGUMENT, "energy of H2 is not a finite number");
    in = good;
    in.final_modes.s_ev_per_k = NAN;
    assert_refused(&in, DGH_ERR_ARGUMENT, "the sum of convention full is not a finite number");
    in = good;
    in.size = 0;
    assert_refused(&in, DGH_ERR_ARGUMENT,
                   "options were not initialised with DGH_ADSORPTION_INPUT_INIT");
    assert_refused(NULL, DGH_ERR_ARGUMENT,
                   "options were not initialised with DGH_ADSORPTION_INPUT_INIT");
}

/* physics.md: the conventions differ by about 0.1 eV for the same modes (corrections to dE). */
static void conventions_differ(void **state)
{
    (void)state;
    static const double ROWS[][6] = {{1100, 550, 550, 0.155, 0.188, 0.203},
                                     {1250, 900, 900, 0.211, 0.252, 0.256},
                                     {1900, 700, 650, 0.222, 0.259, 0.268}};
    for (size_t i = 0; i < 3; i++) {
        dgh_adsorption_input in = DGH_ADSORPTION_INPUT_INIT;
        in.energy_final_ev = in.energy_initial_ev = in.energy_h2_ev = real(0.0);
        in.has_final_modes = in.has_gas = true;
        in.final_modes = harmonic(ROWS[i], 3);
        in.gas = gas(DGH_GAS_JANAF);
        in.gas.zpe_ev = 0.270; /* the tabulated one, as there */
        dgh_ledger l = ledger_of(&in);
        for (int c = 0; c < 3; c++)
            assert_near(l.delta_g_ev[c].value, ROWS[i][3 + c], 2e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantum_espresso_pt111),
        cmocka_unit_test(conventions_differ),
        cmocka_unit_test(sums_are_of_the_flagged_terms),
        cmocka_unit_test(average_is_the_mean_of_the_differential),
        cmocka_unit_test(terms_in_words),
        cmocka_unit_test(missing_vibrations_are_no_zero),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
