#ifndef DGH_RECORD_FINISH_H
#define DGH_RECORD_FINISH_H

#include "dgh/record.h"

/* Recomputes what follows from the record's own content (largest force on a free atom). */
void dgh_calculation_finish(dgh_calculation *calculation);

#endif
