/* dgh/run_density.h - the densities that lie beside a run, and what the run says of them.
 *
 * VASP: CHGCAR (density and spin), AECCAR0 + AECCAR2 (reference of Bader), LOCPOT, ELFCAR.
 * Quantum ESPRESSO: charge-density.dat or .hdf5 in PREFIX.save, and the filplot, cube and XSF files
 * of pp.x (plot_num 0 density, 17 or 21 all-electron density as reference, 1 or 11 potential, 6
 * spin, 8 ELF). All of them packed or not.
 *
 * Files are found by their content. What a grid holds is then told by, in this order:
 *   1. the file: plot_num in a filplot, the title of a file that dgh wrote;
 *   2. an input of pp.x beside it that names it as filplot or fileout;
 *   3. its name: chgcar, aeccar0, locpot... in the names of VASP; in the names of cubes and XSF the
 *      plot_num behind rho, charge, plot... (rho21.cube) or words (spin, elf, pot, allelectron);
 *   4. where no density was found so, a cube or XSF with any other name whose integral is the
 *      number of electrons of the run; one that holds more is an all-electron reference. This
 *      alone reads values, of four files at most, and says so in a diagnostic.
 */
#ifndef DGH_RUN_DENSITY_H
#define DGH_RUN_DENSITY_H

#include "dgh/base.h"
#include "dgh/grid.h"
#include "dgh/io.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_run_density {
    void *owner;                        /* private */
    const char *folder;                 /* directory that was looked into */
    const dgh_calculation *calculation; /* the run there; NULL = none could be read */
    const char *density_path;           /* valence density, NULL = none */
    size_t density_component;           /* 0 */
    const dgh_grid *density_head;       /* of density_path, without values; NULL = none */
    const char *spin_path;              /* NULL = not spin-polarised, not there, or no run that
                                           says that a CHGCAR has a second block */
    size_t spin_component;              /* of a non-collinear run that of m_z */
    const char *reference_path[2];      /* their sum is the reference of Bader; NULL = none; the
                                           second alone is NULL for one file */
    const char *potential_path;         /* electrostatic potential, NULL = none */
    const char *elf_path;               /* NULL = none */
    dgh_real n_electrons;               /* valence electrons that the run reports */
    dgh_real fermi_ev;                  /* of the step whose energy counts */
    /* Largest distance of an atom in the density's file from where it is in the geometry that
     * belongs to the run's energy; has = false: one of them is not known, or the atoms differ. */
    dgh_real offset_ang;
    /* Valence (ZVAL) of each atom of the density's structure (of the run's where the file has no
     * atoms), in its order; NULL = not known. */
    size_t n_atoms;
    const double *valence_e;
    const char *valence_from; /* file that states it */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_run_density;

/* Looks for the densities that belong to `path`: a run's directory, or a density file, which is
 * then the density (a potential, spin density or ELF by name or content is taken for what it is)
 * and whose neighbours give the rest. Reads heads and the run, no grid but for rule 4 above. A
 * neighbour whose cell or atoms differ from the density's does not belong to it and is named in a
 * diagnostic. Of several runs in the directory the one with the density's geometry counts. Errors:
 * IO, NOMEM; MISSING when there is neither a density nor a run; those of dgh_grid_read_head for a
 * file. Free with dgh_run_density_free. Thread-safe on different objects. */
DGH_API dgh_status dgh_run_density_find(dgh_run_density **out, const char *path,
                                        const dgh_io_options *options, dgh_error *err);
DGH_API void dgh_run_density_free(dgh_run_density *densities); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
