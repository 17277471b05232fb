#ifndef DGH_DENSITY_TRAJECTORY_H
#define DGH_DENSITY_TRAJECTORY_H

#include "density/voxels.h"

/* Replaces the pointers of dgh_voxels_ascend by leaps of up to three steps along the gradient where
 * they lead higher: their roots do not follow the axes of the grid. */
dgh_status dgh_trajectory_leap(int32_t *pointer, const dgh_voxels *v, int jobs, dgh_error *err);

/* Basins by trajectories along the gradient of a spline. `root` holds the roots of such pointers
 * and is refined: maxima of the grid that are none of the spline are joined to those they lead to,
 * and every point at the face of a basin is given to the maximum that its trajectory reaches.
 * Points whose density is below `vacuum` are left as they are. */
dgh_status dgh_trajectory_refine(int32_t *root, const dgh_voxels *v, double vacuum, int jobs,
                                 dgh_error *err);

#endif
