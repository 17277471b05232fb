/* The list of sites: order, sides, doubles, orbits. */
#include "surface/site_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"
#include "surface/cells.h"
#include "surface/gaps.h"

const char *dgh_side_name(dgh_side side)
{
    static const char *const NAMES[] = {"both", "top", "bottom"};
    return (unsigned)side <= DGH_SIDE_BOTTOM ? NAMES[side] : "unknown";
}

typedef struct list {
    dgh_sites *result;
    dgh_surface_site *sites;
    const dgh_structure *s;
    size_t n;
} list;

/* The sites themselves in boxes, to find those near a point. */
static dgh_status make_boxes(dgh_cells *out, double **position, const list *l, double width,
                             dgh_error *err)
{
    dgh_structure points = *l->s;
    memset(out, 0, sizeof *out);
    *position = malloc(3 * l->n * sizeof **position);
    if (!*position)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < l->n; i++)
        memcpy(*position + 3 * i, l->sites[i].position_ang, sizeof l->sites[i].position_ang);
    points.n_atoms = l->n;
    points.position_ang = *position;
    return dgh_cells_make(out, &points, width, err);
}

/* ---- order and sides --------------------------------------------------------------------------
 */

static int by_kind(const void *a, const void *b)
{
    const dgh_surface_site *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->n_atoms != y->n_atoms)
        return x->n_atoms < y->n_atoms ? -1 : 1;
    for (int k = 2; k >= 0; k--)
        if (fabs(x->position_ang[k] - y->position_ang[k]) > 1e-6)
            return x->position_ang[k] > y->position_ang[k] ? -1 : 1;
    return 0;
}

static dgh_status choose(list *l, dgh_error *err)
{
    const dgh_sites_options *o = &l->result->options;
    const int axis = dgh_gaps_slab_axis(l->s);
    double normal[3];
    size_t kept = 0;
    l->result->vacuum_axis = axis;
    if (axis >= 0)
        dgh_gaps_normal(l->s->cell_ang, axis, normal);
    else if (o->side != DGH_SIDE_BOTH)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a slab to choose the %s of, found a structure without "
                             "vacuum along exactly one lattice vector",
                             dgh_side_name(o->side));
    for (size_t i = 0; i < l->n; i++) {
        dgh_surface_site *t = &l->sites[i];
        double up = 0.0;
        for (int k = 0; axis >= 0 && k < 3; k++)
            up += t->normal[k] * normal[k];
        t->side = axis < 0 ? DGH_SIDE_BOTH : up < 0.0 ? DGH_SIDE_BOTTOM : DGH_SIDE_TOP;
        if ((o->side == DGH_SIDE_BOTH || o->side == t->side) &&
            (o->kinds == 0 || o->kinds >> t->kind & 1u))
            l->sites[kept++] = *t;
    }
    l->n = kept;
    return DGH_OK;
}

/* ---- doubles ----------------------------------------------------------------------------------
 */

typedef struct doubles {
    const dgh_cells *boxes;
    const dgh_surface_site *sites;
    const bool *dropped;
    size_t site;
    bool found;
} doubles;

static void look_for_double(void *user, size_t place, const double vector[3], double square)
{
    doubles *d = user;
    const size_t other = d->boxes->atom[place];
    (void)vector;
    (void)square;
    d->found = d->found || (other < d->site && !d->dropped[other] &&
                            d->sites[other].kind == d->sites[d->site].kind);
}

/* Of places of one kind nearer than `merge_ang` the first stays. */
static dgh_status merge(list *l, dgh_error *err)
{
    const double reach = l->result->options.merge_ang;
    dgh_cells boxes = {0};
    double *position = NULL;
    bool *dropped = calloc(l->n ? l->n : 1, sizeof *dropped);
    dgh_status status = dropped ? DGH_OK : dgh_error_nomem(err);
    if (status == DGH_OK && l->n && reach > 0.0)
        status = make_boxes(&boxes, &position, l, reach, err);
    size_t kept = 0;
    for (size_t i = 0; status == DGH_OK && position && i < l->n; i++) {
        doubles d = {&boxes, l->sites, dropped, i, false};
        dgh_cells_near(&boxes, l->sites[i].position_ang, reach, look_for_double, &d);
        dropped[i] = d.found;
    }
    for (size_t i = 0; status == DGH_OK && i < l->n; i++)
        if (!dropped[i])
            l->sites[kept++] = l->sites[i];
    l->n = kept;
    dgh_cells_clear(&boxes);
    free(position);
    free(dropped);
    return status;
}

/* ---- orbits -----------------------------------------------------------------------------------
 */

typedef struct images {
    const dgh_cells *boxes;
    dgh_surface_site *sites;
    size_t first; /* of the orbit */
} images;

static void join(void *user, size_t place, const double vector[3], double square)
{
    images *m = user;
    dgh_surface_site *t = &m->sites[m->boxes->atom[place]];
    (void)vector;
    (void)square;
    if (t->orbit > m->first && t->kind == m->sites[m->first].kind &&
        t->n_atoms == m->sites[m->first].n_atoms)
        t->orbit = m->first;
}

/* Every operation carries the first site of an orbit to one of its others. */
static void fill_orbit(list *l, const dgh_cells *boxes, const dgh_symmetry *g, size_t first)
{
    double fraction[3];
    images m = {boxes, l->sites, first};
    dgh_cell_to_fractional(l->s->cell_ang, l->sites[first].position_ang, fraction, 1);
    for (size_t o = 0; o < g->n_operations; o++) {
        double image[3], point[3];
        for (int k = 0; k < 3; k++) {
            image[k] = g->operations[o].translation[k];
            for (int q = 0; q < 3; q++)
                image[k] += g->operations[o].rotation[k][q] * fraction[q];
        }
        dgh_cell_to_cartesian(l->s->cell_ang, image, point, 1);
        dgh_cells_near(boxes, point, l->result->options.symmetry_ang, join, &m);
    }
}

static dgh_status find_orbits(list *l, dgh_error *err)
{
    static const size_t NONE = (size_t)-1;
    const double tolerance = l->result->options.symmetry_ang;
    const dgh_symmetry *g = l->result->symmetry;
    dgh_cells boxes = {0};
    double *position = NULL;
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < l->n; i++)
        l->sites[i].orbit = NONE;
    if (l->n > 0 && g && g->n_operations > 1)
        status = make_boxes(&boxes, &position, l, fmax(tolerance, 0.5), err);
    l->result->n_orbits = 0;
    for (size_t i = 0; status == DGH_OK && i < l->n; i++) {
        if (l->sites[i].orbit == NONE) {
            l->sites[i].orbit = i;
            l->result->n_orbits++;
            if (position)
                fill_orbit(l, &boxes, g, i);
        }
        l->sites[l->sites[i].orbit].multiplicity++;
    }
    for (size_t i = 0; status == DGH_OK && i < l->n; i++)
        l->sites[i].multiplicity = l->sites[l->sites[i].orbit].multiplicity;
    dgh_cells_clear(&boxes);
    free(position);
    return status;
}

dgh_status dgh_site_list_finish(dgh_sites *out, dgh_surface_site *sites, const dgh_structure *s,
                                dgh_error *err)
{
    list l = {out, sites, s, out->n_sites};
    dgh_symmetry *symmetry = NULL;
    if (l.n)
        qsort(sites, l.n, sizeof *sites, by_kind);
    dgh_status status = choose(&l, err);
    if (status == DGH_OK)
        status = merge(&l, err);
    if (status == DGH_OK && out->options.symmetry_ang > 0.0 && s->has_cell &&
        s->n_atoms <= DGH_SITES_MOST_SYMMETRIC &&
        dgh_symmetry_find(&symmetry, s, out->options.symmetry_ang, NULL) == DGH_OK)
        out->symmetry = symmetry;
    if (status == DGH_OK)
        status = find_orbits(&l, err);
    out->n_sites = l.n;
    return status;
}
