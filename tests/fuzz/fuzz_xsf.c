#include "field/fields.h"

#define GRID_OPEN dgh_field_xsf_open
#include "grid_target.h"
