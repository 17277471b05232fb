/* Atoms of the files of a difference. Each place that holds an atom adds up the coefficients of the
 * files that hold it: in AB - A - B every place ends with zero. What does not is an atom that moved
 * between the files, or one that is missing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/build.h"
#include "record/grid.h"
#include "study/difference_inside.h"
#include "surface/periodic.h"

typedef struct place {
    double fraction[3];
    double position_ang[3]; /* as the first file that holds it has it */
    int element;
    const char *label;
    size_t input, atom; /* of that file */
    size_t last_input;
    double balance; /* sum of coefficients */
    bool added;     /* by a file with a positive coefficient */
} place;

typedef struct places {
    place *items;
    size_t n;
    double spacing_ang[3]; /* of the lattice planes */
    double tolerance_ang;
    double cell_ang[3][3];
} places;

static bool same_element(const place *p, int element, const char *label)
{
    return p->element == element &&
           (element != 0 || (p->label && label && !strcmp(p->label, label)));
}

/* Lattice vectors are taken off by rounding, which is right for neighbours as near as the
 * tolerance. */
static bool near(const places *all, const place *p, const double fraction[3])
{
    double f[3], square = 0.0;
    for (int k = 0; k < 3; k++) {
        f[k] = fraction[k] - p->fraction[k];
        f[k] -= round(f[k]);
        if (fabs(f[k]) * all->spacing_ang[k] > all->tolerance_ang)
            return false;
    }
    for (int k = 0; k < 3; k++) {
        double d = f[0] * all->cell_ang[0][k] + f[1] * all->cell_ang[1][k] +
                   f[2] * all->cell_ang[2][k];
        square += d * d;
    }
    return square <= all->tolerance_ang * all->tolerance_ang;
}

static void take_atom(places *all, size_t input, double coefficient, const dgh_structure *s,
                      size_t atom, const double fraction[3])
{
    const int element = dgh_structure_element(s, atom);
    const char *label = s->species[s->species_of_atom[atom]].label;
    for (size_t i = 0; i < all->n; i++) {
        place *p = &all->items[i];
        if ((p->last_input == input) || !same_element(p, element, label) || !near(all, p, fraction))
            continue;
        p->balance += coefficient;
        p->last_input = input;
        p->added = p->added || coefficient > 0.0;
        return;
    }
    place *p = &all->items[all->n++];
    *p = (place){.element = element,
                 .label = label,
                 .input = input,
                 .atom = atom,
                 .last_input = input,
                 .balance = coefficient,
                 .added = coefficient > 0.0};
    memcpy(p->fraction, fraction, sizeof p->fraction);
    memcpy(p->position_ang, s->position_ang + 3 * atom, sizeof p->position_ang);
}

static dgh_status collect(places *all, dgh_difference_work *work, dgh_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < work->n; i++)
        most += work->source[i].head->structure.n_atoms;
    *all = (places){.items = calloc(most + 1, sizeof *all->items),
                    .tolerance_ang = work->options.same_atom_ang > 0.0 ? work->options.same_atom_ang
                                                                       : DGH_SAME_ATOM_ANG};
    double *fraction = calloc(most + 1, 3 * sizeof *fraction);
    dgh_status status = all->items && fraction ? DGH_OK : dgh_error_nomem(err);
    memcpy(all->cell_ang, work->result->cell_ang, sizeof all->cell_ang);
    const double volume = dgh_cell_volume_ang3((const double(*)[3])all->cell_ang);
    for (int i = 0; i < 3; i++) {
        const double *u = all->cell_ang[(i + 1) % 3], *v = all->cell_ang[(i + 2) % 3];
        const double c[3] = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                             u[0] * v[1] - u[1] * v[0]};
        all->spacing_ang[i] = volume / sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]);
    }
    for (size_t i = 0; i < work->n && status == DGH_OK; i++) {
        const dgh_structure *s = &work->source[i].head->structure;
        if (!s->position_ang || s->n_atoms == 0)
            continue;
        if (!dgh_cell_to_fractional((const double(*)[3])all->cell_ang, s->position_ang, fraction,
                                    s->n_atoms)) {
            status = dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
            break;
        }
        for (size_t a = 0; a < s->n_atoms; a++)
            take_atom(all, i, work->coefficient[i], s, a, fraction + 3 * a);
    }
    free(fraction);
    return status;
}

static bool cancels(const place *p)
{
    return fabs(p->balance) < 1e-9;
}

/* The nearest place of the same element with the opposite balance: where the atom went. */
static const place *partner_of(const places *all, const place *p, const dgh_periodic *periodic,
                               double *distance_ang)
{
    const place *best = NULL;
    double least = INFINITY;
    for (size_t i = 0; i < all->n; i++) {
        const place *q = &all->items[i];
        if (q == p || cancels(q) || q->balance * p->balance > 0.0 ||
            !same_element(q, p->element, p->label))
            continue;
        double d[3], shortest[3];
        for (int k = 0; k < 3; k++)
            d[k] = q->position_ang[k] - p->position_ang[k];
        double square = dgh_periodic_shortest_of(periodic, d, shortest);
        if (square < least) {
            least = square;
            best = q;
        }
    }
    *distance_ang = sqrt(least);
    return best;
}

static dgh_status complain(dgh_difference_work *work, dgh_error *err, const char *path,
                           const char *code, const char *message)
{
    if (!work->options.force)
        return dgh_error_at(err, DGH_ERR_REFUSED, path, 0, 0, "%s", message);
    return dgh_difference_note(work, DGH_ERROR, code, path, "%s", message) ? DGH_OK
                                                                           : dgh_error_nomem(err);
}

static const char *label_of(const place *p)
{
    return p->label ? p->label : dgh_element_symbol(p->element);
}

/* Names the atom that moved furthest, or one that is in excess. */
static dgh_status check(const places *all, dgh_difference_work *work, dgh_error *err)
{
    dgh_periodic periodic;
    const place *lonely = NULL, *moved = NULL, *to = NULL;
    double furthest = -1.0;
    size_t n_moved = 0, n_lonely = 0;
    if (!dgh_periodic_make(&periodic, (const double(*)[3])all->cell_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    for (size_t i = 0; i < all->n; i++) {
        const place *p = &all->items[i];
        if (cancels(p))
            continue;
        double distance;
        const place *q = partner_of(all, p, &periodic, &distance);
        if (!q) {
            lonely = lonely ? lonely : p;
            n_lonely++;
            continue;
        }
        n_moved += p->input < q->input;
        if (distance > furthest) {
            furthest = distance;
            moved = p->input <= q->input ? p : q;
            to = moved == p ? q : p;
        }
    }
    const char *text = "";
    if (lonely)
        text = dgh_arena_printf(
            work->arena,
            "expected atoms that cancel in the difference, found %s (atom %zu) without a "
            "counterpart in the other files (%zu atom%s so); such a difference counts the atom's "
            "own electrons",
            label_of(lonely), lonely->atom + 1, n_lonely, n_lonely == 1 ? "" : "s");
    else if (moved)
        text = dgh_arena_printf(
            work->arena,
            "expected the atoms of %s at the same places, found %s (atom %zu) %.4f Ang away from "
            "atom %zu there, tolerance %.4f Ang (%zu atom%s moved); such a difference shows "
            "displacement and not charge",
            work->source[moved->input].path, label_of(to), to->atom + 1, furthest, moved->atom + 1,
            all->tolerance_ang, n_moved, n_moved == 1 ? "" : "s");
    if (!text)
        return dgh_error_nomem(err);
    if (lonely)
        return complain(work, err, work->source[lonely->input].path, "atoms-do-not-cancel", text);
    return moved ? complain(work, err, work->source[to->input].path, "atoms-moved", text) : DGH_OK;
}

/* Atoms that are added by some file, in the order in which the files name them; and for each the
 * other file that it came with, its fragment. */
static dgh_status keep_atoms(const places *all, dgh_difference_work *work, dgh_error *err)
{
    dgh_difference *r = work->result;
    dgh_structure s = {.has_cell = true};
    dgh_species *species = dgh_arena_alloc(work->arena, all->n + 1, sizeof *species);
    uint32_t *index = dgh_arena_alloc(work->arena, all->n + 1, sizeof *index);
    double *position = dgh_arena_alloc(work->arena, all->n + 1, 3 * sizeof *position);
    dgh_difference_atom *atoms = dgh_arena_alloc(work->arena, all->n + 1, sizeof *atoms);
    if (!species || !index || !position || !atoms)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < all->n; i++) {
        const place *p = &all->items[i];
        if (!p->added)
            continue;
        size_t kind = 0;
        while (kind < s.n_species && (species[kind].atomic_number != p->element ||
                                      strcmp(species[kind].label, label_of(p)) != 0))
            kind++;
        if (kind == s.n_species) {
            species[s.n_species].atomic_number = p->element;
            species[s.n_species++].label = label_of(p);
        }
        index[s.n_atoms] = (uint32_t)kind;
        memcpy(position + 3 * s.n_atoms, p->position_ang, sizeof p->position_ang);
        atoms[s.n_atoms] = (dgh_difference_atom){.atom = s.n_atoms, .input = p->last_input};
        s.n_atoms++;
    }
    s.species = species;
    s.species_of_atom = index;
    s.position_ang = s.n_atoms ? position : NULL;
    memcpy(s.cell_ang, r->cell_ang, sizeof s.cell_ang);
    dgh_status status = dgh_grid_set_structure(work->head, &s, err);
    r->structure = &work->head->structure;
    r->n_atoms = s.n_atoms;
    r->atoms = atoms;
    return status;
}

dgh_status dgh_difference_atoms(dgh_difference_work *work, dgh_error *err)
{
    places all = {0};
    dgh_status status = collect(&all, work, err);
    bool known = true;
    for (size_t i = 0; i < work->n && status == DGH_OK; i++)
        if (work->source[i].head->structure.n_atoms == 0) {
            known = false;
            if (!dgh_difference_note(work, DGH_WARNING, "atoms-unknown", work->source[i].path,
                                     "the file names no atoms: whether the files belong together "
                                     "was checked by their cells alone"))
                status = dgh_error_nomem(err);
        }
    if (status == DGH_OK && known && work->result->is_difference)
        status = check(&all, work, err);
    if (status == DGH_OK)
        status = keep_atoms(&all, work, err);
    free(all.items);
    return status;
}
