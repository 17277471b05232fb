/* What the files of hdf5*.c share; hierarchy.h says what they are for. */
#ifndef DGH_ADAPT_HDF5_INSIDE_H
#define DGH_ADAPT_HDF5_INSIDE_H

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/hierarchy.h"

/* A deflated array cannot be larger than this times its bytes in the file. */
enum { MOST_RATIO = 1032, LONGEST_NAME = 128, LONGEST_TEXT = 1 << 16 };

struct dgh_hierarchy {
    const char *path;
    const char *data;
    size_t size;
    hid_t file;
    bool damaged; /* libhdf5 failed on it */
};

/* What is asked of a file; which of these count is up to the answer. */
typedef struct dgh_hdf5_request {
    dgh_hierarchy *file;
    const char *object, *name; /* an attribute's owner; the array or attribute */
    void *out;
    dgh_number_kind kind;
    size_t count;
    size_t size; /* of each text */
    size_t axes;
    const size_t *first, *n;
    size_t *length; /* [DGH_MOST_AXES], out */
    size_t *n_axes; /* out */
} dgh_hdf5_request;

/* What the error printer of libhdf5 was before. */
typedef struct dgh_hdf5_silence {
    H5E_auto2_t function;
    void *data;
} dgh_hdf5_silence;

/* Between them libhdf5 prints nothing; called by who is alone inside it (dgh_hdf5). */
dgh_hdf5_silence dgh_hdf5_begin(void);
void dgh_hdf5_end(dgh_hdf5_silence silence, const dgh_hierarchy *file);

/* An answer, while nobody else is inside libhdf5 and it prints nothing. */
dgh_status dgh_hdf5_alone(dgh_status (*answer)(const dgh_hdf5_request *, dgh_error *),
                          const dgh_hdf5_request *request, dgh_error *err);

typedef struct dgh_hdf5_shape {
    size_t axes;
    hsize_t n[DGH_MOST_AXES];
    size_t count;
} dgh_hdf5_shape;

typedef struct dgh_hdf5_array {
    hid_t object, type, space;
    dgh_hdf5_shape shape;
} dgh_hdf5_array;

/* The rest is called from an answer only. */

/* Every step of the name is a link within the file: others lead to other files. */
bool dgh_hdf5_is_inside(dgh_hierarchy *file, const char *name);
/* The conversions of libhdf5 for types that no program writes are left alone. */
bool dgh_hdf5_is_number(hid_t type);
bool dgh_hdf5_is_text(hid_t type);
/* False for more axes than DGH_MOST_AXES, no points, or too many to count. */
bool dgh_hdf5_measure(dgh_hdf5_shape *out, hid_t space);
dgh_status dgh_hdf5_open_array(dgh_hdf5_array *out, dgh_hierarchy *file, const char *name,
                               dgh_error *err);
void dgh_hdf5_close_array(dgh_hdf5_array *array);
dgh_status dgh_hdf5_broken(dgh_hierarchy *file, const char *name, const char *expected,
                           const char *found, dgh_error *err);

/* A text of at most size - 1 bytes and a NUL. */
hid_t dgh_hdf5_text_type(size_t size);
dgh_status dgh_hdf5_read_part(const dgh_hdf5_request *r, dgh_error *err);
/* Reads `count` values as the memory type `as`. */
dgh_status dgh_hdf5_read_attribute(const dgh_hdf5_request *r, hid_t as, bool text, dgh_error *err);

#endif
