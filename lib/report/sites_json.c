/* The sites of a slab as JSON, schema "dgh-sites"; with the directories of inputs it is what `dgh
 * sites --write` leaves as sites.json. */
#include "report/json_parts.h"
#include "report/parts.h"

#include <math.h>

static void add_options(dgh_json_builder *b, dgh_json *root, const dgh_slab_sites *slab)
{
    const dgh_sites_options *o = &slab->sites->options;
    dgh_json *options = dgh_json_add_object(b, root, "options");
    dgh_json_add_real(b, options, "probe_radius_ang", o->probe_radius_ang);
    dgh_json_add_real(b, options, "merge_ang", o->merge_ang);
    dgh_json_add_real(b, options, "symmetry_ang", o->symmetry_ang);
    dgh_json_add_text(b, options, "adsorbate", dgh_element_symbol(o->adsorbate));
    dgh_json_add_text(b, options, "side", dgh_side_name(o->side));
    dgh_json *kinds = dgh_json_add_array(b, options, "kinds");
    for (int kind = 0; kind < DGH_N_SITE_KINDS; kind++)
        if (o->kinds == 0 || (o->kinds >> kind & 1u))
            dgh_json_add_text(b, kinds, NULL, dgh_site_kind_name((dgh_site_kind)kind));
}

static void add_structure(dgh_json_builder *b, dgh_json *root, const dgh_slab_sites *slab)
{
    const dgh_structure *s = &slab->structure;
    const dgh_sites *sites = slab->sites;
    dgh_json_add_integer(b, root, "n_atoms", (int64_t)s->n_atoms);
    dgh_json_add_composition(b, root, s);
    if (s->has_cell)
        dgh_json_add_vectors(b, root, "cell_ang", &s->cell_ang[0][0], 3);
    else
        dgh_json_add_null(b, root, "cell_ang");
    dgh_json_add_symmetry(b, root, "symmetry", slab->symmetry);
    if (sites->vacuum_axis >= 0)
        dgh_json_add_text(b, root, "vacuum_axis",
                          (const char *const[]){"a", "b", "c"}[sites->vacuum_axis]);
    else
        dgh_json_add_null(b, root, "vacuum_axis");
    dgh_json_add_integer(b, root, "n_hydrogen", (int64_t)slab->n_hydrogen);
    dgh_json *surface = dgh_json_add_array(b, root, "surface_atoms");
    for (size_t i = 0; i < s->n_atoms; i++)
        if (sites->is_surface[i])
            dgh_json_add_integer(b, surface, NULL, (int64_t)i + 1);
    dgh_json_add_real(b, root, "bulk_coordination", sites->bulk_coordination);
    dgh_json_add_text(b, root, "bulk_coordination_from", sites->bulk_is_model ? "model" : "fcc");
}

static void add_atoms(dgh_json_builder *b, dgh_json *object, const dgh_slab_sites *slab,
                      const dgh_surface_site *t)
{
    dgh_json *atoms = dgh_json_add_array(b, object, "atoms");
    for (size_t a = 0; a < t->n_atoms; a++) {
        const double *v = t->vector_ang[a];
        dgh_json *o = dgh_json_add_object(b, atoms, NULL);
        dgh_json_add_integer(b, o, "atom", (int64_t)t->atoms[a] + 1);
        dgh_json_add_text(b, o, "element",
                          dgh_element_symbol(dgh_structure_element(&slab->structure, t->atoms[a])));
        dgh_json_add_text(b, o, "class", dgh_phase_name(slab->order->atoms[t->atoms[a]].phase));
        dgh_json_add_real(b, o, "distance_ang", sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
        dgh_json_add_reals(b, o, "vector_ang", v, 3);
    }
}

static void add_site(dgh_json_builder *b, dgh_json *array, const dgh_slab_sites *slab, size_t i,
                     bool written)
{
    const dgh_surface_site *t = &slab->sites->sites[i];
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "label", slab->about[i].label);
    dgh_json_add_text(b, o, "name", slab->about[i].name);
    dgh_json_add_text(b, o, "kind", dgh_site_kind_name(t->kind));
    dgh_json_add_text(b, o, "orbit", slab->about[t->orbit].label);
    dgh_json_add_integer(b, o, "multiplicity", (int64_t)t->multiplicity);
    dgh_json_add_text(b, o, "side", t->side == DGH_SIDE_BOTH ? NULL : dgh_side_name(t->side));
    add_atoms(b, o, slab, t);
    dgh_json_add_reals(b, o, "position_ang", t->position_ang, 3);
    dgh_json_add_reals(b, o, "normal", t->normal, 3);
    dgh_json_add_real(b, o, "height_ang", t->height_ang);
    dgh_json_add_real(b, o, "gcn", t->gcn);
    if (t->below_ang.has)
        dgh_json_add_real(b, o, "below_ang", t->below_ang.value);
    else
        dgh_json_add_null(b, o, "below_ang");
    dgh_json_add_text(b, o, "class", dgh_phase_name(slab->about[i].phase));
    dgh_json_add_text(b, o, "directory", written ? slab->about[i].label : NULL);
}

static bool is_written(const dgh_site_inputs *inputs, size_t site)
{
    for (size_t i = 0; inputs && i < inputs->n_sites; i++)
        if (inputs->sites[i] == site)
            return true;
    return false;
}

static void add_inputs(dgh_json_builder *b, dgh_json *root, const dgh_site_inputs *inputs)
{
    if (!inputs) {
        dgh_json_add_null(b, root, "inputs");
        return;
    }
    dgh_json *o = dgh_json_add_object(b, root, "inputs");
    dgh_json_add_text(b, o, "format", dgh_input_format_name(inputs->format));
    dgh_json *files = dgh_json_add_array(b, o, "files");
    for (size_t i = 0; i < inputs->n_files; i++) {
        dgh_json *f = dgh_json_add_object(b, files, NULL);
        dgh_json_add_text(b, f, "path", inputs->files[i].path);
        dgh_json_add_integer(b, f, "bytes", (int64_t)inputs->files[i].size);
        dgh_json_add_text(b, f, "fnv1a", inputs->files[i].hash);
    }
    dgh_json_add_diagnostics(b, o, inputs->diagnostics, inputs->n_diagnostics);
}

dgh_status dgh_report_sites_json(char **out, const dgh_slab_sites *slab,
                                 const dgh_site_inputs *inputs, dgh_error *err)
{
    dgh_json_builder builder = {0};
    dgh_json *root = dgh_json_document(&builder, "dgh-sites");
    dgh_json_add_text(&builder, root, "path", slab->path);
    add_options(&builder, root, slab);
    add_structure(&builder, root, slab);
    dgh_json *sites = dgh_json_add_array(&builder, root, "sites");
    for (size_t i = 0; i < slab->sites->n_sites; i++)
        add_site(&builder, sites, slab, i, is_written(inputs, i));
    add_inputs(&builder, root, inputs);
    dgh_json_add_diagnostics(&builder, root, slab->diagnostics, slab->n_diagnostics);
    return dgh_json_document_finish(out, &builder, root, err);
}
