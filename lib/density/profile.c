/* Planar averages, what they sum up to, and macroscopic averages. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>

#include "record/grid.h"

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/* Sums of the planes of constant index along `axis`, each in a fixed order. */
static void plane_sums(double *sum, const dgh_grid *grid, int axis)
{
    const size_t n0 = grid->n[0], n1 = grid->n[1], n2 = grid->n[2];
    if (axis == 2) {
#pragma omp parallel for schedule(static)
        for (size_t k = 0; k < n2; k++)
            sum[k] = dgh_sum(grid->value + k * n0 * n1, n0 * n1);
        return;
    }
    for (size_t k = 0; k < n2; k++)
        for (size_t j = 0; j < n1; j++) {
            const double *row = grid->value + (k * n1 + j) * n0;
            if (axis == 1)
                sum[j] += dgh_sum(row, n0);
            else
                for (size_t i = 0; i < n0; i++)
                    sum[i] += row[i];
        }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The plane in the middle of the largest gap between atoms along the axis; 0 without atoms. */
static size_t vacuum_plane(const dgh_grid *grid, const double normal[3], double length, size_t n)
{
    const dgh_structure *s = &grid->structure;
    if (s->n_atoms == 0 || !s->position_ang)
        return 0;
    double *height = malloc(s->n_atoms * sizeof *height);
    if (!height)
        return 0;
    for (size_t i = 0; i < s->n_atoms; i++) {
        double h = 0.0;
        for (size_t k = 0; k < 3; k++)
            h += (s->position_ang[3 * i + k] - grid->origin_ang[k]) * normal[k];
        h = fmod(h / length, 1.0);
        height[i] = h < 0.0 ? h + 1.0 : h;
    }
    qsort(height, s->n_atoms, sizeof *height, ascending);
    double widest = height[0] + 1.0 - height[s->n_atoms - 1];
    double middle = height[s->n_atoms - 1] + 0.5 * widest;
    for (size_t i = 1; i < s->n_atoms; i++)
        if (height[i] - height[i - 1] > widest) {
            widest = height[i] - height[i - 1];
            middle = height[i - 1] + 0.5 * widest;
        }
    free(height);
    return (size_t)floor(fmod(middle, 1.0) * (double)n + 0.5) % n;
}

dgh_status dgh_density_profile(dgh_profile **out, const dgh_grid *grid, int axis, dgh_error *err)
{
    *out = NULL;
    if (axis < 0 || axis > 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found %d", axis);
    if (!grid->value || dgh_grid_points(grid->n) == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles");
    double normal[3];
    cross(grid->cell_ang[(axis + 1) % 3], grid->cell_ang[(axis + 2) % 3], normal);
    double area = sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    double volume = dgh_cell_volume_ang3(grid->cell_ang);
    if (!(area > 0.0) || !(volume > 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    const double *axis_vector = grid->cell_ang[axis];
    double along = 0.0;
    for (int k = 0; k < 3; k++)
        along += normal[k] * axis_vector[k];
    for (int k = 0; k < 3; k++)
        normal[k] *= (along < 0.0 ? -1.0 : 1.0) / area;

    const size_t n = grid->n[axis], per_plane = dgh_grid_points(grid->n) / n;
    dgh_profile *p = calloc(1, sizeof *p);
    double *data = calloc(4 * n, sizeof *data);
    if (!p || !data) {
        free(p);
        free(data);
        return dgh_error_nomem(err);
    }
    *p = (dgh_profile){.n = n,
                       .length_ang = volume / area,
                       .position_ang = data,
                       .mean = data + n,
                       .per_length = data + 2 * n,
                       .cumulated = data + 3 * n};
    plane_sums(p->mean, grid, axis);
    const double step = p->length_ang / (double)n;
    for (size_t i = 0; i < n; i++) {
        p->position_ang[i] = (double)i * step;
        p->mean[i] /= (double)per_plane;
        p->per_length[i] = p->mean[i] * area;
    }
    p->start = vacuum_plane(grid, normal, p->length_ang, n);
    double sum = 0.0;
    for (size_t i = 1; i < n; i++) {
        size_t here = (p->start + i) % n, before = (p->start + i - 1) % n;
        sum += 0.5 * (p->per_length[here] + p->per_length[before]) * step;
        p->cumulated[here] = sum;
    }
    *out = p;
    return DGH_OK;
}

void dgh_profile_free(dgh_profile *profile)
{
    if (!profile)
        return;
    free(profile->position_ang);
    free(profile);
}

/* Antiderivative of the periodic, piecewise constant function (constant over each voxel, centred on
 * its plane), at x in units of voxels. */
static double antiderivative(const double *cumulated, const double *value, size_t n, double x)
{
    double turns = floor(x / (double)n);
    double inside = x - turns * (double)n;
    size_t i = (size_t)inside;
    if (i >= n)
        i = n - 1;
    return turns * cumulated[n] + cumulated[i] + (inside - (double)i) * value[i];
}

static dgh_status convolve(double *out, const double *value, size_t n, double box_voxels,
                           dgh_error *err)
{
    double *cumulated = malloc((n + 1) * sizeof *cumulated);
    if (!cumulated)
        return dgh_error_nomem(err);
    cumulated[0] = 0.0;
    for (size_t i = 0; i < n; i++)
        cumulated[i + 1] = cumulated[i] + value[i];
    for (size_t i = 0; i < n; i++) {
        double middle = (double)i + 0.5;
        out[i] = (antiderivative(cumulated, value, n, middle + 0.5 * box_voxels) -
                  antiderivative(cumulated, value, n, middle - 0.5 * box_voxels)) /
                 box_voxels;
    }
    free(cumulated);
    return DGH_OK;
}

dgh_status dgh_density_macroscopic(double *out, const dgh_profile *profile, double first_ang,
                                   double second_ang, dgh_error *err)
{
    if (!(first_ang > 0.0) || second_ang < 0.0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected box lengths above 0, found %g and %g",
                             first_ang, second_ang);
    const double voxel = profile->length_ang / (double)profile->n;
    dgh_status status = convolve(out, profile->mean, profile->n, first_ang / voxel, err);
    if (status != DGH_OK || second_ang == 0.0)
        return status;
    double *once = malloc(profile->n * sizeof *once);
    if (!once)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < profile->n; i++)
        once[i] = out[i];
    status = convolve(out, once, profile->n, second_ang / voxel, err);
    free(once);
    return status;
}
