/* The table of ΔG_H*: what it assumes above it, the findings below. */
#include <math.h>
#include <string.h>

#include "report/document.h"
#include "base/format.h"
#include "report/d_band_parts.h"
#include "report/parts.h"
#include "report/structure_parts.h"
#include "report/study_parts.h"
#include "report/table.h"

static void write_assumption(dgh_document *d, const char *name, const char *text)
{
    dgh_document_print(d, "  %s", name);
    size_t width = dgh_document_width(name);
    dgh_document_pad(d, width < 12 ? 12 - width : 1);
    dgh_document_wrap(d, 14, 14, text);
}

/* Whether a run has given a number to a row. */
static bool is_used(const dgh_study *study, size_t run)
{
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        if (run == s->final_run || run == s->initial_run || run == s->gas_run ||
            run == s->final_energy_run || run == s->initial_energy_run || run == s->gas_energy_run)
            return true;
    }
    return false;
}

static void write_codes(dgh_document *d, const dgh_study *study)
{
    /* Distinct code versions, in the order in which they are met. */
    char text[512] = "";
    for (size_t i = 0; i < study->n_runs; i++) {
        const dgh_calculation *c = study->runs[i].calculation;
        char one[64];
        if (!c || !is_used(study, i) || c->code == DGH_CODE_UNKNOWN)
            continue;
        dgh_format(one, sizeof one, "%s%s%s", dgh_code_name(c->code),
                   c->code_version.value ? " " : "",
                   c->code_version.value ? c->code_version.value : "");
        if (strstr(text, one) || strlen(text) + strlen(one) + 3 > sizeof text)
            continue;
        if (text[0])
            strcat(text, ", ");
        strcat(text, one);
    }
    if (text[0])
        write_assumption(d, "runs of", text);
}

static void write_assumptions(dgh_document *d, const dgh_study *study)
{
    const dgh_study_options *o = &study->options;
    char text[640];
    dgh_format(text, sizeof text, "%s: %s", dgh_convention_name(o->convention),
               dgh_convention_formula(o->convention));
    write_assumption(d, "convention", text);
    write_assumption(d, "energies", dgh_study_part_energy(o, text, sizeof text));
    write_assumption(d, "H2", dgh_study_part_gas(study, text, sizeof text));
    write_assumption(d, "low modes", dgh_part_low_modes(&o->harmonic, text, sizeof text));
    write_assumption(d, "imaginary", dgh_part_imaginary(&o->harmonic, text, sizeof text));
    if (o->isotope_mass_u > 0.0) {
        const char *name = dgh_part_isotope(o->isotope_mass_u);
        dgh_format(text, sizeof text, "%s, %.8g u, for H* and H2", name ? name : "mass",
                   o->isotope_mass_u);
        write_assumption(d, "isotope", text);
    }
    if (o->potential_v.has)
        write_assumption(d, "electrode", dgh_study_part_electrode(o, text, sizeof text));
    write_assumption(d, "constants",
                     "CODATA 2018; energies in eV as VASP prints them, Ry and Ha "
                     "of QE by CODATA 2018");
    write_codes(d, study);
    if (o->force)
        write_assumption(d, "forced", "sites with errors are computed and marked");
}

/* ---- the table ------------------------------------------------------------------------------ */

enum { N_FIXED = 8 };

static void add_site(dgh_table *t, const dgh_study *study, size_t index)
{
    const dgh_site *s = &study->sites[index];
    char text[256];
    bool nearest = index == study->best_site;
    dgh_style style = nearest ? DGH_STYLE_GOOD : s->refused ? DGH_STYLE_DIM : DGH_STYLE_PLAIN;
    dgh_table_add(t, style, "%s", s->label);
    dgh_table_add(t, style, "%u", s->n_h);
    dgh_table_add(t, style, "%s", s->differential ? "differential" : s->n_h > 1 ? "average" : "");
    dgh_table_add(t, style, "%s", dgh_study_part_contacts(study, s, text, sizeof text));
    const dgh_ledger *l = dgh_study_part_ledger_of(s);
    dgh_table_add_real(t, style, l->delta_e_ev, 3);
    dgh_table_add_real(t, style, l->delta_zpe_ev, 3);
    dgh_table_add_real(t, style, l->delta_u_thermal_ev, 3);
    dgh_table_add_real(t, style, l->minus_t_delta_s_ev, 3);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++) {
        bool chosen = c == (int)study->options.convention;
        dgh_style g = !chosen ? DGH_STYLE_PLAIN : nearest ? DGH_STYLE_GOOD : DGH_STYLE_BOLD;
        dgh_table_add_real(t, g, l->delta_g_ev[c], 3);
    }
    dgh_table_add_real(t, style, s->delta_g_electrode_ev, 3);
    if (s->refused)
        dgh_table_add(t, DGH_STYLE_BAD, "refused");
    else if (s->forced)
        dgh_table_add(t, DGH_STYLE_BAD, "%s", nearest ? "forced, nearest to 0" : "forced");
    else if (nearest)
        dgh_table_add(t, DGH_STYLE_GOOD, "nearest to 0");
    else if (s->convention_fell_back)
        dgh_table_add(t, DGH_STYLE_CAUTION, "no modes: offset only");
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                      index == dgh_study_part_lowest(study) ? "lowest" : "");
}

static void write_table(dgh_document *d, const dgh_study *study)
{
    static const char *const HEAD[][2] = {{"ΔG full", "[ΔG full]"},
                                          {"zpe-ts", "[ΔG zpe-ts]"},
                                          {"zpe-ts-gas", "[ΔG zpe-ts-gas]"},
                                          {"offset", "[ΔG offset]"}};
    char electrode[64];
    dgh_table_column columns[] = {{"site", NULL, false, true},    {"n H", NULL, true, true},
                                  {"per H", NULL, false, false},  {"contacts", NULL, false, false},
                                  {"ΔE", "eV", true, true},       {"ΔZPE", "eV", true, true},
                                  {"ΔU_th", "eV", true, true},    {"-TΔS", "eV", true, true},
                                  {HEAD[0][0], "eV", true, true}, {HEAD[1][0], "eV", true, true},
                                  {HEAD[2][0], "eV", true, true}, {HEAD[3][0], "eV", true, true},
                                  {"ΔG(U)", "eV", true, false},   {"", NULL, false, false}};
    dgh_convention chosen = study->options.convention;
    if (chosen < DGH_CONVENTION_COUNT)
        columns[N_FIXED + (int)chosen].head = HEAD[chosen][1];
    if (study->options.potential_v.has) {
        dgh_format(electrode, sizeof electrode, "ΔG(%+.3g V)", study->options.potential_v.value);
        columns[N_FIXED + DGH_CONVENTION_COUNT].head = electrode;
    }
    dgh_table t = dgh_table_make(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < study->n_sites; i++)
        add_site(&t, study, i);
    dgh_table_write(&t, 0, d);
}

static void write_summary(dgh_document *d, const dgh_study *study)
{
    size_t lowest = dgh_study_part_lowest(study);
    if (study->best_site < study->n_sites || lowest < study->n_sites || study->n_refused)
        dgh_document_print(d, "\n");
    if (study->best_site < study->n_sites) {
        const dgh_site *s = &study->sites[study->best_site];
        dgh_document_styled(d, DGH_STYLE_GOOD, "|ΔG| nearest to 0: %s, ΔG = %.3f eV", s->label,
                            s->delta_g_ev.value);
        dgh_document_print(d, "%s\n", s->forced ? " (forced)" : "");
    }
    if (lowest < study->n_sites)
        dgh_document_print(d, "lowest ΔG: %s, ΔG = %.3f eV%s\n", study->sites[lowest].label,
                           study->sites[lowest].delta_g_ev.value,
                           study->sites[lowest].forced ? " (forced)" : "");
    if (study->n_refused)
        dgh_document_styled(d, DGH_STYLE_BAD, "refused: %zu of %zu (reasons below)\n",
                            study->n_refused, study->n_sites);
}

/* The member came later than the others. */
static bool wants_structure(const dgh_report_options *o)
{
    return o && o->size >= offsetof(dgh_report_options, structure) + sizeof o->structure &&
           o->structure;
}

dgh_status dgh_report_study_text(char **out, const dgh_study *study,
                                 const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    dgh_document_styled(&d, DGH_STYLE_BOLD, "ΔG_H* per H at %.2f K, p(H2) = %g bar",
                        study->options.temperature_k, study->options.pressure_bar);
    dgh_document_print(&d, "\n");
    write_assumptions(&d, study);
    dgh_document_print(&d, "\n");
    if (study->n_sites) {
        write_table(&d, study);
        write_summary(&d, study);
        if (wants_structure(options)) {
            dgh_study_part_structure(&d, study);
            dgh_study_part_d_band(&d, study);
            dgh_study_part_summary(&d, study);
        }
        dgh_study_part_density(&d, study);
    } else {
        dgh_document_print(&d, "no sites\n");
    }
    dgh_study_part_diagnostics(&d, study);
    if (options && options->ledger) {
        dgh_document_print(&d, "\n");
        dgh_study_part_ledger(&d, study);
    }
    return dgh_document_finish(out, &d, err);
}
