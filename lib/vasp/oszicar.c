/* VASP's OSZICAR (https://www.vasp.at/wiki/OSZICAR): one line per electronic iteration, one summary
 * per ionic step. Numbers may have a three-digit exponent without its letter (-.297179-207). Its
 * energies are F and E0; E needs the kind of smearing, which the file does not state. */
#include "vasp/oszicar.h"

#include <math.h>

#include "vasp/readers.h"
#include "vasp/verdict.h"

/* "DAV:   1     0.642208910419E+01 ...". */
static bool is_iteration(dgh_slice line)
{
    int64_t n;
    double v[3];
    if (line.size < 30 || line.data[3] != ':')
        return false;
    for (int i = 0; i < 3; i++)
        if (line.data[i] < 'A' || line.data[i] > 'Z')
            return false;
    dgh_slice rest = {line.data + 4, line.size - 4};
    return dgh_slice_int64(&rest, &n) && dgh_slice_doubles(&rest, v, 3);
}

static bool take_iteration(dgh_oszicar *o, dgh_slice line)
{
    int64_t n;
    double v[3]; /* E, dE, d eps */
    dgh_slice rest = {line.data + 4, line.size - 4};
    if (!dgh_slice_int64(&rest, &n) || !dgh_slice_doubles(&rest, v, 3))
        return false;
    o->in_loop = true;
    if (n > 0 && n <= UINT32_MAX)
        o->n_electronic = (uint32_t)n;
    o->has_change = true;
    o->largest_change_ev = fmax(fabs(v[1]), fabs(v[2]));
    return true;
}

/* "  1 F= -.6502E+01 E0= ..." or "  1 T= ...". */
static bool is_summary(dgh_slice line)
{
    int64_t n;
    dgh_slice rest = dgh_slice_trim(line);
    if (!rest.size || !dgh_is_digit(rest.data[0]) || !dgh_slice_int64(&rest, &n))
        return false;
    rest = dgh_slice_trim(rest);
    if (dgh_slice_starts(rest, "F="))
        return dgh_slice_find(rest, "E0=") != NULL;
    return dgh_slice_starts(rest, "T=") && dgh_slice_find(rest, " F=") &&
           dgh_slice_find(rest, "E0=");
}

static bool number_after(dgh_slice line, const char *label, double *value)
{
    dgh_slice rest;
    return dgh_slice_after(line, label, &rest) && dgh_slice_double(&rest, value);
}

/* One number for collinear spins, a vector for non-collinear ones. */
static dgh_real magnetisation(const dgh_oszicar *o, dgh_slice line, size_t number)
{
    dgh_slice rest;
    double m[3];
    if (!dgh_slice_after(line, "mag=", &rest) || !dgh_slice_double(&rest, &m[0]))
        return (dgh_real){0};
    double total = m[0];
    if (dgh_slice_doubles(&rest, &m[1], 2))
        total = sqrt(m[0] * m[0] + m[1] * m[1] + m[2] * m[2]);
    return dgh_builder_real(o->b, total, number);
}

static bool take_summary(dgh_oszicar *o, dgh_slice line, size_t number)
{
    double f, e0, t;
    bool has_f = number_after(line, " F=", &f), has_e0 = number_after(line, "E0=", &e0);
    dgh_ionic_step *step = dgh_builder_add_step(o->b);
    if (!step)
        return false;
    step->source = (dgh_source){o->b->path, number};
    if (has_f)
        step->energy_ev[DGH_ENERGY_FREE] = dgh_builder_real(o->b, f, number);
    if (has_e0)
        step->energy_ev[DGH_ENERGY_SIGMA0] = dgh_builder_real(o->b, e0, number);
    step->magnetisation_mub = magnetisation(o, line, number);
    if (number_after(line, " T=", &t)) {
        step->temperature_k = dgh_builder_real(o->b, t, number);
        /* only force fields move ions without an electronic loop */
        step->machine_learned = !o->in_loop && o->loops > 0;
    }
    step->n_electronic = o->n_electronic;
    if (o->has_change)
        step->electronic_accuracy_ev = dgh_builder_real(o->b, o->largest_change_ev, number);
    if (o->hard_stop)
        step->electronic_converged = DGH_NO;
    o->n_electronic = 0;
    o->in_loop = o->has_change = o->hard_stop = false;
    return true;
}

bool dgh_oszicar_line(dgh_oszicar *o, dgh_slice line, size_t number, bool *taken)
{
    *taken = true;
    if (line.size > 3 && line.data[3] == ':' && take_iteration(o, line))
        return true;
    if (line.size && line.data[0] == 'N' && dgh_slice_find(line, "d eps")) {
        o->in_loop = true;
        o->loops++;
        o->n_electronic = 0;
        o->has_change = false;
        return true;
    }
    if (is_summary(line))
        return take_summary(o, line, number);
    *taken = false;
    return true;
}

static bool read_lines(dgh_oszicar *o, dgh_cursor *cursor)
{
    dgh_slice line;
    bool taken;
    while (dgh_cursor_line(cursor, &line)) {
        if (dgh_cursor_cut(cursor))
            break; /* may be cut inside a number */
        if (!dgh_oszicar_line(o, dgh_slice_trim(line), cursor->line, &taken))
            return false;
    }
    return true;
}

dgh_status dgh_vasp_read_oszicar(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    *out = NULL;
    data = data ? data : ""; /* an empty file */
    dgh_builder b;
    dgh_status status = dgh_builder_open(&b, path, "vasp-oszicar", err);
    if (status != DGH_OK)
        return status;
    b.calculation->code = DGH_CODE_VASP;
    dgh_cursor cursor = dgh_cursor_make(data, size, b.path);
    dgh_oszicar o = {.b = &b};
    bool room = read_lines(&o, &cursor);
    if (room && b.n_steps == 0 && !o.in_loop) {
        char found[64];
        dgh_cursor top = dgh_cursor_make(data, size, path);
        dgh_slice line = {data, 0};
        dgh_cursor_line(&top, &line);
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1, "expected VASP's OSZICAR, found %s",
                              dgh_slice_excerpt(line, found, sizeof found));
        dgh_builder_abort(&b);
        return status;
    }
    bool cut = dgh_cursor_cut(&cursor) || o.in_loop;
    dgh_vasp_ending ending = {.unknown = !cut, .line = cursor.line};
    if (!room || !dgh_vasp_judge(&b, ending)) {
        dgh_builder_abort(&b);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&b);
    return DGH_OK;
}

bool dgh_vasp_is_oszicar(const char *data, size_t size)
{
    if (size == 0)
        return false;
    dgh_cursor cursor = dgh_cursor_make(data, size < 65536 ? size : 65536, NULL);
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        line = dgh_slice_trim(line);
        if (!line.size)
            continue;
        if (is_summary(line) || is_iteration(line))
            return true;
        if (!(line.data[0] == 'N' && dgh_slice_find(line, "d eps")) && cursor.line > 20)
            return false;
    }
    return false;
}
