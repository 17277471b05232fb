#include "density/basins.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

dgh_status dgh_basins_number(int32_t *root, int32_t **maximum, size_t *n_basins,
                             const dgh_voxels *v, double vacuum, dgh_error *err)
{
    *maximum = NULL;
    *n_basins = 0;
    const bool has_vacuum = vacuum >= 0.0;
    size_t n = 0;
    for (int32_t p = 0; p < v->points; p++)
        n += root[p] == p && !(has_vacuum && v->rho[p] < vacuum);
    int32_t *tops = malloc((n ? n : 1) * sizeof *tops);
    int32_t *number = malloc((size_t)v->points * sizeof *number);
    if (!tops || !number) {
        free(tops);
        free(number);
        return dgh_error_nomem(err);
    }
    n = 0;
    for (int32_t p = 0; p < v->points; p++)
        if (root[p] == p) {
            bool in_vacuum = has_vacuum && v->rho[p] < vacuum;
            number[p] = in_vacuum ? -1 : (int32_t)n;
            if (!in_vacuum)
                tops[n++] = p;
        }
#pragma omp parallel for schedule(static)
    for (int32_t p = 0; p < v->points; p++)
        root[p] = has_vacuum && v->rho[p] < vacuum ? -1 : number[root[p]];
    free(number);
    *maximum = tops;
    *n_basins = n;
    return DGH_OK;
}

/* Points are cut into slabs whose number depends on the basins alone; each slab sums by itself, and
 * the slabs are added in order. */
static int32_t slabs_for(size_t n_basins)
{
    const size_t most_sums = (size_t)1 << 24;
    size_t slabs = most_sums / (n_basins + 1);
    return slabs > 64 ? 64 : slabs < 1 ? 1 : (int32_t)slabs;
}

dgh_status dgh_basins_sum(double *sum, const double *values, const int32_t *basin, size_t n_basins,
                          int32_t points, int jobs, dgh_error *err)
{
    const int32_t slabs = slabs_for(n_basins);
    const size_t width = n_basins + 1;
    double *part = calloc((size_t)slabs * width, sizeof *part);
    if (!part)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dgh_threads(jobs))
    for (int32_t s = 0; s < slabs; s++) {
        double *own = part + (size_t)s * width;
        const int32_t begin = (int32_t)((int64_t)points * s / slabs);
        const int32_t end = (int32_t)((int64_t)points * (s + 1) / slabs);
        for (int32_t p = begin; p < end;) {
            const int32_t b = basin[p];
            double run = 0.0;
            for (; p < end && basin[p] == b; p++)
                run += values ? values[p] : 1.0;
            if (b >= -1)
                own[b < 0 ? n_basins : (size_t)b] += run;
        }
    }
    for (size_t b = 0; b < width; b++) {
        sum[b] = 0.0;
        for (int32_t s = 0; s < slabs; s++)
            sum[b] += part[(size_t)s * width + b];
    }
    free(part);
    return DGH_OK;
}

/* Two cells to each side are enough for every cell whose angles lie between 30 and 150 degrees. */
enum { IMAGES = 2 };

/* Half of the smallest distance between lattice planes: a vector shorter than that is its own
 * shortest image. */
static double half_spacing(const double inverse[3][3])
{
    double least = INFINITY;
    for (int k = 0; k < 3; k++) {
        double square = 0.0;
        for (int x = 0; x < 3; x++)
            square += inverse[x][k] * inverse[x][k];
        least = fmin(least, 0.5 / sqrt(square));
    }
    return least;
}

/* Length of the shortest periodic image of d. */
static double nearest_image(const double cell[3][3], const double inverse[3][3], double certain,
                            const double d[3])
{
    double fractional[3], wrapped = 0.0, best = INFINITY;
    for (int k = 0; k < 3; k++) {
        fractional[k] = d[0] * inverse[0][k] + d[1] * inverse[1][k] + d[2] * inverse[2][k];
        fractional[k] -= rint(fractional[k]);
    }
    for (int x = 0; x < 3; x++) {
        double r = fractional[0] * cell[0][x] + fractional[1] * cell[1][x] +
                   fractional[2] * cell[2][x];
        wrapped += r * r;
    }
    if (wrapped < certain * certain)
        return sqrt(wrapped);
    for (int a = -IMAGES; a <= IMAGES; a++)
        for (int b = -IMAGES; b <= IMAGES; b++)
            for (int c = -IMAGES; c <= IMAGES; c++) {
                double square = 0.0;
                for (int x = 0; x < 3; x++) {
                    double r = (fractional[0] + a) * cell[0][x] + (fractional[1] + b) * cell[1][x] +
                               (fractional[2] + c) * cell[2][x];
                    square += r * r;
                }
                best = fmin(best, square);
            }
    return sqrt(best);
}

static bool invert(const double a[3][3], double inverse[3][3])
{
    double det = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                 a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                 a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    if (det == 0.0 || !isfinite(det))
        return false;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            inverse[j][i] = (a[i1][j1] * a[i2][j2] - a[i1][j2] * a[i2][j1]) / det;
        }
    return true;
}

bool dgh_nearest_atom(const dgh_grid *grid, const double position_ang[3], size_t *atom,
                      double *distance_ang)
{
    const dgh_structure *s = &grid->structure;
    double inverse[3][3];
    if (s->n_atoms == 0 || !s->position_ang || !invert((const double(*)[3])grid->cell_ang, inverse))
        return false;
    const double certain = half_spacing((const double(*)[3])inverse);
    double best = INFINITY;
    for (size_t i = 0; i < s->n_atoms; i++) {
        double d[3];
        for (size_t x = 0; x < 3; x++)
            d[x] = position_ang[x] - s->position_ang[3 * i + x];
        double r = nearest_image((const double(*)[3])grid->cell_ang, (const double(*)[3])inverse,
                                 certain, d);
        if (r < best) {
            best = r;
            *atom = i;
        }
    }
    *distance_ang = best;
    return true;
}

static size_t region(const int32_t *basin, const size_t *atom_of_basin, int32_t p)
{
    return basin[p] < 0 ? (size_t)-1 : atom_of_basin[basin[p]];
}

static bool at_surface(const dgh_voxels *v, const int32_t *basin, const size_t *atom_of_basin,
                       const int32_t at[3], size_t own)
{
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++) {
            int32_t row = v->n[0] *
                          (dgh_wrap(at[1] + dj, v->n[1]) + v->n[1] * dgh_wrap(at[2] + dk, v->n[2]));
            for (int di = -1; di <= 1; di++)
                if (region(basin, atom_of_basin, row + dgh_wrap(at[0] + di, v->n[0])) != own)
                    return true;
        }
    return false;
}

dgh_status dgh_basins_min_distance(double *distance_ang, const dgh_grid *grid, const dgh_voxels *v,
                                   const int32_t *basin, const size_t *atom_of_basin, int jobs,
                                   dgh_error *err)
{
    const dgh_structure *s = &grid->structure;
    double inverse[3][3];
    for (size_t i = 0; i < s->n_atoms; i++)
        distance_ang[i] = -1.0;
    if (!invert((const double(*)[3])grid->cell_ang, inverse))
        return DGH_OK;
    const double certain = half_spacing((const double(*)[3])inverse);
    const int32_t planes = v->n[2];
    int failed = 0;
    unsigned char *edge = malloc((size_t)v->points);
    if (!edge)
        return dgh_error_nomem(err);
    if (dgh_voxels_edges(edge, basin, v, &v->around, jobs, err) != DGH_OK) {
        free(edge);
        return DGH_ERR_NOMEM;
    }
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        double *own = malloc((s->n_atoms ? s->n_atoms : 1) * sizeof *own);
        failed = own == NULL;
        for (size_t i = 0; own && i < s->n_atoms; i++)
            own[i] = INFINITY;
#pragma omp for schedule(dynamic, 1)
        for (int32_t k = 0; k < planes; k++)
            for (int32_t j = 0; own && j < v->n[1]; j++)
                for (int32_t i = 0; i < v->n[0]; i++) {
                    if (!edge[dgh_voxel(v, i, j, k)])
                        continue;
                    const int32_t at[3] = {i, j, k};
                    size_t atom = region(basin, atom_of_basin, dgh_voxel(v, i, j, k));
                    if (atom >= s->n_atoms || !at_surface(v, basin, atom_of_basin, at, atom))
                        continue;
                    double d[3];
                    for (size_t x = 0; x < 3; x++)
                        d[x] = grid->origin_ang[x] + i * v->step_ang[0][x] + j * v->step_ang[1][x] +
                               k * v->step_ang[2][x] - s->position_ang[3 * atom + x];
                    own[atom] = fmin(own[atom],
                                     nearest_image((const double(*)[3])grid->cell_ang,
                                                   (const double(*)[3])inverse, certain, d));
                }
#pragma omp critical(dgh_basins_min)
        for (size_t i = 0; own && i < s->n_atoms; i++)
            if (isfinite(own[i]) && (distance_ang[i] < 0.0 || own[i] < distance_ang[i]))
                distance_ang[i] = own[i];
        free(own);
    }
    free(edge);
    return failed ? dgh_error_nomem(err) : DGH_OK;
}
