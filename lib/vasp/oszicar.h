/* The lines that OSZICAR and VASP's standard output share: electronic iterations and the summary of
 * each ionic step. */
#ifndef DGH_VASP_OSZICAR_H
#define DGH_VASP_OSZICAR_H

#include "record/build.h"

typedef struct dgh_oszicar {
    dgh_builder *b;
    uint32_t n_electronic; /* iterations since the last ionic step */
    bool in_loop;          /* an electronic loop has begun and its ionic step is not there */
    bool has_change;
    double largest_change_ev; /* of the last iteration: total and band-structure energy */
    bool hard_stop;
    size_t loops; /* electronic loops in the file */
} dgh_oszicar;

/* Takes the line (trimmed in front) if it is one of these; `*taken` says so. False when memory is
 * out. */
bool dgh_oszicar_line(dgh_oszicar *o, dgh_slice line, size_t number, bool *taken);

#endif
