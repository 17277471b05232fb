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

/* ---- a sphere of fcc in a liquid ---------------------------------------------------------------
 */

enum { MOST_BOXES = 32, IN_BOX = 16 };

/* Atoms sorted into boxes no narrower than the least distance. */
typedef struct boxes {
    int n;
    double length;
    uint16_t count[MOST_BOXES * MOST_BOXES * MOST_BOXES];
    uint32_t atom[MOST_BOXES * MOST_BOXES * MOST_BOXES][IN_BOX];
} boxes;

static int box_along(const boxes *b, double x)
{
    int i = (int)floor(x / b->length * b->n) % b->n;
    return i < 0 ? i + b->n : i;
}

static void put(boxes *b, const double p[3], size_t atom)
{
    int at = (box_along(b, p[0]) * b->n + box_along(b, p[1])) * b->n + box_along(b, p[2]);
    assert_in_range(b->count[at], 0, IN_BOX - 1);
    b->atom[at][b->count[at]++] = (uint32_t)atom;
}

static bool is_free_place(const boxes *b, const crystal *c, const double p[3], double least)
{
    for (int k = 0; k < 27; k++) {
        int at[3];
        for (int x = 0; x < 3; x++)
            at[x] = (box_along(b, p[x]) +
                     (k / (x == 0   ? 9
                           : x == 1 ? 3
                                    : 1)) %
                         3 -
                     1 + b->n) %
                    b->n;
        const int box = (at[0] * b->n + at[1]) * b->n + at[2];
        for (int i = 0; i < b->count[box]; i++) {
            double square = 0.0;
            for (size_t x = 0; x < 3; x++) {
                double d = p[x] - c->position[3 * b->atom[box][i] + x];
                d -= b->length * rint(d / b->length);
                square += d * d;
            }
            if (square < least * least)
                return false;
        }
    }
    return true;
}

static void any_rotation(double m[3][3], uint64_t *seed)
{
    double q[4], norm = 0.0;
    for (int k = 0; k < 4; k++) {
        q[k] = random_gauss(seed);
        norm += q[k] * q[k];
    }
    for (int k = 0; k < 4; k++)
        q[k] /= sqrt(norm);
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    const double r[3][3] = {{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                            {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                            {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}};
    memcpy(m, r, sizeof r);
}

/* A shaken sphere of fcc, turned and shifted at random, in random points no nearer than 2.1
 * Angstrom, 90 % as dense. Returns its number of atoms. */
static size_t plant_sphere(crystal *c, double radius, uint64_t seed)
{
    const double d = 2.77, a = d * sqrt(2.0), length = 2.0 * radius + 16.0;
    const int reach = (int)ceil(radius / a) + 2;
    static boxes b;
    double turn[3][3], shift[3];
    memset(&b, 0, sizeof b);
    b.n = (int)fmin(MOST_BOXES, floor(length / 2.2));
    b.length = length;
    crystal_room(c, 9000);
    any_rotation(turn, &seed);
    for (int k = 0; k < 3; k++) {
        c->s.cell_ang[k][k] = length;
        shift[k] = random_between(&seed, 0.0, d);
    }
    for (int i = -2 * reach; i < 2 * reach; i++)
        for (int j = -2 * reach; j < 2 * reach; j++)
            for (int k = -2 * reach; k < 2 * reach; k++) {
                const double at[3] = {a / 2 * i + shift[0], a / 2 * j + shift[1],
                                      a / 2 * k + shift[2]};
                double p[3], square = at[0] * at[0] + at[1] * at[1] + at[2] * at[2];
                if ((i + j + k) % 2 != 0 || square > radius * radius)
                    continue;
                for (int x = 0; x < 3; x++)
                    p[x] = length / 2 + turn[x][0] * at[0] + turn[x][1] * at[1] +
                           turn[x][2] * at[2] + 0.05 * random_gauss(&seed);
                put(&b, p, c->s.n_atoms);
                crystal_add(c, 0, p[0], p[1], p[2]);
            }
    const size_t planted = c->s.n_atoms;
    const size_t wanted = (size_t)(0.9 * length * length * length / (d * d * d / sqrt(2.0)));
    for (int tries = 0; tries < 400000 && c->s.n_atoms < wanted; tries++) {
        const double p[3] = {random_between(&seed, 0, length), random_between(&seed, 0, length),
                             random_between(&seed, 0, length)};
        if (!is_free_place(&b, c, p, 2.1))
            continue;
        put(&b, p, c->s.n_atoms);
        crystal_add(c, 0, p[0], p[1], p[2]);
    }
    return planted;
}

/* Nearest distance of a point to the sphere's surface is that to the interface, about. */
static void check_distances(const dgh_order *order, double radius)
{
    const double middle = radius + 8.0;
    for (double r = 0.0; r < radius + 6.0; r += 1.3) {
        const double point[3] = {middle + 0.6 * r, middle - 0.8 * r, middle};
        dgh_real distance;
        assert_int_equal(dgh_order_interface_distance(&distance, order, point, NULL), DGH_OK);
        assert_true(distance.has);
        assert_near(distance.value, fabs(r - radius), 3.5); /* a rough surface */
    }
}

/* Crystalline fraction within 2 %, area within 10 % of 4 pi r^2, each and on average 5 %. */
static void sphere_in_glass(void **state)
{
    (void)state;
    static const double RADII[] = {8.0, 9.5, 11.0, 13.0};
    double mean = 0.0;
    const size_t n = sizeof RADII / sizeof *RADII;
    for (size_t t = 0; t < 2 * n; t++) {
        const double radius = RADII[t % n];
        crystal c;
        const size_t planted = plant_sphere(&c, radius, 17 + 31 * t);
        dgh_order *order = order_of(&c, NULL);
        const dgh_interface *i = &order->interface;
        const double ratio = i->area_ang2 / (4.0 * acos(-1.0) * radius * radius);
        assert_near(order->crystalline_fraction, (double)planted / (double)c.s.n_atoms, 0.02);
        assert_near(ratio, 1.0, 0.1);
        mean += ratio / (double)(2 * n);
        assert_true(i->raw_area_ang2 > 1.2 * i->area_ang2);
        assert_near(i->volume_ang3, pow(2.0 * radius + 16.0, 3.0), 1e-6);
        assert_near(i->area_per_volume_nm, 10.0 * i->area_ang2 / i->volume_ang3, 1e-12);
        for (size_t f = 0; f < i->n_faces; f++) {
            assert_true(order->atoms[i->faces[f].crystalline].crystalline);
            assert_false(order->atoms[i->faces[f].other].crystalline);
        }
        for (size_t k = 0; k < c.s.n_atoms; k++)
            assert_false(order->atoms[k].phase == DGH_PHASE_CRYSTALLINE &&
                         !order->atoms[k].crystalline);
        assert_true(order->n_phase[DGH_PHASE_INTERFACE] > 0);
        check_distances(order, radius);
        dgh_order_free(order);
        crystal_free(&c);
    }
    assert_near(mean, 1.0, 0.05);
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
    dgh_real distance = {.has = true};
    assert_int_equal(
        dgh_order_interface_distance(&distance, order, (double[3]){1.0, 2.0, 3.0}, NULL), DGH_OK);
    assert_false(distance.has);
    assert_int_equal(dgh_order_interface_distance(&distance, order, (double[3]){NAN, 0, 0}, NULL),
                     DGH_ERR_ARGUMENT);
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
