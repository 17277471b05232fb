/* Tables of a free atom's density; the format stands in dgh/free_atom.h. */
#ifndef DGH_FIELD_RADIAL_TABLE_H
#define DGH_FIELD_RADIAL_TABLE_H

#include "base/error.h"
#include "dgh/free_atom.h"

/* Errors: PARSE, NOMEM. */
dgh_status dgh_field_read_radial_table(dgh_free_atom **out, const char *data, size_t size,
                                       const char *path, dgh_error *err);

#endif
