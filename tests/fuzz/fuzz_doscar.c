#include <stdint.h>

#include "vasp/dos.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_dos *dos = NULL;
    dgh_vasp_is_doscar((const char *)data, size);
    dgh_vasp_read_doscar(&dos, (const char *)data, size, "DOSCAR", NULL);
    dgh_dos_free(dos);
    return 0;
}
