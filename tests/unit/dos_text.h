/* DOSCAR and vasprun.xml as VASP prints them, of any layout, for the tests of their readers. */
#ifndef DGH_TEST_DOS_TEXT_H
#define DGH_TEST_DOS_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/dos.h"

typedef struct text {
    char *data;
    size_t size, capacity;
} text;

__attribute__((format(printf, 2, 3))) static inline void add(text *t, const char *format, ...)
{
    va_list arguments;
    if (t->capacity - t->size < 4096) {
        t->capacity = 2 * t->capacity + 8192;
        t->data = realloc(t->data, t->capacity);
        assert_non_null(t->data);
    }
    va_start(arguments, format);
    t->size += (size_t)vsnprintf(t->data + t->size, t->capacity - t->size, format, arguments);
    va_end(arguments);
}

/* Fortran's E12.4 */
static inline void add_e12(text *t, double value)
{
    char digits[32];
    if (value == 0.0) {
        add(t, "  0.0000E+00");
        return;
    }
    snprintf(digits, sizeof digits, "%.3E", value < 0.0 ? -value : value);
    add(t, "%s0.%c%c%c%cE%+03d", value < 0.0 ? " -" : "  ", digits[0], digits[2], digits[3],
        digits[4], atoi(digits + 6) + 1);
}

/* Value of column k (from 0) of an atom at energy i: each is told from every other. */
static inline double dos_value(size_t atom, size_t k, size_t i)
{
    return (double)(1 + atom) + 0.01 * (double)(k + 1) + 0.1 * (double)i;
}

static const char DOSCAR_RANGE[] = "      2.00000000     -1.00000000    4      0.50000000      "
                                   "1.00000000\n";

/* Two atoms (or `n_atoms`), energies -1, 0, 1, 2, E_F 0.5. */
static inline text doscar(size_t n_atoms, int n_spins, int ncdij, size_t n_columns)
{
    text t = {0};
    add(&t, "%4zu%4zu   1%4d\n", n_atoms, n_atoms, ncdij);
    add(&t, "  0.1653110E+02  0.2855300E-09  0.2855300E-09  0.1800000E-08  0.5000000E-15\n");
    add(&t, "  1.000000000000000E-004\n  CAR \n unknown system                          \n%s",
        DOSCAR_RANGE);
    for (size_t i = 0; i < 4; i++) {
        add(&t, "     %6.3f", (double)i - 1.0);
        for (int k = 0; k < (n_spins == 2 ? 4 : 2); k++)
            add_e12(&t, k < n_spins ? 5.0 : 5.0 * (double)(i + 1));
        add(&t, "\n");
    }
    for (size_t atom = 0; atom < n_atoms; atom++) {
        add(&t, "%s", DOSCAR_RANGE);
        for (size_t i = 0; i < 4; i++) {
            add(&t, "     %6.3f", (double)i - 1.0);
            for (size_t k = 0; k < n_columns; k++)
                add_e12(&t, dos_value(atom, k, i));
            add(&t, "\n");
        }
    }
    return t;
}

/* Replaces the `number`-th (from 1) place of `from` by `to`. */
static inline void replace(text *t, const char *from, const char *to, int number)
{
    char *at = t->data;
    for (int k = 0; at && k < number; k++)
        at = strstr(k ? at + 1 : at, from);
    assert_non_null(at);
    size_t before = (size_t)(at - t->data), n = strlen(from), m = strlen(to);
    text out = {0};
    out.capacity = t->size + m + 1;
    out.data = malloc(out.capacity);
    assert_non_null(out.data);
    memcpy(out.data, t->data, before);
    memcpy(out.data + before, to, m);
    memcpy(out.data + before + m, at + n, t->size - before - n + 1);
    out.size = t->size - n + m;
    free(t->data);
    *t = out;
}

typedef dgh_status dos_reader(dgh_dos **out, const char *data, size_t size, const char *path,
                              dgh_error *err);

/* Reads and frees the text. */
static inline dgh_dos *read_dos(dos_reader *reader, text t)
{
    dgh_dos *dos = NULL;
    dgh_error err = {0};
    if (reader(&dos, t.data, t.size, "f", &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_non_null(dos);
    free(t.data);
    return dos;
}

static inline void refuse_dos(dos_reader *reader, text t, dgh_status status, const char *message)
{
    dgh_dos *dos = (dgh_dos *)1;
    dgh_error err = {0};
    assert_int_equal(reader(&dos, t.data, t.size, "f", &err), status);
    assert_string_equal(err.message, message);
    assert_null(dos);
    free(t.data);
}

static inline const dgh_diagnostic *dos_diagnostic(const dgh_dos *dos, const char *code)
{
    for (size_t i = 0; i < dos->n_diagnostics; i++)
        if (strcmp(dos->diagnostics[i].code, code) == 0)
            return &dos->diagnostics[i];
    return NULL;
}

static inline const dgh_dos_shell *shell_of(const dgh_dos *dos, size_t atom, int l)
{
    for (size_t i = 0; i < dos->n_shells; i++)
        if (dos->shells[i].atom == atom && dos->shells[i].l == l)
            return &dos->shells[i];
    return NULL;
}

/* Every prefix in steps of `step` bytes: what is given is whole, and what is missing is said. */
static inline void read_prefixes(dos_reader *reader, text t, size_t step)
{
    for (size_t n = 0; n < t.size; n += step) {
        char *exact = malloc(n ? n : 1);
        dgh_dos *dos = NULL;
        dgh_error err = {0};
        assert_non_null(exact);
        memcpy(exact, t.data, n);
        dgh_status status = reader(&dos, exact, n, "f", &err);
        assert_true((status == DGH_OK) == (dos != NULL));
        assert_true(status == DGH_OK || strlen(err.message) > 0);
        for (size_t k = 0; dos && k < dos->n_shells; k++)
            for (unsigned s = 0; s < dos->n_spins; s++)
                for (size_t i = 0; i < dos->n_energies; i++)
                    assert_true(dos->shells[k].states_per_ev[s][i] >= 1.0);
        if (dos && dos->n_shells && dos->complete)
            assert_int_equal(dos->shells[dos->n_shells - 1].atom + 1, dos->n_atoms);
        dgh_dos_free(dos);
        free(exact);
    }
    free(t.data);
}

#endif
