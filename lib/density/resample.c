/* Fourier interpolation: the trigonometric polynomial through the points, on other points. */
#include "dgh/density.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/fft.h"
#include "record/grid.h"

/* Where frequency index `i` of an axis with `from` points goes on an axis with `to` points, and
 * with which weight. A Nyquist plane (i = from/2, from even) stands for +from/2 and -from/2: on a
 * finer axis it is split evenly between both. */
typedef struct landing {
    size_t index[2];
    double weight[2];
    int n;
} landing;

static landing land(size_t i, size_t from, size_t to)
{
    size_t common = from < to ? from : to;
    bool negative = i > from / 2;
    size_t frequency = negative ? from - i : i;
    landing l = {{0, 0}, {0.0, 0.0}, 0};
    if (from == to)
        return (landing){{i, 0}, {1.0, 0.0}, 1};
    if (2 * frequency > common)
        return l;
    if (2 * frequency == common) {
        if (common == from) /* the source's Nyquist plane, seen on a finer axis */
            return (landing){{frequency, to - frequency}, {0.5, 0.5}, 2};
        return (landing){{frequency, 0}, {1.0, 0.0}, 1}; /* both signs fold onto one */
    }
    return (landing){{negative ? to - frequency : frequency, 0}, {1.0, 0.0}, 1};
}

/* The first axis keeps only its non-negative half: of a split Nyquist plane only the positive one
 * is stored, and a fold takes the negative one from the complex conjugate. */
static void copy_row(double complex *to, const double complex *from, const double complex *mirror,
                     size_t n_to, size_t n_from, double weight)
{
    size_t half = (n_from < n_to ? n_from : n_to) / 2;
    for (size_t i = 0; i <= half; i++) {
        landing l = land(i, n_from, n_to);
        if (l.n == 0)
            continue;
        double complex value = from[i];
        if (n_to < n_from && 2 * i == n_to)
            value += conj(mirror[i]);
        to[l.index[0]] += weight * l.weight[0] * value;
    }
}

static void copy_spectrum(double complex *to, const size_t m[3], const double complex *from,
                          const size_t n[3])
{
    const size_t half_from = n[0] / 2 + 1, half_to = m[0] / 2 + 1;
    const double scale = 1.0 / ((double)n[0] * (double)n[1] * (double)n[2]);
    for (size_t k = 0; k < n[2]; k++) {
        landing lk = land(k, n[2], m[2]);
        for (size_t j = 0; j < n[1]; j++) {
            landing lj = land(j, n[1], m[1]);
            const size_t km = (n[2] - k) % n[2], jm = (n[1] - j) % n[1];
            const double complex *row = from + (k * n[1] + j) * half_from;
            const double complex *mirror = from + (km * n[1] + jm) * half_from;
            for (int a = 0; a < lk.n; a++)
                for (int b = 0; b < lj.n; b++)
                    copy_row(to + (lk.index[a] * m[1] + lj.index[b]) * half_to, row, mirror, m[0],
                             n[0], scale * lk.weight[a] * lj.weight[b]);
        }
    }
}

dgh_status dgh_density_resample(dgh_grid **out, const dgh_grid *grid, const size_t n[3], int jobs,
                                dgh_error *err)
{
    *out = NULL;
    if (!grid->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles");
    dgh_grid *result = NULL;
    double complex *source = NULL, *target = NULL;
    dgh_status status = dgh_grid_create(&result, n, (const double(*)[3])grid->cell_ang,
                                        &grid->structure, grid->field, err);
    if (status != DGH_OK)
        return status;
    memcpy(result->origin_ang, grid->origin_ang, sizeof result->origin_ang);
    if (memcmp(n, grid->n, sizeof grid->n) == 0) {
        memcpy(result->value, grid->value, dgh_grid_points(n) * sizeof(double));
        *out = result;
        return DGH_OK;
    }
    source = calloc(grid->n[2] * grid->n[1] * (grid->n[0] / 2 + 1), sizeof *source);
    target = calloc(n[2] * n[1] * (n[0] / 2 + 1), sizeof *target);
    if (!source || !target) {
        status = dgh_error_nomem(err);
        goto cleanup;
    }
    status = dgh_fft_forward(source, grid->value, grid->n, jobs, err);
    if (status != DGH_OK)
        goto cleanup;
    copy_spectrum(target, n, source, grid->n);
    status = dgh_fft_backward(result->value, target, n, jobs, err);
cleanup:
    free(source);
    free(target);
    if (status == DGH_OK)
        *out = result;
    else
        dgh_grid_free(result);
    return status;
}
