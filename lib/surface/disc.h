/* Convex polygons cut by a disc, and the solid angle they fill. */
#ifndef DGH_SURFACE_DISC_H
#define DGH_SURFACE_DISC_H

#include <stddef.h>

/* The part of a polygon (corners in order, either way round) within `radius` of the origin of its
 * plane, and its solid angle as seen from `height` above that origin. */
void dgh_disc_cut(double *area, double *solid_angle, const double (*corner)[2], size_t n,
                  double radius, double height);

/* Distance of a point of the plane to the same part; `point` may lie anywhere. The polygon is
 * convex and has a corner or an edge within the disc, or surrounds it. */
double dgh_disc_distance(const double point[2], const double (*corner)[2], size_t n, double radius);

#endif
