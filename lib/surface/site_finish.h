/* One adsorption site, from where the probe lies and the atoms that it touches there. */
#ifndef DGH_SURFACE_SITE_FINISH_H
#define DGH_SURFACE_SITE_FINISH_H

#include "dgh/neighbours.h"
#include "dgh/sites.h"
#include "surface/cells.h"

/* What all sites of a structure stand on. */
typedef struct dgh_site_ground {
    const dgh_structure *structure;
    const dgh_cells *cells;
    const dgh_neighbours *neighbours;
    int adsorbate;
    double bulk_coordination;
} dgh_site_ground;

/* Distance of the adsorbate from an atom of a site of this kind. */
double dgh_site_bond_ang(const dgh_site_ground *ground, size_t atom, dgh_site_kind kind);

/* `site` has its probe, n_atoms, atoms and normal; gets its kind, the place and height of the
 * adsorbate, what lies below a hollow, its generalised coordination number, and its atoms in
 * ascending order. `to` leads from the probe to each atom, in the order in which they came. */
void dgh_site_finish(dgh_surface_site *site, const dgh_site_ground *ground, const double (*to)[3]);

#endif
