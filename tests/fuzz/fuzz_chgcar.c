#include "vasp/grid.h"

#define GRID_OPEN dgh_vasp_grid_open
#include "grid_target.h"
