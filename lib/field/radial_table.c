#include "field/radial_table.h"

#include <stdlib.h>

#include "base/numbers.h"
#include "base/text.h"
#include "dgh/record.h"

enum { SHORTEST_LINE = 4 }; /* "0 1\n" */

typedef struct table {
    dgh_cursor cursor;
    int atomic_number;
    dgh_real valence;
    double *radius, *density;
    size_t n;
} table;

static dgh_status expected(const table *t, dgh_slice line, dgh_slice found, const char *what,
                           dgh_error *err)
{
    char excerpt[64];
    found = dgh_slice_trim(found);
    if (!found.size)
        found.data = line.data + line.size;
    return dgh_error_at(err, DGH_ERR_PARSE, t->cursor.path, t->cursor.line,
                        dgh_column(line, found.data), "expected %s, found %s", what,
                        dgh_slice_excerpt(found, excerpt, sizeof excerpt));
}

static dgh_status read_comment(table *t, dgh_slice line, dgh_slice rest, dgh_error *err)
{
    dgh_slice word, value;
    if (!dgh_slice_word(&rest, &word))
        return DGH_OK;
    if (dgh_slice_equals_nocase(word, "element")) {
        char label[8] = "";
        if (!dgh_slice_word(&rest, &value))
            return expected(t, line, rest, "an element", err);
        memcpy(label, value.data, value.size < sizeof label - 1 ? value.size : sizeof label - 1);
        t->atomic_number = dgh_element_from_label(label);
        if (t->atomic_number == 0)
            return expected(t, line, value, "an element", err);
    } else if (dgh_slice_equals_nocase(word, "valence")) {
        value = rest;
        t->valence.has = dgh_slice_double(&rest, &t->valence.value) && t->valence.value >= 0.0;
        t->valence.source = dgh_cursor_source(&t->cursor);
        if (!t->valence.has)
            return expected(t, line, value, "a valence", err);
    }
    return DGH_OK;
}

static dgh_status read_lines(table *t, dgh_error *err)
{
    dgh_slice line;
    while (dgh_cursor_line(&t->cursor, &line)) {
        dgh_slice rest = dgh_slice_trim(line);
        dgh_status status = DGH_OK;
        if (!rest.size)
            continue;
        if (rest.data[0] == '#') {
            status = read_comment(t, line, (dgh_slice){rest.data + 1, rest.size - 1}, err);
            if (status != DGH_OK)
                return status;
            continue;
        }
        if (!dgh_slice_double(&rest, &t->radius[t->n]))
            return expected(t, line, rest, "a radius", err);
        if (!dgh_slice_double(&rest, &t->density[t->n]))
            return expected(t, line, rest, "a density", err);
        if (t->radius[t->n] < 0.0 || (t->n && t->radius[t->n] <= t->radius[t->n - 1]))
            return expected(t, line, line, "ascending radii", err);
        t->n++;
    }
    return DGH_OK;
}

dgh_status dgh_field_read_radial_table(dgh_free_atom **out, const char *data, size_t size,
                                       const char *path, dgh_error *err)
{
    *out = NULL;
    table t = {.cursor = dgh_cursor_make(data, size, path)};
    const size_t most = size / SHORTEST_LINE + 2;
    t.radius = malloc(most * sizeof *t.radius);
    t.density = malloc(most * sizeof *t.density);
    dgh_status status = t.radius && t.density ? read_lines(&t, err) : dgh_error_nomem(err);
    if (status == DGH_OK && t.atomic_number == 0)
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                              "expected a line \"# element Pt\", found none");
    else if (status == DGH_OK && t.n < 2)
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                              "expected two lines of radius and density at least, found %zu", t.n);
    if (status == DGH_OK)
        status = dgh_free_atom_create(out, path, t.atomic_number, t.valence, t.radius, t.density,
                                      t.n, err);
    free(t.radius);
    free(t.density);
    return status;
}
