/* Parts of the surface that are far from every site: an atom at a rim, a step or the tip of a
 * cluster shows more of itself than one place on top of it stands for. */
#ifndef DGH_SURFACE_BARE_H
#define DGH_SURFACE_BARE_H

#include "dgh/sites.h"
#include "surface/cells.h"

typedef struct dgh_bare_spot {
    size_t atom;
    double direction[3]; /* from it, unit length */
} dgh_bare_spot;

typedef struct dgh_bare_input {
    const dgh_structure *structure;
    const dgh_cells *atoms;
    const double *contact_ang; /* [n_atoms] */
    const double *bond_ang;    /* [n_atoms] of the adsorbate on top */
    const bool *wanted;        /* [n_atoms] atoms to look at */
    const dgh_surface_site *sites;
    size_t n_sites;
} dgh_bare_input;

/* Directions that the probe can touch and in which an adsorbate would be farther than 1.45 Angstrom
 * from every site; the farthest first, until no such direction is left. *out is malloc'ed. */
dgh_status dgh_bare_spots_find(dgh_bare_spot **out, size_t *n, const dgh_bare_input *input,
                               dgh_error *err);

#endif
