/* Studies side by side as JSON, schema "dgh-comparison". */
#include "report/structure_parts.h"

static void add_site(dgh_json_builder *b, dgh_json *array, const dgh_site *s)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json_add_text(b, item.object, "label", s->label);
    dgh_json_item_real(&item, "delta_g_ev", s->delta_g_ev);
    dgh_json_add_text(b, item.object, "class", dgh_part_site_class(s));
    dgh_json_add_text(b, item.object, "counting", dgh_counting_name(s->counting));
    dgh_json_add_diagnostics(b, item.object, s->diagnostics, s->n_diagnostics);
}

static void add_differences(dgh_json_builder *b, dgh_json *tree, const dgh_compared_tree *t)
{
    dgh_json *classes = dgh_json_add_object(b, tree, "minus_first");
    for (int k = 0; k < DGH_N_CLASSES; k++) {
        const dgh_class_difference *m = &t->minus_first[DGH_PART_CLASSES[k]];
        dgh_json_item item = dgh_json_item_make(b, classes, dgh_class_name(DGH_PART_CLASSES[k]));
        dgh_json_item_real(&item, "smallest_ev", m->smallest_ev);
        dgh_json_item_real(&item, "mean_ev", m->mean_ev);
        dgh_json_item_real(&item, "mean_error_ev", m->mean_error_ev);
    }
}

static void add_tree(dgh_json_builder *b, dgh_json *array, const dgh_compared_tree *t)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    dgh_json_add_text(b, o, "name", t->name);
    dgh_json_add_study_options(b, o, &t->study->options);
    dgh_json_add_integer(b, o, "n_hosts", (int64_t)t->n_hosts);
    dgh_json_add_text(b, o, "formulas", t->formulas);
    dgh_json_add_integer(b, o, "n_host_atoms", (int64_t)t->n_host_atoms);
    dgh_json_item_real(&item, "crystalline_fraction", t->crystalline_fraction);
    dgh_json_add_summary(b, o, t->study);
    add_differences(b, o, t);
    dgh_json *sites = dgh_json_add_array(b, o, "sites");
    for (size_t i = 0; i < t->study->n_sites; i++)
        add_site(b, sites, &t->study->sites[i]);
    dgh_json_add_diagnostics(b, o, t->study->diagnostics, t->study->n_diagnostics);
}

dgh_status dgh_report_comparison_json(char **out, const dgh_comparison *comparison, dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-comparison");
    dgh_json *trees = dgh_json_add_array(&b, root, "trees");
    for (size_t i = 0; i < comparison->n_trees; i++)
        add_tree(&b, trees, &comparison->trees[i]);
    dgh_json_add_diagnostics(&b, root, comparison->diagnostics, comparison->n_diagnostics);
    return dgh_json_document_finish(out, &b, root, err);
}
