/* Charges as JSON, schema "dgh-bader", and as CSV. */
#include "report/csv.h"
#include "report/json_parts.h"

static const double SIGNIFICANT_E = 1e-4;

static const char *element(const dgh_atom_charge *atom)
{
    return atom->atomic_number ? dgh_element_symbol(atom->atomic_number) : NULL;
}

static void add_density(dgh_json_builder *b, dgh_json *root, const dgh_charges *c)
{
    dgh_json *o = dgh_json_add_object(b, root, "density");
    dgh_json_add_text(b, o, "path", c->density->path);
    dgh_json_add_text(b, o, "format", c->density->format);
    dgh_json *points = dgh_json_add_array(b, o, "points");
    for (int a = 0; a < 3; a++)
        dgh_json_add_integer(b, points, NULL, (int64_t)c->density->n[a]);
    dgh_json_add_vectors(b, o, "cell_ang", &c->density->cell_ang[0][0], 3);
    dgh_json *references = dgh_json_add_array(b, root, "references");
    for (size_t i = 0; i < c->n_references; i++)
        dgh_json_add_text(b, references, NULL, c->reference_paths[i]);
    dgh_json_add_text(b, root, "spin_path", c->spin_path);
    dgh_json *free_atoms = dgh_json_add_array(b, root, "free_atoms");
    for (size_t i = 0; i < c->n_free_atoms; i++)
        dgh_json_add_text(b, free_atoms, NULL, c->free_atoms[i]->path);
}

static void add_atoms(dgh_json_builder *b, dgh_json *root, const dgh_charges *c)
{
    dgh_json *array = dgh_json_add_array(b, root, "atoms");
    for (size_t i = 0; i < c->n_atoms; i++) {
        const dgh_atom_charge *a = &c->atoms[i];
        dgh_json_item item = dgh_json_item_make(b, array, NULL);
        dgh_json_add_integer(b, item.object, "atom", (int64_t)i + 1);
        dgh_json_add_text(b, item.object, "element", element(a));
        dgh_json_add_text(b, item.object, "label", a->label);
        dgh_json_add_reals(b, item.object, "position_ang", a->position_ang, 3);
        dgh_json_add_real(b, item.object, "electrons", a->electrons);
        dgh_json_item_real(&item, "valence_e", a->valence_e);
        dgh_json_add_bool(b, item.object, "valence_by_hand",
                          a->valence_e.has && !a->valence_e.source.path);
        dgh_json_item_real(&item, "net_charge_e", a->net_charge_e);
        dgh_json_item_real(&item, "moment_mub", a->moment_mub);
        dgh_json_add_real(b, item.object, "volume_ang3", a->volume_ang3);
        dgh_json_item_real(&item, "min_distance_ang", a->min_distance_ang);
    }
}

static void add_basins(dgh_json_builder *b, dgh_json *root, const dgh_charges *c)
{
    dgh_json_add_integer(b, root, "n_basins", (int64_t)c->n_basins);
    dgh_json_add_integer(b, root, "n_non_nuclear", (int64_t)c->n_non_nuclear);
    dgh_json *array = dgh_json_add_array(b, root, "basins");
    for (size_t i = 0; i < c->n_basins; i++) {
        const dgh_basin *basin = &c->basins[i];
        const bool owned = basin->atom < c->n_atoms;
        if (!(basin->electrons > SIGNIFICANT_E))
            continue;
        dgh_json_item item = dgh_json_item_make(b, array, NULL);
        dgh_json_add_reals(b, item.object, "position_ang", basin->position_ang, 3);
        dgh_json_add_real(b, item.object, "electrons", basin->electrons);
        dgh_json_add_real(b, item.object, "volume_ang3", basin->volume_ang3);
        if (owned)
            dgh_json_add_integer(b, item.object, "atom", (int64_t)basin->atom + 1);
        else
            dgh_json_add_null(b, item.object, "atom");
        dgh_json_item_real(&item, "distance_ang",
                           (dgh_real){.has = owned, .value = basin->distance_ang});
    }
}

dgh_status dgh_report_charges_json(char **out, const dgh_charges *c, dgh_error *err)
{
    const bool bader = c->partition == DGH_PARTITION_BADER;
    dgh_json_builder b = {0};
    dgh_json_item root = {&b, dgh_json_document(&b, "dgh-bader"), NULL};
    dgh_json_add_text(&b, root.object, "partition", dgh_partition_name(c->partition));
    dgh_json_add_text(&b, root.object, "method", bader ? dgh_bader_method_name(c->method) : NULL);
    add_density(&b, root.object, c);
    dgh_json_item_real(&root, "vacuum_e_per_ang3", c->vacuum_e_per_ang3);
    dgh_json_add_text(&b, root.object, "run", c->calculation ? c->calculation->path : NULL);
    add_atoms(&b, root.object, c);
    add_basins(&b, root.object, c);
    dgh_json_add_real(&b, root.object, "vacuum_electrons", c->vacuum_electrons);
    dgh_json_add_real(&b, root.object, "vacuum_volume_ang3", c->vacuum_volume_ang3);
    dgh_json_add_real(&b, root.object, "total_electrons", c->total_electrons);
    dgh_json_add_real(&b, root.object, "residual_e", c->residual_e);
    dgh_json_item_real(&root, "run_electrons", c->run_electrons);
    dgh_json_item_real(&root, "net_charge_e", c->net_charge_e);
    dgh_json_item_real(&root, "moment_mub", c->moment_mub);
    dgh_json_add_diagnostics(&b, root.object, c->diagnostics, c->n_diagnostics);
    return dgh_json_document_finish(out, &b, root.object, err);
}

dgh_status dgh_report_charges_csv(char **out, const dgh_charges *c, dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("path,partition,method,atom,element,label,x_ang,y_ang,z_ang,"
                               "electrons,valence_e,net_charge_e,moment_mub,volume_ang3,"
                               "min_distance_ang");
    for (size_t i = 0; i < c->n_atoms; i++) {
        const dgh_atom_charge *a = &c->atoms[i];
        dgh_csv_text(&csv, c->density->path);
        dgh_csv_text(&csv, dgh_partition_name(c->partition));
        dgh_csv_text(&csv,
                     c->partition == DGH_PARTITION_BADER ? dgh_bader_method_name(c->method) : NULL);
        dgh_csv_integer(&csv, (int64_t)i + 1);
        dgh_csv_text(&csv, element(a));
        dgh_csv_text(&csv, a->label);
        for (int x = 0; x < 3; x++)
            dgh_csv_number(&csv, a->position_ang[x]);
        dgh_csv_number(&csv, a->electrons);
        dgh_csv_real(&csv, a->valence_e);
        dgh_csv_real(&csv, a->net_charge_e);
        dgh_csv_real(&csv, a->moment_mub);
        dgh_csv_number(&csv, a->volume_ang3);
        dgh_csv_real(&csv, a->min_distance_ang);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
