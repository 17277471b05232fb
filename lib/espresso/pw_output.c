#include "espresso/readers.h"

bool dgh_qe_is_pw_output(const char *data, size_t size)
{
    (void)data;
    (void)size;
    return false;
}

dgh_status dgh_qe_read_pw_output(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    (void)data;
    (void)size;
    *out = NULL;
    return dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0, "this format is still to come");
}
