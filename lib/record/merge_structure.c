/* Two files' words on the same atoms. */
#include <math.h>
#include <stdio.h>

#include "record/merge_inside.h"

static bool known_elements_differ(const dgh_structure *a, const dgh_structure *b, size_t *atom)
{
    for (size_t i = 0; i < a->n_atoms; i++) {
        int x = dgh_structure_element(a, i), y = dgh_structure_element(b, i);
        if (x && y && x != y) {
            *atom = i;
            return true;
        }
    }
    return false;
}

bool dgh_merge_fits(dgh_merge *m)
{
    const dgh_structure *a = &m->into->structure, *b = &m->from->structure;
    const dgh_calculation *f = m->from;
    dgh_source source = {f->path, 0};
    size_t atom;
    if (m->into->code && f->code && m->into->code != f->code) {
        dgh_merge_note(m, DGH_WARNING, "files-disagree", source,
                       "%s is of %s, %s of %s: the former is left out", f->path,
                       dgh_code_name(f->code), m->into->path, dgh_code_name(m->into->code));
        return false;
    }
    if (a->n_atoms == 0 || b->n_atoms == 0)
        return true;
    if (a->n_atoms != b->n_atoms) {
        dgh_merge_note(m, DGH_WARNING, "files-disagree", source,
                       "%s has %zu atoms, %s %zu: the former is left out", f->path, b->n_atoms,
                       m->into->path, a->n_atoms);
        return false;
    }
    if (known_elements_differ(a, b, &atom)) {
        dgh_merge_note(m, DGH_WARNING, "files-disagree", source,
                       "atom %zu is %s in %s, %s in %s: the former is left out", atom + 1,
                       dgh_element_symbol(dgh_structure_element(b, atom)), f->path,
                       dgh_element_symbol(dgh_structure_element(a, atom)), m->into->path);
        return false;
    }
    return true;
}

/* Largest distance between the same atoms of two geometries, without whole lattice vectors;
 * negative if a geometry is missing. */
static double largest_distance_ang(size_t n_atoms, const double (*cell)[3], const double *a,
                                   const double *b, size_t *atom)
{
    double largest = -1.0;
    *atom = 0;
    for (size_t i = 0; a && b && i < n_atoms; i++) {
        double d[3];
        for (size_t k = 0; k < 3; k++)
            d[k] = a[3 * i + k] - b[3 * i + k];
        if (cell)
            dgh_cell_reduce(cell, d);
        double distance = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        if (distance > largest) {
            largest = distance;
            *atom = i;
        }
    }
    return largest;
}

static const double POSITIONS_AGREE_ANG = 0.01;

/* Whether `positions` are where the run of `c` ended. */
static bool is_where_it_ended(const dgh_calculation *c, const double *positions)
{
    const dgh_structure *s = &c->structure;
    const double *last = c->has_final_positions ? c->final_position_ang : NULL;
    for (size_t i = c->n_steps; i-- > 0 && !last;)
        last = c->steps[i].position_ang;
    size_t atom;
    double distance = largest_distance_ang(s->n_atoms, s->has_cell ? s->cell_ang : NULL, last,
                                           positions, &atom);
    return distance >= 0.0 && distance <= POSITIONS_AGREE_ANG;
}

static void compare_positions(dgh_merge *m)
{
    const dgh_structure *a = &m->into->structure, *b = &m->from->structure;
    size_t atom;
    double distance = largest_distance_ang(a->n_atoms, a->has_cell ? a->cell_ang : NULL,
                                           a->position_ang, b->position_ang, &atom);
    if (distance <= POSITIONS_AGREE_ANG)
        return;
    if (is_where_it_ended(m->into, b->position_ang)) {
        dgh_merge_note(m, DGH_NOTE, "start-geometry-overwritten", b->source,
                       "%s holds the geometry at the end of the run, not the one it began with",
                       dgh_merge_place(b->source).text);
        return;
    }
    dgh_merge_note(m, DGH_WARNING, "files-disagree", b->source,
                   "position of atom %zu: %.3f Angstrom apart between %s and %s", atom + 1,
                   distance, dgh_merge_place(a->source).text, dgh_merge_place(b->source).text);
}

/* Lengths and angles, not orientation: some files turn the cell. */
static void compare_cells(dgh_merge *m)
{
    const dgh_structure *a = &m->into->structure, *b = &m->from->structure;
    const double tolerance_ang2 = 0.02; /* of products of vectors of some 10 Angstrom */
    for (int i = 0; i < 3; i++)
        for (int j = 0; j <= i; j++) {
            double x = 0.0, y = 0.0;
            for (int k = 0; k < 3; k++) {
                x += a->cell_ang[i][k] * a->cell_ang[j][k];
                y += b->cell_ang[i][k] * b->cell_ang[j][k];
            }
            if (fabs(x - y) <= tolerance_ang2 + 2e-4 * fabs(x))
                continue;
            dgh_merge_note(m, DGH_WARNING, "files-disagree", b->source,
                           "cell: %.3f cubic Angstrom in %s, %.3f in %s",
                           dgh_cell_volume_ang3(a->cell_ang), dgh_merge_place(a->source).text,
                           dgh_cell_volume_ang3(b->cell_ang), dgh_merge_place(b->source).text);
            return;
        }
}

static void merge_species(dgh_merge *m)
{
    dgh_structure *a = &m->into->structure;
    const dgh_structure *b = &m->from->structure;
    bool known = a->n_species > 0;
    for (size_t i = 0; i < a->n_species; i++)
        known &= a->species[i].atomic_number != 0;
    if (!known && b->n_species > 0) {
        a->n_species = b->n_species;
        a->species = b->species;
        a->species_of_atom = b->species_of_atom;
        return;
    }
    if (!a->species_of_atom || !b->species_of_atom)
        return;
    /* the list lives in the record's own arena; only users see it as const */
    dgh_species *own = (dgh_species *)a->species;
    for (size_t i = 0; i < a->n_atoms; i++) {
        dgh_species *s = &own[a->species_of_atom[i]];
        if (!s->mass_u.has)
            s->mass_u = b->species[b->species_of_atom[i]].mass_u;
    }
}

static void merge_constraints(dgh_merge *m)
{
    dgh_structure *a = &m->into->structure;
    const dgh_structure *b = &m->from->structure;
    if (!a->is_free)
        a->is_free = b->is_free;
    else if (b->is_free && memcmp(a->is_free, b->is_free, 3 * a->n_atoms * sizeof *a->is_free) != 0)
        dgh_merge_note(m, DGH_WARNING, "files-disagree", b->source,
                       "other atoms are free in %s than in %s", dgh_merge_place(b->source).text,
                       dgh_merge_place(a->source).text);
}

void dgh_merge_structure(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    dgh_structure *a = &c->structure;
    const dgh_structure *b = &m->from->structure;
    if (a->n_atoms == 0 && b->n_atoms) {
        dgh_structure cell_alone = *a;
        *a = *b;
        if (!a->has_cell && cell_alone.has_cell) {
            a->has_cell = true;
            memcpy(a->cell_ang, cell_alone.cell_ang, sizeof a->cell_ang);
        }
    } else if (b->n_atoms) {
        merge_species(m);
        if (a->has_cell && b->has_cell)
            compare_cells(m);
        if (a->position_ang && b->position_ang)
            compare_positions(m);
        merge_constraints(m);
        if (!a->position_ang)
            a->position_ang = b->position_ang;
        if (!a->velocity_ang_per_fs)
            a->velocity_ang_per_fs = b->velocity_ang_per_fs;
        if (!a->comment)
            a->comment = b->comment;
    }
    if (!a->has_cell && b->has_cell) {
        a->has_cell = true;
        memcpy(a->cell_ang, b->cell_ang, sizeof a->cell_ang);
    }
    if (!c->has_final_positions && m->from->has_final_positions) {
        c->has_final_positions = true;
        c->final_position_ang = m->from->final_position_ang;
    }
    if (!c->has_final_cell && m->from->has_final_cell) {
        c->has_final_cell = true;
        memcpy(c->final_cell_ang, m->from->final_cell_ang, sizeof c->final_cell_ang);
    }
}
