/* What OUTCAR states before its first electronic iteration: version, POTCAR heads, dimensions,
 * k-points, parameters, first geometry. */
#include "vasp/outcar.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_TYPES = 100000 };

/* A second version line begins a second run in the same file: only the last run counts. */
static bool start_again(dgh_outcar *r)
{
    dgh_builder fresh;
    dgh_error err = {0};
    if (dgh_builder_open(&fresh, r->b.path, "vasp-outcar", &err) != DGH_OK)
        return false;
    fresh.calculation->code = DGH_CODE_VASP;
    dgh_outcar again = {.data = r->data, .size = r->size, .b = fresh, .cursor = r->cursor};
    again.cursor.path = fresh.path;
    memcpy(again.first_key, r->first_key, sizeof again.first_key);
    dgh_builder_abort(&r->b);
    *r = again;
    return dgh_builder_note(&r->b, DGH_WARNING, "several-runs-in-file", r->cursor.line,
                            "several runs were written to this file; only the one that begins at "
                            "line %zu is read",
                            r->cursor.line);
}

/* "vasp.5.4.4.18Apr17-6-g9f103f2a35 (build..." is 5.4.4, "vasp.6.3.2 27Jun22" is 6.3.2. */
static size_t version_size(dgh_slice text)
{
    size_t size = 0;
    while (size < text.size) {
        size_t end = size;
        while (end < text.size && dgh_is_digit(text.data[end]))
            end++;
        bool whole = end == text.size || text.data[end] == '.' || dgh_is_space(text.data[end]);
        if (end == size || !whole)
            return size ? size - 1 : 0;
        if (end == text.size || text.data[end] != '.')
            return end;
        size = end + 1;
    }
    return size ? size - 1 : 0;
}

bool dgh_outcar_on_version(dgh_outcar *r, dgh_slice line)
{
    dgh_slice text = {line.data + 5, line.size - 5};
    size_t n = version_size(text);
    if (n < 3)
        return true;
    if ((r->b.calculation->code_version.value || r->b.n_steps || r->step.open) && !start_again(r))
        return false;
    char *version = dgh_arena_strndup(r->b.arena, text.data, n);
    if (!version)
        return false;
    r->b.calculation->code_version = (dgh_text){version, {r->b.path, r->cursor.line}};
    r->in_header = true;
    return true;
}

bool dgh_outcar_on_executed(dgh_outcar *r, dgh_slice line)
{
    dgh_slice date;
    if (r->b.calculation->started.value || !dgh_slice_after(line, " date ", &date))
        return true;
    date = dgh_slice_trim(date);
    char *text = dgh_arena_strndup(r->b.arena, date.data, date.size < 40 ? date.size : 40);
    r->b.calculation->started = (dgh_text){text, {r->b.path, r->cursor.line}};
    return text != NULL;
}

/* ---- POTCAR ---- */

/* Fields come as SHA256, VRHFIN, LEXCH, TITEL, POMASS; the last one completes an entry. The content
 * of POTCAR is licensed: nothing but its head is kept. */
bool dgh_outcar_on_potcar_field(dgh_outcar *r, dgh_slice line)
{
    dgh_slice value, word;
    if (!dgh_slice_after(line, "=", &value))
        return true;
    value = dgh_slice_trim(value);
    dgh_pseudopotential *p = &r->potcar;
    const char **target = line.data[0] == 'S'   ? &p->hash
                          : line.data[0] == 'L' ? &p->functional
                          : line.data[0] == 'T' ? &p->title
                                                : &p->label;
    dgh_slice rest = value;
    if (line.data[0] != 'T' && dgh_slice_word(&rest, &word))
        value = word;
    if (line.data[0] == 'V') /* "Ni: s1d9" */
        for (size_t i = 0; i < value.size; i++)
            if (value.data[i] == ':')
                value.size = i;
    if (line.data[0] == 'T')
        p->source = dgh_cursor_source(&r->cursor);
    *target = dgh_arena_strndup(r->b.arena, value.data, value.size < 200 ? value.size : 200);
    return *target != NULL;
}

/* Second word of "PAW_PBE Mg_pv 06Sep2000"; VASP 4 titles may be the bare symbol. */
static int element_of_title(const char *title)
{
    dgh_slice rest = {title, strlen(title)}, word;
    int element = 0;
    if (dgh_slice_word(&rest, &word) && dgh_slice_word(&rest, &word)) {
        char label[8] = "";
        memcpy(label, word.data, word.size < 7 ? word.size : 7);
        element = dgh_element_from_label(label);
    }
    return element ? element : dgh_element_from_label(title);
}

bool dgh_outcar_on_pomass(dgh_outcar *r, dgh_slice line)
{
    dgh_slice mass_text, zval_text;
    double mass = 0.0, zval;
    if (!r->potcar.title || !dgh_slice_after(line, "=", &mass_text) ||
        !dgh_slice_double(&mass_text, &mass))
        return true;
    dgh_pseudopotential *p = dgh_builder_add_pseudopotential(&r->b);
    double *masses = dgh_arena_grow(r->b.arena, r->potcar_mass_u, &r->potcar_mass_capacity,
                                    r->b.n_pseudopotentials - 1, r->b.n_pseudopotentials,
                                    sizeof *masses);
    if (!p || !masses)
        return false;
    r->potcar_mass_u = masses;
    masses[r->b.n_pseudopotentials - 1] = mass;
    *p = r->potcar;
    r->potcar = (dgh_pseudopotential){0};
    p->atomic_number = p->label ? dgh_element_from_label(p->label) : 0;
    if (!p->atomic_number)
        p->atomic_number = element_of_title(p->title);
    if (p->atomic_number)
        p->label = dgh_element_symbol(p->atomic_number);
    else if (!p->label)
        p->label = p->title;
    if (dgh_slice_after(line, "ZVAL   =", &zval_text) && dgh_slice_double(&zval_text, &zval))
        p->valence_e = dgh_builder_real(&r->b, zval, r->cursor.line);
    return true;
}

/* ---- dimensions ---- */

bool dgh_outcar_on_nkpts(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    int64_t n;
    r->in_echo = false;
    if (dgh_slice_after(line, "NKPTS =", &rest) && dgh_slice_int64(&rest, &n) && n > 0)
        dgh_builder_set_integer(&r->b, DGH_SETTING_N_KPOINTS, n, r->cursor.line);
    return true;
}

/* Every atom has a line of its own in a whole file, so a count beyond the bytes is nonsense. */
bool dgh_outcar_on_nions(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    size_t n;
    if (!r->n_atoms && dgh_slice_after(line, "NIONS =", &rest)) {
        if (!dgh_slice_size(&rest, r->size, &n) || n == 0)
            return dgh_builder_note(&r->b, DGH_WARNING, "count-not-credible", r->cursor.line,
                                    "the number of ions is not one that this file can hold");
        r->n_atoms = n;
    }
    return true;
}

static bool add_counts(dgh_outcar *r, dgh_slice rest, size_t *sum)
{
    size_t n;
    while (*sum < r->n_atoms && dgh_slice_size(&rest, r->n_atoms - *sum, &n)) {
        if (n == 0)
            return true;
        size_t *grown = dgh_arena_grow(r->b.arena, r->counts, &r->counts_capacity, r->n_types,
                                       r->n_types + 1, sizeof *grown);
        if (!grown)
            return false;
        r->counts = grown;
        r->counts[r->n_types++] = n;
        *sum += n;
    }
    return true;
}

/* The list goes on in the next line after ten types. */
bool dgh_outcar_on_types(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    size_t sum = 0;
    if (r->n_types || !r->n_atoms || !dgh_slice_after(line, "=", &rest))
        return true;
    if (!add_counts(r, rest, &sum))
        return false;
    while (sum < r->n_atoms && r->n_types < MOST_TYPES) {
        dgh_cursor before = r->cursor;
        size_t types = r->n_types;
        if (!dgh_outcar_next(r, &rest) || !add_counts(r, rest, &sum))
            break;
        if (r->n_types == types) {
            r->cursor = before;
            break;
        }
    }
    if (sum != r->n_atoms)
        r->n_types = 0;
    return true;
}

static bool read_masses(dgh_outcar *r, dgh_slice rest)
{
    if (!r->type_mass_u)
        r->type_mass_u = dgh_arena_alloc(r->b.arena, r->n_atoms, sizeof *r->type_mass_u);
    if (!r->type_mass_u)
        return false;
    size_t n = 0;
    while (n < r->n_types) {
        if (dgh_slice_double(&rest, &r->type_mass_u[n])) {
            n++;
            continue;
        }
        dgh_cursor before = r->cursor;
        if (dgh_slice_trim(rest).size || !dgh_outcar_next(r, &rest) ||
            dgh_is_alpha(dgh_slice_trim(rest).size ? dgh_slice_trim(rest).data[0] : 'x')) {
            r->cursor = before;
            return true;
        }
    }
    r->has_type_mass = true;
    return true;
}

/* The masses that the run uses, two decimals, one per type. */
bool dgh_outcar_on_ion_masses(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    if (!r->n_types || r->has_type_mass || !dgh_outcar_next(r, &line) ||
        !dgh_slice_after(line, "POMASS =", &rest))
        return true;
    r->mass_line = r->cursor.line;
    return read_masses(r, rest);
}

/* ---- k-points ---- */

bool dgh_outcar_on_mesh(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    int64_t n[3];
    if (!dgh_slice_after(line, ":", &rest))
        return true;
    for (int i = 0; i < 3; i++)
        if (!dgh_slice_int64(&rest, &n[i]) || n[i] < 1)
            return true;
    memcpy(r->mesh, n, sizeof n);
    r->mesh_line = r->cursor.line;
    return true;
}

/* Lists the irreducible points; a mesh without Gamma among them is a shifted one. */
bool dgh_outcar_on_kpoint_list(dgh_outcar *r, dgh_slice line)
{
    double k[4];
    while (dgh_outcar_next(r, &line)) {
        dgh_slice rest = line;
        if (!dgh_slice_doubles(&rest, k, 4))
            return true;
        r->kpoints_listed = true;
        if (fabs(k[0]) < 1e-6 && fabs(k[1]) < 1e-6 && fabs(k[2]) < 1e-6)
            r->gamma_listed = true;
    }
    return true;
}

/* ---- geometry ---- */

bool dgh_outcar_on_positions(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    dgh_structure *s = &r->b.calculation->structure;
    dgh_source source = dgh_cursor_source(&r->cursor);
    bool whole;
    size_t row;
    if (s->position_ang || !r->n_atoms)
        return true;
    if (!dgh_outcar_table(r, 3, &whole, &row))
        return false;
    if (!whole)
        return true;
    double *x = dgh_builder_vectors(&r->b, r->n_atoms);
    if (!x)
        return false;
    memcpy(x, r->scratch, 3 * r->n_atoms * sizeof *x);
    s->position_ang = x;
    s->source = source;
    return true;
}

/* ---- parameters ---- */

static void put(dgh_outcar *r, const char *name, dgh_slice value)
{
    dgh_vasp_tags_put(&r->tags, (dgh_slice){name, strlen(name)}, value, r->cursor.line);
}

bool dgh_outcar_on_ldau(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    put(r, "LDAU", (dgh_slice){"T", 1});
    if (dgh_slice_after(line, "LDAUTYPE =", &rest))
        put(r, "LDAUTYPE", rest);
    return true;
}

bool dgh_outcar_on_ldau_list(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    if (dgh_slice_after(line, "LDAUL =", &rest))
        put(r, "LDAUL", rest);
    else if (dgh_slice_after(line, "LDAUU =", &rest))
        put(r, "LDAUU", rest);
    else if (dgh_slice_after(line, "LDAUJ =", &rest))
        put(r, "LDAUJ", rest);
    return true;
}

bool dgh_outcar_on_projectors(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    r->projectors_optimised = true;
    return true;
}

bool dgh_outcar_on_incar(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    r->in_echo = true;
    return true;
}

bool dgh_outcar_on_ivdw(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    if (dgh_slice_after(line, "=", &rest))
        put(r, "IVDW", rest);
    return true;
}

bool dgh_outcar_on_ichain(dgh_outcar *r, dgh_slice line)
{
    put(r, "ICHAIN", (dgh_slice){line.data + 18, line.size - 18});
    return true;
}

static bool is_list_tag(dgh_slice name)
{
    return dgh_slice_starts(name, "LDAU") || dgh_slice_equals(name, "SYSTEM");
}

/* "NELM   =    200;   NELMIN=  2; NELMDL=  0     # of ELM steps": words behind a value are
 * explanations. What VASP 6 repeats of INCAR stands before the dimensions and is kept apart. */
bool dgh_outcar_tag_line(dgh_outcar *r, dgh_slice line)
{
    while (line.size) {
        const char *equals = memchr(line.data, '=', line.size);
        if (!equals)
            return true;
        dgh_slice name = dgh_slice_trim((dgh_slice){line.data, (size_t)(equals - line.data)});
        dgh_slice rest = {equals + 1, (size_t)(line.data + line.size - equals - 1)};
        const char *semicolon = memchr(rest.data, ';', rest.size);
        dgh_slice value = rest;
        if (semicolon)
            value.size = (size_t)(semicolon - rest.data);
        dgh_slice words = value, word;
        if (!is_list_tag(name) && dgh_slice_word(&words, &word))
            value = word;
        if (!dgh_slice_equals_nocase(name, "ENMAX"))
            dgh_vasp_tags_put(r->in_echo ? &r->echo : &r->tags, name, value, r->cursor.line);
        if (!semicolon)
            return true;
        line = (dgh_slice){semicolon + 1, (size_t)(line.data + line.size - semicolon - 1)};
    }
    return true;
}
