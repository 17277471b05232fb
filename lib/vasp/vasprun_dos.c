/* The density of states of a vasprun.xml, as VASP's xml.F writes it:
 *
 *   <dos> <i name="efermi"> E </i>
 *    <total><array>... <set> <set comment="spin 1"> <r> energy total integrated </r>... </set>
 *    <partial><array>... <field>energy</field><field>s</field><field>py</field>...
 *     <set> <set comment="ion 1"> <set comment="spin 1"> <r> energy s py...</r>... </set>... </set>
 *
 * Spins are one, two (up, down) or, non-collinear, four (total, x, y, z). */
#include <math.h>

#include "vasp/dos.h"
#include "vasp/vasprun_bytes.h"

enum { MOST_FIELDS = 32 };

typedef struct dos_place {
    const char *begin; /* "<dos" */
    dgh_slice body;    /* to its end tag, or to the end of the file */
    bool closed;
} dos_place;

typedef struct partial {
    dgh_dos *dos;
    const char *data; /* of the file: lines are counted from here */
    const char *counted;
    size_t line;     /* of `counted` */
    size_t n_fields; /* behind the energy */
    dgh_dos_column columns[MOST_FIELDS];
} partial;

static const char *find(const char *from, const char *end, const char *needle)
{
    return from && from < end ? memmem(from, (size_t)(end - from), needle, strlen(needle)) : NULL;
}

/* What stands between <name> and </name>; to the end where that is missing. */
static bool element(dgh_slice *body, const char **after, dgh_slice in, const char *open,
                    const char *close)
{
    const char *end = in.data + in.size, *from = find(in.data, end, open);
    if (!from)
        return false;
    from += strlen(open);
    const char *to = find(from, end, close);
    *body = (dgh_slice){from, (size_t)((to ? to : end) - from)};
    *after = to ? to + strlen(close) : NULL;
    return true;
}

static bool next_dos(dos_place *out, const char *from, const char *end)
{
    const char *p = from;
    while ((p = find(p, end, "<dos"))) {
        const char *close = memchr(p, '>', (size_t)(end - p));
        if (close && end - p > 4 && (p[4] == '>' || dgh_is_space(p[4]))) {
            const char *to = find(close, end, "</dos>");
            *out = (dos_place){p, {close + 1, (size_t)((to ? to : end) - close - 1)}, to != NULL};
            return true;
        }
        p += 4;
    }
    return false;
}

static bool has_partial(const dos_place *p)
{
    return find(p->body.data, p->body.data + p->body.size, "<partial>") != NULL;
}

/* The last with a partial DOS, else the last; one for k-points of its own only where there is no
 * other. */
static bool choose(dos_place *best, const char *data, const char *end)
{
    int best_rank = -1;
    dos_place p;
    for (const char *from = data; next_dos(&p, from, end); from = p.begin + 4) {
        dgh_slice tag = {p.begin, (size_t)(p.body.data - p.begin)};
        int rank = 2 * has_partial(&p) + (dgh_slice_find(tag, "comment=") == NULL);
        if (rank >= best_rank) {
            *best = p;
            best_rank = rank;
        }
    }
    return best_rank >= 0;
}

static dgh_source source_of(partial *r, const char *place)
{
    if (place < r->counted) {
        r->counted = r->data;
        r->line = 1;
    }
    r->line += dgh_vasprun_count_lines(r->counted, place);
    r->counted = place;
    return (dgh_source){r->dos->path, r->line};
}

/* ---- rows ------------------------------------------------------------------------------------ */

static size_t count_rows(dgh_slice set)
{
    dgh_vasprun_rows rows = {set.data, set.data + set.size};
    dgh_slice row;
    size_t n = 0;
    while (dgh_vasprun_next_row(&rows, &row))
        n++;
    return n;
}

/* A value that is no number (VASP prints stars) is skipped; false where the row ends before it. */
static bool skip_value(dgh_slice *row, double *value)
{
    dgh_slice word;
    *value = NAN;
    return dgh_slice_word(row, &word);
}

/* Rows of `n_columns` numbers behind the energy (into `energy`, unless NULL). NULL = all are right;
 * else where the first is not; `*is_table` tells whether only values are no numbers. */
static const char *read_rows(bool *is_table, dgh_slice set, double *energy, double *const *column,
                             size_t n_columns, size_t n)
{
    dgh_vasprun_rows rows = {set.data, set.data + set.size};
    dgh_slice row;
    double own;
    const char *bad = NULL;
    *is_table = false;
    for (size_t i = 0; i < n; i++) {
        if (!dgh_vasprun_next_row(&rows, &row))
            return rows.next;
        if (!dgh_slice_double(&row, energy ? &energy[i] : &own))
            return row.data;
        for (size_t k = 0; k < n_columns; k++) {
            if (dgh_slice_double(&row, &column[k][i]))
                continue;
            bad = bad ? bad : row.data;
            if (!skip_value(&row, &column[k][i]))
                return row.data;
        }
    }
    if (dgh_vasprun_next_row(&rows, &row))
        return row.data;
    *is_table = true;
    return bad;
}

/* The next <set comment="WHAT ..."> at or behind `*at`; false where there is none. The set of an
 * ion ends with the end tag that follows that of its last spin. */
static bool next_set(dgh_slice *body, const char **at, const char *end, const char *open)
{
    const char *from = find(*at, end, open);
    const char *inside = from ? memchr(from, '>', (size_t)(end - from)) : NULL;
    const char *to = inside ? find(inside, end, "</set>") : NULL;
    if (!to)
        return false;
    *body = (dgh_slice){inside + 1, (size_t)(to - inside - 1)};
    *at = to + 6;
    return true;
}

static bool allocate(double **columns, size_t n_columns, dgh_dos *dos, size_t n)
{
    for (size_t k = 0; k < n_columns; k++)
        if (!(columns[k] = dgh_arena_alloc(dgh_dos_arena(dos), n, sizeof(double))))
            return false;
    return true;
}

/* ---- total ----------------------------------------------------------------------------------- */

static dgh_status no_total(partial *r, dgh_slice body, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_MISSING, r->dos->path, source_of(r, body.data).line, 0,
                        "no complete density of states in this vasprun.xml");
}

/* One spin of the total, which gives the energies, too. */
static dgh_status read_total_spin(partial *r, dgh_slice set, unsigned s, bool *is_whole,
                                  dgh_error *err)
{
    dgh_dos *dos = r->dos;
    bool is_table;
    double *columns[2], *energy;
    size_t n = s ? dos->n_energies : count_rows(set);
    if (!allocate(columns, 2, dos, n) || !allocate(&energy, 1, dos, n))
        return dgh_error_nomem(err);
    const char *bad = read_rows(&is_table, set, energy, columns, 2, n);
    if (!is_table || n == 0 || (s == 0 && !dgh_dos_set_energies(dos, energy, n)))
        return dgh_error_at(err, DGH_ERR_PARSE, dos->path, source_of(r, bad ? bad : set.data).line,
                            0,
                            "expected rows of an ascending energy, the density of states and its "
                            "integral, found others");
    dos->n_spins = s + 1;
    dos->total_states_per_ev[s] = columns[0];
    if (bad) {
        *is_whole = false;
        if (!dgh_dos_note(dos, DGH_WARNING, "value-is-no-number", source_of(r, bad),
                          "the total density of states holds values that are no numbers and is "
                          "left out"))
            return dgh_error_nomem(err);
    } else if (s == 0) {
        dgh_dos_judge_bins(dos, columns[0], columns[1]);
    }
    return DGH_OK;
}

static dgh_status read_total(partial *r, dgh_slice body, dgh_error *err)
{
    dgh_slice total, set;
    const char *after, *at;
    bool is_whole = true;
    dgh_status status = DGH_OK;
    if (!element(&total, &after, body, "<total>", "</total>") || !after)
        return no_total(r, body, err);
    at = total.data;
    for (unsigned s = 0;
         s < 2 && status == DGH_OK && next_set(&set, &at, after, "<set comment=\"spin"); s++)
        status = read_total_spin(r, set, s, &is_whole, err);
    if (!is_whole)
        r->dos->total_states_per_ev[0] = r->dos->total_states_per_ev[1] = NULL;
    return status == DGH_OK && r->dos->n_energies == 0 ? no_total(r, body, err) : status;
}

/* ---- partial --------------------------------------------------------------------------------- */

static dgh_status read_fields(partial *r, dgh_slice head, dgh_error *err)
{
    dgh_slice field;
    const char *after = head.data, *end = head.data + head.size;
    bool first = true;
    while (
        element(&field, &after, (dgh_slice){after, (size_t)(end - after)}, "<field>", "</field>") &&
        after) {
        dgh_slice name = dgh_slice_trim(field);
        int l = dgh_dos_l_of_name(name);
        if (first) { /* energy */
            first = false;
            continue;
        }
        char *own = dgh_arena_strndup(dgh_dos_arena(r->dos), name.data, name.size);
        if (!own)
            return dgh_error_nomem(err);
        if (l < 0 || r->n_fields == MOST_FIELDS)
            return dgh_error_at(err, DGH_ERR_PARSE, r->dos->path, source_of(r, field.data).line, 0,
                                "expected the name of an s, p, d or f orbital, found \"%.40s\"",
                                own);
        r->columns[r->n_fields++] = (dgh_dos_column){.l = l, .name = own};
    }
    for (size_t k = 0; k < r->n_fields; k++) /* "s" alone is an orbital, too, beside "py" */
        r->columns[k].is_shell = r->columns[k].name[1] == '\0' &&
                                 !(r->columns[k].l == 0 && r->n_fields > 4);
    return DGH_OK;
}

static bool drop_ion(partial *r, size_t ion, const char *bad)
{
    dgh_source source = source_of(r, bad);
    return dgh_dos_note(r->dos, DGH_WARNING, "value-is-no-number", source,
                        "%s:%zu: a projection of atom %zu is no number, or its rows are not %zu "
                        "of %zu; the atom is left out",
                        r->dos->path, source.line, ion + 1, r->dos->n_energies, r->n_fields + 1);
}

/* One <set comment="ion N">: `*at` is moved behind it. False: it is cut. */
static bool read_ion(partial *r, size_t ion, const char **at, const char *end, dgh_status *status,
                     dgh_error *err)
{
    dgh_slice set;
    const char *bad = NULL, *first = *at;
    unsigned n_spins = 0;
    const char *next = find(*at + 1, end, "<set comment=\"ion");
    const char *stop = next ? next : end;
    while (next_set(&set, at, stop, "<set comment=\"spin")) {
        double *columns[MOST_FIELDS];
        if (++n_spins > r->dos->n_spins)
            continue;
        if (!allocate(columns, r->n_fields, r->dos, r->dos->n_energies)) {
            *status = dgh_error_nomem(err);
            return false;
        }
        bool is_table;
        const char *here = read_rows(&is_table, set, NULL, columns, r->n_fields,
                                     r->dos->n_energies);
        bad = bad ? bad : here;
        for (size_t k = 0; k < r->n_fields; k++)
            r->columns[k].value[n_spins - 1] = columns[k];
    }
    const char *closed = find(*at, stop, "</set>");
    if (!closed || n_spins < r->dos->n_spins)
        return false;
    *at = closed + 6;
    r->dos->noncollinear = r->dos->noncollinear || n_spins == 4;
    bool ok = bad ? drop_ion(r, ion, bad)
                  : dgh_dos_add_columns(r->dos, ion, r->columns, r->n_fields, source_of(r, first));
    if (!ok)
        *status = dgh_error_nomem(err);
    return ok;
}

static dgh_status read_partial(partial *r, dgh_slice body, dgh_error *err)
{
    dgh_slice all;
    const char *after;
    if (!element(&all, &after, body, "<partial>", "</partial>"))
        return DGH_OK;
    const char *end = all.data + all.size, *at = find(all.data, end, "<set comment=\"ion");
    dgh_status status = read_fields(r, (dgh_slice){all.data, at ? (size_t)(at - all.data) : 0},
                                    err);
    size_t ion = 0;
    while (status == DGH_OK && r->n_fields && at && read_ion(r, ion, &at, end, &status, err)) {
        ion++;
        at = find(at, end, "<set comment=\"ion");
    }
    r->dos->n_atoms = ion;
    r->dos->complete = after != NULL;
    if (status == DGH_OK && !after &&
        !dgh_dos_note(r->dos, DGH_WARNING, "dos-truncated", source_of(r, end),
                      "the file ends in the partial density of states, after %zu whole atoms", ion))
        return dgh_error_nomem(err);
    return status;
}

dgh_status dgh_vasp_read_vasprun_dos(dgh_dos **out, const char *data, size_t size, const char *path,
                                     dgh_error *err)
{
    const char *end = data + size, *where;
    dos_place p;
    double fermi;
    *out = NULL;
    if (!choose(&p, data, end))
        return dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                            "no density of states in this vasprun.xml");
    partial r = {.data = data, .counted = data, .line = 1};
    dgh_status status = dgh_dos_open(&r.dos, path, "vasp-vasprun", err);
    if (status != DGH_OK)
        return status;
    dgh_slice head = {p.body.data, p.body.size < 400 ? p.body.size : 400};
    if (dgh_vasprun_find_i(head, "efermi", &fermi, &where))
        r.dos->fermi_ev = (dgh_real){true, fermi, source_of(&r, where)};
    status = read_total(&r, p.body, err);
    if (status == DGH_OK)
        status = read_partial(&r, p.body, err);
    if (status != DGH_OK) {
        dgh_dos_free(r.dos);
        return status;
    }
    dgh_dos_finish(r.dos);
    *out = r.dos;
    return DGH_OK;
}
