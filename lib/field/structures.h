/* Exchange formats of structures: XYZ, plain and extended. */
#ifndef DGH_FIELD_STRUCTURES_H
#define DGH_FIELD_STRUCTURES_H

#include "base/error.h"
#include "dgh/record.h"

bool dgh_field_is_xyz(const char *data, size_t size);

/* The last complete frame. Errors: PARSE with line and column, NOMEM. */
dgh_status dgh_field_read_xyz(dgh_calculation **out, const char *data, size_t size,
                              const char *path, dgh_error *err);

/* CIF is recognised to be refused with advice. */
bool dgh_field_is_cif(const char *data, size_t size);

#endif
