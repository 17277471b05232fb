/* Planar averages in one pass, macroscopic averages and vacuum levels against closed formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/density.h"

static const double PI = 3.14159265358979323846;
static const double SKEWED[3][3] = {{4.0, 0.5, 0.0}, {-1.0, 5.0, 0.3}, {0.2, -0.4, 12.0}};
static const double LEFT[3][3] = {{-1.0, 5.0, 0.3}, {4.0, 0.5, 0.0}, {0.2, -0.4, 12.0}};

static dgh_grid *noise(size_t a, size_t b, size_t c, const double cell[3][3])
{
    dgh_grid *grid = NULL;
    const size_t n[3] = {a, b, c};
    uint64_t seed = 7;
    assert_int_equal(dgh_grid_create(&grid, n, cell, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t p = 0; p < a * b * c; p++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        grid->value[p] = (double)(seed >> 40) / 16777216.0 - 0.3;
    }
    return grid;
}

static void assert_same_profile(const dgh_profile *a, const dgh_profile *b)
{
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->mean, b->mean, a->n * sizeof(double));
    assert_memory_equal(a->per_length, b->per_length, a->n * sizeof(double));
    assert_memory_equal(a->cumulated, b->cumulated, a->n * sizeof(double));
    assert_true(a->length_ang == b->length_ang);
}

/* However many planes come at once, and on however many threads: the same bits. */
static void planes_may_come_as_they_like(void **state)
{
    (void)state;
    static const size_t SHAPES[][3] = {{70, 60, 90}, {1, 1, 17}, {5, 1, 3}, {1, 9, 1}};
    for (size_t t = 0; t < sizeof SHAPES / sizeof SHAPES[0]; t++) {
        dgh_grid *grid = noise(SHAPES[t][0], SHAPES[t][1], SHAPES[t][2], t % 2 ? LEFT : SKEWED);
        const size_t *n = grid->n, plane = n[0] * n[1];
        for (int run = 0; run < 4; run++) {
            static const int JOBS[] = {1, 2, 8, 2};
            static const size_t MANY[] = {1000, 1, 7, 33};
            dgh_planar *planar = NULL;
            assert_int_equal(dgh_planar_open(&planar, grid, JOBS[run], NULL), DGH_OK);
            for (size_t k = 0; k < n[2]; k += MANY[run])
                assert_int_equal(dgh_planar_add(planar, grid->value + k * plane,
                                                n[2] - k < MANY[run] ? n[2] - k : MANY[run], NULL),
                                 DGH_OK);
            for (int axis = 0; axis < 3; axis++) {
                dgh_profile *whole = NULL, *parts = NULL;
                assert_int_equal(dgh_density_profile(&whole, grid, axis, NULL), DGH_OK);
                assert_int_equal(dgh_planar_profile(&parts, planar, axis, NULL), DGH_OK);
                assert_same_profile(whole, parts);
                double sum = 0.0;
                for (size_t i = 0; i < whole->n; i++)
                    sum += whole->per_length[i] * whole->length_ang / (double)whole->n;
                assert_true(fabs(sum - dgh_grid_integral(grid)) < 1e-11 * fabs(sum) + 1e-12);
                dgh_profile_free(whole);
                dgh_profile_free(parts);
            }
            double integral = dgh_grid_integral(grid);
            assert_true(fabs(dgh_planar_integral(planar) - integral) <= 1e-13 * fabs(integral));
            assert_int_equal(dgh_planar_add(planar, grid->value, 1, NULL), DGH_ERR_ARGUMENT);
            dgh_planar_free(planar);
        }
        dgh_grid_free(grid);
    }
}

static void each_plane_is_summed_along_its_own_axis(void **state)
{
    (void)state;
    dgh_grid *grid = noise(4, 3, 5, SKEWED);
    for (int axis = 0; axis < 3; axis++) {
        dgh_profile *p = NULL;
        assert_int_equal(dgh_density_profile(&p, grid, axis, NULL), DGH_OK);
        double expected[5] = {0.0};
        for (size_t k = 0; k < 5; k++)
            for (size_t j = 0; j < 3; j++)
                for (size_t i = 0; i < 4; i++) {
                    const size_t at[3] = {i, j, k};
                    expected[at[axis]] += grid->value[i + 4 * (j + 3 * k)];
                }
        for (size_t i = 0; i < p->n; i++)
            assert_true(fabs(p->mean[i] - expected[i] * (double)p->n / 60.0) < 1e-14);
        dgh_profile_free(p);
    }
    dgh_grid_free(grid);
}

static void extremes_and_their_places(void **state)
{
    (void)state;
    dgh_grid *grid = noise(6, 7, 8, SKEWED);
    dgh_planar *planar = NULL;
    dgh_profile *p = NULL;
    grid->value[2 + 6 * (3 + 7 * 4)] = -5.0;
    grid->value[5 + 6 * (6 + 7 * 4)] = -5.0; /* the first of equal ones counts */
    grid->value[1 + 6 * (0 + 7 * 7)] = 9.0;
    assert_int_equal(dgh_planar_open(&planar, grid, 1, NULL), DGH_OK);
    assert_int_equal(dgh_planar_add(planar, grid->value, 7, NULL), DGH_OK);
    assert_int_equal(dgh_planar_profile(&p, planar, 2, NULL), DGH_ERR_MISSING);
    assert_null(p);
    assert_int_equal(dgh_planar_add(planar, grid->value + 7 * 42, 1, NULL), DGH_OK);
    dgh_extremes e = dgh_planar_extremes(planar);
    assert_true(e.least == -5.0 && e.most == 9.0);
    assert_memory_equal(e.least_at, ((size_t[3]){2, 3, 4}), sizeof e.least_at);
    assert_memory_equal(e.most_at, ((size_t[3]){1, 0, 7}), sizeof e.most_at);
    assert_int_equal(dgh_planar_profile(&p, planar, 3, NULL), DGH_ERR_ARGUMENT);
    dgh_planar_free(planar);
    dgh_planar_free(NULL);
    dgh_grid_free(grid);
}

/* mean(z) on n planes of a 1 x 1 x n grid. */
static dgh_profile *profile_of(double (*mean)(double), size_t n, double length_ang)
{
    const double cell[3][3] = {{2.0, 0.0, 0.0}, {0.0, 3.0, 0.0}, {0.0, 0.0, length_ang}};
    const size_t shape[3] = {1, 1, n};
    dgh_grid *grid = NULL;
    dgh_profile *p = NULL;
    assert_int_equal(dgh_grid_create(&grid, shape, cell, NULL, DGH_FIELD_POTENTIAL, NULL), DGH_OK);
    for (size_t k = 0; k < n; k++)
        grid->value[k] = mean((double)k * length_ang / (double)n);
    assert_int_equal(dgh_density_profile(&p, grid, 2, NULL), DGH_OK);
    dgh_grid_free(grid);
    return p;
}

static double two_waves(double z)
{
    return 1.5 + cos(2.0 * PI * 3.0 * z / 30.0) + 0.3 * sin(2.0 * PI * 7.0 * z / 30.0);
}

/* The box multiplies each wave by sin(x)/x: closed formula, whatever the number of points. */
static void boxes_damp_waves_as_the_formula_says(void **state)
{
    (void)state;
    static const double BOX[][2] = {{10.0, 0.0}, {4.3, 0.0}, {2.345, 5.111}, {40.0, 0.0}};
    for (size_t n = 16; n < 120; n += 17)
        for (size_t b = 0; b < 4; b++) {
            dgh_profile *p = profile_of(two_waves, n, 30.0);
            double out[128];
            assert_int_equal(dgh_density_macroscopic(out, p, BOX[b][0], BOX[b][1], NULL), DGH_OK);
            double weight[2] = {1.0, 1.0};
            for (int i = 0; i < 2; i++)
                for (int w = 0; w < 2 && BOX[b][i] > 0.0; w++) {
                    double x = PI * (w ? 7.0 : 3.0) * BOX[b][i] / 30.0;
                    weight[w] *= sin(x) / x;
                }
            for (size_t i = 0; i < n; i++) {
                double z = p->position_ang[i];
                double expected = 1.5 + weight[0] * cos(2.0 * PI * 3.0 * z / 30.0) +
                                  weight[1] * 0.3 * sin(2.0 * PI * 7.0 * z / 30.0);
                assert_true(fabs(out[i] - expected) < 1e-13);
            }
            dgh_profile_free(p);
        }
    dgh_profile *p = profile_of(two_waves, 16, 30.0);
    double out[16];
    assert_int_equal(dgh_density_macroscopic(out, p, NAN, 0.0, NULL), DGH_ERR_ARGUMENT);
    assert_int_equal(dgh_density_macroscopic(out, p, 1.0, -1.0, NULL), DGH_ERR_ARGUMENT);
    dgh_profile_free(p);
}

/* A well between 10 and 20 Ang; the vacuum's levels are 4 below it and 5 above, with the jump of a
 * dipole correction at the boundary. */
static double slab_with_dipole(double z)
{
    double edge = exp(-fabs(z < 15.0 ? z - 10.0 : z - 20.0) * 4.0);
    if (z >= 10.0 && z <= 20.0)
        return -10.0 + 0.5 * edge;
    return (z < 10.0 ? 4.0 : 5.0) - 3.0 * edge;
}

static double slab_without(double z)
{
    return slab_with_dipole(z) + (z > 15.0 ? -1.0 : 0.0);
}

/* Left alone, the dipole's step becomes a field across the vacuum. */
static double slab_with_field(double z)
{
    double away = z > 15.0 ? z - 20.0 : z + 10.0;
    return slab_with_dipole(z) + (z > 20.0 ? -away / 20.0 : z < 10.0 ? (1.0 - away / 20.0) : 0.0);
}

static void both_vacuum_levels_are_found(void **state)
{
    (void)state;
    static const size_t PLANES[] = {100, 300, 3000, 20011};
    for (size_t t = 0; t < sizeof PLANES / sizeof PLANES[0]; t++) {
        dgh_profile *p = profile_of(slab_with_dipole, PLANES[t], 30.0);
        dgh_vacuum v;
        p->gap_from_ang = 19.0;
        p->gap_to_ang = 41.0;
        assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
        assert_int_equal(v.found, DGH_VACUUM_ATOMS);
        assert_int_equal(v.n_levels, 2);
        assert_true(fabs(v.level[0].level_ev - 5.0) < 1e-4);
        assert_true(fabs(v.level[1].level_ev - 4.0) < 1e-4);
        assert_true(v.level[0].flat && v.level[1].flat);
        assert_true(v.level[0].from_ang > 20.5 && v.level[0].to_ang < 30.0);
        assert_true(v.level[1].from_ang > 30.0 && v.level[1].to_ang < 39.5);
        dgh_profile_free(p);
    }
}

static void one_plateau_is_one_level(void **state)
{
    (void)state;
    dgh_profile *p = profile_of(slab_without, 300, 30.0);
    dgh_vacuum v;
    p->gap_from_ang = 19.0;
    p->gap_to_ang = 41.0;
    assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
    assert_int_equal(v.n_levels, 1);
    assert_true(fabs(v.level[0].level_ev - 4.0) < 1e-5 && v.level[0].flat);
    /* without atoms the flat part of the potential itself */
    p->gap_from_ang = p->gap_to_ang = 0.0;
    assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
    assert_int_equal(v.found, DGH_VACUUM_POTENTIAL);
    assert_true(v.n_levels >= 1);
    assert_string_equal(dgh_vacuum_found_name(v.found), "potential");
    dgh_profile_free(p);
}

static void a_field_across_the_vacuum_is_told(void **state)
{
    (void)state;
    dgh_profile *p = profile_of(slab_with_field, 300, 30.0);
    dgh_vacuum v;
    p->gap_from_ang = 19.0;
    p->gap_to_ang = 41.0;
    assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
    assert_int_equal(v.n_levels, 1);
    assert_false(v.level[0].flat);
    assert_true(fabs(v.level[0].slope_ev_per_ang + 0.05) < 1e-3);
    assert_true(fabs(v.level[0].level_ev - 4.5) < 1e-2);
    dgh_profile_free(p);
}

static double bulk(double z)
{
    return 2.0 * cos(2.0 * PI * 5.0 * z / 10.0);
}

static double slab_density(double z)
{
    return z > 9.0 && z < 21.0 ? 0.5 : 1e-6;
}

static void no_vacuum_no_level(void **state)
{
    (void)state;
    dgh_profile *p = profile_of(bulk, 64, 10.0);
    dgh_vacuum v;
    p->gap_from_ang = 1.0;
    p->gap_to_ang = 3.0;
    assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
    assert_int_equal(v.n_levels, 0);
    assert_int_equal(v.found, DGH_VACUUM_NONE);
    p->gap_from_ang = p->gap_to_ang = 0.0;
    assert_int_equal(dgh_density_vacuum(&v, p, NULL, NULL), DGH_OK);
    assert_int_equal(v.n_levels, 0);
    dgh_profile_free(p);
}

static void the_density_shows_the_vacuum_too(void **state)
{
    (void)state;
    dgh_profile *v_of_z = profile_of(slab_with_dipole, 300, 30.0);
    dgh_profile *rho = profile_of(slab_density, 300, 30.0), *other = profile_of(bulk, 64, 10.0);
    dgh_vacuum v;
    assert_int_equal(dgh_density_vacuum(&v, v_of_z, rho, NULL), DGH_OK);
    assert_int_equal(v.found, DGH_VACUUM_DENSITY);
    assert_true(fabs(v.from_ang - 21.0) < 0.11 && fabs(v.to_ang - 39.0) < 0.11);
    assert_int_equal(v.n_levels, 2);
    assert_true(fabs(v.level[0].level_ev - 5.0) < 1e-4);
    assert_int_equal(dgh_density_vacuum(&v, v_of_z, other, NULL), DGH_ERR_ARGUMENT);
    dgh_profile_free(v_of_z);
    dgh_profile_free(rho);
    dgh_profile_free(other);
}

static void layers_are_counted_across_the_boundary(void **state)
{
    (void)state;
    static const dgh_species SPECIES[2] = {{"Pt", 78, {0}}, {"H", 1, {0}}};
    static const uint32_t OF_ATOM[7] = {0, 0, 0, 0, 0, 0, 1};
    /* 4 layers 2.25 Ang apart from 17 to 23.75 = 3.75 of the next cell, one of two atoms with a
     * corrugation of 0.2, and an H above */
    const double z[7] = {17.0, 19.25, 1.4, 1.6, 3.75, 3.75, 4.8};
    double position[21] = {0.0};
    const double cell[3][3] = {{3, 0, 0}, {0, 3, 0}, {0, 0, 20}};
    for (size_t i = 0; i < 7; i++)
        position[3 * i + 2] = z[i];
    dgh_structure s = {.n_atoms = 7,
                       .n_species = 2,
                       .species = SPECIES,
                       .species_of_atom = OF_ATOM,
                       .has_cell = true,
                       .position_ang = position};
    memcpy(s.cell_ang, cell, sizeof cell);
    const size_t n[3] = {2, 2, 40};
    dgh_grid *grid = NULL;
    double spacing;
    size_t layers;
    dgh_error err = {0};
    assert_int_equal(dgh_grid_create(&grid, n, cell, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    assert_int_equal(dgh_density_layer_spacing(&spacing, &layers, grid, 2, NULL), DGH_OK);
    assert_int_equal(layers, 4);
    assert_true(fabs(spacing - 2.25) < 1e-12);
    assert_int_equal(dgh_density_layer_spacing(&spacing, NULL, grid, 0, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, ": expected at least two layers of atoms, found one");
    dgh_profile *p = NULL;
    assert_int_equal(dgh_density_profile(&p, grid, 2, NULL), DGH_OK);
    assert_true(fabs(p->gap_from_ang - 4.8) < 1e-12 && fabs(p->gap_to_ang - 17.0) < 1e-12);
    dgh_profile_free(p);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planes_may_come_as_they_like),
        cmocka_unit_test(each_plane_is_summed_along_its_own_axis),
        cmocka_unit_test(extremes_and_their_places),
        cmocka_unit_test(boxes_damp_waves_as_the_formula_says),
        cmocka_unit_test(both_vacuum_levels_are_found),
        cmocka_unit_test(one_plateau_is_one_level),
        cmocka_unit_test(a_field_across_the_vacuum_is_told),
        cmocka_unit_test(no_vacuum_no_level),
        cmocka_unit_test(the_density_shows_the_vacuum_too),
        cmocka_unit_test(layers_are_counted_across_the_boundary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
