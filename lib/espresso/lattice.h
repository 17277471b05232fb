/* pw.x's Bravais lattices by number. */
#ifndef DGH_ESPRESSO_LATTICE_H
#define DGH_ESPRESSO_LATTICE_H

#include <stdbool.h>

/* Lattice vectors (rows, in the unit of celldm[0]) of `ibrav` with celldm(1..6) in celldm[0..5]:
 * a, b/a, c/a, and three cosines. https://www.quantum-espresso.org/Doc/INPUT_PW.html, ibrav. False
 * for a number that pw.x does not know and for parameters that span no cell. ibrav = -13 is that of
 * 6.4.1 and later (its a and b differ before). */
bool dgh_qe_lattice(double cell[3][3], int ibrav, const double celldm[6]);

#endif
