/* The body of every fuzz target of a grid reader. GRID_OPEN is the reader of the head that it tries
 * first; one file is compiled per target. */
#include "study/grid_formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The head by this reader whatever the file looks like; the values by the one that all share. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_window window = dgh_window_on((const char *)data, size, "fuzz");
    dgh_grid_layout layout;
    dgh_grid *grid = NULL;
    dgh_error err;
    options.jobs = 1;
    options.component = size && data[0] % 2;
    if (GRID_OPEN(&layout, &window, &options, &err) == DGH_OK)
        dgh_grid_free(layout.grid);
    window = dgh_window_on((const char *)data, size, "fuzz");
    dgh_grid_read_window(&grid, &window, &options, &err);
    dgh_grid_free(grid);
    return 0;
}
