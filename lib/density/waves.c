#include "density/waves.h"

#include <math.h>
#include <stdlib.h>

#include "base/constants.h"
#include "density/voxels.h"
#include "record/grid.h"

dgh_status dgh_waves_make(dgh_waves *out, const dgh_grid *grid, int jobs, dgh_error *err)
{
    *out = (dgh_waves){.n = {grid->n[0], grid->n[1], grid->n[2]}, .jobs = dgh_threads(jobs)};
    size_t points = dgh_grid_points(grid->n);
    if (points == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with points in %s, found none",
                             grid->path);
    out->numbers = (grid->n[0] / 2 + 1) * grid->n[1] * grid->n[2];
    out->points = (double)points;
    out->largest_g2 = INFINITY;
    const double(*a)[3] = (const double(*)[3])grid->cell_ang;
    double volume = 0.0;
    for (int i = 0; i < 3; i++) {
        const double *u = a[(i + 1) % 3], *v = a[(i + 2) % 3];
        for (int k = 0; k < 3; k++)
            out->b_per_ang[i][k] = u[(k + 1) % 3] * v[(k + 2) % 3] -
                                   u[(k + 2) % 3] * v[(k + 1) % 3];
    }
    for (int k = 0; k < 3; k++)
        volume += a[0][k] * out->b_per_ang[0][k];
    if (!isfinite(volume) || volume == 0.0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a cell with a volume in %s, found %g Ang^3", grid->path,
                             volume);
    for (int i = 0; i < 9; i++)
        out->b_per_ang[i / 3][i % 3] *= 2.0 * DGH_PI / volume;
    return DGH_OK;
}

double complex *dgh_waves_spectrum(const dgh_waves *waves)
{
    return calloc(waves->numbers, sizeof(double complex));
}

/* Frequency of index i of an axis; 0 for the Nyquist frequency. */
static double odd_frequency(size_t i, size_t n)
{
    if (2 * i == n)
        return 0.0;
    return 2 * i < n ? (double)i : (double)i - (double)n;
}

/* Frequency of index i, that of Nyquist as it is. */
static double frequency(size_t i, size_t n)
{
    return 2 * i <= n ? (double)i : (double)i - (double)n;
}

/* Whether a wave counts in a first derivative. */
static bool counts(const dgh_waves *w, size_t i, size_t row)
{
    const double m[3] = {frequency(i, w->n[0]), frequency(row % w->n[1], w->n[1]),
                         frequency(row / w->n[1], w->n[2])};
    double g2 = 0.0;
    for (int x = 0; x < 3; x++) {
        double g = m[0] * w->b_per_ang[0][x] + m[1] * w->b_per_ang[1][x] +
                   m[2] * w->b_per_ang[2][x];
        g2 += g * g;
    }
    return g2 <= w->largest_g2;
}

void dgh_waves_derive(double complex *to, const double complex *from, const dgh_waves *waves,
                      int axis, bool add)
{
    const size_t *n = waves->n, half = n[0] / 2 + 1;
    const double scale = 1.0 / waves->points;
    const bool all = isinf(waves->largest_g2);
#pragma omp parallel for schedule(static) num_threads(waves->jobs)
    for (size_t row = 0; row < n[1] * n[2]; row++) {
        const double across = odd_frequency(row % n[1], n[1]) * waves->b_per_ang[1][axis] +
                              odd_frequency(row / n[1], n[2]) * waves->b_per_ang[2][axis];
        double complex *t = to + row * half;
        const double complex *f = from + row * half;
        for (size_t i = 0; i < half; i++) {
            double g = scale * (odd_frequency(i, n[0]) * waves->b_per_ang[0][axis] + across);
            if (!all && !counts(waves, i, row))
                g = 0.0;
            double complex value = g * creal(f[i]) * I - g * cimag(f[i]);
            t[i] = add ? t[i] + value : value;
        }
    }
}

/* G_x G_y of one wave: the sum over pairs of axes of m_i m_j b_i b_j, where a Nyquist frequency
 * counts with itself alone. */
static double product(const dgh_waves *w, const double m[3], const double nyquist[3], int x, int y)
{
    double gx = 0.0, gy = 0.0, alone = 0.0;
    for (int i = 0; i < 3; i++) {
        gx += m[i] * w->b_per_ang[i][x];
        gy += m[i] * w->b_per_ang[i][y];
        alone += nyquist[i] * nyquist[i] * w->b_per_ang[i][x] * w->b_per_ang[i][y];
    }
    return gx * gy + alone;
}

void dgh_waves_derive_twice(double complex *to, const double complex *from, const dgh_waves *waves,
                            int axis, int other)
{
    const size_t *n = waves->n, half = n[0] / 2 + 1;
#pragma omp parallel for schedule(static) num_threads(waves->jobs)
    for (size_t row = 0; row < n[1] * n[2]; row++)
        for (size_t i = 0; i < half; i++) {
            const size_t at[3] = {i, row % n[1], row / n[1]};
            double m[3], nyquist[3];
            for (int a = 0; a < 3; a++) {
                m[a] = odd_frequency(at[a], n[a]);
                nyquist[a] = 2 * at[a] == n[a] ? 0.5 * (double)n[a] : 0.0;
            }
            to[row * half + i] = -product(waves, m, nyquist, axis, other) / waves->points *
                                 from[row * half + i];
        }
}
