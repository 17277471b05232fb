/* Densities and potentials that Quantum ESPRESSO writes. */
#ifndef DGH_ESPRESSO_GRIDS_H
#define DGH_ESPRESSO_GRIDS_H

#include "adapt/hierarchy.h"
#include "io/window.h"
#include "record/grid_layout.h"

bool dgh_qe_is_charge_density(const char *data, size_t size);
bool dgh_qe_is_filplot(const char *data, size_t size);

/* Gives the grid with its values (layout->complete). The divisions and the atoms come from
 * data-file-schema.xml beside the file; without it the grid is the smallest that holds the file's
 * Miller indices and whose divisions are products of 2, 3, 5 and 7, and there are no atoms. */
dgh_status dgh_qe_charge_density_open(dgh_grid_layout *layout, dgh_window *window,
                                      const dgh_grid_options *options, dgh_error *err);
/* The same without values. */
dgh_status dgh_qe_charge_density_head(dgh_grid_layout *layout, dgh_window *window,
                                      const dgh_grid_options *options, dgh_error *err);

/* What is read of charge-density.hdf5, for dgh_hierarchy_open. */
#define DGH_QE_DENSITY_NAMES                                                                       \
    "/@gamma_only", "/@ngm_g", "/@nspin", "MillerIndices@bg1", "MillerIndices@bg2",                \
        "MillerIndices@bg3", "MillerIndices", "rhotot_g", "rhodiff_g", "m_x", "m_y", "m_z"

/* charge-density.hdf5: the same grid as charge-density.dat of the same run gives, bit for bit. */
bool dgh_qe_is_density_hierarchy(dgh_hierarchy *file);
dgh_status dgh_qe_density_hierarchy_open(dgh_grid_layout *layout, dgh_hierarchy *file,
                                         const char *path, const dgh_grid_options *options,
                                         dgh_error *err);

/* Reads the head and leaves the window before the first number. Errors: PARSE, MISSING, NOMEM. */
dgh_status dgh_qe_filplot_open(dgh_grid_layout *layout, dgh_window *window,
                               const dgh_grid_options *options, dgh_error *err);

#endif
