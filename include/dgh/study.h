/* dgh/study.h - from a tree of calculations to site-resolved ΔG_H*.
 *
 * The only room that knows that a directory tree holds slabs, adsorbates and a gas. A study is
 * made in two steps: dgh_study_open walks the trees, reads the runs and pairs them (that is what a
 * dry run shows and a plan stores); dgh_study_compute does the physics. Everything that hangs on a
 * study belongs to it. Two studies may be made in two threads; the threads of one (options.jobs) do
 * not change its results.
 */
#ifndef DGH_STUDY_H
#define DGH_STUDY_H

#include "dgh/base.h"
#include "dgh/d_band.h"
#include "dgh/distribution.h"
#include "dgh/io.h"
#include "dgh/partition.h"
#include "dgh/place.h"
#include "dgh/record.h"
#include "dgh/run_density.h"
#include "dgh/surface.h"
#include "dgh/thermo.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DGH_NO_RUN ((size_t)-1)

typedef enum dgh_role {
    DGH_ROLE_UNUSED = 0,      /* `reason` says why */
    DGH_ROLE_GAS = 1,         /* H2 in a box */
    DGH_ROLE_HOST = 2,        /* a slab without the adsorbate */
    DGH_ROLE_ADSORBED = 3,    /* a host with n H on it */
    DGH_ROLE_FREQUENCIES = 4, /* vibrations of run `belongs_to` */
    DGH_ROLE_DISPLACED = 5,   /* one displacement of a finite-difference set of `belongs_to` */
    DGH_ROLE_ENERGY = 6,      /* a single point that lends its energy to `belongs_to` */
    DGH_ROLE_RESTART = 7      /* an earlier part of the relaxation `belongs_to` */
} dgh_role;

/* "gas", "host", "adsorbed"... as plans and JSON documents write it. Borrowed, static. */
DGH_API const char *dgh_role_name(dgh_role role);

typedef struct dgh_run {
    const char *path;  /* directory or file, as reached from the command line */
    const char *label; /* shortest name that tells it apart */
    const dgh_calculation *calculation;
    dgh_role role;
    size_t belongs_to;  /* index of a run, DGH_NO_RUN */
    size_t host;        /* ADSORBED: index of its host */
    unsigned n_h;       /* ADSORBED: H on the host */
    size_t frequencies; /* run whose vibrations count for this one, DGH_NO_RUN; the first DISPLACED
                           run of a finite-difference set */
    size_t energy;      /* run that lends its energy, DGH_NO_RUN = its own */
    const char *reason; /* why it has this role, in words */
    /* vibrations of this run from its frequency run or its displaced runs, NULL = none */
    const dgh_vibrations *vibrations;
    /* what lies beside it; NULL = no density, or options.density is false */
    const dgh_run_density *density;
} dgh_run;

/* One atom in the density of a site: an adsorbed H, or an atom that one of them touches. */
typedef struct dgh_site_atom {
    size_t atom;      /* of the final run's structure, 0-based */
    size_t host_atom; /* the same atom of the clean host; DGH_NO_RUN for an adsorbed H */
    int atomic_number;
    bool is_adsorbed;
    dgh_real electrons_before; /* Bader, in the clean host; the source is the density */
    dgh_real electrons_after;  /* in host + H */
    dgh_real net_charge_before_e;
    dgh_real net_charge_after_e; /* valence - electrons */
    dgh_real volume_before_ang3;
    dgh_real volume_after_ang3;
    dgh_real drho_basin_e;  /* electrons that its basin of host + H gains in drho */
    dgh_real drho_sphere_e; /* ... and its sphere */
    double sphere_radius_ang;
} dgh_site_atom;

/* What the densities beside the runs of a site say. drho = rho(host + H) - rho(host) - rho(H), the
 * two at the geometry of host + H: they are single points, which a study has only where somebody
 * made them for it. */
typedef struct dgh_site_density {
    dgh_bader_method method;
    const char *after_path;                     /* density of host + H, NULL = none of use */
    const char *before_path;                    /* ... of the clean host */
    const char *after_reference[2];             /* all-electron density, see dgh_run_density */
    const char *before_reference[2];            /* NULL: valence electrons alone were partitioned */
    dgh_real electrons_after, electrons_before; /* integrals of the two densities */
    size_t n_atoms;
    const dgh_site_atom *atoms; /* the adsorbed H, then what they touch, nearest first */
    const char *drho_host_path; /* NULL = no drho */
    const char *drho_h_path;
    const char *drho_missing;   /* what drho would need, NULL = nothing */
    dgh_real drho_integral_e;   /* 0 but for what the runs' integrals miss */
    dgh_real drho_positive_e;   /* integral of its positive part: electrons that moved */
    int drho_axis;              /* lattice vector of the next two */
    dgh_real drho_dipole_e_ang; /* along the normal of the planes (dgh_density_dipole) */
    dgh_real drho_potential_step_ev;
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_site_density;

/* Where `dgh sites --write` placed the H: the site of the sites.json (dgh/slab_sites.h) in whose
 * directory the run lies, and where it ended by the relaxed host. */
typedef struct dgh_site_origin {
    const char *path;  /* sites.json */
    const char *label; /* of the site: "fcc", "bridge-2" */
    const char *name;  /* "fcc", "bridge" */
    dgh_site_kind kind;
    size_t multiplicity;
    /* Label of the site of that file on which it ended: of the kind to which it binds, the nearest
     * within 1 Angstrom. NULL: on none of them, or unknown. */
    const char *ended;
    bool is_moved;      /* it ended on another one, or on none */
    bool is_equivalent; /* it ended on the same one, or one that is equal to it by symmetry */
    dgh_real moved_ang; /* has = false: unknown, as the host has another cell or H was not found */
} dgh_site_origin;

/* What H sits on, by the geometry of host + H and of the clean host. */
typedef struct dgh_site_structure {
    const dgh_host *host; /* of host_run, shared by its sites; NULL: a finding says why */
    /* The H that the row adds, n_added of them, then those that were there before (of a
     * differential row). */
    size_t n_places;
    size_t n_added;
    const dgh_place *places;
    /* Of all atoms to which the added H bind, by the rule of dgh_place; has_phase = false: they
     * bind to none. */
    bool has_phase;
    dgh_phase phase;
    /* d-band centre against the Fermi energy of the different host atoms to which the added H bind,
     * their d states summed (dgh_d_band_of), with the file that it came from; has = false: no
     * densities of states of the host, or none of these atoms has a d band. See dgh_site.d_band. */
    dgh_real d_band_centre_ev;
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
    /* NULL: the run lies below no sites.json that placed its H, or the row adds several H */
    const dgh_site_origin *origin;
} dgh_site_structure;

/* The d bands of the atoms to which the added H bind, by the densities of states that lie beside
 * the run of the clean host or of host + H, or beside another run at the same geometry: a
 * non-self-consistent one is taken before the run itself. */
typedef struct dgh_site_d_atom {
    size_t atom;      /* of the final run's structure, 0-based */
    size_t host_atom; /* the same atom of the clean host */
    int atomic_number;
    bool has_before, has_after;
    dgh_d_band before; /* in the clean host */
    dgh_d_band after;  /* in host + H */
} dgh_site_d_atom;

typedef struct dgh_site_d_band {
    dgh_d_band_options options; /* the window */
    const char *before_path;    /* densities of states of the clean host, NULL = none */
    const char *after_path;     /* ... of host + H */
    size_t n_atoms;
    const dgh_site_d_atom *atoms; /* each once, nearest first */
    /* Of those atoms together that have a d band, their d states summed. */
    bool has_before, has_after;
    dgh_d_band before, after;
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_site_d_band;

/* Whether a row is one of the sites of the summary. */
typedef enum dgh_counting {
    DGH_COUNTED = 0,
    DGH_NOT_COUNTED_REFUSED = 1,
    DGH_NOT_COUNTED_NO_DG = 2,     /* only `offset` could be given, and another was chosen */
    DGH_NOT_COUNTED_ANOMALOUS = 3, /* computed in spite of an error, H below the surface, H that
                                      binds to nothing, host reconstructed */
    DGH_NOT_COUNTED_REPEATED = 4   /* the same H is in another row: the average over several H of
                                      which a differential row is there, or a single H that ended
                                      within 0.3 Angstrom of, or on a site equal by symmetry to
                                      that of, a row with a lower ΔG. An H that left the site where
                                      it started counts once, where it ended */
} dgh_counting;

/* "counted", "refused", "no-dg", "anomalous", "repeated". Borrowed, static. */
DGH_API const char *dgh_counting_name(dgh_counting counting);

/* One row of the result: one ΔG_H*. */
typedef struct dgh_site {
    const char *label;
    size_t final_run;   /* host + n H */
    size_t initial_run; /* host, or host + (n-1) H for a differential row */
    size_t host_run;
    size_t gas_run;     /* DGH_NO_RUN when the energy of H2 was given by hand */
    unsigned n_h;       /* H on the host in `final_run` */
    unsigned n_h_added; /* H between initial and final: n_h (average) or 1 (differential) */
    bool differential;

    bool refused;              /* an error diagnostic and no force: delta_g_ev.has is false */
    bool forced;               /* computed in spite of an error */
    dgh_real delta_g_ev;       /* of the chosen convention, at the study's T and p */
    bool convention_fell_back; /* only `offset` could be given; delta_g_ev holds nothing then, see
                                  ledger.delta_g_ev[DGH_CONVENTION_OFFSET] */
    dgh_ledger ledger;
    size_t n_modes; /* modes that were summed for the adsorbate */
    const dgh_mode *modes;
    size_t n_adsorbed;
    const dgh_adsorbed_h *adsorbed;
    dgh_real largest_host_displacement_ang;

    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
    /* delta_g_ev at the study's electrode potential (dgh_thermo_electrode_ev); has = false without
     * a potential or without delta_g_ev. */
    dgh_real delta_g_electrode_ev;
    /* The runs whose energies were used: the run itself, or a single point on its geometry.
     * gas_energy_run is DGH_NO_RUN when the energy of H2 was given by hand. */
    size_t final_energy_run;
    size_t initial_energy_run;
    size_t gas_energy_run;
    /* NULL: no densities beside the runs, none looked for, or the row is refused */
    const dgh_site_density *density;
    /* NULL: options.structure is false, or host + H could not be matched onto its host */
    const dgh_site_structure *structure;
    dgh_counting counting;
    /* NULL: no densities of states, none looked for, or no structure */
    const dgh_site_d_band *d_band;
} dgh_site;

typedef struct dgh_study_options {
    size_t size;
    double temperature_k;
    double pressure_bar;
    dgh_convention convention;
    dgh_energy_kind energy;
    dgh_gas_model gas_model;
    dgh_harmonic_options harmonic; /* its temperature_k is overridden by the one above */
    double isotope_mass_u;         /* mass of the adsorbed H and of H2, 0 = as computed */
    const char *ref_h2_path;       /* run that gives the H2 reference, NULL = found in the tree */
    dgh_real ref_h2_energy_ev;     /* an energy given by hand */
    double max_force_ev_per_ang;   /* warning above it; default 0.05 */
    bool force;                    /* compute in spite of errors, and mark it */
    const char *plan_path;         /* JSON plan to read instead of pairing, NULL = pair */
    int jobs;                      /* threads, 0 = all cores; 1 in a process that was forked by
                                      one that had used threads (OpenMP does not survive it) */
    dgh_io_options io;
    /* Called now and then from one thread; returning false cancels. May be NULL. */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
    /* Electrode: each site also gets ΔG(U, pH) where a potential is given. */
    dgh_real potential_v; /* against `scale`; has = false: no electrode */
    dgh_scale scale;      /* default DGH_SCALE_RHE */
    dgh_real ph;          /* needed for DGH_SCALE_SHE, else dgh_study_open gives ARGUMENT */
    /* Densities beside the runs are found when the study is opened and read when it is computed.
     * What is wrong with them is said and refuses no ΔG. */
    bool density; /* default true */
    dgh_bader_method bader_method;
    /* What each H sits on; refuses no ΔG. */
    bool structure; /* default true */
    /* d bands of the atoms to which H binds; refuses no ΔG, needs `structure`. */
    bool d_band; /* default true */
    dgh_d_band_options d_band_options;
    /* Symmetry number of the gas for the rigid rotor; default 0: from the point group of its run's
     * molecule (2 for H2, 1 for HD), 2 where there is no run. */
    int gas_symmetry_number;
    /* Files of records (dgh/records.h) instead of trees, in the order in which the trees would be
     * given; the results are the same. Densities and densities of states are opened where they lie.
     * Errors of dgh_study_open: PARSE at the line of a bad record, of a file that was cut, of two
     * records of one run that differ. */
    const char *const *records_paths;
    size_t n_records_paths;
} dgh_study_options;

/* Defaults: 298.15 K, 1 bar, full, E0, JANAF, raise at 50 cm-1. */
DGH_API void dgh_study_options_init(dgh_study_options *options);

/* Classes of sites: those of dgh_phase, then all sites, classified or not. */
enum { DGH_CLASS_ALL = DGH_N_PHASES, DGH_N_CLASSES = DGH_N_PHASES + 1 };

DGH_API const char *dgh_class_name(int site_class); /* "amorphous"... "all"; static */

/* ΔG (delta_g_ev: at U = 0 and pH 0) of the counted sites by class. The sites are those that
 * somebody computed, not all that the surface has. */
typedef struct dgh_study_summary {
    dgh_distribution of[DGH_N_CLASSES];
    size_t lowest_site[DGH_N_CLASSES]; /* DGH_NO_RUN = none */
    /* Each site counts by its multiplicity on the bare surface, which is known for all of them (one
     * host, one H each); else each counts once. */
    bool is_weighted;
    size_t n_counted;
    size_t n_refused, n_no_dg, n_anomalous, n_repeated;
    size_t n_unclassified; /* counted, but of no class */
} dgh_study_summary;

typedef struct dgh_study {
    void *arena;               /* private */
    dgh_study_options options; /* as used */
    size_t n_runs;
    const dgh_run *runs; /* sorted by path */
    size_t n_sites;
    const dgh_site *sites; /* empty before dgh_study_compute */
    size_t best_site;      /* the |ΔG| nearest 0, DGH_NO_RUN = none */
    size_t n_diagnostics;  /* of the trees and the study as a whole */
    const dgh_diagnostic *diagnostics;
    size_t n_refused;
    const dgh_study_summary *summary; /* NULL before dgh_study_compute */
    size_t n_trees;
    const char *const *trees; /* as they were given, or as the plan names them */
} dgh_study;

/* Walks the trees (or takes options.records_paths, then without paths), reads and pairs. Paths are
 * directories or files. Unreadable parts become diagnostics, the rest goes on. Errors: IO (a path
 * given does not exist), MISSING (no calculation in any of them), CANCELLED, PARSE (the plan). Free
 * with dgh_study_free. */
DGH_API dgh_status dgh_study_open(dgh_study **out, const char *const *paths, size_t n_paths,
                                  const dgh_study_options *options, dgh_error *err);

/* Fills `sites`. A site that cannot be computed is refused with its own diagnostics; the others go
 * on. Errors: MISSING (nothing to compute: no H2 and no reference energy given, no host...), with
 * what is missing in the message. */
DGH_API dgh_status dgh_study_compute(dgh_study *study, dgh_error *err);

/* Frees the study and all that its runs, sites and diagnostics point at. NULL is legal. */
DGH_API void dgh_study_free(dgh_study *study);

/* The pairing as a JSON document that a person can edit and that options.plan_path reads. The
 * caller frees the text with dgh_string_free. Errors: NOMEM. */
DGH_API dgh_status dgh_study_plan(char **out, const dgh_study *study, dgh_error *err);
/* Frees a text that this library allocated. NULL is legal. */
DGH_API void dgh_string_free(char *text);

#ifdef __cplusplus
}
#endif
#endif
