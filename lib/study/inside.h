/* What the files of this room share: the study while it is being made. */
#ifndef DGH_STUDY_INSIDE_H
#define DGH_STUDY_INSIDE_H

#include "base/arena.h"
#include "base/error.h"
#include "dgh/charges.h"
#include "dgh/study.h"

/* Errors: ARGUMENT (out of range). */
dgh_status dgh_study_check_options(const dgh_study_options *options, dgh_error *err);

/* ---- findings -------------------------------------------------------------------------------- */

/* A growing list of diagnostics. Running out of memory is kept in `failed`, to be looked at once.
 */
typedef struct dgh_findings {
    dgh_arena *arena;
    dgh_diagnostic *items;
    size_t n, capacity;
    bool failed;
} dgh_findings;

/* `code` is static. A finding that is there already (code, message) is not added again. */
void dgh_findings_add(dgh_findings *list, dgh_severity severity, const char *code,
                      dgh_source source, const char *format, ...) DGH_PRINTF(5, 6);
size_t dgh_findings_count(const dgh_findings *list, dgh_severity severity);

/* ---- files and runs -------------------------------------------------------------------------- */

/* A file of the trees that a reader knows. */
typedef struct dgh_study_file {
    const char *path;
    const char *folder;           /* directory that it counts for (not its X.save/) */
    const char *base;             /* name in it */
    const char *format;           /* static */
    dgh_calculation *calculation; /* owned */
} dgh_study_file;

typedef struct dgh_study_files {
    dgh_study_file *items;
    size_t n;
} dgh_study_files;

struct dgh_walk;

/* Large files that programs write beside the ones that matter (name in lower case, not packed). */
bool dgh_study_is_dull(const char *plain_name);
/* Whether a file may be a grid as far as its name goes. */
bool dgh_study_may_be_grid(const char *plain_name);

/* Looks into all files of a walk and reads those that are of a known format, on `options->jobs`
 * threads; sorted by folder, then name. What was read is marked in the walk; what cannot be read
 * becomes a finding. Errors: NOMEM, CANCELLED. */
dgh_status dgh_study_read_files(dgh_study_files *out, struct dgh_walk *walk,
                                const dgh_study_options *options, dgh_findings *findings,
                                dgh_error *err);
void dgh_study_files_sort(dgh_study_files *files); /* by folder, then name */
void dgh_study_files_free(dgh_study_files *files);

/* The runs that options.records_paths hold, into in->found, sorted by path; their trees, and the
 * findings of those who made them. `walk` gets the files that the records name, `n_files` the
 * number that was looked at. Errors: IO, PARSE, UNSUPPORTED, CANCELLED, NOMEM. */
struct dgh_inside;
dgh_status dgh_study_read_records(struct dgh_inside *in, struct dgh_walk *walk, size_t *n_files,
                                  dgh_error *err);

/* A run as its files give it, before anything is known of its role. */
typedef struct dgh_found_run {
    const char *path;   /* the directory, or the main file where a directory holds several runs */
    const char *folder; /* the directory */
    const char *name;   /* what tells it apart in its directory, "" = it is alone or unnamed */
    dgh_calculation *calculation; /* owned */
} dgh_found_run;

typedef struct dgh_found_runs {
    dgh_found_run *items;
    size_t n, capacity;
} dgh_found_runs;

/* Puts the files of each folder together into runs; takes the records out of `files`. Strings live
 * in the arena of `findings`. */
dgh_status dgh_study_assemble(dgh_found_runs *out, dgh_study_files *files, dgh_findings *findings,
                              dgh_error *err);
void dgh_found_runs_sort(dgh_found_runs *runs); /* by path, as people sort */
void dgh_found_runs_free(dgh_found_runs *runs);

/* ---- what pairing knows of a run ------------------------------------------------------------- */

typedef struct dgh_run_facts {
    const char *folder;
    const char *name;
    bool has_geometry;        /* elements, cell and positions are known */
    dgh_structure final;      /* geometry that belongs to the energy */
    dgh_structure first;      /* geometry it started from */
    dgh_structure last;       /* geometry that a restart would go on from */
    size_t n_h;               /* H atoms */
    size_t n_heavy;           /* all others */
    const char *heavy;        /* formula of the others, in order of atomic number: "Pt3" */
    size_t lattice;           /* number of the class of equal code, heavy formula and cell */
    size_t next_alike;        /* the next run of its lattice, DGH_NO_RUN */
    size_t first_part;        /* the first run that belongs to this one, DGH_NO_RUN */
    size_t next_part;         /* the next that belongs to the same one */
    size_t first_adsorbed;    /* HOST: the first run that is adsorbed on it */
    size_t next_adsorbed;     /* ADSORBED: the next on the same host */
    bool is_gas;              /* two H and nothing else */
    bool is_vibrational;      /* a frequency run */
    bool is_poor;             /* an energy that should not be used: MD, bands, force field... */
    bool is_main;             /* stands for a species of the study, not for a part of another run */
    size_t displaced_atom;    /* DISPLACED: which atom, 0-based */
    const char *set;          /* DISPLACED: folder of the finite-difference set */
    dgh_match *match;         /* ADSORBED: onto its host; owned */
    bool cell_differs;        /* ADSORBED: from its host's */
    bool plans_frequencies;   /* the plan says which vibrations count, or that none do */
    dgh_run_density *density; /* owned */
    bool charges_tried;
    dgh_charges *charges;          /* of its density; owned, NULL = none or not yet */
    const char *charges_complaint; /* why there are none */
    bool host_tried;
    dgh_host *host;             /* HOST: its structure; owned, NULL = none or not yet */
    const char *host_complaint; /* why there is none */
    bool dos_tried;
    dgh_dos *dos;              /* densities of states in its folder; owned, NULL = none */
    const char *dos_complaint; /* what is wrong with them; NULL = nothing */
} dgh_run_facts;

/* A file that may be a grid, and the directory that it counts for. */
typedef struct dgh_grid_beside {
    const char *folder;
    const char *path;
} dgh_grid_beside;

/* A row to compute. */
typedef struct dgh_pair {
    const char *label;
    size_t final, initial, host, gas;
    size_t final_energy, initial_energy, gas_energy;
    unsigned n_h, n_h_added;
    bool differential;
} dgh_pair;

typedef struct dgh_site_plan dgh_site_plan; /* a sites.json (site_origin.c) */

typedef struct dgh_inside dgh_inside;

struct dgh_inside {
    dgh_study study; /* first: a dgh_study * is a dgh_inside * */
    dgh_arena *arena;
    dgh_run *runs;
    dgh_run_facts *facts;
    size_t n_runs;
    dgh_found_runs found; /* owns the records */
    size_t *first_alike;  /* [n_lattices] the first run of each */
    size_t n_lattices;
    dgh_pair *pairs;
    size_t n_pairs, pairs_capacity;
    dgh_findings findings; /* of the trees and the pairing */
    size_t n_opened;       /* findings before compute */
    const char **roots;
    size_t n_roots;
    const char *ref_root;   /* tree of --ref-h2, NULL */
    dgh_grid_beside *grids; /* by folder, then path */
    size_t n_grids;
    dgh_grid_beside *dos; /* files that may be densities of states, by folder, then path */
    size_t n_dos;
    dgh_site_plan *plans; /* of `dgh sites --write` */
    size_t n_plans;
};

/* ---- who belongs together (families.c) ------------------------------------------------------- */

/* Trees of 100,000 runs are paired as fast as their families are small: whoever looks for the runs
 * of one lattice, or of one run, or on one host, goes along a chain, in the order of the runs. */
#define DGH_EACH_ALIKE(in, k, run)                                                                 \
    for (size_t k = dgh_first_alike(in, run); k != DGH_NO_RUN; k = (in)->facts[k].next_alike)
#define DGH_EACH_PART(in, k, run)                                                                  \
    for (size_t k = (in)->facts[run].first_part; k != DGH_NO_RUN; k = (in)->facts[k].next_part)
#define DGH_EACH_ADSORBED(in, k, host)                                                             \
    for (size_t k = (in)->facts[host].first_adsorbed; k != DGH_NO_RUN;                             \
         k = (in)->facts[k].next_adsorbed)

/* Numbers the lattices. Errors: NOMEM. */
dgh_status dgh_study_find_lattices(dgh_inside *in, dgh_error *err);
/* After belongs_to, role and host have been said. */
void dgh_study_chain_parts(dgh_inside *in);
void dgh_study_chain_adsorbed(dgh_inside *in);

static inline size_t dgh_first_alike(const dgh_inside *in, size_t run)
{
    return in->facts[run].has_geometry ? in->first_alike[in->facts[run].lattice] : DGH_NO_RUN;
}

/* ---- names (names.c) ------------------------------------------------------------------------- */

/* Compares as people sort: runs of digits by value, so that relax2 < relax10. */
int dgh_natural_compare(const char *a, const char *b);
/* Directory part of a path ("." if there is none) and its last component. */
char *dgh_path_folder(dgh_arena *arena, const char *path);
const char *dgh_path_base(const char *path);
/* Number of directory levels that separate two paths from their common ancestor. */
size_t dgh_path_distance(const char *a, const char *b);
/* `base` in lower case without the ending of a compressed file. */
char *dgh_plain_name(dgh_arena *arena, const char *base);
/* Whether two runs look like numbered parts of one relaxation (relax1/ relax2/, OUTCAR.1). */
bool dgh_names_are_a_sequence(const dgh_run_facts *a, const dgh_run_facts *b);
/* Shortest names that tell runs apart, without words that every study has (relax, scf...). */
bool dgh_study_label(dgh_inside *in);

/* Where a restart goes on from: the geometry that was written last. */
dgh_structure dgh_last_geometry(const dgh_calculation *calculation);

/* ---- geometry (geometry.c) ------------------------------------------------------------------- */

bool dgh_same_cell(const dgh_structure *a, const dgh_structure *b);
/* Largest distance that an atom moved from `a` to `b` (same atom order, periodic images); negative
 * if the atoms differ. */
double dgh_largest_move_ang(const dgh_structure *a, const dgh_structure *b);
/* The same for any atom order. */
double dgh_largest_move_any_order_ang(const dgh_structure *a, const dgh_structure *b);
/* Whether `b` is `a` with one atom moved along one Cartesian axis by less than 0.1 Angstrom. */
bool dgh_is_one_displacement(const dgh_structure *a, const dgh_structure *b, size_t *atom,
                             int *axis, double *step_ang);

/* ---- the steps of pairing -------------------------------------------------------------------- */

/* Whether the run ends with energies of a force field, or has no others. */
bool dgh_is_machine_learned(const dgh_calculation *calculation);
dgh_status dgh_study_gather_facts(dgh_inside *in, dgh_error *err);
void dgh_study_resolve_parts(dgh_inside *in); /* parts.c: restarts, single points, repeats */
void dgh_study_resolve_displaced(dgh_inside *in);
dgh_status dgh_study_pair(dgh_inside *in, dgh_error *err);
/* Whether a run lies in a tree, or one of its files is the tree, by what the paths lead to. */
bool dgh_run_is_of(const dgh_run *run, const char *root);
bool dgh_study_make_pairs(dgh_inside *in); /* rows from the roles of the runs */
void dgh_study_choose_energies(dgh_inside *in);
dgh_status dgh_study_attach_vibrations(dgh_inside *in, dgh_error *err);

/* The directory that holds the finite-difference set of a displaced run. */
const char *dgh_study_set_folder(dgh_inside *in, size_t run);

/* ---- settings -------------------------------------------------------------------------------- */

typedef enum dgh_relation {
    DGH_BETWEEN_SLABS = 0, /* the same cell: everything must agree */
    DGH_SLAB_AND_GAS = 1,  /* k-points, smearing... of a molecule in a box are its own */
    DGH_BETWEEN_MODELS = 2 /* two trees side by side: nothing is refused */
} dgh_relation;

typedef struct dgh_differences {
    size_t errors, warnings;
} dgh_differences;

/* Compares the settings of two runs; findings (may be NULL) name each difference with both places.
 */
dgh_differences dgh_study_compare_settings(dgh_findings *findings, const dgh_run *a,
                                           const dgh_run *b, dgh_relation relation);

/* ---- compute --------------------------------------------------------------------------------- */

/* Vibrations of the adsorbed H of one row. */
typedef struct dgh_row_modes {
    bool has;
    dgh_mode *modes; /* in the arena */
    size_t n_modes;
    dgh_source source;
    const char *note;
    bool has_initial;
    dgh_mode *initial_modes;
    size_t n_initial_modes;
    dgh_source initial_source;
    const char *initial_note;
} dgh_row_modes;

/* Picks the modes that count for a row; findings say why there are none. Errors: NOMEM. */
dgh_status dgh_study_row_modes(dgh_row_modes *out, dgh_inside *in, const dgh_pair *pair,
                               dgh_findings *findings, dgh_error *err);
dgh_status dgh_study_row_gas(dgh_gas *out, dgh_source *source, const char **note, dgh_inside *in,
                             const dgh_pair *pair, dgh_findings *findings, dgh_error *err);
/* All checks of a row that need no thermochemistry. */
void dgh_study_check_row(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                         dgh_findings *findings);

/* ---- structure ------------------------------------------------------------------------------- */

/* Fills site->structure. Errors: NOMEM. */
dgh_status dgh_study_site_structure(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                    dgh_error *err);

/* Reads each sites.json of the walk. Errors: NOMEM. */
dgh_status dgh_study_gather_site_plans(dgh_inside *in, const struct dgh_walk *walk, dgh_error *err);
/* Fills out->origin, by its places. Errors: NOMEM. */
dgh_status dgh_study_site_origin(dgh_site_structure *out, dgh_inside *in, const dgh_pair *pair,
                                 dgh_findings *findings, dgh_error *err);

/* Says of each site whether it counts, and what those that do have in common; after the other
 * joins. Errors: NOMEM. */
dgh_status dgh_study_summarise(dgh_inside *in, dgh_site *sites, size_t n, dgh_error *err);

/* ---- d bands --------------------------------------------------------------------------------- */

/* The files of the walk that may be densities of states: names only, nothing is opened. */
dgh_status dgh_study_gather_dos(dgh_inside *in, const struct dgh_walk *walk, dgh_error *err);
/* Fills site->d_band and the centre in site->structure. Errors: NOMEM. */
dgh_status dgh_study_site_d_band(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                 dgh_error *err);

/* ---- densities ------------------------------------------------------------------------------- */

/* The files of the walk that may be grids: names only, nothing is opened. */
dgh_status dgh_study_gather_grids(dgh_inside *in, const struct dgh_walk *walk, dgh_error *err);
/* Of each run that a row may use what lies beside it; heads are read. */
dgh_status dgh_study_attach_densities(dgh_inside *in, dgh_error *err);
/* Fills site->density. Errors: NOMEM, CANCELLED. */
dgh_status dgh_study_site_density(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                  dgh_error *err);
/* The fragments are single points on positions that were copied from an output. */
#define DGH_DRHO_SAME_PLACE_ANG 0.01
/* The part of it that is the density difference. */
dgh_status dgh_study_site_drho(dgh_site_density *out, dgh_site_atom *atoms, const dgh_site *site,
                               dgh_inside *in, size_t final_density, dgh_findings *findings,
                               dgh_error *err);
/* The run whose density stands for the geometry of `run`: itself, or a single point on it;
 * DGH_NO_RUN = none. */
size_t dgh_study_density_run(const dgh_inside *in, size_t run);
/* For each atom of `wanted` the atom of `given` at its place, any order; NULL = they are not the
 * same atoms, or no memory. In the arena. */
size_t *dgh_study_same_atoms(dgh_arena *arena, const dgh_structure *given,
                             const dgh_structure *wanted);

/* ---- plan ------------------------------------------------------------------------------------ */

/* Roles and rows from options.plan_path instead of pairing. */
dgh_status dgh_study_read_plan(dgh_inside *in, dgh_error *err);
/* The trees that a plan names, into `roots` (arena). */
dgh_status dgh_study_plan_trees(dgh_inside *in, dgh_error *err);

/* Whether a run's own code is known and its energy of the study's kind is there. */
dgh_real dgh_run_energy(const dgh_inside *in, size_t run);

static inline dgh_source dgh_run_source(const dgh_run *run)
{
    return (dgh_source){run->path, 0};
}

#endif
