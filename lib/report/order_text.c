/* The order of structures for people. */
#include <math.h>
#include <string.h>

#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

static double percent(size_t n, size_t of)
{
    return of ? 100.0 * (double)n / (double)of : 0.0;
}

static void write_head(dgh_document *d, const dgh_order_file *f)
{
    char place[1100], composition[512];
    const dgh_structure *s = &f->structure;
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", f->path);
    dgh_part_place_in(f->source, f->path, place, sizeof place);
    dgh_document_print(d, "\n  geometry      %s%s%s, %s\n", f->geometry, place[0] ? ", " : "",
                       place, f->format);
    dgh_document_print(d, "  atoms         %zu, %s\n", s->n_atoms,
                       dgh_part_composition(s, composition, sizeof composition));
    if (!s->has_cell) {
        dgh_document_print(d, "  cell          none: a cluster\n");
        return;
    }
    const double(*c)[3] = s->cell_ang;
    dgh_document_print(d, "  cell          %.4f x %.4f x %.4f Ang",
                       sqrt(c[0][0] * c[0][0] + c[0][1] * c[0][1] + c[0][2] * c[0][2]),
                       sqrt(c[1][0] * c[1][0] + c[1][1] * c[1][1] + c[1][2] * c[1][2]),
                       sqrt(c[2][0] * c[2][0] + c[2][1] * c[2][1] + c[2][2] * c[2][2]));
    for (int k = 0; k < 3; k++)
        if (f->vacuum_ang[k] > 5.0)
            dgh_document_print(d, ", vacuum of %.2f Ang along %c", f->vacuum_ang[k], "abc"[k]);
    dgh_document_print(d, "\n");
}

static void write_rule(dgh_document *d, const dgh_order *o)
{
    const dgh_neighbour_options *n = &o->options.neighbours;
    dgh_document_print(d, "  neighbours    %s: ", dgh_neighbour_rule_name(o->neighbours->rule));
    switch (o->neighbours->rule) {
    case DGH_NEIGHBOUR_RDF:
        dgh_document_print(
            d,
            "up to the first minimum of the pair's g(r), where it has none or no contact "
            "%g x the covalent radii (*)",
            n->radii_factor);
        break;
    case DGH_NEIGHBOUR_RADII:
        dgh_document_print(d, "up to %g x the sum of covalent radii", n->radii_factor);
        break;
    case DGH_NEIGHBOUR_CUTOFF:
        dgh_document_print(d, "up to %g Ang", n->cutoff_ang);
        break;
    case DGH_NEIGHBOUR_VORONOI:
        dgh_document_print(d, "a Voronoi face of at least %g of the smaller cell's surface",
                           n->least_face);
        break;
    }
    dgh_document_print(d,
                       "\n  crystalline   %.1f %% of the atoms (%zu of %zu): at least %.3g of "
                       "their bonds have\n                q6.q6 above %g, in groups of %zu or "
                       "more; %.3g at the edge of a group\n",
                       100.0 * o->crystalline_fraction, o->n_crystalline, o->n_atoms,
                       o->options.solid_fraction, o->options.bond_threshold,
                       o->options.least_cluster, o->options.edge_fraction);
}

static void write_interface(dgh_document *d, const dgh_interface *i)
{
    if (i->n_faces == 0) {
        dgh_document_print(d, "  interface     none between crystalline and other atoms\n");
        return;
    }
    dgh_document_print(d,
                       "  interface     %.2f Ang^2 (of the smooth surface; %.2f of the %zu "
                       "Voronoi faces)\n",
                       i->area_ang2, i->raw_area_ang2, i->n_faces);
    dgh_document_print(d, "                %.4f nm^2/nm^3 of the material", i->area_per_volume_nm);
    if (i->area_per_cross_section.has)
        dgh_document_print(d, ", %.4f nm^2/nm^2 of the cell across %c",
                           i->area_per_cross_section.value, "abc"[i->cross_section_axis]);
    dgh_document_print(d, "\n");
}

static void add_mean(dgh_table *t, const char *name, const dgh_order_mean *m, size_t n_atoms)
{
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", name);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%zu", m->n_atoms);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.1f", percent(m->n_atoms, n_atoms));
    for (int k = 0; k < 1 + 2 * DGH_ORDER_N_L; k++) {
        const double value = k == 0               ? m->coordination
                             : k <= DGH_ORDER_N_L ? m->q[k - 1]
                                                  : m->q_mean[k - 1 - DGH_ORDER_N_L];
        dgh_table_add_real(t, DGH_STYLE_PLAIN, (dgh_real){.has = m->n_atoms > 0, .value = value},
                           k ? 3 : 2);
    }
}

static void write_classes(dgh_document *d, const dgh_order_file *f)
{
    static const dgh_table_column COLUMNS[] = {
        {"class", NULL, false, true}, {"atoms", NULL, true, true}, {"%", NULL, true, true},
        {"CN", NULL, true, true},     {"q4", NULL, true, true},    {"q6", NULL, true, true},
        {"q8", NULL, true, true},     {"q̄4", NULL, true, true},    {"q̄6", NULL, true, true},
        {"q̄8", NULL, true, true}};
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (int p = DGH_N_PHASES - 1; p >= 0; p--)
        add_mean(&t, dgh_phase_name((dgh_phase)p), &f->phase[p], f->order->n_atoms);
    add_mean(&t, "all", &f->mean, f->order->n_atoms);
    dgh_document_print(d, "\n");
    dgh_table_write(&t, 2, d);
}

static void write_lattices(dgh_document *d, const dgh_order *o)
{
    static const int ORDER[DGH_N_LATTICES] = {DGH_LATTICE_FCC, DGH_LATTICE_HCP, DGH_LATTICE_BCC,
                                              DGH_LATTICE_ICOSAHEDRAL, DGH_LATTICE_OTHER};
    dgh_document_print(d, "\n  surroundings  ");
    for (int k = 0; k < DGH_N_LATTICES; k++)
        dgh_document_print(d, "%s%s %zu (%.1f %%)", k ? ", " : "",
                           dgh_lattice_name((dgh_lattice)ORDER[k]), o->n_lattice[ORDER[k]],
                           percent(o->n_lattice[ORDER[k]], o->n_atoms));
    dgh_document_print(d, "\n");
}

static void write_pairs(dgh_document *d, const dgh_order_file *f)
{
    static const dgh_table_column COLUMNS[] = {
        {"pair", NULL, false, true},          {"CN", NULL, true, true},
        {"CN back", NULL, true, false},       {"alpha", NULL, true, false},
        {"alpha back", NULL, true, false},    {"g(r) peak", "Ang", true, true},
        {"first minimum", "Ang", true, true}, {"cutoff", "Ang", true, true}};
    const dgh_order *o = f->order;
    const dgh_neighbours *list = o->neighbours;
    const size_t n = o->n_species;
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            const size_t p = i * n + j, back = j * n + i;
            const bool two = i != j, radii = list->cutoff_from_radii && list->cutoff_from_radii[p];
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%s-%s", dgh_element_symbol(o->species[i]),
                          dgh_element_symbol(o->species[j]));
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", o->coordination[p]);
            dgh_table_add_real(&t, DGH_STYLE_PLAIN,
                               (dgh_real){.has = two, .value = o->coordination[back]}, 2);
            dgh_table_add_real(&t, DGH_STYLE_PLAIN,
                               (dgh_real){.has = n > 1, .value = o->warren_cowley[p]}, 3);
            dgh_table_add_real(&t, DGH_STYLE_PLAIN,
                               (dgh_real){.has = two, .value = o->warren_cowley[back]}, 3);
            dgh_table_add_real(&t, DGH_STYLE_PLAIN, f->rdf->shell[p].first_peak_ang, 3);
            dgh_table_add_real(&t, DGH_STYLE_PLAIN, f->rdf->shell[p].first_minimum_ang, 3);
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%.3f%s", list->cutoff_ang[p], radii ? "*" : "");
        }
    if (n > 1) {
        dgh_table_add(&t, DGH_STYLE_PLAIN, "all");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", o->mean_coordination);
        for (int k = 0; k < 3; k++)
            dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, f->rdf->total_shell.first_peak_ang, 3);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, f->rdf->total_shell.first_minimum_ang, 3);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
    }
    dgh_document_print(d, "\n");
    dgh_table_write(&t, 2, d);
}

dgh_status dgh_report_order_text(char **out, const dgh_order_file *const *files, size_t n,
                                 const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    for (size_t i = 0; i < n; i++) {
        const dgh_order_file *f = files[i];
        dgh_document_print(&d, "%s", i ? "\n" : "");
        write_head(&d, f);
        write_rule(&d, f->order);
        write_interface(&d, &f->order->interface);
        write_classes(&d, f);
        write_lattices(&d, f->order);
        write_pairs(&d, f);
    }
    return dgh_document_finish(out, &d, err);
}
