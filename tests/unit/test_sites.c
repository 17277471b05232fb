/* Sites of the low-index surfaces, with their multiplicities and generalised coordination numbers;
 * slabs cut by their cell, left-handed cells, cavities, clusters. */
#include "read_text.h"

#include "crystals.h"
#include "dgh/sites.h"
#include "near.h"

static const double D = 2.77;

static dgh_sites *sites_of(const crystal *c, const dgh_sites_options *options)
{
    dgh_sites *sites = NULL;
    dgh_error err = {0};
    if (dgh_sites_find(&sites, &c->s, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return sites;
}

typedef struct expected {
    dgh_site_kind kind;
    size_t multiplicity;
    double gcn;    /* 0 = not compared */
    bool below;    /* an atom of the second layer below */
    double height; /* 0 = not compared */
} expected;

/* The orbits are these and no others, in any order; n_surface counts both sides. */
static void compare_with(const crystal *c, const dgh_sites_options *o, size_t n_surface,
                         const expected *e, size_t n)
{
    dgh_sites *sites = sites_of(c, o);
    bool used[16] = {false};
    assert_int_equal(sites->n_surface, o && o->side ? 2 * n_surface : n_surface);
    assert_int_equal(sites->n_orbits, n);
    for (size_t i = 0; i < sites->n_sites; i++) {
        const dgh_surface_site *t = &sites->sites[i];
        size_t k = 0;
        if (t->orbit != i)
            continue;
        while (k < n && (used[k] || t->kind != e[k].kind || t->multiplicity != e[k].multiplicity ||
                         (e[k].gcn > 0.0 && fabs(t->gcn - e[k].gcn) > 5e-3) ||
                         t->below_ang.has != e[k].below ||
                         (e[k].height > 0.0 && fabs(t->height_ang - e[k].height) > 5e-3)))
            k++;
        if (k == n)
            fail_msg("unexpected %s, multiplicity %zu, gcn %.3f, height %.3f",
                     dgh_site_kind_name(t->kind), t->multiplicity, t->gcn, t->height_ang);
        used[k] = true;
    }
    dgh_sites_free(sites);
}

static void compare(const crystal *c, size_t n_surface, const expected *e, size_t n)
{
    compare_with(c, NULL, n_surface, e, n);
}

/* GCN of Pt(111): Calle-Vallejo et al. 2014, 10.1002/anie.201402958. Both sides of the slab. */
static const expected FCC111[] = {{DGH_SITE_TOP, 2, 7.5, false, 1.5865},
                                  {DGH_SITE_BRIDGE, 6, 7.333, false, 0},
                                  {DGH_SITE_HOLLOW, 2, 6.955, false, 0.9015},
                                  {DGH_SITE_HOLLOW, 2, 7.5, true, 0.9015}};

static void fcc111(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, D, 1, 4, 22.0);
    compare(&c, 2, FCC111, 4);
    crystal_free(&c);
    expected large[4];
    crystal_fcc111(&c, D, 3, 4, 22.0);
    for (int k = 0; k < 4; k++) {
        large[k] = FCC111[k];
        large[k].multiplicity *= 9;
    }
    compare(&c, 18, large, 4);
    crystal_free(&c);
}

/* The same slab in the middle of the cell, across its face, left-handed, shifted by lattice vectors
 * atom by atom. */
static void any_setting(void **state)
{
    (void)state;
    for (int setting = 0; setting < 4; setting++) {
        crystal c;
        crystal_fcc111(&c, D, 1, 4, 22.0);
        for (size_t i = 0; i < c.s.n_atoms; i++) {
            c.position[3 * i + 2] += setting == 0 ? 14.0 : setting == 1 ? 3.5 : 0.0;
            if (setting == 1) /* across the face, inside of the cell */
                c.position[3 * i + 2] -= 22.0 * floor(c.position[3 * i + 2] / 22.0);
            if (setting == 2)
                c.position[3 * i + 2] *= -1.0;
            if (setting == 3)
                for (int k = 0; k < 3; k++)
                    c.position[3 * i + (size_t)k] += ((int)i - 1) * c.s.cell_ang[0][k] -
                                                     (int)i * c.s.cell_ang[2][k];
        }
        if (setting == 2)
            c.s.cell_ang[2][2] *= -1.0;
        compare(&c, 2, FCC111, 4);
        crystal_free(&c);
    }
}

static void other_surfaces(void **state)
{
    (void)state;
    static const double CENTRED[2][3] = {{0, 0, 0}, {.5, .5, .5}};
    static const double BCC110[4][3] = {{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}};
    static const double HEX[2][3] = {{0, 0, 0}, {1.0 / 3, 1.0 / 3, .5}};
    const double a = D / sqrt(0.75);
    const double fcc100[3][3] = {{D, 0, 0}, {0, D, 0}, {0, 0, D * sqrt(2.0)}};
    const double bcc110[3][3] = {{a, 0, 0}, {0, a * sqrt(2.0), 0}, {0, 0, a * sqrt(2.0)}};
    const double hcp0001[3][3] = {{D, 0, 0}, {D / 2, D * sqrt(0.75), 0}, {0, 0, D * sqrt(8.0 / 3)}};
    static const expected OF_100[] = {{DGH_SITE_TOP, 2, 6.667, false, 0},
                                      {DGH_SITE_BRIDGE, 4, 0, false, 0},
                                      {DGH_SITE_FOURFOLD, 2, 0, false, 0}};
    static const expected OF_110[] = {{DGH_SITE_TOP, 4, 0, false, 0},
                                      {DGH_SITE_BRIDGE, 8, 0, false, 0}, /* short */
                                      {DGH_SITE_BRIDGE, 4, 0, false, 0}, /* long */
                                      {DGH_SITE_HOLLOW, 8, 0, true, 0}};
    crystal c;
    crystal_make(&c, CENTRED, 2, fcc100, (const int[3]){1, 1, 3});
    c.s.cell_ang[2][2] = 26.0;
    compare(&c, 2, OF_100, 3);
    crystal_free(&c);
    crystal_make(&c, BCC110, 4, bcc110, (const int[3]){1, 1, 2});
    c.s.cell_ang[2][2] = 24.0;
    compare(&c, 4, OF_110, 4);
    crystal_free(&c);
    crystal_make(&c, HEX, 2, hcp0001, (const int[3]){1, 1, 2});
    c.s.cell_ang[2][2] = 24.0;
    compare(&c, 2, FCC111, 4); /* the two upper layers are those of fcc(111) */
    crystal_free(&c);
}

/* fcc(211), z = [211], x = [1-1-1] down the terrace, y = [01-1] along the step, one atom for each
 * of the three rows of a terrace: edge (CN 7), middle (CN 9) and foot (CN 10) of the next step. */
static void fcc211(crystal *c, int n, int layers, double height)
{
    const double a = D * sqrt(2.0), x[3] = {1 / sqrt(3.0), -1 / sqrt(3.0), -1 / sqrt(3.0)},
                 y[3] = {0, 1 / sqrt(2.0), -1 / sqrt(2.0)},
                 z[3] = {2 / sqrt(6.0), 1 / sqrt(6.0), 1 / sqrt(6.0)};
    const double length[3] = {a * sqrt(3.0), n * D, a / sqrt(24.0)};
    crystal_room(c, (size_t)(n * layers));
    c->s.cell_ang[0][0] = length[0];
    c->s.cell_ang[1][1] = length[1];
    c->s.cell_ang[2][2] = height;
    for (int i = -40; i <= 40; i++)
        for (int j = -40; j <= 40; j++)
            for (int k = -40; k <= 40; k++) {
                const double p[3] = {a * i / 2, a * j / 2, a * k / 2};
                double at[3] = {0, 0, 0};
                if ((i + j + k) % 2)
                    continue;
                for (int q = 0; q < 3; q++) {
                    at[0] += p[q] * x[q];
                    at[1] += p[q] * y[q];
                    at[2] += p[q] * z[q];
                }
                if (at[0] > -1e-6 && at[0] < length[0] - 1e-6 && at[1] > -1e-6 &&
                    at[1] < length[1] - 1e-6 && at[2] < 1e-6 && at[2] > (0.5 - layers) * length[2])
                    crystal_add(c, 0, at[0], at[1], at[2]);
            }
    assert_int_equal(c->s.n_atoms, (size_t)(n * layers));
}

/* The list of the stepped surface by hand: three rows of atoms; bridges along each row (1 each),
 * between the rows of the terrace (2 each), down the step (1); two triangles of either kind between
 * two rows; one square in the riser. At the foot the sphere rolls over the bridge along the row in
 * 0.3 Angstrom, from the square into the last hollow, so that it is a place of its own only where
 * they are not merged within 0.7. GCN of the edge: Calle-Vallejo et al. 2015,
 * 10.1126/science.aab3501. */
static void stepped(void **state)
{
    (void)state;
    static const expected OF_211[] = {
        {DGH_SITE_TOP, 1, 5.5, false, 1.5865},      {DGH_SITE_TOP, 1, 7.333, false, 1.5865},
        {DGH_SITE_TOP, 1, 8.75, false, 1.5865},     {DGH_SITE_BRIDGE, 1, 5.389, false, 0},
        {DGH_SITE_BRIDGE, 1, 7.167, false, 0},      {DGH_SITE_BRIDGE, 2, 6.111, false, 0},
        {DGH_SITE_BRIDGE, 2, 7.944, false, 0},      {DGH_SITE_BRIDGE, 1, 7.222, false, 0},
        {DGH_SITE_HOLLOW, 1, 6.0, false, 0.9015},   {DGH_SITE_HOLLOW, 1, 6.0, true, 0.9015},
        {DGH_SITE_HOLLOW, 1, 7.909, false, 0.9015}, {DGH_SITE_HOLLOW, 1, 7.909, true, 0.9015},
        {DGH_SITE_FOURFOLD, 1, 7.077, false, 0},    {DGH_SITE_BRIDGE, 1, 0, false, 0}};
    dgh_sites_options o = DGH_SITES_OPTIONS_INIT;
    o.side = DGH_SIDE_TOP;
    for (int n = 1; n <= 3; n++) {
        crystal c;
        expected e[14];
        fcc211(&c, n, 18, 32.0);
        for (int k = 0; k < 14; k++) {
            e[k] = OF_211[k];
            e[k].multiplicity *= (size_t)n;
        }
        for (size_t i = 0; i < c.s.n_atoms; i++) /* across the faces */
            c.position[3 * i] += (int)(i % 3) * c.s.cell_ang[0][0] + 2.0;
        o.merge_ang = 0.7;
        compare_with(&c, &o, (size_t)(3 * n), e, 13);
        o.merge_ang = 0.2;
        compare_with(&c, &o, (size_t)(3 * n), e, 14);
        crystal_free(&c);
    }
}

/* A vacancy inside adds no surface; one in the top layer does. */
static void cavities(void **state)
{
    (void)state;
    for (int layer = 0; layer < 2; layer++) {
        crystal c;
        crystal_fcc111(&c, D, 3, 7, 32.0);
        size_t gone = (layer ? 0u : 3u) * 9;
        memmove(c.position + 3 * gone, c.position + 3 * (gone + 1),
                3 * (c.s.n_atoms - gone - 1) * sizeof *c.position);
        c.s.n_atoms--;
        dgh_sites_options o = DGH_SITES_OPTIONS_INIT;
        o.probe_radius_ang = 0.9; /* small enough to sit in the vacancy */
        dgh_sites *sites = sites_of(&c, &o);
        assert_int_equal(sites->n_surface, layer ? 17 + 3 : 18);
        dgh_sites_free(sites);
        crystal_free(&c);
    }
}

/* An octahedron without a cell: all six are at the surface, with 8 hollows, 12 bridges. */
static void cluster(void **state)
{
    (void)state;
    crystal c;
    size_t n[DGH_N_SITE_KINDS] = {0};
    crystal_room(&c, 6);
    c.s.has_cell = false;
    for (int k = 0; k < 6; k++)
        crystal_add(&c, 0,
                    k == 0   ? 2
                    : k == 1 ? -2
                             : 0,
                    k == 2   ? 2
                    : k == 3 ? -2
                             : 0,
                    k == 4   ? 2
                    : k == 5 ? -2
                             : 0);
    dgh_sites *sites = sites_of(&c, NULL);
    assert_int_equal(sites->n_surface, 6);
    assert_false(sites->bulk_is_model);
    for (size_t i = 0; i < sites->n_sites; i++) {
        const dgh_surface_site *t = &sites->sites[i];
        n[t->kind]++;
        double outwards = 0.0;
        for (int k = 0; k < 3; k++)
            outwards += t->normal[k] * t->position_ang[k];
        assert_true(outwards > 0.5);
    }
    assert_int_equal(n[DGH_SITE_TOP], 6 * 5); /* each shows more than a hemisphere */
    assert_int_equal(n[DGH_SITE_BRIDGE], 12);
    assert_int_equal(n[DGH_SITE_HOLLOW], 8);
    assert_int_equal(n[DGH_SITE_FOURFOLD], 0);
    dgh_sites_free(sites);
    crystal_free(&c);
}

/* A shaken slab: no H nearer to an atom than a short bond, no two sites of one kind on each other,
 * the same for any number of threads. */
static void rough(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, D, 5, 5, 28.0);
    crystal_shake(&c, 0.3, 12);
    for (size_t i = 0; i < c.s.n_atoms; i++)
        c.kind[i] = i % 5 == 0;
    dgh_sites_options o = DGH_SITES_OPTIONS_INIT;
    o.jobs = 1;
    dgh_sites *one = sites_of(&c, &o);
    assert_true(one->n_sites > 100);
    for (size_t i = 0; i < one->n_sites; i++)
        for (size_t j = 0; j < i; j++) {
            const double *p = one->sites[i].position_ang, *q = one->sites[j].position_ang;
            double square = 0.0;
            for (int k = 0; k < 3; k++)
                square += (p[k] - q[k]) * (p[k] - q[k]);
            assert_true(one->sites[i].kind != one->sites[j].kind || square > 0.7 * 0.7);
        }
    for (o.jobs = 2; o.jobs <= 8; o.jobs *= 4) {
        dgh_sites *many = sites_of(&c, &o);
        assert_int_equal(one->n_sites, many->n_sites);
        for (size_t i = 0; i < one->n_sites; i++) {
            assert_memory_equal(one->sites[i].position_ang, many->sites[i].position_ang,
                                sizeof one->sites[i].position_ang);
            assert_int_equal(one->sites[i].kind, many->sites[i].kind);
        }
        dgh_sites_free(many);
    }
    dgh_sites_free(one);
    crystal_free(&c);
}

static void refused(const crystal *c, dgh_status status, const char *message)
{
    dgh_sites *sites;
    dgh_error err = {0};
    assert_int_equal(dgh_sites_find(&sites, &c->s, NULL, &err), status);
    assert_null(sites);
    assert_string_equal(err.message, message);
}

static void bad_input(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc(&c, D, 2);
    refused(&c, DGH_ERR_MISSING,
            "expected a surface, found no vacuum of more than 5 Angstrom along "
            "any lattice vector");
    c.species[0] = (dgh_species){.label = "X"};
    refused(&c, DGH_ERR_ARGUMENT, "expected elements with a known radius, found \"X\" (atom 1)");
    c.s.n_atoms = 0;
    refused(&c, DGH_ERR_ARGUMENT, "expected atoms with positions, found none");
    crystal_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fcc111),  cmocka_unit_test(any_setting), cmocka_unit_test(other_surfaces),
        cmocka_unit_test(stepped), cmocka_unit_test(cavities),    cmocka_unit_test(cluster),
        cmocka_unit_test(rough),   cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
