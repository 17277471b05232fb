/* The H2 reference: ideal gas by the NIST-JANAF table (janaf.c) or as translator, rigid rotor and
 * harmonic oscillator (McQuarrie, Statistical Mechanics, 1976, chapters 5 and 6). */
#include "dgh/thermo.h"

#include <math.h>
#include <stddef.h>

#include "base/constants.h"
#include "thermo/janaf.h"
#include "thermo/options.h"
#include "thermo/oscillator.h"

static const double STANDARD_PRESSURE_PA = 1e5;
/* Masses of the atom H in use lie within 1e-3 of each other (1.00784, 1.008, VASP's 1.000 with
 * 8e-3); deuterium is at 2.014. */
static const double H_MASS_U = 1.008, H_MASS_TOLERANCE_U = 0.05;
/* Irikura, J. Phys. Chem. Ref. Data 36, 389 (2007), 10.1063/1.2436891: zero-point energy of H2. */
static const double H2_ZPE_CM1 = 2179.3;

dgh_mode dgh_thermo_h2_tabulated_mode(const char **note)
{
    if (note)
        *note = "ZPE tabulated: 2179.3 cm-1 = 0.2702 eV (Irikura 2007, 10.1063/1.2436891)";
    return (dgh_mode){.freq_cm1 = 2.0 * H2_ZPE_CM1, .imaginary = false};
}

static dgh_status check_positive(double value, const char *name, const char *unit, dgh_error *err)
{
    if (value > 0.0 && isfinite(value))
        return DGH_OK;
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "%s: expected a positive number of %s, found %g",
                         name, unit, value);
}

static dgh_status check_options(const dgh_gas_options *o, dgh_error *err)
{
    dgh_status status = check_positive(o->temperature_k, "temperature", "K", err);
    if (!status)
        status = check_positive(o->pressure_bar, "pressure", "bar", err);
    if (!status && o->symmetry_number != 1 && o->symmetry_number != 2)
        status = dgh_error_set(err, DGH_ERR_ARGUMENT,
                               "symmetry number of a diatomic: expected 1 or 2, found %d",
                               o->symmetry_number);
    if (!status && o->model != DGH_GAS_JANAF && o->model != DGH_GAS_RRHO)
        status = dgh_error_set(err, DGH_ERR_ARGUMENT, "no gas model has number %d", (int)o->model);
    return status;
}

/* The stretch: the highest real mode. What stands below it in a list of six are translations and
 * rotations with the noise of the calculation. */
static dgh_status find_stretch(double *freq_cm1, const dgh_gas_options *o, dgh_error *err)
{
    *freq_cm1 = 0.0;
    for (size_t i = 0; o->modes && i < o->n_modes; i++) {
        double freq = o->modes[i].freq_cm1;
        if (!(freq >= 0.0) || !isfinite(freq))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "mode %zu: expected the magnitude of a frequency in cm-1, found "
                                 "%g",
                                 i + 1, freq);
        if (!o->modes[i].imaginary)
            *freq_cm1 = fmax(*freq_cm1, freq);
    }
    if (*freq_cm1 == 0.0)
        return dgh_error_set(err, DGH_ERR_MISSING, "no real vibrational mode of H2");
    return DGH_OK;
}

static dgh_status check_is_h2(const dgh_gas_options *o, dgh_error *err)
{
    for (int i = 0; i < 2; i++) /* masses that are not given are 0 */
        if (o->mass_u[i] != 0.0 && !(fabs(o->mass_u[i] - H_MASS_U) <= H_MASS_TOLERANCE_U))
            return dgh_error_set(err, DGH_ERR_REFUSED,
                                 "the JANAF table is for H2, not for an atom of %g u: use rrho",
                                 o->mass_u[i]);
    if (o->symmetry_number != 2)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "the JANAF table is for H2 with symmetry number 2, found %d: use rrho",
                             o->symmetry_number);
    return DGH_OK;
}

static dgh_status fill_janaf(dgh_gas *out, const dgh_gas_options *o, dgh_error *err)
{
    dgh_status status = check_is_h2(o, err);
    if (status)
        return status;
    if (o->temperature_k < DGH_JANAF_LEAST_K || o->temperature_k > DGH_JANAF_MOST_K)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "%g K is outside of the JANAF table of H2 (%g to %g K)",
                             o->temperature_k, DGH_JANAF_LEAST_K, DGH_JANAF_MOST_K);
    dgh_janaf h2 = dgh_janaf_h2(o->temperature_k);
    const double ev_of_j_mol = 1.0 / (DGH_ELECTRON_CHARGE_C * DGH_AVOGADRO_MOL);
    out->enthalpy_ev = h2.enthalpy_kj_mol * 1000.0 * ev_of_j_mol;
    out->s_standard_ev_per_k = h2.entropy_j_mol_k * ev_of_j_mol;
    return DGH_OK;
}

/* Sackur-Tetrode at 1 bar, in units of k: 5/2 + ln[(2 pi m kT / h^2)^(3/2) kT / p]. */
static double translation_s_over_k(double mass_kg, double temperature_k)
{
    double kt_j = DGH_BOLTZMANN_J_K * temperature_k;
    double per_area = 2.0 * DGH_PI * mass_kg * kt_j / (DGH_PLANCK_J_S * DGH_PLANCK_J_S);
    return 2.5 + 1.5 * log(per_area) + log(kt_j / STANDARD_PRESSURE_PA);
}

/* Rotational temperature h^2 / (8 pi^2 I k), I = mu r^2. */
static double rotational_temperature_k(const dgh_gas_options *o)
{
    double reduced_kg = o->mass_u[0] * o->mass_u[1] / (o->mass_u[0] + o->mass_u[1]) *
                        DGH_ATOMIC_MASS_KG;
    double bond_m = o->bond_length_ang * 1e-10;
    return DGH_PLANCK_J_S * DGH_PLANCK_J_S /
           (8.0 * DGH_PI * DGH_PI * reduced_kg * bond_m * bond_m * DGH_BOLTZMANN_J_K);
}

static dgh_status check_rrho(const dgh_gas_options *o, dgh_error *err)
{
    if (!(o->bond_length_ang > 0.0) || !isfinite(o->bond_length_ang))
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "rrho needs the bond length of the molecule in Angstrom, found %g",
                             o->bond_length_ang);
    for (int i = 0; i < 2; i++)
        if (!(o->mass_u[i] > 0.0) || !isfinite(o->mass_u[i]))
            return dgh_error_set(err, DGH_ERR_MISSING,
                                 "rrho needs the masses of both atoms in u, found %g and %g",
                                 o->mass_u[0], o->mass_u[1]);
    double theta_k = rotational_temperature_k(o);
    if (!(o->temperature_k >= theta_k))
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "%g K is below the rotational temperature of the molecule (%.1f K), "
                             "where the classical rotor of rrho fails",
                             o->temperature_k, theta_k);
    return DGH_OK;
}

static dgh_status fill_rrho(dgh_gas *out, const dgh_gas_options *o, double freq_cm1, dgh_error *err)
{
    dgh_status status = check_rrho(o, err);
    if (status)
        return status;
    double kt_ev = DGH_BOLTZMANN_EV_K * o->temperature_k;
    double energy_ev = DGH_HC_EV_CM * freq_cm1;
    double mass_kg = (o->mass_u[0] + o->mass_u[1]) * DGH_ATOMIC_MASS_KG;
    double rotation = 1.0 +
                      log(o->temperature_k / (o->symmetry_number * rotational_temperature_k(o)));
    out->s_translation_ev_per_k = DGH_BOLTZMANN_EV_K *
                                  translation_s_over_k(mass_kg, o->temperature_k);
    out->s_rotation_ev_per_k = DGH_BOLTZMANN_EV_K * rotation;
    out->s_vibration_ev_per_k = DGH_BOLTZMANN_EV_K * dgh_oscillator_s_over_k(energy_ev, kt_ev);
    out->s_standard_ev_per_k = out->s_translation_ev_per_k + out->s_rotation_ev_per_k +
                               out->s_vibration_ev_per_k;
    out->enthalpy_ev = dgh_oscillator_u_ev(energy_ev, kt_ev) + 3.5 * kt_ev;
    return DGH_OK;
}

dgh_status dgh_thermo_gas(dgh_gas *out, const dgh_gas_options *options, dgh_error *err)
{
    dgh_gas_options own = DGH_GAS_OPTIONS_INIT;
    dgh_gas gas = {0};
    double freq_cm1 = 0.0;
    *out = gas;
    dgh_status status = dgh_options_take(&own, sizeof own, offsetof(dgh_gas_options, n_modes),
                                         options, "DGH_GAS_OPTIONS_INIT", err);
    if (!status)
        status = check_options(&own, err);
    if (!status)
        status = find_stretch(&freq_cm1, &own, err);
    if (!status)
        status = own.model == DGH_GAS_JANAF ? fill_janaf(&gas, &own, err)
                                            : fill_rrho(&gas, &own, freq_cm1, err);
    if (status)
        return status;
    gas.zpe_ev = 0.5 * DGH_HC_EV_CM * freq_cm1;
    gas.s_ev_per_k = gas.s_standard_ev_per_k - DGH_BOLTZMANN_EV_K * log(own.pressure_bar);
    if (!isfinite(gas.zpe_ev + gas.enthalpy_ev - own.temperature_k * gas.s_ev_per_k))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the properties of the gas overflow at %g K",
                             own.temperature_k);
    *out = gas;
    return DGH_OK;
}
