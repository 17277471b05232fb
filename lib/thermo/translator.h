/* Two in-plane motions of an adsorbed atom as a hindered translator. */
#ifndef DGH_THERMO_TRANSLATOR_H
#define DGH_THERMO_TRANSLATOR_H

typedef struct dgh_translator {
    double freq_cm1; /* of both motions at the bottom of the barrier */
    double zpe_ev;
    double u_thermal_ev;
    double s_ev_per_k; /* of one atom on one site */
} dgh_translator;

/* All arguments positive: barrier W (eV), area per site A (Angstrom^2), mass m (u), T (K).
 * The partition function of Hill (Introduction to Statistical Thermodynamics, 1960, chapter 9) as
 * Campbell, Sprowl, Arnadottir, J. Phys. Chem. C 120, 10283 (2016), 10.1021/acs.jpcc.5b11616, use
 * it, with nu = sqrt(W / (2 m A)), r = W/h nu, t = kT/h nu:
 *   q = (pi r/t) e^(-r/t) e^(-1/t) I0(r/2t)^2 / (1 - e^(-1/t))^2 * e^(2 / ((2 + 16 r) t))
 * per site, I0 being the modified Bessel function. W -> 0 gives an ideal gas on the area A,
 * q = 2 pi m kT A / h^2; W >> kT, h nu gives two oscillators of frequency nu. Where both W and kT
 * are below h nu the interpolation has no meaning: the entropy becomes negative. */
dgh_translator dgh_translator_make(double barrier_ev, double site_area_ang2, double mass_u,
                                   double temperature_k);

/* e^-z I0(z) and e^-z I1(z) for z >= 0, to 1e-14 of their value. */
double dgh_bessel_i0_scaled(double z);
double dgh_bessel_i1_scaled(double z);

#endif
