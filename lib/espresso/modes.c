#include "espresso/modes.h"

#include <math.h>

#include "base/format.h"

bool dgh_qe_q_line(dgh_slice line, double q[3])
{
    dgh_slice rest;
    if (!dgh_slice_after(line, "q =", &rest))
        return false;
    rest = dgh_slice_trim(rest);
    if (rest.size && rest.data[0] == '(') {
        rest.data++;
        rest.size--;
    }
    return dgh_slice_doubles(&rest, q, 3);
}

bool dgh_qe_q_is_gamma(const double q[3])
{
    return fabs(q[0]) < 1e-8 && fabs(q[1]) < 1e-8 && fabs(q[2]) < 1e-8;
}

/* "freq (    1) =  -2.154173 [THz] =  -71.855466 [cm-1]"; the table of symmetries further below
 * repeats the modes with "freq (   1-   1) =" and without THz. */
static bool frequency_line(dgh_slice line, double *freq_cm1)
{
    dgh_slice s = dgh_slice_trim(line), rest;
    if (!dgh_slice_starts(s, "freq (") && !dgh_slice_starts(s, "freq(") &&
        !dgh_slice_starts(s, "omega("))
        return false;
    if (!dgh_slice_after(s, "[THz]", &rest))
        return false;
    rest = dgh_slice_trim(rest);
    if (!rest.size || rest.data[0] != '=')
        return false;
    rest.data++;
    rest.size--;
    return dgh_slice_double(&rest, freq_cm1) && dgh_slice_find(rest, "[cm-1]") != NULL;
}

static bool add_mode(dgh_qe_modes *modes, dgh_builder *builder, double freq_cm1, size_t line_no)
{
    dgh_printed_mode *mode = dgh_builder_add_mode(builder);
    if (!mode)
        return false;
    mode->freq_cm1 = fabs(freq_cm1);
    mode->imaginary = freq_cm1 < 0.0;
    mode->source = (dgh_source){builder->path, line_no};
    modes->eigenvector_row = 0;
    modes->eigenvector = NULL;
    return true;
}

/* One atom's row of an eigenvector: real and imaginary parts of x, y, z; at q = 0 the imaginary
 * ones are zero. The mode gets its vector when the last atom's row is there. */
static bool add_row(dgh_qe_modes *modes, dgh_builder *builder, dgh_slice row)
{
    size_t n_atoms = builder->calculation->structure.n_atoms;
    double v[6];
    row.data++;
    row.size--;
    if (!builder->n_modes || modes->eigenvector_row >= n_atoms || !dgh_slice_doubles(&row, v, 6))
        return true;
    if (!modes->eigenvector) {
        modes->eigenvector = dgh_builder_vectors(builder, n_atoms);
        if (!modes->eigenvector)
            return false;
    }
    for (size_t k = 0; k < 3; k++)
        modes->eigenvector[3 * modes->eigenvector_row + k] = v[2 * k];
    if (++modes->eigenvector_row == n_atoms)
        builder->modes[builder->n_modes - 1].eigenvector = modes->eigenvector;
    return true;
}

static void row_of_stars(dgh_qe_modes *modes, dgh_builder *builder)
{
    if (modes->in_modes) {
        modes->in_modes = false;
        modes->n_lists_closed++;
        modes->gamma_complete |= modes->gamma;
        return;
    }
    modes->in_modes = true;
    modes->n_lists++;
    if (modes->gamma) {
        modes->n_lists_gamma++;
        modes->gamma_complete = false;
        builder->n_modes = 0;
    }
}

bool dgh_qe_modes_feed(dgh_qe_modes *modes, dgh_builder *builder, dgh_slice line, size_t line_no)
{
    double q[3], freq_cm1;
    if (dgh_slice_find(line, "iagonalizing the dynamical matrix")) {
        modes->in_list = true;
        modes->in_modes = false;
        modes->gamma = true;
        return true;
    }
    if (!modes->in_list)
        return true;
    dgh_slice s = dgh_slice_trim(line);
    if (s.size == 0)
        return true;
    if (dgh_slice_starts(s, "*****"))
        row_of_stars(modes, builder);
    else if (!modes->in_modes && dgh_slice_starts(s, "q =") && dgh_qe_q_line(s, q))
        modes->gamma = dgh_qe_q_is_gamma(q);
    else if (modes->in_modes && modes->gamma && frequency_line(s, &freq_cm1))
        return add_mode(modes, builder, freq_cm1, line_no);
    else if (modes->in_modes && modes->gamma && s.data[0] == '(')
        return add_row(modes, builder, s);
    return true;
}

/* ---- the frame of a run ------------------------------------------------------------------------
 */

/* "2h13m", "2m12.51s", "1d 2h", "9.28s": hours and days may stand without seconds. */
static bool duration_s(dgh_slice s, double *seconds)
{
    double total = 0.0, number;
    bool any = false;
    for (;;) {
        dgh_slice rest = s;
        if (!dgh_slice_double(&rest, &number) || !rest.size)
            break;
        double unit = rest.data[0] == 'd'   ? 86400.0
                      : rest.data[0] == 'h' ? 3600.0
                      : rest.data[0] == 'm' ? 60.0
                      : rest.data[0] == 's' ? 1.0
                                            : 0.0;
        if (unit == 0.0)
            break;
        total += number * unit;
        any = true;
        s = (dgh_slice){rest.data + 1, rest.size - 1};
    }
    *seconds = total;
    return any;
}

/* "PHONON : 2m12.51s CPU 4m35.37s WALL": printed by each clock, the program's own comes last. */
static void times(dgh_builder *builder, dgh_slice line, size_t line_no)
{
    dgh_slice rest, cpu;
    const char *end = dgh_slice_find(line, "CPU");
    if (!end || !dgh_slice_after(line, ":", &rest) || rest.data > end ||
        !dgh_slice_find(line, "WALL"))
        return;
    double seconds;
    cpu = (dgh_slice){rest.data, (size_t)(end - rest.data)};
    if (duration_s(cpu, &seconds))
        builder->calculation->cpu_time_s = dgh_builder_real(builder, seconds, line_no);
    rest = (dgh_slice){end + 3, (size_t)(line.data + line.size - end - 3)};
    if (duration_s(rest, &seconds))
        builder->calculation->wall_time_s = dgh_builder_real(builder, seconds, line_no);
}

static bool program_line(dgh_qe_frame *frame, dgh_builder *builder, dgh_slice line, size_t line_no)
{
    dgh_slice rest, word;
    if (!dgh_slice_after(line, "Program ", &rest) || !dgh_slice_find(rest, "starts on"))
        return true;
    frame->program_line = line_no;
    frame->job_done = false; /* a second run appended to the first */
    dgh_slice_word(&rest, &word);
    if (!dgh_slice_word(&rest, &word))
        return true;
    if (dgh_slice_starts(word, "v."))
        word = (dgh_slice){word.data + 2, word.size - 2};
    dgh_calculation *c = builder->calculation;
    c->code_version.value = dgh_arena_strndup(builder->arena, word.data, word.size);
    c->code_version.source = (dgh_source){builder->path, line_no};
    if (!c->code_version.value || !dgh_slice_after(rest, "starts on", &rest))
        return c->code_version.value != NULL;
    rest = dgh_slice_trim(rest);
    c->started.value = dgh_arena_strndup(builder->arena, rest.data, rest.size);
    c->started.source = c->code_version.source;
    return c->started.value != NULL;
}

bool dgh_qe_frame_feed(dgh_qe_frame *frame, dgh_builder *builder, dgh_slice line, size_t line_no)
{
    dgh_slice s = dgh_slice_trim(line);
    if (frame->error_line && line_no == frame->error_line + 1 && s.size) {
        size_t used = strlen(frame->error);
        dgh_format(frame->error + used, sizeof frame->error - used, " %.*s",
                   (int)(s.size < 100 ? s.size : 100), s.data);
    }
    if (dgh_slice_starts(s, "Program "))
        return program_line(frame, builder, s, line_no);
    if (dgh_slice_starts(s, "Error in routine")) {
        frame->error_line = line_no;
        dgh_format(frame->error, sizeof frame->error, "%.*s", (int)(s.size < 80 ? s.size : 80),
                   s.data);
    } else if (dgh_slice_starts(s, "JOB DONE")) {
        frame->job_done = true;
    } else if (dgh_slice_starts(s, "Maximum CPU time exceeded")) {
        frame->out_of_time = true;
    } else if (s.size > 4 && dgh_slice_find(s, " WALL") && !dgh_slice_find(s, "calls)")) {
        times(builder, s, line_no);
    }
    return true;
}

bool dgh_qe_is_program(const char *data, size_t size, const char *program)
{
    enum { FIRST_BYTES = 16384 };
    dgh_cursor c = dgh_cursor_make(data, size < FIRST_BYTES ? size : FIRST_BYTES, NULL);
    char head[48];
    dgh_format(head, sizeof head, "Program %s ", program);
    for (dgh_slice line; dgh_cursor_line(&c, &line);) {
        dgh_slice s = dgh_slice_trim(line);
        if (dgh_slice_starts(s, "Program ") && dgh_slice_find(s, "starts on"))
            return dgh_slice_starts(s, head);
    }
    return false;
}
