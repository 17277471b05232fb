/* What grid readers and density functions share: making grids, and sums whose bits do not depend on
 * the number of threads. */
#ifndef DGH_RECORD_GRID_H
#define DGH_RECORD_GRID_H

#include "base/arena.h"
#include "base/error.h"
#include "dgh/grid.h"

/* A grid without values: `owner` is set, `path` and `format` are copied. */
dgh_status dgh_grid_open(dgh_grid **out, const char *path, const char *format, dgh_error *err);

/* The arena that the grid's strings and atoms live in. */
dgh_arena *dgh_grid_arena(dgh_grid *grid);

/* Memory for n[0] n[1] n[2] values (zeroed; overflow-checked), kept by the grid. */
dgh_status dgh_grid_allocate(dgh_grid *grid, bool single_precision, dgh_error *err);

/* Copies a structure into the grid. */
dgh_status dgh_grid_set_structure(dgh_grid *grid, const dgh_structure *structure, dgh_error *err);

bool dgh_grid_note(dgh_grid *grid, dgh_severity severity, const char *code, size_t line,
                   const char *format, ...) DGH_PRINTF(5, 6);

/* Number of points; 0 on overflow. */
size_t dgh_grid_points(const size_t n[3]);

/* Pairwise sum, same order always; error grows as log n. */
double dgh_sum(const double *values, size_t n);

#endif
