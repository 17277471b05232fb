/* dgh/record.h - the record of a calculation: what a run's files say, and where they say it.
 *
 * A reader turns the bytes of one file into one dgh_calculation; several files of one run (OUTCAR,
 * vasprun.xml, POSCAR, INCAR...) are merged into one. The record holds what the files state in
 * units of eV, Angstrom and u, converted once by the reader; it holds no physics.
 *
 * Everything that hangs on a dgh_calculation belongs to it and dies with it. All fields are meant
 * to be read; only the library writes them. Missing data is a false `has`, a NULL pointer or a
 * zero count of things, never a zero value.
 */
#ifndef DGH_RECORD_H
#define DGH_RECORD_H

#include "dgh/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- structure ------------------------------------------------------------------------------ */

typedef struct dgh_species {
    const char *label; /* as the file names it: "Pt", "Pt1", "Fe_pv" */
    int atomic_number; /* 0 = the label is no element (VASP 4 without names) */
    dgh_real mass_u;   /* as the run states it; isotopes differ from dgh_element_mass_u */
} dgh_species;

/* A periodic arrangement of atoms. Atoms are numbered from 0 in the file's order; messages and
 * tables count from 1 as VASP and QE do. */
typedef struct dgh_structure {
    size_t n_atoms;
    size_t n_species;
    const dgh_species *species;
    const uint32_t *species_of_atom; /* [n_atoms], index into species */
    bool has_cell;
    double cell_ang[3][3];             /* rows are the lattice vectors a, b, c */
    const double *position_ang;        /* [n_atoms][3] Cartesian, or NULL (an INCAR alone...) */
    const bool *is_free;               /* [n_atoms][3] selective dynamics along the lattice
                                          vectors (VASP) or x, y, z (QE); NULL = no constraint */
    const double *velocity_ang_per_fs; /* [n_atoms][3], or NULL */
    const char *comment;               /* title line, or NULL */
    dgh_source source;
} dgh_structure;

/* Atomic number of an element symbol at the front of `label` ("Pt1", "Mg_pv", "fe/" are Pt, Mg,
 * Fe), 0 if there is none. D and T give 1. */
DGH_API int dgh_element_from_label(const char *label);

/* Symbol of an element, "?" outside 1..118. Borrowed, static. */
DGH_API const char *dgh_element_symbol(int atomic_number);

/* Standard atomic weight in u (CIAAW, 10.1515/pac-2015-0305; conventional values, H 1.008; for
 * elements without one the mass of a long-lived isotope). 0 if unknown. Vibrations use the masses
 * that the run states; this is what is left where it states none. */
DGH_API double dgh_element_mass_u(int atomic_number);

/* Mass in u of the isotope of hydrogen with mass number 1, 2 or 3 (Wang et al., Chinese Phys. C 41,
 * 030003 (2017)); 0 for any other. What the options of isotopes expect. */
DGH_API double dgh_hydrogen_mass_u(int mass_number);

/* Single-bond covalent radius in Angstrom (Cordero et al., Dalton Trans. 2008, 2832,
 * 10.1039/b801115j), 0 if unknown. */
DGH_API double dgh_element_covalent_radius_ang(int atomic_number);

/* Volume of the cell [3][3] in cubic Angstrom (positive for left-handed cells too). */
DGH_API double dgh_cell_volume_ang3(const double (*cell_ang)[3]);

/* Number of atoms of one element. */
DGH_API size_t dgh_structure_count(const dgh_structure *structure, int atomic_number);

/* Atomic number of one atom, 0 if unknown. */
DGH_API int dgh_structure_element(const dgh_structure *structure, size_t atom);

/* ---- what a run is -------------------------------------------------------------------------- */

typedef enum dgh_code { DGH_CODE_UNKNOWN = 0, DGH_CODE_VASP = 1, DGH_CODE_QE = 2 } dgh_code;

typedef enum dgh_task {
    DGH_TASK_UNKNOWN = 0,
    DGH_TASK_INPUT = 1,        /* input files alone: nothing was run, or its output is gone */
    DGH_TASK_SINGLE_POINT = 2, /* scf on one geometry */
    DGH_TASK_RELAX = 3,        /* ions move, cell fixed */
    DGH_TASK_CELL_RELAX = 4,   /* ions and cell */
    DGH_TASK_MD = 5,
    DGH_TASK_FREQUENCIES = 6, /* finite displacements or linear response */
    DGH_TASK_BANDS = 7,       /* non-self-consistent: its energy means nothing */
    DGH_TASK_OTHER = 8        /* NEB image, dimer, GW...: named in the warnings */
} dgh_task;

typedef enum dgh_run_status {
    DGH_RUN_UNKNOWN = 0,                /* input only, or nothing to judge by */
    DGH_RUN_COMPLETE = 1,               /* ended by itself, all its own criteria met */
    DGH_RUN_UNCONVERGED_ELECTRONIC = 2, /* the step that counts missed the electronic criterion */
    DGH_RUN_UNCONVERGED_IONIC = 3,      /* ended with forces or energy above its own criterion */
    DGH_RUN_INTERRUPTED = 4,            /* the file ends before the run did */
    DGH_RUN_FAILED = 5                  /* the code itself reported an error */
} dgh_run_status;

DGH_API const char *dgh_code_name(dgh_code code);               /* "VASP", "QE", "unknown" */
DGH_API const char *dgh_task_name(dgh_task task);               /* "relax", "frequencies"... */
DGH_API const char *dgh_run_status_name(dgh_run_status status); /* "unconverged-electronic"... */

/* ---- settings that must agree between runs --------------------------------------------------- */

typedef enum dgh_setting_id {
    DGH_SETTING_FUNCTIONAL = 0,         /* text: the code's own name, "PBE", "RPBE", "HSE06"... */
    DGH_SETTING_LIBXC,                  /* text: libxc names, "gga_x_pbe+gga_c_pbe" */
    DGH_SETTING_CUTOFF_EV,              /* real: plane-wave cutoff of the wavefunctions, eV */
    DGH_SETTING_DENSITY_CUTOFF_EV,      /* real: cutoff of the density (QE ecutrho), eV */
    DGH_SETTING_AUGMENTATION_CUTOFF_EV, /* real: VASP ENAUG, eV */
    DGH_SETTING_KPOINT_MESH,            /* text: "8x8x1", with " shifted" where it is shifted */
    DGH_SETTING_N_KPOINTS,              /* integer: irreducible k-points */
    DGH_SETTING_SMEARING,               /* text: "gaussian", "methfessel-paxton-1", "fermi-dirac",
                                           "marzari-vanderbilt", "tetrahedron-bloechl", "fixed" */
    DGH_SETTING_SMEARING_WIDTH_EV,      /* real: SIGMA, degauss, eV */
    DGH_SETTING_SPIN,                   /* text: "none", "collinear", "noncollinear",
                                           "spin-orbit" */
    DGH_SETTING_PLUS_U,                 /* text: "Ni:d U=4 J=0 (dudarev)", absent = off unless the
                                           file says so with "none" */
    DGH_SETTING_DISPERSION,             /* text: "none", "d2", "d3-zero", "d3-bj", "ts",
                                           "vdw-df2"... */
    DGH_SETTING_DIPOLE_CORRECTION,      /* text: "none", "z", "all" */
    DGH_SETTING_SOLVATION,              /* text: "none", "vaspsol", "environ"... */
    DGH_SETTING_PRECISION,              /* text: VASP PREC, "normal", "accurate"... */
    DGH_SETTING_REAL_SPACE_PROJECTION,  /* text: VASP LREAL, "off", "auto", "on" */
    DGH_SETTING_TOTAL_CHARGE_E,         /* real: net charge of the cell in e where it was set */
    DGH_SETTING_KPOINT_LIST, /* text: k-points that the input lists one by one, "crystal 0.25
                                0.25 0 (0.5), ..." with weights of sum 1, sorted; unit
                                "crystal" or "2pi/a"; of many points a hash */
    DGH_SETTING_COUNT
} dgh_setting_id;

typedef enum dgh_setting_kind {
    DGH_SETTING_KIND_TEXT = 0,
    DGH_SETTING_KIND_REAL = 1,
    DGH_SETTING_KIND_INTEGER = 2
} dgh_setting_kind;

typedef struct dgh_setting_info {
    const char *key;   /* stable identifier: "functional", "cutoff_ev" */
    const char *label; /* for people: "plane-wave cutoff" */
    const char *unit;  /* "eV", "" */
    dgh_setting_kind kind;
} dgh_setting_info;

/* The table behind dgh_setting_id. Borrowed, static; NULL outside the range. */
DGH_API const dgh_setting_info *dgh_setting_describe(dgh_setting_id id);

typedef struct dgh_setting {
    bool has;
    double real;      /* kind REAL */
    int64_t integer;  /* kind INTEGER */
    const char *text; /* kind TEXT */
    dgh_source source;
} dgh_setting;

typedef struct dgh_pseudopotential {
    int atomic_number;
    const char *label;      /* species label it belongs to */
    const char *title;      /* VASP TITEL "PAW_PBE Pt 04Feb2005"; QE file name */
    dgh_real valence_e;     /* ZVAL */
    const char *hash;       /* SHA256 or MD5 as the file states it, NULL if not stated */
    const char *functional; /* LEXCH or the UPF's functional, NULL if not stated */
    dgh_source source;
} dgh_pseudopotential;

/* ---- steps ---------------------------------------------------------------------------------- */

typedef enum dgh_energy_kind {
    DGH_ENERGY_FREE = 0,            /* F: electronic free energy, with the smearing entropy */
    DGH_ENERGY_WITHOUT_ENTROPY = 1, /* E = F + TS */
    DGH_ENERGY_SIGMA0 = 2           /* E0: extrapolated to zero smearing */
} dgh_energy_kind;

DGH_API const char *dgh_energy_kind_name(dgh_energy_kind kind); /* "F", "E", "E0" */

typedef struct dgh_ionic_step {
    dgh_source source;     /* first line of the step's final energy block, or of the step */
    dgh_real energy_ev[3]; /* by dgh_energy_kind; only energies of a finished electronic loop */
    dgh_tristate electronic_converged;
    dgh_real electronic_accuracy_ev; /* last energy change (VASP) or estimated accuracy (QE) */
    uint32_t n_electronic;           /* electronic iterations, 0 = not known */
    bool machine_learned;            /* energy of a force field, not of DFT */
    bool has_cell;
    double cell_ang[3][3];
    const double *position_ang;     /* [n_atoms][3] Cartesian at which the energy was computed */
    const double *force_ev_per_ang; /* [n_atoms][3], of this step's geometry */
    dgh_source force_source;
    bool has_stress;
    double stress_kbar[3][3]; /* as both codes print it: a third of the trace is the pressure */
    dgh_real magnetisation_mub;
    dgh_real fermi_ev;
    dgh_real temperature_k; /* MD */
} dgh_ionic_step;

/* ---- vibrations ----------------------------------------------------------------------------- */

/* One displaced coordinate: atom index (0-based), Cartesian axis 0..2, mass in u. */
typedef struct dgh_dof {
    uint32_t atom;
    uint8_t axis;
    double mass_u;
} dgh_dof;

/* One mode as printed. `freq_cm1` is the magnitude; `imaginary` says which kind. */
typedef struct dgh_printed_mode {
    double freq_cm1;
    bool imaginary;
    const double *eigenvector; /* [n_atoms][3] as printed, or NULL */
    dgh_source source;
} dgh_printed_mode;

typedef struct dgh_vibrations {
    size_t n_dofs; /* 0 = no Hessian */
    const dgh_dof *dofs;
    const double *hessian_ev_per_ang2; /* [n_dofs][n_dofs], +d2E/dxdy, as in the file (not
                                          symmetrised, not mass-weighted) */
    const char *method; /* "finite differences (IBRION=5)", "DFPT (ph.x)"..., NULL if no Hessian */
    dgh_source hessian_source;
    size_t n_modes;                /* 0 = none printed */
    const dgh_printed_mode *modes; /* in the order of the file, each once */
    const char *modes_note;        /* what the printed modes are: "ASR simple", NULL = plain */
} dgh_vibrations;

/* ---- calculation ---------------------------------------------------------------------------- */

typedef struct dgh_calculation dgh_calculation;

struct dgh_calculation {
    void *arena;        /* owner of all memory below; private */
    const char *path;   /* the file, or the directory of a merged run */
    const char *format; /* stable name of the format that was read: "vasp-outcar", "qe-pw-output" */
    size_t n_files;     /* more than one after a merge */
    const char *const *files;

    dgh_code code;
    dgh_text code_version; /* "6.4.2" */
    dgh_task task;
    dgh_source task_source;
    dgh_run_status status;
    dgh_text status_reason; /* the line that decides, in words */

    dgh_structure structure; /* the first geometry that the file gives; n_atoms 0 = none */
    size_t n_steps;
    const dgh_ionic_step *steps;
    bool has_final_positions; /* geometry written at the end (CONTCAR, "final coordinates") */
    bool has_final_cell;
    double final_cell_ang[3][3];
    const double *final_position_ang;

    dgh_setting settings[DGH_SETTING_COUNT];
    size_t n_pseudopotentials;
    const dgh_pseudopotential *pseudopotentials;
    dgh_real n_electrons;
    double kpoint_mesh[3]; /* divisions, 0 = not known; density follows with the cell */

    /* the run's own criteria and limits */
    dgh_real electronic_criterion_ev;    /* EDIFF; conv_thr */
    dgh_real force_criterion_ev_per_ang; /* -EDIFFG; forc_conv_thr */
    dgh_real energy_criterion_ev;        /* EDIFFG > 0; etot_conv_thr */
    dgh_integer max_electronic_steps;    /* NELM; electron_maxstep */
    dgh_integer max_ionic_steps;         /* NSW; nstep */
    dgh_integer ibrion;                  /* VASP */
    dgh_tristate ionic_converged;        /* the code's own statement for a relaxation */
    /* largest |force| on a free atom in the step whose energy counts, over the components along
     * which it is free */
    dgh_real largest_force_ev_per_ang;
    size_t largest_force_atom; /* 0-based, valid with the above */

    dgh_vibrations vibrations;
    size_t n_ensemble; /* BEEF-vdW ensemble energies, 0 = none */
    const double *ensemble_ev;
    dgh_source ensemble_source;

    dgh_real cpu_time_s;
    dgh_real wall_time_s;
    dgh_text started; /* date and time as printed */

    size_t n_diagnostics; /* warnings of the code, and of the reader about the file */
    const dgh_diagnostic *diagnostics;
    /* steps that the run made and `steps` does not hold: a record of dgh/records.h keeps those that
     * a study looks at */
    size_t n_steps_left_out;
};

/* Frees the record and all that hangs on it. NULL is legal. */
DGH_API void dgh_calculation_free(dgh_calculation *calculation);

/* The step whose energy counts: the first of a frequency run (the later ones are displaced
 * geometries), the last with an energy of all others; never one of a machine-learned force field.
 * NULL if no step has an energy. Borrowed. */
DGH_API const dgh_ionic_step *dgh_calculation_energy_step(const dgh_calculation *calculation);

/* Energy of that step. `has` is false where the run gives none of this kind. An energy is never
 * to be used without looking at calculation->status. */
DGH_API dgh_real dgh_calculation_energy(const dgh_calculation *calculation, dgh_energy_kind kind);

/* A view of the geometry that belongs to that energy (of the start geometry where there is no
 * step); pointers are borrowed from the record. n_atoms is 0 where the record has no structure. */
DGH_API dgh_structure dgh_calculation_structure(const dgh_calculation *calculation);

/* Number of k-points per reciprocal length along each axis: divisions divided by |b_i|, in
 * Angstrom (k-points per 1/Angstrom of reciprocal lattice vector, b_i with 2 pi). False where the
 * mesh or the cell is not known. */
DGH_API bool dgh_calculation_kpoint_density(const dgh_calculation *calculation,
                                            double density_ang[3]);

#ifdef __cplusplus
}
#endif
#endif
