#include "espresso/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *c = NULL;
    dgh_error err;
    dgh_qe_is_pw_output((const char *)data, size);
    dgh_qe_read_pw_output(&c, (const char *)data, size, "fuzz", &err);
    dgh_calculation_free(c);
    return 0;
}
