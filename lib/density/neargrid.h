#ifndef DGH_DENSITY_NEARGRID_H
#define DGH_DENSITY_NEARGRID_H

#include "density/voxels.h"

/* Near-grid partition (Tang, Sanville, Henkelman 2009, 10.1088/0953-8984/21/8/084204). `root` holds
 * the on-grid roots and is refined: every point at the edge of a basin is given to the maximum that
 * its own near-grid trajectory reaches, until no edge point is left that was not followed. */
dgh_status dgh_neargrid_refine(int32_t *root, const dgh_voxels *v, int jobs, dgh_error *err);

#endif
