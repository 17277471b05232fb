/* Where an adsorbed H sits on its host. */
#include "dgh/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"
#include "surface/cells.h"
#include "surface/gcn.h"
#include "surface/host.h"

/* Limits of the ratio and of the gap between two ratios; stricter and looser ones tell whether the
 * kind hangs on them. */
static const double LIMIT[3] = {1.25, 1.30, 1.35}, GAP[3] = {0.10, 0.15, 0.20};
enum { STRICT = 0, NORMAL = 1, LOOSE = 2 };
/* For elements whose radius is in no table. */
static const double UNKNOWN_RADIUS_ANG = 1.5;
/* Below a hollow: within this distance of its axis, and touching its atoms. */
static const double BELOW_ASIDE_ANG = 1.0, TOUCHING_RATIO = 1.3;
/* H and the site of the bare host that it is taken for. */
static const double SAME_SITE_ANG = 1.0;
static const double ANG2_PER_CM2 = 1e16;

/* More atoms than can be near: the nearest of them are kept. */
enum { MOST_NEAR = 64 };

typedef struct near_atom {
    size_t atom;
    double vector[3]; /* from H */
    double distance, ratio;
} near_atom;

typedef struct looking {
    const dgh_structure *full;
    const dgh_cells *cells;
    const size_t *host_atom; /* [n_atoms of full]; n_atoms = of the adsorbate */
    double radius_h;
    size_t n;
    near_atom near[MOST_NEAR];
    /* and into the host */
    const dgh_host *host;
    const dgh_match *match;
} looking;

static double radius_of(int atomic_number)
{
    double radius = dgh_element_covalent_radius_ang(atomic_number);
    return radius > 0.0 ? radius : UNKNOWN_RADIUS_ANG;
}

static bool is_before(const near_atom *a, const near_atom *b)
{
    return a->ratio < b->ratio || (a->ratio == b->ratio && a->atom < b->atom);
}

static void add_near(void *user, size_t place, const double vector[3], double square)
{
    looking *l = user;
    size_t atom = l->cells->atom[place];
    if (l->host_atom[atom] == l->full->n_atoms ||
        l->host->index_of[l->host_atom[atom]] == l->host->structure->n_atoms)
        return;
    near_atom a = {.atom = atom, .distance = sqrt(square)};
    a.ratio = a.distance / (l->radius_h + radius_of(dgh_structure_element(l->full, atom)));
    memcpy(a.vector, vector, sizeof a.vector);
    if (a.ratio > LIMIT[LOOSE] || (l->n == MOST_NEAR && !is_before(&a, &l->near[l->n - 1])))
        return;
    size_t i = l->n < MOST_NEAR ? l->n++ : l->n - 1;
    for (; i > 0 && is_before(&a, &l->near[i - 1]); i--)
        l->near[i] = l->near[i - 1];
    l->near[i] = a;
}

static size_t count_binding(const looking *l, int strictness)
{
    size_t n = 0;
    while (n < l->n && n < DGH_MAX_CONTACTS && l->near[n].ratio <= LIMIT[strictness] &&
           (n == 0 || l->near[n].ratio - l->near[n - 1].ratio <= GAP[strictness]))
        n++;
    return n;
}

static dgh_site_kind kind_of(size_t n)
{
    return n >= 4 ? DGH_SITE_FOURFOLD : n > 0 ? (dgh_site_kind)(n - 1) : DGH_SITE_TOP;
}

static void take_atoms(dgh_place *out, const looking *l, double (*to)[3], size_t *indices)
{
    out->n_least = count_binding(l, STRICT);
    out->n_atoms = count_binding(l, NORMAL);
    out->n_most = count_binding(l, LOOSE);
    out->kind = kind_of(out->n_atoms);
    out->is_ambiguous = (out->n_least == 0) != (out->n_most == 0) ||
                        kind_of(out->n_least) != kind_of(out->n_most);
    for (size_t i = 0; i < out->n_atoms; i++) {
        const near_atom *n = &l->near[i];
        size_t host_atom = l->host_atom[n->atom];
        size_t index = l->host->index_of[host_atom];
        const dgh_order_atom *order = &l->host->order->atoms[index];
        const double zero[1][3] = {{0.0, 0.0, 0.0}};
        out->atoms[i] = (dgh_binding_atom){
            .atom = n->atom,
            .host_atom = host_atom,
            .atomic_number = dgh_structure_element(l->full, n->atom),
            .distance_ang = n->distance,
            .ratio = n->ratio,
            .coordination = order->coordination,
            .gcn = dgh_gcn(l->host->order->neighbours, &index, zero, 1, l->host->bulk_coordination),
            .phase = order->phase,
            .lattice = order->lattice};
        indices[i] = index;
        /* where the atom was before H came */
        for (int k = 0; k < 3; k++)
            to[i][k] = n->vector[k] - l->match->displacement_ang[3 * host_atom + (size_t)k];
    }
}

/* ---- hollows --------------------------------------------------------------------------------- */

typedef struct below {
    const dgh_host *host;
    const dgh_cells *cells;
    const double *axis; /* unit, inwards */
    double radius;      /* mean of the hollow's atoms */
    bool found;
} below;

static void look_below(void *user, size_t place, const double vector[3], double square)
{
    below *b = user;
    double depth = vector[0] * b->axis[0] + vector[1] * b->axis[1] + vector[2] * b->axis[2];
    double radii = b->radius +
                   radius_of(dgh_structure_element(b->host->structure, b->cells->atom[place]));
    if (depth > 0.5 && depth < TOUCHING_RATIO * radii &&
        square - depth * depth < BELOW_ASIDE_ANG * BELOW_ASIDE_ANG)
        b->found = true;
}

/* The axis is the normal of the plane of three atoms, away from H; H in the plane takes the side
 * of the slab. */
static bool find_axis(double axis[3], double centre[3], const double (*to)[3], const dgh_host *host,
                      int side)
{
    double u[3], v[3], along = 0.0, square = 0.0;
    for (int k = 0; k < 3; k++) {
        u[k] = to[1][k] - to[0][k];
        v[k] = to[2][k] - to[0][k];
        centre[k] = (to[0][k] + to[1][k] + to[2][k]) / 3.0;
    }
    for (int k = 0; k < 3; k++) {
        axis[k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
        square += axis[k] * axis[k];
        along += axis[k] * centre[k];
    }
    if (square < 1e-6)
        return false;
    if (fabs(along) < 0.1 * sqrt(square) && side) {
        const double *c = host->structure->cell_ang[host->vacuum_axis];
        along = -side * (axis[0] * c[0] + axis[1] * c[1] + axis[2] * c[2]);
    }
    for (int k = 0; k < 3; k++)
        axis[k] *= (along < 0.0 ? -1.0 : 1.0) / sqrt(square);
    return true;
}

static dgh_status find_hollow(dgh_place *out, const looking *l, const double (*to)[3],
                              dgh_error *err)
{
    dgh_cells cells;
    double axis[3], centre[3], point[3];
    if (out->kind != DGH_SITE_HOLLOW || out->phase != DGH_PHASE_CRYSTALLINE ||
        !find_axis(axis, centre, to, l->host, out->side))
        return DGH_OK;
    below b = {.host = l->host, .cells = &cells, .axis = axis};
    for (size_t i = 0; i < 3; i++)
        b.radius += radius_of(out->atoms[i].atomic_number) / 3.0;
    for (int k = 0; k < 3; k++)
        point[k] = out->position_ang[k] + centre[k];
    double reach = TOUCHING_RATIO * (b.radius + 2.6) + BELOW_ASIDE_ANG;
    dgh_status status = dgh_cells_make(&cells, l->host->structure, reach, err);
    if (status != DGH_OK)
        return status;
    dgh_cells_near(&cells, point, reach, look_below, &b);
    dgh_cells_clear(&cells);
    out->hollow = b.found ? DGH_HOLLOW_HCP : DGH_HOLLOW_FCC;
    return DGH_OK;
}

/* ---- the host's own sites -------------------------------------------------------------------- */

static int by_index(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool has_atoms(const dgh_surface_site *t, const size_t *sorted, size_t n)
{
    if (t->n_atoms != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (t->atoms[i] != sorted[i])
            return false;
    return true;
}

/* How many sites on the same side are equal to the one that H is at. */
static void count_equal(dgh_place *out, const dgh_host *host, const size_t *indices)
{
    const dgh_sites *sites = host->sites;
    size_t sorted[DGH_MAX_CONTACTS], best = sites ? sites->n_sites : 0;
    double nearest = SAME_SITE_ANG * SAME_SITE_ANG;
    dgh_periodic lattice;
    if (!sites || !dgh_periodic_make(&lattice, host->structure->cell_ang))
        return;
    memcpy(sorted, indices, out->n_atoms * sizeof *sorted);
    qsort(sorted, out->n_atoms, sizeof *sorted, by_index);
    for (size_t i = 0; i < sites->n_sites; i++) {
        const dgh_surface_site *t = &sites->sites[i];
        double d[3], shortest[3];
        for (int k = 0; k < 3; k++)
            d[k] = t->position_ang[k] - out->position_ang[k];
        double square = dgh_periodic_shortest_of(&lattice, d, shortest);
        if (square < nearest && has_atoms(t, sorted, out->n_atoms)) {
            nearest = square;
            best = i;
        }
    }
    if (best == sites->n_sites)
        return;
    out->site = (dgh_integer){.has = true, .value = (int64_t)best};
    out->multiplicity.has = true;
    for (size_t i = 0; i < sites->n_sites; i++)
        out->multiplicity.value += sites->sites[i].orbit == sites->sites[best].orbit &&
                                   dgh_host_side(host, sites->sites[i].position_ang) == out->side;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void find_side(dgh_place *out, const dgh_host *host)
{
    out->side = dgh_host_side(host, out->position_ang);
    size_t n = out->side > 0 ? host->n_surface_up : host->n_surface_down;
    if (out->side && n && host->area_ang2 > 0.0)
        out->surface_atoms_per_cm2 = (dgh_real){
            .has = true, .value = (double)n / host->area_ang2 * ANG2_PER_CM2};
}

static dgh_status look(dgh_place *out, looking *l, size_t atom, dgh_error *err)
{
    dgh_cells cells;
    double largest = 0.0, to[DGH_MAX_CONTACTS][3];
    size_t indices[DGH_MAX_CONTACTS];
    for (size_t i = 0; i < l->full->n_atoms; i++)
        largest = fmax(largest, radius_of(dgh_structure_element(l->full, i)));
    l->radius_h = radius_of(dgh_structure_element(l->full, atom));
    double reach = LIMIT[LOOSE] * (largest + l->radius_h);
    dgh_status status = dgh_cells_make(&cells, l->full, reach, err);
    if (status != DGH_OK)
        return status;
    l->cells = &cells;
    dgh_cells_near(&cells, l->full->position_ang + 3 * atom, reach, add_near, l);
    dgh_cells_clear(&cells);
    for (int k = 0; k < 3; k++)
        out->position_ang[k] = l->full->position_ang[3 * atom + (size_t)k] - l->match->drift_ang[k];
    find_side(out, l->host);
    take_atoms(out, l, to, indices);
    if (!dgh_place_phase(&out->phase, out, 1))
        return DGH_OK;
    out->gcn = (dgh_real){.has = true,
                          .value = dgh_gcn(l->host->order->neighbours, indices,
                                           (const double(*)[3])to, out->n_atoms,
                                           l->host->bulk_coordination)};
    status = dgh_order_interface_distance(&out->interface_ang, l->host->order, out->position_ang,
                                          err);
    if (status != DGH_OK)
        return status;
    count_equal(out, l->host, indices);
    return find_hollow(out, l, (const double(*)[3])to, err);
}

dgh_status dgh_place_find(dgh_place *out, const dgh_host *host, const dgh_structure *full,
                          const dgh_match *match, size_t atom, dgh_error *err)
{
    memset(out, 0, sizeof *out);
    if (!host || !match || !full || !full->has_cell || !full->position_ang ||
        match->n_host != host->n_atoms || atom >= full->n_atoms)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "describing a place needs host + H, its host and the match of both");
    out->atom = atom;
    dgh_adsorbed_h h;
    dgh_status status = dgh_surface_describe_h(&h, full, match->adsorbate, match->n_adsorbate, atom,
                                               err);
    if (status != DGH_OK)
        return status;
    out->is_below_surface = h.below_surface;
    size_t *host_atom = malloc(full->n_atoms * sizeof *host_atom);
    looking *l = calloc(1, sizeof *l);
    if (host_atom && l) {
        for (size_t i = 0; i < full->n_atoms; i++)
            host_atom[i] = full->n_atoms;
        for (size_t i = 0; i < match->n_host; i++)
            if (match->host_to_full[i] < full->n_atoms)
                host_atom[match->host_to_full[i]] = i;
        l->full = full;
        l->host = host;
        l->match = match;
        l->host_atom = host_atom;
        status = host_atom[atom] == full->n_atoms
                     ? look(out, l, atom, err)
                     : dgh_error_set(err, DGH_ERR_ARGUMENT, "atom %zu is one of the host's",
                                     atom + 1);
    } else {
        status = dgh_error_nomem(err);
    }
    free(host_atom);
    free(l);
    return status;
}

bool dgh_place_phase(dgh_phase *out, const dgh_place *places, size_t n)
{
    size_t n_atoms = 0, n_of[DGH_N_PHASES] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < places[i].n_atoms; k++) {
            n_of[places[i].atoms[k].phase]++;
            n_atoms++;
        }
    *out = n_of[DGH_PHASE_CRYSTALLINE] == n_atoms ? DGH_PHASE_CRYSTALLINE
           : n_of[DGH_PHASE_AMORPHOUS] == n_atoms ? DGH_PHASE_AMORPHOUS
                                                  : DGH_PHASE_INTERFACE;
    return n_atoms > 0;
}

const char *dgh_hollow_name(dgh_hollow hollow)
{
    static const char *const NAMES[] = {"none", "fcc", "hcp"};
    return (unsigned)hollow < sizeof NAMES / sizeof NAMES[0] ? NAMES[hollow] : "unknown";
}
