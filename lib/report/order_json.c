/* The order of structures as JSON, schema "dgh-order". */
#include "report/json_parts.h"

static void add_plain_real(dgh_json_builder *b, dgh_json *o, const char *key, dgh_real value)
{
    if (value.has)
        dgh_json_add_real(b, o, key, value.value);
    else
        dgh_json_add_null(b, o, key);
}

static void add_species(dgh_json_builder *b, dgh_json *parent, const dgh_order *o)
{
    dgh_json *array = dgh_json_add_array(b, parent, "species");
    for (size_t i = 0; i < o->n_species; i++)
        dgh_json_add_text(b, array, NULL, dgh_element_symbol(o->species[i]));
}

static void add_options(dgh_json_builder *b, dgh_json *parent, const dgh_order_file *f)
{
    const dgh_order_options *o = &f->order->options;
    dgh_json *options = dgh_json_add_object(b, parent, "options");
    dgh_json_add_text(b, options, "neighbours", dgh_neighbour_rule_name(o->neighbours.rule));
    dgh_json_add_real(b, options, "radii_factor", o->neighbours.radii_factor);
    if (o->neighbours.rule == DGH_NEIGHBOUR_CUTOFF)
        dgh_json_add_real(b, options, "cutoff_ang", o->neighbours.cutoff_ang);
    else
        dgh_json_add_null(b, options, "cutoff_ang");
    dgh_json_add_real(b, options, "least_face", o->neighbours.least_face);
    dgh_json_add_real(b, options, "cell_radius", o->neighbours.cell_radius);
    dgh_json_add_real(b, options, "bond_threshold", o->bond_threshold);
    dgh_json_add_real(b, options, "solid_fraction", o->solid_fraction);
    dgh_json_add_real(b, options, "edge_fraction", o->edge_fraction);
    dgh_json_add_integer(b, options, "least_cluster", (int64_t)o->least_cluster);
    dgh_json_add_real(b, options, "smoothing", o->smoothing);
    dgh_json_add_integer(b, options, "rdf_bins", (int64_t)f->rdf->n_bins);
    dgh_json_add_real(b, options, "rdf_range_ang", 2.0 * f->rdf->r_ang[0] * (double)f->rdf->n_bins);
}

static void add_mean(dgh_json_builder *b, dgh_json *parent, const char *key,
                     const dgh_order_mean *m)
{
    static const char *const Q[] = {"q4", "q6", "q8"}, *const MEAN[] = {"q4_mean", "q6_mean",
                                                                        "q8_mean"};
    const bool has = m->n_atoms > 0;
    dgh_json *o = dgh_json_add_object(b, parent, key);
    dgh_json_add_integer(b, o, "n_atoms", (int64_t)m->n_atoms);
    add_plain_real(b, o, "coordination", (dgh_real){.has = has, .value = m->coordination});
    for (int l = 0; l < DGH_ORDER_N_L; l++)
        add_plain_real(b, o, Q[l], (dgh_real){.has = has, .value = m->q[l]});
    for (int l = 0; l < DGH_ORDER_N_L; l++)
        add_plain_real(b, o, MEAN[l], (dgh_real){.has = has, .value = m->q_mean[l]});
}

static void add_classes(dgh_json_builder *b, dgh_json *parent, const dgh_order_file *f)
{
    dgh_json *classes = dgh_json_add_object(b, parent, "classes");
    for (int p = DGH_N_PHASES - 1; p >= 0; p--)
        add_mean(b, classes, dgh_phase_name((dgh_phase)p), &f->phase[p]);
    add_mean(b, parent, "all", &f->mean);
    dgh_json *lattices = dgh_json_add_object(b, parent, "lattices");
    for (int l = 0; l < DGH_N_LATTICES; l++)
        dgh_json_add_integer(b, lattices, dgh_lattice_name((dgh_lattice)l),
                             (int64_t)f->order->n_lattice[l]);
}

static void add_pairs(dgh_json_builder *b, dgh_json *parent, const dgh_order_file *f)
{
    const dgh_order *o = f->order;
    const dgh_neighbours *list = o->neighbours;
    const size_t n = o->n_species;
    dgh_json *pairs = dgh_json_add_array(b, parent, "pairs");
    for (size_t p = 0; p < n * n; p++) {
        dgh_json *pair = dgh_json_add_object(b, pairs, NULL);
        dgh_json_add_text(b, pair, "of", dgh_element_symbol(o->species[p / n]));
        dgh_json_add_text(b, pair, "with", dgh_element_symbol(o->species[p % n]));
        dgh_json_add_real(b, pair, "coordination", o->coordination[p]);
        add_plain_real(b, pair, "warren_cowley",
                       (dgh_real){.has = n > 1, .value = o->warren_cowley[p]});
        add_plain_real(b, pair, "first_peak_ang", f->rdf->shell[p].first_peak_ang);
        add_plain_real(b, pair, "first_minimum_ang", f->rdf->shell[p].first_minimum_ang);
        dgh_json_add_real(b, pair, "cutoff_ang", list->cutoff_ang[p]);
        dgh_json_add_bool(b, pair, "cutoff_from_radii",
                          list->cutoff_from_radii && list->cutoff_from_radii[p]);
    }
    dgh_json *total = dgh_json_add_object(b, parent, "total_g");
    add_plain_real(b, total, "first_peak_ang", f->rdf->total_shell.first_peak_ang);
    add_plain_real(b, total, "first_minimum_ang", f->rdf->total_shell.first_minimum_ang);
    dgh_json_add_real(b, total, "volume_ang3", f->rdf->volume_ang3);
}

static void add_interface(dgh_json_builder *b, dgh_json *parent, const dgh_interface *i)
{
    if (i->n_faces == 0) {
        dgh_json_add_null(b, parent, "interface");
        return;
    }
    dgh_json *o = dgh_json_add_object(b, parent, "interface");
    dgh_json_add_real(b, o, "area_ang2", i->area_ang2);
    dgh_json_add_real(b, o, "raw_area_ang2", i->raw_area_ang2);
    dgh_json_add_integer(b, o, "n_faces", (int64_t)i->n_faces);
    dgh_json_add_real(b, o, "volume_ang3", i->volume_ang3);
    dgh_json_add_real(b, o, "area_per_volume_nm2_per_nm3", i->area_per_volume_nm);
    add_plain_real(b, o, "cross_section_ang2", i->cross_section_ang2);
    dgh_json_add_text(b, o, "cross_section_axis",
                      i->cross_section_ang2.has
                          ? (const char *const[]){"a", "b", "c"}[i->cross_section_axis]
                          : NULL);
    add_plain_real(b, o, "area_per_cross_section_nm2_per_nm2", i->area_per_cross_section);
}

typedef double value_of(const dgh_order_atom *a, int l);

static double q_of(const dgh_order_atom *a, int l)
{
    return a->q[l];
}

static double q_mean_of(const dgh_order_atom *a, int l)
{
    return a->q_mean[l];
}

static void add_column(dgh_json_builder *b, dgh_json *o, const char *key, const dgh_order *order,
                       value_of *value, int l)
{
    dgh_json *array = dgh_json_add_array(b, o, key);
    for (size_t i = 0; i < order->n_atoms; i++)
        dgh_json_add_real(b, array, NULL, value(&order->atoms[i], l));
}

static void add_atoms(dgh_json_builder *b, dgh_json *parent, const dgh_order_file *f)
{
    static const char *const Q[] = {"q4", "q6", "q8"}, *const MEAN[] = {"q4_mean", "q6_mean",
                                                                        "q8_mean"};
    const dgh_order *order = f->order;
    dgh_json *o = dgh_json_add_object(b, parent, "atoms");
    dgh_json *element = dgh_json_add_array(b, o, "element");
    dgh_json *class = dgh_json_add_array(b, o, "class");
    dgh_json *lattice = dgh_json_add_array(b, o, "lattice");
    dgh_json *crystalline = dgh_json_add_array(b, o, "crystalline");
    dgh_json *coordination = dgh_json_add_array(b, o, "coordination");
    dgh_json *bonds = dgh_json_add_array(b, o, "n_solid_bonds");
    for (size_t i = 0; i < order->n_atoms; i++) {
        const dgh_order_atom *a = &order->atoms[i];
        dgh_json_add_text(b, element, NULL,
                          dgh_element_symbol(dgh_structure_element(&f->structure, i)));
        dgh_json_add_text(b, class, NULL, dgh_phase_name(a->phase));
        dgh_json_add_text(b, lattice, NULL, dgh_lattice_name(a->lattice));
        dgh_json_add_bool(b, crystalline, NULL, a->crystalline);
        dgh_json_add_integer(b, coordination, NULL, (int64_t)a->coordination);
        dgh_json_add_integer(b, bonds, NULL, (int64_t)a->n_solid_bonds);
    }
    for (int l = 0; l < DGH_ORDER_N_L; l++)
        add_column(b, o, Q[l], order, q_of, l);
    for (int l = 0; l < DGH_ORDER_N_L; l++)
        add_column(b, o, MEAN[l], order, q_mean_of, l);
    if (f->interface_ang)
        dgh_json_add_reals(b, o, "interface_ang", f->interface_ang, order->n_atoms);
    else
        dgh_json_add_null(b, o, "interface_ang");
    dgh_json_add_vectors(b, o, "position_ang", f->structure.position_ang, order->n_atoms);
}

static void add_file(dgh_json_builder *b, dgh_json *array, const dgh_order_file *f)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "path", f->path);
    dgh_json_add_text(b, o, "format", f->format);
    dgh_json_add_text(b, o, "geometry", f->geometry);
    dgh_json_add_source(b, o, "source", f->source);
    dgh_json_add_integer(b, o, "n_atoms", (int64_t)f->structure.n_atoms);
    if (f->structure.has_cell) {
        dgh_json_add_vectors(b, o, "cell_ang", f->structure.cell_ang[0], 3);
        dgh_json_add_reals(b, o, "vacuum_ang", f->vacuum_ang, 3);
    } else {
        dgh_json_add_null(b, o, "cell_ang");
        dgh_json_add_null(b, o, "vacuum_ang");
    }
    add_options(b, o, f);
    add_species(b, o, f->order);
    dgh_json_add_integer(b, o, "n_crystalline", (int64_t)f->order->n_crystalline);
    dgh_json_add_real(b, o, "crystalline_fraction", f->order->crystalline_fraction);
    add_classes(b, o, f);
    add_pairs(b, o, f);
    add_interface(b, o, &f->order->interface);
    add_atoms(b, o, f);
    dgh_json_add_diagnostics(b, o, f->diagnostics, f->n_diagnostics);
}

dgh_status dgh_report_order_json(char **out, const dgh_order_file *const *files, size_t n,
                                 dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-order");
    dgh_json *array = dgh_json_add_array(&b, root, "structures");
    for (size_t i = 0; i < n; i++)
        add_file(&b, array, files[i]);
    return dgh_json_document_finish(out, &b, root, err);
}
