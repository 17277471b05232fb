/* Which parts of a rolled surface a probe reaches from the vacuum; the others bound cavities. */
#ifndef DGH_SURFACE_OUTSIDE_H
#define DGH_SURFACE_OUTSIDE_H

#include "surface/cells.h"
#include "surface/rolling.h"

/* Directions that lead into a vacuum. The probe has arrived at the plane in the middle of it. */
typedef struct dgh_ways {
    int n;
    double direction[6][3];
    double middle[6]; /* of the vacuum, along the direction */
    double period[6]; /* of the cell, along the direction; INFINITY without a cell */
} dgh_ways;

/* Errors: MISSING (no vacuum along any lattice vector). */
dgh_status dgh_ways_find(dgh_ways *out, const dgh_structure *structure, double largest_contact_ang,
                         dgh_error *err);

/* Arcs that meet are one surface. It is outside when the probe escapes from its farthest arc along
 * one of the ways; from a cavity it never does. Sets `outside` of arcs and touches; false when
 * memory runs out. */
bool dgh_outside_mark(dgh_rolling *rolling, const dgh_cells *atoms, const double *contact_ang,
                      double largest_contact_ang, const dgh_ways *ways);

#endif
