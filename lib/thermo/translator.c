/* The hindered translator: sources in translator.h. */
#include "thermo/translator.h"

#include <math.h>

#include "base/constants.h"
#include "thermo/oscillator.h"

/* Above this argument the asymptotic series (Abramowitz and Stegun 9.7.1) reaches double
 * precision; below it the power series (9.6.10), whose terms are all positive, is used. */
static const double ASYMPTOTIC_FROM = 40.0;

/* Sum of (z/2)^2k / (k! (k + order)!) times order!, scaled by e^-z. */
static double power_series(double z, int order)
{
    double term = exp(-z), sum = term;
    for (int k = 1; term > sum * 1e-17; k++) {
        term *= 0.25 * z * z / ((double)k * (double)(k + order));
        sum += term;
    }
    return sum;
}

static double asymptotic_series(double z, double four_order_squared)
{
    double term = 1.0, sum = 1.0;
    for (int k = 1; k < 40 && fabs(term) > 1e-17; k++) {
        double odd = 2.0 * k - 1.0;
        term *= -(four_order_squared - odd * odd) / (8.0 * z * k);
        sum += term;
    }
    return sum / sqrt(2.0 * DGH_PI * z);
}

double dgh_bessel_i0_scaled(double z)
{
    return z < ASYMPTOTIC_FROM ? power_series(z, 0) : asymptotic_series(z, 0.0);
}

double dgh_bessel_i1_scaled(double z)
{
    return z < ASYMPTOTIC_FROM ? 0.5 * z * power_series(z, 1) : asymptotic_series(z, 4.0);
}

/* 2 z (1 - I1/I0): W/kT less twice the classical mean of the cosine potential. For large z it tends
 * to 1 + 1/(4 z), and the two series are subtracted term by term, as their sums cancel. */
static double classical_heat(double z)
{
    if (z < ASYMPTOTIC_FROM)
        return 2.0 * z * (1.0 - dgh_bessel_i1_scaled(z) / dgh_bessel_i0_scaled(z));
    double term0 = 1.0, term1 = 1.0, sum0 = 1.0, difference = 0.0;
    for (int k = 1; k < 40 && fabs(term0) > 1e-17; k++) {
        double odd = 2.0 * k - 1.0;
        term0 *= odd * odd / (8.0 * z * k);
        term1 *= (odd * odd - 4.0) / (8.0 * z * k);
        sum0 += term0;
        difference += term0 - term1;
    }
    return 2.0 * z * difference / sum0;
}

dgh_translator dgh_translator_make(double barrier_ev, double site_area_ang2, double mass_u,
                                   double temperature_k)
{
    double kt_ev = DGH_BOLTZMANN_EV_K * temperature_k;
    double barrier_j = barrier_ev * DGH_ELECTRON_CHARGE_C;
    double nu_hz = sqrt(barrier_j / (2.0 * mass_u * DGH_ATOMIC_MASS_KG * site_area_ang2 * 1e-20));
    double energy_ev = DGH_PLANCK_J_S * nu_hz / DGH_ELECTRON_CHARGE_C;
    double r = barrier_ev / energy_ev;
    double z = 0.5 * barrier_ev / kt_ev;
    double i0 = dgh_bessel_i0_scaled(z);
    double classical = classical_heat(z);
    dgh_translator t;
    t.freq_cm1 = nu_hz / (100.0 * DGH_LIGHT_M_S);
    /* two halves of h nu, less 2 h nu / (2 + 16 r) */
    t.zpe_ev = energy_ev * (8.0 * r / (1.0 + 8.0 * r));
    t.u_thermal_ev = kt_ev * (classical - 1.0) + 2.0 * dgh_oscillator_u_ev(energy_ev, kt_ev);
    t.s_ev_per_k = DGH_BOLTZMANN_EV_K * (classical - 1.0 + log(2.0 * DGH_PI * z) + 2.0 * log(i0) +
                                         2.0 * dgh_oscillator_s_over_k(energy_ev, kt_ev));
    return t;
}
