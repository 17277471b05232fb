/* Generalised coordination number of a site. */
#ifndef DGH_SURFACE_GCN_H
#define DGH_SURFACE_GCN_H

#include "dgh/neighbours.h"

/* Sum over the neighbours j of the site's n atoms of CN_j / CN_max, CN_max 12, 18, 22, 26 for 1, 2,
 * 3, 4 and more atoms, times bulk_coordination / 12 (Calle-Vallejo et al. 2014,
 * 10.1002/anie.201402958). `to` are vectors from any one point to the atoms. Every neighbour counts
 * once, whichever of the site's atoms it is near to; those atoms themselves do not count; images of
 * one atom are different neighbours. */
double dgh_gcn(const dgh_neighbours *list, const size_t *atoms, const double (*to)[3], size_t n,
               double bulk_coordination);

#endif
