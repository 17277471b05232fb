/* Trajectories of steepest ascent between the grid's points, on a spline of ln rho.
 *
 * What limits other methods is the direction: differences between neighbours are wrong by several
 * degrees where the density curves, and paths from point to point add rounding. A spline's gradient
 * costs as little as those differences, and only points at the surface of a basin need a
 * trajectory, some ten steps long: away from the surface they run apart. */
#include "density/trajectory.h"

#include <math.h>
#include <stdlib.h>

#include "density/rounds.h"
#include "density/spline.h"
#include "density/voronoi.h"

/* See voxels.c. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* What a wide function calls is wide only within it. */
#if defined(__GNUC__)
#define WITHIN static inline __attribute__((always_inline))
#else
#define WITHIN static inline
#endif

/* ---- leaps ---------------------------------------------------------------------------------- */

static const double LEAP_STEPS = 3.0;

typedef struct leaps {
    int32_t *along[3]; /* [n0] steps along each axis */
    const dgh_neighbours *nearest_by;
} leaps;

/* Nearest whole number, ties to even, of a small number. */
static inline int32_t nearest(double x)
{
    const double shift = 6755399441055744.0;
    return (int32_t)((x + shift) - shift);
}

WIDE static void leap_row(leaps *l, const dgh_voxels *v, const double *below[3],
                          const double *above[3], int32_t begin, int32_t end)
{
    for (int32_t i = begin; i < end; i++) {
        const double x = above[0][i] - below[0][i], y = above[1][i] - below[1][i],
                     z = above[2][i] - below[2][i];
        const double a = v->inverse_metric[0][0] * x + v->inverse_metric[0][1] * y +
                         v->inverse_metric[0][2] * z;
        const double b = v->inverse_metric[1][0] * x + v->inverse_metric[1][1] * y +
                         v->inverse_metric[1][2] * z;
        const double c = v->inverse_metric[2][0] * x + v->inverse_metric[2][1] * y +
                         v->inverse_metric[2][2] * z;
        double most = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
        most = fabs(c) > most ? fabs(c) : most;
        const double scale = LEAP_STEPS / (most > 1e-300 ? most : 1e-300);
        l->along[0][i] = nearest(a * scale);
        l->along[1][i] = nearest(b * scale);
        l->along[2][i] = nearest(c * scale);
    }
}

static int32_t wrapped(int32_t i, int32_t n)
{
    while (i < 0)
        i += n;
    while (i >= n)
        i -= n;
    return i;
}

/* The steps of the points of row j, k. */
static void steps_of_row(leaps *l, const dgh_voxels *v, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], n1 = v->n[1], n2 = v->n[2];
    const double *here = v->rho + dgh_voxel(v, 0, j, k);
    const double *below[3] = {here - 1, v->rho + dgh_voxel(v, 0, wrapped(j - 1, n1), k),
                              v->rho + dgh_voxel(v, 0, j, wrapped(k - 1, n2))};
    const double *above[3] = {here + 1, v->rho + dgh_voxel(v, 0, wrapped(j + 1, n1), k),
                              v->rho + dgh_voxel(v, 0, j, wrapped(k + 1, n2))};
    if (n0 > 2)
        leap_row(l, v, below, above, 1, n0 - 1);
    below[0] = here + n0 - 1;
    above[0] = here + (n0 > 1);
    leap_row(l, v, below, above, 0, 1);
    below[0] = here - (n0 > 1);
    above[0] = here - (n0 - 1);
    leap_row(l, v, below, above, n0 - 1, n0);
}

/* In a skewed cell the 26 points of the cube are not the nearest: a maximum among them need not be
 * one among its neighbours. */
static void leave_false_top(int32_t *pointer, const dgh_voxels *v, const dgh_neighbours *nearest_by,
                            int32_t p)
{
    int32_t at[3];
    dgh_point_of(v, p, at);
    pointer[p] = dgh_voxel_steepest(v, nearest_by, at);
}

static void leap_from(int32_t *pointer, const leaps *l, const dgh_voxels *v, int32_t j, int32_t k)
{
    const int32_t n0 = v->n[0], own = dgh_voxel(v, 0, j, k);
    for (int32_t i = 0; i < n0; i++) {
        const int32_t p = own + i, up = pointer[p];
        if (up == p)
            leave_false_top(pointer, v, l->nearest_by, p);
        if (!(v->rho[up] > v->rho[p]))
            continue;
        const int32_t to = dgh_voxel(v, wrapped(i + l->along[0][i], n0),
                                     wrapped(j + l->along[1][i], v->n[1]),
                                     wrapped(k + l->along[2][i], v->n[2]));
        if (v->rho[to] >= v->rho[up])
            pointer[p] = to;
    }
}

dgh_status dgh_trajectory_leap(int32_t *pointer, const dgh_voxels *v, int jobs, dgh_error *err)
{
    const int32_t rows = v->n[1] * v->n[2], n0 = v->n[0];
    dgh_neighbours nearest_by;
    dgh_voronoi_neighbours(&nearest_by, v);
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        int32_t *steps = malloc(3 * (size_t)n0 * sizeof *steps);
        failed |= !steps;
#pragma omp for schedule(static)
        for (int32_t r = 0; r < rows; r++)
            if (steps) {
                leaps l = {{steps, steps + n0, steps + 2 * (size_t)n0}, &nearest_by};
                steps_of_row(&l, v, r % v->n[1], r / v->n[1]);
                leap_from(pointer, &l, v, r % v->n[1], r / v->n[1]);
            }
        free(steps);
    }
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

/* ---- trajectories --------------------------------------------------------------------------- */

enum { MOST_STEPS = 4096 };

/* A step is one grid step long; 1/2 changes charges by less than 5e-4 e on 128^3 points. */
static const float LONGEST_STEP = 1.0F, SHORTEST_STEP = 0.125F;

/* Cosines of the angle between steps: beyond the first a step is taken back, below the second it
 * may be longer. */
static const float SHARPEST_TURN = 0.7F, STRAIGHT = 0.9F;

/* Of ln rho per step. Less is rounding: the top of a maximum, a saddle, a plateau. */
static const float LEAST_SLOPE = 1e-5F;

typedef struct field {
    dgh_spline spline;
    const dgh_voxels *v;
    dgh_lanes metric[3]; /* columns: of the slopes along the axes -> direction in steps */
    dgh_counts n;
    unsigned char *near; /* [points] maxima and the points of their basins that touch them */
    double vacuum;
} field;

/* A place is its nearest point and what is left, so that the same density gives the same bits
 * wherever the origin lies. */
typedef struct place {
    dgh_counts at;
    dgh_lanes off;
} place;

WITHIN void move(place *to, const field *f, dgh_lanes by, float step)
{
    const dgh_lanes shift = dgh_lanes_of(12582912.0F), moved = to->off + step * by;
    const dgh_lanes whole = (moved + shift) - shift; /* the nearest number */
    dgh_counts at = to->at + __builtin_convertvector(whole, dgh_counts);
    /* At most two steps: once is enough unless an axis has one point. */
    for (int times = 0; times < 2; times++) {
        at += f->n & (at < 0);
        at -= f->n & (at >= f->n);
    }
    to->at = at;
    to->off = moved - whole;
}

WITHIN int32_t point_of(const field *f, const place *x)
{
    return dgh_voxel(f->v, x->at[0], x->at[1], x->at[2]);
}

WITHIN float dot(dgh_lanes a, dgh_lanes b)
{
    const dgh_lanes c = a * b;
    return c[0] + c[1] + c[2];
}

/* Unit vector of steepest ascent, in steps, and the slopes along the axes; false where it is flat.
 */
WITHIN bool direction(const field *f, const place *x, dgh_lanes *unit, dgh_lanes *slope)
{
    const dgh_lanes g = dgh_spline_gradient(&f->spline, x->at, x->off);
    const dgh_lanes up = f->metric[0] * g[0] + f->metric[1] * g[1] + f->metric[2] * g[2];
    *slope = g;
    *unit = up * (1.0F / sqrtf(dot(up, up)));
    return dot(g, g) > LEAST_SLOPE * LEAST_SLOPE;
}

/* Where a trajectory is: its place, the step that led there and the direction before it. */
typedef struct walk {
    place here, before;
    dgh_lanes last, rise; /* direction and slopes where the last step began */
    float step, longest;  /* each step beyond a maximum or a saddle halves the longest */
    bool even;            /* the last step was as long as the next */
    int32_t taken;
} walk;

/* One step along `unit`, the direction here: by the midpoint, or by Adams and Bashforth's formula
 * of second order if the last step was alike. A midpoint beyond the maximum would lead down: such a
 * step is made shorter. False at the end. */
WITHIN bool step_on(walk *w, const field *f, dgh_lanes unit, dgh_lanes slope)
{
    dgh_lanes by = 1.5F * unit - 0.5F * w->last, there;
    while (!w->even) {
        place middle = w->here;
        move(&middle, f, unit, 0.5F * w->step);
        if (!direction(f, &middle, &by, &there))
            by = unit;
        if (dot(slope, by) > 0.0F)
            break;
        if (!(w->step > SHORTEST_STEP))
            return false;
        w->longest = w->step *= 0.5F;
    }
    w->last = unit;
    w->rise = slope;
    w->before = w->here;
    move(&w->here, f, by, w->step);
    w->taken++;
    return true;
}

/* Judges the last step by the direction where it led: one that turns sharply or falls is taken back
 * and made shorter. False at the end. */
WITHIN bool next_step(walk *w, dgh_lanes *unit, dgh_lanes *slope)
{
    const bool falls = dot(*slope, w->last) < 0.0F;
    const float turn = dot(*unit, w->last);
    if ((falls || turn < SHARPEST_TURN) && w->step > SHORTEST_STEP) {
        w->here = w->before;
        *unit = w->last;
        *slope = w->rise;
        w->step *= 0.5F;
        if (falls)
            w->longest = w->step;
        w->even = false;
        return true;
    }
    w->even = turn > STRAIGHT && w->step == w->longest;
    if (turn > STRAIGHT && w->step < w->longest)
        w->step *= 2.0F;
    return !falls;
}

WITHIN walk walk_from(const field *f, int32_t p, float step)
{
    int32_t at[3];
    dgh_point_of(f->v, p, at);
    return (walk){.here = {.at = {at[0], at[1], at[2], 0}}, .step = step, .longest = LONGEST_STEP};
}

/* Takes one step; false, and nothing is moved, at the end. */
WITHIN bool advance(walk *w, const field *f)
{
    dgh_lanes unit, slope;
    return w->taken < MOST_STEPS && direction(f, &w->here, &unit, &slope) &&
           (w->taken == 0 || next_step(w, &unit, &slope)) && step_on(w, f, unit, slope);
}

/* The maximum among q and the points that touch it, the highest if there are several; -1 if there
 * is none. */
static int32_t maximum_at(const field *f, const int32_t *root, int32_t q)
{
    int32_t to[DGH_MOST_NEIGHBOURS], found = root[q] == q ? q : -1;
    dgh_all_neighbours(to, f->v, &f->v->around, q);
    for (int m = 0; m < f->v->around.count; m++)
        if (root[to[m]] == to[m] && (found < 0 || f->v->rho[to[m]] > f->v->rho[found]))
            found = to[m];
    return found;
}

/* ---- points at faces ------------------------------------------------------------------------ */

/* Trajectories go side by side: their steps do not wait for each other. */
enum { ABREAST = 8 };

static int32_t label_of_end(const dgh_rounds *r, int32_t end)
{
    const int32_t maximum = maximum_at(r->data, r->label, end);
    return maximum < 0 ? r->label[end] : maximum;
}

/* One step; true if the label is known then. Short steps are taken near maxima only. */
WITHIN bool walk_on(int32_t *found, walk *w, const dgh_rounds *r, const field *f)
{
    const bool ends = !advance(w, f);
    const int32_t q = point_of(f, &w->here);
    if (r->inside[q] || (w->step < LONGEST_STEP && f->near[q]))
        *found = r->label[q];
    else if (ends)
        *found = label_of_end(r, q);
    else
        return false;
    return true;
}

WIDE static void follow_all(const dgh_rounds *r, int32_t *found, const int32_t *point, int32_t n)
{
    const field *f = r->data;
    walk w[ABREAST];
    int32_t place_in_list[ABREAST], next = 0;
    int walking = 0;
    for (;;) {
        for (; next < n && walking < ABREAST; next++) {
            const int32_t p = point[next];
            found[next] = r->label[p];
            if (found[next] == p || f->v->rho[p] < f->vacuum)
                continue;
            w[walking] = walk_from(f, p, LONGEST_STEP);
            place_in_list[walking++] = next;
        }
        if (walking == 0)
            return;
        for (int l = 0; l < walking; l++)
            if (walk_on(&found[place_in_list[l]], &w[l], r, f)) {
                w[l] = w[--walking];
                place_in_list[l] = place_in_list[walking];
            }
    }
}

/* ---- maxima --------------------------------------------------------------------------------- */

typedef struct top {
    const field *field;
    const int32_t *root;
    int32_t point;
} top;

static bool touches(const dgh_voxels *v, int32_t p, int32_t q)
{
    int32_t from[3], to[3];
    bool close = true;
    dgh_point_of(v, p, from);
    dgh_point_of(v, q, to);
    for (int a = 0; a < 3; a++) {
        const int32_t apart = abs(from[a] - to[a]);
        close = close && (apart <= 1 || apart >= v->n[a] - 1);
    }
    return close;
}

static bool at_another(const top *t, int32_t q)
{
    return t->field->near[q] && t->root[q] != t->point && !touches(t->field->v, t->point, q);
}

/* The maximum that the trajectory from the maximum t reaches, if it is a higher one. */
static int32_t leads_to(const top *t)
{
    const double *rho = t->field->v->rho;
    const int32_t p = t->point;
    if (rho[p] < t->field->vacuum)
        return p;
    walk w = walk_from(t->field, p, SHORTEST_STEP);
    while (advance(&w, t->field) && !at_another(t, point_of(t->field, &w.here)))
        continue;
    const int32_t end = point_of(t->field, &w.here);
    if (touches(t->field->v, p, end))
        return p;
    const int32_t maximum = maximum_at(t->field, t->root, end);
    const int32_t other = maximum < 0 ? t->root[end] : maximum;
    return rho[other] > rho[p] ? other : p;
}

static void mark_near(field *f, const int32_t *root, const dgh_points *tops)
{
    const dgh_neighbours *around = &f->v->around;
    for (size_t t = 0; t < tops->n; t++) {
        const int32_t p = tops->item[t];
        int32_t to[DGH_MOST_NEIGHBOURS];
        dgh_all_neighbours(to, f->v, around, p);
        f->near[p] = 1;
        for (int m = 0; m < around->count; m++)
            f->near[to[m]] |= root[to[m]] == p;
    }
}

/* Joins maxima of the grid that are none of the spline. */
static dgh_status join_tops(field *f, int32_t *root, int jobs, dgh_error *err)
{
    dgh_points tops = {0};
    const dgh_voxels *v = f->v;
    bool ok = true;
    for (int32_t p = 0; p < v->points && ok; p++)
        if (root[p] == p)
            ok = dgh_points_push(&tops, p);
    int32_t *joined = malloc((tops.n ? tops.n : 1) * sizeof *joined);
    if (!ok || !joined) {
        free(tops.item);
        free(joined);
        return dgh_error_nomem(err);
    }
    mark_near(f, root, &tops);
    const int64_t n = (int64_t)tops.n;
    int changed = 0;
#pragma omp parallel for schedule(dynamic, 64) num_threads(dgh_threads(jobs)) reduction(| : changed)
    for (int64_t t = 0; t < n; t++) {
        joined[t] = leads_to(&(top){f, root, tops.item[t]});
        changed |= joined[t] != tops.item[t];
    }
    for (int64_t t = 0; t < n; t++) {
        root[tops.item[t]] = joined[t];
        f->near[tops.item[t]] = 1;
    }
    /* Each leads to a higher one, so that the chains end. */
    for (int64_t t = 0; t < n; t++)
        while (root[joined[t]] != joined[t])
            joined[t] = root[joined[t]];
    for (int64_t t = 0; t < n; t++)
        root[tops.item[t]] = joined[t];
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int32_t p = 0; p < (changed ? v->points : 0); p++)
        if (root[p] != root[root[p]])
            root[p] = root[root[p]];
    free(tops.item);
    free(joined);
    return DGH_OK;
}

dgh_status dgh_trajectory_refine(int32_t *root, const dgh_voxels *v, double vacuum, int jobs,
                                 dgh_error *err)
{
    field f = {.v = v, .vacuum = vacuum, .n = {v->n[0], v->n[1], v->n[2], 1}};
    double largest = 0.0;
    for (int a = 0; a < 3; a++)
        largest = fmax(largest, v->inverse_metric[a][a]);
    for (int a = 0; a < 3; a++)
        f.metric[a] = (dgh_lanes){(float)(v->inverse_metric[0][a] / largest),
                                  (float)(v->inverse_metric[1][a] / largest),
                                  (float)(v->inverse_metric[2][a] / largest), 0.0F};
    dgh_rounds r = {.v = v,
                    .label = root,
                    .jobs = jobs,
                    .margin = 1,
                    .faces = true,
                    .follow_all = follow_all,
                    .data = &f};
    dgh_status status = dgh_spline_make(&f.spline, v, jobs, err);
    f.near = calloc((size_t)v->points, 1);
    if (status == DGH_OK && !f.near)
        status = dgh_error_nomem(err);
    if (status == DGH_OK)
        status = join_tops(&f, root, jobs, err);
    if (status == DGH_OK)
        status = dgh_rounds_run(&r, err);
    dgh_spline_free(&f.spline);
    free(f.near);
    return status;
}
