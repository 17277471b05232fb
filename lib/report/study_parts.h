/* Pieces that the reports of a study share. */
#ifndef DGH_REPORT_STUDY_PARTS_H
#define DGH_REPORT_STUDY_PARTS_H

#include "report/document.h"

const char *dgh_study_part_energy(const dgh_study_options *options, char *buffer, size_t size);
/* Model of H2 and where its energy comes from. */
const char *dgh_study_part_gas(const dgh_study *study, char *buffer, size_t size);
const char *dgh_study_part_electrode(const dgh_study_options *options, char *buffer, size_t size);

/* What the added H touch: "3 Pt", "3 Pt; 1 Pt 1 Ni". */
const char *dgh_study_part_contacts(const dgh_study *study, const dgh_site *site, char *buffer,
                                    size_t size);

/* The site of lowest ΔG among two or more, DGH_NO_RUN = none. */
size_t dgh_study_part_lowest(const dgh_study *study);

/* Label of a run, "-" for DGH_NO_RUN. */
const char *dgh_study_part_run(const dgh_study *study, size_t run);

/* Path of a run, NULL for DGH_NO_RUN. */
const char *dgh_study_part_path(const dgh_study *study, size_t run);

/* The ledger of a site; an empty one where the site is refused: no number of it is shown. */
const dgh_ledger *dgh_study_part_ledger_of(const dgh_site *site);

/* The ledger of every site. */
void dgh_study_part_ledger(dgh_document *document, const dgh_study *study);

/* Whether any site has charges from densities. */
bool dgh_study_part_has_density(const dgh_study *study);

/* Tables of the charges and of drho; nothing where there are none. */
void dgh_study_part_density(dgh_document *document, const dgh_study *study);

/* "density CHGCAR, reference AECCAR0 + AECCAR2" of host + H and of the clean host, with their
 * paths. */
void dgh_study_part_density_files(dgh_document *document, const dgh_site_density *density);

/* Findings of the study and of its sites, warnings and errors first. */
void dgh_study_part_diagnostics(dgh_document *document, const dgh_study *study);

#endif
