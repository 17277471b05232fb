/* The points of a periodic grid as a graph: neighbours, distances, gradients. Points are numbered
 * by index = i + n0 (j + n1 k), as 32-bit integers: grids beyond 2^31 points are refused. */
#ifndef DGH_DENSITY_VOXELS_H
#define DGH_DENSITY_VOXELS_H

#include <stdint.h>

#include "base/error.h"
#include "dgh/grid.h"

enum { DGH_MOST_NEIGHBOURS = 26 };

/* The neighbours of every point, and what a difference of densities is multiplied by: 1/distance
 * for slopes, area/distance for flows. */
typedef struct dgh_neighbours {
    int count;
    int32_t shift[DGH_MOST_NEIGHBOURS][3]; /* 0 <= shift[a] < n[a], to be wrapped once */
    double strength[DGH_MOST_NEIGHBOURS];
    int32_t offset[DGH_MOST_NEIGHBOURS]; /* of the index, for points `reach` away from the ends */
    int32_t reach[3];
} dgh_neighbours;

typedef struct dgh_voxels {
    int32_t n[3];
    int32_t points;
    const double *rho;
    double step_ang[3][3];       /* lattice vectors over the numbers of points */
    double inverse_metric[3][3]; /* gradient in index differences -> direction in index steps */
    dgh_neighbours around;       /* the 26 of the cube, in the order of (dk, dj, di), 1/Ang */
} dgh_voxels;

/* Errors: ARGUMENT (no points, too many, a cell without volume, a value that is not finite). */
dgh_status dgh_voxels_make(dgh_voxels *out, const dgh_grid *grid, int jobs, dgh_error *err);

static inline int32_t dgh_wrap(int32_t i, int32_t n)
{
    return i < 0 ? i + n : i >= n ? i - n : i;
}

static inline int32_t dgh_voxel(const dgh_voxels *v, int32_t i, int32_t j, int32_t k)
{
    return i + v->n[0] * (j + v->n[1] * k);
}

static inline void dgh_point_of(const dgh_voxels *v, int32_t p, int32_t at[3])
{
    at[0] = p % v->n[0];
    int32_t rest = p / v->n[0];
    at[1] = rest % v->n[1];
    at[2] = rest / v->n[1];
}

/* Neighbour m of the point at `at`. */
static inline int32_t dgh_neighbour(const dgh_voxels *v, const dgh_neighbours *around, int m,
                                    const int32_t at[3])
{
    return dgh_voxel(v, dgh_wrap(at[0] + around->shift[m][0], v->n[0]),
                     dgh_wrap(at[1] + around->shift[m][1], v->n[1]),
                     dgh_wrap(at[2] + around->shift[m][2], v->n[2]));
}

/* All neighbours of p. */
static inline void dgh_all_neighbours(int32_t to[DGH_MOST_NEIGHBOURS], const dgh_voxels *v,
                                      const dgh_neighbours *around, int32_t p)
{
    int32_t at[3];
    bool whole = true;
    dgh_point_of(v, p, at);
    for (int a = 0; a < 3; a++)
        whole = whole && at[a] >= around->reach[a] && at[a] < v->n[a] - around->reach[a];
    if (whole)
        for (int m = 0; m < around->count; m++)
            to[m] = p + around->offset[m];
    else
        for (int m = 0; m < around->count; m++)
            to[m] = dgh_neighbour(v, around, m, at);
}

/* Fills `offset` and `reach` from `shift`. */
void dgh_neighbours_finish(dgh_neighbours *around, const dgh_voxels *v);

/* Neighbour of steepest ascent (difference times strength); the point itself if none is higher. Of
 * equals the first counts. */
int32_t dgh_voxel_steepest(const dgh_voxels *v, const dgh_neighbours *around, const int32_t at[3]);

/* pointer[p] = neighbour of steepest ascent, for all points. Flat tops are joined: each plateau
 * without an exit upwards has one maximum, its point of lowest index; the points of others lead to
 * the nearest exit. */
dgh_status dgh_voxels_ascend(int32_t *pointer, const dgh_voxels *v, const dgh_neighbours *around,
                             int jobs, dgh_error *err);

/* edge[p] = 1 where a neighbour's label differs from the point's own, else 0. */
dgh_status dgh_voxels_edges(unsigned char *edge, const int32_t *label, const dgh_voxels *v,
                            const dgh_neighbours *around, int jobs, dgh_error *err);

/* root[p] = where the pointers lead from p. Changes `pointer` to shortcuts. */
void dgh_voxels_roots(int32_t *root, int32_t *pointer, const dgh_voxels *v, int jobs);

int dgh_threads(int jobs);

#endif
