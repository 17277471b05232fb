/* VASP's standard output (vasp.out, vasp.log, a queue's output file): the lines of OSZICAR, what
 * VASP read of POSCAR, its warnings, and the words with which it ends. What a batch system or MPI
 * writes around it is passed over. */
#include "vasp/readers.h"

#include "vasp/messages.h"
#include "vasp/oszicar.h"
#include "vasp/verdict.h"

typedef struct reader {
    dgh_cursor cursor;
    dgh_builder b;
    dgh_oszicar steps;
    dgh_vasp_box box;
    bool has_version;
    bool reached_accuracy;
    size_t reached_line;
    bool wrote_wavefunctions;
    bool failed;
    size_t failed_line;
    bool displacing; /* "Total:   5/ 19" of a frequency run */
    int64_t displacement, displacements;
} reader;

/* A second version line begins a second run: only the last one counts. */
static bool start_again(reader *r)
{
    dgh_builder fresh;
    if (dgh_builder_open(&fresh, r->b.path, "vasp-stdout", NULL) != DGH_OK)
        return false;
    reader again = {.cursor = r->cursor, .b = fresh};
    again.cursor.path = fresh.path;
    again.b.calculation->code = DGH_CODE_VASP;
    dgh_builder_abort(&r->b);
    *r = again;
    r->steps.b = &r->b;
    return dgh_builder_note(&r->b, DGH_WARNING, "several-runs-in-file", r->cursor.line,
                            "several runs were written to this file; only the one that begins at "
                            "line %zu is read",
                            r->cursor.line);
}

static bool on_version(reader *r, dgh_slice line)
{
    dgh_slice rest = {line.data + 5, line.size - 5};
    size_t n = 0;
    while (n < rest.size && (dgh_is_digit(rest.data[n]) || rest.data[n] == '.'))
        n++;
    /* "5.4.4.18Apr17": the last part is a date */
    if (n < rest.size && dgh_is_alpha(rest.data[n]))
        while (n && rest.data[n - 1] != '.')
            n--;
    while (n && rest.data[n - 1] == '.')
        n--;
    if (n < 3)
        return true;
    if ((r->has_version || r->b.n_steps) && !start_again(r))
        return false;
    char *version = dgh_arena_strndup(r->b.arena, rest.data, n);
    if (!version)
        return false;
    r->b.calculation->code_version = (dgh_text){version, {r->b.path, r->cursor.line}};
    r->has_version = true;
    return true;
}

/* Warnings in single lines end in numbers that differ from one to the next: without these each is
 * kept once. */
static bool on_warning(reader *r, dgh_slice line)
{
    for (size_t i = 1; i < line.size; i++)
        if (dgh_is_digit(line.data[i]) && line.data[i - 1] == ' ')
            line.size = i;
    while (line.size && (dgh_is_space(line.data[line.size - 1]) || line.data[line.size - 1] == '-'))
        line.size--;
    return dgh_vasp_note_line(&r->b, DGH_WARNING, "vasp-warning", line, r->cursor.line);
}

/* "Finite differences progress:\n  Degree of freedom:   2/  3\n ...  Total:   4/  7" */
static void on_total(reader *r, dgh_slice line)
{
    dgh_slice rest = {line.data + 6, line.size - 6};
    int64_t at, of;
    if (!r->displacing || !dgh_slice_int64(&rest, &at))
        return;
    rest = dgh_slice_trim(rest);
    if (!rest.size || rest.data[0] != '/')
        return;
    rest = (dgh_slice){rest.data + 1, rest.size - 1};
    if (!dgh_slice_int64(&rest, &of))
        return;
    r->displacement = at;
    r->displacements = of;
}

static bool on_text(reader *r, dgh_slice line)
{
    if (dgh_slice_starts(line, "vasp.") && line.size > 6 && dgh_is_digit(line.data[5]))
        return on_version(r, line);
    if (dgh_slice_starts(line, "reached required accuracy")) {
        r->reached_accuracy = true;
        r->reached_line = r->cursor.line;
    } else if (dgh_slice_starts(line, "writing wavefunctions")) {
        r->wrote_wavefunctions = true;
    } else if (dgh_slice_starts(line, "Finite differences")) {
        r->displacing = true;
    } else if (dgh_slice_starts(line, "Total:")) {
        on_total(r, line);
    } else if (dgh_slice_starts(line, "hard stop encountered")) {
        r->steps.hard_stop = true;
        return dgh_vasp_note_line(&r->b, DGH_WARNING, "vasp-hard-stop", line, r->cursor.line);
    } else if (dgh_slice_starts(line, "soft stop encountered")) {
        return dgh_vasp_note_line(&r->b, DGH_WARNING, "vasp-soft-stop", line, r->cursor.line);
    } else if ((dgh_slice_starts(line, "WARNING") && r->has_version) ||
               dgh_slice_starts(line, "BRMIX:") || dgh_slice_starts(line, "ZBRENT: can")) {
        return on_warning(r, line);
    } else if (dgh_vasp_line_is_fatal(line)) {
        r->failed_line = r->failed ? r->failed_line : r->cursor.line;
        r->failed = true;
        return dgh_vasp_note_line(&r->b, DGH_ERROR, "vasp-error", line, r->cursor.line);
    }
    return true;
}

static bool walk(reader *r)
{
    dgh_slice line;
    while (dgh_cursor_line(&r->cursor, &line)) {
        bool taken;
        if (dgh_cursor_cut(&r->cursor))
            break; /* may be cut inside a number */
        line = dgh_slice_trim(line);
        if (!line.size)
            continue;
        if (line.data[0] == '|') {
            dgh_vasp_box_add(&r->box, line, r->cursor.line);
            continue;
        }
        if (!dgh_vasp_box_close(&r->box, &r->b, &r->failed) ||
            !dgh_oszicar_line(&r->steps, line, r->cursor.line, &taken) ||
            (!taken && !on_text(r, line)))
            return false;
    }
    return dgh_vasp_box_close(&r->box, &r->b, &r->failed);
}

static bool conclude(reader *r)
{
    dgh_calculation *c = r->b.calculation;
    if (r->reached_accuracy) {
        c->ionic_converged = DGH_YES;
        c->task = DGH_TASK_RELAX;
        c->task_source = (dgh_source){r->b.path, r->reached_line};
    } else if (r->displacements > 0) {
        c->task = DGH_TASK_FREQUENCIES;
    }
    bool ended = (r->reached_accuracy || r->wrote_wavefunctions) && !r->steps.in_loop;
    bool cut = r->steps.in_loop || r->displacement < r->displacements ||
               (dgh_cursor_cut(&r->cursor) && !ended);
    dgh_vasp_ending ending = {.failed = r->failed,
                              .finished = ended && !cut,
                              .unknown = !cut && !ended && r->b.n_steps > 0,
                              .line = r->failed_line ? r->failed_line : r->cursor.line};
    return dgh_vasp_judge(&r->b, ending);
}

dgh_status dgh_vasp_read_stdout(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    *out = NULL;
    data = data ? data : ""; /* an empty file */
    reader r = {.failed = false};
    dgh_status status = dgh_builder_open(&r.b, path, "vasp-stdout", err);
    if (status != DGH_OK)
        return status;
    r.b.calculation->code = DGH_CODE_VASP;
    r.steps.b = &r.b;
    r.cursor = dgh_cursor_make(data, size, r.b.path);
    bool room = walk(&r);
    if (room && !r.has_version && r.b.n_steps == 0 && !r.steps.in_loop) {
        char found[64];
        dgh_cursor top = dgh_cursor_make(data, size, path);
        dgh_slice line = {data, 0};
        dgh_cursor_line(&top, &line);
        status = dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                              "expected VASP's standard output, found %s",
                              dgh_slice_excerpt(line, found, sizeof found));
        dgh_builder_abort(&r.b);
        return status;
    }
    if (!room || !conclude(&r)) {
        dgh_builder_abort(&r.b);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&r.b);
    return DGH_OK;
}

/* The version line, or what VASP says before its first loop; OUTCAR has a version line too, and
 * beneath it the host that it was executed on. */
bool dgh_vasp_is_stdout(const char *data, size_t size)
{
    if (size == 0)
        return false;
    enum { LOOK = 1 << 18 };
    dgh_cursor cursor = dgh_cursor_make(data, size < LOOK ? size : LOOK, NULL);
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        line = dgh_slice_trim(line);
        if (dgh_slice_starts(line, "vasp.") && line.size > 6 && dgh_is_digit(line.data[5]))
            return true;
        if (dgh_slice_starts(line, "POSCAR, INCAR and KPOINTS ok") ||
            dgh_slice_starts(line, "entering main loop") || dgh_slice_starts(line, "POSCAR found "))
            return true;
    }
    return false;
}
