/* Exchange-correlation energies as JSON, schema "dgh-xc". */
#include "report/json_parts.h"

static void add_functional(dgh_json_builder *b, dgh_json *parent, const char *key,
                           const dgh_xc_functional *f)
{
    dgh_json *o = dgh_json_add_object(b, parent, key);
    dgh_json_add_text(b, o, "label", f->label);
    dgh_json_add_text(b, o, "libxc", f->libxc);
    dgh_json *ids = dgh_json_add_array(b, o, "libxc_ids");
    for (size_t p = 0; p < f->n_parts; p++)
        dgh_json_add_integer(b, ids, NULL, f->id[p]);
    dgh_json_add_bool(b, o, "gradient", f->gradient);
    dgh_json_add_bool(b, o, "nonlocal_left_out", f->nonlocal);
}

static void add_counts(dgh_json_builder *b, dgh_json *o, const dgh_xc *xc)
{
    dgh_json_add_real(b, o, "density_threshold_e_per_ang3", xc->density_threshold_e_per_ang3);
    dgh_json_add_real(b, o, "flat_threshold_e_per_ang3", xc->flat_threshold_e_per_ang3);
    dgh_json_add_real(b, o, "gradient_threshold_e_per_ang4", xc->gradient_threshold_e_per_ang4);
    if (xc->cutoff_ev > 0.0)
        dgh_json_add_real(b, o, "cutoff_ev", xc->cutoff_ev);
    else
        dgh_json_add_null(b, o, "cutoff_ev");
    dgh_json_add_integer(b, o, "n_negative", (int64_t)xc->n_negative);
    dgh_json_add_integer(b, o, "n_empty", (int64_t)xc->n_empty);
    dgh_json_add_integer(b, o, "n_flat", (int64_t)xc->n_flat);
    dgh_json_add_integer(b, o, "n_spin_clipped", (int64_t)xc->n_spin_clipped);
}

static void add_result(dgh_json_builder *b, dgh_json *array, const dgh_xc *xc)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "path", xc->path);
    dgh_json *grid = dgh_json_add_array(b, o, "grid");
    for (int i = 0; i < 3; i++)
        dgh_json_add_integer(b, grid, NULL, (int64_t)xc->n[i]);
    dgh_json_add_real(b, o, "volume_ang3", xc->volume_ang3);
    dgh_json_add_real(b, o, "electrons", xc->electrons);
    dgh_json_add_real(b, o, "negative_e", xc->negative_e);
    if (xc->spin_polarised)
        dgh_json_add_real(b, o, "spin_e", xc->spin_e);
    else
        dgh_json_add_null(b, o, "spin_e");
    add_functional(b, o, "functional", &xc->functional);
    dgh_json_add_real(b, o, "energy_ev", xc->energy_ev);
    dgh_json_add_reals(b, o, "part_energy_ev", xc->part_energy_ev, xc->functional.n_parts);
    if (xc->potential[0])
        dgh_json_add_real(b, o, "potential_energy_ev", xc->potential_energy_ev);
    else
        dgh_json_add_null(b, o, "potential_energy_ev");
    add_counts(b, o, xc);
    dgh_json_add_diagnostics(b, o, xc->diagnostics, xc->n_diagnostics);
}

static void add_swap(dgh_json_builder *b, dgh_json *parent, const char *key, const dgh_xc_swap *s)
{
    dgh_json *o = dgh_json_add_object(b, parent, key);
    dgh_json_add_text(b, o, "path", s->from->path);
    dgh_json_add_text(b, o, "from", s->from->functional.libxc);
    dgh_json_add_text(b, o, "to", s->to->functional.libxc);
    dgh_json_add_real(b, o, "delta_ev", s->delta_ev);
}

dgh_status dgh_report_xc_json(char **out, const dgh_xc_results *results, dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-xc");
    dgh_json_add_text(&b, root, "constants", "CODATA 2018");
    dgh_json *array = dgh_json_add_array(&b, root, "densities");
    for (size_t i = 0; i < results->n; i++)
        add_result(&b, array, results->xc[i]);
    array = dgh_json_add_array(&b, root, "swaps");
    for (size_t i = 0; i < results->n_swaps; i++)
        add_swap(&b, array, NULL, &results->swaps[i]);
    if (results->triple) {
        dgh_json *o = dgh_json_add_object(&b, root, "triple");
        add_swap(&b, o, "with_h", &results->triple->with_h);
        add_swap(&b, o, "host", &results->triple->host);
        add_swap(&b, o, "h2", &results->triple->h2);
        dgh_json_add_integer(&b, o, "n_hydrogen", (int64_t)results->triple->n_hydrogen);
        dgh_json_add_real(&b, o, "delta_ev", results->triple->delta_ev);
        dgh_json_add_real(&b, o, "delta_per_h_ev", results->triple->delta_per_h_ev);
    } else {
        dgh_json_add_null(&b, root, "triple");
    }
    size_t n;
    const char *const *caveats = dgh_xc_caveats(&n);
    array = dgh_json_add_array(&b, root, "caveats");
    for (size_t i = 0; i < n; i++)
        dgh_json_add_text(&b, array, NULL, caveats[i]);
    return dgh_json_document_finish(out, &b, root, err);
}
