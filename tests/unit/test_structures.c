/* The model slabs of structures/: composition, distances, cell, held atoms, the same structure in
 * both formats, places for H, order as README.md there says, and g(r) of the glasses. */
#include "read_text.h"

#include <math.h>

#include "dgh/io.h"
#include "dgh/order.h"
#include "dgh/read.h"
#include "dgh/sites.h"
#include "dgh/surface.h"
#include "near.h"

typedef struct model {
    const char *name;
    size_t pt, pd, cu, ni, p;
} model;

static const model MODELS[] = {{"pt111", 64, 0, 0, 0, 0},
                               {"pd111", 0, 64, 0, 0, 0},
                               {"pt-glass", 115, 0, 29, 11, 45},
                               {"pt-ac-small", 115, 0, 29, 11, 45},
                               {"pt-ac-medium", 115, 0, 29, 11, 45},
                               {"pt-ac-large", 115, 0, 29, 11, 45},
                               {"pd-glass", 0, 80, 60, 20, 40},
                               {"pd-ac-small", 0, 80, 60, 20, 40},
                               {"pd-ac-medium", 0, 80, 60, 20, 40},
                               {"pd-ac-large", 0, 80, 60, 20, 40}};
enum { N_MODELS = sizeof MODELS / sizeof MODELS[0] };

static dgh_calculation *read_model(const char *name, const char *suffix)
{
    char path[512];
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    snprintf(path, sizeof path, "%s/structures/%s%s", DGH_SOURCE_DIR, name, suffix);
    if (dgh_read_file(&c, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_int_not_equal(c->structure.n_atoms, 0);
    return c;
}

static void composition(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        const model *e = &MODELS[m];
        dgh_calculation *c = read_model(e->name, ".vasp");
        const dgh_structure *s = &c->structure;
        assert_int_equal(s->n_atoms, e->pt + e->pd + e->cu + e->ni + e->p);
        assert_int_equal(dgh_structure_count(s, 78), e->pt);
        assert_int_equal(dgh_structure_count(s, 46), e->pd);
        assert_int_equal(dgh_structure_count(s, 29), e->cu);
        assert_int_equal(dgh_structure_count(s, 28), e->ni);
        assert_int_equal(dgh_structure_count(s, 15), e->p);
        dgh_calculation_free(c);
    }
}

/* Nearest whole numbers of the alloys' atomic percentages. */
static void percentages(void **state)
{
    (void)state;
    const double pt[] = {57.5, 14.7, 5.3, 22.5}, pd[] = {40.0, 30.0, 10.0, 20.0};
    for (size_t m = 2; m < N_MODELS; m++) {
        const model *e = &MODELS[m];
        const size_t n[] = {e->pt + e->pd, e->cu, e->ni, e->p};
        for (int k = 0; k < 4; k++)
            assert_true(fabs((double)n[k] - 2.0 * (e->pt ? pt : pd)[k]) <= 0.5);
    }
}

static void no_atoms_too_close(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        dgh_calculation *c = read_model(MODELS[m].name, ".vasp");
        dgh_neighbour_options options = DGH_NEIGHBOUR_OPTIONS_INIT;
        dgh_neighbours *neighbours = NULL;
        options.rule = DGH_NEIGHBOUR_RADII;
        options.radii_factor = 0.8;
        assert_int_equal(dgh_neighbours_find(&neighbours, &c->structure, &options, NULL), DGH_OK);
        assert_int_equal(neighbours->first[neighbours->n_atoms], 0);
        dgh_neighbours_free(neighbours);
        dgh_calculation_free(c);
    }
}

static double height(const double (*cell)[3], int axis)
{
    const double *b = cell[(axis + 1) % 3], *c = cell[(axis + 2) % 3];
    const double n[3] = {b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2],
                         b[0] * c[1] - b[1] * c[0]};
    return dgh_cell_volume_ang3(cell) / sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
}

/* 12 Angstrom of vacuum, 9 Angstrom between images; at least a sixth and at most half of the atoms
 * are held, and no free atom lies below a held one by more than a layer. */
static void cell_and_held_atoms(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        dgh_calculation *c = read_model(MODELS[m].name, ".vasp");
        const dgh_structure *s = &c->structure;
        double low = INFINITY, high = -INFINITY, held_high = -INFINITY, free_low = INFINITY;
        size_t n_held = 0;
        assert_non_null(s->is_free);
        for (size_t i = 0; i < s->n_atoms; i++) {
            const double z = s->position_ang[3 * i + 2];
            low = fmin(low, z);
            high = fmax(high, z);
            assert_int_equal(s->is_free[3 * i], s->is_free[3 * i + 2]);
            if (s->is_free[3 * i])
                free_low = fmin(free_low, z);
            else
                held_high = fmax(held_high, z);
            n_held += !s->is_free[3 * i];
        }
        assert_true(held_high <= free_low);
        assert_in_range(n_held, s->n_atoms / 6, s->n_atoms / 2);
        assert_true(height(s->cell_ang, 0) >= 9.0 && height(s->cell_ang, 1) >= 9.0);
        assert_true(low >= 0.0 && high <= s->cell_ang[2][2]);
        assert_true(s->cell_ang[2][2] - (high - low) >= 12.0);
        dgh_calculation_free(c);
    }
}

static void same_in_both_formats(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        dgh_calculation *v = read_model(MODELS[m].name, ".vasp");
        dgh_calculation *q = read_model(MODELS[m].name, ".pw.in");
        const dgh_structure *a = &v->structure, *b = &q->structure;
        assert_int_equal(a->n_atoms, b->n_atoms);
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++)
                assert_near(a->cell_ang[i][k], b->cell_ang[i][k], 1e-9);
        assert_non_null(b->is_free);
        for (size_t i = 0; i < a->n_atoms; i++) {
            assert_int_equal(dgh_structure_element(a, i), dgh_structure_element(b, i));
            for (size_t k = 3 * i; k < 3 * i + 3; k++) {
                assert_near(a->position_ang[k], b->position_ang[k], 1e-9);
                assert_int_equal(a->is_free[k], b->is_free[k]);
            }
        }
        dgh_calculation_free(v);
        dgh_calculation_free(q);
    }
}

static void hydrogen_finds_places(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        dgh_calculation *c = read_model(MODELS[m].name, ".vasp");
        dgh_sites *sites = NULL;
        dgh_error err = {0};
        size_t n[DGH_N_SITE_KINDS] = {0};
        if (dgh_sites_find(&sites, &c->structure, NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        for (size_t i = 0; i < sites->n_sites; i++)
            if (sites->sites[i].normal[2] > 0.0)
                n[sites->sites[i].kind]++;
        assert_true(n[DGH_SITE_TOP] >= 16);
        assert_true(n[DGH_SITE_BRIDGE] >= 48);
        assert_true(n[DGH_SITE_HOLLOW] >= 32);
        dgh_sites_free(sites);
        dgh_calculation_free(c);
    }
}

/* The row of README.md's table: | `name` | atoms | crystalline | ... */
static void stated_order(const char *name, size_t *n_atoms, size_t *n_crystalline)
{
    char path[512], key[64];
    dgh_bytes bytes = {0};
    snprintf(path, sizeof path, "%s/structures/README.md", DGH_SOURCE_DIR);
    snprintf(key, sizeof key, "\n| `%s` | ", name);
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    char *text = calloc(bytes.size + 1, 1);
    assert_non_null(text);
    memcpy(text, bytes.data, bytes.size);
    const char *row = strstr(text, key);
    if (!row || sscanf(row + strlen(key), "%zu | %zu |", n_atoms, n_crystalline) != 2)
        fail_msg("structures/README.md has no row of %s", name);
    free(text);
    dgh_bytes_free(&bytes);
}

static void order_as_stated(void **state)
{
    (void)state;
    for (size_t m = 0; m < N_MODELS; m++) {
        dgh_calculation *c = read_model(MODELS[m].name, ".vasp");
        dgh_order *order = NULL;
        dgh_error err = {0};
        size_t n_atoms = 0, n_crystalline = 0;
        if (dgh_order_compute(&order, &c->structure, NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        stated_order(MODELS[m].name, &n_atoms, &n_crystalline);
        assert_int_equal(order->n_atoms, n_atoms);
        assert_int_equal(order->n_crystalline, n_crystalline);
        dgh_order_free(order);
        dgh_calculation_free(c);
    }
}

/* ---- g(r) of the glasses before they were cut ------------------------------------------------ */

enum { N_BINS = 170 };
static const double RANGE_ANG = 8.5, SMOOTHING_ANG = 0.1;

/* g(r) among the metals, smoothed: 200 atoms leave some 100 pairs in each 0.05 Angstrom. */
static void metal_distribution(double g[N_BINS], const dgh_structure *s)
{
    dgh_rdf_options options = DGH_RDF_OPTIONS_INIT;
    dgh_rdf *rdf = NULL;
    double raw[N_BINS] = {0.0}, metals = 0.0;
    options.largest_ang = RANGE_ANG;
    options.n_bins = N_BINS;
    assert_int_equal(dgh_rdf_compute(&rdf, s, &options, NULL), DGH_OK);
    const size_t n = rdf->n_species;
    for (size_t i = 0; i < n; i++) {
        const double ci = (double)dgh_structure_count(s, rdf->species[i]) / (double)s->n_atoms;
        metals += rdf->species[i] == 15 ? 0.0 : ci;
        for (size_t j = 0; j < n; j++) {
            const double cj = (double)dgh_structure_count(s, rdf->species[j]) / (double)s->n_atoms;
            for (size_t b = 0; b < N_BINS; b++)
                if (rdf->species[i] != 15 && rdf->species[j] != 15)
                    raw[b] += ci * cj * rdf->partial[(i * n + j) * N_BINS + b];
        }
    }
    for (int b = 0; b < N_BINS; b++) {
        double sum = 0.0, weight = 0.0;
        for (int k = 0; k < N_BINS; k++) {
            const double d = (b - k) * RANGE_ANG / N_BINS / SMOOTHING_ANG;
            const double w = exp(-0.5 * d * d);
            sum += w * raw[k];
            weight += w;
        }
        g[b] = sum / weight / (metals * metals);
    }
    dgh_rdf_free(rdf);
}

typedef struct second_peak {
    double first_ang;          /* r1 */
    size_t n_maxima;           /* of g between 1.5 and 2.1 r1 */
    double where[4];           /* their r / r1 */
    double steepest, flattest; /* slopes (1/Angstrom) of its far flank: the steepest before 2.1 r1,
                                  and the highest between that and 2.1 r1 */
} second_peak;

static second_peak second_peak_of(const char *name)
{
    dgh_calculation *c = read_model(name, ".vasp");
    double g[N_BINS];
    const double width = RANGE_ANG / N_BINS;
    second_peak p = {0};
    int first = 0, steepest = 0;
    metal_distribution(g, &c->structure);
    dgh_calculation_free(c);
    for (int b = 1; (b + 0.5) * width < 3.6; b++)
        first = g[b] > g[first] ? b : first;
    p.first_ang = (first + 0.5) * width;
    const int from = (int)(1.5 * p.first_ang / width), to = (int)(2.1 * p.first_ang / width);
    for (int b = from; b < to; b++) {
        if (g[b] > g[b - 1] && g[b] >= g[b + 1] && p.n_maxima < 4)
            p.where[p.n_maxima++] = (b + 0.5) * width / p.first_ang;
        if (p.n_maxima == 1 && (g[b + 1] - g[b]) / width < p.steepest) {
            p.steepest = (g[b + 1] - g[b]) / width;
            steepest = b;
        }
    }
    p.flattest = p.steepest;
    for (int b = steepest; b < to; b++)
        p.flattest = fmax(p.flattest, (g[b + 1] - g[b]) / width);
    return p;
}

static void second_peak_is_split(void **state)
{
    (void)state;
    const second_peak p = second_peak_of("bulk/pt-glass");
    assert_int_equal(p.n_maxima, 2);
    assert_near(p.where[0], 1.67, 0.05);
    assert_near(p.where[1], 1.97, 0.05);
}

/* The glass with Pd has a shoulder, no second maximum: its far flank falls, flattens, falls. */
static void second_peak_has_a_shoulder(void **state)
{
    (void)state;
    const second_peak p = second_peak_of("bulk/pd-glass");
    assert_true(p.n_maxima >= 1);
    assert_near(p.where[0], 1.69, 0.05);
    assert_true(p.flattest > 0.3 * p.steepest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(composition),
        cmocka_unit_test(percentages),
        cmocka_unit_test(no_atoms_too_close),
        cmocka_unit_test(cell_and_held_atoms),
        cmocka_unit_test(same_in_both_formats),
        cmocka_unit_test(hydrogen_finds_places),
        cmocka_unit_test(order_as_stated),
        cmocka_unit_test(second_peak_is_split),
        cmocka_unit_test(second_peak_has_a_shoulder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
