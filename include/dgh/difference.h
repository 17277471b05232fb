/* dgh/difference.h - sums and differences of densities that lie in files.
 *
 * Any number of files goes through one pass, side by side, with memory for a few planes of each:
 * what is known of the result is summed up on the way, and its grid is written as it comes.
 */
#ifndef DGH_DIFFERENCE_H
#define DGH_DIFFERENCE_H

#include "dgh/base.h"
#include "dgh/density.h"
#include "dgh/grid.h"
#include "dgh/partition.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Atoms that lie closer than this, whole lattice vectors apart, are the same atom. */
#define DGH_SAME_ATOM_ANG 1e-3

typedef struct dgh_difference_term {
    double coefficient;
    const char *path;
} dgh_difference_term;

/* Radius of the spheres around the atoms of one element. */
typedef struct dgh_sphere_radius {
    int atomic_number; /* 0 = every element that no other entry names */
    double radius_ang;
} dgh_sphere_radius;

typedef struct dgh_difference_options {
    size_t size;
    int axis; /* lattice vector of the profile; -1 = the one with the largest vacuum, else c */
    /* A difference whose atoms do not cancel is refused (REFUSED) unless this is set; then it is a
     * diagnostic of severity ERROR. */
    bool force;
    double same_atom_ang; /* 0 = DGH_SAME_ATOM_ANG */
    bool read_runs;       /* look for the runs beside the files, for their electron counts */
    bool keep_grid;       /* fill `grid` of the result */
    /* Spheres; elements without an entry get their covalent radius (Cordero et al. 2008,
     * dgh_element_covalent_radius_ang). */
    const dgh_sphere_radius *radius; /* [n_radii] */
    size_t n_radii;
    /* Files whose sum is the density that the Bader basins are taken from; 0 = no basins. Needs the
     * difference and the reference in memory. */
    const char *const *basins_path; /* [n_basins_paths] */
    size_t n_basins_paths;
    dgh_bader_method basins_method;
    const char *write_path; /* the grid of the result; NULL = it is not written */
    dgh_grid_format write_format;
    dgh_grid_options grid; /* component, field, threads, limits: for every file */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_difference_options;

#define DGH_DIFFERENCE_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(dgh_difference_options), -1, false, 0.0, true, false, NULL, 0, NULL, 0,             \
            DGH_BADER_WEIGHT, NULL, DGH_GRID_CHGCAR, DGH_GRID_OPTIONS_INIT, NULL, NULL             \
    }

/* One file of the sum. */
typedef struct dgh_difference_input {
    double coefficient;
    const char *path;
    const char *format;
    size_t n[3];       /* of the file */
    bool interpolated; /* to the points of the result */
    size_t n_atoms;
    double integral;        /* field times volume: electrons for a density */
    dgh_real run_electrons; /* valence electrons that the run beside the file reports */
} dgh_difference_input;

/* What an atom gains (positive) or loses. Of a density: electrons. */
typedef struct dgh_difference_atom {
    size_t atom;  /* in `structure` */
    size_t input; /* file that brings it, other than the first where there is one: its fragment */
    double radius_ang;
    double sphere;             /* integral over the sphere; spheres may overlap */
    double sphere_volume_ang3; /* that the voxels' shares sum up to */
    bool has_basin;
    double basin;
    double basin_volume_ang3;
} dgh_difference_atom;

typedef struct dgh_difference {
    void *owner;            /* private */
    const char *expression; /* "AB - A - B", paths as given */
    size_t n_inputs;
    const dgh_difference_input *inputs;
    dgh_field field;
    bool is_difference; /* a coefficient is negative */
    size_t n[3];
    double cell_ang[3][3];
    double origin_ang[3];
    const dgh_structure *structure; /* atoms of all files that are added */
    double integral;                /* field times volume, as of all below */
    double integral_positive;       /* of max(value, 0) */
    double integral_negative;       /* of min(value, 0) */
    double integral_absolute;
    double largest, smallest;   /* values */
    dgh_real expected_integral; /* by the electron counts of the runs, where all are known */
    int axis;                   /* of the profile */
    const dgh_profile *profile; /* of which per_length is in e/Ang and cumulated in e */
    double area_ang2;           /* of the cell across the axis */
    bool has_dipole;            /* of a density */
    double dipole_e_ang;        /* see dgh_density_dipole */
    double potential_step_ev;   /* see dgh_density_dipole */
    size_t n_atoms;
    const dgh_difference_atom *atoms; /* [n_atoms] */
    size_t n_basins_paths;            /* 0 = no basins were asked for */
    const char *const *basins_path;
    dgh_bader_method basins_method;
    double basins_vacuum;     /* integral over what no basin holds */
    const dgh_grid *grid;     /* NULL unless asked for */
    const char *written_path; /* NULL = not written */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_difference;

/* Sum of coefficient times field over `n_terms` files. Checked: the fields are of one kind, the
 * cells agree to 1e-4 of each lattice vector and the origins with them, and, where a coefficient is
 * negative, the atoms cancel: the coefficients of the files that hold an atom (same element, same
 * place, whole lattice vectors apart) add up to zero, else the result shows displacement and not
 * charge. Files on different points are Fourier-interpolated to the finest along each axis, which
 * takes the grids in memory; so does writing a cube from files with x fastest, and the other
 * formats from cubes.
 *
 * Spheres: a voxel (the parallelepiped around a point) counts with the share of its volume within
 * the sphere, the sphere's surface taken as a plane within a voxel and moved so that the second
 * order of its curvature is right.
 *
 * Errors: IO, PARSE, MISSING and UNSUPPORTED of reading; REFUSED (cells, origins or kinds of field
 * differ; atoms that do not cancel); ARGUMENT (no terms; `write_path` is one of the files);
 * CANCELLED. Nothing is written on failure. Free with dgh_difference_free. The result is the same
 * bits for every number of threads. */
DGH_API dgh_status dgh_difference_compute(dgh_difference **out, const dgh_difference_term *terms,
                                          size_t n_terms, const dgh_difference_options *options,
                                          dgh_error *err);
DGH_API void dgh_difference_free(dgh_difference *difference); /* NULL is legal */

/* The format of a grid file by its name: .cube and .cub, .xsf, .npy, .vasp and .chgcar, or a name
 * that begins with CHG, AECCAR or PARCHG. False where it tells none. */
DGH_API bool dgh_grid_format_of_name(dgh_grid_format *out, const char *path);

#ifdef __cplusplus
}
#endif
#endif
