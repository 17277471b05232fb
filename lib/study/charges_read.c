/* The grids of a run that its charges are made of. */
#include <math.h>
#include <string.h>

#include "record/grid.h"
#include "study/charges.h"

static dgh_status read_grid(dgh_grid **out, const dgh_charging *c, const char *path,
                            size_t component, dgh_error *err)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = component;
    options.jobs = c->options->jobs;
    options.io = c->options->io;
    return dgh_grid_read(out, path, &options, err);
}

/* A grid that goes with the density has its points and its cell. */
static dgh_status check_same(const dgh_grid *density, const dgh_grid *other, const char *what,
                             dgh_error *err)
{
    if (memcmp(density->n, other->n, sizeof density->n) != 0)
        return dgh_error_at(err, DGH_ERR_PARSE, other->path, 0, 0,
                            "expected a %s on %zu x %zu x %zu points as %s, found %zu x %zu x %zu",
                            what, density->n[0], density->n[1], density->n[2], density->path,
                            other->n[0], other->n[1], other->n[2]);
    double largest = 0.0, length = 0.0;
    for (int i = 0; i < 9; i++) {
        const double d = density->cell_ang[i / 3][i % 3];
        largest = fmax(largest, fabs(d - other->cell_ang[i / 3][i % 3]));
        length = fmax(length, fabs(d));
    }
    if (!(largest <= 1e-4 * length))
        return dgh_error_at(err, DGH_ERR_PARSE, other->path, 0, 0,
                            "expected a %s in the cell of %s, found lattice vectors that differ by "
                            "%.4f Ang",
                            what, density->path, largest);
    return DGH_OK;
}

static bool is_aeccar(const char *path)
{
    return strncmp(dgh_path_base(path), "AECCAR", 6) == 0;
}

/* ---- the reference ----------------------------------------------------------------------------
 */

/* The sum of the references grows; a density without atoms gets those of its reference. */
static dgh_status add_reference(dgh_charging *c, const char *path, dgh_error *err)
{
    dgh_grid *part = NULL;
    dgh_status status = read_grid(&part, c, path, 0, err);
    if (status == DGH_OK)
        status = check_same(c->density, part, "reference density", err);
    if (status != DGH_OK || !c->reference) {
        if (status == DGH_OK)
            c->reference = part;
        else
            dgh_grid_free(part);
        if (status == DGH_OK && !c->density->structure.n_atoms && part->structure.n_atoms)
            status = dgh_grid_set_structure(c->density, &part->structure, err);
        return status;
    }
    const size_t points = dgh_grid_points(part->n);
    for (size_t p = 0; p < points; p++)
        c->reference->value[p] += part->value[p];
    dgh_grid_free(part);
    return DGH_OK;
}

static dgh_status read_references(dgh_charging *c, dgh_error *err)
{
    const dgh_charges_options *o = c->options;
    if (o->partition != DGH_PARTITION_BADER || o->no_reference)
        return DGH_OK;
    const char *const *paths = o->n_references ? o->reference_paths : c->found->reference_path;
    size_t n = o->n_references;
    for (size_t i = 0; n == 0 && i < 2; i++)
        if (!paths[i])
            break;
        else if (i == 1 || !paths[1])
            n = i + 1;
    if (n == 0)
        return DGH_OK;
    const char **kept = dgh_arena_alloc(c->arena, n, sizeof *kept);
    if (!kept)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        kept[i] = dgh_arena_strdup(c->arena, paths[i]);
        if (!kept[i])
            return dgh_error_nomem(err);
        dgh_status status = add_reference(c, paths[i], err);
        if (status != DGH_OK)
            return status;
    }
    c->charges.reference_paths = kept;
    c->charges.n_references = n;
    if (n == 1 && is_aeccar(kept[0]))
        dgh_findings_add(&c->findings, DGH_WARNING, "half-a-reference",
                         (dgh_source){.path = kept[0]},
                         "the all-electron density is the sum of AECCAR0 (core) and AECCAR2 "
                         "(valence): give both as references");
    return DGH_OK;
}

/* ---- density and spin -------------------------------------------------------------------------
 */

static dgh_status read_spin(dgh_charging *c, dgh_error *err)
{
    const char *path = c->options->spin_path ? c->options->spin_path : c->found->spin_path;
    size_t component = c->options->spin_path ? 0 : c->found->spin_component;
    if (!path && c->density->n_components > 1) {
        /* of m_x, m_y and m_z the last one */
        path = c->density->path;
        component = c->density->n_components == 4 ? 3 : 1;
    }
    if (!path)
        return DGH_OK;
    dgh_status status = read_grid(&c->spin, c, path, component, err);
    /* a file of density and spin was given: the spin is its second block */
    if (status == DGH_OK && c->options->spin_path && c->spin->n_components > 1) {
        component = 1;
        dgh_grid_free(c->spin);
        c->spin = NULL;
        status = read_grid(&c->spin, c, path, component, err);
    }
    if (status == DGH_OK)
        status = check_same(c->density, c->spin, "spin density", err);
    if (status != DGH_OK)
        return status;
    c->charges.spin_path = dgh_arena_strdup(c->arena, path);
    c->charges.spin_component = component;
    c->charges.moment_mub = (dgh_real){.has = true, .value = dgh_grid_integral(c->spin)};
    return c->charges.spin_path ? DGH_OK : dgh_error_nomem(err);
}

/* charge-density.dat has no atoms; the run that wrote it has. */
static dgh_status borrow_atoms(dgh_charging *c, dgh_error *err)
{
    if (c->density->structure.n_atoms || !c->found->calculation)
        return DGH_OK;
    dgh_structure s = dgh_calculation_structure(c->found->calculation);
    if (!s.n_atoms || !s.has_cell || !s.position_ang)
        return DGH_OK;
    for (int i = 0; i < 9; i++)
        if (!(fabs(s.cell_ang[i / 3][i % 3] - c->density->cell_ang[i / 3][i % 3]) < 1e-3))
            return DGH_OK;
    return dgh_grid_set_structure(c->density, &s, err);
}

dgh_status dgh_charging_read(dgh_charging *c, const char *path, dgh_error *err)
{
    dgh_status status = dgh_run_density_find(&c->found, path, &c->options->io, err);
    if (status != DGH_OK)
        return status;
    if (!c->found->density_path)
        return dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                            "expected a density (CHGCAR, cube, charge-density.dat...), found none");
    for (size_t i = 0; i < c->found->n_diagnostics; i++) {
        const dgh_diagnostic *d = &c->found->diagnostics[i];
        dgh_findings_add(&c->findings, d->severity, d->code, d->source, "%s", d->message);
    }
    status = read_grid(&c->density, c, c->found->density_path, c->found->density_component, err);
    if (status != DGH_OK)
        return status;
    for (size_t i = 0; i < c->density->n_diagnostics; i++) {
        const dgh_diagnostic *d = &c->density->diagnostics[i];
        dgh_findings_add(&c->findings, d->severity, d->code, d->source, "%s", d->message);
    }
    c->charges.density = c->density;
    c->charges.calculation = c->found->calculation;
    c->charges.run_electrons = c->found->n_electrons;
    status = borrow_atoms(c, err);
    if (status == DGH_OK)
        status = read_references(c, err);
    if (status == DGH_OK)
        status = read_spin(c, err);
    return status;
}

dgh_status dgh_charging_read_free_atoms(dgh_charging *c, dgh_error *err)
{
    const size_t n = c->options->n_free_atoms;
    c->free_atoms = dgh_arena_alloc(c->arena, n, sizeof *c->free_atoms);
    if (!c->free_atoms)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        dgh_status status = dgh_free_atom_read(&c->free_atoms[i], c->options->free_atom_paths[i],
                                               &c->options->io, err);
        if (status != DGH_OK)
            return status;
        c->n_free_atoms++;
        const dgh_free_atom *a = c->free_atoms[i];
        for (size_t j = 0; j < i; j++)
            if (c->free_atoms[j]->atomic_number == a->atomic_number)
                return dgh_error_at(err, DGH_ERR_PARSE, a->path, 0, 0,
                                    "expected one free atom for each element, found %s again (the "
                                    "first is %s)",
                                    dgh_element_symbol(a->atomic_number), c->free_atoms[j]->path);
        if (a->valence_e.has &&
            fabs(a->electrons - a->valence_e.value) > 0.01 + 0.01 * a->valence_e.value)
            dgh_findings_add(&c->findings, DGH_WARNING, "free-atom-incomplete",
                             (dgh_source){.path = a->path},
                             "the density of the free atom holds %.4f electrons, the valence is "
                             "%.4f",
                             a->electrons, a->valence_e.value);
    }
    c->charges.n_free_atoms = n;
    c->charges.free_atoms = (const dgh_free_atom *const *)c->free_atoms;
    return DGH_OK;
}
