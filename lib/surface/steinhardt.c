/* Steinhardt's bond order (10.1103/PhysRevB.28.784). Spherical harmonics by the recurrences of
 * normalised associated Legendre functions (Holmes, Featherstone 2002, 10.1007/s00190-002-0216-2):
 * no trigonometric function is needed. */
#include "surface/steinhardt.h"

#include <math.h>
#include <string.h>

enum { LARGEST_L = 8 };
static const int L_OF[DGH_ORDER_N_L] = {4, 6, 8};
static const int BEGIN_OF[DGH_ORDER_N_L] = {DGH_Q_4, DGH_Q_6, DGH_Q_8};
static const double PI = 3.14159265358979323846;

/* Coefficients of P_l^m = a x P_(l-1)^m - b P_(l-2)^m, and of P_m^m = c P_(m-1)^(m-1). */
typedef struct recurrence {
    double a[LARGEST_L + 1][LARGEST_L + 1], b[LARGEST_L + 1][LARGEST_L + 1], c[LARGEST_L + 1];
} recurrence;

static void prepare(recurrence *r)
{
    memset(r, 0, sizeof *r);
    for (int m = 1; m <= LARGEST_L; m++)
        r->c[m] = -sqrt((2.0 * m + 1.0) / (2.0 * m));
    for (int m = 0; m <= LARGEST_L; m++)
        for (int l = m + 1; l <= LARGEST_L; l++) {
            double l2 = (double)l * l, m2 = (double)m * m;
            r->a[l][m] = sqrt((4.0 * l2 - 1.0) / (l2 - m2));
            r->b[l][m] = sqrt((2.0 * l + 1.0) * ((l - 1.0) * (l - 1.0) - m2) /
                              ((2.0 * l - 3.0) * (l2 - m2)));
        }
}

/* Adds Y_lm of a unit vector. P_m^m here is without its factor sin^m, which (x + iy)^m brings. */
static void add_harmonics(double complex *sum, const recurrence *r, const double u[3])
{
    const double complex xy = u[0] + u[1] * I;
    double complex power = 1.0;
    double diagonal = sqrt(1.0 / (4.0 * PI));
    for (int m = 0; m <= LARGEST_L; m++) {
        double before = 0.0, now = diagonal;
        for (int l = m; l <= LARGEST_L; l++) {
            if (l == 4)
                sum[DGH_Q_4 + m] += now * power;
            else if (l == 6)
                sum[DGH_Q_6 + m] += now * power;
            else if (l == 8)
                sum[DGH_Q_8 + m] += now * power;
            if (l < LARGEST_L) {
                double next = r->a[l + 1][m] * u[2] * now - r->b[l + 1][m] * before;
                before = now;
                now = next;
            }
        }
        if (m < LARGEST_L) {
            diagonal *= r->c[m + 1];
            power *= xy;
        }
    }
}

void dgh_bond_order_compute(dgh_bond_order *out, const dgh_neighbours *list, int jobs)
{
    recurrence r;
    prepare(&r);
#pragma omp parallel for schedule(static) num_threads(jobs)
    for (size_t i = 0; i < list->n_atoms; i++) {
        const size_t n = list->first[i + 1] - list->first[i];
        memset(&out[i], 0, sizeof out[i]);
        for (size_t e = list->first[i]; e < list->first[i + 1]; e++) {
            const dgh_neighbour *j = &list->neighbour[e];
            const double u[3] = {j->vector_ang[0] / j->distance_ang,
                                 j->vector_ang[1] / j->distance_ang,
                                 j->vector_ang[2] / j->distance_ang};
            add_harmonics(out[i].q, &r, u);
        }
        for (int k = 0; n && k < DGH_Q_COMPONENTS; k++)
            out[i].q[k] /= (double)n;
    }
}

static double square_of(double complex z)
{
    return creal(z) * creal(z) + cimag(z) * cimag(z);
}

/* Sum over m = -l..l of q_lm(a) q_lm(b)*: that of -m is the conjugate of that of m. */
static double product(const dgh_bond_order *a, const dgh_bond_order *b, int which)
{
    const double complex *p = a->q + BEGIN_OF[which], *q = b->q + BEGIN_OF[which];
    double sum = creal(p[0] * conj(q[0]));
    for (int m = 1; m <= L_OF[which]; m++)
        sum += 2.0 * (creal(p[m]) * creal(q[m]) + cimag(p[m]) * cimag(q[m]));
    return sum;
}

void dgh_bond_order_invariants(const dgh_bond_order *order, double q[DGH_ORDER_N_L])
{
    for (int which = 0; which < DGH_ORDER_N_L; which++) {
        const double complex *p = order->q + BEGIN_OF[which];
        double sum = square_of(p[0]);
        for (int m = 1; m <= L_OF[which]; m++)
            sum += 2.0 * square_of(p[m]);
        q[which] = sqrt(4.0 * PI / (2.0 * L_OF[which] + 1.0) * sum);
    }
}

dgh_bond_order dgh_bond_order_mean(const dgh_bond_order *order, const dgh_neighbours *list,
                                   size_t atom)
{
    dgh_bond_order mean = order[atom];
    for (size_t e = list->first[atom]; e < list->first[atom + 1]; e++)
        for (int k = 0; k < DGH_Q_COMPONENTS; k++)
            mean.q[k] += order[list->neighbour[e].atom].q[k];
    for (int k = 0; k < DGH_Q_COMPONENTS; k++)
        mean.q[k] /= (double)(list->first[atom + 1] - list->first[atom] + 1);
    return mean;
}

double dgh_bond_order_likeness(const dgh_bond_order *a, const dgh_bond_order *b)
{
    double norm = product(a, a, 1) * product(b, b, 1);
    return norm > 0.0 ? product(a, b, 1) / sqrt(norm) : 0.0;
}
