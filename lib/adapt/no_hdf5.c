/* What a library without HDF5 says instead. Compiled in place of hdf5.c. */
#include "adapt/hierarchy.h"

bool dgh_hierarchy_is_built(void)
{
    return false;
}

dgh_status dgh_hierarchy_open(dgh_hierarchy **out, const char *data, size_t size,
                              const char *const *names, const char *path, dgh_error *err)
{
    (void)data, (void)size, (void)names;
    *out = NULL;
    return dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0,
                        "expected another format than HDF5, which this dgh was built without "
                        "(cmake -DDGH_HDF5=ON needs libhdf5): use CHGCAR instead of vaspwave.h5, "
                        "or a cube from pp.x instead of charge-density.hdf5");
}

void dgh_hierarchy_close(dgh_hierarchy *file)
{
    (void)file;
}

bool dgh_hierarchy_has(dgh_hierarchy *file, const char *name)
{
    (void)file, (void)name;
    return false;
}

static dgh_status absent(const char *name, dgh_error *err)
{
    return dgh_error_set(err, DGH_ERR_UNSUPPORTED, "%s: this dgh was built without HDF5", name);
}

dgh_status dgh_hierarchy_shape(size_t *axes, size_t n[DGH_MOST_AXES], dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    (void)axes, (void)n, (void)file;
    return absent(name, err);
}

dgh_status dgh_hierarchy_numbers(void *out, dgh_number_kind kind, size_t count, dgh_hierarchy *file,
                                 const char *name, dgh_error *err)
{
    (void)out, (void)kind, (void)count, (void)file;
    return absent(name, err);
}

dgh_status dgh_hierarchy_part(void *out, dgh_number_kind kind, size_t axes, const size_t first[],
                              const size_t n[], dgh_hierarchy *file, const char *name,
                              dgh_error *err)
{
    (void)out, (void)kind, (void)axes, (void)first, (void)n, (void)file;
    return absent(name, err);
}

dgh_status dgh_hierarchy_texts(char *out, size_t size, size_t count, dgh_hierarchy *file,
                               const char *name, dgh_error *err)
{
    (void)out, (void)size, (void)count, (void)file;
    return absent(name, err);
}

dgh_status dgh_hierarchy_attribute(void *out, dgh_number_kind kind, size_t count,
                                   dgh_hierarchy *file, const char *object, const char *name,
                                   dgh_error *err)
{
    (void)out, (void)kind, (void)count, (void)file, (void)object;
    return absent(name, err);
}

dgh_status dgh_hierarchy_attribute_text(char *out, size_t size, dgh_hierarchy *file,
                                        const char *object, const char *name, dgh_error *err)
{
    (void)out, (void)size, (void)file, (void)object;
    return absent(name, err);
}
