/* From the content of a dynamical-matrix file to the record, for its plain and its XML form. */
#include <math.h>

#include "base/constants.h"
#include "espresso/dyn.h"
#include "espresso/lattice.h"

dgh_status dgh_qe_dyn_allocate(dgh_qe_dyn *dyn, dgh_builder *builder, size_t n_species,
                               size_t file_size, dgh_error *err)
{
    size_t n = dyn->n_atoms;
    dyn->n_species = n_species;
    if (n == 0 || n > UINT32_MAX / 3)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "a dynamical matrix of %zu atoms", n);
    dyn->species = dgh_arena_alloc(builder->arena, n_species, sizeof *dyn->species);
    dyn->mass_u = dgh_arena_alloc(builder->arena, n_species, sizeof *dyn->mass_u);
    dyn->species_of_atom = dgh_arena_alloc(builder->arena, n, sizeof *dyn->species_of_atom);
    dyn->tau = dgh_builder_vectors(builder, n);
    if (!dyn->species || !dyn->mass_u || !dyn->species_of_atom || !dyn->tau)
        return dgh_error_nomem(err);
    const size_t smallest_block =
        16; /* bytes of text for nine complex numbers, at the very least */
    if (n > file_size / smallest_block / n)
        return DGH_OK;
    dyn->force_constants_ry = dgh_arena_alloc(builder->arena, 9 * n * n, sizeof(double));
    return dyn->force_constants_ry ? DGH_OK : dgh_error_nomem(err);
}

dgh_status dgh_qe_dyn_structure(dgh_qe_dyn *dyn, dgh_builder *builder, dgh_error *err)
{
    dgh_calculation *c = builder->calculation;
    dgh_structure *s = &c->structure;
    double alat_ang = dyn->celldm[0] * DGH_BOHR_ANG;
    /* up to version 5 the vectors were written for ibrav = 0 alone */
    if (!dyn->has_at && dyn->ibrav != 0) {
        double celldm[6];
        memcpy(celldm, dyn->celldm, sizeof celldm);
        celldm[0] = 1.0;
        bool known = dyn->ibrav > -100 && dyn->ibrav < 100;
        dyn->has_at = known && dgh_qe_lattice(dyn->at, (int)dyn->ibrav, celldm);
    }
    double *position = dgh_builder_vectors(builder, dyn->n_atoms);
    if (!position)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < 3 * dyn->n_atoms; i++)
        position[i] = dyn->tau[i] * alat_ang;
    for (int i = 0; dyn->has_at && i < 9; i++)
        s->cell_ang[i / 3][i % 3] = dyn->at[i / 3][i % 3] * alat_ang;
    for (size_t i = 0; i < dyn->n_species; i++)
        dyn->species[i].mass_u = dgh_builder_real(builder, dyn->mass_u[i], 1);
    c->code = DGH_CODE_QE;
    c->task = DGH_TASK_FREQUENCIES;
    c->task_source = (dgh_source){builder->path, 1};
    s->n_atoms = dyn->n_atoms;
    s->n_species = dyn->n_species;
    s->species = dyn->species;
    s->species_of_atom = dyn->species_of_atom;
    s->has_cell = dyn->has_at;
    s->position_ang = position;
    s->source = (dgh_source){builder->path, 1};
    return DGH_OK;
}

/* The block of an atom with itself is never zero when the atom was displaced. */
static bool was_displaced(const dgh_qe_dyn *dyn, size_t atom)
{
    size_t n = 3 * dyn->n_atoms;
    for (size_t i = 3 * atom; i < 3 * atom + 3; i++)
        for (size_t j = 3 * atom; j < 3 * atom + 3; j++)
            if (dyn->force_constants_ry[i * n + j] != 0.0)
                return true;
    return false;
}

static dgh_status set_hessian(const dgh_qe_dyn *dyn, dgh_builder *builder, size_t n_displaced,
                              dgh_error *err)
{
    dgh_vibrations *v = &builder->calculation->vibrations;
    const double unit = DGH_RYDBERG_EV / (DGH_BOHR_ANG * DGH_BOHR_ANG);
    size_t n = 3 * n_displaced, n_all = 3 * dyn->n_atoms, k = 0;
    dgh_dof *dofs = dgh_arena_alloc(builder->arena, n, sizeof *dofs);
    double *hessian = dgh_arena_alloc(builder->arena, n * n, sizeof *hessian);
    if (!dofs || !hessian)
        return dgh_error_nomem(err);
    for (size_t a = 0; a < dyn->n_atoms; a++)
        for (uint8_t axis = 0; was_displaced(dyn, a) && axis < 3; axis++)
            dofs[k++] = (dgh_dof){(uint32_t)a, axis, dyn->mass_u[dyn->species_of_atom[a]]};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            size_t row = 3 * dofs[i].atom + dofs[i].axis, column = 3 * dofs[j].atom + dofs[j].axis;
            hessian[i * n + j] = dyn->force_constants_ry[row * n_all + column] * unit;
        }
    v->n_dofs = n;
    v->dofs = dofs;
    v->hessian_ev_per_ang2 = hessian;
    v->hessian_source = (dgh_source){builder->path, dyn->matrix_line};
    v->method = "DFPT (ph.x)";
    return DGH_OK;
}

dgh_status dgh_qe_dyn_vibrations(const dgh_qe_dyn *dyn, dgh_builder *builder, dgh_error *err)
{
    if (!dyn->has_matrix) {
        if (dyn->other_q &&
            !dgh_builder_note(builder, DGH_NOTE, "q-not-gamma", 0,
                              "the dynamical matrix is at a q that is not 0: no vibrations of "
                              "the cell's own atoms"))
            return dgh_error_nomem(err);
        return DGH_OK;
    }
    size_t n_displaced = 0;
    for (size_t a = 0; a < dyn->n_atoms; a++)
        n_displaced += was_displaced(dyn, a);
    if (n_displaced == 0) {
        if (!dgh_builder_note(builder, DGH_WARNING, "matrix-empty", dyn->matrix_line,
                              "the dynamical matrix is zero"))
            return dgh_error_nomem(err);
        return DGH_OK;
    }
    dgh_status status = set_hessian(dyn, builder, n_displaced, err);
    if (status != DGH_OK || n_displaced == dyn->n_atoms)
        return status;
    builder->calculation->vibrations.method = "DFPT (ph.x, nat_todo)";
    builder->calculation->vibrations.modes_note =
        "of the whole matrix, blocks that were not computed taken as zero";
    if (!dgh_builder_note(builder, DGH_NOTE, "atoms-not-displaced", dyn->matrix_line,
                          "%zu of %zu atoms were displaced: only their block is a Hessian, the "
                          "modes printed for the whole matrix are not its modes",
                          n_displaced, dyn->n_atoms))
        return dgh_error_nomem(err);
    return DGH_OK;
}
