/* Where H sits: the textbook sites of fcc(111) and fcc(100), any setting of the cell, a glass, the
 * limits of the kinds. */
#include "read_text.h"

#include "crystals.h"
#include "dgh/place.h"
#include "near.h"

static const double D = 2.77;

static dgh_host *host_of(const dgh_structure *s)
{
    dgh_host *host = NULL;
    dgh_error err = {0};
    if (dgh_host_analyse(&host, s, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return host;
}

/* H as the last atom of a copy of `bare`. */
static dgh_place place_of(const crystal *bare, const double h[3])
{
    crystal with;
    dgh_match *match = NULL;
    dgh_place place = {0};
    dgh_error err = {0};
    dgh_host *host = host_of(&bare->s);
    crystal_room(&with, bare->s.n_atoms + 1);
    memcpy(with.s.cell_ang, bare->s.cell_ang, sizeof with.s.cell_ang);
    for (size_t i = 0; i < bare->s.n_atoms; i++) {
        const double *p = bare->position + 3 * i;
        crystal_add(&with, bare->kind[i], p[0], p[1], p[2]);
    }
    crystal_add(&with, 3, h[0], h[1], h[2]);
    if (dgh_surface_match(&match, &with.s, &bare->s, &err) != DGH_OK ||
        dgh_place_find(&place, host, &with.s, match, with.s.n_atoms - 1, &err) != DGH_OK)
        fail_msg("%s", err.message);
    dgh_match_free(match);
    dgh_host_free(host);
    crystal_free(&with);
    return place;
}

typedef struct expected {
    double u, v, height;
    dgh_site_kind kind;
    size_t n_atoms;
    dgh_hollow hollow;
    double gcn;
    int64_t multiplicity; /* in a 1 x 1 cell */
} expected;

/* GCN of Pt(111): Calle-Vallejo et al. 2014, 10.1002/anie.201402958. The second layer of
 * crystal_fcc111 is at (1/3, 1/3), the third at (2/3, 2/3). */
static const expected ON_111[] = {
    {0.0, 0.0, 1.56, DGH_SITE_TOP, 1, DGH_HOLLOW_NONE, 7.5, 1},
    {0.5, 0.0, 1.05, DGH_SITE_BRIDGE, 2, DGH_HOLLOW_NONE, 7.333, 3},
    {1.0 / 3, 1.0 / 3, 0.90, DGH_SITE_HOLLOW, 3, DGH_HOLLOW_HCP, 7.5, 1},
    {2.0 / 3, 2.0 / 3, 0.90, DGH_SITE_HOLLOW, 3, DGH_HOLLOW_FCC, 6.955, 1}};

static void check_111(const crystal *c, int n, double top, int up)
{
    for (size_t i = 0; i < 4; i++) {
        const expected *e = &ON_111[i];
        const double u = e->u + n - 1, v = e->v; /* in the last cell along a */
        const double h[3] = {D * (u + v / 2), D * v * sqrt(0.75), top + up * e->height};
        dgh_place p = place_of(c, h);
        assert_int_equal(p.n_atoms, e->n_atoms);
        assert_int_equal(p.kind, e->kind);
        assert_false(p.is_ambiguous);
        assert_false(p.is_below_surface);
        assert_int_equal(p.hollow, e->hollow);
        assert_int_equal(p.phase, DGH_PHASE_CRYSTALLINE);
        assert_near(p.gcn.value, e->gcn, 5e-4);
        for (size_t k = 0; k < p.n_atoms; k++) {
            assert_int_equal(p.atoms[k].coordination, 9);
            assert_int_equal(p.atoms[k].atomic_number, 78);
            assert_near(p.atoms[k].gcn, 7.5, 5e-4);
        }
        assert_true(p.multiplicity.has);
        assert_int_equal(p.multiplicity.value, n * n * e->multiplicity);
        assert_near(p.surface_atoms_per_cm2.value, 1e16 / (D * D * sqrt(0.75)), 1e9);
        assert_false(p.interface_ang.has);
        for (int k = 0; k < 3; k++)
            assert_near(p.position_ang[k], h[k], 1e-9);
    }
}

static void fcc111(void **state)
{
    (void)state;
    for (int n = 1; n <= 3; n++) {
        crystal c;
        crystal_fcc111(&c, D, n, 4, 22.0);
        check_111(&c, n, 0.0, 1);
        crystal_free(&c);
    }
}

/* Cut by the face of the cell, left-handed, wrapped atom by atom, upside down. */
static void any_setting(void **state)
{
    (void)state;
    for (int setting = 0; setting < 4; setting++) {
        crystal c;
        double shift = setting == 0 ? 3.5 : 0.0;
        crystal_fcc111(&c, D, 2, 4, 22.0);
        for (size_t i = 0; i < c.s.n_atoms; i++) {
            double *p = c.position + 3 * i;
            p[2] += shift;
            p[2] -= 22.0 * floor(p[2] / 22.0);
            if (setting == 2)
                for (int k = 0; k < 3; k++)
                    p[k] += ((int)i % 3 - 1) * c.s.cell_ang[0][k] - (int)i * c.s.cell_ang[2][k];
            if (setting == 3)
                p[2] = -p[2];
        }
        if (setting == 1)
            c.s.cell_ang[2][2] *= -1.0;
        check_111(&c, 2, shift, setting == 3 ? -1 : 1);
        crystal_free(&c);
    }
}

static void sides(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, D, 2, 4, 22.0);
    const double bottom = -3 * D * sqrt(2.0 / 3);
    const double above[3] = {0, 0, 1.56}, below[3] = {0, 0, bottom - 1.56};
    assert_int_equal(place_of(&c, above).side, 1);
    dgh_place p = place_of(&c, below);
    assert_int_equal(p.side, -1);
    assert_int_equal(p.kind, DGH_SITE_TOP);
    assert_int_equal(p.multiplicity.value, 4);
    c.s.cell_ang[2][2] *= -1.0; /* the same atoms; the third vector points down */
    assert_int_equal(place_of(&c, above).side, -1);
    dgh_host *host = host_of(&c.s);
    assert_int_equal(host->vacuum_axis, 2);
    assert_int_equal(host->n_surface_up, 4);
    assert_int_equal(host->n_surface_down, 4);
    assert_true(host->bulk_is_model);
    assert_near(host->bulk_coordination, 12.0, 1e-12);
    assert_near(host->area_ang2, 4 * D * D * sqrt(0.75), 1e-9);
    dgh_host_free(host);
    crystal_free(&c);
}

static void fcc100(void **state)
{
    (void)state;
    static const double CENTRED[2][3] = {{0, 0, 0}, {.5, .5, .5}};
    const double cell[3][3] = {{D, 0, 0}, {0, D, 0}, {0, 0, D * sqrt(2.0)}};
    const double top = 2.5 * D * sqrt(2.0); /* at the centre of the cell */
    crystal c;
    crystal_make(&c, CENTRED, 2, cell, (const int[3]){2, 2, 3});
    c.s.cell_ang[2][2] = 26.0;
    const double hollow[3] = {D, D, top + 0.35};
    dgh_place p = place_of(&c, hollow);
    assert_int_equal(p.kind, DGH_SITE_FOURFOLD);
    assert_int_equal(p.n_atoms, 4);
    assert_int_equal(p.hollow, DGH_HOLLOW_NONE);
    assert_int_equal(p.multiplicity.value, 4);
    for (size_t k = 0; k < 4; k++)
        assert_int_equal(p.atoms[k].coordination, 8);
    crystal_free(&c);
}

/* From top to bridge the second bond becomes short; where the kind hangs on the limits, it says
 * so. */
static void between_two_sites(void **state)
{
    (void)state;
    crystal c;
    size_t n_ambiguous = 0, n_before = 1;
    crystal_fcc111(&c, D, 3, 4, 22.0);
    for (int i = 0; i <= 50; i++) {
        const double x = i / 100.0, h[3] = {x * D, 0.0, 1.56 - 2.0 * x * (1.56 - 1.05)};
        dgh_place p = place_of(&c, h);
        assert_true(p.n_atoms >= n_before && p.n_atoms <= 2);
        assert_true(p.n_least <= p.n_atoms && p.n_atoms <= p.n_most);
        assert_int_equal(p.is_ambiguous, p.n_least != p.n_most);
        n_ambiguous += p.is_ambiguous;
        n_before = p.n_atoms;
    }
    assert_int_equal(n_before, 2);
    assert_in_range(n_ambiguous, 1, 8);
    crystal_free(&c);
}

static void no_bond_and_below(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, D, 3, 4, 22.0);
    const double away[3] = {0.0, 0.0, 4.0};
    dgh_place p = place_of(&c, away);
    dgh_phase phase;
    assert_int_equal(p.n_atoms, 0);
    assert_false(p.gcn.has || p.multiplicity.has || p.is_ambiguous);
    assert_false(dgh_place_phase(&phase, &p, 1));
    const double layer = D * sqrt(2.0 / 3);
    /* the octahedral hole under an fcc hollow */
    const double hole[3] = {D * (2.0 / 3 + 1.0 / 3), D * 2.0 / 3 * sqrt(0.75), -layer / 2};
    p = place_of(&c, hole);
    assert_int_equal(p.n_atoms, 6);
    assert_int_equal(p.kind, DGH_SITE_FOURFOLD);
    assert_true(p.is_below_surface);
    crystal_free(&c);
}

static void phases_of_several(void **state)
{
    (void)state;
    dgh_place two[2] = {{.n_atoms = 2}, {.n_atoms = 1}};
    dgh_phase phase;
    assert_true(dgh_place_phase(&phase, two, 2));
    assert_int_equal(phase, DGH_PHASE_AMORPHOUS);
    two[1].atoms[0].phase = DGH_PHASE_CRYSTALLINE;
    assert_true(dgh_place_phase(&phase, two, 2));
    assert_int_equal(phase, DGH_PHASE_INTERFACE);
    assert_true(dgh_place_phase(&phase, two + 1, 1));
    assert_int_equal(phase, DGH_PHASE_CRYSTALLINE);
    two[1].atoms[0].phase = DGH_PHASE_INTERFACE;
    assert_true(dgh_place_phase(&phase, two + 1, 1));
    assert_int_equal(phase, DGH_PHASE_INTERFACE);
    assert_false(dgh_place_phase(&phase, two, 0));
}

/* A liquid has no crystalline place; of a cluster there are no sides. */
static void glass_and_cluster(void **state)
{
    (void)state;
    crystal c;
    crystal_fcc111(&c, D, 4, 5, 26.0);
    crystal_shake(&c, 0.45, 11);
    const double h[3] = {c.position[0], c.position[1], c.position[2] + 1.56};
    dgh_place p = place_of(&c, h);
    assert_true(p.n_atoms >= 1);
    assert_int_equal(p.phase, DGH_PHASE_AMORPHOUS);
    assert_int_equal(p.hollow, DGH_HOLLOW_NONE);
    for (int k = 0; k < 3; k++) {
        c.s.cell_ang[k][0] *= 3.0;
        c.s.cell_ang[k][1] *= 3.0;
    }
    p = place_of(&c, h);
    assert_int_equal(p.side, 0);
    assert_false(p.surface_atoms_per_cm2.has);
    crystal_free(&c);
}

/* ---- random trials ---------------------------------------------------------------------------
 */

static double distance(const dgh_structure *s, const double a[3], const double b[3])
{
    double best = INFINITY;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) {
            double square = 0.0;
            for (int k = 0; k < 3; k++) {
                double d = a[k] - b[k] + i * s->cell_ang[0][k] + j * s->cell_ang[1][k];
                square += d * d;
            }
            best = fmin(best, square);
        }
    return sqrt(best);
}

/* The n atoms of the top layer that are nearest to h. */
static void nearest_tops(size_t *atoms, size_t n, const crystal *host, const double h[3])
{
    for (size_t found = 0; found < n; found++) {
        double best = INFINITY;
        for (size_t i = 0; i < host->s.n_atoms; i++) {
            bool taken = host->kind[i] == 3 || host->position[3 * i + 2] < -0.1;
            for (size_t k = 0; k < found; k++)
                taken |= atoms[k] == i;
            double d = distance(&host->s, host->position + 3 * i, h);
            if (!taken && d < best) {
                best = d;
                atoms[found] = i;
            }
        }
    }
}

/* Host + H in another order, each atom relaxed, wrapped otherwise, all drifted; host atom i becomes
 * atom order[i]. */
static void disturb(crystal *full, size_t *order, const crystal *host, const double h[3],
                    uint64_t *seed)
{
    const size_t n = host->s.n_atoms + 1;
    double drift[3];
    crystal_room(full, n);
    memcpy(full->s.cell_ang, host->s.cell_ang, sizeof full->s.cell_ang);
    full->s.n_atoms = n;
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t j = random_below(seed, (unsigned)i), t = order[i - 1];
        order[i - 1] = order[j];
        order[j] = t;
    }
    for (int k = 0; k < 3; k++)
        drift[k] = random_between(seed, -0.28, 0.28); /* up to 0.5 */
    for (size_t i = 0; i < n; i++) {
        const double *p = i + 1 < n ? host->position + 3 * i : h;
        full->kind[order[i]] = i + 1 < n ? host->kind[i] : 3;
        for (int k = 0; k < 3; k++)
            full->position[3 * order[i] + (size_t)k] = p[k] + drift[k] +
                                                       random_between(seed, -0.03, 0.03);
        for (int v = 0; v < 3; v++) {
            int cells = (int)random_below(seed, 5) - 2;
            for (int k = 0; k < 3; k++)
                full->position[3 * order[i] + (size_t)k] += cells * host->s.cell_ang[v][k];
        }
    }
}

/* So that the host's own H is not behind its metal. */
static void swap_first_and_last(crystal *c)
{
    const size_t last = c->s.n_atoms - 1;
    uint32_t kind = c->kind[0];
    c->kind[0] = c->kind[last];
    c->kind[last] = kind;
    for (size_t k = 0; k < 3; k++) {
        double x = c->position[k];
        c->position[k] = c->position[3 * last + k];
        c->position[3 * last + k] = x;
    }
}

static void check_trial(const dgh_host *host, const crystal *bare, const expected *e,
                        const double h[3], uint64_t *seed)
{
    size_t order[64], tops[3];
    crystal full;
    dgh_match *match = NULL;
    dgh_place p;
    disturb(&full, order, bare, h, seed);
    assert_int_equal(dgh_surface_match(&match, &full.s, &bare->s, NULL), DGH_OK);
    assert_int_equal(match->n_adsorbate, 1);
    assert_int_equal(match->adsorbate[0], order[bare->s.n_atoms]);
    assert_int_equal(dgh_place_find(&p, host, &full.s, match, match->adsorbate[0], NULL), DGH_OK);
    assert_int_equal(p.kind, e->kind);
    assert_int_equal(p.hollow, e->hollow);
    assert_int_equal(p.n_atoms, e->n_atoms);
    assert_near(p.gcn.value, e->gcn, 5e-4);
    nearest_tops(tops, e->n_atoms, bare, h);
    for (size_t i = 0; i < e->n_atoms; i++) {
        bool found = false;
        for (size_t k = 0; k < p.n_atoms; k++)
            found |= p.atoms[k].host_atom == tops[i] && p.atoms[k].atom == order[tops[i]];
        assert_true(found);
    }
    dgh_match_free(match);
    crystal_free(&full);
}

/* H on a random site of slabs with and without an H of their own, in straight and skewed cells. */
static void thousand_random_trials(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int model = 0; model < 4; model++) {
        crystal c;
        crystal_fcc111(&c, D, 3, 4, 22.0);
        if (model % 2) { /* a skewed, left-handed cell */
            c.s.cell_ang[2][0] = 4.0;
            c.s.cell_ang[2][1] = -3.0;
            c.s.cell_ang[2][2] *= -1.0;
        }
        const double own[3] = {D * (2.0 / 3 + 1.0 / 3), D * 2.0 / 3 * sqrt(0.75), 0.9};
        if (model / 2) {
            crystal_add(&c, 3, own[0], own[1], own[2]);
            swap_first_and_last(&c);
        }
        dgh_host *host = host_of(&c.s);
        for (int trial = 0; trial < 250;) {
            const expected *e = &ON_111[random_below(&seed, 4)];
            const double u = e->u + random_below(&seed, 3), v = e->v + random_below(&seed, 3);
            const double h[3] = {D * (u + v / 2), D * v * sqrt(0.75), e->height};
            if (model / 2 && distance(&c.s, own, h) < 1.2)
                continue; /* two H at one place */
            check_trial(host, &c, e, h, &seed);
            trial++;
        }
        dgh_host_free(host);
        crystal_free(&c);
    }
}

static void errors(void **state)
{
    (void)state;
    crystal c;
    dgh_host *host = (dgh_host *)1;
    dgh_error err = {0};
    crystal_fcc111(&c, D, 2, 3, 22.0);
    c.s.has_cell = false;
    assert_int_equal(dgh_host_analyse(&host, &c.s, NULL, &err), DGH_ERR_ARGUMENT);
    assert_null(host);
    assert_string_equal(err.message, "expected a host with a cell, positions and elements");
    c.s.has_cell = true;
    host = host_of(&c.s);
    dgh_place place;
    dgh_match *match;
    assert_int_equal(dgh_surface_match(&match, &c.s, &c.s, &err), DGH_OK);
    assert_int_equal(dgh_place_find(&place, host, &c.s, match, 2, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "atom 3 is one of the host's");
    assert_int_equal(dgh_place_find(&place, host, &c.s, match, 12, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message,
                        "describing a place needs host + H, its host and the match of both");
    dgh_match_free(match);
    dgh_host_free(host);
    dgh_host_free(NULL);
    assert_string_equal(dgh_hollow_name(DGH_HOLLOW_HCP), "hcp");
    assert_string_equal(dgh_hollow_name((dgh_hollow)7), "unknown");
    crystal_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fcc111),
        cmocka_unit_test(any_setting),
        cmocka_unit_test(sides),
        cmocka_unit_test(fcc100),
        cmocka_unit_test(between_two_sites),
        cmocka_unit_test(no_bond_and_below),
        cmocka_unit_test(phases_of_several),
        cmocka_unit_test(glass_and_cluster),
        cmocka_unit_test(thousand_random_trials),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
