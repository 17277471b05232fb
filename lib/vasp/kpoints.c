/* KPOINTS, https://www.vasp.at/wiki/KPOINTS: a title; the number of k-points, 0 for automatic
 * meshes; a line of which the first letter counts:
 *   0 k-points   Gamma, Monkhorst-Pack (mesh and shift), Automatic (a length), anything else: a
 *                generating lattice (three vectors and a shift)
 *   n k-points   Line-mode (a band path), else an explicit list with weights
 * A mesh is called shifted here when it does not contain Gamma: by its shift, or because
 * Monkhorst and Pack's meshes of an even number of divisions avoid it. */
#include "vasp/readers.h"

#include <math.h>

#include "base/format.h"
#include "record/kpoint_list.h"

enum { MOST_DIVISIONS = 100000 };

typedef struct kpoints {
    dgh_builder builder;
    dgh_cursor cursor;
    size_t n; /* second line */
    char mode;
    size_t mesh_line;
} kpoints;

static dgh_status expected(const kpoints *k, dgh_slice line, dgh_slice rest, const char *what,
                           dgh_error *err)
{
    char excerpt[64];
    while (rest.size && dgh_is_space(rest.data[0])) {
        rest.data++;
        rest.size--;
    }
    return dgh_error_at(err, DGH_ERR_PARSE, k->cursor.path, k->cursor.line,
                        dgh_column(line, rest.data), "expected %s, found %s", what,
                        dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

static dgh_status next(kpoints *k, dgh_slice *line, const char *what, dgh_error *err)
{
    if (dgh_cursor_line(&k->cursor, line))
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, k->cursor.path, k->cursor.line + 1, 1,
                        "expected %s, found end of file", what);
}

static dgh_status read_head(kpoints *k, dgh_error *err)
{
    dgh_slice line, rest;
    dgh_status status = next(k, &line, "a title", err);
    if (status == DGH_OK)
        status = next(k, &line, "the number of k-points", err);
    if (status != DGH_OK)
        return status;
    rest = line;
    if (!dgh_slice_size(&rest, UINT32_MAX, &k->n) || (rest.size && rest.data[0] == '.'))
        return expected(k, line, line, "the number of k-points", err);
    const char *what = k->n ? "\"Line-mode\", \"Cartesian\" or \"Reciprocal\""
                            : "\"Gamma\", \"Monkhorst-Pack\", \"Automatic\" or \"Reciprocal\"";
    status = next(k, &line, what, err);
    if (status != DGH_OK)
        return status;
    rest = dgh_slice_trim(line);
    if (rest.size == 0 || !dgh_is_alpha(rest.data[0]))
        return expected(k, line, line, what, err);
    k->mode = dgh_to_lower(rest.data[0]);
    return DGH_OK;
}

static bool set_mesh(kpoints *k, const double divisions[3], bool shifted)
{
    char text[96];
    dgh_builder *b = &k->builder;
    dgh_format(text, sizeof text, "%.0fx%.0fx%.0f%s", divisions[0], divisions[1], divisions[2],
               shifted ? " shifted" : "");
    memcpy(b->calculation->kpoint_mesh, divisions, 3 * sizeof divisions[0]);
    return dgh_builder_set_cstr(b, DGH_SETTING_KPOINT_MESH, text, k->mesh_line);
}

static bool is_division(double d)
{
    return d >= 1.0 && d <= MOST_DIVISIONS && d == floor(d);
}

static dgh_status read_mesh(kpoints *k, dgh_error *err)
{
    const char *what = "three positive divisions";
    dgh_slice line, rest;
    double divisions[3], shift[3] = {0.0, 0.0, 0.0};
    dgh_status status = next(k, &line, what, err);
    if (status != DGH_OK)
        return status;
    k->mesh_line = k->cursor.line;
    rest = line;
    for (int i = 0; i < 3; i++) {
        dgh_slice before = rest;
        if (!dgh_slice_double(&rest, &divisions[i]) || !is_division(divisions[i]))
            return expected(k, line, before, what, err);
    }
    if (dgh_cursor_line(&k->cursor, &line) && !dgh_slice_doubles(&line, shift, 3))
        memset(shift, 0, sizeof shift);
    bool shifted = false;
    for (int i = 0; i < 3; i++) {
        double offset = shift[i];
        if (k->mode == 'm' && fmod(divisions[i], 2.0) == 0.0)
            offset += 0.5;
        shifted = shifted || fabs(offset - round(offset)) > 1e-6;
    }
    return set_mesh(k, divisions, shifted) ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status read_length(kpoints *k, dgh_error *err)
{
    dgh_slice line, rest;
    double length;
    dgh_status status = next(k, &line, "a length", err);
    if (status != DGH_OK)
        return status;
    rest = line;
    if (!dgh_slice_double(&rest, &length) || !(length > 0.0))
        return expected(k, line, line, "a positive length", err);
    if (!dgh_builder_note(&k->builder, DGH_NOTE, "kpoints-by-length", k->cursor.line,
                          "the mesh follows from a length of %g and the cell", length))
        return dgh_error_nomem(err);
    return DGH_OK;
}

/* Three generating vectors: a mesh where they are fractions 1/n of the reciprocal ones. */
static dgh_status read_generators(kpoints *k, dgh_error *err)
{
    double v[3][3], divisions[3], shift[3] = {0.0, 0.0, 0.0};
    bool is_mesh = k->mode != 'c' && k->mode != 'k', shifted = false;
    for (int i = 0; i < 3; i++) {
        dgh_slice line, rest;
        dgh_status status = next(k, &line, "a generating vector", err);
        if (status != DGH_OK)
            return status;
        rest = line;
        if (!dgh_slice_doubles(&rest, v[i], 3))
            return expected(k, line, rest, "a generating vector of three numbers", err);
        divisions[i] = v[i][i] > 0.0 ? round(1.0 / v[i][i]) : 0.0;
        is_mesh = is_mesh && is_division(divisions[i]) &&
                  fabs(divisions[i] * v[i][i] - 1.0) < 1e-5 && v[i][(i + 1) % 3] == 0.0 &&
                  v[i][(i + 2) % 3] == 0.0;
    }
    k->mesh_line = k->cursor.line - 2;
    dgh_slice line;
    if (dgh_cursor_line(&k->cursor, &line) && !dgh_slice_doubles(&line, shift, 3))
        memset(shift, 0, sizeof shift);
    for (int i = 0; i < 3; i++)
        shifted = shifted || fabs(shift[i] - round(shift[i])) > 1e-6;
    if (is_mesh)
        return set_mesh(k, divisions, shifted) ? DGH_OK : dgh_error_nomem(err);
    if (!dgh_builder_note(&k->builder, DGH_NOTE, "kpoints-by-lattice", k->mesh_line,
                          "the k-points follow from a generating lattice and the cell"))
        return dgh_error_nomem(err);
    return DGH_OK;
}

static dgh_status read_path(kpoints *k, dgh_error *err)
{
    k->builder.calculation->task = DGH_TASK_BANDS;
    k->builder.calculation->task_source = (dgh_source){k->builder.path, 3};
    if (!dgh_builder_note(&k->builder, DGH_NOTE, "kpoints-path", 3,
                          "the k-points follow a band path"))
        return dgh_error_nomem(err);
    return DGH_OK;
}

static dgh_status read_list(kpoints *k, dgh_error *err)
{
    char what[64];
    size_t first = k->cursor.line + 1;
    dgh_kpoint_list list = {0};
    for (size_t i = 0; i < k->n; i++) {
        double v[4];
        dgh_slice line, rest;
        dgh_format(what, sizeof what, "k-point %zu of %zu with its weight", i + 1, k->n);
        dgh_status status = next(k, &line, what, err);
        if (status != DGH_OK)
            return status;
        rest = line;
        if (!dgh_slice_doubles(&rest, v, 4))
            return expected(k, line, rest, what, err);
        if (!dgh_kpoint_list_add(&list, &k->builder, v))
            return dgh_error_nomem(err);
    }
    const char *unit = k->mode == 'c' || k->mode == 'k' ? "2pi/a" : "crystal";
    if (!dgh_builder_set_kpoint_list(&k->builder, &list, unit, first))
        return dgh_error_nomem(err);
    dgh_builder_set_integer(&k->builder, DGH_SETTING_N_KPOINTS, (int64_t)k->n, 2);
    return DGH_OK;
}

static dgh_status read_body(kpoints *k, dgh_error *err)
{
    if (k->n)
        return k->mode == 'l' ? read_path(k, err) : read_list(k, err);
    if (k->mode == 'g' || k->mode == 'm')
        return read_mesh(k, err);
    return k->mode == 'a' ? read_length(k, err) : read_generators(k, err);
}

dgh_status dgh_vasp_read_kpoints(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    *out = NULL;
    kpoints k = {0};
    dgh_status status = dgh_builder_open(&k.builder, path, "vasp-kpoints", err);
    if (status != DGH_OK)
        return status;
    k.cursor = dgh_cursor_make(data, size, k.builder.path);
    k.builder.calculation->code = DGH_CODE_VASP;
    k.builder.calculation->task = DGH_TASK_INPUT;
    status = read_head(&k, err);
    if (status == DGH_OK)
        status = read_body(&k, err);
    if (status != DGH_OK) {
        dgh_builder_abort(&k.builder);
        return status;
    }
    *out = dgh_builder_finish(&k.builder);
    return DGH_OK;
}

/* The second line is a number, the third begins with one of the words that VASP knows, and the
 * numbers that it announces follow. */
bool dgh_vasp_is_kpoints(const char *data, size_t size)
{
    kpoints k = {0};
    dgh_slice line;
    double v[4];
    k.cursor = dgh_cursor_make(data, size, "");
    if (read_head(&k, NULL) != DGH_OK || !strchr(k.n ? "lcrk" : "gmarck", k.mode) ||
        !dgh_cursor_line(&k.cursor, &line))
        return false;
    if (k.mode == 'l')
        return dgh_cursor_line(&k.cursor, &line) && dgh_slice_doubles(&line, v, 3);
    size_t needed = k.n ? 4 : k.mode == 'a' ? 1 : 3;
    return dgh_slice_doubles(&line, v, needed);
}
