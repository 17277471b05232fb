#include "surface/outside.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "surface/gaps.h"

static const double LEAST_VACUUM_ANG = 5.0;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void add_way(dgh_ways *w, const double direction[3], double middle, double period)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        for (int k = 0; k < 3; k++)
            w->direction[w->n][k] = sign * direction[k];
        w->middle[w->n] = sign * middle;
        w->period[w->n++] = period;
    }
}

dgh_status dgh_ways_find(dgh_ways *w, const dgh_structure *s, double largest_contact,
                         dgh_error *err)
{
    const double least = fmax(LEAST_VACUUM_ANG, largest_contact);
    dgh_gaps gaps;
    w->n = 0;
    for (int k = 0; k < 3 && !s->has_cell; k++)
        add_way(w, (const double[3]){k == 0, k == 1, k == 2}, 0.0, INFINITY);
    const bool has_gaps = s->has_cell && dgh_gaps_find(&gaps, s, NULL);
    for (int k = 0; has_gaps && k < 3; k++) {
        double normal[3];
        double height = dgh_gaps_normal(s->cell_ang, k, normal);
        if (gaps.length_ang[k] > least)
            add_way(w, normal, (gaps.from[k] + 0.5 * gaps.fraction[k]) * height, height);
    }
    if (w->n > 0)
        return DGH_OK;
    return dgh_error_set(err, DGH_ERR_MISSING,
                         "expected a surface, found no vacuum of more than %g Angstrom along any "
                         "lattice vector",
                         least);
}

/* How far it is from a point to the middle of the vacuum. */
static double way_length(const dgh_ways *w, int way, const double from[3], double extent)
{
    if (!isfinite(w->period[way]))
        return extent;
    double cells = (w->middle[way] - dot(from, w->direction[way])) / w->period[way];
    return (cells - floor(cells)) * w->period[way];
}

typedef struct ray {
    const dgh_cells *cells;
    const double *contact;
    bool hit;
} ray;

static void meets(void *user, size_t place, const double vector[3], double square)
{
    ray *r = user;
    const double contact = r->contact[r->cells->atom[place]] - 0.05;
    (void)vector;
    r->hit = r->hit || square < contact * contact;
}

/* Whether the probe gets from a point to the vacuum on a straight way. */
static bool escapes(const dgh_cells *cells, const double *contact, double largest,
                    const double from[3], const double direction[3], double length)
{
    const double step = 0.2;
    ray r = {cells, contact, false};
    for (double t = 0.0; t <= length && !r.hit; t += step) {
        const double p[3] = {from[0] + t * direction[0], from[1] + t * direction[1],
                             from[2] + t * direction[2]};
        dgh_cells_near(cells, p, largest, meets, &r);
    }
    return !r.hit;
}

static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

typedef struct highest {
    size_t arc;
    double height;
} highest;

bool dgh_outside_mark(dgh_rolling *out, const dgh_cells *cells, const double *contact,
                      double largest, const dgh_ways *w)
{
    const size_t n = out->n_touches + out->n_arcs;
    size_t *parent = malloc((n ? n : 1) * sizeof *parent);
    bool *outside = calloc(n ? n : 1, sizeof *outside);
    highest *top = malloc((n ? n : 1) * sizeof *top);
    bool good = parent && outside && top;
    double extent = 2.0; /* of a cluster */
    for (int k = 0; k < 3; k++)
        extent += (double)cells->n[k] * cells->box_ang[k];
    for (size_t i = 0; good && i < n; i++)
        parent[i] = i;
    for (size_t a = 0; good && a < out->n_arcs; a++)
        for (int e = 0; !out->arcs[a].closed && e < 2; e++)
            parent[root_of(parent, out->n_touches + a)] = root_of(parent, out->arcs[a].end[e]);
    for (int way = 0; good && way < w->n; way++) {
        for (size_t i = 0; i < n; i++)
            top[i] = (highest){(size_t)-1, -INFINITY};
        for (size_t a = 0; a < out->n_arcs; a++) {
            highest *t = &top[root_of(parent, out->n_touches + a)];
            double height = isfinite(w->period[way])
                                ? -way_length(w, way, out->arcs[a].middle_ang, extent)
                                : dot(out->arcs[a].middle_ang, w->direction[way]);
            if (height > t->height)
                *t = (highest){a, height};
        }
        for (size_t i = 0; i < n; i++)
            if (top[i].arc != (size_t)-1 && !outside[i])
                outside[i] = escapes(cells, contact, largest, out->arcs[top[i].arc].middle_ang,
                                     w->direction[way],
                                     way_length(w, way, out->arcs[top[i].arc].middle_ang, extent));
    }
    for (size_t a = 0; good && a < out->n_arcs; a++)
        out->arcs[a].outside = outside[root_of(parent, out->n_touches + a)];
    for (size_t t = 0; good && t < out->n_touches; t++)
        out->touches[t].outside = outside[root_of(parent, t)];
    free(parent);
    free(outside);
    free(top);
    return good;
}
