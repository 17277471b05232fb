/* What the files about charges share: the charges while they are being made. */
#ifndef DGH_STUDY_CHARGES_H
#define DGH_STUDY_CHARGES_H

#include "base/arena.h"
#include "base/error.h"
#include "dgh/charges.h"
#include "dgh/run_density.h"
#include "study/inside.h"

typedef struct dgh_charging {
    dgh_charges charges; /* first: a dgh_charges * is a dgh_charging * */
    const dgh_charges_options *options;
    dgh_arena *arena;
    dgh_findings findings;
    dgh_run_density *found;
    dgh_grid *density, *reference, *spin;
    const int32_t *region_of_point; /* basins (Bader) or atoms (Voronoi) */
    dgh_bader *bader;
    dgh_partition *parted;
    dgh_free_atom **free_atoms;
    size_t n_free_atoms;
} dgh_charging;

/* charges_read.c: finds and reads the density, its reference and the spin density. */
dgh_status dgh_charging_read(dgh_charging *c, const char *path, dgh_error *err);
dgh_status dgh_charging_read_free_atoms(dgh_charging *c, dgh_error *err);

/* charges_atoms.c: atoms with valences and net charges from what the partition gave, and what there
 * is to say of them. */
dgh_status dgh_charging_fill_atoms(dgh_charging *c, dgh_error *err);
void dgh_charging_check(dgh_charging *c);

#endif
