/* Charges of the atoms of a run: from its files to its numbers. */
#include "study/charges.h"

#include <stdlib.h>
#include <string.h>

#include "record/grid.h"

/* The program bader's -vac auto. */
static const double VACUUM_AUTO_E_PER_ANG3 = 1e-3;

void dgh_charges_options_init(dgh_charges_options *options)
{
    static const dgh_io_options IO = DGH_IO_OPTIONS_INIT;
    *options = (dgh_charges_options){.size = sizeof *options,
                                     .partition = DGH_PARTITION_BADER,
                                     .method = DGH_BADER_NEAR_GRID,
                                     .vacuum = DGH_CHARGES_VACUUM_NONE,
                                     .io = IO};
}

void dgh_charges_free(dgh_charges *charges)
{
    if (!charges)
        return;
    dgh_charging *c = (dgh_charging *)(void *)charges;
    dgh_run_density_free(c->found);
    dgh_grid_free(c->density);
    dgh_grid_free(c->reference);
    dgh_grid_free(c->spin);
    dgh_bader_free(c->bader);
    dgh_partition_free(c->parted);
    for (size_t i = 0; i < c->n_free_atoms; i++)
        dgh_free_atom_free(c->free_atoms[i]);
    dgh_arena_free(c->arena);
    free(c);
}

/* ---- the partition --------------------------------------------------------------------------- */

static dgh_status part_bader(dgh_charging *c, dgh_error *err)
{
    const dgh_charges_options *o = c->options;
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    options.method = o->method;
    options.jobs = o->jobs;
    options.keep_basins = o->keep_regions;
    options.progress = o->progress;
    options.progress_user = o->progress_user;
    if (o->vacuum != DGH_CHARGES_VACUUM_NONE) {
        options.vacuum_e_per_ang3 = o->vacuum == DGH_CHARGES_VACUUM_AUTO ? VACUUM_AUTO_E_PER_ANG3
                                                                         : o->vacuum_e_per_ang3;
        c->charges.vacuum_e_per_ang3 = (dgh_real){.has = true, .value = options.vacuum_e_per_ang3};
    }
    dgh_status status = dgh_density_bader(&c->bader, c->density, c->reference, c->spin, &options,
                                          err);
    if (status != DGH_OK)
        return status;
    c->charges.n_basins = c->bader->n_basins;
    c->charges.basins = c->bader->basins;
    c->charges.n_non_nuclear = c->density->structure.n_atoms ? c->bader->n_non_nuclear : 0;
    c->charges.vacuum_electrons = c->bader->vacuum_electrons;
    c->charges.vacuum_volume_ang3 = c->bader->vacuum_volume_ang3;
    c->charges.total_electrons = c->bader->total_electrons;
    c->charges.residual_e = c->bader->residual_e;
    c->region_of_point = c->bader->basin_of_point;
    return DGH_OK;
}

static dgh_status part_otherwise(dgh_charging *c, dgh_error *err)
{
    const dgh_charges_options *o = c->options;
    dgh_partition_options options = DGH_PARTITION_OPTIONS_INIT;
    options.jobs = o->jobs;
    options.keep_atoms = o->keep_regions;
    options.progress = o->progress;
    options.progress_user = o->progress_user;
    dgh_status status = DGH_OK;
    if (o->partition == DGH_PARTITION_HIRSHFELD) {
        status = dgh_charging_read_free_atoms(c, err);
        if (status == DGH_OK)
            status = dgh_density_hirshfeld(&c->parted, c->density, c->spin,
                                           (const dgh_free_atom *const *)c->free_atoms,
                                           c->n_free_atoms, &options, err);
    } else
        status = dgh_density_voronoi(&c->parted, c->density, c->spin, &options, err);
    if (status != DGH_OK)
        return status;
    c->charges.vacuum_electrons = c->parted->unassigned_electrons;
    c->charges.vacuum_volume_ang3 = c->parted->unassigned_volume_ang3;
    c->charges.total_electrons = c->parted->total_electrons;
    c->charges.residual_e = c->parted->residual_e;
    c->region_of_point = c->parted->atom_of_point;
    return DGH_OK;
}

/* The messages of a partition name no file. */
static dgh_status with_path(dgh_status status, const char *path, dgh_error *inner, dgh_error *err)
{
    if (status == DGH_ERR_ARGUMENT || status == DGH_ERR_MISSING)
        return dgh_error_at(err, status == DGH_ERR_ARGUMENT ? DGH_ERR_PARSE : status, path, 0, 0,
                            "%s", inner->message);
    if (status != DGH_OK && err)
        *err = *inner;
    return status;
}

static dgh_status compute(dgh_charging *c, const char *path, dgh_error *err)
{
    dgh_error inner = {0};
    dgh_status status = dgh_charging_read(c, path, err);
    if (status != DGH_OK)
        return status;
    status = c->options->partition == DGH_PARTITION_BADER ? part_bader(c, &inner)
                                                          : part_otherwise(c, &inner);
    if (status != DGH_OK)
        return with_path(status, inner.path[0] ? inner.path : c->density->path, &inner, err);
    /* they are as large as the density, and nobody asks for them again */
    dgh_grid_free(c->reference);
    dgh_grid_free(c->spin);
    c->reference = NULL;
    c->spin = NULL;
    status = dgh_charging_fill_atoms(c, err);
    if (status != DGH_OK)
        return status;
    dgh_charging_check(c);
    c->charges.diagnostics = c->findings.items;
    c->charges.n_diagnostics = c->findings.n;
    return c->findings.failed ? dgh_error_nomem(err) : DGH_OK;
}

dgh_status dgh_charges_compute(dgh_charges **out, const char *path,
                               const dgh_charges_options *options, dgh_error *err)
{
    dgh_charges_options defaults;
    dgh_charges_options_init(&defaults);
    *out = NULL;
    dgh_charging *c = calloc(1, sizeof *c);
    if (!c)
        return dgh_error_nomem(err);
    c->arena = dgh_arena_create();
    c->options = options ? options : &defaults;
    c->findings.arena = c->arena;
    c->charges.owner = c;
    c->charges.partition = c->options->partition;
    c->charges.method = c->options->method;
    dgh_status status = c->arena ? compute(c, path, err) : dgh_error_nomem(err);
    c->options = NULL; /* the caller's */
    if (status != DGH_OK) {
        dgh_charges_free(&c->charges);
        return status;
    }
    *out = &c->charges;
    return DGH_OK;
}

/* ---- regions --------------------------------------------------------------------------------- */

dgh_status dgh_charges_region(dgh_grid **out, const dgh_charges *charges, size_t atom,
                              dgh_error *err)
{
    const dgh_charging *c = (const dgh_charging *)(const void *)charges;
    *out = NULL;
    if (charges->partition == DGH_PARTITION_HIRSHFELD)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected Bader's or Voronoi's partition: the atoms of Hirshfeld's "
                             "have no regions of their own");
    if (atom >= charges->n_atoms)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an atom from 1 to %zu, found %zu",
                             charges->n_atoms, atom + 1);
    if (!c->region_of_point)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected charges with their regions kept");
    dgh_status status = dgh_grid_create(out, c->density->n,
                                        (const double(*)[3])c->density->cell_ang,
                                        &c->density->structure, DGH_FIELD_DENSITY, err);
    if (status != DGH_OK)
        return status;
    memcpy((*out)->origin_ang, c->density->origin_ang, sizeof(*out)->origin_ang);
    const size_t points = dgh_grid_points(c->density->n);
    for (size_t p = 0; p < points; p++) {
        const int32_t region = c->region_of_point[p];
        if (region >= 0 && (c->bader ? c->bader->basins[region].atom : (size_t)region) == atom)
            (*out)->value[p] = c->density->value[p];
    }
    return DGH_OK;
}
