/* The grids that lie beside a run, before it is known which of them belong to it. */
#ifndef DGH_STUDY_DENSITY_FILES_H
#define DGH_STUDY_DENSITY_FILES_H

#include "dgh/run_density.h"
#include "study/inside.h"

typedef enum dgh_density_kind {
    DGH_DENSITY_NOTHING = 0, /* a difference, an orbital, a mask...: of no use here */
    DGH_DENSITY_UNNAMED,     /* a grid whose name tells nothing */
    DGH_DENSITY_VALENCE,
    DGH_DENSITY_SPIN,
    DGH_DENSITY_CORE,    /* AECCAR0 */
    DGH_DENSITY_AE_PART, /* AECCAR2 */
    DGH_DENSITY_AE,      /* all-electron density as one file */
    DGH_DENSITY_POTENTIAL,
    DGH_DENSITY_ELF
} dgh_density_kind;

/* What a grid of this format is by its name, in lower case without the ending of a packed file.
 * `rank`: of two files of one kind the lower one is the better one. */
dgh_density_kind dgh_density_kind_of_name(const char *plain_name, const char *format, int *rank);
/* ... and by the plot_num of pp.x. */
dgh_density_kind dgh_density_kind_of_plot(int64_t plot_num);
/* Whether a file may be a grid as far as its name goes: not a wave function, a picture... */
bool dgh_density_name_allows(const char *plain_name);

typedef struct dgh_density_file {
    const char *path;
    const char *plain; /* as for dgh_density_kind_of_name */
    const char *format;
    dgh_density_kind kind;
    int rank;
    dgh_grid *head; /* owned; NULL where the kind is of no use */
} dgh_density_file;

typedef struct dgh_density_files {
    dgh_density_file *items; /* by kind, rank and name */
    size_t n, capacity;
    dgh_arena *arena;
} dgh_density_files;

/* Looks into `paths`, reads the heads of those that are grids. What is named like a grid and cannot
 * be read becomes a finding. Errors: NOMEM. */
dgh_status dgh_density_files_read(dgh_density_files *out, const char *const *paths, size_t n_paths,
                                  const dgh_io_options *io, dgh_findings *findings, dgh_error *err);
void dgh_density_files_free(dgh_density_files *files);

/* The densities of a run among the files of its directory. */
typedef struct dgh_density_search {
    const char *folder;
    const char *given; /* one of `paths` that was asked for, NULL = none */
    const char *const *paths;
    size_t n_paths;
    const dgh_calculation *const *runs; /* those of the directory */
    size_t n_runs;
    const dgh_io_options *io; /* NULL = defaults */
} dgh_density_search;

/* All that the search points at is borrowed and must outlive the result, until it is adopted.
 * Errors: NOMEM, those of reading the head of `given`. */
dgh_status dgh_run_density_gather(dgh_run_density **out, const dgh_density_search *search,
                                  dgh_error *err);
/* Hands the paths (in `arena`) and the run over to the result. */
void dgh_run_density_adopt(dgh_run_density *densities, dgh_arena *arena, dgh_calculation *run);

#endif
