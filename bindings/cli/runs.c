#include "runs.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "output.h"

static bool add(cli_runs *runs, const dgh_calculation *calculation,
                const dgh_vibrations *vibrations)
{
    if (runs->n == runs->capacity) {
        size_t larger = runs->capacity ? 2 * runs->capacity : 64;
        cli_run *moved = realloc(runs->run, larger * sizeof *moved);
        if (!moved)
            return false;
        runs->run = moved;
        runs->capacity = larger;
    }
    runs->run[runs->n++] = (cli_run){calculation, vibrations};
    return true;
}

static void fail(cli_runs *runs, dgh_status status, const dgh_error *err)
{
    /* Limits on unpacking are bad input here, not a scientific refusal. */
    int code = cli_fail(status, err);
    code = code == CLI_REFUSED || code == CLI_USAGE ? CLI_INPUT : code;
    if (runs->code == CLI_DONE || code == CLI_INTERNAL)
        runs->code = code;
}

static void open_file(cli_runs *runs, const char *path)
{
    dgh_error err = {0};
    dgh_calculation *c;
    dgh_status status = dgh_read_file(&c, path, NULL, &err);
    if (status != DGH_OK) {
        fail(runs, status, &err);
        return;
    }
    runs->files[runs->n_files++] = c;
    if (!add(runs, c, &c->vibrations))
        fail(runs, DGH_ERR_NOMEM, &err);
}

static void open_tree(cli_runs *runs, const char *path, const cli_settings *settings)
{
    dgh_error err = {0};
    dgh_study *study;
    dgh_study_options options;
    cli_progress progress;
    dgh_study_options_init(&options);
    cli_progress_begin(&progress, settings);
    options.jobs = settings->jobs;
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    dgh_status status = dgh_study_open(&study, &path, 1, &options, &err);
    cli_progress_end(&progress);
    if (status != DGH_OK) {
        fail(runs, status, &err);
        return;
    }
    runs->studies[runs->n_studies++] = study;
    cli_show_diagnostics(study->diagnostics, study->n_diagnostics, settings);
    bool good = true;
    for (size_t i = 0; good && i < study->n_runs; i++)
        if (study->runs[i].calculation)
            good = add(runs, study->runs[i].calculation, study->runs[i].vibrations);
    if (!good)
        fail(runs, DGH_ERR_NOMEM, &err);
}

void cli_runs_open(cli_runs *runs, const char *const *paths, size_t n_paths,
                   const cli_settings *settings)
{
    dgh_error err = {0};
    *runs = (cli_runs){0};
    runs->studies = calloc(n_paths, sizeof(dgh_study *));
    runs->files = calloc(n_paths, sizeof(dgh_calculation *));
    if (!runs->studies || !runs->files) {
        fail(runs, DGH_ERR_NOMEM, &err);
        return;
    }
    for (size_t i = 0; i < n_paths; i++) {
        struct stat st;
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
            open_tree(runs, paths[i], settings);
        else
            open_file(runs, paths[i]);
    }
}

void cli_runs_close(cli_runs *runs)
{
    for (size_t i = 0; runs->studies && i < runs->n_studies; i++)
        dgh_study_free(runs->studies[i]);
    for (size_t i = 0; runs->files && i < runs->n_files; i++)
        dgh_calculation_free(runs->files[i]);
    free(runs->studies);
    free(runs->files);
    free(runs->run);
    *runs = (cli_runs){0};
}
