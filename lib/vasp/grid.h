/* CHGCAR, CHG, AECCAR0/1/2, PARCHG, LOCPOT, ELFCAR, vaspwave.h5, vaspout.h5. */
#ifndef DGH_VASP_GRID_H
#define DGH_VASP_GRID_H

#include "adapt/hierarchy.h"
#include "io/window.h"
#include "record/grid_layout.h"
#include "record/grid_output.h"

bool dgh_vasp_is_grid(const char *data, size_t size);

/* Reads the head and leaves the window before the first number of the component that `options`
 * names. Errors: PARSE, MISSING (no such component), IO, NOMEM; layout->grid is NULL then. */
dgh_status dgh_vasp_grid_open(dgh_grid_layout *layout, dgh_window *window,
                              const dgh_grid_options *options, dgh_error *err);

/* Looks at what follows the values: further blocks are counted, numbers that belong to nothing are
 * a PARSE error. */
dgh_status dgh_vasp_grid_finish(dgh_grid_layout *layout, dgh_window *window, dgh_error *err);

/* What is read of vaspwave.h5 and vaspout.h5, for dgh_hierarchy_open. */
#define DGH_VASP_POSITION_NAMES(group)                                                             \
    group "/scale", group "/lattice_vectors", group "/ion_types", group "/number_ion_types",       \
        group "/position_ions", group "/direct_coordinates"
#define DGH_VASP_GRID_NAMES                                                                        \
    "charge/charge", "charge/grid", "results/potential/total",                                     \
        DGH_VASP_POSITION_NAMES("structure/positions"),                                            \
        DGH_VASP_POSITION_NAMES("results/positions")

/* vaspwave.h5 and vaspout.h5: the charge density, or the potential where there is nothing else or
 * `options` ask for it. On success the layout owns `file`, and closes it; its planes come from
 * there. Errors: PARSE, MISSING (no such component, no cell), NOMEM. */
bool dgh_vasp_is_grid_hierarchy(dgh_hierarchy *file);
dgh_status dgh_vasp_grid_hierarchy_open(dgh_grid_layout *layout, dgh_hierarchy *file,
                                        const char *path, const dgh_grid_options *options,
                                        dgh_error *err);

/* Five numbers of eleven digits on a line; planes of constant z with x fastest. Errors: ARGUMENT
 * (no atoms). */
dgh_grid_output_begin dgh_vasp_grid_begin;
dgh_grid_output_planes dgh_vasp_grid_planes;
dgh_grid_output_end dgh_vasp_grid_end;

#endif
