/* Arrays and attributes by their names in HDF5 files, https://www.hdfgroup.org/solutions/hdf5/ ,
 * by libhdf5 where the library was built with it.
 *
 * A damaged or hostile file may not do what a good one does not need: only links within the file
 * are followed, only arrays that lie in the file itself are read, of plain numbers and texts of
 * fixed length, and none that is larger than the file could hold. libhdf5 itself crashes on some
 * damaged files (1.10.8: one changed byte is enough), so all that will be read is tried in a
 * process of its own first. Its serial builds know no threads: all calls are serialised here, so
 * these functions are thread-safe as long as nobody else in the process is inside libhdf5 at the
 * same time. Its own printing of errors is off during a call, and as it was before afterwards;
 * after a damaged file it stays off.
 */
#ifndef DGH_ADAPT_HIERARCHY_H
#define DGH_ADAPT_HIERARCHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { DGH_MOST_AXES = 4 };

typedef struct dgh_hierarchy dgh_hierarchy;

typedef enum dgh_number_kind {
    DGH_INT32_LE = 0,  /* four bytes, little-endian; larger numbers are clipped */
    DGH_FLOAT64_LE = 1 /* eight bytes, little-endian */
} dgh_number_kind;

/* Whether the library was built with libhdf5. */
bool dgh_hierarchy_is_built(void);

/* Opens the bytes of a file, which stay the caller's and in place until it is closed; `path` names
 * it in messages and is borrowed too. `names`: all that may be read, ended by NULL, arrays as
 * "charge/grid", attributes as "MillerIndices@bg1" or "/@nspin". Errors: UNSUPPORTED (built
 * without), PARSE, NOMEM. */
dgh_status dgh_hierarchy_open(dgh_hierarchy **out, const char *data, size_t size,
                              const char *const *names, const char *path, dgh_error *err);
void dgh_hierarchy_close(dgh_hierarchy *file);

/* Whether there is an array or group of that name ("results/positions/scale"). */
bool dgh_hierarchy_has(dgh_hierarchy *file, const char *name);

/* Number of axes (0 = a single number) and their lengths, slowest first. Errors: MISSING, PARSE (no
 * plain numbers or texts, or more of them than the file could hold). */
dgh_status dgh_hierarchy_shape(size_t *axes, size_t n[DGH_MOST_AXES], dgh_hierarchy *file,
                               const char *name, dgh_error *err);

/* All `count` numbers of an array, converted. Errors: MISSING, PARSE (another count, no numbers).
 */
dgh_status dgh_hierarchy_numbers(void *out, dgh_number_kind kind, size_t count, dgh_hierarchy *file,
                                 const char *name, dgh_error *err);

/* The part of an array from first[] on, of n[] along its `axes`. */
dgh_status dgh_hierarchy_part(void *out, dgh_number_kind kind, size_t axes, const size_t first[],
                              const size_t n[], dgh_hierarchy *file, const char *name,
                              dgh_error *err);

/* `count` texts of at most size - 1 bytes, each with a NUL, out[count][size]; longer ones are cut.
 */
dgh_status dgh_hierarchy_texts(char *out, size_t size, size_t count, dgh_hierarchy *file,
                               const char *name, dgh_error *err);

/* The same of an attribute of the object `object` ("/" = the file). */
dgh_status dgh_hierarchy_attribute(void *out, dgh_number_kind kind, size_t count,
                                   dgh_hierarchy *file, const char *object, const char *name,
                                   dgh_error *err);
dgh_status dgh_hierarchy_attribute_text(char *out, size_t size, dgh_hierarchy *file,
                                        const char *object, const char *name, dgh_error *err);

#endif
