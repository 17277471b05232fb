/* The one file that knows spglib. Its layer groups (2.0.2: "for test using") crash on hcp(0001) and
 * are not used. */
#include <limits.h>
#include <spglib.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/symmetry.h"

static bool copy(dgh_spglib_group *out, const SpglibDataset *set, size_t n_atoms)
{
    const size_t n = (size_t)set->n_operations;
    memset(out, 0, sizeof *out);
    out->number = set->spacegroup_number;
    memcpy(out->symbol, set->international_symbol, sizeof set->international_symbol);
    memcpy(out->point_group, set->pointgroup_symbol, sizeof set->pointgroup_symbol);
    out->n_operations = n;
    out->rotation = malloc(n * sizeof *out->rotation);
    out->translation = malloc(n * sizeof *out->translation);
    out->equivalent = malloc(n_atoms * sizeof *out->equivalent);
    if (!out->rotation || !out->translation || !out->equivalent) {
        dgh_spglib_clear(out);
        return false;
    }
    memcpy(out->rotation, set->rotations, n * sizeof *out->rotation);
    memcpy(out->translation, set->translations, n * sizeof *out->translation);
    for (size_t i = 0; i < n_atoms; i++)
        out->equivalent[i] = (size_t)set->equivalent_atoms[i];
    return true;
}

bool dgh_spglib_find(dgh_spglib_group *out, const double cell[3][3], const double (*fraction)[3],
                     const int *kind, size_t n_atoms, double tolerance)
{
    double columns[3][3];
    memset(out, 0, sizeof *out);
    if (n_atoms == 0 || n_atoms > INT_MAX)
        return false;
    double(*position)[3] = malloc(n_atoms * sizeof *position);
    if (!position)
        return false;
    memcpy(position, fraction, n_atoms * sizeof *position);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            columns[k][i] = cell[i][k];
    SpglibDataset *set = spg_get_dataset(columns, position, kind, (int)n_atoms, tolerance);
    bool found = set && set->n_atoms == (int)n_atoms && copy(out, set, n_atoms);
    if (set)
        spg_free_dataset(set);
    free(position);
    return found;
}

void dgh_spglib_clear(dgh_spglib_group *group)
{
    free(group->rotation);
    free(group->translation);
    free(group->equivalent);
    memset(group, 0, sizeof *group);
}

void dgh_spglib_version(int version[3])
{
    version[0] = spg_get_major_version();
    version[1] = spg_get_minor_version();
    version[2] = spg_get_micro_version();
}
