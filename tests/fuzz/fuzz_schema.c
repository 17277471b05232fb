/* Any bytes given to the reader of data-file-schema.xml. */
#include <stddef.h>
#include <stdint.h>

#include "espresso/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_calculation *calculation = NULL;
    dgh_error err = {0};
    if (dgh_qe_read_schema(&calculation, (const char *)data, size, "fuzz", &err) == DGH_OK)
        dgh_calculation_free(calculation);
    return 0;
}
