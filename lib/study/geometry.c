/* Comparing geometries of the same atoms. */
#include <math.h>
#include <stdlib.h>

#include "record/build.h"
#include "study/inside.h"

/* Two files of one cell print it with four digits of alat or more. */
static const double CELL_TOLERANCE_ANG = 0.02;

bool dgh_same_cell(const dgh_structure *a, const dgh_structure *b)
{
    if (!a->has_cell || !b->has_cell)
        return false;
    for (int i = 0; i < 9; i++)
        if (!(fabs(a->cell_ang[i / 3][i % 3] - b->cell_ang[i / 3][i % 3]) <= CELL_TOLERANCE_ANG))
            return false;
    return true;
}

static bool same_atoms_in_order(const dgh_structure *a, const dgh_structure *b)
{
    if (a->n_atoms != b->n_atoms || !a->position_ang || !b->position_ang || !a->has_cell)
        return false;
    for (size_t i = 0; i < a->n_atoms; i++)
        if (dgh_structure_element(a, i) != dgh_structure_element(b, i))
            return false;
    return true;
}

/* Shortest vector from `from` to `to`. Exact for moves that are short against the cell, which are
 * the only ones whose size matters here. */
static bool move_of(const dgh_structure *s, const double *from, const double *to, double move[3])
{
    for (int k = 0; k < 3; k++)
        move[k] = to[k] - from[k];
    if (fabs(move[0]) + fabs(move[1]) + fabs(move[2]) < 0.2)
        return true;
    return dgh_cell_reduce(s->cell_ang, move);
}

double dgh_largest_move_ang(const dgh_structure *a, const dgh_structure *b)
{
    if (!same_atoms_in_order(a, b))
        return -1.0;
    double largest = 0.0;
    for (size_t i = 0; i < a->n_atoms; i++) {
        double move[3];
        if (!move_of(a, a->position_ang + 3 * i, b->position_ang + 3 * i, move))
            return -1.0;
        double square = move[0] * move[0] + move[1] * move[1] + move[2] * move[2];
        if (square > largest)
            largest = square;
    }
    return sqrt(largest);
}

double dgh_largest_move_any_order_ang(const dgh_structure *a, const dgh_structure *b)
{
    double direct = dgh_largest_move_ang(a, b);
    if (direct >= 0.0 && direct < 0.5)
        return direct;
    dgh_match *match;
    if (a->n_atoms != b->n_atoms || dgh_surface_match(&match, b, a, NULL) != DGH_OK)
        return direct;
    double largest = match->n_adsorbate == 0 ? match->largest_displacement_ang : -1.0;
    dgh_match_free(match);
    return largest;
}

bool dgh_is_one_displacement(const dgh_structure *a, const dgh_structure *b, size_t *atom,
                             int *axis, double *step_ang)
{
    const double still = 1e-3, most = 0.1;
    bool found = false;
    if (!same_atoms_in_order(a, b))
        return false;
    for (size_t i = 0; i < a->n_atoms; i++) {
        double move[3];
        if (!move_of(a, a->position_ang + 3 * i, b->position_ang + 3 * i, move))
            return false;
        for (int k = 0; k < 3; k++) {
            if (fabs(move[k]) <= still)
                continue;
            if (found || fabs(move[k]) > most)
                return false;
            found = true;
            *atom = i;
            *axis = k;
            *step_ang = move[k];
        }
    }
    return found;
}
