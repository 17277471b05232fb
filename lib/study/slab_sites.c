/* The sites of a bare slab that stands in a file. */
#include "dgh/slab_sites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/read.h"
#include "study/inside.h"
#include "surface/gaps.h"

typedef struct surveyed {
    dgh_slab_sites result; /* first, so that its address is that of the whole */
    dgh_arena *arena;
    dgh_calculation *calculation;
    dgh_sites *sites;
    dgh_order *order;
    dgh_slab_site *about;
    dgh_findings findings;
} surveyed;

void dgh_slab_sites_options_init(dgh_slab_sites_options *options)
{
    *options = (dgh_slab_sites_options){.size = sizeof *options,
                                        .sites = DGH_SITES_OPTIONS_INIT,
                                        .side = DGH_SLAB_SIDE_AUTO,
                                        .io = DGH_IO_OPTIONS_INIT};
}

/* ---- the structure ----------------------------------------------------------------------------
 */

/* A frequency run ends at a displaced geometry. */
static dgh_structure geometry_of(const dgh_calculation *c)
{
    return c->task == DGH_TASK_FREQUENCIES ? dgh_calculation_structure(c) : dgh_last_geometry(c);
}

static dgh_status check_structure(surveyed *v, dgh_error *err)
{
    const dgh_structure *s = &v->result.structure;
    const dgh_calculation *c = v->calculation;
    if (s->n_atoms == 0 || !s->position_ang)
        return dgh_error_at(err, DGH_ERR_MISSING, v->result.path, 0, 0,
                            "expected a structure, found none (%s)", c->format);
    v->result.n_hydrogen = dgh_structure_count(s, 1);
    if (v->result.n_hydrogen)
        dgh_findings_add(&v->findings, DGH_WARNING, "hydrogen-in-host",
                         (dgh_source){v->result.path, 0},
                         "expected a bare slab, found %zu H atoms: they are taken as part of it, "
                         "and sites on them and beside them are listed",
                         v->result.n_hydrogen);
    if (c->task != DGH_TASK_INPUT && c->status != DGH_RUN_COMPLETE && c->status != DGH_RUN_UNKNOWN)
        dgh_findings_add(&v->findings, DGH_WARNING, "geometry-not-final",
                         (dgh_source){v->result.path, 0},
                         "the run is %s: the sites are those of its last geometry",
                         dgh_run_status_name(c->status));
    return DGH_OK;
}

/* ---- what the sites are -----------------------------------------------------------------------
 */

static dgh_phase phase_of(const surveyed *v, const dgh_surface_site *t)
{
    dgh_phase phase = v->order->atoms[t->atoms[0]].phase;
    for (size_t a = 1; a < t->n_atoms; a++)
        if (v->order->atoms[t->atoms[a]].phase != phase)
            phase = DGH_PHASE_INTERFACE;
    return phase;
}

/* A triangle of a close-packed plane: three sides within a tenth of each other. */
static bool is_close_packed(const dgh_surface_site *t)
{
    double least = INFINITY, most = 0.0;
    for (int a = 0; a < 3; a++) {
        const double *p = t->vector_ang[a], *q = t->vector_ang[(a + 1) % 3];
        const double side = sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                                 (p[2] - q[2]) * (p[2] - q[2]));
        least = fmin(least, side);
        most = fmax(most, side);
    }
    return most < 1.1 * least;
}

enum { NAME_FCC = DGH_N_SITE_KINDS, NAME_HCP, N_NAMES };

static int name_of(const surveyed *v, const dgh_surface_site *t)
{
    if (t->kind != DGH_SITE_HOLLOW || phase_of(v, t) != DGH_PHASE_CRYSTALLINE ||
        !is_close_packed(t))
        return (int)t->kind;
    return t->below_ang.has ? NAME_HCP : NAME_FCC;
}

static const char *spell(int name)
{
    return name == NAME_FCC   ? "fcc"
           : name == NAME_HCP ? "hcp"
                              : dgh_site_kind_name((dgh_site_kind)name);
}

typedef struct numbering {
    int name;
    size_t number, n_members; /* of an orbit */
} numbering;

/* Sites are numbered by name in their own order, the members of an orbit from its first on. */
static bool label_sites(surveyed *v)
{
    const dgh_sites *all = v->sites;
    size_t n_of_name[N_NAMES] = {0};
    numbering *orbit = calloc(all->n_sites + 1, sizeof *orbit);
    bool good = orbit != NULL;
    for (size_t i = 0; good && i < all->n_sites; i++)
        if (all->sites[i].orbit == i) {
            orbit[i].name = name_of(v, &all->sites[i]);
            orbit[i].number = ++n_of_name[orbit[i].name];
        }
    for (size_t i = 0; good && i < all->n_sites; i++) {
        numbering *o = &orbit[all->sites[i].orbit];
        dgh_slab_site *about = &v->about[i];
        about->phase = phase_of(v, &all->sites[i]);
        about->name = about->label = spell(o->name);
        if (n_of_name[o->name] > 1)
            about->label = dgh_arena_printf(v->arena, "%s-%zu", about->name, o->number);
        if (++o->n_members > 1 && about->label)
            about->label = dgh_arena_printf(v->arena, "%s.%zu", about->label, o->n_members);
        good = about->label != NULL;
    }
    free(orbit);
    return good;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

/* Errors about atoms name the file that they stand in. */
static dgh_status with_path(const surveyed *v, dgh_status status, dgh_error *err)
{
    if (!err || (status != DGH_ERR_ARGUMENT && status != DGH_ERR_MISSING))
        return status;
    dgh_error inner = *err;
    return dgh_error_at(err, status, v->result.path, 0, 0, "%s", inner.message);
}

static dgh_status find(surveyed *v, dgh_error *err)
{
    const dgh_structure *s = &v->result.structure;
    dgh_sites_options o = v->result.options.sites;
    dgh_order_options order = DGH_ORDER_OPTIONS_INIT;
    order.jobs = o.jobs;
    o.side = (dgh_side)(v->result.options.side % DGH_SLAB_SIDE_BOTH);
    if (v->result.options.side == DGH_SLAB_SIDE_AUTO && dgh_gaps_slab_axis(s) >= 0)
        o.side = DGH_SIDE_TOP;
    dgh_status status = dgh_sites_find(&v->sites, s, &o, err);
    if (status == DGH_OK)
        status = dgh_order_compute(&v->order, s, &order, err);
    if (status != DGH_OK)
        return with_path(v, status, err);
    if (o.symmetry_ang > 0.0 && s->n_atoms > DGH_SITES_MOST_SYMMETRIC)
        dgh_findings_add(&v->findings, DGH_NOTE, "no-symmetry", (dgh_source){v->result.path, 0},
                         "more than %d atoms: no symmetry was looked for, and every site stands "
                         "for itself",
                         DGH_SITES_MOST_SYMMETRIC);
    v->about = dgh_arena_alloc(v->arena, v->sites->n_sites + 1, sizeof *v->about);
    return v->about && label_sites(v) ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status survey(surveyed *v, const char *path, dgh_error *err)
{
    v->arena = dgh_arena_create();
    v->findings.arena = v->arena;
    v->result.path = v->arena ? dgh_arena_strdup(v->arena, path) : NULL;
    if (!v->result.path)
        return dgh_error_nomem(err);
    dgh_status status = dgh_read_run(&v->calculation, path, &v->result.options.io, err);
    if (status != DGH_OK)
        return status;
    v->result.structure = geometry_of(v->calculation);
    status = check_structure(v, err);
    if (status == DGH_OK)
        status = find(v, err);
    if (status == DGH_OK && v->findings.failed)
        status = dgh_error_nomem(err);
    v->result.calculation = v->calculation;
    v->result.sites = v->sites;
    v->result.about = v->about;
    v->result.order = v->order;
    v->result.symmetry = v->sites ? v->sites->symmetry : NULL;
    v->result.diagnostics = v->findings.items;
    v->result.n_diagnostics = v->findings.n;
    return status;
}

dgh_status dgh_slab_sites_find(dgh_slab_sites **out, const char *path,
                               const dgh_slab_sites_options *options, dgh_error *err)
{
    *out = NULL;
    surveyed *v = calloc(1, sizeof *v);
    if (!v)
        return dgh_error_nomem(err);
    v->result.owner = v;
    if (options)
        v->result.options = *options;
    else
        dgh_slab_sites_options_init(&v->result.options);
    dgh_status status = (unsigned)v->result.options.side <= DGH_SLAB_SIDE_BOTH
                            ? survey(v, path, err)
                            : dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a side, found %d",
                                            (int)v->result.options.side);
    if (status == DGH_OK)
        *out = &v->result;
    else
        dgh_slab_sites_free(&v->result);
    return status;
}

void dgh_slab_sites_free(dgh_slab_sites *slab)
{
    surveyed *v = slab ? slab->owner : NULL;
    if (!v)
        return;
    dgh_sites_free(v->sites);
    dgh_order_free(v->order);
    dgh_calculation_free(v->calculation);
    dgh_arena_free(v->arena);
    free(v);
}
