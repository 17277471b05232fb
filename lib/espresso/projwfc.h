/* Densities of states of projwfc.x: one file for each shell of each atom. */
#ifndef DGH_ESPRESSO_PROJWFC_H
#define DGH_ESPRESSO_PROJWFC_H

#include "record/dos.h"

/* PREFIX.pdos_atm#12(Pt)_wfc#3(d_j2.5) */
typedef struct dgh_pdos_name {
    dgh_slice prefix;
    bool is_total; /* PREFIX.pdos_tot */
    size_t atom;   /* 0-based */
    dgh_slice label;
    unsigned number;
    int l;
    double j; /* 0 = none */
} dgh_pdos_name;

/* Takes the name of a file (without directory) apart; an ending of a compressed file may follow.
 * False: it is no such name. */
bool dgh_qe_pdos_name(dgh_pdos_name *out, const char *base);

/* Reads one file into `dos`; the first gives the energies and the number of spins. Errors: PARSE
 * (also for energies that differ from those of the first), UNSUPPORTED (one density of states for
 * each k-point), NOMEM. */
dgh_status dgh_qe_pdos_add(dgh_dos *dos, const dgh_pdos_name *name, const char *data, size_t size,
                           const char *path, dgh_error *err);

#endif
