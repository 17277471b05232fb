/* The atoms of a site as a picture shows them. */
#include "dgh/picture.h"

#include <math.h>
#include <string.h>

#include "study/picture_inside.h"

static void take_phase(dgh_picture_atom *atom, const dgh_host *host, size_t host_atom)
{
    const size_t i = host && host_atom < host->n_atoms ? host->index_of[host_atom] : 0;
    if (!host || host_atom >= host->n_atoms || i >= host->structure->n_atoms)
        return;
    atom->has_phase = true;
    atom->phase = host->order->atoms[i].phase;
}

static void take_structure(dgh_picturing *p, const dgh_inside *in, const dgh_site *site)
{
    const dgh_run_facts *f = &in->facts[site->final_run];
    const dgh_host *host = site->structure ? site->structure->host : NULL;
    for (size_t i = 0; i < p->picture.n_atoms; i++) {
        p->atoms[i].atomic_number = dgh_structure_element(&f->final, i);
        memcpy(p->atoms[i].position_ang, f->final.position_ang + 3 * i,
               sizeof p->atoms[i].position_ang);
    }
    memcpy(p->picture.cell_ang, f->final.cell_ang, sizeof p->picture.cell_ang);
    for (size_t i = 0; f->match && i < f->match->n_host; i++)
        take_phase(&p->atoms[f->match->host_to_full[i]], host, i);
    for (size_t i = 0; f->match && i < f->match->n_adsorbate; i++)
        p->atoms[f->match->adsorbate[i]].is_adsorbed = true;
    for (size_t i = 0; site->structure && i < site->structure->n_added; i++)
        for (size_t k = 0; k < site->structure->places[i].n_atoms; k++)
            p->atoms[site->structure->places[i].atoms[k].atom].binds = true;
}

/* Charges are those of the density that the row used: its atoms may stand in another order. */
static dgh_status take_charges(dgh_picturing *p, const dgh_inside *in, const dgh_site *site,
                               dgh_error *err)
{
    if (!site->density || !site->density->after_path)
        return DGH_OK;
    const size_t run = dgh_study_density_run(in, site->final_run);
    const dgh_charges *charges = run == DGH_NO_RUN ? NULL : in->facts[run].charges;
    if (!charges || charges->n_atoms != p->picture.n_atoms)
        return DGH_OK;
    dgh_arena *scratch = dgh_arena_create();
    if (!scratch)
        return dgh_error_nomem(err);
    const size_t *map = dgh_study_same_atoms(scratch, &charges->density->structure,
                                             &in->facts[site->final_run].final);
    for (size_t i = 0; map && i < p->picture.n_atoms; i++)
        p->atoms[i].net_charge_e = charges->atoms[map[i]].net_charge_e;
    dgh_arena_free(scratch);
    return DGH_OK;
}

/* The normal of the planes of the two vectors beside the vacuum, pointing to the side of H. */
static void take_up(dgh_picturing *p, const dgh_site *site)
{
    const dgh_site_structure *s = site->structure;
    const double(*a)[3] = (const double(*)[3])p->picture.cell_ang;
    int axis = s && s->host ? s->host->vacuum_axis : 2;
    if (axis < 0)
        axis = 2;
    const double *u = a[(axis + 1) % 3], *v = a[(axis + 2) % 3];
    double n[3], length = 0.0, along = 0.0;
    for (int k = 0; k < 3; k++) {
        n[k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
        length += n[k] * n[k];
        along += n[k] * a[axis][k];
    }
    double sign = along < 0.0 ? -1.0 : 1.0;
    if (s && s->n_places && s->places[0].side < 0)
        sign = -sign;
    for (int k = 0; k < 3 && length > 0.0; k++)
        p->picture.up[k] = sign * n[k] / sqrt(length);
}

static dgh_status fill(dgh_picturing *p, const dgh_inside *in, const dgh_site *site, dgh_error *err)
{
    const dgh_run_facts *f = &in->facts[site->final_run];
    if (!f->has_geometry)
        return DGH_OK;
    p->atoms = dgh_arena_alloc(p->arena, f->final.n_atoms, sizeof *p->atoms);
    if (!p->atoms)
        return dgh_error_nomem(err);
    p->picture.atoms = p->atoms;
    p->picture.n_atoms = f->final.n_atoms;
    take_structure(p, in, site);
    take_up(p, site);
    if (site->structure && site->structure->n_added)
        p->picture.h = site->structure->places[0].atom;
    else if (site->n_adsorbed)
        p->picture.h = site->adsorbed[0].atom;
    dgh_status status = take_charges(p, in, site, err);
    if (status == DGH_OK && p->options.drho)
        status = dgh_picture_drho(p, in, site, err);
    return status;
}

dgh_status dgh_site_picture_make(dgh_site_picture **out, const dgh_study *study, size_t site,
                                 const dgh_picture_options *options, dgh_error *err)
{
    *out = NULL;
    if (site >= study->n_sites)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a site below %zu, found %zu",
                             study->n_sites, site);
    dgh_arena *arena = dgh_arena_create();
    dgh_picturing *p = arena ? dgh_arena_alloc(arena, 1, sizeof *p) : NULL;
    if (!p) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    p->arena = arena;
    p->picture.owner = arena;
    p->options = (dgh_picture_options)DGH_PICTURE_OPTIONS_INIT;
    if (options)
        memcpy(&p->options, options,
               options->size < sizeof p->options ? options->size : sizeof p->options);
    dgh_status status = fill(p, (const dgh_inside *)study, &study->sites[site], err);
    if (status != DGH_OK) {
        dgh_site_picture_free(&p->picture);
        return status;
    }
    *out = &p->picture;
    return DGH_OK;
}

void dgh_site_picture_free(dgh_site_picture *picture)
{
    if (!picture)
        return;
    dgh_picturing *p = (dgh_picturing *)picture;
    dgh_difference_free(p->difference);
    dgh_arena_free(p->arena);
}
