#include "density/weight.h"

#include <stdlib.h>
#include <string.h>

#include "density/basins.h"
#include "density/rounds.h"

/* ---- points that are not whole -------------------------------------------------------------- */

static bool flows_to_another(const dgh_voxels *v, const dgh_neighbours *around,
                             const int32_t *basin, int32_t p)
{
    int32_t at[3];
    dgh_point_of(v, p, at);
    for (int m = 0; m < around->count; m++) {
        int32_t q = dgh_neighbour(v, around, m, at);
        if (v->rho[q] > v->rho[p] && basin[q] != basin[p])
            return true;
    }
    return false;
}

/* shared[p] = 1 for points that some ascent leads to two basins; lists them by
 * index. */
static dgh_status find_shared(dgh_points *list, const int32_t *basin, const dgh_voxels *v,
                              const dgh_neighbours *around, int jobs, dgh_error *err)
{
    unsigned char *shared = malloc((size_t)v->points);
    if (!shared)
        return dgh_error_nomem(err);
    dgh_status status = dgh_voxels_edges(shared, basin, v, around, jobs, err);
    if (status == DGH_OK) {
#pragma omp parallel for schedule(dynamic, 4096) num_threads(dgh_threads(jobs))
        for (int32_t p = 0; p < v->points; p++)
            if (shared[p])
                shared[p] = basin[p] >= 0 && flows_to_another(v, around, basin, p);
        status = dgh_points_of_mask(list, shared, v, jobs, err);
    }
    for (size_t l = 0; status == DGH_OK && l < list->n; l++) {
        const int32_t p = list->item[l];
        int32_t at[3];
        dgh_point_of(v, p, at);
        for (int m = 0; m < around->count && status == DGH_OK; m++) {
            int32_t q = dgh_neighbour(v, around, m, at);
            if (shared[q] || basin[q] < 0 || !(v->rho[q] < v->rho[p]))
                continue;
            shared[q] = 1;
            if (!dgh_points_push(list, q))
                status = dgh_error_nomem(err);
        }
    }
    free(list->item);
    *list = (dgh_points){0};
    if (status == DGH_OK)
        status = dgh_points_of_mask(list, shared, v, jobs, err);
    free(shared);
    return status;
}

/* ---- sorting -------------------------------------------------------------------------------- */

enum { DIGIT_BITS = 11, DIGITS = 6 };

static uint64_t sortable(double value)
{
    uint64_t bits;
    value += 0.0; /* -0 and 0 are one */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

typedef struct entry {
    uint64_t key;
    int32_t point;
} entry;

/* One stable pass over a digit; false if all entries have the same. */
static bool radix_pass(entry *to, const entry *from, size_t n, int digit)
{
    enum { VALUES = 1 << DIGIT_BITS };
    size_t begin[VALUES + 1] = {0};
    const int shift = digit * DIGIT_BITS;
    for (size_t i = 0; i < n; i++)
        begin[(from[i].key >> shift & (VALUES - 1)) + 1]++;
    for (int d = 0; d < VALUES; d++) {
        if (begin[d + 1] == n)
            return false;
        begin[d + 1] += begin[d];
    }
    for (size_t i = 0; i < n; i++)
        to[begin[from[i].key >> shift & (VALUES - 1)]++] = from[i];
    return true;
}

/* Ascending density, equals as they were. */
static dgh_status sort_by_density(dgh_points *list, const dgh_voxels *v, dgh_error *err)
{
    const size_t n = list->n;
    entry *from = malloc((n ? n : 1) * sizeof *from);
    entry *to = malloc((n ? n : 1) * sizeof *to);
    if (!from || !to) {
        free(from);
        free(to);
        return dgh_error_nomem(err);
    }
    for (size_t i = 0; i < n; i++)
        from[i] = (entry){sortable(v->rho[list->item[i]]), list->item[i]};
    for (int digit = 0; digit < DIGITS; digit++)
        if (radix_pass(to, from, n, digit)) {
            entry *swap = from;
            from = to;
            to = swap;
        }
    for (size_t i = 0; i < n; i++)
        list->item[i] = from[i].point;
    free(from);
    free(to);
    return DGH_OK;
}

/* ---- flow ----------------------------------------------------------------------------------- */

/* In `basin`, a shared point at place l of the list is -2 - l. */
static void push_one(const dgh_weighted *out, double *const *held, const int32_t *basin,
                     const dgh_voxels *v, const dgh_neighbours *around, size_t l, int32_t p)
{
    int32_t at[3], target[DGH_MOST_NEIGHBOURS];
    double flow[DGH_MOST_NEIGHBOURS], total = 0.0;
    int n = 0;
    dgh_point_of(v, p, at);
    for (int m = 0; m < around->count; m++) {
        int32_t q = dgh_neighbour(v, around, m, at);
        double up = v->rho[q] - v->rho[p];
        if (!(up > 0.0))
            continue;
        target[n] = basin[q];
        flow[n] = up * around->strength[m];
        total += flow[n++];
    }
    for (int m = 0; m < n; m++)
        for (size_t f = 0; f < out->n_fields; f++) {
            const double part = held[f][l] * (flow[m] / total);
            if (target[m] < -1)
                held[f][-2 - (int64_t)target[m]] += part;
            else
                out->sum[f][target[m]] += part;
        }
}

static void push_all(const dgh_weighted *out, double *const *held, int32_t *basin,
                     const dgh_points *list, const int32_t *own, const dgh_voxels *v,
                     const dgh_neighbours *around)
{
    for (size_t l = 0; l < list->n; l++)
        push_one(out, held, basin, v, around, l, list->item[l]);
    for (size_t l = 0; l < list->n; l++)
        basin[list->item[l]] = own[l];
}

dgh_status dgh_weight_sums(dgh_weighted *out, int32_t *basin, size_t n_basins, const dgh_voxels *v,
                           const dgh_neighbours *around, int jobs, dgh_error *err)
{
    dgh_points list = {0};
    double *held[3] = {NULL, NULL, NULL};
    int32_t *own = NULL;
    dgh_status status = find_shared(&list, basin, v, around, jobs, err);
    if (status == DGH_OK)
        status = sort_by_density(&list, v, err);
    if (status == DGH_OK) {
        own = malloc((list.n ? list.n : 1) * sizeof *own);
        for (size_t f = 0; f < out->n_fields; f++)
            held[f] = malloc((list.n ? list.n : 1) * sizeof *held[f]);
        for (size_t f = 0; f < out->n_fields; f++)
            if (!own || !held[f])
                status = dgh_error_nomem(err);
    }
    if (status == DGH_OK) {
        for (size_t l = 0; l < list.n; l++) {
            own[l] = basin[list.item[l]];
            for (size_t f = 0; f < out->n_fields; f++)
                held[f][l] = out->field[f] ? out->field[f][list.item[l]] : 1.0;
            basin[list.item[l]] = -2 - (int32_t)l;
        }
        for (size_t f = 0; f < out->n_fields && status == DGH_OK; f++)
            status = dgh_basins_sum(out->sum[f], out->field[f], basin, n_basins, v->points, jobs,
                                    err);
        push_all(out, held, basin, &list, own, v, around);
    }
    for (size_t f = 0; f < 3; f++)
        free(held[f]);
    free(own);
    free(list.item);
    return status;
}
