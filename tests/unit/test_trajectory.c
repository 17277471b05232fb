/* Bader's partition by trajectories: exact charges, symmetry in oblique positions, grids on which
 * other methods find maxima that are none, the vacuum. What holds for all methods: test_bader.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "density/model.h"
#include "density/small.h"
#include "density/trajectory.h"
#include "unit/near.h"
#include "unit/random.h"

/* On 64^3 points the other methods have root-mean-square errors of 0.022 to 0.046 e. The bar of
 * 0.004 e on 128^3 points, in both cells: test_bader_reference.c. */
static void charges_are_those_of_the_analytic_density(void **state)
{
    (void)state;
    model m;
    assert_true(model_read(&m, "ortho"));
    dgh_grid *grid = model_density(&m, 64);
    assert_non_null(grid);
    dgh_bader *bader = small_bader(grid, DGH_BADER_TRAJECTORY, 0);
    assert_int_equal(bader->n_basins, (size_t)m.n_atoms);
    double square = 0.0;
    for (int i = 0; i < m.n_atoms; i++) {
        const double e = bader->atoms[i].electrons - m.electrons[i];
        assert_near(e, 0.0, 0.018);
        square += e * e / m.n_atoms;
    }
    assert_true(sqrt(square) < 0.0065);
    dgh_bader_free(bader);
    dgh_grid_free(grid);
}

/* Two equal atoms anywhere in any cell: an inversion half way exchanges them. */
static void equal_atoms_in_oblique_positions_share_equally(void **state)
{
    (void)state;
    model m = {.cell = {{5.1, 0.3, -0.4}, {1.9, 4.8, 0.2}, {-0.8, 1.1, 5.6}}, .n_atoms = 2};
    uint64_t seed = 19;
    for (int trial = 0; trial < 3; trial++) {
        for (int x = 0; x < 3; x++) {
            m.at[0][x] = random_between(&seed, 0.0, 1.0);
            m.at[1][x] = m.at[0][x] + random_between(&seed, 0.25, 0.4);
        }
        for (int i = 0; i < 2; i++) {
            m.slater[i] = 2.0;
            m.exponent[i] = 2.4;
        }
        dgh_grid *grid = model_density(&m, 24);
        dgh_bader *bader = small_bader(grid, DGH_BADER_TRAJECTORY, 0);
        assert_int_equal(bader->n_basins, 2);
        assert_near(bader->atoms[0].electrons / bader->total_electrons, 0.5, 3e-3);
        dgh_bader_free(bader);
        dgh_grid_free(grid);
    }
}

/* In a cell sheared by three cells the 26 points around one are far from the nearest. */
static void skewed_cells_have_no_more_maxima(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(24, 0.27, 0.76, 0.8);
    const double exact = small_gaussian_share(0.27, 0.76, 0.8);
    for (int shear = 0; shear <= 3; shear += 3) {
        dgh_grid *skewed = small_skewed(grid, shear);
        dgh_bader *bader = small_bader(skewed, DGH_BADER_TRAJECTORY, 0);
        assert_int_equal(bader->n_basins, 2);
        assert_near(bader->atoms[0].electrons, exact, 0.02 * exact);
        dgh_bader_free(bader);
        dgh_grid_free(skewed);
    }
    dgh_grid_free(grid);
}

/* Near-grid finds maxima here that are none. */
static void long_thin_steps_have_no_more_maxima(void **state)
{
    (void)state;
    static const model M = {.cell = {{6.0, 0.0, 0.0}, {14.0, 5.0, 0.0}, {-9.0, 8.0, 6.0}},
                            .n_atoms = 2,
                            .at = {{0.25, 0.25, 0.25}, {0.26, 0.25, 0.46}},
                            .slater = {5.0, 9.0},
                            .exponent = {3.0, 3.3}};
    dgh_grid *grid = model_density(&M, 32);
    dgh_bader *other = small_bader(grid, DGH_BADER_NEAR_GRID, 0);
    dgh_bader *bader = small_bader(grid, DGH_BADER_TRAJECTORY, 0);
    assert_true(other->n_basins > 2);
    assert_int_equal(bader->n_basins, 2);
    assert_near(bader->atoms[0].electrons + bader->atoms[1].electrons, bader->total_electrons,
                1e-10);
    dgh_bader_free(other);
    dgh_bader_free(bader);
    dgh_grid_free(grid);
}

/* A hole at a nucleus, as pseudo-densities have, and negative pockets elsewhere. */
static void holes_are_no_atoms_of_their_own(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(24, 0.25, 0.75, 1.0);
    dgh_bader *whole = small_bader(grid, DGH_BADER_TRAJECTORY, 0);
    const size_t hole = 12 + 24 * (3 + 24 * 3); /* a corner, on the dividing plane */
    grid->value[hole] = -0.5;
    dgh_bader *bader = small_bader(grid, DGH_BADER_TRAJECTORY, 0);
    double electrons = 0.0;
    for (size_t b = 0; b < bader->n_basins; b++)
        electrons += bader->basins[b].electrons;
    assert_near(electrons, bader->total_electrons, 1e-10);
    for (int i = 0; i < 2; i++)
        assert_near(bader->atoms[i].electrons, whole->atoms[i].electrons, 0.05);
    dgh_bader_free(bader);
    dgh_bader_free(whole);
    dgh_grid_free(grid);
}

static void vacuum_is_left_alone(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(20, 0.25, 0.75, 1.0);
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    options.method = DGH_BADER_TRAJECTORY;
    options.vacuum_e_per_ang3 = 1e-2;
    options.keep_basins = true;
    dgh_bader *bader;
    dgh_error err = {0};
    assert_int_equal(dgh_density_bader(&bader, grid, NULL, NULL, &options, &err), DGH_OK);
    for (size_t p = 0; p < 20 * 20 * 20; p++)
        assert_int_equal(bader->basin_of_point[p] < 0, grid->value[p] < 1e-2);
    assert_int_equal(bader->n_basins, 2);
    assert_string_equal(dgh_bader_method_name(bader->method), "trajectory");
    dgh_bader_free(bader);
    dgh_grid_free(grid);
}

/* Leaps go up, never to a lower point than the steepest neighbour, and leave maxima alone. */
static void leaps_lead_higher(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(13, 1, 17);
    uint64_t seed = 23;
    for (size_t p = 0; p < 13 * 17; p++)
        grid->value[p] = random_between(&seed, 0.0, 1.0);
    dgh_voxels v;
    dgh_error err = {0};
    int32_t pointer[13 * 17], steepest[13 * 17];
    assert_int_equal(dgh_voxels_make(&v, grid, 1, &err), DGH_OK);
    assert_int_equal(dgh_voxels_ascend(pointer, &v, &v.around, 1, &err), DGH_OK);
    memcpy(steepest, pointer, sizeof steepest);
    assert_int_equal(dgh_trajectory_leap(pointer, &v, 2, &err), DGH_OK);
    int leapt = 0;
    for (int32_t p = 0; p < v.points; p++) {
        assert_true(v.rho[pointer[p]] >= v.rho[steepest[p]]);
        assert_int_equal(pointer[p] == p, steepest[p] == p);
        leapt += pointer[p] != steepest[p];
    }
    assert_true(leapt > 0);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_are_those_of_the_analytic_density),
        cmocka_unit_test(equal_atoms_in_oblique_positions_share_equally),
        cmocka_unit_test(skewed_cells_have_no_more_maxima),
        cmocka_unit_test(long_thin_steps_have_no_more_maxima),
        cmocka_unit_test(holes_are_no_atoms_of_their_own),
        cmocka_unit_test(vacuum_is_left_alone),
        cmocka_unit_test(leaps_lead_higher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
