/* What the d bands of a run and those of a study share. */
#ifndef DGH_STUDY_D_BANDS_H
#define DGH_STUDY_D_BANDS_H

#include "dgh/d_band.h"
#include "study/inside.h"

/* Fermi energy of the step whose energy counts, else the last that a step has. */
dgh_real dgh_run_fermi(const dgh_calculation *calculation);

/* What limits these d bands, and what the reader found. */
void dgh_d_bands_judge(dgh_findings *findings, const dgh_dos *dos, const dgh_d_band_atom *atoms,
                       size_t n);

#endif
