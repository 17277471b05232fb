/* Neighbour lists and distributions of pairs against plain sums over images. */
#include "read_text.h"

#include <math.h>
#include <stdlib.h>

#include "dgh/neighbours.h"
#include "near.h"
#include "random.h"

enum { MOST = 600 };

typedef struct model {
    dgh_structure s;
    dgh_species species[3];
    uint32_t kind[MOST];
    double position[3 * MOST];
} model;

static void empty(model *m)
{
    memset(m, 0, sizeof *m);
    m->species[0] = (dgh_species){.label = "Pt", .atomic_number = 78};
    m->species[1] = (dgh_species){.label = "P", .atomic_number = 15};
    m->species[2] = (dgh_species){.label = "Cu", .atomic_number = 29};
    m->s.n_species = 3;
    m->s.species = m->species;
    m->s.species_of_atom = m->kind;
    m->s.position_ang = m->position;
    m->s.has_cell = true;
}

static void add(model *m, uint32_t kind, double x, double y, double z)
{
    const double r[3] = {x, y, z};
    m->kind[m->s.n_atoms] = kind;
    memcpy(m->position + 3 * m->s.n_atoms, r, sizeof r);
    m->s.n_atoms++;
}

/* n^3 cubic cells of fcc. */
static void fcc(model *m, int n, double a)
{
    empty(m);
    for (int k = 0; k < 3; k++)
        m->s.cell_ang[k][k] = n * a;
    for (int i = 0; i < 2 * n; i++)
        for (int j = 0; j < 2 * n; j++)
            for (int k = 0; k < 2 * n; k++)
                if ((i + j + k) % 2 == 0)
                    add(m, 0, i * a / 2, j * a / 2, k * a / 2);
}

static dgh_neighbours *find(const model *m, const dgh_neighbour_options *o)
{
    dgh_neighbours *list = NULL;
    dgh_error err = {0};
    if (dgh_neighbours_find(&list, &m->s, o, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return list;
}

/* Number of images of all atoms within `cutoff` of atom i, and the sum of their distances, by
 * trying all shifts. */
static size_t plain(const model *m, size_t i, double cutoff, double *sum)
{
    const int reach = m->s.has_cell ? 16 : 0;
    size_t n = 0;
    *sum = 0.0;
    for (size_t j = 0; j < m->s.n_atoms; j++)
        for (int a = -reach; a <= reach; a++)
            for (int b = -reach; b <= reach; b++)
                for (int c = -reach; c <= reach; c++) {
                    double square = 0.0;
                    for (int k = 0; k < 3; k++) {
                        double d = m->position[3 * j + (size_t)k] - m->position[3 * i + (size_t)k] +
                                   a * m->s.cell_ang[0][k] + b * m->s.cell_ang[1][k] +
                                   c * m->s.cell_ang[2][k];
                        square += d * d;
                    }
                    if (square > 0.0 && square <= cutoff * cutoff) {
                        n++;
                        *sum += sqrt(square);
                    }
                }
    return n;
}

static void compare(const model *m, double cutoff)
{
    dgh_neighbour_options o = DGH_NEIGHBOUR_OPTIONS_INIT;
    o.rule = DGH_NEIGHBOUR_CUTOFF;
    o.cutoff_ang = cutoff;
    dgh_neighbours *list = find(m, &o);
    for (size_t i = 0; i < m->s.n_atoms; i++) {
        double expected, sum = 0.0, before = 0.0;
        size_t n = plain(m, i, cutoff, &expected);
        assert_int_equal(list->first[i + 1] - list->first[i], n);
        for (size_t e = list->first[i]; e < list->first[i + 1]; e++) {
            const dgh_neighbour *q = &list->neighbour[e];
            assert_true(q->distance_ang >= before);
            before = q->distance_ang;
            sum += q->distance_ang;
            /* The vector leads from the atom to an image of the neighbour. */
            assert_near(sqrt(q->vector_ang[0] * q->vector_ang[0] +
                             q->vector_ang[1] * q->vector_ang[1] +
                             q->vector_ang[2] * q->vector_ang[2]),
                        q->distance_ang, 1e-12);
        }
        assert_near(sum, expected, 1e-8);
    }
    dgh_neighbours_free(list);
}

/* Skewed, left-handed, shorter than the cutoff; atoms far outside of the cell. */
static void any_cell(void **state)
{
    (void)state;
    static model m;
    uint64_t seed = 7;
    for (int trial = 0; trial < 24; trial++) {
        empty(&m);
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++)
                m.s.cell_ang[i][k] = random_between(&seed, -2.0, 2.0) + (i == k ? 3.0 : 0.0);
        if (trial % 2)
            for (int k = 0; k < 3; k++)
                m.s.cell_ang[2][k] *= -1.0;
        if (dgh_cell_volume_ang3((const double(*)[3])m.s.cell_ang) < 8.0)
            continue;
        for (int i = 0; i < 3; i++)
            add(&m, (uint32_t)i, random_between(&seed, -4, 4), random_between(&seed, -4, 4),
                random_between(&seed, -4, 4));
        compare(&m, random_between(&seed, 1.0, 4.5));
    }
}

static void cluster(void **state)
{
    (void)state;
    static model m;
    uint64_t seed = 3;
    empty(&m);
    m.s.has_cell = false;
    for (int i = 0; i < 200; i++)
        add(&m, 0, random_between(&seed, -8, 8), random_between(&seed, 40, 60),
            random_between(&seed, 0, 3));
    compare(&m, 2.5);
    m.s.n_atoms = 1;
    compare(&m, 2.5);
}

static void shells_of_fcc(void **state)
{
    (void)state;
    static model m;
    const double a = 3.92;
    fcc(&m, 4, a);
    dgh_rdf *rdf;
    assert_int_equal(dgh_rdf_compute(&rdf, &m.s, NULL, NULL), DGH_OK);
    assert_near(rdf->volume_ang3, 64 * a * a * a, 1e-9);
    assert_near(rdf->total_shell.first_peak_ang.value, a / sqrt(2.0), 0.021);
    assert_near(rdf->total_shell.first_minimum_ang.value, a * (sqrt(0.5) + 1.0) / 2, 0.1);
    double sum = 0.0, width = rdf->r_ang[1] - rdf->r_ang[0];
    for (size_t b = 0; b < rdf->n_bins; b++) { /* the counts behind g: 12 + 6 + 24 + 12 + 24 + 8 */
        double low = (double)b * width, high = low + width;
        if (high < a * sqrt(3.0) + 0.1)
            sum += rdf->total[b] * 4.0 / 3.0 * acos(-1.0) * (high * high * high - low * low * low) *
                   4.0 / (a * a * a);
    }
    assert_near(sum, 12 + 6 + 24 + 12 + 24 + 8, 1e-9);
    dgh_rdf_free(rdf);
    dgh_neighbours *list = find(&m, NULL);
    assert_false(list->cutoff_from_radii[0]);
    for (size_t i = 0; i < m.s.n_atoms; i++)
        assert_int_equal(list->first[i + 1] - list->first[i], 12);
    dgh_neighbours_free(list);
}

/* Independent points: g is 1 within the noise of the counts, partial and total. */
static void ideal_gas(void **state)
{
    (void)state;
    static model m;
    uint64_t seed = 11;
    empty(&m);
    m.s.cell_ang[0][0] = m.s.cell_ang[1][1] = m.s.cell_ang[2][2] = 20.0;
    m.s.cell_ang[1][0] = 15.0;
    for (int i = 0; i < MOST; i++)
        add(&m, i % 3 == 0, random_between(&seed, 0, 20), random_between(&seed, 0, 20),
            random_between(&seed, 0, 20));
    dgh_rdf_options o = DGH_RDF_OPTIONS_INIT;
    o.n_bins = 1;
    o.largest_ang = 15.0; /* beyond half of the cell */
    dgh_rdf *rdf;
    assert_int_equal(dgh_rdf_compute(&rdf, &m.s, &o, NULL), DGH_OK);
    assert_int_equal(rdf->n_species, 2);
    assert_int_equal(rdf->species[0], 15);
    assert_near(rdf->total[0], 1.0, 0.02);
    for (int p = 0; p < 4; p++)
        assert_near(rdf->partial[p], 1.0, 0.05);
    assert_near(rdf->partial[1], rdf->partial[2], 1e-12);
    double mixed = (rdf->partial[0] + 4.0 * rdf->partial[1] + 4.0 * rdf->partial[3]) / 9.0;
    assert_near(mixed, rdf->total[0], 1e-12);
    dgh_rdf_free(rdf);
}

/* A pair that is too rare for a minimum of g(r) takes the radii, and says so. */
static void rare_pairs(void **state)
{
    (void)state;
    static model m;
    fcc(&m, 3, 3.92);
    m.kind[5] = 1;
    dgh_neighbours *list = find(&m, NULL);
    assert_int_equal(list->n_species, 2); /* P, Pt */
    assert_true(list->cutoff_from_radii[0]);
    assert_false(list->cutoff_from_radii[3]);
    assert_near(list->cutoff_ang[0], 1.2 * 2 * dgh_element_covalent_radius_ang(15), 1e-12);
    dgh_neighbours_free(list);
}

/* P at the corners of the cubes of Pt: the nearest two are an edge apart, in no contact. */
static void no_contact(void **state)
{
    (void)state;
    static model m;
    const double a = 3.92;
    fcc(&m, 4, a);
    for (size_t i = 0; i < m.s.n_atoms; i++) {
        bool corner = true;
        for (size_t k = 0; k < 3; k++)
            corner = corner && fabs(remainder(m.position[3 * i + k], a)) < 1e-9;
        m.kind[i] = corner;
    }
    dgh_neighbours *list = find(&m, NULL);
    assert_true(list->cutoff_from_radii[0]);
    assert_near(list->cutoff_ang[0], 1.2 * 2 * dgh_element_covalent_radius_ang(15), 1e-12);
    assert_false(list->cutoff_from_radii[1]);
    assert_false(list->cutoff_from_radii[3]);
    for (size_t i = 0; i < m.s.n_atoms; i++)
        assert_int_equal(list->first[i + 1] - list->first[i], 12);
    dgh_neighbours_free(list);
}

static void threads(void **state)
{
    (void)state;
    static model m;
    uint64_t seed = 5;
    fcc(&m, 5, 3.92);
    for (size_t i = 0; i < 3 * m.s.n_atoms; i++)
        m.position[i] += random_between(&seed, -0.3, 0.3);
    dgh_neighbour_options o = DGH_NEIGHBOUR_OPTIONS_INIT;
    o.jobs = 1;
    dgh_neighbours *one = find(&m, &o);
    for (o.jobs = 2; o.jobs <= 8; o.jobs *= 2) {
        dgh_neighbours *many = find(&m, &o);
        assert_memory_equal(one->first, many->first, (m.s.n_atoms + 1) * sizeof *one->first);
        for (size_t e = 0; e < one->first[m.s.n_atoms]; e++) {
            assert_memory_equal(one->neighbour[e].vector_ang, many->neighbour[e].vector_ang,
                                3 * sizeof(double));
            assert_int_equal(one->neighbour[e].atom, many->neighbour[e].atom);
        }
        dgh_neighbours_free(many);
    }
    dgh_neighbours_free(one);
}

static void refused(const model *m, const dgh_neighbour_options *o, const char *message)
{
    dgh_neighbours *list = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_neighbours_find(&list, &m->s, o, &err), DGH_ERR_ARGUMENT);
    assert_null(list);
    assert_string_equal(err.message, message);
}

static void bad_input(void **state)
{
    (void)state;
    static model m;
    dgh_neighbour_options o = DGH_NEIGHBOUR_OPTIONS_INIT;
    fcc(&m, 2, 3.92);
    memcpy(m.position + 3 * 7, m.position + 3 * 2, 3 * sizeof(double));
    m.position[3 * 7] += 0.05 + m.s.cell_ang[0][0];
    refused(&m, &o,
            "expected atoms at least 0.1 Angstrom apart, found atoms 3 and 8 on top of each "
            "other");
    o.rule = DGH_NEIGHBOUR_CUTOFF;
    o.cutoff_ang = 0.0;
    refused(&m, &o, "expected a cutoff above 0 and up to 50 Angstrom, found 0");
    fcc(&m, 2, 3.92);
    m.species[0].atomic_number = 0;
    o.rule = DGH_NEIGHBOUR_RADII;
    refused(&m, &o, "expected elements with a known radius, found ?");
    m.position[4] = NAN;
    refused(&m, NULL, "expected positions, found nan for atom 2");
    fcc(&m, 2, 3.92);
    m.s.cell_ang[2][2] = 0.0;
    refused(&m, NULL, "expected a cell, found one of no volume");
    m.s.cell_ang[2][2] = 0.1;
    refused(&m, NULL, "expected a cell of atoms, found one that is 0.1 Angstrom high");
    m.s.n_atoms = 0;
    refused(&m, NULL, "expected atoms with positions, found none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_cell),  cmocka_unit_test(cluster),    cmocka_unit_test(shells_of_fcc),
        cmocka_unit_test(ideal_gas), cmocka_unit_test(rare_pairs), cmocka_unit_test(no_contact),
        cmocka_unit_test(threads),   cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
