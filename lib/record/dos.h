/* Building a dgh_dos: what its readers share. */
#ifndef DGH_RECORD_DOS_H
#define DGH_RECORD_DOS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "dgh/dos.h"

/* `path` and `format` are copied. */
dgh_status dgh_dos_open(dgh_dos **out, const char *path, const char *format, dgh_error *err);
dgh_arena *dgh_dos_arena(const dgh_dos *dos);

/* False when memory is out. */
bool dgh_dos_note(dgh_dos *dos, dgh_severity severity, const char *code, dgh_source source,
                  const char *format, ...) DGH_PRINTF(5, 6);

/* Takes the energies (in the arena); false unless they are finite and strictly ascending. */
bool dgh_dos_set_energies(dgh_dos *dos, const double *energy_ev, size_t n);

/* Sets counts_below from a total density of states and the integral beside it. */
void dgh_dos_judge_bins(dgh_dos *dos, const double *states_per_ev, const double *integral);

/* l of an orbital's name ("s", "py", "dx2", "x2-y2", "f-3"); -1 = none. */
int dgh_dos_l_of_name(dgh_slice name);

/* One column of a table of projections: all spins of one orbital or shell. */
typedef struct dgh_dos_column {
    int l;
    const char *name;       /* static or in the arena */
    bool is_shell;          /* the column is the sum over the orbitals */
    const double *value[2]; /* in the arena */
} dgh_dos_column;

/* The shells of one atom: neighbouring columns of one l are one shell. False when memory is out. */
bool dgh_dos_add_columns(dgh_dos *dos, size_t atom, const dgh_dos_column *columns, size_t n,
                         dgh_source source);

/* A zeroed shell, valid until the next; NULL when memory is out. */
dgh_dos_shell *dgh_dos_add_shell(dgh_dos *dos);

/* Sorts the shells. */
void dgh_dos_finish(dgh_dos *dos);

#endif
