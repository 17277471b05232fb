#ifndef DGH_DENSITY_WEIGHT_H
#define DGH_DENSITY_WEIGHT_H

#include "density/voxels.h"

/* Fields to integrate with fractional weights: sum[f][b], b = n_basins is the vacuum. */
typedef struct dgh_weighted {
    size_t n_fields;        /* at most 3 */
    const double *field[3]; /* NULL counts points */
    double *sum[3];
} dgh_weighted;

/* The weight method (Yu, Trinkle 2011, 10.1063/1.3553716). `basin` holds the basin of steepest flow
 * of every point, -1 for the vacuum, as made with the neighbours `around` of the Wigner-Seitz cell;
 * it is used for scratch and comes back as it was.
 *
 * A point p gives to each higher neighbour q the share J(q) / sum of J, J(q) = (rho(q) - rho(p))
 * area / distance. Points all of whose ascents end in one basin are whole; what the others hold is
 * gathered upwards, each after all lower ones around it, until it arrives at a whole point. */
dgh_status dgh_weight_sums(dgh_weighted *out, int32_t *basin, size_t n_basins, const dgh_voxels *v,
                           const dgh_neighbours *around, int jobs, dgh_error *err);

#endif
