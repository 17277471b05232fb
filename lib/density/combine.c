/* Sums and differences of fields on one cell. */
#include "dgh/density.h"

#include <math.h>
#include <string.h>

#include "record/grid.h"

/* Two programs print the same cell with different digits; 1e-4 relative is 1 mAng on 10 Ang. */
static const double CELL_TOLERANCE = 1e-4;

static dgh_status check_cells(const dgh_grid *const *grids, size_t n_grids, dgh_error *err)
{
    for (size_t g = 1; g < n_grids; g++)
        for (int i = 0; i < 3; i++) {
            double length = 0.0, distance = 0.0;
            for (int k = 0; k < 3; k++) {
                double a = grids[0]->cell_ang[i][k], b = grids[g]->cell_ang[i][k];
                length += a * a;
                distance += (a - b) * (a - b);
            }
            if (!(sqrt(distance) <= CELL_TOLERANCE * sqrt(length)))
                return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                     "expected the same cell in %s and %s, found lattice vectors "
                                     "%d that differ by %.4f Ang",
                                     grids[0]->path, grids[g]->path, i + 1, sqrt(distance));
        }
    return DGH_OK;
}

dgh_status dgh_density_combine(dgh_grid **out, const dgh_grid *const *grids,
                               const double *coefficients, size_t n_grids, int jobs, dgh_error *err)
{
    *out = NULL;
    if (n_grids == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected at least one grid, found none");
    size_t n[3] = {0, 0, 0};
    for (size_t g = 0; g < n_grids; g++) {
        if (!grids[g]->value)
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles");
        for (int i = 0; i < 3; i++)
            n[i] = grids[g]->n[i] > n[i] ? grids[g]->n[i] : n[i];
    }
    dgh_status status = check_cells(grids, n_grids, err);
    if (status != DGH_OK)
        return status;
    dgh_grid *result;
    status = dgh_grid_create(&result, n, (const double(*)[3])grids[0]->cell_ang,
                             &grids[0]->structure, grids[0]->field, err);
    if (status != DGH_OK)
        return status;
    memcpy(result->origin_ang, grids[0]->origin_ang, sizeof result->origin_ang);
    const size_t points = dgh_grid_points(n);
    for (size_t g = 0; g < n_grids; g++) {
        dgh_grid *finer = NULL;
        const double *value = grids[g]->value;
        if (memcmp(n, grids[g]->n, sizeof n) != 0) {
            status = dgh_density_resample(&finer, grids[g], n, jobs, err);
            if (status != DGH_OK) {
                dgh_grid_free(result);
                return status;
            }
            value = finer->value;
        }
        const double c = coefficients[g];
#pragma omp parallel for schedule(static) if (points > 100000)
        for (size_t i = 0; i < points; i++)
            result->value[i] += c * value[i];
        dgh_grid_free(finer);
    }
    *out = result;
    return DGH_OK;
}
