#include "dgh/record.h"

#include <math.h>

#include "base/constants.h"
#include "record/build.h"

double dgh_cell_volume_ang3(const double (*cell)[3])
{
    double volume = cell[0][0] * (cell[1][1] * cell[2][2] - cell[1][2] * cell[2][1]) -
                    cell[0][1] * (cell[1][0] * cell[2][2] - cell[1][2] * cell[2][0]) +
                    cell[0][2] * (cell[1][0] * cell[2][1] - cell[1][1] * cell[2][0]);
    return fabs(volume);
}

void dgh_cell_to_cartesian(const double cell[3][3], const double *fractional, double *cartesian,
                           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double *f = fractional + 3 * i;
        double f0 = f[0], f1 = f[1], f2 = f[2];
        for (int k = 0; k < 3; k++)
            cartesian[3 * i + (size_t)k] = f0 * cell[0][k] + f1 * cell[1][k] + f2 * cell[2][k];
    }
}

bool dgh_cell_invert(const double a[3][3], double inverse[3][3])
{
    double det = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                 a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                 a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    if (det == 0.0 || !isfinite(1.0 / det))
        return false;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            inverse[j][i] = (a[i1][j1] * a[i2][j2] - a[i1][j2] * a[i2][j1]) / det;
        }
    return true;
}

bool dgh_cell_to_fractional(const double cell[3][3], const double *cartesian, double *fractional,
                            size_t n)
{
    double inverse[3][3];
    if (!dgh_cell_invert(cell, inverse))
        return false;
    for (size_t i = 0; i < n; i++) {
        const double *r = cartesian + 3 * i;
        double r0 = r[0], r1 = r[1], r2 = r[2];
        for (int k = 0; k < 3; k++)
            fractional[3 * i + (size_t)k] = r0 * inverse[0][k] + r1 * inverse[1][k] +
                                            r2 * inverse[2][k];
    }
    return true;
}

bool dgh_cell_reduce(const double cell[3][3], double difference[3])
{
    double fraction[3];
    if (!dgh_cell_to_fractional(cell, difference, fraction, 1))
        return false;
    for (int k = 0; k < 3; k++)
        fraction[k] -= round(fraction[k]);
    dgh_cell_to_cartesian(cell, fraction, difference, 1);
    return true;
}

int dgh_structure_element(const dgh_structure *structure, size_t atom)
{
    if (atom >= structure->n_atoms || !structure->species_of_atom)
        return 0;
    return structure->species[structure->species_of_atom[atom]].atomic_number;
}

size_t dgh_structure_count(const dgh_structure *structure, int atomic_number)
{
    size_t count = 0;
    for (size_t i = 0; i < structure->n_atoms; i++)
        count += dgh_structure_element(structure, i) == atomic_number;
    return count;
}

bool dgh_calculation_kpoint_density(const dgh_calculation *calculation, double density_ang[3])
{
    dgh_structure s = dgh_calculation_structure(calculation);
    double inverse[3][3];
    if (!s.has_cell || !dgh_cell_invert(s.cell_ang, inverse))
        return false;
    for (int i = 0; i < 3; i++) {
        if (!(calculation->kpoint_mesh[i] > 0.0))
            return false;
        double b = 2.0 * DGH_PI *
                   sqrt(inverse[0][i] * inverse[0][i] + inverse[1][i] * inverse[1][i] +
                        inverse[2][i] * inverse[2][i]);
        density_ang[i] = calculation->kpoint_mesh[i] / b;
    }
    return true;
}
