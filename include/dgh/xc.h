/* dgh/xc.h - exchange and correlation of a density by libxc: energy, energy density, potential,
 * other functionals on the same density, reduced gradient.
 *
 * Energies and potentials in eV, densities in electrons per cubic Angstrom, lengths in Angstrom.
 * Results are the same bits for every number of threads. Every function is thread-safe on different
 * objects; grids are only read.
 */
#ifndef DGH_XC_H
#define DGH_XC_H

#include "dgh/base.h"
#include "dgh/grid.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- functionals ---------------------------------------------------------------------------- */

enum { DGH_XC_MOST_PARTS = 4 };

/* A sum of LDA and GGA functionals of libxc. Plain data; nothing to free. */
typedef struct dgh_xc_functional {
    char label[64];  /* as it was asked for: "rpbe", "XC_GGA_X_PBE+XC_GGA_C_PBE", or a run's name */
    char libxc[160]; /* libxc's names: "gga_x_rpbe+gga_c_pbe" */
    size_t n_parts;
    int id[DGH_XC_MOST_PARTS]; /* libxc's numbers */
    bool gradient;             /* at least one part is a GGA */
    bool nonlocal;             /* a non-local correlation belongs to it that is not evaluated */
} dgh_xc_functional;

/* Finds a functional by what people call it: a name of VASP or QE ("pbe", "RPBE", "BEEF-vdW",
 * "sla+pw+pbx+pbc", VASP's GGA = RP), names or numbers of libxc joined by "+" (at most
 * DGH_XC_MOST_PARTS: "XC_GGA_X_PBE+XC_GGA_C_PBE", "gga_x_pbe+gga_c_pbe", "101+130"), or
 * "exchange,correlation" in libxc's short names ("lda,pz", "b88,lyp"). Letters of any case.
 * Errors: ARGUMENT (no such functional; the message names the nearest ones), UNSUPPORTED (known,
 * and not to be had from a density alone: hybrids, meta-GGAs, kinetic energies, one or two
 * dimensions, a functional without an energy). */
DGH_API dgh_status dgh_xc_functional_find(dgh_xc_functional *out, const char *text, dgh_error *err);

/* The functional of a run, by its setting "libxc". Errors: MISSING (the run does not state it, or
 * it has no twin in libxc), UNSUPPORTED as above. */
DGH_API dgh_status dgh_xc_functional_of_run(dgh_xc_functional *out,
                                            const dgh_calculation *calculation, dgh_error *err);

/* ---- one density, one functional ------------------------------------------------------------- */

/* Thresholds against the noise of the vacuum. Where |rho| is below `density` nothing is evaluated;
 * where it is below `flat`, or |grad rho| is not above `gradient`, the gradient counts as zero. The
 * defaults are those of pw.x (1e-10 and 1e-6 e/Bohr^3, |grad rho|^2 of 1e-10 e^2/Bohr^8; rhothr of
 * its LDA, epsr and epsg of gradcorr.f90), so that E_xc compares with what it prints; `gradient`
 * moves the E_xc of H2 in a box of 9 x 9.9 x 10.8 Bohr by 6e-5 eV. */
#define DGH_XC_DENSITY_THRESHOLD  6.7483345e-10
#define DGH_XC_FLAT_THRESHOLD     6.7483345e-6
#define DGH_XC_GRADIENT_THRESHOLD 1.2752502e-4

typedef struct dgh_xc_options {
    size_t size;
    double density_threshold_e_per_ang3;
    double flat_threshold_e_per_ang3;
    double gradient_threshold_e_per_ang4;
    /* Plane waves of gradient and divergence above this kinetic energy (hbar^2 G^2 / 2m) are left
     * out; 0 = none. With ecutrho v_xc is that of pw.x; E_xc is so without. */
    double cutoff_ev;
    bool keep_energy_density; /* fill energy_per_electron */
    bool keep_potential;      /* fill potential */
    int jobs;                 /* threads, 0 = all cores */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_xc_options;

#define DGH_XC_OPTIONS_INIT                                                                        \
    {                                                                                              \
        sizeof(dgh_xc_options), DGH_XC_DENSITY_THRESHOLD, DGH_XC_FLAT_THRESHOLD,                   \
            DGH_XC_GRADIENT_THRESHOLD, 0.0, false, false, 0, NULL, NULL                            \
    }

/* Exchange and correlation of one density. */
typedef struct dgh_xc {
    void *owner;      /* private */
    const char *path; /* of the density; borrowed from this */
    dgh_xc_functional functional;
    bool spin_polarised;
    double energy_ev;                         /* E_xc */
    double part_energy_ev[DGH_XC_MOST_PARTS]; /* of each part of the functional */
    double electrons;                         /* integral of the density */
    double spin_e;                            /* integral of the spin density */
    double negative_e; /* integral of the negative part of the density, <= 0 */
    /* integral of v_xc times the density (both spins), valid with keep_potential */
    double potential_energy_ev;
    double volume_ang3;
    size_t n[3];
    size_t n_points;
    size_t n_negative;     /* points with a negative density */
    size_t n_empty;        /* points below the density threshold */
    size_t n_flat;         /* points whose gradient counts as zero; 0 for an LDA */
    size_t n_spin_clipped; /* points whose |spin density| was above the density and was cut to it */
    double density_threshold_e_per_ang3, flat_threshold_e_per_ang3, gradient_threshold_e_per_ang4;
    double cutoff_ev;                    /* 0 = none */
    const dgh_grid *energy_per_electron; /* eps_xc in eV; NULL unless asked for */
    size_t n_diagnostics; /* "negative-density", "nonlocal-left-out", "spin-clipped" */
    const dgh_diagnostic *diagnostics;
    const dgh_grid *potential[2]; /* v_xc in eV, of up and down; [1] NULL without spin */
} dgh_xc;

/* Exchange-correlation energy of a density,
 *   E_xc = sum over points of rho eps_xc(rho, |grad rho|^2) dV,
 * and on request eps_xc and v_xc = de/drho - div(2 de/dsigma grad rho), e = rho eps_xc, with libxc
 * (10.1016/j.softx.2017.11.002); GGA: Perdew, Burke, Ernzerhof 1996, 10.1103/PhysRevLett.77.3865,
 * on a grid White, Bird 1994, 10.1103/PhysRevB.50.4954. Derivatives are taken in Fourier space on
 * the whole grid (the Nyquist frequency has none), so that v_xc dV is the exact derivative of the
 * sum by the density of a point where no threshold is at work. pw.x leaves out the plane waves of
 * the divergence that lie above ecutrho, which changes v_xc by some eV where there is hardly any
 * density: `cutoff_ev` does the same.
 *
 * `density`: e/Ang^3 on doubles; `spin`: up minus down on the same grid and cell, NULL = not
 * polarised. Where rho < 0 the functional is taken at |rho| and the energy counts with the sign of
 * rho, as pw.x does; |spin| above |rho| is cut to it.
 * Memory beside the input: 4 arrays of the grid's size for a GGA's energy (9 with spin), 3 more for
 * its potential (5), 1 for eps_xc.
 * Errors: ARGUMENT (no doubles, a cell without volume, a value that is not finite, a field that is
 * no density, grids that differ), UNSUPPORTED (the functional has no potential), CANCELLED, NOMEM.
 * Free with dgh_xc_free. */
DGH_API dgh_status dgh_density_xc(dgh_xc **out, const dgh_grid *density, const dgh_grid *spin,
                                  const dgh_xc_functional *functional,
                                  const dgh_xc_options *options, dgh_error *err);
DGH_API void dgh_xc_free(dgh_xc *xc);

/* ---- another functional on fixed densities --------------------------------------------------- */

/* What any number here leaves out, as sentences for people. Borrowed, static; *n of them. */
DGH_API const char *const *dgh_xc_caveats(size_t *n);

/* The same density with two functionals: E_xc[to] - E_xc[from], the first-order effect of the other
 * functional on the energy of the run (Hammer, Hansen, Norskov 1999, 10.1103/PhysRevB.59.7413). */
typedef struct dgh_xc_swap {
    const dgh_xc *from, *to;
    double delta_ev;
} dgh_xc_swap;

/* Errors: ARGUMENT (not of one density: path, electrons or grid differ). The swap borrows both. */
DGH_API dgh_status dgh_xc_swap_make(dgh_xc_swap *out, const dgh_xc *from, const dgh_xc *to,
                                    dgh_error *err);

/* The effect on the adsorption energy of n H on a host,
 *   d(Delta E_H) = [dE_xc(host+nH) - dE_xc(host) - n/2 dE_xc(H2)] / n
 * per H atom, dE_xc = E_xc[to] - E_xc[from] on each run's own density. */
typedef struct dgh_xc_triple {
    dgh_xc_swap with_h, host, h2;
    size_t n_hydrogen;
    double delta_ev;       /* all n H together */
    double delta_per_h_ev; /* per H atom */
} dgh_xc_triple;

/* `n_hydrogen` 0 = from the electrons: n = N(host+nH) - N(host), which must be whole within 0.05;
 * N(H2) must be 2 within 0.05. Errors: ARGUMENT (functionals or thresholds that differ between the
 * three), REFUSED (electrons that do not fit n_hydrogen or H2, or a host+nH and a host whose cells'
 * volumes differ by more than 1e-3 relative, unless `force`). */
DGH_API dgh_status dgh_xc_triple_make(dgh_xc_triple *out, const dgh_xc_swap *with_h,
                                      const dgh_xc_swap *host, const dgh_xc_swap *h2,
                                      size_t n_hydrogen, bool force, dgh_error *err);

/* ---- reduced gradient -------------------------------------------------------------------------
 */

/* Of points whose density is below the threshold. */
#define DGH_REDUCED_GRADIENT_EMPTY 100.0

typedef struct dgh_reduced_gradient_options {
    size_t size;
    double density_threshold_e_per_ang3;
    bool keep_signed_density; /* needs the Hessian: 6 more arrays of the grid's size */
    int jobs;
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_reduced_gradient_options;

#define DGH_REDUCED_GRADIENT_OPTIONS_INIT                                                          \
    {                                                                                              \
        sizeof(dgh_reduced_gradient_options), DGH_XC_DENSITY_THRESHOLD, false, 0, NULL, NULL       \
    }

/* Reduced density gradient s = |grad rho| / (2 (3 pi^2)^(1/3) rho^(4/3)), dimensionless, and
 * sign(lambda_2) rho in e/Ang^3, lambda_2 the middle eigenvalue of the Hessian of rho: the two
 * fields of the NCI plot (Johnson et al. 2010, 10.1021/ja100936w). Below the threshold s is
 * DGH_REDUCED_GRADIENT_EMPTY. `*signed_density` (may be NULL) is NULL unless asked for. Both are
 * the caller's (dgh_grid_free). Errors: ARGUMENT, CANCELLED, NOMEM. */
DGH_API dgh_status dgh_density_reduced_gradient(dgh_grid **out, dgh_grid **signed_density,
                                                const dgh_grid *density,
                                                const dgh_reduced_gradient_options *options,
                                                dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
