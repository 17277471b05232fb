/* The options of a study. */
#include <math.h>

#include "study/inside.h"

void dgh_study_options_init(dgh_study_options *options)
{
    *options = (dgh_study_options){.size = sizeof *options,
                                   .temperature_k = 298.15,
                                   .pressure_bar = 1.0,
                                   .convention = DGH_CONVENTION_FULL,
                                   .energy = DGH_ENERGY_SIGMA0,
                                   .gas_model = DGH_GAS_JANAF,
                                   .harmonic = DGH_HARMONIC_OPTIONS_INIT,
                                   .max_force_ev_per_ang = 0.05,
                                   .density = true,
                                   .bader_method = DGH_BADER_NEAR_GRID,
                                   .structure = true,
                                   .d_band = true,
                                   .d_band_options = DGH_D_BAND_OPTIONS_INIT,
                                   .io = DGH_IO_OPTIONS_INIT};
}

dgh_status dgh_study_check_options(const dgh_study_options *o, dgh_error *err)
{
    if (!(o->temperature_k > 0.0) || !isfinite(o->temperature_k))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the temperature must be positive, not %g K",
                             o->temperature_k);
    if (!(o->pressure_bar > 0.0) || !isfinite(o->pressure_bar))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the pressure must be positive, not %g bar",
                             o->pressure_bar);
    if ((int)o->convention < 0 || o->convention >= DGH_CONVENTION_COUNT)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "no convention has the number %d",
                             (int)o->convention);
    if ((int)o->bader_method < 0 || o->bader_method > DGH_BADER_TRAJECTORY)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "no Bader method has the number %d",
                             (int)o->bader_method);
    if ((int)o->energy < 0 || o->energy > DGH_ENERGY_SIGMA0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "no kind of energy has the number %d",
                             (int)o->energy);
    if (o->isotope_mass_u < 0.0 || !isfinite(o->isotope_mass_u))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "an isotope's mass must be positive, not %g u",
                             o->isotope_mass_u);
    const dgh_d_band_options *d = &o->d_band_options;
    if ((int)d->window < 0 || d->window > DGH_D_WINDOW_RANGE ||
        (d->window == DGH_D_WINDOW_RANGE && !(d->to_ev > d->from_ev)))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "the window of the d band must be all, occupied, or go from a lower "
                             "to a higher energy");
    if (o->potential_v.has && o->scale == DGH_SCALE_SHE && !o->ph.has)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "a potential against SHE needs a pH as well; against RHE it does not");
    return DGH_OK;
}
