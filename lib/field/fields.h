/* Exchange formats of scalar fields: Gaussian cube, XSF, NumPy .npy. */
#ifndef DGH_FIELD_FIELDS_H
#define DGH_FIELD_FIELDS_H

#include "io/window.h"
#include "record/grid_layout.h"
#include "record/grid_output.h"

bool dgh_field_is_cube(const char *data, size_t size);
bool dgh_field_is_xsf(const char *data, size_t size);
bool dgh_field_is_hdf5(const char *data, size_t size);

/* Each reads the head and leaves the window before the first number. Errors: PARSE, MISSING (no
 * such component), UNSUPPORTED, IO, NOMEM; layout->grid is NULL then. */
dgh_status dgh_field_cube_open(dgh_grid_layout *layout, dgh_window *window,
                               const dgh_grid_options *options, dgh_error *err);
dgh_status dgh_field_xsf_open(dgh_grid_layout *layout, dgh_window *window,
                              const dgh_grid_options *options, dgh_error *err);

/* What may follow the values. */
dgh_status dgh_field_xsf_finish(dgh_grid_layout *layout, dgh_window *window, dgh_error *err);
dgh_status dgh_field_only_blanks_follow(dgh_grid_layout *layout, dgh_window *window,
                                        dgh_error *err);

/* Planes of constant x with z fastest. */
dgh_grid_output_begin dgh_field_cube_begin;
dgh_grid_output_planes dgh_field_cube_planes;
/* Planes of constant z with x fastest. */
dgh_grid_output_begin dgh_field_xsf_begin;
dgh_grid_output_planes dgh_field_xsf_planes;
dgh_grid_output_end dgh_field_xsf_end;
/* Either. */
dgh_grid_output_begin dgh_field_npy_begin;
dgh_grid_output_planes dgh_field_npy_planes;

/* The field that a dgh title ("dgh potential") names; UNKNOWN for all others. */
dgh_field dgh_field_of_title(dgh_slice title);

/* Says what the values are taken for, where the file states no unit and the caller no field: in
 * atomic units or as they stand. False on lack of memory. */
bool dgh_field_note_unit(dgh_grid *grid, bool atomic_units);

/* 1 / (what one unit of the file is in the unit of the library): densities per cubic Bohr, and
 * potentials in `hartree_part` of a Hartree. */
double dgh_field_atomic_divisor(dgh_field field, double hartree_part);

#endif
