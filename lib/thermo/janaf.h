/* Tabulated properties of H2, the ideal gas at 1 bar. */
#ifndef DGH_THERMO_JANAF_H
#define DGH_THERMO_JANAF_H

#define DGH_JANAF_LEAST_K 100.0
#define DGH_JANAF_MOST_K  6000.0

typedef struct dgh_janaf {
    double enthalpy_kj_mol; /* H(T) - H(0) */
    double entropy_j_mol_k; /* S(T) at 1 bar */
} dgh_janaf;

/* DGH_JANAF_LEAST_K <= temperature_k <= DGH_JANAF_MOST_K. */
dgh_janaf dgh_janaf_h2(double temperature_k);

#endif
