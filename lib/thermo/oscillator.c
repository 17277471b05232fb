#include "thermo/oscillator.h"

#include <math.h>

double dgh_oscillator_u_ev(double energy_ev, double kt_ev)
{
    double x = energy_ev / kt_ev;
    if (x == 0.0)
        return kt_ev;
    return energy_ev / expm1(x);
}

double dgh_oscillator_s_over_k(double energy_ev, double kt_ev)
{
    double x = energy_ev / kt_ev;
    if (x > 745.0) /* e^-x is below the smallest double */
        return 0.0;
    /* each form of ln(1 - e^-x) keeps its digits on its side of ln 2 */
    double log_term = x > 0.6931471805599453 ? log1p(-exp(-x)) : log(-expm1(-x));
    return x / expm1(x) - log_term;
}
