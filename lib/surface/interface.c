/* The interface between crystalline atoms and the others: its faces, its area, distances to it. */
#include "surface/interface.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/disc.h"
#include "surface/gaps.h"
#include "surface/polyhedra.h"

static const double LEAST_VACUUM_ANG = 5.0;
static const double SAME_ANG = 1e-9;
enum { MOST_CORNERS = 64 }; /* of one face, when those that coincide are one */

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* ---- faces ------------------------------------------------------------------------------------
 */

typedef struct piece {
    dgh_interface_face face;
    double disc_ang;
    size_t n_corners;
    double (*corner_ang)[3];
} piece;

/* Those of one crystalline atom. */
typedef struct patch {
    size_t n;
    piece *pieces;
    double volume_ang3;
} patch;

/* Corners that coincide (qhull gives those of more than three cells more than once) count once. */
static void add_corner(piece *p, const double corner[3], const double half[3])
{
    double at[3], apart = 0.0;
    for (int k = 0; k < 3; k++)
        at[k] = corner[k] - half[k];
    if (p->n_corners) {
        const double *before = p->corner_ang[p->n_corners - 1];
        for (int k = 0; k < 3; k++)
            apart = fmax(apart, fabs(at[k] - before[k]));
    }
    if (p->n_corners == 0 || (apart > SAME_ANG && p->n_corners < MOST_CORNERS))
        memcpy(p->corner_ang[p->n_corners++], at, sizeof at);
}

static bool take_face(piece *p, const dgh_polyhedron *from, const dgh_face *f, const double at[3],
                      size_t atom)
{
    const double length = sqrt(dot(f->vector_ang, f->vector_ang));
    double half[3];
    p->corner_ang = malloc(f->n_corners * sizeof *p->corner_ang);
    if (!p->corner_ang)
        return false;
    p->disc_ang = f->disc_ang;
    p->face = (dgh_interface_face){
        .crystalline = atom, .other = f->atom, .area_ang2 = f->area_ang2};
    for (int k = 0; k < 3; k++) {
        half[k] = 0.5 * f->vector_ang[k];
        p->face.middle_ang[k] = at[k] + half[k];
        p->face.normal[k] = f->vector_ang[k] / length;
    }
    for (size_t c = 0; c < f->n_corners; c++)
        add_corner(p, from->corner_ang[f->first_corner + c], half);
    return true;
}

static bool take(patch *out, const dgh_polyhedron *from, const dgh_order_atom *atoms, size_t atom,
                 const double at[3])
{
    out->volume_ang3 = from->volume_ang3;
    if (!atoms[atom].crystalline)
        return true;
    for (size_t f = 0; f < from->n_faces; f++)
        out->n += !atoms[from->faces[f].atom].crystalline;
    if (out->n == 0)
        return true;
    size_t n = out->n;
    out->n = 0;
    out->pieces = calloc(n, sizeof *out->pieces);
    if (!out->pieces)
        return false;
    for (size_t f = 0; f < from->n_faces; f++)
        if (!atoms[from->faces[f].atom].crystalline) {
            if (!take_face(&out->pieces[out->n], from, &from->faces[f], at, atom))
                return false;
            out->n++;
        }
    return true;
}

typedef struct look {
    const dgh_cells *cells;
    const dgh_order_atom *atoms;
    bool found;
} look;

static void look_for_glass(void *user, size_t place, const double vector[3], double square)
{
    look *l = user;
    (void)vector;
    (void)square;
    l->found = l->found || !l->atoms[l->cells->atom[place]].crystalline;
}

typedef struct search {
    const dgh_structure *s;
    const dgh_order_atom *atoms;
    dgh_cells cells;
    double ball_ang;
    bool all; /* every cell is wanted, for the volume */
    int jobs;
} search;

static bool is_wanted(const search *w, size_t place)
{
    look l = {&w->cells, w->atoms, w->all};
    if (!w->all && w->atoms[w->cells.atom[place]].crystalline)
        dgh_cells_near(&w->cells, w->cells.position_ang + 3 * place, 2.0 * w->ball_ang,
                       look_for_glass, &l);
    return l.found;
}

static dgh_status find_patches(patch *out, const search *w, dgh_error *err)
{
    bool good = true, memory = true;
#pragma omp parallel num_threads(w->jobs) reduction(&& : good, memory)
    {
        dgh_polyhedra *p = dgh_polyhedra_new(&w->cells, w->ball_ang);
        memory = p;
#pragma omp for schedule(dynamic, 64)
        for (size_t i = 0; i < w->cells.n_atoms; i++) {
            const size_t atom = w->cells.atom[i];
            dgh_polyhedron polyhedron;
            if (!good || !memory || !is_wanted(w, i))
                continue;
            good = dgh_polyhedra_cell(&polyhedron, p, i);
            memory = !good ||
                     take(&out[atom], &polyhedron, w->atoms, atom, w->s->position_ang + 3 * atom);
        }
        dgh_polyhedra_free(p);
    }
    if (!memory)
        return dgh_error_nomem(err);
    return good ? DGH_OK
                : dgh_error_set(err, DGH_ERR_INTERNAL, "qhull could not make a Voronoi cell");
}

static bool gather(dgh_boundary *b, const patch *patches, size_t n_atoms)
{
    size_t n = 0, n_corners = 0, next = 0, corner = 0;
    for (size_t i = 0; i < n_atoms; i++)
        for (size_t k = 0; k < patches[i].n; k++, n++)
            n_corners += patches[i].pieces[k].n_corners;
    b->faces = calloc(n ? n : 1, sizeof *b->faces);
    b->disc_ang = calloc(n ? n : 1, sizeof *b->disc_ang);
    b->first_corner = calloc(n + 1, sizeof *b->first_corner);
    b->corner_ang = calloc(n_corners ? n_corners : 1, sizeof *b->corner_ang);
    if (!b->faces || !b->disc_ang || !b->first_corner || !b->corner_ang)
        return false;
    for (size_t i = 0; i < n_atoms; i++)
        for (size_t k = 0; k < patches[i].n; k++) {
            const piece *p = &patches[i].pieces[k];
            b->faces[next] = p->face;
            b->disc_ang[next] = p->disc_ang;
            b->first_corner[next++] = corner;
            memcpy(b->corner_ang + corner, p->corner_ang, p->n_corners * sizeof *p->corner_ang);
            corner += p->n_corners;
            b->extent_ang = fmax(b->extent_ang, p->disc_ang);
        }
    b->first_corner[next] = corner;
    b->n_faces = n;
    return true;
}

/* ---- area -------------------------------------------------------------------------------------
 */

typedef struct average {
    const dgh_boundary *b;
    const double (*first)[3]; /* normals whose sides must agree with `side`; NULL = all count */
    const double *side;
    double radius_ang, sum[3];
} average;

static void add_normal(void *user, size_t place, const double vector[3], double square)
{
    average *a = user;
    const size_t index = a->b->cells.atom[place];
    const dgh_interface_face *f = &a->b->faces[index];
    double weight = 1.0 - square / (a->radius_ang * a->radius_ang);
    (void)vector;
    if (a->first && !(dot(a->first[index], a->side) > 0.0))
        return;
    for (int k = 0; k < 3; k++)
        a->sum[k] += weight * weight * f->area_ang2 * f->normal[k];
}

/* Mean normals within `radius_ang`; a face whose surroundings cancel keeps its own. */
static void average_normals(double (*out)[3], const double (*first)[3], const dgh_boundary *b,
                            double radius_ang, int jobs)
{
#pragma omp parallel for schedule(dynamic, 64) num_threads(jobs)
    for (size_t i = 0; i < b->n_faces; i++) {
        average a = {b, first, first ? first[i] : NULL, radius_ang, {0}};
        dgh_cells_near(&b->cells, b->faces[i].middle_ang, radius_ang, add_normal, &a);
        double length = sqrt(dot(a.sum, a.sum));
        for (int k = 0; k < 3; k++)
            out[i][k] = length > 0.0 ? a.sum[k] / length : b->faces[i].normal[k];
    }
}

static dgh_status smooth(dgh_boundary *b, const dgh_structure *s, double radius_ang, int jobs,
                         dgh_error *err)
{
    double(*half)[3] = malloc(b->n_faces * sizeof *half);
    double(*whole)[3] = malloc(b->n_faces * sizeof *whole);
    double *middle = malloc(3 * b->n_faces * sizeof *middle);
    dgh_structure middles = {.has_cell = s->has_cell, .n_atoms = b->n_faces};
    dgh_status status = DGH_OK;
    if (!half || !whole || !middle) {
        status = dgh_error_nomem(err);
        goto cleanup;
    }
    memcpy(middles.cell_ang, s->cell_ang, sizeof middles.cell_ang);
    for (size_t i = 0; i < b->n_faces; i++)
        memcpy(middle + 3 * i, b->faces[i].middle_ang, 3 * sizeof *middle);
    middles.position_ang = middle;
    status = dgh_cells_make(&b->cells, &middles, 0.5 * radius_ang, err);
    if (status != DGH_OK)
        goto cleanup;
    b->has_cells = true;
    average_normals(half, NULL, b, 0.5 * radius_ang, jobs);
    average_normals(whole, (const double(*)[3])half, b, radius_ang, jobs);
    for (size_t i = 0; i < b->n_faces; i++)
        memcpy(b->faces[i].mean_normal, whole[i], sizeof whole[i]);
cleanup:
    free(half);
    free(whole);
    free(middle);
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

/* The lattice vectors with vacuum; a cluster has it all around. */
static int count_vacuum(const dgh_structure *s, int *axis)
{
    dgh_gaps gaps;
    int n = 0;
    *axis = 2;
    if (!s->has_cell)
        return 3;
    if (!dgh_gaps_find(&gaps, s, NULL))
        return 0;
    for (int k = 0; k < 3; k++)
        if (gaps.length_ang[k] > LEAST_VACUUM_ANG) {
            *axis = k;
            n++;
        }
    return n;
}

static void total(dgh_interface *out, const dgh_boundary *b, const dgh_structure *s, int vacuum)
{
    out->n_faces = b->n_faces;
    out->faces = b->n_faces ? b->faces : NULL;
    for (size_t i = 0; i < b->n_faces; i++) {
        const dgh_interface_face *f = &b->faces[i];
        out->raw_area_ang2 += f->area_ang2;
        out->area_ang2 += f->area_ang2 * dot(f->normal, f->mean_normal);
    }
    if (out->volume_ang3 > 0.0)
        out->area_per_volume_nm = 10.0 * out->area_ang2 / out->volume_ang3;
    if (s->has_cell && vacuum <= 1) {
        double normal[3];
        double height = dgh_gaps_normal(s->cell_ang, out->cross_section_axis, normal);
        double area = dgh_cell_volume_ang3((const double(*)[3])s->cell_ang) / height;
        out->cross_section_ang2 = (dgh_real){.has = true, .value = area};
        out->area_per_cross_section = (dgh_real){.has = true, .value = out->area_ang2 / area};
    }
}

dgh_status dgh_boundary_find(dgh_boundary *b, dgh_interface *out, const dgh_structure *s,
                             const dgh_order_atom *atoms, const dgh_neighbours *neighbours,
                             const dgh_order_options *o, int jobs, dgh_error *err)
{
    const dgh_real scale = neighbours->mean_distance_ang;
    search w = {.s = s, .atoms = atoms, .jobs = jobs};
    *b = (dgh_boundary){0};
    *out = (dgh_interface){0};
    const int vacuum = count_vacuum(s, &out->cross_section_axis);
    w.all = vacuum > 0;
    if (vacuum == 0)
        out->volume_ang3 = dgh_cell_volume_ang3((const double(*)[3])s->cell_ang);
    if (!scale.has) {
        total(out, b, s, vacuum);
        return DGH_OK;
    }
    w.ball_ang = o->neighbours.cell_radius * scale.value;
    dgh_status status = dgh_cells_make(&w.cells, s, 2.0 * w.ball_ang, err);
    if (status != DGH_OK)
        return status;
    patch *patches = calloc(s->n_atoms, sizeof *patches);
    status = patches ? find_patches(patches, &w, err) : dgh_error_nomem(err);
    if (status == DGH_OK && !gather(b, patches, s->n_atoms))
        status = dgh_error_nomem(err);
    if (status == DGH_OK && b->n_faces)
        status = smooth(b, s, o->smoothing * scale.value, jobs, err);
    for (size_t i = 0; patches && i < s->n_atoms; i++) {
        if (vacuum > 0)
            out->volume_ang3 += patches[i].volume_ang3;
        for (size_t k = 0; patches[i].pieces && k < patches[i].n; k++)
            free(patches[i].pieces[k].corner_ang);
        free(patches[i].pieces);
    }
    free(patches);
    dgh_cells_clear(&w.cells);
    if (status == DGH_OK)
        total(out, b, s, vacuum);
    return status;
}

/* ---- distances --------------------------------------------------------------------------------
 */

typedef struct nearest {
    const dgh_boundary *b;
    double least_ang;
} nearest;

static void measure(void *user, size_t place, const double vector[3], double square)
{
    nearest *f = user;
    const dgh_boundary *b = f->b;
    const size_t index = b->cells.atom[place], first = b->first_corner[index];
    const size_t n = b->first_corner[index + 1] - first;
    double x[3], y[3], plane[MOST_CORNERS][2];
    (void)square;
    dgh_polyhedra_frame(b->faces[index].normal, x, y);
    for (size_t c = 0; c < n; c++) {
        plane[c][0] = dot(b->corner_ang[first + c], x);
        plane[c][1] = dot(b->corner_ang[first + c], y);
    }
    const double at[2] = {-dot(vector, x), -dot(vector, y)};
    const double up = dot(vector, b->faces[index].normal);
    const double along = dgh_disc_distance(at, (const double(*)[2])plane, n, b->disc_ang[index]);
    f->least_ang = fmin(f->least_ang, sqrt(up * up + along * along));
}

double dgh_boundary_distance(const dgh_boundary *b, const double point[3])
{
    nearest f = {b, DBL_MAX};
    for (double radius = 4.0 * b->extent_ang;;) {
        dgh_cells_near(&b->cells, point, radius, measure, &f);
        if (f.least_ang + b->extent_ang <= radius)
            return f.least_ang;
        radius = f.least_ang < DBL_MAX ? f.least_ang + b->extent_ang : 2.0 * radius;
    }
}

void dgh_boundary_clear(dgh_boundary *b)
{
    free(b->faces);
    free(b->first_corner);
    free(b->corner_ang);
    free(b->disc_ang);
    if (b->has_cells)
        dgh_cells_clear(&b->cells);
    memset(b, 0, sizeof *b);
}
