/* The files filpdos.pdos_atm#N(El)_wfc#M(l) and filpdos.pdos_tot of projwfc.x
 * (PP/src/partialdos.f90 of Quantum ESPRESSO): a line that names the columns, then energies in eV
 * and states/eV,
 *
 *   # E (eV)   ldos(E)   pdos(E)    pdos(E)...
 *   # E (eV)  ldosup(E)  ldosdw(E) pdosup(E)  pdosdw(E)...
 *
 * ldos being the sum over the orbitals. With spin-orbit coupling a shell has two files, (d_j1.5)
 * and (d_j2.5). With kresolveddos the first column is "ik". The Fermi energy is not there. */
#include <math.h>

#include "espresso/projwfc.h"

enum { MOST_COLUMNS = 1 + 2 * (1 + 8) };

/* ---- names ----------------------------------------------------------------------------------- */

static bool take(dgh_slice *s, const char *text)
{
    size_t n = strlen(text);
    if (!dgh_slice_starts(*s, text))
        return false;
    s->data += n;
    s->size -= n;
    return true;
}

static bool take_digits(dgh_slice *s, size_t *value)
{
    return s->size && dgh_is_digit(s->data[0]) && dgh_slice_size(s, 1000000, value);
}

static bool take_shell(dgh_pdos_name *out, dgh_slice *s)
{
    static const char LETTERS[] = "spdf";
    const char *letter = s->size ? memchr(LETTERS, s->data[0], sizeof LETTERS - 1) : NULL;
    if (!letter)
        return false;
    out->l = (int)(letter - LETTERS);
    s->data++;
    s->size--;
    if (take(s, "_j") && !(dgh_slice_double(s, &out->j) && out->j > 0.0 && out->j < 4.0))
        return false;
    return take(s, ")") && (s->size == 0 || s->data[0] == '.');
}

bool dgh_qe_pdos_name(dgh_pdos_name *out, const char *base)
{
    dgh_slice all = {base, strlen(base)}, rest;
    size_t number = 0;
    *out = (dgh_pdos_name){0};
    if (!dgh_slice_after(all, ".pdos_", &rest))
        return false;
    out->prefix = (dgh_slice){base, (size_t)(rest.data - base) - strlen(".pdos_")};
    if (take(&rest, "tot")) {
        out->is_total = true;
        return rest.size == 0 || rest.data[0] == '.';
    }
    if (!take(&rest, "atm#") || !take_digits(&rest, &out->atom) || out->atom-- == 0 ||
        !take(&rest, "("))
        return false;
    const char *close = memchr(rest.data, ')', rest.size);
    if (!close)
        return false;
    out->label = dgh_slice_trim((dgh_slice){rest.data, (size_t)(close - rest.data)});
    rest = (dgh_slice){close + 1, (size_t)(rest.data + rest.size - close) - 1};
    if (!take(&rest, "_wfc#") || !take_digits(&rest, &number) || !take(&rest, "("))
        return false;
    out->number = (unsigned)number;
    return take_shell(out, &rest);
}

/* ---- tables ---------------------------------------------------------------------------------- */

typedef struct table {
    const dgh_pdos_name *name;
    dgh_cursor c;
    unsigned n_spins;
    size_t n_columns; /* behind the energy */
    size_t n;
    double *energy;
    double *column[MOST_COLUMNS];
} table;

static dgh_status read_names(table *t, dgh_error *err)
{
    dgh_slice line = {0}, words, word;
    char found[64];
    bool has_energy = dgh_cursor_line(&t->c, &line) && dgh_slice_after(line, "(eV)", &words);
    if (!has_energy || dgh_slice_trim(line).data[0] != '#')
        return dgh_error_at(err, DGH_ERR_PARSE, t->c.path, 1, 1,
                            "expected the names of the columns (# E (eV) ldos(E)...), found %s",
                            dgh_slice_excerpt(line, found, sizeof found));
    dgh_slice before = {line.data, (size_t)(words.data - line.data)};
    if (dgh_slice_find(before, "ik"))
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, t->c.path, 1, 1,
                            "expected one density of states, found one for each k-point "
                            "(kresolveddos): run projwfc.x without it");
    while (dgh_slice_word(&words, &word))
        if (t->n_columns++ == 0) /* the total of a non-collinear run: dos(E) pdosup(E) pdosdw(E) */
            t->n_spins = dgh_slice_find(word, "dosup") ? 2 : 1;
    if (t->n_columns > t->n_spins && t->n_columns % t->n_spins == 0 && t->n_columns < MOST_COLUMNS)
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, t->c.path, 1, 1,
                        "expected 2 to %d columns behind the energy, found %zu", MOST_COLUMNS - 1,
                        t->n_columns);
}

static dgh_status read_values(table *t, dgh_arena *arena, dgh_error *err)
{
    dgh_slice line;
    char found[64];
    size_t most = (size_t)(t->c.end - t->c.next) / (2 * (t->n_columns + 1)) + 1;
    double row[MOST_COLUMNS];
    t->energy = dgh_arena_alloc(arena, most, sizeof(double));
    for (size_t k = 0; k < t->n_columns; k++)
        t->column[k] = dgh_arena_alloc(arena, most, sizeof(double));
    for (size_t k = 0; k < t->n_columns; k++)
        if (!t->energy || !t->column[k])
            return dgh_error_nomem(err);
    while (dgh_cursor_line(&t->c, &line)) {
        dgh_slice rest = line;
        if (dgh_slice_trim(line).size == 0)
            continue;
        bool whole = dgh_slice_doubles(&rest, row, t->n_columns + 1) &&
                     dgh_slice_trim(rest).size == 0;
        if (!whole || dgh_cursor_cut(&t->c) || t->n == most)
            return dgh_error_at(
                err, DGH_ERR_PARSE, t->c.path, t->c.line, dgh_column(line, rest.data),
                "expected an energy and %zu numbers, found %s", t->n_columns,
                whole && dgh_cursor_cut(&t->c) ? "the end of the file"
                                               : dgh_slice_excerpt(rest, found, sizeof found));
        t->energy[t->n] = row[0];
        for (size_t k = 0; k < t->n_columns; k++)
            t->column[k][t->n] = row[k + 1];
        t->n++;
    }
    return DGH_OK;
}

/* All files of a run have one grid of energies. */
static dgh_status take_energies(dgh_dos *dos, const table *t, dgh_error *err)
{
    static const double SAME_EV = 1e-6;
    if (dos->n_energies == 0) {
        dos->n_spins = t->n_spins;
        if (t->n >= 2 && dgh_dos_set_energies(dos, t->energy, t->n))
            return DGH_OK;
        return dgh_error_at(err, DGH_ERR_PARSE, t->c.path, 2, 1,
                            "expected energies that ascend, found others");
    }
    bool same = dos->n_energies == t->n;
    for (size_t i = 0; same && i < t->n; i++)
        same = fabs(t->energy[i] - dos->energy_ev[i]) < SAME_EV;
    if (!same)
        return dgh_error_at(err, DGH_ERR_PARSE, t->c.path, 2, 1,
                            "expected the %zu energies of the other files, found %zu or others",
                            dos->n_energies, t->n);
    if (t->n_spins == dos->n_spins)
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, t->c.path, 1, 1,
                        "expected %u spin%s as in the other files, found %u", dos->n_spins,
                        dos->n_spins == 1 ? "" : "s", t->n_spins);
}

/* ---- shells ---------------------------------------------------------------------------------- */

/* m of each column is not written; the order is that of INPUT_PROJWFC.html. */
static const char *orbital_name(const dgh_pdos_name *name, size_t k)
{
    static const char *const NAMES[3][5] = {
        {"s"}, {"pz", "px", "py"}, {"dz2", "dxz", "dyz", "dx2-y2", "dxy"}};
    if (name->j > 0.0 || name->l > 2 || k >= (size_t)(2 * name->l + 1))
        return NULL;
    return NAMES[name->l][k];
}

static bool add_shell(dgh_dos *dos, const table *t, const char *path)
{
    const dgh_pdos_name *name = t->name;
    const size_t spins = t->n_spins, n = t->n_columns / spins - 1;
    dgh_dos_orbital *orbitals = dgh_arena_alloc(dgh_dos_arena(dos), n, sizeof *orbitals);
    dgh_dos_shell *shell = orbitals ? dgh_dos_add_shell(dos) : NULL;
    if (!shell)
        return false;
    *shell = (dgh_dos_shell){.atom = name->atom,
                             .l = name->l,
                             .number = name->number,
                             .j = name->j,
                             .n_orbitals = n,
                             .orbitals = orbitals,
                             .source = {path, 2}};
    for (size_t s = 0; s < spins; s++) {
        shell->states_per_ev[s] = t->column[s];
        for (size_t k = 0; k < n; k++) {
            orbitals[k].name = orbital_name(name, k);
            orbitals[k].states_per_ev[s] = t->column[(k + 1) * spins + s];
        }
    }
    return true;
}

static bool set_label(dgh_dos *dos, const dgh_pdos_name *name)
{
    dgh_arena *arena = dgh_dos_arena(dos);
    if (name->atom >= dos->n_atoms) {
        size_t room = 1, n = name->atom + 1;
        while (room < dos->n_atoms)
            room *= 2;
        if (n > room || !dos->labels) {
            while (room < n)
                room *= 2;
            const char **grown = dgh_arena_alloc(arena, room, sizeof *grown);
            if (!grown)
                return false;
            for (size_t i = 0; i < dos->n_atoms; i++)
                grown[i] = dos->labels[i];
            dos->labels = grown;
        }
        dos->n_atoms = n;
    }
    const char **labels = (const char **)dos->labels;
    labels[name->atom] = dgh_arena_strndup(arena, name->label.data, name->label.size);
    return labels[name->atom] != NULL;
}

dgh_status dgh_qe_pdos_add(dgh_dos *dos, const dgh_pdos_name *name, const char *data, size_t size,
                           const char *path, dgh_error *err)
{
    table t = {.name = name, .c = dgh_cursor_make(data, size, path)};
    dgh_status status = read_names(&t, err);
    if (status == DGH_OK)
        status = read_values(&t, dgh_dos_arena(dos), err);
    if (status == DGH_OK && !name->is_total)
        status = take_energies(dos, &t, err);
    if (status != DGH_OK)
        return status;
    const char *own = dgh_arena_strdup(dgh_dos_arena(dos), path);
    if (!own)
        return dgh_error_nomem(err);
    if (name->is_total) {
        bool fits = t.n == dos->n_energies && t.n_spins == dos->n_spins;
        for (unsigned s = 0; s < t.n_spins && fits; s++)
            dos->total_states_per_ev[s] = t.column[s];
        return DGH_OK;
    }
    return add_shell(dos, &t, own) && set_label(dos, name) ? DGH_OK : dgh_error_nomem(err);
}
