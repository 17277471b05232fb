/* The manifest's values, and the small comparisons that all families share. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

verdict wrong(manifest_row *row, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(row->why, sizeof row->why, format, args);
    va_end(args);
    return WRONG;
}

verdict compare_number(manifest_row *row, const char *what, double found, double expected,
                       double tolerance)
{
    if (fabs(found - expected) <= tolerance + 1e-12 * fabs(expected))
        return RIGHT;
    return wrong(row, "%s: expected %.12g, found %.12g", what, expected, found);
}

verdict compare_real(manifest_row *row, const char *what, dgh_real found, double expected,
                     double tolerance)
{
    if (!found.has)
        return wrong(row, "%s: expected %.12g, found none", what, expected);
    return compare_number(row, what, found.value, expected, tolerance);
}

verdict compare_count(manifest_row *row, const char *what, size_t found, const char *expected)
{
    double number;
    if (value_number(expected, &number, NULL) && number == (double)found)
        return RIGHT;
    return wrong(row, "%s: expected %s, found %zu", what, expected, found);
}

verdict compare_text(manifest_row *row, const char *what, const char *found, const char *expected)
{
    if (found && strcmp(found, expected) == 0)
        return RIGHT;
    return wrong(row, "%s: expected \"%s\", found \"%s\"", what, expected, found ? found : "none");
}

bool value_number(const char *value, double *number, double *half_digit)
{
    char *end;
    *number = strtod(value, &end);
    if (end == value)
        return false;
    if (half_digit) {
        const char *point = memchr(value, '.', (size_t)(end - value));
        long decimals = 0, exponent = 0;
        const char *p = value;
        while (p < end && *p != 'e' && *p != 'E')
            p++;
        if (point)
            decimals = p - point - 1;
        if (p < end)
            exponent = strtol(p + 1, NULL, 10);
        *half_digit = 0.5000001 * pow(10.0, (double)(exponent - decimals));
    }
    return true;
}

size_t value_numbers(const char *value, double *numbers, size_t capacity)
{
    size_t n = 0;
    for (const char *p = value; *p && n < capacity;) {
        char *end;
        double number = strchr("[]',\" {}", *p) ? 0.0 : strtod(p, &end);
        if (strchr("[]',\" {}", *p) || end == p) {
            p++;
            continue;
        }
        numbers[n++] = number;
        p = end;
    }
    return n;
}

size_t value_strings(const char *value, char items[][64], size_t capacity)
{
    size_t n = 0;
    const char *p = value;
    while (n < capacity && (p = strchr(p, '\'')) != NULL) {
        const char *close = strchr(p + 1, '\'');
        if (!close)
            break;
        snprintf(items[n++], 64, "%.*s", (int)(close - p - 1), p + 1);
        p = close + 1;
    }
    return n;
}

bool value_of_key(const char *value, const char *key, double *number)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "'%s': ", key);
    const char *p = strstr(value, quoted);
    if (!p)
        return false;
    p += strlen(quoted);
    while (*p == '\'' || *p == '[')
        p++;
    char *end;
    *number = strtod(p, &end);
    return end != p;
}

const char *row_value(const manifest_row *row, const char *name, char *buffer, size_t size)
{
    size_t n = strlen(name);
    for (const char *p = row->expected; p && *p;) {
        const char *next = strstr(p, "; ");
        if (strncmp(p, name, n) == 0 && p[n] == '=') {
            size_t length = next ? (size_t)(next - p) : strlen(p);
            snprintf(buffer, size, "%.*s", (int)(length - n - 1), p + n + 1);
            return buffer;
        }
        p = next ? next + 2 : NULL;
    }
    return NULL;
}

const dgh_ionic_step *last_energy_step(const dgh_calculation *record)
{
    for (size_t i = record->n_steps; i-- > 0;)
        for (int kind = 0; kind < 3; kind++)
            if (record->steps[i].energy_ev[kind].has)
                return &record->steps[i];
    return NULL;
}

double largest_force(const dgh_calculation *record, const dgh_ionic_step *step, const bool *is_free)
{
    double largest = -1.0;
    if (!step || !step->force_ev_per_ang)
        return largest;
    for (size_t i = 0; i < record->structure.n_atoms; i++) {
        const double *f = step->force_ev_per_ang + 3 * i;
        if (is_free && !(is_free[3 * i] || is_free[3 * i + 1] || is_free[3 * i + 2]))
            continue;
        largest = fmax(largest, sqrt(f[0] * f[0] + f[1] * f[1] + f[2] * f[2]));
    }
    return largest;
}

verdict compare_modes(manifest_row *row, const dgh_calculation *record, const double *expected,
                      size_t n, double tolerance)
{
    const dgh_vibrations *v = &record->vibrations;
    if (v->n_modes < n)
        return wrong(row, "modes: expected %zu, found %zu", n, v->n_modes);
    for (size_t i = 0; i < n; i++) {
        double found = v->modes[i].imaginary ? -v->modes[i].freq_cm1 : v->modes[i].freq_cm1;
        if (fabs(found - expected[i]) > tolerance)
            return wrong(row, "mode %zu: expected %.6f cm-1, found %.6f", i + 1, expected[i],
                         found);
    }
    return RIGHT;
}
