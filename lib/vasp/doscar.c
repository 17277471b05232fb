/* DOSCAR of VASP 4.6 to 6.5: https://www.vasp.at/wiki/index.php/DOSCAR, and VASP's formats 4I4 of
 * the first line, 2F16.8,I5,2F16.8 of the sixth, which touch where numbers are long.
 *
 *   ions with empty spheres, ions, 1 = with partial DOS, NCDIJ (1, 2, 4; 0 in old versions)
 *   four lines that say nothing of the DOS
 *   EMAX EMIN NEDOS EFERMI 1.0
 *   NEDOS lines: energy, DOS, integral; with ISPIN = 2 up and down of both
 *   for each atom: the sixth line again, and NEDOS lines: energy, then s, p, d and f, or one column
 *   for each orbital; with ISPIN = 2 up and down of each, non-collinear total, x, y and z of each
 *
 * NEDOS beyond five digits is printed as stars: the lines are then counted. */
#include <math.h>

#include "base/format.h"
#include "vasp/dos.h"

enum { MOST_NUMBERS = 1 + 4 * 16, HEAD_LINES = 6 };

static const char *const SHELLS[] = {"s", "p", "d", "f"};
static const char *const ORBITALS[] = {"s",   "py",   "pz",     "px",    "dxy",  "dyz",
                                       "dz2", "dxz",  "dx2-y2", "fy3x2", "fxyz", "fyz2",
                                       "fz3", "fxz2", "fzx2",   "fx3"};

typedef struct doscar {
    dgh_dos *dos;
    dgh_cursor c;
    const char *path; /* of the record */
    int64_t ncdij;    /* 0 = not stated */
    bool has_range, has_n;
    double most_ev, least_ev;
    size_t n;       /* NEDOS */
    dgh_slice head; /* the sixth line, trimmed */
} doscar;

/* ---- head ------------------------------------------------------------------------------------ */

static dgh_slice field(dgh_slice line, size_t from, size_t width)
{
    if (from >= line.size)
        return (dgh_slice){line.data, 0};
    size_t left = line.size - from;
    return dgh_slice_trim((dgh_slice){line.data + from, left < width ? left : width});
}

static bool whole_double(dgh_slice s, double *value)
{
    return dgh_slice_double(&s, value) && dgh_slice_trim(s).size == 0;
}

static bool whole_size(dgh_slice s, size_t *value)
{
    return dgh_slice_size(&s, SIZE_MAX / 64, value) && dgh_slice_trim(s).size == 0;
}

static size_t split(dgh_slice line, dgh_slice *words, size_t most)
{
    size_t n = 0;
    dgh_slice word;
    while (dgh_slice_word(&line, &word)) {
        if (n < most)
            words[n] = word;
        n++;
    }
    return n;
}

/* The words of a line of Fortran, or its fields where they touch. */
static void take_fields(dgh_slice fields[], dgh_slice line, const size_t *width, size_t n)
{
    size_t from = 0;
    if (split(line, fields, n) == n)
        return;
    for (size_t i = 0; i < n; from += width[i++])
        fields[i] = field(line, from, width[i]);
}

static bool first_line(doscar *d, dgh_slice line)
{
    static const size_t WIDTH[] = {4, 4, 4, 4};
    dgh_slice fields[4];
    size_t flag, ncdij;
    take_fields(fields, line, WIDTH, 4);
    if (!whole_size(fields[2], &flag) || !whole_size(fields[3], &ncdij) || flag > 1 || ncdij > 4)
        return false;
    d->ncdij = (int64_t)ncdij;
    return whole_size(fields[1], &d->dos->n_atoms) || fields[1].data[0] == '*';
}

static bool sixth_line(doscar *d, dgh_slice line)
{
    static const size_t WIDTH[] = {16, 16, 5, 16, 16};
    dgh_slice fields[5];
    double fermi;
    take_fields(fields, line, WIDTH, 5);
    d->head = dgh_slice_trim(line);
    d->has_range = whole_double(fields[0], &d->most_ev) && whole_double(fields[1], &d->least_ev) &&
                   d->most_ev > d->least_ev;
    d->has_n = whole_size(fields[2], &d->n);
    if (whole_double(fields[3], &fermi))
        d->dos->fermi_ev = (dgh_real){true, fermi, {d->path, HEAD_LINES}};
    return d->has_range || d->has_n;
}

static dgh_status read_head(doscar *d, dgh_error *err)
{
    dgh_slice line = {0};
    char found[64];
    for (int i = 1; i <= HEAD_LINES; i++) {
        if (!dgh_cursor_line(&d->c, &line))
            return dgh_error_at(err, DGH_ERR_PARSE, d->path, d->c.line + 1, 1,
                                "expected the %d lines at the head of a DOSCAR, found the end of "
                                "the file",
                                HEAD_LINES);
        if (i == 1 && !first_line(d, line))
            return dgh_error_at(err, DGH_ERR_PARSE, d->path, 1, 1,
                                "expected the numbers of ions, 0 or 1, and NCDIJ of a DOSCAR, "
                                "found %s",
                                dgh_slice_excerpt(line, found, sizeof found));
    }
    if (!sixth_line(d, line))
        return dgh_error_at(err, DGH_ERR_PARSE, d->path, HEAD_LINES, 1,
                            "expected EMAX, EMIN, NEDOS and EFERMI, found %s",
                            dgh_slice_excerpt(line, found, sizeof found));
    return DGH_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* Numbers of a row; what is no number is NaN and `*bad` points at the first. */
static size_t read_row(dgh_slice line, double *row, const char **bad)
{
    size_t n = 0;
    *bad = NULL;
    for (line = dgh_slice_trim(line); line.size && n <= MOST_NUMBERS; n++) {
        double value;
        if (!dgh_slice_double(&line, &value)) {
            dgh_slice word;
            if (!*bad)
                *bad = line.data;
            dgh_slice_word(&line, &word);
            value = NAN;
        }
        if (n < MOST_NUMBERS)
            row[n] = value;
        while (line.size && dgh_is_space(line.data[0])) {
            line.data++;
            line.size--;
        }
    }
    return n;
}

/* The next line of the table; false where the file ends before it, or inside of it. */
static bool next_row(doscar *d, dgh_slice *line)
{
    dgh_cursor before = d->c;
    if (!dgh_cursor_line(&d->c, line))
        return false;
    if (!dgh_cursor_cut(&d->c))
        return true;
    d->c = before;
    return false;
}

static bool is_head(const doscar *d, dgh_slice line)
{
    line = dgh_slice_trim(line);
    return line.size == d->head.size && memcmp(line.data, d->head.data, line.size) == 0;
}

/* Lines to the next head or the end of the file. */
static size_t count_rows(const doscar *d)
{
    dgh_cursor c = d->c;
    dgh_slice line;
    size_t n = 0;
    while (dgh_cursor_line(&c, &line) && !is_head(d, line) && !dgh_cursor_cut(&c))
        n++;
    return n;
}

/* Whether so many rows of so many numbers can be in what is left of the file. */
static bool fits(const doscar *d, size_t columns)
{
    size_t left = (size_t)(d->c.end - d->c.next);
    return d->n <= left / (2 * columns);
}

static dgh_status cut_short(const doscar *d, const char *what, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, d->path, d->c.line + 1, 1,
                        "expected %zu lines of %s, found the end of the file", d->n, what);
}

/* ---- total ----------------------------------------------------------------------------------- */

/* Energies that three decimals do not tell apart, and stars, are those of EMIN and EMAX. */
static dgh_status set_energies(doscar *d, double *energy, dgh_error *err)
{
    if (dgh_dos_set_energies(d->dos, energy, d->n))
        return DGH_OK;
    if (!d->has_range || d->n < 2)
        return dgh_error_at(err, DGH_ERR_PARSE, d->path, HEAD_LINES + 1, 1,
                            "expected energies that ascend, found others, and no EMIN and EMAX "
                            "that could stand for them");
    for (size_t i = 0; i < d->n; i++)
        energy[i] = d->least_ev + (d->most_ev - d->least_ev) * (double)i / (double)(d->n - 1);
    dgh_dos_set_energies(d->dos, energy, d->n);
    return dgh_dos_note(d->dos, DGH_NOTE, "energies-from-range", (dgh_source){d->path, HEAD_LINES},
                        "the energies are not printed with enough digits: they are taken from "
                        "EMIN and EMAX")
               ? DGH_OK
               : dgh_error_nomem(err);
}

typedef struct total {
    double *energy, *states[2], *integral; /* the last of the first spin */
    size_t lost_line;                      /* of the first value that is no number, 0 = none */
} total;

static dgh_status read_total_row(total *t, doscar *d, size_t i, dgh_error *err)
{
    dgh_slice line;
    double row[MOST_NUMBERS + 1];
    const char *bad;
    char found[64];
    if (!next_row(d, &line))
        return cut_short(d, "the density of states", err);
    size_t n = read_row(line, row, &bad);
    if (i == 0)
        d->dos->n_spins = n == 5 ? 2 : 1;
    if (n != (d->dos->n_spins == 2 ? 5U : 3U))
        return dgh_error_at(err, DGH_ERR_PARSE, d->path, d->c.line, 1,
                            "expected an energy, the density of states and its integral (3 "
                            "numbers, 5 with spin), found %s",
                            dgh_slice_excerpt(line, found, sizeof found));
    t->energy[i] = row[0];
    t->states[0][i] = row[1];
    t->states[1][i] = row[2];
    t->integral[i] = row[n == 5 ? 3 : 2];
    if (!t->lost_line && (isnan(row[1]) || (n == 5 && isnan(row[2]))))
        t->lost_line = d->c.line;
    return DGH_OK;
}

static dgh_status read_total(doscar *d, dgh_error *err)
{
    if (!d->has_n)
        d->n = count_rows(d);
    if (d->n == 0 || !fits(d, 3))
        return cut_short(d, "the density of states", err);
    dgh_arena *arena = dgh_dos_arena(d->dos);
    double *room = d->n <= SIZE_MAX / 4 ? dgh_arena_alloc(arena, 4 * d->n, sizeof *room) : NULL;
    if (!room)
        return dgh_error_nomem(err);
    total t = {room, {room + d->n, room + 2 * d->n}, room + 3 * d->n, 0};
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < d->n && status == DGH_OK; i++)
        status = read_total_row(&t, d, i, err);
    if (status != DGH_OK)
        return status;
    if (t.lost_line &&
        !dgh_dos_note(d->dos, DGH_WARNING, "value-is-no-number", (dgh_source){d->path, t.lost_line},
                      "the total density of states holds values that are no numbers "
                      "and is left out"))
        return dgh_error_nomem(err);
    for (unsigned s = 0; s < d->dos->n_spins && !t.lost_line; s++)
        d->dos->total_states_per_ev[s] = t.states[s];
    status = set_energies(d, t.energy, err);
    if (status == DGH_OK && !t.lost_line)
        dgh_dos_judge_bins(d->dos, t.states[0], t.integral);
    return status;
}

/* ---- atoms ----------------------------------------------------------------------------------- */

typedef struct layout {
    size_t n_columns;    /* numbers behind the energy */
    size_t n_components; /* 1, 2, or 4 = non-collinear */
    size_t n_orbitals;   /* shells or orbitals */
    bool is_resolved;
} layout;

static bool lay_out(layout *l, size_t n_columns, size_t n_components)
{
    *l = (layout){n_columns, n_components, n_columns / n_components, false};
    l->is_resolved = l->n_orbitals == 9 || l->n_orbitals == 16;
    return n_columns % n_components == 0 &&
           (l->is_resolved || l->n_orbitals == 3 || l->n_orbitals == 4);
}

/* A magnetisation is never longer than its density (a density matrix has no negative eigenvalues),
 * but p or d states are often more than s states. */
static bool looks_noncollinear(double *const *column, size_t n_columns, size_t n)
{
    static const double SLACK = 1e-3, ROUNDING = 1e-4;
    bool any = false;
    for (size_t k = 0; k < n_columns; k += 4)
        for (size_t i = 0; i < n; i++) {
            double m2 = 0.0;
            for (size_t x = 1; x < 4; x++)
                m2 += column[k + x][i] * column[k + x][i];
            any = any || column[k][i] > ROUNDING;
            if (sqrt(m2) > fabs(column[k][i]) * (1.0 + SLACK) + ROUNDING)
                return false;
        }
    return any;
}

/* From the number of columns; 16 are s, p, d, f with four components or sixteen orbitals with one.
 */
static dgh_status choose_layout(layout *l, const doscar *d, double *const *column, size_t n_columns,
                                size_t line, dgh_error *err)
{
    bool good;
    if (d->dos->n_spins == 2)
        good = lay_out(l, n_columns, 2);
    else if (n_columns == 16)
        good = lay_out(
            l, 16,
            d->ncdij == 4 || (d->ncdij == 0 && looks_noncollinear(column, 16, d->n)) ? 4 : 1);
    else
        good = lay_out(l, n_columns, 1) || lay_out(l, n_columns, 4);
    if (good)
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, d->path, line, 1,
                        d->dos->n_spins == 2
                            ? "expected 6, 8, 18 or 32 projections behind the energy, found %zu"
                            : "expected 3, 4, 9 or 16 projections behind the energy (12, 16, 36 "
                              "or 64 without collinear spins), found %zu",
                        n_columns);
}

typedef struct block {
    size_t line;      /* of the first row */
    size_t n_columns; /* 0 = no rows */
    double **column;
    size_t bad_line, bad_column; /* 0 = all values are numbers */
    bool is_whole;
} block;

static dgh_status open_block(block *b, doscar *d, size_t n_columns, dgh_error *err)
{
    dgh_arena *arena = dgh_dos_arena(d->dos);
    b->column = dgh_arena_alloc(arena, n_columns, sizeof *b->column);
    for (size_t k = 0; b->column && k < n_columns; k++)
        if (!(b->column[k] = dgh_arena_alloc(arena, d->n, sizeof(double))))
            b->column = NULL;
    b->n_columns = n_columns;
    return b->column ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status read_block(block *b, doscar *d, dgh_error *err)
{
    dgh_slice line;
    double row[MOST_NUMBERS + 1];
    const char *bad;
    char found[64];
    *b = (block){.line = d->c.line + 1};
    for (size_t i = 0; i < d->n; i++) {
        if (!next_row(d, &line))
            return DGH_OK;
        size_t n = read_row(line, row, &bad);
        if (i == 0 && n > 1 && n <= MOST_NUMBERS) {
            if (d->n > 1 && d->n - 1 > (size_t)(d->c.end - d->c.next) / (2 * n))
                return DGH_OK; /* cut */
            dgh_status status = open_block(b, d, n - 1, err);
            if (status != DGH_OK)
                return status;
        }
        if (n < 2 || n != b->n_columns + 1)
            return dgh_error_at(err, DGH_ERR_PARSE, d->path, d->c.line, 1,
                                "expected an energy and %zu projections, found %s", b->n_columns,
                                dgh_slice_excerpt(line, found, sizeof found));
        if (bad && !b->bad_line) {
            b->bad_line = d->c.line;
            b->bad_column = dgh_column(line, bad);
        }
        for (size_t k = 0; k < b->n_columns; k++)
            b->column[k][i] = row[k + 1];
    }
    b->is_whole = true;
    return DGH_OK;
}

static bool add_atom(doscar *d, size_t atom, const block *b, const layout *l)
{
    dgh_dos_column columns[16] = {0};
    if (b->bad_line)
        return dgh_dos_note(d->dos, DGH_WARNING, "value-is-no-number",
                            (dgh_source){d->path, b->bad_line},
                            "%s:%zu:%zu: a projection of atom %zu is no number; the atom is left "
                            "out",
                            d->path, b->bad_line, b->bad_column, atom + 1);
    for (size_t k = 0; k < l->n_orbitals; k++) {
        const char *name = l->is_resolved ? ORBITALS[k] : SHELLS[k];
        columns[k].name = name;
        columns[k].l = dgh_dos_l_of_name((dgh_slice){name, 1});
        columns[k].is_shell = !l->is_resolved;
        for (size_t s = 0; s < d->dos->n_spins; s++)
            columns[k].value[s] = b->column[k * l->n_components + s];
    }
    d->dos->noncollinear = l->n_components == 4;
    return dgh_dos_add_columns(d->dos, atom, columns, l->n_orbitals,
                               (dgh_source){d->path, b->line});
}

static dgh_status read_atoms(doscar *d, dgh_error *err)
{
    dgh_slice line;
    layout l = {0};
    size_t atom = 0;
    char found[64];
    for (; next_row(d, &line); atom++) {
        block b;
        if (dgh_slice_trim(line).size == 0) { /* at the end of some files */
            atom--;
            continue;
        }
        if (!is_head(d, line))
            return dgh_error_at(err, DGH_ERR_PARSE, d->path, d->c.line, 1,
                                "expected the line of EMAX, EMIN and NEDOS again before atom %zu, "
                                "found %s",
                                atom + 1, dgh_slice_excerpt(line, found, sizeof found));
        dgh_status status = read_block(&b, d, err);
        if (status != DGH_OK)
            return status;
        if (!b.is_whole)
            break;
        if (!b.bad_line && b.n_columns != l.n_columns) {
            status = choose_layout(&l, d, b.column, b.n_columns, b.line, err);
            if (status != DGH_OK)
                return status;
        }
        if (!add_atom(d, atom, &b, &l))
            return dgh_error_nomem(err);
    }
    /* empty spheres stand behind the ions */
    d->dos->complete = d->c.next == d->c.end && atom >= (atom ? d->dos->n_atoms : 0);
    d->dos->n_atoms = atom > d->dos->n_atoms || !d->dos->n_atoms ? atom : d->dos->n_atoms;
    if (d->dos->complete)
        return DGH_OK;
    return dgh_dos_note(d->dos, DGH_WARNING, "dos-truncated", (dgh_source){d->path, d->c.line},
                        "the file ends after %zu of %zu atoms", atom, d->dos->n_atoms)
               ? DGH_OK
               : dgh_error_nomem(err);
}

/* ---- the whole ------------------------------------------------------------------------------- */

bool dgh_vasp_is_doscar(const char *data, size_t size)
{
    dgh_dos dos = {0};
    doscar d = {.dos = &dos, .c = dgh_cursor_make(data, size, "")};
    dgh_slice line = {0};
    for (int i = 1; i <= HEAD_LINES; i++)
        if (!dgh_cursor_line(&d.c, &line) || (i == 1 && !first_line(&d, line)) ||
            (i == 4 && !dgh_slice_equals(dgh_slice_trim(line), "CAR")))
            return false;
    return sixth_line(&d, line);
}

dgh_status dgh_vasp_read_doscar(dgh_dos **out, const char *data, size_t size, const char *path,
                                dgh_error *err)
{
    *out = NULL;
    doscar d = {.c = dgh_cursor_make(data, size, path)};
    dgh_status status = dgh_dos_open(&d.dos, path, "vasp-doscar", err);
    if (status != DGH_OK)
        return status;
    d.path = d.dos->path;
    status = read_head(&d, err);
    if (status == DGH_OK)
        status = read_total(&d, err);
    if (status == DGH_OK)
        status = read_atoms(&d, err);
    if (status != DGH_OK) {
        dgh_dos_free(d.dos);
        return status;
    }
    dgh_dos_finish(d.dos);
    *out = d.dos;
    return DGH_OK;
}
