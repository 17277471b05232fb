/* From roots to basins and atoms: numbering, integrals, nearest nuclei, distances to surfaces. */
#ifndef DGH_DENSITY_BASINS_H
#define DGH_DENSITY_BASINS_H

#include "density/voxels.h"
#include "dgh/partition.h"

/* Renumbers `root` (point of the maximum) into basins 0.. in the order of their maxima's indices,
 * -1 for points whose reference density is below `vacuum` (negative: no vacuum). `maximum`
 * (malloc'ed, the caller's) gets the maxima. */
dgh_status dgh_basins_number(int32_t *root, int32_t **maximum, size_t *n_basins,
                             const dgh_voxels *v, double vacuum, int jobs, dgh_error *err);

/* sum[b] of `values` over the points of basin b, sum[n_basins] over the vacuum (basin -1); points
 * with basin -2 or less are left out. The same bits for every number of threads. `values` NULL
 * counts points. */
dgh_status dgh_basins_sum(double *sum, const double *values, const int32_t *basin, size_t n_basins,
                          int32_t points, int jobs, dgh_error *err);

/* Nearest nucleus of a position under periodic boundaries; false without atoms. */
bool dgh_nearest_atom(const dgh_grid *grid, const double position_ang[3], size_t *atom,
                      double *distance_ang);

/* distance[a] from nucleus a to the nearest point of atom a's region that has a neighbour in
 * another region; negative where there is none. `atom_of_basin` maps basins to atoms. */
dgh_status dgh_basins_min_distance(double *distance_ang, const dgh_grid *grid, const dgh_voxels *v,
                                   const int32_t *basin, const size_t *atom_of_basin, int jobs,
                                   dgh_error *err);

#endif
