/* POSCAR, XDATCAR and OSZICAR. */
#include <string.h>

#include "conformance.h"

static verdict species(manifest_row *row, const dgh_calculation *r, const char *value)
{
    char labels[32][64];
    size_t n = value_strings(value, labels, 32);
    if (r->structure.n_species != n)
        return wrong(row, "species: expected %s, found %zu", value, r->structure.n_species);
    for (size_t i = 0; i < n; i++)
        if (r->structure.species[i].atomic_number != dgh_element_from_label(labels[i]))
            return wrong(row, "species %zu: expected %s, found %s", i + 1, labels[i],
                         r->structure.species[i].label);
    return RIGHT;
}

static verdict counts(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[32];
    size_t n = value_numbers(value, v, 32);
    if (r->structure.n_species != n)
        return wrong(row, "counts: expected %s, found %zu species", value, r->structure.n_species);
    for (size_t i = 0; i < n; i++) {
        size_t count = 0;
        for (size_t a = 0; a < r->structure.n_atoms; a++)
            count += r->structure.species_of_atom[a] == i;
        if ((double)count != v[i])
            return wrong(row, "atoms of species %zu: expected %g, found %zu", i + 1, v[i], count);
    }
    return RIGHT;
}

static verdict scale(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (!r->structure.has_cell || !(dgh_cell_volume_ang3(r->structure.cell_ang) > 0.0))
        return wrong(row, "no cell");
    return RIGHT;
}

static verdict mode(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (!r->structure.position_ang)
        return wrong(row, "no positions");
    return RIGHT;
}

static verdict selective(manifest_row *row, const dgh_calculation *r, const char *value)
{
    if ((strcmp(value, "True") == 0) != (r->structure.is_free != NULL))
        return wrong(row, "selective dynamics: expected %s", value);
    return RIGHT;
}

static verdict nfree(manifest_row *row, const dgh_calculation *r, const char *value)
{
    size_t n = 0;
    const bool *f = r->structure.is_free;
    for (size_t i = 0; f && i < r->structure.n_atoms; i++)
        n += f[3 * i] || f[3 * i + 1] || f[3 * i + 2];
    return compare_count(row, "free atoms", n, value);
}

static verdict vasp4(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->structure.n_species == 0)
        return wrong(row, "the VASP 4 form was not read");
    return RIGHT;
}

const name_entry POSCAR_NAMES[] = {
    {"species", species, NULL},
    {"counts", counts, NULL},
    {"scale", scale, "applied to the cell"},
    {"mode", mode, "applied to the positions"},
    {"selective", selective, NULL},
    {"nfree_atoms", nfree, NULL},
    {"vasp4", vasp4, NULL},
    {NULL, NULL, NULL},
};

static verdict frames(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_count(row, "configurations", r->n_steps, value);
}

const name_entry XDATCAR_NAMES[] = {
    {"frames_direct_config", frames, NULL},
    {"lines", NULL, "of the text"},
    {"head", NULL, "of the text"},
    {NULL, NULL, NULL},
};

static verdict nsteps(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_count(row, "ionic steps with an energy", r->n_steps, value);
}

static verdict last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    const dgh_ionic_step *s = last_energy_step(r);
    double v;
    if (!s)
        return wrong(row, "no energy");
    if (value_of_key(value, "F", &v)) {
        verdict result = compare_real(row, "F", s->energy_ev[DGH_ENERGY_FREE], v, 1e-9);
        if (result != RIGHT)
            return result;
    }
    if (value_of_key(value, "E0", &v)) {
        verdict result = compare_real(row, "E0", s->energy_ev[DGH_ENERGY_SIGMA0], v, 1e-9);
        if (result != RIGHT)
            return result;
    }
    const char *mag = strstr(value, "'mag': [");
    double m[4];
    if (mag && value_numbers(mag + 8, m, 4) == 1)
        return compare_real(row, "magnetisation", s->magnetisation_mub, m[0], 1e-9);
    return RIGHT;
}

const name_entry OSZICAR_NAMES[] = {
    {"nsteps", nsteps, NULL},
    {"last", last, NULL},
    {"algos", NULL, "the record does not name the algorithm"},
    {NULL, NULL, NULL},
};
