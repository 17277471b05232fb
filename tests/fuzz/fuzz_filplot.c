#include "espresso/grids.h"

#define GRID_OPEN dgh_qe_filplot_open
#include "grid_target.h"
