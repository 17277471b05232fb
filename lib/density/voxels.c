#include "density/voxels.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "density/wide.h"
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

void dgh_neighbours_finish(dgh_neighbours *around, const dgh_voxels *v)
{
    around->reach[0] = around->reach[1] = around->reach[2] = 0;
    for (int m = 0; m < around->count; m++) {
        int32_t step[3];
        for (int a = 0; a < 3; a++) {
            const int32_t shift = around->shift[m][a];
            step[a] = shift > v->n[a] / 2 ? shift - v->n[a] : shift;
            if (abs(step[a]) > around->reach[a])
                around->reach[a] = abs(step[a]);
        }
        around->offset[m] = step[0] + v->n[0] * (step[1] + v->n[1] * step[2]);
    }
}

static void cube_of_neighbours(dgh_voxels *v)
{
    dgh_neighbours *around = &v->around;
    around->count = 0;
    for (int d = 0; d < 27; d++) {
        const int32_t shift[3] = {d % 3 - 1, d / 3 % 3 - 1, d / 9 - 1};
        if (d == 13)
            continue;
        double square = 0.0;
        for (int x = 0; x < 3; x++) {
            double length = shift[0] * v->step_ang[0][x] + shift[1] * v->step_ang[1][x] +
                            shift[2] * v->step_ang[2][x];
            square += length * length;
        }
        for (int a = 0; a < 3; a++)
            around->shift[around->count][a] = (shift[a] + v->n[a]) % v->n[a];
        around->strength[around->count++] = 1.0 / sqrt(square);
    }
    dgh_neighbours_finish(around, v);
}

dgh_status dgh_voxels_make(dgh_voxels *out, const dgh_grid *grid, int jobs, dgh_error *err)
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
    cube_of_neighbours(out);
    if (!all_finite(out->rho, out->points, dgh_threads(jobs)))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected finite values, found one that is not a number");
    return DGH_OK;
}

int32_t dgh_voxel_steepest(const dgh_voxels *v, const dgh_neighbours *around, const int32_t at[3])
{
    int32_t to = dgh_voxel(v, at[0], at[1], at[2]);
    const double here = v->rho[to];
    double best = 0.0;
    for (int m = 0; m < around->count; m++) {
        int32_t q = dgh_neighbour(v, around, m, at);
        double slope = (v->rho[q] - here) * around->strength[m];
        if (slope > best) {
            best = slope;
            to = q;
        }
    }
    return to;
}

/* ---- rows: all points of constant j, k ------------------------------------------------------ */

/* Where the row of neighbour m begins. */
static int32_t row_of(const dgh_voxels *v, const dgh_neighbours *around, int m, int32_t j,
                      int32_t k)
{
    return v->n[0] * (dgh_wrap(j + around->shift[m][1], v->n[1]) +
                      v->n[1] * dgh_wrap(k + around->shift[m][2], v->n[2]));
}

/* So many neighbours are compared while a point is held. */
enum { AT_ONCE = 7 };

typedef struct group {
    const double *there[AT_ONCE];
    double strength[AT_ONCE];
    double offset[AT_ONCE]; /* of the index; as doubles, which take the same lanes as the slopes */
} group;

#define COMPARE_WITH(m)                                                                            \
    do {                                                                                           \
        double slope = (g->there[m][i] - h) * g->strength[m];                                      \
        o = slope > b ? g->offset[m] : o;                                                          \
        b = slope > b ? slope : b;                                                                 \
    } while (0)

static inline void compare_group(double *restrict best, double *restrict offset,
                                 const double *restrict here, const group *restrict g, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        const double h = here[i];
        double b = best[i], o = offset[i];
        COMPARE_WITH(0);
        COMPARE_WITH(1);
        COMPARE_WITH(2);
        COMPARE_WITH(3);
        COMPARE_WITH(4);
        COMPARE_WITH(5);
        COMPARE_WITH(6);
        best[i] = b;
        offset[i] = o;
    }
}

/* The points from `reach` on, n of them, none of which has a neighbour beyond the row's ends. */
WIDE static void ascend_inner(int32_t *pointer, double *best, double *offset, const dgh_voxels *v,
                              const dgh_neighbours *around, int32_t j, int32_t k, int32_t n)
{
    const int32_t n0 = v->n[0], own = n0 * (j + v->n[1] * k), first = own + around->reach[0];
    for (int32_t i = 0; i < n; i++)
        best[i] = offset[i] = 0.0;
    for (int begin = 0; begin < around->count; begin += AT_ONCE) {
        group g;
        for (int m = 0; m < AT_ONCE; m++) {
            g.there[m] = v->rho + first; /* itself: never higher */
            g.strength[m] = g.offset[m] = 0.0;
            if (begin + m >= around->count)
                continue;
            const int32_t shift = around->shift[begin + m][0];
            const int32_t to = row_of(v, around, begin + m, j, k) +
                               (shift > n0 / 2 ? shift - n0 : shift) - own;
            g.there[m] += to;
            g.strength[m] = around->strength[begin + m];
            g.offset[m] = to;
        }
        compare_group(best, offset, v->rho + first, &g, n);
    }
    for (int32_t i = 0; i < n; i++)
        pointer[first + i] = first + i + (int32_t)offset[i];
}

static void ascend_row(int32_t *pointer, double *scratch, const dgh_voxels *v,
                       const dgh_neighbours *around, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], reach = around->reach[0];
    const int32_t inner = n0 > 2 * reach ? n0 - 2 * reach : 0;
    if (inner > 0)
        ascend_inner(pointer, scratch, scratch + n0, v, around, j, k, inner);
    for (int32_t i = 0; i < n0; i++) {
        if (inner > 0 && i == reach)
            i += inner;
        const int32_t at[3] = {i, j, k};
        if (i < n0)
            pointer[dgh_voxel(v, i, j, k)] = dgh_voxel_steepest(v, around, at);
    }
}

static void compare(int32_t *restrict differs, const int32_t *here, const int32_t *there, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        differs[i] |= here[i] ^ there[i];
}

WIDE static void edge_row(unsigned char *edge, int32_t *differs, const int32_t *label,
                          const dgh_voxels *v, const dgh_neighbours *around, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], own = n0 * (j + v->n[1] * k);
    memset(differs, 0, (size_t)n0 * sizeof *differs);
    for (int m = 0; m < around->count; m++) {
        const int32_t shift = around->shift[m][0], whole = n0 - shift;
        const int32_t *here = label + own, *there = label + row_of(v, around, m, j, k);
        compare(differs, here, there + shift, whole);
        compare(differs + whole, here + whole, there, shift);
    }
    for (int32_t i = 0; i < n0; i++)
        edge[own + i] = differs[i] != 0;
}

/* Within a plane: out[i] = 1 where one of the 8 points around differs. */
WIDE static void differs_in_plane(unsigned char *restrict out, const int32_t *restrict here,
                                  const int32_t *restrict below, const int32_t *restrict above,
                                  int32_t n)
{
    for (int32_t i = 1; i < n - 1; i++) {
        const int32_t own = here[i];
        int32_t differs = (own ^ here[i - 1]) | (own ^ here[i + 1]) | (own ^ below[i]) |
                          (own ^ below[i - 1]) | (own ^ below[i + 1]) | (own ^ above[i]) |
                          (own ^ above[i - 1]) | (own ^ above[i + 1]);
        out[i] = differs != 0;
    }
    for (int32_t i = 0; i<n; i += n> 1 ? n - 1 : 1) {
        const int32_t own = here[i], l = i > 0 ? i - 1 : n - 1, r = i < n - 1 ? i + 1 : 0;
        out[i] = own != here[l] || own != here[r] || own != below[i] || own != below[l] ||
                 own != below[r] || own != above[i] || own != above[l] || own != above[r];
    }
}

/* A point is at an edge if its plane differs, or the next ones do, in themselves or from it. */
WIDE static void differs_across(unsigned char *restrict out, const unsigned char *restrict plane,
                                const unsigned char *restrict below,
                                const unsigned char *restrict above, const int32_t *restrict here,
                                const int32_t *restrict label_below,
                                const int32_t *restrict label_above, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t differs = (here[i] ^ label_below[i]) | (here[i] ^ label_above[i]);
        out[i] = (unsigned char)(plane[i] | below[i] | above[i] | (differs != 0));
    }
}

/* Of the 26 around, plane by plane. */
static dgh_status cube_edges(unsigned char *edge, const int32_t *label, const dgh_voxels *v,
                             int jobs, dgh_error *err)
{
    const int32_t n0 = v->n[0], n1 = v->n[1], n2 = v->n[2], rows = n1 * n2;
    unsigned char *plane = malloc((size_t)v->points);
    if (!plane)
        return dgh_error_nomem(err);
#pragma omp parallel num_threads(dgh_threads(jobs))
    {
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++) {
            const int32_t j = r % n1, k = r / n1;
            differs_in_plane(plane + dgh_voxel(v, 0, j, k), label + dgh_voxel(v, 0, j, k),
                             label + dgh_voxel(v, 0, dgh_wrap(j - 1, n1), k),
                             label + dgh_voxel(v, 0, dgh_wrap(j + 1, n1), k), n0);
        }
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++) {
            const int32_t j = r % n1, k = r / n1, own = dgh_voxel(v, 0, j, k);
            const int32_t below = dgh_voxel(v, 0, j, dgh_wrap(k - 1, n2));
            const int32_t above = dgh_voxel(v, 0, j, dgh_wrap(k + 1, n2));
            differs_across(edge + own, plane + own, plane + below, plane + above, label + own,
                           label + below, label + above, n0);
        }
    }
    free(plane);
    return DGH_OK;
}

dgh_status dgh_voxels_edges(unsigned char *edge, const int32_t *label, const dgh_voxels *v,
                            const dgh_neighbours *around, int jobs, dgh_error *err)
{
    const int32_t rows = v->n[1] * v->n[2];
    int failed = 0;
    if (around->count == DGH_MOST_NEIGHBOURS)
        return cube_edges(edge, label, v, jobs, err);
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        int32_t *differs = malloc((size_t)v->n[0] * sizeof *differs);
        failed = differs == NULL;
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++)
            if (differs)
                edge_row(edge, differs, label, v, around, r % v->n[1], r / v->n[1]);
        free(differs);
    }
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

/* ---- plateaus ------------------------------------------------------------------------------- */

typedef struct flood {
    const dgh_voxels *v;
    const dgh_neighbours *around;
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

/* Calls visit for the neighbours of p that have the same value. */
static bool each_equal(flood *f, int32_t p, bool (*visit)(flood *f, int32_t from, int32_t to))
{
    int32_t at[3];
    dgh_point_of(f->v, p, at);
    for (int m = 0; m < f->around->count; m++) {
        int32_t q = dgh_neighbour(f->v, f->around, m, at);
        if (q != p && f->v->rho[q] == f->v->rho[p] && !visit(f, p, q))
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

static bool has_equal_neighbour(const dgh_voxels *v, const dgh_neighbours *around, int32_t p)
{
    int32_t at[3];
    dgh_point_of(v, p, at);
    for (int m = 0; m < around->count; m++) {
        int32_t q = dgh_neighbour(v, around, m, at);
        if (q != p && v->rho[q] == v->rho[p])
            return true;
    }
    return false;
}

static dgh_status settle_plateaus(int32_t *pointer, const dgh_voxels *v,
                                  const dgh_neighbours *around, dgh_error *err)
{
    flood f = {.v = v, .around = around, .pointer = pointer};
    dgh_status status = DGH_OK;
    for (int32_t p = 0; p < v->points && status == DGH_OK; p++) {
        if (pointer[p] != p || !has_equal_neighbour(v, around, p))
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

dgh_status dgh_voxels_ascend(int32_t *pointer, const dgh_voxels *v, const dgh_neighbours *around,
                             int jobs, dgh_error *err)
{
    const int32_t rows = v->n[1] * v->n[2];
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        double *best = malloc(2 * (size_t)v->n[0] * sizeof *best);
        failed = best == NULL;
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++)
            if (best)
                ascend_row(pointer, best, v, around, r % v->n[1], r / v->n[1]);
        free(best);
    }
    if (failed)
        return dgh_error_nomem(err);
    return settle_plateaus(pointer, v, around, err);
}

/* ---- pointer jumping ------------------------------------------------------------------------ */

/* Within a block each thread owns its pointers and may shorten them; the few hops between blocks
 * are then followed without writing. What comes out does not depend on blocks or threads. Few large
 * blocks: with small ones the hops between them grow with the grid. */
enum { BLOCKS_PER_THREAD = 4 };

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
    const int threads = dgh_threads(jobs);
    const int32_t blocks = BLOCKS_PER_THREAD * threads;
#pragma omp parallel num_threads(threads)
    {
#pragma omp for schedule(dynamic, 1)
        for (int32_t b = 0; b < blocks; b++)
            shorten_block(pointer, (int32_t)((int64_t)v->points * b / blocks),
                          (int32_t)((int64_t)v->points * (b + 1) / blocks));
#pragma omp for schedule(static)
        for (int32_t p = 0; p < v->points; p++) {
            int32_t r = pointer[p];
            while (pointer[r] != r)
                r = pointer[r];
            root[p] = r;
        }
    }
}
