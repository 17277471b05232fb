#include "field/fields.h"

#define GRID_OPEN dgh_field_cube_open
#include "grid_target.h"
