#include "density/fields.h"

#include <math.h>
#include <string.h>

#include "record/grid.h"

dgh_status dgh_density_check(const dgh_grid *grid, dgh_error *err)
{
    const size_t points = dgh_grid_points(grid->n);
    if (points == 0 || !grid->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a grid of doubles in %s, found %zu x %zu x %zu points%s",
                             grid->path, grid->n[0], grid->n[1], grid->n[2],
                             points ? " without them" : "");
    size_t first = points;
#pragma omp parallel for schedule(static) reduction(min : first)
    for (size_t i = 0; i < points; i++)
        if (!isfinite(grid->value[i]) && i < first)
            first = i;
    if (first < points)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected finite values in %s, found %g at point (%zu, %zu, %zu)",
                             grid->path, grid->value[first], first % grid->n[0] + 1,
                             first / grid->n[0] % grid->n[1] + 1,
                             first / grid->n[0] / grid->n[1] + 1);
    return DGH_OK;
}

dgh_status dgh_density_check_same(const dgh_grid *a, const dgh_grid *b, dgh_error *err)
{
    static const double TOLERANCE = 1e-4;
    if (memcmp(a->n, b->n, sizeof a->n) != 0)
        return dgh_error_set(
            err, DGH_ERR_ARGUMENT,
            "expected the spin density of %s on its grid of %zu x %zu x %zu, found "
            "%zu x %zu x %zu in %s",
            a->path, a->n[0], a->n[1], a->n[2], b->n[0], b->n[1], b->n[2], b->path);
    for (int i = 0; i < 3; i++) {
        double length = 0.0, distance = 0.0;
        for (int k = 0; k < 3; k++) {
            double d = a->cell_ang[i][k] - b->cell_ang[i][k];
            length += a->cell_ang[i][k] * a->cell_ang[i][k];
            distance += d * d;
        }
        if (!(sqrt(distance) <= TOLERANCE * sqrt(length)))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected the same cell in %s and %s, found lattice vectors %d "
                                 "that differ by %.4f Ang",
                                 a->path, b->path, i + 1, sqrt(distance));
    }
    return DGH_OK;
}

dgh_status dgh_density_like(dgh_grid **out, const dgh_grid *like, dgh_field field,
                            const char *title, dgh_error *err)
{
    dgh_status status = dgh_grid_create(out, like->n, (const double(*)[3])like->cell_ang,
                                        &like->structure, field, err);
    if (status != DGH_OK)
        return status;
    memcpy((*out)->origin_ang, like->origin_ang, sizeof like->origin_ang);
    (*out)->title = dgh_arena_strdup(dgh_grid_arena(*out), title);
    return (*out)->title ? DGH_OK : dgh_error_nomem(err);
}
