/* Values of a field between its points. Every interpolation used here is a sum over the axes' own
 * weights, f(x, y, z) = sum_k W2[k] sum_j W1[j] sum_i W0[i] f[i][j][k], so that planes of constant
 * k can come one after the other; each point is summed in the order of k, by one thread.
 *
 * Cubic: Hermite cubics between two points with the derivative (f[-2] - 8 f[-1] + 8 f[1] - f[2]) /
 * 12 at each: six points, error O(h^4), continuous gradient. Fourier: the trigonometric polynomial
 * through n points has the weight D(u) = sin(n pi u) / (n sin(pi u)) (n odd) or
 * sin(n pi u) / (n tan(pi u)) (n even: half of the Nyquist term with either sign), u = x - i/n. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "density/voxels.h"
#include "record/build.h"
#include "record/grid.h"

enum { CUBIC_POINTS = 6, CUBIC_BELOW = 2, TOGETHER = 64 };

/* The weights of all points along one axis: `n` of them from index `first` on, around the end. */
typedef struct axis_weights {
    size_t n;
    size_t *first;  /* [n_points] */
    double *weight; /* [n_points][n] */
} axis_weights;

struct dgh_sampler {
    const dgh_grid *header;
    dgh_interpolation interpolation;
    int jobs;
    size_t done, n_points;
    double *value; /* [n_points] */
    axis_weights axis[3];
    /* Fourier: points with the same first coordinate share the sums over rows */
    size_t n_columns;
    size_t *column;        /* [n_points] */
    double *column_weight; /* [n0][n_columns] */
    double *column_sum;    /* [n_columns][n1] of one plane */
};

const char *dgh_interpolation_name(dgh_interpolation interpolation)
{
    return interpolation == DGH_INTERPOLATION_FOURIER ? "fourier" : "cubic";
}

/* Weights of f[-2]...f[3] at t in [0, 1) between f[0] and f[1]. */
static void cubic_weights(double w[CUBIC_POINTS], double t)
{
    static const double SLOPE[5] = {1.0 / 12, -8.0 / 12, 0.0, 8.0 / 12, -1.0 / 12};
    const double left = (1.0 + 2.0 * t) * (1.0 - t) * (1.0 - t), right = t * t * (3.0 - 2.0 * t);
    const double left_slope = t * (1.0 - t) * (1.0 - t), right_slope = t * t * (t - 1.0);
    for (int i = 0; i < CUBIC_POINTS; i++)
        w[i] = 0.0;
    w[CUBIC_BELOW] += left;
    w[CUBIC_BELOW + 1] += right;
    for (int i = 0; i < 5; i++) {
        w[i] += left_slope * SLOPE[i];
        w[i + 1] += right_slope * SLOPE[i];
    }
}

/* In units of the spacing, x in [0, n). */
static void set_cubic(axis_weights *a, size_t point, double x, size_t n)
{
    double w[CUBIC_POINTS], *to = a->weight + point * a->n;
    size_t below = (size_t)x;
    cubic_weights(w, x - (double)below);
    if (a->n == CUBIC_POINTS) {
        a->first[point] = (below + CUBIC_BELOW * n - CUBIC_BELOW) % n;
        memcpy(to, w, sizeof w);
        return;
    }
    for (size_t i = 0; i < CUBIC_POINTS; i++) /* fewer points than weights: they wrap */
        to[(below + CUBIC_BELOW * n - CUBIC_BELOW + i) % n] += w[i];
}

static void set_fourier(axis_weights *a, size_t point, double x, size_t n)
{
    static const double PI = 3.14159265358979323846;
    double *to = a->weight + point * n;
    const double near = floor(x + 0.5), off = x - near; /* sin(pi x) without loss near points */
    if (off == 0.0 || n == 1) {
        to[n == 1 ? 0 : (size_t)near % n] = 1.0;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double from = near - (double)i; /* whole; of the images the nearest */
        from -= (double)n * floor(from / (double)n + 0.5);
        const double u = (from + off) / (double)n;
        const double odd = fmod(fabs(from), 2.0) != 0.0 ? -1.0 : 1.0;
        const double top = odd * sin(PI * off);
        const double below = n % 2 ? sin(PI * u) : tan(PI * u);
        to[i] = top / ((double)n * below);
    }
}

static dgh_status allocate(dgh_sampler *s, dgh_error *err)
{
    const bool fourier = s->interpolation == DGH_INTERPOLATION_FOURIER;
    s->value = calloc(s->n_points, sizeof *s->value);
    bool good = s->value != NULL;
    for (int k = 0; k < 3 && good; k++) {
        axis_weights *a = &s->axis[k];
        const size_t n = s->header->n[k];
        a->n = fourier || n < CUBIC_POINTS ? n : CUBIC_POINTS;
        good = s->n_points <= SIZE_MAX / sizeof(double) / a->n;
        a->first = good ? calloc(s->n_points, sizeof *a->first) : NULL;
        a->weight = good ? calloc(s->n_points * a->n, sizeof *a->weight) : NULL;
        good = good && a->first && a->weight;
    }
    return good ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status set_weights(dgh_sampler *s, const double *position_ang, dgh_error *err)
{
    const dgh_grid *h = s->header;
    for (size_t p = 0; p < s->n_points; p++) {
        double r[3], f[3];
        for (size_t k = 0; k < 3; k++)
            r[k] = position_ang[3 * p + k] - h->origin_ang[k];
        if (!dgh_cell_to_fractional(h->cell_ang, r, f, 1) || !isfinite(f[0]) || !isfinite(f[1]) ||
            !isfinite(f[2]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected points in a cell with a volume");
        for (int k = 0; k < 3; k++) {
            const size_t n = h->n[k];
            double x = (f[k] - floor(f[k])) * (double)n;
            x = x < (double)n ? x : 0.0;
            if (s->interpolation == DGH_INTERPOLATION_FOURIER)
                set_fourier(&s->axis[k], p, x, n);
            else
                set_cubic(&s->axis[k], p, x, n);
        }
    }
    return DGH_OK;
}

typedef struct ranked {
    const double *weight;
    size_t n, point;
} ranked;

static int by_weights(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    int order = memcmp(x->weight, y->weight, x->n * sizeof(double));
    return order ? order : (x->point > y->point) - (x->point < y->point);
}

/* Points with the same weights along the first axis are one column. */
static dgh_status find_columns(dgh_sampler *s, dgh_error *err)
{
    const size_t n0 = s->header->n[0], n1 = s->header->n[1];
    ranked *list = calloc(s->n_points, sizeof *list);
    s->column = calloc(s->n_points, sizeof *s->column);
    if (!list || !s->column) {
        free(list);
        return dgh_error_nomem(err);
    }
    for (size_t p = 0; p < s->n_points; p++)
        list[p] = (ranked){s->axis[0].weight + p * n0, n0, p};
    qsort(list, s->n_points, sizeof *list, by_weights);
    for (size_t i = 0; i < s->n_points; i++) {
        bool same = i && memcmp(list[i].weight, list[i - 1].weight, n0 * sizeof(double)) == 0;
        s->n_columns += !same;
        s->column[list[i].point] = s->n_columns - 1;
    }
    s->column_weight = calloc(n0 * s->n_columns, sizeof(double));
    if (s->n_columns <= SIZE_MAX / sizeof(double) / n1)
        s->column_sum = calloc(n1 * s->n_columns, sizeof(double));
    free(list);
    if (!s->column_weight || !s->column_sum)
        return dgh_error_nomem(err);
    for (size_t p = 0; p < s->n_points; p++)
        for (size_t i = 0; i < n0; i++)
            s->column_weight[i * s->n_columns + s->column[p]] = s->axis[0].weight[p * n0 + i];
    return DGH_OK;
}

dgh_status dgh_sampler_open(dgh_sampler **out, const dgh_grid *header, const double *position_ang,
                            size_t n_points, dgh_interpolation interpolation, int jobs,
                            dgh_error *err)
{
    *out = NULL;
    if (n_points == 0 || dgh_grid_points(header->n) == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected points to sample, and a grid");
    dgh_sampler *s = calloc(1, sizeof *s);
    if (!s)
        return dgh_error_nomem(err);
    s->header = header;
    s->n_points = n_points;
    s->interpolation = interpolation;
    s->jobs = jobs;
    dgh_status status = allocate(s, err);
    if (status == DGH_OK)
        status = set_weights(s, position_ang, err);
    if (status == DGH_OK && interpolation == DGH_INTERPOLATION_FOURIER)
        status = find_columns(s, err);
    if (status == DGH_OK)
        *out = s;
    else
        dgh_sampler_free(s);
    return status;
}

void dgh_sampler_free(dgh_sampler *s)
{
    if (!s)
        return;
    for (int k = 0; k < 3; k++) {
        free(s->axis[k].first);
        free(s->axis[k].weight);
    }
    free(s->value);
    free(s->column);
    free(s->column_weight);
    free(s->column_sum);
    free(s);
}

/* One plane where each point needs a few of its values. */
static void add_sparse(dgh_sampler *s, const double *plane, size_t k)
{
    const size_t *n = s->header->n;
    const axis_weights *x = &s->axis[0], *y = &s->axis[1], *z = &s->axis[2];
#pragma omp parallel for schedule(static) num_threads(dgh_threads(s->jobs)) if (s->n_points > 4096)
    for (size_t p = 0; p < s->n_points; p++) {
        const size_t at = (k + n[2] - z->first[p]) % n[2];
        if (at >= z->n)
            continue;
        double sum = 0.0;
        for (size_t b = 0; b < y->n; b++) {
            const double *row = plane + (y->first[p] + b) % n[1] * n[0];
            double part = 0.0;
            for (size_t a = 0; a < x->n; a++)
                part += x->weight[p * x->n + a] * row[(x->first[p] + a) % n[0]];
            sum += y->weight[p * y->n + b] * part;
        }
        s->value[p] += z->weight[p * z->n + at] * sum;
    }
}

/* Rows times the weights of some columns. */
static void sum_columns(const dgh_sampler *s, const double *row, size_t j, size_t from, size_t many)
{
    double sum[TOGETHER] = {0.0};
    for (size_t i = 0; i < s->header->n[0]; i++) {
        const double *weight = s->column_weight + i * s->n_columns + from, v = row[i];
        for (size_t c = 0; c < many; c++)
            sum[c] += v * weight[c];
    }
    for (size_t c = 0; c < many; c++)
        s->column_sum[(from + c) * s->header->n[1] + j] = sum[c];
}

static void add_dense(dgh_sampler *s, const double *plane, size_t k)
{
    const size_t *n = s->header->n;
    const axis_weights *y = &s->axis[1], *z = &s->axis[2];
#pragma omp parallel num_threads(dgh_threads(s->jobs))
    {
        for (size_t from = 0; from < s->n_columns; from += TOGETHER) {
            const size_t left = s->n_columns - from, many = left < TOGETHER ? left : TOGETHER;
#pragma omp for schedule(static) nowait
            for (size_t j = 0; j < n[1]; j++)
                sum_columns(s, plane + j * n[0], j, from, many);
        }
#pragma omp barrier
#pragma omp for schedule(static)
        for (size_t p = 0; p < s->n_points; p++) {
            const double *column = s->column_sum + s->column[p] * n[1];
            double sum = 0.0;
            for (size_t j = 0; j < n[1]; j++)
                sum += y->weight[p * n[1] + j] * column[j];
            s->value[p] += z->weight[p * n[2] + k] * sum;
        }
    }
}

dgh_status dgh_sampler_add(dgh_sampler *s, const double *value, size_t n_planes, dgh_error *err)
{
    const size_t *n = s->header->n, plane = n[0] * n[1];
    if (n_planes > n[2] - s->done)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected at most %zu further planes, found %zu", n[2] - s->done,
                             n_planes);
    for (size_t k = 0; k < n_planes; k++, s->done++) {
        if (s->interpolation == DGH_INTERPOLATION_FOURIER)
            add_dense(s, value + k * plane, s->done);
        else
            add_sparse(s, value + k * plane, s->done);
    }
    return DGH_OK;
}

dgh_status dgh_sampler_take(double *out, const dgh_sampler *s, dgh_error *err)
{
    if (s->done != s->header->n[2])
        return dgh_error_set(err, DGH_ERR_MISSING, "expected %zu planes, found %zu",
                             s->header->n[2], s->done);
    memcpy(out, s->value, s->n_points * sizeof *out);
    return DGH_OK;
}

dgh_status dgh_density_sample(double *out, const dgh_grid *grid, const double *position_ang,
                              size_t n_points, dgh_interpolation interpolation, int jobs,
                              dgh_error *err)
{
    dgh_sampler *s;
    if (!grid->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles");
    dgh_status status = dgh_sampler_open(&s, grid, position_ang, n_points, interpolation, jobs,
                                         err);
    if (status == DGH_OK)
        status = dgh_sampler_add(s, grid->value, grid->n[2], err);
    if (status == DGH_OK)
        status = dgh_sampler_take(out, s, err);
    dgh_sampler_free(s);
    return status;
}
