/* POSCAR and CONTCAR, https://www.vasp.at/wiki/POSCAR: behind the head (poscar_head.c) stand
 * "Selective dynamics" (only its first letter counts), the mode of the coordinates (C, c, K or k
 * is Cartesian, anything else direct), one line per atom, and, in a CONTCAR of a molecular
 * dynamics run, lattice velocities, velocities and the predictor-corrector's state. */
#include "vasp/readers.h"

#include "base/format.h"
#include "record/build.h"
#include "vasp/poscar_head.h"

/* "0 0 0" and a line end: no atom takes less. */
enum { SHORTEST_ATOM = 6 };

typedef struct atoms {
    bool selective;
    bool cartesian;
    double *position; /* as in the file */
    bool *is_free;
    /* element symbols behind the coordinates: consistent so far, per species */
    dgh_slice *trailing;
    bool trailing_fits;
} atoms;

static bool next_logical(dgh_slice *rest, bool *value)
{
    dgh_slice word;
    if (!dgh_slice_word(rest, &word))
        return false;
    size_t i = word.data[0] == '.' ? 1 : 0;
    char c = i < word.size ? dgh_to_lower(word.data[i]) : '\0';
    if (c != 't' && c != 'f')
        return false;
    *value = c == 't';
    return true;
}

static dgh_status read_modes(atoms *a, dgh_cursor *cursor, dgh_error *err)
{
    dgh_slice line;
    if (!dgh_cursor_line(cursor, &line))
        return dgh_poscar_ended(cursor, "\"Direct\" or \"Cartesian\"", err);
    dgh_slice text = dgh_slice_trim(line);
    if (text.size && dgh_to_lower(text.data[0]) == 's') {
        a->selective = true;
        if (!dgh_cursor_line(cursor, &line))
            return dgh_poscar_ended(cursor, "\"Direct\" or \"Cartesian\"", err);
        text = dgh_slice_trim(line);
    }
    if (text.size && !dgh_is_alpha(text.data[0]))
        return dgh_poscar_expected(cursor, line, line, "\"Direct\" or \"Cartesian\"", err);
    char mode = text.size ? dgh_to_lower(text.data[0]) : 'd';
    a->cartesian = mode == 'c' || mode == 'k';
    return DGH_OK;
}

/* A symbol behind the coordinates ("0.5 0.5 0.5 Pt") names the species where nothing else does. */
static void look_at_trailing(atoms *a, size_t species, bool first_of_species, dgh_slice rest)
{
    dgh_slice word;
    if (!a->trailing_fits)
        return;
    if (!dgh_slice_word(&rest, &word) || word.size > 2) {
        a->trailing_fits = false;
        return;
    }
    if (first_of_species)
        a->trailing[species] = word;
    const dgh_slice *known = &a->trailing[species];
    a->trailing_fits = known->size == word.size && memcmp(known->data, word.data, word.size) == 0;
}

static dgh_status bad_atom(const dgh_cursor *cursor, dgh_slice line, dgh_slice rest,
                           const char *what, size_t atom, size_t n_atoms, dgh_error *err)
{
    char text[96];
    dgh_format(text, sizeof text, "%s of atom %zu of %zu", what, atom + 1, n_atoms);
    return line.data ? dgh_poscar_expected(cursor, line, rest, text, err)
                     : dgh_poscar_ended(cursor, text, err);
}

static dgh_status read_atom(atoms *a, size_t atom, dgh_slice *rest, dgh_cursor *cursor,
                            size_t n_atoms, dgh_error *err)
{
    dgh_slice line = {0};
    if (!dgh_cursor_line(cursor, &line))
        return bad_atom(cursor, line, line, "three coordinates", atom, n_atoms, err);
    *rest = line;
    if (!dgh_slice_doubles(rest, a->position + 3 * atom, 3))
        return bad_atom(cursor, line, *rest, "three coordinates", atom, n_atoms, err);
    for (size_t k = 0; a->selective && k < 3; k++) {
        dgh_slice before = *rest;
        if (!next_logical(rest, &a->is_free[3 * atom + k]))
            return bad_atom(cursor, line, before, "three flags T or F", atom, n_atoms, err);
    }
    return DGH_OK;
}

static dgh_status read_atoms(atoms *a, const dgh_poscar_head *head, dgh_cursor *cursor,
                             dgh_arena *arena, dgh_error *err)
{
    size_t left = (size_t)(cursor->end - cursor->next);
    if (head->n_atoms > left / SHORTEST_ATOM + 1)
        return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, head->counts_line, 1,
                            "expected %zu atoms, found only %zu bytes behind their counts",
                            head->n_atoms, left);
    a->position = dgh_arena_alloc(arena, head->n_atoms, 3 * sizeof *a->position);
    a->is_free = dgh_arena_alloc(arena, head->n_atoms, 3 * sizeof *a->is_free);
    a->trailing = dgh_arena_alloc(arena, head->n_species, sizeof *a->trailing);
    if (!a->position || !a->is_free || !a->trailing)
        return dgh_error_nomem(err);
    a->trailing_fits = head->labels == NULL;
    size_t atom = 0;
    for (size_t i = 0; i < head->n_species; i++)
        for (size_t k = 0; k < head->counts[i]; k++, atom++) {
            dgh_slice rest;
            dgh_status status = read_atom(a, atom, &rest, cursor, head->n_atoms, err);
            if (status != DGH_OK)
                return status;
            look_at_trailing(a, i, k == 0, rest);
        }
    return DGH_OK;
}

static bool name_species(dgh_poscar_head *head, const atoms *a, dgh_builder *builder)
{
    if (head->labels)
        return true;
    const char *from = "the symbols behind the coordinates";
    bool named = a->trailing_fits;
    const char **labels = dgh_arena_alloc(builder->arena, head->n_species, sizeof *labels);
    if (!labels)
        return false;
    for (size_t i = 0; i < head->n_species && named; i++) {
        labels[i] = dgh_arena_strndup(builder->arena, a->trailing[i].data, a->trailing[i].size);
        named = labels[i] && dgh_element_from_label(labels[i]) != 0;
    }
    if (named)
        head->labels = labels;
    if (!named) {
        from = "the title";
        named = dgh_poscar_labels_from_title(head, builder->arena);
    }
    if (named)
        return dgh_builder_note(builder, DGH_NOTE, "species-inferred", head->counts_line,
                                "the file names no species; they were taken from %s", from);
    for (size_t i = 0; i < head->n_species; i++) {
        labels[i] = dgh_arena_printf(builder->arena, "?%zu", i + 1);
        if (!labels[i])
            return false;
    }
    head->labels = labels;
    return dgh_builder_note(builder, DGH_WARNING, "species-unnamed", head->counts_line,
                            "the file names no species (VASP 4): a POTCAR or OUTCAR must");
}

static void to_angstrom(double *out, const atoms *a, const dgh_poscar_head *head)
{
    if (!a->cartesian) {
        dgh_cell_to_cartesian((const double(*)[3])head->cell_ang, a->position, out, head->n_atoms);
        return;
    }
    for (size_t i = 0; i < 3 * head->n_atoms; i++)
        out[i] = a->position[i] * head->scale[i % 3];
}

static dgh_slice peek(const dgh_cursor *cursor)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line = {0};
    return dgh_cursor_line(&ahead, &line) ? dgh_slice_trim(line) : (dgh_slice){"", 0};
}

/* A grid of values follows in the CHGCAR family: its three divisions stand alone on a line. */
static bool grid_follows(const dgh_cursor *cursor)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line = {"", 0};
    while (dgh_cursor_line(&ahead, &line) && dgh_slice_trim(line).size == 0)
        ;
    size_t n = 0, division;
    while (dgh_slice_size(&line, UINT32_MAX, &division) &&
           (line.size == 0 || dgh_is_space(line.data[0])))
        n++;
    return n == 3 && dgh_slice_trim(line).size == 0;
}

static bool skip_lattice_velocities(dgh_cursor *cursor)
{
    /* title, state, three velocities and three vectors */
    dgh_slice line;
    for (int i = 0; i < 8; i++)
        if (!dgh_cursor_line(cursor, &line))
            return false;
    return true;
}

/* Velocities in Angstrom/fs; false without them. A line that is blank or begins with C or K heads
 * Cartesian ones; direct ones are per time step, which this file does not state. */
static bool read_velocities(double *out, const dgh_poscar_head *head, dgh_cursor *cursor)
{
    dgh_slice text = peek(cursor), line;
    if (grid_follows(cursor))
        return false;
    if (text.size && dgh_to_lower(text.data[0]) == 'l' && !skip_lattice_velocities(cursor))
        return false;
    if (!dgh_cursor_line(cursor, &line))
        return false;
    text = dgh_slice_trim(line);
    char mode = text.size ? dgh_to_lower(text.data[0]) : 'c';
    if ((mode != 'c' && mode != 'k') ||
        head->n_atoms > (size_t)(cursor->end - cursor->next) / SHORTEST_ATOM + 1)
        return false;
    for (size_t i = 0; i < head->n_atoms; i++)
        if (!dgh_cursor_line(cursor, &line) || !dgh_slice_doubles(&line, out + 3 * i, 3))
            return false;
    return true;
}

static bool fill_structure(dgh_builder *builder, dgh_poscar_head *head, const atoms *a,
                           dgh_cursor *cursor)
{
    dgh_structure *s = &builder->calculation->structure;
    double *position = dgh_builder_vectors(builder, head->n_atoms);
    if (!position || !name_species(head, a, builder) ||
        !dgh_builder_set_species_counts(builder, head->labels, head->counts, head->n_species))
        return false;
    to_angstrom(position, a, head);
    s->position_ang = position;
    s->has_cell = true;
    memcpy(s->cell_ang, head->cell_ang, sizeof s->cell_ang);
    s->is_free = a->selective ? a->is_free : NULL;
    s->comment = dgh_arena_strndup(builder->arena, head->comment.data, head->comment.size);
    s->source = (dgh_source){builder->path, 1};
    if (!s->comment)
        return false;
    if (dgh_cursor_cut(cursor) &&
        !dgh_builder_note(builder, DGH_NOTE, "no-line-end", cursor->line,
                          "the last coordinate ends with the file: it may be cut"))
        return false;
    if ((size_t)(cursor->end - cursor->next) < head->n_atoms * SHORTEST_ATOM)
        return true;
    double *velocity = dgh_builder_vectors(builder, head->n_atoms);
    if (!velocity)
        return false;
    if (read_velocities(velocity, head, cursor))
        s->velocity_ang_per_fs = velocity;
    return true;
}

dgh_status dgh_vasp_read_poscar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_builder builder;
    dgh_status status = dgh_builder_open(&builder, path, "vasp-poscar", err);
    if (status != DGH_OK)
        return status;
    dgh_cursor cursor = dgh_cursor_make(data, size, builder.path);
    dgh_poscar_head head;
    atoms a = {0};
    status = dgh_poscar_head_read(&head, &cursor, builder.arena, err);
    if (status == DGH_OK)
        status = read_modes(&a, &cursor, err);
    if (status == DGH_OK)
        status = read_atoms(&a, &head, &cursor, builder.arena, err);
    if (status == DGH_OK && !fill_structure(&builder, &head, &a, &cursor))
        status = dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_builder_abort(&builder);
        return status;
    }
    builder.calculation->code = DGH_CODE_VASP;
    builder.calculation->task = DGH_TASK_INPUT;
    *out = dgh_builder_finish(&builder);
    return DGH_OK;
}

/* Free text that reads as a whole: a head, a mode that VASP's own files have, and a first line of
 * coordinates. */
static bool is_poscar(dgh_cursor *cursor, dgh_arena *arena)
{
    dgh_poscar_head head;
    atoms a = {0};
    if (dgh_poscar_head_read(&head, cursor, arena, NULL) != DGH_OK ||
        read_modes(&a, cursor, NULL) != DGH_OK)
        return false;
    dgh_cursor mode_line = dgh_cursor_make(cursor->begin, (size_t)(cursor->next - cursor->begin),
                                           cursor->path);
    dgh_slice line = {0}, last = {0};
    while (dgh_cursor_line(&mode_line, &line))
        last = dgh_slice_trim(line);
    if (!last.size || !strchr("cdk", dgh_to_lower(last.data[0])) || dgh_slice_find(last, "="))
        return false;
    for (size_t i = 0; i < head.n_atoms; i++) {
        double r[3];
        if (!dgh_cursor_line(cursor, &line))
            return i > 0; /* cut, and a POSCAR nevertheless */
        if (!dgh_slice_doubles(&line, r, 3))
            return false;
    }
    return !grid_follows(cursor);
}

bool dgh_vasp_is_poscar(const char *data, size_t size)
{
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return false;
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    bool is = is_poscar(&cursor, arena);
    dgh_arena_free(arena);
    return is;
}
