/* What several verbs make of their options. */
#include "commands.h"

int cli_take_harmonic(dgh_harmonic_options *harmonic, double *isotope_mass_u, cli_verb_id verb,
                      const cli_settings *settings)
{
    harmonic->low_modes = (dgh_low_modes)settings->low_modes;
    harmonic->imaginary = (dgh_imaginary)settings->imaginary;
    if (settings->cutoff_cm1.given)
        harmonic->cutoff_cm1 = settings->cutoff_cm1.value;
    if (settings->grimme_cm1.given)
        harmonic->grimme_cm1 = settings->grimme_cm1.value;
    *isotope_mass_u = dgh_hydrogen_mass_u(settings->isotope);
    bool translator = harmonic->low_modes == DGH_LOW_TRANSLATOR;
    if (translator && !(settings->barrier_ev.given && settings->site_area_ang2.given))
        return cli_usage_error(verb, "--low-modes translator needs --barrier and --site-area");
    if (!translator && (settings->barrier_ev.given || settings->site_area_ang2.given))
        return cli_usage_error(verb, "--barrier and --site-area belong to --low-modes translator");
    if (translator) {
        harmonic->barrier_ev = settings->barrier_ev.value;
        harmonic->site_area_ang2 = settings->site_area_ang2.value;
        harmonic->translator_mass_u = *isotope_mass_u > 0.0 ? *isotope_mass_u
                                                            : dgh_hydrogen_mass_u(1);
    }
    return CLI_DONE;
}

const char *const *cli_paths(const cli_settings *settings, size_t *n)
{
    static const char *const HERE[] = {"."};
    *n = settings->n_paths ? (size_t)settings->n_paths : 1;
    return settings->n_paths ? (const char *const *)settings->paths : HERE;
}
