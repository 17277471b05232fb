/* Differences of real densities: those of examples/pt111-h-density against numbers that an
 * independent script gave, and the other formats of the same runs where the shared data is there.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dgh/difference.h"

#define SHIPPED DGH_SOURCE_DIR "/examples/pt111-h-density/"
#define SHARED  DGH_SHARED_DATA "/qe/densities/"

enum { PLANES = 200 };

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.12g instead of %.12g", found, expected);
}

static dgh_difference *difference(const char *ab, const char *a, const char *b,
                                  const dgh_difference_options *options)
{
    const dgh_difference_term terms[3] = {{1.0, ab}, {-1.0, a}, {-1.0, b}};
    dgh_difference *d;
    dgh_error err = {0};
    if (dgh_difference_compute(&d, terms, 3, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return d;
}

static void the_whole_curve(void **state)
{
    (void)state;
    dgh_difference *d = difference(SHIPPED "slab_h/rho0.cube.xz", SHIPPED "slab/rho0.cube.xz",
                                   SHIPPED "h/rho0.cube.xz", NULL);
    FILE *file = fopen(DGH_TEST_DATA "/density/planar_drho.txt", "r");
    char line[256];
    int plane = 0;
    double sum = 0.0;
    assert_non_null(file);
    assert_int_equal(d->profile->n, PLANES);
    while (fgets(line, sizeof line, file)) {
        double position, per_bohr3, per_ang, cumulated;
        if (sscanf(line, "%lf %lf %lf %lf", &position, &per_bohr3, &per_ang, &cumulated) != 4)
            continue;
        assert_true(plane < PLANES);
        const dgh_profile *p = d->profile;
        assert_near(p->position_ang[plane], position, 2e-6);
        assert_near(p->per_length[plane], per_ang, 2e-9);
        assert_near(p->mean[plane] * 0.14818471147, per_bohr3, 1e-11);
        sum += p->per_length[plane] * p->length_ang / PLANES;
        assert_near(sum, cumulated, 1e-8);
        plane++;
    }
    fclose(file);
    assert_int_equal(plane, PLANES);
    assert_near(d->integral, 0.0, 5e-7);
    assert_near(d->integral_absolute, 0.515929, 5e-7);
    assert_near(d->inputs[0].integral, 30.999983, 5e-7);
    assert_near(d->inputs[1].integral, 29.999983, 5e-7);
    assert_near(d->inputs[2].integral, 1.0, 5e-7);
    static const double RUNS[3] = {31.0, 30.0, 1.0};
    for (int i = 0; i < 3; i++) {
        assert_true(d->inputs[i].run_electrons.has);
        assert_near(d->inputs[i].run_electrons.value, RUNS[i], 1e-9);
    }
    assert_true(d->expected_integral.has);
    assert_near(d->expected_integral.value, 0.0, 1e-9);
    /* NumPy, cell cut at plane 131 */
    assert_near(d->dipole_e_ang, 0.0302210448, 1e-8);
    assert_near(d->potential_step_ev, -0.79407108, 1e-6);
    dgh_difference_free(d);
}

static void basins_hold_everything(void **state)
{
    (void)state;
    const char *const reference[1] = {SHIPPED "slab_h/rho21.cube.xz"};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.basins_path = reference;
    options.n_basins_paths = 1;
    options.read_runs = false;
    dgh_difference *d = difference(SHIPPED "slab_h/rho0.cube.xz", SHIPPED "slab/rho0.cube.xz",
                                   SHIPPED "h/rho0.cube.xz", &options);
    double sum = 0.0;
    for (size_t i = 0; i < d->n_atoms; i++)
        sum += d->atoms[i].basin;
    assert_near(sum, d->integral, 1e-9);
    assert_true(d->atoms[3].basin > 0.05 && d->atoms[2].basin < -0.05); /* H takes from Pt */
    for (size_t i = 0; i < d->n_diagnostics; i++)
        assert_int_equal(d->diagnostics[i].severity, DGH_NOTE);
    dgh_difference_free(d);
}

/* The atom on 36 x 36 points of its own run: its density, not its values, must come out. */
static void another_grid_is_interpolated(void **state)
{
    (void)state;
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.read_runs = false;
    dgh_difference *same = difference(SHIPPED "slab_h/rho0.cube.xz", SHIPPED "slab/rho0.cube.xz",
                                      SHIPPED "h/rho0.cube.xz", &options);
    dgh_difference *d = difference(SHIPPED "slab_h/rho0.cube.xz", SHIPPED "slab/rho0.cube.xz",
                                   SHIPPED "h_other_grid/rho0.cube.xz", &options);
    assert_int_equal(d->n[0] * 1000000 + d->n[1] * 1000 + d->n[2], 36036200);
    assert_true(d->inputs[0].interpolated && !d->inputs[2].interpolated);
    assert_near(d->inputs[0].integral, same->inputs[0].integral, 1e-9);
    assert_near(d->integral, 0.0, 2e-6);
    assert_near(d->integral_absolute, same->integral_absolute, 5e-4);
    assert_near(d->dipole_e_ang, same->dipole_e_ang, 2e-5);
    for (int k = 0; k < PLANES; k++)
        assert_near(d->profile->per_length[k], same->profile->per_length[k], 2e-5);
    dgh_difference_free(d);
    dgh_difference_free(same);
}

static bool missing(const char *path)
{
    if (access(path, R_OK) == 0)
        return false;
    print_message("%s is not there: skipped\n", path);
    return true;
}

/* pw.x's own file against the cube of pp.x, to the digits of the cube (E13.5). */
static void other_formats_say_the_same(void **state)
{
    (void)state;
    static const char *const FILES[][3] = {
        {SHARED "slab_h/charge-density.dat", SHARED "slab/charge-density.dat",
         SHARED "h/charge-density.dat"},
        {SHARED "slab_h/rho0.xsf.xz", SHIPPED "slab/rho0.cube.xz", SHIPPED "h/rho0.cube.xz"},
        {SHARED "slab_h/rho0.filplot.xz", SHARED "slab/charge-density.dat",
         SHIPPED "h/rho0.cube.xz"},
    };
    if (missing(FILES[0][0]) || missing(FILES[1][0]) || missing(FILES[2][0]))
        skip();
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    options.read_runs = false;
    dgh_difference *cube = difference(SHIPPED "slab_h/rho0.cube.xz", SHIPPED "slab/rho0.cube.xz",
                                      SHIPPED "h/rho0.cube.xz", &options);
    for (int f = 0; f < 3; f++) {
        dgh_difference *d = difference(FILES[f][0], FILES[f][1], FILES[f][2], &options);
        assert_near(d->integral, 0.0, 2e-5);
        assert_near(d->integral_absolute, cube->integral_absolute, 3e-6);
        assert_near(d->dipole_e_ang, cube->dipole_e_ang, 2e-5);
        /* half a digit of 1e-5 of the planar mean of each file */
        for (int k = 0; k < PLANES; k++)
            assert_near(d->profile->per_length[k], cube->profile->per_length[k], 3e-5);
        dgh_difference_free(d);
    }
    dgh_difference *d = difference(FILES[0][0], FILES[0][1], FILES[0][2], &options);
    assert_near(d->inputs[0].integral, 31.0, 1e-9);
    assert_near(d->integral, 0.0, 1e-9);
    dgh_difference_free(d);
    dgh_difference_free(cube);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_curve),
        cmocka_unit_test(basins_hold_everything),
        cmocka_unit_test(another_grid_is_interpolated),
        cmocka_unit_test(other_formats_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
