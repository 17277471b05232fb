#include "density/weight.h"

#include <sched.h>
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

/* Each point gathers from its lower neighbours in their order around it, after all of them are
 * done: whoever does it, and when, the sums are the same bits. */
typedef struct flow {
    const dgh_weighted *out;
    const dgh_voxels *v;
    const dgh_neighbours *around;
    int jobs;
    dgh_points shared;     /* by index */
    int32_t *basin;        /* the shared point at place l of the list is -2 - l */
    int32_t *own;          /* [shared] what stood there */
    double *held;          /* [shared][n_fields]; of a done point per unit of the flow out of it */
    unsigned char *awaits; /* [shared] lower shared neighbours that are not done */
    unsigned char *drains; /* [shared] 1 where whole points take some of it */
    dgh_points ready;      /* places for threads that have nothing to do */
    int hungry, failed;
    int64_t done;
} flow;

static void count_lower(flow *f)
{
    const int64_t n = (int64_t)f->shared.n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(f->jobs))
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

/* One point fewer for place l to wait for; true if that was the last. */
static bool release(flow *f, int32_t l)
{
    unsigned char left;
#pragma omp atomic capture seq_cst
    left = --f->awaits[l];
    return left == 0;
}

/* Does place l: what flows to it is added up, the points above it are told. */
static bool gather(flow *f, int32_t l, dgh_points *stack)
{
    const size_t n_fields = f->out->n_fields;
    const int32_t p = f->shared.item[l];
    const double here = f->v->rho[p];
    double *held = f->held + (size_t)l * n_fields, out = 0.0;
    int32_t to[DGH_MOST_NEIGHBOURS], above[DGH_MOST_NEIGHBOURS];
    int n_above = 0;
    dgh_all_neighbours(to, f->v, f->around, p);
    for (int m = 0; m < f->around->count; m++) {
        const double up = f->v->rho[to[m]] - here;
        const int32_t there = f->basin[to[m]];
        if (up > 0.0) {
            out += up * f->around->strength[m];
            if (there < -1)
                above[n_above++] = -2 - there;
            else
                f->drains[l] = 1;
        } else if (up < 0.0 && there < -1)
            for (size_t k = 0; k < n_fields; k++)
                held[k] -= up * f->around->strength[m] *
                           f->held[(size_t)(-2 - there) * n_fields + k];
    }
    for (size_t k = 0; k < n_fields; k++)
        held[k] /= out;
    bool ok = true;
    for (int m = 0; m < n_above && ok; m++)
        if (release(f, above[m]))
            ok = dgh_points_push(stack, above[m]);
    return ok;
}

/* Gives the older half of a thread's stack to those that wait. */
static void feed(flow *f, dgh_points *stack)
{
    const size_t half = stack->n / 2;
    bool ok = true;
#pragma omp critical(dgh_weight_ready)
    {
        for (size_t m = 0; m < half && ok; m++)
            ok = dgh_points_push(&f->ready, stack->item[m]);
        f->failed |= !ok;
#pragma omp atomic write seq_cst
        f->hungry = 0;
    }
    stack->n -= half;
    memmove(stack->item, stack->item + half, stack->n * sizeof *stack->item);
}

/* Waits for something to do; false when all is done. */
static bool take(flow *f, dgh_points *stack)
{
    const size_t threads = (size_t)dgh_threads(f->jobs);
    for (;;) {
        bool over = false, ok = true;
#pragma omp critical(dgh_weight_ready)
        {
            for (size_t left = (f->ready.n + 2 * threads - 1) / (2 * threads); left > 0 && ok;
                 left--)
                ok = dgh_points_push(stack, f->ready.item[--f->ready.n]);
            f->failed |= !ok;
            over = f->failed || f->done == (int64_t)f->shared.n;
#pragma omp atomic write seq_cst
            f->hungry = stack->n == 0;
        }
        if (over || stack->n > 0)
            return !over;
        sched_yield();
    }
}

static void work(flow *f)
{
    enum { ENOUGH = 4 };
    dgh_points stack = {0};
    while (take(f, &stack)) {
        int64_t done = 0;
        bool ok = true;
        while (ok && stack.n > 0) {
            int hungry;
            ok = gather(f, stack.item[--stack.n], &stack);
            done++;
#pragma omp atomic read
            hungry = f->hungry;
            if (hungry && stack.n > ENOUGH)
                feed(f, &stack);
        }
#pragma omp critical(dgh_weight_ready)
        {
            f->done += done;
            f->failed |= !ok;
        }
    }
    free(stack.item);
}

static dgh_status gather_all(flow *f, dgh_error *err)
{
    for (size_t l = 0; l < f->shared.n; l++)
        if (f->awaits[l] == 0 && !dgh_points_push(&f->ready, (int32_t)l))
            return dgh_error_nomem(err);
#pragma omp parallel num_threads(dgh_threads(f->jobs))
    work(f);
    return f->failed ? dgh_error_nomem(err) : DGH_OK;
}

/* What the whole neighbours of place l take of it. */
static void drain(double *sum, const flow *f, int64_t l, size_t n_basins)
{
    const size_t n_fields = f->out->n_fields;
    const int32_t p = f->shared.item[l];
    int32_t to[DGH_MOST_NEIGHBOURS];
    dgh_all_neighbours(to, f->v, f->around, p);
    for (int m = 0; m < f->around->count; m++) {
        const double up = f->v->rho[to[m]] - f->v->rho[p];
        const int32_t there = f->basin[to[m]];
        if (!(up > 0.0) || there < 0)
            continue;
        for (size_t k = 0; k < n_fields; k++)
            sum[k * n_basins + (size_t)there] += up * f->around->strength[m] *
                                                 f->held[(size_t)l * n_fields + k];
    }
}

/* In slabs whose number depends on the basins alone, added in order. */
static dgh_status drain_all(flow *f, size_t n_basins, dgh_error *err)
{
    const size_t width = f->out->n_fields * (n_basins ? n_basins : 1), most = (size_t)1 << 22;
    const int64_t slabs = width >= most / 2 ? 1 : width >= most / 64 ? (int64_t)(most / width) : 64;
    const int64_t n = (int64_t)f->shared.n;
    double *part = calloc((size_t)slabs * width, sizeof *part);
    if (!part)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dgh_threads(f->jobs))
    for (int64_t s = 0; s < slabs; s++)
        for (int64_t l = n * s / slabs; l < n * (s + 1) / slabs; l++)
            if (f->drains[l])
                drain(part + (size_t)s * width, f, l, n_basins);
    for (size_t k = 0; k < f->out->n_fields; k++)
        for (size_t b = 0; b < n_basins; b++)
            for (int64_t s = 0; s < slabs; s++)
                f->out->sum[k][b] += part[(size_t)s * width + k * n_basins + b];
    free(part);
    return DGH_OK;
}

static dgh_status flow_open(flow *f, dgh_error *err)
{
    const size_t n = f->shared.n ? f->shared.n : 1, n_fields = f->out->n_fields;
    f->own = malloc(n * sizeof *f->own);
    f->held = malloc(n * n_fields * sizeof *f->held);
    f->awaits = malloc(n);
    f->drains = calloc(n, 1);
    if (!f->own || !f->held || !f->awaits || !f->drains)
        return dgh_error_nomem(err);
    const int64_t places = (int64_t)f->shared.n;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(f->jobs))
    for (int64_t l = 0; l < places; l++) {
        const int32_t p = f->shared.item[l];
        f->own[l] = f->basin[p];
        f->basin[p] = -2 - (int32_t)l;
        for (size_t k = 0; k < n_fields; k++)
            f->held[(size_t)l * n_fields + k] = f->out->field[k] ? f->out->field[k][p] : 1.0;
    }
    count_lower(f);
    return DGH_OK;
}

static void flow_close(flow *f)
{
    const int64_t places = f->own ? (int64_t)f->shared.n : 0;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(f->jobs))
    for (int64_t l = 0; l < places; l++)
        f->basin[f->shared.item[l]] = f->own[l];
    free(f->own);
    free(f->held);
    free(f->awaits);
    free(f->drains);
    free(f->ready.item);
    free(f->shared.item);
}

dgh_status dgh_weight_sums(dgh_weighted *out, int32_t *basin, size_t n_basins, const dgh_voxels *v,
                           const dgh_neighbours *around, int jobs, dgh_error *err)
{
    flow f = {.out = out, .v = v, .around = around, .jobs = jobs, .basin = basin};
    dgh_status status = find_shared(&f.shared, basin, v, around, jobs, err);
    if (status == DGH_OK && (status = flow_open(&f, err)) != DGH_OK) {
        free(f.own);
        f.own = NULL;
    }
    for (size_t k = 0; k < out->n_fields && status == DGH_OK; k++)
        status = dgh_basins_sum(out->sum[k], out->field[k], basin, n_basins, v->points, jobs, err);
    if (status == DGH_OK)
        status = gather_all(&f, err);
    if (status == DGH_OK)
        status = drain_all(&f, n_basins, err);
    flow_close(&f);
    return status;
}
