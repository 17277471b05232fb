/* dgh/profile.h - files with grids: planar averages, vacuum levels and work function, and values on
 * a line and on a plane, in one pass over each file with memory for planes only.
 */
#ifndef DGH_PROFILE_H
#define DGH_PROFILE_H

#include "dgh/base.h"
#include "dgh/density.h"
#include "dgh/grid.h"
#include "dgh/io.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_profiles_options {
    size_t size;
    int axis;               /* 0, 1, 2: along the normal of the planes of constant i, j, k */
    double box_ang[2];      /* boxes of the macroscopic average; 0 = none */
    bool box_from_layers;   /* one box as long as the layers of atoms in the first file are apart */
    dgh_real fermi_ev;      /* given by hand; else that of the run beside the potential */
    bool alone;             /* do not look for a run beside the files */
    const dgh_point *line;  /* [2] from, to; NULL = no line */
    const dgh_point *plane; /* [3]; NULL = no plane */
    size_t n_points;        /* on the line, and along the longer side of the plane; 0 = 101 */
    dgh_real margin_ang;    /* around the points; has = false: 0 for the line, 2 for the plane */
    dgh_interpolation interpolation;
    size_t component; /* block of the files: 0 total, 1 spin (or x)... */
    dgh_field field;  /* what the files hold; UNKNOWN = as they, their names or the run say */
    int jobs;         /* threads, 0 = all cores; the results do not depend on it */
    dgh_io_options io;
    /* Called now and then; returning false cancels. May be NULL. */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_profiles_options;

/* Defaults: axis 2, no box, cubic. */
DGH_API void dgh_profiles_options_init(dgh_profiles_options *options);

/* What one file says. Everything belongs to the dgh_profiles. */
typedef struct dgh_profile_of_file {
    const dgh_grid *header; /* everything but the values; findings about the file and its run */
    double integral;        /* field times Ang^3: electrons for a density */
    double mean;            /* in the cell */
    dgh_extremes extremes;
    const dgh_profile *profile;
    const double *macroscopic; /* [profile->n], NULL = not asked for */
    dgh_vacuum vacuum;         /* of a potential; found = NONE otherwise */
    dgh_real fermi_ev;
    /* vacuum.level[i] - Fermi energy; has = false without either: it is never guessed */
    dgh_real work_function_ev[2];
    dgh_real dipole_step_ev;    /* level above minus level below, where both were found */
    dgh_text dipole_correction; /* of the run: "none", "z"...; NULL = not known */
    dgh_real n_electrons;       /* valence electrons that the run reports */
    const double *on_line;      /* [line->n_points], NULL without a line */
    const double *on_plane;     /* [plane->n[1]][plane->n[0]], NULL without a plane */
} dgh_profile_of_file;

typedef struct dgh_profiles {
    void *owner; /* private */
    int axis;
    double box_ang[2];   /* as used, 0 = none */
    size_t box_n_layers; /* where the box comes from the layers of atoms, else 0 */
    dgh_interpolation interpolation;
    const dgh_cut *line, *plane; /* NULL = not asked for */
    size_t n_files;
    const dgh_profile_of_file *files; /* in the order of the paths */
} dgh_profiles;

/* Reads each file once, plane by plane. A directory stands for the density and the potential of the
 * run in it. Line and plane are resolved in the first file; the others must have its cell. The
 * files of a potential in Rydberg or Hartree are converted; both codes give the potential energy of
 * an electron, so that the work function is vacuum level - Fermi energy.
 * Errors: those of dgh_grid_read for the first file that cannot be read; ARGUMENT (axis, boxes,
 * points, cells that differ); MISSING (no density in a directory, no layers of atoms); CANCELLED.
 * Free with dgh_profiles_free. Thread-safe on different objects. */
DGH_API dgh_status dgh_profiles_compute(dgh_profiles **out, const char *const *paths,
                                        size_t n_paths, const dgh_profiles_options *options,
                                        dgh_error *err);
DGH_API void dgh_profiles_free(dgh_profiles *profiles); /* NULL is legal */

/* The plane as a NumPy array of the shape (n[0], n[1], n_files). Errors: IO, NOMEM; MISSING (no
 * plane). */
DGH_API dgh_status dgh_profiles_write_plane(const dgh_profiles *profiles, const char *path,
                                            dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
