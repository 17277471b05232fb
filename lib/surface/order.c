/* What is crystal and what is glass. */
#include "dgh/order.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/cells.h"
#include "surface/cna.h"
#include "surface/interface.h"
#include "surface/species.h"
#include "surface/steinhardt.h"

/* The 14 nearest neighbours are within this many mean nearest distances. */
static const double WIDE_PART = 1.8;
enum { MOST_NEAR = 96 };
/* Two atoms, or three, have perfect bonds and are no crystal. */
enum { LEAST_BONDS = 3 };

const char *dgh_lattice_name(dgh_lattice lattice)
{
    static const char *const NAMES[] = {"other", "fcc", "hcp", "bcc", "icosahedral"};
    return (unsigned)lattice < DGH_N_LATTICES ? NAMES[lattice] : "other";
}

const char *dgh_phase_name(dgh_phase phase)
{
    static const char *const NAMES[] = {"amorphous", "interface", "crystalline"};
    return (unsigned)phase < DGH_N_PHASES ? NAMES[phase] : "unknown";
}

typedef struct state {
    dgh_order result; /* first, so that its address is that of the state */
    dgh_neighbours *neighbours;
    dgh_order_atom *atoms;
    double *coordination, *warren_cowley;
    dgh_boundary boundary;
    int species[119];
    int jobs;
} state;

/* ---- lattice ----------------------------------------------------------------------------------
 */

typedef struct nearest {
    dgh_neighbour near[MOST_NEAR];
    size_t n, place;
    const dgh_cells *cells;
} nearest;

static void collect(void *user, size_t place, const double vector[3], double square)
{
    nearest *f = user;
    if ((place == f->place && square == 0.0) || f->n == MOST_NEAR)
        return;
    f->near[f->n++] = (dgh_neighbour){
        {vector[0], vector[1], vector[2]}, sqrt(square), f->cells->atom[place]};
}

static int by_distance(const void *a, const void *b)
{
    const dgh_neighbour *x = a, *y = b;
    if (x->distance_ang != y->distance_ang)
        return x->distance_ang < y->distance_ang ? -1 : 1;
    return x->atom < y->atom ? -1 : x->atom > y->atom;
}

static double mean_nearest(const dgh_neighbours *list)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < list->n_atoms; i++)
        if (list->first[i] < list->first[i + 1]) {
            sum += list->neighbour[list->first[i]].distance_ang;
            n++;
        }
    return n ? sum / (double)n : 0.0;
}

static dgh_status find_lattices(state *o, const dgh_structure *s, dgh_error *err)
{
    const double radius = WIDE_PART * mean_nearest(o->neighbours);
    dgh_cells cells;
    if (!(radius > 0.0))
        return DGH_OK;
    dgh_status status = dgh_cells_make(&cells, s, radius, err);
    if (status != DGH_OK)
        return status;
#pragma omp parallel for schedule(dynamic, 256) num_threads(o->jobs)
    for (size_t i = 0; i < cells.n_atoms; i++) {
        nearest f;
        f.n = 0;
        f.place = i;
        f.cells = &cells;
        dgh_cells_near(&cells, cells.position_ang + 3 * i, radius, collect, &f);
        qsort(f.near, f.n, sizeof *f.near, by_distance);
        o->atoms[cells.atom[i]].lattice = dgh_cna_type(f.near, f.n);
    }
    dgh_cells_clear(&cells);
    return DGH_OK;
}

/* ---- crystalline or not -----------------------------------------------------------------------
 */

static void find_bond_order(state *o, const dgh_bond_order *q)
{
    const dgh_neighbours *list = o->neighbours;
#pragma omp parallel for schedule(static) num_threads(o->jobs)
    for (size_t i = 0; i < list->n_atoms; i++) {
        dgh_order_atom *a = &o->atoms[i];
        dgh_bond_order mean = dgh_bond_order_mean(q, list, i);
        a->coordination = list->first[i + 1] - list->first[i];
        dgh_bond_order_invariants(&q[i], a->q);
        dgh_bond_order_invariants(&mean, a->q_mean);
        for (size_t e = list->first[i]; e < list->first[i + 1]; e++)
            a->n_solid_bonds += dgh_bond_order_likeness(&q[i], &q[list->neighbour[e].atom]) >
                                o->result.options.bond_threshold;
        /* The margin keeps 7 of 12 from falling to rounding. */
        a->crystalline = a->n_solid_bonds >= LEAST_BONDS &&
                         (double)a->n_solid_bonds + 1e-9 >=
                             o->result.options.solid_fraction * (double)a->coordination;
    }
}

/* The edge of a crystal: an atom there has a part of its neighbours in the glass, which turns its
 * own q_6 and takes solid-like bonds away. */
static bool take_edge(state *o, const dgh_bond_order *q)
{
    const dgh_neighbours *list = o->neighbours;
    const double part = o->result.options.edge_fraction;
    bool *edge = calloc(list->n_atoms, sizeof *edge);
    if (!edge)
        return false;
#pragma omp parallel for schedule(static) num_threads(o->jobs)
    for (size_t i = 0; i < list->n_atoms; i++) {
        size_t n = 0;
        for (size_t e = list->first[i]; !o->atoms[i].crystalline && e < list->first[i + 1]; e++) {
            const uint32_t to = list->neighbour[e].atom;
            n += o->atoms[to].crystalline &&
                 dgh_bond_order_likeness(&q[i], &q[to]) > o->result.options.bond_threshold;
        }
        edge[i] = n >= LEAST_BONDS && (double)n + 1e-9 >= part * (double)o->atoms[i].coordination;
    }
    for (size_t i = 0; i < list->n_atoms; i++)
        o->atoms[i].crystalline = o->atoms[i].crystalline || edge[i];
    free(edge);
    return true;
}

static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* Takes away groups of bonded crystalline atoms that are too small. In a cell of fewer atoms than
 * that a group of all of them is a whole crystal. */
static bool drop_small_clusters(state *o)
{
    const dgh_neighbours *list = o->neighbours;
    const size_t n = list->n_atoms, wanted = o->result.options.least_cluster;
    const size_t least = n < wanted ? n : wanted;
    size_t *parent = malloc(n * sizeof *parent), *members = calloc(n, sizeof *members);
    if (parent && members) {
        for (size_t i = 0; i < n; i++)
            parent[i] = i;
        for (size_t i = 0; i < n; i++)
            for (size_t e = list->first[i]; o->atoms[i].crystalline && e < list->first[i + 1]; e++)
                if (o->atoms[list->neighbour[e].atom].crystalline)
                    parent[root_of(parent, i)] = root_of(parent, list->neighbour[e].atom);
        for (size_t i = 0; i < n; i++)
            members[root_of(parent, i)]++;
        for (size_t i = 0; i < n; i++)
            if (members[root_of(parent, i)] < least)
                o->atoms[i].crystalline = false;
    }
    bool good = parent && members;
    free(parent);
    free(members);
    return good;
}

static dgh_phase phase_of(const state *o, size_t i)
{
    const dgh_neighbours *list = o->neighbours;
    for (size_t e = list->first[i]; e < list->first[i + 1]; e++)
        if (o->atoms[list->neighbour[e].atom].crystalline != o->atoms[i].crystalline)
            return DGH_PHASE_INTERFACE;
    return o->atoms[i].crystalline ? DGH_PHASE_CRYSTALLINE : DGH_PHASE_AMORPHOUS;
}

/* The lattice of most crystalline neighbours; of equally many the first in the enum. */
static dgh_lattice lattice_around(const state *o, size_t i)
{
    const dgh_neighbours *list = o->neighbours;
    size_t votes[DGH_N_LATTICES] = {0};
    for (size_t e = list->first[i]; e < list->first[i + 1]; e++) {
        const dgh_order_atom *j = &o->atoms[list->neighbour[e].atom];
        votes[j->lattice] += j->crystalline;
    }
    dgh_lattice most = DGH_LATTICE_OTHER;
    votes[DGH_LATTICE_OTHER] = votes[DGH_LATTICE_ICOSAHEDRAL] = 0;
    for (int l = DGH_LATTICE_FCC; l <= DGH_LATTICE_BCC; l++)
        if (votes[l] > votes[most])
            most = (dgh_lattice)l;
    return most;
}

static bool spread_lattices(state *o)
{
    const size_t n = o->neighbours->n_atoms;
    uint8_t *lattice = malloc(n);
    if (!lattice)
        return false;
    for (size_t i = 0; i < n; i++) {
        const dgh_order_atom *a = &o->atoms[i];
        bool ask = a->lattice == DGH_LATTICE_OTHER && a->crystalline;
        lattice[i] = (uint8_t)(ask ? lattice_around(o, i) : a->lattice);
    }
    for (size_t i = 0; i < n; i++)
        o->atoms[i].lattice = (dgh_lattice)lattice[i];
    free(lattice);
    return true;
}

static dgh_status classify(state *o, const dgh_structure *s, dgh_error *err)
{
    const size_t n = s->n_atoms;
    dgh_bond_order *q = malloc(n * sizeof *q);
    if (!q)
        return dgh_error_nomem(err);
    dgh_bond_order_compute(q, o->neighbours, o->jobs);
    find_bond_order(o, q);
    bool good = drop_small_clusters(o) && take_edge(o, q);
    free(q);
    if (!good)
        return dgh_error_nomem(err);
    dgh_status status = find_lattices(o, s, err);
    if (status == DGH_OK && !spread_lattices(o))
        status = dgh_error_nomem(err);
    for (size_t i = 0; status == DGH_OK && i < n; i++)
        o->atoms[i].phase = phase_of(o, i);
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static void count(state *o, const dgh_elements *e)
{
    const dgh_neighbours *list = o->neighbours;
    const size_t n = e->n;
    dgh_order *r = &o->result;
    for (size_t i = 0; i < list->n_atoms; i++) {
        r->n_lattice[o->atoms[i].lattice]++;
        r->n_phase[o->atoms[i].phase]++;
        r->n_crystalline += o->atoms[i].crystalline;
        for (size_t k = list->first[i]; k < list->first[i + 1]; k++)
            o->coordination[e->of_atom[i] * n + e->of_atom[list->neighbour[k].atom]] += 1.0;
    }
    r->mean_coordination = (double)list->first[list->n_atoms] / (double)list->n_atoms;
    r->crystalline_fraction = (double)r->n_crystalline / (double)list->n_atoms;
    for (size_t i = 0; i < n; i++) {
        double all = 0.0;
        for (size_t j = 0; j < n; j++)
            all += o->coordination[i * n + j];
        for (size_t j = 0; j < n; j++) {
            double share = (double)e->count[j] / (double)list->n_atoms;
            if (all > 0.0 && n > 1)
                o->warren_cowley[i * n + j] = 1.0 - o->coordination[i * n + j] / all / share;
            o->coordination[i * n + j] /= (double)e->count[i];
        }
    }
}

static dgh_status build(state *o, const dgh_structure *s, dgh_error *err)
{
    dgh_elements e = {0};
    dgh_neighbour_options list_options = o->result.options.neighbours;
    list_options.jobs = o->result.options.jobs;
    dgh_status status = dgh_neighbours_find(&o->neighbours, s, &list_options, err);
    if (status != DGH_OK)
        return status;
    o->atoms = calloc(s->n_atoms, sizeof *o->atoms);
    if (!o->atoms || !dgh_elements_make(&e, s))
        return dgh_error_nomem(err);
    o->coordination = calloc(e.n * e.n, sizeof *o->coordination);
    o->warren_cowley = calloc(e.n * e.n, sizeof *o->warren_cowley);
    if (o->coordination && o->warren_cowley)
        status = classify(o, s, err);
    else
        status = dgh_error_nomem(err);
    if (status == DGH_OK) {
        count(o, &e);
        memcpy(o->species, e.number, sizeof o->species);
        o->result.neighbours = o->neighbours;
        o->result.n_atoms = s->n_atoms;
        o->result.atoms = o->atoms;
        o->result.n_species = e.n;
        o->result.species = o->species;
        o->result.coordination = o->coordination;
        o->result.warren_cowley = o->warren_cowley;
    }
    dgh_elements_clear(&e);
    if (status == DGH_OK)
        status = dgh_boundary_find(&o->boundary, &o->result.interface, s, o->atoms, o->neighbours,
                                   &o->result.options, o->jobs, err);
    return status;
}

dgh_status dgh_order_compute(dgh_order **out, const dgh_structure *s,
                             const dgh_order_options *options, dgh_error *err)
{
    static const dgh_order_options DEFAULTS = DGH_ORDER_OPTIONS_INIT;
    const dgh_order_options *given = options ? options : &DEFAULTS;
    *out = NULL;
    if (!(given->bond_threshold >= 0.0 && given->bond_threshold <= 1.0) ||
        !(given->solid_fraction >= 0.0 && given->solid_fraction <= 1.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected thresholds between 0 and 1, found %g and %g",
                             given->bond_threshold, given->solid_fraction);
    if (!(given->edge_fraction >= 0.0 && given->edge_fraction <= 1.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected an edge fraction between 0 and 1, found %g",
                             given->edge_fraction);
    if (!(given->smoothing > 0.0 && given->smoothing <= 20.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a smoothing above 0 and up to 20, found %g",
                             given->smoothing);
    state *o = calloc(1, sizeof *o);
    if (!o)
        return dgh_error_nomem(err);
    o->result.owner = o;
    o->result.options = *given;
    o->jobs = given->jobs > 0 ? given->jobs : omp_get_max_threads();
    dgh_status status = build(o, s, err);
    if (status == DGH_OK)
        *out = &o->result;
    else
        dgh_order_free(&o->result);
    return status;
}

dgh_status dgh_order_interface_distance(dgh_real *out, const dgh_order *order,
                                        const double point[3], dgh_error *err)
{
    const state *o = order->owner;
    *out = (dgh_real){0};
    for (int k = 0; k < 3; k++)
        if (!isfinite(point[k]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a point, found %g", point[k]);
    if (o->boundary.n_faces)
        *out = (dgh_real){.has = true, .value = dgh_boundary_distance(&o->boundary, point)};
    return DGH_OK;
}

void dgh_order_free(dgh_order *order)
{
    state *o = order ? order->owner : NULL;
    if (!o)
        return;
    dgh_neighbours_free(o->neighbours);
    dgh_boundary_clear(&o->boundary);
    free(o->atoms);
    free(o->coordination);
    free(o->warren_cowley);
    free(o);
}
