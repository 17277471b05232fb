/* dgh compute: ΔG_H* of every site in trees of calculations. */
#include <string.h>

#include "commands.h"

static int check(const cli_settings *s)
{
    if (s->ledger && s->csv)
        return cli_usage_error(CLI_COMPUTE, "--ledger has no CSV; --json holds the ledger");
    if (s->structure && s->no_structure)
        return cli_usage_error(CLI_COMPUTE, "--structure and --no-structure exclude each other");
    if (s->dry_run && s->csv)
        return cli_usage_error(CLI_COMPUTE, "--dry-run has no CSV; --json prints the plan");
    if (s->plan && s->write_plan && strcmp(s->plan, s->write_plan) == 0)
        return cli_usage_error(CLI_COMPUTE, "--plan and --write-plan name the same file");
    if (s->compare && s->n_paths < 2)
        return cli_usage_error(CLI_COMPUTE, "--compare needs two trees or more");
    if (s->compare && (s->ledger || s->structure || s->dry_run || s->plan || s->write_plan))
        return cli_usage_error(CLI_COMPUTE, "--compare goes without --ledger, --structure, "
                                            "--dry-run and plans");
    return CLI_DONE;
}

static int print_study(const dgh_study *study, const cli_settings *s)
{
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    dgh_report_options options = cli_report_options(s);
    options.ledger = s->ledger;
    options.structure = s->structure;
    if (s->json)
        status = dgh_report_study_json(&text, study, &err);
    else if (s->csv)
        status = dgh_report_study_csv(&text, study, &err);
    else
        status = dgh_report_study_text(&text, study, &options, &err);
    if (status == DGH_OK && (s->json || s->csv))
        cli_show_study_diagnostics(study, s);
    int code = cli_write_report(status, text, &err, s);
    return code == CLI_DONE && study->n_refused ? CLI_REFUSED : code;
}

static int print_pairing(const dgh_study *study, const cli_settings *s)
{
    dgh_error err = {0};
    char *text = NULL;
    dgh_report_options options = cli_report_options(s);
    dgh_status status = s->json ? dgh_study_plan(&text, study, &err)
                                : dgh_report_pairing_text(&text, study, &options, &err);
    return cli_write_report(status, text, &err, s);
}

static int write_plan(const dgh_study *study, const char *path)
{
    dgh_error err = {0};
    char *text;
    dgh_status status = dgh_study_plan(&text, study, &err);
    if (status != DGH_OK)
        return cli_fail(status, &err);
    int code = cli_write_file(text, path);
    dgh_string_free(text);
    return code;
}

static int compute(dgh_study *study, const cli_settings *s, cli_progress *progress)
{
    dgh_error err = {0};
    if (s->write_plan) {
        int code = write_plan(study, s->write_plan);
        if (code != CLI_DONE)
            return code;
    }
    if (s->dry_run) {
        cli_progress_end(progress);
        return print_pairing(study, s);
    }
    dgh_status status = dgh_study_compute(study, &err);
    cli_progress_end(progress);
    if (status != DGH_OK) {
        cli_show_study_diagnostics(study, s);
        return cli_fail(status, &err);
    }
    return print_study(study, s);
}

int cmd_compute(const cli_settings *settings)
{
    dgh_study_options options;
    cli_progress progress;
    dgh_study *study;
    dgh_error err = {0};
    size_t n_paths;
    const char *const *paths = cli_paths(settings, &n_paths);
    if (settings->from || (settings->plan && settings->n_paths == 0))
        n_paths = 0; /* the records or the plan name the trees */
    int code = check(settings);
    if (code == CLI_DONE)
        code = cli_take_study_options(&options, CLI_COMPUTE, settings);
    if (code != CLI_DONE)
        return code;
    if (settings->citation)
        return cli_print_study_citation(&options, settings);
    if (settings->compare)
        return cli_compare(settings, &options);
    cli_progress_begin(&progress, settings);
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    dgh_status status = dgh_study_open(&study, paths, n_paths, &options, &err);
    if (status != DGH_OK) {
        cli_progress_end(&progress);
        return cli_fail(status, &err);
    }
    code = compute(study, settings, &progress);
    dgh_study_free(study);
    return code;
}
