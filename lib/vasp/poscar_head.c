/* Rules of the head, from https://www.vasp.at/wiki/POSCAR and from files that VASP writes:
 *  - a negative scale is the volume of the cell; three scales multiply x, y and z;
 *  - the line of names is missing before VASP 5; it and the line of counts may wrap;
 *  - VASP 6.4 writes names with a hash of the POTCAR behind a slash ("Mg_pv/f474ac0d", "Fe/"). */
#include "vasp/poscar_head.h"

#include <math.h>

#include "dgh/record.h"

enum { LONGEST_LABEL = 64 };

dgh_status dgh_poscar_expected(const dgh_cursor *cursor, dgh_slice line, dgh_slice rest,
                               const char *what, dgh_error *err)
{
    char excerpt[64];
    while (rest.size && dgh_is_space(rest.data[0])) {
        rest.data++;
        rest.size--;
    }
    return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, cursor->line, dgh_column(line, rest.data),
                        "expected %s, found %s", what,
                        dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

dgh_status dgh_poscar_ended(const dgh_cursor *cursor, const char *what, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, cursor->line + 1, 1,
                        "expected %s, found end of file", what);
}

static dgh_slice without_comment(dgh_slice s)
{
    for (size_t i = 0; i < s.size; i++)
        if (s.data[i] == '!' || s.data[i] == '#')
            s.size = i;
    return dgh_slice_trim(s);
}

static dgh_slice next_line(const dgh_cursor *cursor)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line = {0};
    return dgh_cursor_line(&ahead, &line) ? without_comment(line) : (dgh_slice){"", 0};
}

static bool reads_as_number(dgh_slice word, double *value)
{
    return dgh_slice_double(&word, value) && word.size == 0;
}

static dgh_status read_scale(double scale[3], bool *is_volume, dgh_cursor *cursor, dgh_error *err)
{
    dgh_slice line;
    if (!dgh_cursor_line(cursor, &line))
        return dgh_poscar_ended(cursor, "a scale", err);
    dgh_slice rest = line, word;
    size_t n = 0;
    while (n < 3 && dgh_slice_word(&rest, &word) && reads_as_number(word, &scale[n]))
        n++;
    if (n == 0 || scale[0] == 0.0 || !isfinite(scale[0]))
        return dgh_poscar_expected(cursor, line, line, "a scale other than zero", err);
    *is_volume = n < 3 && scale[0] < 0.0;
    if (n < 3) {
        scale[1] = scale[2] = scale[0];
    } else if (!(scale[0] > 0.0 && scale[1] > 0.0 && scale[2] > 0.0)) {
        return dgh_poscar_expected(cursor, line, line, "three positive scales", err);
    }
    return DGH_OK;
}

static dgh_status read_lattice(dgh_poscar_head *out, bool is_volume, dgh_cursor *cursor,
                               dgh_error *err)
{
    dgh_slice line = {0};
    for (int i = 0; i < 3; i++) {
        if (!dgh_cursor_line(cursor, &line))
            return dgh_poscar_ended(cursor, "a lattice vector", err);
        dgh_slice rest = line;
        if (!dgh_slice_doubles(&rest, out->cell_ang[i], 3))
            return dgh_poscar_expected(cursor, line, rest, "a lattice vector of three numbers",
                                       err);
    }
    double volume = dgh_cell_volume_ang3((const double(*)[3])out->cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return dgh_poscar_expected(cursor, line, line, "lattice vectors that span a volume", err);
    if (is_volume)
        out->scale[0] = out->scale[1] = out->scale[2] = cbrt(-out->scale[0] / volume);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            out->cell_ang[i][k] *= out->scale[k];
    volume = dgh_cell_volume_ang3((const double(*)[3])out->cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return dgh_poscar_expected(cursor, line, line, "lattice vectors that span a volume", err);
    return DGH_OK;
}

static dgh_status read_names(dgh_poscar_head *out, dgh_cursor *cursor, dgh_arena *arena,
                             dgh_error *err)
{
    size_t capacity = 0;
    for (;;) {
        dgh_slice text = next_line(cursor), word;
        if (text.size == 0 || !dgh_is_alpha(text.data[0]))
            return DGH_OK;
        dgh_slice line;
        dgh_cursor_line(cursor, &line);
        while (dgh_slice_word(&text, &word)) {
            const char *slash = memchr(word.data, '/', word.size);
            if (slash)
                word.size = (size_t)(slash - word.data);
            if (word.size == 0 || word.size > LONGEST_LABEL || !dgh_is_alpha(word.data[0]))
                return dgh_poscar_expected(cursor, line, word, "the name of a species", err);
            out->labels = dgh_arena_grow(arena, (void *)out->labels, &capacity, out->n_species,
                                         out->n_species + 1, sizeof *out->labels);
            char *label = out->labels ? dgh_arena_strndup(arena, word.data, word.size) : NULL;
            if (!label)
                return dgh_error_nomem(err);
            out->labels[out->n_species++] = label;
        }
    }
}

/* A count, which is followed by a blank or the end of the line: "1.0" and "1x" are none. */
static bool read_count(dgh_slice *rest, size_t *count)
{
    dgh_slice s = *rest;
    if (!dgh_slice_size(&s, SIZE_MAX / 64, count) || (s.size && !dgh_is_space(s.data[0])))
        return false;
    *rest = s;
    return true;
}

static bool is_all_counts(dgh_slice text)
{
    size_t n = 0, count;
    while (read_count(&text, &count))
        n++;
    return n > 0 && dgh_slice_trim(text).size == 0;
}

static dgh_status add_counts(dgh_poscar_head *out, size_t *n, size_t *capacity, dgh_cursor *cursor,
                             dgh_arena *arena, dgh_error *err)
{
    dgh_slice line;
    if (!dgh_cursor_line(cursor, &line))
        return dgh_poscar_ended(cursor, "a count of atoms per species", err);
    dgh_slice rest = without_comment(line);
    if (rest.size == 0)
        return dgh_poscar_expected(cursor, line, line, "a count of atoms per species", err);
    while (dgh_slice_trim(rest).size) {
        size_t count;
        dgh_slice before = rest;
        if (!read_count(&rest, &count) || count == 0)
            return dgh_poscar_expected(cursor, line, before, "a positive count of atoms", err);
        out->counts = dgh_arena_grow(arena, out->counts, capacity, *n, *n + 1, sizeof *out->counts);
        if (!out->counts)
            return dgh_error_nomem(err);
        if (out->labels && *n == out->n_species)
            return dgh_poscar_expected(cursor, line, before, "as many counts as names", err);
        if (count > SIZE_MAX / 64 - out->n_atoms)
            return dgh_poscar_expected(cursor, line, before, "a smaller count of atoms", err);
        out->counts[(*n)++] = count;
        out->n_atoms += count;
    }
    return DGH_OK;
}

dgh_status dgh_poscar_species_read(dgh_poscar_head *out, dgh_cursor *cursor, dgh_arena *arena,
                                   dgh_error *err)
{
    dgh_status status = read_names(out, cursor, arena, err);
    size_t n = 0, capacity = 0;
    do {
        if (status == DGH_OK)
            status = add_counts(out, &n, &capacity, cursor, arena, err);
        if (status != DGH_OK)
            return status;
    } while (out->labels ? n < out->n_species : is_all_counts(next_line(cursor)));
    out->n_species = n;
    out->counts_line = cursor->line;
    if (out->n_atoms > UINT32_MAX)
        return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, cursor->line, 1,
                            "expected at most %u atoms, found %zu", UINT32_MAX, out->n_atoms);
    return DGH_OK;
}

dgh_status dgh_poscar_head_read(dgh_poscar_head *out, dgh_cursor *cursor, dgh_arena *arena,
                                dgh_error *err)
{
    *out = (dgh_poscar_head){0};
    bool is_volume = false;
    dgh_slice line;
    if (!dgh_cursor_line(cursor, &line))
        return dgh_poscar_ended(cursor, "a title", err);
    out->comment = dgh_slice_trim(line);
    dgh_status status = read_scale(out->scale, &is_volume, cursor, err);
    if (status == DGH_OK)
        status = read_lattice(out, is_volume, cursor, err);
    if (status == DGH_OK)
        status = dgh_poscar_species_read(out, cursor, arena, err);
    return status;
}

/* One symbol with an optional number behind it from the front of `text`, e.g. of "Fe2O3". */
static bool next_symbol(dgh_slice *text, char symbol[3], size_t *count)
{
    *text = dgh_slice_trim(*text);
    if (text->size == 0 || text->data[0] < 'A' || text->data[0] > 'Z')
        return false;
    size_t n = text->size > 1 && text->data[1] >= 'a' && text->data[1] <= 'z' ? 2 : 1;
    if (text->size > n && text->data[n] >= 'a' && text->data[n] <= 'z')
        return false;
    memset(symbol, 0, 3);
    memcpy(symbol, text->data, n);
    text->data += n;
    text->size -= n;
    *count = 0;
    if (text->size && dgh_is_digit(text->data[0]) && !dgh_slice_size(text, UINT32_MAX, count))
        return false;
    return dgh_element_from_label(symbol) != 0;
}

bool dgh_poscar_labels_from_title(dgh_poscar_head *head, dgh_arena *arena)
{
    dgh_slice text = head->comment;
    const char **labels = dgh_arena_alloc(arena, head->n_species, sizeof *labels);
    if (!labels)
        return false;
    for (size_t i = 0; i < head->n_species; i++) {
        char symbol[3];
        size_t count;
        if (!next_symbol(&text, symbol, &count) || (count && count != head->counts[i]))
            return false;
        labels[i] = dgh_arena_strdup(arena, symbol);
        if (!labels[i])
            return false;
    }
    if (dgh_slice_trim(text).size)
        return false;
    head->labels = labels;
    return true;
}
