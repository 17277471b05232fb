/* The near-grid method: a trajectory steps from point to point along the gradient and carries the
 * rounding error of each step along, so that it does not follow the axes of the grid.
 *
 * Only points at the edge of a basin need a trajectory. The on-grid partition is the start; the
 * points at its edges are followed, a point that changes its basin moves the edge, and the points
 * of the new edge are followed in turn. A trajectory is known as soon as it enters a block of
 * points that lies, with all blocks around it, in one basin. Each round reads the partition of the
 * round before, so that the result does not depend on the order or the number of threads. */
#include "density/neargrid.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4, LONGEST_PATH = 4096 };

/* Labels of blocks of BLOCK^3 points: the root that all points of the block share, or MIXED. */
enum { MIXED = -2 };

typedef struct blocks {
    int32_t n[3];
    int32_t *uniform;    /* per block */
    unsigned char *safe; /* the block and all 26 around it share one root */
} blocks;

typedef struct refinement {
    const dgh_voxels *v;
    int32_t *root;
    unsigned char *followed; /* the point's root comes from its own trajectory */
    blocks b;
    int threads;
} refinement;

static void point_of(const dgh_voxels *v, int32_t p, int32_t at[3])
{
    at[0] = p % v->n[0];
    int32_t rest = p / v->n[0];
    at[1] = rest % v->n[1];
    at[2] = rest / v->n[1];
}

static int32_t block_label(const refinement *r, int32_t bi, int32_t bj, int32_t bk)
{
    const dgh_voxels *v = r->v;
    const int32_t i1 = bi * BLOCK + BLOCK, j1 = bj * BLOCK + BLOCK, k1 = bk * BLOCK + BLOCK;
    int32_t label = r->root[dgh_voxel(v, bi * BLOCK, bj * BLOCK, bk * BLOCK)];
    for (int32_t k = bk * BLOCK; k < k1 && k < v->n[2]; k++)
        for (int32_t j = bj * BLOCK; j < j1 && j < v->n[1]; j++)
            for (int32_t i = bi * BLOCK; i < i1 && i < v->n[0]; i++)
                if (r->root[dgh_voxel(v, i, j, k)] != label)
                    return MIXED;
    return label;
}

static bool block_is_safe(const blocks *b, int32_t bi, int32_t bj, int32_t bk)
{
    int32_t label = b->uniform[bi + b->n[0] * (bj + b->n[1] * bk)];
    if (label == MIXED)
        return false;
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++)
            for (int di = -1; di <= 1; di++) {
                int32_t q = dgh_wrap(bi + di, b->n[0]) +
                            b->n[0] *
                                (dgh_wrap(bj + dj, b->n[1]) + b->n[1] * dgh_wrap(bk + dk, b->n[2]));
                if (b->uniform[q] != label)
                    return false;
            }
    return true;
}

static void update_blocks(refinement *r)
{
    blocks *b = &r->b;
    const int32_t rows = b->n[1] * b->n[2];
#pragma omp parallel for schedule(static) num_threads(r->threads)
    for (int32_t row = 0; row < rows; row++)
        for (int32_t bi = 0; bi < b->n[0]; bi++)
            b->uniform[bi + b->n[0] * row] = block_label(r, bi, row % b->n[1], row / b->n[1]);
#pragma omp parallel for schedule(static) num_threads(r->threads)
    for (int32_t row = 0; row < rows; row++)
        for (int32_t bi = 0; bi < b->n[0]; bi++)
            b->safe[bi + b->n[0] * row] = block_is_safe(b, bi, row % b->n[1], row / b->n[1]);
}

static bool at_edge(const refinement *r, int32_t p)
{
    const dgh_voxels *v = r->v;
    int32_t at[3];
    point_of(v, p, at);
    const int32_t own = r->root[p];
    for (int dk = -1; dk <= 1; dk++) {
        int32_t k = dgh_wrap(at[2] + dk, v->n[2]);
        for (int dj = -1; dj <= 1; dj++) {
            int32_t row = v->n[0] * (dgh_wrap(at[1] + dj, v->n[1]) + v->n[1] * k);
            for (int di = -1; di <= 1; di++)
                if (r->root[row + dgh_wrap(at[0] + di, v->n[0])] != own)
                    return true;
        }
    }
    return false;
}

/* ---- one trajectory ------------------------------------------------------------------------- */

typedef struct path {
    int32_t point[LONGEST_PATH];
    int n;
} path;

static bool was_here(const path *t, int32_t p)
{
    for (int i = t->n - 1; i >= 0; i--)
        if (t->point[i] == p)
            return true;
    return false;
}

/* Direction of the gradient in index steps, the largest component 1; false where it vanishes. A
 * component is 0 where the point is higher than both of its neighbours along that axis. */
static bool direction(const dgh_voxels *v, const int32_t at[3], double step[3])
{
    const double here = v->rho[dgh_voxel(v, at[0], at[1], at[2])];
    double difference[3];
    for (int a = 0; a < 3; a++) {
        int32_t up[3] = {at[0], at[1], at[2]}, down[3] = {at[0], at[1], at[2]};
        up[a] = dgh_wrap(at[a] + 1, v->n[a]);
        down[a] = dgh_wrap(at[a] - 1, v->n[a]);
        double above = v->rho[dgh_voxel(v, up[0], up[1], up[2])];
        double below = v->rho[dgh_voxel(v, down[0], down[1], down[2])];
        difference[a] = here > above && here > below ? 0.0 : 0.5 * (above - below);
    }
    double largest = 0.0;
    for (int a = 0; a < 3; a++) {
        step[a] = v->inverse_metric[a][0] * difference[0] +
                  v->inverse_metric[a][1] * difference[1] + v->inverse_metric[a][2] * difference[2];
        largest = fmax(largest, fabs(step[a]));
    }
    if (!(largest > 1e-30))
        return false;
    for (int a = 0; a < 3; a++)
        step[a] /= largest;
    return true;
}

/* The next point of a trajectory that carries `drift`; p itself at a maximum. */
static int32_t next_point(const dgh_voxels *v, int32_t p, double drift[3], const path *t)
{
    int32_t at[3], to[3];
    double step[3];
    point_of(v, p, at);
    if (direction(v, at, step)) {
        for (int a = 0; a < 3; a++) {
            double whole = rint(step[a]);
            drift[a] += step[a] - whole;
            double carry = rint(drift[a]);
            drift[a] -= carry;
            int32_t moved = (at[a] + (int32_t)(whole + carry)) % v->n[a];
            to[a] = moved < 0 ? moved + v->n[a] : moved;
        }
        int32_t q = dgh_voxel(v, to[0], to[1], to[2]);
        if (q != p && !was_here(t, q))
            return q;
    }
    drift[0] = drift[1] = drift[2] = 0.0;
    return dgh_voxel_steepest(v, at[0], at[1], at[2]);
}

/* The root that the trajectory from p reaches. Where trajectories turn in circles, and on plateaus,
 * the partition that is there already decides. */
static int32_t follow(const refinement *r, int32_t p)
{
    const dgh_voxels *v = r->v;
    path t = {.n = 0};
    double drift[3] = {0.0, 0.0, 0.0};
    while (t.n < LONGEST_PATH) {
        t.point[t.n++] = p;
        int32_t q = next_point(v, p, drift, &t);
        if (q == p)
            return r->root[p];
        int32_t at[3];
        point_of(v, q, at);
        if (r->b.safe[at[0] / BLOCK + r->b.n[0] * (at[1] / BLOCK + r->b.n[1] * (at[2] / BLOCK))])
            return r->root[q];
        p = q;
    }
    return r->root[p];
}

/* ---- rounds --------------------------------------------------------------------------------- */

typedef struct list {
    int32_t *item;
    size_t n, capacity;
} list;

static bool push(list *l, int32_t p)
{
    if (l->n == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 4096;
        int32_t *moved = realloc(l->item, capacity * sizeof *moved);
        if (!moved)
            return false;
        l->item = moved;
        l->capacity = capacity;
    }
    l->item[l->n++] = p;
    return true;
}

/* All points at an edge, in mixed blocks and their surroundings only. */
static bool first_edges(const refinement *r, list *edges)
{
    const dgh_voxels *v = r->v;
    const int32_t planes = v->n[2];
    list *of_plane = calloc((size_t)planes, sizeof *of_plane);
    if (!of_plane)
        return false;
    int failed = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(r->threads) reduction(| : failed)
    for (int32_t k = 0; k < planes; k++)
        for (int32_t j = 0; j < v->n[1]; j++) {
            const int32_t block_row = r->b.n[0] * (j / BLOCK + r->b.n[1] * (k / BLOCK));
            for (int32_t i = 0; i < v->n[0]; i++) {
                if (r->b.safe[i / BLOCK + block_row])
                    continue;
                int32_t p = dgh_voxel(v, i, j, k);
                if (at_edge(r, p) && !push(&of_plane[k], p))
                    failed = 1;
            }
        }
    for (int32_t k = 0; k < planes; k++) {
        for (size_t i = 0; i < of_plane[k].n && !failed; i++)
            failed = !push(edges, of_plane[k].item[i]);
        free(of_plane[k].item);
    }
    free(of_plane);
    return !failed;
}

/* The points around those that changed which were never followed and now lie at an edge. */
static bool next_edges(const refinement *r, const list *changed, unsigned char *queued, list *edges)
{
    const dgh_voxels *v = r->v;
    for (size_t c = 0; c < changed->n; c++) {
        int32_t at[3];
        point_of(v, changed->item[c], at);
        for (int dk = -1; dk <= 1; dk++)
            for (int dj = -1; dj <= 1; dj++)
                for (int di = -1; di <= 1; di++) {
                    int32_t q = dgh_voxel(v, dgh_wrap(at[0] + di, v->n[0]),
                                          dgh_wrap(at[1] + dj, v->n[1]),
                                          dgh_wrap(at[2] + dk, v->n[2]));
                    if (r->followed[q] || queued[q] || !at_edge(r, q))
                        continue;
                    queued[q] = 1;
                    if (!push(edges, q))
                        return false;
                }
    }
    return true;
}

static bool one_round(refinement *r, const list *edges, list *changed)
{
    int32_t *found = malloc(edges->n * sizeof *found);
    if (!found)
        return false;
    const int64_t n = (int64_t)edges->n;
#pragma omp parallel for schedule(dynamic, 1024) num_threads(r->threads)
    for (int64_t e = 0; e < n; e++)
        found[e] = follow(r, edges->item[e]);
    changed->n = 0;
    bool ok = true;
    for (size_t e = 0; e < edges->n && ok; e++) {
        int32_t p = edges->item[e];
        r->followed[p] = 1;
        if (found[e] != r->root[p]) {
            r->root[p] = found[e];
            ok = push(changed, p);
        }
    }
    free(found);
    return ok;
}

dgh_status dgh_neargrid_refine(int32_t *root, const dgh_voxels *v, int jobs, dgh_error *err)
{
    refinement r = {.v = v, .root = root, .threads = dgh_threads(jobs)};
    list edges = {0}, changed = {0};
    unsigned char *queued = calloc((size_t)v->points, 1);
    size_t n_blocks = 1;
    for (int a = 0; a < 3; a++) {
        r.b.n[a] = (v->n[a] + BLOCK - 1) / BLOCK;
        n_blocks *= (size_t)r.b.n[a];
    }
    r.b.uniform = malloc(n_blocks * sizeof *r.b.uniform);
    r.b.safe = malloc(n_blocks);
    r.followed = calloc((size_t)v->points, 1);
    bool ok = queued && r.b.uniform && r.b.safe && r.followed;
    if (ok) {
        update_blocks(&r);
        ok = first_edges(&r, &edges);
    }
    while (ok && edges.n) {
        ok = one_round(&r, &edges, &changed);
        edges.n = 0;
        if (ok && changed.n) {
            update_blocks(&r);
            ok = next_edges(&r, &changed, queued, &edges);
        }
    }
    free(edges.item);
    free(changed.item);
    free(queued);
    free(r.b.uniform);
    free(r.b.safe);
    free(r.followed);
    return ok ? DGH_OK : dgh_error_nomem(err);
}
