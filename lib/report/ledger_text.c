/* The ledger: every term of every convention with its file and line. */
#include "report/document.h"
#include "base/format.h"
#include "report/parts.h"
#include "report/study_parts.h"
#include "report/table.h"

static const dgh_table_column COLUMNS[] = {
    {"term", NULL, false, true},        {"value", "eV", true, true},  {"per H", "x", true, true},
    {"contribution", "eV", true, true}, {"full", "eV", true, true},   {"zpe-ts", "eV", true, true},
    {"zpe-ts-gas", "eV", true, true},   {"offset", "eV", true, true}, {"from", NULL, false, false},
    {"note", NULL, false, false}};

enum { FIRST_CONVENTION = 4, N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *head_of(dgh_convention convention, bool chosen, char *buffer, size_t size)
{
    const char *name = dgh_convention_name(convention);
    dgh_format(buffer, size, chosen ? "[%s]" : "%s", name);
    return buffer;
}

static void add_term(dgh_table *t, const dgh_ledger_term *term)
{
    char place[1100];
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", term->label);
    dgh_table_add_real(t, DGH_STYLE_PLAIN, (dgh_real){.has = true, .value = term->value}, 6);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%+.4g", term->coefficient);
    dgh_table_add_real(t, DGH_STYLE_PLAIN, (dgh_real){.has = true, .value = term->contribution_ev},
                       6);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++) {
        dgh_real value = {.has = term->in_convention[c], .value = term->contribution_ev};
        if (value.has)
            dgh_table_add_real(t, DGH_STYLE_PLAIN, value, 6);
        else
            dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    }
    dgh_table_add(t, DGH_STYLE_DIM, "%s", dgh_part_place(term->source, place, sizeof place));
    dgh_table_add(t, DGH_STYLE_DIM, "%s", term->note ? term->note : "");
}

static void add_sum(dgh_table *t, const dgh_site *site)
{
    dgh_table_add(t, DGH_STYLE_BOLD, "ΔG");
    for (int i = 1; i < FIRST_CONVENTION; i++)
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++) {
        dgh_table_add_real(t, DGH_STYLE_BOLD, site->ledger.delta_g_ev[c], 6);
    }
}

static void write_modes(dgh_document *d, const dgh_site *site)
{
    if (!site->n_modes)
        return;
    dgh_document_print(d, "  modes of H*, cm⁻¹:");
    for (size_t i = 0; i < site->n_modes; i++)
        dgh_document_print(d, " %.2f%s", site->modes[i].freq_cm1,
                           site->modes[i].imaginary ? "i" : "");
    dgh_document_print(d, "\n");
}

static void write_site(dgh_document *d, const dgh_study *study, const dgh_site *site)
{
    char heads[DGH_CONVENTION_COUNT][32];
    dgh_table_column columns[N_COLUMNS];
    for (int i = 0; i < N_COLUMNS; i++)
        columns[i] = COLUMNS[i];
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        columns[FIRST_CONVENTION + c].head = head_of(
            (dgh_convention)c, c == (int)study->options.convention, heads[c], sizeof heads[c]);
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", site->label);
    dgh_document_print(d, ": %s + %s½ H2 -> %s%s\n", dgh_study_part_run(study, site->initial_run),
                       site->n_h_added > 1 ? "n x " : "",
                       dgh_study_part_run(study, site->final_run),
                       site->refused  ? "  REFUSED"
                       : site->forced ? "  FORCED"
                                      : "");
    if (site->refused)
        return;
    dgh_table t = dgh_table_make(columns, N_COLUMNS);
    for (size_t i = 0; i < site->ledger.n_terms; i++)
        add_term(&t, &site->ledger.terms[i]);
    add_sum(&t, site);
    dgh_table_write(&t, 2, d);
    write_modes(d, site);
    if (site->density)
        dgh_study_part_density_files(d, site->density);
}

void dgh_study_part_ledger(dgh_document *document, const dgh_study *study)
{
    dgh_document_styled(document, DGH_STYLE_BOLD,
                        "Ledger: every term of every convention, eV per H");
    dgh_document_print(document, "\n");
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        dgh_document_print(document, "  %-11s %s\n", dgh_convention_name((dgh_convention)c),
                           dgh_convention_formula((dgh_convention)c));
    for (size_t i = 0; i < study->n_sites; i++) {
        dgh_document_print(document, "\n");
        write_site(document, study, &study->sites[i]);
    }
}

dgh_status dgh_report_ledger_text(char **out, const dgh_study *study,
                                  const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    dgh_study_part_ledger(&d, study);
    return dgh_document_finish(out, &d, err);
}
