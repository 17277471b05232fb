/* Coefficients of a cubic B-spline that takes the values f at the points. Exact interpolation needs
 * c = f / (1 + D/6) along each axis, D the second difference; its series, 1 - D/6 + D^2/36, leaves
 * an error of sixth order in the spacing and reaches two points far, so that the same points give
 * the same coefficients wherever the origin lies. (Unser 1999, 10.1109/79.799930) */
#include "density/spline.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* See voxels.c. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

enum { HALO = DGH_SPLINE_HALO };

/* Below the floor the logarithm becomes linear, and odd for negative densities:
 * asinh(rho / (2 floor)). The floor is not below what the most negative density has, as a logarithm
 * would fall too steeply where the density changes its sign. */
static const double LEAST_FLOOR_E_PER_ANG3 = 1e-6;

static double floor_of(const dgh_voxels *v, int jobs)
{
    double least = 0.0;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs)) reduction(min : least)
    for (int32_t p = 0; p < v->points; p++)
        least = v->rho[p] < least ? v->rho[p] : least;
    return fmax(LEAST_FLOOR_E_PER_ANG3, -least);
}

/* ln x to 1e-9, x >= 1; any smooth function that rises would do as well. */
static inline double logarithm(double x)
{
    uint64_t bits, exponent;
    memcpy(&bits, &x, sizeof bits);
    /* Around sqrt 2 the exponent changes, not at 2. */
    const uint64_t shifted = bits + 0x00095F619980C434U;
    exponent = (shifted >> 52) | 0x4330000000000000U;
    bits -= (shifted & 0xFFF0000000000000U) - 0x3FF0000000000000U;
    double mantissa, power;
    memcpy(&mantissa, &bits, sizeof mantissa);
    memcpy(&power, &exponent, sizeof power);
    power -= 4503599627370496.0 + 1023.0;
    const double s = (mantissa - 1.0) / (mantissa + 1.0), s2 = s * s;
    const double series = 1.0 + s2 * (1.0 / 3.0 + s2 * (1.0 / 5.0 + s2 * (1.0 / 7.0 + s2 / 9.0)));
    return 0.69314718055994531 * power + 2.0 * s * series;
}

WIDE static void heights(float *restrict to, const double *restrict rho, int32_t n, double scale)
{
    for (int32_t i = 0; i < n; i++) {
        double x = fabs(rho[i]) * scale;
        x = x < 1e100 ? x : 1e100;
        const double height = logarithm(x + sqrt(x * x + 1.0));
        to[i] = (float)(rho[i] < 0.0 ? -height : height);
    }
}

/* 1 - D/6 + D^2/36 of the middle one of five rows. */
WIDE static void filter(float *restrict to, const float *const row[2 * HALO + 1], int32_t n)
{
    const float near = -10.0F / 36.0F, far = 1.0F / 36.0F, own = 54.0F / 36.0F;
    const float *a = row[0], *b = row[1], *c = row[2], *d = row[3], *e = row[4];
    for (int32_t i = 0; i < n; i++)
        to[i] = own * c[i] + near * (b[i] + d[i]) + far * (a[i] + e[i]);
}

static int32_t wrapped(int32_t i, int32_t n)
{
    return (i % n + n) % n;
}

static void fill_halo(float *row, int32_t n)
{
    for (int32_t h = 1; h <= HALO; h++) {
        row[-h] = row[wrapped(-h, n)];
        row[n - 1 + h] = row[wrapped(h - 1, n)];
    }
}

/* Plane k, filtered along x and y. `line` and `plane` are scratch. */
static void plane_of_heights(float *to, float *line, float *plane, const dgh_voxels *v, int32_t k,
                             double scale)
{
    const int32_t n0 = v->n[0], n1 = v->n[1];
    const float *five[2 * HALO + 1];
    for (int32_t j = 0; j < n1; j++) {
        heights(line + HALO, v->rho + dgh_voxel(v, 0, j, k), n0, scale);
        fill_halo(line + HALO, n0);
        for (int h = 0; h <= 2 * HALO; h++)
            five[h] = line + h;
        filter(plane + n0 * j, five, n0);
    }
    for (int32_t j = 0; j < n1; j++) {
        for (int h = 0; h <= 2 * HALO; h++)
            five[h] = plane + n0 * wrapped(j + h - HALO, n1);
        filter(to + n0 * j, five, n0);
    }
}

/* Plane k of the coefficients and its halo, filtered along z. */
static void plane_of_spline(dgh_spline *s, const float *flat, const dgh_voxels *v, int32_t k)
{
    const int32_t n0 = v->n[0], n1 = v->n[1];
    const float *five[2 * HALO + 1];
    float *plane = s->coefficient + k * s->plane;
    for (int32_t j = 0; j < n1; j++) {
        for (int h = 0; h <= 2 * HALO; h++)
            five[h] = flat + dgh_voxel(v, 0, j, wrapped(k + h - HALO, v->n[2]));
        filter(plane + j * s->row, five, n0);
        fill_halo(plane + j * s->row, n0);
    }
    for (int32_t h = 1; h <= HALO; h++) {
        memcpy(plane - h * s->row - HALO, plane + wrapped(-h, n1) * s->row - HALO,
               (size_t)s->row * sizeof *plane);
        memcpy(plane + (n1 - 1 + h) * s->row - HALO, plane + wrapped(h - 1, n1) * s->row - HALO,
               (size_t)s->row * sizeof *plane);
    }
}

dgh_status dgh_spline_make(dgh_spline *out, const dgh_voxels *v, int jobs, dgh_error *err)
{
    const size_t halo = 2 * HALO, row = (size_t)v->n[0] + halo;
    const size_t plane = row * ((size_t)v->n[1] + halo);
    const size_t own = (size_t)v->n[0] * (size_t)v->n[1];
    const double scale = 0.5 / floor_of(v, jobs);
    float *flat = malloc((size_t)v->points * sizeof *flat);
    *out = (dgh_spline){.row = (ptrdiff_t)row, .plane = (ptrdiff_t)plane};
    out->memory = malloc(plane * ((size_t)v->n[2] + halo) * sizeof *out->memory);
    int failed = !flat || !out->memory;
    if (!failed)
        out->coefficient = out->memory + HALO * (1 + row + plane);
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        float *line = malloc(row * sizeof *line), *scratch = malloc(own * sizeof *scratch);
        failed |= !line || !scratch;
#pragma omp for schedule(static)
        for (int32_t k = 0; k < v->n[2]; k++)
            if (line && scratch && flat)
                plane_of_heights(flat + (size_t)k * own, line, scratch, v, k, scale);
#pragma omp for schedule(static)
        for (int32_t k = -HALO; k < v->n[2] + HALO; k++)
            if (out->coefficient && flat)
                plane_of_spline(out, flat, v, k);
        free(line);
        free(scratch);
    }
    free(flat);
    if (!failed)
        return DGH_OK;
    dgh_spline_free(out);
    return dgh_error_nomem(err);
}

void dgh_spline_free(dgh_spline *s)
{
    free(s->memory);
    *s = (dgh_spline){0};
}
