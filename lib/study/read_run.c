/* The run of one directory: dgh/read.h's dgh_read_run. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dgh/read.h"
#include "io/walk.h"
#include "study/inside.h"

/* Of several runs in one directory: one with vibrations, else the one without a tag, else the last
 * in natural order, which is the last part of a restarted relaxation. */
static size_t choose(const dgh_found_runs *runs)
{
    size_t best = 0;
    int best_rank = -1;
    for (size_t i = 0; i < runs->n; i++) {
        const dgh_calculation *c = runs->items[i].calculation;
        int rank = 0;
        if (c->vibrations.n_dofs || c->vibrations.n_modes)
            rank += 4;
        if (c->task != DGH_TASK_INPUT)
            rank += 2;
        if (*runs->items[i].name == '\0')
            rank += 1;
        if (rank >= best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static dgh_status add_notes(dgh_calculation *c, const dgh_findings *findings, dgh_error *err)
{
    if (findings->n == 0)
        return findings->failed ? dgh_error_nomem(err) : DGH_OK;
    size_t n = c->n_diagnostics + findings->n;
    dgh_diagnostic *all = dgh_arena_alloc(c->arena, n, sizeof *all);
    if (!all)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        bool own = i < c->n_diagnostics;
        all[i] = own ? c->diagnostics[i] : findings->items[i - c->n_diagnostics];
    }
    c->diagnostics = all;
    c->n_diagnostics = n;
    return DGH_OK;
}

static dgh_status take(dgh_calculation **out, dgh_found_runs *runs, dgh_findings *findings,
                       const char *directory, dgh_error *err)
{
    if (runs->n == 0)
        return dgh_error_at(err, DGH_ERR_MISSING, directory, 0, 0,
                            "no calculation of VASP or Quantum ESPRESSO in this directory");
    size_t chosen = choose(runs);
    for (size_t i = 0; i < runs->n; i++)
        if (i != chosen)
            dgh_findings_add(findings, DGH_NOTE, "several-runs",
                             (dgh_source){runs->items[i].path, 0},
                             "%s: another run in the same directory", runs->items[i].path);
    *out = runs->items[chosen].calculation;
    runs->items[chosen].calculation = NULL;
    return add_notes(*out, findings, err);
}

dgh_status dgh_read_run(dgh_calculation **out, const char *directory, const dgh_io_options *io,
                        dgh_error *err)
{
    *out = NULL;
    struct stat st;
    if (stat(directory, &st) == 0 && !S_ISDIR(st.st_mode))
        return dgh_read_file(out, directory, io, err);
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.jobs = 1; /* the caller may run many at once */
    if (io)
        options.io = *io;
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    dgh_findings findings = {.arena = arena};
    dgh_walk walk = {.arena = arena, .shallow = true};
    dgh_study_files files = {0};
    dgh_found_runs runs = {0};
    dgh_status status = dgh_walk_tree(&walk, directory, err);
    if (status == DGH_OK)
        status = dgh_study_read_files(&files, &walk, &options, &findings, err);
    if (status == DGH_OK)
        status = dgh_study_assemble(&runs, &files, &findings, err);
    if (status == DGH_OK)
        status = take(out, &runs, &findings, directory, err);
    dgh_study_files_free(&files);
    dgh_found_runs_free(&runs);
    if (status == DGH_OK) {
        dgh_arena_adopt((*out)->arena, arena); /* it holds paths and messages */
        return DGH_OK;
    }
    dgh_calculation_free(*out);
    *out = NULL;
    dgh_arena_free(arena);
    return status;
}
