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

/* Normal modes of a Hessian: D_ij = (H_ij + H_ji) / (2 sqrt(m_i m_j)), diagonalised (LAPACK dsbev:
 * the same bits with any number of threads); for lambda in eV/Angstrom^2/u the wavenumber is
 * sqrt(lambda e 1e20 / u) / (2 pi c 100) (Wilson, Decius, Cross, Molecular Vibrations, 1955). A
 * negative eigenvalue is an imaginary mode; one that is zero to the rounding of the diagonalisation
 * (4 n eps |lambda|max) is a real mode of frequency 0.
 *
 * With `molecule_position_ang` the rigid motions (3 of an atom, 5 of a linear molecule, 6 of any
 * other) are projected out before diagonalising: n_modes = n_dofs - n_projected. The coordinates
 * must then be x, y, z of every atom, atom by atom. `mass_u` replaces the masses of the record
 * (H -> D): the same Hessian serves every isotope.
 *
 * eigenvectors: [n_modes][n_dofs], row k belongs to modes[k], orthonormal in mass-weighted
 * coordinates, the component of largest magnitude positive; divide component i by sqrt(m_i) for
 * the displacement. `options` may be NULL. Up to 32000 coordinates.
 * Errors: MISSING (no Hessian, a mass that is not positive), ARGUMENT (an element that is not
 * finite, coordinates that are not those of the molecule, too many of them), INTERNAL (LAPACK),
 * NOMEM. Free with dgh_modes_free, which accepts NULL. */
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

DGH_API const char *dgh_low_modes_name(dgh_low_modes policy); /* "raise", "harmonic"... */
DGH_API const char *dgh_imaginary_name(dgh_imaginary policy); /* "refuse", "drop", "real" */

typedef struct dgh_harmonic_options {
    size_t size;
    double temperature_k;
    dgh_low_modes low_modes;
    dgh_imaginary imaginary;
    double cutoff_cm1;   /* raise; default 50, > 0 */
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
 * Mechanics, 1976). An adsorbate's pV is dropped. Any T > 0.
 *
 * Low modes:
 *  raise       U and S of a real mode below the cutoff are those of a mode at it; the ZPE keeps the
 *              computed value.
 *  harmonic    as they are.
 *  grimme      S = w S_HO + (1 - w) S_FR with w = 1 / (1 + (nu_0/nu)^alpha), S_FR / k = 1/2 +
 *              ln sqrt(8 pi^3 mu' kT / h^2), mu = h / (8 pi^2 nu), mu' = mu B / (mu + B), B = 1e-44
 *              kg m^2 (10.1002/chem.201200497); U and ZPE stay harmonic. n_raised counts the modes
 *              below nu_0.
 *  translator  for the 3 modes of one H*: the highest is harmonic; the other two, in the plane, are
 *              replaced by a hindered translator with frequency sqrt(W / (2 m A)) of its barrier W,
 *              area per site A and mass m (10.1021/acs.jpcc.5b11616; Hill 1960), per site: the
 *              entropy of distributing atoms over sites is not in it. W -> 0 gives an ideal gas on
 *              the area A, W >> kT two oscillators. Its ZPE is h nu 8r/(1 + 8r), r = W / h nu.
 * Imaginary modes: REFUSE refuses any, except under `raise` those up to the cutoff, which are
 * counted as modes at the cutoff (ZPE too); DROP leaves them out; REAL counts the magnitude, to
 * which the policy for low modes then applies.
 *
 * `options` may be NULL (298.15 K, raise at 50 cm-1). On failure *out is zero.
 * Errors: ARGUMENT (temperature, options, a frequency that is negative or not finite, sums that
 * overflow), MISSING (no modes), REFUSED (imaginary modes that the policy does not allow: the
 * message names the largest; a mode of frequency zero, whose entropy diverges, under `harmonic`;
 * `translator` for other than 3 modes, or where it fails because W and kT are below h nu). */
DGH_API dgh_status dgh_thermo_harmonic(dgh_harmonic *out, const dgh_mode *modes, size_t n_modes,
                                       const dgh_harmonic_options *options, dgh_error *err);

/* ---- the H2 reference ----------------------------------------------------------------------- */

typedef enum dgh_gas_model { DGH_GAS_JANAF = 0, DGH_GAS_RRHO = 1 } dgh_gas_model;

DGH_API const char *dgh_gas_model_name(dgh_gas_model model); /* "janaf", "rrho" */

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

/* Ideal-gas H2, per molecule. ZPE = hc nu / 2 of the highest real mode; S(p) = S(1 bar) - k ln(p /
 * 1 bar).
 *
 *  JANAF  H2 only, 100 to 6000 K: H(T) - H(0) and S(T) of the NIST-JANAF table (M. W. Chase, J.
 *         Phys. Chem. Ref. Data Monograph 9 (1998)); from 298.15 K by the Shomate fits of the NIST
 *         Chemistry WebBook (10.18434/T4D303; 298-1000, 1000-2500, 2500-6000 K), below by cubic
 *         interpolation of the table (within 0.025 J/mol/K and 0.010 kJ/mol of the sum over
 *         rotational levels, in ortho-para equilibrium). At 298.15 K exactly 8.467 kJ/mol and
 *         130.680 J/mol/K. Masses that are given must be those of H.
 *  RRHO   H(T) - H(0) = U_vib + 7/2 kT; S = k {5/2 + ln[(2 pi m kT/h^2)^(3/2) kT/p]} + k [1 + ln(8
 *         pi^2 I kT / (sigma h^2))] + S_vib, I = mu r^2 (McQuarrie, Statistical Mechanics, 1976;
 *         constants CODATA 2018). Any diatomic, above its rotational temperature (H2: 85 K).
 *
 * On failure *out is zero. Errors: ARGUMENT (options, temperature, pressure, symmetry number other
 * than 1 and 2), MISSING (no real mode; RRHO without bond length or masses), REFUSED (temperature
 * outside of the model's range; JANAF for D2 or HD). */
DGH_API dgh_status dgh_thermo_gas(dgh_gas *out, const dgh_gas_options *options, dgh_error *err);

/* For a tree without a frequency run of H2: a mode whose half quantum is the tabulated zero-point
 * energy of H2, 2179.3 cm^-1 or 0.2702 eV (Irikura, J. Phys. Chem. Ref. Data 36, 389 (2007),
 * 10.1063/1.2436891; experimental, anharmonic). `*note` (may be NULL) becomes a static text for
 * dgh_adsorption_input.gas_note: whoever uses the mode has to say so. */
DGH_API dgh_mode dgh_thermo_h2_tabulated_mode(const char **note);

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
    bool central; /* always true: one-sided differences are not offered */
} dgh_fd_hessian;

/* Hessian by central differences: H_ij = -[F_j(+d_i) - F_j(-d_i)] / (d_+ + d_-), rows in ascending
 * order of atom and axis. Displacements are found by comparing each run with the equilibrium
 * (periodic images removed when `cell_ang`, rows the lattice vectors, is given); a run in which no
 * atom is displaced is passed over. `equilibrium_position_ang` is [n_atoms][3]; where it is NULL
 * the median of the runs' positions takes its place, which is the equilibrium as long as each
 * coordinate is displaced in a minority of the runs (three runs or more). `mass_u` is [n_atoms].
 * Every atom that is displaced along one axis must be displaced along all three in both
 * directions: else MISSING, with a message that names each missing displacement ("atom 7 +x").
 * Errors: MISSING (also no run, no displaced atom, a run without forces), ARGUMENT (two atoms or
 * axes moved at once, displaced twice, steps that differ by more than 1e-3 Angstrom, no masses).
 * Free with dgh_fd_hessian_free. */
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
    const char *id;         /* stable: "e-adsorbed", "e-host", "e-gas", "zpe-adsorbate", "zpe-host",
                               "zpe-gas", "u-adsorbate", "u-host", "h-gas", "ts-adsorbate",
                               "ts-host", "ts-gas", "offset" */
    const char *label;      /* for people: "E0(host+H)", "-TS(H2)" */
    double value;           /* eV, of the species named; -T S for the "ts-" terms */
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
    dgh_real minus_t_delta_s_ev; /* with S of H* */
    dgh_real delta_g_ev[DGH_CONVENTION_COUNT];
    const char *incomplete; /* why only `offset` has a dG, in words (static); NULL = all have one */
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

#define DGH_ADSORPTION_INPUT_INIT                                                                  \
    {                                                                                              \
        .size = sizeof(dgh_adsorption_input), .temperature_k = 298.15, .n_h = 1                    \
    }

/* Fills a ledger: every term of every convention, per H added. For n H: dE = [E(final) - E(initial)
 * - n/2 E(H2)] / n, each other difference over the same species:
 *   full        dE + dZPE + [U_th(final) - U_th(initial)] / n - 1/2 [H(T) - H(0)](H2) - T dS
 *   zpe-ts      dE + dZPE - T dS
 *   zpe-ts-gas  dE + dZPE + 1/2 T S(H2)
 *   offset      dE + 0.24 eV
 * delta_g_ev[c] is the sum, in the order of the table, of the contributions of the terms with
 * in_convention[c]. A missing frequency run is not a zero correction: without modes of the final
 * state or of H2, or with more displaced atoms than the added H and nothing to subtract for them,
 * only `offset` has a dG, and `incomplete` says why; the terms that are known stay in the table.
 * Temperatures of the harmonic sums and of the gas must be `temperature_k`. Labels and notes are
 * static or borrowed from the input. On failure *out is zero.
 * Errors: ARGUMENT (n_h = 0, temperature, an energy or a sum that is not finite), MISSING (an
 * energy). */
DGH_API dgh_status dgh_thermo_ledger(dgh_ledger *out, const dgh_adsorption_input *input,
                                     dgh_error *err);

/* ---- electrode ------------------------------------------------------------------------------ */

typedef enum dgh_scale { DGH_SCALE_RHE = 0, DGH_SCALE_SHE = 1 } dgh_scale;

DGH_API const char *dgh_scale_name(dgh_scale scale); /* "RHE", "SHE" */

/* These functions have no error to give: a temperature or pressure that is not positive gives NaN
 * where it is divided by or its logarithm taken. */

/* Computational hydrogen electrode (Norskov et al. 2004, 10.1021/jp047349j) for H+ + e- + * -> H*,
 * in eV: against RHE: dG + eU (`ph` is not looked at); against SHE: dG + eU + kT ln10 pH. */
DGH_API double dgh_thermo_electrode_ev(double delta_g_ev, double potential_v, dgh_scale scale,
                                       double ph, double temperature_k);

/* dG at a pressure of H2 other than 1 bar: dG(p) = dG(1 bar) - 1/2 kT ln(p / 1 bar), in eV. Not for
 * a dG whose dgh_gas was already computed at that pressure. */
DGH_API double dgh_thermo_pressure_ev(double delta_g_ev, double pressure_bar, double temperature_k);

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
