/* dgh/thermo.h - vibrations and thermochemistry: from a Hessian or a list of modes to ΔG_H*.
 *
 * Plain numbers in, plain numbers out: nothing here knows a path or reads a file. All functions are
 * pure and may be called from several threads. Energies in eV, temperatures in K, pressures in bar,
 * frequencies in cm^-1, masses in u. Constants are CODATA 2018.
 */
#ifndef DGH_THERMO_H
#define DGH_THERMO_H

#include "dgh/base.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- normal modes --------------------------------------------------------------------------- */

/* A mode: magnitude of the frequency, and whether it is imaginary (negative curvature). */
typedef struct dgh_mode {
    double freq_cm1;
    bool imaginary;
} dgh_mode;

typedef struct dgh_modes {
    size_t n_modes;
    dgh_mode *modes;      /* from the highest to the lowest; imaginary ones last, largest first */
    double *eigenvectors; /* [n_modes][n_dofs], mass-weighted, orthonormal; NULL if not asked for */
    size_t n_dofs;
    size_t n_projected; /* rigid translations and rotations removed, listed nowhere */
} dgh_modes;

typedef struct dgh_modes_options {
    size_t size;
    /* Masses to use instead of the record's, [n_dofs], NULL = the record's (isotopes). */
    const double *mass_u;
    /* Cartesian positions [n_atoms][3] of a free molecule all of whose atoms are displaced: rigid
     * translations and rotations are projected out. NULL = no projection. */
    const double *molecule_position_ang;
    size_t molecule_n_atoms;
    bool eigenvectors;
} dgh_modes_options;

#define DGH_MODES_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(dgh_modes_options), NULL, NULL, 0, false                                            \
    }

/* Normal modes of a Hessian: D_ij = H_ij / sqrt(m_i m_j), symmetrised, diagonalised (LAPACK
 * dsyevd); wavenumber = sqrt(lambda e 1e20 / u) / (2 pi c 100). A negative eigenvalue is an
 * imaginary mode. Errors: MISSING (no Hessian, a mass that is not positive), INTERNAL (LAPACK).
 * Free with dgh_modes_free. */
DGH_API dgh_status dgh_thermo_normal_modes(dgh_modes **out, const dgh_vibrations *vibrations,
                                           const dgh_modes_options *options, dgh_error *err);
DGH_API void dgh_modes_free(dgh_modes *modes);

/* ---- harmonic adsorbate --------------------------------------------------------------------- */

typedef enum dgh_low_modes {
    DGH_LOW_RAISE = 0,     /* real modes below the cutoff are raised to it for U and S (default) */
    DGH_LOW_HARMONIC = 1,  /* as they are */
    DGH_LOW_GRIMME = 2,    /* entropy interpolated to a free rotor, Grimme 2012,
                              10.1002/chem.201200497 */
    DGH_LOW_TRANSLATOR = 3 /* in-plane modes as a hindered translator, Campbell et al. 2016,
                              10.1021/acs.jpcc.5b11616 */
} dgh_low_modes;

typedef enum dgh_imaginary {
    DGH_IMAGINARY_REFUSE = 0, /* above the cutoff refused; below it (raise) put at the cutoff */
    DGH_IMAGINARY_DROP = 1,   /* left out of every sum */
    DGH_IMAGINARY_REAL = 2    /* counted with their magnitude */
} dgh_imaginary;

DGH_API const char *dgh_low_modes_name(dgh_low_modes policy);
DGH_API const char *dgh_imaginary_name(dgh_imaginary policy);

typedef struct dgh_harmonic_options {
    size_t size;
    double temperature_k;
    dgh_low_modes low_modes;
    dgh_imaginary imaginary;
    double cutoff_cm1;   /* raise; default 50 */
    double grimme_cm1;   /* grimme: nu_0, default 100 */
    double grimme_alpha; /* grimme: exponent, default 4 */
    /* translator: diffusion barrier in eV, area per site in Angstrom^2 and mass of the adsorbate
     * in u; all three must be given for that policy. */
    double barrier_ev;
    double site_area_ang2;
    double translator_mass_u;
} dgh_harmonic_options;

#define DGH_HARMONIC_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(dgh_harmonic_options), 298.15, DGH_LOW_RAISE, DGH_IMAGINARY_REFUSE, 50.0, 100.0,    \
            4.0, 0.0, 0.0, 0.0                                                                     \
    }

typedef struct dgh_harmonic {
    double zpe_ev;       /* 1/2 sum eps */
    double u_thermal_ev; /* sum eps / (exp(eps/kT) - 1), without ZPE */
    double s_ev_per_k;   /* entropy */
    double f_ev;         /* zpe + u_thermal - T s */
    size_t n_modes;      /* modes that were summed */
    size_t n_raised;     /* real modes changed by the policy for low modes */
    size_t n_imaginary;  /* imaginary modes met */
    size_t n_imaginary_as_cutoff, n_imaginary_dropped, n_imaginary_as_real;
    double largest_imaginary_cm1;
} dgh_harmonic;

/* Harmonic sums over modes of energy eps = hc nu, x = eps/kT: ZPE = 1/2 sum eps; U = sum
 * eps/(e^x - 1); S = k sum [x/(e^x - 1) - ln(1 - e^-x)]; F = ZPE + U - TS (McQuarrie, Statistical
 * Mechanics, 1976). An adsorbate's pV is dropped. Errors: ARGUMENT (temperature, options), REFUSED
 * (imaginary modes that the policy does not allow: the message names the largest; modes of
 * frequency zero, whose entropy diverges, under the harmonic policy). */
DGH_API dgh_status dgh_thermo_harmonic(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes,
                                       const dgh_harmonic_options *options, dgh_error *err);

/* ---- the H2 reference ----------------------------------------------------------------------- */

typedef enum dgh_gas_model { DGH_GAS_JANAF = 0, DGH_GAS_RRHO = 1 } dgh_gas_model;

DGH_API const char *dgh_gas_model_name(dgh_gas_model model);

typedef struct dgh_gas_options {
    size_t size;
    dgh_gas_model model;
    double temperature_k;
    double pressure_bar;
    /* molecule; for JANAF only the ZPE is taken from the modes */
    double bond_length_ang; /* RRHO: moment of inertia of a diatomic */
    double mass_u[2];       /* of its two atoms */
    int symmetry_number;    /* 2 for H2 and D2, 1 for HD */
    const dgh_mode *modes;  /* vibrational modes; only the highest real one is used */
    size_t n_modes;
} dgh_gas_options;

#define DGH_GAS_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(dgh_gas_options), DGH_GAS_JANAF, 298.15, 1.0, 0.0, {0.0, 0.0}, 2, NULL, 0           \
    }

typedef struct dgh_gas {
    double zpe_ev;
    double enthalpy_ev;         /* H(T) - H(0), without ZPE */
    double s_ev_per_k;          /* at T and p */
    double s_standard_ev_per_k; /* at T and 1 bar */
    double s_translation_ev_per_k, s_rotation_ev_per_k, s_vibration_ev_per_k; /* RRHO only */
} dgh_gas;

/* Ideal-gas H2 (per molecule). JANAF: H and S from the NIST-JANAF table (M. W. Chase, J. Phys.
 * Chem. Ref. Data Monograph 9 (1998); Shomate fit 298-1000 K, table below), H2 only. RRHO:
 * Sackur-Tetrode, rigid rotor, harmonic oscillator. Both: S(p) = S(1 bar) - k ln(p / 1 bar).
 * Errors: ARGUMENT, MISSING (no mode; RRHO without bond length or masses), REFUSED (temperature
 * outside of the table; JANAF for D2 or HD). */
DGH_API dgh_status dgh_thermo_gas(dgh_gas *out, const dgh_gas_options *options, dgh_error *err);

/* ---- finite differences --------------------------------------------------------------------- */

/* A run with one atom moved, as input to dgh_thermo_hessian_from_forces. */
typedef struct dgh_displaced_run {
    const double *position_ang;     /* [n_atoms][3] */
    const double *force_ev_per_ang; /* [n_atoms][3] */
    const char *name;               /* for messages */
} dgh_displaced_run;

typedef struct dgh_fd_hessian {
    size_t n_dofs;
    dgh_dof *dofs;               /* masses from `mass_u` */
    double *hessian_ev_per_ang2; /* [n_dofs][n_dofs], not symmetrised */
    double step_ang;             /* smallest and largest displacement agree with it to 1e-3 */
    double largest_asymmetry_ev_per_ang2;
    bool central; /* false: one-sided differences from the equilibrium run (only if allowed) */
} dgh_fd_hessian;

/* Hessian by central differences: H_ij = -[F_j(+d_i) - F_j(-d_i)] / (2 d), rows in ascending order
 * of atom and axis. Displacements are found by comparing each run with `equilibrium` (periodic
 * images removed when `cell_ang` is given). Every atom that is displaced along one axis must be
 * displaced along all three in both directions: else MISSING, with a message that names each
 * missing displacement ("atom 7 +x"). Errors: ARGUMENT (two atoms moved at once, displaced twice,
 * steps that differ). Free with dgh_fd_hessian_free. */
DGH_API dgh_status dgh_thermo_hessian_from_forces(dgh_fd_hessian **out, size_t n_atoms,
                                                  const double (*cell_ang)[3],
                                                  const double *equilibrium_position_ang,
                                                  const double *mass_u,
                                                  const dgh_displaced_run *runs, size_t n_runs,
                                                  dgh_error *err);
DGH_API void dgh_fd_hessian_free(dgh_fd_hessian *hessian);

/* ---- the adsorption ledger ------------------------------------------------------------------ */

typedef enum dgh_convention {
    DGH_CONVENTION_FULL = 0,       /* dE + dZPE + dU_th - T dS (default) */
    DGH_CONVENTION_ZPE_TS = 1,     /* dE + dZPE - T dS: no heat content */
    DGH_CONVENTION_ZPE_TS_GAS = 2, /* as zpe-ts with S(H*) = 0 */
    DGH_CONVENTION_OFFSET = 3,     /* dE + 0.24 eV, Norskov 2005, 10.1149/1.1856988 */
    DGH_CONVENTION_COUNT = 4
} dgh_convention;

DGH_API const char *dgh_convention_name(dgh_convention convention);    /* "full", "zpe-ts"... */
DGH_API const char *dgh_convention_formula(dgh_convention convention); /* in words, with source */

/* One term of a ledger: contribution to dG per H = coefficient * value. */
typedef struct dgh_ledger_term {
    const char *id;         /* stable: "e-host-nh", "zpe-gas", "ts-adsorbate"... */
    const char *label;      /* for people: "E0(host+H)" */
    double value;           /* eV, of the species named */
    double coefficient;     /* per H */
    double contribution_ev; /* coefficient * value */
    bool in_convention[DGH_CONVENTION_COUNT];
    dgh_source source; /* borrowed */
    const char *note;  /* model or assumption behind the number, NULL = none */
} dgh_ledger_term;

enum { DGH_LEDGER_MAX_TERMS = 16 };

typedef struct dgh_ledger {
    size_t n_terms;
    dgh_ledger_term terms[DGH_LEDGER_MAX_TERMS];
    /* sums, per H added; a missing ingredient leaves `has` false */
    dgh_real delta_e_ev;
    dgh_real delta_zpe_ev;
    dgh_real delta_u_thermal_ev;
    dgh_real minus_t_delta_s_ev;
    dgh_real delta_g_ev[DGH_CONVENTION_COUNT];
} dgh_ledger;

/* One species of the reaction  initial + n/2 H2 -> final. */
typedef struct dgh_adsorption_input {
    size_t size;
    double temperature_k;
    unsigned n_h; /* H added between initial and final: n (average) or 1 (differential) */
    dgh_real energy_final_ev;   /* host + H */
    dgh_real energy_initial_ev; /* host, or host + (n-1) H */
    dgh_real energy_h2_ev;
    const char *energy_name; /* "F", "E", "E0" */
    /* Vibrations of `final`, and of those of `initial` that are displaced alike; a clean host whose
     * atoms are not displaced in `final` has none (has_initial_modes false, and it counts as 0). */
    bool has_final_modes;
    dgh_harmonic final_modes;
    dgh_source final_modes_source;
    const char *final_modes_note;
    bool has_initial_modes;
    dgh_harmonic initial_modes;
    dgh_source initial_modes_source;
    const char *initial_modes_note;
    bool has_gas;
    dgh_gas gas;
    dgh_source gas_source; /* of its modes */
    const char *gas_note;  /* "JANAF", "ZPE tabulated: ..." */
} dgh_adsorption_input;

/* Fills a ledger: every term of every convention, per H added. For n H: dE = [E(final) - E(initial)
 * - n/2 E(H2)] / n, each other difference over the same species. A missing frequency run is not a
 * zero correction: without modes only `offset` has a dG. Errors: ARGUMENT (n_h = 0), MISSING (an
 * energy). */
DGH_API dgh_status dgh_thermo_ledger(dgh_ledger *out, const dgh_adsorption_input *input,
                                     dgh_error *err);

/* ---- electrode ------------------------------------------------------------------------------ */

typedef enum dgh_scale { DGH_SCALE_RHE = 0, DGH_SCALE_SHE = 1 } dgh_scale;

/* Computational hydrogen electrode (Norskov et al. 2004, 10.1021/jp047349j) for H+ + e- + * -> H*:
 * against RHE: dG + eU; against SHE: dG + eU + kT ln10 pH. */
DGH_API double dgh_thermo_electrode_ev(double delta_g_ev, double potential_v, dgh_scale scale,
                                       double ph, double temperature_k);

/* Exchange rate per site and second (Norskov et al. 2005, 10.1149/1.1856988), k0 = 200 1/s:
 * k0 / (1 + exp(-dG/kT)) for dG <= 0, k0 exp(-dG/kT) / (1 + exp(-dG/kT)) for dG > 0. A model with
 * known limits (arXiv 2109.04219, 1903.09903): it ignores coverage, barriers and kinetics beyond
 * the one descriptor; use it to rank, not to predict. */
DGH_API double dgh_thermo_exchange_rate_per_s(double delta_g_ev, double temperature_k);

/* i0 = e k (sites per area), in A/cm^2, for sites per cm^2. */
DGH_API double dgh_thermo_exchange_current_a_per_cm2(double delta_g_ev, double temperature_k,
                                                     double sites_per_cm2);

/* Equilibrium coverage of a site at potential U (RHE): 1 / (1 + exp((dG + eU)/kT)). */
DGH_API double dgh_thermo_coverage(double delta_g_ev, double potential_v, double temperature_k);

#ifdef __cplusplus
}
#endif
#endif
