/* The adsorption ledger against EXPECTED.md of the Quantum ESPRESSO 6.7 Pt(111)-H runs made for
 * this project (its values: an independent NumPy script, checked with ASE). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "unit/near.h"

#include "base/constants.h"
#include "dgh/thermo.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantum_espresso_pt111),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
