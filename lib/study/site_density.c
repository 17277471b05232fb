/* What the densities beside the runs of a row say of H and of what it touches. */
#include <string.h>

#include "study/inside.h"

/* One side of the row: host + H, or the clean host. */
typedef struct side {
    size_t run; /* whose density it is, DGH_NO_RUN = none */
    const dgh_run_density *density;
    const dgh_charges *charges;
    const size_t *atom; /* of the density, for each atom of the row's structure */
} side;

/* The Bader charges of a run's density, computed once for all rows. Errors: NOMEM, CANCELLED. */
static dgh_status charges_of(const dgh_charges **out, dgh_inside *in, size_t run, dgh_error *err)
{
    dgh_run_facts *f = &in->facts[run];
    *out = f->charges;
    if (f->charges_tried)
        return DGH_OK;
    f->charges_tried = true;
    const dgh_study_options *o = &in->study.options;
    const dgh_run_density *d = in->runs[run].density;
    dgh_charges_options options;
    dgh_charges_options_init(&options);
    options.method = o->bader_method;
    options.reference_paths = (const char *const *)d->reference_path;
    options.n_references = (size_t)(d->reference_path[0] != NULL) + (d->reference_path[1] != NULL);
    options.no_reference = options.n_references == 0;
    options.jobs = o->jobs;
    options.io = o->io;
    options.progress = o->progress;
    options.progress_user = o->progress_user;
    dgh_error why = {0};
    dgh_status status = dgh_charges_compute(&f->charges, d->density_path, &options, &why);
    *out = f->charges;
    if (status == DGH_OK)
        return DGH_OK;
    if (status == DGH_ERR_NOMEM || status == DGH_ERR_CANCELLED)
        return dgh_error_set(err, status, "%s", why.message);
    f->charges_complaint = dgh_arena_strdup(in->arena, why.message);
    return f->charges_complaint ? DGH_OK : dgh_error_nomem(err);
}

/* Findings of a density in the row's list. That a cube does not state its unit is no news here: the
 * electrons are compared with the run's. */
static void take_findings(dgh_findings *findings, const dgh_diagnostic *list, size_t n,
                          const char *path)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].code, "unit-not-stated") != 0)
            dgh_findings_add(findings, list[i].severity, list[i].code,
                             list[i].source.path ? list[i].source : (dgh_source){path, 0}, "%s",
                             list[i].message);
}

static dgh_status take_side(side *out, dgh_inside *in, size_t run, dgh_findings *findings,
                            dgh_error *err)
{
    *out = (side){.run = dgh_study_density_run(in, run)};
    if (out->run == DGH_NO_RUN) {
        const dgh_run_density *d = run == DGH_NO_RUN ? NULL : in->runs[run].density;
        if (d)
            take_findings(findings, d->diagnostics, d->n_diagnostics, d->folder);
        return DGH_OK;
    }
    out->density = in->runs[out->run].density;
    take_findings(findings, out->density->diagnostics, out->density->n_diagnostics,
                  out->density->density_path);
    dgh_status status = charges_of(&out->charges, in, out->run, err);
    if (status != DGH_OK)
        return status;
    if (!out->charges) {
        dgh_findings_add(findings, DGH_WARNING, "charges-refused",
                         (dgh_source){out->density->density_path, 0}, "no charges: %s",
                         in->facts[out->run].charges_complaint);
        return DGH_OK;
    }
    take_findings(findings, out->charges->diagnostics, out->charges->n_diagnostics,
                  out->density->density_path);
    out->atom = dgh_study_same_atoms(in->arena, &out->charges->density->structure,
                                     &in->facts[run].final);
    if (!out->atom) {
        out->charges = NULL;
        dgh_findings_add(findings, DGH_WARNING, "density-of-another-geometry",
                         (dgh_source){out->density->density_path, 0},
                         "%s: its atoms are not where they are in %s; not used",
                         out->density->density_path, in->runs[run].path);
    }
    return DGH_OK;
}

/* ---- atoms ----------------------------------------------------------------------------------- */

static void fill_atom(dgh_real *electrons, dgh_real *net_charge, dgh_real *volume, const side *s,
                      size_t atom)
{
    if (!s->charges)
        return;
    const dgh_atom_charge *a = &s->charges->atoms[s->atom[atom]];
    dgh_source source = {s->density->density_path, 0};
    *electrons = (dgh_real){true, a->electrons, source};
    *net_charge = a->net_charge_e;
    net_charge->source = source;
    *volume = (dgh_real){true, a->volume_ang3, source};
}

static bool is_listed(const dgh_site_atom *atoms, size_t n, size_t atom)
{
    for (size_t i = 0; i < n; i++)
        if (atoms[i].atom == atom)
            return true;
    return false;
}

static size_t host_atom_of(const dgh_match *match, size_t atom)
{
    for (size_t i = 0; i < match->n_host; i++)
        if (match->host_to_full[i] == atom)
            return i;
    return DGH_NO_RUN;
}

/* The adsorbed H, then what they touch, each atom once. */
static size_t list_atoms(dgh_site_atom *atoms, const dgh_site *site, const dgh_run_facts *f)
{
    size_t n = 0;
    for (size_t i = 0; i < site->n_adsorbed; i++)
        atoms[n++] = (dgh_site_atom){.atom = site->adsorbed[i].atom,
                                     .host_atom = DGH_NO_RUN,
                                     .atomic_number = 1,
                                     .is_adsorbed = true};
    for (size_t i = 0; i < site->n_adsorbed; i++)
        for (size_t k = 0; k < site->adsorbed[i].n_contacts; k++) {
            const dgh_contact *c = &site->adsorbed[i].contacts[k];
            if (!is_listed(atoms, n, c->atom))
                atoms[n++] = (dgh_site_atom){.atom = c->atom,
                                             .host_atom = host_atom_of(f->match, c->atom),
                                             .atomic_number = c->atomic_number};
        }
    return n;
}

static dgh_status fill_atoms(dgh_site_density *out, dgh_site_atom **atoms, const dgh_site *site,
                             dgh_inside *in, const side *after, const side *before, dgh_error *err)
{
    const dgh_run_facts *f = &in->facts[site->final_run];
    *atoms = dgh_arena_alloc(in->arena, site->n_adsorbed * (1 + DGH_MAX_CONTACTS), sizeof **atoms);
    if (!*atoms)
        return dgh_error_nomem(err);
    out->atoms = *atoms;
    out->n_atoms = list_atoms(*atoms, site, f);
    for (size_t i = 0; i < out->n_atoms; i++) {
        dgh_site_atom *a = &(*atoms)[i];
        fill_atom(&a->electrons_after, &a->net_charge_after_e, &a->volume_after_ang3, after,
                  a->atom);
        if (a->host_atom != DGH_NO_RUN)
            fill_atom(&a->electrons_before, &a->net_charge_before_e, &a->volume_before_ang3, before,
                      a->host_atom);
    }
    return DGH_OK;
}

static dgh_real total_of(const side *s)
{
    if (!s->charges)
        return (dgh_real){0};
    return (dgh_real){true, s->charges->total_electrons, {s->density->density_path, 0}};
}

static void name_files(dgh_site_density *out, const side *after, const side *before)
{
    for (int i = 0; i < 2; i++) {
        out->after_reference[i] = after->charges ? after->density->reference_path[i] : NULL;
        out->before_reference[i] = before->charges ? before->density->reference_path[i] : NULL;
    }
    out->after_path = after->charges ? after->density->density_path : NULL;
    out->before_path = before->charges ? before->density->density_path : NULL;
    out->electrons_after = total_of(after);
    out->electrons_before = total_of(before);
}

/* A partition with a reference and one without are two definitions of an atom. */
static void compare_sides(const dgh_site_density *d, dgh_findings *findings)
{
    if (d->after_path && d->before_path &&
        (d->after_reference[0] != NULL) != (d->before_reference[0] != NULL))
        dgh_findings_add(findings, DGH_WARNING, "references-differ", (dgh_source){d->after_path, 0},
                         "one of %s and %s was partitioned with an all-electron reference, the "
                         "other without: before and after cannot be compared",
                         d->before_path, d->after_path);
}

dgh_status dgh_study_site_density(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                  dgh_error *err)
{
    const dgh_run_facts *f = &in->facts[pair->final];
    if (site->refused || !f->match || site->n_adsorbed == 0)
        return DGH_OK;
    dgh_findings findings = {.arena = in->arena};
    side after, before;
    dgh_site_atom *atoms = NULL;
    dgh_site_density *out = dgh_arena_alloc(in->arena, 1, sizeof *out);
    dgh_status status = out ? take_side(&after, in, pair->final, &findings, err)
                            : dgh_error_nomem(err);
    if (status == DGH_OK)
        status = take_side(&before, in, pair->host, &findings, err);
    if (status != DGH_OK)
        return status;
    out->method = in->study.options.bader_method;
    if (after.charges) {
        name_files(out, &after, &before);
        compare_sides(out, &findings);
        status = fill_atoms(out, &atoms, site, in, &after, &before, err);
        if (status == DGH_OK)
            status = dgh_study_site_drho(out, atoms, site, in, after.run, &findings, err);
    }
    if (status == DGH_OK && findings.failed)
        status = dgh_error_nomem(err);
    out->diagnostics = findings.items;
    out->n_diagnostics = findings.n;
    if (status == DGH_OK && (out->after_path || out->n_diagnostics))
        site->density = out;
    return status;
}
