/* What libhdf5 makes of damaged files, as far as the readers let it. */
#include "../hdf5_leaks.h"
#include "study/grid_formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t component = 0; component < 2; component++) {
        dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
        dgh_window window = dgh_window_on((const char *)data, size, "fuzz");
        dgh_grid *grid = NULL;
        dgh_error err;
        options.jobs = 1;
        options.component = component;
        dgh_grid_read_window(&grid, &window, &options, &err);
        dgh_grid_free(grid);
    }
    return 0;
}
