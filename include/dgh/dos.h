/* dgh/dos.h - densities of states projected on the orbitals of atoms.
 *
 * VASP: DOSCAR (LORBIT = 10, 11, 12; LORBIT = 0 to 5 with RWIGS has the same layout) and the
 * partial DOS of vasprun.xml. Quantum ESPRESSO: the files PREFIX.pdos_atm#N(El)_wfc#M(l) of
 * projwfc.x. All of them packed or not.
 */
#ifndef DGH_DOS_H
#define DGH_DOS_H

#include "dgh/base.h"
#include "dgh/io.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One orbital of a shell. `states_per_ev` as in dgh_dos_shell. */
typedef struct dgh_dos_orbital {
    const char *name; /* as the field writes it: "dxy", "dz2"...; NULL = the file does not name it
                         (components of a total angular momentum) */
    const double *states_per_ev[2];
} dgh_dos_orbital;

/* The states projected on one shell of one atom. */
typedef struct dgh_dos_shell {
    size_t atom;     /* 0-based, in the order of the run */
    int l;           /* 0 s, 1 p, 2 d, 3 f */
    unsigned number; /* projwfc.x: number of the atomic wavefunction, from 1; VASP: 0 */
    double j;        /* total angular momentum (spin-orbit), 0 = not resolved */
    /* [n_energies] in states/eV, summed over the orbitals: [0] of both spins, [1] NULL, where
     * n_spins is 1; up and down where it is 2. */
    const double *states_per_ev[2];
    size_t n_orbitals; /* 0 = the file has the sum alone (LORBIT = 10) */
    const dgh_dos_orbital *orbitals;
    dgh_source source; /* first line of its numbers */
} dgh_dos_shell;

typedef struct dgh_dos {
    void *owner;        /* private */
    const char *path;   /* the file, or the first of the files of projwfc.x */
    const char *format; /* "vasp-doscar", "vasp-vasprun", "qe-projwfc" */
    size_t n_files;     /* files of projwfc.x; 1 */
    size_t n_energies;
    /* Strictly ascending, on the scale of the run: the Fermi energy is not taken off. */
    const double *energy_ev;
    double step_ev; /* largest distance of two neighbouring energies */
    /* The value at an energy is the number of states between the energy before and this one over
     * their distance, so that the energy is half a step too high for it: VASP does this for some
     * smearings (https://www.vasp.at/wiki/index.php/DOSCAR). Told from the total and its integral;
     * the values are kept as they stand. */
    bool counts_below;
    dgh_real fermi_ev;           /* as the file states it, on the same scale; projwfc.x's do not */
    unsigned n_spins;            /* 1, or 2 = up and down */
    bool noncollinear;           /* of the four components the file has, this is the total */
    size_t n_atoms;              /* that the file announces or names */
    bool complete;               /* false: the file ends before it should; what is here is whole */
    size_t n_shells;             /* 0 = the run projected nothing */
    const dgh_dos_shell *shells; /* by atom, then l, then number */
    const char *const *labels;   /* [n_atoms] elements as projwfc.x names them, NULL */
    const double *total_states_per_ev[2]; /* of the cell; NULL = not in the file */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_dos;

/* Reads a file of the kinds above; of the files of projwfc.x one stands for all that have its
 * prefix in its directory. A directory: what dgh_dos_find finds there first. A part of a file that
 * is damaged (a value that is no number, an atom that is cut) is left out and named in the
 * diagnostics. Errors: IO, NOMEM, PARSE, REFUSED (unpacks beyond the limits), UNSUPPORTED (another
 * kind of file; densities of states for each k-point), MISSING (nothing in the directory). Free
 * with dgh_dos_free. Thread-safe on different objects. */
DGH_API dgh_status dgh_dos_read(dgh_dos **out, const char *path, const dgh_io_options *options,
                                dgh_error *err);

/* The same from memory, for a DOSCAR or a vasprun.xml. */
DGH_API dgh_status dgh_dos_read_buffer(dgh_dos **out, const char *data, size_t size,
                                       const char *name, dgh_error *err);

DGH_API void dgh_dos_free(dgh_dos *dos); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
