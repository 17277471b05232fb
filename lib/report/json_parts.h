/* Pieces that several JSON documents share.
 *
 * A number stands plainly under a key that ends in its unit, null where it is missing; the member
 * "sources" of the same object tells for each key the file and line that it came from. */
#ifndef DGH_REPORT_JSON_PARTS_H
#define DGH_REPORT_JSON_PARTS_H

#include "adapt/json.h"
#include "dgh/report.h"

typedef struct dgh_json_item {
    dgh_json_builder *builder;
    dgh_json *object;
    dgh_json *sources; /* made when the first source comes */
} dgh_json_item;

/* The root: schema name and version, and the library's. */
dgh_json *dgh_json_document(dgh_json_builder *builder, const char *schema);
dgh_json_item dgh_json_item_make(dgh_json_builder *builder, dgh_json *parent, const char *key);

void dgh_json_item_source(dgh_json_item *item, const char *key, dgh_source source);
void dgh_json_item_real(dgh_json_item *item, const char *key, dgh_real value);
void dgh_json_item_text(dgh_json_item *item, const char *key, dgh_text value);
void dgh_json_item_tristate(dgh_json_item *item, const char *key, dgh_tristate value);

/* {"file": ..., "line": ...}, each null where it is not known. */
void dgh_json_add_source(dgh_json_builder *builder, dgh_json *parent, const char *key,
                         dgh_source source);
void dgh_json_add_diagnostics(dgh_json_builder *builder, dgh_json *parent,
                              const dgh_diagnostic *diagnostics, size_t n);
/* [n] or [n_rows][3]. */
void dgh_json_add_reals(dgh_json_builder *builder, dgh_json *parent, const char *key,
                        const double *values, size_t n);
void dgh_json_add_vectors(dgh_json_builder *builder, dgh_json *parent, const char *key,
                          const double *values, size_t n_rows);
void dgh_json_add_mode(dgh_json_builder *builder, dgh_json *array, dgh_mode mode);

/* {"Pt": 3, "H": 1} under "composition". */
void dgh_json_add_composition(dgh_json_builder *builder, dgh_json *parent,
                              const dgh_structure *structure);
/* NULL = null. */
void dgh_json_add_symmetry(dgh_json_builder *builder, dgh_json *parent, const char *key,
                           const dgh_symmetry *symmetry);
/* Moments of a d band, null for NULL; and the member "window". */
void dgh_json_add_d_band(dgh_json_builder *builder, dgh_json *parent, const char *key,
                         const dgh_d_band *band);
void dgh_json_add_d_window(dgh_json_builder *builder, dgh_json *parent,
                           const dgh_d_band_options *options);

/* One object of the document "dgh-runs", which is returned. */
dgh_json *dgh_json_add_run(dgh_json_builder *builder, dgh_json *parent, const char *key,
                           const dgh_calculation *calculation);

/* Writes and frees the root. */
dgh_status dgh_json_document_finish(char **out, dgh_json_builder *builder, dgh_json *root,
                                    dgh_error *err);

#endif
