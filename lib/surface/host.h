/* Sides of a slab. */
#ifndef DGH_SURFACE_HOST_H
#define DGH_SURFACE_HOST_H

#include "dgh/place.h"

/* On which side of the host a point is: 1, -1, or 0 where the host is no slab. */
int dgh_host_side(const dgh_host *host, const double position_ang[3]);

#endif
