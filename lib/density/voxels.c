#include "density/voxels.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "record/grid.h"

int dgh_threads(int jobs)
{
    return jobs > 0 ? jobs : omp_get_num_procs();
}

static bool all_finite(const double *values, int32_t n, int threads)
{
    int bad = 0;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(| : bad)
    for (int32_t i = 0; i < n; i++)
        bad |= !(fabs(values[i]) <= 1.7976931348623157e308);
    return !bad;
}

static bool invert_metric(const double step[3][3], double inverse[3][3])
{
    double g[3][3];
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            g[a][b] = 0.0;
            for (int k = 0; k < 3; k++)
                g[a][b] += step[a][k] * step[b][k];
        }
    double det = g[0][0] * (g[1][1] * g[2][2] - g[1][2] * g[2][1]) -
                 g[0][1] * (g[1][0] * g[2][2] - g[1][2] * g[2][0]) +
                 g[0][2] * (g[1][0] * g[2][1] - g[1][1] * g[2][0]);
    if (!(det > 0.0) || !isfinite(det))
        return false;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            inverse[j][i] = (g[i1][j1] * g[i2][j2] - g[i1][j2] * g[i2][j1]) / det;
        }
    return true;
}

dgh_status dgh_voxels_make(dgh_voxels *out, const dgh_grid *grid, dgh_error *err)
{
    size_t points = dgh_grid_points(grid->n);
    if (points == 0 || !grid->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles with points");
    if (points > INT32_MAX)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected at most 2147483647 points, found %zu",
                             points);
    *out = (dgh_voxels){.points = (int32_t)points, .rho = grid->value};
    for (int a = 0; a < 3; a++) {
        out->n[a] = (int32_t)grid->n[a];
        for (int k = 0; k < 3; k++)
            out->step_ang[a][k] = grid->cell_ang[a][k] / (double)grid->n[a];
    }
    if (!invert_metric((const double(*)[3])out->step_ang, out->inverse_metric))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++)
            for (int di = -1; di <= 1; di++) {
                double square = 0.0;
                for (int x = 0; x < 3; x++) {
                    double d = di * out->step_ang[0][x] + dj * out->step_ang[1][x] +
                               dk * out->step_ang[2][x];
                    square += d * d;
                }
                out->inverse_distance[dk + 1][dj + 1][di + 1] = square > 0.0 ? 1.0 / sqrt(square)
                                                                             : 0.0;
            }
    if (!all_finite(out->rho, out->points, dgh_threads(0)))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected finite values, found one that is not a number");
    return DGH_OK;
}

int32_t dgh_voxel_steepest(const dgh_voxels *v, int32_t i, int32_t j, int32_t k)
{
    const double here = v->rho[dgh_voxel(v, i, j, k)];
    double best = 0.0;
    int32_t to = dgh_voxel(v, i, j, k);
    for (int dk = -1; dk <= 1; dk++) {
        int32_t kk = dgh_wrap(k + dk, v->n[2]);
        for (int dj = -1; dj <= 1; dj++) {
            int32_t row = v->n[0] * (dgh_wrap(j + dj, v->n[1]) + v->n[1] * kk);
            for (int di = -1; di <= 1; di++) {
                int32_t q = row + dgh_wrap(i + di, v->n[0]);
                double slope = (v->rho[q] - here) * v->inverse_distance[dk + 1][dj + 1][di + 1];
                if (slope > best) {
                    best = slope;
                    to = q;
                }
            }
        }
    }
    return to;
}

/* One row of points (constant j, k) but for its two ends, neighbour by neighbour so that the
 * compiler can work on several points at once. */
static void ascend_row(int32_t *pointer, double *best, const dgh_voxels *v, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], own = n0 * (j + v->n[1] * k);
    const double *here = v->rho + own;
    for (int32_t i = 0; i < n0; i++) {
        best[i] = 0.0;
        pointer[own + i] = own + i;
    }
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++) {
            const int32_t row = n0 *
                                (dgh_wrap(j + dj, v->n[1]) + v->n[1] * dgh_wrap(k + dk, v->n[2]));
            for (int di = -1; di <= 1; di++) {
                const double inverse = v->inverse_distance[dk + 1][dj + 1][di + 1];
                const double *there = v->rho + row + di;
                int32_t *restrict to = pointer + own;
                for (int32_t i = 1; i < n0 - 1; i++) {
                    double slope = (there[i] - here[i]) * inverse;
                    to[i] = slope > best[i] ? row + di + i : to[i];
                    best[i] = slope > best[i] ? slope : best[i];
                }
            }
        }
    pointer[own] = dgh_voxel_steepest(v, 0, j, k);
    pointer[own + n0 - 1] = dgh_voxel_steepest(v, n0 - 1, j, k);
}

/* ---- plateaus ------------------------------------------------------------------------------- */

typedef struct flood {
    const dgh_voxels *v;
    int32_t *pointer;
    unsigned char *seen;
    int32_t *member; /* the plateau, then used as a queue */
    size_t n_members, capacity;
} flood;

static bool add_member(flood *f, int32_t p)
{
    if (f->n_members == f->capacity) {
        size_t capacity = f->capacity ? 2 * f->capacity : 1024;
        int32_t *moved = realloc(f->member, capacity * sizeof *moved);
        if (!moved)
            return false;
        f->member = moved;
        f->capacity = capacity;
    }
    f->member[f->n_members++] = p;
    return true;
}

/* Calls visit for the 26 neighbours of p that have the same value. */
static bool each_equal(flood *f, int32_t p, bool (*visit)(flood *f, int32_t from, int32_t to))
{
    const dgh_voxels *v = f->v;
    const int32_t i = p % v->n[0], j = p / v->n[0] % v->n[1], k = p / v->n[0] / v->n[1];
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++)
            for (int di = -1; di <= 1; di++) {
                int32_t q = dgh_voxel(v, dgh_wrap(i + di, v->n[0]), dgh_wrap(j + dj, v->n[1]),
                                      dgh_wrap(k + dk, v->n[2]));
                if (q != p && v->rho[q] == v->rho[p] && !visit(f, p, q))
                    return false;
            }
    return true;
}

static bool collect(flood *f, int32_t from, int32_t to)
{
    (void)from;
    if (f->seen[to])
        return true;
    f->seen[to] = 1;
    return add_member(f, to);
}

static bool lead_to_exit(flood *f, int32_t from, int32_t to)
{
    if (f->pointer[to] != to || f->seen[to] == 2)
        return true;
    f->seen[to] = 2;
    f->pointer[to] = from;
    return add_member(f, to);
}

static int by_index(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Settles the plateau of the top p: see dgh_voxels_ascend. */
static bool settle(flood *f, int32_t p)
{
    f->n_members = 0;
    f->seen[p] = 1;
    if (!add_member(f, p))
        return false;
    for (size_t m = 0; m < f->n_members; m++)
        if (!each_equal(f, f->member[m], collect))
            return false;
    if (f->n_members == 1)
        return true;
    qsort(f->member, f->n_members, sizeof *f->member, by_index);
    size_t exits = 0;
    for (size_t m = 0; m < f->n_members; m++)
        if (f->pointer[f->member[m]] != f->member[m])
            f->member[exits++] = f->member[m];
    if (exits == 0) {
        int32_t top = f->member[0];
        for (size_t m = 0; m < f->n_members; m++)
            f->pointer[f->member[m]] = top;
        return true;
    }
    f->n_members = exits;
    for (size_t m = 0; m < f->n_members; m++)
        if (!each_equal(f, f->member[m], lead_to_exit))
            return false;
    return true;
}

static bool has_equal_neighbour(const dgh_voxels *v, int32_t p)
{
    const int32_t i = p % v->n[0], j = p / v->n[0] % v->n[1], k = p / v->n[0] / v->n[1];
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++)
            for (int di = -1; di <= 1; di++) {
                int32_t q = dgh_voxel(v, dgh_wrap(i + di, v->n[0]), dgh_wrap(j + dj, v->n[1]),
                                      dgh_wrap(k + dk, v->n[2]));
                if (q != p && v->rho[q] == v->rho[p])
                    return true;
            }
    return false;
}

static dgh_status settle_plateaus(int32_t *pointer, const dgh_voxels *v, dgh_error *err)
{
    flood f = {.v = v, .pointer = pointer};
    dgh_status status = DGH_OK;
    for (int32_t p = 0; p < v->points && status == DGH_OK; p++) {
        if (pointer[p] != p || !has_equal_neighbour(v, p))
            continue;
        if (!f.seen)
            f.seen = calloc((size_t)v->points, 1);
        if (!f.seen || (!f.seen[p] && !settle(&f, p)))
            status = dgh_error_nomem(err);
    }
    free(f.seen);
    free(f.member);
    return status;
}

dgh_status dgh_voxels_ascend(int32_t *pointer, const dgh_voxels *v, int jobs, dgh_error *err)
{
    const int32_t rows = v->n[1] * v->n[2];
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        double *best = malloc((size_t)v->n[0] * sizeof *best);
        failed = best == NULL;
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++)
            if (best)
                ascend_row(pointer, best, v, r % v->n[1], r / v->n[1]);
        free(best);
    }
    if (failed)
        return dgh_error_nomem(err);
    return settle_plateaus(pointer, v, err);
}

/* ---- pointer jumping ------------------------------------------------------------------------ */

/* Within a block each thread owns its pointers and may shorten them; the few hops between blocks
 * are then followed without writing. What comes out does not depend on blocks or threads. */
enum { BLOCK_POINTS = 1 << 18 };

static void shorten_block(int32_t *pointer, int32_t begin, int32_t end)
{
    for (int32_t p = begin; p < end; p++) {
        int32_t r = p;
        for (;;) {
            int32_t q = pointer[r];
            if (q == r || q < begin || q >= end)
                break;
            r = q;
        }
        int32_t target = pointer[r]; /* a root, or the first point outside of the block */
        for (int32_t s = p; s != r;) {
            int32_t next = pointer[s];
            pointer[s] = target;
            s = next;
        }
    }
}

void dgh_voxels_roots(int32_t *root, int32_t *pointer, const dgh_voxels *v, int jobs)
{
    const int32_t blocks = (int32_t)(((int64_t)v->points + BLOCK_POINTS - 1) / BLOCK_POINTS);
#pragma omp parallel num_threads(dgh_threads(jobs))
    {
#pragma omp for schedule(dynamic, 1)
        for (int32_t b = 0; b < blocks; b++) {
            int64_t end = ((int64_t)b + 1) * BLOCK_POINTS;
            shorten_block(pointer, b * BLOCK_POINTS, end < v->points ? (int32_t)end : v->points);
        }
#pragma omp for schedule(static)
        for (int32_t p = 0; p < v->points; p++) {
            int32_t r = pointer[p];
            while (pointer[r] != r)
                r = pointer[r];
            root[p] = r;
        }
    }
}
