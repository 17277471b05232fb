#include "vasp/readers.h"

bool dgh_vasp_is_outcar(const char *data, size_t size)
{
    (void)data;
    (void)size;
    return false;
}

dgh_status dgh_vasp_read_outcar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    (void)data;
    (void)size;
    *out = NULL;
    return dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0, "this format is still to come");
}
