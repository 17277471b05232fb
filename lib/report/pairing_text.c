/* The pairing alone: which run is what, and to whom it belongs. */
#include "report/document.h"
#include "report/parts.h"
#include "report/study_parts.h"
#include "report/table.h"

/* Displaced runs of one set share a row. 0 = `index` is not the first of its set. */
static size_t runs_in_row(const dgh_study *study, size_t index)
{
    const dgh_run *run = &study->runs[index];
    size_t n = 1;
    if (run->role != DGH_ROLE_DISPLACED || run->belongs_to == DGH_NO_RUN)
        return 1;
    for (size_t i = 0; i < study->n_runs; i++) {
        const dgh_run *other = &study->runs[i];
        if (i == index || other->role != run->role || other->belongs_to != run->belongs_to)
            continue;
        if (i < index)
            return 0;
        n++;
    }
    return n;
}

static void add_run(dgh_table *t, const dgh_study *study, const dgh_run *run, size_t n)
{
    const dgh_calculation *c = run->calculation;
    char text[256];
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", dgh_role_name(run->role));
    const char *label = run->label ? run->label : run->path;
    if (n > 1)
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s and %zu more", label, n - 1);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", label);
    if (c) {
        dgh_structure s = dgh_calculation_structure(c);
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", dgh_part_composition(&s, text, sizeof text));
        dgh_table_add(t, dgh_part_status_style(c->status), "%s", dgh_run_status_name(c->status));
    } else {
        dgh_table_add(t, DGH_STYLE_PLAIN, "-");
        dgh_table_add(t, DGH_STYLE_PLAIN, "-");
    }
    if (run->role == DGH_ROLE_ADSORBED)
        dgh_table_add(t, DGH_STYLE_PLAIN, "%u", run->n_h);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    size_t of = run->role == DGH_ROLE_ADSORBED ? run->host : run->belongs_to;
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", of == DGH_NO_RUN ? "" : dgh_study_part_run(study, of));
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                  run->frequencies == DGH_NO_RUN ? ""
                                                 : dgh_study_part_run(study, run->frequencies));
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                  run->energy == DGH_NO_RUN ? "" : dgh_study_part_run(study, run->energy));
    if (n > 1)
        dgh_table_add(t, DGH_STYLE_DIM, "finite differences of %zu displaced runs", n);
    else
        dgh_table_add(t, DGH_STYLE_DIM, "%s", run->reason ? run->reason : "");
}

static void write_densities(dgh_document *d, const dgh_study *study)
{
    static const dgh_table_column COLUMNS[] = {{"run", NULL, false, true},
                                               {"density", NULL, false, true},
                                               {"reference", NULL, false, true}};
    bool any = false;
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < study->n_runs; i++) {
        const dgh_run_density *found = study->runs[i].density;
        if (!found || !found->density_path)
            continue;
        any = true;
        const char *const *r = found->reference_path;
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", dgh_study_part_run(study, i));
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", found->density_path);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s%s%s", r[0] ? r[0] : "none", r[1] ? " + " : "",
                      r[1] ? r[1] : "");
    }
    if (any) {
        dgh_document_styled(d, DGH_STYLE_BOLD, "\nDensities\n");
        dgh_table_write(&t, 0, d);
    } else {
        dgh_table_free(&t);
    }
}

dgh_status dgh_report_pairing_text(char **out, const dgh_study *study,
                                   const dgh_report_options *options, dgh_error *err)
{
    static const dgh_table_column COLUMNS[] = {
        {"role", NULL, false, true},        {"run", NULL, false, true},
        {"atoms", NULL, false, true},       {"status", NULL, false, true},
        {"n H", NULL, true, false},         {"belongs to", NULL, false, false},
        {"modes from", NULL, false, false}, {"energy from", NULL, false, false},
        {"why", NULL, false, false}};
    static const dgh_role ORDER[] = {DGH_ROLE_GAS,         DGH_ROLE_HOST,      DGH_ROLE_ADSORBED,
                                     DGH_ROLE_FREQUENCIES, DGH_ROLE_DISPLACED, DGH_ROLE_ENERGY,
                                     DGH_ROLE_RESTART,     DGH_ROLE_UNUSED};
    dgh_document d = dgh_document_make(options);
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t r = 0; r < sizeof ORDER / sizeof ORDER[0]; r++)
        for (size_t i = 0; i < study->n_runs; i++)
            if (study->runs[i].role == ORDER[r] && runs_in_row(study, i))
                add_run(&t, study, &study->runs[i], runs_in_row(study, i));
    dgh_table_write(&t, 0, &d);
    write_densities(&d, study);
    dgh_study_part_diagnostics(&d, study);
    return dgh_document_finish(out, &d, err);
}
