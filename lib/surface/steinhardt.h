/* Bond-orientational order. */
#ifndef DGH_SURFACE_STEINHARDT_H
#define DGH_SURFACE_STEINHARDT_H

#include <complex.h>

#include "dgh/order.h"

enum {
    DGH_Q_4 = 0,           /* where l = 4 begins: m = 0..4 */
    DGH_Q_6 = DGH_Q_4 + 5, /* m = 0..6 */
    DGH_Q_8 = DGH_Q_6 + 7, /* m = 0..8 */
    DGH_Q_COMPONENTS = DGH_Q_8 + 9
};

/* q_lm of one atom, m >= 0 (those of -m follow from them). */
typedef struct dgh_bond_order {
    double complex q[DGH_Q_COMPONENTS];
} dgh_bond_order;

/* q_lm of every atom into out[n_atoms]. */
void dgh_bond_order_compute(dgh_bond_order *out, const dgh_neighbours *neighbours, int jobs);

/* q_4, q_6, q_8. */
void dgh_bond_order_invariants(const dgh_bond_order *order, double q[DGH_ORDER_N_L]);

/* Average over an atom and its neighbours. */
dgh_bond_order dgh_bond_order_mean(const dgh_bond_order *order, const dgh_neighbours *neighbours,
                                   size_t atom);

/* Re sum over m of q_6m(a) q_6m(b)* / (|q_6(a)| |q_6(b)|); 0 where one of them vanishes. */
double dgh_bond_order_likeness(const dgh_bond_order *a, const dgh_bond_order *b);

#endif
