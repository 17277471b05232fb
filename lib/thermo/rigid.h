/* Rigid translations and rotations of a free molecule, and the space that is left without them. */
#ifndef DGH_THERMO_RIGID_H
#define DGH_THERMO_RIGID_H

#include "dgh/base.h"

/* Orthonormal rows, in mass-weighted coordinates, that span what a molecule of `n_atoms` can do:
 * first the `*n_rigid` rigid motions (3 for an atom, 5 for a linear molecule, 6 otherwise), then
 * the internal ones. `basis` is [3 n_atoms][3 n_atoms]; coordinate 3 a + axis is that of atom a.
 * False if the positions are no molecule (atoms on top of each other). */
bool dgh_rigid_basis(double *basis, size_t *n_rigid, const double *position_ang,
                     const double *mass_u, size_t n_atoms);

#endif
