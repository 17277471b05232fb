#ifndef DGH_CLI_CITATION_H
#define DGH_CLI_CITATION_H

#include "options.h"
#include "output.h"

/* BibTeX of dgh and of what the verb uses with these options. `dgh compute` has more to look
 * at and prints its own. Returns an exit status. */
int cli_print_citation(cli_verb_id verb, const cli_settings *settings);

#endif
