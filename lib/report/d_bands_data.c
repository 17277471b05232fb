/* d bands as JSON, schema "dgh-dband", and as CSV. */
#include "report/csv.h"
#include "report/json_parts.h"

static void add_moments(dgh_json_builder *b, dgh_json *o, const dgh_d_moments *m)
{
    dgh_json_add_real(b, o, "centre_ev", m->centre_ev);
    dgh_json_add_real(b, o, "width_ev", m->width_ev);
    dgh_json_add_real(b, o, "n_states", m->n_states);
    dgh_json_add_real(b, o, "n_electrons", m->n_electrons);
}

void dgh_json_add_d_band(dgh_json_builder *b, dgh_json *parent, const char *key,
                         const dgh_d_band *band)
{
    static const char *const SPINS[] = {"up", "down"};
    if (!band) {
        dgh_json_add_null(b, parent, key);
        return;
    }
    dgh_json_item item = dgh_json_item_make(b, parent, key);
    add_moments(b, item.object, &band->total);
    dgh_json_add_real(b, item.object, "filling", band->filling);
    dgh_json_item_real(&item, "upper_edge_ev", band->upper_edge_ev);
    dgh_json_add_real(b, item.object, "from_ev", band->from_ev);
    dgh_json_add_real(b, item.object, "to_ev", band->to_ev);
    for (unsigned s = 0; s < 2; s++)
        if (band->n_spins == 2)
            add_moments(b, dgh_json_add_object(b, item.object, SPINS[s]), &band->spin[s]);
        else
            dgh_json_add_null(b, item.object, SPINS[s]);
}

static const char *element(int atomic_number)
{
    return atomic_number ? dgh_element_symbol(atomic_number) : NULL;
}

static void add_surface(dgh_json_builder *b, dgh_json *o, dgh_tristate is_surface)
{
    if (is_surface == DGH_UNKNOWN)
        dgh_json_add_null(b, o, "surface");
    else
        dgh_json_add_bool(b, o, "surface", is_surface == DGH_YES);
}

static void add_energies(dgh_json_builder *b, dgh_json *o, const dgh_d_bands *bands)
{
    const dgh_dos *dos = bands->dos;
    dgh_json *energies = dgh_json_add_object(b, o, "energies");
    dgh_json_add_integer(b, energies, "n", (int64_t)dos->n_energies);
    dgh_json_add_real(b, energies, "from_ev", dos->energy_ev[0] - bands->fermi_ev.value);
    dgh_json_add_real(b, energies, "to_ev",
                      dos->energy_ev[dos->n_energies - 1] - bands->fermi_ev.value);
    dgh_json_add_real(b, energies, "step_ev", dos->step_ev);
    dgh_json_add_bool(b, energies, "counts_below", dos->counts_below);
}

void dgh_json_add_d_window(dgh_json_builder *b, dgh_json *parent, const dgh_d_band_options *o)
{
    const bool range = o->window == DGH_D_WINDOW_RANGE;
    dgh_json_item item = dgh_json_item_make(b, parent, "window");
    dgh_json_add_text(b, item.object, "name", dgh_d_window_name(o->window));
    dgh_json_item_real(&item, "from_ev", (dgh_real){.has = range, .value = o->from_ev});
    dgh_json_item_real(&item, "to_ev", (dgh_real){.has = range, .value = o->to_ev});
}

static void add_run(dgh_json_builder *b, dgh_json *array, const dgh_d_bands *bands)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json_add_text(b, item.object, "path", bands->dos->path);
    dgh_json_add_text(b, item.object, "format", bands->dos->format);
    dgh_json_add_integer(b, item.object, "n_files", (int64_t)bands->dos->n_files);
    dgh_json_add_text(b, item.object, "run", bands->calculation ? bands->calculation->path : NULL);
    dgh_json_add_integer(b, item.object, "n_spins", (int64_t)bands->dos->n_spins);
    dgh_json_add_bool(b, item.object, "noncollinear", bands->dos->noncollinear);
    dgh_json_item_real(&item, "fermi_ev", bands->fermi_ev);
    add_energies(b, item.object, bands);
    dgh_json *atoms = dgh_json_add_array(b, item.object, "atoms");
    for (size_t i = 0; i < bands->n_atoms; i++) {
        const dgh_d_band_atom *a = &bands->atoms[i];
        dgh_json *o = dgh_json_add_object(b, atoms, NULL);
        dgh_json_add_integer(b, o, "atom", (int64_t)i + 1);
        dgh_json_add_text(b, o, "element", element(a->atomic_number));
        add_surface(b, o, a->is_surface);
        dgh_json_add_d_band(b, o, "band", a->has_band ? &a->band : NULL);
        dgh_json_add_text(b, o, "missing", a->missing);
    }
    dgh_json_add_integer(b, item.object, "n_surface", (int64_t)bands->n_surface);
    dgh_json_add_d_band(b, item.object, "surface_band",
                        bands->has_surface_band ? &bands->surface_band : NULL);
    dgh_json_add_diagnostics(b, item.object, bands->diagnostics, bands->n_diagnostics);
}

dgh_status dgh_report_d_bands_json(char **out, const dgh_d_bands *const *bands, size_t n,
                                   dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-dband");
    const dgh_d_band_options plain = DGH_D_BAND_OPTIONS_INIT;
    dgh_json_add_d_window(&b, root, n ? &bands[0]->options : &plain);
    dgh_json *runs = dgh_json_add_array(&b, root, "runs");
    for (size_t i = 0; i < n; i++)
        add_run(&b, runs, bands[i]);
    return dgh_json_document_finish(out, &b, root, err);
}

static void add_row(dgh_csv *csv, const dgh_d_bands *bands, const dgh_d_band_atom *a)
{
    const dgh_d_band *band = &a->band;
    dgh_csv_text(csv, bands->dos->path);
    dgh_csv_integer(csv, (int64_t)a->atom + 1);
    dgh_csv_text(csv, element(a->atomic_number));
    dgh_csv_text(csv, a->is_surface == DGH_UNKNOWN ? NULL
                      : a->is_surface == DGH_YES   ? "yes"
                                                   : "no");
    dgh_csv_text(csv, dgh_d_window_name(bands->options.window));
    const struct {
        bool has;
        double value;
    } values[] = {{true, band->from_ev},
                  {true, band->to_ev},
                  {true, band->fermi_ev.value},
                  {true, band->total.centre_ev},
                  {band->n_spins == 2, band->spin[0].centre_ev},
                  {band->n_spins == 2, band->spin[1].centre_ev},
                  {true, band->total.width_ev},
                  {band->upper_edge_ev.has, band->upper_edge_ev.value},
                  {true, band->total.n_states},
                  {true, band->total.n_electrons},
                  {true, band->filling}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        dgh_csv_real(csv,
                     (dgh_real){.has = a->has_band && values[i].has, .value = values[i].value});
    dgh_csv_end_row(csv);
}

dgh_status dgh_report_d_bands_csv(char **out, const dgh_d_bands *const *bands, size_t n,
                                  dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("path,atom,element,surface,window,from_ev,to_ev,fermi_ev,centre_ev,"
                               "centre_up_ev,centre_down_ev,width_ev,upper_edge_ev,n_states,"
                               "n_electrons,filling");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < bands[i]->n_atoms; k++)
            add_row(&csv, bands[i], &bands[i]->atoms[k]);
    return dgh_document_finish(out, &csv.document, err);
}
