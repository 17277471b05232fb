/* Opening HDF5 files. hdf5_alone.c is the one door to libhdf5, hdf5_array.c finds arrays,
 * hdf5_read.c reads. */
#include "adapt/hdf5_inside.h"
#include "base/child.h"
#include "base/format.h"

/* H5F_ACC_RDONLY without the check of versions that comes with it, which may abort the program. */
enum { READ_ONLY = 0, CORE_STEP = 1 << 16 };

bool dgh_hierarchy_is_built(void)
{
    return true;
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

/* ---- opening ---------------------------------------------------------------------------------
 */

enum { TRIAL_SECONDS = 30, TRIAL_BYTES = 1 << 20 };

/* Everything that reading the array will make libhdf5 look at; what lies in pieces, piece by piece,
 * as its index and its filters are part of that. */
static void try_array(dgh_hierarchy *f, const char *name)
{
    dgh_hdf5_array a;
    size_t first[DGH_MOST_AXES] = {0}, n[DGH_MOST_AXES] = {0};
    char *room = calloc(1, TRIAL_BYTES);
    if (!room || dgh_hdf5_open_array(&a, f, name, NULL) != DGH_OK) {
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
        hid_t text = dgh_hdf5_text_type(H5Tget_size(a.type));
        H5Dread(a.object, dgh_hdf5_is_text(a.type) ? text : H5T_IEEE_F64LE, H5S_ALL, H5S_ALL,
                H5P_DEFAULT, room);
    } else if (whole) {
        char *large = malloc(row);
        for (size_t i = 0; large && i < a.shape.n[0]; i++) {
            first[0] = i;
            dgh_hdf5_read_part(&(dgh_hdf5_request){.file = f,
                                                   .name = name,
                                                   .out = large,
                                                   .kind = DGH_FLOAT64_LE,
                                                   .axes = a.shape.axes,
                                                   .first = first,
                                                   .n = n},
                               NULL);
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
        dgh_hdf5_request r = {.file = f, .object = object, .name = at + 1, .out = room};
        for (r.count = 1; r.count <= 3; r.count += 2)
            dgh_hdf5_read_attribute(&r, H5T_IEEE_F64LE, false, NULL);
        r.count = 1;
        dgh_hdf5_read_attribute(&r, dgh_hdf5_text_type(sizeof room), true, NULL);
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
        dgh_hdf5_silence s = dgh_hdf5_begin();
        if (dgh_child_survives(try_all, both, TRIAL_SECONDS))
            f->file = open_image(f);
        f->damaged = f->file < 0;
        dgh_hdf5_end(s, f);
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
        dgh_hdf5_silence s = dgh_hdf5_begin();
        file->damaged = H5Fclose(file->file) < 0 || file->damaged;
        dgh_hdf5_end(s, file);
    }
    free(file);
}
