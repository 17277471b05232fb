/* What the two forms of a dynamical-matrix file of ph.x, plain and XML, have in common. */
#ifndef DGH_ESPRESSO_DYN_H
#define DGH_ESPRESSO_DYN_H

#include "record/build.h"

/* As in the file; all memory belongs to the builder's arena. */
typedef struct dgh_qe_dyn {
    size_t n_atoms;
    dgh_species *species;      /* [n_species] of dgh_qe_dyn_allocate */
    double *mass_u;            /* [n_species] */
    uint32_t *species_of_atom; /* [n_atoms] */
    double *tau;               /* [n_atoms][3], in alat */
    size_t n_species;
    int64_t ibrav;
    double celldm[6]; /* celldm[0] = alat in bohr */
    bool has_at;
    double at[3][3];            /* rows are the lattice vectors, in alat */
    double *force_constants_ry; /* [3 n_atoms][3 n_atoms] at q = 0, Ry/bohr^2 */
    bool has_matrix;            /* all of it was there */
    bool other_q;               /* a matrix at another q was met */
    size_t matrix_line;
} dgh_qe_dyn;

/* n_atoms is set; allocates the arrays. The caller has checked both counts against the file. The
 * matrix is left NULL where a file of `file_size` bytes is too short to hold it. */
dgh_status dgh_qe_dyn_allocate(dgh_qe_dyn *dyn, dgh_builder *builder, size_t n_species,
                               size_t file_size, dgh_error *err);

/* Sets code, task and structure of the record. */
dgh_status dgh_qe_dyn_structure(dgh_qe_dyn *dyn, dgh_builder *builder, dgh_error *err);

/* Sets the Hessian: the block of the atoms that were displaced, found from the zero pattern. */
dgh_status dgh_qe_dyn_vibrations(const dgh_qe_dyn *dyn, dgh_builder *builder, dgh_error *err);

#endif
