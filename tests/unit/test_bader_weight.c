/* The weight method against a straightforward implementation written for this test: facets from
 * intersections of three planes, one weight per point and basin, points in descending order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "density/model.h"
#include "density/small.h"
#include "density/voronoi.h"
#include "unit/near.h"
#include "unit/random.h"

/* ---- facets of the Wigner-Seitz cell, by brute force ---------------------------------------- */

enum { REACH = 4, MOST_PLANES = (2 * REACH + 1) * (2 * REACH + 1) * (2 * REACH + 1) };

typedef struct facet {
    int shift[3];
    double vector[3], strength;
} facet;

static double product(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static double determinant(const double a[3], const double b[3], const double c[3])
{
    return a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) +
           a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/* The point x with x.a = a.a/2 and so on, by Cramer's rule. */
static bool meet(const double a[3], const double b[3], const double c[3], double x[3])
{
    double det = determinant(a, b, c);
    double size = sqrt(product(a, a) * product(b, b) * product(c, c));
    if (fabs(det) < 1e-9 * size)
        return false;
    const double right[3] = {product(a, a) / 2, product(b, b) / 2, product(c, c) / 2};
    for (int k = 0; k < 3; k++) {
        double m[3][3];
        memcpy(m[0], a, sizeof m[0]);
        memcpy(m[1], b, sizeof m[1]);
        memcpy(m[2], c, sizeof m[2]);
        for (int r = 0; r < 3; r++)
            m[r][k] = right[r];
        x[k] = determinant(m[0], m[1], m[2]) / det;
    }
    return true;
}

static double facet_area(const facet *all, int n, int own)
{
    double corner[512][3], normal[3], length = sqrt(product(all[own].vector, all[own].vector));
    int n_corners = 0;
    for (int b = 0; b < n; b++)
        for (int c = b + 1; c < n; c++) {
            double x[3];
            if (b == own || c == own || !meet(all[own].vector, all[b].vector, all[c].vector, x))
                continue;
            bool inside = true;
            for (int d = 0; d < n && inside; d++)
                inside = product(x, all[d].vector) <=
                         0.5 * product(all[d].vector, all[d].vector) + 1e-10 * length * length;
            for (int e = 0; e < n_corners && inside; e++) {
                double gap[3] = {x[0] - corner[e][0], x[1] - corner[e][1], x[2] - corner[e][2]};
                inside = sqrt(product(gap, gap)) > 1e-7 * length;
            }
            if (inside && n_corners < 512)
                memcpy(corner[n_corners++], x, sizeof x);
        }
    if (n_corners < 3)
        return 0.0;
    /* the area of a convex polygon: the sum over its sides, found as extreme pairs, of half of
     * side times distance to the centre */
    double centre[3] = {0, 0, 0}, area = 0.0;
    for (int c = 0; c < n_corners; c++)
        for (int x = 0; x < 3; x++)
            centre[x] += corner[c][x] / n_corners;
    for (int x = 0; x < 3; x++)
        normal[x] = all[own].vector[x] / length;
    for (int a = 0; a < n_corners; a++)
        for (int b = a + 1; b < n_corners; b++) {
            double side[3], to_centre[3];
            for (int x = 0; x < 3; x++) {
                side[x] = corner[b][x] - corner[a][x];
                to_centre[x] = centre[x] - corner[a][x];
            }
            double twice = determinant(normal, side, to_centre);
            bool extreme = true;
            for (int c = 0; c < n_corners && extreme; c++) {
                double to_c[3];
                for (int x = 0; x < 3; x++)
                    to_c[x] = corner[c][x] - corner[a][x];
                extreme = determinant(normal, side, to_c) * twice >= -1e-12 * length * length;
            }
            if (extreme)
                area += 0.5 * fabs(twice);
        }
    return area;
}

/* Facets of the lattice; `most` bounds the vectors that are tried, in steps. */
static int find_facets(facet out[64], const dgh_grid *grid)
{
    static facet all[MOST_PLANES];
    int n = 0;
    double shortest[3];
    for (int a = 0; a < 3; a++)
        shortest[a] = sqrt(product(grid->cell_ang[a], grid->cell_ang[a])) / (double)grid->n[a];
    double limit = 2.2 * fmax(shortest[0], fmax(shortest[1], shortest[2]));
    for (int i = -REACH; i <= REACH; i++)
        for (int j = -REACH; j <= REACH; j++)
            for (int k = -REACH; k <= REACH; k++) {
                facet f = {.shift = {i, j, k}};
                for (int x = 0; x < 3; x++)
                    f.vector[x] = i * grid->cell_ang[0][x] / (double)grid->n[0] +
                                  j * grid->cell_ang[1][x] / (double)grid->n[1] +
                                  k * grid->cell_ang[2][x] / (double)grid->n[2];
                double length = sqrt(product(f.vector, f.vector));
                if (length > 0.0 && length < limit)
                    all[n++] = f;
            }
    int kept = 0;
    for (int f = 0; f < n; f++) {
        double area = facet_area(all, n, f), square = product(all[f].vector, all[f].vector);
        if (area > 1e-7 * square) {
            all[f].strength = area / sqrt(square);
            out[kept++] = all[f];
        }
    }
    return kept;
}

/* ---- weights, one per point and basin ------------------------------------------------------- */

static const double *sorted_by;

static int descending(const void *a, const void *b)
{
    double x = sorted_by[*(const size_t *)a], y = sorted_by[*(const size_t *)b];
    return (x < y) - (x > y);
}

static size_t moved(const dgh_grid *g, size_t p, const int shift[3])
{
    size_t at[3] = {p % g->n[0], p / g->n[0] % g->n[1], p / g->n[0] / g->n[1]};
    for (int a = 0; a < 3; a++) {
        long n = (long)g->n[a], to = ((long)at[a] + shift[a]) % n;
        at[a] = (size_t)(to < 0 ? to + n : to);
    }
    return at[0] + g->n[0] * (at[1] + g->n[1] * at[2]);
}

static void compare_with_straightforward(const dgh_grid *grid)
{
    facet facets[64];
    const int n_facets = find_facets(facets, grid);
    const size_t points = grid->n[0] * grid->n[1] * grid->n[2];
    dgh_bader *bader = small_bader(grid, DGH_BADER_WEIGHT, 0);
    const size_t n_basins = bader->n_basins;
    size_t *order = malloc(points * sizeof *order);
    double *weight = calloc(points * n_basins, sizeof *weight);
    double *electrons = calloc(n_basins, sizeof *electrons);
    double *volume = calloc(n_basins, sizeof *volume);
    assert_true(order && weight && electrons && volume);
    for (size_t p = 0; p < points; p++)
        order[p] = p;
    sorted_by = grid->value;
    qsort(order, points, sizeof *order, descending);
    size_t maxima = 0;
    const double voxel = dgh_cell_volume_ang3((const double(*)[3])grid->cell_ang) / (double)points;
    for (size_t o = 0; o < points; o++) {
        const size_t p = order[o];
        double total = 0.0, *own = weight + p * n_basins;
        for (int f = 0; f < n_facets; f++) {
            size_t q = moved(grid, p, facets[f].shift);
            double flow = (grid->value[q] - grid->value[p]) * facets[f].strength;
            if (!(flow > 0.0))
                continue;
            total += flow;
            for (size_t b = 0; b < n_basins; b++)
                own[b] += flow * weight[q * n_basins + b];
        }
        if (total > 0.0)
            for (size_t b = 0; b < n_basins; b++)
                own[b] /= total;
        else {
            /* which number the library gave to this maximum */
            own[bader->basin_of_point[p]] = 1.0;
            maxima++;
        }
        for (size_t b = 0; b < n_basins; b++) {
            electrons[b] += own[b] * grid->value[p] * voxel;
            volume[b] += own[b] * voxel;
        }
    }
    assert_int_equal(maxima, n_basins);
    for (size_t b = 0; b < n_basins; b++) {
        assert_near(bader->basins[b].electrons, electrons[b], 1e-9);
        assert_near(bader->basins[b].volume_ang3, volume[b], 1e-9);
    }
    free(order);
    free(weight);
    free(electrons);
    free(volume);
    dgh_bader_free(bader);
}

static void agrees_with_the_straightforward_one(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"ortho", "tric"};
    for (int s = 0; s < 2; s++) {
        model m;
        assert_true(model_read(&m, NAMES[s]));
        dgh_grid *grid = model_density(&m, 36);
        compare_with_straightforward(grid);
        dgh_grid_free(grid);
    }
}

static void agrees_in_a_skewed_cell_with_noise(void **state)
{
    (void)state;
    dgh_grid *cube = small_gaussians(16, 0.25, 0.75, 0.8);
    dgh_grid *grid = small_skewed(cube, 1);
    grid->cell_ang[2][0] += 2.9;
    grid->cell_ang[2][1] -= 1.3;
    uint64_t seed = 3;
    for (size_t p = 0; p < 16 * 16 * 16; p++)
        grid->value[p] += random_between(&seed, -0.05, 0.05);
    compare_with_straightforward(grid);
    dgh_grid_free(cube);
    dgh_grid_free(grid);
}

/* ---- facets --------------------------------------------------------------------------------- */

static dgh_neighbours neighbours_of(const double cell[3][3], const size_t n[3])
{
    static const double ORIGIN[3];
    dgh_grid *grid = small_with_atoms(n, cell, ORIGIN, 1);
    dgh_voxels v;
    dgh_error err = {0};
    assert_int_equal(dgh_voxels_make(&v, grid, 1, &err), DGH_OK);
    dgh_neighbours out;
    dgh_voronoi_neighbours(&out, &v);
    dgh_grid_free(grid);
    return out;
}

/* Cubic 6 faces of area a^2; fcc 12 rhombi, a^3/4 = 12 * area * (a/sqrt 2)/2 / 3; bcc 6 + 8. */
static void facets_of_cubic_lattices(void **state)
{
    (void)state;
    static const size_t N[3] = {10, 10, 10};
    static const double SC[3][3] = {{10, 0, 0}, {0, 10, 0}, {0, 0, 10}};
    static const double FCC[3][3] = {{0, 5, 5}, {5, 0, 5}, {5, 5, 0}};
    static const double BCC[3][3] = {{-5, 5, 5}, {5, -5, 5}, {5, 5, -5}};
    dgh_neighbours sc = neighbours_of(SC, N), fcc = neighbours_of(FCC, N),
                   bcc = neighbours_of(BCC, N);
    assert_int_equal(sc.count, 6);
    for (int m = 0; m < 6; m++)
        assert_near(sc.strength[m], 1.0, 1e-12);
    assert_int_equal(fcc.count, 12);
    for (int m = 0; m < 12; m++)
        assert_near(fcc.strength[m], 0.25, 1e-12);
    assert_int_equal(bcc.count, 14);
    int squares = 0;
    for (int m = 0; m < 14; m++) {
        /* squares of side a/(2 sqrt 2) at a, hexagons of that side at a sqrt(3)/2 */
        bool square = fabs(bcc.strength[m] - 0.125) < 1e-12;
        squares += square;
        if (!square)
            assert_near(bcc.strength[m], 0.375, 1e-12);
    }
    assert_int_equal(squares, 6);
}

/* Sum over facets of strength vector vector^T = 2 volume identity (divergence theorem). */
static void facets_close(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int trial = 0; trial < 60; trial++) {
        double cell[3][3];
        for (int c = 0; c < 9; c++)
            cell[c / 3][c % 3] = random_between(&seed, -1.0, 1.0);
        if (fabs(dgh_cell_volume_ang3((const double(*)[3])cell)) < 0.05)
            continue;
        static const size_t N[3] = {101, 101, 101};
        dgh_neighbours found = neighbours_of((const double(*)[3])cell, N);
        double tensor[3][3] = {{0}};
        for (int m = 0; m < found.count; m++) {
            double to[3] = {0, 0, 0};
            for (int a = 0; a < 3; a++) {
                int32_t steps = found.shift[m][a];
                steps = steps > 50 ? steps - 101 : steps;
                for (int x = 0; x < 3; x++)
                    to[x] += steps * cell[a][x] / 101.0;
            }
            for (int x = 0; x < 3; x++)
                for (int y = 0; y < 3; y++)
                    tensor[x][y] += found.strength[m] * to[x] * to[y];
        }
        double volume = fabs(dgh_cell_volume_ang3((const double(*)[3])cell)) /
                        (101.0 * 101.0 * 101.0);
        for (int x = 0; x < 3; x++)
            for (int y = 0; y < 3; y++)
                assert_near(tensor[x][y] / volume, x == y ? 2.0 : 0.0, 1e-6);
    }
}

/* ---- against the exact charges -------------------------------------------------------------- */

static void charges_converge_to_the_exact_ones(void **state)
{
    (void)state;
    model m;
    assert_true(model_read(&m, "tric"));
    dgh_grid *grid = model_density(&m, 64);
    dgh_bader *bader = small_bader(grid, DGH_BADER_WEIGHT, 0);
    for (int i = 0; i < m.n_atoms; i++)
        assert_near(bader->atoms[i].electrons, m.electrons[i], 0.16);
    dgh_bader_free(bader);
    dgh_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_straightforward_one),
        cmocka_unit_test(agrees_in_a_skewed_cell_with_noise),
        cmocka_unit_test(facets_of_cubic_lattices),
        cmocka_unit_test(facets_close),
        cmocka_unit_test(charges_converge_to_the_exact_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
