/* What functions on densities ask of their input, and fields made on the grid of another. */
#ifndef DGH_DENSITY_FIELDS_H
#define DGH_DENSITY_FIELDS_H

#include "base/error.h"
#include "dgh/grid.h"

/* Errors: ARGUMENT (no points, no doubles, a value that is not finite). */
dgh_status dgh_density_check(const dgh_grid *grid, dgh_error *err);

/* Errors: ARGUMENT (another shape, or lattice vectors that differ by more than 1e-4 relative). */
dgh_status dgh_density_check_same(const dgh_grid *density, const dgh_grid *spin, dgh_error *err);

/* Zeros on the grid of `like`, with its cell, atoms and origin. */
dgh_status dgh_density_like(dgh_grid **out, const dgh_grid *like, dgh_field field,
                            const char *title, dgh_error *err);

#endif
