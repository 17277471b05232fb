/* A record from JSON: what record_write.c wrote, from a file that anybody may have changed. Counts
 * are those of arrays that are there; lengths and indices are checked against each other. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_json.h"

/* ---- values ---------------------------------------------------------------------------------- */

void dgh_json_expected(dgh_json_reader *r, const char *member, const char *what,
                       const dgh_json *found)
{
    const char *text = dgh_json_text(found);
    char excerpt[64];
    if (r->status != DGH_OK)
        return;
    if (text)
        dgh_slice_excerpt((dgh_slice){text, strlen(text)}, excerpt, sizeof excerpt);
    r->status = dgh_error_at(r->err, DGH_ERR_PARSE, r->path, r->line, 1,
                             "%s: expected %s, found %s", member, what,
                             text ? excerpt : dgh_json_kind(found));
}

static void *room(dgh_json_reader *r, size_t count, size_t size)
{
    void *memory = r->status == DGH_OK ? dgh_arena_alloc(r->arena, count, size) : NULL;
    if (!memory && r->status == DGH_OK)
        r->status = dgh_error_nomem(r->err);
    return memory;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *from_hex(dgh_json_reader *r, const char *member, const dgh_json *value)
{
    const char *hex = dgh_json_text(dgh_json_get(value, "hex"));
    size_t n = hex ? strlen(hex) : 1;
    char *out = n % 2 == 0 ? room(r, n / 2 + 1, 1) : NULL;
    for (size_t i = 0; out && i < n / 2; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) {
            out = NULL;
            break;
        }
        out[i] = (char)(high * 16 + low);
    }
    if (!out)
        dgh_json_expected(r, member, "a string, or its bytes in hexadecimal", value);
    return out;
}

const char *dgh_json_bytes(dgh_json_reader *r, const char *member, const dgh_json *value)
{
    if (r->status != DGH_OK)
        return NULL;
    if (dgh_json_is_object(value))
        return from_hex(r, member, value);
    const char *text = dgh_json_text(value);
    if (!text) {
        dgh_json_expected(r, member, "a string", value);
        return NULL;
    }
    char *own = room(r, strlen(text) + 1, 1);
    if (own)
        memcpy(own, text, strlen(text) + 1);
    return own;
}

const char *dgh_json_get_bytes(dgh_json_reader *r, const dgh_json *object, const char *member,
                               bool may_miss)
{
    const dgh_json *value = dgh_json_get(object, member);
    if (may_miss && (!value || dgh_json_is_null(value)))
        return NULL;
    return dgh_json_bytes(r, member, value);
}

static int64_t integer_of(dgh_json_reader *r, const char *member, const dgh_json *value,
                          int64_t least, int64_t most)
{
    int64_t number = 0;
    if (r->status != DGH_OK)
        return least;
    if (dgh_json_integer(value, &number) && number >= least && number <= most)
        return number;
    dgh_json_expected(r, member, "a whole number within its limits", value);
    return least;
}

int64_t dgh_json_get_integer(dgh_json_reader *r, const dgh_json *object, const char *member,
                             int64_t least, int64_t most)
{
    return integer_of(r, member, dgh_json_get(object, member), least, most);
}

static double real_of(dgh_json_reader *r, const char *member, const dgh_json *value)
{
    double number = 0.0;
    if (r->status == DGH_OK && !dgh_json_real(value, &number))
        dgh_json_expected(r, member, "a number", value);
    return number;
}

static bool bool_of(dgh_json_reader *r, const char *member, const dgh_json *value)
{
    bool truth = false;
    if (r->status == DGH_OK && !dgh_json_bool(value, &truth))
        dgh_json_expected(r, member, "true or false", value);
    return truth;
}

const dgh_json *dgh_json_get_object(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    const dgh_json *value = dgh_json_get(object, member);
    if (r->status == DGH_OK && !dgh_json_is_object(value))
        dgh_json_expected(r, member, "an object", value);
    return r->status == DGH_OK ? value : NULL;
}

const dgh_json *dgh_json_get_array(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    const dgh_json *value = dgh_json_get(object, member);
    if (r->status == DGH_OK && !dgh_json_is_array(value))
        dgh_json_expected(r, member, "an array", value);
    return r->status == DGH_OK ? value : NULL;
}

/* ---- sources --------------------------------------------------------------------------------- */

/* File and line from element `first` of an array on. */
static dgh_source place_of(dgh_json_reader *r, const char *member, const dgh_json *array,
                           size_t first)
{
    dgh_source source = {0};
    const size_t n = dgh_json_size(array);
    if (r->status != DGH_OK || n <= first)
        return source;
    if (!dgh_json_is_null(dgh_json_at(array, first))) {
        int64_t i = integer_of(r, member, dgh_json_at(array, first), 0, INT32_MAX);
        if (r->status == DGH_OK && (uint64_t)i >= r->n_paths)
            dgh_json_expected(r, member, "the index of one of the paths",
                              dgh_json_at(array, first));
        source.path = r->status == DGH_OK ? r->paths[i] : NULL;
    }
    if (n > first + 1)
        source.line = (size_t)integer_of(r, member, dgh_json_at(array, first + 1), 1, INT64_MAX);
    if (n > first + 2)
        dgh_json_expected(r, member, "no more than a file and a line", array);
    return source;
}

static dgh_source get_source(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    return place_of(r, member, dgh_json_get_array(r, object, member), 0);
}

/* [value, file, line]; NULL = not stated. */
static const dgh_json *get_item(dgh_json_reader *r, const dgh_json *object, const char *member,
                                dgh_source *source)
{
    const dgh_json *array = dgh_json_get(object, member);
    if (r->status != DGH_OK || !array)
        return NULL;
    if (!dgh_json_is_array(array) || dgh_json_size(array) == 0) {
        dgh_json_expected(r, member, "an array of a value, a file and a line", array);
        return NULL;
    }
    *source = place_of(r, member, array, 1);
    return dgh_json_at(array, 0);
}

static dgh_real get_real(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    dgh_real value = {0};
    const dgh_json *item = get_item(r, object, member, &value.source);
    if (item) {
        value.value = real_of(r, member, item);
        value.has = r->status == DGH_OK;
    }
    return value;
}

static dgh_integer get_integer(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    dgh_integer value = {0};
    const dgh_json *item = get_item(r, object, member, &value.source);
    if (item) {
        value.value = integer_of(r, member, item, INT64_MIN, INT64_MAX);
        value.has = r->status == DGH_OK;
    }
    return value;
}

static dgh_text get_text(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    dgh_text value = {0};
    const dgh_json *item = get_item(r, object, member, &value.source);
    if (item)
        value.value = dgh_json_bytes(r, member, item);
    return value;
}

static void get_fields(dgh_json_reader *r, void *out, const dgh_json *object,
                       const dgh_record_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *at = (char *)out + fields[i].offset;
        if (fields[i].kind == DGH_FIELD_REAL)
            *(dgh_real *)(void *)at = get_real(r, object, fields[i].key);
        else if (fields[i].kind == DGH_FIELD_INTEGER)
            *(dgh_integer *)(void *)at = get_integer(r, object, fields[i].key);
        else
            *(dgh_text *)(void *)at = get_text(r, object, fields[i].key);
    }
}

/* ---- arrays ---------------------------------------------------------------------------------- */

/* Exactly `n` numbers into `out`. */
static void fill_numbers(dgh_json_reader *r, double *out, const dgh_json *array, const char *member,
                         size_t n)
{
    if (r->status == DGH_OK && (!dgh_json_is_array(array) || dgh_json_size(array) != n))
        dgh_json_expected(r, member, "as many numbers as the atoms (the cell) have", array);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++)
        out[i] = real_of(r, member, dgh_json_at(array, i));
}

/* NULL = not stated. */
static const double *get_numbers(dgh_json_reader *r, const dgh_json *object, const char *member,
                                 size_t n)
{
    const dgh_json *array = dgh_json_get(object, member);
    if (r->status != DGH_OK || !array)
        return NULL;
    if (dgh_json_size(array) != n) { /* before memory is asked for */
        dgh_json_expected(r, member, "as many numbers as the atoms have", array);
        return NULL;
    }
    double *out = room(r, n, sizeof *out);
    if (out)
        fill_numbers(r, out, array, member, n);
    return out;
}

static bool get_matrix(dgh_json_reader *r, double out[3][3], const dgh_json *object,
                       const char *member)
{
    const dgh_json *array = dgh_json_get(object, member);
    if (r->status != DGH_OK || !array)
        return false;
    fill_numbers(r, &out[0][0], array, member, 9);
    return r->status == DGH_OK;
}

static dgh_tristate get_tristate(dgh_json_reader *r, const dgh_json *object, const char *member)
{
    const dgh_json *value = dgh_json_get(object, member);
    if (!value)
        return DGH_UNKNOWN;
    return bool_of(r, member, value) ? DGH_YES : DGH_NO;
}

/* The number of an enumeration's name. */
typedef const char *naming(int value);

static const char *name_code(int value)
{
    return dgh_code_name((dgh_code)value);
}

static const char *name_task(int value)
{
    return dgh_task_name((dgh_task)value);
}

static const char *name_status(int value)
{
    return dgh_run_status_name((dgh_run_status)value);
}

static const char *name_severity(int value)
{
    return dgh_severity_name((dgh_severity)value);
}

static int get_name(dgh_json_reader *r, const dgh_json *object, const char *member, naming *name,
                    int last)
{
    const dgh_json *value = dgh_json_get(object, member);
    const char *text = dgh_json_text(value);
    for (int i = 0; text && i <= last; i++)
        if (strcmp(name(i), text) == 0)
            return i;
    dgh_json_expected(r, member, "one of its names", value);
    return 0;
}

/* ---- the record ------------------------------------------------------------------------------ */

static void read_species(dgh_json_reader *r, dgh_structure *s, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get_array(r, o, "species");
    size_t n = dgh_json_size(array);
    dgh_species *species = room(r, n, sizeof *species);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *item = dgh_json_at(array, i);
        species[i].label = dgh_json_get_bytes(r, item, "label", true);
        species[i].atomic_number = (int)dgh_json_get_integer(r, item, "atomic_number", 0, 118);
        species[i].mass_u = get_real(r, item, "mass_u");
    }
    s->n_species = n;
    s->species = species;
}

static void read_atoms(dgh_json_reader *r, dgh_structure *s, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get_array(r, o, "species_of_atom");
    size_t n = dgh_json_size(array);
    uint32_t *species_of_atom = room(r, n, sizeof *species_of_atom);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *value = dgh_json_at(array, i);
        if (s->n_species == 0)
            dgh_json_expected(r, "species_of_atom", "no atoms where there are no species", value);
        species_of_atom[i] = (uint32_t)integer_of(r, "species_of_atom", value, 0,
                                                  (int64_t)s->n_species - 1);
    }
    s->species_of_atom = species_of_atom;
    s->n_atoms = n;
}

static void read_is_free(dgh_json_reader *r, dgh_structure *s, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get(o, "is_free");
    if (!array || r->status != DGH_OK)
        return;
    if (dgh_json_size(array) != 3 * s->n_atoms)
        dgh_json_expected(r, "is_free", "three of true or false for each atom", array);
    bool *is_free = room(r, 3 * s->n_atoms, sizeof *is_free);
    for (size_t i = 0; i < 3 * s->n_atoms && r->status == DGH_OK; i++)
        is_free[i] = bool_of(r, "is_free", dgh_json_at(array, i));
    s->is_free = is_free;
}

static void read_structure(dgh_json_reader *r, dgh_structure *s, const dgh_json *parent)
{
    const dgh_json *o = dgh_json_get_object(r, parent, "structure");
    read_species(r, s, o);
    read_atoms(r, s, o);
    s->has_cell = get_matrix(r, s->cell_ang, o, "cell_ang");
    s->position_ang = get_numbers(r, o, "position_ang", 3 * s->n_atoms);
    read_is_free(r, s, o);
    s->comment = dgh_json_get_bytes(r, o, "comment", true);
    s->source = get_source(r, o, "source");
}

static void read_step(dgh_json_reader *r, dgh_ionic_step *s, const dgh_json *o, size_t n_atoms)
{
    s->source = get_source(r, o, "source");
    get_fields(r, s, o, DGH_STEP_FIELDS, DGH_N_STEP_FIELDS);
    s->electronic_converged = get_tristate(r, o, "electronic_converged");
    if (dgh_json_get(o, "n_electronic"))
        s->n_electronic = (uint32_t)dgh_json_get_integer(r, o, "n_electronic", 0, UINT32_MAX);
    if (dgh_json_get(o, "machine_learned"))
        s->machine_learned = bool_of(r, "machine_learned", dgh_json_get(o, "machine_learned"));
    s->has_stress = get_matrix(r, s->stress_kbar, o, "stress_kbar");
    s->has_cell = get_matrix(r, s->cell_ang, o, "cell_ang");
    s->position_ang = get_numbers(r, o, "position_ang", 3 * n_atoms);
    s->force_ev_per_ang = get_numbers(r, o, "force_ev_per_ang", 3 * n_atoms);
    if (s->force_ev_per_ang)
        s->force_source = get_source(r, o, "force_source");
}

static void read_steps(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get_array(r, o, "steps");
    size_t n = dgh_json_size(array);
    dgh_ionic_step *steps = room(r, n, sizeof *steps);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++)
        read_step(r, &steps[i], dgh_json_at(array, i), c->structure.n_atoms);
    c->steps = steps;
    c->n_steps = n;
    c->n_steps_left_out =
        (size_t)(dgh_json_get_integer(r, o, "n_ionic_steps", (int64_t)n, INT64_MAX) - (int64_t)n);
}

static void read_settings(dgh_json_reader *r, dgh_calculation *c, const dgh_json *parent)
{
    const dgh_json *o = dgh_json_get_object(r, parent, "settings");
    for (int id = 0; id < DGH_SETTING_COUNT && r->status == DGH_OK; id++) {
        dgh_setting *s = &c->settings[id];
        const dgh_setting_info *info = dgh_setting_describe((dgh_setting_id)id);
        if (info->kind == DGH_SETTING_KIND_REAL) {
            dgh_real value = get_real(r, o, info->key);
            *s = (dgh_setting){.has = value.has, .real = value.value, .source = value.source};
        } else if (info->kind == DGH_SETTING_KIND_INTEGER) {
            dgh_integer value = get_integer(r, o, info->key);
            *s = (dgh_setting){.has = value.has, .integer = value.value, .source = value.source};
        } else {
            dgh_text value = get_text(r, o, info->key);
            *s = (dgh_setting){
                .has = value.value != NULL, .text = value.value, .source = value.source};
        }
    }
}

static void read_pseudopotentials(dgh_json_reader *r, dgh_calculation *c, const dgh_json *parent)
{
    const dgh_json *array = dgh_json_get_array(r, parent, "pseudopotentials");
    size_t n = dgh_json_size(array);
    dgh_pseudopotential *items = room(r, n, sizeof *items);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *o = dgh_json_at(array, i);
        items[i].atomic_number = (int)dgh_json_get_integer(r, o, "atomic_number", 0, 118);
        items[i].label = dgh_json_get_bytes(r, o, "label", true);
        items[i].title = dgh_json_get_bytes(r, o, "title", true);
        items[i].valence_e = get_real(r, o, "valence_e");
        items[i].hash = dgh_json_get_bytes(r, o, "hash", true);
        items[i].functional = dgh_json_get_bytes(r, o, "functional", true);
        items[i].source = get_source(r, o, "source");
    }
    c->n_pseudopotentials = n;
    c->pseudopotentials = items;
}

static void read_hessian(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get(o, "dofs");
    size_t n = dgh_json_size(array);
    dgh_vibrations *v = &c->vibrations;
    if (!array || r->status != DGH_OK)
        return;
    const dgh_json *hessian = dgh_json_get_array(r, o, "hessian_ev_per_ang2");
    if (r->status == DGH_OK && (n == 0 || n > UINT32_MAX || dgh_json_size(hessian) != n * n))
        dgh_json_expected(r, "hessian_ev_per_ang2", "a row and a column for each of the dofs",
                          hessian);
    dgh_dof *dofs = room(r, n, sizeof *dofs);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *dof = dgh_json_at(array, i);
        dofs[i].atom = (uint32_t)integer_of(r, "dofs", dgh_json_at(dof, 0), 0, UINT32_MAX);
        dofs[i].axis = (uint8_t)integer_of(r, "dofs", dgh_json_at(dof, 1), 0, 2);
        dofs[i].mass_u = real_of(r, "dofs", dgh_json_at(dof, 2));
        if (c->structure.n_atoms && dofs[i].atom >= c->structure.n_atoms)
            dgh_json_expected(r, "dofs", "an atom of the structure", dgh_json_at(dof, 0));
    }
    v->hessian_ev_per_ang2 = get_numbers(r, o, "hessian_ev_per_ang2", n * n);
    v->method = dgh_json_get_bytes(r, o, "method", true);
    v->hessian_source = get_source(r, o, "hessian_source");
    v->dofs = dofs;
    v->n_dofs = n;
}

static void read_vibrations(dgh_json_reader *r, dgh_calculation *c, const dgh_json *parent)
{
    if (r->status != DGH_OK || !dgh_json_get(parent, "vibrations"))
        return;
    const dgh_json *o = dgh_json_get_object(r, parent, "vibrations");
    read_hessian(r, c, o);
    const dgh_json *array = dgh_json_get_array(r, o, "modes");
    size_t n = dgh_json_size(array);
    dgh_printed_mode *modes = room(r, n, sizeof *modes);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *mode = dgh_json_at(array, i);
        modes[i].freq_cm1 = real_of(r, "modes", dgh_json_at(mode, 0));
        modes[i].imaginary = bool_of(r, "modes", dgh_json_at(mode, 1));
        modes[i].source = place_of(r, "modes", mode, 2);
    }
    c->vibrations.n_modes = n;
    c->vibrations.modes = modes;
    c->vibrations.modes_note = dgh_json_get_bytes(r, o, "modes_note", true);
}

const dgh_diagnostic *dgh_json_get_diagnostics(dgh_json_reader *r, const dgh_json *parent,
                                               const char *member, size_t *count)
{
    const dgh_json *array = dgh_json_get_array(r, parent, member);
    size_t n = dgh_json_size(array);
    dgh_diagnostic *items = room(r, n, sizeof *items);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *o = dgh_json_at(array, i);
        items[i].severity = (dgh_severity)get_name(r, o, "severity", name_severity, DGH_ERROR);
        items[i].code = dgh_json_get_bytes(r, o, "code", false);
        items[i].message = dgh_json_get_bytes(r, o, "message", false);
        items[i].source = get_source(r, o, "source");
    }
    *count = r->status == DGH_OK ? n : 0;
    return items;
}

static void read_files(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get_array(r, o, "files");
    size_t n = dgh_json_size(array);
    if (r->status == DGH_OK && n == 0)
        dgh_json_expected(r, "files", "one file at least", array);
    const char **files = room(r, n, sizeof *files);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *value = dgh_json_at(array, i);
        int64_t k = integer_of(r, "files", value, 0, (int64_t)r->n_paths - 1);
        if (r->status == DGH_OK && (uint64_t)k >= r->n_paths)
            dgh_json_expected(r, "files", "the index of one of the paths", value);
        if (r->status == DGH_OK)
            files[i] = r->paths[k];
    }
    c->files = files;
    c->n_files = n;
}

static void read_paths(dgh_json_reader *r, const dgh_json *o)
{
    const dgh_json *array = dgh_json_get_array(r, o, "paths");
    size_t n = dgh_json_size(array);
    const char **paths = room(r, n, sizeof *paths);
    for (size_t i = 0; i < n && r->status == DGH_OK; i++)
        paths[i] = dgh_json_bytes(r, "paths", dgh_json_at(array, i));
    r->paths = paths;
    r->n_paths = r->status == DGH_OK ? n : 0;
}

static void read_head(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    c->path = dgh_json_get_bytes(r, o, "path", false);
    c->format = dgh_json_get_bytes(r, o, "format", false);
    c->code = (dgh_code)get_name(r, o, "code", name_code, DGH_CODE_QE);
    c->task = (dgh_task)get_name(r, o, "task", name_task, DGH_TASK_OTHER);
    c->task_source = get_source(r, o, "task_source");
    c->status = (dgh_run_status)get_name(r, o, "status", name_status, DGH_RUN_FAILED);
    c->ionic_converged = get_tristate(r, o, "ionic_converged");
    get_fields(r, c, o, DGH_RECORD_FIELDS, DGH_N_RECORD_FIELDS);
}

static void read_ensemble(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    size_t n = dgh_json_size(dgh_json_get(o, "ensemble_ev"));
    c->ensemble_ev = get_numbers(r, o, "ensemble_ev", n);
    c->n_ensemble = c->ensemble_ev ? n : 0;
    if (c->n_ensemble)
        c->ensemble_source = get_source(r, o, "ensemble_source");
}

static void read_numbers(dgh_json_reader *r, dgh_calculation *c, const dgh_json *o)
{
    const size_t n_atoms = c->structure.n_atoms;
    if (c->largest_force_ev_per_ang.has)
        c->largest_force_atom = (size_t)dgh_json_get_integer(r, o, "largest_force_atom", 0,
                                                             n_atoms ? (int64_t)n_atoms - 1 : 0);
    c->final_position_ang = get_numbers(r, o, "final_position_ang", 3 * n_atoms);
    c->has_final_positions = c->final_position_ang != NULL;
    c->has_final_cell = get_matrix(r, c->final_cell_ang, o, "final_cell_ang");
    if (dgh_json_get(o, "kpoint_mesh"))
        fill_numbers(r, c->kpoint_mesh, dgh_json_get(o, "kpoint_mesh"), "kpoint_mesh", 3);
}

dgh_status dgh_calculation_from_json(dgh_calculation **out, const dgh_json *object,
                                     const char *path, size_t line, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    dgh_calculation *c = arena ? dgh_arena_alloc(arena, 1, sizeof *c) : NULL;
    if (!c) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    dgh_json_reader r = {.path = path, .line = line, .arena = arena, .err = err};
    c->arena = arena;
    if (!dgh_json_is_object(object))
        dgh_json_expected(&r, "calculation", "an object", object);
    read_paths(&r, object);
    read_files(&r, c, object);
    read_head(&r, c, object);
    read_structure(&r, &c->structure, object);
    read_steps(&r, c, object);
    read_numbers(&r, c, object);
    read_settings(&r, c, object);
    read_pseudopotentials(&r, c, object);
    read_vibrations(&r, c, object);
    read_ensemble(&r, c, object);
    c->diagnostics = dgh_json_get_diagnostics(&r, object, "diagnostics", &c->n_diagnostics);
    if (r.status != DGH_OK) {
        dgh_arena_free(arena);
        return r.status;
    }
    *out = c;
    return DGH_OK;
}
