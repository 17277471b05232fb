#include "density/weight.h"

#include <stdlib.h>
#include <string.h>

#include "density/basins.h"
#include "density/rounds.h"

/* ---- points that are not whole -------------------------------------------------------------- */

static bool flows_to_another(const dgh_voxels *v, const dgh_neighbours *around,
                             const int32_t *basin, int32_t p)
{
    int32_t to[DGH_MOST_NEIGHBOURS];
    dgh_all_neighbours(to, v, around, p);
    for (int m = 0; m < around->count; m++)
        if (v->rho[to[m]] > v->rho[p] && basin[to[m]] != basin[p])
            return true;
    return false;
}

static bool claim(unsigned char *shared, int32_t q)
{
    unsigned char was;
#pragma omp atomic read
    was = shared[q];
    if (was)
        return false;
#pragma omp atomic capture
    {
        was = shared[q];
        shared[q] = 1;
    }
    return !was;
}

/* Claims all points from which an ascent leads to p. */
static bool claim_below(unsigned char *shared, dgh_points *stack, const int32_t *basin,
                        const dgh_voxels *v, const dgh_neighbours *around, int32_t p)
{
    bool ok = dgh_points_push(stack, p);
    while (ok && stack->n > 0) {
        const int32_t from = stack->item[--stack->n];
        const double here = v->rho[from];
        int32_t to[DGH_MOST_NEIGHBOURS];
        dgh_all_neighbours(to, v, around, from);
        for (int m = 0; m < around->count && ok; m++)
            if (v->rho[to[m]] < here && basin[to[m]] >= 0 && claim(shared, to[m]))
                ok = dgh_points_push(stack, to[m]);
    }
    return ok;
}

/* From all of the list; which points are claimed does not depend on who comes first. */
static dgh_status claim_all_below(unsigned char *shared, const dgh_points *list,
                                  const int32_t *basin, const dgh_voxels *v,
                                  const dgh_neighbours *around, int jobs, dgh_error *err)
{
    const int64_t n = (int64_t)list->n;
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        dgh_points stack = {0};
#pragma omp for schedule(dynamic, 1024)
        for (int64_t l = 0; l < n; l++)
            if (!failed)
                failed |= !claim_below(shared, &stack, basin, v, around, list->item[l]);
        free(stack.item);
    }
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

/* Lists the points that some ascent leads to two basins, by index. */
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
    if (status == DGH_OK)
        status = claim_all_below(shared, list, basin, v, around, jobs, err);
    free(list->item);
    *list = (dgh_points){0};
    if (status == DGH_OK)
        status = dgh_points_of_mask(list, shared, v, jobs, err);
    free(shared);
    return status;
}

/* ---- flow ----------------------------------------------------------------------------------- */

typedef struct flow {
    const dgh_weighted *out;
    const dgh_voxels *v;
    const dgh_neighbours *around;
    dgh_points shared;     /* by index */
    int32_t *basin;        /* the shared point at place l of the list is -2 - l */
    int32_t *own;          /* [shared] what stood there */
    double *held;          /* [shared][n_fields] */
    unsigned char *awaits; /* [shared] lower shared neighbours that have not given yet */
    int32_t *ready;        /* a stack of places, so that the next is near the last */
} flow;

static void count_lower(flow *f, int jobs)
{
    const int64_t n = (int64_t)f->shared.n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int64_t l = 0; l < n; l++) {
        const int32_t p = f->shared.item[l];
        int32_t to[DGH_MOST_NEIGHBOURS];
        int lower = 0;
        dgh_all_neighbours(to, f->v, f->around, p);
        for (int m = 0; m < f->around->count; m++)
            lower += f->basin[to[m]] < -1 && f->v->rho[to[m]] < f->v->rho[p];
        f->awaits[l] = (unsigned char)lower;
    }
}

/* Gives what place l holds to its higher neighbours; returns the new height of the stack. */
static size_t give(flow *f, int32_t l, size_t n_ready)
{
    const size_t n_fields = f->out->n_fields;
    const int32_t p = f->shared.item[l];
    const double here = f->v->rho[p], *held = f->held + (size_t)l * n_fields;
    int32_t to[DGH_MOST_NEIGHBOURS], target[DGH_MOST_NEIGHBOURS];
    double part[DGH_MOST_NEIGHBOURS], total = 0.0;
    int n = 0;
    dgh_all_neighbours(to, f->v, f->around, p);
    for (int m = 0; m < f->around->count; m++) {
        const double up = f->v->rho[to[m]] - here;
        if (!(up > 0.0))
            continue;
        target[n] = f->basin[to[m]];
        part[n] = up * f->around->strength[m];
        total += part[n++];
    }
    for (int m = 0; m < n; m++) {
        const double share = part[m] / total;
        if (target[m] >= 0) {
            for (size_t k = 0; k < n_fields; k++)
                f->out->sum[k][target[m]] += share * held[k];
            continue;
        }
        const int32_t higher = -2 - target[m];
        for (size_t k = 0; k < n_fields; k++)
            f->held[(size_t)higher * n_fields + k] += share * held[k];
        if (--f->awaits[higher] == 0)
            f->ready[n_ready++] = higher;
    }
    return n_ready;
}

/* Every order in which the lower come before the higher gives the same sums; this one is always the
 * same. */
static void give_all(flow *f)
{
    for (size_t l = 0; l < f->shared.n; l++) {
        /* awaits 255: done. A point that others complete is taken when it is on the stack. */
        if (f->awaits[l] != 0)
            continue;
        size_t n_ready = 0;
        f->ready[n_ready++] = (int32_t)l;
        while (n_ready > 0) {
            const int32_t next = f->ready[--n_ready];
            f->awaits[next] = 255;
            n_ready = give(f, next, n_ready);
        }
    }
}

static dgh_status flow_open(flow *f, int jobs, dgh_error *err)
{
    const size_t n = f->shared.n ? f->shared.n : 1, n_fields = f->out->n_fields;
    f->own = malloc(n * sizeof *f->own);
    f->held = malloc(n * n_fields * sizeof *f->held);
    f->awaits = malloc(n);
    f->ready = malloc(n * sizeof *f->ready);
    if (!f->own || !f->held || !f->awaits || !f->ready)
        return dgh_error_nomem(err);
    const int64_t places = (int64_t)f->shared.n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int64_t l = 0; l < places; l++) {
        const int32_t p = f->shared.item[l];
        f->own[l] = f->basin[p];
        f->basin[p] = -2 - (int32_t)l;
        for (size_t k = 0; k < n_fields; k++)
            f->held[(size_t)l * n_fields + k] = f->out->field[k] ? f->out->field[k][p] : 1.0;
    }
    count_lower(f, jobs);
    return DGH_OK;
}

dgh_status dgh_weight_sums(dgh_weighted *out, int32_t *basin, size_t n_basins, const dgh_voxels *v,
                           const dgh_neighbours *around, int jobs, dgh_error *err)
{
    flow f = {.out = out, .v = v, .around = around, .basin = basin};
    dgh_status status = find_shared(&f.shared, basin, v, around, jobs, err);
    if (status == DGH_OK)
        status = flow_open(&f, jobs, err);
    for (size_t k = 0; k < out->n_fields && status == DGH_OK; k++)
        status = dgh_basins_sum(out->sum[k], out->field[k], basin, n_basins, v->points, jobs, err);
    if (status == DGH_OK) {
        give_all(&f);
        const int64_t places = (int64_t)f.shared.n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
        for (int64_t l = 0; l < places; l++)
            basin[f.shared.item[l]] = f.own[l];
    }
    free(f.own);
    free(f.held);
    free(f.awaits);
    free(f.ready);
    free(f.shared.item);
    return status;
}
