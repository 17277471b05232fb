/* Order of crystals, shaken crystals, liquids, an icosahedron, a crystal in a glass. */
#include "read_text.h"

#include "crystals.h"
#include "dgh/order.h"
#include "near.h"

static dgh_order *order_of(const crystal *c, const dgh_order_options *options)
{
    dgh_order *order = NULL;
    dgh_error err = {0};
    if (dgh_order_compute(&order, &c->s, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return order;
}

typedef void maker(crystal *c, double d, int n);

typedef struct expected {
    maker *make;
    dgh_lattice lattice;
    size_t coordination;
    double q[3], q_mean[3];
} expected;

/* q of perfect lattices: Mickel et al. 2013, 10.1063/1.4774084 (fcc, hcp, bcc with 14 neighbours).
 */
static const expected LATTICES[] = {
    {crystal_fcc, DGH_LATTICE_FCC, 12, {0.19094, 0.57452, 0.40391}, {0.19094, 0.57452, 0.40391}},
    {crystal_hcp, DGH_LATTICE_HCP, 12, {0.09722, 0.48476, 0.31699}, {0.09722, 0.48476, 0.31699}},
    {crystal_bcc, DGH_LATTICE_BCC, 14, {0.03637, 0.51069, 0.42932}, {0.03637, 0.51069, 0.42932}},
};

static void perfect(void **state)
{
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        const expected *e = &LATTICES[l];
        crystal c;
        e->make(&c, 2.77, 4);
        dgh_order *order = order_of(&c, NULL);
        assert_int_equal(order->n_lattice[e->lattice], c.s.n_atoms);
        assert_int_equal(order->n_phase[DGH_PHASE_CRYSTALLINE], c.s.n_atoms);
        assert_near(order->crystalline_fraction, 1.0, 0.0);
        for (size_t i = 0; i < c.s.n_atoms; i++) {
            assert_int_equal(order->atoms[i].coordination, e->coordination);
            assert_int_equal(order->atoms[i].n_solid_bonds, e->coordination);
            for (int k = 0; k < 3; k++) {
                assert_near(order->atoms[i].q[k], e->q[k], 2e-5);
                assert_near(order->atoms[i].q_mean[k], e->q_mean[k], 2e-5);
            }
        }
        dgh_order_free(order);
        crystal_free(&c);
    }
}

/* 5 % of the nearest distance along each axis. */
static void shaken(void **state)
{
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        crystal c;
        LATTICES[l].make(&c, 2.77, 7);
        crystal_shake(&c, 0.05 * 2.77, 9 + l);
        dgh_order *order = order_of(&c, NULL);
        assert_true((double)order->n_lattice[LATTICES[l].lattice] >= 0.99 * (double)c.s.n_atoms);
        assert_true(order->crystalline_fraction >= 0.99);
        dgh_order_free(order);
        crystal_free(&c);
    }
}

/* Random points no nearer than 0.85 of a mean distance: no order at all. */
static void liquid(crystal *c, int n, double length, double least, uint64_t seed)
{
    crystal_room(c, (size_t)n);
    for (int k = 0; k < 3; k++)
        c->s.cell_ang[k][k] = length;
    while (c->s.n_atoms < (size_t)n) {
        double p[3], nearest = 1e9;
        for (int k = 0; k < 3; k++)
            p[k] = random_between(&seed, 0.0, length);
        for (size_t j = 0; j < c->s.n_atoms; j++) {
            double square = 0.0;
            for (int k = 0; k < 3; k++) {
                double d = p[k] - c->position[3 * j + (size_t)k];
                d -= length * rint(d / length);
                square += d * d;
            }
            nearest = fmin(nearest, square);
        }
        if (nearest > least * least)
            crystal_add(c, 0, p[0], p[1], p[2]);
    }
}

static void disordered(void **state)
{
    (void)state;
    crystal c;
    liquid(&c, 1000, 26.0, 2.15, 5);
    dgh_order *order = order_of(&c, NULL);
    assert_true(order->crystalline_fraction < 0.01);
    assert_true(order->n_lattice[DGH_LATTICE_FCC] + order->n_lattice[DGH_LATTICE_HCP] +
                    order->n_lattice[DGH_LATTICE_BCC] <
                10);
    dgh_order_free(order);
    crystal_free(&c);
}

/* 13 atoms without a cell: the one in the middle is icosahedral, and nothing is crystalline. */
static void icosahedron(void **state)
{
    (void)state;
    const double g = (1.0 + sqrt(5.0)) / 2.0;
    crystal c;
    crystal_room(&c, 13);
    c.s.has_cell = false;
    crystal_add(&c, 0, 0, 0, 0);
    for (int k = 0; k < 12; k++) {
        double p[3] = {0.0, k & 1 ? 1.4 : -1.4, (k & 2 ? 1.4 : -1.4) * g};
        crystal_add(&c, 0, p[k / 4], p[(k / 4 + 1) % 3], p[(k / 4 + 2) % 3]);
    }
    dgh_order *order = order_of(&c, NULL);
    assert_int_equal(order->atoms[0].lattice, DGH_LATTICE_ICOSAHEDRAL);
    assert_int_equal(order->atoms[0].coordination, 12);
    assert_near(order->atoms[0].q[1], 0.66332, 1e-5);
    assert_int_equal(order->n_lattice[DGH_LATTICE_OTHER], 12);
    assert_int_equal(order->n_crystalline, 0);
    dgh_order_free(order);
    crystal_free(&c);
}

/* A slab is crystalline to its surface. */
static void slab(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, 2.77, 4, 5, 25.0);
    crystal_shake(&c, 0.05, 2);
    dgh_order *order = order_of(&c, NULL);
    assert_int_equal(order->n_phase[DGH_PHASE_CRYSTALLINE], c.s.n_atoms);
    assert_int_equal(order->atoms[0].coordination, 9);
    dgh_order_free(order);
    crystal_free(&c);
}

/* A sphere of fcc in a liquid of the same density. */
static void sphere_in_glass(void **state)
{
    (void)state;
    const double radius = 12.0, d = 2.77, length = 40.0;
    crystal fcc, c;
    uint64_t seed = 17;
    crystal_fcc(&fcc, d, 7);
    crystal_room(&c, 5000);
    for (int k = 0; k < 3; k++)
        c.s.cell_ang[k][k] = length;
    for (size_t i = 0; i < fcc.s.n_atoms; i++) {
        double p[3], square = 0.0;
        for (size_t k = 0; k < 3; k++) {
            p[k] = fcc.position[3 * i + k] - 3.5 * d * sqrt(2.0);
            square += p[k] * p[k];
        }
        if (square <= radius * radius)
            crystal_add(&c, 0, p[0] + 20.0, p[1] + 20.0, p[2] + 20.0);
    }
    const size_t planted = c.s.n_atoms;
    for (int tries = 0; tries < 400000 && c.s.n_atoms < 3600; tries++) {
        double p[3], nearest = 1e9;
        for (int k = 0; k < 3; k++)
            p[k] = random_between(&seed, 0.0, length);
        for (size_t j = 0; j < c.s.n_atoms && nearest > 2.1 * 2.1; j++) {
            double square = 0.0;
            for (int k = 0; k < 3; k++) {
                double x = p[k] - c.position[3 * j + (size_t)k];
                x -= length * rint(x / length);
                square += x * x;
            }
            nearest = fmin(nearest, square);
        }
        if (nearest > 2.1 * 2.1)
            crystal_add(&c, 0, p[0], p[1], p[2]);
    }
    dgh_order *order = order_of(&c, NULL);
    double share = (double)planted / (double)c.s.n_atoms;
    assert_near(order->crystalline_fraction, share, 0.02);
    assert_true(order->n_phase[DGH_PHASE_INTERFACE] > 0);
    for (size_t i = 0; i < c.s.n_atoms; i++)
        assert_false(order->atoms[i].phase == DGH_PHASE_CRYSTALLINE &&
                     !order->atoms[i].crystalline);
    dgh_order_free(order);
    crystal_free(&fcc);
    crystal_free(&c);
}

/* B2: every one of the eight nearest neighbours is of the other kind. */
static void short_range_order(void **state)
{
    (void)state;
    crystal c;
    crystal_bcc(&c, 2.6, 4);
    for (size_t i = 0; i < c.s.n_atoms; i++)
        c.kind[i] = (uint32_t)(i % 2);
    dgh_order_options o = DGH_ORDER_OPTIONS_INIT;
    o.neighbours.rule = DGH_NEIGHBOUR_CUTOFF;
    o.neighbours.cutoff_ang = 2.8;
    dgh_order *order = order_of(&c, &o);
    assert_int_equal(order->n_species, 2);
    assert_near(order->warren_cowley[0], 1.0, 1e-12);
    assert_near(order->warren_cowley[1], -1.0, 1e-12);
    assert_near(order->coordination[1], 8.0, 1e-12);
    assert_near(order->coordination[0], 0.0, 1e-12);
    dgh_order_free(order);
    crystal_free(&c);
}

static void threads(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc(&c, 2.77, 5);
    crystal_shake(&c, 0.2, 4);
    dgh_order_options o = DGH_ORDER_OPTIONS_INIT;
    o.jobs = 1;
    dgh_order *one = order_of(&c, &o);
    for (o.jobs = 2; o.jobs <= 8; o.jobs *= 2) {
        dgh_order *many = order_of(&c, &o);
        for (size_t i = 0; i < c.s.n_atoms; i++) {
            assert_memory_equal(one->atoms[i].q, many->atoms[i].q, sizeof one->atoms[i].q);
            assert_memory_equal(one->atoms[i].q_mean, many->atoms[i].q_mean,
                                sizeof one->atoms[i].q_mean);
            assert_int_equal(one->atoms[i].phase, many->atoms[i].phase);
            assert_int_equal(one->atoms[i].lattice, many->atoms[i].lattice);
        }
        dgh_order_free(many);
    }
    dgh_order_free(one);
    crystal_free(&c);
}

/* A lone atom, two far apart, thresholds that are none. */
static void small_and_bad(void **state)
{
    (void)state;
    crystal c;
    crystal_room(&c, 2);
    for (int k = 0; k < 3; k++)
        c.s.cell_ang[k][k] = 30.0;
    crystal_add(&c, 0, 0, 0, 0);
    dgh_order *order = order_of(&c, NULL);
    assert_int_equal(order->atoms[0].coordination, 0);
    assert_int_equal(order->atoms[0].phase, DGH_PHASE_AMORPHOUS);
    assert_near(order->atoms[0].q[1], 0.0, 0.0);
    dgh_order_free(order);
    dgh_order_options o = DGH_ORDER_OPTIONS_INIT;
    o.bond_threshold = 1.5;
    dgh_error err = {0};
    assert_int_equal(dgh_order_compute(&order, &c.s, &o, &err), DGH_ERR_ARGUMENT);
    assert_null(order);
    assert_string_equal(err.message, "expected thresholds between 0 and 1, found 1.5 and 0.583333");
    crystal_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(perfect),
        cmocka_unit_test(shaken),
        cmocka_unit_test(disordered),
        cmocka_unit_test(icosahedron),
        cmocka_unit_test(slab),
        cmocka_unit_test(sphere_in_glass),
        cmocka_unit_test(short_range_order),
        cmocka_unit_test(threads),
        cmocka_unit_test(small_and_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
