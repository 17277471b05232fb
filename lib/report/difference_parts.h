/* What the reports of a difference share. */
#ifndef DGH_REPORT_DIFFERENCE_PARTS_H
#define DGH_REPORT_DIFFERENCE_PARTS_H

#include "dgh/difference.h"

/* "e" for a density, else the unit of the field times Ang^3. Borrowed, static. */
const char *dgh_part_integral_unit(dgh_field field);

/* "a", "b", "c". Borrowed, static. */
const char *dgh_part_axis(int axis);

#endif
