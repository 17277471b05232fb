/* Opening a study: walk, read, pair. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/walk.h"
#include "study/inside.h"

static dgh_status copy_options(dgh_inside *in, const dgh_study_options *options, dgh_error *err)
{
    dgh_study_options *own = &in->study.options;
    dgh_study_options_init(own);
    if (options)
        memcpy(own, options, options->size < sizeof *own ? options->size : sizeof *own);
    own->size = sizeof *own;
    const char *ref = own->ref_h2_path, *plan = own->plan_path;
    own->ref_h2_path = dgh_arena_strdup(in->arena, ref);
    own->plan_path = dgh_arena_strdup(in->arena, plan);
    if ((ref && !own->ref_h2_path) || (plan && !own->plan_path))
        return dgh_error_nomem(err);
    const char **records = dgh_arena_alloc(in->arena, own->n_records_paths + 1, sizeof *records);
    for (size_t i = 0; records && i < own->n_records_paths; i++)
        if (!(records[i] = dgh_arena_strdup(in->arena, own->records_paths[i])))
            records = NULL;
    if (!records)
        return dgh_error_nomem(err);
    own->records_paths = records;
    return dgh_study_check_options(own, err);
}

static dgh_status copy_roots(dgh_inside *in, const char *const *paths, size_t n, dgh_error *err)
{
    in->roots = dgh_arena_alloc(in->arena, n + 1, sizeof *in->roots);
    if (!in->roots)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        in->roots[i] = dgh_arena_strdup(in->arena, paths[i]);
        if (!in->roots[i])
            return dgh_error_nomem(err);
    }
    in->n_roots = n;
    if (n && in->study.options.n_records_paths)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected trees or records, found both");
    if (n == 0 && in->study.options.n_records_paths == 0 && in->study.options.plan_path)
        return dgh_study_plan_trees(in, err);
    return DGH_OK;
}

static dgh_status walk_roots(dgh_walk *walk, dgh_inside *in, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < in->n_roots && status == DGH_OK; i++)
        status = dgh_walk_tree(walk, in->roots[i], err);
    if (status == DGH_OK && in->study.options.ref_h2_path) {
        in->ref_root = in->study.options.ref_h2_path;
        status = dgh_walk_tree(walk, in->ref_root, err);
    }
    for (size_t i = 0; i < walk->n_problems; i++) {
        const dgh_diagnostic *p = &walk->problems[i];
        dgh_findings_add(&in->findings, p->severity, p->code, p->source, "%s", p->message);
    }
    return status;
}

static dgh_status take_runs(dgh_inside *in, dgh_error *err)
{
    size_t n = in->found.n;
    in->runs = dgh_arena_alloc(in->arena, n, sizeof *in->runs);
    in->facts = dgh_arena_alloc(in->arena, n, sizeof *in->facts);
    if (!in->runs || !in->facts)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const dgh_found_run *f = &in->found.items[i];
        in->runs[i] = (dgh_run){.path = f->path,
                                .label = f->path,
                                .calculation = f->calculation,
                                .belongs_to = DGH_NO_RUN,
                                .host = DGH_NO_RUN,
                                .frequencies = DGH_NO_RUN,
                                .energy = DGH_NO_RUN};
        in->facts[i].folder = f->folder;
        in->facts[i].name = f->name;
    }
    in->n_runs = n;
    return DGH_OK;
}

static dgh_status read_trees(dgh_walk *walk, dgh_inside *in, dgh_error *err)
{
    dgh_study_files files = {0};
    dgh_status status = walk_roots(walk, in, err);
    if (status == DGH_OK)
        status = dgh_study_read_files(&files, walk, &in->study.options, &in->findings, err);
    if (status == DGH_OK)
        status = dgh_study_assemble(&in->found, &files, &in->findings, err);
    dgh_study_files_free(&files);
    return status;
}

/* The runs of in->found and those of one more tree, together in their order. */
static dgh_status unite(dgh_inside *in, dgh_found_runs *more, dgh_error *err)
{
    const size_t n = in->found.n + more->n;
    dgh_found_run *moved = realloc(in->found.items, (n + 1) * sizeof *moved);
    if (!moved)
        return dgh_error_nomem(err);
    in->found.items = moved;
    in->found.capacity = n + 1;
    if (more->n)
        memcpy(moved + in->found.n, more->items, more->n * sizeof *moved);
    in->found.n = n;
    more->n = 0;
    dgh_found_runs_sort(&in->found);
    return DGH_OK;
}

/* The tree of --ref-h2, unless the records hold it. */
static dgh_status add_reference(dgh_walk *walk, dgh_inside *in, dgh_error *err)
{
    const char *path = in->study.options.ref_h2_path;
    in->ref_root = path;
    for (size_t i = 0; i < in->found.n; i++) {
        const dgh_run run = {.path = in->found.items[i].path,
                             .calculation = in->found.items[i].calculation};
        if (dgh_run_is_of(&run, path))
            return DGH_OK;
    }
    dgh_walk beside = {.arena = in->arena};
    dgh_study_files files = {0};
    dgh_found_runs found = {0};
    dgh_status status = dgh_walk_tree(&beside, path, err);
    if (status == DGH_OK)
        status = dgh_study_read_files(&files, &beside, &in->study.options, &in->findings, err);
    if (status == DGH_OK)
        status = dgh_study_assemble(&found, &files, &in->findings, err);
    if (status == DGH_OK)
        status = unite(in, &found, err);
    for (size_t i = 0; i < beside.n_files && status == DGH_OK; i++) {
        status = dgh_walk_add(walk, beside.files[i].path, beside.files[i].size, err);
        if (status == DGH_OK)
            walk->files[walk->n_files - 1].taken = beside.files[i].taken;
    }
    dgh_study_files_free(&files);
    dgh_found_runs_free(&found);
    return status;
}

static dgh_status read_runs(dgh_inside *in, dgh_error *err)
{
    const dgh_study_options *o = &in->study.options;
    dgh_walk walk = {.arena = in->arena};
    size_t n_files = 0;
    dgh_status status;
    if (o->n_records_paths) {
        status = dgh_study_read_records(in, &walk, &n_files, err);
        if (status == DGH_OK && o->ref_h2_path)
            status = add_reference(&walk, in, err);
    } else {
        status = read_trees(&walk, in, err);
        n_files = walk.n_files;
    }
    if (status == DGH_OK)
        status = take_runs(in, err);
    if (status == DGH_OK && o->density)
        status = dgh_study_gather_grids(in, &walk, err);
    if (status == DGH_OK && o->d_band)
        status = dgh_study_gather_dos(in, &walk, err);
    if (status == DGH_OK && o->structure)
        status = dgh_study_gather_site_plans(in, &walk, err);
    if (status != DGH_OK || in->n_runs)
        return status;
    const char *first = in->findings.n ? in->findings.items[0].message : NULL;
    return dgh_error_set(
        err, DGH_ERR_MISSING,
        "no calculation of VASP or Quantum ESPRESSO in %s%s (%zu files looked at)%s%s",
        in->n_roots ? in->roots[0] : "no directory",
        in->n_roots > 1 ? " and the other directories" : "", n_files, first ? "; " : "",
        first ? first : "");
}

static dgh_status find_roles(dgh_inside *in, dgh_error *err)
{
    dgh_status status = dgh_study_gather_facts(in, err);
    if (status != DGH_OK)
        return status;
    if (in->study.options.plan_path) {
        status = dgh_study_read_plan(in, err);
    } else {
        dgh_study_resolve_parts(in);
        status = dgh_study_pair(in, err);
        if (status == DGH_OK)
            dgh_study_choose_energies(in);
    }
    if (status == DGH_OK)
        status = dgh_study_attach_vibrations(in, err);
    return status == DGH_OK ? dgh_study_attach_densities(in, err) : status;
}

dgh_status dgh_study_open(dgh_study **out, const char *const *paths, size_t n_paths,
                          const dgh_study_options *options, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    dgh_inside *in = arena ? dgh_arena_alloc(arena, 1, sizeof *in) : NULL;
    if (!in) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    in->arena = arena;
    in->findings.arena = arena;
    in->study.arena = arena;
    in->study.best_site = DGH_NO_RUN;
    dgh_status status = copy_options(in, options, err);
    if (status == DGH_OK)
        status = copy_roots(in, paths, n_paths, err);
    if (status == DGH_OK)
        status = read_runs(in, err);
    if (status == DGH_OK)
        status = find_roles(in, err);
    if (status == DGH_OK && in->findings.failed)
        status = dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_study_free(&in->study);
        return status;
    }
    in->study.runs = in->runs;
    in->study.n_runs = in->n_runs;
    in->study.trees = in->roots;
    in->study.n_trees = in->n_roots;
    in->study.diagnostics = in->findings.items;
    in->study.n_diagnostics = in->findings.n;
    *out = &in->study;
    return DGH_OK;
}

void dgh_study_free(dgh_study *study)
{
    if (!study)
        return;
    dgh_inside *in = (dgh_inside *)study;
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_match_free(in->facts[i].match);
        dgh_run_density_free(in->facts[i].density);
        dgh_charges_free(in->facts[i].charges);
        dgh_host_free(in->facts[i].host);
        dgh_dos_free(in->facts[i].dos);
    }
    dgh_found_runs_free(&in->found);
    dgh_arena_free(in->arena);
}

void dgh_string_free(char *text)
{
    free(text);
}
