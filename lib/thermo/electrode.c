/* The computational hydrogen electrode (Norskov et al., J. Phys. Chem. B 108, 17886 (2004),
 * 10.1021/jp047349j) and the exchange current of the volcano (Norskov et al., J. Electrochem. Soc.
 * 152, J23 (2005), 10.1149/1.1856988). */
#include "dgh/thermo.h"

#include <math.h>

#include "base/constants.h"

static const double RATE_CONSTANT_PER_S = 200.0; /* k0 of the 2005 paper */

/* 1 / (1 + exp(x)), without overflow at either end. */
static double fermi(double x)
{
    return x > 0.0 ? exp(-x) / (1.0 + exp(-x)) : 1.0 / (1.0 + exp(x));
}

static double over_kt(double energy_ev, double temperature_k)
{
    return temperature_k > 0.0 ? energy_ev / (DGH_BOLTZMANN_EV_K * temperature_k) : NAN;
}

double dgh_thermo_electrode_ev(double delta_g_ev, double potential_v, dgh_scale scale, double ph,
                               double temperature_k)
{
    double delta_g = delta_g_ev + potential_v;
    if (scale == DGH_SCALE_SHE)
        delta_g += DGH_BOLTZMANN_EV_K * temperature_k * log(10.0) * ph;
    return delta_g;
}

double dgh_thermo_pressure_ev(double delta_g_ev, double pressure_bar, double temperature_k)
{
    if (!(pressure_bar > 0.0))
        return NAN;
    return delta_g_ev - 0.5 * DGH_BOLTZMANN_EV_K * temperature_k * log(pressure_bar);
}

double dgh_thermo_exchange_rate_per_s(double delta_g_ev, double temperature_k)
{
    /* Both branches of the paper in one: k0 / (1 + exp(|dG|/kT)) for dG > 0, and for dG <= 0
     * k0 / (1 + exp(-dG/kT)), where -dG = |dG|. */
    return RATE_CONSTANT_PER_S * fermi(over_kt(fabs(delta_g_ev), temperature_k));
}

double dgh_thermo_exchange_current_a_per_cm2(double delta_g_ev, double temperature_k,
                                             double sites_per_cm2)
{
    return DGH_ELECTRON_CHARGE_C * dgh_thermo_exchange_rate_per_s(delta_g_ev, temperature_k) *
           sites_per_cm2;
}

double dgh_thermo_coverage(double delta_g_ev, double potential_v, double temperature_k)
{
    return fermi(over_kt(delta_g_ev + potential_v, temperature_k));
}
