/* The runs that a list of files and directories holds. */
#ifndef DGH_CLI_RUNS_H
#define DGH_CLI_RUNS_H

#include <dgh.h>

#include "options.h"

typedef struct cli_run {
    const dgh_calculation *calculation;
    const dgh_vibrations *vibrations; /* its own, or those of its displaced runs; NULL = none */
} cli_run;

typedef struct cli_runs {
    size_t n;
    cli_run *run;
    int code; /* exit status: the worst of what could not be read */
    size_t capacity, n_studies, n_files;
    dgh_study **studies; /* owners */
    dgh_calculation **files;
} cli_runs;

/* Reads; what cannot be read is complained about, and the rest goes on. */
void cli_runs_open(cli_runs *runs, const char *const *paths, size_t n_paths,
                   const cli_settings *settings);
void cli_runs_close(cli_runs *runs);

#endif
