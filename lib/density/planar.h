/* Geometry of the planes of a grid, shared by profiles and vacuum levels. */
#ifndef DGH_DENSITY_PLANAR_H
#define DGH_DENSITY_PLANAR_H

#include "base/error.h"
#include "dgh/density.h"

typedef struct dgh_planes {
    double normal[3]; /* unit vector with a positive component along the axis */
    double area_ang2;
    double length_ang; /* of the cell along the normal */
} dgh_planes;

/* Errors: ARGUMENT (axis, cell without volume). */
dgh_status dgh_planes_of(dgh_planes *out, const dgh_grid *header, int axis, dgh_error *err);

/* Heights of the atoms along the normal from the grid's origin, in [0, length), ascending, those
 * without H where `heavy` and there are others. malloc'ed [*n]; NULL with *n = 0 without atoms,
 * NULL with *n > 0 without memory. */
double *dgh_planes_heights(size_t *n, const dgh_grid *header, const dgh_planes *planes, bool heavy);

/* The widest gap between neighbours of ascending heights; `to` may lie beyond the length. */
void dgh_planes_gap(double *from_ang, double *to_ang, const double *height, size_t n,
                    double length_ang);

/* Profile of `n` sums over planes of `per_plane` points. */
dgh_status dgh_profile_of_sums(dgh_profile **out, const double *sum, const dgh_grid *header,
                               int axis, dgh_error *err);

#endif
