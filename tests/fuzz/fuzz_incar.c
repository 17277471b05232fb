#include "vasp/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *c = NULL;
    dgh_error err;
    dgh_vasp_is_incar((const char *)data, size);
    dgh_vasp_read_incar(&c, (const char *)data, size, "fuzz", &err);
    dgh_calculation_free(c);
    return 0;
}
