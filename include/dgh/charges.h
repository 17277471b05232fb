/* dgh/charges.h - the charges of the atoms of a run: its density with its reference, spin density,
 * valences and number of electrons, and what a partition makes of them.
 */
#ifndef DGH_CHARGES_H
#define DGH_CHARGES_H

#include "dgh/base.h"
#include "dgh/free_atom.h"
#include "dgh/grid.h"
#include "dgh/io.h"
#include "dgh/partition.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dgh_charges_vacuum {
    DGH_CHARGES_VACUUM_NONE = 0,
    DGH_CHARGES_VACUUM_AUTO =
        1, /* points whose reference is below 1e-3 e/Ang^3, as the program bader */
    DGH_CHARGES_VACUUM_VALUE = 2
} dgh_charges_vacuum;

/* Electrons that an element's pseudopotential leaves to the density, given by hand. */
typedef struct dgh_valence {
    int atomic_number;
    double valence_e;
} dgh_valence;

typedef struct dgh_charges_options {
    size_t size;
    dgh_partition_kind partition;
    dgh_bader_method method;
    /* Bader: the sum of these is partitioned; n_references 0 = what lies beside the density */
    const char *const *reference_paths;
    size_t n_references;
    bool no_reference;         /* partition the density itself, whatever lies beside it */
    const char *spin_path;     /* NULL = as the run has it */
    dgh_charges_vacuum vacuum; /* Bader */
    double vacuum_e_per_ang3;
    const dgh_valence *valences; /* go before what files say */
    size_t n_valences;
    const char *const *free_atom_paths; /* Hirshfeld: one for each element */
    size_t n_free_atoms;
    bool keep_regions; /* for dgh_charges_region */
    int jobs;          /* threads, 0 = all cores */
    dgh_io_options io;
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_charges_options;

/* Bader, near-grid, no vacuum, everything else as it is found. */
DGH_API void dgh_charges_options_init(dgh_charges_options *options);

typedef struct dgh_atom_charge {
    const char *label; /* of the species, as the density's file has it */
    int atomic_number; /* 0 = unknown */
    double position_ang[3];
    double electrons;
    dgh_real valence_e;    /* with its source; a NULL path = by hand */
    dgh_real net_charge_e; /* valence - electrons */
    double volume_ang3;
    dgh_real min_distance_ang; /* from the nucleus to the surface of its region */
    dgh_real moment_mub;       /* integral of the spin density */
} dgh_atom_charge;

typedef struct dgh_charges {
    void *owner;                  /* private */
    dgh_partition_kind partition; /* as used */
    dgh_bader_method method;
    const dgh_grid *density; /* everything but its values, unless regions are kept */
    size_t n_references;     /* 0 = the density itself was partitioned */
    const char *const *reference_paths;
    const char *spin_path; /* NULL = no spin density */
    size_t spin_component;
    size_t n_free_atoms;
    const dgh_free_atom *const *free_atoms;
    dgh_real vacuum_e_per_ang3; /* threshold */
    size_t n_atoms;
    const dgh_atom_charge *atoms;
    size_t n_basins; /* Bader; in the order of their maxima's indices */
    const dgh_basin *basins;
    size_t n_non_nuclear;    /* of them further than 0.5 Ang from every nucleus */
    double vacuum_electrons; /* Hirshfeld: where no free atom has any density */
    double vacuum_volume_ang3;
    double total_electrons;
    double residual_e;                  /* total - sum over atoms (or basins) - vacuum */
    dgh_real run_electrons;             /* as the run states them */
    dgh_real net_charge_e;              /* sum over atoms, where all are known */
    dgh_real moment_mub;                /* integral of the spin density over the cell */
    const dgh_calculation *calculation; /* NULL = none was found */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_charges;

/* Finds what belongs to `path` (a density file or a run's directory, see dgh/run_density.h), reads
 * it and partitions the density. Net charges are left out, with a diagnostic, where a valence is
 * not known or where the valences and the electrons cannot belong together. Partitioning a density
 * of valence electrons without a reference gives a warning. Errors: IO, PARSE, UNSUPPORTED, NOMEM,
 * CANCELLED; ARGUMENT (a cell that is none); PARSE too for a reference or spin density on other
 * points or in another cell; MISSING (no density; Voronoi and Hirshfeld: no atoms; Hirshfeld: an
 * element without its free atom). Free with dgh_charges_free. */
DGH_API dgh_status dgh_charges_compute(dgh_charges **out, const char *path,
                                       const dgh_charges_options *options, dgh_error *err);
DGH_API void dgh_charges_free(dgh_charges *charges);

/* The density within the region of one atom (0-based), 0 elsewhere. Bader by the weight method:
 * points go to the basin of their largest weight; Voronoi: points equally far go to the first.
 * Needs keep_regions. Errors: ARGUMENT (no such atom, regions not kept, Hirshfeld: its regions
 * overlap), NOMEM. Free with dgh_grid_free. */
DGH_API dgh_status dgh_charges_region(dgh_grid **out, const dgh_charges *charges, size_t atom,
                                      dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
