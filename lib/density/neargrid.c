/* The near-grid method: a trajectory steps from point to point along the gradient and carries the
 * rounding error of each step along, so that it does not follow the axes of the grid.
 *
 * Only points at the edge of a basin need a trajectory. The on-grid partition is the start; the
 * points at its edges are followed, a point that changes its basin moves the edge, and the points
 * of the new edge are followed in turn. A trajectory is known as soon as it reaches a point whose
 * surroundings of 7 x 7 x 7 points lie in one basin (5 x 5 x 5 changes charges by up to 7e-4 e).
 * Each round reads the partition of the round before, so that the result does not depend on the
 * order or the number of threads. */
#include "density/neargrid.h"

#include <math.h>
#include <stdlib.h>

#include "density/rounds.h"
#include "density/wide.h"

/* ---- steps ---------------------------------------------------------------------------------- */

/* The step of every point is made beforehand, in fixed point: three fields of 21 bits, each
 * 2^19 (2 + step) with -1 <= step <= 1. What a trajectory carries is 2^19 (1/2 + drift) in the same
 * fields. Their sum has the points to move plus 2 in the upper two bits of a field and what is
 * carried on in the lower 19; no field ever spills into the next. */
enum { FIELD_BITS = 21, FRACTION_BITS = 19 };

static const uint64_t ONES = (uint64_t)1 | (uint64_t)1 << FIELD_BITS |
                             (uint64_t)1 << 2 * FIELD_BITS;
static const uint64_t FRACTION = ((uint64_t)1 << FRACTION_BITS) - 1;

/* Above the three fields: a step that may leave the grid at one of its ends. */
static const uint64_t AT_END = (uint64_t)1 << 63;

/* Brings the three pairs of bits above the fractions to the top: an index below 64. */
static inline uint32_t gather_wholes(uint64_t sum)
{
    const uint64_t wholes = ONES * 3 << FRACTION_BITS;
    const uint64_t to_the_top = (uint64_t)1 << 39 | (uint64_t)1 << 20 | (uint64_t)1 << 1;
    return (uint32_t)((sum & wholes) * to_the_top >> 58);
}

/* A double's bits; adding 1.5 * 2^52 rounds a small number to a whole one, which then stands in the
 * low bits. */
static inline uint64_t whole_bits(double x)
{
    union {
        double number;
        uint64_t bits;
    } sum = {.number = x + 6755399441055744.0};
    return sum.bits & (4 * FRACTION + 3);
}

/* Central difference; 0 where the point is higher than both of its neighbours. */
static inline double difference(double here, double below, double above)
{
    double half = 0.5 * (above - below);
    const bool peak = (here > above) & (here > below);
    return peak ? 0.0 : half;
}

typedef struct row {
    const double *here, *below[3], *above[3]; /* of the axes 1 and 2 */
} row;

/* Direction of the gradient in index steps, the largest component 1; no step where it vanishes. */
static inline uint64_t step_of(double d0, double d1, double d2, const double g[3][3])
{
    double s0 = g[0][0] * d0 + g[0][1] * d1 + g[0][2] * d2;
    double s1 = g[1][0] * d0 + g[1][1] * d1 + g[1][2] * d2;
    double s2 = g[2][0] * d0 + g[2][1] * d1 + g[2][2] * d2;
    double a0 = fabs(s0), a1 = fabs(s1), a2 = fabs(s2);
    double largest = a0 > a1 ? a0 : a1;
    largest = a2 > largest ? a2 : largest;
    const double one = 1 << FRACTION_BITS, two = 2 << FRACTION_BITS;
    const double scale = one / largest;
    uint64_t step = whole_bits(s0 * scale + two) | whole_bits(s1 * scale + two) << FIELD_BITS |
                    whole_bits(s2 * scale + two) << 2 * FIELD_BITS;
    return largest > 1e-30 ? step : ONES << (FRACTION_BITS + 1);
}

static inline void steps_between(uint64_t *restrict step, const row *r, const double g[3][3],
                                 int32_t n)
{
    const double *restrict here = r->here;
    const double *restrict below1 = r->below[1], *restrict above1 = r->above[1];
    const double *restrict below2 = r->below[2], *restrict above2 = r->above[2];
    for (int32_t i = 1; i < n - 1; i++)
        step[i] = step_of(difference(here[i], here[i - 1], here[i + 1]),
                          difference(here[i], below1[i], above1[i]),
                          difference(here[i], below2[i], above2[i]), g);
}

WIDE static void steps_of_row(uint64_t *step, const dgh_voxels *v, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], n1 = v->n[1], n2 = v->n[2];
    const double(*g)[3] = (const double(*)[3])v->inverse_metric;
    const row r = {
        .here = v->rho + dgh_voxel(v, 0, j, k),
        .below = {NULL, v->rho + dgh_voxel(v, 0, dgh_wrap(j - 1, n1), k),
                  v->rho + dgh_voxel(v, 0, j, dgh_wrap(k - 1, n2))},
        .above = {NULL, v->rho + dgh_voxel(v, 0, dgh_wrap(j + 1, n1), k),
                  v->rho + dgh_voxel(v, 0, j, dgh_wrap(k + 1, n2))},
    };
    steps_between(step, &r, g, n0);
    for (int32_t i = 0; i<n0; i += n0> 1 ? n0 - 1 : 1) {
        const double here = r.here[i];
        step[i] = step_of(
            difference(here, r.here[dgh_wrap(i - 1, n0)], r.here[dgh_wrap(i + 1, n0)]),
            difference(here, r.below[1][i], r.above[1][i]),
            difference(here, r.below[2][i], r.above[2][i]), g);
    }
    const bool end = j == 0 || j == n1 - 1 || k == 0 || k == n2 - 1;
    for (int32_t i = 0; end && i < n0; i++)
        step[i] |= AT_END;
    step[0] |= AT_END;
    step[n0 - 1] |= AT_END;
}

/* ---- trajectories --------------------------------------------------------------------------- */

typedef struct field {
    const uint64_t *step; /* [points] */
    int32_t offset[64];   /* of the index, by gather_wholes */
} field;

enum { LONGEST_PATH = 4096 };

/* `hint` has a bit set for each point of the path: mostly enough to know that it was not there. */
enum { HINTS = 8 };

typedef struct path {
    int32_t p;        /* where it is */
    int32_t place;    /* of its start in the list */
    uint64_t carried; /* of the steps' fractions */
    int n;
    uint64_t hint[HINTS];
    int32_t point[LONGEST_PATH];
} path;

static const uint64_t FRACTIONS = ONES * FRACTION, NO_DRIFT = ONES << (FRACTION_BITS - 1);

static inline uint32_t hint_of(int32_t p)
{
    return (uint32_t)p * 2654435761u >> 23;
}

static inline void remember(path *t, int32_t p)
{
    const uint32_t h = hint_of(p);
    t->hint[h / 64] |= (uint64_t)1 << h % 64;
    t->point[t->n++] = p;
}

static inline bool was_here(const path *t, int32_t p)
{
    const uint32_t h = hint_of(p);
    if (!(t->hint[h / 64] >> h % 64 & 1))
        return false;
    int found = 0;
    for (int i = 0; i < t->n; i++)
        found |= t->point[i] == p;
    return found;
}

/* Where the step that led to `sum` ends if it may wrap around. */
static int32_t wrapped_step(const dgh_voxels *v, int32_t p, uint64_t sum)
{
    int32_t at[3];
    dgh_point_of(v, p, at);
    for (int a = 0; a < 3; a++) {
        const int32_t whole = (int32_t)(sum >> (FIELD_BITS * a + FRACTION_BITS) & 3) - 2;
        at[a] = dgh_wrap(at[a] + whole, v->n[a]);
    }
    return dgh_voxel(v, at[0], at[1], at[2]);
}

static int32_t on_grid_step(const dgh_voxels *v, int32_t p)
{
    int32_t at[3];
    dgh_point_of(v, p, at);
    return dgh_voxel_steepest(v, &v->around, at);
}

static void start(path *t, const dgh_rounds *r, int32_t p, int32_t place)
{
    const field *f = r->data;
    t->p = p;
    t->place = place;
    t->carried = NO_DRIFT;
    t->n = 0;
    for (int h = 0; h < HINTS; h++)
        t->hint[h] = 0;
    PREFETCH(&f->step[p]);
}

/* One step; false at the end. Where trajectories turn in circles, and on plateaus, the partition
 * that is there already decides. */
static inline bool advance(path *t, const dgh_rounds *r)
{
    const field *f = r->data;
    const int32_t p = t->p;
    if (r->inside[p] || t->n == LONGEST_PATH)
        return false;
    remember(t, p);
    const uint64_t sum = t->carried + f->step[p];
    int32_t q = sum & AT_END ? wrapped_step(r->v, p, sum) : p + f->offset[gather_wholes(sum)];
    t->carried = sum & FRACTIONS;
    if (was_here(t, q)) {
        t->carried = NO_DRIFT;
        q = on_grid_step(r->v, p);
    }
    PREFETCH(&f->step[q]);
    PREFETCH(&r->inside[q]);
    t->p = q;
    return q != p;
}

/* The roots that the trajectories from all n points reach. Several are followed in turns, so that
 * one can step while others wait for memory. */
static void follow(const dgh_rounds *r, int32_t *found, const int32_t *point, int32_t n)
{
    enum { ABREAST = 16 };
    path paths[ABREAST], *running[ABREAST];
    int32_t n_running = 0, next = 0;
    while (next < n && n_running < ABREAST) {
        running[n_running] = &paths[n_running];
        start(running[n_running++], r, point[next], next);
        next++;
    }
    while (n_running > 0)
        for (int32_t t = 0; t < n_running; t++) {
            if (advance(running[t], r))
                continue;
            found[running[t]->place] = running[t]->p;
            if (next < n) {
                start(running[t], r, point[next], next);
                next++;
            } else
                running[t] = running[--n_running];
        }
    for (int32_t e = 0; e < n; e++)
        found[e] = r->label[found[e]];
}

dgh_status dgh_neargrid_refine(int32_t *root, const dgh_voxels *v, int jobs, dgh_error *err)
{
    uint64_t *step = malloc((size_t)v->points * sizeof *step);
    if (!step)
        return dgh_error_nomem(err);
    const int32_t rows = v->n[1] * v->n[2];
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int32_t r = 0; r < rows; r++)
        steps_of_row(step + (size_t)r * (size_t)v->n[0], v, r % v->n[1], r / v->n[1]);
    field f = {.step = step};
    for (int w = 0; w < 64; w++)
        f.offset[w] = w % 4 - 2 + v->n[0] * (w / 4 % 4 - 2 + v->n[1] * (w / 16 - 2));
    dgh_rounds r = {
        .v = v, .label = root, .jobs = jobs, .follow_all = follow, .data = &f, .margin = 2};
    dgh_status status = dgh_rounds_run(&r, err);
    free(step);
    return status;
}
