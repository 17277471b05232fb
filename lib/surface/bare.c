#include "surface/bare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const double FAR_ANG = 1.45;
static const double GOLDEN_ANGLE = 2.399963229728653;
enum { DIRECTIONS = 400, MOST_OF_AN_ATOM = 8 };

typedef struct search {
    const dgh_bare_input *in;
    dgh_cells sites; /* in boxes */
    double largest;
    dgh_bare_spot *spots;
    size_t n, capacity;
    double direction[DIRECTIONS][3];
    bool open[DIRECTIONS];
    double distance[DIRECTIONS]; /* of the adsorbate from the nearest site */
} search;

typedef struct seen {
    const dgh_bare_input *in;
    size_t atom;
    bool blocked;
    double nearest_square;
} seen;

static void look_for_atoms(void *user, size_t place, const double vector[3], double square)
{
    seen *s = user;
    const size_t atom = s->in->atoms->atom[place];
    const double contact = s->in->contact_ang[atom] - 1e-3;
    (void)vector;
    s->blocked = s->blocked || square < contact * contact;
}

static void look_for_sites(void *user, size_t place, const double vector[3], double square)
{
    seen *s = user;
    (void)place;
    (void)vector;
    s->nearest_square = fmin(s->nearest_square, square);
}

static void point_at(const search *s, size_t atom, double length, const double u[3], double p[3])
{
    for (size_t k = 0; k < 3; k++)
        p[k] = s->in->structure->position_ang[3 * atom + k] + length * u[k];
}

static bool is_open(const search *s, size_t atom, const double u[3])
{
    double p[3];
    seen look = {s->in, atom, false, INFINITY};
    point_at(s, atom, s->in->contact_ang[atom], u, p);
    dgh_cells_near(s->in->atoms, p, s->largest, look_for_atoms, &look);
    return !look.blocked;
}

/* To the sites that were there, at most 2 FAR_ANG. */
static double distance_to_sites(const search *s, size_t atom, const double u[3])
{
    double p[3];
    seen look = {s->in, atom, false, 4.0 * FAR_ANG * FAR_ANG};
    point_at(s, atom, s->in->bond_ang[atom], u, p);
    dgh_cells_near(&s->sites, p, 2.0 * FAR_ANG, look_for_sites, &look);
    return sqrt(look.nearest_square);
}

static double distance_between(const double u[3], const double v[3], double radius)
{
    double square = 0.0;
    for (int k = 0; k < 3; k++)
        square += (u[k] - v[k]) * (u[k] - v[k]);
    return radius * sqrt(square);
}

/* The middle of what is bare around the barest direction, where the probe can be there. */
static void centre(const search *s, size_t atom, size_t barest, double u[3])
{
    const double radius = s->in->bond_ang[atom];
    double sum[3] = {0}, length = 0.0;
    for (size_t i = 0; i < DIRECTIONS; i++)
        if (s->open[i] && s->distance[i] > FAR_ANG &&
            distance_between(s->direction[i], s->direction[barest], radius) < FAR_ANG)
            for (int k = 0; k < 3; k++)
                sum[k] += s->direction[i][k];
    for (int k = 0; k < 3; k++)
        length += sum[k] * sum[k];
    length = sqrt(length);
    for (int k = 0; k < 3; k++)
        u[k] = length > 0.0 ? sum[k] / length : s->direction[barest][k];
    if (!is_open(s, atom, u))
        memcpy(u, s->direction[barest], 3 * sizeof *u);
}

static bool keep(search *s, size_t atom, const double u[3])
{
    if (s->n == s->capacity) {
        const size_t larger = s->capacity ? 2 * s->capacity : 64;
        dgh_bare_spot *moved = realloc(s->spots, larger * sizeof *moved);
        if (!moved)
            return false;
        s->spots = moved;
        s->capacity = larger;
    }
    s->spots[s->n].atom = atom;
    memcpy(s->spots[s->n++].direction, u, 3 * sizeof *u);
    return true;
}

static bool search_atom(search *s, size_t atom)
{
    bool any = false;
    for (size_t i = 0; i < DIRECTIONS; i++) {
        s->distance[i] = distance_to_sites(s, atom, s->direction[i]);
        s->open[i] = s->distance[i] > FAR_ANG && is_open(s, atom, s->direction[i]);
        any = any || s->open[i];
    }
    for (int round = 0; any && round < MOST_OF_AN_ATOM; round++) {
        double u[3];
        size_t barest = DIRECTIONS;
        for (size_t i = 0; i < DIRECTIONS; i++)
            if (s->open[i] && s->distance[i] > FAR_ANG &&
                (barest == DIRECTIONS || s->distance[i] > s->distance[barest] + 1e-9))
                barest = i;
        if (barest == DIRECTIONS)
            break;
        centre(s, atom, barest, u);
        if (!keep(s, atom, u))
            return false;
        for (size_t i = 0; i < DIRECTIONS; i++)
            s->distance[i] = fmin(s->distance[i],
                                  distance_between(s->direction[i], u, s->in->bond_ang[atom]));
        s->distance[barest] = 0.0;
    }
    return true;
}

static dgh_status box_sites(search *s, double **position, dgh_error *err)
{
    dgh_structure points = *s->in->structure;
    *position = malloc((3 * s->in->n_sites + 1) * sizeof **position);
    if (!*position)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < s->in->n_sites; i++)
        memcpy(*position + 3 * i, s->in->sites[i].position_ang,
               sizeof s->in->sites[i].position_ang);
    points.n_atoms = s->in->n_sites;
    points.position_ang = *position;
    return dgh_cells_make(&s->sites, &points, FAR_ANG, err);
}

dgh_status dgh_bare_spots_find(dgh_bare_spot **out, size_t *n, const dgh_bare_input *in,
                               dgh_error *err)
{
    double *position = NULL;
    *out = NULL;
    *n = 0;
    if (in->n_sites == 0)
        return DGH_OK;
    search *s = calloc(1, sizeof *s);
    if (!s)
        return dgh_error_nomem(err);
    s->in = in;
    for (size_t a = 0; a < in->structure->n_atoms; a++)
        s->largest = fmax(s->largest, in->contact_ang[a]);
    for (int i = 0; i < DIRECTIONS; i++) {
        const double z = 1.0 - (2.0 * i + 1.0) / DIRECTIONS, r = sqrt(1.0 - z * z);
        s->direction[i][0] = r * cos(GOLDEN_ANGLE * i);
        s->direction[i][1] = r * sin(GOLDEN_ANGLE * i);
        s->direction[i][2] = z;
    }
    dgh_status status = box_sites(s, &position, err);
    for (size_t a = 0; a < in->structure->n_atoms && status == DGH_OK; a++)
        if (in->wanted[a] && !search_atom(s, a))
            status = dgh_error_nomem(err);
    *out = s->spots;
    *n = s->n;
    if (status != DGH_OK) {
        free(s->spots);
        *out = NULL;
        *n = 0;
    }
    dgh_cells_clear(&s->sites);
    free(position);
    free(s);
    return status;
}
