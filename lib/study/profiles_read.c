/* One file of a profile: what the run beside it says, and one pass over its planes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/run_density.h"
#include "record/build.h"
#include "record/grid.h"
#include "study/grid_formats.h"
#include "study/profiles_inside.h"

/* Planes that are in memory at once. */
static const size_t ROOM_BYTES = (size_t)4 << 20;

/* A file that is being read. Where z is fastest (cube) its planes are those of constant x: the
 * header with its axes in reversed order describes them as well, and everything below works on
 * that. */
typedef struct pass {
    dgh_profiles_work *work;
    dgh_grid_stream *stream;
    dgh_grid *header; /* the file's, to be kept */
    dgh_grid stored;  /* a shallow copy, axes as the planes come */
    bool reversed;
    dgh_planar *planar;
    dgh_sampler *on_line, *on_plane;
} pass;

/* ---- the run beside the file ------------------------------------------------------------------
 */

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool same_file(const char *a, const char *b)
{
    return a && strcmp(base_of(a), base_of(b)) == 0;
}

/* What a cube or an XSF holds is told by its name or by its run; other formats say it. */
static dgh_field field_by_run(const dgh_run_density *run, const char *path)
{
    if (!run)
        return DGH_FIELD_UNKNOWN;
    if (same_file(run->potential_path, path))
        return DGH_FIELD_POTENTIAL;
    if (same_file(run->elf_path, path))
        return DGH_FIELD_ELF;
    if (same_file(run->spin_path, path) && !same_file(run->density_path, path))
        return DGH_FIELD_SPIN_DENSITY;
    return DGH_FIELD_UNKNOWN;
}

static dgh_text keep_text(dgh_arena *arena, const dgh_setting *setting)
{
    if (!setting->has || !setting->text)
        return (dgh_text){NULL, {NULL, 0}};
    return (dgh_text){dgh_arena_strdup(arena, setting->text),
                      {dgh_arena_strdup(arena, setting->source.path), setting->source.line}};
}

static dgh_real keep_real(dgh_arena *arena, dgh_real value)
{
    value.source.path = dgh_arena_strdup(arena, value.source.path);
    return value;
}

static void take_run(dgh_profile_of_file *file, dgh_grid *header, const dgh_run_density *run,
                     const dgh_profiles_work *work)
{
    file->fermi_ev = work->options->fermi_ev;
    if (!run)
        return;
    if (header->field == DGH_FIELD_POTENTIAL && !file->fermi_ev.has)
        file->fermi_ev = keep_real(work->arena, run->fermi_ev);
    file->n_electrons = keep_real(work->arena, run->n_electrons);
    const dgh_calculation *c = run->calculation;
    if (!c)
        return;
    file->dipole_correction = keep_text(work->arena, &c->settings[DGH_SETTING_DIPOLE_CORRECTION]);
    if (c->status != DGH_RUN_COMPLETE)
        dgh_grid_note(header, DGH_WARNING, "run-not-complete", 0,
                      "the run beside it is %s%s%s: its density, its potential and its Fermi "
                      "energy are not final",
                      dgh_run_status_name(c->status), c->status_reason.value ? ", " : "",
                      c->status_reason.value ? c->status_reason.value : "");
}

static void compare_electrons(const dgh_profile_of_file *file, dgh_grid *header)
{
    static const double TOLERANCE = 1e-3;
    const double n = file->n_electrons.value;
    if (header->field != DGH_FIELD_DENSITY || header->component != 0 || !file->n_electrons.has)
        return;
    if (fabs(file->integral - n) > TOLERANCE * fabs(n))
        dgh_grid_note(header, DGH_WARNING, "electrons-differ", 0,
                      "holds %.6f electrons, the run beside it has %.6g valence electrons: an "
                      "all-electron density, a part of the density, or another run's",
                      file->integral, n);
}

/* ---- opening ----------------------------------------------------------------------------------
 */

/* The stream's header goes with the stream. */
static dgh_status keep_header(dgh_grid **out, const dgh_grid *from, dgh_error *err)
{
    dgh_grid *to = NULL;
    dgh_status status = dgh_grid_open(&to, from->path, from->format, err);
    if (status != DGH_OK)
        return status;
    memcpy(to->n, from->n, sizeof to->n);
    memcpy(to->cell_ang, from->cell_ang, sizeof to->cell_ang);
    memcpy(to->origin_ang, from->origin_ang, sizeof to->origin_ang);
    to->field = from->field;
    to->component = from->component;
    to->n_components = from->n_components;
    to->title = dgh_arena_strdup(dgh_grid_arena(to), from->title);
    status = dgh_grid_set_structure(to, &from->structure, err);
    if (status != DGH_OK) {
        dgh_grid_free(to);
        return status;
    }
    *out = to;
    return DGH_OK;
}

static void keep_notes(dgh_grid *to, const dgh_diagnostic *notes, size_t n, dgh_severity least)
{
    for (size_t i = 0; i < n; i++)
        if (notes[i].severity >= least)
            dgh_grid_note(to, notes[i].severity,
                          dgh_arena_strdup(dgh_grid_arena(to), notes[i].code), notes[i].source.line,
                          "%s", notes[i].message);
}

static void reverse(dgh_grid *grid)
{
    size_t n = grid->n[0];
    double row[3];
    grid->n[0] = grid->n[2];
    grid->n[2] = n;
    memcpy(row, grid->cell_ang[0], sizeof row);
    memcpy(grid->cell_ang[0], grid->cell_ang[2], sizeof row);
    memcpy(grid->cell_ang[2], row, sizeof row);
}

static dgh_status open_pass(pass *p, const char *path, dgh_field field, dgh_error *err)
{
    const dgh_profiles_options *o = p->work->options;
    const dgh_grid_options how = {.size = sizeof how,
                                  .component = o->component,
                                  .jobs = o->jobs,
                                  .field = o->field ? o->field : field,
                                  .io = o->io};
    const dgh_grid *header;
    dgh_status status = dgh_grid_stream_open_stored(&p->stream, &header, &p->reversed, path, &how,
                                                    err);
    if (status != DGH_OK)
        return status;
    status = keep_header(&p->header, header, err);
    if (status != DGH_OK)
        return status;
    p->stored = *p->header;
    if (p->reversed)
        reverse(&p->stored);
    return dgh_planar_open(&p->planar, &p->stored, o->jobs, err);
}

/* ---- lines and planes -------------------------------------------------------------------------
 */

/* Which image of an atom was taken, where it is not the one that the file names. */
static void note_images(dgh_grid *header, const dgh_point *points, const dgh_cut *cut)
{
    static const double MOVED_ANG = 1e-3;
    for (size_t i = 1; i < cut->n_corners; i++) {
        double there[3], shift[3], distance = 0.0;
        if (points[i].kind != DGH_POINT_ATOM ||
            dgh_point_resolve(there, &points[i], header, NULL) != DGH_OK)
            continue;
        for (int k = 0; k < 3; k++) {
            there[k] = cut->corner_ang[i][k] - there[k];
            distance += fabs(there[k]);
        }
        if (distance > MOVED_ANG && dgh_cell_to_fractional(header->cell_ang, there, shift, 1))
            dgh_grid_note(header, DGH_NOTE, "nearest-image", 0,
                          "atom %zu is taken at its image nearest to the first point, "
                          "atom:%zu+%.0f,%.0f,%.0f",
                          points[i].atom, points[i].atom, round(shift[0]) + 0.0,
                          round(shift[1]) + 0.0, round(shift[2]) + 0.0);
    }
}

static dgh_status cut_first_file(pass *p, dgh_error *err)
{
    enum { DEFAULT_POINTS = 101 };
    static const double PLANE_MARGIN_ANG = 2.0;
    const dgh_profiles_options *o = p->work->options;
    dgh_profiles *out = p->work->out;
    const size_t n = o->n_points ? o->n_points : DEFAULT_POINTS;
    dgh_cut *line = NULL, *plane = NULL;
    dgh_status status = DGH_OK;
    if (o->line)
        status = dgh_cut_line(&line, p->header, o->line, n,
                              o->margin_ang.has ? o->margin_ang.value : 0.0, err);
    out->line = line;
    if (line)
        note_images(p->header, o->line, line);
    if (o->plane && status == DGH_OK)
        status = dgh_cut_plane(&plane, p->header, o->plane, n,
                               o->margin_ang.has ? o->margin_ang.value : PLANE_MARGIN_ANG, err);
    out->plane = plane;
    if (plane)
        note_images(p->header, o->plane, plane);
    return status;
}

static dgh_status check_cell(const pass *p, dgh_error *err)
{
    static const double TOLERANCE = 1e-4;
    const dgh_grid *first = p->work->files[0].header;
    for (int i = 0; i < 3; i++) {
        double length = 0.0, distance = 0.0;
        for (int k = 0; k < 3; k++) {
            double a = first->cell_ang[i][k], d = p->header->cell_ang[i][k] - a;
            length += a * a;
            distance += d * d;
        }
        if (!(sqrt(distance) <= TOLERANCE * sqrt(length)))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected the cell of %s in %s for the same line or plane, found "
                                 "lattice vectors %d that differ by %.4f Ang",
                                 first->path, p->header->path, i + 1, sqrt(distance));
    }
    return DGH_OK;
}

static dgh_status open_samplers(pass *p, dgh_error *err)
{
    const dgh_profiles_options *o = p->work->options;
    const dgh_profiles *out = p->work->out;
    dgh_status status = DGH_OK;
    if (!o->line && !o->plane)
        return DGH_OK;
    status = p->work->index == 0 ? cut_first_file(p, err) : check_cell(p, err);
    if (status == DGH_OK && out->line)
        status = dgh_sampler_open(&p->on_line, &p->stored, out->line->position_ang,
                                  out->line->n_points, o->interpolation, o->jobs, err);
    if (status == DGH_OK && out->plane)
        status = dgh_sampler_open(&p->on_plane, &p->stored, out->plane->position_ang,
                                  out->plane->n_points, o->interpolation, o->jobs, err);
    return status;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static dgh_status add_planes(pass *p, const double *value, size_t many, dgh_error *err)
{
    dgh_status status = dgh_planar_add(p->planar, value, many, err);
    if (status == DGH_OK && p->on_line)
        status = dgh_sampler_add(p->on_line, value, many, err);
    if (status == DGH_OK && p->on_plane)
        status = dgh_sampler_add(p->on_plane, value, many, err);
    return status;
}

static dgh_status read_planes(pass *p, dgh_error *err)
{
    const dgh_profiles_options *o = p->work->options;
    const size_t plane = p->stored.n[0] * p->stored.n[1], n = p->stored.n[2];
    size_t many = ROOM_BYTES / sizeof(double) / plane;
    many = many < 1 ? 1 : many > n ? n : many;
    double *value = plane <= SIZE_MAX / sizeof *value / many ? malloc(many * plane * sizeof *value)
                                                             : NULL;
    dgh_status status = value ? DGH_OK : dgh_error_nomem(err);
    for (size_t k = 0; k < n && status == DGH_OK; k += many) {
        many = many < n - k ? many : n - k;
        if (o->progress && !o->progress(o->progress_user, p->header->path, k, n))
            status = dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
        if (status == DGH_OK)
            status = dgh_grid_stream_read(p->stream, value, many, err);
        if (status == DGH_OK)
            status = add_planes(p, value, many, err);
    }
    free(value);
    return status;
}

static dgh_status take_samples(const double **out, const dgh_sampler *sampler, const dgh_cut *cut,
                               dgh_arena *arena, dgh_error *err)
{
    if (!sampler)
        return DGH_OK;
    double *values = dgh_arena_alloc(arena, cut->n_points, sizeof *values);
    *out = values;
    return values ? dgh_sampler_take(values, sampler, err) : dgh_error_nomem(err);
}

static void swap_ends(size_t at[3])
{
    size_t first = at[0];
    at[0] = at[2];
    at[2] = first;
}

static dgh_status take_box(const pass *p, dgh_error *err)
{
    dgh_profiles *out = p->work->out;
    if (!p->work->options->box_from_layers || p->work->index)
        return DGH_OK;
    out->box_ang[1] = 0.0;
    return dgh_density_layer_spacing(&out->box_ang[0], &out->box_n_layers, p->header, out->axis,
                                     err);
}

static dgh_status take_results(pass *p, dgh_profile_of_file *file, dgh_error *err)
{
    const dgh_profiles *out = p->work->out;
    dgh_profile *profile = NULL;
    dgh_status status = dgh_planar_profile(&profile, p->planar,
                                           p->reversed ? 2 - out->axis : out->axis, err);
    file->profile = profile;
    if (status == DGH_OK)
        status = take_box(p, err);
    if (status == DGH_OK)
        status = take_samples(&file->on_line, p->on_line, out->line, p->work->arena, err);
    if (status == DGH_OK)
        status = take_samples(&file->on_plane, p->on_plane, out->plane, p->work->arena, err);
    if (status == DGH_OK && out->box_ang[0] > 0.0) {
        double *flat = dgh_arena_alloc(p->work->arena, profile->n, sizeof *flat);
        file->macroscopic = flat;
        status = flat
                     ? dgh_density_macroscopic(flat, profile, out->box_ang[0], out->box_ang[1], err)
                     : dgh_error_nomem(err);
    }
    if (status != DGH_OK)
        return status;
    file->integral = dgh_planar_integral(p->planar);
    file->mean = file->integral / dgh_cell_volume_ang3((const double(*)[3])p->header->cell_ang);
    file->extremes = dgh_planar_extremes(p->planar);
    if (p->reversed) {
        swap_ends(file->extremes.least_at);
        swap_ends(file->extremes.most_at);
    }
    return DGH_OK;
}

static void close_pass(pass *p)
{
    dgh_grid_stream_close(p->stream);
    dgh_planar_free(p->planar);
    dgh_sampler_free(p->on_line);
    dgh_sampler_free(p->on_plane);
}

dgh_status dgh_profiles_read(dgh_profiles_work *work, const char *path, dgh_error *err)
{
    dgh_profile_of_file *file = &work->files[work->index];
    dgh_run_density *run = NULL;
    pass p = {.work = work};
    /* a file that cannot be read says so below */
    if (!work->options->alone &&
        dgh_run_density_find(&run, path, &work->options->io, err) == DGH_ERR_NOMEM)
        return DGH_ERR_NOMEM;
    dgh_status status = open_pass(&p, path, field_by_run(run, path), err);
    file->header = p.header;
    if (status == DGH_OK)
        status = open_samplers(&p, err);
    if (status == DGH_OK)
        status = read_planes(&p, err);
    if (status == DGH_OK)
        status = take_results(&p, file, err);
    if (status == DGH_OK) {
        take_run(file, p.header, run, work);
        compare_electrons(file, p.header);
        if (run)
            keep_notes(p.header, run->diagnostics, run->n_diagnostics, DGH_WARNING);
    }
    close_pass(&p);
    dgh_run_density_free(run);
    return status;
}
