/* dgh inspect: what each run is. */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "runs.h"

/* Space groups of the runs' geometries; NULL where there is none to be found (a molecule without a
 * cell, a model too large to look at in passing). */
static dgh_symmetry **find_symmetries(const dgh_calculation *const *list, size_t n,
                                      const cli_settings *s)
{
    static const double TOLERANCE_ANG = 0.01;
    const double tolerance = s->symmetry_ang.given ? s->symmetry_ang.value : TOLERANCE_ANG;
    dgh_symmetry **found = calloc(n + 1, sizeof(dgh_symmetry *));
    for (size_t i = 0; found && i < n && tolerance > 0.0; i++) {
        const dgh_structure geometry = dgh_calculation_structure(list[i]);
        if (geometry.n_atoms <= DGH_SITES_MOST_SYMMETRIC)
            (void)dgh_symmetry_find(&found[i], &geometry, tolerance, NULL);
    }
    return found;
}

/* Each run in full, an empty line between them. */
static int print_full(const dgh_calculation *const *list, const dgh_symmetry *const *symmetry,
                      size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    char *all = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&all, &size);
    dgh_error err = {0};
    dgh_status status = memory ? DGH_OK : DGH_ERR_NOMEM;
    for (size_t i = 0; status == DGH_OK && i < n; i++) {
        char *text;
        status = dgh_report_inspection_text(&text, list[i], symmetry[i], &options, &err);
        if (status == DGH_OK && fprintf(memory, "%s%s", i ? "\n" : "", text) < 0)
            status = DGH_ERR_NOMEM;
        dgh_string_free(text);
    }
    if (memory && fclose(memory) != 0)
        status = DGH_ERR_NOMEM;
    int code = status == DGH_OK ? cli_write(all, s) : cli_fail(status, &err);
    free(all);
    return code;
}

static int print_with_symmetry(const dgh_calculation *const *list, size_t n, const cli_settings *s)
{
    dgh_symmetry **found = find_symmetries(list, n, s);
    const dgh_symmetry *const *symmetry = (const dgh_symmetry *const *)found;
    const bool wanted = !s->symmetry_ang.given || s->symmetry_ang.value > 0.0;
    dgh_error err = {0};
    int code = CLI_INTERNAL;
    char *text = NULL;
    if (found && s->json) {
        dgh_status status = dgh_report_inspections_json(&text, list, wanted ? symmetry : NULL, n,
                                                        &err);
        code = cli_write_report(status, text, &err, s);
    } else if (found)
        code = print_full(list, symmetry, n, s);
    for (size_t i = 0; found && i < n; i++)
        dgh_symmetry_free(found[i]);
    free(found);
    return code;
}

static int print_runs(const dgh_calculation *const *list, size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->csv)
        status = dgh_report_runs_csv(&text, list, n, &err);
    else if (n == 1 || s->full || s->json)
        return print_with_symmetry(list, n, s);
    else
        status = dgh_report_runs_text(&text, list, n, &options, &err);
    return cli_write_report(status, text, &err, s);
}

int cmd_inspect(const cli_settings *settings)
{
    cli_runs runs;
    size_t n_paths;
    const char *const *paths = cli_paths(settings, &n_paths);
    cli_runs_open(&runs, paths, n_paths, settings);
    int code = runs.code;
    if (runs.n) {
        const dgh_calculation **list = malloc(runs.n * sizeof *list);
        for (size_t i = 0; list && i < runs.n; i++)
            list[i] = runs.run[i].calculation;
        int printed = list ? print_runs(list, runs.n, settings) : CLI_INTERNAL;
        free(list);
        code = printed != CLI_DONE ? printed : code;
    }
    cli_runs_close(&runs);
    return code;
}
