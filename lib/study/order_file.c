/* The order of a structure that stands in a file. */
#include "dgh/order_file.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/read.h"
#include "dgh/surface.h"
#include "study/inside.h"

/* Atoms nearer than this part of the sum of their covalent radii are warned of. */
static const double CLOSE_PART = 0.6;

typedef struct analysed {
    dgh_order_file result; /* first, so that its address is that of the whole */
    dgh_arena *arena;
    dgh_calculation *calculation;
    dgh_order *order;
    dgh_rdf *rdf;
    double *interface_ang;
    dgh_findings findings;
} analysed;

void dgh_order_file_options_init(dgh_order_file_options *options)
{
    *options = (dgh_order_file_options){.size = sizeof *options,
                                        .order = DGH_ORDER_OPTIONS_INIT,
                                        .rdf = DGH_RDF_OPTIONS_INIT,
                                        .io = DGH_IO_OPTIONS_INIT};
}

/* ---- which geometry ---------------------------------------------------------------------------
 */

static bool take_step(dgh_order_file *r, dgh_arena *arena, const dgh_calculation *c, size_t step)
{
    const dgh_ionic_step *s = &c->steps[step];
    r->structure.position_ang = s->position_ang;
    if (s->has_cell) {
        r->structure.has_cell = true;
        memcpy(r->structure.cell_ang, s->cell_ang, sizeof r->structure.cell_ang);
    }
    r->source = s->source;
    r->geometry = dgh_arena_printf(arena, "ionic step %zu of %zu", step + 1, c->n_steps);
    return r->geometry != NULL;
}

static bool take_final(dgh_order_file *r, dgh_arena *arena, const dgh_calculation *c)
{
    r->structure.position_ang = c->final_position_ang;
    if (c->has_final_cell) {
        r->structure.has_cell = true;
        memcpy(r->structure.cell_ang, c->final_cell_ang, sizeof r->structure.cell_ang);
    }
    r->source = (dgh_source){.path = c->n_files == 1 ? c->path : NULL};
    r->geometry = "final geometry";
    if (c->n_steps > 1)
        r->geometry = dgh_arena_printf(arena, "final geometry after %zu ionic steps", c->n_steps);
    return r->geometry != NULL;
}

static bool choose_geometry(dgh_order_file *r, dgh_arena *arena, const dgh_calculation *c)
{
    r->structure = c->structure;
    r->source = c->structure.source;
    r->geometry = "the only structure";
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (strcmp(c->diagnostics[i].code, "several-frames") == 0)
            r->geometry = "the last frame";
    if (c->task == DGH_TASK_FREQUENCIES) {
        r->structure = dgh_calculation_structure(c);
        r->geometry = "equilibrium geometry";
        return true;
    }
    if (c->has_final_positions)
        return take_final(r, arena, c);
    for (size_t i = c->n_steps; i-- > 0;)
        if (c->steps[i].position_ang)
            return take_step(r, arena, c, i);
    return true;
}

/* ---- findings ---------------------------------------------------------------------------------
 */

static void check_run(analysed *a)
{
    const dgh_calculation *c = a->calculation;
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (c->task == DGH_TASK_INPUT)
            dgh_findings_add(&a->findings, c->diagnostics[i].severity, c->diagnostics[i].code,
                             c->diagnostics[i].source, "%s", c->diagnostics[i].message);
    if (c->task != DGH_TASK_INPUT && c->status != DGH_RUN_COMPLETE && c->status != DGH_RUN_UNKNOWN)
        dgh_findings_add(
            &a->findings, DGH_WARNING, "geometry-not-final", (dgh_source){a->result.path, 0},
            "the run is %s: the structure is its last geometry", dgh_run_status_name(c->status));
}

static void check_distances(analysed *a)
{
    const dgh_neighbours *list = a->order->neighbours;
    const dgh_structure *s = &a->result.structure;
    double least = CLOSE_PART;
    size_t first = 0, second = 0, n = 0;
    for (size_t i = 0; i < s->n_atoms; i++)
        for (size_t e = list->first[i]; e < list->first[i + 1]; e++) {
            const dgh_neighbour *to = &list->neighbour[e];
            const double sum = dgh_element_covalent_radius_ang(dgh_structure_element(s, i)) +
                               dgh_element_covalent_radius_ang(dgh_structure_element(s, to->atom));
            if (!(sum > 0.0) || to->atom < i || to->distance_ang >= CLOSE_PART * sum)
                continue;
            n++;
            if (to->distance_ang < least * sum) {
                least = to->distance_ang / sum;
                first = i;
                second = to->atom;
            }
        }
    if (n)
        dgh_findings_add(&a->findings, DGH_WARNING, "atoms-too-close",
                         (dgh_source){a->result.path, 0},
                         "%zu pair%s nearer than %g of the sum of covalent radii; the nearest are "
                         "atoms %zu and %zu (%.2f of it)",
                         n, n == 1 ? "" : "s", CLOSE_PART, first + 1, second + 1, least);
}

static void check_neighbours(analysed *a)
{
    const dgh_neighbours *list = a->order->neighbours;
    const size_t n = list->n_species;
    size_t missing = 0;
    for (size_t i = 0; list->cutoff_from_radii && i < n; i++)
        for (size_t j = i; j < n; j++)
            missing += list->cutoff_from_radii[i * n + j];
    if (missing)
        dgh_findings_add(&a->findings, DGH_NOTE, "cutoff-from-radii",
                         (dgh_source){a->result.path, 0},
                         "g(r) of %zu pair%s of elements has no first minimum, or no atoms in "
                         "contact: radii give the cutoff",
                         missing, missing == 1 ? "" : "s");
    for (size_t i = 0; i < n; i++)
        if (list->species[i] == 0)
            dgh_findings_add(&a->findings, DGH_WARNING, "unknown-element",
                             (dgh_source){a->result.path, 0},
                             "atoms of an unknown element count as one kind");
}

/* ---- means and distances ----------------------------------------------------------------------
 */

static void add(dgh_order_mean *m, const dgh_order_atom *a)
{
    m->n_atoms++;
    m->coordination += (double)a->coordination;
    for (int l = 0; l < DGH_ORDER_N_L; l++) {
        m->q[l] += a->q[l];
        m->q_mean[l] += a->q_mean[l];
    }
}

static void divide(dgh_order_mean *m)
{
    const double n = m->n_atoms ? (double)m->n_atoms : 1.0;
    m->coordination /= n;
    for (int l = 0; l < DGH_ORDER_N_L; l++) {
        m->q[l] /= n;
        m->q_mean[l] /= n;
    }
}

static void find_means(analysed *a)
{
    dgh_order_file *r = &a->result;
    for (size_t i = 0; i < a->order->n_atoms; i++) {
        add(&r->mean, &a->order->atoms[i]);
        add(&r->phase[a->order->atoms[i].phase], &a->order->atoms[i]);
    }
    divide(&r->mean);
    for (int p = 0; p < DGH_N_PHASES; p++)
        divide(&r->phase[p]);
}

static dgh_status find_distances(analysed *a, int jobs, dgh_error *err)
{
    const dgh_structure *s = &a->result.structure;
    if (a->order->interface.n_faces == 0)
        return DGH_OK;
    a->interface_ang = calloc(s->n_atoms, sizeof *a->interface_ang);
    if (!a->interface_ang)
        return dgh_error_nomem(err);
    const int threads = jobs > 0 ? jobs : omp_get_max_threads();
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
    for (size_t i = 0; i < s->n_atoms; i++) {
        dgh_real distance;
        if (dgh_order_interface_distance(&distance, a->order, s->position_ang + 3 * i, NULL) ==
            DGH_OK)
            a->interface_ang[i] = distance.value;
    }
    a->result.interface_ang = a->interface_ang;
    return DGH_OK;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static dgh_status compute(analysed *a, const dgh_order_file_options *o, dgh_error *err)
{
    dgh_rdf_options rdf = o->rdf;
    const dgh_structure *s = &a->result.structure;
    rdf.jobs = o->order.jobs;
    if (s->n_atoms == 0 || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_MISSING, "expected a structure, found none (%s)",
                             a->calculation->format);
    dgh_status status = dgh_order_compute(&a->order, s, &o->order, err);
    if (status == DGH_OK)
        status = dgh_rdf_compute(&a->rdf, s, &rdf, err);
    if (status == DGH_OK)
        status = find_distances(a, o->order.jobs, err);
    if (status != DGH_OK)
        return status;
    a->result.order = a->order;
    a->result.rdf = a->rdf;
    dgh_surface_vacuum_ang(s, a->result.vacuum_ang);
    find_means(a);
    check_run(a);
    check_distances(a);
    check_neighbours(a);
    a->result.diagnostics = a->findings.items;
    a->result.n_diagnostics = a->findings.n;
    return a->findings.failed ? dgh_error_nomem(err) : DGH_OK;
}

/* An error about the structure names its file. */
static dgh_status with_path(dgh_status status, const char *path, dgh_error *err)
{
    char message[sizeof((dgh_error *)0)->message];
    if (!err || err->path[0] != '\0' || status == DGH_ERR_NOMEM)
        return status;
    memcpy(message, err->message, sizeof message);
    return dgh_error_at(err, status, path, 0, 0, "%s", message);
}

static dgh_status analyse(analysed *a, const char *path, const dgh_order_file_options *o,
                          dgh_error *err)
{
    dgh_order_file *r = &a->result;
    dgh_status status = dgh_read_run(&a->calculation, path, &o->io, err);
    if (status != DGH_OK)
        return status;
    r->path = dgh_arena_strdup(a->arena, path);
    r->format = a->calculation->format;
    r->calculation = a->calculation;
    if (!r->path || !choose_geometry(r, a->arena, a->calculation))
        return dgh_error_nomem(err);
    return with_path(compute(a, o, err), path, err);
}

dgh_status dgh_order_file_read(dgh_order_file **out, const char *path,
                               const dgh_order_file_options *options, dgh_error *err)
{
    dgh_order_file_options defaults;
    dgh_order_file_options_init(&defaults);
    *out = NULL;
    analysed *a = calloc(1, sizeof *a);
    dgh_arena *arena = a ? dgh_arena_create() : NULL;
    if (!arena) {
        free(a);
        return dgh_error_nomem(err);
    }
    a->result.owner = a;
    a->arena = a->findings.arena = arena;
    dgh_status status = analyse(a, path, options ? options : &defaults, err);
    if (status == DGH_OK)
        *out = &a->result;
    else
        dgh_order_file_free(&a->result);
    return status;
}

void dgh_order_file_free(dgh_order_file *file)
{
    analysed *a = file ? file->owner : NULL;
    if (!a)
        return;
    dgh_order_free(a->order);
    dgh_rdf_free(a->rdf);
    dgh_calculation_free(a->calculation);
    free(a->interface_ang);
    dgh_arena_free(a->arena);
    free(a);
}
