/* dgh/free_atom.h - spherical densities of free atoms, as Hirshfeld's partition needs them: from
 * UPF pseudopotentials (PP_RHOATOM) or from tables.
 *
 * A table is text: lines "# element Pt" and "# valence 10" (the second may be missing), then lines
 * of two numbers, the distance from the nucleus in Angstrom, ascending, and the density in
 * electrons per cubic Angstrom. Other lines that begin with # are comments.
 */
#ifndef DGH_FREE_ATOM_H
#define DGH_FREE_ATOM_H

#include "dgh/base.h"
#include "dgh/io.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_free_atom {
    void *owner;      /* private */
    const char *path; /* where it came from */
    int atomic_number;
    dgh_real valence_e; /* as the file states it */
    double electrons;   /* integral of the density */
    size_t n;
    const double *radius_ang;         /* [n] ascending */
    const double *density_e_per_ang3; /* [n]; the first holds down to the nucleus, 0 beyond the
                                         last */
} dgh_free_atom;

/* Reads a UPF pseudopotential (versions 1 and 2) or a table; packed ones too. Errors: IO, PARSE
 * (path:line:column), MISSING (a pseudopotential without the density of its atom), UNSUPPORTED (a
 * POTCAR: its densities cannot be read). Free with dgh_free_atom_free. */
DGH_API dgh_status dgh_free_atom_read(dgh_free_atom **out, const char *path,
                                      const dgh_io_options *options, dgh_error *err);

/* From radius[n] in Angstrom (finite, not negative, ascending) and density[n] in e/Ang^3 (finite),
 * both copied. Errors: ARGUMENT, NOMEM. */
DGH_API dgh_status dgh_free_atom_create(dgh_free_atom **out, const char *path, int atomic_number,
                                        dgh_real valence_e, const double *radius_ang,
                                        const double *density_e_per_ang3, size_t n, dgh_error *err);
DGH_API void dgh_free_atom_free(dgh_free_atom *atom);

#ifdef __cplusplus
}
#endif
#endif
