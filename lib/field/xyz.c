/* XYZ, plain (Open Babel's and XMol's: count, title, then symbol x y z in Angstrom) and extended
 * (https://github.com/libAtoms/extxyz; what ASE and OVITO write). Several frames may follow each
 * other; the last that is complete counts. Without a lattice, or with pbc="F F F", the atoms are a
 * cluster. */
#include "base/format.h"
#include "field/structures.h"
#include "field/xyz_head.h"
#include "record/build.h"

/* "H 0 0 0": no atom takes less. */
enum { SHORTEST_ATOM = 7, MOST_SPECIES = 4096 };

typedef struct frame {
    size_t n_atoms;
    dgh_cursor head; /* before its second line */
    size_t number;   /* 1-based */
} frame;

static bool is_blank(dgh_slice line)
{
    return dgh_slice_trim(line).size == 0;
}

static bool read_count(dgh_slice line, size_t *n)
{
    return dgh_slice_size(&line, UINT32_MAX - 1, n) && is_blank(line);
}

static bool skip_lines(dgh_cursor *c, size_t n)
{
    dgh_slice line;
    for (size_t i = 0; i < n; i++)
        if (!dgh_cursor_line(c, &line))
            return false;
    return true;
}

/* The next frame that is there with all its lines. At the end of the file, or where what follows is
 * no frame, false with `*rest` set to the line that is none. */
static bool next_frame(frame *f, dgh_cursor *c, dgh_slice *rest)
{
    *rest = (dgh_slice){NULL, 0};
    do {
        if (!dgh_cursor_line(c, rest))
            return false;
    } while (is_blank(*rest));
    frame next = {.number = f->number + 1};
    if (!read_count(*rest, &next.n_atoms) || next.n_atoms == 0)
        return false;
    next.head = *c;
    if (next.n_atoms > (size_t)(c->end - c->next) / SHORTEST_ATOM + 1 ||
        !skip_lines(c, next.n_atoms + 1))
        return false;
    *f = next;
    *rest = (dgh_slice){NULL, 0};
    return true;
}

static dgh_status no_frame(const dgh_cursor *from, dgh_error *err)
{
    dgh_cursor c = *from;
    dgh_slice line = {"", 0};
    size_t n, there = 0;
    while (is_blank(line))
        if (!dgh_cursor_line(&c, &line))
            return dgh_error_at(err, DGH_ERR_PARSE, c.path, c.line + 1, 1,
                                "expected a number of atoms, found the end of the file");
    const size_t number = c.line;
    if (!read_count(line, &n) || n == 0)
        return dgh_xyz_expected(c.path, number, line, line, "a number of atoms alone on its line",
                                err);
    for (dgh_slice l; dgh_cursor_line(&c, &l); there++)
        ;
    return dgh_error_at(err, DGH_ERR_PARSE, c.path, number, 1,
                        "expected %zu atoms behind a title, found %zu lines", n, there);
}

typedef struct atoms {
    dgh_builder *builder;
    const dgh_xyz_head *head;
    dgh_species *species;
    size_t n_species, species_room;
    uint32_t *species_of_atom;
    double *position;
    bool *is_free;
} atoms;

/* Index of a label; the table grows when it is new. SIZE_MAX: memory is out. */
static size_t species_index(atoms *a, dgh_slice label)
{
    for (size_t i = a->n_species; i-- > 0;) /* the last one is the likeliest */
        if (dgh_slice_equals(label, a->species[i].label))
            return i;
    dgh_species *grown = dgh_arena_grow(a->builder->arena, a->species, &a->species_room,
                                        a->n_species, a->n_species + 1, sizeof *grown);
    if (!grown)
        return SIZE_MAX;
    a->species = grown;
    char *own = dgh_arena_strndup(a->builder->arena, label.data, label.size);
    if (!own)
        return SIZE_MAX;
    a->species[a->n_species] = (dgh_species){.label = own,
                                             .atomic_number = dgh_element_from_label(own)};
    return a->n_species++;
}

/* "Pt", "Pt1" or a number of protons. */
static size_t species_of(atoms *a, dgh_slice word)
{
    size_t z;
    dgh_slice rest = word;
    if (dgh_slice_size(&rest, 118, &z) && rest.size == 0 && z > 0) {
        const char *symbol = dgh_element_symbol((int)z);
        return species_index(a, (dgh_slice){symbol, strlen(symbol)});
    }
    return species_index(a, word);
}

static bool read_flag(dgh_slice *line, bool *flag)
{
    dgh_slice word;
    if (!dgh_slice_word(line, &word))
        return false;
    char c = dgh_to_lower(word.data[0]);
    *flag = c == 't' || c == '1';
    return *flag || c == 'f' || c == '0';
}

/* The front of column `n` of a line. */
static dgh_slice column(dgh_slice line, int n)
{
    dgh_slice word;
    for (int i = 0; i < n && dgh_slice_word(&line, &word); i++)
        ;
    return line;
}

static dgh_status read_atom(atoms *a, size_t atom, dgh_slice line, const dgh_cursor *c,
                            dgh_error *err)
{
    const dgh_xyz_head *h = a->head;
    dgh_slice word, rest = column(line, h->species != DGH_XYZ_NO_COLUMN ? h->species : h->number);
    const dgh_slice at = rest;
    if (!dgh_slice_word(&rest, &word))
        return dgh_xyz_expected(c->path, c->line, line, at, "an element", err);
    const size_t index = species_of(a, word);
    if (index == SIZE_MAX)
        return dgh_error_nomem(err);
    if (index >= MOST_SPECIES)
        return dgh_xyz_expected(c->path, c->line, line, at, "fewer kinds of atoms", err);
    a->species_of_atom[atom] = (uint32_t)index;
    rest = column(line, h->position);
    if (!dgh_slice_doubles(&rest, a->position + 3 * atom, 3))
        return dgh_xyz_expected(c->path, c->line, line, rest, "three coordinates", err);
    if (!a->is_free)
        return DGH_OK;
    rest = column(line, h->move_mask);
    for (size_t k = 0; k < 3; k++) {
        const dgh_slice before = rest;
        if ((int)k < h->n_move_mask && !read_flag(&rest, &a->is_free[3 * atom + k]))
            return dgh_xyz_expected(c->path, c->line, line, before, "a flag T or F", err);
        if ((int)k >= h->n_move_mask)
            a->is_free[3 * atom + k] = a->is_free[3 * atom];
    }
    return DGH_OK;
}

static dgh_status read_frame(dgh_builder *builder, const frame *f, dgh_error *err)
{
    dgh_cursor c = f->head;
    dgh_xyz_head head;
    dgh_slice title, line;
    dgh_structure *s = &builder->calculation->structure;
    atoms a = {.builder = builder, .head = &head};
    dgh_cursor_line(&c, &title);
    dgh_status status = dgh_xyz_head_read(&head, title, c.path, c.line, err);
    if (status != DGH_OK)
        return status;
    s->source = dgh_cursor_source(&c);
    a.position = dgh_builder_vectors(builder, f->n_atoms);
    a.species_of_atom = dgh_arena_alloc(builder->arena, f->n_atoms, sizeof *a.species_of_atom);
    if (head.move_mask != DGH_XYZ_NO_COLUMN)
        a.is_free = dgh_arena_alloc(builder->arena, f->n_atoms, 3 * sizeof *a.is_free);
    s->comment = dgh_arena_strndup(builder->arena, title.data, title.size);
    if (!a.position || !a.species_of_atom || !s->comment ||
        (head.move_mask != DGH_XYZ_NO_COLUMN && !a.is_free))
        return dgh_error_nomem(err);
    for (size_t i = 0; i < f->n_atoms; i++) {
        dgh_cursor_line(&c, &line);
        status = read_atom(&a, i, line, &c, err);
        if (status != DGH_OK)
            return status;
    }
    const bool periodic = !head.has_pbc || head.pbc[0] || head.pbc[1] || head.pbc[2];
    s->n_atoms = f->n_atoms;
    s->n_species = a.n_species;
    s->species = a.species;
    s->species_of_atom = a.species_of_atom;
    s->position_ang = a.position;
    s->is_free = a.is_free;
    s->has_cell = head.has_cell && periodic;
    if (s->has_cell)
        memcpy(s->cell_ang, head.cell_ang, sizeof s->cell_ang);
    bool noted = true;
    if (s->has_cell && head.has_pbc && !(head.pbc[0] && head.pbc[1] && head.pbc[2]))
        noted = dgh_builder_note(builder, DGH_NOTE, "pbc-mixed", s->source.line,
                                 "not periodic along every vector: taken as periodic; what is to "
                                 "be apart needs vacuum in the cell");
    if (noted && dgh_cursor_cut(&c))
        noted = dgh_builder_note(builder, DGH_NOTE, "no-line-end", c.line,
                                 "the last coordinate ends with the file: it may be cut");
    return noted ? DGH_OK : dgh_error_nomem(err);
}

static bool note_frames(dgh_builder *b, const frame *last, const dgh_cursor *end, dgh_slice rest)
{
    char found[96];
    if (last->number > 1 &&
        !dgh_builder_note(b, DGH_NOTE, "several-frames", last->head.line,
                          "frame %zu of %zu counts: the last", last->number, last->number))
        return false;
    return !rest.data ||
           dgh_builder_note(b, DGH_WARNING, "frame-incomplete", end->line,
                            "what follows frame %zu is no complete frame: %s", last->number,
                            dgh_slice_excerpt(rest, found, sizeof found));
}

dgh_status dgh_field_read_xyz(dgh_calculation **out, const char *data, size_t size,
                              const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_builder builder;
    dgh_status status = dgh_builder_open(&builder, path, "xyz", err);
    if (status != DGH_OK)
        return status;
    dgh_cursor c = dgh_cursor_make(data, size, builder.path);
    const dgh_cursor begin = c;
    frame last = {0};
    dgh_slice rest;
    while (next_frame(&last, &c, &rest))
        ;
    if (is_blank(rest))
        rest = (dgh_slice){NULL, 0};
    status = last.number ? read_frame(&builder, &last, err) : no_frame(&begin, err);
    if (status == DGH_OK && !note_frames(&builder, &last, &c, rest))
        status = dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_builder_abort(&builder);
        return status;
    }
    builder.calculation->task = DGH_TASK_INPUT;
    *out = dgh_builder_finish(&builder);
    return DGH_OK;
}

/* A number alone, a title, and an atom where the title says that it stands. */
bool dgh_field_is_xyz(const char *data, size_t size)
{
    dgh_cursor c = dgh_cursor_make(data, size, "");
    dgh_slice line, title, word;
    size_t n;
    dgh_xyz_head head;
    double r[3];
    if (!dgh_cursor_line(&c, &line) || !read_count(line, &n) || n == 0 ||
        !dgh_cursor_line(&c, &title) || !dgh_cursor_line(&c, &line))
        return false;
    if (dgh_xyz_head_read(&head, title, "", 2, NULL) != DGH_OK || head.extended)
        return true;
    return dgh_slice_word(&line, &word) && dgh_is_alpha(word.data[0]) &&
           dgh_slice_doubles(&line, r, 3);
}

bool dgh_field_is_cif(const char *data, size_t size)
{
    dgh_cursor c = dgh_cursor_make(data, size, "");
    dgh_slice line;
    bool block = false;
    while (dgh_cursor_line(&c, &line)) {
        line = dgh_slice_trim(line);
        block = block || dgh_slice_starts_nocase(line, "data_");
        if (block && dgh_slice_starts_nocase(line, "_cell_length_a"))
            return true;
        if (!block && line.size && line.data[0] != '#')
            return false;
    }
    return false;
}
