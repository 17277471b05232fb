/* Sites of clusters, pores and glasses, against counts by Euler's formula and against a probe that
 * floods a grid. */
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

/* ---- clusters of 55 atoms ---- */

static void icosahedron(crystal *c)
{
    const double g = 0.5 * (1.0 + sqrt(5.0)), r = D / 1.0515 / sqrt(1.0 + g * g);
    double v[12][3];
    for (int i = 0; i < 12; i++) {
        const double signs[2] = {i & 1 ? 1.0 : -1.0, i & 2 ? g : -g};
        for (int k = 0; k < 3; k++)
            v[i][k] = r * (k == i / 4 ? 0.0 : k == (i / 4 + 1) % 3 ? signs[0] : signs[1]);
    }
    crystal_room(c, 55);
    crystal_add(c, 0, 0, 0, 0);
    for (int i = 0; i < 12; i++) {
        crystal_add(c, 0, v[i][0], v[i][1], v[i][2]);
        crystal_add(c, 0, 2 * v[i][0], 2 * v[i][1], 2 * v[i][2]);
        for (int j = 0; j < i; j++) {
            double d[3], square = 0.0;
            for (int k = 0; k < 3; k++) {
                d[k] = v[i][k] - v[j][k];
                square += d[k] * d[k];
            }
            if (square < 4.1 * r * r)
                crystal_add(c, 0, v[i][0] + v[j][0], v[i][1] + v[j][1], v[i][2] + v[j][2]);
        }
    }
}

static void cuboctahedron(crystal *c)
{
    crystal_room(c, 55);
    for (int x = -2; x <= 2; x++)
        for (int y = -2; y <= 2; y++)
            for (int z = -2; z <= 2; z++)
                if ((x + y + z) % 2 == 0 && abs(x) + abs(y) + abs(z) <= 4)
                    crystal_add(c, 0, x * D / sqrt(2.0), y * D / sqrt(2.0), z * D / sqrt(2.0));
}

static void count(const crystal *c, const size_t expected[DGH_N_SITE_KINDS])
{
    size_t n[DGH_N_SITE_KINDS] = {0};
    dgh_sites *sites = sites_of(c, NULL);
    assert_int_equal(sites->n_surface, 42);
    assert_int_equal(sites->vacuum_axis, -1);
    assert_near(sites->bulk_coordination, 12.0, 1e-12);
    for (size_t i = 0; i < sites->n_sites; i++) {
        n[sites->sites[i].kind]++;
        assert_int_equal(sites->sites[i].side, DGH_SIDE_BOTH);
    }
    for (int k = 0; k < DGH_N_SITE_KINDS; k++)
        assert_int_equal(n[k], expected[k]);
    dgh_sites_free(sites);
}

/* 42 atoms at the surface; faces and edges by V - E + F = 2. Without a cell and in one, across its
 * corner. */
static void clusters(void **state)
{
    (void)state;
    static const size_t EXPECTED[2][DGH_N_SITE_KINDS] = {{42, 120, 80, 0}, {42, 96, 32, 24}};
    for (int which = 0; which < 2; which++) {
        crystal c;
        which ? cuboctahedron(&c) : icosahedron(&c);
        assert_int_equal(c.s.n_atoms, 55);
        c.s.has_cell = false;
        count(&c, EXPECTED[which]);
        c.s.has_cell = true;
        for (int k = 0; k < 3; k++) {
            c.s.cell_ang[k][k] = 24.0 + k;
            c.s.cell_ang[k][(k + 1) % 3] = 2.0;
        }
        count(&c, EXPECTED[which]);
        crystal_free(&c);
    }
}

/* One side of what has none. */
static void no_sides(void **state)
{
    (void)state;
    crystal c;
    dgh_sites *sites;
    dgh_error err = {0};
    dgh_sites_options o = DGH_SITES_OPTIONS_INIT;
    o.side = DGH_SIDE_TOP;
    cuboctahedron(&c);
    c.s.has_cell = false;
    assert_int_equal(dgh_sites_find(&sites, &c.s, &o, &err), DGH_ERR_ARGUMENT);
    assert_null(sites);
    assert_string_equal(err.message, "expected a slab to choose the top of, found a structure "
                                     "without vacuum along exactly one lattice vector");
    crystal_free(&c);
}

/* ---- a flood ---- */

/* Centres that a probe reaches from the vacuum of an orthogonal cell, whose c axis leads through
 * it. */
typedef struct flood {
    const crystal *c;
    double probe, step[3];
    int n[3];
    bool *open, *wet;
} flood;

static double contact(const crystal *c, size_t atom, double probe)
{
    return dgh_element_covalent_radius_ang(dgh_structure_element(&c->s, atom)) + probe;
}

/* Shortest vector in an orthogonal cell, periodic along all axes. */
static double to_image(const crystal *c, const double from[3], const double to[3], double v[3])
{
    double square = 0.0;
    for (int k = 0; k < 3; k++) {
        const double length = c->s.cell_ang[k][k];
        v[k] = to[k] - from[k];
        v[k] -= length * rint(v[k] / length);
        square += v[k] * v[k];
    }
    return sqrt(square);
}

static bool is_free(const crystal *c, const double p[3], double probe, double yield)
{
    double v[3];
    for (size_t a = 0; a < c->s.n_atoms; a++)
        if (to_image(c, p, c->position + 3 * a, v) < contact(c, a, probe) - yield)
            return false;
    return true;
}

static size_t flood_index(const flood *f, const int at[3])
{
    size_t index = 0;
    for (int k = 2; k >= 0; k--)
        index = index * (size_t)f->n[k] + (size_t)((at[k] % f->n[k] + f->n[k]) % f->n[k]);
    return index;
}

static void flood_make(flood *f, const crystal *c, double probe, double spacing, double vacuum_at)
{
    *f = (flood){.c = c, .probe = probe};
    for (int k = 0; k < 3; k++) {
        f->n[k] = (int)ceil(c->s.cell_ang[k][k] / spacing);
        f->step[k] = c->s.cell_ang[k][k] / f->n[k];
    }
    const size_t all = (size_t)f->n[0] * (size_t)f->n[1] * (size_t)f->n[2];
    f->open = calloc(all, sizeof *f->open);
    f->wet = calloc(all, sizeof *f->wet);
    size_t *queue = malloc(all * sizeof *queue), n_queue = 0;
    if (!f->open || !f->wet || !queue)
        abort();
    for (size_t i = 0; i < all; i++) {
        const double p[3] = {(double)(i % (size_t)f->n[0]) * f->step[0],
                             (double)(i / (size_t)f->n[0] % (size_t)f->n[1]) * f->step[1],
                             (double)(i / (size_t)f->n[0] / (size_t)f->n[1]) * f->step[2]};
        f->open[i] = is_free(c, p, probe, 0.0);
    }
    queue[n_queue++] = flood_index(f, (const int[3]){0, 0, (int)(vacuum_at / f->step[2])});
    f->wet[queue[0]] = f->open[queue[0]];
    assert_true(f->wet[queue[0]]);
    while (n_queue) {
        const size_t i = queue[--n_queue];
        const int at[3] = {(int)(i % (size_t)f->n[0]), (int)(i / (size_t)f->n[0] % (size_t)f->n[1]),
                           (int)(i / (size_t)f->n[0] / (size_t)f->n[1])};
        for (int d = 0; d < 6; d++) {
            int next[3] = {at[0], at[1], at[2]};
            next[d / 2] += d % 2 ? 1 : -1;
            const size_t j = flood_index(f, next);
            if (f->open[j] && !f->wet[j]) {
                f->wet[j] = true;
                queue[n_queue++] = j;
            }
        }
    }
    free(queue);
}

static void flood_clear(flood *f)
{
    free(f->open);
    free(f->wet);
}

/* Whether a point of the flood is within half a cell diagonal of the grid. */
static bool is_wet(const flood *f, const double p[3])
{
    int at[3];
    for (int k = 0; k < 3; k++)
        at[k] = (int)floor(p[k] / f->step[k]);
    for (int i = -1; i <= 2; i++)
        for (int j = -1; j <= 2; j++)
            for (int k = -1; k <= 2; k++)
                if (f->wet[flood_index(f, (const int[3]){at[0] + i, at[1] + j, at[2] + k})])
                    return true;
    return false;
}

/* Points at which H touches the surface: at the length of a bond from an atom, towards a probe that
 * touches it and has come from the vacuum. Returns the largest distance of one of them from its
 * nearest site, and marks the atoms that have one. */
static double barest_point(const crystal *c, const dgh_sites *sites, const flood *f, bool *touched)
{
    enum { DIRECTIONS = 120 };
    double largest = 0.0, v[3];
    for (size_t a = 0; a < c->s.n_atoms; a++)
        for (int i = 0; i < DIRECTIONS; i++) {
            const double z = 1.0 - (2.0 * i + 1.0) / DIRECTIONS, r = sqrt(1.0 - z * z);
            const double u[3] = {r * cos(2.399963 * i), r * sin(2.399963 * i), z};
            const double reach = contact(c, a, f->probe), bond = reach - f->probe + 0.31;
            double p[3], h[3], nearest = INFINITY;
            for (int k = 0; k < 3; k++) {
                p[k] = c->position[3 * a + (size_t)k] + reach * u[k];
                h[k] = c->position[3 * a + (size_t)k] + bond * u[k];
            }
            if (!is_free(c, p, f->probe, 1e-9) || !is_wet(f, p))
                continue;
            touched[a] = true;
            for (size_t s = 0; s < sites->n_sites; s++)
                nearest = fmin(nearest, to_image(c, h, sites->sites[s].position_ang, v));
            largest = fmax(largest, nearest);
        }
    return largest;
}

static void check_doubles(const crystal *c, const dgh_sites *sites)
{
    double v[3];
    for (size_t i = 0; i < sites->n_sites; i++) {
        const dgh_surface_site *t = &sites->sites[i];
        for (size_t j = 0; j < i; j++)
            assert_true(sites->sites[j].kind != t->kind ||
                        to_image(c, t->position_ang, sites->sites[j].position_ang, v) >= 0.7);
        for (size_t a = 0; a < c->s.n_atoms; a++) { /* no H inside of an atom */
            const double sum = contact(c, a, 0.31);
            assert_true(to_image(c, t->position_ang, c->position + 3 * a, v) > 0.75 * sum);
        }
    }
}

/* Every touched atom is a surface atom and the reverse, but for atoms that the probe touches on a
 * patch smaller than the sampled directions tell. */
static void check(const crystal *c, double vacuum_at)
{
    dgh_sites *sites = sites_of(c, NULL);
    flood f;
    bool *touched = calloc(c->s.n_atoms, sizeof *touched);
    size_t missed = 0;
    flood_make(&f, c, 1.2, 0.6, vacuum_at);
    const double barest = barest_point(c, sites, &f, touched);
    if (barest > 1.5)
        fail_msg("a surface region of %.2f Angstrom radius has no site", barest);
    for (size_t a = 0; a < c->s.n_atoms; a++) {
        if (touched[a] && !sites->is_surface[a])
            fail_msg("atom %zu is touched and not at the surface", a + 1);
        missed += sites->is_surface[a] && !touched[a];
    }
    assert_true(3 * missed <= sites->n_surface);
    check_doubles(c, sites);
    free(touched);
    flood_clear(&f);
    dgh_sites_free(sites);
}

/* fcc(100), 6 layers, with a hole of `radius` through it along c (`bottom` = 0), or a pit. */
static void drilled(crystal *c, double radius, int bottom)
{
    const int n = 6;
    crystal_room(c, (size_t)(n * n * 6));
    c->s.cell_ang[0][0] = c->s.cell_ang[1][1] = n * D;
    c->s.cell_ang[2][2] = 26.0;
    for (int l = 0; l < 6; l++)
        for (int i = 0; i < n * n; i++) {
            const double x = D * (i % n + 0.5 * (l % 2)), y = D * (i / n + 0.5 * (l % 2));
            const double aside = hypot(x - 0.5 * n * D, y - 0.5 * n * D);
            if (aside > radius || l < bottom)
                crystal_add(c, 0, x, y, 1.0 + l * D / sqrt(2.0));
        }
}

static void pores(void **state)
{
    (void)state;
    size_t n_flat = 2 * 36, n_surface[3];
    for (int which = 0; which < 3; which++) {
        crystal c;
        drilled(&c, 4.0, which == 0 ? 0 : which == 1 ? 3 : 5);
        if (which < 2)
            check(&c, 20.0);
        dgh_sites *sites = sites_of(&c, NULL);
        n_surface[which] = sites->n_surface;
        dgh_sites_free(sites);
        crystal_free(&c);
    }
    assert_true(n_surface[0] > n_flat); /* the wall of the hole */
    assert_true(n_surface[1] > n_surface[2]);
}

/* Spheres of three sizes at random in a slab, pushed apart until they hardly overlap: dense,
 * without order, and rough. */
static void glass(crystal *c, int n, double side, double thickness, uint64_t seed)
{
    crystal_room(c, (size_t)n);
    c->s.cell_ang[0][0] = c->s.cell_ang[1][1] = side;
    c->s.cell_ang[2][2] = thickness + 14.0;
    for (int i = 0; i < n; i++)
        crystal_add(c,
                    i % 5 == 0   ? 1
                    : i % 7 == 0 ? 2
                                 : 0,
                    random_between(&seed, 0, side), random_between(&seed, 0, side),
                    random_between(&seed, 1, 1 + thickness));
    for (int round = 0; round < 500; round++)
        for (size_t i = 0; i < c->s.n_atoms; i++) {
            double *p = c->position + 3 * i, v[3];
            for (size_t j = 0; j < c->s.n_atoms; j++) {
                if (j == i)
                    continue;
                const double d = to_image(c, p, c->position + 3 * j, v);
                const double sum = contact(c, i, 0.0) + contact(c, j, 0.0);
                for (int k = 0; k < 3 && d < sum; k++)
                    p[k] -= 0.3 * (sum - d) * v[k] / fmax(d, 0.1);
            }
            p[2] = fmin(fmax(p[2], 1.0), 1.0 + thickness);
        }
}

static void glasses(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        crystal c;
        glass(&c, 90, 11.5, 9.5, seed);
        check(&c, 1.0 + 9.5 + 7.0);
        crystal_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters),
        cmocka_unit_test(no_sides),
        cmocka_unit_test(pores),
        cmocka_unit_test(glasses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
