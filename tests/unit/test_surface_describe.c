/* Where an adsorbed H sits, on a made Pt(111) slab of known geometry. */
#include "read_text.h"

#include <math.h>

#include "dgh/surface.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

enum { MOST = 40 };

static const double A = 2.77, LAYER = 2.2616963838;

typedef struct model {
    dgh_structure s;
    dgh_species species[2];
    uint32_t kind[MOST];
    double position[3 * MOST];
    size_t adsorbate[4], n_adsorbate;
} model;

static void add(model *m, uint32_t kind, double x, double y, double z)
{
    const double r[3] = {x, y, z};
    m->kind[m->s.n_atoms] = kind;
    memcpy(m->position + 3 * m->s.n_atoms, r, sizeof r);
    m->s.n_atoms++;
}

/* n x n cells of three layers, the top one at z = 0 with an atom above the origin; the second has
 * one under the hcp hollow, the third under the fcc hollow. */
static void slab(model *m, int n)
{
    memset(m, 0, sizeof *m);
    m->species[0] = (dgh_species){.label = "Pt", .atomic_number = 78};
    m->species[1] = (dgh_species){.label = "H", .atomic_number = 1};
    const double cell[3][3] = {{n * A, 0, 0}, {n * A / 2, n * A * sqrt(3.0) / 2, 0}, {0, 0, 20}};
    memcpy(m->s.cell_ang, cell, sizeof cell);
    m->s.has_cell = true;
    m->s.n_species = 2;
    m->s.species = m->species;
    m->s.species_of_atom = m->kind;
    m->s.position_ang = m->position;
    for (int l = 0; l < 3; l++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                double u = i + l / 3.0, v = j + l / 3.0;
                add(m, 0, A * (u + v / 2), A * v * sqrt(3.0) / 2, -LAYER * l);
            }
}

static void hydrogen(model *m, double u, double v, double z)
{
    m->adsorbate[m->n_adsorbate++] = m->s.n_atoms;
    add(m, 1, A * (u + v / 2), A * v * sqrt(3.0) / 2, z);
}

static dgh_adsorbed_h describe(const model *m)
{
    dgh_adsorbed_h h;
    dgh_error err = {0};
    if (dgh_surface_describe_h(&h, &m->s, m->adsorbate, m->n_adsorbate, m->adsorbate[0], &err) !=
        DGH_OK)
        fail_msg("%s", err.message);
    return h;
}

static void sites(void **state)
{
    (void)state;
    static model m;
    for (int n = 1; n <= 3; n++) { /* in the smallest cell one atom is all three contacts */
        slab(&m, n);
        hydrogen(&m, 2.0 / 3, 2.0 / 3, 0.9); /* fcc: nothing below in the second layer */
        dgh_adsorbed_h h = describe(&m);
        assert_int_equal(h.n_contacts, 3);
        NEAR(h.contacts[0].distance_ang, sqrt(A * A / 3 + 0.81));
        assert_int_equal(h.contacts[2].atomic_number, 78);
        NEAR(h.height_ang, 0.9);
        NEAR(h.nearest_surface_ang, sqrt(A * A / 3 + 0.81));
        NEAR(h.nearest_surface_ratio, sqrt(A * A / 3 + 0.81) / 1.67);
        assert_false(h.below_surface);
        assert_false(h.nearest_h_ang.has);

        slab(&m, n);
        hydrogen(&m, 0.0, 0.0, 1.56); /* top */
        h = describe(&m);
        assert_int_equal(h.n_contacts, 1);
        NEAR(h.height_ang, 1.56);

        slab(&m, n);
        hydrogen(&m, 0.5, 0.0, 1.1); /* bridge */
        h = describe(&m);
        assert_int_equal(h.n_contacts, 2);
        NEAR(h.height_ang, 1.1);
        assert_false(h.below_surface);
    }
}

static void the_other_side_and_other_images(void **state)
{
    (void)state;
    static model m;
    slab(&m, 2);
    hydrogen(&m, 2.0 / 3, 2.0 / 3, -2 * LAYER - 1.56 + 20.0); /* below the bottom atom */
    dgh_adsorbed_h h = describe(&m);
    assert_int_equal(h.n_contacts, 1);
    NEAR(h.height_ang, 1.56);
    assert_false(h.below_surface);

    /* a left-handed cell, the slab across its boundary */
    slab(&m, 2);
    hydrogen(&m, 2.0 / 3, 2.0 / 3, 0.9);
    m.s.cell_ang[2][2] = -20.0;
    for (size_t i = 0; i < m.s.n_atoms; i++)
        if (m.position[3 * i + 2] < -1.0)
            m.position[3 * i + 2] += 40.0;
    h = describe(&m);
    assert_int_equal(h.n_contacts, 3);
    NEAR(h.height_ang, 0.9);
    double vacuum[3];
    assert_true(dgh_surface_vacuum_ang(&m.s, vacuum));
    NEAR(vacuum[2], 20.0 - 2 * LAYER - 0.9);
}

static void below_the_surface(void **state)
{
    (void)state;
    static model m;
    slab(&m, 2);
    hydrogen(&m, 2.0 / 3, 2.0 / 3, -LAYER / 2); /* octahedral hole */
    dgh_adsorbed_h h = describe(&m);
    assert_int_equal(h.n_contacts, 6);
    NEAR(h.height_ang, 0.0);
    assert_true(h.below_surface);

    slab(&m, 2);
    hydrogen(&m, 1.0 / 3, 1.0 / 3, -LAYER / 4); /* tetrahedral hole under the hcp hollow */
    h = describe(&m);
    assert_int_equal(h.n_contacts, 4);
    assert_true(h.below_surface);

    slab(&m, 2);
    hydrogen(&m, 2.0 / 3, 2.0 / 3, -0.5); /* just through the hollow */
    assert_true(describe(&m).below_surface);

    slab(&m, 2);
    hydrogen(&m, 2.0 / 3, 2.0 / 3, -0.1); /* in the plane */
    assert_false(describe(&m).below_surface);
}

static void gone_or_paired(void **state)
{
    (void)state;
    static model m;
    slab(&m, 2);
    hydrogen(&m, 0.0, 0.0, 5.0);
    hydrogen(&m, 0.0, 0.0, 5.74);
    dgh_adsorbed_h h = describe(&m);
    assert_int_equal(h.n_contacts, 0);
    NEAR(h.nearest_h_ang.value, 0.74);
    NEAR(h.nearest_surface_ang, 5.0);
    NEAR(h.height_ang, 5.0);
    assert_true(h.nearest_surface_ratio > 1.5);
    assert_false(h.below_surface);

    /* an H that the host holds counts as another H and as surface */
    slab(&m, 2);
    hydrogen(&m, 0.0, 0.0, 1.56);
    hydrogen(&m, 0.0, 0.0, 2.0);
    m.n_adsorbate = 1;
    h = describe(&m);
    NEAR(h.nearest_h_ang.value, 0.44);
    NEAR(h.nearest_surface_ang, 0.44);

    /* a flat OH is no H below the surface */
    slab(&m, 2);
    m.species[1] = (dgh_species){.label = "H", .atomic_number = 1};
    dgh_species three[3] = {m.species[0], m.species[1], {.label = "O", .atomic_number = 8}};
    m.s.species = three;
    add(&m, 2, 0.0, 0.0, 2.2);
    m.adsorbate[m.n_adsorbate++] = m.s.n_atoms;
    add(&m, 1, 0.95, 0.0, 2.1);
    h = describe(&m);
    assert_int_equal(h.n_contacts, 1);
    assert_int_equal(h.contacts[0].atomic_number, 8);
    assert_false(h.below_surface);

    /* two H in one place: near, not absent */
    slab(&m, 2);
    hydrogen(&m, 0.0, 0.0, 1.56);
    hydrogen(&m, 0.0, 0.0, 1.56);
    h = describe(&m);
    assert_true(h.nearest_h_ang.has);
    NEAR(h.nearest_h_ang.value, 0.0);
}

static void wrong_arguments(void **state)
{
    (void)state;
    static model m;
    dgh_adsorbed_h h;
    dgh_error err = {0};
    double vacuum[3];
    slab(&m, 1);
    assert_int_equal(dgh_surface_describe_h(&h, &m.s, NULL, 0, 99, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message,
                        "describing an adsorbed atom needs a cell, positions and a host");
    m.s.has_cell = false;
    assert_int_equal(dgh_surface_describe_h(&h, &m.s, NULL, 0, 0, NULL), DGH_ERR_ARGUMENT);
    assert_false(dgh_surface_vacuum_ang(&m.s, vacuum));
    assert_false(dgh_surface_vacuum_ang(NULL, vacuum));
}

/* An H of the host is nearer in Angstrom than the metal, which holds the adsorbed one. */
static void nearest_by_the_size_of_the_atoms(void **state)
{
    (void)state;
    model m;
    slab(&m, 3);
    add(&m, 1, 1.6, 0.0, 1.9); /* belongs to the host */
    hydrogen(&m, 0.0, 0.0, 1.9);
    dgh_adsorbed_h h = describe(&m);
    assert_int_equal(h.n_contacts, 1);
    NEAR(h.nearest_surface_ang, 1.9);
    assert_true(h.nearest_surface_ratio < 1.3);
    NEAR(h.nearest_h_ang.value, 1.6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_by_the_size_of_the_atoms),
        cmocka_unit_test(sites),
        cmocka_unit_test(the_other_side_and_other_images),
        cmocka_unit_test(below_the_surface),
        cmocka_unit_test(gone_or_paired),
        cmocka_unit_test(wrong_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
