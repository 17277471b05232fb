/* dgh report: a study as one HTML file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"

/* By what a page of ours is known, near its beginning. */
static const char MARK[] = "<meta name=\"generator\" content=\"dgh ";

static bool is_ours(const char *path)
{
    enum { HEAD_BYTES = 1024 };
    dgh_bytes head;
    if (dgh_io_peek(&head, NULL, path, HEAD_BYTES, NULL) != DGH_OK)
        return false;
    char text[HEAD_BYTES + 1];
    memcpy(text, head.data, head.size);
    text[head.size] = '\0';
    dgh_bytes_free(&head);
    return strstr(text, MARK) != NULL;
}

/* A page is written over a page, and over nothing else: -o OUTCAR is a slip of the hand. */
static int check_output(const cli_settings *s)
{
    dgh_file_identity there;
    if (!s->output || strcmp(s->output, "-") == 0) {
        if (isatty(STDOUT_FILENO))
            return cli_usage_error(CLI_REPORT, "a page is not for a terminal: --output names a "
                                               "file");
        return CLI_DONE;
    }
    if (dgh_io_stat(&there, s->output, NULL) != DGH_OK || there.size_bytes == 0 ||
        is_ours(s->output))
        return CLI_DONE;
    return cli_usage_error(
        CLI_REPORT, "%s is there and is no report of dgh: it is not written over", s->output);
}

static int write_page(const dgh_study *study, const cli_settings *s)
{
    dgh_error err = {0};
    char *text;
    dgh_html_options options = DGH_HTML_OPTIONS_INIT;
    options.title = s->title;
    dgh_status status = dgh_report_html(&text, study, &options, &err);
    if (status == DGH_OK) {
        cli_show_study_diagnostics(study, s);
        if (!dgh_report_html_has_pictures() && !s->quiet)
            cli_complain("this build has no plotly.js and no 3Dmol.js: the page has tables, but "
                         "no plots and no 3-D views");
    }
    int code = cli_write_report(status, text, &err, s);
    return code == CLI_DONE && study->n_refused ? CLI_REFUSED : code;
}

static int report(const dgh_study_options *options, const cli_settings *s)
{
    dgh_error err = {0};
    dgh_study *study;
    cli_progress progress;
    dgh_study_options own = *options;
    size_t n_paths;
    const char *const *paths = cli_paths(s, &n_paths);
    if (s->from || (s->plan && s->n_paths == 0))
        n_paths = 0; /* the records or the plan name the trees */
    cli_progress_begin(&progress, s);
    own.progress = cli_progress_show;
    own.progress_user = &progress;
    dgh_status status = dgh_study_open(&study, paths, n_paths, &own, &err);
    if (status == DGH_OK)
        status = dgh_study_compute(study, &err);
    if (status != DGH_OK) {
        cli_progress_end(&progress);
        if (study)
            cli_show_study_diagnostics(study, s);
        dgh_study_free(study);
        return cli_fail(status, &err);
    }
    int code = write_page(study, s);
    cli_progress_end(&progress);
    dgh_study_free(study);
    return code;
}

int cmd_report(const cli_settings *settings)
{
    dgh_study_options options;
    int code = cli_take_study_options(&options, CLI_REPORT, settings);
    if (code == CLI_DONE && settings->citation)
        return cli_print_study_citation(&options, settings);
    if (code == CLI_DONE)
        code = check_output(settings);
    return code == CLI_DONE ? report(&options, settings) : code;
}
