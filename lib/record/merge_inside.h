/* The parts of a merge, one file each: structure, steps, and all the rest. */
#ifndef DGH_RECORD_MERGE_INSIDE_H
#define DGH_RECORD_MERGE_INSIDE_H

#include "record/build.h"

typedef struct dgh_merge {
    dgh_calculation *into;
    const dgh_calculation *from;
    dgh_arena *arena; /* of `into`; owns the memory of `from` too once the merge is decided */
    dgh_diagnostic *diagnostics;
    size_t n_diagnostics, capacity;
    bool no_memory;
} dgh_merge;

/* Adds a finding; the same code and message is not given twice. Sets no_memory on failure. */
void dgh_merge_note(dgh_merge *merge, dgh_severity severity, const char *code, dgh_source source,
                    const char *format, ...) DGH_PRINTF(5, 6);

/* "path:line", or "path", or "a file". */
typedef struct dgh_place {
    char text[512];
} dgh_place;
dgh_place dgh_merge_place(dgh_source source);

/* Whether the two can be of one run at all: codes, numbers of atoms, elements. If not, a warning
 * says so. */
bool dgh_merge_fits(dgh_merge *merge);
void dgh_merge_structure(dgh_merge *merge);

/* Ionic steps, and with them how the run ended. */
void dgh_merge_steps(dgh_merge *merge);
void dgh_merge_status(dgh_merge *merge);

#endif
