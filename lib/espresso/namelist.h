/* Fortran namelists as pw.x reads them. */
#ifndef DGH_ESPRESSO_NAMELIST_H
#define DGH_ESPRESSO_NAMELIST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* One value. "celldm(3) = 2.5" has index 3; of "x = 1, 2" the second value has index 2. */
typedef struct dgh_namelist_value {
    const char *group; /* "system", lower case, as the key */
    const char *key;
    size_t index;
    dgh_slice text; /* without quotes */
    size_t line, column;
} dgh_namelist_value;

typedef struct dgh_namelists {
    dgh_namelist_value *values;
    size_t n_values, capacity;
    const char **groups;
    size_t n_groups, groups_capacity;
} dgh_namelists;

/* Reads all namelists at the cursor and leaves it at the first line behind them. Slices borrow from
 * the buffer, all else lives in `arena`. Errors: PARSE (no key where one must be, no end), NOMEM.
 */
dgh_status dgh_namelists_read(dgh_namelists *out, dgh_cursor *cursor, dgh_arena *arena,
                              dgh_error *err);

bool dgh_namelist_has_group(const dgh_namelists *lists, const char *group);

/* The value that counts: the last of that name, index 1 unless said. NULL if there is none. */
const dgh_namelist_value *dgh_namelist_find(const dgh_namelists *lists, const char *group,
                                            const char *key);
const dgh_namelist_value *dgh_namelist_find_index(const dgh_namelists *lists, const char *group,
                                                  const char *key, size_t index);

/* False for NULL and for what is no such value; `*value` is then left alone. */
bool dgh_namelist_real(const dgh_namelist_value *v, double *value);
bool dgh_namelist_integer(const dgh_namelist_value *v, int64_t *value);
bool dgh_namelist_logical(const dgh_namelist_value *v, bool *value);

#endif
