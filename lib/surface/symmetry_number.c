/* Symmetry number of a molecule: a rotation about the centre is fixed by the images of two atoms
 * that do not lie on one line with it, so all pairs of atoms are tried as images. Any point group,
 * also those that no crystal has. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dgh/symmetry.h"
#include "surface/periodic.h"

enum { MOST_ATOMS = 64 };

typedef struct molecule {
    size_t n;
    double at[MOST_ATOMS][3]; /* from the centre */
    double radius[MOST_ATOMS];
    int element[MOST_ATOMS];
    double mass[MOST_ATOMS];
    double tolerance;
} molecule;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double a[3], const double b[3], double out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
}

static bool alike(const molecule *m, size_t i, size_t j)
{
    return m->element[i] == m->element[j] && fabs(m->mass[i] - m->mass[j]) < 0.5;
}

/* Right-handed orthonormal axes from two directions. */
static bool frame(const double a[3], const double b[3], double axes[3][3])
{
    double normal[3];
    cross(a, b, normal);
    double length = sqrt(dot(a, a)), area = sqrt(dot(normal, normal));
    if (!(length > 0.0 && area > 0.0))
        return false;
    for (int k = 0; k < 3; k++) {
        axes[0][k] = a[k] / length;
        axes[2][k] = normal[k] / area;
    }
    cross(axes[2], axes[0], axes[1]);
    return true;
}

/* Whether the rotation that takes axes `from` to axes `to` (inverted when `sign` is -1) carries the
 * molecule into itself. */
static bool carries(const molecule *m, const double from[3][3], const double to[3][3], double sign)
{
    for (size_t i = 0; i < m->n; i++) {
        double image[3] = {0.0, 0.0, 0.0};
        for (int a = 0; a < 3; a++)
            for (int k = 0; k < 3; k++)
                image[k] += sign * dot(from[a], m->at[i]) * to[a][k];
        bool found = false;
        for (size_t j = 0; j < m->n && !found; j++) {
            double d[3] = {image[0] - m->at[j][0], image[1] - m->at[j][1], image[2] - m->at[j][2]};
            found = alike(m, i, j) && dot(d, d) <= m->tolerance * m->tolerance;
        }
        if (!found)
            return false;
    }
    return true;
}

/* The atom farthest from the line through the centre and `first`, and how far it is. */
static size_t off_the_line(const molecule *m, size_t first, double *distance)
{
    size_t best = first;
    *distance = 0.0;
    for (size_t i = 0; i < m->n; i++) {
        double normal[3];
        cross(m->at[first], m->at[i], normal);
        double d = m->radius[first] > 0.0 ? sqrt(dot(normal, normal)) / m->radius[first] : 0.0;
        if (d > *distance) {
            *distance = d;
            best = i;
        }
    }
    return best;
}

static unsigned count_rotations(const molecule *m)
{
    static const double UNIT[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double distance, from[3][3], to[3][3];
    size_t first = 0;
    for (size_t i = 1; i < m->n; i++)
        if (m->radius[i] > m->radius[first])
            first = i;
    if (m->radius[first] <= m->tolerance)
        return 1;
    size_t second = off_the_line(m, first, &distance);
    if (distance <= m->tolerance)
        return carries(m, UNIT, UNIT, -1.0) ? 2 : 1;
    frame(m->at[first], m->at[second], from);
    unsigned n = 0;
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < m->n; j++)
            if (alike(m, first, i) && alike(m, second, j) &&
                fabs(m->radius[i] - m->radius[first]) <= m->tolerance &&
                fabs(m->radius[j] - m->radius[second]) <= m->tolerance &&
                fabs(dot(m->at[i], m->at[j]) - dot(m->at[first], m->at[second])) <=
                    2.0 * m->tolerance * m->radius[first] &&
                frame(m->at[i], m->at[j], to))
                n += carries(m, (const double(*)[3])from, (const double(*)[3])to, 1.0);
    return n;
}

/* Atoms as seen from the first one, by their nearest images, about their common centre. */
static bool gather(molecule *m, const dgh_structure *s)
{
    dgh_periodic lattice;
    double centre[3] = {0.0, 0.0, 0.0};
    if (s->has_cell && !dgh_periodic_make(&lattice, s->cell_ang))
        return false;
    for (size_t i = 0; i < s->n_atoms; i++) {
        double d[3];
        for (size_t k = 0; k < 3; k++)
            d[k] = s->position_ang[3 * i + k] - s->position_ang[k];
        if (s->has_cell)
            dgh_periodic_shortest_of(&lattice, d, m->at[i]);
        else
            memcpy(m->at[i], d, sizeof d);
        const dgh_species *species = &s->species[s->species_of_atom[i]];
        m->element[i] = species->atomic_number;
        m->mass[i] = species->mass_u.has ? species->mass_u.value
                                         : dgh_element_mass_u(species->atomic_number);
        for (int k = 0; k < 3; k++)
            centre[k] += m->at[i][k] / (double)s->n_atoms;
    }
    for (size_t i = 0; i < s->n_atoms; i++) {
        for (int k = 0; k < 3; k++)
            m->at[i][k] -= centre[k];
        m->radius[i] = sqrt(dot(m->at[i], m->at[i]));
        for (int k = 0; s->has_cell && k < 3; k++)
            if (m->radius[i] > 0.5 * lattice.height_ang[k])
                return false;
    }
    return true;
}

dgh_status dgh_symmetry_number(unsigned *out, const dgh_structure *s, double tolerance,
                               dgh_error *err)
{
    molecule m = {.n = s->n_atoms, .tolerance = tolerance > 0.0 ? tolerance : 0.01};
    *out = 0;
    if (s->n_atoms == 0 || s->n_atoms > MOST_ATOMS || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a molecule of 1 to %d atoms, found "
                             "%zu",
                             MOST_ATOMS, s->n_atoms);
    if (!gather(&m, s))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a molecule with room in its cell, found one that is nearer "
                             "to its images than to itself");
    *out = count_rotations(&m);
    return DGH_OK;
}
