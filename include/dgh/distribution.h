/* dgh/distribution.h - ΔG_H* over the sites of a surface.
 *
 * A surface of many sites is not one site of mean ΔG: coverage and current are averaged over the
 * sites. Pure functions; may be called from several threads.
 */
#ifndef DGH_DISTRIBUTION_H
#define DGH_DISTRIBUTION_H

#include "dgh/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One site, or several that are equal. */
typedef struct dgh_weighted_dg {
    double delta_g_ev;      /* at U = 0 and pH 0 */
    size_t weight;          /* number of equal sites, at least 1 */
    dgh_real sites_per_cm2; /* of the current */
} dgh_weighted_dg;

/* Each site counts `weight` times; weights are first divided by their greatest common divisor, so
 * that a larger cell of the same surface gives the same numbers. */
typedef struct dgh_distribution {
    size_t n;          /* sites that were given */
    size_t n_weighted; /* sum N of their weights */
    double window_ev;
    dgh_real smallest_ev;
    dgh_real largest_ev;
    dgh_real mean_ev;
    /* Standard deviation, divided by N - 1; has = false below N = 2. */
    dgh_real spread_ev;
    /* At 1/4, 1/2 and 3/4 of the N - 1 steps between the N sorted values, linear between two of
     * them: definition 7 of Hyndman, Fan 1996, 10.2307/2684934 (that of NumPy and R). */
    dgh_real quartile_ev[3];
    dgh_real part_in_window; /* of the sites, with |ΔG| <= window_ev */
    /* Mean over the sites of 1 / (1 + exp(ΔG / kT)): Langmuir, every site by itself, no interaction
     * of H with H. */
    dgh_real coverage;
    /* Mean over the sites of dgh_thermo_exchange_rate_per_s. */
    dgh_real rate_per_s;
    /* Mean over the sites of dgh_thermo_exchange_current_a_per_cm2, each with its own
     * sites_per_cm2; has = false where one does not say it. */
    dgh_real current_a_per_cm2;
} dgh_distribution;

/* What a set of sites has in common; without sites nothing `has` a value. On failure *out is zero.
 * Errors: ARGUMENT (temperature or window not positive, a ΔG that is not finite, a weight of 0, a
 * sum of weights beyond 2^53), NOMEM. */
DGH_API dgh_status dgh_thermo_distribution(dgh_distribution *out, const dgh_weighted_dg *sites,
                                           size_t n, double temperature_k, double window_ev,
                                           dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
