/* A study as CSV, one row for each site. */
#include <string.h>

#include "report/csv.h"
#include "base/format.h"
#include "report/d_band_parts.h"
#include "report/structure_parts.h"
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

/* Net charges as sums over the added H and over what they touch. */
static dgh_real net_charge(const dgh_site_density *d, bool adsorbed, bool after)
{
    dgh_real sum = {0};
    for (size_t i = 0; i < d->n_atoms; i++) {
        const dgh_site_atom *a = &d->atoms[i];
        dgh_real q = after ? a->net_charge_after_e : a->net_charge_before_e;
        if (a->is_adsorbed != adsorbed)
            continue;
        if (!q.has)
            return (dgh_real){0};
        sum.has = true;
        sum.value += q.value;
    }
    return sum;
}

static const char DENSITY_COLUMNS[] =
    ",density,bader_method,h_net_charge_e,contacts_net_charge_before_e,"
    "contacts_net_charge_after_e,drho_positive_e,drho_dipole_e_ang";

static void add_density(dgh_csv *csv, const dgh_site_density *d)
{
    static const dgh_site_density NONE;
    const char *method = d ? dgh_bader_method_name(d->method) : NULL;
    d = d ? d : &NONE;
    dgh_csv_text(csv, d->after_path);
    dgh_csv_text(csv, method);
    dgh_csv_real(csv, net_charge(d, true, true));
    dgh_csv_real(csv, net_charge(d, false, false));
    dgh_csv_real(csv, net_charge(d, false, true));
    dgh_csv_real(csv, d->drho_positive_e);
    dgh_csv_real(csv, d->drho_dipole_e_ang);
}

dgh_status dgh_report_study_csv(char **out, const dgh_study *study, dgh_error *err)
{
    static const char COLUMNS[] =
        "site,host,final_run,initial_run,gas_run,n_h,n_h_added,kind,contacts,status,"
        "delta_g_ev,convention,delta_g_electrode_ev,delta_e_ev,delta_zpe_ev,delta_u_thermal_ev,"
        "minus_t_delta_s_ev,delta_g_full_ev,delta_g_zpe_ts_ev,delta_g_zpe_ts_gas_ev,"
        "delta_g_offset_ev,temperature_k,pressure_bar,energy_kind,gas_model,diagnostics";
    char columns[1024];
    bool has_density = dgh_study_part_has_density(study);
    bool has_structure = dgh_study_part_has_structure(study);
    bool has_origin = dgh_study_part_has_origin(study);
    bool has_d_band = dgh_study_part_has_d_band(study);
    dgh_format(columns, sizeof columns, "%s%s%s%s%s", COLUMNS,
               has_structure ? DGH_STRUCTURE_COLUMNS : "", has_origin ? DGH_ORIGIN_COLUMNS : "",
               has_d_band ? DGH_D_BAND_COLUMNS : "", has_density ? DENSITY_COLUMNS : "");
    dgh_csv csv = dgh_csv_make(columns);
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
        if (has_structure)
            dgh_csv_structure(&csv, s);
        if (has_origin)
            dgh_csv_origin(&csv, s);
        if (has_d_band)
            dgh_csv_d_band(&csv, s->d_band);
        if (has_density)
            add_density(&csv, s->density);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
