/* dgh/density.h - what densities say: sums and differences, Fourier interpolation, profiles.
 *
 * Pure functions on grids in memory; results are the same bits for every number of threads.
 * Densities in electrons per cubic Angstrom, potentials in eV, lengths in Angstrom.
 */
#ifndef DGH_DENSITY_H
#define DGH_DENSITY_H

#include "dgh/base.h"
#include "dgh/grid.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- differences and profiles --------------------------------------------------------------- */

/* out = sum of coefficient[i] * grids[i], on the shape of the finest along each axis; others are
 * Fourier-interpolated (FFTW; zero padding, Nyquist planes split evenly; the integral is kept).
 * Errors: ARGUMENT (cells that differ by more than 1e-4 relative, no grid). */
DGH_API dgh_status dgh_density_combine(dgh_grid **out, const dgh_grid *const *grids,
                                       const double *coefficients, size_t n_grids, int jobs,
                                       dgh_error *err);

/* Fourier interpolation of one grid to another shape of the same cell. */
DGH_API dgh_status dgh_density_resample(dgh_grid **out, const dgh_grid *grid, const size_t n[3],
                                        int jobs, dgh_error *err);

/* A profile along lattice vector `axis`. */
typedef struct dgh_profile {
    size_t n;
    double length_ang;    /* of the cell normal to the planes */
    double *position_ang; /* [n] along the normal */
    double *mean;         /* [n] planar mean of the field, its unit */
    double *per_length;   /* [n] mean * area: e/Ang for a density */
    double *cumulated;    /* [n] integral of per_length from `start` to the plane (trapezoid) */
    size_t start;         /* plane in the middle of the largest vacuum, or 0 */
} dgh_profile;

DGH_API dgh_status dgh_density_profile(dgh_profile **out, const dgh_grid *grid, int axis,
                                       dgh_error *err);
DGH_API void dgh_profile_free(dgh_profile *profile);

/* Macroscopic average of a profile: convolution with one (second = 0) or two boxes (Baldereschi,
 * Baroni, Resta 1988, 10.1103/PhysRevLett.61.734). out[n] is the caller's. */
DGH_API dgh_status dgh_density_macroscopic(double *out, const dgh_profile *profile,
                                           double first_ang, double second_ang, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
