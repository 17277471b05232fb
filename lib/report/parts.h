/* Pieces that several reports share. */
#ifndef DGH_REPORT_PARTS_H
#define DGH_REPORT_PARTS_H

#include "report/document.h"
#include "report/table.h"

/* "path:line", "path", or "" where nothing is known. `buffer` is returned. */
const char *dgh_part_place(dgh_source source, char *buffer, size_t size);

/* The same inside of a run: "line 12" in the run's only file, "OUTCAR:12" in a file of its
 * directory. */
const char *dgh_part_place_in(dgh_source source, const char *run, char *buffer, size_t size);

/* "Pt3H", in the order in which the elements appear. `buffer` is returned. */
const char *dgh_part_composition(const dgh_structure *structure, char *buffer, size_t size);

/* A setting as text: "PBE", "544.228", "36", "-" where it is not stated. */
const char *dgh_part_setting(const dgh_setting *setting, dgh_setting_id id, char *buffer,
                             size_t size);

/* "warning: LABEL: message [code]" and the place, in `run` unless that is NULL; `label` NULL =
 * none. */
void dgh_part_diagnostic(dgh_document *document, const dgh_diagnostic *diagnostic,
                         const char *label, const char *run);

/* Style of a run's status. */
dgh_style dgh_part_status_style(dgh_run_status status);

/* "raise: real modes below 50 cm⁻¹ count as 50 cm⁻¹ in U and S". */
const char *dgh_part_low_modes(const dgh_harmonic_options *options, char *buffer, size_t size);
const char *dgh_part_imaginary(const dgh_harmonic_options *options, char *buffer, size_t size);

/* "H", "D", "T", or NULL for the masses of the run or another mass. */
const char *dgh_part_isotope(double mass_u);

#endif
