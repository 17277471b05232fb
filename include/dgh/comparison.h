/* dgh/comparison.h - studies of several models side by side: an A/C and an amorphous one.
 *
 * Each tree is a study of its own, with its own hosts and its own H2. What is compared are the
 * distributions of ΔG over the sites that were computed, class by class.
 */
#ifndef DGH_COMPARISON_H
#define DGH_COMPARISON_H

#include "dgh/base.h"
#include "dgh/study.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A tree minus the first tree. */
typedef struct dgh_class_difference {
    dgh_real mean_ev;
    /* sqrt(s^2 / N + s0^2 / N0), s the spreads, N the numbers of sites (n_weighted): the standard
     * error of the difference of the means if the sites were drawn by chance from a surface's;
     * has = false: a class of a single site. */
    dgh_real mean_error_ev;
    dgh_real smallest_ev;
} dgh_class_difference;

typedef struct dgh_compared_tree {
    const char *name;
    const dgh_study *study; /* borrowed */
    size_t n_hosts;         /* hosts of its rows */
    const char *formulas;   /* of their atoms but H, "Cu12Pt48, Pt64" */
    size_t n_host_atoms;    /* of all its hosts, but H */
    dgh_real crystalline_fraction;
    dgh_class_difference minus_first[DGH_N_CLASSES];
} dgh_compared_tree;

typedef struct dgh_comparison {
    void *owner; /* private */
    size_t n_trees;
    const dgh_compared_tree *trees;
    /* What makes the trees less comparable: settings, options and codes that differ. */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_comparison;

/* Compares computed studies, which must outlive the comparison; names [n] are copied. Settings are
 * those of the first row of each tree, compared with the first tree's; a difference is a finding
 * and no error. Errors: ARGUMENT (fewer than two studies, one that is not computed), NOMEM. Free
 * with dgh_comparison_free. */
DGH_API dgh_status dgh_comparison_make(dgh_comparison **out, const dgh_study *const *studies,
                                       const char *const *names, size_t n, dgh_error *err);
DGH_API void dgh_comparison_free(dgh_comparison *comparison); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
