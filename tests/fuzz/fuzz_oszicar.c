#include <stdint.h>

#include "vasp/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *c = NULL;
    dgh_vasp_is_oszicar((const char *)data, size);
    dgh_vasp_read_oszicar(&c, (const char *)data, size, "oszicar", NULL);
    dgh_calculation_free(c);
    return 0;
}
