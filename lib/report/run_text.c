/* One run in full, and many runs with one line each. */
#include <math.h>
#include <string.h>

#include "report/document.h"
#include "base/format.h"
#include "report/parts.h"
#include "report/table.h"

enum { PLACE = 1100 };

static const dgh_table_column FACTS[] = {
    {"", NULL, false, true}, {"", NULL, false, true}, {"", NULL, false, false}};

typedef struct facts {
    dgh_table table;
    const char *run; /* its path */
} facts;

static void add_fact(facts *f, const char *name, dgh_style style, const char *value,
                     dgh_source source)
{
    char place[PLACE];
    dgh_table_add(&f->table, DGH_STYLE_PLAIN, "%s", name);
    dgh_table_add(&f->table, style, "%s", value);
    dgh_table_add(&f->table, DGH_STYLE_DIM, "%s",
                  dgh_part_place_in(source, f->run, place, sizeof place));
}

static void add_real(facts *f, const char *name, const char *format, dgh_real value)
{
    char text[128];
    if (!value.has)
        return;
    dgh_format(text, sizeof text, "%.10g %s", value.value, format);
    add_fact(f, name, DGH_STYLE_PLAIN, text, value.source);
}

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static double angle_deg(const double a[3], const double b[3])
{
    double cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (length(a) * length(b));
    return acos(fmin(1.0, fmax(-1.0, cosine))) * 57.29577951308232;
}

static void add_structure(facts *f, const dgh_calculation *c)
{
    dgh_structure s = dgh_calculation_structure(c);
    char text[512], formula[256];
    if (s.n_atoms) {
        dgh_format(text, sizeof text, "%s, %zu atoms",
                   dgh_part_composition(&s, formula, sizeof formula), s.n_atoms);
        add_fact(f, "composition", DGH_STYLE_PLAIN, text, s.source);
    }
    if (s.has_cell) {
        const double(*v)[3] = (const double(*)[3])s.cell_ang;
        dgh_format(text, sizeof text, "%.4f %.4f %.4f Å, %.2f %.2f %.2f°", length(v[0]),
                   length(v[1]), length(v[2]), angle_deg(v[1], v[2]), angle_deg(v[0], v[2]),
                   angle_deg(v[0], v[1]));
        add_fact(f, "cell", DGH_STYLE_PLAIN, text, (dgh_source){0});
    }
    if (s.is_free) {
        size_t n_fixed = 0;
        for (size_t i = 0; i < s.n_atoms; i++)
            n_fixed += !s.is_free[3 * i] && !s.is_free[3 * i + 1] && !s.is_free[3 * i + 2];
        dgh_format(text, sizeof text, "%zu of %zu", n_fixed, s.n_atoms);
        add_fact(f, "fixed atoms", DGH_STYLE_PLAIN, text, (dgh_source){0});
    }
}

static void add_energies(facts *f, const dgh_calculation *c)
{
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    const char *caution = c->status == DGH_RUN_COMPLETE ? "" : "  (see status)";
    const char *ml = step && step->machine_learned ? ", of a force field" : "";
    for (int kind = 0; kind < 3; kind++) {
        dgh_real e = dgh_calculation_energy(c, (dgh_energy_kind)kind);
        char name[32], text[128];
        if (!e.has)
            continue;
        dgh_format(name, sizeof name, "energy %s", dgh_energy_kind_name((dgh_energy_kind)kind));
        dgh_format(text, sizeof text, "%.8f eV%s%s", e.value, ml, caution);
        add_fact(f, name, caution[0] ? DGH_STYLE_CAUTION : DGH_STYLE_PLAIN, text, e.source);
    }
    if (!step)
        add_fact(f, "energy", DGH_STYLE_DIM, "none", (dgh_source){0});
    if (step) {
        add_real(f, "Fermi level", "eV", step->fermi_ev);
        add_real(f, "magnetisation", "µB", step->magnetisation_mub);
    }
}

static void add_forces_and_steps(facts *f, const dgh_calculation *c)
{
    char text[256];
    if (c->largest_force_ev_per_ang.has) {
        int element = dgh_structure_element(&c->structure, c->largest_force_atom);
        dgh_format(text, sizeof text, "%.4f eV/Å on atom %zu (%s)",
                   c->largest_force_ev_per_ang.value, c->largest_force_atom + 1,
                   dgh_element_symbol(element));
        add_fact(f, "largest force", DGH_STYLE_PLAIN, text, c->largest_force_ev_per_ang.source);
    }
    if (c->n_steps) {
        const dgh_ionic_step *step = dgh_calculation_energy_step(c);
        const size_t n_steps = c->n_steps + c->n_steps_left_out;
        dgh_format(text, sizeof text, "%zu ionic", n_steps);
        if (step && step->n_electronic)
            dgh_format(text, sizeof text, "%zu ionic; %u electronic in the one that counts",
                       n_steps, step->n_electronic);
        add_fact(f, "steps", DGH_STYLE_PLAIN, text, (dgh_source){0});
    }
    add_real(f, "electronic criterion", "eV", c->electronic_criterion_ev);
    add_real(f, "force criterion", "eV/Å", c->force_criterion_ev_per_ang);
    add_real(f, "energy criterion", "eV", c->energy_criterion_ev);
    add_real(f, "electrons", "", c->n_electrons);
}

static void add_vibrations(facts *f, const dgh_calculation *c)
{
    const dgh_vibrations *v = &c->vibrations;
    char text[256];
    if (v->n_dofs) {
        dgh_format(text, sizeof text, "%zu displaced coordinates, %s", v->n_dofs,
                   v->method ? v->method : "method not stated");
        add_fact(f, "Hessian", DGH_STYLE_PLAIN, text, v->hessian_source);
    }
    if (v->n_modes) {
        size_t n_imaginary = 0;
        for (size_t i = 0; i < v->n_modes; i++)
            n_imaginary += v->modes[i].imaginary;
        dgh_format(text, sizeof text, "%zu printed, %zu imaginary%s%s", v->n_modes, n_imaginary,
                   v->modes_note ? "; " : "", v->modes_note ? v->modes_note : "");
        add_fact(f, "modes", DGH_STYLE_PLAIN, text, v->modes[0].source);
    }
    if (c->n_ensemble) {
        dgh_format(text, sizeof text, "%zu energies", c->n_ensemble);
        add_fact(f, "BEEF ensemble", DGH_STYLE_PLAIN, text, c->ensemble_source);
    }
}

static void add_what(facts *f, const dgh_calculation *c)
{
    char text[1024];
    dgh_format(text, sizeof text, "%s%s%s", dgh_code_name(c->code),
               c->code_version.value ? " " : "",
               c->code_version.value ? c->code_version.value : "");
    add_fact(f, "code", DGH_STYLE_PLAIN, text, c->code_version.source);
    add_fact(f, "task", DGH_STYLE_PLAIN, dgh_task_name(c->task), c->task_source);
    dgh_format(text, sizeof text, "%s%s%s", dgh_run_status_name(c->status),
               c->status_reason.value ? ": " : "",
               c->status_reason.value ? c->status_reason.value : "");
    add_fact(f, "status", dgh_part_status_style(c->status), text, c->status_reason.source);
}

static void write_settings(dgh_document *d, const dgh_calculation *c)
{
    static const dgh_table_column COLUMNS[] = {{"setting", NULL, false, true},
                                               {"value", NULL, false, true},
                                               {"unit", NULL, false, true},
                                               {"stated at", NULL, false, true}};
    dgh_table t = dgh_table_make(COLUMNS, 4);
    size_t n = 0;
    for (int id = 0; id < DGH_SETTING_COUNT; id++) {
        const dgh_setting_info *info = dgh_setting_describe((dgh_setting_id)id);
        char value[512], place[PLACE];
        if (!info || !c->settings[id].has)
            continue;
        n++;
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", info->label);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s",
                      dgh_part_setting(&c->settings[id], (dgh_setting_id)id, value, sizeof value));
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", info->unit);
        dgh_table_add(&t, DGH_STYLE_DIM, "%s",
                      dgh_part_place_in(c->settings[id].source, c->path, place, sizeof place));
    }
    for (size_t i = 0; i < c->n_pseudopotentials; i++) {
        const dgh_pseudopotential *p = &c->pseudopotentials[i];
        char place[PLACE];
        n++;
        dgh_table_add(&t, DGH_STYLE_PLAIN, "pseudopotential %s", p->label ? p->label : "?");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s%s%s", p->title ? p->title : "-", p->hash ? ", " : "",
                      p->hash ? p->hash : "");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", "");
        dgh_table_add(&t, DGH_STYLE_DIM, "%s",
                      dgh_part_place_in(p->source, c->path, place, sizeof place));
    }
    if (n) {
        dgh_document_print(d, "\n");
        dgh_table_write(&t, 2, d);
    } else {
        dgh_table_free(&t);
    }
}

static void add_symmetry(facts *f, const dgh_symmetry *s)
{
    char text[256];
    if (!s)
        return;
    dgh_format(text, sizeof text, "%s (%d), point group %s, %zu inequivalent atom%s, within %.3g Å",
               s->symbol, s->space_group, s->point_group, s->n_inequivalent,
               s->n_inequivalent == 1 ? "" : "s", s->tolerance_ang);
    add_fact(f, "space group", DGH_STYLE_PLAIN, text, (dgh_source){0});
    if (s->vacuum_axis < 0)
        return;
    dgh_format(text, sizeof text, "vacuum along %c, its two sides %s", "abc"[s->vacuum_axis],
               s -> sides_equivalent ? "equivalent" : "different");
    add_fact(f, "slab", DGH_STYLE_PLAIN, text, (dgh_source){0});
}

dgh_status dgh_report_run_text(char **out, const dgh_calculation *calculation,
                               const dgh_report_options *options, dgh_error *err)
{
    return dgh_report_inspection_text(out, calculation, NULL, options, err);
}

dgh_status dgh_report_inspection_text(char **out, const dgh_calculation *calculation,
                                      const dgh_symmetry *symmetry,
                                      const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    dgh_document_styled(&d, DGH_STYLE_BOLD, "%s", calculation->path);
    dgh_document_print(&d, "\n");
    facts f = {dgh_table_make(FACTS, 3), calculation->path};
    add_what(&f, calculation);
    add_structure(&f, calculation);
    add_symmetry(&f, symmetry);
    add_energies(&f, calculation);
    add_forces_and_steps(&f, calculation);
    add_vibrations(&f, calculation);
    if (calculation->started.value)
        add_fact(&f, "started", DGH_STYLE_PLAIN, calculation->started.value,
                 calculation->started.source);
    add_real(&f, "CPU time", "s", calculation->cpu_time_s);
    add_real(&f, "wall time", "s", calculation->wall_time_s);
    for (size_t i = 0; calculation->n_files > 1 && i < calculation->n_files; i++)
        add_fact(&f, i ? "" : "files", DGH_STYLE_PLAIN, calculation->files[i], (dgh_source){0});
    dgh_table_write(&f.table, 2, &d);
    write_settings(&d, calculation);
    if (calculation->n_diagnostics)
        dgh_document_print(&d, "\n");
    for (size_t i = 0; i < calculation->n_diagnostics; i++)
        dgh_part_diagnostic(&d, &calculation->diagnostics[i], NULL, calculation->path);
    return dgh_document_finish(out, &d, err);
}

static void add_line(dgh_table *t, const dgh_calculation *c)
{
    char text[512];
    dgh_structure s = dgh_calculation_structure(c);
    dgh_real e0 = dgh_calculation_energy(c, DGH_ENERGY_SIGMA0);
    dgh_real energy = e0.has ? e0 : dgh_calculation_energy(c, DGH_ENERGY_FREE);
    dgh_style style = dgh_part_status_style(c->status);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s %s", dgh_code_name(c->code),
                  c->code_version.value ? c->code_version.value : "");
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", dgh_task_name(c->task));
    dgh_table_add(t, style, "%s", dgh_run_status_name(c->status));
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", dgh_part_composition(&s, text, sizeof text));
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                  dgh_part_setting(&c->settings[DGH_SETTING_FUNCTIONAL], DGH_SETTING_FUNCTIONAL,
                                   text, sizeof text));
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                  dgh_part_setting(&c->settings[DGH_SETTING_KPOINT_MESH], DGH_SETTING_KPOINT_MESH,
                                   text, sizeof text));
    dgh_table_add_real(t, DGH_STYLE_PLAIN, energy, 4);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", e0.has ? "E0" : energy.has ? "F" : "");
    dgh_table_add_real(t, DGH_STYLE_PLAIN, c->largest_force_ev_per_ang, 3);
    if (c->n_diagnostics)
        dgh_table_add(t, DGH_STYLE_CAUTION, "%zu", c->n_diagnostics);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", c->path);
}

dgh_status dgh_report_runs_text(char **out, const dgh_calculation *const *calculations, size_t n,
                                const dgh_report_options *options, dgh_error *err)
{
    static const dgh_table_column COLUMNS[] = {
        {"code", NULL, false, true},        {"task", NULL, false, true},
        {"status", NULL, false, true},      {"atoms", NULL, false, true},
        {"functional", NULL, false, false}, {"k-points", NULL, false, false},
        {"energy", "eV", true, true},       {"kind", NULL, false, false},
        {"max force", "eV/Å", true, false}, {"notes", NULL, true, false},
        {"run", NULL, false, true}};
    dgh_document d = dgh_document_make(options);
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < n; i++)
        add_line(&t, calculations[i]);
    dgh_table_write(&t, 0, &d);
    return dgh_document_finish(out, &d, err);
}
