/* The points of a periodic grid as a graph: neighbours, distances, gradients. Points are numbered
 * by index = i + n0 (j + n1 k), as 32-bit integers: grids beyond 2^31 points are refused. */
#ifndef DGH_DENSITY_VOXELS_H
#define DGH_DENSITY_VOXELS_H

#include <stdint.h>

#include "base/error.h"
#include "dgh/grid.h"

typedef struct dgh_voxels {
    int32_t n[3];
    int32_t points;
    const double *rho;
    double step_ang[3][3];            /* lattice vectors over the numbers of points */
    double inverse_distance[3][3][3]; /* [dk+1][dj+1][di+1], 1/Ang; 0 in the middle */
    double inverse_metric[3][3]; /* gradient in index differences -> direction in index steps */
} dgh_voxels;

/* Errors: ARGUMENT (no points, too many, a cell without volume, a value that is not finite). */
dgh_status dgh_voxels_make(dgh_voxels *out, const dgh_grid *grid, dgh_error *err);

static inline int32_t dgh_wrap(int32_t i, int32_t n)
{
    return i < 0 ? i + n : i >= n ? i - n : i;
}

static inline int32_t dgh_voxel(const dgh_voxels *v, int32_t i, int32_t j, int32_t k)
{
    return i + v->n[0] * (j + v->n[1] * k);
}

/* Neighbour of steepest ascent among the 26; the point itself if none is higher. Of equal slopes
 * the first in the order of (dk, dj, di) counts. */
int32_t dgh_voxel_steepest(const dgh_voxels *v, int32_t i, int32_t j, int32_t k);

/* pointer[p] = neighbour of steepest ascent, for all points. Flat tops are joined: each plateau
 * without an exit upwards has one maximum, its point of lowest index; the points of others lead to
 * the nearest exit. */
dgh_status dgh_voxels_ascend(int32_t *pointer, const dgh_voxels *v, int jobs, dgh_error *err);

/* root[p] = where the pointers lead from p. Changes `pointer` to shortcuts. */
void dgh_voxels_roots(int32_t *root, int32_t *pointer, const dgh_voxels *v, int jobs);

int dgh_threads(int jobs);

#endif
