#include <stdint.h>

#include "vasp/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *c = NULL;
    dgh_vasp_is_outcar((const char *)data, size);
    dgh_vasp_read_outcar(&c, (const char *)data, size, "outcar", NULL);
    dgh_calculation_free(c);
    return 0;
}
