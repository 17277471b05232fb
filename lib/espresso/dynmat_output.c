/* Modes after the acoustic sum rule: the standard output of dynmat.x with its table
 *
 *   # mode   [cm-1]    [THz]      IR
 *       1     -0.00   -0.0000    0.0000
 *
 * and the files of modes that dynmat.x (filout) and matdyn.x (flvec) write, which begin with
 * "diagonalizing the dynamical matrix" (Quantum ESPRESSO, PHonon/PH/dynmat.f90, rigid.f90). */
#include <math.h>

#include "espresso/modes.h"
#include "espresso/readers.h"

typedef struct dynmat {
    dgh_builder builder;
    dgh_cursor cursor;
    dgh_slice line;
    dgh_qe_frame frame;
    dgh_qe_modes modes;
    bool in_table;
    size_t table_line, rule_line;
} dynmat;

static bool is_mode_file(const char *data, size_t size)
{
    dgh_cursor c = dgh_cursor_make(data, size < 512 ? size : 512, NULL);
    for (dgh_slice line; dgh_cursor_line(&c, &line);) {
        dgh_slice s = dgh_slice_trim(line);
        if (s.size)
            return dgh_slice_starts_nocase(s, "diagonalizing the dynamical matrix");
    }
    return false;
}

bool dgh_qe_is_dynmat_output(const char *data, size_t size)
{
    return dgh_qe_is_program(data, size, "DYNMAT") || is_mode_file(data, size);
}

/* A row of the table; the first line that is none ends it. */
static bool table_row(dynmat *d)
{
    dgh_slice s = d->line;
    size_t number;
    double freq_cm1;
    if (!dgh_slice_size(&s, SIZE_MAX / 2, &number) || number != d->builder.n_modes + 1 ||
        !dgh_slice_double(&s, &freq_cm1)) {
        d->in_table = false;
        return true;
    }
    dgh_printed_mode *mode = dgh_builder_add_mode(&d->builder);
    if (!mode)
        return false;
    mode->freq_cm1 = fabs(freq_cm1);
    mode->imaginary = freq_cm1 < 0.0;
    mode->source = dgh_cursor_source(&d->cursor);
    return true;
}

static bool feed(dynmat *d)
{
    size_t line = d->cursor.line;
    dgh_slice s = dgh_slice_trim(d->line);
    if (d->in_table)
        return table_row(d);
    if (dgh_slice_starts(s, "# mode") && dgh_slice_find(s, "[cm-1]")) {
        d->in_table = true;
        d->table_line = line;
        d->builder.n_modes = 0;
        return true;
    }
    if (dgh_slice_starts(s, "Acoustic Sum Rule: ||dyn(ASR)"))
        d->rule_line = line;
    return dgh_qe_frame_feed(&d->frame, &d->builder, d->line, line) &&
           dgh_qe_modes_feed(&d->modes, &d->builder, d->line, line);
}

static bool judge(dynmat *d)
{
    dgh_calculation *c = d->builder.calculation;
    bool has_list = d->modes.n_lists > 0;
    bool lists_closed = has_list && d->modes.n_lists == d->modes.n_lists_closed;
    if (d->modes.n_lists_gamma && !d->modes.gamma_complete)
        d->builder.n_modes = 0; /* cut inside the list */
    c->status_reason.source = dgh_cursor_source(&d->cursor);
    if (d->frame.error_line) {
        c->status = DGH_RUN_FAILED;
        c->status_reason.value = dgh_arena_strdup(d->builder.arena, d->frame.error);
        c->status_reason.source.line = d->frame.error_line;
        if (!c->status_reason.value)
            return false;
    } else if (d->frame.program_line ? d->frame.job_done : lists_closed) {
        c->status = DGH_RUN_COMPLETE;
        c->status_reason.value = d->frame.program_line ? "JOB DONE" : "the list of modes is closed";
    } else {
        c->status = DGH_RUN_INTERRUPTED;
        c->status_reason.value = "the file ends before its list of modes does";
        if (d->frame.program_line)
            d->builder.n_modes = 0; /* how long the table was to be is not known */
    }
    /* dynmat.x does not print the name of its rule; "simple" leaves no trace at all */
    if (d->frame.program_line)
        c->vibrations.modes_note = d->rule_line
                                       ? "acoustic sum rule imposed (crystal, one-dim or zero-dim)"
                                       : "no acoustic sum rule, or a simple one";
    if (has_list && !d->modes.n_lists_gamma)
        return dgh_builder_note(&d->builder, DGH_NOTE, "q-not-gamma", 0,
                                "the modes are at a q that is not 0: no vibrations of the cell's "
                                "own atoms");
    return true;
}

dgh_status dgh_qe_read_dynmat_output(dgh_calculation **out, const char *data, size_t size,
                                     const char *path, dgh_error *err)
{
    *out = NULL;
    if (!dgh_qe_is_dynmat_output(data, size))
        return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                            "expected \"Program DYNMAT ... starts on\" or a list of modes, found "
                            "neither");
    dynmat d = {0};
    dgh_status status = dgh_builder_open(&d.builder, path, "qe-dynmat-output", err);
    if (status != DGH_OK)
        return status;
    d.cursor = dgh_cursor_make(data, size, d.builder.path);
    d.builder.calculation->code = DGH_CODE_QE;
    d.builder.calculation->task = DGH_TASK_FREQUENCIES;
    d.builder.calculation->task_source = (dgh_source){d.builder.path, 1};
    bool fine = true;
    while (fine && dgh_cursor_line(&d.cursor, &d.line))
        if (!dgh_cursor_cut(&d.cursor))
            fine = feed(&d);
    if (!fine || !judge(&d)) {
        dgh_builder_abort(&d.builder);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&d.builder);
    return DGH_OK;
}
