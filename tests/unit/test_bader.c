/* Bader charges: against bader 1.05 on the same densities, closed forms, symmetries, odd input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "density/model.h"
#include "density/small.h"
#include "dgh/partition.h"
#include "unit/near.h"
#include "unit/random.h"

static const dgh_bader_method ALL[] = {DGH_BADER_NEAR_GRID, DGH_BADER_ON_GRID, DGH_BADER_WEIGHT,
                                       DGH_BADER_TRAJECTORY};
enum { N_ALL = sizeof ALL / sizeof *ALL };

static void assert_conserves(const dgh_bader *bader)
{
    double electrons = bader->vacuum_electrons;
    for (size_t b = 0; b < bader->n_basins; b++)
        electrons += bader->basins[b].electrons;
    double scale = fmax(1.0, fabs(bader->total_electrons));
    assert_near(electrons, bader->total_electrons, 1e-10 * scale);
    assert_near(bader->residual_e, bader->total_electrons - electrons, 1e-12 * scale);
}

/* ---- against bader 1.05 --------------------------------------------------------------------- */

/* Largest and root-mean-square error in electrons that bader 1.05 has on the same 64^3 points; atom
 * by atom on 128^3 points: test_bader_reference.c. */
static void near_grid_has_the_errors_of_bader(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double largest, rms;
    } ERRORS[] = {{"ortho", 0.116, 0.031}, {"tric", 0.316, 0.073}};
    for (int s = 0; s < 2; s++) {
        model m;
        assert_true(model_read(&m, ERRORS[s].name));
        dgh_grid *grid = model_density(&m, 64);
        assert_non_null(grid);
        dgh_bader *bader = small_bader(grid, DGH_BADER_NEAR_GRID, 0);
        double largest = 0.0, square = 0.0;
        for (int i = 0; i < m.n_atoms; i++) {
            double error = fabs(bader->atoms[i].electrons - m.electrons[i]);
            largest = fmax(largest, error);
            square += error * error;
        }
        assert_near(largest, ERRORS[s].largest, 1e-3);
        assert_near(sqrt(square / m.n_atoms), ERRORS[s].rms, 6e-4);
        assert_int_equal(bader->n_basins, (size_t)m.n_atoms);
        assert_int_equal(bader->n_non_nuclear, 0);
        assert_conserves(bader);
        dgh_bader_free(bader);
        dgh_grid_free(grid);
    }
}

/* ---- what must not change anything ---------------------------------------------------------- */

static void threads_give_the_same_bits(void **state)
{
    (void)state;
    model m;
    assert_true(model_read(&m, "tric"));
    dgh_grid *grid = model_density(&m, 24);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *one = small_bader(grid, ALL[method], 1);
        static const int JOBS[] = {2, 8};
        for (int j = 0; j < 2; j++) {
            dgh_bader *many = small_bader(grid, ALL[method], JOBS[j]);
            assert_int_equal(many->n_basins, one->n_basins);
            assert_memory_equal(many->atoms, one->atoms, one->n_atoms * sizeof *one->atoms);
            assert_memory_equal(many->basins, one->basins, one->n_basins * sizeof *one->basins);
            assert_memory_equal(many->basin_of_point, one->basin_of_point,
                                24 * 24 * 24 * sizeof *one->basin_of_point);
            dgh_bader_free(many);
        }
        assert_conserves(one);
        dgh_bader_free(one);
    }
    dgh_grid_free(grid);
}

static void shifts_by_whole_steps_change_nothing(void **state)
{
    (void)state;
    model m;
    assert_true(model_read(&m, "tric"));
    dgh_grid *grid = model_density(&m, 18);
    uint64_t seed = 5;
    for (size_t p = 0; p < 18 * 18 * 18; p++)
        grid->value[p] *= random_between(&seed, 0.99, 1.01);
    dgh_grid *moved = small_shifted(grid, 7, 16, 1);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *a = small_bader(grid, ALL[method], 0);
        dgh_bader *b = small_bader(moved, ALL[method], 0);
        assert_int_equal(a->n_basins, b->n_basins);
        for (size_t i = 0; i < a->n_atoms; i++) {
            assert_near(b->atoms[i].electrons, a->atoms[i].electrons, 1e-9);
            assert_near(b->atoms[i].volume_ang3, a->atoms[i].volume_ang3, 1e-9);
            assert_near(b->atoms[i].min_distance_ang, a->atoms[i].min_distance_ang, 1e-9);
        }
        dgh_bader_free(a);
        dgh_bader_free(b);
    }
    dgh_grid_free(grid);
    dgh_grid_free(moved);
}

/* Exchanging two axes makes a right-handed cell left-handed. */
static void permuted_axes_change_nothing(void **state)
{
    (void)state;
    static const int ORDERS[][3] = {{1, 0, 2}, {2, 1, 0}, {1, 2, 0}};
    model m;
    assert_true(model_read(&m, "tric"));
    dgh_grid *grid = model_density(&m, 18);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *a = small_bader(grid, ALL[method], 0);
        for (size_t o = 0; o < sizeof ORDERS / sizeof *ORDERS; o++) {
            dgh_grid *turned = small_permuted(grid, ORDERS[o]);
            dgh_bader *b = small_bader(turned, ALL[method], 0);
            for (size_t i = 0; i < a->n_atoms; i++) {
                assert_near(b->atoms[i].electrons, a->atoms[i].electrons, 1e-9);
                assert_near(b->atoms[i].min_distance_ang, a->atoms[i].min_distance_ang, 1e-9);
            }
            dgh_bader_free(b);
            dgh_grid_free(turned);
        }
        dgh_bader_free(a);
    }
    dgh_grid_free(grid);
}

static void atoms_outside_of_the_cell_are_brought_back(void **state)
{
    (void)state;
    dgh_grid *inside = small_gaussians(16, 0.25, 0.75, 1.0);
    dgh_grid *outside = small_gaussians(16, 3.25, -1.25, 1.0);
    memcpy(outside->value, inside->value, 16 * 16 * 16 * sizeof *inside->value);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *a = small_bader(inside, ALL[method], 0);
        dgh_bader *b = small_bader(outside, ALL[method], 0);
        for (int i = 0; i < 2; i++) {
            assert_near(b->atoms[i].electrons, a->atoms[i].electrons, 1e-12);
            assert_near(b->atoms[i].min_distance_ang, a->atoms[i].min_distance_ang, 1e-9);
        }
        assert_int_equal(b->n_non_nuclear, 0);
        dgh_bader_free(a);
        dgh_bader_free(b);
    }
    dgh_grid_free(inside);
    dgh_grid_free(outside);
}

/* ---- closed forms --------------------------------------------------------------------------- */

/* Two equal Gaussians a quarter of the cell from its middle: the dividing planes lie half way. */
static void equal_gaussians_share_equally(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.25, 0.75, 1.0);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 2);
        /* Where the planes run through points, hard partitions give a whole plane to one. */
        double most = ALL[method] == DGH_BADER_WEIGHT ? 1e-9 : 2e-2;
        assert_near(bader->atoms[0].electrons, 0.5 * bader->total_electrons, most);
        assert_near(bader->atoms[0].electrons + bader->atoms[1].electrons, bader->total_electrons,
                    1e-10);
        assert_near(bader->atoms[0].min_distance_ang, 2.0, 8.0 / 16.0 + 1e-9);
        assert_near(bader->basins[0].distance_ang, 0.0, 1e-9);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

/* Unequal amplitudes along x: the dividing plane is where the derivative vanishes, found by
 * bisection on the formula; the share is an integral of error functions. */
static void unequal_gaussians_divide_at_the_saddle(void **state)
{
    (void)state;
    enum { N = 64 };
    dgh_grid *grid = small_gaussians(N, 0.3, 0.7, 0.5);
    double exact = small_gaussian_share(0.3, 0.7, 0.5);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 2);
        assert_near(bader->atoms[0].electrons, exact,
                    ALL[method] == DGH_BADER_WEIGHT ? 1e-2 : 0.12);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

/* ---- flat, empty, tiny ---------------------------------------------------------------------- */

static void constant_density_is_one_basin(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(8, 9, 10);
    for (size_t p = 0; p < 720; p++)
        grid->value[p] = 0.5;
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 1);
        assert_near(bader->basins[0].electrons, 0.5 * 8.0 * 9.0 * 10.0, 1e-9);
        assert_false(bader->atoms[0].has_min_distance);
        assert_conserves(bader);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

static void zero_vacuum_is_not_full_of_maxima(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.25, 0.75, 1.0);
    for (size_t p = 0; p < 16 * 16 * 16; p++)
        if (grid->value[p] < 0.05)
            grid->value[p] = 0.0;
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 2);
        assert_near(bader->atoms[0].electrons + bader->atoms[1].electrons, bader->total_electrons,
                    1e-10);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

/* Few distinct values: plateaus and ties everywhere; three runs agree to the bit. */
static void ties_are_deterministic(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(16, 15, 14);
    uint64_t seed = 11;
    for (size_t p = 0; p < 16 * 15 * 14; p++)
        grid->value[p] = (double)random_below(&seed, 4);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *a = small_bader(grid, ALL[method], 1), *b = small_bader(grid, ALL[method], 8);
        assert_int_equal(a->n_basins, b->n_basins);
        assert_memory_equal(a->basins, b->basins, a->n_basins * sizeof *a->basins);
        assert_conserves(a);
        dgh_bader_free(a);
        dgh_bader_free(b);
    }
    dgh_grid_free(grid);
}

/* A flat top of two points is one maximum; a terrace leads on to the top. */
static void plateaus_lead_to_their_exit(void **state)
{
    (void)state;
    static const double ROW[12] = {0, 1, 2, 2, 2, 3, 4, 4, 3, 2, 1, 0};
    dgh_grid *grid = small_grid(12, 1, 1);
    memcpy(grid->value, ROW, sizeof ROW);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 1);
        assert_near(bader->basins[0].position_ang[0], 6.0, 1e-12);
        assert_near(bader->basins[0].electrons, 24.0, 1e-12);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

static void one_by_one_by_many(void **state)
{
    (void)state;
    static const int AXES[3][3] = {{30, 1, 1}, {1, 30, 1}, {1, 1, 30}};
    for (int a = 0; a < 3; a++)
        for (int method = 0; method < N_ALL; method++) {
            dgh_grid *grid = small_grid((size_t)AXES[a][0], (size_t)AXES[a][1], (size_t)AXES[a][2]);
            for (int i = 0; i < 30; i++)
                grid->value[i] = 2.0 + cos(2.0 * 3.14159265358979 * 2.0 * (i - 0.1) / 30.0);
            dgh_bader *bader = small_bader(grid, ALL[method], 0);
            assert_int_equal(bader->n_basins, 2);
            assert_near(bader->basins[0].electrons, 30.0, 2.0);
            assert_conserves(bader);
            dgh_bader_free(bader);
            dgh_grid_free(grid);
        }
}

static void single_point(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(1, 1, 1);
    grid->value[0] = 3.0;
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *bader = small_bader(grid, ALL[method], 0);
        assert_int_equal(bader->n_basins, 1);
        assert_near(bader->atoms[0].electrons, 3.0, 1e-15);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

static void negative_values_are_fine(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.26, 0.72, 0.8);
    for (size_t p = 0; p < 16 * 16 * 16; p++)
        grid->value[p] -= 0.3;
    dgh_grid *positive = small_gaussians(16, 0.26, 0.72, 0.8);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader *a = small_bader(grid, ALL[method], 0);
        dgh_bader *b = small_bader(positive, ALL[method], 0);
        assert_int_equal(a->n_basins, 2);
        assert_near(a->atoms[0].electrons, b->atoms[0].electrons - 0.3 * b->atoms[0].volume_ang3,
                    1e-9);
        assert_conserves(a);
        dgh_bader_free(a);
        dgh_bader_free(b);
    }
    dgh_grid_free(grid);
    dgh_grid_free(positive);
}

static void strongly_skewed_cell(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.25, 0.75, 1.0);
    dgh_grid *skewed = small_skewed(grid, 3);
    dgh_bader *a = small_bader(grid, DGH_BADER_WEIGHT, 0);
    dgh_bader *b = small_bader(skewed, DGH_BADER_WEIGHT, 0);
    assert_int_equal(b->n_basins, 2);
    for (int i = 0; i < 2; i++)
        assert_near(b->atoms[i].electrons, a->atoms[i].electrons, 1e-9);
    dgh_bader_free(a);
    dgh_bader_free(b);
    dgh_grid_free(grid);
    dgh_grid_free(skewed);
}

/* ---- options and errors --------------------------------------------------------------------- */

static void vacuum_threshold_takes_points_out(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.25, 0.75, 1.0);
    const double voxel = 512.0 / (16.0 * 16.0 * 16.0);
    double electrons = 0.0, volume = 0.0;
    for (size_t p = 0; p < 16 * 16 * 16; p++)
        if (grid->value[p] < 1e-3) {
            electrons += voxel * grid->value[p];
            volume += voxel;
        }
    assert_true(volume > 1.0);
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
        options.method = ALL[method];
        options.vacuum_e_per_ang3 = 1e-3;
        dgh_bader *bader;
        dgh_error err = {0};
        assert_int_equal(dgh_density_bader(&bader, grid, NULL, NULL, &options, &err), DGH_OK);
        assert_near(bader->vacuum_electrons, electrons, 1e-12);
        assert_near(bader->vacuum_volume_ang3, volume, 1e-9);
        assert_conserves(bader);
        dgh_bader_free(bader);
    }
    dgh_grid_free(grid);
}

static void reference_partitions_density_is_integrated(void **state)
{
    (void)state;
    dgh_grid *reference = small_gaussians(16, 0.25, 0.75, 1.0);
    dgh_grid *density = small_gaussians(16, 0.25, 0.75, 1.0);
    dgh_grid *spin = small_gaussians(16, 0.25, 0.75, 1.0);
    for (size_t p = 0; p < 16 * 16 * 16; p++) {
        density->value[p] = 1.0;
        spin->value[p] *= -0.5;
    }
    for (int method = 0; method < N_ALL; method++) {
        dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
        options.method = ALL[method];
        dgh_bader *bader, *plain = small_bader(reference, ALL[method], 0);
        dgh_error err = {0};
        assert_int_equal(dgh_density_bader(&bader, density, reference, spin, &options, &err),
                         DGH_OK);
        for (int i = 0; i < 2; i++) {
            assert_near(bader->atoms[i].electrons, plain->atoms[i].volume_ang3, 1e-9);
            assert_near(bader->atoms[i].spin_e, -0.5 * plain->atoms[i].electrons, 1e-12);
        }
        dgh_bader_free(bader);
        dgh_bader_free(plain);
    }
    dgh_grid_free(reference);
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

static void refuse(const dgh_grid *density, const dgh_grid *reference, const char *message)
{
    dgh_bader *bader;
    dgh_error err = {0};
    assert_int_equal(dgh_density_bader(&bader, density, reference, NULL, NULL, &err),
                     DGH_ERR_ARGUMENT);
    assert_null(bader);
    assert_string_equal(err.message, message);
}

static void bad_input_is_refused(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(8, 0.25, 0.75, 1.0);
    dgh_grid *other = small_grid(8, 8, 9);
    refuse(grid, other,
           "expected a reference density on 8 x 8 x 8 points as the density, found 8 x 8 x 9");
    dgh_grid_free(other);
    other = small_gaussians(8, 0.25, 0.75, 1.0);
    other->cell_ang[1][0] += 0.25;
    refuse(grid, other,
           "expected a reference density in the cell of the density, found lattice vectors that "
           "differ by 0.2500 Ang");
    static const double BAD[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (int b = 0; b < 3; b++) {
        grid->value[77] = BAD[b];
        refuse(grid, NULL, "expected finite values, found one that is not a number");
    }
    grid->value[77] = 1.0;
    memset(grid->cell_ang[2], 0, sizeof grid->cell_ang[2]);
    refuse(grid, NULL, "expected a cell with a volume");
    dgh_grid_free(other);
    dgh_grid_free(grid);
}

static void atoms_within_one_basin_have_nothing(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(16, 0.5, 0.5 + 1.0 / 16.0, 0.0);
    dgh_bader *bader = small_bader(grid, DGH_BADER_NEAR_GRID, 0);
    assert_int_equal(bader->n_basins, 1);
    assert_near(bader->atoms[0].electrons, bader->total_electrons, 1e-12);
    assert_near(bader->atoms[1].electrons, 0.0, 0.0);
    assert_false(bader->atoms[1].has_min_distance);
    dgh_bader_free(bader);
    dgh_grid_free(grid);
}

/* Vacuum in which rounding leaves a few values: many maxima have equals beside them, and in a
 * skewed cell the gradient there leads away from them. */
static void noise_of_few_values_keeps_every_basin(void **state)
{
    (void)state;
    static const double CELLS[2][3][3] = {{{24, 0, 0}, {0, 20, 0}, {0, 0, 28}},
                                          {{24, 0, 0}, {-12, 20, 0}, {0, 0, 28}}};
    const size_t n[3] = {24, 20, 28};
    uint64_t seed = 4;
    for (unsigned values = 2; values < 20; values += 3)
        for (int skewed = 0; skewed < 2; skewed++) {
            dgh_grid *grid = small_with_atoms(n, CELLS[skewed], NULL, 0);
            for (size_t p = 0; p < 24 * 20 * 28; p++)
                grid->value[p] = (double)random_below(&seed, values);
            dgh_bader *bader = small_bader(grid, DGH_BADER_NEAR_GRID, 2);
            for (size_t p = 0; p < 24 * 20 * 28; p++)
                assert_true(bader->basin_of_point[p] >= 0 &&
                            (size_t)bader->basin_of_point[p] < bader->n_basins);
            assert_true(fabs(bader->residual_e) < 1e-8 * bader->total_electrons);
            dgh_bader_free(bader);
            dgh_grid_free(grid);
        }
}

static bool stop_at_once(void *user, const char *what, size_t done, size_t total)
{
    (void)what, (void)done, (void)total;
    ++*(int *)user;
    return false;
}

static void progress_can_cancel(void **state)
{
    (void)state;
    dgh_grid *grid = small_gaussians(8, 0.25, 0.75, 1.0);
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    int calls = 0;
    options.progress = stop_at_once;
    options.progress_user = &calls;
    dgh_bader *bader;
    dgh_error err = {0};
    assert_int_equal(dgh_density_bader(&bader, grid, NULL, NULL, &options, &err),
                     DGH_ERR_CANCELLED);
    assert_null(bader);
    assert_int_equal(calls, 1);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_grid_has_the_errors_of_bader),
        cmocka_unit_test(threads_give_the_same_bits),
        cmocka_unit_test(shifts_by_whole_steps_change_nothing),
        cmocka_unit_test(permuted_axes_change_nothing),
        cmocka_unit_test(atoms_outside_of_the_cell_are_brought_back),
        cmocka_unit_test(equal_gaussians_share_equally),
        cmocka_unit_test(unequal_gaussians_divide_at_the_saddle),
        cmocka_unit_test(constant_density_is_one_basin),
        cmocka_unit_test(zero_vacuum_is_not_full_of_maxima),
        cmocka_unit_test(ties_are_deterministic),
        cmocka_unit_test(plateaus_lead_to_their_exit),
        cmocka_unit_test(one_by_one_by_many),
        cmocka_unit_test(single_point),
        cmocka_unit_test(negative_values_are_fine),
        cmocka_unit_test(strongly_skewed_cell),
        cmocka_unit_test(vacuum_threshold_takes_points_out),
        cmocka_unit_test(reference_partitions_density_is_integrated),
        cmocka_unit_test(bad_input_is_refused),
        cmocka_unit_test(atoms_within_one_basin_have_nothing),
        cmocka_unit_test(noise_of_few_values_keeps_every_basin),
        cmocka_unit_test(progress_can_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
