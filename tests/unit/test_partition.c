/* Voronoi's and Hirshfeld's partitions: against brute force, closed cases, conservation. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../density/small.h"
#include "base/constants.h"
#include "random.h"

static void close_to(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within))
        fail_msg("%.12g instead of %.12g (within %g)", found, expected, within);
}

static dgh_partition *voronoi(const dgh_grid *grid, const dgh_grid *spin, int jobs)
{
    dgh_partition_options options = DGH_PARTITION_OPTIONS_INIT;
    dgh_partition *p = NULL;
    dgh_error err = {0};
    options.jobs = jobs;
    options.keep_atoms = true;
    if (dgh_density_voronoi(&p, grid, spin, &options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return p;
}

/* Cells: cube, monoclinic, strongly skewed, left-handed, flat. */
static const double CELLS[5][3][3] = {{{4, 0, 0}, {0, 4, 0}, {0, 0, 4}},
                                      {{5, 0, 0}, {2, 4, 0}, {0, 0, 6}},
                                      {{6, 0, 0}, {14, 5, 0}, {-9, 8, 6}},
                                      {{0, 3, 0}, {4, 0, 0}, {1, 0, 5}},
                                      {{2, 0, 0}, {1, 1.7, 0}, {0, 0, 30}}};

static dgh_grid *random_density(const double cell[3][3], const size_t n[3], size_t n_atoms,
                                uint64_t seed)
{
    double position[3 * 16];
    for (size_t i = 0; i < n_atoms; i++)
        for (size_t x = 0; x < 3; x++) {
            position[3 * i + x] = 0.0;
            for (size_t a = 0; a < 3; a++) /* outside of the cell too */
                position[3 * i + x] += (random_between(&seed, -1.0, 2.0)) * cell[a][x];
        }
    dgh_grid *grid = small_with_atoms(n, cell, position, n_atoms);
    for (size_t p = 0; p < n[0] * n[1] * n[2]; p++)
        grid->value[p] = random_between(&seed, 0.0, 1.0);
    return grid;
}

/* The nearest nucleus by trying every image within fifteen cells; its square. */
static double by_force(const dgh_grid *g, const double at[3], size_t *atom)
{
    enum { REACH = 15 };
    double best = INFINITY;
    for (size_t i = 0; i < g->structure.n_atoms; i++) {
        const double *r = g->structure.position_ang + 3 * i;
        for (int a = -REACH; a <= REACH; a++)
            for (int b = -REACH; b <= REACH; b++)
                for (int c = -REACH; c <= REACH; c++) {
                    double square = 0.0;
                    for (int x = 0; x < 3; x++) {
                        double d = r[x] - at[x] + a * g->cell_ang[0][x] + b * g->cell_ang[1][x] +
                                   c * g->cell_ang[2][x];
                        square += d * d;
                    }
                    if (square < best) {
                        best = square;
                        *atom = i;
                    }
                }
    }
    return best;
}

static void test_voronoi_against_brute_force(void **state)
{
    (void)state;
    for (size_t c = 0; c < 5; c++) {
        const size_t n[3] = {5, 4, c == 4 ? 11 : 6};
        dgh_grid *g = random_density(CELLS[c], n, 4, 17 + c);
        dgh_partition *p = voronoi(g, g, 2);
        double electrons[4] = {0},
               voxel = dgh_cell_volume_ang3(CELLS[c]) / (double)(n[0] * n[1] * n[2]);
        for (size_t q = 0; q < n[0] * n[1] * n[2]; q++) {
            const size_t at[3] = {q % n[0], q / n[0] % n[1], q / n[0] / n[1]};
            double r[3] = {0};
            size_t atom = 99;
            for (size_t x = 0; x < 3; x++)
                for (size_t a = 0; a < 3; a++)
                    r[x] += (double)at[a] / (double)n[a] * g->cell_ang[a][x];
            by_force(g, r, &atom);
            assert_int_equal(p->atom_of_point[q], atom);
            electrons[atom] += g->value[q] * voxel;
        }
        for (size_t i = 0; i < 4; i++) {
            close_to(p->atoms[i].electrons, electrons[i], 1e-12);
            close_to(p->atoms[i].spin_e, electrons[i], 1e-12);
            assert_true(p->atoms[i].has_min_distance);
        }
        close_to(p->residual_e, 0.0, 1e-12);
        assert_int_equal(p->kind, DGH_PARTITION_VORONOI);
        dgh_partition_free(p);
        dgh_grid_free(g);
    }
}

static void test_voronoi_splits_ties(void **state)
{
    (void)state;
    /* atoms at 0 and 2 of 4 Ang: the planes at 1 and 3 belong to both */
    static const double POSITION[6] = {0, 0, 0, 2, 0, 0};
    const size_t n[3] = {4, 3, 3};
    const double cell[3][3] = {{4, 0, 0}, {0, 3, 0}, {0, 0, 3}};
    dgh_grid *g = small_with_atoms(n, cell, POSITION, 2);
    for (size_t p = 0; p < 36; p++)
        g->value[p] = p % 4 == 0 ? 1.0 : p % 4 == 1 ? 10.0 : p % 4 == 2 ? 100.0 : 1000.0;
    dgh_partition *p = voronoi(g, NULL, 1);
    close_to(p->atoms[0].electrons, 9.0 * (1.0 + 5.0 + 500.0), 1e-10);
    close_to(p->atoms[1].electrons, 9.0 * (100.0 + 5.0 + 500.0), 1e-10);
    close_to(p->atoms[0].volume_ang3, 18.0, 1e-12);
    close_to(p->atoms[0].min_distance_ang, 1.0, 1e-12);
    assert_int_equal(p->atom_of_point[1], 0);
    dgh_partition_free(p);
    dgh_grid_free(g);
}

/* One atom alone has its own images around it. */
static void test_voronoi_of_one_atom(void **state)
{
    (void)state;
    dgh_grid *g = small_grid(3, 4, 5);
    g->value[7] = 60.0;
    dgh_partition *p = voronoi(g, NULL, 1);
    close_to(p->atoms[0].electrons, 60.0, 1e-12);
    close_to(p->atoms[0].volume_ang3, 60.0, 1e-12);
    close_to(p->atoms[0].min_distance_ang, 1.5, 1e-12);
    dgh_partition_free(p);
    dgh_grid_free(g);
}

static void test_threads_change_nothing(void **state)
{
    (void)state;
    const size_t n[3] = {20, 17, 33};
    dgh_grid *g = random_density(CELLS[1], n, 9, 5);
    dgh_partition *one = voronoi(g, NULL, 1);
    for (int jobs = 2; jobs <= 8; jobs *= 4) {
        dgh_partition *more = voronoi(g, NULL, jobs);
        for (size_t i = 0; i < 9; i++)
            assert_memory_equal(&one->atoms[i].electrons, &more->atoms[i].electrons,
                                sizeof(double));
        dgh_partition_free(more);
    }
    dgh_partition_free(one);
    dgh_grid_free(g);
}

static void voronoi_fails(const dgh_grid *g, const dgh_grid *spin, dgh_status status,
                          const char *message)
{
    dgh_partition *p = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_density_voronoi(&p, g, spin, NULL, &err), status);
    assert_null(p);
    assert_string_equal(err.message, message);
}

static bool stop(void *user, const char *what, size_t done, size_t total)
{
    (void)user, (void)what, (void)done, (void)total;
    return false;
}

static void test_voronoi_refuses(void **state)
{
    (void)state;
    const size_t n[3] = {4, 4, 4};
    const double flat[3][3] = {{4, 0, 0}, {0, 4, 0}, {4, 4, 0}};
    const double needle[3][3] = {{1, 0, 0}, {0, 1e-4, 0}, {0, 0, 1}};
    static const double ORIGIN[3], FAR[3] = {1e300, 0, 0};
    dgh_grid *g = small_with_atoms(n, CELLS[0], NULL, 0);
    voronoi_fails(g, NULL, DGH_ERR_MISSING, "expected atoms, found none");
    dgh_grid_free(g);
    g = small_with_atoms(n, flat, ORIGIN, 1);
    voronoi_fails(g, NULL, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    dgh_grid_free(g);
    g = small_with_atoms(n, needle, ORIGIN, 1);
    voronoi_fails(g, NULL, DGH_ERR_ARGUMENT,
                  "expected a cell with a volume, found one of 0.0001 Ang height");
    dgh_grid_free(g);
    g = small_with_atoms(n, CELLS[0], FAR, 1);
    voronoi_fails(g, NULL, DGH_ERR_ARGUMENT,
                  "expected atom 1 within a million cells, found it at 1e+300 Ang");
    dgh_grid_free(g);
    g = small_with_atoms(n, CELLS[0], ORIGIN, 1);
    dgh_grid *spin = small_grid(4, 4, 5);
    voronoi_fails(g, spin, DGH_ERR_ARGUMENT,
                  "expected a spin density on 4 x 4 x 4 points as the density, found 4 x 4 x 5");
    dgh_partition_options options = DGH_PARTITION_OPTIONS_INIT;
    options.progress = stop;
    dgh_partition *p;
    assert_int_equal(dgh_density_voronoi(&p, g, NULL, &options, NULL), DGH_ERR_CANCELLED);
    assert_null(p);
    dgh_grid_free(spin);
    dgh_grid_free(g);
}

/* ---- Hirshfeld ------------------------------------------------------------------------------- */

enum { RADII = 1000 };

/* exp(-a r) with `electrons` in all. */
static dgh_free_atom *slater(int element, double electrons, double per_ang)
{
    static double radius[RADII], density[RADII];
    for (int i = 0; i < RADII; i++) {
        radius[i] = 0.02 * i;
        density[i] = electrons * per_ang * per_ang * per_ang / (8.0 * DGH_PI) *
                     exp(-per_ang * radius[i]);
    }
    dgh_free_atom *atom = NULL;
    assert_int_equal(
        dgh_free_atom_create(&atom, "slater", element, (dgh_real){0}, radius, density, RADII, NULL),
        DGH_OK);
    close_to(atom->electrons, electrons, 1e-3 * electrons);
    return atom;
}

static dgh_grid *of_elements(const size_t n[3], const double cell[3][3], const double *position,
                             size_t n_atoms, const int *element)
{
    dgh_grid *g = small_with_atoms(n, cell, position, n_atoms);
    dgh_species *species = (dgh_species *)g->structure.species;
    species[0].atomic_number = element[0];
    return g;
}

static void test_hirshfeld_of_two_equal_atoms(void **state)
{
    (void)state;
    static const double POSITION[6] = {2, 4, 4, 6, 4, 4};
    static const int H = 1;
    const size_t n[3] = {16, 16, 16};
    const double cell[3][3] = {{8, 0, 0}, {0, 8, 0}, {0, 0, 8}};
    dgh_grid *g = of_elements(n, cell, POSITION, 2, &H);
    dgh_free_atom *h = slater(1, 1.0, 3.0);
    for (size_t p = 0; p < 16 * 16 * 16; p++)
        g->value[p] = 2.0 / 512.0;
    dgh_partition *p = NULL;
    assert_int_equal(
        dgh_density_hirshfeld(&p, g, g, (const dgh_free_atom *const *)&h, 1, NULL, NULL), DGH_OK);
    for (size_t i = 0; i < 2; i++) {
        close_to(p->atoms[i].electrons, 1.0, 1e-12);
        close_to(p->atoms[i].spin_e, 1.0, 1e-12);
        close_to(p->atoms[i].volume_ang3, 256.0, 1e-9);
        assert_false(p->atoms[i].has_min_distance);
    }
    close_to(p->residual_e, 0.0, 1e-12);
    assert_int_equal(p->kind, DGH_PARTITION_HIRSHFELD);
    dgh_partition_free(p);
    dgh_free_atom_free(h);
    dgh_grid_free(g);
}

/* Density = the promolecule itself: every atom keeps the electrons of its free atom. */
static void test_hirshfeld_gives_back_free_atoms(void **state)
{
    (void)state;
    static const double POSITION[6] = {1.0, 2.0, 0.5, 3.1, 4.2, 5.3};
    static const dgh_species SPECIES[2] = {{"H", 1, {0}}, {"O", 8, {0}}};
    static const uint32_t SPECIES_OF_ATOM[2] = {0, 1};
    const size_t n[3] = {40, 36, 44};
    const double cell[3][3] = {{6, 0, 0}, {2, 6, 0}, {0, 1, 7}};
    dgh_structure s = {.n_atoms = 2,
                       .n_species = 2,
                       .species = SPECIES,
                       .species_of_atom = SPECIES_OF_ATOM,
                       .has_cell = true,
                       .position_ang = POSITION};
    dgh_grid *g = NULL;
    assert_int_equal(dgh_grid_create(&g, n, cell, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    dgh_free_atom *atoms[2] = {slater(1, 1.0, 4.0), slater(8, 6.0, 5.0)};
    for (size_t p = 0; p < n[0] * n[1] * n[2]; p++)
        for (size_t i = 0; i < 2; i++)
            for (int image = 0; image < 343; image++) {
                const double t[3] = {(double)(p % n[0]) / (double)n[0] + image % 7 - 3,
                                     (double)(p / n[0] % n[1]) / (double)n[1] + image / 7 % 7 - 3,
                                     (double)(p / n[0] / n[1]) / (double)n[2] + image / 49 - 3};
                double square = 0.0, a = i ? 5.0 : 4.0;
                for (int x = 0; x < 3; x++) {
                    double d = t[0] * cell[0][x] + t[1] * cell[1][x] + t[2] * cell[2][x] -
                               POSITION[3 * i + (size_t)x];
                    square += d * d;
                }
                if (square < 64.0)
                    g->value[p] += (i ? 6.0 : 1.0) * a * a * a / (8.0 * DGH_PI) *
                                   exp(-a * sqrt(square));
            }
    dgh_partition *p = NULL;
    dgh_error err = {0};
    if (dgh_density_hirshfeld(&p, g, NULL, (const dgh_free_atom *const *)atoms, 2, NULL, &err) !=
        DGH_OK)
        fail_msg("%s", err.message);
    const double total = p->atoms[0].electrons + p->atoms[1].electrons;
    close_to(p->atoms[0].electrons / total, 1.0 / 7.0, 2e-3); /* the cusps on the grid */
    close_to(p->unassigned_electrons, 0.0, 1e-12);
    close_to(p->residual_e, 0.0, 1e-10 * p->total_electrons);
    close_to(p->atoms[0].volume_ang3 + p->atoms[1].volume_ang3, dgh_cell_volume_ang3(cell), 1e-9);
    dgh_partition_free(p);
    dgh_free_atom_free(atoms[0]);
    dgh_free_atom_free(atoms[1]);
    dgh_grid_free(g);
}

static void test_hirshfeld_far_from_atoms(void **state)
{
    (void)state;
    static const double POSITION[3] = {0, 0, 0};
    static const int H = 1;
    const size_t n[3] = {2, 2, 60};
    const double cell[3][3] = {{2, 0, 0}, {0, 2, 0}, {0, 0, 60}};
    dgh_grid *g = of_elements(n, cell, POSITION, 1, &H);
    dgh_free_atom *h = slater(1, 1.0, 4.0);
    for (size_t p = 0; p < 240; p++)
        g->value[p] = 1.0;
    dgh_partition *p = NULL;
    assert_int_equal(
        dgh_density_hirshfeld(&p, g, NULL, (const dgh_free_atom *const *)&h, 1, NULL, NULL),
        DGH_OK);
    assert_true(p->unassigned_electrons > 100.0 && p->unassigned_electrons < 240.0);
    close_to(p->atoms[0].electrons + p->unassigned_electrons, 240.0, 1e-9);
    close_to(p->residual_e, 0.0, 1e-9);
    dgh_partition_free(p);
    dgh_free_atom_free(h);
    dgh_grid_free(g);
}

static void test_hirshfeld_refuses(void **state)
{
    (void)state;
    static const double POSITION[3] = {0, 0, 0};
    static const int PT = 78, NONE = 0;
    const size_t n[3] = {2, 2, 2};
    dgh_error err = {0};
    dgh_partition *p = NULL;
    dgh_free_atom *h = slater(1, 1.0, 4.0);
    dgh_grid *g = of_elements(n, CELLS[0], POSITION, 1, &PT);
    assert_int_equal(
        dgh_density_hirshfeld(&p, g, NULL, (const dgh_free_atom *const *)&h, 1, NULL, &err),
        DGH_ERR_MISSING);
    assert_null(p);
    assert_string_equal(err.message,
                        "expected the densities of the free atoms, found none of Pt (UPF "
                        "pseudopotentials or tables have them)");
    dgh_grid_free(g);
    g = of_elements(n, CELLS[0], POSITION, 1, &NONE);
    assert_int_equal(
        dgh_density_hirshfeld(&p, g, NULL, (const dgh_free_atom *const *)&h, 1, NULL, &err),
        DGH_ERR_MISSING);
    assert_string_equal(err.message, "expected elements, found a species \"X\"");
    dgh_grid_free(g);
    g = small_with_atoms(n, CELLS[0], NULL, 0);
    ((dgh_species *)g->structure.species)[0].atomic_number = 1;
    assert_int_equal(
        dgh_density_hirshfeld(&p, g, NULL, (const dgh_free_atom *const *)&h, 1, NULL, &err),
        DGH_ERR_MISSING);
    assert_string_equal(err.message, "expected atoms, found none");
    dgh_grid_free(g);
    dgh_free_atom_free(h);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(dgh_partition_name(DGH_PARTITION_BADER), "bader");
    assert_string_equal(dgh_partition_name(DGH_PARTITION_VORONOI), "voronoi");
    assert_string_equal(dgh_partition_name(DGH_PARTITION_HIRSHFELD), "hirshfeld");
    assert_string_equal(dgh_partition_name((dgh_partition_kind)9), "unknown");
    dgh_partition_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_voronoi_against_brute_force),
        cmocka_unit_test(test_voronoi_splits_ties),
        cmocka_unit_test(test_voronoi_of_one_atom),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_voronoi_refuses),
        cmocka_unit_test(test_hirshfeld_of_two_equal_atoms),
        cmocka_unit_test(test_hirshfeld_gives_back_free_atoms),
        cmocka_unit_test(test_hirshfeld_far_from_atoms),
        cmocka_unit_test(test_hirshfeld_refuses),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
