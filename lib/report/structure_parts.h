/* Pieces of the reports that say what H sits on and what the sites of a class have in common. */
#ifndef DGH_REPORT_STRUCTURE_PARTS_H
#define DGH_REPORT_STRUCTURE_PARTS_H

#include "report/csv.h"
#include "report/json_parts.h"
#include "report/table.h"

/* Classes in the order in which they are shown: crystalline first, all last. */
extern const int DGH_PART_CLASSES[DGH_N_CLASSES];

/* What the numbers of a summary mean, one for each text. */
typedef struct dgh_part_definition {
    const char *key, *text;
} dgh_part_definition;

enum { DGH_PART_N_DEFINITIONS = 7 };
extern const dgh_part_definition DGH_PART_DEFINITIONS[DGH_PART_N_DEFINITIONS];

/* "hollow", "top/bridge" where it is ambiguous, "none". */
const char *dgh_part_place_kind(const dgh_place *place, char *buffer, size_t size);
/* "up", "down", NULL. */
const char *dgh_part_side(int side);
/* The name of the class of a site, NULL = none. */
const char *dgh_part_site_class(const dgh_site *site);

/* "structure" of a site and "counting"; nothing of the first where there is none. */
void dgh_json_add_site_structure(dgh_json_builder *builder, dgh_json *site, const dgh_site *of);
/* One class of a summary, without an end, so that more can be added. */
dgh_json_item dgh_json_add_class(dgh_json_builder *builder, dgh_json *classes,
                                 const dgh_study_summary *summary, int site_class);
/* "hosts": those whose structure was looked at; nothing where there is none. */
void dgh_json_add_hosts(dgh_json_builder *builder, dgh_json *parent, const dgh_study *study);
/* "options". */
void dgh_json_add_study_options(dgh_json_builder *builder, dgh_json *root,
                                const dgh_study_options *options);
/* "summary"; nothing before dgh_study_compute. */
void dgh_json_add_summary(dgh_json_builder *builder, dgh_json *parent, const dgh_study *study);

/* Whether any site has a structure. */
bool dgh_study_part_has_structure(const dgh_study *study);
extern const char DGH_STRUCTURE_COLUMNS[]; /* of the CSV, beginning with a comma */
void dgh_csv_structure(dgh_csv *csv, const dgh_site *site);

/* Whether the H of any site was placed by `dgh sites --write`. */
bool dgh_study_part_has_origin(const dgh_study *study);
extern const char DGH_ORIGIN_COLUMNS[]; /* of the CSV, beginning with a comma */
void dgh_csv_origin(dgh_csv *csv, const dgh_site *site);

/* What each H sits on, and ΔG by class. */
void dgh_study_part_structure(dgh_document *document, const dgh_study *study);
void dgh_study_part_summary(dgh_document *document, const dgh_study *study);

/* Columns of a table of classes from the number of sites on, and the cells of one row of them. */
#define DGH_PART_CLASS_COLUMNS                                                                     \
    {"sites", NULL, true, true}, {"lowest", "eV", true, true}, {"mean", "eV", true, true},         \
        {"spread", "eV", true, true}, {"25 %", "eV", true, true}, {"median", "eV", true, true},    \
        {"75 %", "eV", true, true}, {"|ΔG| ≤ 0.1", "%", true, true},                               \
        {"coverage", NULL, true, true}, {"⟨k⟩", "1/s", true, true},                                \
    {                                                                                              \
        "⟨i0⟩", "A/cm²", true, true                                                                \
    }
void dgh_part_class_cells(dgh_table *table, dgh_style style, const dgh_distribution *of);
/* "not counted: 1 refused, ..." on a line, or nothing. */
void dgh_part_left_out(dgh_document *document, const dgh_study_summary *summary);
/* DGH_PART_DEFINITIONS, one below the other. */
void dgh_part_definitions(dgh_document *document);

#endif
