/* Groups of known crystals and slabs; symmetry numbers of known molecules. */
#include "read_text.h"

#include "crystals.h"
#include "dgh/symmetry.h"

static dgh_symmetry *symmetry_of(const crystal *c)
{
    dgh_symmetry *symmetry = NULL;
    dgh_error err = {0};
    if (dgh_symmetry_find(&symmetry, &c->s, 0.0, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return symmetry;
}

static void bulk(void **state)
{
    (void)state;
    static const struct {
        void (*make)(crystal *c, double d, int n);
        int number;
        const char *symbol, *point_group;
    } CRYSTALS[] = {{crystal_fcc, 225, "Fm-3m", "m-3m"},
                    {crystal_bcc, 229, "Im-3m", "m-3m"},
                    {crystal_hcp, 194, "P6_3/mmc", "6/mmm"}};
    for (size_t i = 0; i < 3; i++) {
        crystal c;
        CRYSTALS[i].make(&c, 2.77, 2);
        dgh_symmetry *g = symmetry_of(&c);
        assert_int_equal(g->space_group, CRYSTALS[i].number);
        assert_string_equal(g->symbol, CRYSTALS[i].symbol);
        assert_string_equal(g->point_group, CRYSTALS[i].point_group);
        assert_int_equal(g->n_inequivalent, 1);
        assert_int_equal(g->vacuum_axis, -1);
        dgh_symmetry_free(g);
        crystal_free(&c);
    }
}

/* fcc(111): P-3m1; with H on top of one side P3m1, and no atom has a partner on the other side. */
static void slabs(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, 2.77, 1, 3, 22.0);
    dgh_symmetry *g = symmetry_of(&c);
    assert_int_equal(g->space_group, 164);
    assert_string_equal(g->symbol, "P-3m1");
    assert_true(g->sides_equivalent);
    assert_int_equal(g->vacuum_axis, 2);
    assert_int_equal(g->n_operations, 12);
    assert_int_equal(g->n_inequivalent, 2);
    assert_int_equal(g->equivalent[2], 0);
    dgh_symmetry_free(g);
    crystal_add(&c, 3, 0.0, 0.0, 1.55);
    g = symmetry_of(&c);
    assert_string_equal(g->symbol, "P3m1");
    assert_false(g->sides_equivalent);
    assert_int_equal(g->n_operations, 6);
    assert_int_equal(g->n_inequivalent, 4);
    dgh_symmetry_free(g);
    crystal_free(&c);
}

/* Every operation carries the slab into itself. */
static void operations(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, 2.77, 2, 4, 22.0);
    dgh_symmetry *g = symmetry_of(&c);
    assert_int_equal(g->n_operations, 4 * 12);
    for (size_t o = 0; o < g->n_operations; o++)
        for (size_t i = 0; i < c.s.n_atoms; i++) {
            double least = 1e9;
            for (size_t j = 0; j < c.s.n_atoms; j++) {
                /* Fractions in this cell: c is along z, a and b in the plane. */
                double f[2][3], largest = 0.0;
                for (int which = 0; which < 2; which++) {
                    const double *p = c.position + 3 * (which ? j : i);
                    f[which][1] = p[1] / c.s.cell_ang[1][1];
                    f[which][0] = (p[0] - f[which][1] * c.s.cell_ang[1][0]) / c.s.cell_ang[0][0];
                    f[which][2] = p[2] / c.s.cell_ang[2][2];
                }
                for (int k = 0; k < 3; k++) {
                    double x = g->operations[o].translation[k] - f[1][k];
                    for (int l = 0; l < 3; l++)
                        x += g->operations[o].rotation[k][l] * f[0][l];
                    largest = fmax(largest, fabs(x - rint(x)));
                }
                least = fmin(least, largest);
            }
            assert_true(least < 1e-3);
        }
    dgh_symmetry_free(g);
    crystal_free(&c);
}

static void refusals(void **state)
{
    (void)state;
    crystal c;
    dgh_symmetry *g;
    dgh_error err = {0};
    crystal_fcc111(&c, 2.77, 1, 2, 22.0);
    crystal_add(&c, 0, 0.0, 0.0, 0.001);
    assert_int_equal(dgh_symmetry_find(&g, &c.s, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_null(g);
    assert_string_equal(err.message, "expected a structure with a space group, found none within "
                                     "0.01 Angstrom (two atoms on one place?)");
    c.s.has_cell = false;
    assert_int_equal(dgh_symmetry_find(&g, &c.s, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected a cell, found none or one of no volume");
    crystal_free(&c);
}

typedef struct gas {
    unsigned number;
    int n;
    struct {
        uint32_t kind;
        double at[3];
    } atom[8];
} gas;

static void molecules(void **state)
{
    (void)state;
    const double s = 0.6;
    const gas GASES[] = {
        {1, 1, {{3, {0, 0, 0}}}},
        {2, 2, {{3, {0, 0, 0}}, {3, {0.3, 0.4, 0.5}}}},                    /* H2 */
        {1, 2, {{3, {0, 0, 0}}, {0, {0, 0, 1.5}}}},                        /* linear, polar */
        {2, 3, {{3, {0, .76, .59}}, {0, {0, 0, 0}}, {3, {0, -.76, .59}}}}, /* as H2O */
        {3,
         4,
         {{0, {0, 0, 0}},
          {3, {.94, 0, .38}},
          {3, {-.47, .814064, .38}},
          {3, {-.47, -.814064, .38}}}}, /* as NH3 */
        {12,
         5,
         {{0, {0, 0, 0}},
          {3, {s, s, s}},
          {3, {s, -s, -s}},
          {3, {-s, s, -s}},
          {3, {-s, -s, s}}}}, /* as CH4 */
        {24,
         7,
         {{0, {0, 0, 0}},
          {3, {1, 0, 0}},
          {3, {-1, 0, 0}},
          {3, {0, 1, 0}},
          {3, {0, -1, 0}},
          {3, {0, 0, 1}},
          {3, {0, 0, -1}}}}, /* as SF6 */
        {10,
         6,
         {{0, {1, 0, 0}},
          {0, {.309017, .951057, 0}},
          {0, {-.809017, .587785, 0}},
          {0, {-.809017, -.587785, 0}},
          {0, {.309017, -.951057, 0}},
          {3, {0, 0, 0}}}}, /* fivefold */
    };
    for (size_t g = 0; g < sizeof GASES / sizeof *GASES; g++) {
        crystal c;
        unsigned number;
        dgh_error err = {0};
        crystal_room(&c, 8);
        for (int k = 0; k < 3; k++)
            c.s.cell_ang[k][k] = 8.0 + k;
        for (int i = 0; i < GASES[g].n; i++) { /* across a corner of the cell */
            const double *at = GASES[g].atom[i].at;
            crystal_add(&c, GASES[g].atom[i].kind, at[0] < 0 ? at[0] + 8.0 : at[0], at[1],
                        at[2] > 0 ? at[2] - 10.0 : at[2]);
        }
        if (dgh_symmetry_number(&number, &c.s, 0.0, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(number, GASES[g].number);
        crystal_free(&c);
    }
}

/* HD has no centre. */
static void isotopes(void **state)
{
    (void)state;
    crystal c;
    unsigned number;
    dgh_error err = {0};
    crystal_room(&c, 2);
    for (int k = 0; k < 3; k++)
        c.s.cell_ang[k][k] = 9.0;
    crystal_add(&c, 3, 0, 0, 0);
    crystal_add(&c, 2, 0, 0, 0.75);
    c.species[2] = (dgh_species){.label = "D", .atomic_number = 1, .mass_u = {true, 2.014, {0}}};
    assert_int_equal(dgh_symmetry_number(&number, &c.s, 0.0, &err), DGH_OK);
    assert_int_equal(number, 1);
    c.s.n_atoms = 0;
    assert_int_equal(dgh_symmetry_number(&number, &c.s, 0.0, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected a molecule of 1 to 64 atoms, found 0");
    crystal_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bulk),     cmocka_unit_test(slabs),     cmocka_unit_test(operations),
        cmocka_unit_test(refusals), cmocka_unit_test(molecules), cmocka_unit_test(isotopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
