/* What leaves the program: results, messages, progress. */
#ifndef DGH_CLI_OUTPUT_H
#define DGH_CLI_OUTPUT_H

#include <dgh.h>

#include "options.h"

enum { CLI_DONE = 0, CLI_INTERNAL = 1, CLI_USAGE = 2, CLI_INPUT = 3, CLI_REFUSED = 4 };

/* Called first: a broken pipe ends the program quietly; a closed standard stream is taken by
 * /dev/null, so that no file of ours can get its number, and is an error when written to. */
void cli_streams_prepare(void);

/* Exit status that belongs to a status of the library. */
int cli_exit_of(dgh_status status);

/* "dgh: message" on the standard error. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with a hint to --help; returns CLI_USAGE. */
int cli_usage_error(cli_verb_id verb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* An error of the library; returns its exit status. */
int cli_fail(dgh_status status, const dgh_error *err);

/* Writes a result where the settings say. Returns an exit status: CLI_DONE, or CLI_INTERNAL after
 * a message. A file appears whole or not at all. */
int cli_write(const char *text, const cli_settings *settings);
/* The same for a text of the library, which is freed; or its error. */
int cli_write_report(dgh_status status, char *text, const dgh_error *err,
                     const cli_settings *settings);
/* A file of a given name. */
int cli_write_file(const char *text, const char *path);

/* Warnings and errors on the standard error, unless quiet. */
void cli_show_diagnostics(const dgh_diagnostic *diagnostics, size_t n,
                          const cli_settings *settings);

/* Those of a study and of its sites. */
void cli_show_study_diagnostics(const dgh_study *study, const cli_settings *settings);

/* Colour and width for a result. */
dgh_report_options cli_report_options(const cli_settings *settings);

/* A callback for dgh_study_options: shows progress on a terminal for work over a second. `user` is
 * a cli_progress. */
typedef struct cli_progress {
    double began_s, shown_s;
    bool active, shown;
} cli_progress;

void cli_progress_begin(cli_progress *progress, const cli_settings *settings);
bool cli_progress_show(void *user, const char *what, size_t done, size_t total);
void cli_progress_end(cli_progress *progress); /* wipes the line */

#endif
