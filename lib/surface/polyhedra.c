/* The Voronoi cell of one atom comes from the atoms near it alone. A corner of a cell is the centre
 * of an empty sphere through the atom, so an atom further away than twice the furthest corner
 * cannot touch the cell; with cells cut to a ball, none beyond twice its radius can change what is
 * left. Without a ball the search widens until it holds twice the furthest corner. */
#include "surface/polyhedra.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/voronoi.h"
#include "surface/disc.h"

static const double PI = 3.14159265358979323846;
static const double LEAST_AREA_ANG2 = 1e-10;
/* The cube that keeps a cell finite stands this much outside of the ball. */
static const double CUBE_PART = 1.01;
static const double WIDER = 1.3;

typedef struct flat_corner {
    double angle, at[2];
    uint32_t corner;
} flat_corner;

struct dgh_polyhedra {
    const dgh_cells *cells;
    double ball_ang, search_ang;
    dgh_qhull *qhull;
    size_t place, n, room; /* neighbours */
    double (*point)[3];
    uint32_t *atom;
    size_t *first; /* [n + 7] corners of each neighbour */
    dgh_face *face;
    bool no_memory;
    size_t corner_room;
    uint32_t *corner_of;
    flat_corner *flat;
    double (*plane)[2], (*corner)[3];
};

dgh_polyhedra *dgh_polyhedra_new(const dgh_cells *cells, double ball_ang)
{
    dgh_polyhedra *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->cells = cells;
    p->ball_ang = ball_ang;
    p->search_ang = 2.0 * ball_ang;
    if (!(ball_ang > 0.0))
        p->search_ang = 2.2 * cbrt(fabs(dgh_cell_volume_ang3((const double(*)[3])cells->basis)) /
                                   (double)cells->n_atoms);
    p->qhull = dgh_qhull_new();
    if (!p->qhull) {
        dgh_polyhedra_free(p);
        return NULL;
    }
    return p;
}

void dgh_polyhedra_free(dgh_polyhedra *p)
{
    if (!p)
        return;
    dgh_qhull_free(p->qhull);
    free(p->point);
    free(p->atom);
    free(p->first);
    free(p->face);
    free(p->corner_of);
    free(p->flat);
    free(p->plane);
    free(p->corner);
    free(p);
}

static bool grow(void *block, size_t n, size_t item)
{
    void **at = block;
    void *grown = n > SIZE_MAX / item ? NULL : realloc(*at, n * item);
    if (grown)
        *at = grown;
    return grown;
}

static bool neighbour_room(dgh_polyhedra *p)
{
    if (p->n + 7 <= p->room)
        return true;
    size_t wanted = 2 * p->room + 128;
    if (!grow(&p->point, wanted, sizeof *p->point) || !grow(&p->atom, wanted, sizeof *p->atom) ||
        !grow(&p->first, wanted + 2, sizeof *p->first) || !grow(&p->face, wanted, sizeof *p->face))
        return false;
    p->room = wanted;
    return true;
}

static bool corner_room(dgh_polyhedra *p, size_t n)
{
    if (n <= p->corner_room)
        return true;
    if (!grow(&p->corner_of, 2 * n, sizeof *p->corner_of) ||
        !grow(&p->flat, 2 * n, sizeof *p->flat) || !grow(&p->plane, 2 * n, sizeof *p->plane) ||
        !grow(&p->corner, 2 * n, sizeof *p->corner))
        return false;
    p->corner_room = 2 * n;
    return true;
}

static void collect(void *user, size_t place, const double vector[3], double square)
{
    dgh_polyhedra *p = user;
    if (place == p->place && square == 0.0)
        return;
    if (p->no_memory || !neighbour_room(p)) {
        p->no_memory = true;
        return;
    }
    memcpy(p->point[p->n], vector, 3 * sizeof *vector);
    p->atom[p->n++] = p->cells->atom[place];
}

/* Corners of the cell, from all atoms that can touch it. */
static bool find_corners(dgh_polyhedra *p, const dgh_qhull_corner **corners, size_t *n_corners)
{
    for (double search = p->search_ang;; search *= WIDER) {
        double furthest = 0.0;
        p->n = 0;
        p->no_memory = !neighbour_room(p);
        dgh_cells_near(p->cells, p->cells->position_ang + 3 * p->place, search, collect, p);
        if (p->no_memory || !dgh_qhull_cell(p->qhull, (const double(*)[3])p->point, p->n,
                                            0.5 * CUBE_PART * search, corners, n_corners))
            return false;
        if (p->ball_ang > 0.0)
            return true;
        for (size_t c = 0; c < *n_corners; c++) {
            const double *x = (*corners)[c].at;
            furthest = fmax(furthest, x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
        }
        if (sqrt(furthest) <= 0.5 * search)
            return true;
    }
}

/* Which corners each neighbour's face has. */
static bool sort_corners(dgh_polyhedra *p, const dgh_qhull_corner *corners, size_t n_corners)
{
    if (!corner_room(p, 3 * n_corners))
        return false;
    memset(p->first, 0, (p->n + 8) * sizeof *p->first);
    for (size_t c = 0; c < n_corners; c++)
        for (int k = 0; k < 3; k++)
            p->first[corners[c].point[k] + 2]++;
    for (size_t i = 2; i < p->n + 8; i++)
        p->first[i] += p->first[i - 1];
    for (size_t c = 0; c < n_corners; c++)
        for (int k = 0; k < 3; k++)
            p->corner_of[p->first[corners[c].point[k] + 1]++] = (uint32_t)c;
    return true;
}

void dgh_polyhedra_frame(const double z[3], double x[3], double y[3])
{
    int least = fabs(z[0]) < fabs(z[1]) ? 0 : 1;
    least = fabs(z[2]) < fabs(z[least]) ? 2 : least;
    double norm = sqrt(1.0 - z[least] * z[least]);
    for (int k = 0; k < 3; k++)
        x[k] = ((k == least) - z[least] * z[k]) / norm;
    y[0] = z[1] * x[2] - z[2] * x[1];
    y[1] = z[2] * x[0] - z[0] * x[2];
    y[2] = z[0] * x[1] - z[1] * x[0];
}

static int by_angle(const void *a, const void *b)
{
    const flat_corner *p = a, *q = b;
    if (p->angle != q->angle)
        return p->angle < q->angle ? -1 : 1;
    return p->corner < q->corner ? -1 : p->corner > q->corner;
}

/* The corners of a face in its plane, whose origin is halfway to the neighbour, in order around
 * their middle. */
static void flatten(dgh_polyhedra *p, const dgh_qhull_corner *corners, size_t first, size_t n,
                    const double x[3], const double y[3])
{
    double middle[2] = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        const double *at = corners[p->corner_of[first + i]].at;
        flat_corner *f = &p->flat[first + i];
        f->corner = p->corner_of[first + i];
        f->at[0] = at[0] * x[0] + at[1] * x[1] + at[2] * x[2];
        f->at[1] = at[0] * y[0] + at[1] * y[1] + at[2] * y[2];
        middle[0] += f->at[0] / (double)n;
        middle[1] += f->at[1] / (double)n;
    }
    for (size_t i = first; i < first + n; i++)
        p->flat[i].angle = atan2(p->flat[i].at[1] - middle[1], p->flat[i].at[0] - middle[0]);
    qsort(p->flat + first, n, sizeof *p->flat, by_angle);
    for (size_t i = first; i < first + n; i++) {
        memcpy(p->plane[i], p->flat[i].at, sizeof p->plane[i]);
        memcpy(p->corner[i], corners[p->flat[i].corner].at, sizeof p->corner[i]);
    }
}

static double polygon_area(const double (*corner)[2], size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *a = corner[i], *b = corner[(i + 1) % n];
        sum += a[0] * b[1] - a[1] * b[0];
    }
    return 0.5 * fabs(sum);
}

/* Adds a face to the cell: its cut area, and the solid angle within the disc. */
static void measure(dgh_polyhedron *out, dgh_polyhedra *p, size_t i, size_t first, size_t n,
                    double *solid_angle)
{
    const double *v = p->point[i];
    const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), height = 0.5 * length;
    const double(*plane)[2] = (const double(*)[2])p->plane + first;
    dgh_face face = {.atom = p->atom[i], .first_corner = first, .n_corners = n};
    double furthest = 0.0, angle = 0.0;
    for (size_t k = 0; k < n; k++)
        furthest = fmax(furthest, plane[k][0] * plane[k][0] + plane[k][1] * plane[k][1]);
    face.disc_ang = sqrt(furthest);
    if (p->ball_ang > 0.0) {
        double square = p->ball_ang * p->ball_ang - height * height;
        if (!(square > 0.0))
            return;
        bool whole = furthest <= square;
        face.disc_ang = sqrt(square);
        dgh_disc_cut(&face.area_ang2, &angle, plane, n, face.disc_ang, height);
        if (whole)
            face.area_ang2 = polygon_area(plane, n);
    } else {
        face.area_ang2 = polygon_area(plane, n);
    }
    *solid_angle += angle;
    out->volume_ang3 += face.area_ang2 * height / 3.0;
    if (face.area_ang2 < LEAST_AREA_ANG2)
        return;
    memcpy(face.vector_ang, v, sizeof face.vector_ang);
    out->surface_ang2 += face.area_ang2;
    p->face[out->n_faces++] = face;
}

bool dgh_polyhedra_cell(dgh_polyhedron *out, dgh_polyhedra *p, size_t place)
{
    const dgh_qhull_corner *corners;
    size_t n_corners;
    double solid_angle = 0.0;
    *out = (dgh_polyhedron){0};
    p->place = place;
    if (!find_corners(p, &corners, &n_corners) || !sort_corners(p, corners, n_corners))
        return false;
    for (size_t i = 0; i < p->n; i++) {
        const double *v = p->point[i];
        const size_t first = p->first[i], n = p->first[i + 1] - first;
        double x[3], y[3];
        if (n < 3)
            continue;
        const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        const double z[3] = {v[0] / length, v[1] / length, v[2] / length};
        dgh_polyhedra_frame(z, x, y);
        flatten(p, corners, first, n, x, y);
        measure(out, p, i, first, n, &solid_angle);
    }
    /* Where the cell reaches out of the ball, the ball bounds it. */
    if (p->ball_ang > 0.0)
        out->volume_ang3 += pow(p->ball_ang, 3.0) / 3.0 * fmax(0.0, 4.0 * PI - solid_angle);
    out->faces = p->face;
    out->corner_ang = (const double(*)[3])p->corner;
    return true;
}
