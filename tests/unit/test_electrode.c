/* The electrode, the exchange current and the coverage against their formulas; names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/thermo.h"
#include "unit/near.h"
#include "unit/random.h"

static const double K_EV = 8.617333262e-5;

static void potential_and_ph(void **state)
{
    (void)state;
    assert_near(dgh_thermo_electrode_ev(-0.09, -0.2, DGH_SCALE_RHE, 14.0, 298.15), -0.29, 1e-15);
    /* kT ln 10 at 298.15 K is 0.05916 eV, and is computed, not 0.0592 */
    assert_near(dgh_thermo_electrode_ev(0.0, 0.0, DGH_SCALE_SHE, 1.0, 298.15), 0.0591593, 1e-7);
    assert_near(dgh_thermo_electrode_ev(0.1, -0.3, DGH_SCALE_SHE, 13.0, 350.0),
                0.1 - 0.3 + 13.0 * K_EV * 350.0 * log(10.0), 1e-14);
    /* at pH 0 both scales are one; U(RHE) = U(SHE) + kT ln10 pH */
    uint64_t seed = 31;
    for (int i = 0; i < 100; i++) {
        double dg = random_between(&seed, -2.0, 2.0), u = random_between(&seed, -2.0, 2.0);
        double ph = random_between(&seed, 0.0, 14.0), t = random_between(&seed, 250.0, 400.0);
        double shift = K_EV * t * log(10.0) * ph;
        assert_near(dgh_thermo_electrode_ev(dg, u, DGH_SCALE_SHE, ph, t),
                    dgh_thermo_electrode_ev(dg, u + shift, DGH_SCALE_RHE, ph, t), 1e-14);
    }
}

static void pressure(void **state)
{
    (void)state;
    assert_true(dgh_thermo_pressure_ev(0.1, 1.0, 298.15) == 0.1);
    assert_near(dgh_thermo_pressure_ev(0.1, 10.0, 298.15), 0.1 - 0.5 * K_EV * 298.15 * log(10.0),
                1e-15);
    assert_true(isnan(dgh_thermo_pressure_ev(0.1, 0.0, 298.15)));
    /* the same as the ledger with a gas at that pressure */
    dgh_mode stretch = {4305.57, false}, modes[3] = {{600, false}, {600, false}, {1100, false}};
    dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
    options.modes = &stretch;
    options.n_modes = 1;
    dgh_adsorption_input in = DGH_ADSORPTION_INPUT_INIT;
    in.energy_final_ev = in.energy_initial_ev = in.energy_h2_ev = (dgh_real){.has = true};
    in.has_final_modes = in.has_gas = true;
    assert_int_equal(dgh_thermo_harmonic(&in.final_modes, modes, 3, NULL, NULL), DGH_OK);
    dgh_ledger at_1_bar, at_p;
    assert_int_equal(dgh_thermo_gas(&in.gas, &options, NULL), DGH_OK);
    assert_int_equal(dgh_thermo_ledger(&at_1_bar, &in, NULL), DGH_OK);
    options.pressure_bar = 0.02;
    assert_int_equal(dgh_thermo_gas(&in.gas, &options, NULL), DGH_OK);
    assert_int_equal(dgh_thermo_ledger(&at_p, &in, NULL), DGH_OK);
    for (int c = 0; c < 3; c++)
        assert_near(at_p.delta_g_ev[c].value,
                    dgh_thermo_pressure_ev(at_1_bar.delta_g_ev[c].value, 0.02, 298.15), 1e-14);
}

static void exchange_current(void **state)
{
    (void)state;
    const double t = 298.15, kt = K_EV * t;
    assert_near(dgh_thermo_exchange_rate_per_s(0.0, t), 100.0, 1e-12);
    for (double dg = -0.6; dg <= 0.6; dg += 0.05) {
        double e = exp(-dg / kt);
        double expected = dg <= 0.0 ? 200.0 / (1.0 + e) : 200.0 * e / (1.0 + e);
        assert_near(dgh_thermo_exchange_rate_per_s(dg, t), expected, 1e-13 * expected);
        assert_near(dgh_thermo_exchange_current_a_per_cm2(dg, t, 1.5e15),
                    1.602176634e-19 * expected * 1.5e15, 1e-13 * expected);
    }
    /* Pt(111), dG = -0.09 eV, 1.5e15 sites per cm2: near the top of the volcano, 1e-3 A/cm2 */
    double pt = dgh_thermo_exchange_current_a_per_cm2(-0.09, t, 1.5e15);
    assert_true(pt > 1e-3 && pt < 2e-3);
    assert_true(dgh_thermo_exchange_rate_per_s(-1e6, t) == 0.0);
    assert_true(dgh_thermo_exchange_rate_per_s(1e6, t) == 0.0);
    assert_true(isnan(dgh_thermo_exchange_rate_per_s(0.1, 0.0)));
}

static void coverage(void **state)
{
    (void)state;
    const double t = 298.15;
    assert_near(dgh_thermo_coverage(0.3, -0.3, t), 0.5, 1e-12);
    assert_true(dgh_thermo_coverage(-1e5, 0.0, t) == 1.0);
    assert_true(dgh_thermo_coverage(1e5, 0.0, t) == 0.0);
    uint64_t seed = 32;
    for (int i = 0; i < 100; i++) {
        double dg = random_between(&seed, -0.5, 0.5), u = random_between(&seed, -0.5, 0.5);
        double theta = dgh_thermo_coverage(dg, u, t);
        assert_near(theta, 1.0 / (1.0 + exp((dg + u) / (K_EV * t))), 1e-14);
        assert_near(theta + dgh_thermo_coverage(-dg, -u, t), 1.0, 1e-14);
        assert_true(dgh_thermo_coverage(dg, u - 0.01, t) > theta);
    }
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(dgh_low_modes_name(DGH_LOW_RAISE), "raise");
    assert_string_equal(dgh_low_modes_name(DGH_LOW_HARMONIC), "harmonic");
    assert_string_equal(dgh_low_modes_name(DGH_LOW_GRIMME), "grimme");
    assert_string_equal(dgh_low_modes_name(DGH_LOW_TRANSLATOR), "translator");
    assert_string_equal(dgh_low_modes_name((dgh_low_modes)-1), "unknown");
    assert_string_equal(dgh_imaginary_name(DGH_IMAGINARY_REFUSE), "refuse");
    assert_string_equal(dgh_imaginary_name(DGH_IMAGINARY_DROP), "drop");
    assert_string_equal(dgh_imaginary_name(DGH_IMAGINARY_REAL), "real");
    assert_string_equal(dgh_imaginary_name((dgh_imaginary)3), "unknown");
    assert_string_equal(dgh_gas_model_name(DGH_GAS_JANAF), "janaf");
    assert_string_equal(dgh_gas_model_name(DGH_GAS_RRHO), "rrho");
    assert_string_equal(dgh_gas_model_name((dgh_gas_model)2), "unknown");
    assert_string_equal(dgh_scale_name(DGH_SCALE_RHE), "RHE");
    assert_string_equal(dgh_scale_name(DGH_SCALE_SHE), "SHE");
    assert_string_equal(dgh_scale_name((dgh_scale)2), "unknown");
    assert_string_equal(dgh_convention_name(DGH_CONVENTION_FULL), "full");
    assert_string_equal(dgh_convention_name(DGH_CONVENTION_ZPE_TS), "zpe-ts");
    assert_string_equal(dgh_convention_name(DGH_CONVENTION_ZPE_TS_GAS), "zpe-ts-gas");
    assert_string_equal(dgh_convention_name(DGH_CONVENTION_OFFSET), "offset");
    assert_string_equal(dgh_convention_name(DGH_CONVENTION_COUNT), "unknown");
    assert_string_equal(dgh_convention_formula(DGH_CONVENTION_FULL),
                        "dE + dZPE + dU_th - T dS, with H(T)-H(0) of H2 and S of H*");
    assert_string_equal(dgh_convention_formula(DGH_CONVENTION_ZPE_TS),
                        "dE + dZPE - T dS, with S of H*, without heat content");
    assert_string_equal(dgh_convention_formula(DGH_CONVENTION_ZPE_TS_GAS),
                        "dE + dZPE + 1/2 T S(H2), with S(H*) = 0, without heat content");
    assert_string_equal(dgh_convention_formula(DGH_CONVENTION_OFFSET),
                        "dE + 0.24 eV (Norskov et al., J. Electrochem. Soc. 152, J23 (2005), "
                        "10.1149/1.1856988)");
    assert_string_equal(dgh_convention_formula(DGH_CONVENTION_COUNT), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(potential_and_ph),
        cmocka_unit_test(pressure),
        cmocka_unit_test(exchange_current),
        cmocka_unit_test(coverage),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
