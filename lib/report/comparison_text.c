/* Studies side by side, as text and as CSV. */
#include <string.h>

#include "base/format.h"
#include "report/parts.h"
#include "report/structure_parts.h"
#include "report/study_parts.h"

static const dgh_table_column TREES[] = {
    {"tree", NULL, false, true},        {"hosts", NULL, true, true},
    {"atoms but H", NULL, false, true}, {"crystalline", "%", true, true},
    {"sites", NULL, true, true},        {"not counted", NULL, true, true},
    {"H2", NULL, false, true}};

static const dgh_table_column CLASSES[] = {
    {"class", NULL, false, true}, {"tree", NULL, false, true}, DGH_PART_CLASS_COLUMNS};

static const dgh_table_column DIFFERENCES[] = {{"class", NULL, false, true},
                                               {"tree", NULL, false, true},
                                               {"lowest", "eV", true, true},
                                               {"mean", "eV", true, true},
                                               {"±", "eV", true, true}};

static void write_trees(dgh_document *d, const dgh_comparison *c)
{
    dgh_table t = dgh_table_make(TREES, sizeof TREES / sizeof TREES[0]);
    for (size_t i = 0; i < c->n_trees; i++) {
        const dgh_compared_tree *tree = &c->trees[i];
        const dgh_study *study = tree->study;
        dgh_real percent = tree->crystalline_fraction;
        percent.value *= 100.0;
        dgh_table_add(&t, DGH_STYLE_BOLD, "%s", tree->name);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", tree->n_hosts);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", tree->formulas ? tree->formulas : "-");
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, percent, 1);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", study->summary->n_counted);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", study->n_sites - study->summary->n_counted);
        if (study->options.ref_h2_energy_ev.has)
            dgh_table_add(&t, DGH_STYLE_PLAIN, "by hand");
        else
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%s",
                          study->n_sites ? dgh_study_part_run(study, study->sites[0].gas_run)
                                         : "-");
    }
    dgh_table_write(&t, 0, d);
}

static bool any_of_class(const dgh_comparison *c, int site_class)
{
    for (size_t i = 0; i < c->n_trees; i++)
        if (c->trees[i].study->summary->of[site_class].n)
            return true;
    return site_class == DGH_CLASS_ALL;
}

static void write_classes(dgh_document *d, const dgh_comparison *c)
{
    dgh_table t = dgh_table_make(CLASSES, sizeof CLASSES / sizeof CLASSES[0]);
    for (int k = 0; k < DGH_N_CLASSES; k++) {
        int site_class = DGH_PART_CLASSES[k];
        if (!any_of_class(c, site_class))
            continue;
        dgh_style style = site_class == DGH_CLASS_ALL ? DGH_STYLE_BOLD : DGH_STYLE_PLAIN;
        for (size_t i = 0; i < c->n_trees; i++) {
            dgh_table_add(&t, style, "%s", i ? "" : dgh_class_name(site_class));
            dgh_table_add(&t, style, "%s", c->trees[i].name);
            dgh_part_class_cells(&t, style, &c->trees[i].study->summary->of[site_class]);
        }
    }
    dgh_table_write(&t, 0, d);
    for (size_t i = 0; i < c->n_trees; i++) {
        const dgh_study_summary *s = c->trees[i].study->summary;
        if (s->n_refused + s->n_no_dg + s->n_anomalous + s->n_repeated + s->n_unclassified == 0)
            continue;
        dgh_document_print(d, "  %s:", c->trees[i].name);
        dgh_part_left_out(d, s);
    }
}

static void write_differences(dgh_document *d, const dgh_comparison *c)
{
    dgh_table t = dgh_table_make(DIFFERENCES, sizeof DIFFERENCES / sizeof DIFFERENCES[0]);
    dgh_document_styled(d, DGH_STYLE_BOLD, "\nminus those of %s\n", c->trees[0].name);
    for (int k = 0; k < DGH_N_CLASSES; k++) {
        int site_class = DGH_PART_CLASSES[k];
        if (!any_of_class(c, site_class))
            continue;
        dgh_style style = site_class == DGH_CLASS_ALL ? DGH_STYLE_BOLD : DGH_STYLE_PLAIN;
        for (size_t i = 1; i < c->n_trees; i++) {
            const dgh_class_difference *m = &c->trees[i].minus_first[site_class];
            dgh_table_add(&t, style, "%s", i > 1 ? "" : dgh_class_name(site_class));
            dgh_table_add(&t, style, "%s", c->trees[i].name);
            dgh_table_add_real(&t, style, m->smallest_ev, 3);
            dgh_table_add_real(&t, style, m->mean_ev, 3);
            dgh_table_add_real(&t, style, m->mean_error_ev, 3);
        }
    }
    dgh_table_write(&t, 0, d);
}

/* Findings between the trees, then those of each tree and its rows; notes of the trees are left to
 * their own tables. */
static void write_findings(dgh_document *d, const dgh_comparison *c)
{
    dgh_document_print(d, "\n");
    for (int severity = DGH_ERROR; severity >= DGH_NOTE; severity--)
        for (size_t i = 0; i < c->n_diagnostics; i++)
            if ((int)c->diagnostics[i].severity == severity)
                dgh_part_diagnostic(d, &c->diagnostics[i], NULL, NULL);
    for (size_t i = 0; i < c->n_trees; i++) {
        const dgh_study *s = c->trees[i].study;
        for (size_t k = 0; k < s->n_diagnostics; k++)
            if (s->diagnostics[k].severity > DGH_NOTE)
                dgh_part_diagnostic(d, &s->diagnostics[k], c->trees[i].name, NULL);
        for (size_t j = 0; j < s->n_sites; j++)
            for (size_t k = 0; k < s->sites[j].n_diagnostics; k++) {
                char label[256];
                dgh_format(label, sizeof label, "%s, %s", c->trees[i].name, s->sites[j].label);
                if (s->sites[j].diagnostics[k].severity > DGH_NOTE)
                    dgh_part_diagnostic(d, &s->sites[j].diagnostics[k], label, NULL);
            }
    }
}

static bool settings_differ(const dgh_comparison *c)
{
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (c->diagnostics[i].severity > DGH_NOTE)
            return true;
    return false;
}

dgh_status dgh_report_comparison_text(char **out, const dgh_comparison *comparison,
                                      const dgh_report_options *options, dgh_error *err)
{
    const dgh_study_options *o = &comparison->trees[0].study->options;
    dgh_document d = dgh_document_make(options);
    dgh_document_styled(
        &d, DGH_STYLE_BOLD, "ΔG_H* of %zu trees at %.2f K, p(H2) = %g bar, convention %s",
        comparison->n_trees, o->temperature_k, o->pressure_bar, dgh_convention_name(o->convention));
    dgh_document_print(&d, "\n");
    if (settings_differ(comparison))
        dgh_document_styled(&d, DGH_STYLE_BAD,
                            "THE TREES WERE COMPUTED WITH DIFFERENT SETTINGS (warnings below): "
                            "their differences are not those of the models alone\n");
    dgh_document_print(&d, "\n");
    write_trees(&d, comparison);
    dgh_document_styled(&d, DGH_STYLE_BOLD, "\nΔG of the computed sites by class\n");
    write_classes(&d, comparison);
    write_differences(&d, comparison);
    dgh_document_print(&d, "\n");
    dgh_part_definitions(&d);
    dgh_document_print(&d, "  ±           ");
    dgh_document_wrap(&d, 14, 14,
                      "standard error of the difference of the means, if the sites were drawn by "
                      "chance from those of the surface; few sites, chosen by hand, are not");
    write_findings(&d, comparison);
    return dgh_document_finish(out, &d, err);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

dgh_status dgh_report_comparison_csv(char **out, const dgh_comparison *c, dgh_error *err)
{
    dgh_csv csv = dgh_csv_make(
        "tree,class,hosts,formulas,crystalline_fraction,n,n_weighted,smallest_ev,"
        "first_quartile_ev,median_ev,third_quartile_ev,largest_ev,mean_ev,spread_ev,"
        "part_in_window,coverage,rate_per_s,current_a_per_cm2,minus_first_smallest_ev,"
        "minus_first_mean_ev,minus_first_mean_error_ev,convention,temperature_k,settings_differ");
    for (size_t i = 0; i < c->n_trees; i++)
        for (int k = 0; k < DGH_N_CLASSES; k++) {
            const dgh_compared_tree *t = &c->trees[i];
            const dgh_distribution *d = &t->study->summary->of[DGH_PART_CLASSES[k]];
            const dgh_class_difference *m = &t->minus_first[DGH_PART_CLASSES[k]];
            const dgh_real values[] = {d->smallest_ev,    d->quartile_ev[0],    d->quartile_ev[1],
                                       d->quartile_ev[2], d->largest_ev,        d->mean_ev,
                                       d->spread_ev,      d->part_in_window,    d->coverage,
                                       d->rate_per_s,     d->current_a_per_cm2, m->smallest_ev,
                                       m->mean_ev,        m->mean_error_ev};
            dgh_csv_text(&csv, t->name);
            dgh_csv_text(&csv, dgh_class_name(DGH_PART_CLASSES[k]));
            dgh_csv_integer(&csv, (int64_t)t->n_hosts);
            dgh_csv_text(&csv, t->formulas);
            dgh_csv_real(&csv, t->crystalline_fraction);
            dgh_csv_integer(&csv, (int64_t)d->n);
            dgh_csv_integer(&csv, (int64_t)d->n_weighted);
            for (size_t v = 0; v < sizeof values / sizeof values[0]; v++)
                dgh_csv_real(&csv, values[v]);
            dgh_csv_text(&csv, dgh_convention_name(t->study->options.convention));
            dgh_csv_number(&csv, t->study->options.temperature_k);
            dgh_csv_text(&csv, settings_differ(c) ? "yes" : "no");
            dgh_csv_end_row(&csv);
        }
    return dgh_document_finish(out, &csv.document, err);
}
