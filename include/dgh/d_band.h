/* dgh/d_band.h - the d band of an atom: centre, width, filling, upper edge.
 *
 * centre = ∫ E ρ_d dE / ∫ ρ_d dE - E_F, width = sqrt(∫ (E - centre)² ρ_d dE / ∫ ρ_d dE), over a
 * named window of energies. B. Hammer, J. K. Nørskov, Surf. Sci. 343, 211 (1995),
 * 10.1016/0039-6028(96)80007-0. Two windows are in use, and centres of the two differ by half an eV
 * (Pt(111): -2.0 and -2.5 eV): every result names its own.
 *
 * Integrals are sums over the points of the file's grid by the trapezoid rule, as the scripts of
 * the field have them: a window ends at the last point inside of it, not between two points. The
 * occupation is a step at E_F, whatever the smearing of the run.
 */
#ifndef DGH_D_BAND_H
#define DGH_D_BAND_H

#include "dgh/base.h"
#include "dgh/dos.h"
#include "dgh/record.h"
#include "dgh/sites.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dgh_d_window {
    DGH_D_WINDOW_ALL = 0,      /* all energies of the file: occupied and empty states */
    DGH_D_WINDOW_OCCUPIED = 1, /* from the file's lowest energy to E_F */
    DGH_D_WINDOW_RANGE = 2     /* between two energies relative to E_F */
} dgh_d_window;

DGH_API const char *dgh_d_window_name(dgh_d_window window); /* "all", "occupied", "range" */

typedef struct dgh_d_band_options {
    size_t size;
    dgh_d_window window; /* default ALL */
    double from_ev;      /* of RANGE, relative to E_F */
    double to_ev;
    dgh_real fermi_ev; /* on the scale of the run; has = false: what the file states */
} dgh_d_band_options;

#define DGH_D_BAND_OPTIONS_INIT                                                                    \
    {                                                                                              \
        .size = sizeof(dgh_d_band_options), .window = DGH_D_WINDOW_ALL                             \
    }

/* Moments over the window. */
typedef struct dgh_d_moments {
    double n_states;    /* ∫ ρ_d dE */
    double n_electrons; /* its part below E_F */
    double centre_ev;   /* relative to E_F */
    double width_ev;    /* square root of the second moment about the centre */
} dgh_d_moments;

typedef struct dgh_d_band {
    dgh_d_window window;
    double from_ev, to_ev; /* first and last energy that was summed, relative to E_F */
    dgh_real fermi_ev;     /* that was used, with its source */
    dgh_d_moments total;   /* of both spins */
    unsigned n_spins;
    dgh_d_moments spin[2]; /* n_spins 2: up and down; centres of an empty one are 0 */
    double filling;        /* states below E_F over states, of all energies of the file */
    /* Energy relative to E_F where the Hilbert transform of ρ_d is largest: the upper edge of the
     * band. H. Xin et al., Phys. Rev. B 89, 115114 (2014), 10.1103/PhysRevB.89.115114. Over all
     * energies, whatever the window; has = false: the grid is not uniform. */
    dgh_real upper_edge_ev;
    double step_ev; /* largest step of the grid */
    /* How far the centre moves when every second point is left out. */
    double coarse_shift_ev;
    /* ρ_d at the two ends of the grid over the largest: states that the file cuts off are not in
     * the moments. */
    double cut_below, cut_above;
} dgh_d_band;

/* The d band of the atoms [n], which together count as one: their d states are summed, so that an
 * atom with few d states has little weight in the centre. Only the shells with l = 2 count. Errors:
 * ARGUMENT (no atoms, an atom that the file has not, a window without width), MISSING (no Fermi
 * energy, no d projection of one of the atoms, no d states in the window, a window that reaches
 * beyond the energies of the file by more than a step), NOMEM. */
DGH_API dgh_status dgh_d_band_of(dgh_d_band *out, const dgh_dos *dos, const size_t *atoms, size_t n,
                                 const dgh_d_band_options *options, dgh_error *err);

/* Whether the element has d states in its valence that make a d band: groups 3 to 12, lanthanides
 * and actinides. */
DGH_API bool dgh_d_band_element(int atomic_number);

/* ---- a run ---------------------------------------------------------------------------------- */

typedef struct dgh_d_band_atom {
    size_t atom;       /* 0-based */
    int atomic_number; /* 0 = not known */
    dgh_tristate is_surface;
    bool has_band;
    dgh_d_band band;     /* where has_band */
    const char *missing; /* why there is none */
} dgh_d_band_atom;

typedef struct dgh_d_bands {
    void *owner; /* private */
    dgh_d_band_options options;
    const dgh_dos *dos;
    const dgh_calculation *calculation; /* the run, NULL = none beside it */
    dgh_real fermi_ev;
    size_t n_atoms;
    const dgh_d_band_atom *atoms;
    size_t n_surface; /* surface atoms with a d band */
    bool has_surface_band;
    dgh_d_band surface_band; /* of these together */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics; /* of the file, the run and the bands */
} dgh_d_bands;

/* The d band of every atom of a run: `path` is its directory, or a file that dgh_dos_read reads.
 * The run beside it gives the elements, the geometry for the surface atoms (dgh_sites_find) and,
 * where the file has none, the Fermi energy: that of a non-self-consistent run where there is one,
 * for it has the k-points of the density of states. Errors: those of dgh_dos_read and dgh_d_band_of
 * where they concern all atoms. Free with dgh_d_bands_free. */
DGH_API dgh_status dgh_d_bands_compute(dgh_d_bands **out, const char *path,
                                       const dgh_d_band_options *options, const dgh_io_options *io,
                                       dgh_error *err);
DGH_API void dgh_d_bands_free(dgh_d_bands *bands); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
