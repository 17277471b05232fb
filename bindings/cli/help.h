/* --help, made from the table of options. */
#ifndef DGH_CLI_HELP_H
#define DGH_CLI_HELP_H

#include <stdio.h>

#include "options.h"

void cli_help(FILE *out, cli_verb_id verb);

/* "-T, --temperature=K" */
void cli_option_heading(const cli_option *option, char *buffer, size_t size);

#endif
