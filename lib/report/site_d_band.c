/* d bands of the atoms that H binds to: text, JSON and CSV of a study. */
#include <string.h>

#include "base/format.h"
#include "report/d_band_parts.h"
#include "report/table.h"

bool dgh_study_part_has_d_band(const dgh_study *study)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].d_band)
            return true;
    return false;
}

bool dgh_study_part_d_band_is_news(const dgh_study *study, size_t site,
                                   const dgh_diagnostic *diagnostic)
{
    for (size_t i = 0; i < site; i++) {
        const dgh_site_d_band *d = study->sites[i].d_band;
        for (size_t k = 0; d && k < d->n_diagnostics; k++)
            if (strcmp(d->diagnostics[k].code, diagnostic->code) == 0 &&
                strcmp(d->diagnostics[k].message, diagnostic->message) == 0)
                return false;
    }
    return true;
}

/* ---- text ------------------------------------------------------------------------------------ */

static const dgh_table_column COLUMNS[] = {
    {"site", NULL, false, true},       {"atom", NULL, false, true},   {"clean", "eV", true, true},
    {"up", "eV", true, false},         {"down", "eV", true, false},   {"width", "eV", true, true},
    {"upper edge", "eV", true, false}, {"filling", NULL, true, true}, {"with H", "eV", true, false},
    {"states of", NULL, false, true}};

static dgh_real centre_of(bool has, const dgh_d_band *band)
{
    return (dgh_real){.has = has, .value = band->total.centre_ev};
}

static void add_row(dgh_table *t, dgh_style style, const dgh_d_band *before,
                    const dgh_d_band *after, bool has_before, bool has_after)
{
    const bool spins = has_before && before->n_spins == 2;
    dgh_table_add_real(t, style, centre_of(has_before, before), 3);
    for (int s = 0; s < 2; s++)
        dgh_table_add_real(t, style, (dgh_real){.has = spins, .value = before->spin[s].centre_ev},
                           3);
    dgh_table_add_real(t, style, (dgh_real){.has = has_before, .value = before->total.width_ev}, 3);
    dgh_table_add_real(t, style, before->upper_edge_ev, 3);
    dgh_table_add_real(t, style, (dgh_real){.has = has_before, .value = before->filling}, 3);
    dgh_table_add_real(t, style, centre_of(has_after, after), 3);
}

static void add_site(dgh_table *t, const dgh_site *site)
{
    const dgh_site_d_band *d = site->d_band;
    for (size_t i = 0; i < d->n_atoms; i++) {
        const dgh_site_d_atom *a = &d->atoms[i];
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", i ? "" : site->label);
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s%zu", dgh_element_symbol(a->atomic_number),
                      a->atom + 1);
        add_row(t, DGH_STYLE_PLAIN, &a->before, &a->after, a->has_before, a->has_after);
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s",
                      i                ? ""
                      : d->before_path ? d->before_path
                      : d->after_path  ? d->after_path
                                       : "-");
    }
    if (d->n_atoms < 2)
        return;
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
    dgh_table_add(t, DGH_STYLE_BOLD, "together");
    add_row(t, DGH_STYLE_BOLD, &d->before, &d->after, d->has_before, d->has_after);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
}

void dgh_study_part_d_band(dgh_document *document, const dgh_study *study)
{
    const dgh_d_band_options *o = &study->options.d_band_options;
    char range[64] = "";
    if (!dgh_study_part_has_d_band(study))
        return;
    if (o->window == DGH_D_WINDOW_RANGE)
        dgh_format(range, sizeof range, " from %g to %g eV", o->from_ev, o->to_ev);
    dgh_document_styled(document, DGH_STYLE_BOLD,
                        "\nd bands of what H binds to: centres against E_F, window %s%s; together: "
                        "d states summed\n",
                        dgh_d_window_name(o->window), range);
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].d_band)
            add_site(&t, &study->sites[i]);
    dgh_table_write(&t, 0, document);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

void dgh_json_add_site_d_band(dgh_json_builder *b, dgh_json *site, const dgh_site_d_band *d)
{
    if (!d)
        return;
    dgh_json *o = dgh_json_add_object(b, site, "d_band");
    dgh_json_add_d_window(b, o, &d->options);
    dgh_json_add_text(b, o, "before", d->before_path);
    dgh_json_add_text(b, o, "after", d->after_path);
    dgh_json_add_d_band(b, o, "band_before", d->has_before ? &d->before : NULL);
    dgh_json_add_d_band(b, o, "band_after", d->has_after ? &d->after : NULL);
    dgh_json *atoms = dgh_json_add_array(b, o, "atoms");
    for (size_t i = 0; i < d->n_atoms; i++) {
        const dgh_site_d_atom *a = &d->atoms[i];
        dgh_json *atom = dgh_json_add_object(b, atoms, NULL);
        dgh_json_add_integer(b, atom, "atom", (int64_t)a->atom + 1);
        dgh_json_add_integer(b, atom, "host_atom", (int64_t)a->host_atom + 1);
        dgh_json_add_text(b, atom, "element", dgh_element_symbol(a->atomic_number));
        dgh_json_add_d_band(b, atom, "band_before", a->has_before ? &a->before : NULL);
        dgh_json_add_d_band(b, atom, "band_after", a->has_after ? &a->after : NULL);
    }
    dgh_json_add_diagnostics(b, o, d->diagnostics, d->n_diagnostics);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* The centre in the clean host stands among the columns of the structure. */
const char DGH_D_BAND_COLUMNS[] = ",d_band_window,d_band_states,d_band_width_ev,"
                                  "d_band_upper_edge_ev,d_band_filling,d_band_centre_with_h_ev";

void dgh_csv_d_band(dgh_csv *csv, const dgh_site_d_band *d)
{
    static const dgh_site_d_band NONE;
    dgh_csv_text(csv, d ? dgh_d_window_name(d->options.window) : NULL);
    d = d ? d : &NONE;
    dgh_csv_text(csv, d->before_path);
    dgh_csv_real(csv, (dgh_real){.has = d->has_before, .value = d->before.total.width_ev});
    dgh_csv_real(csv, d->before.upper_edge_ev);
    dgh_csv_real(csv, (dgh_real){.has = d->has_before, .value = d->before.filling});
    dgh_csv_real(csv, centre_of(d->has_after, &d->after));
}
