#include "record/dos.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "record/build.h"

typedef struct dos_owner {
    dgh_arena *arena;
    dgh_diagnostic *diagnostics;
    size_t diagnostics_capacity;
    dgh_dos_shell *shells;
    size_t shells_capacity;
} dos_owner;

dgh_status dgh_dos_open(dgh_dos **out, const char *path, const char *format, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    dgh_dos *dos = dgh_arena_alloc(arena, 1, sizeof *dos);
    dos_owner *owner = dgh_arena_alloc(arena, 1, sizeof *owner);
    char *own_path = dgh_arena_strdup(arena, path ? path : "");
    char *own_format = dgh_arena_strdup(arena, format);
    if (!dos || !owner || !own_path || !own_format) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    owner->arena = arena;
    *dos = (dgh_dos){.owner = owner,
                     .path = own_path,
                     .format = own_format,
                     .n_files = 1,
                     .n_spins = 1,
                     .complete = true};
    *out = dos;
    return DGH_OK;
}

void dgh_dos_free(dgh_dos *dos)
{
    if (dos)
        dgh_arena_free(dgh_dos_arena(dos));
}

dgh_arena *dgh_dos_arena(const dgh_dos *dos)
{
    return ((dos_owner *)dos->owner)->arena;
}

bool dgh_dos_note(dgh_dos *dos, dgh_severity severity, const char *code, dgh_source source,
                  const char *format, ...)
{
    dos_owner *owner = dos->owner;
    va_list arguments;
    va_start(arguments, format);
    bool added = dgh_diagnostics_add(&owner->diagnostics, &dos->n_diagnostics,
                                     &owner->diagnostics_capacity, owner->arena, severity, code,
                                     source, format, arguments);
    va_end(arguments);
    dos->diagnostics = owner->diagnostics;
    return added;
}

bool dgh_dos_set_energies(dgh_dos *dos, const double *energy_ev, size_t n)
{
    dos->step_ev = 0.0;
    for (size_t i = 0; i < n; i++) {
        double step = i ? energy_ev[i] - energy_ev[i - 1] : 0.0;
        if (!isfinite(energy_ev[i]) || (i && !(step > 0.0)))
            return false;
        dos->step_ev = step > dos->step_ev ? step : dos->step_ev;
    }
    dos->energy_ev = energy_ev;
    dos->n_energies = n;
    return true;
}

/* The integral grows by h D(i) where the values are differences of it, and by h (D(i-1) + D(i)) / 2
 * up to a small error where they are sampled. */
void dgh_dos_judge_bins(dgh_dos *dos, const double *states_per_ev, const double *integral)
{
    double below = 0.0, between = 0.0;
    for (size_t i = 1; i < dos->n_energies; i++) {
        double h = dos->energy_ev[i] - dos->energy_ev[i - 1];
        double grown = integral[i] - integral[i - 1];
        below += fabs(grown - h * states_per_ev[i]);
        between += fabs(grown - 0.5 * h * (states_per_ev[i] + states_per_ev[i - 1]));
    }
    dos->counts_below = below < between;
}

int dgh_dos_l_of_name(dgh_slice name)
{
    static const char LETTERS[] = "spdf";
    if (name.size == 0)
        return -1;
    if (name.data[0] == 'x') /* x2-y2, the one name without its letter */
        return 2;
    const char *letter = memchr(LETTERS, name.data[0], sizeof LETTERS - 1);
    return letter ? (int)(letter - LETTERS) : -1;
}

dgh_dos_shell *dgh_dos_add_shell(dgh_dos *dos)
{
    dos_owner *owner = dos->owner;
    dgh_dos_shell *grown = dgh_arena_grow(owner->arena, owner->shells, &owner->shells_capacity,
                                          dos->n_shells, dos->n_shells + 1, sizeof *grown);
    if (!grown)
        return NULL;
    dos->shells = owner->shells = grown;
    return &grown[dos->n_shells++];
}

static const double *sum_of(dgh_dos *dos, const dgh_dos_column *columns, size_t n, unsigned spin)
{
    double *sum = dgh_arena_alloc(dgh_dos_arena(dos), dos->n_energies, sizeof *sum);
    for (size_t k = 0; sum && k < n; k++)
        for (size_t i = 0; i < dos->n_energies; i++)
            sum[i] += columns[k].value[spin][i];
    return sum;
}

static bool add_resolved(dgh_dos *dos, dgh_dos_shell *shell, const dgh_dos_column *columns,
                         size_t n)
{
    dgh_dos_orbital *orbitals = dgh_arena_alloc(dgh_dos_arena(dos), n, sizeof *orbitals);
    if (!orbitals)
        return false;
    for (size_t k = 0; k < n; k++) {
        orbitals[k].name = columns[k].name;
        for (unsigned s = 0; s < dos->n_spins; s++)
            orbitals[k].states_per_ev[s] = columns[k].value[s];
    }
    shell->orbitals = orbitals;
    shell->n_orbitals = n;
    for (unsigned s = 0; s < dos->n_spins; s++) {
        shell->states_per_ev[s] = sum_of(dos, columns, n, s);
        if (!shell->states_per_ev[s])
            return false;
    }
    return true;
}

bool dgh_dos_add_columns(dgh_dos *dos, size_t atom, const dgh_dos_column *columns, size_t n,
                         dgh_source source)
{
    for (size_t first = 0, many; first < n; first += many) {
        many = 1;
        while (first + many < n && columns[first + many].l == columns[first].l)
            many++;
        dgh_dos_shell *shell = dgh_dos_add_shell(dos);
        if (!shell)
            return false;
        *shell = (dgh_dos_shell){.atom = atom, .l = columns[first].l, .source = source};
        if (columns[first].is_shell) {
            for (unsigned s = 0; s < dos->n_spins; s++)
                shell->states_per_ev[s] = columns[first].value[s];
            many = 1;
        } else if (!add_resolved(dos, shell, columns + first, many)) {
            return false;
        }
    }
    return true;
}

static int by_atom(const void *a, const void *b)
{
    const dgh_dos_shell *x = a, *y = b;
    if (x->atom != y->atom)
        return x->atom < y->atom ? -1 : 1;
    if (x->l != y->l)
        return x->l < y->l ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

void dgh_dos_finish(dgh_dos *dos)
{
    dos_owner *owner = dos->owner;
    if (dos->n_shells)
        qsort(owner->shells, dos->n_shells, sizeof *owner->shells, by_atom);
}
