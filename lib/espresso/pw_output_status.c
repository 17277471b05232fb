/* How a run of pw.x ended, what kind of run it was, and what else it had to say: stop_run.f90,
 * check_stop.f90, errore.f90 (UtilXlib/error_handler.f90), bfgs_module.f90, dynamics_module.f90,
 * fire_module.f90, vcsmd.f90, beef.f90. */
#include "espresso/pw_output.h"

#include <stdio.h>

static char *own_text(pw_reader *r, dgh_slice text)
{
    text = dgh_slice_trim(text);
    if (text.size > 300)
        text.size = 300;
    char *own = dgh_arena_strndup(r->builder.arena, text.data, text.size);
    r->out_of_memory = r->out_of_memory || !own;
    return own;
}

/* ---- ends --------------------------------------------------------------------------------------
 */

static void job_done(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->job_done_line = r->cursor.line;
}

/* "Error in routine cdiaghg (286):" and the message on the next line, once from each process. */
static void error_in_routine(pw_reader *r, dgh_slice rest)
{
    dgh_slice routine = dgh_slice_trim(rest), message = {0};
    if (r->failure)
        return;
    r->failure_line = r->cursor.line;
    dgh_cursor before = r->cursor;
    if (!dgh_pw_next_line(r, &message))
        message = (dgh_slice){"", 0};
    r->cursor = before;
    message = dgh_slice_trim(message);
    r->failure = dgh_arena_printf(r->builder.arena, "Error in routine %.*s %.*s",
                                  (int)(routine.size < 80 ? routine.size : 80), routine.data,
                                  (int)(message.size < 200 ? message.size : 200), message.data);
    r->out_of_memory = r->out_of_memory || !r->failure;
}

/* 4.x: "     from cdiaghg : error #       286" */
static void error_from(pw_reader *r, dgh_slice rest)
{
    if (dgh_slice_find(rest, ": error #"))
        error_in_routine(r, rest);
}

static void crashed(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (r->failure)
        return;
    r->failure = own_text(r, r->line);
    r->failure_line = r->cursor.line;
}

static void stopped(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (r->stop_line)
        return;
    r->stop_line = r->cursor.line;
    r->stop_reason = own_text(r, r->line);
}

static void queue_message(pw_reader *r, dgh_slice rest)
{
    if (dgh_slice_find(rest, "CANCELLED") || dgh_slice_find(rest, "TIME LIMIT") ||
        dgh_slice_find(rest, "oom"))
        stopped(r, rest);
}

static void duration_at(dgh_slice *text, double *seconds, bool *any)
{
    double number;
    while (dgh_slice_double(text, &number) && text->size) {
        char unit = text->data[0];
        double factor = unit == 's'   ? 1.0
                        : unit == 'm' ? 60.0
                        : unit == 'h' ? 3600.0
                        : unit == 'd' ? 86400.0
                                      : 0.0;
        if (factor == 0.0)
            return;
        *seconds += number * factor;
        *any = true;
        text->data++;
        text->size--;
    }
}

/* "PWSCF        :   1h 5m CPU        1h12m WALL", "PWSCF  :  10.44s CPU time,   12.52s wall time"
 */
static void timing(pw_reader *r, dgh_slice rest)
{
    double cpu = 0.0, wall = 0.0;
    bool any = false;
    if (!dgh_slice_after(rest, ":", &rest))
        return;
    duration_at(&rest, &cpu, &any);
    if (!any || !dgh_slice_after(rest, "CPU", &rest))
        return;
    r->builder.calculation->cpu_time_s = dgh_builder_real(&r->builder, cpu, r->cursor.line);
    if (dgh_slice_starts(rest, " time,"))
        rest = (dgh_slice){rest.data + 6, rest.size - 6};
    any = false;
    duration_at(&rest, &wall, &any);
    if (any)
        r->builder.calculation->wall_time_s = dgh_builder_real(&r->builder, wall, r->cursor.line);
}

/* ---- relaxation and dynamics -------------------------------------------------------------------
 */

static void minimiser(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->minimiser_line = r->cursor.line;
}

static void cell_minimiser(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->minimiser_line = r->cell_line = r->cursor.line;
}

static void dynamics(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->md_line = r->cursor.line;
}

static void relaxed(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->relaxed_line = r->cursor.line;
    r->not_relaxed_line = 0;
}

static void not_relaxed(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->not_relaxed_line = r->cursor.line;
    r->relaxed_line = 0;
}

/* "A final scf calculation at the relaxed structure." */
static void final_scf(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->final_scf_line = r->cursor.line;
}

/* "The maximum number of steps has been reached." */
static void max_steps(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->max_steps_line = r->cursor.line;
}

static bool number_after(dgh_slice text, const char *word, double *value)
{
    dgh_slice rest;
    return dgh_slice_after(text, word, &rest) && dgh_pw_value(rest, value);
}

/* "(criteria: energy <  1.0E-04 Ry, force <  1.0E-03Ry/Bohr, cell <  5.0E-01kbar)", Ry also where
 * the unit is left out. Shown when the relaxation is over, whether it converged or not. */
static void criteria(pw_reader *r, dgh_slice rest)
{
    dgh_calculation *c = r->builder.calculation;
    double value;
    if (!c->energy_criterion_ev.has && number_after(rest, "energy", &value))
        c->energy_criterion_ev = dgh_builder_real(&r->builder, value * DGH_RYDBERG_EV,
                                                  r->cursor.line);
    if (!c->force_criterion_ev_per_ang.has && number_after(rest, "force", &value))
        c->force_criterion_ev_per_ang = dgh_builder_real(
            &r->builder, value * DGH_RYDBERG_EV / DGH_BOHR_ANG, r->cursor.line);
    if (dgh_slice_find(rest, "cell"))
        r->cell_line = r->cursor.line;
}

static void band_structure(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->bands_line = r->cursor.line;
}

/* ---- what the code says ------------------------------------------------------------------------
 */

/* The same warning with other numbers is the same warning: told by the text before the first digit.
 */
static bool is_told(const pw_reader *r, dgh_slice text)
{
    size_t n = 0;
    while (n < text.size && !dgh_is_digit(text.data[n]))
        n++;
    for (size_t i = 0; i < r->builder.n_diagnostics; i++) {
        const dgh_diagnostic *d = &r->builder.diagnostics[i];
        if (strcmp(d->code, "code-warning") == 0 && strlen(d->message) >= n &&
            memcmp(d->message, text.data, n) == 0)
            return true;
    }
    return false;
}

static void tell(pw_reader *r, dgh_slice text)
{
    text = dgh_slice_trim(text);
    if (r->n_code_warnings >= PW_MAX_CODE_WARNINGS || text.size == 0 || is_told(r, text))
        return;
    r->n_code_warnings++;
    PW_NOTE(r, DGH_NOTE, "code-warning", r->cursor.line, "%.*s",
            (int)(text.size < 300 ? text.size : 300), text.data);
}

static void code_warning(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    tell(r, r->line);
}

/* "Message from routine setup:" and a line of text. */
static void code_message(pw_reader *r, dgh_slice rest)
{
    dgh_slice line;
    (void)rest;
    dgh_cursor before = r->cursor;
    if (dgh_pw_next_line(r, &line))
        tell(r, line);
    r->cursor = before;
}

static void large_scf_correction(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (r->step_open)
        r->scf_correction_line = r->cursor.line;
}

/* ---- BEEF-vdW ----------------------------------------------------------------------------------
 */

/* "BEEFens 2000 ensemble energies", one a line. They are deviations from the total energy in
 * Rydberg: beef.f90 evaluates the 32 contributions with v_xc, whose energies are in Ry, and
 * libbeef's beefensemble multiplies that vector with 2000 dimensionless random vectors and nothing
 * else. (For H2 contribution 31, the LDA correlation energy, is printed as -0.189: -0.0945 Ha, as
 * it must be.) The draws are the same in every run: the seed is fixed. */
static void ensemble(pw_reader *r, dgh_slice rest)
{
    size_t n, read = 0;
    size_t title_line = r->cursor.line;
    const size_t most = (size_t)(r->cursor.end - r->cursor.next) / 2;
    if (!dgh_slice_size(&rest, most, &n) || n == 0)
        return;
    double *energies = dgh_arena_alloc(r->builder.arena, n, sizeof *energies);
    if (!energies) {
        r->out_of_memory = true;
        return;
    }
    dgh_cursor before = r->cursor;
    dgh_slice line;
    while (read < n && dgh_pw_next_line(r, &line) && dgh_slice_double(&line, &energies[read])) {
        energies[read++] *= DGH_RYDBERG_EV;
        before = r->cursor;
    }
    r->cursor = before;
    if (read < n) {
        PW_NOTE(r, DGH_WARNING, "incomplete-ensemble", title_line,
                "expected %zu ensemble energies, found %zu", n, read);
        return;
    }
    dgh_calculation *c = r->builder.calculation;
    c->n_ensemble = n;
    c->ensemble_ev = energies;
    c->ensemble_source = (dgh_source){r->builder.path, title_line};
}

/* ---- task and status ---------------------------------------------------------------------------
 */

static void decide_task(pw_reader *r)
{
    dgh_calculation *c = r->builder.calculation;
    size_t line = r->self_consistent_line;
    bool moves = r->minimiser_line || r->relaxed_line || r->not_relaxed_line ||
                 r->forces_criterion_in_header || (r->max_steps_line && !r->md_line);
    if (r->cell_criterion_in_header || (moves && r->cell_line)) {
        c->task = DGH_TASK_CELL_RELAX;
        line = r->cell_line ? r->cell_line : line;
    } else if (moves) {
        c->task = DGH_TASK_RELAX;
        line = r->minimiser_line ? r->minimiser_line : line;
    } else if (r->md_line) {
        c->task = DGH_TASK_MD;
        line = r->md_line;
    } else if (r->bands_line && !r->self_consistent_line) {
        c->task = DGH_TASK_BANDS;
        line = r->bands_line;
    } else if (r->self_consistent_line || r->builder.n_steps) {
        /* nstep is printed for runs that move the ions: one that was cut before it did, or before
         * its header told, may be any kind */
        bool may_move = c->max_ionic_steps.has || (!r->kpoints_seen && !r->job_done_line);
        c->task = may_move ? DGH_TASK_UNKNOWN : DGH_TASK_SINGLE_POINT;
    }
    c->task_source = (dgh_source){r->builder.path, line};
}

static void set_status(pw_reader *r, dgh_run_status status, const char *reason, size_t line)
{
    dgh_calculation *c = r->builder.calculation;
    c->status = status;
    c->status_reason.value = reason;
    c->status_reason.source = (dgh_source){r->builder.path, line};
}

static void decide_ionic(pw_reader *r)
{
    dgh_calculation *c = r->builder.calculation;
    if (c->task != DGH_TASK_RELAX && c->task != DGH_TASK_CELL_RELAX)
        return;
    if (r->max_steps_line || r->not_relaxed_line)
        c->ionic_converged = DGH_NO;
    else if (r->relaxed_line)
        c->ionic_converged = DGH_YES;
    else if (r->job_done_line)
        c->ionic_converged = DGH_NO;
}

static void decide_status(pw_reader *r)
{
    const dgh_calculation *c = r->builder.calculation;
    const dgh_ionic_step *last = r->builder.n_steps ? &r->builder.steps[r->builder.n_steps - 1]
                                                    : NULL;
    if (r->failure)
        set_status(r, DGH_RUN_FAILED, r->failure, r->failure_line);
    else if (last && last->electronic_converged == DGH_NO && !last->energy_ev[0].has)
        set_status(r, DGH_RUN_UNCONVERGED_ELECTRONIC, "convergence NOT achieved",
                   r->not_converged_line);
    else if (r->stop_line)
        set_status(r, DGH_RUN_INTERRUPTED, r->stop_reason, r->stop_line);
    else if (!r->job_done_line)
        set_status(r, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"", r->cursor.line);
    else if (last && last->electronic_converged == DGH_NO)
        set_status(r, DGH_RUN_UNCONVERGED_ELECTRONIC,
                   "the estimated scf accuracy of the last step is above conv_thr",
                   last->electronic_accuracy_ev.source.line);
    else if (c->task == DGH_TASK_BANDS)
        set_status(r, DGH_RUN_COMPLETE, "JOB DONE.", r->job_done_line);
    else if (!last || !last->energy_ev[0].has)
        set_status(r, DGH_RUN_UNKNOWN, "JOB DONE, and no total energy in the file",
                   r->job_done_line);
    else if (c->ionic_converged == DGH_NO)
        set_status(r, DGH_RUN_UNCONVERGED_IONIC,
                   r->max_steps_line     ? "The maximum number of steps has been reached."
                   : r->not_relaxed_line ? "the relaxation stopped without convergence"
                                         : "nothing says that the relaxation converged",
                   r->max_steps_line     ? r->max_steps_line
                   : r->not_relaxed_line ? r->not_relaxed_line
                                         : r->job_done_line);
    else
        set_status(r, DGH_RUN_COMPLETE, "JOB DONE.", r->job_done_line);
}

void dgh_pw_finish_status(pw_reader *r)
{
    decide_task(r);
    decide_ionic(r);
    decide_status(r);
    if (r->scf_correction_line)
        PW_NOTE(r, DGH_WARNING, "scf-correction-large", r->scf_correction_line,
                "SCF correction compared to forces is large: reduce conv_thr to get better values");
    if (r->final_scf_line)
        PW_NOTE(r, DGH_NOTE, "final-scf-basis", r->final_scf_line,
                "the last energy is of an scf on the relaxed cell with the plane waves of that "
                "cell; the steps before it use those of the start cell");
    else if (r->builder.calculation->task == DGH_TASK_CELL_RELAX && r->relaxed_line)
        PW_NOTE(r, DGH_NOTE, "start-cell-basis", r->relaxed_line,
                "all energies of this variable-cell relaxation use the plane waves of the start "
                "cell");
}

const pw_rule DGH_PW_STATUS_RULES[] = {
    {"JOB DONE.", job_done},
    {"Error in routine", error_in_routine},
    {"from ", error_from},
    {"forrtl:", crashed},
    {"Program received signal", crashed},
    {"MPI_ABORT was invoked", crashed},
    {"Maximum CPU time exceeded", stopped},
    {"Program stopped by user request", stopped},
    {"Calculation stopped in", stopped},
    {"slurmstepd:", queue_message},
    {"=>> PBS: job killed", stopped},
    {"PWSCF   ", timing},
    {"BFGS Geometry Optimization", minimiser},
    {"Damped Dynamics Calculation", minimiser},
    {"Damped Dynamics Minimization", minimiser},
    {"Minimization using the FIRE", minimiser},
    {"Wentzcovitch Damped Cell Dynamics Minimization", cell_minimiser},
    {"Parrinello-Rahman Damped Cell", cell_minimiser},
    {"Entering Dynamics", dynamics},
    {"Molecular Dynamics Calculation", dynamics},
    {"bfgs converged in", relaxed},
    {"bfgs failed after", not_relaxed},
    {"FIRE: convergence achieved", relaxed},
    {"FIRE: maximum number of steps", not_relaxed},
    {"Damped Dynamics: convergence achieved", relaxed},
    {"convergence achieved, Efinal=", relaxed},
    {"The maximum number of steps has been reached", max_steps},
    {"Maximum number of iterations reached, stopping", max_steps},
    {"A final scf calculation at the relaxed structure", final_scf},
    {"Final scf calculation at the relaxed structure", final_scf},
    {"(criteria:", criteria},
    {"Band Structure Calculation", band_structure},
    {"SCF correction compared to forces is large", large_scf_correction},
    {"WARNING:", code_warning},
    {"Warning:", code_warning},
    {"DEPRECATED:", code_warning},
    {"Message from routine", code_message},
    {"BEEFens ", ensemble},
    {NULL, NULL},
};
