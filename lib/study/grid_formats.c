/* The one table of grid formats. */
#include "study/grid_formats.h"

#include "espresso/grids.h"
#include "field/fields.h"
#include "vasp/grid.h"

/* The binary one and those with telling words first, free numbers last. */
static const dgh_grid_kind KINDS[] = {
    {"hdf5", dgh_field_is_hdf5, dgh_field_hdf5_open, NULL},
    {"qe-charge-density", dgh_qe_is_charge_density, dgh_qe_charge_density_open, NULL},
    {"xsf", dgh_field_is_xsf, dgh_field_xsf_open, dgh_field_xsf_finish},
    {"vasp-chgcar", dgh_vasp_is_grid, dgh_vasp_grid_open, dgh_vasp_grid_finish},
    {"qe-filplot", dgh_qe_is_filplot, dgh_qe_filplot_open, dgh_field_only_blanks_follow},
    {"cube", dgh_field_is_cube, dgh_field_cube_open, dgh_field_only_blanks_follow},
};

const dgh_grid_kind *dgh_grid_kind_of(const char *data, size_t size)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (KINDS[i].recognise(data, size))
            return &KINDS[i];
    return NULL;
}
