/* The reduced surface (Sanner, Olson, Spehner, Biopolymers 38, 305 (1996)), by the circles on which
 * the probe touches two atoms: every other atom near blocks an interval of angles of such a circle;
 * what stays free are the arcs, and where an arc ends the probe touches a third atom. */
#include "surface/rolling.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/cells.h"
#include "surface/outside.h"

static const double TWO_PI = 6.283185307179586;
/* Blocking atoms give way by this much, so that four atoms of a square, which the probe touches at
 * the same time, do not block each other by rounding. */
static const double YIELD_ANG = 1e-3;
static const double LEAST_DISTANCE_ANG = 0.1;
enum { MOST_NEAR = 512 };

/* An end of an arc before ends are gathered into touches. */
typedef struct end {
    double probe[3];
    size_t atom[3];
    double to[3][3];
} end;

typedef struct found_arc {
    dgh_arc arc;
    end ends[2];
} found_arc;

typedef struct near_atom {
    double v[3], distance, contact;
    size_t atom;
} near_atom;

typedef struct interval {
    double from, to; /* blocked angles, 0 <= from < 2 pi, to may lie beyond */
    size_t blocker;
} interval;

typedef struct worker {
    const dgh_cells *cells;
    const double *contact;
    found_arc *arcs;
    size_t n, capacity;
    bool failed, overlap;
    size_t place;
    near_atom near[MOST_NEAR];
    size_t n_near;
    interval blocked[2 * MOST_NEAR];
    size_t n_blocked;
} worker;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void collect(void *user, size_t place, const double vector[3], double square)
{
    worker *w = user;
    const size_t atom = w->cells->atom[place];
    const double reach = w->contact[w->cells->atom[w->place]] + w->contact[atom];
    if ((place == w->place && square == 0.0) || square >= reach * reach)
        return;
    if (square < LEAST_DISTANCE_ANG * LEAST_DISTANCE_ANG)
        w->overlap = true;
    if (w->n_near == MOST_NEAR) {
        w->failed = true;
        return;
    }
    w->near[w->n_near++] = (near_atom){
        {vector[0], vector[1], vector[2]}, sqrt(square), w->contact[atom], atom};
}

/* Nearest first: most circles are blocked by the first few. */
static int by_distance(const void *a, const void *b)
{
    const near_atom *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    if (x->atom != y->atom)
        return x->atom < y->atom ? -1 : 1;
    return memcmp(x->v, y->v, sizeof x->v);
}

/* ---- one circle -------------------------------------------------------------------------------
 */

typedef struct circle {
    double centre[3], e1[3], e2[3], radius;
} circle;

/* Points at `d` from the origin and at the neighbour's contact from it. */
static bool make_circle(circle *c, const near_atom *j, double d)
{
    double along = (j->distance * j->distance + d * d - j->contact * j->contact) /
                   (2.0 * j->distance);
    double square = d * d - along * along, u[3];
    if (!(square > 1e-12))
        return false;
    for (int k = 0; k < 3; k++) {
        u[k] = j->v[k] / j->distance;
        c->centre[k] = along * u[k];
    }
    c->radius = sqrt(square);
    int least = fabs(u[0]) <= fabs(u[1]) ? 0 : 1;
    least = fabs(u[least]) <= fabs(u[2]) ? least : 2;
    double length = sqrt(1.0 - u[least] * u[least]);
    for (int k = 0; k < 3; k++)
        c->e1[k] = ((k == least) - u[least] * u[k]) / length;
    for (int k = 0; k < 3; k++)
        c->e2[k] = u[(k + 1) % 3] * c->e1[(k + 2) % 3] - u[(k + 2) % 3] * c->e1[(k + 1) % 3];
    return true;
}

static void point_of(const circle *c, double angle, double point[3])
{
    double x = c->radius * cos(angle), y = c->radius * sin(angle);
    for (int k = 0; k < 3; k++)
        point[k] = c->centre[k] + x * c->e1[k] + y * c->e2[k];
}

/* The angles that one atom blocks; false when it blocks all. */
static bool block(worker *w, const circle *c, size_t index)
{
    const near_atom *k = &w->near[index];
    const double q[3] = {c->centre[0] - k->v[0], c->centre[1] - k->v[1], c->centre[2] - k->v[2]};
    const double contact = k->contact - YIELD_ANG;
    const double x = dot(q, c->e1), y = dot(q, c->e2), amplitude = sqrt(x * x + y * y);
    const double bound = (contact * contact - dot(q, q) - c->radius * c->radius) /
                         (2.0 * c->radius);
    if (bound >= amplitude)
        return false;
    if (bound <= -amplitude)
        return true;
    const double half = acos(bound / amplitude);
    double from = atan2(y, x) + half;
    from -= TWO_PI * floor(from / TWO_PI);
    w->blocked[w->n_blocked++] = (interval){from, from + TWO_PI - 2.0 * half, index};
    return true;
}

static int by_start(const void *a, const void *b)
{
    const interval *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->blocker < y->blocker ? -1 : x->blocker > y->blocker;
}

static found_arc *add_arc(worker *w)
{
    if (w->n == w->capacity) {
        size_t larger = w->capacity ? 2 * w->capacity : 64;
        found_arc *moved = realloc(w->arcs, larger * sizeof *moved);
        if (!moved) {
            w->failed = true;
            return NULL;
        }
        w->arcs = moved;
        w->capacity = larger;
    }
    memset(&w->arcs[w->n], 0, sizeof w->arcs[w->n]);
    return &w->arcs[w->n++];
}

/* The arc of angles from..to; `blocker` holds the atoms that end it. */
static void keep_arc(worker *w, const circle *c, const near_atom *j, double from, double to,
                     const size_t blocker[2])
{
    const double *origin = w->cells->position_ang + 3 * w->place;
    const size_t i = w->cells->atom[w->place];
    double middle[3];
    found_arc *a = add_arc(w);
    if (!a)
        return;
    point_of(c, 0.5 * (from + to), middle);
    a->arc.atom[0] = i;
    a->arc.atom[1] = j->atom;
    a->arc.length_ang = c->radius * (to - from);
    a->arc.closed = blocker == NULL;
    for (int k = 0; k < 3; k++) {
        a->arc.middle_ang[k] = origin[k] + middle[k];
        a->arc.to[0][k] = -middle[k];
        a->arc.to[1][k] = j->v[k] - middle[k];
    }
    for (int e = 0; blocker && e < 2; e++) {
        const near_atom *b = &w->near[blocker[e]];
        double p[3];
        point_of(c, e ? to : from, p);
        a->ends[e] = (end){.atom = {i, j->atom, b->atom}};
        for (int k = 0; k < 3; k++) {
            a->ends[e].probe[k] = origin[k] + p[k];
            a->ends[e].to[0][k] = -p[k];
            a->ends[e].to[1][k] = j->v[k] - p[k];
            a->ends[e].to[2][k] = b->v[k] - p[k];
        }
    }
}

/* What the blocked intervals leave of the circle. */
static void free_arcs(worker *w, const circle *c, const near_atom *j)
{
    if (w->n_blocked == 0) {
        keep_arc(w, c, j, 0.0, TWO_PI, NULL);
        return;
    }
    qsort(w->blocked, w->n_blocked, sizeof *w->blocked, by_start);
    /* Intervals that pass 2 pi block the beginning of the circle too. */
    double reached = w->blocked[0].to;
    size_t ender = w->blocked[0].blocker;
    for (size_t b = 0; b < w->n_blocked; b++)
        if (w->blocked[b].to - TWO_PI > reached) {
            reached = w->blocked[b].to - TWO_PI;
            ender = w->blocked[b].blocker;
        }
    for (size_t b = 1; b < w->n_blocked; b++) {
        const interval *v = &w->blocked[b];
        if (v->from > reached)
            keep_arc(w, c, j, reached, v->from, (const size_t[2]){ender, v->blocker});
        if (v->to > reached) {
            reached = v->to;
            ender = v->blocker;
        }
    }
    const double round = w->blocked[0].from + TWO_PI;
    if (reached < round)
        keep_arc(w, c, j, reached, round, (const size_t[2]){ender, w->blocked[0].blocker});
}

/* Each pair of images once. */
static bool first_of_pair(size_t i, const near_atom *j)
{
    if (j->atom != i)
        return i < j->atom;
    for (int k = 0; k < 3; k++)
        if (fabs(j->v[k]) > 1e-9)
            return j->v[k] > 0.0;
    return false;
}

static void roll_about(worker *w, double largest)
{
    const size_t i = w->cells->atom[w->place];
    const double d = w->contact[i];
    w->n_near = 0;
    dgh_cells_near(w->cells, w->cells->position_ang + 3 * w->place, d + largest, collect, w);
    qsort(w->near, w->n_near, sizeof *w->near, by_distance);
    for (size_t j = 0; j < w->n_near && !w->failed; j++) {
        circle c;
        if (!first_of_pair(i, &w->near[j]) || !make_circle(&c, &w->near[j], d))
            continue;
        bool free_of_it = true;
        w->n_blocked = 0;
        for (size_t k = 0; k < w->n_near && free_of_it; k++)
            free_of_it = k == j || block(w, &c, k);
        if (free_of_it)
            free_arcs(w, &c, &w->near[j]);
    }
}

/* ---- all atoms --------------------------------------------------------------------------------
 */

typedef struct gathering {
    found_arc *arcs;
    size_t n;
} gathering;

/* Threads take stretches of places in order, so that the list does not depend on their number. */
static dgh_status roll_over_all(gathering *all, const dgh_cells *cells, const double *contact,
                                double largest, int jobs, dgh_error *err)
{
    bool failed = false, overlap = false;
#pragma omp parallel num_threads(jobs)
    {
        worker *w = calloc(1, sizeof *w);
        if (w) {
            w->cells = cells;
            w->contact = contact;
        }
#pragma omp for schedule(static)
        for (size_t place = 0; place < cells->n_atoms; place++)
            if (w && !w->failed) {
                w->place = place;
                roll_about(w, largest);
            }
#pragma omp for ordered schedule(static, 1)
        for (int t = 0; t < omp_get_num_threads(); t++) {
#pragma omp ordered
            {
                found_arc *moved = NULL;
                if (w && !w->failed)
                    moved = realloc(all->arcs, (all->n + w->n + 1) * sizeof *moved);
                if (moved) {
                    all->arcs = moved;
                    if (w->n)
                        memcpy(all->arcs + all->n, w->arcs, w->n * sizeof *moved);
                    all->n += w->n;
                } else {
                    failed = true;
                }
                overlap = overlap || (w && w->overlap);
            }
        }
        if (w)
            free(w->arcs);
        free(w);
    }
    if (overlap)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected atoms at least %g Angstrom apart, found two nearer",
                             LEAST_DISTANCE_ANG);
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

/* ---- ends become touches ----------------------------------------------------------------------
 */

static void add_atom(dgh_touch *t, size_t atom, const double to[3])
{
    for (size_t k = 0; k < t->n; k++) {
        const double d[3] = {t->to[k][0] - to[0], t->to[k][1] - to[1], t->to[k][2] - to[2]};
        if (t->atom[k] == atom && dot(d, d) < 0.01)
            return;
    }
    if (t->n == DGH_ROLLING_MOST)
        return;
    t->atom[t->n] = atom;
    memcpy(t->to[t->n++], to, 3 * sizeof *to);
}

typedef struct merging {
    const dgh_cells *points;
    const found_arc *arcs;
    size_t *touch_of; /* [2 n_arcs] */
    dgh_touch *touch;
    size_t index;
    double merge;
} merging;

/* An end near the first one of a touch: its atoms count from the touch's probe. */
static void merge_end(void *user, size_t place, const double vector[3], double square)
{
    merging *m = user;
    const size_t which = m->points->atom[place];
    const end *e = &m->arcs[which / 2].ends[which % 2];
    (void)square;
    if (m->touch_of[which] != (size_t)-1)
        return;
    m->touch_of[which] = m->index;
    for (int a = 0; a < 3; a++) {
        const double to[3] = {e->to[a][0] + vector[0], e->to[a][1] + vector[1],
                              e->to[a][2] + vector[2]};
        add_atom(m->touch, e->atom[a], to);
    }
}

/* Closed arcs have no ends; `points` then holds the middle of the arc for them, which no touch
 * takes. */
static dgh_status gather_touches(dgh_rolling *out, const gathering *all, const dgh_structure *s,
                                 double merge, dgh_error *err)
{
    dgh_structure points = *s;
    dgh_cells cells = {0};
    dgh_status status = DGH_OK;
    const size_t n = 2 * all->n;
    double *position = malloc((n ? n : 1) * 3 * sizeof *position);
    size_t *touch_of = malloc((n ? n : 1) * sizeof *touch_of);
    out->touches = malloc((n ? n : 1) * sizeof *out->touches);
    out->arcs = malloc((all->n ? all->n : 1) * sizeof *out->arcs);
    if (!position || !touch_of || !out->touches || !out->arcs) {
        status = dgh_error_nomem(err);
        goto cleanup;
    }
    for (size_t k = 0; k < n; k++) {
        const found_arc *a = &all->arcs[k / 2];
        memcpy(position + 3 * k, a->arc.closed ? a->arc.middle_ang : a->ends[k % 2].probe,
               3 * sizeof *position);
        touch_of[k] = a->arc.closed ? (size_t)-2 : (size_t)-1;
    }
    points.n_atoms = n;
    points.position_ang = position;
    if (n)
        status = dgh_cells_make(&cells, &points, fmax(merge, 0.1), err);
    for (size_t k = 0; k < n && status == DGH_OK; k++) {
        const found_arc *a = &all->arcs[k / 2];
        if (touch_of[k] == (size_t)-1) {
            dgh_touch *t = &out->touches[out->n_touches];
            memset(t, 0, sizeof *t);
            dgh_cells_wrap(&cells, position + 3 * k, t->probe_ang);
            merging m = {&cells, all->arcs, touch_of, t, out->n_touches, merge};
            dgh_cells_near(&cells, t->probe_ang, merge, merge_end, &m);
            out->n_touches++;
        }
        if (k % 2) {
            dgh_arc *arc = &out->arcs[out->n_arcs++];
            *arc = a->arc;
            arc->end[0] = touch_of[k - 1];
            arc->end[1] = touch_of[k];
        }
    }
cleanup:
    dgh_cells_clear(&cells);
    free(position);
    free(touch_of);
    return status;
}

dgh_status dgh_rolling_make(dgh_rolling *out, const dgh_structure *s, const double *contact,
                            double merge, int jobs, dgh_error *err)
{
    double largest = 0.0;
    gathering all = {0};
    dgh_cells cells;
    dgh_ways w;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < s->n_atoms; i++)
        largest = fmax(largest, contact[i]);
    dgh_status status = dgh_cells_make(&cells, s, largest, err);
    if (status != DGH_OK)
        return status;
    status = dgh_ways_find(&w, s, largest, err);
    if (status == DGH_OK)
        status = roll_over_all(&all, &cells, contact, largest, jobs, err);
    if (status == DGH_OK)
        status = gather_touches(out, &all, s, merge, err);
    if (status == DGH_OK && !dgh_outside_mark(out, &cells, contact, largest, &w))
        status = dgh_error_nomem(err);
    free(all.arcs);
    dgh_cells_clear(&cells);
    if (status != DGH_OK)
        dgh_rolling_clear(out);
    return status;
}

void dgh_rolling_clear(dgh_rolling *rolling)
{
    free(rolling->arcs);
    free(rolling->touches);
    memset(rolling, 0, sizeof *rolling);
}
