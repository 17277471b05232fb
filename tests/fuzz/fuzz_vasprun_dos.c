#include <stdint.h>

#include "vasp/dos.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_dos *dos = NULL;
    dgh_vasp_read_vasprun_dos(&dos, (const char *)data, size, "vasprun.xml", NULL);
    dgh_dos_free(dos);
    return 0;
}
