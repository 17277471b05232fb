#include "espresso/grids.h"

#define GRID_OPEN dgh_qe_charge_density_head
#include "grid_target.h"
