/* dgh inspect: what each run is. */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "runs.h"

/* Each run in full, an empty line between them. */
static int print_full(const dgh_calculation *const *list, size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    char *all = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&all, &size);
    dgh_error err = {0};
    dgh_status status = memory ? DGH_OK : DGH_ERR_NOMEM;
    for (size_t i = 0; status == DGH_OK && i < n; i++) {
        char *text;
        status = dgh_report_run_text(&text, list[i], &options, &err);
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

static int print_runs(const dgh_calculation *const *list, size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->json)
        status = dgh_report_runs_json(&text, list, n, &err);
    else if (s->csv)
        status = dgh_report_runs_csv(&text, list, n, &err);
    else if (n == 1 || s->full)
        return print_full(list, n, s);
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
