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

static bool at_edge(const dgh_rounds *r, int32_t p)
{
    int32_t at[3];
    dgh_point_of(r->v, p, at);
    for (int m = 0; m < r->v->around.count; m++)
        if (r->label[dgh_neighbour(r->v, &r->v->around, m, at)] != r->label[p])
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

/* A changed point has an edge around it: nothing within the margin is inside any more. */
static void leave_inside(dgh_rounds *r, int32_t p)
{
    const dgh_voxels *v = r->v;
    const int reach = 1 + r->margin;
    int32_t at[3];
    dgh_point_of(v, p, at);
    for (int dk = -reach; dk <= reach; dk++)
        for (int dj = -reach; dj <= reach; dj++) {
            unsigned char *row = r->inside + dgh_voxel(v, 0, wrap_far(at[1] + dj, v->n[1]),
                                                       wrap_far(at[2] + dk, v->n[2]));
            if (at[0] >= reach && at[0] + reach < v->n[0])
                memset(row + at[0] - reach, 0, 2 * (size_t)reach + 1);
            else
                for (int di = -reach; di <= reach; di++)
                    row[wrap_far(at[0] + di, v->n[0])] = 0;
        }
}

/* The points around those that changed which were never followed and now lie at an edge. */
static bool next_edges(dgh_rounds *r, const dgh_points *changed, dgh_points *edges)
{
    const dgh_voxels *v = r->v;
    edges->n = 0;
    for (size_t c = 0; c < changed->n; c++)
        leave_inside(r, changed->item[c]);
    for (size_t c = 0; c < changed->n; c++) {
        int32_t at[3];
        dgh_point_of(v, changed->item[c], at);
        for (int m = 0; m < v->around.count; m++) {
            int32_t q = dgh_neighbour(v, &v->around, m, at);
            if (r->settled[q] || !at_edge(r, q))
                continue;
            r->settled[q] = 1;
            if (!dgh_points_push(edges, q))
                return false;
        }
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

static bool one_round(dgh_rounds *r, const dgh_points *edges, dgh_points *changed)
{
    int32_t *found = malloc(edges->n * sizeof *found);
    if (!found)
        return false;
    const int64_t n = (int64_t)edges->n;
#pragma omp parallel for schedule(dynamic, 1) num_threads(dgh_threads(r->jobs))
    for (int64_t e = 0; e < n; e += CHUNK)
        follow_chunk(r, found + e, edges->item + e, (int32_t)(n - e < CHUNK ? n - e : CHUNK));
    changed->n = 0;
    bool ok = true;
    for (size_t e = 0; e < edges->n && ok; e++) {
        int32_t p = edges->item[e];
        if (found[e] != r->label[p]) {
            r->label[p] = found[e];
            ok = dgh_points_push(changed, p);
        }
    }
    free(found);
    return ok;
}

/* Fills `inside` and `settled`, lists the points at edges. */
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
    for (int32_t p = 0; p < v->points; p++)
        r->inside[p] = !r->inside[p];
    free(from);
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
