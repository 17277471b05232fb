/* Reading what stands in HDF5 files: shapes, numbers, texts and attributes. */
#include "adapt/hdf5_inside.h"

static dgh_status has(const dgh_hdf5_request *r, dgh_error *err)
{
    (void)err;
    return dgh_hdf5_is_inside(r->file, r->name) ? DGH_OK : DGH_ERR_MISSING;
}

bool dgh_hierarchy_has(dgh_hierarchy *file, const char *name)
{
    const dgh_hdf5_request r = {.file = file, .name = name};
    return dgh_hdf5_alone(has, &r, NULL) == DGH_OK;
}

static dgh_status shape_of(const dgh_hdf5_request *r, dgh_error *err)
{
    dgh_hdf5_array a;
    dgh_status status = dgh_hdf5_open_array(&a, r->file, r->name, err);
    *r->n_axes = a.shape.axes;
    for (int i = 0; i < DGH_MOST_AXES; i++)
        r->length[i] = (size_t)a.shape.n[i];
    dgh_hdf5_close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_shape(size_t *axes, size_t n[DGH_MOST_AXES], dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    const dgh_hdf5_request r = {.file = file, .name = name, .length = n, .n_axes = axes};
    return dgh_hdf5_alone(shape_of, &r, err);
}

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

static dgh_status read_numbers(const dgh_hdf5_request *r, dgh_error *err)
{
    dgh_hdf5_array a;
    dgh_status status = dgh_hdf5_open_array(&a, r->file, r->name, err);
    if (status != DGH_OK)
        return status;
    if (!dgh_hdf5_is_number(a.type))
        status = dgh_hdf5_broken(r->file, r->name, "numbers", "texts", err);
    else if (a.shape.count != r->count)
        status = wrong_count(r->file, r->name, r->count, a.shape.count, err);
    else if (H5Dread(a.object, type_of(r->kind), H5S_ALL, H5S_ALL, H5P_DEFAULT, r->out) < 0)
        status = unreadable(r->file, r->name, err);
    dgh_hdf5_close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_numbers(void *out, dgh_number_kind kind, size_t count, dgh_hierarchy *file,
                                 const char *name, dgh_error *err)
{
    const dgh_hdf5_request r = {
        .file = file, .name = name, .out = out, .kind = kind, .count = count};
    return dgh_hdf5_alone(read_numbers, &r, err);
}

static bool is_part(const dgh_hdf5_array *a, const dgh_hdf5_request *r)
{
    bool is = a->shape.axes == r->axes && r->axes > 0 && dgh_hdf5_is_number(a->type);
    for (size_t i = 0; i < r->axes && is; i++)
        is = r->n[i] > 0 && r->first[i] < a->shape.n[i] && r->n[i] <= a->shape.n[i] - r->first[i];
    return is;
}

dgh_status dgh_hdf5_read_part(const dgh_hdf5_request *r, dgh_error *err)
{
    dgh_hdf5_array a;
    dgh_status status = dgh_hdf5_open_array(&a, r->file, r->name, err);
    if (status != DGH_OK)
        return status;
    if (!is_part(&a, r)) {
        dgh_hdf5_close_array(&a);
        return dgh_hdf5_broken(r->file, r->name, "numbers with the part that is asked for",
                               "others", err);
    }
    hsize_t start[DGH_MOST_AXES], count[DGH_MOST_AXES];
    for (size_t i = 0; i < r->axes; i++) {
        start[i] = r->first[i];
        count[i] = r->n[i];
    }
    hid_t memory = H5Screate_simple((int)r->axes, count, NULL);
    if (memory < 0 || H5Sselect_hyperslab(a.space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dread(a.object, type_of(r->kind), memory, a.space, H5P_DEFAULT, r->out) < 0)
        status = unreadable(r->file, r->name, err);
    if (memory >= 0)
        H5Sclose(memory);
    dgh_hdf5_close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_part(void *out, dgh_number_kind kind, size_t axes, const size_t first[],
                              const size_t n[], dgh_hierarchy *file, const char *name,
                              dgh_error *err)
{
    const dgh_hdf5_request r = {
        .file = file, .name = name, .out = out, .kind = kind, .axes = axes, .first = first, .n = n};
    return dgh_hdf5_alone(dgh_hdf5_read_part, &r, err);
}

hid_t dgh_hdf5_text_type(size_t size)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && H5Tset_size(type, size) < 0) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

static dgh_status read_texts(const dgh_hdf5_request *r, dgh_error *err)
{
    dgh_hdf5_array a;
    dgh_status status = dgh_hdf5_open_array(&a, r->file, r->name, err);
    if (status != DGH_OK)
        return status;
    char *text = r->out;
    hid_t type = dgh_hdf5_text_type(r->size);
    if (!dgh_hdf5_is_text(a.type))
        status = dgh_hdf5_broken(r->file, r->name, "texts", "numbers", err);
    else if (a.shape.count != r->count)
        status = wrong_count(r->file, r->name, r->count, a.shape.count, err);
    else if (type < 0 || H5Dread(a.object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, r->out) < 0)
        status = unreadable(r->file, r->name, err);
    for (size_t i = 0; status == DGH_OK && i < r->count; i++)
        text[i * r->size + r->size - 1] = '\0';
    if (type >= 0)
        H5Tclose(type);
    dgh_hdf5_close_array(&a);
    return status;
}

dgh_status dgh_hierarchy_texts(char *out, size_t size, size_t count, dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    const dgh_hdf5_request r = {
        .file = file, .name = name, .out = out, .size = size, .count = count};
    return dgh_hdf5_alone(read_texts, &r, err);
}

static hid_t open_object(dgh_hierarchy *f, const char *name)
{
    if (strcmp(name, "/") == 0)
        return H5Oopen(f->file, "/", H5P_DEFAULT);
    return dgh_hdf5_is_inside(f, name) ? H5Oopen(f->file, name, H5P_DEFAULT) : H5I_INVALID_HID;
}

dgh_status dgh_hdf5_read_attribute(const dgh_hdf5_request *r, hid_t as, bool text, dgh_error *err)
{
    dgh_hierarchy *f = r->file;
    const char *object = r->object, *name = r->name;
    hid_t owner = open_object(f, object), attribute = H5I_INVALID_HID;
    hid_t type = H5I_INVALID_HID, space = H5I_INVALID_HID;
    dgh_hdf5_shape s;
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
    if (type < 0 || space < 0 || !(text ? dgh_hdf5_is_text(type) : dgh_hdf5_is_number(type)) ||
        !dgh_hdf5_measure(&s, space))
        status = dgh_hdf5_broken(f, name,
                                 text ? "an attribute with a text" : "an attribute with numbers",
                                 "something else", err);
    else if (s.count != r->count)
        status = wrong_count(f, name, r->count, s.count, err);
    else if (H5Aget_storage_size(attribute) > f->size || H5Aread(attribute, as, r->out) < 0)
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

static dgh_status attribute_numbers(const dgh_hdf5_request *r, dgh_error *err)
{
    return dgh_hdf5_read_attribute(r, type_of(r->kind), false, err);
}

dgh_status dgh_hierarchy_attribute(void *out, dgh_number_kind kind, size_t count,
                                   dgh_hierarchy *file, const char *object, const char *name,
                                   dgh_error *err)
{
    const dgh_hdf5_request r = {
        .file = file, .object = object, .name = name, .out = out, .kind = kind, .count = count};
    return dgh_hdf5_alone(attribute_numbers, &r, err);
}

static dgh_status attribute_text(const dgh_hdf5_request *r, dgh_error *err)
{
    hid_t type = dgh_hdf5_text_type(r->size);
    dgh_status status = dgh_hdf5_read_attribute(r, type, true, err);
    if (type >= 0)
        H5Tclose(type);
    return status;
}

dgh_status dgh_hierarchy_attribute_text(char *out, size_t size, dgh_hierarchy *file,
                                        const char *object, const char *name, dgh_error *err)
{
    const dgh_hdf5_request r = {
        .file = file, .object = object, .name = name, .out = out, .size = size, .count = 1};
    dgh_status status = dgh_hdf5_alone(attribute_text, &r, err);
    if (status == DGH_OK)
        out[size - 1] = '\0';
    return status;
}
