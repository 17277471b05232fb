#include "adapt/hierarchy.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/format.h"

/* A deflated array cannot be larger than this times its bytes in the file. */
enum { MOST_RATIO = 1032, LONGEST_NAME = 128, LONGEST_TEXT = 1 << 16, CORE_STEP = 1 << 16 };

/* H5F_ACC_RDONLY without the check of versions that comes with it, which may abort the program. */
enum { READ_ONLY = 0 };

struct dgh_hierarchy {
    const char *path;
    const char *data;
    size_t size;
    hid_t file;
    bool damaged; /* libhdf5 failed on it */
};

/* What the error printer of libhdf5 was before. */
typedef struct silence {
    H5E_auto2_t function;
    void *data;
} silence;

static silence begin_silence(void)
{
    silence s = {0};
    H5Eget_auto2(H5E_DEFAULT, &s.function, &s.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return s;
}

/* After a damaged file libhdf5 complains once more when the program ends, about what it could not
 * close: its printing then stays off. */
static void end_silence(silence s, const dgh_hierarchy *f)
{
    H5Eclear2(H5E_DEFAULT);
    if (!f->damaged)
        H5Eset_auto2(H5E_DEFAULT, s.function, s.data);
}

bool dgh_hierarchy_is_built(void)
{
    return true;
}

static dgh_status broken(dgh_hierarchy *f, const char *name, const char *expected,
                         const char *found, dgh_error *err)
{
    f->damaged = true;
    return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0, "expected %s as \"%s\", found %s",
                        expected, name, found);
}

/* ---- the file's bytes as libhdf5's "core" file, without a copy ------------------------------- */

static void *image_malloc(size_t size, H5FD_file_image_op_t op, void *file)
{
    const dgh_hierarchy *f = file;
    (void)op;
    return size == f->size ? (void *)f->data : NULL;
}

static void *image_memcpy(void *to, const void *from, size_t size, H5FD_file_image_op_t op,
                          void *file)
{
    (void)size, (void)op, (void)file;
    return to == from ? to : NULL;
}

static herr_t image_free(void *data, H5FD_file_image_op_t op, void *file)
{
    (void)data, (void)op, (void)file;
    return 0;
}

static void *keep(void *file)
{
    return file;
}

static herr_t let_go(void *file)
{
    (void)file;
    return 0;
}

/* The name must be another one for each open file, as libhdf5 takes equal ones for the same file,
 * and no file may have it. */
static hid_t open_image(dgh_hierarchy *f)
{
    H5FD_file_image_callbacks_t callbacks = {.image_malloc = image_malloc,
                                             .image_memcpy = image_memcpy,
                                             .image_free = image_free,
                                             .udata_copy = keep,
                                             .udata_free = let_go,
                                             .udata = f};
    char name[64];
    hid_t file = H5I_INVALID_HID, access = H5Pcreate(H5P_FILE_ACCESS);
    dgh_format(name, sizeof name, "/dev/null/dgh-%p", (void *)f);
    if (access < 0)
        return H5I_INVALID_HID;
    if (H5Pset_fapl_core(access, CORE_STEP, 0) >= 0 &&
        H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
        H5Pset_file_image(access, (void *)f->data, f->size) >= 0)
        file = H5Fopen(name, READ_ONLY, access);
    H5Pclose(access);
    return file;
}

/* ---- finding ---------------------------------------------------------------------------------
 */

/* Every step of the name is a link within the file: others lead to other files. */
static bool is_inside(dgh_hierarchy *f, const char *name)
{
    char part[LONGEST_NAME];
    size_t length = strlen(name);
    if (length == 0 || length >= sizeof part)
        return false;
    for (size_t i = 1; i <= length; i++) {
        H5L_info_t link;
        if (i < length && name[i] != '/')
            continue;
        memcpy(part, name, i);
        part[i] = '\0';
        htri_t exists = H5Lexists(f->file, part, H5P_DEFAULT);
        f->damaged = f->damaged || exists < 0;
        if (exists <= 0 || H5Lget_info(f->file, part, &link, H5P_DEFAULT) < 0 ||
            link.type != H5L_TYPE_HARD)
            return false;
    }
    return true;
}

bool dgh_hierarchy_has(dgh_hierarchy *file, const char *name)
{
    bool has;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        has = is_inside(file, name);
        end_silence(s, file);
    }
    return has;
}

static hid_t open_object(dgh_hierarchy *f, const char *name)
{
    if (strcmp(name, "/") == 0)
        return H5Oopen(f->file, "/", H5P_DEFAULT);
    return is_inside(f, name) ? H5Oopen(f->file, name, H5P_DEFAULT) : H5I_INVALID_HID;
}

/* The conversions of libhdf5 for types that no program writes are left alone. */
static bool is_plain_number(hid_t type)
{
    const hid_t known[] = {H5T_STD_I8LE,   H5T_STD_I8BE,  H5T_STD_I16LE,  H5T_STD_I16BE,
                           H5T_STD_I32LE,  H5T_STD_I32BE, H5T_STD_I64LE,  H5T_STD_I64BE,
                           H5T_STD_U8LE,   H5T_STD_U8BE,  H5T_STD_U32LE,  H5T_STD_U32BE,
                           H5T_STD_U64LE,  H5T_STD_U64BE, H5T_IEEE_F32LE, H5T_IEEE_F32BE,
                           H5T_IEEE_F64LE, H5T_IEEE_F64BE};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (H5Tequal(type, known[i]) > 0)
            return true;
    return false;
}

static bool is_plain_text(hid_t type)
{
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
           H5Tget_size(type) > 0 && H5Tget_size(type) <= LONGEST_TEXT;
}

typedef struct shape {
    size_t axes;
    hsize_t n[DGH_MOST_AXES];
    size_t count;
} shape;

/* False for more axes than DGH_MOST_AXES, no points, or too many to count. */
static bool measure(shape *out, hid_t space)
{
    int axes = H5Sget_simple_extent_ndims(space);
    H5S_class_t kind = H5Sget_simple_extent_type(space);
    if (axes < 0 || axes > DGH_MOST_AXES || (kind != H5S_SIMPLE && kind != H5S_SCALAR))
        return false;
    *out = (shape){.axes = (size_t)axes, .count = 1};
    if (axes > 0 && H5Sget_simple_extent_dims(space, out->n, NULL) < 0)
        return false;
    for (int i = 0; i < axes; i++) {
        if (out->n[i] == 0 || out->n[i] > SIZE_MAX / 64 / out->count)
            return false;
        out->count *= (size_t)out->n[i];
    }
    return true;
}

/* Only filters that libhdf5 has itself: an unknown one would be looked for in other files. */
static bool has_known_filters(hid_t creation, bool *packed)
{
    int n = H5Pget_nfilters(creation);
    *packed = n > 0;
    for (int i = 0; i < n; i++) {
        unsigned flags, settings;
        size_t values = 0;
        H5Z_filter_t filter = H5Pget_filter2(creation, (unsigned)i, &flags, &values, NULL, 0, NULL,
                                             &settings);
        if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
            filter != H5Z_FILTER_FLETCHER32)
            return false;
    }
    return n >= 0;
}

/* The array's bytes stand in this file, and in pieces that are not larger than it. */
static bool is_stored_here(hid_t array, const shape *s, size_t each, size_t file_bytes)
{
    hid_t creation = H5Dget_create_plist(array);
    if (creation < 0)
        return false;
    H5D_layout_t layout = H5Pget_layout(creation);
    bool packed = false, fine = layout == H5D_COMPACT || layout == H5D_CONTIGUOUS;
    if (layout == H5D_CHUNKED) {
        hsize_t chunk[DGH_MOST_AXES] = {0};
        size_t bytes = each;
        fine = H5Pget_chunk(creation, DGH_MOST_AXES, chunk) == (int)s->axes;
        for (size_t i = 0; i < s->axes && fine; i++) {
            fine = chunk[i] > 0 && chunk[i] <= 4 * s->n[i] + 1024 && chunk[i] < SIZE_MAX / bytes;
            bytes *= fine ? (size_t)chunk[i] : 1;
        }
        fine = fine && bytes / MOST_RATIO <= file_bytes;
    }
    fine = fine && has_known_filters(creation, &packed) &&
           (layout == H5D_COMPACT || H5Pget_external_count(creation) == 0);
    hsize_t stored = H5Dget_storage_size(array);
    fine = fine && stored <= file_bytes &&
           s->count * each / (packed ? MOST_RATIO : 1) <= (size_t)stored;
    H5Pclose(creation);
    return fine;
}

typedef struct opened {
    hid_t object, type, space;
    shape shape;
} opened;

static void close_array(opened *a)
{
    if (a->space >= 0)
        H5Sclose(a->space);
    if (a->type >= 0)
        H5Tclose(a->type);
    if (a->object >= 0)
        H5Oclose(a->object);
    *a = (opened){H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, {0}};
}

static dgh_status open_array(opened *out, dgh_hierarchy *f, const char *name, dgh_error *err)
{
    opened a = {H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, {0}};
    *out = a;
    if (!is_inside(f, name))
        return dgh_error_at(err, DGH_ERR_MISSING, f->path, 0, 0,
                            "expected an array \"%s\", found none", name);
    dgh_status status = DGH_OK;
    a.object = H5Oopen(f->file, name, H5P_DEFAULT);
    if (a.object >= 0 && H5Iget_type(a.object) == H5I_DATASET) {
        a.type = H5Dget_type(a.object);
        a.space = H5Dget_space(a.object);
    }
    if (a.type < 0 || a.space < 0 || !(is_plain_number(a.type) || is_plain_text(a.type)))
        status = broken(f, name, "an array of plain numbers or texts", "something else", err);
    else if (!measure(&a.shape, a.space))
        status = broken(f, name, "an array of one to four axes", "another shape", err);
    else if (!is_stored_here(a.object, &a.shape, H5Tget_size(a.type), f->size))
        status = broken(f, name, "an array that fits into its file", "another one", err);
    if (status == DGH_OK)
        *out = a;
    else
        close_array(&a);
    return status;
}

static dgh_status shape_of(size_t *axes, size_t n[DGH_MOST_AXES], dgh_hierarchy *f,
                           const char *name, dgh_error *err)
{
    opened a;
    dgh_status status = open_array(&a, f, name, err);
    *axes = a.shape.axes;
    for (int i = 0; i < DGH_MOST_AXES; i++)
        n[i] = (size_t)a.shape.n[i];
    close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_shape(size_t *axes, size_t n[DGH_MOST_AXES], dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        status = shape_of(axes, n, file, name, err);
        end_silence(s, file);
    }
    return status;
}

/* ---- reading ---------------------------------------------------------------------------------
 */

static hid_t type_of(dgh_number_kind kind)
{
    return kind == DGH_INT32_LE ? H5T_STD_I32LE : H5T_IEEE_F64LE;
}

static dgh_status wrong_count(const dgh_hierarchy *f, const char *name, size_t expected,
                              size_t found, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0,
                        "expected %zu value%s in \"%s\", found %zu", expected,
                        expected == 1 ? "" : "s", name, found);
}

static dgh_status unreadable(dgh_hierarchy *f, const char *name, dgh_error *err)
{
    f->damaged = true;
    return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0,
                        "expected the values of \"%s\", found a damaged file", name);
}

static dgh_status read_numbers(void *out, dgh_number_kind kind, size_t count, dgh_hierarchy *f,
                               const char *name, dgh_error *err)
{
    opened a;
    dgh_status status = open_array(&a, f, name, err);
    if (status != DGH_OK)
        return status;
    if (!is_plain_number(a.type))
        status = broken(f, name, "numbers", "texts", err);
    else if (a.shape.count != count)
        status = wrong_count(f, name, count, a.shape.count, err);
    else if (H5Dread(a.object, type_of(kind), H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0)
        status = unreadable(f, name, err);
    close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_numbers(void *out, dgh_number_kind kind, size_t count, dgh_hierarchy *file,
                                 const char *name, dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        status = read_numbers(out, kind, count, file, name, err);
        end_silence(s, file);
    }
    return status;
}

static bool is_part(const opened *a, size_t axes, const size_t first[], const size_t n[])
{
    bool is = a->shape.axes == axes && axes > 0 && is_plain_number(a->type);
    for (size_t i = 0; i < axes && is; i++)
        is = n[i] > 0 && first[i] < a->shape.n[i] && n[i] <= a->shape.n[i] - first[i];
    return is;
}

static dgh_status read_part(void *out, dgh_number_kind kind, size_t axes, const size_t first[],
                            const size_t n[], dgh_hierarchy *f, const char *name, dgh_error *err)
{
    opened a;
    dgh_status status = open_array(&a, f, name, err);
    if (status != DGH_OK)
        return status;
    if (!is_part(&a, axes, first, n)) {
        close_array(&a);
        return broken(f, name, "numbers with the part that is asked for", "others", err);
    }
    hsize_t start[DGH_MOST_AXES], count[DGH_MOST_AXES];
    for (size_t i = 0; i < axes; i++) {
        start[i] = first[i];
        count[i] = n[i];
    }
    hid_t memory = H5Screate_simple((int)axes, count, NULL);
    if (memory < 0 || H5Sselect_hyperslab(a.space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dread(a.object, type_of(kind), memory, a.space, H5P_DEFAULT, out) < 0)
        status = unreadable(f, name, err);
    if (memory >= 0)
        H5Sclose(memory);
    close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_part(void *out, dgh_number_kind kind, size_t axes, const size_t first[],
                              const size_t n[], dgh_hierarchy *file, const char *name,
                              dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        status = read_part(out, kind, axes, first, n, file, name, err);
        end_silence(s, file);
    }
    return status;
}

/* A text of at most size - 1 bytes and a NUL. */
static hid_t text_type(size_t size)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && H5Tset_size(type, size) < 0) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

static dgh_status read_texts(char *out, size_t size, size_t count, dgh_hierarchy *f,
                             const char *name, dgh_error *err)
{
    opened a;
    dgh_status status = open_array(&a, f, name, err);
    if (status != DGH_OK)
        return status;
    hid_t type = text_type(size);
    if (!is_plain_text(a.type))
        status = broken(f, name, "texts", "numbers", err);
    else if (a.shape.count != count)
        status = wrong_count(f, name, count, a.shape.count, err);
    else if (type < 0 || H5Dread(a.object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0)
        status = unreadable(f, name, err);
    for (size_t i = 0; status == DGH_OK && i < count; i++)
        out[i * size + size - 1] = '\0';
    if (type >= 0)
        H5Tclose(type);
    close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_texts(char *out, size_t size, size_t count, dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        status = read_texts(out, size, count, file, name, err);
        end_silence(s, file);
    }
    return status;
}

/* Reads `count` values as the memory type `as`. */
static dgh_status read_attribute(void *out, hid_t as, bool text, size_t count, dgh_hierarchy *f,
                                 const char *object, const char *name, dgh_error *err)
{
    hid_t owner = open_object(f, object), attribute = H5I_INVALID_HID;
    hid_t type = H5I_INVALID_HID, space = H5I_INVALID_HID;
    shape s;
    dgh_status status = DGH_OK;
    htri_t exists = owner >= 0 ? H5Aexists(owner, name) : -1;
    f->damaged = f->damaged || exists < 0;
    if (exists > 0)
        attribute = H5Aopen(owner, name, H5P_DEFAULT);
    if (attribute < 0) {
        status = dgh_error_at(err, DGH_ERR_MISSING, f->path, 0, 0,
                              "expected an attribute \"%s\" of \"%s\", found none", name, object);
        goto cleanup;
    }
    type = H5Aget_type(attribute);
    space = H5Aget_space(attribute);
    if (type < 0 || space < 0 || !(text ? is_plain_text(type) : is_plain_number(type)) ||
        !measure(&s, space))
        status = broken(f, name, text ? "an attribute with a text" : "an attribute with numbers",
                        "something else", err);
    else if (s.count != count)
        status = wrong_count(f, name, count, s.count, err);
    else if (H5Aget_storage_size(attribute) > f->size || H5Aread(attribute, as, out) < 0)
        status = unreadable(f, name, err);
cleanup:
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    if (attribute >= 0)
        H5Aclose(attribute);
    if (owner >= 0)
        H5Oclose(owner);
    return status;
}

dgh_status dgh_hierarchy_attribute(void *out, dgh_number_kind kind, size_t count,
                                   dgh_hierarchy *file, const char *object, const char *name,
                                   dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        status = read_attribute(out, type_of(kind), false, count, file, object, name, err);
        end_silence(s, file);
    }
    return status;
}

dgh_status dgh_hierarchy_attribute_text(char *out, size_t size, dgh_hierarchy *file,
                                        const char *object, const char *name, dgh_error *err)
{
    dgh_status status;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        hid_t type = text_type(size);
        status = read_attribute(out, type, true, 1, file, object, name, err);
        if (type >= 0)
            H5Tclose(type);
        end_silence(s, file);
    }
    if (status == DGH_OK)
        out[size - 1] = '\0';
    return status;
}

/* ---- opening ---------------------------------------------------------------------------------
 */

enum { TRIAL_SECONDS = 30, TRIAL_BYTES = 1 << 20 };

/* Everything that reading the array will make libhdf5 look at; what lies in pieces, piece by piece,
 * as its index and its filters are part of that. */
static void try_array(dgh_hierarchy *f, const char *name)
{
    opened a;
    size_t first[DGH_MOST_AXES] = {0}, n[DGH_MOST_AXES] = {0};
    char *room = calloc(1, TRIAL_BYTES);
    if (!room || open_array(&a, f, name, NULL) != DGH_OK) {
        free(room);
        return;
    }
    size_t each = H5Tget_size(a.type) > 8 ? H5Tget_size(a.type) : 8, row = each;
    hid_t creation = H5Dget_create_plist(a.object);
    bool whole = H5Pget_layout(creation) == H5D_CHUNKED;
    H5Pclose(creation);
    for (size_t i = 0; i < a.shape.axes; i++)
        n[i] = i ? (size_t)a.shape.n[i] : 1;
    for (size_t i = 1; i < a.shape.axes; i++)
        row *= (size_t)a.shape.n[i];
    if (a.shape.count * each <= TRIAL_BYTES) {
        hid_t text = text_type(H5Tget_size(a.type));
        H5Dread(a.object, is_plain_text(a.type) ? text : H5T_IEEE_F64LE, H5S_ALL, H5S_ALL,
                H5P_DEFAULT, room);
    } else if (whole) {
        char *large = malloc(row);
        for (size_t i = 0; large && i < a.shape.n[0]; i++) {
            first[0] = i;
            read_part(large, DGH_FLOAT64_LE, a.shape.axes, first, n, f, name, NULL);
        }
    }
}

static void try_all(void *argument)
{
    void **both = argument;
    dgh_hierarchy *f = both[0];
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    f->file = open_image(f);
    for (const char *const *name = both[1]; f->file >= 0 && *name; name++) {
        const char *at = strchr(*name, '@');
        char object[LONGEST_NAME] = "", room[1024];
        if (!at) {
            try_array(f, *name);
            continue;
        }
        memcpy(object, *name, (size_t)(at - *name));
        for (size_t count = 1; count <= 3; count += 2)
            read_attribute(room, H5T_IEEE_F64LE, false, count, f, object, at + 1, NULL);
        read_attribute(room, text_type(sizeof room), true, 1, f, object, at + 1, NULL);
    }
    if (f->file >= 0)
        H5Fclose(f->file);
}

dgh_status dgh_hierarchy_open(dgh_hierarchy **out, const char *data, size_t size,
                              const char *const *names, const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_hierarchy *f = calloc(1, sizeof *f);
    if (!f)
        return dgh_error_nomem(err);
    *f = (dgh_hierarchy){path, data, size, H5I_INVALID_HID, false};
    void *both[2] = {f, (void *)names};
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        if (dgh_child_survives(try_all, both, TRIAL_SECONDS))
            f->file = open_image(f);
        f->damaged = f->file < 0;
        end_silence(s, f);
    }
    if (f->file < 0) {
        free(f);
        return dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                            "expected a whole HDF5 file, found one that is cut or damaged");
    }
    *out = f;
    return DGH_OK;
}

void dgh_hierarchy_close(dgh_hierarchy *file)
{
    if (!file)
        return;
#pragma omp critical(dgh_hdf5)
    {
        silence s = begin_silence();
        file->damaged = H5Fclose(file->file) < 0 || file->damaged;
        end_silence(s, file);
    }
    free(file);
}
