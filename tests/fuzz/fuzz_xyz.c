#include "field/structures.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *c = NULL;
    dgh_error err;
    dgh_field_is_cif((const char *)data, size);
    dgh_field_is_xyz((const char *)data, size);
    dgh_field_read_xyz(&c, (const char *)data, size, "fuzz", &err);
    dgh_calculation_free(c);
    return 0;
}
