/* Voronoi cells against closed formulas, the cell's volume and each other. */
#include "read_text.h"

#include "crystals.h"
#include "dgh/neighbours.h"
#include "near.h"
#include "surface/disc.h"
#include "surface/polyhedra.h"

static const double PI = 3.14159265358979323846;

/* Sum of the volumes of all cells, and of the surfaces. */
static double volume_of_all(const dgh_structure *s, double ball, double *surface)
{
    dgh_cells cells;
    double sum = 0.0;
    *surface = 0.0;
    assert_int_equal(dgh_cells_make(&cells, s, 3.0, NULL), DGH_OK);
    dgh_polyhedra *p = dgh_polyhedra_new(&cells, ball);
    for (size_t i = 0; i < s->n_atoms; i++) {
        dgh_polyhedron cell;
        assert_true(dgh_polyhedra_cell(&cell, p, i));
        sum += cell.volume_ang3;
        *surface += cell.surface_ang2;
    }
    dgh_polyhedra_free(p);
    dgh_cells_clear(&cells);
    return sum;
}

/* Wigner-Seitz cells: the rhombic dodecahedron of fcc, the truncated octahedron of bcc, the
 * trapezo-rhombic dodecahedron of hcp (same volume, surface and number of faces as that of fcc). */
static void wigner_seitz(void **state)
{
    (void)state;
    const double d = 2.77, a = d * sqrt(2.0), b = d / sqrt(0.75);
    double surface;
    crystal c;
    crystal_fcc(&c, d, 1);
    assert_near(volume_of_all(&c.s, 0.0, &surface), a * a * a, 1e-10);
    assert_near(surface, 4 * 1.5 * sqrt(2.0) * a * a, 1e-9);
    crystal_free(&c);
    crystal_hcp(&c, d, 1);
    assert_near(volume_of_all(&c.s, 0.0, &surface), a * a * a, 1e-10);
    assert_near(surface, 4 * 1.5 * sqrt(2.0) * a * a, 1e-9);
    crystal_free(&c);
    crystal_bcc(&c, d, 1);
    assert_near(volume_of_all(&c.s, 0.0, &surface), b * b * b, 1e-10);
    assert_near(surface, 2 * (6.0 + 12.0 * sqrt(3.0)) * b * b / 8.0, 1e-9);
    crystal_free(&c);
}

/* Volumes sum to that of the cell: skewed, left-handed and small cells, random points. */
static void volumes_sum(void **state)
{
    (void)state;
    uint64_t seed = 21;
    for (int trial = 0; trial < 30; trial++) {
        crystal c;
        const size_t n = 1 + (size_t)trial;
        double surface;
        crystal_room(&c, n);
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++)
                c.s.cell_ang[i][k] = random_between(&seed, -3.0, 3.0) + (i == k ? 6.0 : 0.0);
        if (trial % 2)
            for (int k = 0; k < 3; k++)
                c.s.cell_ang[2][k] *= -1.0;
        double volume = dgh_cell_volume_ang3((const double(*)[3])c.s.cell_ang);
        if (volume < 30.0) {
            crystal_free(&c);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            crystal_add(&c, 0, random_between(&seed, -9, 9), random_between(&seed, -9, 9),
                        random_between(&seed, -9, 9));
        assert_near(volume_of_all(&c.s, 0.0, &surface) / volume, 1.0, 1e-9);
        crystal_free(&c);
    }
}

/* One atom alone is the ball; of two, each is a ball without a cap. */
static void balls(void **state)
{
    (void)state;
    const double r = 2.0, d = 2.5, height = r - d / 2;
    double surface;
    crystal c;
    crystal_room(&c, 2);
    c.s.has_cell = false;
    crystal_add(&c, 0, 1, 2, 3);
    assert_near(volume_of_all(&c.s, r, &surface), 4.0 / 3.0 * PI * r * r * r, 1e-10);
    assert_near(surface, 0.0, 0.0);
    crystal_add(&c, 0, 1 + d * 0.6, 2 - d * 0.8, 3);
    double cap = PI * height * height * (3.0 * r - height) / 3.0;
    assert_near(volume_of_all(&c.s, r, &surface), 2.0 * (4.0 / 3.0 * PI * r * r * r - cap), 1e-10);
    assert_near(surface, 2.0 * PI * (r * r - d * d / 4), 1e-10);
    crystal_free(&c);
}

/* The cut cells of a slab against counting points: within the balls, each to its nearest atom. */
static void slab_by_points(void **state)
{
    (void)state;
    const double ball = 2.1;
    double surface, length = 8.4;
    uint64_t seed = 2;
    crystal c;
    crystal_fcc111(&c, 2.8, 3, 2, 15.0);
    crystal_shake(&c, 0.2, 8);
    double volume = volume_of_all(&c.s, ball, &surface);
    size_t hits = 0;
    const size_t n = 200000;
    for (size_t i = 0; i < n; i++) {
        double f[3] = {random_between(&seed, 0, 1), random_between(&seed, 0, 1),
                       random_between(&seed, -8, 6)};
        double p[3] = {length * (f[0] + f[1] / 2), length * f[1] * sqrt(0.75), f[2]};
        bool within = false;
        for (size_t j = 0; j < c.s.n_atoms && !within; j++)
            for (int u = -2; u < 3 && !within; u++)
                for (int v = -2; v < 3 && !within; v++) {
                    double x = c.position[3 * j] - p[0] + length * (u + v / 2.0);
                    double y = c.position[3 * j + 1] - p[1] + length * v * sqrt(0.75);
                    double z = c.position[3 * j + 2] - p[2];
                    within = x * x + y * y + z * z < ball * ball;
                }
        hits += within;
    }
    double counted = (double)hits / (double)n * length * length * sqrt(0.75) * 14.0;
    assert_near(volume / counted, 1.0, 0.01);
    crystal_free(&c);
}

static void discs(void **state)
{
    (void)state;
    const double square[4][2] = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
    double area, angle;
    dgh_disc_cut(&area, &angle, square, 4, 5.0, 1.0);
    assert_near(area, 4.0, 1e-14);
    assert_near(angle, 4.0 * PI / 6.0, 1e-14);
    dgh_disc_cut(&area, &angle, square, 4, 0.5, 0.5);
    assert_near(area, PI / 4.0, 1e-14);
    assert_near(angle, 2.0 * PI * (1.0 - sqrt(0.5)), 1e-14);
    /* A disc that the edges cut: the square, less four corners of it. */
    const double r = 1.2, half = acos(1.0 / r);
    dgh_disc_cut(&area, &angle, square, 4, r, 1.0);
    assert_near(area, PI * r * r - 4.0 * r * r * (half - sin(half) * cos(half)), 1e-13);
    /* Away from the origin. */
    const double away[3][2] = {{3, 3}, {4, 3}, {3, 4}};
    dgh_disc_cut(&area, &angle, away, 3, 2.0, 1.0);
    assert_near(area, 0.0, 1e-14);
    dgh_disc_cut(&area, &angle, away, 3, 9.0, 1.0);
    assert_near(area, 0.5, 1e-14);
    assert_near(dgh_disc_distance((double[2]){0.3, -0.9}, square, 4, 5.0), 0.0, 0.0);
    assert_near(dgh_disc_distance((double[2]){3.0, 0.5}, square, 4, 5.0), 2.0, 1e-14);
    assert_near(dgh_disc_distance((double[2]){3.0, 5.0}, square, 4, 5.0), sqrt(20.0), 1e-14);
    assert_near(dgh_disc_distance((double[2]){3.0, 4.0}, square, 4, 0.5), 4.5, 1e-14);
    assert_near(dgh_disc_distance((double[2]){5.0, 0.0}, square, 4, r), 4.0, 1e-14);
}

static dgh_neighbours *by_faces(const crystal *c, double least, int jobs)
{
    dgh_neighbour_options o = DGH_NEIGHBOUR_OPTIONS_INIT;
    dgh_neighbours *list = NULL;
    dgh_error err = {0};
    o.rule = DGH_NEIGHBOUR_VORONOI;
    o.least_face = least;
    o.jobs = jobs;
    if (dgh_neighbours_find(&list, &c->s, &o, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return list;
}

/* Every face has its other side, with the same bits of area. */
static void mutual(const dgh_neighbours *list)
{
    for (size_t i = 0; i < list->n_atoms; i++)
        for (size_t e = list->first[i]; e < list->first[i + 1]; e++) {
            const dgh_neighbour *to = &list->neighbour[e];
            size_t found = 0;
            for (size_t o = list->first[to->atom]; o < list->first[to->atom + 1]; o++) {
                const dgh_neighbour *back = &list->neighbour[o];
                double sum = 0.0;
                for (int k = 0; k < 3; k++)
                    sum += fabs(back->vector_ang[k] + to->vector_ang[k]);
                if (back->atom == i && sum < 1e-9 &&
                    list->face_area_ang2[e] == list->face_area_ang2[o])
                    found++;
            }
            assert_int_equal(found, 1);
        }
}

static void neighbours(void **state)
{
    (void)state;
    const double d = 2.77;
    crystal c;
    crystal_fcc(&c, d, 2);
    dgh_neighbours *list = by_faces(&c, 0.01, 1);
    assert_string_equal(dgh_neighbour_rule_name(list->rule), "voronoi");
    assert_null(list->cutoff_from_radii);
    assert_near(list->cutoff_ang[0], d, 1e-12);
    assert_near(list->mean_distance_ang.value, d, 1e-12);
    for (size_t i = 0; i < c.s.n_atoms; i++)
        assert_int_equal(list->first[i + 1] - list->first[i], 12);
    for (size_t e = 0; e < list->first[c.s.n_atoms]; e++)
        assert_near(list->face_area_ang2[e], 1.5 * sqrt(2.0) * 2.0 * d * d / 12.0, 1e-9);
    mutual(list);
    dgh_neighbours_free(list);
    crystal_free(&c);
    crystal_bcc(&c, d, 3);
    list = by_faces(&c, 0.01, 1);
    for (size_t i = 0; i < c.s.n_atoms; i++)
        assert_int_equal(list->first[i + 1] - list->first[i], 14);
    dgh_neighbours_free(list);
    crystal_free(&c);
    crystal_fcc111(&c, d, 3, 4, 30.0);
    crystal_shake(&c, 0.15, 3);
    list = by_faces(&c, 0.0, 1);
    mutual(list);
    dgh_neighbours *two = by_faces(&c, 0.0, 3);
    assert_int_equal(list->first[c.s.n_atoms], two->first[c.s.n_atoms]);
    for (size_t e = 0; e < list->first[c.s.n_atoms]; e++) {
        assert_true(list->face_area_ang2[e] == two->face_area_ang2[e]);
        assert_int_equal(list->neighbour[e].atom, two->neighbour[e].atom);
        assert_true(fabs(list->neighbour[e].vector_ang[2]) < 5.0); /* not across the vacuum */
    }
    dgh_neighbours_free(two);
    dgh_neighbours_free(list);
    list = by_faces(&c, 0.01, 1); /* a surface atom of fcc(111) */
    assert_in_range(list->first[1] - list->first[0], 9, 11);
    dgh_neighbours_free(list);
    c.s.n_atoms = 1;
    c.s.has_cell = false;
    list = by_faces(&c, 0.01, 1);
    assert_int_equal(list->first[1], 0);
    assert_false(list->mean_distance_ang.has);
    dgh_neighbours_free(list);
    crystal_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wigner_seitz), cmocka_unit_test(volumes_sum),
        cmocka_unit_test(balls),        cmocka_unit_test(slab_by_points),
        cmocka_unit_test(discs),        cmocka_unit_test(neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
