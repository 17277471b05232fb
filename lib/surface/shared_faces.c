/* Neighbours by the faces of Voronoi cells. */
#include "surface/shared_faces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/polyhedra.h"

/* Two faces are the two sides of one when their vectors sum to less than this. */
static const double SAME_ANG = 1e-6;

typedef struct edge {
    dgh_neighbour to;
    double area_ang2;
    bool kept;
} edge;

/* The faces of one atom's cell, nearest first. */
typedef struct cell {
    size_t n;
    edge *edges;
    double surface_ang2;
} cell;

static int by_distance(const void *a, const void *b)
{
    const dgh_neighbour *x = &((const edge *)a)->to, *y = &((const edge *)b)->to;
    if (x->distance_ang != y->distance_ang)
        return x->distance_ang < y->distance_ang ? -1 : 1;
    if (x->atom != y->atom)
        return x->atom < y->atom ? -1 : 1;
    for (int k = 0; k < 3; k++)
        if (x->vector_ang[k] != y->vector_ang[k])
            return x->vector_ang[k] < y->vector_ang[k] ? -1 : 1;
    return 0;
}

static bool take(cell *c, const dgh_polyhedron *from)
{
    c->edges = calloc(from->n_faces ? from->n_faces : 1, sizeof *c->edges);
    if (!c->edges)
        return false;
    c->n = from->n_faces;
    c->surface_ang2 = from->surface_ang2;
    for (size_t f = 0; f < c->n; f++) {
        const dgh_face *face = &from->faces[f];
        edge *e = &c->edges[f];
        const double *v = face->vector_ang;
        memcpy(e->to.vector_ang, v, sizeof e->to.vector_ang);
        e->to.distance_ang = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        e->to.atom = face->atom;
        e->area_ang2 = face->area_ang2;
    }
    qsort(c->edges, c->n, sizeof *c->edges, by_distance);
    return true;
}

static bool make_cells(cell *out, const dgh_cells *cells, double ball_ang, int jobs, bool *memory)
{
    bool good = true, enough = true;
#pragma omp parallel num_threads(jobs) reduction(&& : good, enough)
    {
        dgh_polyhedra *p = dgh_polyhedra_new(cells, ball_ang);
        enough = p;
#pragma omp for schedule(dynamic, 64)
        for (size_t i = 0; i < cells->n_atoms; i++) {
            dgh_polyhedron polyhedron;
            if (!enough || !good)
                continue;
            good = dgh_polyhedra_cell(&polyhedron, p, i);
            enough = !good || take(&out[cells->atom[i]], &polyhedron);
        }
        dgh_polyhedra_free(p);
    }
    *memory = enough;
    return good;
}

/* The same face as the other atom's cell has it, or NULL. */
static const edge *other_side(const cell *of_other, size_t atom, const edge *e)
{
    for (size_t k = 0; k < of_other->n; k++) {
        const edge *o = &of_other->edges[k];
        double sum = 0.0;
        for (int x = 0; x < 3; x++)
            sum = fmax(sum, fabs(o->to.vector_ang[x] + e->to.vector_ang[x]));
        if (o->to.atom == atom && sum < SAME_ANG)
            return o;
    }
    return NULL;
}

static bool gather(dgh_shared_faces *out, cell *cells, size_t n, double least_face, int jobs)
{
    out->first = calloc(n + 1, sizeof *out->first);
    if (!out->first)
        return false;
#pragma omp parallel for schedule(static) num_threads(jobs)
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < cells[i].n; k++) {
            edge *e = &cells[i].edges[k];
            const cell *c = &cells[e->to.atom];
            const edge *o = other_side(c, i, e);
            double least = least_face * fmin(cells[i].surface_ang2, c->surface_ang2);
            e->kept = o && 0.5 * (e->area_ang2 + o->area_ang2) >= least;
            out->first[i + 1] += e->kept;
        }
    for (size_t i = 0; i < n; i++)
        out->first[i + 1] += out->first[i];
    size_t all = out->first[n] ? out->first[n] : 1;
    out->neighbour = calloc(all, sizeof *out->neighbour);
    out->area_ang2 = calloc(all, sizeof *out->area_ang2);
    if (!out->neighbour || !out->area_ang2)
        return false;
#pragma omp parallel for schedule(static) num_threads(jobs)
    for (size_t i = 0; i < n; i++) {
        size_t next = out->first[i];
        for (size_t k = 0; k < cells[i].n; k++) {
            const edge *e = &cells[i].edges[k];
            if (!e->kept)
                continue;
            const edge *o = other_side(&cells[e->to.atom], i, e);
            out->neighbour[next] = e->to;
            out->area_ang2[next++] = 0.5 * (e->area_ang2 + o->area_ang2);
        }
    }
    return true;
}

dgh_status dgh_shared_faces_find(dgh_shared_faces *out, const dgh_structure *s, double ball_ang,
                                 double least_face, int jobs, dgh_error *err)
{
    dgh_cells cells;
    bool memory = true, good = true;
    *out = (dgh_shared_faces){0};
    dgh_status status = dgh_cells_make(&cells, s, 2.0 * ball_ang, err);
    if (status != DGH_OK)
        return status;
    cell *all = calloc(s->n_atoms, sizeof *all);
    memory = all;
    if (memory)
        good = make_cells(all, &cells, ball_ang, jobs, &memory);
    if (memory && good)
        memory = gather(out, all, s->n_atoms, least_face, jobs);
    for (size_t i = 0; all && i < s->n_atoms; i++)
        free(all[i].edges);
    free(all);
    dgh_cells_clear(&cells);
    if (!memory)
        return dgh_error_nomem(err);
    return good ? DGH_OK
                : dgh_error_set(err, DGH_ERR_INTERNAL, "qhull could not make a Voronoi cell");
}
