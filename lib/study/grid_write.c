/* Grids to files. */
#include "study/grid_formats.h"

#include <math.h>

#include "field/fields.h"
#include "vasp/grid.h"

static dgh_status all_finite(const dgh_grid *grid, dgh_error *err)
{
    size_t points = dgh_grid_points(grid->n);
    for (size_t i = 0; i < points; i++)
        if (!isfinite(grid->value ? grid->value[i] : (double)grid->value_f32[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected finite values, found another at point %zu", i);
    return DGH_OK;
}

dgh_status dgh_grid_write(const dgh_grid *grid, const char *path, dgh_grid_format format,
                          dgh_error *err)
{
    if (dgh_grid_points(grid->n) == 0 || (!grid->value && !grid->value_f32))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with values");
    dgh_status status = format == DGH_GRID_NPY ? DGH_OK : all_finite(grid, err);
    if (status != DGH_OK)
        return status;
    switch (format) {
    case DGH_GRID_CHGCAR:
        return dgh_vasp_grid_write(grid, path, err);
    case DGH_GRID_CUBE:
        return dgh_field_cube_write(grid, path, err);
    case DGH_GRID_XSF:
        return dgh_field_xsf_write(grid, path, err);
    case DGH_GRID_NPY:
        return dgh_field_npy_write(grid, path, err);
    }
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "no grid format has the number %d", (int)format);
}
