/* The order of structures as tables of atoms: CSV, and extended XYZ
 * (https://github.com/libAtoms/extxyz), which OVITO and ASE open; and g(r) as CSV. */
#include "base/format.h"
#include "report/csv.h"

dgh_status dgh_report_order_csv(char **out, const dgh_order_file *const *files, size_t n,
                                dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("path,atom,element,x_ang,y_ang,z_ang,class,lattice,crystalline,"
                               "coordination,n_solid_bonds,q4,q6,q8,q4_mean,q6_mean,q8_mean,"
                               "interface_ang");
    for (size_t k = 0; k < n; k++) {
        const dgh_order_file *f = files[k];
        for (size_t i = 0; i < f->order->n_atoms; i++) {
            const dgh_order_atom *a = &f->order->atoms[i];
            dgh_csv_text(&csv, f->path);
            dgh_csv_integer(&csv, (int64_t)i + 1);
            dgh_csv_text(&csv, dgh_element_symbol(dgh_structure_element(&f->structure, i)));
            for (size_t x = 0; x < 3; x++)
                dgh_csv_number(&csv, f->structure.position_ang[3 * i + x]);
            dgh_csv_text(&csv, dgh_phase_name(a->phase));
            dgh_csv_text(&csv, dgh_lattice_name(a->lattice));
            dgh_csv_integer(&csv, a->crystalline);
            dgh_csv_integer(&csv, (int64_t)a->coordination);
            dgh_csv_integer(&csv, (int64_t)a->n_solid_bonds);
            for (int l = 0; l < DGH_ORDER_N_L; l++)
                dgh_csv_number(&csv, a->q[l]);
            for (int l = 0; l < DGH_ORDER_N_L; l++)
                dgh_csv_number(&csv, a->q_mean[l]);
            dgh_csv_real(&csv, (dgh_real){.has = f->interface_ang != NULL,
                                          .value = f->interface_ang ? f->interface_ang[i] : 0.0});
            dgh_csv_end_row(&csv);
        }
    }
    return dgh_document_finish(out, &csv.document, err);
}

/* OVITO takes a species from its name: "X" stands for what is no element. */
static const char *symbol_of(const dgh_structure *s, size_t atom)
{
    int element = dgh_structure_element(s, atom);
    return element ? dgh_element_symbol(element) : "X";
}

static void write_title(dgh_document *d, const dgh_order_file *f)
{
    const dgh_structure *s = &f->structure;
    if (s->has_cell) {
        dgh_document_print(d, "Lattice=\"");
        for (int i = 0; i < 9; i++)
            dgh_document_print(d, "%s%.10g", i ? " " : "", s->cell_ang[i / 3][i % 3]);
        dgh_document_print(d, "\" ");
    }
    dgh_document_print(d,
                       "Properties=species:S:1:pos:R:3:class:I:1:structure_type:I:1:"
                       "coordination:I:1:solid_bonds:I:1:q4:R:1:q6:R:1:q8:R:1:q4_mean:R:1:"
                       "q6_mean:R:1:q8_mean:R:1%s pbc=\"%s\" ",
                       f->interface_ang ? ":interface_distance:R:1" : "",
                       s->has_cell ? "T T T" : "F F F");
    dgh_document_print(d, "class_names=\"0 %s, 1 %s, 2 %s\" structure_type_names=\"",
                       dgh_phase_name((dgh_phase)0), dgh_phase_name((dgh_phase)1),
                       dgh_phase_name((dgh_phase)2));
    for (int l = 0; l < DGH_N_LATTICES; l++)
        dgh_document_print(d, "%s%d %s", l ? ", " : "", l, dgh_lattice_name((dgh_lattice)l));
    dgh_document_print(d, "\" crystalline_fraction=%.6f dgh=%s\n", f->order->crystalline_fraction,
                       dgh_version());
}

dgh_status dgh_report_order_xyz(char **out, const dgh_order_file *f, dgh_error *err)
{
    dgh_document d = dgh_document_make(NULL);
    const dgh_structure *s = &f->structure;
    dgh_document_print(&d, "%zu\n", s->n_atoms);
    write_title(&d, f);
    for (size_t i = 0; i < s->n_atoms; i++) {
        const dgh_order_atom *a = &f->order->atoms[i];
        const double *p = s->position_ang + 3 * i;
        dgh_document_print(&d, "%-2s %15.8f %15.8f %15.8f %d %d %2zu %2zu", symbol_of(s, i), p[0],
                           p[1], p[2], (int)a->phase, (int)a->lattice, a->coordination,
                           a->n_solid_bonds);
        for (int l = 0; l < DGH_ORDER_N_L; l++)
            dgh_document_print(&d, " %.6f", a->q[l]);
        for (int l = 0; l < DGH_ORDER_N_L; l++)
            dgh_document_print(&d, " %.6f", a->q_mean[l]);
        if (f->interface_ang)
            dgh_document_print(&d, " %.5f", f->interface_ang[i]);
        dgh_document_print(&d, "\n");
    }
    return dgh_document_finish(out, &d, err);
}

dgh_status dgh_report_rdf_csv(char **out, const dgh_rdf *rdf, dgh_error *err)
{
    dgh_csv csv = {0};
    char name[32];
    const size_t n = rdf->n_species;
    dgh_csv_text(&csv, "r_ang");
    dgh_csv_text(&csv, "g");
    for (size_t i = 0; n > 1 && i < n; i++)
        for (size_t j = i; j < n; j++) {
            dgh_format(name, sizeof name, "g_%s_%s", dgh_element_symbol(rdf->species[i]),
                       dgh_element_symbol(rdf->species[j]));
            dgh_csv_text(&csv, name);
        }
    dgh_csv_end_row(&csv);
    for (size_t b = 0; b < rdf->n_bins; b++) {
        dgh_csv_number(&csv, rdf->r_ang[b]);
        dgh_csv_number(&csv, rdf->total[b]);
        for (size_t i = 0; n > 1 && i < n; i++)
            for (size_t j = i; j < n; j++)
                dgh_csv_number(&csv, rdf->partial[(i * n + j) * rdf->n_bins + b]);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
