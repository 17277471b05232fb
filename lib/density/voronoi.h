#ifndef DGH_DENSITY_VORONOI_H
#define DGH_DENSITY_VORONOI_H

#include "density/voxels.h"

/* The neighbours whose Wigner-Seitz cells share a face with a point's own, strength = area of the
 * face over the distance (Ang). The steps are reduced first, so that skewed cells get their true
 * neighbours, which need not be among the 26 of the cube. */
void dgh_voronoi_neighbours(dgh_neighbours *out, const dgh_voxels *v);

#endif
