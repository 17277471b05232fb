/* Editing pw.x's input, https://www.quantum-espresso.org/Doc/INPUT_PW.html. The reader of the same
 * file tells where things stand; the changes are made on the bytes. */
#include "espresso/pw_edit.h"

#include <math.h>
#include <stdlib.h>

#include "base/constants.h"
#include "base/format.h"
#include "espresso/expression.h"
#include "espresso/namelist.h"
#include "espresso/readers.h"
#include "record/build.h"

/* Atoms that are nearer than this to where the text puts them have not moved. */
static const double STILL_ANG = 1e-5;

/* Bytes [at, at + removed) become `text`. */
typedef struct change {
    size_t at, removed;
    const char *text;
} change;

typedef struct editor {
    const char *data, *path;
    size_t size;
    const dgh_pw_edit *edit;
    dgh_arena *arena;
    dgh_error *err;
    dgh_calculation *c;
    dgh_namelists lists;
    change *changes;
    size_t n, capacity;
    bool no_memory;
} editor;

static void replace(editor *e, const char *from, size_t removed, const char *text)
{
    e->changes = dgh_arena_grow(e->arena, e->changes, &e->capacity, e->n, e->n + 1,
                                sizeof *e->changes);
    if (!e->changes || !text) {
        e->no_memory = true;
        e->n = 0;
        return;
    }
    e->changes[e->n++] = (change){(size_t)(from - e->data), removed, text};
}

static int by_place(const void *a, const void *b)
{
    const change *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

static dgh_status apply(editor *e, char **out, size_t *out_size)
{
    size_t size = e->size + 1, read = 0, written = 0;
    if (e->no_memory)
        return dgh_error_nomem(e->err);
    qsort(e->changes, e->n, sizeof *e->changes, by_place);
    for (size_t i = 0; i < e->n; i++)
        size += strlen(e->changes[i].text);
    char *text = dgh_arena_alloc(e->arena, size, 1);
    if (!text)
        return dgh_error_nomem(e->err);
    for (size_t i = 0; i <= e->n; i++) {
        const size_t upto = i < e->n ? e->changes[i].at : e->size;
        memcpy(text + written, e->data + read, upto - read);
        written += upto - read;
        read = upto;
        if (i < e->n) {
            const size_t length = strlen(e->changes[i].text);
            memcpy(text + written, e->changes[i].text, length);
            written += length;
            read += e->changes[i].removed;
        }
    }
    *out = text;
    *out_size = written;
    return DGH_OK;
}

/* ---- lines ------------------------------------------------------------------------------------
 */

static bool says_nothing(dgh_slice line)
{
    line = dgh_slice_trim(line);
    return line.size == 0 || line.data[0] == '!' || line.data[0] == '#';
}

/* A cursor behind line `line`, 1-based. */
static dgh_cursor behind_line(const editor *e, size_t line)
{
    dgh_cursor cursor = dgh_cursor_make(e->data, e->size, e->path);
    dgh_slice ignored;
    while (cursor.line < line && dgh_cursor_line(&cursor, &ignored))
        ;
    return cursor;
}

/* A line after `line`, which begins with as many blanks and ends as it does. */
static void add_line(editor *e, dgh_slice line, const char *text)
{
    const char *end = line.data + line.size;
    const bool crlf = end < e->data + e->size && *end == '\r';
    size_t indent = 0;
    while (indent < line.size && (line.data[indent] == ' ' || line.data[indent] == '\t'))
        indent++;
    replace(
        e, end, 0,
        dgh_arena_printf(e->arena, "%s%.*s%s", crlf ? "\r\n" : "\n", (int)indent, line.data, text));
}

/* ---- namelists --------------------------------------------------------------------------------
 */

static dgh_status raise_count(editor *e, const char *key, size_t value)
{
    const dgh_namelist_value *v = dgh_namelist_find(&e->lists, "system", key);
    if (!v)
        return dgh_error_at(e->err, DGH_ERR_PARSE, e->path, 0, 0, "expected %s in &SYSTEM", key);
    replace(e, v->text.data, v->text.size, dgh_arena_printf(e->arena, "%zu", value));
    return DGH_OK;
}

/* As it must stand between quotes: those that are its own are doubled. */
static char *quoted(dgh_arena *arena, const char *text, char quote)
{
    char *out = dgh_arena_alloc(arena, 2 * strlen(text) + 1, 1);
    for (size_t n = 0; out && *text; text++) {
        out[n++] = *text;
        if (*text == quote)
            out[n++] = quote;
    }
    return out;
}

static dgh_status set_pseudo_dir(editor *e)
{
    const dgh_namelist_value *v = dgh_namelist_find(&e->lists, "control", "pseudo_dir");
    if (!v || !e->edit->pseudo_dir)
        return DGH_OK;
    const char before = v->text.data > e->data ? v->text.data[-1] : ' ';
    if (before != '\'' && before != '"')
        return dgh_error_at(e->err, DGH_ERR_PARSE, e->path, v->line, v->column,
                            "expected pseudo_dir in quotes");
    replace(e, v->text.data, v->text.size, quoted(e->arena, e->edit->pseudo_dir, before));
    return DGH_OK;
}

/* ---- cards ------------------------------------------------------------------------------------
 */

static dgh_status check_cards(const editor *e, dgh_cursor cursor)
{
    static const char *const EACH_ATOM[] = {"ATOMIC_FORCES", "ATOMIC_VELOCITIES", "OCCUPATIONS"};
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line))
        for (size_t i = 0; i < sizeof EACH_ATOM / sizeof EACH_ATOM[0]; i++)
            if (dgh_slice_starts_nocase(dgh_slice_trim(line), EACH_ATOM[i]))
                return dgh_error_at(e->err, DGH_ERR_UNSUPPORTED, e->path, cursor.line, 1,
                                    "expected an input to which an atom can be added, found %s, "
                                    "which would need values for it",
                                    EACH_ATOM[i]);
    return DGH_OK;
}

static const char *label_of_added(editor *e, dgh_status *status)
{
    const dgh_structure *s = &e->c->structure;
    char text[512];
    *status = DGH_OK;
    for (size_t i = 0; i < s->n_species; i++)
        if (s->species[i].atomic_number == e->edit->added_element)
            return s->species[i].label;
    const char *symbol = dgh_element_symbol(e->edit->added_element);
    if (!e->edit->pseudo) {
        *status = dgh_error_at(e->err, DGH_ERR_MISSING, e->path, 0, 0,
                               "expected a pseudopotential of %s among ATOMIC_SPECIES, found none, "
                               "and none was given (--pseudo %s=FILE)",
                               symbol, symbol);
        return NULL;
    }
    const dgh_pseudopotential *last = &e->c->pseudopotentials[e->c->n_pseudopotentials - 1];
    dgh_cursor at = behind_line(e, last->source.line - 1);
    dgh_slice line = {0};
    dgh_cursor_line(&at, &line);
    dgh_format(text, sizeof text, "%s  %.4g  %s", symbol,
               dgh_element_mass_u(e->edit->added_element), e->edit->pseudo);
    add_line(e, line, text);
    *status = raise_count(e, "ntyp", s->n_species + 1);
    return symbol;
}

/* The unit of ATOMIC_POSITIONS as a length, or 0 for fractions of the cell. */
static double unit_of(const editor *e, dgh_slice card)
{
    dgh_slice option;
    double value;
    if (!dgh_slice_after(card, "ATOMIC_POSITIONS", &option) &&
        !dgh_slice_after(card, "atomic_positions", &option))
        option = (dgh_slice){card.data + 16, card.size - 16};
    while (option.size && strchr(" \t{(", option.data[0])) {
        option.data++;
        option.size--;
    }
    if (dgh_slice_starts_nocase(option, "crystal"))
        return 0.0;
    if (dgh_slice_starts_nocase(option, "bohr"))
        return DGH_BOHR_ANG;
    if (dgh_slice_starts_nocase(option, "angstrom"))
        return 1.0;
    if (dgh_namelist_real(dgh_namelist_find(&e->lists, "system", "a"), &value) && value != 0.0)
        return value;
    if (dgh_namelist_real(dgh_namelist_find(&e->lists, "system", "celldm"), &value) && value != 0.0)
        return value * DGH_BOHR_ANG;
    const double *a = e->c->structure.cell_ang[0];
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

static void spell(const editor *e, double unit, const double position_ang[3], char *text,
                  size_t size)
{
    double p[3];
    if (unit > 0.0)
        for (int k = 0; k < 3; k++)
            p[k] = position_ang[k] / unit;
    else
        dgh_cell_to_fractional(e->c->structure.cell_ang, position_ang, p, 1);
    for (int k = 0; k < 3; k++)
        p[k] = fabs(p[k]) < 5e-11 ? 0.0 : p[k];
    dgh_format(text, size, "%.10f  %.10f  %.10f", p[0], p[1], p[2]);
}

/* The three coordinates of an atom's line, without its label and what follows. */
static bool coordinates_of(dgh_slice line, dgh_slice *coordinates)
{
    dgh_slice rest = line, word;
    if (!dgh_slice_word(&rest, &word))
        return false;
    for (int k = 0; k < 3; k++) {
        if (!dgh_slice_word(&rest, &word))
            return false;
        if (k == 0)
            coordinates->data = word.data;
    }
    coordinates->size = (size_t)(word.data + word.size - coordinates->data);
    return true;
}

static bool has_moved(const editor *e, size_t atom)
{
    const double *p = e->edit->position_ang, *q = e->c->structure.position_ang;
    double square = 0.0;
    for (size_t k = 3 * atom; p && k < 3 * atom + 3; k++)
        square += (p[k] - q[k]) * (p[k] - q[k]);
    return square > STILL_ANG * STILL_ANG;
}

static dgh_status change_positions(editor *e, const char *label)
{
    const dgh_structure *s = &e->c->structure;
    dgh_cursor at = behind_line(e, s->source.line - 1);
    dgh_slice line = {0}, card;
    char text[256], added[320];
    dgh_cursor_line(&at, &card);
    const double unit = unit_of(e, dgh_slice_trim(card));
    for (size_t i = 0; i < s->n_atoms; i++) {
        dgh_slice coordinates;
        do {
            if (!dgh_cursor_line(&at, &line))
                return dgh_error_at(e->err, DGH_ERR_PARSE, e->path, at.line, 1,
                                    "expected %zu atoms, found %zu", s->n_atoms, i);
        } while (says_nothing(line));
        if (!has_moved(e, i) || !coordinates_of(line, &coordinates))
            continue;
        spell(e, unit, e->edit->position_ang + 3 * i, text, sizeof text);
        replace(e, coordinates.data, coordinates.size, dgh_arena_strdup(e->arena, text));
    }
    spell(e, unit, e->edit->added_ang, text, sizeof text);
    dgh_format(added, sizeof added, "%s  %s", label, text);
    add_line(e, line, added);
    return raise_count(e, "nat", s->n_atoms + 1);
}

static dgh_status make_changes(editor *e)
{
    dgh_cursor cursor = dgh_cursor_make(e->data, e->size, e->path);
    dgh_status status = dgh_namelists_read(&e->lists, &cursor, e->arena, e->err);
    if (status == DGH_OK)
        status = check_cards(e, cursor);
    if (status != DGH_OK)
        return status;
    const dgh_structure *s = &e->c->structure;
    if (!s->n_atoms || !s->position_ang || !s->has_cell || !e->c->n_pseudopotentials)
        return dgh_error_at(e->err, DGH_ERR_PARSE, e->path, 0, 0,
                            "expected atoms in a cell that can be read, found none");
    status = set_pseudo_dir(e);
    const char *label = status == DGH_OK ? label_of_added(e, &status) : NULL;
    return status == DGH_OK ? change_positions(e, label) : status;
}

dgh_status dgh_pw_edit_text(char **out, size_t *out_size, const char *data, size_t size,
                            const char *path, const dgh_pw_edit *edit, dgh_arena *arena,
                            dgh_error *err)
{
    editor e = {.data = data, .path = path, .size = size, .edit = edit, .arena = arena, .err = err};
    *out = NULL;
    dgh_status status = dgh_qe_read_pw_input(&e.c, data, size, path, err);
    if (status == DGH_OK)
        status = make_changes(&e);
    if (status == DGH_OK)
        status = apply(&e, out, out_size);
    dgh_calculation_free(e.c);
    return status;
}
