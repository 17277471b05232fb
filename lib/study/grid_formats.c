/* The one table of grid formats. */
#include "study/grid_formats.h"

#include "espresso/grids.h"
#include "field/fields.h"
#include "vasp/grid.h"

/* What stands in an HDF5 file is known only once it is open. */
static dgh_status open_hdf5(dgh_grid_layout *layout, dgh_window *window,
                            const dgh_grid_options *options, dgh_error *err)
{
    static const char *const NAMES[] = {DGH_QE_DENSITY_NAMES, DGH_VASP_GRID_NAMES, NULL};
    dgh_hierarchy *file = NULL;
    *layout = (dgh_grid_layout){0};
    dgh_status status = dgh_window_whole(window, err);
    if (status == DGH_OK)
        status = dgh_hierarchy_open(&file, window->at, (size_t)(window->end - window->at), NAMES,
                                    window->path, err);
    if (status != DGH_OK)
        return status;
    if (dgh_qe_is_density_hierarchy(file))
        status = dgh_qe_density_hierarchy_open(layout, file, window->path, options, err);
    else if (dgh_vasp_is_grid_hierarchy(file))
        status = dgh_vasp_grid_hierarchy_open(layout, file, window->path, options, err);
    else
        status = dgh_error_at(err, DGH_ERR_UNSUPPORTED, window->path, 0, 0,
                              "expected a density in this HDF5 file (rhotot_g of Quantum ESPRESSO, "
                              "charge/charge of VASP), found neither: VASP writes it to "
                              "vaspwave.h5 with LCHARGH5 = .TRUE.");
    if (!layout->planes.self)
        dgh_hierarchy_close(file);
    return status;
}

/* The binary one and those with telling words first, free numbers last. */
static const dgh_grid_kind KINDS[] = {
    {"hdf5", dgh_field_is_hdf5, open_hdf5, NULL, NULL},
    {"qe-charge-density", dgh_qe_is_charge_density, dgh_qe_charge_density_open, NULL,
     dgh_qe_charge_density_head},
    {"xsf", dgh_field_is_xsf, dgh_field_xsf_open, dgh_field_xsf_finish, NULL},
    {"vasp-chgcar", dgh_vasp_is_grid, dgh_vasp_grid_open, dgh_vasp_grid_finish, NULL},
    {"qe-filplot", dgh_qe_is_filplot, dgh_qe_filplot_open, dgh_field_only_blanks_follow, NULL},
    {"cube", dgh_field_is_cube, dgh_field_cube_open, dgh_field_only_blanks_follow, NULL},
};

const dgh_grid_kind *dgh_grid_kind_of(const char *data, size_t size)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (KINDS[i].recognise(data, size))
            return &KINDS[i];
    return NULL;
}
