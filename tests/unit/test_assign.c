/* The assignment against all permutations, and the shortest image against many images. */
#include "read_text.h"

#include <math.h>

#include "surface/assign.h"
#include "surface/periodic.h"

enum { MOST = 7 };

static uint64_t seed = 1181783497276652981u;

static double uniform(double from, double to)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return from + (to - from) * (double)(seed >> 11) / 9007199254740992.0;
}

typedef struct matrix {
    size_t n_rows, n_columns;
    double cost[MOST][MOST];
} matrix;

static const double *row_of(void *context, size_t row)
{
    return ((matrix *)context)->cost[row];
}

static double cheapest(const matrix *m, size_t row, unsigned used)
{
    double best = INFINITY;
    if (row == m->n_rows)
        return 0.0;
    for (size_t j = 0; j < m->n_columns; j++)
        if (!(used & 1u << j)) {
            double sum = m->cost[row][j] + cheapest(m, row + 1, used | 1u << j);
            best = sum < best ? sum : best;
        }
    return best;
}

static void assignment_is_the_cheapest(void **state)
{
    (void)state;
    for (int trial = 0; trial < 3000; trial++) {
        matrix m = {.n_columns = 1 + (size_t)uniform(0, MOST)};
        m.n_rows = 1 + (size_t)uniform(0, (double)m.n_columns);
        for (size_t i = 0; i < m.n_rows; i++)
            for (size_t j = 0; j < m.n_columns; j++) /* ties in every third one */
                m.cost[i][j] = trial % 3 ? uniform(-1, 1) : floor(uniform(0, 4));
        size_t column[MOST];
        assert_true(dgh_assign(column, m.n_rows, m.n_columns, row_of, &m));
        double sum = 0.0;
        unsigned used = 0;
        for (size_t i = 0; i < m.n_rows; i++) {
            assert_true(column[i] < m.n_columns && !(used & 1u << column[i]));
            used |= 1u << column[i];
            sum += m.cost[i][column[i]];
        }
        assert_true(fabs(sum - cheapest(&m, 0, 0)) < 1e-12);
    }
    assert_true(dgh_assign(NULL, 0, 0, row_of, NULL));
}

static void nearest_is_not_always_best(void **state)
{
    (void)state;
    /* on a line: hosts at 0 and 1, atoms at 0.9 and 2; the nearest pair is not in the answer */
    matrix m = {2, 2, {{0.81, 4.0}, {0.01, 1.0}}};
    size_t column[2];
    assert_true(dgh_assign(column, 2, 2, row_of, &m));
    assert_int_equal(column[0], 0);
    assert_int_equal(column[1], 1);
}

static void shortest_image_is_the_shortest(void **state)
{
    (void)state;
    int skewed = 0;
    for (int trial = 0; trial < 3000; trial++) {
        double cell[3][3], d[3], shortest[3], best = INFINITY;
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++)
                cell[i][k] = uniform(-1, 1);
        double box = 1.0;
        for (int i = 0; i < 3; i++) {
            double length = sqrt(cell[i][0] * cell[i][0] + cell[i][1] * cell[i][1] +
                                 cell[i][2] * cell[i][2]);
            for (int k = 0; k < 3; k++)
                cell[i][k] *= i == 2 ? 8.0 / length : 3.0 / length;
            box *= i == 2 ? 8.0 : 3.0;
        }
        if (dgh_cell_volume_ang3((const double(*)[3])cell) < 0.2 * box)
            continue; /* the images below would not be enough */
        for (int k = 0; k < 3; k++)
            d[k] = uniform(-3, 3);
        for (int i = -12; i <= 12; i++)
            for (int j = -12; j <= 12; j++)
                for (int k = -6; k <= 6; k++) {
                    double square = 0.0;
                    for (int x = 0; x < 3; x++) {
                        double t = d[x] + i * cell[0][x] + j * cell[1][x] + k * cell[2][x];
                        square += t * t;
                    }
                    best = square < best ? square : best;
                }
        dgh_periodic p;
        assert_true(dgh_periodic_make(&p, (const double(*)[3])cell));
        double square = dgh_periodic_shortest_of(&p, d, shortest);
        if (fabs(square - best) > 1e-9)
            fail_msg("trial %d: %.12g, not %.12g", trial, square, best);
        skewed++;
    }
    assert_true(skewed > 500);
}

static void known_cells(void **state)
{
    (void)state;
    const double cube[3][3] = {{4, 0, 0}, {0, 5, 0}, {0, 0, -6}};
    const double hexagon[3][3] = {{3, 0, 0}, {-1.5, 2.598076211353316, 0}, {0, 0, 20}};
    const double flat[3][3] = {{1, 0, 0}, {2, 0, 0}, {0, 0, 1}};
    const double far[3][3] = {{3, 0, 0}, {300.5, 3, 0}, {7, -2000, 9}};
    dgh_periodic p;
    assert_true(dgh_periodic_make(&p, cube));
    assert_int_equal(p.n_relevant, 3);
    assert_true(dgh_periodic_make(&p, hexagon));
    assert_int_equal(p.n_relevant, 4);
    assert_false(dgh_periodic_make(&p, flat));
    double d[3] = {3 * 17.0 + 0.25, 0.5, -0.75}, shortest[3];
    assert_true(dgh_periodic_make(&p, far));
    assert_true(fabs(dgh_periodic_shortest_of(&p, d, shortest) - 0.875) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assignment_is_the_cheapest),
        cmocka_unit_test(nearest_is_not_always_best),
        cmocka_unit_test(shortest_image_is_the_shortest),
        cmocka_unit_test(known_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
