/* Whether a VASP run met its own criteria. Before VASP 6 the loop says "EDIFF is reached" also when
 * it ran out of iterations, so the number of iterations is held against NELM and the last energy
 * changes against EDIFF. */
#ifndef DGH_VASP_VERDICT_H
#define DGH_VASP_VERDICT_H

#include "record/build.h"

/* How the output of the run ended. */
typedef struct dgh_vasp_ending {
    bool finished; /* VASP ended by itself */
    bool failed;   /* ... or said that it stops on an error */
    size_t line;   /* that says so; 0 = the end of the file */
    bool unknown;  /* a file that does not tell (OSZICAR, standard output) */
} dgh_vasp_ending;

/* Fills electronic_converged of the steps where it is DGH_UNKNOWN, ionic_converged, and status
 * with its reason, from the steps and limits in the builder. False when memory is out. */
bool dgh_vasp_judge(dgh_builder *builder, dgh_vasp_ending ending);

/* The same for a finished or merged record whose own files did not tell (status UNKNOWN with
 * steps): standard output or OSZICAR, once INCAR has given NELM, EDIFF and NSW. Other records are
 * left alone. False when memory is out. */
bool dgh_vasp_rejudge(dgh_calculation *calculation);

#endif
