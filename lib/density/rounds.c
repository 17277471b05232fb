#include "density/rounds.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

bool dgh_points_push(dgh_points *l, int32_t p)
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

dgh_status dgh_points_of_mask(dgh_points *out, const unsigned char *mask, const dgh_voxels *v,
                              int jobs, dgh_error *err)
{
    const int32_t planes = v->n[2];
    const int32_t plane = v->n[0] * v->n[1];
    *out = (dgh_points){0};
    int32_t *begin = calloc((size_t)planes + 1, sizeof *begin);
    if (!begin)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int32_t k = 0; k < planes; k++) {
        int32_t count = 0;
        for (int32_t p = 0; p < plane; p++)
            count += mask[k * plane + p] != 0;
        begin[k + 1] = count;
    }
    for (int32_t k = 0; k < planes; k++)
        begin[k + 1] += begin[k];
    out->n = out->capacity = (size_t)begin[planes];
    out->item = malloc((out->n ? out->n : 1) * sizeof *out->item);
    if (!out->item) {
        free(begin);
        return dgh_error_nomem(err);
    }
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int32_t k = 0; k < planes; k++) {
        int32_t *next = out->item + begin[k];
        for (int32_t p = k * plane; p < (k + 1) * plane; p++)
            if (mask[p])
                *next++ = p;
    }
    free(begin);
    return DGH_OK;
}

static void grow_row(unsigned char *out, unsigned char *any, const unsigned char *mask,
                     const dgh_voxels *v, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0];
    memset(any, 0, (size_t)n0);
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++) {
            const unsigned char *row = mask + n0 * (dgh_wrap(j + dj, v->n[1]) +
                                                    v->n[1] * dgh_wrap(k + dk, v->n[2]));
            for (int32_t i = 0; i < n0; i++)
                any[i] |= row[i];
        }
    unsigned char *to = out + n0 * (j + v->n[1] * k);
    for (int32_t i = 1; i < n0 - 1; i++)
        to[i] = any[i - 1] | any[i] | any[i + 1];
    to[0] = any[0] | any[n0 - 1] | any[n0 > 1 ? 1 : 0];
    to[n0 - 1] = any[n0 - 1] | any[0] | any[n0 > 1 ? n0 - 2 : 0];
}

dgh_status dgh_mask_grow(unsigned char *out, const unsigned char *mask, const dgh_voxels *v,
                         int jobs, dgh_error *err)
{
    const int32_t rows = v->n[1] * v->n[2];
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        unsigned char *any = malloc((size_t)v->n[0]);
        failed = any == NULL;
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++)
            if (any)
                grow_row(out, any, mask, v, r % v->n[1], r / v->n[1]);
        free(any);
    }
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

static bool at_face(const dgh_rounds *r, int32_t p)
{
    const dgh_voxels *v = r->v;
    int32_t at[3];
    dgh_point_of(v, p, at);
    const int32_t stride[3] = {1, v->n[0], v->n[0] * v->n[1]};
    bool differs = false;
    for (int a = 0; a < 3; a++) {
        const int32_t round = stride[a] * (v->n[a] - 1);
        differs |= r->label[at[a] > 0 ? p - stride[a] : p + round] != r->label[p];
        differs |= r->label[at[a] + 1 < v->n[a] ? p + stride[a] : p - round] != r->label[p];
    }
    return differs;
}

static bool at_edge(const dgh_rounds *r, int32_t p)
{
    if (r->faces)
        return at_face(r, p);
    const int32_t own = r->label[p];
    int32_t to[DGH_MOST_NEIGHBOURS];
    dgh_all_neighbours(to, r->v, &r->v->around, p);
    for (int m = 0; m < r->v->around.count; m++)
        if (r->label[to[m]] != own)
            return true;
    return false;
}

static int32_t wrap_far(int32_t i, int32_t n)
{
    while (i < 0)
        i += n;
    while (i >= n)
        i -= n;
    return i;
}

/* Planes first .. end - 1 are one thread's own to write to. */
typedef struct share {
    int32_t first, end;
} share;

static bool holds(const share *own, int32_t k)
{
    return k >= own->first && k < own->end;
}

/* Around a new edge nothing within the margin is inside any more. */
static void leave_inside(dgh_rounds *r, const share *own, int32_t p)
{
    const dgh_voxels *v = r->v;
    const int32_t margin = r->margin, span = 2 * margin + 1;
    int32_t at[3];
    dgh_point_of(v, p, at);
    const bool whole = at[0] >= margin && at[0] + margin < v->n[0];
    for (int32_t dk = -margin; dk <= margin; dk++) {
        const int32_t k = wrap_far(at[2] + dk, v->n[2]);
        if (!holds(own, k))
            continue;
        for (int32_t dj = -margin; dj <= margin; dj++) {
            unsigned char *row = r->inside + dgh_voxel(v, 0, wrap_far(at[1] + dj, v->n[1]), k);
            if (whole && span == 5) /* a constant that compilers make two stores of */
                memset(row + at[0] - margin, 0, 5);
            else
                for (int32_t di = -margin; di <= margin; di++)
                    row[wrap_far(at[0] + di, v->n[0])] = 0;
        }
    }
}

/* True if planes within `reach` of point p are the share's. */
static bool is_near(const dgh_rounds *r, const share *own, int32_t p, int32_t reach)
{
    const int32_t planes = r->v->n[2], k = p / (r->v->n[0] * r->v->n[1]);
    return (k >= own->first - reach && k < own->end + reach) || k < reach || k >= planes - reach;
}

/* Adds the points around p which were never followed and now lie at an edge. */
static bool add_edges(dgh_rounds *r, const share *own, int32_t p, dgh_points *edges)
{
    const int32_t plane = r->v->n[0] * r->v->n[1];
    const int32_t first = own->first * plane, end = own->end * plane;
    int32_t to[DGH_MOST_NEIGHBOURS];
    dgh_all_neighbours(to, r->v, &r->v->around, p);
    for (int m = 0; m < r->v->around.count; m++) {
        const int32_t q = to[m];
        /* what others settle is not even looked at: they may be at it */
        if (q < first || q >= end || r->settled[q] || !at_edge(r, q))
            continue;
        r->settled[q] = 1;
        if (!dgh_points_push(edges, q))
            return false;
    }
    return true;
}

static bool join(dgh_points *all, dgh_points *part, int parts)
{
    bool ok = true;
    all->n = 0;
    for (int t = 0; t < parts; t++) {
        for (size_t m = 0; m < part[t].n && ok; m++)
            ok = dgh_points_push(all, part[t].item[m]);
        free(part[t].item);
    }
    free(part);
    return ok;
}

static share share_of(const dgh_rounds *r, int t, int threads)
{
    const int64_t planes = r->v->n[2];
    return (share){(int32_t)(planes * t / threads), (int32_t)(planes * (t + 1) / threads)};
}

/* The points around those that changed which are followed next. */
static bool next_edges(dgh_rounds *r, const dgh_points *changed, dgh_points *edges)
{
    const int threads = dgh_threads(r->jobs);
    dgh_points *part = calloc((size_t)threads, sizeof *part);
    int failed = part == NULL;
    if (failed)
        return false;
#pragma omp parallel for schedule(static, 1) num_threads(threads) reduction(| : failed)
    for (int t = 0; t < threads; t++) {
        const share own = share_of(r, t, threads);
        for (size_t c = 0; c < changed->n; c++)
            if (is_near(r, &own, changed->item[c], 1))
                failed |= !add_edges(r, &own, changed->item[c], &part[t]);
    }
    if (!join(edges, part, threads) || failed)
        return false;
#pragma omp parallel for schedule(static, 1) num_threads(threads)
    for (int t = 0; t < threads; t++) {
        const share own = share_of(r, t, threads);
        for (size_t e = 0; e < edges->n; e++)
            if (is_near(r, &own, edges->item[e], r->margin))
                leave_inside(r, &own, edges->item[e]);
    }
    return true;
}

enum { CHUNK = 1024 };

static void follow_chunk(const dgh_rounds *r, int32_t *found, const int32_t *point, int32_t n)
{
    if (r->follow_all)
        r->follow_all(r, found, point, n);
    else
        for (int32_t e = 0; e < n; e++)
            found[e] = r->follow(r, point[e]);
}

/* Writes what was found, lists the points that it changes. */
static bool relabel(dgh_rounds *r, const dgh_points *edges, const int32_t *found,
                    dgh_points *changed)
{
    const int threads = dgh_threads(r->jobs);
    dgh_points *part = calloc((size_t)threads, sizeof *part);
    int failed = part == NULL;
    if (failed)
        return false;
#pragma omp parallel for schedule(static, 1) num_threads(threads) reduction(| : failed)
    for (int t = 0; t < threads; t++)
        for (size_t e = edges->n * (size_t)t / (size_t)threads;
             e < edges->n * (size_t)(t + 1) / (size_t)threads; e++) {
            const int32_t p = edges->item[e];
            /* a maximum stays one, whatever the gradient of a plateau or of noise around it says:
             * the points of its basin carry its number */
            if (found[e] == r->label[p] || r->label[p] == p)
                continue;
            r->label[p] = found[e];
            failed |= !dgh_points_push(&part[t], p);
        }
    return join(changed, part, threads) && !failed;
}

static bool one_round(dgh_rounds *r, const dgh_points *edges, dgh_points *changed)
{
    int32_t *found = malloc(edges->n * sizeof *found);
    if (!found)
        return false;
    const int64_t n = (int64_t)edges->n;
#pragma omp parallel for schedule(dynamic, 1) num_threads(dgh_threads(r->jobs))
    for (int64_t e = 0; e < n; e += CHUNK)
        follow_chunk(r, found + e, edges->item + e, (int32_t)(n - e < CHUNK ? n - e : CHUNK));
    bool ok = relabel(r, edges, found, changed);
    free(found);
    return ok;
}

/* Of the points at edges, those to be followed. */
static void keep_faces(dgh_rounds *r, dgh_points *edges)
{
    const int64_t n = (int64_t)edges->n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(r->jobs))
    for (int64_t e = 0; e < n; e++)
        r->settled[edges->item[e]] = at_edge(r, edges->item[e]);
    size_t kept = 0;
    for (size_t e = 0; e < edges->n; e++)
        if (r->settled[edges->item[e]])
            edges->item[kept++] = edges->item[e];
    edges->n = kept;
}

/* Fills `inside` and `settled`, lists the points to be followed. */
static dgh_status begin(dgh_rounds *r, dgh_points *edges, dgh_error *err)
{
    const dgh_voxels *v = r->v;
    dgh_status status = dgh_voxels_edges(r->settled, r->label, v, &v->around, r->jobs, err);
    if (status == DGH_OK)
        status = dgh_points_of_mask(edges, r->settled, v, r->jobs, err);
    unsigned char *from = malloc((size_t)v->points);
    if (!from)
        return dgh_error_nomem(err);
    memcpy(r->inside, r->settled, (size_t)v->points);
    for (int grown = 0; grown < r->margin && status == DGH_OK; grown++) {
        unsigned char *swap = from;
        from = r->inside;
        r->inside = swap;
        status = dgh_mask_grow(r->inside, from, v, r->jobs, err);
    }
#pragma omp parallel for schedule(static) num_threads(dgh_threads(r->jobs))
    for (int32_t p = 0; p < v->points; p++)
        r->inside[p] = !r->inside[p];
    free(from);
    if (r->faces && status == DGH_OK)
        keep_faces(r, edges);
    return status;
}

dgh_status dgh_rounds_run(dgh_rounds *r, dgh_error *err)
{
    dgh_points edges = {0}, changed = {0};
    r->settled = malloc((size_t)r->v->points);
    r->inside = malloc((size_t)r->v->points);
    dgh_status status = r->settled && r->inside ? begin(r, &edges, err) : dgh_error_nomem(err);
    bool ok = true;
    while (status == DGH_OK && ok && edges.n) {
        ok = one_round(r, &edges, &changed);
        if (ok)
            ok = next_edges(r, &changed, &edges);
    }
    free(edges.item);
    free(changed.item);
    free(r->settled);
    free(r->inside);
    r->settled = r->inside = NULL;
    if (status == DGH_OK && !ok)
        status = dgh_error_nomem(err);
    return status;
}
