/* Empty stretches of a cell: where the vacuum is. */
#ifndef DGH_SURFACE_GAPS_H
#define DGH_SURFACE_GAPS_H

#include "dgh/record.h"

/* The largest gap along each lattice vector. */
typedef struct dgh_gaps {
    double length_ang[3]; /* along the normal of the other two vectors */
    double from[3];       /* fraction at which the gap begins: the top of what is there */
    double fraction[3];   /* the gap's share of the cell */
} dgh_gaps;

/* Gaps between the atoms that `skip` (may be NULL) does not mark. False without memory or atoms. */
bool dgh_gaps_find(dgh_gaps *out, const dgh_structure *structure, const bool *skip);

/* Unit normal of the plane of the other two vectors, on the side of vector `axis`; returns the
 * distance of the planes. */
double dgh_gaps_normal(const double cell[3][3], int axis, double normal[3]);

/* The one lattice vector along which there is a vacuum of more than 5 Angstrom: the structure is a
 * slab. -1 if there is none or more than one. */
int dgh_gaps_slab_axis(const dgh_structure *structure);

#endif
