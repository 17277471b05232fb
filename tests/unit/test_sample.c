/* Values between the points, on lines and on planes, against closed formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/density.h"

static const double TWO_PI = 6.28318530717958647693;
static const double SKEWED[3][3] = {{4.0, 0.5, 0.0}, {-3.0, 5.0, 0.3}, {0.2, -2.4, 12.0}};
static const double LEFT[3][3] = {{-1.0, 5.0, 0.3}, {4.0, 0.5, 0.0}, {0.2, -0.4, 12.0}};

/* Frequencies up to 3: below the Nyquist frequency of 7 points and more. */
static double wave(const double f[3])
{
    return 2.0 + cos(TWO_PI * (f[0] + 2 * f[1] - f[2])) + 0.5 * sin(TWO_PI * (3 * f[0] - f[1])) +
           0.25 * cos(TWO_PI * (2 * f[2] + f[1])) - 0.125 * sin(TWO_PI * 3 * f[2]);
}

static dgh_grid *sampled(double (*field)(const double[3]), size_t a, size_t b, size_t c,
                         const double cell[3][3])
{
    dgh_grid *grid = NULL;
    const size_t n[3] = {a, b, c};
    assert_int_equal(dgh_grid_create(&grid, n, cell, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t k = 0; k < c; k++)
        for (size_t j = 0; j < b; j++)
            for (size_t i = 0; i < a; i++)
                grid->value[i + a * (j + b * k)] = field((const double[3]){
                    (double)i / (double)a, (double)j / (double)b, (double)k / (double)c});
    return grid;
}

enum { N_POINTS = 200 };

/* Fractions between -2 and 3, and their Cartesian places. */
static void random_points(double f[N_POINTS][3], double r[N_POINTS][3], const dgh_grid *grid)
{
    uint64_t seed = 99;
    for (size_t p = 0; p < N_POINTS; p++)
        for (size_t k = 0; k < 3; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            f[p][k] = (double)(seed >> 40) / 16777216.0 * 5.0 - 2.0;
        }
    for (size_t p = 0; p < N_POINTS; p++)
        for (size_t k = 0; k < 3; k++)
            r[p][k] = grid->origin_ang[k] + f[p][0] * grid->cell_ang[0][k] +
                      f[p][1] * grid->cell_ang[1][k] + f[p][2] * grid->cell_ang[2][k];
}

static double worst(double (*field)(const double[3]), const dgh_grid *grid,
                    dgh_interpolation interpolation)
{
    double f[N_POINTS][3], r[N_POINTS][3], value[N_POINTS], most = 0.0;
    random_points(f, r, grid);
    assert_int_equal(dgh_density_sample(value, grid, &r[0][0], N_POINTS, interpolation, 1, NULL),
                     DGH_OK);
    for (size_t p = 0; p < N_POINTS; p++)
        most = fmax(most, fabs(value[p] - field(f[p])));
    return most;
}

static void fourier_is_exact_for_band_limited_fields(void **state)
{
    (void)state;
    static const size_t SHAPES[][3] = {{7, 7, 7}, {8, 7, 9}, {12, 10, 31}, {9, 64, 8}};
    for (size_t t = 0; t < 4; t++)
        for (int left = 0; left < 2; left++) {
            dgh_grid *grid = sampled(wave, SHAPES[t][0], SHAPES[t][1], SHAPES[t][2],
                                     left ? LEFT : SKEWED);
            grid->origin_ang[0] = 0.7;
            grid->origin_ang[2] = -3.1;
            assert_true(worst(wave, grid, DGH_INTERPOLATION_FOURIER) < 2e-13);
            dgh_grid_free(grid);
        }
}

/* With weight in the Nyquist planes: the same trigonometric polynomial as that of resampling. */
static void fourier_agrees_with_resampling(void **state)
{
    (void)state;
    const size_t n[3] = {4, 6, 5}, fine_n[3] = {12, 9, 10};
    dgh_grid *grid = NULL, *fine = NULL;
    uint64_t seed = 3;
    assert_int_equal(dgh_grid_create(&grid, n, SKEWED, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    for (size_t p = 0; p < 120; p++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        grid->value[p] = (double)(seed >> 40) / 16777216.0 - 0.3;
    }
    assert_int_equal(dgh_density_resample(&fine, grid, fine_n, 1, NULL), DGH_OK);
    for (size_t p = 0; p < 12 * 9 * 10; p++) {
        const double f[3] = {(double)(p % 12) / 12.0, (double)(p / 12 % 9) / 9.0,
                             (double)(p / 108) / 10.0};
        double r[3], value;
        for (size_t k = 0; k < 3; k++)
            r[k] = f[0] * SKEWED[0][k] + f[1] * SKEWED[1][k] + f[2] * SKEWED[2][k];
        assert_int_equal(dgh_density_sample(&value, grid, r, 1, DGH_INTERPOLATION_FOURIER, 1, NULL),
                         DGH_OK);
        assert_true(fabs(value - fine->value[p]) < 1e-13);
    }
    dgh_grid_free(grid);
    dgh_grid_free(fine);
}

/* Twice the points, a sixteenth of the error. */
static void cubic_is_of_fourth_order(void **state)
{
    (void)state;
    double before = 0.0;
    for (size_t n = 32; n <= 128; n *= 2) {
        dgh_grid *grid = sampled(wave, n, n, n, SKEWED);
        double error = worst(wave, grid, DGH_INTERPOLATION_CUBIC);
        if (n > 32) {
            assert_true(before / error > 14.0);
            assert_true(before / error < 21.0);
        }
        before = error;
        dgh_grid_free(grid);
    }
    assert_true(before < 1e-4);
}

static double cube_of_first(const double f[3])
{
    return f[0] * f[0] * f[0] - 2.0 * f[0] * f[0] * f[1] * f[2] + f[2] * f[1] - 0.5 * f[2];
}

/* Away from the boundary, where it jumps, a polynomial of third order is given exactly. */
static void cubic_is_exact_for_cubics(void **state)
{
    (void)state;
    dgh_grid *grid = sampled(cube_of_first, 16, 16, 16, LEFT);
    for (size_t p = 0; p < 100; p++) {
        const double f[3] = {0.2 + 0.005 * (double)p, 0.7 - 0.004 * (double)p,
                             0.25 + 0.0037 * (double)p};
        double r[3], value;
        for (size_t k = 0; k < 3; k++)
            r[k] = f[0] * LEFT[0][k] + f[1] * LEFT[1][k] + f[2] * LEFT[2][k];
        assert_int_equal(dgh_density_sample(&value, grid, r, 1, DGH_INTERPOLATION_CUBIC, 1, NULL),
                         DGH_OK);
        assert_true(fabs(value - cube_of_first(f)) < 1e-13);
    }
    dgh_grid_free(grid);
}

static double along_c(const double f[3])
{
    return 1.0 + cos(TWO_PI * f[2]);
}

static double constant(const double f[3])
{
    return 3.0 + 0.0 * f[0];
}

static void narrow_grids_wrap(void **state)
{
    (void)state;
    static const size_t SHAPES[][3] = {{1, 1, 48}, {2, 3, 48}, {4, 5, 48}, {1, 6, 48}};
    for (size_t t = 0; t < 4; t++) {
        dgh_grid *grid = sampled(along_c, SHAPES[t][0], SHAPES[t][1], 48, SKEWED);
        assert_true(worst(along_c, grid, DGH_INTERPOLATION_CUBIC) < 1e-5);
        assert_true(worst(along_c, grid, DGH_INTERPOLATION_FOURIER) < 1e-13);
        dgh_grid_free(grid);
        grid = sampled(constant, SHAPES[t][0], SHAPES[t][1], t + 1, SKEWED);
        assert_true(worst(constant, grid, DGH_INTERPOLATION_CUBIC) < 1e-14);
        assert_true(worst(constant, grid, DGH_INTERPOLATION_FOURIER) < 1e-13);
        dgh_grid_free(grid);
    }
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    dgh_grid *grid = sampled(wave, 16, 18, 20, SKEWED);
    static double r[10000][3], one[10000], many[10000];
    for (size_t p = 0; p < 10000; p++)
        for (size_t k = 0; k < 3; k++)
            r[p][k] = (double)((p * (k + 7)) % 1013) * 0.037;
    for (int i = 0; i < 2; i++) {
        dgh_interpolation how = i ? DGH_INTERPOLATION_FOURIER : DGH_INTERPOLATION_CUBIC;
        size_t n = i ? 700 : 10000;
        assert_int_equal(dgh_density_sample(one, grid, &r[0][0], n, how, 1, NULL), DGH_OK);
        for (int jobs = 2; jobs <= 8; jobs *= 4) {
            assert_int_equal(dgh_density_sample(many, grid, &r[0][0], n, how, jobs, NULL), DGH_OK);
            assert_memory_equal(one, many, n * sizeof(double));
        }
    }
    dgh_sampler *s = NULL;
    assert_int_equal(dgh_sampler_open(&s, grid, &r[0][0], 10000, DGH_INTERPOLATION_CUBIC, 2, NULL),
                     DGH_OK);
    for (size_t k = 0; k < 19; k++)
        assert_int_equal(dgh_sampler_add(s, grid->value + k * 16 * 18, 1, NULL), DGH_OK);
    assert_int_equal(dgh_sampler_take(many, s, NULL), DGH_ERR_MISSING);
    assert_int_equal(dgh_sampler_add(s, grid->value, 2, NULL), DGH_ERR_ARGUMENT);
    assert_int_equal(dgh_sampler_add(s, grid->value + 19 * 16 * 18, 1, NULL), DGH_OK);
    assert_int_equal(dgh_sampler_take(many, s, NULL), DGH_OK);
    assert_int_equal(
        dgh_density_sample(one, grid, &r[0][0], 10000, DGH_INTERPOLATION_CUBIC, 1, NULL), DGH_OK);
    assert_memory_equal(one, many, sizeof one);
    dgh_sampler_free(s);
    dgh_sampler_free(NULL);
    r[3][1] = NAN;
    assert_int_equal(dgh_density_sample(one, grid, &r[0][0], 10, DGH_INTERPOLATION_CUBIC, 1, NULL),
                     DGH_ERR_ARGUMENT);
    dgh_grid_free(grid);
}

/* ---- points, lines, planes ------------------------------------------------------------------- */

static dgh_grid *with_atoms(void)
{
    static const dgh_species SPECIES[1] = {{"Pt", 78, {0}}};
    static const uint32_t OF_ATOM[3] = {0, 0, 0};
    static const double POSITION[9] = {0, 0, 1.0, 1.5, 0, 1.0, 0, 2.0, 3.0};
    static const double CELL[3][3] = {{3, 0, 0}, {0, 4, 0}, {0, 0, 20}};
    dgh_structure s = {.n_atoms = 3,
                       .n_species = 1,
                       .species = SPECIES,
                       .species_of_atom = OF_ATOM,
                       .has_cell = true,
                       .position_ang = POSITION};
    memcpy(s.cell_ang, CELL, sizeof CELL);
    const size_t n[3] = {6, 8, 40};
    dgh_grid *grid = NULL;
    assert_int_equal(dgh_grid_create(&grid, n, CELL, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    grid->origin_ang[2] = 5.0; /* atoms and fractions do not move with it */
    return grid;
}

static void points_are_read_as_written(void **state)
{
    (void)state;
    dgh_grid *grid = with_atoms();
    dgh_point p[3];
    double r[3];
    assert_int_equal(dgh_point_parse(p, 3, "atom:2 / 0.5,.25,-1e-1/ang:1, 2,3.5", NULL), DGH_OK);
    assert_int_equal(dgh_point_resolve(r, &p[0], grid, NULL), DGH_OK);
    assert_memory_equal(r, ((double[3]){1.5, 0.0, 1.0}), sizeof r);
    assert_int_equal(dgh_point_resolve(r, &p[1], grid, NULL), DGH_OK);
    assert_memory_equal(r, ((double[3]){1.5, 1.0, -2.0}), sizeof r);
    assert_int_equal(dgh_point_resolve(r, &p[2], grid, NULL), DGH_OK);
    assert_memory_equal(r, ((double[3]){1.0, 2.0, 3.5}), sizeof r);
    assert_int_equal(dgh_point_parse(p, 1, "atom:3+1,0,-2", NULL), DGH_OK);
    assert_int_equal(dgh_point_resolve(r, &p[0], grid, NULL), DGH_OK);
    assert_memory_equal(r, ((double[3]){3.0, 2.0, -37.0}), sizeof r);
    dgh_grid_free(grid);
}

static void what_is_no_point_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "",          "atom:",     "atom:x",       "atom:-1",
        "atom:1.5",  "0.1,0.2",   "0.1,0.2,0.3,", "0.1,0.2,0.3,0.4",
        "nan,0,0",   "inf,0,0",   "ang:1,2",      "atom:1+0.5,0,0",
        "atom:1+",   "1;2;3",     "*****,0,0",    "atom:99999999999999999999",
        "1e999,0,0", "ang:atom:1"};
    dgh_point p[2];
    dgh_error err = {0};
    double r[3];
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_int_equal(dgh_point_parse(p, 1, BAD[i], &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message,
                        "expected a point as 0.1,0.2,0.5 (fractional), ang:1.5,0,7.2 (Angstrom) or "
                        "atom:12, found \"ang:atom:1\"");
    assert_int_equal(dgh_point_parse(p, 2, "0,0,0", &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected 2 points with \"/\" between them, found fewer");
    assert_int_equal(dgh_point_parse(p, 2, "0,0,0/0,0,1/0,0,2", &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected 2 points with \"/\" between them, found more");
    dgh_grid *grid = with_atoms();
    for (size_t atom = 0; atom < 8; atom += 4) {
        p[0] = (dgh_point){.kind = DGH_POINT_ATOM, .atom = atom};
        assert_int_equal(dgh_point_resolve(r, p, grid, &err), DGH_ERR_ARGUMENT);
    }
    assert_string_equal(err.message, ": expected an atom from 1 to 3, found 4");
    dgh_grid_free(grid);
}

static void lines_have_both_ends(void **state)
{
    (void)state;
    dgh_grid *grid = with_atoms();
    dgh_point p[2];
    dgh_cut *c = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_point_parse(p, 2, "atom:1/atom:3", NULL), DGH_OK);
    assert_int_equal(dgh_cut_line(&c, grid, p, 5, 0.0, NULL), DGH_OK);
    assert_int_equal(c->n_points, 5);
    assert_memory_equal(c->position_ang, ((double[3]){0, 0, 1}), 3 * sizeof(double));
    for (int k = 0; k < 3; k++)
        assert_true(fabs(c->position_ang[12 + k] - (double[3]){0, 2, 3}[k]) < 1e-15);
    dgh_cut_free(c);
    assert_int_equal(dgh_point_parse(p, 2, "ang:0,0,0/ang:0,3,4", NULL), DGH_OK);
    assert_int_equal(dgh_cut_line(&c, grid, p, 3, 5.0, NULL), DGH_OK);
    assert_true(fabs(c->position_ang[1] + 3.0) < 1e-14 && fabs(c->position_ang[2] + 4.0) < 1e-14);
    assert_true(fabs(c->position_ang[7] - 6.0) < 1e-14 && fabs(c->position_ang[8] - 8.0) < 1e-14);
    dgh_cut_free(c);
    assert_int_equal(dgh_cut_line(&c, grid, p, 1, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_int_equal(dgh_cut_line(&c, grid, p, 9, -1.0, &err), DGH_ERR_ARGUMENT);
    assert_int_equal(dgh_cut_line(&c, grid, p, SIZE_MAX, 0.0, &err), DGH_ERR_ARGUMENT);
    p[1] = p[0];
    assert_int_equal(dgh_cut_line(&c, grid, p, 9, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected two points of a line, found the same place twice");
    assert_null(c);
    dgh_cut_free(NULL);
    dgh_grid_free(grid);
}

/* Files wrap atoms as they like. */
static void atoms_are_taken_where_they_are_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *ends;
        double to[3];
    } CASES[] = {{"0.9,0.9,0.95/atom:1", {3.0, 4.0, 21.0}}, /* across three boundaries */
                 {"0.9,0.9,0.95/atom:1+0,0,0", {0.0, 0.0, 1.0}},
                 {"atom:3/atom:1", {0.0, 0.0, 1.0}}, /* half a cell away: as in the file */
                 {"ang:0,0,-41/atom:1", {0.0, 0.0, -39.0}}};
    dgh_grid *grid = with_atoms();
    for (size_t i = 0; i < 4; i++) {
        dgh_point p[2];
        dgh_cut *c = NULL;
        assert_int_equal(dgh_point_parse(p, 2, CASES[i].ends, NULL), DGH_OK);
        assert_int_equal(dgh_cut_line(&c, grid, p, 2, 0.0, NULL), DGH_OK);
        for (int k = 0; k < 3; k++)
            assert_true(fabs(c->corner_ang[1][k] - CASES[i].to[k]) < 1e-12);
        dgh_cut_free(c);
    }
    dgh_grid_free(grid);
}

static void planes_hold_their_points(void **state)
{
    (void)state;
    dgh_grid *grid = with_atoms();
    dgh_point p[3];
    dgh_cut *c = NULL;
    dgh_error err = {0};
    /* an obtuse triangle: the third point lies before the first */
    assert_int_equal(dgh_point_parse(p, 3, "ang:1,1,1/ang:5,1,1/ang:-1,1,4", NULL), DGH_OK);
    assert_int_equal(dgh_cut_plane(&c, grid, p, 13, 0.0, NULL), DGH_OK);
    assert_int_equal(c->n[0], 13); /* -1 to 5, every 0.5 */
    assert_int_equal(c->n[1], 7);  /* 1 to 4 */
    for (size_t j = 0; j < 7; j++)
        for (size_t i = 0; i < 13; i++) {
            const double *r = c->position_ang + 3 * (i + 13 * j);
            assert_true(fabs(r[0] + 1.0 - 0.5 * (double)i) < 1e-14 && fabs(r[1] - 1.0) < 1e-14 &&
                        fabs(r[2] - 1.0 - 0.5 * (double)j) < 1e-14);
        }
    dgh_cut_free(c);
    assert_int_equal(dgh_cut_plane(&c, grid, p, 11, 2.0, NULL), DGH_OK);
    assert_int_equal(c->n[0], 11); /* -3 to 7 */
    assert_int_equal(c->n[1], 8);  /* -1 to 6 */
    assert_true(fabs(c->position_ang[0] + 3.0) < 1e-14 && fabs(c->position_ang[2] + 1.0) < 1e-14);
    dgh_cut_free(c);
    assert_int_equal(dgh_point_parse(p, 3, "0,0,0/0.2,0,0.1/0.4,0,0.2", NULL), DGH_OK);
    assert_int_equal(dgh_cut_plane(&c, grid, p, 11, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected three points of a plane, found three on one line");
    p[1] = p[0];
    assert_int_equal(dgh_cut_plane(&c, grid, p, 11, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_null(c);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fourier_is_exact_for_band_limited_fields),
        cmocka_unit_test(fourier_agrees_with_resampling),
        cmocka_unit_test(cubic_is_of_fourth_order),
        cmocka_unit_test(cubic_is_exact_for_cubics),
        cmocka_unit_test(narrow_grids_wrap),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(points_are_read_as_written),
        cmocka_unit_test(what_is_no_point_is_refused),
        cmocka_unit_test(lines_have_both_ends),
        cmocka_unit_test(atoms_are_taken_where_they_are_nearest),
        cmocka_unit_test(planes_hold_their_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
