/* Physical constants, CODATA 2018 (Tiesinga et al., Rev. Mod. Phys. 93, 025010 (2021),
 * 10.1103/RevModPhys.93.025010). The one place where they stand. */
#ifndef DGH_BASE_CONSTANTS_H
#define DGH_BASE_CONSTANTS_H

#define DGH_PI                3.14159265358979323846
#define DGH_BOLTZMANN_EV_K    8.617333262e-5
#define DGH_HC_EV_CM          1.239841984e-4
#define DGH_PLANCK_J_S        6.62607015e-34
#define DGH_LIGHT_M_S         299792458.0
#define DGH_HARTREE_EV        27.211386245988
#define DGH_RYDBERG_EV        (DGH_HARTREE_EV / 2.0)
#define DGH_BOHR_ANG          0.529177210903
#define DGH_ATOMIC_MASS_KG    1.66053906660e-27
#define DGH_ELECTRON_CHARGE_C 1.602176634e-19
#define DGH_AVOGADRO_MOL      6.02214076e23
#define DGH_GAS_J_MOL_K       8.31446261815324
#define DGH_BOLTZMANN_J_K     1.380649e-23
/* 1 u in Rydberg atomic mass units (electron mass / 2): ph.x prints masses in these. */
#define DGH_ATOMIC_MASS_RY 911.44424310865645

#endif
