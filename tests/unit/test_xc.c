/* Exchange and correlation on grids: against pw.x and pp.x, closed formulas, and its own numerical
 * derivative. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/constants.h"
#include "density/small.h"
#include "dgh/xc.h"
#include "unit/near.h"
#include "unit/random.h"

static const double BOHR3 = DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;
static const size_t SHAPE[3] = {6, 5, 8};
static const double SKEWED[3][3] = {{3.0, 0.2, -0.3}, {0.7, 2.6, 0.1}, {-0.4, 0.9, 3.3}};

static dgh_xc_functional find(const char *name)
{
    dgh_xc_functional f;
    dgh_error err = {0};
    if (dgh_xc_functional_find(&f, name, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return f;
}

static dgh_xc *evaluate(const dgh_grid *density, const dgh_grid *spin, const char *name,
                        const dgh_xc_options *options)
{
    dgh_xc_functional f = find(name);
    dgh_xc *xc = NULL;
    dgh_error err = {0};
    if (dgh_density_xc(&xc, density, spin, &f, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return xc;
}

static dgh_grid *grid_of(dgh_field field, const size_t n[3], const double cell[3][3])
{
    dgh_grid *grid = NULL;
    assert_int_equal(dgh_grid_create(&grid, n, cell, NULL, field, NULL), DGH_OK);
    return grid;
}

static dgh_grid *run_density(const char *run, size_t component)
{
    char path[1024];
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid *grid = NULL;
    dgh_error err = {0};
    options.component = component;
    snprintf(path, sizeof path, "%s/nc-h2/%s/charge-density.dat.xz", DGH_TEST_DATA, run);
    if (dgh_grid_read(&grid, path, &options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return grid;
}

/* ---- against Quantum ESPRESSO -----------------------------------------------------------------
 */

static void energies_of_pw(void **state)
{
    (void)state;
    static const struct {
        const char *run, *functional;
        bool spin;
        double printed_ry, tolerance_ry;
    } RUNS[] = {{"pz", "pz", false, -1.25369077, 1e-8},
                {"pbe", "PBE", false, -1.33009776, 5e-7},
                {"h3", "SLA+PW+PBX+PBC", true, -1.96884992, 5e-7}};
    for (size_t i = 0; i < sizeof RUNS / sizeof RUNS[0]; i++) {
        dgh_grid *density = run_density(RUNS[i].run, 0);
        dgh_grid *spin = RUNS[i].spin ? run_density(RUNS[i].run, 1) : NULL;
        dgh_xc *xc = evaluate(density, spin, RUNS[i].functional, NULL);
        assert_near(xc->energy_ev / DGH_RYDBERG_EV, RUNS[i].printed_ry, RUNS[i].tolerance_ry);
        assert_near(xc->electrons, spin ? 3.0 : 2.0, 1e-9);
        assert_near(xc->spin_e, spin ? 1.0 : 0.0, 1e-9);
        assert_near(xc->part_energy_ev[0] + xc->part_energy_ev[1], xc->energy_ev, 1e-12);
        dgh_xc_free(xc);
        dgh_grid_free(density);
        dgh_grid_free(spin);
    }
}

/* pp.x: plot_num 1 - plot_num 11. */
static void potential_of_pp(void **state)
{
    (void)state;
    static const struct {
        size_t i, j, k;
        double ev;
    } VALUES[] = {{0, 0, 0, -13.5234070},  {1, 2, 3, -19.7261015},   {15, 16, 18, -1.2945145},
                  {1, 5, 10, -15.4727565}, {29, 31, 35, -9.5304082}, {7, 20, 11, -0.4879679},
                  {15, 20, 25, -0.4510151}};
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.keep_potential = true;
    options.cutoff_ev = 160.0 * DGH_RYDBERG_EV;
    dgh_grid *density = run_density("pbe", 0);
    dgh_xc *xc = evaluate(density, NULL, "pbe", &options);
    for (size_t v = 0; v < sizeof VALUES / sizeof VALUES[0]; v++)
        assert_near(xc->potential[0]->value[VALUES[v].i + 30 * (VALUES[v].j + 32 * VALUES[v].k)],
                    VALUES[v].ev, 1e-4);
    assert_int_equal(xc->potential[0]->field, DGH_FIELD_POTENTIAL);
    assert_null(xc->potential[1]);
    dgh_xc_free(xc);
    dgh_grid_free(density);
}

/* The swap is of first order: RPBE on PBE's density against the self-consistent RPBE run. */
static void swap_and_the_other_run(void **state)
{
    (void)state;
    dgh_grid *density = run_density("pbe", 0);
    dgh_xc *from = evaluate(density, NULL, "pbe", NULL),
           *to = evaluate(density, NULL, "rpbe", NULL);
    dgh_xc_swap swap;
    assert_int_equal(dgh_xc_swap_make(&swap, from, to, NULL), DGH_OK);
    assert_near(swap.delta_ev, to->energy_ev - from->energy_ev, 0.0);
    assert_near(swap.delta_ev, (-2.37996172 + 2.35576954) * DGH_RYDBERG_EV, 4e-3);
    dgh_xc_free(from);
    dgh_xc_free(to);
    dgh_grid_free(density);
}

/* ---- closed formulas --------------------------------------------------------------------------
 */

static dgh_grid *uniform(dgh_field field, double value)
{
    dgh_grid *grid = grid_of(field, SHAPE, SKEWED);
    for (size_t i = 0; i < 240; i++)
        grid->value[i] = value;
    return grid;
}

/* Slater's exchange: eps = -3/4 (3 rho/pi)^(1/3), v = 4/3 eps, 2^(1/3) of it fully polarised. */
static void uniform_gas(void **state)
{
    (void)state;
    const double rho = 0.3, volume = dgh_cell_volume_ang3(SKEWED);
    const double eps = -0.75 * cbrt(3.0 * rho * BOHR3 / DGH_PI) * DGH_HARTREE_EV;
    dgh_grid *density = uniform(DGH_FIELD_DENSITY, rho),
             *spin = uniform(DGH_FIELD_SPIN_DENSITY, -rho);
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.keep_energy_density = options.keep_potential = true;
    const char *const names[2] = {"lda_x", "gga_x_pbe"};
    for (int f = 0; f < 2; f++)
        for (int polarised = 0; polarised < 2; polarised++) {
            const double more = polarised ? cbrt(2.0) : 1.0;
            dgh_xc *xc = evaluate(density, polarised ? spin : NULL, names[f], &options);
            assert_near(xc->energy_ev, more * eps * rho * volume, 1e-10);
            assert_near(xc->energy_per_electron->value[17], more * eps, 1e-12);
            assert_near(xc->potential[polarised]->value[100], more * eps * 4.0 / 3.0, 1e-9);
            assert_near(xc->potential_energy_ev, 4.0 / 3.0 * xc->energy_ev, 1e-8);
            assert_int_equal(xc->n_flat, f ? 240 : 0);
            dgh_xc_free(xc);
        }
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

/* Waves of a few low frequencies, and a Nyquist one on the even axes. */
static void fill_waves(dgh_grid *grid, double mean, double amplitude, double phase)
{
    for (size_t p = 0; p < 240; p++) {
        double x = (double)(p % 6) / 6.0, y = (double)(p / 6 % 5) / 5.0, z = (double)(p / 30) / 8.0;
        grid->value[p] = mean + amplitude * (cos(2.0 * DGH_PI * (x - 2.0 * y + z) + phase) +
                                             sin(2.0 * DGH_PI * (2.0 * x + y - 3.0 * z)) +
                                             0.5 * cos(2.0 * DGH_PI * (3.0 * x + y)) +
                                             0.4 * cos(2.0 * DGH_PI * 4.0 * z));
    }
}

static double energy_of(const dgh_grid *density, const dgh_grid *spin, const char *name,
                        const dgh_xc_options *options)
{
    dgh_xc_options plain = *options;
    plain.keep_potential = false;
    dgh_xc *xc = evaluate(density, spin, name, &plain);
    double energy = xc->energy_ev;
    dgh_xc_free(xc);
    return energy;
}

/* v dV = dE / d(rho of one point), for up and for down. */
static void potential_is_the_derivative(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"lda", "pbe", "rpbe", "blyp", "beef-vdw"};
    static const size_t POINTS[] = {0, 61, 62, 118, 239};
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.keep_potential = true;
    options.flat_threshold_e_per_ang3 = options.gradient_threshold_e_per_ang4 = 0.0;
    dgh_grid *density = grid_of(DGH_FIELD_DENSITY, SHAPE, SKEWED),
             *spin = grid_of(DGH_FIELD_SPIN_DENSITY, SHAPE, SKEWED);
    fill_waves(density, 0.5, 0.12, 0.3);
    fill_waves(spin, 0.05, 0.03, 1.1);
    const double dv = dgh_cell_volume_ang3(SKEWED) / 240.0, h = 1e-4;
    for (size_t f = 0; f < sizeof NAMES / sizeof NAMES[0]; f++)
        for (int polarised = 0; polarised < 2; polarised++) {
            dgh_grid *s = polarised ? spin : NULL;
            dgh_xc *xc = evaluate(density, s, NAMES[f], &options);
            for (size_t p = 0; p < sizeof POINTS / sizeof POINTS[0]; p++)
                for (int channel = 0; channel < 1 + polarised; channel++) {
                    const double rho = density->value[POINTS[p]], m = spin->value[POINTS[p]];
                    double e[2];
                    for (int side = 0; side < 2; side++) {
                        double step = side ? h : -h;
                        density->value[POINTS[p]] = rho + step;
                        spin->value[POINTS[p]] = m + (channel ? -step : step);
                        e[side] = energy_of(density, s, NAMES[f], &options);
                    }
                    density->value[POINTS[p]] = rho;
                    spin->value[POINTS[p]] = m;
                    assert_near(xc->potential[channel]->value[POINTS[p]],
                                (e[1] - e[0]) / (2.0 * h * dv), 2e-5);
                }
            dgh_xc_free(xc);
        }
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

/* A density without spin is half up and half down. */
static void spin_zero_is_no_spin(void **state)
{
    (void)state;
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.keep_potential = true;
    dgh_grid *density = grid_of(DGH_FIELD_DENSITY, SHAPE, SKEWED),
             *spin = grid_of(DGH_FIELD_SPIN_DENSITY, SHAPE, SKEWED);
    fill_waves(density, 0.5, 0.12, 0.3);
    dgh_xc *with = evaluate(density, spin, "pbe", &options),
           *without = evaluate(density, NULL, "pbe", &options);
    assert_near(with->energy_ev, without->energy_ev, 1e-10);
    for (size_t p = 0; p < 240; p++) {
        assert_near(with->potential[0]->value[p], without->potential[0]->value[p], 1e-9);
        assert_near(with->potential[1]->value[p], without->potential[0]->value[p], 1e-9);
    }
    dgh_xc_free(with);
    dgh_xc_free(without);
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

/* ---- odd densities -----------------------------------------------------------------------------
 */

static void negative_and_empty_points(void **state)
{
    (void)state;
    dgh_grid *density = uniform(DGH_FIELD_DENSITY, 0.3),
             *spin = uniform(DGH_FIELD_SPIN_DENSITY, 0.0);
    const double each = 0.3 * -0.75 * cbrt(3.0 * 0.3 * BOHR3 / DGH_PI) * DGH_HARTREE_EV *
                        dgh_cell_volume_ang3(SKEWED) / 240.0;
    density->value[3] = -0.3;
    density->value[4] = 0.0;
    density->value[5] = 1e-11;
    spin->value[7] = -0.4;
    dgh_xc *xc = evaluate(density, NULL, "lda_x", NULL);
    assert_near(xc->energy_ev, each * (237.0 - 1.0), 1e-9);
    assert_int_equal(xc->n_negative, 1);
    assert_int_equal(xc->n_empty, 2);
    assert_near(xc->negative_e, -0.3 * dgh_cell_volume_ang3(SKEWED) / 240.0, 1e-12);
    dgh_xc_free(xc);
    xc = evaluate(density, spin, "lda_x", NULL);
    assert_near(xc->energy_ev, each * (236.0 - 1.0 + cbrt(2.0)), 1e-9);
    assert_int_equal(xc->n_spin_clipped, 1);
    dgh_xc_free(xc);
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

static void same_bits_for_all_threads(void **state)
{
    (void)state;
    const size_t n[3] = {20, 18, 21};
    dgh_grid *density = grid_of(DGH_FIELD_DENSITY, n, SKEWED),
             *spin = grid_of(DGH_FIELD_SPIN_DENSITY, n, SKEWED);
    uint64_t seed = 7;
    for (size_t p = 0; p < 20 * 18 * 21; p++) {
        density->value[p] = random_between(&seed, 0.2, 1.2);
        spin->value[p] = random_between(&seed, 0.0, 0.1);
    }
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.keep_potential = true;
    dgh_xc *first = NULL;
    for (int jobs = 1; jobs <= 5; jobs += 2) {
        options.jobs = jobs;
        dgh_xc *xc = evaluate(density, spin, "pbe", &options);
        if (first) {
            assert_memory_equal(&xc->energy_ev, &first->energy_ev, sizeof(double));
            assert_memory_equal(&xc->potential_energy_ev, &first->potential_energy_ev,
                                sizeof(double));
            assert_memory_equal(xc->potential[1]->value, first->potential[1]->value,
                                20 * 18 * 21 * sizeof(double));
            dgh_xc_free(xc);
        } else {
            first = xc;
        }
    }
    dgh_xc_free(first);
    dgh_grid_free(density);
    dgh_grid_free(spin);
}

static void expect(const dgh_grid *density, const dgh_grid *spin, const char *message)
{
    dgh_xc_functional f = find("pbe");
    dgh_xc *xc = (dgh_xc *)&f;
    dgh_error err = {0};
    assert_int_equal(dgh_density_xc(&xc, density, spin, &f, NULL, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, message);
    assert_null(xc);
}

static bool stop(void *user, const char *what, size_t done, size_t total)
{
    (void)user;
    return !(strcmp(what, "gga_x_pbe+gga_c_pbe") == 0 && done <= total);
}

static void bad_input(void **state)
{
    (void)state;
    const size_t other[3] = {6, 5, 7};
    dgh_grid *density = uniform(DGH_FIELD_DENSITY, 0.3),
             *spin = uniform(DGH_FIELD_SPIN_DENSITY, 0.0),
             *small = grid_of(DGH_FIELD_SPIN_DENSITY, other, SKEWED);
    density->value[31] = NAN;
    expect(density, NULL, "expected finite values in , found nan at point (2, 1, 2)");
    density->value[31] = 0.3;
    spin->value[239] = -INFINITY;
    expect(density, spin, "expected finite values in , found -inf at point (6, 5, 8)");
    spin->value[239] = 0.0;
    expect(density, small,
           "expected the spin density of  on its grid of 6 x 5 x 8, found 6 x 5 x 7 in ");
    expect(density, density, "expected a spin density in , found the field \"density\"");
    expect(spin, NULL, "expected a density in , found the field \"spin-density\"");
    spin->cell_ang[1][2] += 0.01;
    expect(density, spin,
           "expected the same cell in  and , found lattice vectors 2 that differ by 0.0100 Ang");
    memset(density->cell_ang, 0, sizeof density->cell_ang);
    expect(density, NULL, "expected a cell with a volume in , found 0 Ang^3");
    memcpy(density->cell_ang, SKEWED, sizeof density->cell_ang);
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    dgh_xc_functional f = find("pbe");
    dgh_xc *xc;
    options.progress = stop;
    assert_int_equal(dgh_density_xc(&xc, density, NULL, &f, &options, NULL), DGH_ERR_CANCELLED);
    options = (dgh_xc_options)DGH_XC_OPTIONS_INIT;
    options.flat_threshold_e_per_ang3 = -1.0;
    assert_int_equal(dgh_density_xc(&xc, density, NULL, &f, &options, NULL), DGH_ERR_ARGUMENT);
    dgh_grid_free(density);
    dgh_grid_free(spin);
    dgh_grid_free(small);
}

/* ---- triples ----------------------------------------------------------------------------------
 */

static dgh_xc_swap swap_of(dgh_xc pair[2], const char *path, double electrons, double volume,
                           double from_ev, double to_ev)
{
    dgh_xc_swap swap;
    for (int i = 0; i < 2; i++)
        pair[i] = (dgh_xc){.path = path,
                           .functional = find(i ? "rpbe" : "pbe"),
                           .energy_ev = i ? to_ev : from_ev,
                           .electrons = electrons,
                           .volume_ang3 = volume};
    assert_int_equal(dgh_xc_swap_make(&swap, &pair[0], &pair[1], NULL), DGH_OK);
    return swap;
}

static void triples(void **state)
{
    (void)state;
    dgh_xc a[2], b[2], c[2];
    dgh_xc_triple t;
    dgh_error err = {0};
    dgh_xc_swap with_h = swap_of(a, "slab_h", 33.0, 100.0, -50.0, -51.1),
                host = swap_of(b, "slab", 30.0, 100.0, -40.0, -40.5),
                h2 = swap_of(c, "h2", 2.0, 900.0, -18.0, -18.3);
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &h2, 0, false, &err), DGH_OK);
    assert_int_equal(t.n_hydrogen, 3);
    assert_near(t.delta_ev, -1.1 + 0.5 + 1.5 * 0.3, 1e-12);
    assert_near(t.delta_per_h_ev, t.delta_ev / 3.0, 1e-15);
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &h2, 1, false, &err), DGH_ERR_REFUSED);
    assert_string_equal(err.message, "expected 1 electrons more in slab_h than in slab, found "
                                     "33.0000 - 30.0000 = 3.0000");
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &h2, 1, true, &err), DGH_OK);
    assert_int_equal(dgh_xc_triple_make(&t, &host, &with_h, &h2, 0, true, &err), DGH_ERR_REFUSED);
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &host, 0, false, &err),
                     DGH_ERR_REFUSED);
    assert_string_equal(err.message, "expected 2 electrons of H2 in slab, found 30.0000");
    host = swap_of(b, "slab", 30.0, 101.0, -40.0, -40.5);
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &h2, 0, false, &err), DGH_ERR_REFUSED);
    assert_string_equal(err.message, "expected the same cell in slab_h and slab, found volumes of "
                                     "100.0000 and 101.0000 Ang^3");
    b[1].functional = find("pbesol");
    assert_int_equal(dgh_xc_triple_make(&t, &with_h, &host, &h2, 0, true, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected the same functional on slab_h and slab, found "
                                     "gga_x_rpbe+gga_c_pbe and gga_x_pbe_sol+gga_c_pbe_sol");
    dgh_xc_swap swap;
    assert_int_equal(dgh_xc_swap_make(&swap, &a[0], &b[0], &err), DGH_ERR_ARGUMENT);
    size_t n;
    assert_non_null(dgh_xc_caveats(&n));
    assert_true(n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(energies_of_pw),
        cmocka_unit_test(potential_of_pp),
        cmocka_unit_test(swap_and_the_other_run),
        cmocka_unit_test(uniform_gas),
        cmocka_unit_test(potential_is_the_derivative),
        cmocka_unit_test(spin_zero_is_no_spin),
        cmocka_unit_test(negative_and_empty_points),
        cmocka_unit_test(same_bits_for_all_threads),
        cmocka_unit_test(bad_input),
        cmocka_unit_test(triples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
