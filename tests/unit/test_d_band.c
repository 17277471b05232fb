/* Moments of d bands against closed forms, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>

#include <cmocka.h>

#include "dgh/d_band.h"
#include "near.h"

static const double PI = 3.14159265358979323846;

enum { MOST = 4001 };

typedef struct band {
    dgh_dos dos;
    dgh_dos_shell shells[4];
    double energy[MOST], value[4][MOST];
} band;

typedef double shape(double energy);

/* n energies from `from` to `to`; one d shell of atom 0 with the given shape. */
static void make(band *b, size_t n, double from, double to, shape *states)
{
    memset(b, 0, sizeof *b);
    for (size_t i = 0; i < n; i++) {
        b->energy[i] = from + (to - from) * (double)i / (double)(n - 1);
        b->value[0][i] = states(b->energy[i]);
    }
    b->shells[0] = (dgh_dos_shell){.atom = 0, .l = 2, .states_per_ev = {b->value[0]}};
    b->dos = (dgh_dos){.path = "x",
                       .n_energies = n,
                       .energy_ev = b->energy,
                       .step_ev = (to - from) / (double)(n - 1),
                       .fermi_ev = {.has = true, .value = 1.0},
                       .n_spins = 1,
                       .n_atoms = 1,
                       .n_shells = 1,
                       .shells = b->shells};
}

static dgh_d_band band_of(const band *b, const dgh_d_band_options *options)
{
    const size_t atom = 0;
    dgh_d_band out;
    dgh_error err = {0};
    if (dgh_d_band_of(&out, &b->dos, &atom, 1, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return out;
}

static void assert_fails(const band *b, const dgh_d_band_options *options, size_t atom,
                         dgh_status status, const char *message)
{
    dgh_d_band out;
    dgh_error err = {0};
    assert_int_equal(dgh_d_band_of(&out, &b->dos, &atom, 1, options, &err), status);
    assert_string_equal(err.message, message);
}

/* ten states around -1, that is -2 from E_F, of width 0.7 */
static double gaussian(double e)
{
    return 10.0 / (0.7 * sqrt(2.0 * PI)) * exp(-(e + 1.0) * (e + 1.0) / (2.0 * 0.49));
}

/* Semi-ellipse of ten states around 0.5 (-0.5 from E_F), half width 3: variance 9/4. */
static double ellipse(double e)
{
    double x = (e - 0.5) / 3.0;
    return fabs(x) < 1.0 ? 20.0 / (PI * 3.0) * sqrt(1.0 - x * x) : 0.0;
}

static void a_gaussian_band(void **state)
{
    (void)state;
    static band b;
    make(&b, 1001, -9.0, 11.0, gaussian);
    dgh_d_band d = band_of(&b, NULL);
    assert_near(d.total.n_states, 10.0, 1e-10);
    assert_near(d.total.centre_ev, -2.0, 1e-10);
    assert_near(d.total.width_ev, 0.7, 1e-10);
    /* half a step of 0.02 eV before E_F is missing at most */
    assert_near(d.filling, 0.5 * erfc(-2.0 / 0.7 / sqrt(2.0)), 2e-4);
    assert_near(d.total.n_electrons, 10.0 * d.filling, 1e-12);
    assert_near(d.coarse_shift_ev, 0.0, 1e-10);
    assert_near(d.from_ev, -10.0, 1e-12);
    assert_near(d.to_ev, 10.0, 1e-12);
    assert_true(d.cut_below < 1e-9 && d.cut_above < 1e-9);
    /* Dawson's function is largest at 0.9241388730 (DLMF 7.25), in units of sqrt(2) sigma */
    assert_near(d.upper_edge_ev.value, -2.0 + 0.9241388730 * sqrt(2.0) * 0.7, 3e-4);
    assert_true(d.fermi_ev.value == 1.0);
    assert_int_equal(d.window, DGH_D_WINDOW_ALL);
}

static void the_occupied_part_of_a_gaussian(void **state)
{
    (void)state;
    static band b;
    dgh_d_band_options o = DGH_D_BAND_OPTIONS_INIT;
    o.window = DGH_D_WINDOW_OCCUPIED;
    o.fermi_ev = (dgh_real){.has = true, .value = -1.0}; /* at its centre */
    make(&b, 4001, -9.0, 7.0, gaussian);
    dgh_d_band d = band_of(&b, &o);
    assert_near(d.total.n_states, 5.0, 1e-6);
    assert_near(d.total.centre_ev, -0.7 * sqrt(2.0 / PI), 1e-5);
    assert_near(d.total.width_ev, 0.7 * sqrt(1.0 - 2.0 / PI), 1e-5);
    assert_near(d.total.n_electrons, d.total.n_states, 1e-12);
    assert_near(d.filling, 0.5, 1e-6);
    assert_near(d.to_ev, 0.0, 1e-9);
    assert_true(d.fermi_ev.value == -1.0);
}

static void a_semi_elliptic_band(void **state)
{
    (void)state;
    static band b;
    make(&b, 4001, -9.5, 10.5, ellipse);
    dgh_d_band d = band_of(&b, NULL);
    assert_near(d.total.n_states, 10.0, 5e-4);
    assert_near(d.total.centre_ev, -0.5, 1e-5);
    assert_near(d.total.width_ev, 1.5, 1e-4);
    /* E_F lies at x = 1/6: 1/2 + (x sqrt(1 - x²) + asin x) / pi */
    assert_near(d.filling, 0.5 + (sqrt(35.0) / 36.0 + asin(1.0 / 6.0)) / PI, 1e-3);
    assert_near(d.upper_edge_ev.value, 2.5, 0.02); /* a cusp at the edge of the band */
    make(&b, 201, -9.5, 10.5, ellipse);
    assert_near(band_of(&b, NULL).total.centre_ev, -0.5, 1e-3);
}

static void a_window(void **state)
{
    (void)state;
    static band b;
    dgh_d_band_options o = DGH_D_BAND_OPTIONS_INIT;
    o.window = DGH_D_WINDOW_RANGE;
    o.from_ev = -3.001; /* between two points: the sum begins at -3 */
    o.to_ev = -1.0;
    make(&b, 1001, -9.0, 11.0, gaussian);
    dgh_d_band d = band_of(&b, &o);
    assert_near(d.from_ev, -3.0, 1e-9);
    assert_near(d.to_ev, -1.0, 1e-9);
    assert_near(d.total.centre_ev, -2.0, 1e-9);
    assert_near(d.total.n_states, 10.0 * erf(1.0 / 0.7 / sqrt(2.0)), 2e-3);
    assert_near(d.filling, 0.9979, 2e-4); /* of all states, whatever the window */
    o.to_ev = 10.1;
    assert_fails(&b, &o, 0, DGH_ERR_MISSING,
                 "x: expected energies from -3.001 to 10.1 eV relative to E_F, found -10.000 to "
                 "10.000");
    o.to_ev = -3.001;
    assert_fails(&b, &o, 0, DGH_ERR_ARGUMENT,
                 "expected a window from a lower to a higher energy, not from -3.001 to -3.001 eV");
    o.to_ev = -3.0005;
    assert_fails(&b, &o, 0, DGH_ERR_MISSING,
                 "x: fewer than two energies between -3.001 and -3.001 eV relative to E_F");
    o.from_ev = 8.0;
    o.to_ev = 9.0;
    assert_fails(&b, &o, 0, DGH_ERR_MISSING,
                 "x: no d states of atom 1 between 8.000 and 9.000 eV relative to E_F");
}

static void spins_and_shells_add_up(void **state)
{
    (void)state;
    static band b;
    make(&b, 1001, -9.0, 11.0, gaussian);
    /* up at -2, down 1 eV higher, as two shells of half the weight and an s shell that is not d */
    for (size_t i = 0; i < b.dos.n_energies; i++) {
        b.value[0][i] = 0.25 * gaussian(b.energy[i]);
        b.value[1][i] = 0.25 * gaussian(b.energy[i] - 1.0);
        b.value[2][i] = 100.0;
    }
    b.shells[1] = b.shells[0] = (dgh_dos_shell){.l = 2, .states_per_ev = {b.value[0], b.value[1]}};
    b.shells[2] = (dgh_dos_shell){.l = 0, .states_per_ev = {b.value[2], b.value[2]}};
    b.dos.n_shells = 3;
    b.dos.n_spins = 2;
    dgh_d_band d = band_of(&b, NULL);
    assert_int_equal(d.n_spins, 2);
    assert_near(d.spin[0].centre_ev, -2.0, 1e-10);
    assert_near(d.spin[1].centre_ev, -1.0, 1e-10);
    assert_near(d.spin[0].n_states, 5.0, 1e-10);
    assert_near(d.total.centre_ev, -1.5, 1e-10);
    assert_near(d.total.width_ev, sqrt(0.49 + 0.25), 1e-10);
    assert_near(d.total.n_states, 10.0, 1e-10);
}

static void several_atoms_count_by_their_states(void **state)
{
    (void)state;
    static band b;
    const size_t atoms[] = {0, 1};
    dgh_d_band d;
    make(&b, 1001, -9.0, 11.0, gaussian);
    for (size_t i = 0; i < b.dos.n_energies; i++)
        b.value[1][i] = 0.25 * gaussian(b.energy[i] - 1.0);
    b.shells[1] = (dgh_dos_shell){.atom = 1, .l = 2, .states_per_ev = {b.value[1]}};
    b.dos.n_shells = b.dos.n_atoms = 2;
    assert_int_equal(dgh_d_band_of(&d, &b.dos, atoms, 2, NULL, NULL), DGH_OK);
    assert_near(d.total.centre_ev, (-2.0 * 10.0 - 1.0 * 2.5) / 12.5, 1e-10);
}

static void a_coarse_grid_and_a_cut_band_show(void **state)
{
    (void)state;
    static band b;
    make(&b, 11, -8.8, 11.0, gaussian);
    assert_true(fabs(band_of(&b, NULL).coarse_shift_ev) > 0.01);
    make(&b, 1001, -1.7, 11.0, gaussian);
    dgh_d_band d = band_of(&b, NULL);
    assert_near(d.cut_below, exp(-0.5), 1e-3);
    assert_true(d.cut_above < 1e-9);
    b.energy[500] += 0.002; /* no uniform grid, no transform */
    assert_false(band_of(&b, NULL).upper_edge_ev.has);
}

static void what_is_not_there(void **state)
{
    (void)state;
    static band b;
    dgh_d_band d;
    dgh_error err = {0};
    make(&b, 101, -9.0, 11.0, gaussian);
    assert_fails(&b, NULL, 3, DGH_ERR_ARGUMENT, "x has 1 atoms, no atom 4");
    assert_int_equal(dgh_d_band_of(&d, &b.dos, NULL, 0, NULL, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "no atoms");
    b.shells[0].l = 1;
    assert_fails(&b, NULL, 0, DGH_ERR_MISSING, "x: no d projection of atom 1");
    b.dos.fermi_ev.has = false;
    assert_fails(&b, NULL, 0, DGH_ERR_MISSING,
                 "x: the Fermi energy is not known: neither this file nor a run beside it states "
                 "it");
    dgh_d_band_options o = DGH_D_BAND_OPTIONS_INIT;
    o.window = (dgh_d_window)7;
    assert_fails(&b, &o, 0, DGH_ERR_ARGUMENT, "no window of the d band has the number 7");
}

static void names_and_elements(void **state)
{
    (void)state;
    assert_string_equal(dgh_d_window_name(DGH_D_WINDOW_ALL), "all");
    assert_string_equal(dgh_d_window_name(DGH_D_WINDOW_OCCUPIED), "occupied");
    assert_string_equal(dgh_d_window_name(DGH_D_WINDOW_RANGE), "range");
    assert_string_equal(dgh_d_window_name((dgh_d_window)3), "?");
    static const int WITH[] = {21, 28, 29, 30, 46, 48, 57, 71, 78, 80, 92};
    static const int WITHOUT[] = {0, 1, 8, 15, 20, 31, 49, 56, 81, 88, 113};
    for (size_t i = 0; i < sizeof WITH / sizeof WITH[0]; i++)
        assert_true(dgh_d_band_element(WITH[i]));
    for (size_t i = 0; i < sizeof WITHOUT / sizeof WITHOUT[0]; i++)
        assert_false(dgh_d_band_element(WITHOUT[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_gaussian_band),
                                       cmocka_unit_test(the_occupied_part_of_a_gaussian),
                                       cmocka_unit_test(a_semi_elliptic_band),
                                       cmocka_unit_test(a_window),
                                       cmocka_unit_test(spins_and_shells_add_up),
                                       cmocka_unit_test(several_atoms_count_by_their_states),
                                       cmocka_unit_test(a_coarse_grid_and_a_cut_band_show),
                                       cmocka_unit_test(what_is_not_there),
                                       cmocka_unit_test(names_and_elements)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
