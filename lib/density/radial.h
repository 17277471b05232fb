/* The density of a free atom as a table that is quick to look up. */
#ifndef DGH_DENSITY_RADIAL_H
#define DGH_DENSITY_RADIAL_H

#include "base/error.h"
#include "dgh/free_atom.h"

typedef struct dgh_radial {
    double (*piece)[4]; /* coefficients of a cubic in the fraction of each interval; owned */
    size_t n;
    double cutoff_ang; /* beyond which the density is below 1e-10 e/Ang^3 */
} dgh_radial;

/* Intervals in each Angstrom. */
static const double DGH_RADIAL_PER_ANG = 200.0;

dgh_status dgh_radial_make(dgh_radial *out, const dgh_free_atom *atom, dgh_error *err);
void dgh_radial_free(dgh_radial *radial);

/* e/Ang^3; 0 at the cutoff and beyond. */
static inline double dgh_radial_at(const dgh_radial *radial, double distance_ang)
{
    const double t = distance_ang * DGH_RADIAL_PER_ANG;
    const size_t i = (size_t)t;
    if (i >= radial->n)
        return 0.0;
    const double *c = radial->piece[i], f = t - (double)i;
    const double value = c[0] + f * (c[1] + f * (c[2] + f * c[3]));
    return value > 0.0 ? value : 0.0;
}

#endif
