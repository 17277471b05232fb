/* Tables of numbers in an OUTCAR. */
#include "vasp/outcar.h"

bool dgh_outcar_table(dgh_outcar *r, size_t columns, bool *whole, size_t *row)
{
    *whole = false;
    *row = 0;
    /* a digit and a separator are the least that a number takes */
    if (!r->n_atoms || dgh_outcar_left(r) / (2 * columns) < r->n_atoms)
        return true;
    if (!r->scratch)
        r->scratch = dgh_arena_alloc(r->b.arena, r->n_atoms, 6 * sizeof *r->scratch);
    if (!r->scratch)
        return false;
    for (size_t i = 0; i < r->n_atoms; i++) {
        dgh_cursor before = r->cursor;
        dgh_slice line;
        if (!dgh_outcar_next(r, &line))
            return true;
        if (!dgh_slice_doubles(&line, &r->scratch[columns * i], columns)) {
            r->cursor = before;
            *row = i + 1;
            return true;
        }
    }
    *whole = true;
    return true;
}
