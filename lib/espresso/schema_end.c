/* Steps, settings that several elements decide together, and the status of the run. */
#include <math.h>

#include "espresso/schema.h"
#include "base/format.h"
#include "espresso/settings.h"

void dgh_schema_open_step(dgh_schema *r)
{
    r->step = (dgh_ionic_step){.source = {r->b.path, dgh_xml_line(r->xml)}};
    r->step_has_converged = r->step_converged = r->has_demet = false;
}

/* etot is F, demet is -TS. pw.x writes demet only with smearing. */
static void set_energies(dgh_schema *r)
{
    dgh_real *e = r->step.energy_ev;
    const char *smearing = dgh_qe_occupations_name(r->occupations, r->smearing);
    if (!e[DGH_ENERGY_FREE].has)
        return;
    double free_ev = e[DGH_ENERGY_FREE].value, other = free_ev - r->demet_ev;
    size_t line = r->has_demet ? r->demet_line : e[DGH_ENERGY_FREE].source.line;
    if (!r->has_demet && dgh_slice_equals_nocase(r->occupations, "smearing"))
        return;
    if (!r->has_demet)
        other = free_ev;
    e[DGH_ENERGY_WITHOUT_ENTROPY] = dgh_builder_real(&r->b, other, line);
    e[DGH_ENERGY_SIGMA0] = dgh_builder_real(&r->b, dgh_qe_sigma0_ev(free_ev, other, smearing),
                                            line);
}

/* With scf_must_converge = .false. pw.x says true of a loop that it left at electron_maxstep: the
 * estimated accuracy against conv_thr tells. conv_thr may have been made smaller on the way, never
 * larger. */
static dgh_tristate electronic_convergence(const dgh_schema *r)
{
    const dgh_calculation *c = r->b.calculation;
    if (r->step_has_converged && !r->step_converged)
        return DGH_NO;
    if (!r->step.electronic_accuracy_ev.has || !c->electronic_criterion_ev.has)
        return DGH_UNKNOWN;
    bool met = r->step.electronic_accuracy_ev.value <= c->electronic_criterion_ev.value * 1.000001;
    return met ? DGH_YES : DGH_NO;
}

/* <output> repeats the last step of a relaxation, with the Fermi level and the rest; of a
 * vc-relax that has converged it is one more scf, on the final cell. */
static bool repeats_last_step(const dgh_schema *r)
{
    const dgh_ionic_step *last = r->b.n_steps ? &r->b.steps[r->b.n_steps - 1] : NULL;
    const dgh_real *now = &r->step.energy_ev[DGH_ENERGY_FREE];
    const dgh_real *before = last ? &last->energy_ev[DGH_ENERGY_FREE] : NULL;
    return before && before->has && now->has &&
           fabs(before->value - now->value) <= 1e-12 * fabs(now->value);
}

static void keep_final_geometry(dgh_schema *r)
{
    dgh_calculation *c = r->b.calculation;
    if (!r->step.position_ang)
        return;
    c->has_final_positions = true;
    c->final_position_ang = r->step.position_ang;
    c->has_final_cell = r->step.has_cell;
    memcpy(c->final_cell_ang, r->step.cell_ang, sizeof c->final_cell_ang);
}

void dgh_schema_close_step(dgh_schema *r, bool is_output)
{
    set_energies(r);
    r->step.electronic_converged = electronic_convergence(r);
    if (is_output)
        keep_final_geometry(r);
    if (is_output && repeats_last_step(r)) {
        dgh_ionic_step *last = &r->b.steps[r->b.n_steps - 1];
        const double *position = last->position_ang; /* at which the energy was computed */
        double cell[3][3];
        bool has_cell = last->has_cell;
        memcpy(cell, last->cell_ang, sizeof cell);
        if (!r->step.force_ev_per_ang) {
            r->step.force_ev_per_ang = last->force_ev_per_ang;
            r->step.force_source = last->force_source;
        }
        *last = r->step;
        last->position_ang = position;
        last->has_cell = has_cell;
        memcpy(last->cell_ang, cell, sizeof cell);
        return;
    }
    if (!r->step.energy_ev[DGH_ENERGY_FREE].has && !r->step.position_ang)
        return;
    dgh_ionic_step *step = dgh_builder_add_step(&r->b);
    if (step)
        *step = r->step;
    r->out_of_memory = r->out_of_memory || !step;
}

static bool set_pseudopotentials(dgh_schema *r)
{
    for (size_t i = 0; i < r->n_species; i++) {
        const dgh_schema_species *s = &r->species[i];
        dgh_pseudopotential *p = dgh_builder_add_pseudopotential(&r->b);
        if (!p)
            return false;
        p->atomic_number = dgh_element_from_label(s->label);
        p->label = s->label;
        p->title = s->pseudo_file;
        p->source = (dgh_source){r->b.path, s->line};
    }
    return true;
}

static bool set_settings(dgh_schema *r)
{
    dgh_builder *b = &r->b;
    bool ok = set_pseudopotentials(r);
    const char *name = r->occupations_line ? dgh_qe_occupations_name(r->occupations, r->smearing)
                                           : NULL;
    if (name)
        ok = ok && dgh_builder_set_cstr(b, DGH_SETTING_SMEARING, name,
                                        r->smearing_line ? r->smearing_line : r->occupations_line);
    if (r->has_spin)
        ok = ok && dgh_builder_set_cstr(b, DGH_SETTING_SPIN,
                                        dgh_qe_spin_name(r->lsda, r->noncolin, r->spinorbit),
                                        r->spin_line);
    if (!r->dft_line)
        return ok;
    /* <dft> holds <vdW> and <dftU> where they are on, <input> an <electric_field> likewise */
    name = dgh_qe_dispersion_name(r->vdw_corr, r->dftd3_version ? (int)r->dftd3_version : 3);
    if (name)
        ok = ok && dgh_builder_set_cstr(b, DGH_SETTING_DISPERSION, name,
                                        r->vdw_line ? r->vdw_line : r->dft_line);
    ok = ok && dgh_builder_set_cstr(b, DGH_SETTING_PLUS_U, r->hubbard[0] ? r->hubbard : "none",
                                    r->hubbard_line ? r->hubbard_line : r->dft_line);
    name = dgh_qe_dipole_name(r->sawtooth, r->dipole_correction, (int)r->field_direction);
    return ok && dgh_builder_set_cstr(b, DGH_SETTING_DIPOLE_CORRECTION, name,
                                      r->field_line ? r->field_line : r->dft_line);
}

static void set_task(dgh_schema *r)
{
    static const struct {
        const char *name;
        dgh_task task;
    } NAMES[] = {
        {"scf", DGH_TASK_SINGLE_POINT},    {"ensemble", DGH_TASK_SINGLE_POINT},
        {"nscf", DGH_TASK_BANDS},          {"bands", DGH_TASK_BANDS},
        {"relax", DGH_TASK_RELAX},         {"md", DGH_TASK_MD},
        {"vc-relax", DGH_TASK_CELL_RELAX}, {"vc-md", DGH_TASK_MD},
    };
    dgh_calculation *c = r->b.calculation;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (dgh_slice_equals_nocase(r->calculation, NAMES[i].name))
            c->task = NAMES[i].task;
    c->task_source = (dgh_source){r->b.path, r->calculation_line};
}

static bool set_status(dgh_schema *r, dgh_run_status status, size_t line, const char *reason)
{
    dgh_calculation *c = r->b.calculation;
    c->status = status;
    c->status_reason.value = dgh_arena_strdup(r->b.arena, reason);
    c->status_reason.source = (dgh_source){r->b.path, line};
    return c->status_reason.value != NULL;
}

static bool set_status_of_loop(dgh_schema *r, const dgh_ionic_step *last)
{
    char text[160];
    const dgh_calculation *c = r->b.calculation;
    if (last->electronic_accuracy_ev.has && c->electronic_criterion_ev.has)
        dgh_format(text, sizeof text,
                   "after %u iterations the scf accuracy is %.2g eV, above conv_thr = %.2g eV",
                   last->n_electronic, last->electronic_accuracy_ev.value,
                   c->electronic_criterion_ev.value);
    else
        dgh_format(text, sizeof text, "the scf loop did not converge in %u iterations",
                   last->n_electronic);
    return set_status(r, DGH_RUN_UNCONVERGED_ELECTRONIC, last->source.line, text);
}

static bool set_final_status(dgh_schema *r)
{
    dgh_calculation *c = r->b.calculation;
    const dgh_ionic_step *last = r->b.n_steps ? &r->b.steps[r->b.n_steps - 1] : NULL;
    char text[80];
    bool relaxes = c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX;
    if (relaxes && r->has_opt)
        c->ionic_converged = r->opt_converged ? DGH_YES : DGH_NO;
    if (!r->root_closed || !r->output_seen)
        return set_status(r, DGH_RUN_INTERRUPTED, dgh_xml_line(r->xml),
                          r->root_closed ? "there is no <output>"
                                         : "the file ends before </qes:espresso>");
    if (last && last->electronic_converged == DGH_NO)
        return set_status_of_loop(r, last);
    if (r->has_exit && r->exit_status == 255) {
        return set_status(r, DGH_RUN_FAILED, r->exit_line, "pw.x stopped with exit status 255");
    }
    if (!last || !last->energy_ev[DGH_ENERGY_FREE].has)
        return set_status(r, DGH_RUN_UNKNOWN, r->output_line, "there is no total energy");
    if (relaxes && c->ionic_converged != DGH_YES)
        return set_status(r, DGH_RUN_UNCONVERGED_IONIC, r->has_opt ? r->opt_line : r->output_line,
                          r->has_opt ? "<opt_conv> says that the relaxation did not converge"
                                     : "nothing says that the relaxation converged");
    if (r->has_exit && r->exit_status != 0) {
        dgh_format(text, sizeof text, "pw.x stopped with exit status %lld",
                   (long long)r->exit_status);
        return set_status(r, DGH_RUN_FAILED, r->exit_line, text);
    }
    if (last->electronic_converged == DGH_UNKNOWN && c->task != DGH_TASK_BANDS)
        return set_status(r, DGH_RUN_UNKNOWN, last->source.line,
                          "scf_error and conv_thr are not both stated");
    return set_status(r, DGH_RUN_COMPLETE, r->has_exit ? r->exit_line : r->output_line,
                      "the run ended by itself and met its criteria");
}

bool dgh_schema_conclude(dgh_schema *r)
{
    r->b.calculation->code = DGH_CODE_QE;
    set_task(r);
    return set_settings(r) && set_final_status(r) && !r->out_of_memory;
}
