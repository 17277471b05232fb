/* A study as CSV, one row for each site. */
#include <string.h>

#include "report/csv.h"
#include "base/format.h"
#include "report/study_parts.h"

static void add_diagnostics(dgh_csv *csv, const dgh_site *s)
{
    char codes[512] = "";
    for (size_t i = 0; i < s->n_diagnostics; i++) {
        size_t at = strlen(codes);
        if (s->diagnostics[i].severity >= DGH_WARNING)
            dgh_format(codes + at, sizeof codes - at, "%s%s", at ? " " : "",
                       s->diagnostics[i].code);
    }
    dgh_csv_text(csv, codes);
}

static void add_energies(dgh_csv *csv, const dgh_study *study, const dgh_site *s)
{
    const dgh_ledger *l = dgh_study_part_ledger_of(s);
    dgh_csv_real(csv, s->delta_g_ev);
    dgh_csv_text(csv, dgh_convention_name(study->options.convention));
    dgh_csv_real(csv, s->delta_g_electrode_ev);
    dgh_csv_real(csv, l->delta_e_ev);
    dgh_csv_real(csv, l->delta_zpe_ev);
    dgh_csv_real(csv, l->delta_u_thermal_ev);
    dgh_csv_real(csv, l->minus_t_delta_s_ev);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        dgh_csv_real(csv, l->delta_g_ev[c]);
}

dgh_status dgh_report_study_csv(char **out, const dgh_study *study, dgh_error *err)
{
    dgh_csv csv = dgh_csv_make(
        "site,host,final_run,initial_run,gas_run,n_h,n_h_added,kind,contacts,status,"
        "delta_g_ev,convention,delta_g_electrode_ev,delta_e_ev,delta_zpe_ev,delta_u_thermal_ev,"
        "minus_t_delta_s_ev,delta_g_full_ev,delta_g_zpe_ts_ev,delta_g_zpe_ts_gas_ev,"
        "delta_g_offset_ev,temperature_k,pressure_bar,energy_kind,gas_model,diagnostics");
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        char contacts[256];
        dgh_csv_text(&csv, s->label);
        dgh_csv_text(&csv, dgh_study_part_run(study, s->host_run));
        dgh_csv_text(&csv, dgh_study_part_path(study, s->final_run));
        dgh_csv_text(&csv, dgh_study_part_path(study, s->initial_run));
        dgh_csv_text(&csv, dgh_study_part_path(study, s->gas_run));
        dgh_csv_integer(&csv, s->n_h);
        dgh_csv_integer(&csv, s->n_h_added);
        dgh_csv_text(&csv, s->differential ? "differential" : "average");
        dgh_csv_text(&csv, dgh_study_part_contacts(study, s, contacts, sizeof contacts));
        dgh_csv_text(&csv, s->refused                ? "refused"
                           : s->forced               ? "forced"
                           : s->convention_fell_back ? "offset-only"
                                                     : "ok");
        add_energies(&csv, study, s);
        dgh_csv_number(&csv, study->options.temperature_k);
        dgh_csv_number(&csv, study->options.pressure_bar);
        dgh_csv_text(&csv, dgh_energy_kind_name(study->options.energy));
        dgh_csv_text(&csv, dgh_gas_model_name(study->options.gas_model));
        add_diagnostics(&csv, s);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
