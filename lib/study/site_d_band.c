/* The d bands of the atoms to which the H of a row bind. */
#include <stdlib.h>
#include <string.h>

#include "io/walk.h"
#include "study/d_bands.h"
#include "study/dos_files.h"

static const double SAME_GEOMETRY_ANG = 0.02; /* see parts.c */

/* ---- files ----------------------------------------------------------------------------------- */

static int by_folder(const void *a, const void *b)
{
    const dgh_grid_beside *x = a, *y = b;
    int order = strcmp(x->folder, y->folder);
    return order ? order : strcmp(x->path, y->path);
}

dgh_status dgh_study_gather_dos(dgh_inside *in, const dgh_walk *walk, dgh_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < walk->n_files; i++) {
        const char *path = walk->files[i].path;
        if (walk->files[i].size == 0 || !dgh_dos_name_allows(dgh_path_base(path)))
            continue;
        const char *folder = dgh_path_folder(in->arena, path);
        dgh_grid_beside *grown = folder ? dgh_arena_grow(in->arena, in->dos, &capacity, in->n_dos,
                                                         in->n_dos + 1, sizeof *grown)
                                        : NULL;
        if (!grown)
            return dgh_error_nomem(err);
        in->dos = grown;
        grown[in->n_dos++] = (dgh_grid_beside){folder, path};
    }
    if (in->n_dos)
        qsort(in->dos, in->n_dos, sizeof *in->dos, by_folder);
    return DGH_OK;
}

static size_t first_of(const dgh_inside *in, const char *folder, size_t *n)
{
    size_t first = 0, high = in->n_dos;
    while (first < high) {
        size_t middle = first + (high - first) / 2;
        if (strcmp(in->dos[middle].folder, folder) < 0)
            first = middle + 1;
        else
            high = middle;
    }
    *n = 0;
    while (first + *n < in->n_dos && strcmp(in->dos[first + *n].folder, folder) == 0)
        ++*n;
    return first;
}

/* ---- the densities of states of a geometry --------------------------------------------------- */

/* Frequency runs leave those of their last displacement behind. */
static bool has_use(const dgh_run *run)
{
    return run->calculation && run->calculation->task != DGH_TASK_INPUT &&
           run->calculation->task != DGH_TASK_FREQUENCIES && run->role != DGH_ROLE_RESTART &&
           run->role != DGH_ROLE_DISPLACED && run->role != DGH_ROLE_FREQUENCIES;
}

static bool stands_for(const dgh_inside *in, size_t candidate, size_t run)
{
    const dgh_run_facts *c = &in->facts[candidate], *r = &in->facts[run];
    size_t n = 0;
    if (!has_use(&in->runs[candidate]) || !c->has_geometry ||
        c->final.n_atoms != r->final.n_atoms || !dgh_same_cell(&c->final, &r->final))
        return false;
    first_of(in, c->folder, &n);
    if (n == 0 || candidate == run)
        return n > 0;
    double move = dgh_largest_move_any_order_ang(&r->final, &c->final);
    return move >= 0.0 && move <= SAME_GEOMETRY_ANG;
}

/* Projections that were asked for in a step of their own come before what a relaxation leaves. */
static int rank_of(const dgh_inside *in, size_t candidate, size_t run)
{
    return 2 * (in->runs[candidate].calculation->task == DGH_TASK_BANDS) + (candidate == run);
}

/* Reads what lies in the folder of a run, once. Errors: NOMEM. */
static dgh_status dos_of(const dgh_dos **out, dgh_inside *in, size_t run, dgh_error *err)
{
    dgh_run_facts *f = &in->facts[run];
    dgh_error why = {0};
    size_t n, first = first_of(in, f->folder, &n);
    *out = f->dos;
    if (f->dos_tried)
        return DGH_OK;
    f->dos_tried = true;
    const char **paths = calloc(n + 1, sizeof *paths);
    if (!paths)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++)
        paths[i] = in->dos[first + i].path;
    dgh_status status = dgh_dos_read_best(&f->dos, paths, n, f->folder, &in->study.options.io,
                                          &why);
    free(paths);
    if (status == DGH_OK && f->dos->n_shells == 0) { /* nothing was projected */
        dgh_dos_free(f->dos);
        f->dos = NULL;
    }
    *out = f->dos;
    if (status == DGH_OK || status == DGH_ERR_MISSING)
        return DGH_OK;
    f->dos_complaint = dgh_arena_strdup(in->arena, why.message);
    return status == DGH_ERR_NOMEM || !f->dos_complaint ? dgh_error_nomem(err) : DGH_OK;
}

/* One side of the row: the clean host, or host + H. */
typedef struct side {
    const dgh_dos *dos; /* NULL = none */
    size_t run;         /* beside which it lies */
    dgh_d_band_options options;
    const size_t *atom; /* of the densities of states, for each atom of the row's structure */
} side;

/* What of the best run can be used; the next where it has nothing. Errors: NOMEM. */
static dgh_status take_side(side *out, dgh_inside *in, size_t run, dgh_findings *findings,
                            dgh_error *err)
{
    *out = (side){.run = DGH_NO_RUN, .options = in->study.options.d_band_options};
    for (int rank = 3; in->n_dos && rank >= 0 && !out->dos; rank--)
        DGH_EACH_ALIKE (in, i, run) {
            if (out->dos)
                break;
            if (!stands_for(in, i, run) || rank_of(in, i, run) != rank)
                continue;
            dgh_status status = dos_of(&out->dos, in, i, err);
            if (status != DGH_OK)
                return status;
            out->run = i;
            if (in->facts[i].dos_complaint)
                dgh_findings_add(findings, DGH_WARNING, "dos-refused",
                                 (dgh_source){in->facts[i].folder, 0}, "no d bands: %s",
                                 in->facts[i].dos_complaint);
        }
    if (!out->dos)
        return DGH_OK;
    if (!out->options.fermi_ev.has)
        out->options.fermi_ev = out->dos->fermi_ev.has
                                    ? out->dos->fermi_ev
                                    : dgh_run_fermi(in->runs[out->run].calculation);
    out->atom = dgh_study_same_atoms(in->arena, &in->facts[out->run].final, &in->facts[run].final);
    if (out->atom && out->dos->n_atoms <= in->facts[run].final.n_atoms)
        return DGH_OK;
    dgh_findings_add(findings, DGH_WARNING, "dos-of-another-system",
                     (dgh_source){out->dos->path, 0},
                     "%s: its %zu atoms are not those of %s; not used", out->dos->path,
                     out->dos->n_atoms, in->runs[run].path);
    out->dos = NULL;
    return DGH_OK;
}

/* ---- atoms ----------------------------------------------------------------------------------- */

static bool is_listed(const dgh_site_d_atom *atoms, size_t n, size_t host_atom)
{
    for (size_t i = 0; i < n; i++)
        if (atoms[i].host_atom == host_atom)
            return true;
    return false;
}

/* What the added H bind to, images of one atom once. */
static dgh_status list_atoms(dgh_site_d_atom **atoms, size_t *n, const dgh_site_structure *s,
                             dgh_arena *arena, dgh_error *err)
{
    *n = 0;
    *atoms = dgh_arena_alloc(arena, s->n_added * DGH_MAX_CONTACTS, sizeof **atoms);
    if (!*atoms)
        return dgh_error_nomem(err);
    for (size_t p = 0; p < s->n_added; p++)
        for (size_t k = 0; k < s->places[p].n_atoms; k++) {
            const dgh_binding_atom *b = &s->places[p].atoms[k];
            if (!is_listed(*atoms, *n, b->host_atom))
                (*atoms)[(*n)++] = (dgh_site_d_atom){
                    .atom = b->atom, .host_atom = b->host_atom, .atomic_number = b->atomic_number};
        }
    return DGH_OK;
}

/* The bands of the atoms on one side, and of all together. Errors: NOMEM. */
static dgh_status compute_side(dgh_site_d_band *out, dgh_site_d_atom *atoms, const side *s,
                               bool after, dgh_findings *findings, dgh_error *err)
{
    size_t *all = calloc(2 * out->n_atoms + 1, sizeof *all), n = 0;
    dgh_d_band_atom *judged = calloc(out->n_atoms + 1, sizeof *judged);
    dgh_error why = {0};
    dgh_status status = all && judged ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < out->n_atoms && status == DGH_OK; i++) {
        dgh_site_d_atom *a = &atoms[i];
        size_t atom = s->atom[after ? a->atom : a->host_atom];
        if (a->atomic_number && !dgh_d_band_element(a->atomic_number))
            continue;
        judged[n].atom = atom;
        status = dgh_d_band_of(&judged[n].band, s->dos, &atom, 1, &s->options, &why);
        judged[n].has_band = status == DGH_OK;
        if (status != DGH_OK) {
            dgh_findings_add(findings, DGH_WARNING, "no-d-band", (dgh_source){s->dos->path, 0},
                             "%s", why.message);
            status = status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : DGH_OK;
            continue;
        }
        *(after ? &a->has_after : &a->has_before) = true;
        *(after ? &a->after : &a->before) = judged[n].band;
        all[n++] = atom;
    }
    if (status == DGH_OK && n)
        *(after ? &out->has_after
                : &out->has_before) = dgh_d_band_of(after ? &out->after : &out->before, s->dos, all,
                                                    n, &s->options, NULL) == DGH_OK;
    if (status == DGH_OK && n)
        dgh_d_bands_judge(findings, s->dos, judged, n);
    free(judged);
    free(all);
    return status;
}

static void check_run(const side *s, const dgh_inside *in, dgh_findings *findings)
{
    const dgh_calculation *c = in->runs[s->run].calculation;
    if (c->status != DGH_RUN_COMPLETE && c->status != DGH_RUN_UNKNOWN)
        dgh_findings_add(findings, DGH_WARNING, "run-not-complete", (dgh_source){c->path, 0},
                         "%s is %s: its densities of states are not final", in->runs[s->run].path,
                         dgh_run_status_name(c->status));
}

static dgh_status fill(dgh_site_d_band *out, dgh_inside *in, const dgh_pair *pair,
                       const dgh_site_structure *structure, dgh_findings *findings, dgh_error *err)
{
    side before, after;
    dgh_site_d_atom *atoms = NULL;
    dgh_status status = take_side(&before, in, pair->host, findings, err);
    if (status == DGH_OK)
        status = take_side(&after, in, pair->final, findings, err);
    if (status == DGH_OK)
        status = list_atoms(&atoms, &out->n_atoms, structure, in->arena, err);
    out->atoms = atoms;
    if (status == DGH_OK && before.dos) {
        out->before_path = before.dos->path;
        check_run(&before, in, findings);
        status = compute_side(out, atoms, &before, false, findings, err);
    }
    if (status == DGH_OK && after.dos) {
        out->after_path = after.dos->path;
        check_run(&after, in, findings);
        status = compute_side(out, atoms, &after, true, findings, err);
    }
    return status;
}

dgh_status dgh_study_site_d_band(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                 dgh_error *err)
{
    /* not const where it was made, a moment ago */
    dgh_site_structure *structure = (dgh_site_structure *)site->structure;
    if (!structure || structure->n_added == 0 || in->n_dos == 0)
        return DGH_OK;
    dgh_findings findings = {.arena = in->arena};
    dgh_site_d_band *out = dgh_arena_alloc(in->arena, 1, sizeof *out);
    if (!out)
        return dgh_error_nomem(err);
    out->options = in->study.options.d_band_options;
    dgh_status status = fill(out, in, pair, structure, &findings, err);
    if (status == DGH_OK && findings.failed)
        status = dgh_error_nomem(err);
    out->diagnostics = findings.items;
    out->n_diagnostics = findings.n;
    if (status != DGH_OK || (!out->before_path && !out->after_path && !findings.n))
        return status;
    site->d_band = out;
    if (out->has_before)
        structure->d_band_centre_ev = (dgh_real){
            true, out->before.total.centre_ev, {out->before_path, 0}};
    return DGH_OK;
}
