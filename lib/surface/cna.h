/* Adaptive common neighbour analysis. */
#ifndef DGH_SURFACE_CNA_H
#define DGH_SURFACE_CNA_H

#include "dgh/order.h"

enum { DGH_CNA_NEEDS = 14 };

/* Type of the surroundings of an atom with these neighbours, nearest first; only the first
 * DGH_CNA_NEEDS are looked at. */
dgh_lattice dgh_cna_type(const dgh_neighbour *near, size_t n);

#endif
