/* A record as JSON: one line of `dgh records`.
 *
 * Left out is what no study looks at: of the ionic steps all but the first, the last, the one whose
 * energy counts and those that tell the last geometry and Fermi energy; positions and forces of
 * steps whose energy does not count; velocities, eigenvectors. A value with its
 * source is [value, file, line], `file` an index into "paths". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"
#include "record/record_json.h"

#define OF(type, key, kind, field)                                                                 \
    {                                                                                              \
        key, kind, offsetof(type, field)                                                           \
    }

const dgh_record_field DGH_RECORD_FIELDS[] = {
    OF(dgh_calculation, "code_version", DGH_FIELD_TEXT, code_version),
    OF(dgh_calculation, "status_reason", DGH_FIELD_TEXT, status_reason),
    OF(dgh_calculation, "n_electrons", DGH_FIELD_REAL, n_electrons),
    OF(dgh_calculation, "electronic_criterion_ev", DGH_FIELD_REAL, electronic_criterion_ev),
    OF(dgh_calculation, "force_criterion_ev_per_ang", DGH_FIELD_REAL, force_criterion_ev_per_ang),
    OF(dgh_calculation, "energy_criterion_ev", DGH_FIELD_REAL, energy_criterion_ev),
    OF(dgh_calculation, "max_electronic_steps", DGH_FIELD_INTEGER, max_electronic_steps),
    OF(dgh_calculation, "max_ionic_steps", DGH_FIELD_INTEGER, max_ionic_steps),
    OF(dgh_calculation, "ibrion", DGH_FIELD_INTEGER, ibrion),
    OF(dgh_calculation, "largest_force_ev_per_ang", DGH_FIELD_REAL, largest_force_ev_per_ang),
    OF(dgh_calculation, "cpu_time_s", DGH_FIELD_REAL, cpu_time_s),
    OF(dgh_calculation, "wall_time_s", DGH_FIELD_REAL, wall_time_s),
    OF(dgh_calculation, "started", DGH_FIELD_TEXT, started),
};
const size_t DGH_N_RECORD_FIELDS = sizeof DGH_RECORD_FIELDS / sizeof DGH_RECORD_FIELDS[0];

const dgh_record_field DGH_STEP_FIELDS[] = {
    OF(dgh_ionic_step, "free_energy_ev", DGH_FIELD_REAL, energy_ev[DGH_ENERGY_FREE]),
    OF(dgh_ionic_step, "energy_without_entropy_ev", DGH_FIELD_REAL,
       energy_ev[DGH_ENERGY_WITHOUT_ENTROPY]),
    OF(dgh_ionic_step, "energy_sigma0_ev", DGH_FIELD_REAL, energy_ev[DGH_ENERGY_SIGMA0]),
    OF(dgh_ionic_step, "electronic_accuracy_ev", DGH_FIELD_REAL, electronic_accuracy_ev),
    OF(dgh_ionic_step, "magnetisation_mub", DGH_FIELD_REAL, magnetisation_mub),
    OF(dgh_ionic_step, "fermi_ev", DGH_FIELD_REAL, fermi_ev),
    OF(dgh_ionic_step, "temperature_k", DGH_FIELD_REAL, temperature_k),
};
const size_t DGH_N_STEP_FIELDS = sizeof DGH_STEP_FIELDS / sizeof DGH_STEP_FIELDS[0];

/* Paths are written once; a handful for each run. */
typedef struct writing {
    dgh_json_builder *b;
    const char **paths;
    size_t n, capacity;
} writing;

void dgh_json_add_bytes(dgh_json_builder *builder, dgh_json *parent, const char *key,
                        const char *text)
{
    char *utf8 = text ? dgh_json_utf8(text) : NULL;
    if (text && !utf8) {
        builder->failed = true;
        return;
    }
    if (!text || strcmp(utf8, text) == 0) {
        dgh_json_add_text(builder, parent, key, text);
    } else {
        size_t n = strlen(text);
        char *hex = n < SIZE_MAX / 2 ? malloc(2 * n + 1) : NULL;
        for (size_t i = 0; hex && i < n; i++)
            dgh_format(hex + 2 * i, 3, "%02x", (unsigned)(unsigned char)text[i]);
        dgh_json *o = dgh_json_add_object(builder, parent, key);
        builder->failed = builder->failed || !hex;
        if (hex)
            dgh_json_add_text(builder, o, "hex", hex);
        free(hex);
    }
    free(utf8);
}

static size_t path_index(writing *w, const char *path)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->paths[i] == path || strcmp(w->paths[i], path) == 0)
            return i;
    if (w->n == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 16;
        const char **moved = realloc(w->paths, capacity * sizeof *moved);
        if (!moved) {
            w->b->failed = true;
            return 0;
        }
        w->paths = moved;
        w->capacity = capacity;
    }
    w->paths[w->n] = path;
    return w->n++;
}

/* Appends file and line to an array. */
static void add_place(writing *w, dgh_json *array, dgh_source source)
{
    if (!source.path && !source.line)
        return;
    if (source.path)
        dgh_json_add_integer(w->b, array, NULL, (int64_t)path_index(w, source.path));
    else
        dgh_json_add_null(w->b, array, NULL);
    if (source.line)
        dgh_json_add_integer(w->b, array, NULL, (int64_t)source.line);
}

static void add_source(writing *w, dgh_json *o, const char *key, dgh_source source)
{
    add_place(w, dgh_json_add_array(w->b, o, key), source);
}

static void add_real(writing *w, dgh_json *o, const char *key, dgh_real value)
{
    if (!value.has || !isfinite(value.value))
        return;
    dgh_json *array = dgh_json_add_array(w->b, o, key);
    dgh_json_add_real(w->b, array, NULL, value.value);
    add_place(w, array, value.source);
}

static void add_integer(writing *w, dgh_json *o, const char *key, dgh_integer value)
{
    if (!value.has)
        return;
    dgh_json *array = dgh_json_add_array(w->b, o, key);
    dgh_json_add_integer(w->b, array, NULL, value.value);
    add_place(w, array, value.source);
}

static void add_text(writing *w, dgh_json *o, const char *key, dgh_text value)
{
    if (!value.value)
        return;
    dgh_json *array = dgh_json_add_array(w->b, o, key);
    dgh_json_add_bytes(w->b, array, NULL, value.value);
    add_place(w, array, value.source);
}

static void add_fields(writing *w, dgh_json *o, const void *object, const dgh_record_field *fields,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *at = (const char *)object + fields[i].offset;
        if (fields[i].kind == DGH_FIELD_REAL)
            add_real(w, o, fields[i].key, *(const dgh_real *)(const void *)at);
        else if (fields[i].kind == DGH_FIELD_INTEGER)
            add_integer(w, o, fields[i].key, *(const dgh_integer *)(const void *)at);
        else
            add_text(w, o, fields[i].key, *(const dgh_text *)(const void *)at);
    }
}

static bool all_finite(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

/* Numbers beyond the range of a double are no data. */
static void add_numbers(writing *w, dgh_json *o, const char *key, const double *values, size_t n)
{
    if (!values || !all_finite(values, n))
        return;
    dgh_json *array = dgh_json_add_array(w->b, o, key);
    for (size_t i = 0; i < n; i++)
        dgh_json_add_real(w->b, array, NULL, values[i]);
}

static void add_tristate(writing *w, dgh_json *o, const char *key, dgh_tristate value)
{
    if (value != DGH_UNKNOWN)
        dgh_json_add_bool(w->b, o, key, value == DGH_YES);
}

static void add_structure(writing *w, dgh_json *parent, const dgh_structure *s)
{
    dgh_json *o = dgh_json_add_object(w->b, parent, "structure");
    dgh_json *species = dgh_json_add_array(w->b, o, "species");
    for (size_t i = 0; i < s->n_species; i++) {
        dgh_json *item = dgh_json_add_object(w->b, species, NULL);
        dgh_json_add_bytes(w->b, item, "label", s->species[i].label);
        dgh_json_add_integer(w->b, item, "atomic_number", s->species[i].atomic_number);
        add_real(w, item, "mass_u", s->species[i].mass_u);
    }
    dgh_json *of_atom = dgh_json_add_array(w->b, o, "species_of_atom");
    for (size_t i = 0; i < s->n_atoms; i++)
        dgh_json_add_integer(w->b, of_atom, NULL, s->species_of_atom ? s->species_of_atom[i] : 0);
    if (s->has_cell)
        add_numbers(w, o, "cell_ang", &s->cell_ang[0][0], 9);
    add_numbers(w, o, "position_ang", s->position_ang, 3 * s->n_atoms);
    if (s->is_free) {
        dgh_json *is_free = dgh_json_add_array(w->b, o, "is_free");
        for (size_t i = 0; i < 3 * s->n_atoms; i++)
            dgh_json_add_bool(w->b, is_free, NULL, s->is_free[i]);
    }
    if (s->comment)
        dgh_json_add_bytes(w->b, o, "comment", s->comment);
    add_source(w, o, "source", s->source);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* The last step with positions, the last with a Fermi energy, the first of a force field. */
typedef struct telling {
    size_t geometry, fermi, learned;
} telling;

static telling find_telling(const dgh_calculation *c)
{
    telling t = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < c->n_steps; i++) {
        if (c->steps[i].position_ang)
            t.geometry = i;
        if (c->steps[i].fermi_ev.has)
            t.fermi = i;
        if (c->steps[i].machine_learned && t.learned == SIZE_MAX)
            t.learned = i;
    }
    return t;
}

static void add_step(writing *w, dgh_json *array, const dgh_calculation *c, size_t index,
                     bool is_energy, bool is_geometry)
{
    const dgh_ionic_step *s = &c->steps[index];
    const size_t n = 3 * c->structure.n_atoms;
    dgh_json *o = dgh_json_add_object(w->b, array, NULL);
    dgh_json_add_integer(w->b, o, "step", (int64_t)index + 1);
    add_source(w, o, "source", s->source);
    add_fields(w, o, s, DGH_STEP_FIELDS, DGH_N_STEP_FIELDS);
    add_tristate(w, o, "electronic_converged", s->electronic_converged);
    if (s->n_electronic)
        dgh_json_add_integer(w->b, o, "n_electronic", s->n_electronic);
    if (s->machine_learned)
        dgh_json_add_bool(w->b, o, "machine_learned", true);
    if (s->has_stress)
        add_numbers(w, o, "stress_kbar", &s->stress_kbar[0][0], 9);
    if (!is_energy && !is_geometry)
        return;
    if (s->has_cell)
        add_numbers(w, o, "cell_ang", &s->cell_ang[0][0], 9);
    add_numbers(w, o, "position_ang", s->position_ang, n);
    if (is_energy && s->force_ev_per_ang) {
        add_numbers(w, o, "force_ev_per_ang", s->force_ev_per_ang, n);
        add_source(w, o, "force_source", s->force_source);
    }
}

static void add_steps(writing *w, dgh_json *parent, const dgh_calculation *c)
{
    const dgh_ionic_step *energy = dgh_calculation_energy_step(c);
    const telling t = find_telling(c);
    dgh_json_add_integer(w->b, parent, "n_ionic_steps",
                         (int64_t)(c->n_steps + c->n_steps_left_out));
    dgh_json *array = dgh_json_add_array(w->b, parent, "steps");
    for (size_t i = 0; i < c->n_steps; i++) {
        bool is_energy = &c->steps[i] == energy;
        if (is_energy || i == 0 || i + 1 == c->n_steps || i == t.geometry || i == t.fermi ||
            i == t.learned)
            add_step(w, array, c, i, is_energy, i == t.geometry);
    }
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void add_settings(writing *w, dgh_json *parent, const dgh_calculation *c)
{
    dgh_json *o = dgh_json_add_object(w->b, parent, "settings");
    for (int id = 0; id < DGH_SETTING_COUNT; id++) {
        const dgh_setting *s = &c->settings[id];
        const dgh_setting_info *info = dgh_setting_describe((dgh_setting_id)id);
        if (!s->has)
            continue;
        if (info->kind == DGH_SETTING_KIND_REAL)
            add_real(w, o, info->key, (dgh_real){true, s->real, s->source});
        else if (info->kind == DGH_SETTING_KIND_INTEGER)
            add_integer(w, o, info->key, (dgh_integer){true, s->integer, s->source});
        else
            add_text(w, o, info->key, (dgh_text){s->text, s->source});
    }
}

static void add_pseudopotentials(writing *w, dgh_json *parent, const dgh_calculation *c)
{
    dgh_json *array = dgh_json_add_array(w->b, parent, "pseudopotentials");
    for (size_t i = 0; i < c->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &c->pseudopotentials[i];
        dgh_json *o = dgh_json_add_object(w->b, array, NULL);
        dgh_json_add_integer(w->b, o, "atomic_number", p->atomic_number);
        dgh_json_add_bytes(w->b, o, "label", p->label);
        dgh_json_add_bytes(w->b, o, "title", p->title);
        add_real(w, o, "valence_e", p->valence_e);
        dgh_json_add_bytes(w->b, o, "hash", p->hash);
        dgh_json_add_bytes(w->b, o, "functional", p->functional);
        add_source(w, o, "source", p->source);
    }
}

static bool has_hessian(const dgh_vibrations *v)
{
    for (size_t i = 0; i < v->n_dofs; i++)
        if (!isfinite(v->dofs[i].mass_u))
            return false;
    return v->n_dofs && v->hessian_ev_per_ang2 &&
           all_finite(v->hessian_ev_per_ang2, v->n_dofs * v->n_dofs);
}

static void add_vibrations(writing *w, dgh_json *parent, const dgh_vibrations *v)
{
    if (!has_hessian(v) && !v->n_modes)
        return;
    dgh_json *o = dgh_json_add_object(w->b, parent, "vibrations");
    if (has_hessian(v)) {
        dgh_json *dofs = dgh_json_add_array(w->b, o, "dofs");
        for (size_t i = 0; i < v->n_dofs; i++) {
            dgh_json *dof = dgh_json_add_array(w->b, dofs, NULL);
            dgh_json_add_integer(w->b, dof, NULL, v->dofs[i].atom);
            dgh_json_add_integer(w->b, dof, NULL, v->dofs[i].axis);
            dgh_json_add_real(w->b, dof, NULL, v->dofs[i].mass_u);
        }
        add_numbers(w, o, "hessian_ev_per_ang2", v->hessian_ev_per_ang2, v->n_dofs * v->n_dofs);
        dgh_json_add_bytes(w->b, o, "method", v->method);
        add_source(w, o, "hessian_source", v->hessian_source);
    }
    dgh_json *modes = dgh_json_add_array(w->b, o, "modes");
    for (size_t i = 0; i < v->n_modes; i++) {
        const dgh_printed_mode *m = &v->modes[i];
        if (!isfinite(m->freq_cm1))
            continue;
        dgh_json *mode = dgh_json_add_array(w->b, modes, NULL);
        dgh_json_add_real(w->b, mode, NULL, m->freq_cm1);
        dgh_json_add_bool(w->b, mode, NULL, m->imaginary);
        add_place(w, mode, m->source);
    }
    dgh_json_add_bytes(w->b, o, "modes_note", v->modes_note);
}

static void add_diagnostics(writing *w, dgh_json *parent, const dgh_calculation *c)
{
    dgh_json *array = dgh_json_add_array(w->b, parent, "diagnostics");
    for (size_t i = 0; i < c->n_diagnostics; i++) {
        const dgh_diagnostic *d = &c->diagnostics[i];
        dgh_json *o = dgh_json_add_object(w->b, array, NULL);
        dgh_json_add_text(w->b, o, "severity", dgh_severity_name(d->severity));
        dgh_json_add_text(w->b, o, "code", d->code);
        dgh_json_add_bytes(w->b, o, "message", d->message);
        add_source(w, o, "source", d->source);
    }
}

void dgh_calculation_add_json(dgh_json_builder *builder, dgh_json *parent, const char *key,
                              const dgh_calculation *c)
{
    writing w = {.b = builder};
    dgh_json *o = dgh_json_add_object(builder, parent, key);
    dgh_json *files = dgh_json_add_array(builder, o, "files");
    for (size_t i = 0; i < c->n_files; i++)
        dgh_json_add_integer(builder, files, NULL, (int64_t)path_index(&w, c->files[i]));
    dgh_json_add_bytes(builder, o, "path", c->path);
    dgh_json_add_text(builder, o, "format", c->format);
    dgh_json_add_text(builder, o, "code", dgh_code_name(c->code));
    dgh_json_add_text(builder, o, "task", dgh_task_name(c->task));
    add_source(&w, o, "task_source", c->task_source);
    dgh_json_add_text(builder, o, "status", dgh_run_status_name(c->status));
    add_tristate(&w, o, "ionic_converged", c->ionic_converged);
    add_fields(&w, o, c, DGH_RECORD_FIELDS, DGH_N_RECORD_FIELDS);
    if (c->largest_force_ev_per_ang.has)
        dgh_json_add_integer(builder, o, "largest_force_atom", (int64_t)c->largest_force_atom);
    add_structure(&w, o, &c->structure);
    add_steps(&w, o, c);
    if (c->has_final_positions)
        add_numbers(&w, o, "final_position_ang", c->final_position_ang, 3 * c->structure.n_atoms);
    if (c->has_final_cell)
        add_numbers(&w, o, "final_cell_ang", &c->final_cell_ang[0][0], 9);
    add_settings(&w, o, c);
    add_pseudopotentials(&w, o, c);
    add_numbers(&w, o, "kpoint_mesh", c->kpoint_mesh, 3);
    add_vibrations(&w, o, &c->vibrations);
    add_diagnostics(&w, o, c);
    if (c->n_ensemble) {
        add_numbers(&w, o, "ensemble_ev", c->ensemble_ev, c->n_ensemble);
        add_source(&w, o, "ensemble_source", c->ensemble_source);
    }
    dgh_json *paths = dgh_json_add_array(builder, o, "paths");
    for (size_t i = 0; i < w.n; i++)
        dgh_json_add_bytes(builder, paths, NULL, w.paths[i]);
    free(w.paths);
}
