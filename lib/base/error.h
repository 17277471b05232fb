/* Filling a dgh_error, which may be NULL. Each setter returns the status, so that a failing
 * function can write `return dgh_error_set(err, DGH_ERR_..., "...")`. */
#ifndef DGH_BASE_ERROR_H
#define DGH_BASE_ERROR_H

#include "dgh/base.h"

void dgh_error_clear(dgh_error *err);

/* An error without a place in a file. */
dgh_status dgh_error_set(dgh_error *err, dgh_status status, const char *format, ...)
    DGH_PRINTF(3, 4);

/* An error in a file: the message becomes "path:line:column: ...", or "path: ..." for line 0. */
dgh_status dgh_error_at(dgh_error *err, dgh_status status, const char *path, size_t line,
                        size_t column, const char *format, ...) DGH_PRINTF(6, 7);

dgh_status dgh_error_nomem(dgh_error *err);

#endif
