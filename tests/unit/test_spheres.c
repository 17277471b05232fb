/* Shares of voxels within spheres: against sampling, and against the volume of a ball. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "density/spheres.h"
#include "random.h"

static const double PI = 3.14159265358979323846;
static const double SKEWED[3][3] = {{4.0, 0.5, 0.0}, {-1.0, 5.0, 0.3}, {0.2, -0.4, 6.0}};

static dgh_grid *make(size_t a, size_t b, size_t c, const double cell[3][3])
{
    dgh_grid *grid = NULL;
    const size_t n[3] = {a, b, c};
    assert_int_equal(dgh_grid_create(&grid, n, cell, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    grid->origin_ang[0] = 0.3;
    grid->origin_ang[2] = -1.7;
    return grid;
}

static double sampled(const dgh_spheres *s, double radius, const double middle[3])
{
    enum { N = 60 };
    size_t inside = 0;
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            for (int c = 0; c < N; c++) {
                const double f[3] = {(a + 0.5) / N - 0.5, (b + 0.5) / N - 0.5, (c + 0.5) / N - 0.5};
                double square = 0.0;
                for (int k = 0; k < 3; k++) {
                    double x = middle[k] + f[0] * s->step_ang[0][k] + f[1] * s->step_ang[1][k] +
                               f[2] * s->step_ang[2][k];
                    square += x * x;
                }
                inside += square <= radius * radius;
            }
    return (double)inside / (double)(N * N * N);
}

static void shares_agree_with_sampling(void **state)
{
    (void)state;
    dgh_grid *grid = make(40, 50, 64, SKEWED);
    dgh_spheres s;
    assert_int_equal(dgh_spheres_make(&s, grid, NULL, 0, NULL), DGH_OK);
    uint64_t seed = 7;
    for (int i = 0; i < 60; i++) {
        const double radius = 0.5 + 1.5 * random_between(&seed, 0.0, 1.0);
        double direction[3], length = 0.0, middle[3];
        for (int k = 0; k < 3; k++) {
            direction[k] = random_between(&seed, 0.0, 1.0) - 0.5;
            length += direction[k] * direction[k];
        }
        const double at = radius +
                          (random_between(&seed, 0.0, 1.0) - 0.5) * 2.2 * s.half_diagonal_ang;
        for (int k = 0; k < 3; k++)
            middle[k] = direction[k] / sqrt(length) * at;
        const double found = dgh_sphere_share(&s, radius, middle),
                     expected = sampled(&s, radius, middle);
        if (fabs(found - expected) > 0.01)
            fail_msg("radius %g at %g: share %.6f instead of %.6f", radius, at, found, expected);
    }
    dgh_grid_free(grid);
}

/* A grid of ones: the integral is the volume, and much nearer than a voxel. */
static void volumes_are_those_of_balls(void **state)
{
    (void)state;
    dgh_grid *grid = make(40, 50, 64, SKEWED);
    const double voxel = dgh_cell_volume_ang3((const double(*)[3])SKEWED) / (40.0 * 50.0 * 64.0);
    for (size_t i = 0; i < 40 * 50 * 64; i++)
        grid->value[i] = 2.0;
    dgh_sphere sphere[4] = {{{0.0, 0.0, 0.0}, 0.31, 0, 0},
                            {{3.9, 4.9, 5.9}, 1.36, 0, 0},
                            {{-7.3, 12.2, 0.4}, 1.7, 0, 0},
                            {{1.0, 2.0, 3.0}, 5.0, 0, 0}}; /* larger than the cell */
    static const double TOLERANCE[4] = {2e-3, 2e-5, 2e-5, 2e-6};
    dgh_spheres s;
    assert_int_equal(dgh_spheres_make(&s, grid, sphere, 4, NULL), DGH_OK);
    for (size_t k = 0; k < 64; k += 4) {
        const dgh_slab slab = {k, 4, grid->value + k * 40 * 50};
        dgh_spheres_add(&s, &slab, false, 2);
    }
    for (int i = 0; i < 4; i++) {
        const double r = sphere[i].radius_ang, volume = 4.0 / 3.0 * PI * r * r * r;
        if (fabs(sphere[i].shares * voxel / volume - 1.0) > TOLERANCE[i])
            fail_msg("sphere %d: %.8f of its volume", i, sphere[i].shares * voxel / volume);
        assert_true(fabs(sphere[i].sum - 2.0 * sphere[i].shares) < 1e-9 * sphere[i].sum);
    }
    dgh_grid_free(grid);
}

/* The order of the planes and how many come at once change no more than the order of a sum. */
static void both_orders_agree(void **state)
{
    (void)state;
    enum { A = 20, B = 25, C = 32 };
    dgh_grid *grid = make(A, B, C, SKEWED);
    uint64_t seed = 11;
    double *turned = malloc(sizeof(double) * A * B * C);
    for (size_t k = 0; k < C; k++)
        for (size_t j = 0; j < B; j++)
            for (size_t i = 0; i < A; i++)
                turned[k + C * (j + B * i)] = grid->value[i + A * (j + B * k)] =
                    random_between(&seed, 0.0, 1.0) - 0.4;
    dgh_sphere one[2] = {{{0.1, 0.2, 0.3}, 1.1, 0, 0}, {{2.0, 2.0, 2.0}, 3.5, 0, 0}};
    dgh_sphere other[2] = {one[0], one[1]};
    dgh_spheres s;
    assert_int_equal(dgh_spheres_make(&s, grid, one, 2, NULL), DGH_OK);
    for (size_t k = 0; k < C; k += 8)
        dgh_spheres_add(&s, &(dgh_slab){k, 8, grid->value + k * A * B}, false, 1);
    s.sphere = other;
    for (size_t i = 0; i < A; i += 5)
        dgh_spheres_add(&s, &(dgh_slab){i, 5, turned + i * B * C}, true, 3);
    for (int i = 0; i < 2; i++) {
        assert_true(fabs(one[i].sum - other[i].sum) < 1e-9);
        assert_true(fabs(one[i].shares - other[i].shares) < 1e-9);
        assert_true(fabs(one[i].sum) > 1.0);
    }
    free(turned);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_agree_with_sampling),
        cmocka_unit_test(volumes_are_those_of_balls),
        cmocka_unit_test(both_orders_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
