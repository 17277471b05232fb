/* Merging the records of several files of one run. */
#ifndef DGH_RECORD_MERGE_H
#define DGH_RECORD_MERGE_H

#include "base/error.h"
#include "dgh/record.h"

/* Folds `from` into `into`: what `into` lacks is taken from `from`; what both state is compared,
 * and a disagreement (energies beyond 1 meV, electrons, settings, positions beyond 0.01 Angstrom,
 * frequencies beyond 1 cm-1) becomes a warning "files-disagree" that names both places. `into`
 * wins. `from` is consumed (freed, its memory adopted), also on failure. */
dgh_status dgh_calculation_merge(dgh_calculation *into, dgh_calculation *from, dgh_error *err);

#endif
