/* Linked cells (Quentrec, Brot, J. Comput. Phys. 13, 430 (1973), 10.1016/0021-9991(73)90046-6) for
 * any lattice: the boxes divide a Minkowski-reduced basis, whose boxes are as compact as the
 * lattice allows, and a search that reaches beyond the cell goes on in its images. */
#include "surface/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"

enum { MOST_BOXES_PER_ATOM = 4 };
/* A search looks at all images within its radius: a flatter cell would have too many. */
static const double LEAST_HEIGHT_ANG = 0.3;

static void fraction_of(const dgh_cells *c, const double point[3], double fraction[3])
{
    for (int k = 0; k < 3; k++) {
        fraction[k] = 0.0;
        for (int i = 0; i < 3; i++)
            fraction[k] += (point[i] - c->origin_ang[i]) * c->inverse[i][k];
    }
}

void dgh_cells_wrap(const dgh_cells *c, const double point[3], double wrapped[3])
{
    double fraction[3];
    memcpy(wrapped, point, 3 * sizeof *wrapped);
    if (!c->periodic)
        return;
    fraction_of(c, point, fraction);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
            wrapped[i] -= floor(fraction[k]) * c->basis[k][i];
}

static dgh_status frame(dgh_cells *c, const dgh_structure *s, dgh_error *err)
{
    for (size_t i = 0; i < 3 * s->n_atoms; i++)
        if (!isfinite(s->position_ang[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected positions, found %g for atom %zu",
                                 s->position_ang[i], i / 3 + 1);
    c->periodic = s->has_cell;
    if (s->has_cell) {
        dgh_periodic lattice;
        if (!dgh_periodic_make(&lattice, s->cell_ang))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell, found one of no volume");
        memcpy(c->basis, lattice.basis, sizeof c->basis);
        memcpy(c->box_ang, lattice.height_ang, sizeof c->box_ang);
        for (int k = 0; k < 3; k++)
            if (c->box_ang[k] < LEAST_HEIGHT_ANG)
                return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                     "expected a cell of atoms, found one that is %g Angstrom high",
                                     c->box_ang[k]);
    } else {
        for (int k = 0; k < 3; k++) {
            double low = s->position_ang[k], high = low;
            for (size_t i = 1; i < s->n_atoms; i++) {
                low = fmin(low, s->position_ang[3 * i + (size_t)k]);
                high = fmax(high, s->position_ang[3 * i + (size_t)k]);
            }
            c->origin_ang[k] = low;
            c->box_ang[k] = c->basis[k][k] = high - low + 1.0;
        }
    }
    dgh_cell_invert(c->basis, c->inverse);
    return DGH_OK;
}

/* As many boxes as the width allows, but not many more than atoms. */
static void divide(dgh_cells *c, double width)
{
    double boxes = 1.0;
    for (int k = 0; k < 3; k++)
        boxes *= fmax(1.0, c->box_ang[k] / width);
    double most = (double)MOST_BOXES_PER_ATOM * (double)c->n_atoms + 8.0;
    if (boxes > most)
        width *= cbrt(boxes / most);
    for (int k = 0; k < 3; k++) {
        /* A flat cell may still ask for too many along one vector. */
        double n = fmin(fmax(1.0, floor(c->box_ang[k] / width)), most);
        c->n[k] = (long)n;
        c->box_ang[k] /= n;
    }
}

static size_t box_of(const dgh_cells *c, const double wrapped[3])
{
    double fraction[3];
    size_t index = 0;
    fraction_of(c, wrapped, fraction);
    for (int k = 2; k >= 0; k--) {
        long i = (long)floor(fraction[k] * (double)c->n[k]);
        i = i < 0 ? 0 : i >= c->n[k] ? c->n[k] - 1 : i;
        index = index * (size_t)c->n[k] + (size_t)i;
    }
    return index;
}

static dgh_status fill(dgh_cells *c, const dgh_structure *s, dgh_error *err)
{
    const size_t n_boxes = (size_t)c->n[0] * (size_t)c->n[1] * (size_t)c->n[2];
    size_t *box = malloc(s->n_atoms * sizeof *box);
    double *moved = malloc(3 * s->n_atoms * sizeof *moved);
    c->position_ang = malloc(3 * s->n_atoms * sizeof *c->position_ang);
    c->atom = malloc(s->n_atoms * sizeof *c->atom);
    c->first = calloc(n_boxes + 2, sizeof *c->first);
    dgh_status status = DGH_OK;
    if (!box || !moved || !c->position_ang || !c->atom || !c->first) {
        status = dgh_error_nomem(err);
        goto cleanup;
    }
    for (size_t i = 0; i < s->n_atoms; i++) {
        dgh_cells_wrap(c, s->position_ang + 3 * i, moved + 3 * i);
        box[i] = box_of(c, moved + 3 * i);
        c->first[box[i] + 2]++;
    }
    for (size_t b = 2; b < n_boxes + 2; b++)
        c->first[b] += c->first[b - 1];
    for (size_t i = 0; i < s->n_atoms; i++) {
        size_t place = c->first[box[i] + 1]++;
        memcpy(c->position_ang + 3 * place, moved + 3 * i, 3 * sizeof *moved);
        c->atom[place] = (uint32_t)i;
    }
cleanup:
    free(box);
    free(moved);
    return status;
}

dgh_status dgh_cells_make(dgh_cells *out, const dgh_structure *s, double width_ang, dgh_error *err)
{
    memset(out, 0, sizeof *out);
    if (s->n_atoms == 0 || !s->position_ang || s->n_atoms >= UINT32_MAX)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected atoms with positions, found none");
    out->n_atoms = s->n_atoms;
    dgh_status status = frame(out, s, err);
    if (status != DGH_OK)
        return status;
    divide(out, width_ang);
    status = fill(out, s, err);
    if (status != DGH_OK)
        dgh_cells_clear(out);
    return status;
}

void dgh_cells_clear(dgh_cells *cells)
{
    free(cells->position_ang);
    free(cells->atom);
    free(cells->first);
    memset(cells, 0, sizeof *cells);
}

/* The boxes from `low` to `high` along one basis vector that a sphere about `fraction` reaches. */
static void reach(const dgh_cells *c, int k, double fraction, double radius, long *low, long *high)
{
    double middle = fraction * (double)c->n[k], extent = radius / c->box_ang[k];
    *low = (long)floor(middle - extent);
    *high = (long)floor(middle + extent);
    if (!c->periodic) {
        *low = *low < 0 ? 0 : *low;
        *high = *high >= c->n[k] ? c->n[k] - 1 : *high;
    }
}

/* The atoms of one box, moved by `shift`. */
static void look_into(const dgh_cells *c, size_t box, const double shift[3], double largest_square,
                      dgh_cells_visit *visit, void *user)
{
    for (size_t place = c->first[box]; place < c->first[box + 1]; place++) {
        const double *p = c->position_ang + 3 * place;
        const double vector[3] = {p[0] + shift[0], p[1] + shift[1], p[2] + shift[2]};
        double square = vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2];
        if (square <= largest_square)
            visit(user, place, vector, square);
    }
}

/* Which box of the cell stands at `i` among all images, and how many cells away. */
static long within(long i, long n, long *cells_away)
{
    long quotient = i / n, rest = i % n;
    if (rest < 0) {
        rest += n;
        quotient--;
    }
    *cells_away = quotient;
    return rest;
}

void dgh_cells_near(const dgh_cells *c, const double point[3], double radius,
                    dgh_cells_visit *visit, void *user)
{
    double fraction[3];
    long low[3], high[3], away[3], at[3];
    fraction_of(c, point, fraction);
    for (int k = 0; k < 3; k++)
        reach(c, k, fraction[k], radius, &low[k], &high[k]);
    for (long z = low[2]; z <= high[2]; z++) {
        at[2] = within(z, c->n[2], &away[2]);
        for (long y = low[1]; y <= high[1]; y++) {
            at[1] = within(y, c->n[1], &away[1]);
            for (long x = low[0]; x <= high[0]; x++) {
                at[0] = within(x, c->n[0], &away[0]);
                double shift[3];
                for (int i = 0; i < 3; i++)
                    shift[i] = (double)away[0] * c->basis[0][i] + (double)away[1] * c->basis[1][i] +
                               (double)away[2] * c->basis[2][i] - point[i];
                look_into(c, (size_t)((at[2] * c->n[1] + at[1]) * c->n[0] + at[0]), shift,
                          radius * radius, visit, user);
            }
        }
    }
}
