/* Space groups. */
#include "dgh/symmetry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/symmetry.h"
#include "base/error.h"
#include "record/build.h"
#include "surface/gaps.h"

static const double DEFAULT_TOLERANCE_ANG = 0.01;

typedef struct found {
    dgh_symmetry result; /* first, so that its address is that of the whole */
    dgh_spglib_group space;
    dgh_symmetry_operation *operations;
} found;

/* Species that are the same element are the same kind: a label with a number tells no atoms apart
 * that symmetry would not. Isotopes do. */
static int kind_of(const dgh_structure *s, size_t atom)
{
    const uint32_t own = s->species_of_atom[atom];
    const dgh_species *a = &s->species[own];
    for (uint32_t k = 0; k < own; k++) {
        const dgh_species *b = &s->species[k];
        if (b->atomic_number == a->atomic_number && a->atomic_number > 0 &&
            (!a->mass_u.has || !b->mass_u.has || fabs(a->mass_u.value - b->mass_u.value) < 0.5))
            return (int)k;
    }
    return (int)own;
}

static bool look(found *f, const dgh_structure *s, double tolerance)
{
    double(*fraction)[3] = malloc(s->n_atoms * sizeof *fraction);
    int *kind = malloc(s->n_atoms * sizeof *kind);
    bool good = fraction && kind;
    if (good) {
        dgh_cell_to_fractional(s->cell_ang, s->position_ang, &fraction[0][0], s->n_atoms);
        for (size_t i = 0; i < s->n_atoms; i++)
            kind[i] = kind_of(s, i);
        good = dgh_spglib_find(&f->space, s->cell_ang, (const double(*)[3])fraction, kind,
                               s->n_atoms, tolerance);
    }
    free(fraction);
    free(kind);
    return good;
}

static dgh_status fill(found *f, const dgh_structure *s, int axis, dgh_error *err)
{
    dgh_symmetry *r = &f->result;
    f->operations = malloc(f->space.n_operations * sizeof *f->operations);
    if (!f->operations)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < f->space.n_operations; i++) {
        memcpy(f->operations[i].rotation, f->space.rotation[i], sizeof f->space.rotation[i]);
        memcpy(f->operations[i].translation, f->space.translation[i],
               sizeof f->space.translation[i]);
    }
    r->space_group = f->space.number;
    r->symbol = f->space.symbol;
    r->point_group = f->space.point_group;
    r->vacuum_axis = axis;
    for (size_t i = 0; axis >= 0 && i < f->space.n_operations; i++)
        r->sides_equivalent = r->sides_equivalent || f->space.rotation[i][axis][axis] < 0;
    r->n_operations = f->space.n_operations;
    r->operations = f->operations;
    r->equivalent = f->space.equivalent;
    for (size_t i = 0; i < s->n_atoms; i++)
        r->n_inequivalent += r->equivalent[i] == i;
    return DGH_OK;
}

dgh_status dgh_symmetry_find(dgh_symmetry **out, const dgh_structure *s, double tolerance,
                             dgh_error *err)
{
    *out = NULL;
    if (s->n_atoms == 0 || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected atoms with positions, found none");
    if (!s->has_cell || !(dgh_cell_volume_ang3(s->cell_ang) > 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a cell, found none or one of no "
                             "volume");
    if (!(tolerance >= 0.0) || !isfinite(tolerance))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a tolerance, found %g", tolerance);
    found *f = calloc(1, sizeof *f);
    if (!f)
        return dgh_error_nomem(err);
    f->result.owner = f;
    f->result.tolerance_ang = tolerance > 0.0 ? tolerance : DEFAULT_TOLERANCE_ANG;
    const int axis = dgh_gaps_slab_axis(s);
    dgh_status status;
    if (look(f, s, f->result.tolerance_ang))
        status = fill(f, s, axis, err);
    else
        status = dgh_error_set(err, DGH_ERR_ARGUMENT,
                               "expected a structure with a space group, found none within %g "
                               "Angstrom (two atoms on one place?)",
                               f->result.tolerance_ang);
    if (status == DGH_OK)
        *out = &f->result;
    else
        dgh_symmetry_free(&f->result);
    return status;
}

void dgh_symmetry_free(dgh_symmetry *symmetry)
{
    found *f = symmetry ? symmetry->owner : NULL;
    if (!f)
        return;
    dgh_spglib_clear(&f->space);
    free(f->operations);
    free(f);
}
