/* Matching a slab with its adsorbate to the clean slab: known answers, random trials. */
#include "read_text.h"

#include <math.h>
#include <time.h>

#include "dgh/surface.h"
#include "record/build.h"

enum { MOST_ATOMS = 700, MOST_SPECIES = 4 };

typedef struct model {
    dgh_structure s;
    dgh_species species[MOST_SPECIES];
    uint32_t kind[MOST_ATOMS];
    double position[3 * MOST_ATOMS];
} model;

static uint64_t seed = 88172645463325252u;

static double uniform(double from, double to)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return from + (to - from) * (double)(seed >> 11) / 9007199254740992.0;
}

static size_t below(size_t n)
{
    return (size_t)uniform(0.0, (double)n);
}

static void start(model *m, const double cell[3][3])
{
    memset(m, 0, sizeof *m);
    const dgh_species species[MOST_SPECIES] = {{.label = "Pt", .atomic_number = 78},
                                               {.label = "Ni", .atomic_number = 28},
                                               {.label = "O", .atomic_number = 8},
                                               {.label = "H", .atomic_number = 1}};
    memcpy(m->species, species, sizeof species);
    memcpy(m->s.cell_ang, cell, sizeof m->s.cell_ang);
    m->s.n_species = MOST_SPECIES;
    m->s.species = m->species;
    m->s.species_of_atom = m->kind;
    m->s.position_ang = m->position;
    m->s.has_cell = true;
}

static void add(model *m, uint32_t kind, const double r[3])
{
    assert_true(m->s.n_atoms < MOST_ATOMS);
    m->kind[m->s.n_atoms] = kind;
    memcpy(m->position + 3 * m->s.n_atoms, r, 3 * sizeof *r);
    m->s.n_atoms++;
}

/* Shortest distance by trying images in the plane, `n` cells away. */
static double distance(const double cell[3][3], const double *a, const double *b, int n)
{
    double best = INFINITY;
    for (int i = -n; i <= n; i++)
        for (int j = -n; j <= n; j++)
            for (int k = 1 - n; k <= n - 1; k++) {
                double square = 0.0;
                for (int x = 0; x < 3; x++) {
                    double d = b[x] - a[x] + i * cell[0][x] + j * cell[1][x] + k * cell[2][x];
                    square += d * d;
                }
                best = square < best ? square : best;
            }
    return sqrt(best);
}

static bool is_clear(const model *m, const double r[3], double metal, double hydrogen)
{
    for (size_t i = 0; i < m->s.n_atoms; i++) {
        double least = m->kind[i] == 3 ? hydrogen : metal;
        const double *p = m->position + 3 * i;
        if (distance((const double(*)[3])m->s.cell_ang, p, r, 1) < least)
            return false;
    }
    return true;
}

/* fcc(111) slabs of nx x ny x layers, or random ones of the same density. */
static void make_slab(model *m, size_t nx, size_t ny, size_t layers, bool amorphous, bool skewed)
{
    const double a = 2.77, h = 2.26, c = h * (double)layers + 12.0;
    double cell[3][3] = {{a * (double)nx, 0, 0},
                         {a * (double)ny / 2, a * (double)ny * sqrt(3.0) / 2, 0},
                         {skewed ? 4.0 : 0.0, skewed ? -3.0 : 0.0, skewed ? -c : c}};
    start(m, (const double(*)[3])cell);
    for (size_t l = 0; l < layers; l++)
        for (size_t i = 0; i < nx; i++)
            for (size_t j = 0; j < ny; j++) {
                double u = (double)i + (double)(l % 3) / 3.0, v = (double)j + (double)(l % 3) / 3.0;
                double r[3] = {a * (u + v / 2), a * v * sqrt(3.0) / 2, h * (double)l};
                for (int tries = 0; amorphous && tries < 300; tries++) {
                    double f[3] = {uniform(0, 1), uniform(0, 1), 0};
                    for (int k = 0; k < 2; k++)
                        r[k] = f[0] * cell[0][k] + f[1] * cell[1][k];
                    r[2] = uniform(0, h * (double)layers);
                    if (is_clear(m, r, 2.0, 1.5))
                        break;
                }
                add(m, below(4) == 0 ? 1 : 0, r);
            }
}

static void add_hydrogen(model *m, size_t n, double top)
{
    for (size_t i = 0; i < n; i++) {
        double r[3] = {0, 0, 0};
        for (int tries = 0; tries < 300; tries++) {
            double f = uniform(0, 1), g = uniform(0, 1);
            for (int k = 0; k < 2; k++)
                r[k] = f * m->s.cell_ang[0][k] + g * m->s.cell_ang[1][k];
            r[2] = top + uniform(0.8, 1.2);
            if (is_clear(m, r, 1.2, 1.6))
                break;
        }
        add(m, 3, r);
    }
}

/* `full` from `host`: more H, relaxed, drifted, wrapped and shuffled; truth[i] is what host atom i
 * became. */
static void disturb(model *full, const model *host, size_t n_h, double relax, const double drift[3],
                    size_t *truth)
{
    static model grown;
    size_t order[MOST_ATOMS];
    double top = 0.0;
    grown = *host;
    for (size_t i = 0; i < host->s.n_atoms; i++)
        if (host->kind[i] != 3 && host->position[3 * i + 2] > top)
            top = host->position[3 * i + 2];
    add_hydrogen(&grown, n_h, top);
    start(full, host->s.cell_ang);
    size_t n = grown.s.n_atoms;
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t j = below(i), t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
    for (size_t i = 0; i < n; i++) {
        double r[3], length = uniform(0, relax), direction[3], norm = 0.0;
        for (int k = 0; k < 3; k++) {
            direction[k] = uniform(-1, 1);
            norm += direction[k] * direction[k];
        }
        for (int k = 0; k < 3; k++)
            r[k] = grown.position[3 * order[i] + (size_t)k] + drift[k] +
                   length * direction[k] / sqrt(norm);
        for (int v = 0; v < 3; v++) {
            int shift = (int)below(5) - 2;
            for (int k = 0; k < 3; k++)
                r[k] += shift * host->s.cell_ang[v][k];
        }
        add(full, grown.kind[order[i]], r);
        if (order[i] < host->s.n_atoms)
            truth[order[i]] = i;
    }
}

static dgh_match *match_of(const model *full, const model *host)
{
    dgh_match *match = NULL;
    dgh_error err = {0};
    if (dgh_surface_match(&match, &full->s, &host->s, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return match;
}

static void check(const dgh_match *match, const model *full, const model *host, const size_t *truth,
                  double relax, int trial)
{
    bool is_host[MOST_ATOMS] = {false};
    size_t n = host->s.n_atoms;
    assert_int_equal(match->n_host, n);
    assert_int_equal(match->n_adsorbate, full->s.n_atoms - n);
    for (size_t i = 0; i < n; i++) {
        if (match->host_to_full[i] != truth[i])
            fail_msg("trial %d: atom %zu became %zu, not %zu", trial, i, match->host_to_full[i],
                     truth[i]);
        is_host[truth[i]] = true;
    }
    for (size_t i = 0; i < match->n_adsorbate; i++)
        assert_false(is_host[match->adsorbate[i]]);
    assert_true(match->largest_displacement_ang <= 2.0 * relax + 1e-9);
    assert_true(match->rms_displacement_ang <= match->largest_displacement_ang + 1e-12);
}

static void thousand_random_trials(void **state)
{
    (void)state;
    static model host, full;
    for (int trial = 0; trial < 1000; trial++) {
        size_t truth[MOST_ATOMS], layers = 3 + below(3);
        double drift[3], relax = uniform(0.05, 0.2), length = uniform(0, 0.5), norm = 0.0;
        make_slab(&host, 2 + below(3), 2 + below(3), layers, trial % 2, trial % 3 == 0);
        add_hydrogen(&host, below(4), 2.26 * (double)(layers - 1) + (trial % 2 ? 2.26 : 0.0));
        for (int k = 0; k < 3; k++) {
            drift[k] = uniform(-1, 1);
            norm += drift[k] * drift[k];
        }
        for (int k = 0; k < 3; k++)
            drift[k] *= length / sqrt(norm);
        disturb(&full, &host, 1 + below(3), relax, drift, truth);
        dgh_match *match = match_of(&full, &host);
        check(match, &full, &host, truth, relax, trial);
        double off = distance((const double(*)[3])host.s.cell_ang, match->drift_ang, drift, 2);
        assert_true(off < relax);
        dgh_match_free(match);
    }
}

static void far_drifts(void **state)
{
    (void)state;
    static model host, full;
    for (int trial = 0; trial < 100; trial++) {
        size_t truth[MOST_ATOMS];
        make_slab(&host, 3, 3, 4, true, trial % 2);
        add_hydrogen(&host, trial % 3 ? 2 : 0, 9.1);
        double drift[3] = {0, 0, 0}, f[3] = {uniform(0, 1), uniform(0, 1), 0.5};
        for (int k = 0; k < 3; k++)
            for (int v = 0; v < 3; v++)
                drift[k] += f[v] * host.s.cell_ang[v][k];
        disturb(&full, &host, 1, 0.1, drift, truth);
        dgh_match *match = match_of(&full, &host);
        check(match, &full, &host, truth, 0.1, trial);
        dgh_match_free(match);
    }
}

static void a_crystal_is_not_moved_by_its_own_lattice(void **state)
{
    (void)state;
    /* H at A on the host; H at A and at B = A + a lattice vector of the crystal */
    static model host, full;
    make_slab(&host, 3, 3, 3, false, false);
    for (size_t i = 0; i < host.s.n_atoms; i++)
        host.kind[i] = 0;
    double a[3] = {1.385, 0.8, 5.5}, b[3] = {1.385 + 2.77, 0.8, 5.5};
    full = host;
    full.s.species = full.species;
    full.s.species_of_atom = full.kind;
    full.s.position_ang = full.position;
    add(&host, 3, a);
    add(&full, 3, b);
    add(&full, 3, a);
    dgh_match *match = match_of(&full, &host);
    assert_int_equal(match->n_adsorbate, 1);
    assert_int_equal(match->adsorbate[0], 27);
    assert_int_equal(match->host_to_full[27], 28);
    assert_true(match->rms_displacement_ang < 1e-12);
    for (int k = 0; k < 3; k++)
        assert_true(fabs(match->drift_ang[k]) < 1e-12);
    dgh_match_free(match);
}

static void displacements_are_reported(void **state)
{
    (void)state;
    static model host, full;
    const double cell[3][3] = {{6, 0, 0}, {0, 6, 0}, {0, 0, 20}};
    start(&host, cell);
    start(&full, cell);
    /* four atoms, drift (0.1, 0, 0), the last one moved by (0, 0, 0.4) besides */
    const double at[4][3] = {{0, 0, 0}, {3, 0, 0}, {0, 3, 0}, {3, 3, 0}};
    const double h[3] = {1.5, 1.5, 1.0};
    for (int i = 0; i < 4; i++) {
        double r[3] = {at[i][0] + 0.1, at[i][1] + 6.0, at[i][2] - 20.0 + (i == 3 ? 0.4 : 0.0)};
        add(&host, 0, at[i]);
        add(&full, 0, r);
    }
    add(&full, 3, h);
    dgh_match *match = match_of(&full, &host);
    assert_true(fabs(match->drift_ang[0] - 0.1) < 1e-12);
    assert_true(fabs(match->drift_ang[2] - 0.1) < 1e-12);
    assert_true(fabs(match->displacement_ang[11] - 0.3) < 1e-12);
    assert_true(fabs(match->displacement_ang[2] + 0.1) < 1e-12);
    assert_int_equal(match->largest_displacement_atom, 3);
    assert_true(fabs(match->largest_displacement_ang - 0.3) < 1e-12);
    assert_true(fabs(match->rms_displacement_ang - sqrt(0.12 / 4)) < 1e-12);
    assert_int_equal(match->n_adsorbate, 1);
    assert_int_equal(match->adsorbate[0], 4);
    dgh_match_free(match);
}

static void assert_error(const model *full, const model *host, const char *message)
{
    dgh_match *match = (dgh_match *)1;
    dgh_error err = {0};
    assert_int_equal(dgh_surface_match(&match, &full->s, &host->s, &err), DGH_ERR_ARGUMENT);
    assert_null(match);
    assert_string_equal(err.message, message);
}

static void what_cannot_be_matched(void **state)
{
    (void)state;
    static model host, full;
    make_slab(&host, 2, 2, 3, false, false);
    for (size_t i = 0; i < host.s.n_atoms; i++)
        host.kind[i] = i == 0;
    full = host;
    full.s.species = full.species;
    full.s.species_of_atom = full.kind;
    full.s.position_ang = full.position;
    for (int k = 0; k < 3; k++)
        full.s.cell_ang[0][k] *= 1.001;
    dgh_match_free(match_of(&full, &host));
    for (int k = 0; k < 3; k++)
        full.s.cell_ang[0][k] *= 1.01;
    assert_error(&full, &host, "the two structures have different cells");
    memcpy(full.s.cell_ang, host.s.cell_ang, sizeof full.s.cell_ang);
    full.kind[0] = 0;
    assert_error(&full, &host,
                 "the host has 1 atoms of Ni, the structure with the adsorbate has 0");
    full.kind[0] = 1;
    full.s.has_cell = false;
    assert_error(&full, &host, "a structure without cell, positions or elements cannot be matched");
    full.s.has_cell = true;
    full.s.position_ang = NULL;
    assert_error(&full, &host, "a structure without cell, positions or elements cannot be matched");
    dgh_match_free(NULL);
}

static void large_slabs_take_milliseconds(void **state)
{
    (void)state;
    static model host, full;
    size_t truth[MOST_ATOMS];
    const double drift[3] = {0.3, -0.2, 0.3};
    make_slab(&host, 10, 10, 4, false, false);
    for (size_t i = 0; i < host.s.n_atoms; i++)
        host.kind[i] = 0;
    disturb(&full, &host, 4, 0.2, drift, truth);
    clock_t begin = clock();
    dgh_match *match = match_of(&full, &host);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    check(match, &full, &host, truth, 0.2, 0);
    dgh_match_free(match);
    print_message("400 atoms: %.1f ms\n", 1e3 * seconds);
    assert_true(seconds < 5.0); /* room for sanitizers and a busy machine */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousand_random_trials),
        cmocka_unit_test(far_drifts),
        cmocka_unit_test(a_crystal_is_not_moved_by_its_own_lattice),
        cmocka_unit_test(displacements_are_reported),
        cmocka_unit_test(what_cannot_be_matched),
        cmocka_unit_test(large_slabs_take_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
