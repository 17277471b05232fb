/* Runs as JSON, schema "dgh-runs". */
#include "report/json_parts.h"

static void add_structure(dgh_json_item *run, const dgh_calculation *c)
{
    dgh_structure s = dgh_calculation_structure(c);
    dgh_json_builder *b = run->builder;
    if (s.n_atoms)
        dgh_json_add_integer(b, run->object, "n_atoms", (int64_t)s.n_atoms);
    else
        dgh_json_add_null(b, run->object, "n_atoms");
    dgh_json_add_composition(b, run->object, &s);
    if (s.has_cell)
        dgh_json_add_vectors(b, run->object, "cell_ang", &s.cell_ang[0][0], 3);
    else
        dgh_json_add_null(b, run->object, "cell_ang");
}

static void add_energies(dgh_json_item *run, const dgh_calculation *c)
{
    static const char *const KEYS[] = {"energy_f_ev", "energy_e_ev", "energy_e0_ev"};
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    static const dgh_real NONE;
    for (int kind = 0; kind < 3; kind++)
        dgh_json_item_real(run, KEYS[kind], dgh_calculation_energy(c, (dgh_energy_kind)kind));
    dgh_json_add_bool(run->builder, run->object, "machine_learned", step && step->machine_learned);
    dgh_json_item_tristate(run, "electronic_converged",
                           step ? step->electronic_converged : DGH_UNKNOWN);
    dgh_json_item_tristate(run, "ionic_converged", c->ionic_converged);
    dgh_json_add_integer(run->builder, run->object, "n_ionic_steps",
                         (int64_t)(c->n_steps + c->n_steps_left_out));
    dgh_json_item_real(run, "fermi_ev", step ? step->fermi_ev : NONE);
    dgh_json_item_real(run, "magnetisation_mub", step ? step->magnetisation_mub : NONE);
    dgh_json_item_real(run, "largest_force_ev_per_ang", c->largest_force_ev_per_ang);
    if (c->largest_force_ev_per_ang.has)
        dgh_json_add_integer(run->builder, run->object, "largest_force_atom",
                             (int64_t)c->largest_force_atom + 1);
    else
        dgh_json_add_null(run->builder, run->object, "largest_force_atom");
    dgh_json_item_real(run, "n_electrons", c->n_electrons);
}

static void add_settings(dgh_json_builder *b, dgh_json *parent, const dgh_calculation *c)
{
    dgh_json_item settings = dgh_json_item_make(b, parent, "settings");
    for (int id = 0; id < DGH_SETTING_COUNT; id++) {
        const dgh_setting_info *info = dgh_setting_describe((dgh_setting_id)id);
        const dgh_setting *s = &c->settings[id];
        if (!info)
            continue;
        if (!s->has)
            dgh_json_add_null(b, settings.object, info->key);
        else if (info->kind == DGH_SETTING_KIND_TEXT)
            dgh_json_add_text(b, settings.object, info->key, s->text);
        else if (info->kind == DGH_SETTING_KIND_REAL)
            dgh_json_add_real(b, settings.object, info->key, s->real);
        else
            dgh_json_add_integer(b, settings.object, info->key, s->integer);
        if (s->has)
            dgh_json_item_source(&settings, info->key, s->source);
    }
}

static void add_pseudopotentials(dgh_json_builder *b, dgh_json *parent, const dgh_calculation *c)
{
    dgh_json *array = dgh_json_add_array(b, parent, "pseudopotentials");
    for (size_t i = 0; i < c->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &c->pseudopotentials[i];
        dgh_json_item item = dgh_json_item_make(b, array, NULL);
        dgh_json_add_text(b, item.object, "element", dgh_element_symbol(p->atomic_number));
        dgh_json_add_text(b, item.object, "label", p->label);
        dgh_json_item_text(&item, "title", (dgh_text){p->title, p->source});
        dgh_json_item_real(&item, "valence_e", p->valence_e);
        dgh_json_add_text(b, item.object, "hash", p->hash);
        dgh_json_add_text(b, item.object, "functional", p->functional);
    }
}

static void add_vibrations(dgh_json_builder *b, dgh_json *parent, const dgh_vibrations *v)
{
    if (!v->n_dofs && !v->n_modes) {
        dgh_json_add_null(b, parent, "vibrations");
        return;
    }
    dgh_json_item item = dgh_json_item_make(b, parent, "vibrations");
    dgh_json_add_integer(b, item.object, "n_displaced_coordinates", (int64_t)v->n_dofs);
    dgh_json_item_text(&item, "method", (dgh_text){v->method, v->hessian_source});
    dgh_json_add_text(b, item.object, "modes_note", v->modes_note);
    dgh_json *modes = dgh_json_add_array(b, item.object, "printed_modes");
    for (size_t i = 0; i < v->n_modes; i++) {
        dgh_json *o = dgh_json_add_object(b, modes, NULL);
        dgh_json_add_real(b, o, "freq_cm1", v->modes[i].freq_cm1);
        dgh_json_add_bool(b, o, "imaginary", v->modes[i].imaginary);
        dgh_json_add_source(b, o, "source", v->modes[i].source);
    }
}

dgh_json *dgh_json_add_run(dgh_json_builder *builder, dgh_json *parent, const char *key,
                           const dgh_calculation *c)
{
    dgh_json_item run = dgh_json_item_make(builder, parent, key);
    dgh_json_add_text(builder, run.object, "path", c->path);
    dgh_json_add_text(builder, run.object, "format", c->format);
    dgh_json *files = dgh_json_add_array(builder, run.object, "files");
    for (size_t i = 0; i < c->n_files; i++)
        dgh_json_add_text(builder, files, NULL, c->files[i]);
    dgh_json_add_text(builder, run.object, "code", dgh_code_name(c->code));
    dgh_json_item_text(&run, "code_version", c->code_version);
    dgh_json_item_text(&run, "task", (dgh_text){dgh_task_name(c->task), c->task_source});
    dgh_json_item_text(&run, "status", (dgh_text){dgh_run_status_name(c->status), {0}});
    dgh_json_item_text(&run, "status_reason", c->status_reason);
    add_structure(&run, c);
    add_energies(&run, c);
    add_settings(builder, run.object, c);
    add_pseudopotentials(builder, run.object, c);
    add_vibrations(builder, run.object, &c->vibrations);
    dgh_json_add_integer(builder, run.object, "n_ensemble", (int64_t)c->n_ensemble);
    dgh_json_item_text(&run, "started", c->started);
    dgh_json_item_real(&run, "cpu_time_s", c->cpu_time_s);
    dgh_json_item_real(&run, "wall_time_s", c->wall_time_s);
    dgh_json_add_diagnostics(builder, run.object, c->diagnostics, c->n_diagnostics);
    return run.object;
}

dgh_status dgh_report_runs_json(char **out, const dgh_calculation *const *calculations, size_t n,
                                dgh_error *err)
{
    return dgh_report_inspections_json(out, calculations, NULL, n, err);
}

dgh_status dgh_report_inspections_json(char **out, const dgh_calculation *const *calculations,
                                       const dgh_symmetry *const *symmetries, size_t n,
                                       dgh_error *err)
{
    dgh_json_builder builder = {0};
    dgh_json *root = dgh_json_document(&builder, "dgh-runs");
    dgh_json *runs = dgh_json_add_array(&builder, root, "runs");
    for (size_t i = 0; i < n; i++) {
        dgh_json *run = dgh_json_add_run(&builder, runs, NULL, calculations[i]);
        if (symmetries)
            dgh_json_add_symmetry(&builder, run, "symmetry", symmetries[i]);
    }
    return dgh_json_document_finish(out, &builder, root, err);
}
