/* The spline of ln rho: gradients of known functions, order of convergence, odd shapes, signs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "density/small.h"
#include "density/spline.h"
#include "unit/near.h"
#include "unit/random.h"

static const double TWO_PI = 6.283185307179586;

/* exp of one wave along each axis: its logarithm's gradient is known everywhere. */
static double wave(double x, double y, double z)
{
    return exp(2.0 * sin(TWO_PI * x) + cos(TWO_PI * y) - 0.5 * sin(TWO_PI * (z + 0.1)));
}

static dgh_grid *waves(size_t n0, size_t n1, size_t n2)
{
    dgh_grid *grid = small_grid(n0, n1, n2);
    for (size_t p = 0; p < n0 * n1 * n2; p++)
        grid->value[p] = wave((double)(p % n0) / (double)n0, (double)(p / n0 % n1) / (double)n1,
                              (double)(p / n0 / n1) / (double)n2);
    return grid;
}

static void gradient(float out[3], const dgh_spline *s, const int32_t at[3], const float off[3])
{
    const dgh_lanes g = dgh_spline_gradient(s, (dgh_counts){at[0], at[1], at[2], 0},
                                            (dgh_lanes){off[0], off[1], off[2], 0.0F});
    for (int a = 0; a < 3; a++)
        out[a] = g[a];
}

static void make(dgh_spline *s, dgh_voxels *v, const dgh_grid *grid, int jobs)
{
    dgh_error err = {0};
    assert_int_equal(dgh_voxels_make(v, grid, jobs, &err), DGH_OK);
    assert_int_equal(dgh_spline_make(s, v, jobs, &err), DGH_OK);
}

/* Largest error of the derivatives along the axes, per cell, at 500 places. */
static double largest_error(size_t n0, size_t n1, size_t n2)
{
    dgh_grid *grid = waves(n0, n1, n2);
    dgh_voxels v;
    dgh_spline s;
    make(&s, &v, grid, 0);
    uint64_t seed = 3;
    double largest = 0.0;
    for (int trial = 0; trial < 500; trial++) {
        int32_t at[3];
        float off[3], slope[3];
        double x[3];
        for (int a = 0; a < 3; a++) {
            at[a] = (int32_t)random_below(&seed, (uint32_t)v.n[a]);
            off[a] = (float)random_between(&seed, -0.5, 0.5);
            x[a] = TWO_PI * (at[a] + (double)off[a]) / v.n[a];
        }
        gradient(slope, &s, at, off);
        const double exact[3] = {2.0 * TWO_PI * cos(x[0]), -TWO_PI * sin(x[1]),
                                 -0.5 * TWO_PI * cos(x[2] + 0.1 * TWO_PI)};
        for (int a = 0; a < 3; a++)
            largest = fmax(largest, fabs((double)slope[a] * v.n[a] - exact[a]));
    }
    dgh_spline_free(&s);
    dgh_grid_free(grid);
    return largest;
}

/* The derivative of a cubic spline is of third order: eight times better on twice the points. */
static void gradient_is_of_third_order(void **state)
{
    (void)state;
    double coarse = largest_error(12, 14, 10), fine = largest_error(24, 28, 20);
    assert_true(coarse < 0.35);
    assert_true(fine < coarse / 7.0);
    assert_true(largest_error(48, 56, 40) < 1e-2);
}

static void threads_and_origin_change_no_bit(void **state)
{
    (void)state;
    dgh_grid *grid = waves(9, 11, 10), *moved = small_shifted(grid, 8, 1, 7);
    dgh_voxels v, w;
    dgh_spline one, eight;
    make(&one, &v, grid, 1);
    make(&eight, &w, moved, 8);
    const float off[3] = {-0.3F, 0.0F, 0.45F};
    for (int32_t p = 0; p < v.points; p++) {
        int32_t at[3];
        float a[3], b[3];
        dgh_point_of(&v, p, at);
        gradient(a, &one, at, off);
        const int32_t there[3] = {(at[0] + 8) % 9, (at[1] + 1) % 11, (at[2] + 7) % 10};
        gradient(b, &eight, there, off);
        assert_memory_equal(a, b, sizeof a);
    }
    dgh_spline_free(&one);
    dgh_spline_free(&eight);
    dgh_grid_free(grid);
    dgh_grid_free(moved);
}

/* Where there is one point along an axis nothing changes along it. */
static void single_points_have_no_slope(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(1, 2, 8);
    for (size_t p = 0; p < 16; p++)
        grid->value[p] = exp(sin(TWO_PI * (double)(p / 2) / 8.0));
    dgh_voxels v;
    dgh_spline s;
    make(&s, &v, grid, 0);
    const int32_t at[3] = {0, 1, 4};
    const float off[3] = {0.25F, -0.5F, 0.0F};
    float slope[3];
    gradient(slope, &s, at, off);
    assert_near((double)slope[0], 0.0, 1e-5);
    assert_near((double)slope[1], 0.0, 1e-5);
    assert_near((double)slope[2], -TWO_PI / 8.0, 0.02);
    dgh_spline_free(&s);
    dgh_grid_free(grid);
}

/* A density that changes sign is taken as it is: odd about zero, its slope not far from linear. */
static void negative_densities_mirror_positive_ones(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(16, 1, 1);
    for (size_t p = 0; p < 16; p++)
        grid->value[p] = sin(TWO_PI * (double)p / 16.0);
    dgh_voxels v;
    dgh_spline s;
    make(&s, &v, grid, 0);
    float up[3], down[3];
    gradient(up, &s, (const int32_t[3]){2, 0, 0}, (const float[3]){0.25F, 0.0F, 0.0F});
    gradient(down, &s, (const int32_t[3]){10, 0, 0}, (const float[3]){0.25F, 0.0F, 0.0F});
    assert_near((double)up[0], -(double)down[0], 1e-5);
    /* d/dx asinh(sin(x) / 2) = cos(x) / sqrt(4 + sin(x)^2) */
    const double x = TWO_PI * 2.25 / 16.0;
    assert_near((double)up[0], TWO_PI / 16.0 * cos(x) / sqrt(4.0 + sin(x) * sin(x)), 1e-4);
    dgh_spline_free(&s);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradient_is_of_third_order),
        cmocka_unit_test(threads_and_origin_change_no_bit),
        cmocka_unit_test(single_points_have_no_slope),
        cmocka_unit_test(negative_densities_mirror_positive_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
