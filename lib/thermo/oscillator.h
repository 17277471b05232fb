/* One quantum harmonic oscillator of energy eps = h nu at kT. */
#ifndef DGH_THERMO_OSCILLATOR_H
#define DGH_THERMO_OSCILLATOR_H

/* eps / (e^x - 1), x = eps/kT, without zero-point energy; kT for eps = 0. */
double dgh_oscillator_u_ev(double energy_ev, double kt_ev);

/* x / (e^x - 1) - ln(1 - e^-x); eps must be positive. */
double dgh_oscillator_s_over_k(double energy_ev, double kt_ev);

#endif
