/* Finding arrays in HDF5 files, and what makes one fit to be read. */
#include "adapt/hdf5_inside.h"

dgh_status dgh_hdf5_broken(dgh_hierarchy *f, const char *name, const char *expected,
                           const char *found, dgh_error *err)
{
    f->damaged = true;
    return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0, "expected %s as \"%s\", found %s",
                        expected, name, found);
}

bool dgh_hdf5_is_inside(dgh_hierarchy *f, const char *name)
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

bool dgh_hdf5_is_number(hid_t type)
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

bool dgh_hdf5_is_text(hid_t type)
{
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
           H5Tget_size(type) > 0 && H5Tget_size(type) <= LONGEST_TEXT;
}

bool dgh_hdf5_measure(dgh_hdf5_shape *out, hid_t space)
{
    int axes = H5Sget_simple_extent_ndims(space);
    H5S_class_t kind = H5Sget_simple_extent_type(space);
    if (axes < 0 || axes > DGH_MOST_AXES || (kind != H5S_SIMPLE && kind != H5S_SCALAR))
        return false;
    *out = (dgh_hdf5_shape){.axes = (size_t)axes, .count = 1};
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
static bool is_stored_here(hid_t array, const dgh_hdf5_shape *s, size_t each, size_t file_bytes)
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

void dgh_hdf5_close_array(dgh_hdf5_array *a)
{
    if (a->space >= 0)
        H5Sclose(a->space);
    if (a->type >= 0)
        H5Tclose(a->type);
    if (a->object >= 0)
        H5Oclose(a->object);
    *a = (dgh_hdf5_array){H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, {0}};
}

dgh_status dgh_hdf5_open_array(dgh_hdf5_array *out, dgh_hierarchy *f, const char *name,
                               dgh_error *err)
{
    dgh_hdf5_array a = {H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, {0}};
    *out = a;
    if (!dgh_hdf5_is_inside(f, name))
        return dgh_error_at(err, DGH_ERR_MISSING, f->path, 0, 0,
                            "expected an array \"%s\", found none", name);
    dgh_status status = DGH_OK;
    a.object = H5Oopen(f->file, name, H5P_DEFAULT);
    if (a.object >= 0 && H5Iget_type(a.object) == H5I_DATASET) {
        a.type = H5Dget_type(a.object);
        a.space = H5Dget_space(a.object);
    }
    if (a.type < 0 || a.space < 0 || !(dgh_hdf5_is_number(a.type) || dgh_hdf5_is_text(a.type)))
        status = dgh_hdf5_broken(f, name, "an array of plain numbers or texts", "something else",
                                 err);
    else if (!dgh_hdf5_measure(&a.shape, a.space))
        status = dgh_hdf5_broken(f, name, "an array of one to four axes", "another shape", err);
    else if (!is_stored_here(a.object, &a.shape, H5Tget_size(a.type), f->size))
        status = dgh_hdf5_broken(f, name, "an array that fits into its file", "another one", err);
    if (status == DGH_OK)
        *out = a;
    else
        dgh_hdf5_close_array(&a);
    return status;
}
