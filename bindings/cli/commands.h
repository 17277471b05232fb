/* One function for each verb; each returns an exit status. */
#ifndef DGH_CLI_COMMANDS_H
#define DGH_CLI_COMMANDS_H

#include "options.h"
#include "output.h"

int cmd_compute(const cli_settings *settings);
int cmd_report(const cli_settings *settings);
int cmd_inspect(const cli_settings *settings);
int cmd_vib(const cli_settings *settings);
int cmd_profile(const cli_settings *settings);
int cmd_xc(const cli_settings *settings);
int cmd_diff(const cli_settings *settings);
int cmd_bader(const cli_settings *settings);
int cmd_sites(const cli_settings *settings);
int cmd_dband(const cli_settings *settings);
int cmd_order(const cli_settings *settings);
int cmd_records(const cli_settings *settings);

/* The policies of --low-modes, --imaginary and their numbers, and the mass of --isotope (0 = as
 * computed). Returns CLI_DONE, or CLI_USAGE after a message. */
int cli_take_harmonic(dgh_harmonic_options *harmonic, double *isotope_mass_u, cli_verb_id verb,
                      const cli_settings *settings);

/* --d-window. Returns CLI_DONE, or CLI_USAGE after a message. */
int cli_take_d_window(dgh_d_band_options *options, cli_verb_id verb, const cli_settings *settings);
/* What is computed from the trees, and how. Returns CLI_DONE, or CLI_USAGE after a message. */
int cli_take_study_options(dgh_study_options *options, cli_verb_id verb,
                           const cli_settings *settings);
/* --citation of a study with these options. */
int cli_print_study_citation(const dgh_study_options *options, const cli_settings *settings);
/* The trees of a command line side by side; checked: there are two or more. */
int cli_compare(const cli_settings *settings, const dgh_study_options *options);

/* "." where no path was given. */
const char *const *cli_paths(const cli_settings *settings, size_t *n);

#endif
