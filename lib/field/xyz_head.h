/* The second line of a frame of extended XYZ. */
#ifndef DGH_FIELD_XYZ_HEAD_H
#define DGH_FIELD_XYZ_HEAD_H

#include "base/error.h"
#include "base/text.h"

/* Columns begin at 0; NO_COLUMN: there is none. */
enum { DGH_XYZ_NO_COLUMN = -1, DGH_XYZ_MOST_COLUMNS = 4096 };

typedef struct dgh_xyz_head {
    bool extended; /* it has Properties or Lattice */
    bool has_cell;
    double cell_ang[3][3];
    bool has_pbc;
    bool pbc[3];
    int species, number, position; /* first column of each */
    int move_mask, n_move_mask;    /* one flag or three for each atom: T = free */
} dgh_xyz_head;

/* `line` is line number `number` of `path`. Errors: PARSE. */
dgh_status dgh_xyz_head_read(dgh_xyz_head *out, dgh_slice line, const char *path, size_t number,
                             dgh_error *err);

/* PARSE error at the front of `rest` within `line`: "expected WHAT, found ...". */
dgh_status dgh_xyz_expected(const char *path, size_t number, dgh_slice line, dgh_slice rest,
                            const char *what, dgh_error *err);

#endif
