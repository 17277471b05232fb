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

enum { LONGEST_PATH = 4096 };

/* `hint` has a bit set for each point of the path: mostly enough to know that it was not there. */
enum { HINTS = 4 };

typedef struct path {
    int n;
    uint64_t hint[HINTS];
    int32_t point[LONGEST_PATH];
} path;

static uint32_t hint_of(int32_t p)
{
    return (uint32_t)p * 2654435761u >> 24;
}

static void remember(path *t, int32_t p)
{
    const uint32_t h = hint_of(p);
    t->hint[h / 64] |= (uint64_t)1 << h % 64;
    t->point[t->n++] = p;
}

static bool was_here(const path *t, int32_t p)
{
    const uint32_t h = hint_of(p);
    if (!(t->hint[h / 64] >> h % 64 & 1))
        return false;
    int found = 0;
    for (int i = 0; i < t->n; i++)
        found |= t->point[i] == p;
    return found;
}

/* Direction of the gradient in index steps, the largest component 1; false where it vanishes. A
 * component is 0 where the point is higher than both of its neighbours along that axis. */
static bool direction(const dgh_voxels *v, const int32_t at[3], double step[3])
{
    const int32_t n0 = v->n[0], n01 = n0 * v->n[1];
    const int32_t p = dgh_voxel(v, at[0], at[1], at[2]);
    const int32_t stride[3] = {1, n0, n01};
    const double here = v->rho[p];
    double difference[3];
    for (int a = 0; a < 3; a++) {
        const int32_t round = stride[a] * (v->n[a] - 1);
        double above = v->rho[at[a] + 1 < v->n[a] ? p + stride[a] : p - round];
        double below = v->rho[at[a] > 0 ? p - stride[a] : p + round];
        difference[a] = here > above && here > below ? 0.0 : 0.5 * (above - below);
    }
    double largest = 0.0;
    for (int a = 0; a < 3; a++) {
        step[a] = v->inverse_metric[a][0] * difference[0] +
                  v->inverse_metric[a][1] * difference[1] + v->inverse_metric[a][2] * difference[2];
        largest = fabs(step[a]) > largest ? fabs(step[a]) : largest;
    }
    if (!(largest > 1e-30))
        return false;
    for (int a = 0; a < 3; a++)
        step[a] /= largest;
    return true;
}

/* Nearest whole number, ties to even, of a small number: adding 1.5 * 2^52 leaves no fraction. */
static double nearest(double x)
{
    const double shift = 6755399441055744.0;
    return (x + shift) - shift;
}

/* Moves `at` to the next point of a trajectory that carries `drift` and returns it; p itself at a
 * maximum. */
static int32_t next_point(const dgh_voxels *v, int32_t p, int32_t at[3], double drift[3],
                          const path *t)
{
    double step[3];
    if (direction(v, at, step)) {
        int32_t to[3];
        for (int a = 0; a < 3; a++) {
            double whole = nearest(step[a]);
            drift[a] += step[a] - whole;
            double carry = nearest(drift[a]);
            drift[a] -= carry;
            int32_t moved = at[a] + (int32_t)(whole + carry);
            while (moved < 0)
                moved += v->n[a];
            while (moved >= v->n[a])
                moved -= v->n[a];
            to[a] = moved;
        }
        int32_t q = dgh_voxel(v, to[0], to[1], to[2]);
        if (q != p && !was_here(t, q)) {
            for (int a = 0; a < 3; a++)
                at[a] = to[a];
            return q;
        }
    }
    drift[0] = drift[1] = drift[2] = 0.0;
    int32_t q = dgh_voxel_steepest(v, &v->around, at);
    dgh_point_of(v, q, at);
    return q;
}

/* The root that the trajectory from `start` reaches. Where trajectories turn in circles, and on
 * plateaus, the partition that is there already decides. */
static int32_t follow(const dgh_rounds *r, int32_t start)
{
    const dgh_voxels *v = r->v;
    path t;
    t.n = 0;
    for (int h = 0; h < HINTS; h++)
        t.hint[h] = 0;
    int32_t p = start, at[3];
    double drift[3] = {0.0, 0.0, 0.0};
    dgh_point_of(v, p, at);
    while (t.n < LONGEST_PATH) {
        remember(&t, p);
        int32_t q = next_point(v, p, at, drift, &t);
        if (q == p || r->inside[q])
            return r->label[q];
        p = q;
    }
    return r->label[p];
}

dgh_status dgh_neargrid_refine(int32_t *root, const dgh_voxels *v, int jobs, dgh_error *err)
{
    dgh_rounds r = {.v = v, .label = root, .jobs = jobs, .follow = follow, .margin = 2};
    return dgh_rounds_run(&r, err);
}
