/* dgh compute --compare: studies of several trees side by side. */
#include <stdlib.h>

#include "commands.h"

/* One tree as a study of its own. */
static int compute_tree(dgh_study **out, const char *path, const dgh_study_options *options,
                        const cli_settings *s)
{
    dgh_error err = {0};
    dgh_study_options own = *options;
    own.records_paths = s->from ? &path : NULL;
    own.n_records_paths = s->from ? 1 : 0;
    dgh_status status = dgh_study_open(out, &path, s->from ? 0 : 1, &own, &err);
    if (status == DGH_OK)
        status = dgh_study_compute(*out, &err);
    if (status == DGH_OK)
        return CLI_DONE;
    if (*out)
        cli_show_study_diagnostics(*out, s);
    cli_complain("%s: %s", path, err.message);
    return cli_exit_of(status);
}

static int print(const dgh_comparison *comparison, const cli_settings *s)
{
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    dgh_report_options options = cli_report_options(s);
    if (s->json)
        status = dgh_report_comparison_json(&text, comparison, &err);
    else if (s->csv)
        status = dgh_report_comparison_csv(&text, comparison, &err);
    else
        status = dgh_report_comparison_text(&text, comparison, &options, &err);
    if (status == DGH_OK && (s->json || s->csv)) {
        cli_show_diagnostics(comparison->diagnostics, comparison->n_diagnostics, s);
        for (size_t i = 0; i < comparison->n_trees; i++)
            cli_show_study_diagnostics(comparison->trees[i].study, s);
    }
    return cli_write_report(status, text, &err, s);
}

static int compare(const dgh_study *const *studies, const cli_settings *s, size_t n)
{
    dgh_error err = {0};
    dgh_comparison *comparison;
    const char **names = calloc(n, sizeof *names);
    if (!names) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    for (size_t i = 0; i < n; i++) /* records of one tree are called as it is */
        names[i] = s->from && studies[i]->n_trees == 1 ? studies[i]->trees[0] : s->paths[i];
    dgh_status status = dgh_comparison_make(&comparison, studies, names, n, &err);
    free(names);
    if (status != DGH_OK)
        return cli_fail(status, &err);
    int code = print(comparison, s);
    for (size_t i = 0; i < n; i++)
        if (code == CLI_DONE && studies[i]->n_refused)
            code = CLI_REFUSED;
    dgh_comparison_free(comparison);
    return code;
}

int cli_compare(const cli_settings *settings, const dgh_study_options *options)
{
    size_t n = (size_t)settings->n_paths;
    dgh_study **studies = calloc(n, sizeof(dgh_study *));
    dgh_study_options own = *options;
    cli_progress progress;
    int code = CLI_DONE;
    if (!studies) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    cli_progress_begin(&progress, settings);
    own.progress = cli_progress_show;
    own.progress_user = &progress;
    for (size_t i = 0; i < n && code == CLI_DONE; i++)
        code = compute_tree(&studies[i], settings->paths[i], &own, settings);
    cli_progress_end(&progress);
    if (code == CLI_DONE)
        code = compare((const dgh_study *const *)studies, settings, n);
    for (size_t i = 0; i < n; i++)
        dgh_study_free(studies[i]);
    free(studies);
    return code;
}
