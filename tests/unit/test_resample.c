/* Fourier interpolation, combinations and profiles against closed formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/density.h"

static const double CELL[3][3] = {{4.0, 0.5, 0.0}, {-1.0, 5.0, 0.3}, {0.2, -0.4, 12.0}};
static const double TWO_PI = 6.283185307179586;

/* A trigonometric polynomial: the interpolation must be exact. */
static double wave(double x, double y, double z)
{
    return 2.0 + cos(TWO_PI * (x + 2 * y - z)) + 0.5 * sin(TWO_PI * (3 * x - y)) +
           0.25 * cos(TWO_PI * (2 * z + y)) - 0.125 * sin(TWO_PI * 3 * z);
}

static dgh_grid *sampled(size_t a, size_t b, size_t c)
{
    dgh_grid *grid = NULL;
    const size_t n[3] = {a, b, c};
    assert_int_equal(dgh_grid_create(&grid, n, CELL, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t k = 0; k < c; k++)
        for (size_t j = 0; j < b; j++)
            for (size_t i = 0; i < a; i++)
                grid->value[i + a * (j + b * k)] = wave(
                    (double)i / (double)a, (double)j / (double)b, (double)k / (double)c);
    return grid;
}

static double largest_difference(const dgh_grid *a, const dgh_grid *b)
{
    double largest = 0.0;
    for (size_t p = 0; p < a->n[0] * a->n[1] * a->n[2]; p++)
        largest = fmax(largest, fabs(a->value[p] - b->value[p]));
    return largest;
}

static void interpolation_is_exact_for_band_limited_fields(void **state)
{
    (void)state;
    static const size_t TO[][3] = {{9, 8, 10}, {16, 9, 8}, {12, 15, 27}, {8, 8, 8}, {7, 7, 7}};
    dgh_grid *coarse = sampled(8, 7, 9);
    for (size_t t = 0; t < sizeof TO / sizeof TO[0]; t++) {
        dgh_grid *fine = NULL, *exact = sampled(TO[t][0], TO[t][1], TO[t][2]);
        for (int jobs = 1; jobs <= 3; jobs++) {
            assert_int_equal(dgh_density_resample(&fine, coarse, TO[t], jobs, NULL), DGH_OK);
            assert_true(largest_difference(fine, exact) < 1e-13);
            assert_true(fabs(dgh_grid_integral(fine) - dgh_grid_integral(coarse)) < 1e-10);
            dgh_grid_free(fine);
        }
        dgh_grid_free(exact);
    }
    dgh_grid_free(coarse);
}

/* A field with weight in its Nyquist planes: on a finer grid it must go through all the old points
 * and stay real, and the way back must give it again. */
static void nyquist_planes_are_split_evenly(void **state)
{
    (void)state;
    const size_t n[3] = {4, 6, 8}, fine_n[3] = {8, 12, 16};
    dgh_grid *grid = NULL, *fine = NULL, *back = NULL;
    assert_int_equal(dgh_grid_create(&grid, n, CELL, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    uint64_t seed = 42;
    for (size_t p = 0; p < 4 * 6 * 8; p++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        grid->value[p] = (double)(seed >> 40) / 16777216.0 - 0.3;
    }
    assert_int_equal(dgh_density_resample(&fine, grid, fine_n, 1, NULL), DGH_OK);
    for (size_t k = 0; k < 8; k++)
        for (size_t j = 0; j < 6; j++)
            for (size_t i = 0; i < 4; i++)
                assert_true(fabs(fine->value[2 * i + 8 * (2 * j + 12 * 2 * k)] -
                                 grid->value[i + 4 * (j + 6 * k)]) < 1e-13);
    assert_true(fabs(dgh_grid_integral(fine) - dgh_grid_integral(grid)) < 1e-11);
    assert_int_equal(dgh_density_resample(&back, fine, n, 1, NULL), DGH_OK);
    assert_true(largest_difference(back, grid) < 1e-13);
    dgh_grid_free(grid);
    dgh_grid_free(fine);
    dgh_grid_free(back);
}

static void combinations_bring_grids_together(void **state)
{
    (void)state;
    dgh_grid *a = sampled(8, 8, 9), *b = sampled(9, 7, 12), *sum = NULL;
    const dgh_grid *const grids[] = {a, b, a};
    const double coefficients[] = {1.0, -1.0, 0.5};
    assert_int_equal(dgh_density_combine(&sum, grids, coefficients, 3, 2, NULL), DGH_OK);
    assert_int_equal(sum->n[0], 9);
    assert_int_equal(sum->n[1], 8);
    assert_int_equal(sum->n[2], 12);
    dgh_grid *half = sampled(9, 8, 12);
    for (size_t p = 0; p < 9 * 8 * 12; p++)
        half->value[p] *= 0.5;
    assert_true(largest_difference(sum, half) < 1e-13);
    dgh_grid_free(half);
    dgh_grid_free(sum);
    b->cell_ang[2][2] += 0.01;
    dgh_error err = {0};
    assert_int_equal(dgh_density_combine(&sum, grids, coefficients, 3, 1, &err), DGH_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "found lattice vectors 3 that differ by 0.0100 Ang"));
    assert_null(sum);
    assert_int_equal(dgh_density_combine(&sum, grids, coefficients, 0, 1, &err), DGH_ERR_ARGUMENT);
    dgh_grid_free(a);
    dgh_grid_free(b);
}

static void profiles_follow_each_axis(void **state)
{
    (void)state;
    dgh_grid *grid = sampled(8, 9, 20);
    const double volume = dgh_cell_volume_ang3(CELL);
    for (int axis = 0; axis < 3; axis++) {
        dgh_profile *p = NULL;
        assert_int_equal(dgh_density_profile(&p, grid, axis, NULL), DGH_OK);
        assert_int_equal(p->n, grid->n[axis]);
        for (size_t i = 0; i < p->n; i++) {
            /* only the constant and the waves along this axis alone are left */
            double f = (double)i / (double)p->n;
            double expected = axis == 2 ? 2.0 - 0.125 * sin(TWO_PI * 3 * f) : 2.0;
            assert_true(fabs(p->mean[i] - expected) < 1e-13);
            assert_true(fabs(p->per_length[i] * p->length_ang / volume - p->mean[i]) < 1e-12);
        }
        assert_int_equal(p->start, 0);
        double all = p->cumulated[p->n - 1] + p->per_length[0] * p->length_ang / (double)p->n;
        assert_true(axis == 2 || fabs(all - dgh_grid_integral(grid)) < 1e-9);
        dgh_profile_free(p);
    }
    dgh_profile *p = NULL;
    assert_int_equal(dgh_density_profile(&p, grid, 3, NULL), DGH_ERR_ARGUMENT);
    assert_null(p);
    dgh_profile_free(NULL);
    dgh_grid_free(grid);
}

static void macroscopic_averages_flatten_their_period(void **state)
{
    (void)state;
    dgh_grid *grid = sampled(8, 9, 30);
    dgh_profile *p = NULL;
    double flat[30];
    assert_int_equal(dgh_density_profile(&p, grid, 2, NULL), DGH_OK);
    /* the wave along c has three periods: a box of one period leaves the mean */
    assert_int_equal(dgh_density_macroscopic(flat, p, p->length_ang / 3.0, 0.0, NULL), DGH_OK);
    for (size_t i = 0; i < 30; i++)
        assert_true(fabs(flat[i] - 2.0) < 1e-12);
    assert_int_equal(
        dgh_density_macroscopic(flat, p, p->length_ang / 7.3, p->length_ang / 3.0, NULL), DGH_OK);
    for (size_t i = 0; i < 30; i++)
        assert_true(fabs(flat[i] - 2.0) < 1e-12);
    /* half a period: the box of width w damps a wave of period 2w by 2/pi (of the steps) */
    assert_int_equal(dgh_density_macroscopic(flat, p, p->length_ang / 6.0, 0.0, NULL), DGH_OK);
    assert_true(fabs(flat[0] - 2.0) < 0.02);
    double most = 0.0;
    for (size_t i = 0; i < 30; i++)
        most = fmax(most, fabs(flat[i] - 2.0));
    assert_true(fabs(most - 0.125 * 2.0 / 3.14159265358979) < 0.01);
    assert_int_equal(dgh_density_macroscopic(flat, p, 0.0, 0.0, NULL), DGH_ERR_ARGUMENT);
    dgh_profile_free(p);
    dgh_grid_free(grid);
}

static void the_sum_starts_in_the_vacuum(void **state)
{
    (void)state;
    static const dgh_species H[1] = {{"H", 1, {0}}};
    static const uint32_t ZERO[2] = {0, 0};
    const double cell[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 20}};
    const double position[6] = {0, 0, 1.0, 0, 0, 19.0}; /* a slab across the boundary */
    dgh_structure s = {.n_atoms = 2,
                       .n_species = 1,
                       .species = H,
                       .species_of_atom = ZERO,
                       .has_cell = true,
                       .position_ang = position};
    memcpy(s.cell_ang, cell, sizeof cell);
    const size_t n[3] = {2, 2, 40};
    dgh_grid *grid = NULL;
    dgh_profile *p = NULL;
    assert_int_equal(dgh_grid_create(&grid, n, cell, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t i = 0; i < 4; i++)
        grid->value[i] = 1.0; /* a sheet of charge at z = 0 */
    assert_int_equal(dgh_density_profile(&p, grid, 2, NULL), DGH_OK);
    assert_int_equal(p->start, 20);
    assert_true(p->cumulated[20] == 0.0);
    assert_true(fabs(p->cumulated[0] - 0.5 * 9.0 * 0.5) < 1e-12);
    assert_true(fabs(p->cumulated[1] - 9.0 * 0.5) < 1e-12);
    assert_true(fabs(p->cumulated[19] - dgh_grid_integral(grid)) < 1e-12);
    dgh_profile_free(p);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interpolation_is_exact_for_band_limited_fields),
        cmocka_unit_test(nyquist_planes_are_split_evenly),
        cmocka_unit_test(combinations_bring_grids_together),
        cmocka_unit_test(profiles_follow_each_axis),
        cmocka_unit_test(macroscopic_averages_flatten_their_period),
        cmocka_unit_test(the_sum_starts_in_the_vacuum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
