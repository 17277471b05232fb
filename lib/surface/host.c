/* What the places on one slab share: order, surface atoms, sites, sides. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dgh/place.h"
#include "record/build.h"
#include "surface/gaps.h"
#include "surface/host.h"

static const double VACUUM_ANG = 5.0;
static const double FCC_COORDINATION = 12.0;
/* Threads cost more than they bring below this number of atoms. */
enum { FEW_ATOMS = 1000 };

typedef struct host_inside {
    dgh_host result; /* first, so that its address is that of the host */
    dgh_structure copy;
    dgh_species *species;
    uint32_t *species_of_atom;
    double *position;
    size_t *atoms, *index_of;
    dgh_order *order;
    dgh_sites *sites;
    char *missing;
    double bottom, thickness; /* fractions along the vacuum axis */
} host_inside;

static void *copy_of(const void *from, size_t n, size_t size)
{
    void *to = malloc(n && size ? n * size : 1);
    if (to && n)
        memcpy(to, from, n * size);
    return to;
}

/* Elements, cell and positions of all but H; labels of species are looked at by nobody here. */
static dgh_status copy_structure(host_inside *h, const dgh_structure *s, dgh_error *err)
{
    size_t n = 0;
    h->species = copy_of(s->species, s->n_species, sizeof *h->species);
    h->species_of_atom = copy_of(s->species_of_atom, s->n_atoms, sizeof *h->species_of_atom);
    h->position = copy_of(s->position_ang, 3 * s->n_atoms, sizeof *h->position);
    h->atoms = calloc(s->n_atoms, sizeof *h->atoms);
    h->index_of = calloc(s->n_atoms, sizeof *h->index_of);
    if (!h->species || !h->species_of_atom || !h->position || !h->atoms || !h->index_of)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < s->n_species; i++)
        h->species[i] = (dgh_species){.label = dgh_element_symbol(s->species[i].atomic_number),
                                      .atomic_number = s->species[i].atomic_number};
    for (size_t i = 0; i < s->n_atoms; i++) {
        if (dgh_structure_element(s, i) == 1)
            continue;
        h->species_of_atom[n] = s->species_of_atom[i];
        memcpy(h->position + 3 * n, s->position_ang + 3 * i, 3 * sizeof *h->position);
        h->atoms[n++] = i;
    }
    for (size_t i = 0; i < s->n_atoms; i++)
        h->index_of[i] = n;
    for (size_t k = 0; k < n; k++)
        h->index_of[h->atoms[k]] = k;
    h->copy = (dgh_structure){.n_atoms = n,
                              .n_species = s->n_species,
                              .species = h->species,
                              .species_of_atom = h->species_of_atom,
                              .has_cell = true,
                              .position_ang = h->position};
    memcpy(h->copy.cell_ang, s->cell_ang, sizeof h->copy.cell_ang);
    h->result.structure = &h->copy;
    h->result.n_atoms = s->n_atoms;
    h->result.atoms = h->atoms;
    h->result.index_of = h->index_of;
    return n ? DGH_OK : dgh_error_set(err, DGH_ERR_ARGUMENT, "the host has no atoms but H");
}

/* The lattice vector of the vacuum, where there is one alone. */
static dgh_status find_slab(host_inside *h, dgh_error *err)
{
    dgh_gaps g;
    int n = 0;
    h->result.vacuum_axis = -1;
    if (!dgh_gaps_find(&g, &h->copy, NULL))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell, found one of no volume");
    for (int k = 0; k < 3; k++)
        if (g.length_ang[k] >= VACUUM_ANG) {
            h->result.vacuum_axis = k;
            n++;
        }
    if (n != 1) {
        h->result.vacuum_axis = -1;
        return DGH_OK;
    }
    int axis = h->result.vacuum_axis;
    double normal[3];
    h->result.area_ang2 = dgh_cell_volume_ang3((const double(*)[3])h->copy.cell_ang) /
                          dgh_gaps_normal(h->copy.cell_ang, axis, normal);
    h->bottom = g.from[axis] + g.fraction[axis];
    h->thickness = 1.0 - g.fraction[axis];
    return DGH_OK;
}

int dgh_host_side(const dgh_host *host, const double position_ang[3])
{
    const host_inside *h = host->owner;
    int axis = host->vacuum_axis;
    double f[3];
    if (axis < 0 ||
        !dgh_cell_to_fractional((const double(*)[3])h->copy.cell_ang, position_ang, f, 1))
        return 0;
    double above = f[axis] - h->bottom;
    above -= floor(above + 1e-6); /* a point in the lowest layer is not on top by rounding */
    bool is_inside = above <= h->thickness + 1e-6;
    bool is_up = is_inside ? above + 1e-6 >= h->thickness / 2.0
                           : above - h->thickness <= 1.0 - above;
    return is_up ? 1 : -1;
}

/* The lowest atom is at 0 or, by rounding, at 1. */
static int side_of_atom(const host_inside *h, size_t atom)
{
    int axis = h->result.vacuum_axis;
    double f[3];
    dgh_cell_to_fractional((const double(*)[3])h->copy.cell_ang, h->position + 3 * atom, f, 1);
    double above = f[axis] - h->bottom;
    above -= floor(above + 1e-9);
    return above >= h->thickness / 2.0 ? 1 : -1;
}

/* A host of a single layer of atoms has them on both sides. */
static void count_surface(host_inside *h)
{
    bool is_flat = h->thickness < 1e-6;
    for (size_t i = 0; i < h->copy.n_atoms && h->result.vacuum_axis >= 0; i++) {
        if (!h->sites->is_surface[i])
            continue;
        int side = side_of_atom(h, i);
        h->result.n_surface_up += is_flat || side > 0;
        h->result.n_surface_down += is_flat || side < 0;
    }
}

static dgh_status find_sites(host_inside *h, const dgh_sites_options *options, dgh_error *err)
{
    dgh_error why = {0};
    h->result.bulk_coordination = FCC_COORDINATION;
    dgh_status status = dgh_sites_find(&h->sites, &h->copy, options, &why);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    if (status != DGH_OK) {
        h->missing = copy_of(why.message, strlen(why.message) + 1, 1);
        h->result.sites_missing = h->missing;
        return h->missing ? DGH_OK : dgh_error_nomem(err);
    }
    h->result.sites = h->sites;
    h->result.bulk_coordination = h->sites->bulk_coordination;
    h->result.bulk_is_model = h->sites->bulk_is_model;
    count_surface(h);
    return DGH_OK;
}

static dgh_status analyse(host_inside *h, const dgh_structure *s, const dgh_host_options *options,
                          dgh_error *err)
{
    dgh_host_options o = DGH_HOST_OPTIONS_INIT;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    if (o.jobs == 0 && s->n_atoms < FEW_ATOMS)
        o.jobs = 1;
    o.order.jobs = o.order.neighbours.jobs = o.sites.jobs = o.jobs;
    /* of a cell of one, two or three atoms all can be crystalline: their images are with them */
    if (o.order.least_cluster > s->n_atoms)
        o.order.least_cluster = s->n_atoms;
    dgh_status status = copy_structure(h, s, err);
    if (status == DGH_OK)
        status = find_slab(h, err);
    if (status == DGH_OK)
        status = dgh_order_compute(&h->order, &h->copy, &o.order, err);
    h->result.order = h->order;
    return status == DGH_OK ? find_sites(h, &o.sites, err) : status;
}

dgh_status dgh_host_analyse(dgh_host **out, const dgh_structure *host,
                            const dgh_host_options *options, dgh_error *err)
{
    *out = NULL;
    if (!host || !host->n_atoms || !host->has_cell || !host->position_ang || !host->species ||
        !host->species_of_atom)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a host with a cell, positions and elements");
    host_inside *h = calloc(1, sizeof *h);
    if (!h)
        return dgh_error_nomem(err);
    h->result.owner = h;
    dgh_status status = analyse(h, host, options, err);
    if (status == DGH_OK)
        *out = &h->result;
    else
        dgh_host_free(&h->result);
    return status;
}

void dgh_host_free(dgh_host *host)
{
    host_inside *h = host ? host->owner : NULL;
    if (!h)
        return;
    dgh_order_free(h->order);
    dgh_sites_free(h->sites);
    free(h->species);
    free(h->species_of_atom);
    free(h->position);
    free(h->atoms);
    free(h->index_of);
    free(h->missing);
    free(h);
}
