/* The options of every verb, in one table: parsing, --help, the man page and the completions of
 * the shells are made from it. */
#ifndef DGH_CLI_OPTIONS_H
#define DGH_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cli_verb_id {
    CLI_PROGRAM = 0,
    CLI_COMPUTE,
    CLI_REPORT,
    CLI_INSPECT,
    CLI_VIB,
    CLI_PROFILE,
    CLI_XC,
    CLI_DIFF,
    CLI_BADER,
    CLI_SITES,
    CLI_DBAND,
    CLI_ORDER,
    CLI_RECORDS,
    CLI_N_VERBS
} cli_verb_id;

typedef struct cli_number {
    bool given;
    double value;
} cli_number;

/* Of an option that may be given several times. */
enum { CLI_MOST_FILES = 8 };
typedef struct cli_files {
    int n;
    const char *path[CLI_MOST_FILES];
} cli_files;

/* What the options of a command line say. */
typedef struct cli_settings {
    bool help, version, citation, quiet, no_colour;
    bool json, csv, ledger, force, dry_run, full;
    int convention, energy, gas_model, low_modes, imaginary, isotope, scale, molecule;
    cli_number temperature_k, pressure_bar, max_force, potential_v, ph;
    cli_number cutoff_cm1, grimme_cm1, barrier_ev, site_area_ang2;
    bool no_density;
    bool structure, no_structure, compare;
    const char *title; /* report */
    int partition, bader_method, grid_format;
    bool no_files;
    cli_files references, free_atoms;
    const char *vacuum, *spin_path, *valence, *write_basins, *out;
    const char *temperatures, *ref_h2, *plan, *write_plan, *output;
    const char *macroscopic, *line, *plane, *npy;
    int axis, interpolation, field, component, points;
    cli_number fermi_ev, margin_ang;
    const char *d_window;
    bool no_d_band;
    /* xc */
    bool triple, no_spin;
    int hydrogens;
    cli_number gradient_cutoff_ev;
    const char *functional, *swap_from, *swap_to, *spin;
    const char *write_eps, *write_vxc, *write_rdg, *write_sign;
    bool sum, no_runs;
    int normal, basins_method;
    cli_number same_atom_ang;
    const char *radius, *write;
    cli_files basins;
    int symmetry_number;
    /* sites */
    bool all_sites;
    int side, input_format;
    cli_number probe_ang, merge_ang, symmetry_ang;
    const char *kinds, *pseudo;
    /* order */
    int neighbour_rule, least_cluster, rdf_bins;
    cli_number cutoff_ang, radii_factor, least_face, cell_radius, bond_threshold, solid_fraction;
    cli_number smoothing, rdf_range_ang, edge_fraction;
    const char *rdf;
    /* records */
    bool from;
    const char *shard;
    int jobs;
    int n_paths;
    char **paths;
} cli_settings;

typedef enum cli_kind {
    CLI_FLAG,   /* bool */
    CLI_CHOICE, /* int: index into `choices` */
    CLI_NUMBER, /* cli_number, between `least` and `most` */
    CLI_COUNT,  /* int, between `least` and `most` */
    CLI_TEXT,   /* const char * */
    CLI_FILE,   /* const char *, completed as a path */
    CLI_FILES   /* cli_files: each time the option is given, one more */
} cli_kind;

typedef struct cli_option {
    unsigned verbs; /* bits 1 << cli_verb_id */
    char letter;    /* 0 = none */
    const char *name;
    cli_kind kind;
    size_t offset;              /* in cli_settings */
    const char *argument;       /* NULL for a flag */
    const char *const *choices; /* ends with NULL */
    double least, most;         /* `least` itself is allowed */
    const char *help;
} cli_option;

typedef struct cli_verb {
    const char *name;     /* NULL for the program itself */
    const char *operands; /* "[TREE...]" */
    const char *summary;
    const char *description; /* paragraphs separated by empty lines */
    const char *examples;    /* lines of "command\n    what it does", NULL = none */
    int most_operands;       /* -1 = any number */
} cli_verb;

extern const cli_option CLI_OPTIONS[];
extern const size_t CLI_N_OPTIONS;
extern const cli_verb CLI_VERBS[CLI_N_VERBS];
extern const char CLI_EXIT_STATUS[]; /* lines of "code  meaning" */

void cli_settings_init(cli_settings *settings);

/* Parses argv[1...] of a verb (argv[0] is its name). On failure false, with `message` set to what
 * is wrong. Operands stay in argv. */
bool cli_parse(cli_settings *settings, cli_verb_id verb, int argc, char **argv, char *message,
               size_t message_size);

/* A finite number and nothing else; "0x1p3", "nan" and " 1" are none. */
bool cli_parse_number(const char *text, double *value);

/* "100,200,298.15" and "100:500:50" (from:to:step, both ends included), in any mixture. malloc'ed;
 * NULL with `message` set if the text is none of these or memory is out. */
double *cli_parse_temperatures(const char *text, size_t *n, char *message, size_t message_size);

/* The name among `names` that is nearest to `text`, NULL if none is near. */
const char *cli_nearest(const char *text, const char *const *names, size_t n_names);

#endif
