#include "vasp/verdict.h"

#include <math.h>

#include "vasp/settings.h"

/* Convergence of an electronic loop from its count of iterations and its last changes (of the
 * total energy and of the band-structure energy, the larger magnitude; in electronic_accuracy_ev).
 * DGH_UNKNOWN where NELM, or at NELM iterations EDIFF, is not known. */
static dgh_tristate electronic_verdict(const dgh_ionic_step *step, dgh_integer nelm, dgh_real ediff)
{
    if (step->n_electronic == 0 || !nelm.has)
        return DGH_UNKNOWN;
    if ((int64_t)step->n_electronic < nelm.value)
        return DGH_YES;
    if (!step->electronic_accuracy_ev.has || !ediff.has)
        return DGH_UNKNOWN;
    return fabs(step->electronic_accuracy_ev.value) < ediff.value ? DGH_YES : DGH_NO;
}

typedef struct verdict {
    dgh_run_status status;
    const char *reason;
    size_t line;
} verdict;

/* Every displacement enters the Hessian, so for frequencies all loops count. */
static const dgh_ionic_step *unconverged_step(const dgh_calculation *c, const dgh_ionic_step *steps,
                                              size_t n, dgh_tristate which)
{
    if (c->task == DGH_TASK_FREQUENCIES) {
        for (size_t i = 0; i < n; i++)
            if (!steps[i].machine_learned && steps[i].electronic_converged == which)
                return &steps[i];
        return NULL;
    }
    for (size_t i = n; i-- > 0;) {
        if (steps[i].machine_learned || !steps[i].energy_ev[DGH_ENERGY_FREE].has)
            continue;
        return steps[i].electronic_converged == which ? &steps[i] : NULL;
    }
    return NULL;
}

static bool has_energy(const dgh_ionic_step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (steps[i].energy_ev[DGH_ENERGY_FREE].has)
            return true;
    return false;
}

static bool is_relaxation(const dgh_calculation *c)
{
    return c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX;
}

/* Ending of a run whose file does not say that it ended: by the number of steps it was to do. */
static verdict judge_unknown_ending(const dgh_calculation *c, size_t n_steps)
{
    if (is_relaxation(c) && c->ionic_converged == DGH_YES)
        return (verdict){DGH_RUN_COMPLETE, NULL, 0};
    if (c->task == DGH_TASK_SINGLE_POINT || c->task == DGH_TASK_BANDS)
        return (verdict){n_steps ? DGH_RUN_COMPLETE : DGH_RUN_INTERRUPTED,
                         "no ionic step was finished", 0};
    if ((is_relaxation(c) || c->task == DGH_TASK_MD) && c->max_ionic_steps.has &&
        (int64_t)n_steps < c->max_ionic_steps.value)
        return (verdict){DGH_RUN_INTERRUPTED,
                         "fewer ionic steps than NSW, and no end of the relaxation", 0};
    if (is_relaxation(c) && c->max_ionic_steps.has)
        return (verdict){DGH_RUN_UNCONVERGED_IONIC, "NSW ionic steps without reaching EDIFFG", 0};
    if (c->task == DGH_TASK_MD && c->max_ionic_steps.has)
        return (verdict){DGH_RUN_COMPLETE, NULL, 0};
    return (verdict){DGH_RUN_UNKNOWN, "the file does not say whether the run ended", 0};
}

static verdict judge_ending(const dgh_calculation *c, const dgh_ionic_step *steps, size_t n,
                            dgh_vasp_ending ending)
{
    if (ending.failed)
        return (verdict){DGH_RUN_FAILED, "VASP stopped on an error", ending.line};
    if (ending.unknown)
        return judge_unknown_ending(c, n);
    if (!ending.finished)
        return (verdict){DGH_RUN_INTERRUPTED, "the file ends before the run did", ending.line};
    if (!has_energy(steps, n))
        return (verdict){DGH_RUN_INTERRUPTED, "the run ended without an energy", ending.line};
    if (is_relaxation(c) && c->ionic_converged == DGH_NO)
        return (verdict){DGH_RUN_UNCONVERGED_IONIC, "the relaxation ended without reaching EDIFFG",
                         ending.line};
    return (verdict){DGH_RUN_COMPLETE, NULL, ending.line};
}

static verdict judge(const dgh_calculation *c, const dgh_ionic_step *steps, size_t n,
                     dgh_vasp_ending ending)
{
    verdict v = judge_ending(c, steps, n, ending);
    if (v.status != DGH_RUN_COMPLETE && v.status != DGH_RUN_UNCONVERGED_IONIC)
        return v;
    const dgh_ionic_step *bad = unconverged_step(c, steps, n, DGH_NO);
    if (bad)
        return (verdict){DGH_RUN_UNCONVERGED_ELECTRONIC,
                         c->task == DGH_TASK_FREQUENCIES
                             ? "an electronic loop of the displacements ended above EDIFF"
                             : "the electronic loop of the last step ended above EDIFF",
                         bad->source.line};
    if (v.status == DGH_RUN_UNCONVERGED_IONIC)
        return v;
    const dgh_ionic_step *doubtful = unconverged_step(c, steps, n, DGH_UNKNOWN);
    if (doubtful)
        return (verdict){DGH_RUN_UNKNOWN,
                         "the electronic convergence cannot be told without NELM and EDIFF",
                         doubtful->source.line};
    v.reason = "the run ended by itself with its criteria met";
    return v;
}

bool dgh_vasp_judge(dgh_builder *b, dgh_vasp_ending ending)
{
    dgh_calculation *c = b->calculation;
    for (size_t i = 0; i < b->n_steps; i++) {
        dgh_ionic_step *step = &b->steps[i];
        if (step->electronic_converged == DGH_UNKNOWN && !step->machine_learned)
            step->electronic_converged = electronic_verdict(step, c->max_electronic_steps,
                                                            c->electronic_criterion_ev);
    }
    verdict v = judge(c, b->steps, b->n_steps, ending);
    c->status = v.status;
    c->status_reason = (dgh_text){dgh_arena_strdup(b->arena, v.reason), {b->path, v.line}};
    return c->status_reason.value != NULL;
}

/* Order of Methfessel-Paxton of the record's smearing, 0 for another, -1 where it is not known. */
static int smearing_order(const dgh_calculation *c)
{
    const dgh_setting *s = &c->settings[DGH_SETTING_SMEARING];
    static const char PAXTON[] = "methfessel-paxton-";
    if (!s->has || !s->text)
        return -1;
    return strncmp(s->text, PAXTON, sizeof PAXTON - 1) == 0 ? s->text[sizeof PAXTON - 1] - '0' : 0;
}

static void complete_energies(const dgh_calculation *c, dgh_ionic_step *steps)
{
    int order = smearing_order(c);
    for (size_t i = 0; order >= 0 && i < c->n_steps; i++) {
        dgh_real *e = steps[i].energy_ev;
        if (e[DGH_ENERGY_WITHOUT_ENTROPY].has || !e[DGH_ENERGY_FREE].has ||
            !e[DGH_ENERGY_SIGMA0].has)
            continue;
        e[DGH_ENERGY_WITHOUT_ENTROPY] = e[DGH_ENERGY_FREE];
        e[DGH_ENERGY_WITHOUT_ENTROPY].value = dgh_vasp_energy_without_entropy_ev(
            e[DGH_ENERGY_FREE].value, e[DGH_ENERGY_SIGMA0].value, order);
    }
}

bool dgh_vasp_rejudge(dgh_calculation *c)
{
    if (c->code != DGH_CODE_VASP || c->status != DGH_RUN_UNKNOWN || c->n_steps == 0)
        return true;
    /* the steps live in the record's own arena; only users see them as const */
    dgh_ionic_step *steps = (dgh_ionic_step *)c->steps;
    complete_energies(c, steps);
    dgh_builder borrowed = {.calculation = c,
                            .arena = c->arena,
                            .path = c->steps[0].source.path,
                            .steps = steps,
                            .n_steps = c->n_steps};
    return dgh_vasp_judge(&borrowed, (dgh_vasp_ending){.unknown = true});
}
