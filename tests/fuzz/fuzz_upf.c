#include "espresso/upf.h"
#include "field/radial_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_free_atom *atom = NULL;
    dgh_error err;
    dgh_qe_is_upf((const char *)data, size);
    dgh_qe_read_upf(&atom, (const char *)data, size, "fuzz", &err);
    dgh_free_atom_free(atom);
    dgh_field_read_radial_table(&atom, (const char *)data, size, "fuzz", &err);
    dgh_free_atom_free(atom);
    return 0;
}
