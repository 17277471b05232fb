/* dgh/symmetry.h - space groups of crystals and slabs, symmetry numbers of molecules.
 * Pure functions on structures; may be called from several threads.
 */
#ifndef DGH_SYMMETRY_H
#define DGH_SYMMETRY_H

#include "dgh/base.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* x' = rotation x + translation on fractional coordinates (column vectors). */
typedef struct dgh_symmetry_operation {
    int rotation[3][3];
    double translation[3];
} dgh_symmetry_operation;

typedef struct dgh_symmetry {
    void *owner; /* private */
    double tolerance_ang;
    int space_group;         /* 1..230, of the cell with its vacuum */
    const char *symbol;      /* international, short: "P-3m1" */
    const char *point_group; /* of Hermann and Mauguin: "-3m" */
    /* A slab: vacuum of more than 5 Angstrom along one lattice vector alone. Its layer group has
     * the same operations as the space group of slab and vacuum. */
    int vacuum_axis;       /* lattice vector of the vacuum, -1 = not a slab */
    bool sides_equivalent; /* of a slab: an operation carries one side to the other */
    size_t n_operations;
    const dgh_symmetry_operation *operations; /* the first is the identity */
    const size_t *equivalent;                 /* [n_atoms] lowest atom of the orbit, 0-based */
    size_t n_inequivalent;
} dgh_symmetry;

/* Space group by spglib (10.1080/27660400.2024.2384822). `tolerance_ang` is the distance within
 * which atoms coincide (0 = 0.01 Angstrom). Errors: ARGUMENT (no cell or one of no volume, no
 * atoms, two atoms on one place, a negative tolerance), NOMEM. Free with dgh_symmetry_free. */
DGH_API dgh_status dgh_symmetry_find(dgh_symmetry **out, const dgh_structure *structure,
                                     double tolerance_ang, dgh_error *err);
DGH_API void dgh_symmetry_free(dgh_symmetry *symmetry); /* NULL is legal */

/* Symmetry number of a molecule for its rotational entropy: the proper rotations that carry it into
 * itself (2 for H2, 12 for CH4); 2 or 1 for a linear one with and without a centre, 1 for an atom.
 * Atoms of one isotope coincide within `tolerance_ang` (0 = 0.01). The molecule may lie across the
 * faces of its cell. Errors: ARGUMENT (no atoms; more than 64, or so long that its images are
 * nearer than its own atoms). */
DGH_API dgh_status dgh_symmetry_number(unsigned *out, const dgh_structure *molecule,
                                       double tolerance_ang, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
