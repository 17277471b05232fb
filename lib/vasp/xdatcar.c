/* XDATCAR, https://www.vasp.at/wiki/XDATCAR: the head of a POSCAR and then configurations in
 * direct coordinates. What heads a configuration differs:
 *   4.x    a blank line; the head is "natoms natoms nsteps", volume and lengths, temperature,
 *          "CAR", title: it names neither lattice nor species
 *   5.2    "Konfig=           1", the head has names and counts but no lattice
 *   5.4+   "Direct configuration=     1"; with a changing cell the whole head is repeated
 * Without a lattice the fractional coordinates cannot become positions: the steps are counted. */
#include "vasp/readers.h"

#include "record/build.h"
#include "vasp/poscar_head.h"

enum { SHORTEST_ATOM = 6, ATOMS_WITHOUT_PROOF = 65536 };

typedef struct trajectory {
    dgh_builder builder;
    dgh_cursor cursor;
    dgh_poscar_head head; /* the one in force */
    bool has_cell;
    dgh_arena *scratch;
    double *fractional;
    size_t decimals; /* digits at the end of the last line of coordinates */
} trajectory;

static dgh_slice peek(const dgh_cursor *cursor)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line = {0};
    return dgh_cursor_line(&ahead, &line) ? dgh_slice_trim(line) : (dgh_slice){"", 0};
}

static bool heads_configuration(dgh_slice text)
{
    return text.size == 0 || dgh_slice_starts_nocase(text, "Direct configuration") ||
           dgh_slice_starts_nocase(text, "Konfig") ||
           dgh_slice_starts_nocase(text, "Cartesian configuration");
}

static bool is_count_triple(dgh_slice line, size_t *n_atoms)
{
    size_t again, steps;
    return dgh_slice_size(&line, UINT32_MAX, n_atoms) &&
           dgh_slice_size(&line, UINT32_MAX, &again) && *n_atoms == again && *n_atoms > 0 &&
           dgh_slice_size(&line, SIZE_MAX / 2, &steps) && dgh_slice_trim(line).size == 0;
}

/* VASP 4: five lines and a blank one. */
static bool read_head_4(dgh_poscar_head *head, dgh_cursor *cursor, dgh_arena *arena)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line, car = {0};
    size_t n_atoms;
    if (!dgh_cursor_line(&ahead, &line) || !is_count_triple(line, &n_atoms))
        return false;
    for (int i = 0; i < 3; i++)
        if (!dgh_cursor_line(&ahead, &car))
            return false;
    if (!dgh_slice_equals(dgh_slice_trim(car), "CAR") || !dgh_cursor_line(&ahead, &line))
        return false;
    *head = (dgh_poscar_head){.comment = dgh_slice_trim(line), .n_species = 1, .n_atoms = n_atoms};
    head->counts = dgh_arena_alloc(arena, 1, sizeof *head->counts);
    if (!head->counts)
        return false;
    head->counts[0] = n_atoms;
    head->counts_line = 1;
    *cursor = ahead;
    return true;
}

/* VASP 5.2: title, names, counts, "Direct". */
static bool read_head_52(dgh_poscar_head *head, dgh_cursor *cursor, dgh_arena *arena)
{
    dgh_cursor ahead = *cursor;
    dgh_slice line;
    *head = (dgh_poscar_head){0};
    if (!dgh_cursor_line(&ahead, &line))
        return false;
    head->comment = dgh_slice_trim(line);
    line = peek(&ahead);
    if (!line.size || !dgh_is_alpha(line.data[0]) ||
        dgh_poscar_species_read(head, &ahead, arena, NULL) != DGH_OK)
        return false;
    if (dgh_slice_equals_nocase(peek(&ahead), "Direct"))
        dgh_cursor_line(&ahead, &line);
    *cursor = ahead;
    return true;
}

static dgh_status read_first_head(trajectory *t, dgh_error *err)
{
    dgh_arena *arena = t->builder.arena;
    t->has_cell = false;
    if (read_head_4(&t->head, &t->cursor, arena) || read_head_52(&t->head, &t->cursor, arena))
        return DGH_OK;
    t->has_cell = true;
    return dgh_poscar_head_read(&t->head, &t->cursor, arena, err);
}

static dgh_status start_structure(trajectory *t, dgh_error *err)
{
    dgh_builder *b = &t->builder;
    size_t left = (size_t)(t->cursor.end - t->cursor.next);
    if (t->head.n_atoms > ATOMS_WITHOUT_PROOF && t->head.n_atoms > left / SHORTEST_ATOM + 1)
        return dgh_error_at(err, DGH_ERR_PARSE, t->cursor.path, t->head.counts_line, 1,
                            "expected %zu atoms, found only %zu bytes behind their counts",
                            t->head.n_atoms, left);
    const char **labels = t->head.labels;
    if (!labels) {
        labels = dgh_arena_alloc(b->arena, t->head.n_species, sizeof *labels);
        for (size_t i = 0; labels && i < t->head.n_species; i++)
            if (!(labels[i] = dgh_arena_printf(b->arena, "?%zu", i + 1)))
                return dgh_error_nomem(err);
    }
    dgh_structure *s = &b->calculation->structure;
    t->fractional = dgh_arena_alloc(t->scratch, t->head.n_atoms, 3 * sizeof *t->fractional);
    if (!labels || !t->fractional ||
        !dgh_builder_set_species_counts(b, labels, t->head.counts, t->head.n_species) ||
        !(s->comment = dgh_arena_strndup(b->arena, t->head.comment.data, t->head.comment.size)))
        return dgh_error_nomem(err);
    s->has_cell = t->has_cell;
    memcpy(s->cell_ang, t->head.cell_ang, sizeof s->cell_ang);
    s->source = (dgh_source){b->path, 1};
    return DGH_OK;
}

static size_t decimals(dgh_slice line)
{
    line = dgh_slice_trim(line);
    size_t n = 0;
    while (n < line.size && dgh_is_digit(line.data[line.size - 1 - n]))
        n++;
    return n;
}

/* Reads the coordinates of one configuration; false when the file ends or is damaged in it. A
 * last line without a line end is complete when it has as many decimals as the one before it. */
static bool read_fractional(trajectory *t)
{
    dgh_slice line = {0};
    size_t before = t->decimals;
    for (size_t i = 0; i < t->head.n_atoms; i++) {
        before = t->decimals;
        if (!dgh_cursor_line(&t->cursor, &line))
            return false;
        t->decimals = decimals(line);
        if (!dgh_slice_doubles(&line, t->fractional + 3 * i, 3))
            return false;
    }
    return !dgh_cursor_cut(&t->cursor) || t->decimals == before;
}

static bool add_step(trajectory *t, size_t line)
{
    dgh_builder *b = &t->builder;
    dgh_ionic_step *step = dgh_builder_add_step(b);
    if (!step)
        return false;
    step->source = (dgh_source){b->path, line};
    if (!t->has_cell)
        return true;
    double *position = dgh_builder_vectors(b, t->head.n_atoms);
    if (!position)
        return false;
    dgh_cell_to_cartesian((const double(*)[3])t->head.cell_ang, t->fractional, position,
                          t->head.n_atoms);
    step->position_ang = position;
    step->has_cell = true;
    memcpy(step->cell_ang, t->head.cell_ang, sizeof step->cell_ang);
    return true;
}

/* A head that stands again before a configuration: the cell is another one, the atoms are not. */
static bool read_repeated_head(trajectory *t)
{
    dgh_cursor ahead = t->cursor;
    dgh_poscar_head head;
    if (dgh_poscar_head_read(&head, &ahead, t->scratch, NULL) != DGH_OK ||
        head.n_atoms != t->head.n_atoms || head.n_species != t->head.n_species)
        return false;
    memcpy(t->head.cell_ang, head.cell_ang, sizeof head.cell_ang);
    t->cursor = ahead;
    return true;
}

/* Steps over the line that heads a configuration. False where no configuration can begin. */
static bool skip_label(trajectory *t, bool *has_configuration)
{
    dgh_slice line;
    *has_configuration = false;
    if (t->has_cell && read_repeated_head(t))
        return true;
    if (!heads_configuration(peek(&t->cursor)))
        return false;
    dgh_cursor_line(&t->cursor, &line);
    bool blank = dgh_slice_trim(line).size == 0;
    dgh_slice next = peek(&t->cursor);
    *has_configuration = !blank || (next.size && !dgh_is_alpha(next.data[0]));
    return true;
}

/* Reads configurations until the end or the first damage; false when memory is out. `stop_line`
 * becomes the line of the damage, 0 without. */
static bool read_configurations(trajectory *t, size_t *stop_line)
{
    *stop_line = 0;
    while (t->cursor.next < t->cursor.end) {
        size_t line = t->cursor.line + 1;
        bool has_configuration;
        if (!skip_label(t, &has_configuration) || (has_configuration && !read_fractional(t))) {
            *stop_line = line;
            return true;
        }
        if (has_configuration && !add_step(t, line))
            return false;
    }
    return true;
}

static bool finish_structure(trajectory *t, size_t stop_line)
{
    dgh_builder *b = &t->builder;
    dgh_calculation *c = b->calculation;
    if (stop_line) {
        c->status = DGH_RUN_INTERRUPTED;
        if (!dgh_builder_note(b, DGH_WARNING, "incomplete-configuration", stop_line,
                              "the file is cut or damaged here; %zu complete configurations "
                              "were kept",
                              b->n_steps))
            return false;
    }
    if (!t->has_cell &&
        !dgh_builder_note(b, DGH_NOTE, "no-lattice", 1,
                          "this form of XDATCAR states no lattice: its fractional coordinates "
                          "were not kept"))
        return false;
    if (b->n_steps == 0)
        c->status = DGH_RUN_INTERRUPTED;
    if (b->n_steps == 0)
        return dgh_builder_note(b, DGH_NOTE, "no-configuration", 0,
                                "the file holds no complete configuration");
    const dgh_ionic_step *first = &b->steps[0], *last = &b->steps[b->n_steps - 1];
    c->structure.position_ang = first->position_ang;
    if (first->has_cell)
        memcpy(c->structure.cell_ang, first->cell_ang, sizeof first->cell_ang);
    c->has_final_positions = c->has_final_cell = last->position_ang != NULL;
    c->final_position_ang = last->position_ang;
    memcpy(c->final_cell_ang, last->cell_ang, sizeof last->cell_ang);
    return true;
}

dgh_status dgh_vasp_read_xdatcar(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    *out = NULL;
    trajectory t = {0};
    size_t stop_line = 0;
    dgh_status status = dgh_builder_open(&t.builder, path, "vasp-xdatcar", err);
    if (status != DGH_OK)
        return status;
    t.cursor = dgh_cursor_make(data, size, t.builder.path);
    t.scratch = dgh_arena_create();
    status = t.scratch ? read_first_head(&t, err) : dgh_error_nomem(err);
    if (status == DGH_OK)
        status = start_structure(&t, err);
    if (status == DGH_OK &&
        (!read_configurations(&t, &stop_line) || !finish_structure(&t, stop_line)))
        status = dgh_error_nomem(err);
    dgh_arena_free(t.scratch);
    if (status != DGH_OK) {
        dgh_builder_abort(&t.builder);
        return status;
    }
    t.builder.calculation->code = DGH_CODE_VASP;
    *out = dgh_builder_finish(&t.builder);
    return DGH_OK;
}

/* A head with nothing behind it: a run that was stopped before its first step. XDATCAR has the
 * scale 1 as an integer, a POSCAR ends so only when it is damaged. */
static bool is_bare_head(dgh_cursor start, const dgh_cursor *behind)
{
    dgh_slice line = {"", 0};
    dgh_cursor rest = *behind;
    while (dgh_cursor_line(&rest, &line))
        if (dgh_slice_trim(line).size)
            return false;
    return dgh_cursor_line(&start, &line) && dgh_cursor_line(&start, &line) &&
           dgh_slice_equals(dgh_slice_trim(line), "1");
}

/* Behind a head with a lattice: possibly a second one (the cell changes), then a configuration. */
static bool configurations_follow(dgh_cursor *cursor, dgh_arena *arena)
{
    dgh_cursor again = *cursor;
    dgh_poscar_head second;
    dgh_slice line;
    if (dgh_poscar_head_read(&second, &again, arena, NULL) == DGH_OK)
        *cursor = again;
    return cursor->next < cursor->end && heads_configuration(peek(cursor)) &&
           dgh_cursor_line(cursor, &line) && dgh_cursor_line(cursor, &line) &&
           dgh_slice_doubles(&line, (double[3]){0}, 3);
}

/* The blank line that heads a configuration without a label could also be the mode line of a
 * POSCAR; a second configuration behind a blank line, of direct coordinates, decides nothing
 * either (velocities), but no program writes a POSCAR with a blank mode. */
bool dgh_vasp_is_xdatcar(const char *data, size_t size)
{
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return false;
    dgh_cursor start = dgh_cursor_make(data, size, ""), cursor = start;
    dgh_poscar_head head;
    bool is = read_head_4(&head, &cursor, arena);
    if (!is && read_head_52(&head, &cursor, arena))
        is = dgh_slice_starts_nocase(peek(&cursor), "Konfig");
    else if (!is && dgh_poscar_head_read(&head, &cursor, arena, NULL) == DGH_OK)
        is = (head.labels && is_bare_head(start, &cursor)) || configurations_follow(&cursor, arena);
    dgh_arena_free(arena);
    return is;
}
