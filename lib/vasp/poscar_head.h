/* The head that POSCAR, CONTCAR, XDATCAR and the CHGCAR family share: title, scale, lattice,
 * species and counts. https://www.vasp.at/wiki/POSCAR */
#ifndef DGH_VASP_POSCAR_HEAD_H
#define DGH_VASP_POSCAR_HEAD_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

typedef struct dgh_poscar_head {
    dgh_slice comment;
    double cell_ang[3][3]; /* rows are the lattice vectors, scaled */
    double scale[3];       /* factors of Cartesian coordinates along x, y, z */
    size_t n_species;
    const char **labels; /* [n_species]; NULL where the file has no line of names (VASP 4) */
    size_t *counts;      /* [n_species], each at least 1 */
    size_t n_atoms;
    size_t counts_line;
} dgh_poscar_head;

/* Reads the head at the cursor and leaves the cursor behind the line of counts. Everything is
 * allocated in `arena`. Errors: PARSE with line and column, NOMEM. */
dgh_status dgh_poscar_head_read(dgh_poscar_head *out, dgh_cursor *cursor, dgh_arena *arena,
                                dgh_error *err);

/* The same from the line of names or counts on: XDATCAR of VASP 5.2 has no lattice. */
dgh_status dgh_poscar_species_read(dgh_poscar_head *out, dgh_cursor *cursor, dgh_arena *arena,
                                   dgh_error *err);

/* Labels for a file without names: read from the title where its words are elements that fit the
 * counts ("H Zn", "Li2 O1", "Fe2O3"), else false and labels stay NULL. NOMEM is false too. */
bool dgh_poscar_labels_from_title(dgh_poscar_head *head, dgh_arena *arena);

/* PARSE error at the front of `rest` within `line`: "expected WHAT, found ...". */
dgh_status dgh_poscar_expected(const dgh_cursor *cursor, dgh_slice line, dgh_slice rest,
                               const char *what, dgh_error *err);

/* PARSE error where the file ends before `what`. */
dgh_status dgh_poscar_ended(const dgh_cursor *cursor, const char *what, dgh_error *err);

#endif
