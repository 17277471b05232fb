/* ph.x, dynmat.x and dynamical-matrix files. Only q = 0 gives vibrations of the cell's atoms; a
 * file that holds several q has the modes of all of them in the manifest. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"

enum { MAX_MODES = 1024 };

static bool same_modes(const dgh_vibrations *v, const double *expected, double tolerance)
{
    for (size_t i = 0; i < v->n_modes; i++) {
        double found = v->modes[i].imaginary ? -v->modes[i].freq_cm1 : v->modes[i].freq_cm1;
        if (fabs(found - expected[i]) > tolerance)
            return false;
    }
    return true;
}

static bool has_diagnostic(const dgh_calculation *r, const char *code)
{
    for (size_t i = 0; i < r->n_diagnostics; i++)
        if (strcmp(r->diagnostics[i].code, code) == 0)
            return true;
    return false;
}

/* The record's modes are one whole block of 3N of the list, or there is no q = 0 in the file, and
 * the record says so. */
static verdict freq_cm(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected[MAX_MODES];
    size_t n = value_numbers(value, expected, MAX_MODES);
    const dgh_vibrations *v = &r->vibrations;
    if (v->n_modes == 0) {
        if (has_diagnostic(r, "q-not-gamma"))
            return RIGHT;
        return wrong(row, "modes: expected %zu, found none", n);
    }
    for (size_t first = 0; first + v->n_modes <= n; first += v->n_modes)
        if (same_modes(v, expected + first, 1e-9))
            return RIGHT;
    if (v->n_modes == n)
        return compare_modes(row, r, expected, n, 1e-9);
    return wrong(row, "modes: %zu found that are no block of the %zu expected", v->n_modes, n);
}

static verdict n_freq_lines(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double lines, n_q = 1.0;
    char buffer[64];
    value_number(value, &lines, NULL);
    if (row_value(row, "n_q", buffer, sizeof buffer))
        value_number(buffer, &n_q, NULL);
    if (r->vibrations.n_modes == 0 && has_diagnostic(r, "q-not-gamma"))
        return RIGHT;
    if ((double)r->vibrations.n_modes * n_q != lines)
        return wrong(row, "modes: expected %g for each of %g q, found %zu", lines / n_q, n_q,
                     r->vibrations.n_modes);
    return RIGHT;
}

static verdict job_done(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    char buffer[64];
    bool out_of_time = row_value(row, "maxtime", buffer, sizeof buffer) != NULL;
    if (r->status == DGH_RUN_INTERRUPTED && !out_of_time)
        return wrong(row, "JOB DONE, and the run is called interrupted");
    return RIGHT;
}

static verdict not_complete(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "the run is called complete");
    return RIGHT;
}

static verdict dynmat_modes(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected[MAX_MODES];
    size_t n = value_numbers(value, expected, MAX_MODES);
    if (r->vibrations.n_modes != n)
        return wrong(row, "modes: expected %zu, found %zu", n, r->vibrations.n_modes);
    return compare_modes(row, r, expected, n, 1e-9);
}

/* The file lists q and its star; whether one of them is zero decides what the record holds. */
static verdict q(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[3];
    if (value_numbers(value, v, 3) != 3)
        return wrong(row, "unreadable value \"%s\"", value);
    bool gamma = v[0] == 0.0 && v[1] == 0.0 && v[2] == 0.0;
    if (gamma == has_diagnostic(r, "q-not-gamma"))
        return wrong(row, gamma ? "q = 0 was not found" : "a q that is not 0 was taken as 0");
    if (gamma != (r->vibrations.n_dofs > 0))
        return wrong(row, "q is %s, degrees of freedom found %zu", gamma ? "0" : "not 0",
                     r->vibrations.n_dofs);
    return RIGHT;
}

/* "[['THz', 'cm-1'], ...]" of the XML form. */
static verdict xml_omega(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[2 * MAX_MODES], expected[MAX_MODES];
    size_t n = value_numbers(value, v, (size_t)2 * MAX_MODES) / 2;
    for (size_t i = 0; i < n; i++)
        expected[i] = v[2 * i + 1];
    if (r->vibrations.n_modes == 0 && has_diagnostic(r, "q-not-gamma"))
        return RIGHT;
    return compare_modes(row, r, expected, n, 1e-9);
}

const name_entry PH_NAMES[] = {
    {"freq_cm", freq_cm, NULL},
    {"n_freq_lines", n_freq_lines, NULL},
    {"n_q", NULL, "used with n_freq_lines"},
    {"job_done", job_done, NULL},
    {"errors", not_complete, NULL},
    {"not_conv", not_complete, NULL},
    {"maxtime", not_complete, NULL},
    {"dynmat_modes_cm", dynmat_modes, NULL},
    {NULL, NULL, NULL},
};

const name_entry DYN_NAMES[] = {
    {"freq_cm", freq_cm, NULL},
    {"q", q, NULL},
    {"xml_omega_THz_cm", xml_omega, NULL},
    {NULL, NULL, NULL},
};
