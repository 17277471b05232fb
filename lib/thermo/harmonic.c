/* Sums over harmonic modes (McQuarrie, Statistical Mechanics, 1976, chapter 4), with the policies
 * for low modes (raise; Grimme, Chem. Eur. J. 18, 9955 (2012), 10.1002/chem.201200497; hindered
 * translator, translator.c) and for imaginary ones. */
#include "dgh/thermo.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/constants.h"
#include "thermo/options.h"
#include "thermo/oscillator.h"
#include "thermo/translator.h"

/* Grimme's mean moment of inertia, kg m^2. */
static const double GRIMME_INERTIA_KG_M2 = 1e-44;

/* Entropy of a free rotor with the moment mu of a mode, in units of k:
 * 1/2 + ln sqrt(8 pi^3 mu' kT / h^2), 1/mu' = 1/mu + 1/B, mu = h / (8 pi^2 nu). */
static double free_rotor_s_over_k(double freq_cm1, double temperature_k)
{
    double nu_hz = freq_cm1 * 100.0 * DGH_LIGHT_M_S;
    double inverse_mu = 8.0 * DGH_PI * DGH_PI * nu_hz / DGH_PLANCK_J_S;
    double mu = 1.0 / (inverse_mu + 1.0 / GRIMME_INERTIA_KG_M2);
    double q = sqrt(8.0 * DGH_PI * DGH_PI * DGH_PI * mu * DGH_BOLTZMANN_J_K * temperature_k) /
               DGH_PLANCK_J_S;
    return 0.5 + log(q);
}

static double grimme_s_over_k(double freq_cm1, double kt_ev, const dgh_harmonic_options *o)
{
    double rotor = free_rotor_s_over_k(freq_cm1, o->temperature_k);
    if (freq_cm1 == 0.0)
        return rotor; /* weight 0 beats the logarithm of the oscillator */
    double weight = 1.0 / (1.0 + pow(o->grimme_cm1 / freq_cm1, o->grimme_alpha));
    if (weight == 0.0)
        return rotor;
    double oscillator = dgh_oscillator_s_over_k(DGH_HC_EV_CM * freq_cm1, kt_ev);
    return weight * oscillator + (1.0 - weight) * rotor;
}

static dgh_status check_positive(double value, const char *name, const char *unit, dgh_error *err)
{
    if (value > 0.0 && isfinite(value))
        return DGH_OK;
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "%s: expected a positive number%s%s, found %g",
                         name, *unit ? " of " : "", unit, value);
}

static dgh_status check_options(const dgh_harmonic_options *o, dgh_error *err)
{
    dgh_status status = check_positive(o->temperature_k, "temperature", "K", err);
    if (status)
        return status;
    if ((int)o->imaginary < DGH_IMAGINARY_REFUSE || o->imaginary > DGH_IMAGINARY_REAL)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "no policy for imaginary modes has number %d",
                             (int)o->imaginary);
    switch (o->low_modes) {
    case DGH_LOW_HARMONIC:
        return DGH_OK;
    case DGH_LOW_RAISE:
        return check_positive(o->cutoff_cm1, "cutoff for low modes", "cm-1", err);
    case DGH_LOW_GRIMME:
        status = check_positive(o->grimme_cm1, "nu_0 of the grimme policy", "cm-1", err);
        return status ? status
                      : check_positive(o->grimme_alpha, "alpha of the grimme policy", "", err);
    case DGH_LOW_TRANSLATOR:
        status = check_positive(o->barrier_ev, "diffusion barrier of the translator", "eV", err);
        if (!status)
            status = check_positive(o->site_area_ang2, "area per site of the translator",
                                    "Angstrom^2", err);
        if (!status)
            status = check_positive(o->translator_mass_u, "mass of the translator", "u", err);
        return status;
    }
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "no policy for low modes has number %d",
                         (int)o->low_modes);
}

/* Checks the modes and counts the imaginary ones. */
static dgh_status survey(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes, dgh_error *err)
{
    if (n_modes == 0 || !modes)
        return dgh_error_set(err, DGH_ERR_MISSING, "no vibrational modes");
    for (size_t i = 0; i < n_modes; i++) {
        if (!(modes[i].freq_cm1 >= 0.0) || !isfinite(modes[i].freq_cm1))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "mode %zu: expected the magnitude of a frequency in cm-1, found "
                                 "%g",
                                 i + 1, modes[i].freq_cm1);
        if (modes[i].imaginary) {
            out->n_imaginary++;
            out->largest_imaginary_cm1 = fmax(out->largest_imaginary_cm1, modes[i].freq_cm1);
        }
    }
    return DGH_OK;
}

static dgh_status check_imaginary(const dgh_harmonic *out, const dgh_harmonic_options *o,
                                  dgh_error *err)
{
    if (out->n_imaginary == 0 || o->imaginary != DGH_IMAGINARY_REFUSE)
        return DGH_OK;
    const char *plural = out->n_imaginary == 1 ? "mode" : "modes";
    if (o->low_modes != DGH_LOW_RAISE)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "%zu imaginary %s, the largest %.2fi cm-1: the policy %s allows none",
                             out->n_imaginary, plural, out->largest_imaginary_cm1,
                             dgh_low_modes_name(o->low_modes));
    if (out->largest_imaginary_cm1 > o->cutoff_cm1)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "%zu imaginary %s, the largest %.2fi cm-1: above the cutoff of %g "
                             "cm-1 the geometry is no minimum",
                             out->n_imaginary, plural, out->largest_imaginary_cm1, o->cutoff_cm1);
    return DGH_OK;
}

/* The mode as it is to be summed; false if it is left out. */
static bool settle_imaginary(dgh_mode *mode, dgh_harmonic *out, const dgh_harmonic_options *o)
{
    if (!mode->imaginary)
        return true;
    switch (o->imaginary) {
    case DGH_IMAGINARY_DROP:
        out->n_imaginary_dropped++;
        return false;
    case DGH_IMAGINARY_REAL:
        out->n_imaginary_as_real++;
        break;
    case DGH_IMAGINARY_REFUSE: /* only raise comes here, see check_imaginary */
        out->n_imaginary_as_cutoff++;
        mode->freq_cm1 = o->cutoff_cm1;
        break;
    }
    mode->imaginary = false;
    return true;
}

static dgh_status add_mode(dgh_harmonic *out, double freq_cm1, const dgh_harmonic_options *o,
                           dgh_error *err)
{
    double kt_ev = DGH_BOLTZMANN_EV_K * o->temperature_k;
    double thermal_cm1 = freq_cm1;
    if (o->low_modes == DGH_LOW_RAISE && freq_cm1 < o->cutoff_cm1) {
        thermal_cm1 = o->cutoff_cm1;
        out->n_raised++;
    }
    if (o->low_modes == DGH_LOW_GRIMME && freq_cm1 < o->grimme_cm1)
        out->n_raised++;
    if (thermal_cm1 == 0.0 && o->low_modes != DGH_LOW_GRIMME)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "a mode of frequency 0: its harmonic entropy is infinite (policy %s)",
                             dgh_low_modes_name(o->low_modes));
    double energy_ev = DGH_HC_EV_CM * thermal_cm1;
    out->zpe_ev += 0.5 * DGH_HC_EV_CM * freq_cm1;
    out->u_thermal_ev += dgh_oscillator_u_ev(energy_ev, kt_ev);
    out->s_ev_per_k += DGH_BOLTZMANN_EV_K * (o->low_modes == DGH_LOW_GRIMME
                                                 ? grimme_s_over_k(freq_cm1, kt_ev, o)
                                                 : dgh_oscillator_s_over_k(energy_ev, kt_ev));
    out->n_modes++;
    return DGH_OK;
}

/* The highest of three modes is harmonic, the other two are the translator. */
static dgh_status add_translator(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes,
                                 const dgh_harmonic_options *o, dgh_error *err)
{
    if (n_modes != 3)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "the policy translator is for the 3 modes of one H*, found %zu",
                             n_modes);
    double highest = -1.0;
    for (size_t i = 0; i < n_modes; i++) {
        dgh_mode mode = modes[i];
        if (!settle_imaginary(&mode, out, o))
            return dgh_error_set(err, DGH_ERR_REFUSED,
                                 "the policy translator needs all 3 modes of H*: imaginary ones "
                                 "cannot be dropped");
        highest = fmax(highest, mode.freq_cm1);
    }
    dgh_status status = add_mode(out, highest, o, err);
    if (status)
        return status;
    dgh_translator t = dgh_translator_make(o->barrier_ev, o->site_area_ang2, o->translator_mass_u,
                                           o->temperature_k);
    if (t.s_ev_per_k < -1e-9 * DGH_BOLTZMANN_EV_K)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "the translator has a negative entropy at %g K: its barrier of %g eV "
                             "and kT are below the quantum of %.2f cm-1",
                             o->temperature_k, o->barrier_ev, t.freq_cm1);
    out->zpe_ev += t.zpe_ev;
    out->u_thermal_ev += t.u_thermal_ev;
    out->s_ev_per_k += t.s_ev_per_k;
    out->n_modes += 2;
    out->n_raised += 2;
    return DGH_OK;
}

static dgh_status add_all(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes,
                          const dgh_harmonic_options *o, dgh_error *err)
{
    for (size_t i = 0; i < n_modes; i++) {
        dgh_mode mode = modes[i];
        if (!settle_imaginary(&mode, out, o))
            continue;
        dgh_status status = add_mode(out, mode.freq_cm1, o, err);
        if (status)
            return status;
    }
    return DGH_OK;
}

dgh_status dgh_thermo_harmonic(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes,
                               const dgh_harmonic_options *options, dgh_error *err)
{
    dgh_harmonic_options own = DGH_HARMONIC_OPTIONS_INIT;
    dgh_harmonic sums = {0};
    *out = sums;
    dgh_status status = DGH_OK;
    if (options)
        status = dgh_options_take(&own, sizeof own,
                                  offsetof(dgh_harmonic_options, translator_mass_u), options,
                                  "DGH_HARMONIC_OPTIONS_INIT", err);
    if (!status)
        status = check_options(&own, err);
    if (!status)
        status = survey(&sums, modes, n_modes, err);
    if (!status)
        status = check_imaginary(&sums, &own, err);
    if (!status)
        status = own.low_modes == DGH_LOW_TRANSLATOR
                     ? add_translator(&sums, modes, n_modes, &own, err)
                     : add_all(&sums, modes, n_modes, &own, err);
    if (status)
        return status;
    sums.f_ev = sums.zpe_ev + sums.u_thermal_ev - own.temperature_k * sums.s_ev_per_k;
    if (!isfinite(sums.f_ev))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the sums over the modes overflow at %g K",
                             own.temperature_k);
    *out = sums;
    return DGH_OK;
}
