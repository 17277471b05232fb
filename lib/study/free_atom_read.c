/* Free-atom densities from whatever file holds them. */
#include "dgh/free_atom.h"

#include "base/error.h"
#include "espresso/upf.h"
#include "field/radial_table.h"
#include "vasp/readers.h"

dgh_status dgh_free_atom_read(dgh_free_atom **out, const char *path, const dgh_io_options *options,
                              dgh_error *err)
{
    *out = NULL;
    dgh_bytes bytes = {0};
    dgh_status status = dgh_io_read(&bytes, NULL, path, options, err);
    if (status != DGH_OK)
        return status;
    if (dgh_qe_is_upf(bytes.data, bytes.size))
        status = dgh_qe_read_upf(out, bytes.data, bytes.size, path, err);
    else if (dgh_vasp_is_potcar(bytes.data, bytes.size))
        status = dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0,
                              "the free-atom densities of a POTCAR cannot be read: give UPF "
                              "pseudopotentials or tables");
    else
        status = dgh_field_read_radial_table(out, bytes.data, bytes.size, path, err);
    dgh_bytes_free(&bytes);
    return status;
}
