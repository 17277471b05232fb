/* Two files' words on the same ionic steps, and on how the run ended.
 *
 * Files of one run need not hold the same steps: one may be cut, OSZICAR and standard output may
 * hold those of an earlier run before them, an XML file the last one alone. So the two lists are
 * laid against each other at their beginnings, or else at their ends; equal energies tell which. */
#include <math.h>
#include <stdio.h>

#include "record/merge_inside.h"

/* Step i of `into` is step i + shift of `from`. */
typedef struct alignment {
    ptrdiff_t shift;
    size_t first, end; /* range of i that both have */
    size_t n_compared; /* steps of which both give an energy of one kind */
    bool agree;
    size_t disagreeing; /* the first i whose energies differ, if !agree */
    int kind;
} alignment;

static const dgh_ionic_step *partner(const dgh_merge *m, const alignment *a, size_t i)
{
    return &m->from->steps[(ptrdiff_t)i + a->shift];
}

static bool same_energy(double a, double b)
{
    /* OSZICAR rounds to eight digits */
    return fabs(a - b) <= 1e-3 + 1e-7 * fabs(a);
}

static alignment align(const dgh_merge *m, ptrdiff_t shift)
{
    ptrdiff_t n = (ptrdiff_t)m->into->n_steps, k = (ptrdiff_t)m->from->n_steps - shift;
    alignment a = {.shift = shift, .agree = true};
    a.first = shift < 0 ? (size_t)-shift : 0;
    ptrdiff_t end = k < n ? k : n;
    a.end = end < (ptrdiff_t)a.first ? a.first : (size_t)end;
    for (size_t i = a.first; i < a.end; i++) {
        const dgh_ionic_step *x = &m->into->steps[i], *y = partner(m, &a, i);
        bool compared = false;
        for (int kind = 0; kind < 3; kind++) {
            if (!x->energy_ev[kind].has || !y->energy_ev[kind].has)
                continue;
            compared = true;
            if (a.agree && !same_energy(x->energy_ev[kind].value, y->energy_ev[kind].value)) {
                a.agree = false;
                a.disagreeing = i;
                a.kind = kind;
            }
        }
        a.n_compared += compared;
    }
    return a;
}

static void take_real(dgh_real *into, dgh_real from)
{
    if (!into->has)
        *into = from;
}

static void fill_step(dgh_ionic_step *into, const dgh_ionic_step *from)
{
    for (int kind = 0; kind < 3; kind++)
        take_real(&into->energy_ev[kind], from->energy_ev[kind]);
    if (into->electronic_converged == DGH_UNKNOWN)
        into->electronic_converged = from->electronic_converged;
    take_real(&into->electronic_accuracy_ev, from->electronic_accuracy_ev);
    if (into->n_electronic == 0)
        into->n_electronic = from->n_electronic;
    into->machine_learned |= from->machine_learned;
    if (!into->has_cell && from->has_cell) {
        into->has_cell = true;
        memcpy(into->cell_ang, from->cell_ang, sizeof into->cell_ang);
    }
    if (!into->position_ang)
        into->position_ang = from->position_ang;
    if (!into->force_ev_per_ang && from->force_ev_per_ang) {
        into->force_ev_per_ang = from->force_ev_per_ang;
        into->force_source = from->force_source;
    }
    if (!into->has_stress && from->has_stress) {
        into->has_stress = true;
        memcpy(into->stress_kbar, from->stress_kbar, sizeof into->stress_kbar);
    }
    take_real(&into->magnetisation_mub, from->magnetisation_mub);
    take_real(&into->fermi_ev, from->fermi_ev);
    take_real(&into->temperature_k, from->temperature_k);
}

static void say_disagreement(dgh_merge *m, const alignment *a)
{
    const dgh_real *x = &m->into->steps[a->disagreeing].energy_ev[a->kind];
    const dgh_real *y = &partner(m, a, a->disagreeing)->energy_ev[a->kind];
    dgh_merge_note(m, DGH_WARNING, "files-disagree", y->source,
                   "energy %s of ionic step %zu: %.6f eV in %s, %.6f eV in %s",
                   dgh_energy_kind_name((dgh_energy_kind)a->kind), a->disagreeing + 1, x->value,
                   dgh_merge_place(x->source).text, y->value, dgh_merge_place(y->source).text);
}

static bool has_energy(const dgh_calculation *c)
{
    for (size_t i = 0; i < c->n_steps; i++)
        for (int kind = 0; kind < 3; kind++)
            if (c->steps[i].energy_ev[kind].has)
                return true;
    return false;
}

/* What a file that holds the run's end knows of it. */
static bool saw_the_end(const dgh_calculation *c)
{
    return c->status == DGH_RUN_COMPLETE || c->status == DGH_RUN_UNCONVERGED_ELECTRONIC ||
           c->status == DGH_RUN_UNCONVERGED_IONIC;
}

static void follow(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    dgh_source source = {m->from->path, 0};
    dgh_merge_note(m, DGH_WARNING, "files-disagree", source,
                   "%s ends before the run did (%zu ionic steps), %s does not (%zu): the record "
                   "follows the latter",
                   c->path, c->n_steps, m->from->path, m->from->n_steps);
    c->status = m->from->status;
    c->status_reason = m->from->status_reason;
    if (m->from->ionic_converged != DGH_UNKNOWN)
        c->ionic_converged = m->from->ionic_converged;
}

/* A cut file and one that holds the run's end: if the steps that both have agree, the whole one is
 * the run. Returns false where that is not the case. */
static bool take_longer(dgh_merge *m, const alignment *a)
{
    dgh_calculation *c = m->into;
    bool one_run = a->shift == 0 && (a->n_compared > 0 || !has_energy(c)) && a->agree;
    if (c->status != DGH_RUN_INTERRUPTED || !saw_the_end(m->from) || !one_run ||
        m->from->n_steps < c->n_steps || !has_energy(m->from))
        return false;
    follow(m);
    /* the steps live in an arena that is the record's own by now; only users see them as const */
    dgh_ionic_step *steps = (dgh_ionic_step *)m->from->steps;
    for (size_t i = a->first; i < a->end; i++)
        fill_step(&steps[i], &c->steps[i]);
    c->steps = steps;
    c->n_steps = m->from->n_steps;
    if (m->from->has_final_positions) {
        c->has_final_positions = true;
        c->final_position_ang = m->from->final_position_ang;
    }
    return true;
}

void dgh_merge_steps(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    size_t n_from = m->from->n_steps;
    if (n_from == 0)
        return;
    if (c->n_steps == 0 && c->status != DGH_RUN_INTERRUPTED) {
        c->steps = m->from->steps;
        c->n_steps = n_from;
        return;
    }
    alignment a = align(m, 0);
    ptrdiff_t at_the_end = (ptrdiff_t)n_from - (ptrdiff_t)c->n_steps;
    if (!a.agree && at_the_end != 0) {
        alignment tail = align(m, at_the_end);
        if (tail.agree && tail.n_compared)
            a = tail;
    }
    if (!a.agree) {
        say_disagreement(m, &a);
        return;
    }
    if (take_longer(m, &a))
        return;
    if (a.n_compared == 0 && c->n_steps != n_from)
        return; /* nothing tells which steps are the same */
    dgh_ionic_step *own = (dgh_ionic_step *)c->steps;
    for (size_t i = a.first; i < a.end; i++)
        fill_step(&own[i], partner(m, &a, i));
    if (m->from->status == DGH_RUN_INTERRUPTED && n_from < c->n_steps)
        dgh_merge_note(m, DGH_NOTE, "file-cut", (dgh_source){m->from->path, 0},
                       "%s ends after %zu of the %zu ionic steps of %s", m->from->path, n_from,
                       c->n_steps, c->path);
}

/* The worse of two verdicts on a run counts, unless the worse one comes from a file that is cut. */
void dgh_merge_status(dgh_merge *m)
{
    dgh_calculation *c = m->into;
    const dgh_calculation *f = m->from;
    if (c->ionic_converged == DGH_UNKNOWN)
        c->ionic_converged = f->ionic_converged;
    if (f->status == DGH_RUN_UNKNOWN || f->status == c->status)
        return;
    if (c->status == DGH_RUN_UNKNOWN) {
        c->status = f->status;
        c->status_reason = f->status_reason;
        return;
    }
    bool worse = f->status == DGH_RUN_UNCONVERGED_ELECTRONIC ||
                 f->status == DGH_RUN_UNCONVERGED_IONIC;
    bool take = c->status == DGH_RUN_COMPLETE && worse;
    dgh_merge_note(m, worse || f->status == DGH_RUN_FAILED ? DGH_WARNING : DGH_NOTE,
                   worse || f->status == DGH_RUN_FAILED ? "files-disagree" : "status-differs",
                   f->status_reason.source, "status: %s in %s, %s in %s; %s counts",
                   dgh_run_status_name(c->status), dgh_merge_place(c->status_reason.source).text,
                   dgh_run_status_name(f->status), dgh_merge_place(f->status_reason.source).text,
                   dgh_run_status_name(take ? f->status : c->status));
    if (take) {
        c->status = f->status;
        c->status_reason = f->status_reason;
    }
}
