/* Runs as CSV, one row each. */
#include "report/csv.h"
#include "report/parts.h"

dgh_status dgh_report_runs_csv(char **out, const dgh_calculation *const *calculations, size_t n,
                               dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("path,format,code,code_version,task,status,status_reason,"
                               "composition,n_atoms,energy_f_ev,energy_e_ev,energy_e0_ev,"
                               "largest_force_ev_per_ang,n_ionic_steps,functional,kpoint_mesh,"
                               "n_diagnostics");
    for (size_t i = 0; i < n; i++) {
        const dgh_calculation *c = calculations[i];
        dgh_structure s = dgh_calculation_structure(c);
        char formula[256];
        dgh_csv_text(&csv, c->path);
        dgh_csv_text(&csv, c->format);
        dgh_csv_text(&csv, dgh_code_name(c->code));
        dgh_csv_text(&csv, c->code_version.value);
        dgh_csv_text(&csv, dgh_task_name(c->task));
        dgh_csv_text(&csv, dgh_run_status_name(c->status));
        dgh_csv_text(&csv, c->status_reason.value);
        dgh_csv_text(&csv, s.n_atoms ? dgh_part_composition(&s, formula, sizeof formula) : NULL);
        if (s.n_atoms)
            dgh_csv_integer(&csv, (int64_t)s.n_atoms);
        else
            dgh_csv_text(&csv, NULL);
        for (int kind = 0; kind < 3; kind++)
            dgh_csv_real(&csv, dgh_calculation_energy(c, (dgh_energy_kind)kind));
        dgh_csv_real(&csv, c->largest_force_ev_per_ang);
        dgh_csv_integer(&csv, (int64_t)(c->n_steps + c->n_steps_left_out));
        dgh_csv_text(&csv, c->settings[DGH_SETTING_FUNCTIONAL].text);
        dgh_csv_text(&csv, c->settings[DGH_SETTING_KPOINT_MESH].text);
        dgh_csv_integer(&csv, (int64_t)c->n_diagnostics);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
