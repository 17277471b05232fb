/* The dipole of a density difference, and what it does to the potential (Helmholtz). */
#include "base/constants.h"
#include "dgh/density.h"

void dgh_density_dipole(double *dipole_e_ang, double *potential_step_ev, const dgh_profile *profile,
                        double area_ang2)
{
    static const double E2_OVER_EPSILON0 = 4.0 * DGH_PI * DGH_HARTREE_EV * DGH_BOHR_ANG;
    const size_t n = profile->n;
    const double step = profile->length_ang / (double)n;
    double moment = 0.0;
    /* half of the plane where the cell is cut is at its front and half at its back */
    for (size_t i = 0; i < n; i++) {
        const double height = i ? (double)i * step : 0.5 * profile->length_ang;
        moment -= height * profile->per_length[(profile->start + i) % n] * step;
    }
    *dipole_e_ang = moment;
    *potential_step_ev = -E2_OVER_EPSILON0 * moment / area_ang2;
}
