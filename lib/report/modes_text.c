/* Vibrations of a run for people: modes side by side, sums at a list of temperatures. */
#include "base/constants.h"
#include "base/format.h"
#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

static dgh_real real(bool has, double value)
{
    return (dgh_real){.has = has, .value = value};
}

static void add_frequency(dgh_table *t, const dgh_mode *mode)
{
    if (mode)
        dgh_table_add(t, mode->imaginary ? DGH_STYLE_BAD : DGH_STYLE_PLAIN, "%.3f%s",
                      mode->freq_cm1, mode->imaginary ? "i" : " ");
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "-");
}

static void add_row(dgh_table *t, const dgh_mode_analysis *a, size_t i)
{
    const dgh_mode *summed = i < a->n_modes ? &a->modes[i] : NULL;
    const dgh_mode *own = a->unsubstituted ? &a->unsubstituted[i] : summed;
    const dgh_mode *printed = i < a->n_printed ? &a->printed[i] : NULL;
    if (i >= a->n_modes)
        own = NULL;
    dgh_table_add(t, DGH_STYLE_PLAIN, "%zu", i + 1);
    if (a->from_hessian)
        add_frequency(t, own);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    add_frequency(t, printed);
    bool pair = a->from_hessian && own && printed && a->largest_difference_cm1.has &&
                own->imaginary == printed->imaginary;
    if (pair)
        dgh_table_add_real(t, DGH_STYLE_PLAIN, real(true, own->freq_cm1 - printed->freq_cm1), 3);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    if (a->unsubstituted)
        add_frequency(t, summed);
    else
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    dgh_table_add_real(t, DGH_STYLE_PLAIN,
                       real(summed, summed ? summed->freq_cm1 * DGH_HC_EV_CM * 1000.0 : 0.0), 3);
}

static void write_modes(dgh_document *d, const dgh_mode_analysis *a)
{
    const char *isotope = dgh_part_isotope(a->options.hydrogen_mass_u);
    char head[64] = "isotope";
    if (isotope)
        dgh_format(head, sizeof head, "with %s", isotope);
    const dgh_table_column columns[] = {
        {"mode", NULL, true, true},       {"Hessian", "cm⁻¹", true, false},
        {"printed", "cm⁻¹", true, false}, {"difference", "cm⁻¹", true, false},
        {head, "cm⁻¹", true, false},      {"energy", "meV", true, true}};
    size_t n = a->n_modes > a->n_printed ? a->n_modes : a->n_printed;
    dgh_table t = dgh_table_make(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < n; i++)
        add_row(&t, a, i);
    dgh_table_write(&t, 2, d);
}

static void write_sums(dgh_document *d, const dgh_mode_analysis *a)
{
    static const dgh_table_column COLUMNS[] = {
        {"T", "K", true, true},    {"ZPE", "eV", true, true}, {"U_th", "eV", true, true},
        {"S", "eV/K", true, true}, {"TS", "eV", true, true},  {"F", "eV", true, true}};
    if (!a->harmonic)
        return;
    dgh_document_print(d, "\n");
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < a->n_temperatures; i++) {
        const dgh_harmonic *h = &a->harmonic[i];
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", a->temperature_k[i]);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(true, h->zpe_ev), 6);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(true, h->u_thermal_ev), 6);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.6e", h->s_ev_per_k);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(true, a->temperature_k[i] * h->s_ev_per_k), 6);
        dgh_table_add_real(&t, DGH_STYLE_BOLD, real(true, h->f_ev), 6);
    }
    dgh_table_write(&t, 2, d);
}

static void write_head(dgh_document *d, const dgh_mode_analysis *a)
{
    const dgh_vibrations *v = a->vibrations;
    char text[512], place[1100];
    const char *run = a->calculation ? a->calculation->path : NULL;
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", run ? run : "modes");
    dgh_document_print(d, "\n");
    if (a->from_hessian) {
        dgh_document_print(d, "  Hessian     %zu coordinates, %s", v->n_dofs,
                           v->method ? v->method : "method not stated");
        dgh_part_place_in(v->hessian_source, run, place, sizeof place);
        dgh_document_print(d, "%s%s\n", place[0] ? ", " : "", place);
    } else {
        dgh_document_print(d, "  Hessian     none: the printed modes are used\n");
    }
    if (a->n_printed && v->modes) {
        dgh_part_place_in(v->modes[0].source, run, place, sizeof place);
        dgh_document_print(d, "  printed     %zu modes%s%s%s%s\n", a->n_printed,
                           v->modes_note ? ", " : "", v->modes_note ? v->modes_note : "",
                           place[0] ? ", " : "", place);
    }
    if (a->n_projected)
        dgh_document_print(d, "  %s   %zu rigid translations and rotations of the molecule\n",
                           a->from_hessian ? "projected" : "left out ", a->n_projected);
    if (a->options.hydrogen_mass_u > 0.0) {
        const char *name = dgh_part_isotope(a->options.hydrogen_mass_u);
        dgh_document_print(d, "  isotope     every H as %s, %.8g u\n", name ? name : "mass",
                           a->options.hydrogen_mass_u);
    }
    dgh_document_print(d, "  low modes   %s\n",
                       dgh_part_low_modes(&a->options.harmonic, text, sizeof text));
    dgh_document_print(d, "  imaginary   %s\n",
                       dgh_part_imaginary(&a->options.harmonic, text, sizeof text));
}

dgh_status dgh_report_modes_text(char **out, const dgh_mode_analysis *const *analyses, size_t n,
                                 const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    for (size_t i = 0; i < n; i++) {
        const dgh_mode_analysis *a = analyses[i];
        dgh_document_print(&d, "%s", i ? "\n" : "");
        write_head(&d, a);
        dgh_document_print(&d, "\n");
        write_modes(&d, a);
        write_sums(&d, a);
        dgh_document_print(&d, "%s", a->n_diagnostics ? "\n" : "");
        for (size_t j = 0; j < a->n_diagnostics; j++)
            dgh_part_diagnostic(&d, &a->diagnostics[j], NULL,
                                a->calculation ? a->calculation->path : NULL);
    }
    return dgh_document_finish(out, &d, err);
}
