#include "density/slab.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "record/grid.h"

enum { ROW_NUMBERS = 5, LANES = 4, COLUMNS = 64 };

dgh_status dgh_slab_sums_open(dgh_slab_sums *sums, const size_t n[3], bool z_fastest, int axis,
                              size_t n_inputs, size_t most_planes, int jobs, dgh_error *err)
{
    *sums = (dgh_slab_sums){.n = {n[0], n[1], n[2]},
                            .z_fastest = z_fastest,
                            .axis = axis,
                            .jobs = jobs > 0 ? jobs : omp_get_num_procs(),
                            .n_inputs = n_inputs,
                            .most_planes = most_planes,
                            .largest = -INFINITY,
                            .smallest = INFINITY};
    const size_t slow = n[dgh_slow_axis(z_fastest)];
    sums->plane = calloc(n[axis], sizeof *sums->plane);
    sums->input = calloc(n_inputs * slow, sizeof *sums->input);
    sums->positive = calloc(3 * slow, sizeof *sums->positive);
    sums->row = calloc((n_inputs + ROW_NUMBERS) * most_planes * n[1], sizeof *sums->row);
    if (!sums->plane || !sums->input || !sums->positive || !sums->row)
        return dgh_error_nomem(err);
    sums->negative = sums->positive + slow;
    sums->all = sums->negative + slow;
    return DGH_OK;
}

void dgh_slab_sums_close(dgh_slab_sums *sums)
{
    free(sums->plane);
    free(sums->input);
    free(sums->positive);
    free(sums->row);
    *sums = (dgh_slab_sums){0};
}

typedef struct row_stats {
    double sum, positive, negative, largest, smallest;
} row_stats;

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Eight lanes, so that an addition need not wait for the one before it. */
static double sum_row(const double *v, size_t n)
{
    double lane[8] = {0}, rest = 0.0;
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t l = 0; l < 8; l++)
            lane[l] += v[i + l];
    for (; i < n; i++)
        rest += v[i];
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7])) + rest;
}

/* Lanes, so that the compiler may take vectors without changing the order of a sum. */
static row_stats look_at_row(const double *v, size_t n)
{
    double positive[LANES] = {0}, negative[LANES] = {0}, largest[LANES], smallest[LANES];
    for (size_t l = 0; l < LANES; l++)
        largest[l] = smallest[l] = v[0];
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t l = 0; l < LANES; l++) {
            const double x = v[i + l];
            positive[l] += larger(x, 0.0);
            negative[l] += smaller(x, 0.0);
            largest[l] = larger(x, largest[l]);
            smallest[l] = smaller(x, smallest[l]);
        }
    row_stats r = {sum_row(v, n), 0.0, 0.0, v[0], v[0]};
    for (; i < n; i++) {
        r.positive += larger(v[i], 0.0);
        r.negative += smaller(v[i], 0.0);
        r.largest = larger(v[i], r.largest);
        r.smallest = smaller(v[i], r.smallest);
    }
    for (size_t l = 0; l < LANES; l++) {
        r.positive += positive[l];
        r.negative += negative[l];
        r.largest = larger(largest[l], r.largest);
        r.smallest = smaller(smallest[l], r.smallest);
    }
    return r;
}

/* Row after row, so that a row is still in the cache when it is summed up. */
static void combine(dgh_slab_sums *s, dgh_slab *slab, const double *const *input,
                    const double *coefficient)
{
    const size_t n = s->n[dgh_fast_axis(s->z_fastest)], rows = slab->planes * s->n[1];
    double *stats = s->row + s->n_inputs * rows;
#pragma omp parallel for schedule(static) num_threads(s->jobs)
    for (size_t r = 0; r < rows; r++) {
        double *out = slab->value + r * n;
        for (size_t t = 0; t < s->n_inputs; t++) {
            const double *in = input[t] + r * n, c = coefficient[t];
            s->row[t * rows + r] = sum_row(in, n);
            for (size_t i = 0; i < n; i++)
                out[i] = t == 0 ? c * in[i] : out[i] + c * in[i];
        }
        const row_stats found = look_at_row(out, n);
        stats[r] = found.sum;
        stats[rows + r] = found.positive;
        stats[2 * rows + r] = found.negative;
        stats[3 * rows + r] = found.largest;
        stats[4 * rows + r] = found.smallest;
    }
}

/* Planes across the fast axis: each column by one thread, in the order of the rows. */
static void add_columns(dgh_slab_sums *s, const dgh_slab *slab)
{
    const size_t n = s->n[dgh_fast_axis(s->z_fastest)], rows = slab->planes * s->n[1];
#pragma omp parallel for schedule(static) num_threads(s->jobs)
    for (size_t from = 0; from < n; from += COLUMNS) {
        const size_t to = from + COLUMNS < n ? from + COLUMNS : n;
        for (size_t r = 0; r < rows; r++)
            for (size_t i = from; i < to; i++)
                s->plane[i] += slab->value[r * n + i];
    }
}

void dgh_slab_sums_add(dgh_slab_sums *s, dgh_slab *slab, const double *const *input,
                       const double *coefficient)
{
    const size_t middle = s->n[1], rows = slab->planes * middle;
    const size_t slow = dgh_slow_axis(s->z_fastest), n_slow = s->n[slow];
    combine(s, slab, input, coefficient);
    const double *stats = s->row + s->n_inputs * rows;
    for (size_t p = 0; p < slab->planes; p++) {
        const size_t at = slab->first + p, row = p * middle;
        for (size_t t = 0; t < s->n_inputs; t++)
            s->input[t * n_slow + at] = dgh_sum(s->row + t * rows + row, middle);
        s->all[at] = dgh_sum(stats + row, middle);
        s->positive[at] = dgh_sum(stats + rows + row, middle);
        s->negative[at] = dgh_sum(stats + 2 * rows + row, middle);
        if (s->axis == (int)slow)
            s->plane[at] = s->all[at];
        for (size_t j = 0; j < middle; j++) {
            if (s->axis == 1)
                s->plane[j] += stats[row + j];
            s->largest = larger(s->largest, stats[3 * rows + row + j]);
            s->smallest = smaller(s->smallest, stats[4 * rows + row + j]);
        }
    }
    if (s->axis == (int)dgh_fast_axis(s->z_fastest))
        add_columns(s, slab);
}
