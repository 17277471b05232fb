/* What a document means once it is through: settings, convergence of both loops, status.
 * vasprun.xml says nothing of convergence: it follows from the numbers of iterations and steps, and
 * from energies and forces against NELM, EDIFF, NSW and EDIFFG. */
#include <math.h>

#include "vasp/vasprun.h"
#include "base/format.h"

/* Energies are printed with eight decimals: a change is known to 1e-8 eV. */
static const double PRINTED_EV = 1.5e-8;

static dgh_tristate electronic_convergence(const dgh_calculation *c, const dgh_ionic_step *step)
{
    if (step->machine_learned || !step->n_electronic || !c->max_electronic_steps.has ||
        !c->electronic_criterion_ev.has || !step->energy_ev[DGH_ENERGY_FREE].has)
        return DGH_UNKNOWN;
    if (!step->electronic_accuracy_ev.has) /* one iteration: no change to judge by */
        return DGH_NO;
    double change = step->electronic_accuracy_ev.value;
    double limit = c->electronic_criterion_ev.value + PRINTED_EV;
    if ((int64_t)step->n_electronic >= c->max_electronic_steps.value)
        return change <= limit ? DGH_YES : DGH_NO;
    /* VASP leaves the loop before NELM when the criterion is met, or when it is told to stop */
    return change <= 10.0 * limit ? DGH_YES : DGH_NO;
}

/* Square of the largest force on a free atom; negative where there are no forces. */
static double largest_force_square(const dgh_calculation *c, const dgh_ionic_step *step)
{
    double largest = -1.0;
    for (size_t i = 0; step->force_ev_per_ang && i < c->structure.n_atoms; i++) {
        double square = 0.0;
        for (size_t k = 0; k < 3; k++) {
            double f = step->force_ev_per_ang[3 * i + k];
            if (!c->structure.is_free || c->structure.is_free[3 * i + k])
                square += f * f;
        }
        largest = square > largest ? square : largest;
    }
    return largest;
}

static dgh_tristate ionic_convergence(const dgh_vasprun *r)
{
    const dgh_calculation *c = r->b.calculation;
    size_t n = r->b.n_steps;
    if (!c->max_ionic_steps.has || n == 0)
        return DGH_UNKNOWN;
    const dgh_ionic_step *last = &r->b.steps[n - 1];
    bool stopped_early = (int64_t)n < c->max_ionic_steps.value;
    if (c->force_criterion_ev_per_ang.has) {
        double square = largest_force_square(c, last), limit = c->force_criterion_ev_per_ang.value;
        if (square < 0.0)
            return DGH_UNKNOWN;
        if (square > limit * limit)
            return DGH_NO;
        /* in the last allowed step of a cell's relaxation the stress is not known to be small */
        return stopped_early || c->task == DGH_TASK_RELAX ? DGH_YES : DGH_NO;
    }
    if (!c->energy_criterion_ev.has)
        return DGH_UNKNOWN;
    const dgh_real *now = &last->energy_ev[DGH_ENERGY_FREE];
    const dgh_real *before = n >= 2 ? &r->b.steps[n - 2].energy_ev[DGH_ENERGY_FREE] : NULL;
    if (!now->has || !before || !before->has)
        return stopped_early ? DGH_YES : DGH_NO;
    double change = fabs(now->value - before->value), limit = c->energy_criterion_ev.value;
    return change <= (stopped_early ? 10.0 : 1.0) * limit ? DGH_YES : DGH_NO;
}

static bool set_status(dgh_vasprun *r, dgh_run_status status, size_t line, const char *reason)
{
    dgh_calculation *c = r->b.calculation;
    c->status = status;
    c->status_reason.value = dgh_arena_strdup(r->b.arena, reason);
    c->status_reason.source = (dgh_source){r->b.path, line};
    return c->status_reason.value != NULL;
}

static bool set_status_of_ions(dgh_vasprun *r)
{
    dgh_calculation *c = r->b.calculation;
    size_t line = r->b.steps[r->b.n_steps - 1].source.line;
    char text[160];
    c->ionic_converged = ionic_convergence(r);
    if (c->ionic_converged == DGH_YES)
        return set_status(r, DGH_RUN_COMPLETE, line, "the relaxation met EDIFFG");
    if (c->ionic_converged == DGH_UNKNOWN)
        return set_status(r, DGH_RUN_UNCONVERGED_IONIC, line,
                          "nothing tells whether the relaxation met EDIFFG");
    if (c->force_criterion_ev_per_ang.has)
        dgh_format(text, sizeof text,
                   "after %zu of %lld ionic steps the forces are not all below %.4f eV/Angstrom",
                   r->b.n_steps, (long long)c->max_ionic_steps.value,
                   c->force_criterion_ev_per_ang.value);
    else
        dgh_format(text, sizeof text,
                   "after %zu of %lld ionic steps the energy still changes by more than EDIFFG",
                   r->b.n_steps, (long long)c->max_ionic_steps.value);
    return set_status(r, DGH_RUN_UNCONVERGED_IONIC, line, text);
}

/* The step whose energy counts: the first of a frequency run. */
static const dgh_ionic_step *counting_step(const dgh_vasprun *r)
{
    return r->b.calculation->task == DGH_TASK_FREQUENCIES ? &r->b.steps[0]
                                                          : &r->b.steps[r->b.n_steps - 1];
}

static bool set_status_of_steps(dgh_vasprun *r)
{
    dgh_calculation *c = r->b.calculation;
    const dgh_ionic_step *step = counting_step(r);
    char text[160];
    if (!step->energy_ev[DGH_ENERGY_FREE].has)
        return set_status(r, DGH_RUN_UNKNOWN, step->source.line,
                          "the step that counts has no energy");
    if (step->machine_learned)
        return set_status(r, DGH_RUN_COMPLETE, step->source.line,
                          "the last energy is that of a machine-learned force field");
    if (step->electronic_converged == DGH_NO) {
        dgh_format(text, sizeof text,
                   "electronic loop left after %u of %lld iterations without EDIFF",
                   step->n_electronic, (long long)c->max_electronic_steps.value);
        return set_status(r, DGH_RUN_UNCONVERGED_ELECTRONIC, step->source.line, text);
    }
    if (step->electronic_converged == DGH_UNKNOWN)
        return set_status(
            r, DGH_RUN_UNKNOWN, step->source.line,
            "NELM and EDIFF are not both stated: nothing tells whether the electronic "
            "loop converged");
    if (c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX)
        return set_status_of_ions(r);
    return set_status(r, DGH_RUN_COMPLETE, step->source.line,
                      "the document is whole and its electronic loop met EDIFF");
}

static bool note_displacements(dgh_vasprun *r)
{
    size_t unconverged = 0;
    for (size_t i = 1; i < r->b.n_steps; i++)
        unconverged += r->b.steps[i].electronic_converged == DGH_NO;
    if (r->b.calculation->task != DGH_TASK_FREQUENCIES || unconverged == 0)
        return true;
    return dgh_builder_note(
        &r->b, DGH_WARNING, "displacements-unconverged", r->b.steps[0].source.line,
        "the electronic loop of %zu displaced geometries did not converge", unconverged);
}

/* D2, D3 and their like are added behind the electronic loop; versions 5 do not write IVDW. */
static bool note_correction(dgh_vasprun *r)
{
    if (fabs(r->beyond_loop_ev) < 1e-5 || r->b.calculation->settings[DGH_SETTING_DISPERSION].has)
        return true;
    return dgh_builder_note(&r->b, DGH_NOTE, "energy-beyond-loop", r->line,
                            "the final energy is %.6f eV from that of the electronic loop: a "
                            "correction such as dispersion was added that this file does not name",
                            r->beyond_loop_ev);
}

bool dgh_vasprun_conclude(dgh_vasprun *r)
{
    dgh_calculation *c = r->b.calculation;
    c->code = DGH_CODE_VASP;
    if (r->time_line) {
        c->cpu_time_s = dgh_builder_real(&r->b, r->cpu_s, r->time_line);
        c->wall_time_s = dgh_builder_real(&r->b, r->wall_s, r->time_line);
    }
    if (!dgh_vasp_tags_apply(&r->b, &r->tags) || !dgh_vasprun_set_vibrations(r))
        return false;
    for (size_t i = 0; i < r->b.n_steps; i++)
        r->b.steps[i].electronic_converged = electronic_convergence(c, &r->b.steps[i]);
    if (!note_displacements(r) || !note_correction(r))
        return false;
    if (!r->closed)
        return set_status(r, DGH_RUN_INTERRUPTED, r->line,
                          r->damaged ? "the XML is damaged before </modeling>"
                                     : "the file ends before </modeling>");
    if (r->b.n_steps == 0)
        return set_status(r, DGH_RUN_UNKNOWN, r->line, "no ionic step was computed");
    return set_status_of_steps(r);
}
