/* Pieces of the reports of a study that say what d bands the atoms have that H binds to. */
#ifndef DGH_REPORT_D_BAND_PARTS_H
#define DGH_REPORT_D_BAND_PARTS_H

#include "report/csv.h"
#include "report/json_parts.h"

/* Whether densities of states were found for any site. */
bool dgh_study_part_has_d_band(const dgh_study *study);

/* The d bands of every site, atom by atom; nothing where there are none. */
void dgh_study_part_d_band(dgh_document *document, const dgh_study *study);

/* Findings of one site that no site before it has. */
bool dgh_study_part_d_band_is_news(const dgh_study *study, size_t site,
                                   const dgh_diagnostic *diagnostic);

/* "d_band" of a site; nothing where there is none. */
void dgh_json_add_site_d_band(dgh_json_builder *builder, dgh_json *site,
                              const dgh_site_d_band *d_band);

extern const char DGH_D_BAND_COLUMNS[]; /* of the CSV, beginning with a comma */
void dgh_csv_d_band(dgh_csv *csv, const dgh_site_d_band *d_band);

#endif
