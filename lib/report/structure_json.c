/* Structure and summary of a study as members of JSON documents. */
#include "report/structure_parts.h"

const int DGH_PART_CLASSES[DGH_N_CLASSES] = {DGH_PHASE_CRYSTALLINE, DGH_PHASE_INTERFACE,
                                             DGH_PHASE_AMORPHOUS, DGH_CLASS_ALL};

const dgh_part_definition DGH_PART_DEFINITIONS[DGH_PART_N_DEFINITIONS] = {
    {"class", "of the atoms that H binds to, in the relaxed clean host: all crystalline, all "
              "amorphous, else interface (solid-like bonds by q6)"},
    {"sites", "those that were computed, not all that the surface has; each once, or by its "
              "multiplicity on the bare surface where that is known for all"},
    {"spread", "standard deviation, divided by N - 1"},
    {"quartiles", "linear between the sorted values (definition 7 of Hyndman, Fan 1996)"},
    {"coverage", "mean over the sites of 1/(1 + exp(dG/kT)), U = 0, pH 0: Langmuir, no interaction "
                 "of H with H"},
    {"rate", "mean over the sites of k, k0 = 200 1/s (Norskov 2005, 10.1149/1.1856988): not k of "
             "the mean dG; a model to rank by, not to predict"},
    {"current", "e k times the surface atoms per area of the slab's cross-section, on the side of "
                "H: one site for each surface atom"}};

const char *dgh_part_side(int side)
{
    return side > 0 ? "up" : side < 0 ? "down" : NULL;
}

const char *dgh_part_site_class(const dgh_site *site)
{
    const dgh_site_structure *s = site->structure;
    return s && s->has_phase ? dgh_phase_name(s->phase) : NULL;
}

static dgh_real real_of(double value)
{
    return (dgh_real){.has = true, .value = value};
}

static void add_integer(dgh_json_builder *b, dgh_json *object, const char *key, dgh_integer value)
{
    if (value.has)
        dgh_json_add_integer(b, object, key, value.value);
    else
        dgh_json_add_null(b, object, key);
}

/* ---- places ---------------------------------------------------------------------------------- */

static void add_binding(dgh_json_builder *b, dgh_json *array, const dgh_binding_atom *a)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_integer(b, o, "atom", (int64_t)a->atom + 1);
    dgh_json_add_integer(b, o, "host_atom", (int64_t)a->host_atom + 1);
    dgh_json_add_text(b, o, "element", dgh_element_symbol(a->atomic_number));
    dgh_json_add_real(b, o, "distance_ang", a->distance_ang);
    dgh_json_add_real(b, o, "ratio", a->ratio);
    dgh_json_add_integer(b, o, "coordination", (int64_t)a->coordination);
    dgh_json_add_real(b, o, "gcn", a->gcn);
    dgh_json_add_text(b, o, "class", dgh_phase_name(a->phase));
    dgh_json_add_text(b, o, "lattice", dgh_lattice_name(a->lattice));
}

static void add_place(dgh_json_builder *b, dgh_json *array, const dgh_place *p, bool is_added)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    bool bound = p->n_atoms > 0;
    dgh_json_add_integer(b, o, "atom", (int64_t)p->atom + 1);
    dgh_json_add_bool(b, o, "is_added", is_added);
    dgh_json_add_text(b, o, "kind", bound ? dgh_site_kind_name(p->kind) : NULL);
    dgh_json_add_bool(b, o, "is_ambiguous", p->is_ambiguous);
    dgh_json_add_integer(b, o, "n_binding_strict", (int64_t)p->n_least);
    dgh_json_add_integer(b, o, "n_binding_loose", (int64_t)p->n_most);
    dgh_json_add_text(b, o, "hollow",
                      p->hollow == DGH_HOLLOW_NONE ? NULL : dgh_hollow_name(p->hollow));
    dgh_json_add_bool(b, o, "is_below_surface", p->is_below_surface);
    dgh_json_add_text(b, o, "class", bound ? dgh_phase_name(p->phase) : NULL);
    dgh_json_item_real(&item, "gcn", p->gcn);
    dgh_json_item_real(&item, "interface_ang", p->interface_ang);
    dgh_json_add_text(b, o, "side", dgh_part_side(p->side));
    add_integer(b, o, "multiplicity", p->multiplicity);
    dgh_json_item_real(&item, "surface_atoms_per_cm2", p->surface_atoms_per_cm2);
    dgh_json_add_vectors(b, o, "position_ang", p->position_ang, 1);
    dgh_json *atoms = dgh_json_add_array(b, o, "binding_atoms");
    for (size_t i = 0; i < p->n_atoms; i++)
        add_binding(b, atoms, &p->atoms[i]);
}

static void add_origin(dgh_json_builder *b, dgh_json *structure, const dgh_site_origin *s)
{
    dgh_json_item item = dgh_json_item_make(b, structure, "placed");
    dgh_json *o = item.object;
    dgh_json_add_text(b, o, "file", s->path);
    dgh_json_add_text(b, o, "site", s->label);
    dgh_json_add_text(b, o, "name", s->name);
    dgh_json_add_text(b, o, "kind", dgh_site_kind_name(s->kind));
    dgh_json_add_integer(b, o, "multiplicity", (int64_t)s->multiplicity);
    dgh_json_add_text(b, o, "ended_on", s->ended);
    dgh_json_item_tristate(&item, "is_moved",
                           !s->moved_ang.has ? DGH_UNKNOWN
                           : s->is_moved     ? DGH_YES
                                             : DGH_NO);
    dgh_json_item_tristate(&item, "is_equivalent",
                           !s->moved_ang.has  ? DGH_UNKNOWN
                           : s->is_equivalent ? DGH_YES
                                              : DGH_NO);
    dgh_json_item_real(&item, "moved_ang", s->moved_ang);
}

void dgh_json_add_site_structure(dgh_json_builder *b, dgh_json *site, const dgh_site *of)
{
    const dgh_site_structure *s = of->structure;
    dgh_json_add_text(b, site, "counting", dgh_counting_name(of->counting));
    if (!s)
        return;
    dgh_json_item item = dgh_json_item_make(b, site, "structure");
    dgh_json_add_text(b, item.object, "class", dgh_part_site_class(of));
    dgh_json_item_real(&item, "d_band_centre_ev", s->d_band_centre_ev);
    dgh_json *places = dgh_json_add_array(b, item.object, "places");
    for (size_t i = 0; i < s->n_places; i++)
        add_place(b, places, &s->places[i], i < s->n_added);
    if (s->origin)
        add_origin(b, item.object, s->origin);
    dgh_json_add_diagnostics(b, item.object, s->diagnostics, s->n_diagnostics);
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static void add_host(dgh_json_builder *b, dgh_json *array, size_t run, const dgh_host *h)
{
    static const char *const AXES[] = {"a", "b", "c"};
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    bool is_slab = h->vacuum_axis >= 0;
    dgh_json_add_integer(b, o, "run", (int64_t)run);
    dgh_json_add_integer(b, o, "n_atoms", (int64_t)h->order->n_atoms);
    dgh_json_add_text(b, o, "neighbours", dgh_neighbour_rule_name(h->order->neighbours->rule));
    dgh_json_add_real(b, o, "crystalline_fraction", h->order->crystalline_fraction);
    dgh_json *classes = dgh_json_add_object(b, o, "atoms_by_class");
    for (int c = 0; c < DGH_N_PHASES; c++)
        dgh_json_add_integer(b, classes, dgh_class_name(DGH_PART_CLASSES[c]),
                             (int64_t)h->order->n_phase[DGH_PART_CLASSES[c]]);
    dgh_json_add_real(b, o, "mean_coordination", h->order->mean_coordination);
    dgh_json_add_real(b, o, "bulk_coordination", h->bulk_coordination);
    dgh_json_add_bool(b, o, "bulk_is_model", h->bulk_is_model);
    dgh_json_add_text(b, o, "vacuum_axis", is_slab ? AXES[h->vacuum_axis] : NULL);
    dgh_json_item_real(&item, "area_ang2",
                       (dgh_real){.has = is_slab && h->area_ang2 > 0.0, .value = h->area_ang2});
    dgh_json_add_integer(b, o, "n_surface_up", (int64_t)h->n_surface_up);
    dgh_json_add_integer(b, o, "n_surface_down", (int64_t)h->n_surface_down);
    dgh_json_add_text(b, o, "sites_missing", h->sites_missing);
}

bool dgh_study_part_has_structure(const dgh_study *study)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].structure)
            return true;
    return false;
}

void dgh_json_add_hosts(dgh_json_builder *b, dgh_json *parent, const dgh_study *study)
{
    if (!dgh_study_part_has_structure(study))
        return;
    dgh_json *array = dgh_json_add_array(b, parent, "hosts");
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        bool seen = !s->structure || !s->structure->host;
        for (size_t j = 0; j < i && !seen; j++)
            seen = study->sites[j].host_run == s->host_run && study->sites[j].structure;
        if (!seen)
            add_host(b, array, s->host_run, s->structure->host);
    }
}

/* ---- summary --------------------------------------------------------------------------------- */

dgh_json_item dgh_json_add_class(dgh_json_builder *b, dgh_json *classes, const dgh_study_summary *s,
                                 int c)
{
    const dgh_distribution *d = &s->of[c];
    dgh_json_item item = dgh_json_item_make(b, classes, dgh_class_name(c));
    dgh_json_add_integer(b, item.object, "n", (int64_t)d->n);
    dgh_json_add_integer(b, item.object, "n_weighted", (int64_t)d->n_weighted);
    dgh_json_item_real(&item, "smallest_ev", d->smallest_ev);
    dgh_json_item_real(&item, "first_quartile_ev", d->quartile_ev[0]);
    dgh_json_item_real(&item, "median_ev", d->quartile_ev[1]);
    dgh_json_item_real(&item, "third_quartile_ev", d->quartile_ev[2]);
    dgh_json_item_real(&item, "largest_ev", d->largest_ev);
    dgh_json_item_real(&item, "mean_ev", d->mean_ev);
    dgh_json_item_real(&item, "spread_ev", d->spread_ev);
    dgh_json_item_real(&item, "part_in_window", d->part_in_window);
    dgh_json_item_real(&item, "coverage", d->coverage);
    dgh_json_item_real(&item, "rate_per_s", d->rate_per_s);
    dgh_json_item_real(&item, "current_a_per_cm2", d->current_a_per_cm2);
    if (s->lowest_site[c] == DGH_NO_RUN)
        dgh_json_add_null(b, item.object, "lowest_site");
    else
        dgh_json_add_integer(b, item.object, "lowest_site", (int64_t)s->lowest_site[c]);
    return item;
}

void dgh_json_add_summary(dgh_json_builder *b, dgh_json *parent, const dgh_study *study)
{
    const dgh_study_summary *s = study->summary;
    if (!s)
        return;
    dgh_json_item item = dgh_json_item_make(b, parent, "summary");
    dgh_json *o = item.object;
    dgh_json_add_bool(b, o, "is_weighted", s->is_weighted);
    dgh_json_add_integer(b, o, "n_counted", (int64_t)s->n_counted);
    dgh_json_add_integer(b, o, "n_refused", (int64_t)s->n_refused);
    dgh_json_add_integer(b, o, "n_no_dg", (int64_t)s->n_no_dg);
    dgh_json_add_integer(b, o, "n_anomalous", (int64_t)s->n_anomalous);
    dgh_json_add_integer(b, o, "n_repeated", (int64_t)s->n_repeated);
    dgh_json_add_integer(b, o, "n_unclassified", (int64_t)s->n_unclassified);
    dgh_json_item_real(&item, "window_ev", real_of(s->of[DGH_CLASS_ALL].window_ev));
    dgh_json *definitions = dgh_json_add_object(b, o, "definitions");
    for (int i = 0; i < DGH_PART_N_DEFINITIONS; i++)
        dgh_json_add_text(b, definitions, DGH_PART_DEFINITIONS[i].key,
                          DGH_PART_DEFINITIONS[i].text);
    dgh_json *classes = dgh_json_add_object(b, o, "classes");
    for (int c = 0; c < DGH_N_CLASSES; c++)
        dgh_json_add_class(b, classes, s, DGH_PART_CLASSES[c]);
}
