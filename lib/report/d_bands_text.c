/* d bands for people: what was summed over which energies, then the atoms. */
#include <string.h>

#include "base/format.h"
#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

static void fact(dgh_document *d, const char *name, const char *text)
{
    dgh_document_print(d, "  %-10s  ", name);
    dgh_document_wrap(d, 14, 14, text);
}

static void write_dos(dgh_document *d, const dgh_d_bands *b)
{
    char text[1600], files[40] = "";
    const dgh_dos *dos = b->dos;
    if (dos->n_files > 1)
        dgh_format(files, sizeof files, " and %zu files beside it", dos->n_files - 1);
    dgh_format(text, sizeof text, "%s%s, %s%s", dos->path, files, dos->format,
               dos->noncollinear   ? ", non-collinear"
               : dos->n_spins == 2 ? ", spin-polarised"
                                   : "");
    fact(d, "states", text);
    dgh_format(text, sizeof text, "%zu from %.3f to %.3f eV against E_F, up to %.4g eV apart",
               dos->n_energies, dos->energy_ev[0] - b->fermi_ev.value,
               dos->energy_ev[dos->n_energies - 1] - b->fermi_ev.value, dos->step_ev);
    fact(d, "energies", text);
}

static void write_window(dgh_document *d, const dgh_d_bands *b)
{
    char text[200];
    switch (b->options.window) {
    case DGH_D_WINDOW_ALL:
        fact(d, "window", "all: every energy of the file, occupied and empty");
        return;
    case DGH_D_WINDOW_OCCUPIED:
        fact(d, "window", "occupied: from the lowest energy of the file to E_F");
        return;
    case DGH_D_WINDOW_RANGE:
        dgh_format(text, sizeof text, "from %g to %g eV against E_F", b->options.from_ev,
                   b->options.to_ev);
        fact(d, "window", text);
        return;
    }
}

static void write_head(dgh_document *d, const dgh_d_bands *b)
{
    char text[1200], place[1100];
    write_dos(d, b);
    dgh_part_place(b->fermi_ev.source, place, sizeof place);
    dgh_format(text, sizeof text, "%.4f eV, %s", b->fermi_ev.value,
               place[0] ? place : "given by hand");
    fact(d, "E_F", text);
    write_window(d, b);
}

static void add_spins(dgh_table *t, const dgh_d_band *band)
{
    for (unsigned s = 0; s < 2; s++)
        if (band && band->n_spins == 2)
            dgh_table_add(t, DGH_STYLE_PLAIN, "%.4f", band->spin[s].centre_ev);
        else
            dgh_table_add(t, DGH_STYLE_PLAIN, "-");
}

static void add_band(dgh_table *t, const dgh_d_band *band, dgh_style style)
{
    const dgh_d_moments *m = &band->total;
    dgh_table_add(t, style, "%.4f", m->centre_ev);
    add_spins(t, band);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.4f", m->width_ev);
    dgh_table_add_real(t, DGH_STYLE_PLAIN, band->upper_edge_ev, 3);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.4f", m->n_states);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.4f", m->n_electrons);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.4f", band->filling);
}

static void write_atoms(dgh_document *d, const dgh_d_bands *b)
{
    static const dgh_table_column COLUMNS[] = {
        {"atom", NULL, true, true},      {"", NULL, false, true},
        {"surface", NULL, false, false}, {"centre", "eV", true, true},
        {"up", "eV", true, false},       {"down", "eV", true, false},
        {"width", "eV", true, true},     {"upper edge", "eV", true, false},
        {"d states", NULL, true, true},  {"d electrons", NULL, true, true},
        {"filling", NULL, true, true}};
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < b->n_atoms; i++) {
        const dgh_d_band_atom *a = &b->atoms[i];
        if (!a->has_band)
            continue;
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", i + 1);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", dgh_element_symbol(a->atomic_number));
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", a->is_surface == DGH_YES ? "yes" : "-");
        add_band(&t, &a->band, a->is_surface == DGH_YES ? DGH_STYLE_BOLD : DGH_STYLE_PLAIN);
    }
    if (b->has_surface_band) {
        dgh_table_add(&t, DGH_STYLE_PLAIN, "all");
        dgh_table_add(&t, DGH_STYLE_PLAIN, " ");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", b->n_surface);
        add_band(&t, &b->surface_band, DGH_STYLE_BOLD);
    }
    dgh_table_write(&t, 2, d);
}

/* Atoms without a band, by their reason. */
static void write_missing(dgh_document *d, const dgh_d_bands *b)
{
    for (size_t i = 0; i < b->n_atoms; i++) {
        const char *why = b->atoms[i].missing;
        bool told = false;
        size_t n = 0;
        for (size_t k = 0; why && k < b->n_atoms; k++) {
            bool same = b->atoms[k].missing && strcmp(b->atoms[k].missing, why) == 0;
            told = told || (same && k < i);
            n += same;
        }
        if (why && !told)
            dgh_document_print(d, "  left out: %zu atom%s, %s\n", n, n == 1 ? "" : "s", why);
    }
}

dgh_status dgh_report_d_bands_text(char **out, const dgh_d_bands *const *bands, size_t n,
                                   const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    dgh_document_styled(&d, DGH_STYLE_BOLD, "d bands: centres and upper edges against E_F\n");
    for (size_t i = 0; i < n; i++) {
        dgh_document_print(&d, "\n");
        write_head(&d, bands[i]);
        dgh_document_print(&d, "\n");
        write_atoms(&d, bands[i]);
        write_missing(&d, bands[i]);
        dgh_document_print(&d, "%s", bands[i]->n_diagnostics ? "\n" : "");
        for (size_t k = 0; k < bands[i]->n_diagnostics; k++)
            dgh_part_diagnostic(&d, &bands[i]->diagnostics[k], NULL, NULL);
    }
    return dgh_document_finish(out, &d, err);
}
