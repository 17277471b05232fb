#include "report/json_parts.h"

dgh_json *dgh_json_document(dgh_json_builder *builder, const char *schema)
{
    dgh_json *root = dgh_json_add_object(builder, NULL, NULL);
    dgh_json_add_text(builder, root, "schema", schema);
    dgh_json_add_integer(builder, root, "schema_version", DGH_JSON_SCHEMA_VERSION);
    dgh_json_add_text(builder, root, "dgh_version", dgh_version());
    return root;
}

dgh_status dgh_json_document_finish(char **out, dgh_json_builder *builder, dgh_json *root,
                                    dgh_error *err)
{
    *out = NULL;
    dgh_status status = dgh_json_write(out, builder, root, err);
    dgh_json_free(root);
    return status;
}

dgh_json_item dgh_json_item_make(dgh_json_builder *builder, dgh_json *parent, const char *key)
{
    return (dgh_json_item){builder, dgh_json_add_object(builder, parent, key), NULL};
}

void dgh_json_add_source(dgh_json_builder *builder, dgh_json *parent, const char *key,
                         dgh_source source)
{
    dgh_json *o = dgh_json_add_object(builder, parent, key);
    dgh_json_add_text(builder, o, "file", source.path);
    if (source.line)
        dgh_json_add_integer(builder, o, "line", (int64_t)source.line);
    else
        dgh_json_add_null(builder, o, "line");
}

void dgh_json_item_source(dgh_json_item *item, const char *key, dgh_source source)
{
    if (!source.path)
        return;
    if (!item->sources)
        item->sources = dgh_json_add_object(item->builder, item->object, "sources");
    dgh_json_add_source(item->builder, item->sources, key, source);
}

void dgh_json_item_real(dgh_json_item *item, const char *key, dgh_real value)
{
    if (!value.has) {
        dgh_json_add_null(item->builder, item->object, key);
        return;
    }
    dgh_json_add_real(item->builder, item->object, key, value.value);
    dgh_json_item_source(item, key, value.source);
}

void dgh_json_item_text(dgh_json_item *item, const char *key, dgh_text value)
{
    dgh_json_add_text(item->builder, item->object, key, value.value);
    if (value.value)
        dgh_json_item_source(item, key, value.source);
}

void dgh_json_item_tristate(dgh_json_item *item, const char *key, dgh_tristate value)
{
    if (value == DGH_UNKNOWN)
        dgh_json_add_null(item->builder, item->object, key);
    else
        dgh_json_add_bool(item->builder, item->object, key, value == DGH_YES);
}

void dgh_json_add_diagnostics(dgh_json_builder *builder, dgh_json *parent,
                              const dgh_diagnostic *diagnostics, size_t n)
{
    dgh_json *array = dgh_json_add_array(builder, parent, "diagnostics");
    for (size_t i = 0; i < n; i++) {
        dgh_json *o = dgh_json_add_object(builder, array, NULL);
        dgh_json_add_text(builder, o, "severity", dgh_severity_name(diagnostics[i].severity));
        dgh_json_add_text(builder, o, "code", diagnostics[i].code);
        dgh_json_add_text(builder, o, "message", diagnostics[i].message);
        dgh_json_add_source(builder, o, "source", diagnostics[i].source);
    }
}

void dgh_json_add_reals(dgh_json_builder *builder, dgh_json *parent, const char *key,
                        const double *values, size_t n)
{
    dgh_json *array = dgh_json_add_array(builder, parent, key);
    for (size_t i = 0; i < n; i++)
        dgh_json_add_real(builder, array, NULL, values[i]);
}

void dgh_json_add_vectors(dgh_json_builder *builder, dgh_json *parent, const char *key,
                          const double *values, size_t n_rows)
{
    dgh_json *array = dgh_json_add_array(builder, parent, key);
    for (size_t i = 0; i < n_rows; i++)
        dgh_json_add_reals(builder, array, NULL, values + 3 * i, 3);
}

void dgh_json_add_mode(dgh_json_builder *builder, dgh_json *array, dgh_mode mode)
{
    dgh_json *o = dgh_json_add_object(builder, array, NULL);
    dgh_json_add_real(builder, o, "freq_cm1", mode.freq_cm1);
    dgh_json_add_bool(builder, o, "imaginary", mode.imaginary);
}

void dgh_json_add_composition(dgh_json_builder *builder, dgh_json *parent, const dgh_structure *s)
{
    dgh_json *composition = dgh_json_add_object(builder, parent, "composition");
    for (int element = 0; element <= 118; element++) {
        size_t count = s->n_atoms ? dgh_structure_count(s, element) : 0;
        if (count)
            dgh_json_add_integer(builder, composition, dgh_element_symbol(element), (int64_t)count);
    }
}

void dgh_json_add_symmetry(dgh_json_builder *builder, dgh_json *parent, const char *key,
                           const dgh_symmetry *symmetry)
{
    if (!symmetry) {
        dgh_json_add_null(builder, parent, key);
        return;
    }
    const bool is_slab = symmetry->vacuum_axis >= 0;
    dgh_json *o = dgh_json_add_object(builder, parent, key);
    dgh_json_add_real(builder, o, "tolerance_ang", symmetry->tolerance_ang);
    dgh_json_add_integer(builder, o, "space_group", symmetry->space_group);
    dgh_json_add_text(builder, o, "symbol", symmetry->symbol);
    dgh_json_add_text(builder, o, "point_group", symmetry->point_group);
    dgh_json_add_integer(builder, o, "n_operations", (int64_t)symmetry->n_operations);
    dgh_json_add_integer(builder, o, "n_inequivalent_atoms", (int64_t)symmetry->n_inequivalent);
    dgh_json_add_text(builder, o, "vacuum_axis",
                      is_slab ? (const char *const[]){"a", "b", "c"}[symmetry->vacuum_axis] : NULL);
    if (is_slab)
        dgh_json_add_bool(builder, o, "sides_equivalent", symmetry->sides_equivalent);
    else
        dgh_json_add_null(builder, o, "sides_equivalent");
}
