/* Changing an input of pw.x in place: one atom more, and every other byte as it was. */
#ifndef DGH_ESPRESSO_PW_EDIT_H
#define DGH_ESPRESSO_PW_EDIT_H

#include "base/arena.h"
#include "base/error.h"

typedef struct dgh_pw_edit {
    const double *position_ang; /* [n_atoms][3] of the atoms that are there, NULL = as they are;
                                   those that do not move are not touched */
    const double *added_ang;    /* [3] of the added atom */
    int added_element;
    const char *pseudo;     /* its file, where no species of that element is there */
    const char *pseudo_dir; /* instead of what the input says; NULL = keep it */
} dgh_pw_edit;

/* The new text in `arena`. The atom is free to move: it comes last, without if_pos. Errors: as
 * dgh_qe_read_pw_input; PARSE (no atoms that can be read), MISSING (no `pseudo` though it is
 * needed), UNSUPPORTED (cards that list something for every atom), NOMEM. */
dgh_status dgh_pw_edit_text(char **out, size_t *out_size, const char *data, size_t size,
                            const char *path, const dgh_pw_edit *edit, dgh_arena *arena,
                            dgh_error *err);

#endif
