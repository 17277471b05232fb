/* dgh/modes.h - the vibrations of one run, looked at in full: modes of the Hessian beside the
 * printed ones, other isotopes, and the harmonic sums at a list of temperatures. */
#ifndef DGH_MODES_H
#define DGH_MODES_H

#include "dgh/base.h"
#include "dgh/record.h"
#include "dgh/thermo.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_mode_analysis_options {
    size_t size;
    size_t n_temperatures;
    const double *temperature_k;   /* [n_temperatures], K, above 0; none = 298.15 alone */
    dgh_harmonic_options harmonic; /* its temperature_k is not used */
    double hydrogen_mass_u;        /* mass of every H that vibrates, u; 0 = as computed */
    /* Whether rigid motions are projected out. DGH_UNKNOWN: where all atoms of a molecule in
     * vacuum were displaced. */
    dgh_tristate molecule;
} dgh_mode_analysis_options;

#define DGH_MODE_ANALYSIS_OPTIONS_INIT                                                             \
    {                                                                                              \
        sizeof(dgh_mode_analysis_options), 0, NULL, DGH_HARMONIC_OPTIONS_INIT, 0.0, DGH_UNKNOWN    \
    }

typedef struct dgh_mode_analysis {
    void *arena; /* private */
    dgh_mode_analysis_options options;
    const dgh_calculation *calculation; /* borrowed from the caller */
    const dgh_vibrations *vibrations;   /* borrowed from the caller */
    /* Modes that are summed: of the Hessian (with the isotope's mass where one was asked for), or
     * the printed ones where the run has no Hessian. From the highest to the lowest. */
    size_t n_modes;
    const dgh_mode *modes;
    bool from_hessian;
    size_t n_projected; /* rigid translations and rotations that were removed; the lowest printed
                           modes of a molecule where there is no Hessian */
    /* Modes of the Hessian with the run's own masses, in the same order; NULL without an isotope or
     * a Hessian. */
    const dgh_mode *unsubstituted;
    /* Printed modes in the same order: [n_printed], 0 = none. */
    size_t n_printed;
    const dgh_mode *printed;
    /* Largest |Hessian - printed| over modes that pair, cm^-1, own masses; has = false without both
     * or when their numbers differ and no projection explains it. */
    dgh_real largest_difference_cm1;
    size_t n_temperatures;
    const double *temperature_k;
    const dgh_harmonic *harmonic; /* [n_temperatures]; NULL when the sums are refused */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics; /* a refused sum is an error named "sums-refused" */
} dgh_mode_analysis;

/* Analyses `vibrations` (NULL = those of `calculation`), which along with `calculation` must
 * outlive the result. A disagreement above 1 cm^-1 between Hessian and print is a warning; sums
 * that the policies refuse leave `harmonic` NULL with an error diagnostic. Errors: MISSING (neither
 * Hessian nor modes; an isotope without a Hessian), ARGUMENT (a temperature that is not above 0;
 * the translator policy without its three numbers). Free with dgh_mode_analysis_free. Thread-safe
 * on different objects. */
DGH_API dgh_status dgh_modes_analyse(dgh_mode_analysis **out, const dgh_calculation *calculation,
                                     const dgh_vibrations *vibrations,
                                     const dgh_mode_analysis_options *options, dgh_error *err);
DGH_API void dgh_mode_analysis_free(dgh_mode_analysis *analysis); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
