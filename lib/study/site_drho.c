/* The density difference of a row, where somebody has made its single points: the host without the
 * H and the H without the host, both where they are in host + H. */
#include <string.h>

#include "dgh/difference.h"
#include "study/inside.h"

/* `s` without the adsorbed atoms, or those alone. */
static bool part_of(dgh_structure *out, dgh_arena *arena, const dgh_structure *s,
                    const dgh_match *match, bool adsorbed)
{
    uint32_t *species = dgh_arena_alloc(arena, s->n_atoms, sizeof *species);
    double *position = dgh_arena_alloc(arena, s->n_atoms, 3 * sizeof *position);
    bool *is_adsorbed = dgh_arena_alloc(arena, s->n_atoms, sizeof *is_adsorbed);
    if (!species || !position || !is_adsorbed)
        return false;
    for (size_t i = 0; i < match->n_adsorbate; i++)
        is_adsorbed[match->adsorbate[i]] = true;
    *out = *s;
    out->n_atoms = 0;
    out->is_free = NULL;
    out->velocity_ang_per_fs = NULL;
    for (size_t i = 0; i < s->n_atoms; i++) {
        if (is_adsorbed[i] != adsorbed)
            continue;
        species[out->n_atoms] = s->species_of_atom[i];
        memcpy(position + 3 * out->n_atoms++, s->position_ang + 3 * i, 3 * sizeof *position);
    }
    out->species_of_atom = species;
    out->position_ang = position;
    return true;
}

/* A run with the atoms of a fragment at their places; one with a density if there is one. */
static size_t fragment(const dgh_inside *in, const dgh_structure *wanted, size_t n_heavy,
                       size_t n_h)
{
    size_t found = DGH_NO_RUN;
    for (size_t i = 0; i < in->n_runs; i++) {
        const dgh_run_facts *f = &in->facts[i];
        const dgh_run_density *d = in->runs[i].density;
        if (!f->has_geometry || f->n_heavy != n_heavy || f->n_h != n_h ||
            !dgh_same_cell(&f->final, wanted))
            continue;
        double move = dgh_largest_move_any_order_ang(wanted, &f->final);
        if (move < 0.0 || move > DGH_DRHO_SAME_PLACE_ANG)
            continue;
        if (d && d->density_path)
            return i;
        found = i;
    }
    return found;
}

static const char *missing_of(dgh_inside *in, const char *what, size_t run)
{
    if (run == DGH_NO_RUN)
        return dgh_arena_printf(in->arena, "a single point of %s, with its density", what);
    return dgh_arena_printf(in->arena, "the density of %s, which is %s", in->runs[run].path, what);
}

/* Charges are known by atom of the final run, the difference by atom of its density's file. */
static void take_atoms(dgh_site_atom *atoms, size_t n, dgh_inside *in, const dgh_difference *d,
                       const dgh_structure *final)
{
    dgh_structure given = *d->structure;
    if (!given.has_cell) {
        given.has_cell = true;
        memcpy(given.cell_ang, d->cell_ang, sizeof given.cell_ang);
    }
    const size_t *map = dgh_study_same_atoms(in->arena, &given, final);
    for (size_t i = 0; map && i < n; i++) {
        const dgh_difference_atom *a = &d->atoms[map[atoms[i].atom]];
        atoms[i].drho_basin_e = (dgh_real){.has = a->has_basin, .value = a->basin};
        atoms[i].drho_sphere_e = (dgh_real){.has = true, .value = a->sphere};
        atoms[i].sphere_radius_ang = a->radius_ang;
    }
}

static void take_sums(dgh_site_density *out, const dgh_difference *d, const char *after)
{
    dgh_source source = {after, 0};
    out->drho_integral_e = (dgh_real){true, d->integral, source};
    out->drho_positive_e = (dgh_real){true, d->integral_positive, source};
    out->drho_axis = d->axis;
    out->drho_dipole_e_ang = (dgh_real){d->has_dipole, d->dipole_e_ang, source};
    out->drho_potential_step_ev = (dgh_real){d->has_dipole, d->potential_step_ev, source};
}

static dgh_status subtract(dgh_site_density *out, dgh_site_atom *atoms, dgh_inside *in,
                           const dgh_structure *final, const dgh_run_density *after,
                           dgh_findings *findings, dgh_error *err)
{
    const dgh_study_options *o = &in->study.options;
    dgh_difference_term terms[] = {
        {1.0, after->density_path}, {-1.0, out->drho_host_path}, {-1.0, out->drho_h_path}};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    const char *basins[2] = {after->reference_path[0] ? after->reference_path[0]
                                                      : after->density_path,
                             after->reference_path[1]};
    options.same_atom_ang = DGH_DRHO_SAME_PLACE_ANG;
    options.read_runs = false;
    options.basins_path = basins;
    options.n_basins_paths = 1 + (basins[1] != NULL);
    options.basins_method = o->bader_method;
    options.grid.jobs = o->jobs;
    options.grid.io = o->io;
    options.progress = o->progress;
    options.progress_user = o->progress_user;
    dgh_error why = {0};
    dgh_difference *d;
    dgh_status status = dgh_difference_compute(&d, terms, 3, &options, &why);
    if (status == DGH_ERR_NOMEM || status == DGH_ERR_CANCELLED)
        return dgh_error_set(err, status, "%s", why.message);
    if (status != DGH_OK) {
        out->drho_host_path = out->drho_h_path = NULL;
        dgh_findings_add(findings, DGH_WARNING, "drho-refused",
                         (dgh_source){after->density_path, 0}, "no density difference: %s",
                         why.message);
        return DGH_OK;
    }
    take_sums(out, d, after->density_path);
    take_atoms(atoms, out->n_atoms, in, d, final);
    dgh_difference_free(d);
    return DGH_OK;
}

dgh_status dgh_study_site_drho(dgh_site_density *out, dgh_site_atom *atoms, const dgh_site *site,
                               dgh_inside *in, size_t final_density, dgh_findings *findings,
                               dgh_error *err)
{
    const dgh_run_facts *f = &in->facts[site->final_run];
    const size_t n_h = f->match->n_adsorbate;
    dgh_structure host, h;
    if (!part_of(&host, in->arena, &f->final, f->match, false) ||
        !part_of(&h, in->arena, &f->final, f->match, true))
        return dgh_error_nomem(err);
    size_t host_run = fragment(in, &host, f->n_heavy, f->n_h - n_h);
    size_t h_run = fragment(in, &h, 0, n_h);
    bool has_host = host_run != DGH_NO_RUN && in->runs[host_run].density &&
                    in->runs[host_run].density->density_path;
    bool has_h = h_run != DGH_NO_RUN && in->runs[h_run].density &&
                 in->runs[h_run].density->density_path;
    if (!has_host || !has_h) {
        const char *a = has_host ? NULL
                                 : missing_of(in, "the host alone where it is here", host_run);
        const char *b =
            has_h ? NULL : missing_of(in, "the H alone where it is here, in the same cell", h_run);
        out->drho_missing = a && b ? dgh_arena_printf(in->arena, "%s; %s", a, b) : a ? a : b;
        return out->drho_missing ? DGH_OK : dgh_error_nomem(err);
    }
    out->drho_host_path = in->runs[host_run].density->density_path;
    out->drho_h_path = in->runs[h_run].density->density_path;
    return subtract(out, atoms, in, &f->final, in->runs[final_density].density, findings, err);
}
