/* H2 by NIST-JANAF: M. W. Chase, NIST-JANAF Thermochemical Tables, 4th edition, J. Phys. Chem. Ref.
 * Data Monograph 9 (1998), table "Hydrogen (H2), ideal gas, p = 0.1 MPa" (janaf.nist.gov, H-050),
 * and from 298.15 K the Shomate fits to it of the NIST Chemistry WebBook (10.18434/T4D303).
 * The table is of H2 in ortho-para equilibrium, without the entropy of the nuclear spins; above
 * some 250 K that is the same as normal hydrogen. */
#include "thermo/janaf.h"

#include <math.h>
#include <stddef.h>

static const double REFERENCE_K = 298.15;
static const double REFERENCE_ENTROPY_J_MOL_K = 130.680;
static const double REFERENCE_ENTHALPY_KJ_MOL = 8.467; /* H(298.15 K) - H(0) */

/* Rows of the table below the range of the fits: T, Cp, S, H(T) - H(298.15 K). */
typedef struct row {
    double temperature_k;
    double cp_j_mol_k;
    double entropy_j_mol_k;
    double enthalpy_kj_mol;
} row;

static const row TABLE[] = {
    {100.0, 28.154, 100.727, -5.468},
    {200.0, 27.447, 119.412, -2.774},
    {250.0, 28.344, 125.640, -1.378},
    {298.15, 28.836, 130.680, 0.0},
};

typedef struct fit {
    double up_to_k;
    double a, b, c, d, e, f, g;
} fit;

static const fit FITS[] = {
    {1000.0, 33.066178, -11.363417, 11.432816, -2.772874, -0.158558, -9.980797, 172.707974},
    {2500.0, 18.563083, 12.257357, -2.859786, 0.268238, 1.977990, -1.147438, 156.288133},
    {6000.0, 43.413560, -4.293079, 1.272428, -0.096876, -20.533862, -38.515158, 162.081354},
};

/* Cubic through two values with two slopes. */
static double hermite(double x, double x0, double x1, double y0, double y1, double slope0,
                      double slope1)
{
    double h = x1 - x0, s = (x - x0) / h;
    double s2 = s * s, s3 = s2 * s;
    return (2.0 * s3 - 3.0 * s2 + 1.0) * y0 + (s3 - 2.0 * s2 + s) * h * slope0 +
           (3.0 * s2 - 2.0 * s3) * y1 + (s3 - s2) * h * slope1;
}

/* dH/dT = Cp and dS/d(ln T) = Cp: the table's own heat capacities are the slopes. */
static dgh_janaf interpolate(double t)
{
    const row *r = TABLE;
    while (t > r[1].temperature_k)
        r++;
    dgh_janaf out;
    out.enthalpy_kj_mol = REFERENCE_ENTHALPY_KJ_MOL +
                          hermite(t, r[0].temperature_k, r[1].temperature_k, r[0].enthalpy_kj_mol,
                                  r[1].enthalpy_kj_mol, r[0].cp_j_mol_k / 1000.0,
                                  r[1].cp_j_mol_k / 1000.0);
    out.entropy_j_mol_k = hermite(log(t), log(r[0].temperature_k), log(r[1].temperature_k),
                                  r[0].entropy_j_mol_k, r[1].entropy_j_mol_k, r[0].cp_j_mol_k,
                                  r[1].cp_j_mol_k);
    return out;
}

static dgh_janaf evaluate(const fit *p, double temperature_k)
{
    double t = temperature_k / 1000.0;
    dgh_janaf out;
    out.enthalpy_kj_mol = p->a * t + p->b * t * t / 2.0 + p->c * t * t * t / 3.0 +
                          p->d * t * t * t * t / 4.0 - p->e / t + p->f;
    out.entropy_j_mol_k = p->a * log(t) + p->b * t + p->c * t * t / 2.0 + p->d * t * t * t / 3.0 -
                          p->e / (2.0 * t * t) + p->g;
    return out;
}

/* The fit gives H(298.15 K) - H(298.15 K) = 0.00015 kJ/mol and S = 130.68015: within the table's
 * own rounding, and taken off here, so that the two sides of 298.15 K meet. */
dgh_janaf dgh_janaf_h2(double temperature_k)
{
    if (temperature_k < REFERENCE_K)
        return interpolate(temperature_k);
    const fit *p = FITS;
    while (temperature_k > p->up_to_k)
        p++;
    dgh_janaf here = evaluate(p, temperature_k);
    dgh_janaf reference = evaluate(FITS, REFERENCE_K);
    here.enthalpy_kj_mol += REFERENCE_ENTHALPY_KJ_MOL - reference.enthalpy_kj_mol;
    here.entropy_j_mol_k += REFERENCE_ENTROPY_J_MOL_K - reference.entropy_j_mol_k;
    return here;
}
