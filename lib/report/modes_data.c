/* Vibrations of a run as JSON, schema "dgh-modes", and as CSV. */
#include "base/constants.h"
#include "report/csv.h"
#include "report/json_parts.h"

static void add_modes(dgh_json_builder *b, dgh_json *object, const char *key, const dgh_mode *modes,
                      size_t n)
{
    dgh_json *array = dgh_json_add_array(b, object, key);
    for (size_t i = 0; modes && i < n; i++)
        dgh_json_add_mode(b, array, modes[i]);
}

static void add_sums(dgh_json_builder *b, dgh_json *object, const dgh_mode_analysis *a)
{
    dgh_json *array = dgh_json_add_array(b, object, "sums");
    for (size_t i = 0; a->harmonic && i < a->n_temperatures; i++) {
        const dgh_harmonic *h = &a->harmonic[i];
        dgh_json *o = dgh_json_add_object(b, array, NULL);
        dgh_json_add_real(b, o, "temperature_k", a->temperature_k[i]);
        dgh_json_add_real(b, o, "zpe_ev", h->zpe_ev);
        dgh_json_add_real(b, o, "u_thermal_ev", h->u_thermal_ev);
        dgh_json_add_real(b, o, "s_ev_per_k", h->s_ev_per_k);
        dgh_json_add_real(b, o, "f_ev", h->f_ev);
        dgh_json_add_integer(b, o, "n_modes", (int64_t)h->n_modes);
        dgh_json_add_integer(b, o, "n_raised", (int64_t)h->n_raised);
        dgh_json_add_integer(b, o, "n_imaginary", (int64_t)h->n_imaginary);
    }
}

static void add_analysis(dgh_json_builder *b, dgh_json *array, const dgh_mode_analysis *a)
{
    const dgh_harmonic_options *h = &a->options.harmonic;
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    dgh_json_add_text(b, o, "path", a->calculation ? a->calculation->path : NULL);
    dgh_json_add_text(b, o, "low_modes", dgh_low_modes_name(h->low_modes));
    dgh_json_add_text(b, o, "imaginary", dgh_imaginary_name(h->imaginary));
    dgh_json_add_real(b, o, "low_mode_cutoff_cm1", h->cutoff_cm1);
    double mass = a->options.hydrogen_mass_u;
    dgh_json_item_real(&item, "hydrogen_mass_u", (dgh_real){.has = mass > 0.0, .value = mass});
    dgh_json_add_bool(b, o, "from_hessian", a->from_hessian);
    dgh_json_item_text(&item, "method",
                       (dgh_text){a->vibrations->method, a->vibrations->hessian_source});
    dgh_json_add_integer(b, o, "n_projected", (int64_t)a->n_projected);
    add_modes(b, o, "modes", a->modes, a->n_modes);
    add_modes(b, o, "unsubstituted_modes", a->unsubstituted, a->n_modes);
    add_modes(b, o, "printed_modes", a->printed, a->n_printed);
    dgh_json_item_real(&item, "largest_difference_cm1", a->largest_difference_cm1);
    add_sums(b, o, a);
    dgh_json_add_diagnostics(b, o, a->diagnostics, a->n_diagnostics);
}

dgh_status dgh_report_modes_json(char **out, const dgh_mode_analysis *const *analyses, size_t n,
                                 dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-modes");
    dgh_json_add_text(&b, root, "constants", "CODATA 2018");
    dgh_json *array = dgh_json_add_array(&b, root, "analyses");
    for (size_t i = 0; i < n; i++)
        add_analysis(&b, array, analyses[i]);
    return dgh_json_document_finish(out, &b, root, err);
}

static void add_mode_row(dgh_csv *csv, const dgh_mode_analysis *a, size_t i)
{
    static const dgh_real NONE;
    const dgh_mode *printed = i < a->n_printed ? &a->printed[i] : NULL;
    dgh_csv_text(csv, a->calculation ? a->calculation->path : NULL);
    dgh_csv_text(csv, "mode");
    dgh_csv_integer(csv, (int64_t)i + 1);
    dgh_csv_number(csv, a->modes[i].freq_cm1);
    dgh_csv_text(csv, a->modes[i].imaginary ? "yes" : "no");
    dgh_csv_real(csv, printed ? (dgh_real){.has = true, .value = printed->freq_cm1} : NONE);
    dgh_csv_number(csv, a->modes[i].freq_cm1 * DGH_HC_EV_CM);
    for (int empty = 0; empty < 5; empty++)
        dgh_csv_text(csv, NULL);
    dgh_csv_end_row(csv);
}

static void add_sum_row(dgh_csv *csv, const dgh_mode_analysis *a, size_t i)
{
    dgh_csv_text(csv, a->calculation ? a->calculation->path : NULL);
    dgh_csv_text(csv, "sum");
    for (int empty = 0; empty < 5; empty++)
        dgh_csv_text(csv, NULL);
    dgh_csv_number(csv, a->temperature_k[i]);
    dgh_csv_number(csv, a->harmonic[i].zpe_ev);
    dgh_csv_number(csv, a->harmonic[i].u_thermal_ev);
    dgh_csv_number(csv, a->harmonic[i].s_ev_per_k);
    dgh_csv_number(csv, a->harmonic[i].f_ev);
    dgh_csv_end_row(csv);
}

dgh_status dgh_report_modes_csv(char **out, const dgh_mode_analysis *const *analyses, size_t n,
                                dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("path,kind,mode,freq_cm1,imaginary,printed_freq_cm1,energy_ev,"
                               "temperature_k,zpe_ev,u_thermal_ev,s_ev_per_k,f_ev");
    for (size_t i = 0; i < n; i++) {
        const dgh_mode_analysis *a = analyses[i];
        for (size_t j = 0; j < a->n_modes; j++)
            add_mode_row(&csv, a, j);
        for (size_t j = 0; a->harmonic && j < a->n_temperatures; j++)
            add_sum_row(&csv, a, j);
    }
    return dgh_document_finish(out, &csv.document, err);
}
