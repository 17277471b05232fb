/* CHGCAR, CHG, AECCAR0/1/2, PARCHG, LOCPOT, ELFCAR. */
#ifndef DGH_VASP_GRID_H
#define DGH_VASP_GRID_H

#include "io/window.h"
#include "record/grid_layout.h"

bool dgh_vasp_is_grid(const char *data, size_t size);

/* Reads the head and leaves the window before the first number of the component that `options`
 * names. Errors: PARSE, MISSING (no such component), IO, NOMEM; layout->grid is NULL then. */
dgh_status dgh_vasp_grid_open(dgh_grid_layout *layout, dgh_window *window,
                              const dgh_grid_options *options, dgh_error *err);

/* Looks at what follows the values: further blocks are counted, numbers that belong to nothing are
 * a PARSE error. */
dgh_status dgh_vasp_grid_finish(dgh_grid_layout *layout, dgh_window *window, dgh_error *err);

/* Five numbers of twelve digits on a line. Errors: IO, NOMEM. */
dgh_status dgh_vasp_grid_write(const dgh_grid *grid, const char *path, dgh_error *err);

#endif
