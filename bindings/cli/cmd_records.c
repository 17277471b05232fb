/* dgh records: what the runs of trees say, as lines of JSON. */
#include <stdio.h>
#include <string.h>

#include "commands.h"

/* A whole number and nothing else, at most a million. */
static bool take_count(const char **at, size_t *value)
{
    const char *p = *at;
    size_t number = 0;
    while (*p >= '0' && *p <= '9' && number <= 1000000)
        number = 10 * number + (size_t)(*p++ - '0');
    bool good = p > *at && number >= 1 && number <= 1000000;
    *at = p;
    *value = number;
    return good;
}

/* "3/16" */
static int take_shard(dgh_records_options *o, const cli_settings *s)
{
    const char *at = s->shard;
    if (!s->shard)
        return CLI_DONE;
    bool good = take_count(&at, &o->shard) && *at++ == '/' && take_count(&at, &o->n_shards);
    if (good && *at == '\0' && o->shard <= o->n_shards)
        return CLI_DONE;
    return cli_usage_error(CLI_RECORDS, "--shard: expected I/N with I from 1 to N, found \"%s\"",
                           s->shard);
}

static bool print_line(void *user, const char *text, size_t size)
{
    (void)user;
    return fwrite(text, 1, size, stdout) == size;
}

static int to_stdout(dgh_records_count *count, const char *const *paths, size_t n_paths,
                     dgh_records_options *options, cli_progress *progress)
{
    dgh_error err = {0};
    options->line = print_line;
    dgh_status status = dgh_records_make(count, paths, n_paths, options, &err);
    cli_progress_end(progress);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_complain("standard output: cannot be written");
        return CLI_INTERNAL;
    }
    return status == DGH_OK ? CLI_DONE : cli_fail(status, &err);
}

static int to_file(dgh_records_count *count, const char *const *paths, size_t n_paths,
                   const dgh_records_options *options, const char *output, cli_progress *progress)
{
    dgh_error err = {0};
    dgh_status status = dgh_records_update(count, output, paths, n_paths, options, &err);
    cli_progress_end(progress);
    return status == DGH_OK ? CLI_DONE : cli_fail(status, &err);
}

int cmd_records(const cli_settings *settings)
{
    dgh_records_options options = DGH_RECORDS_OPTIONS_INIT;
    dgh_records_count count = {0};
    cli_progress progress;
    size_t n_paths = (size_t)settings->n_paths;
    const char *const *paths = (const char *const *)settings->paths;
    if (n_paths == 0)
        return cli_usage_error(CLI_RECORDS, "expected a tree");
    int code = take_shard(&options, settings);
    if (code != CLI_DONE)
        return code;
    const bool is_file = settings->output && strcmp(settings->output, "-") != 0;
    options.jobs = settings->jobs;
    cli_progress_begin(&progress, settings);
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    code = is_file ? to_file(&count, paths, n_paths, &options, settings->output, &progress)
                   : to_stdout(&count, paths, n_paths, &options, &progress);
    if (code == CLI_DONE && !settings->quiet)
        fprintf(stderr, "%zu run%s: %zu read, %zu kept\n", count.n_runs,
                count.n_runs == 1 ? "" : "s", count.n_read, count.n_kept);
    return code;
}
