/* dgh/density.h - what densities say: sums and differences, Fourier interpolation, profiles,
 * vacuum levels, values on lines and planes.
 *
 * Pure functions on grids in memory; results are the same bits for every number of threads.
 * Densities in electrons per cubic Angstrom, potentials in eV, lengths in Angstrom.
 */
#ifndef DGH_DENSITY_H
#define DGH_DENSITY_H

#include "dgh/base.h"
#include "dgh/grid.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- differences and profiles --------------------------------------------------------------- */

/* out = sum of coefficient[i] * grids[i], on the shape of the finest along each axis; others are
 * Fourier-interpolated (FFTW; zero padding, Nyquist planes split evenly; the integral is kept).
 * Errors: ARGUMENT (cells that differ by more than 1e-4 relative, no grid). */
DGH_API dgh_status dgh_density_combine(dgh_grid **out, const dgh_grid *const *grids,
                                       const double *coefficients, size_t n_grids, int jobs,
                                       dgh_error *err);

/* Fourier interpolation of one grid to another shape of the same cell. */
DGH_API dgh_status dgh_density_resample(dgh_grid **out, const dgh_grid *grid, const size_t n[3],
                                        int jobs, dgh_error *err);

/* A profile along lattice vector `axis`. */
typedef struct dgh_profile {
    size_t n;
    double length_ang;    /* of the cell normal to the planes */
    double *position_ang; /* [n] along the normal, from the grid's origin */
    double *mean;         /* [n] planar mean of the field, its unit */
    double *per_length;   /* [n] mean * area: e/Ang for a density */
    double *cumulated;    /* [n] integral of per_length from `start` to the plane (trapezoid) */
    size_t start;         /* plane in the middle of the largest vacuum, or 0 */
    /* The widest gap between atoms along the normal, from the atom below it to the one above; `to`
     * lies beyond length_ang where the gap crosses the boundary. Both 0 without atoms. */
    double gap_from_ang, gap_to_ang;
} dgh_profile;

DGH_API dgh_status dgh_density_profile(dgh_profile **out, const dgh_grid *grid, int axis,
                                       dgh_error *err);
DGH_API void dgh_profile_free(dgh_profile *profile);

/* What the electrons of a profile of a density difference mean for the two sides of a slab, the
 * cell being cut open at the plane `start`. With z along the axis:
 *
 *   dipole = - integral of z * per_length dz              e Ang, along +z
 *   step   = - e dipole / (eps0 area) = V(+z) - V(-z)     eV (Helmholtz)
 *
 * Electrons carry -e, so that electrons that move to larger z make a negative dipole. V is the
 * potential energy of an electron, as LOCPOT and pp.x have it: a positive step means a larger work
 * function on the +z side than on the -z side. Independent of the origin where the profile
 * integrates to zero. */
DGH_API void dgh_density_dipole(double *dipole_e_ang, double *potential_step_ev,
                                const dgh_profile *profile, double area_ang2);

/* Macroscopic average of a profile: convolution with one (second = 0) or two boxes (Baldereschi,
 * Baroni, Resta 1988, 10.1103/PhysRevLett.61.734), exact for the trigonometric polynomial through
 * the points: coefficient k is multiplied by sin(x)/x, x = pi k box / length. out[n] is the
 * caller's. */
DGH_API dgh_status dgh_density_macroscopic(double *out, const dgh_profile *profile,
                                           double first_ang, double second_ang, dgh_error *err);

/* A box for it: mean distance of neighbouring layers of atoms (H left out where there are others)
 * along `axis`; atoms nearer than 0.5 Ang along the normal are one layer. `n_layers` may be NULL.
 * Errors: MISSING (fewer than two layers). */
DGH_API dgh_status dgh_density_layer_spacing(double *spacing_ang, size_t *n_layers,
                                             const dgh_grid *header, int axis, dgh_error *err);

typedef struct dgh_extremes {
    double least, most;
    size_t least_at[3], most_at[3]; /* the first of equal ones, x fastest */
} dgh_extremes;

/* Planar averages of a grid that comes plane by plane (dgh_grid_stream_read), along all axes at
 * once, with memory for a few numbers a plane. `header` is borrowed until dgh_planar_free. */
typedef struct dgh_planar dgh_planar;

DGH_API dgh_status dgh_planar_open(dgh_planar **out, const dgh_grid *header, int jobs,
                                   dgh_error *err);
/* The next planes of constant k, value[n_planes][n1][n0]. Errors: ARGUMENT (more than there are),
 * NOMEM. */
DGH_API dgh_status dgh_planar_add(dgh_planar *planar, const double *value, size_t n_planes,
                                  dgh_error *err);
/* When all planes are there (else MISSING): the same bits as dgh_density_profile. */
DGH_API dgh_status dgh_planar_profile(dgh_profile **out, const dgh_planar *planar, int axis,
                                      dgh_error *err);
/* Sum of the values so far times the volume of a voxel; of their extremes. */
DGH_API double dgh_planar_integral(const dgh_planar *planar);
DGH_API dgh_extremes dgh_planar_extremes(const dgh_planar *planar);
DGH_API void dgh_planar_free(dgh_planar *planar);

/* ---- vacuum levels -------------------------------------------------------------------------- */

/* A plateau of a potential. Its level, slope and ripple are those of its middle half, so that
 * neither the tail of the slab nor the jump of a dipole correction counts. */
typedef struct dgh_vacuum_level {
    double from_ang, to_ang; /* of the plateau; `to` may lie beyond the length of the cell */
    double level_ev;         /* mean */
    double slope_ev_per_ang; /* of the straight line through it */
    double ripple_ev;        /* largest deviation from that line */
    bool flat;               /* at least 1 Ang wide, slope at most 0.005 eV/Ang */
} dgh_vacuum_level;

typedef enum dgh_vacuum_found {
    DGH_VACUUM_NONE = 0,      /* no gap of at least 4 Ang between atoms, nothing flat */
    DGH_VACUUM_ATOMS = 1,     /* in the widest gap between atoms */
    DGH_VACUUM_DENSITY = 2,   /* where the planar mean density is below 1e-3 e/Ang^3 */
    DGH_VACUUM_POTENTIAL = 3, /* where the potential is flat; no atoms, no density */
} dgh_vacuum_found;

DGH_API const char *dgh_vacuum_found_name(dgh_vacuum_found found); /* "atoms"... */

/* The vacuum along a profile of the electrons' potential energy. Two plateaus are those above
 * (level[0], next to the upper face) and below the slab (level[1]): a dipole across the slab parts
 * them where the run has a dipole correction. One plateau is the vacuum of both faces. A vacuum
 * without plateau (a field across it) gives one level that is not flat. */
typedef struct dgh_vacuum {
    dgh_vacuum_found found;
    double from_ang, to_ang; /* region that was looked at */
    size_t n_levels;         /* 0, 1, 2 */
    dgh_vacuum_level level[2];
} dgh_vacuum;

/* `density` may be NULL; its planes must be those of `potential` (else ARGUMENT). */
DGH_API dgh_status dgh_density_vacuum(dgh_vacuum *out, const dgh_profile *potential,
                                      const dgh_profile *density, dgh_error *err);

/* ---- values between the points -------------------------------------------------------------- */

typedef enum dgh_interpolation {
    /* tricubic, periodic: Hermite cubics with derivatives of fourth order (six points along each
     * axis); continuous gradient, error O(h^4) */
    DGH_INTERPOLATION_CUBIC = 0,
    /* the trigonometric polynomial through all points (Nyquist terms split evenly), summed
     * directly: exact for band-limited fields; costs one multiplication per value of the grid and
     * point */
    DGH_INTERPOLATION_FOURIER = 1
} dgh_interpolation;

DGH_API const char *dgh_interpolation_name(dgh_interpolation interpolation); /* "cubic"... */

/* out[n_points] = the field at position_ang[n_points][3] (Cartesian, any image). Errors: ARGUMENT,
 * NOMEM. */
DGH_API dgh_status dgh_density_sample(double *out, const dgh_grid *grid, const double *position_ang,
                                      size_t n_points, dgh_interpolation interpolation, int jobs,
                                      dgh_error *err);

/* The same from planes, as dgh_planar. */
typedef struct dgh_sampler dgh_sampler;

DGH_API dgh_status dgh_sampler_open(dgh_sampler **out, const dgh_grid *header,
                                    const double *position_ang, size_t n_points,
                                    dgh_interpolation interpolation, int jobs, dgh_error *err);
DGH_API dgh_status dgh_sampler_add(dgh_sampler *sampler, const double *value, size_t n_planes,
                                   dgh_error *err);
/* out[n_points], when all planes are there (else MISSING). */
DGH_API dgh_status dgh_sampler_take(double *out, const dgh_sampler *sampler, dgh_error *err);
DGH_API void dgh_sampler_free(dgh_sampler *sampler);

/* ---- lines and planes ----------------------------------------------------------------------- */

typedef enum dgh_point_kind {
    DGH_POINT_FRACTIONAL = 0, /* value: fractional coordinates */
    DGH_POINT_CARTESIAN = 1,  /* value: Angstrom */
    DGH_POINT_ATOM = 2        /* atom; value: lattice vectors added to it, for an image */
} dgh_point_kind;

typedef struct dgh_point {
    dgh_point_kind kind;
    size_t atom; /* 1-based, in the order of the file */
    double value[3];
    bool nearest; /* an atom behind the first point of a cut: its image nearest to that point */
} dgh_point;

/* "0.1,0.2,0.5" (fractional), "ang:1.5,0,7.2" (Cartesian, Angstrom), "atom:12"; several points are
 * separated by "/". Files wrap atoms into the cell as they like: an atom that is not the first
 * point is taken at its image nearest to the first point, unless lattice vectors are added to the
 * place that the file gives it, as in "atom:12+0,0,-1" or "atom:12+0,0,0". Reads exactly `n`.
 * Errors: ARGUMENT. */
DGH_API dgh_status dgh_point_parse(dgh_point *out, size_t n, const char *text, dgh_error *err);
/* The place as the file gives it. Errors: ARGUMENT (no such atom, nothing finite). */
DGH_API dgh_status dgh_point_resolve(double position_ang[3], const dgh_point *point,
                                     const dgh_grid *header, dgh_error *err);

/* Points on a line (n[1] = 1) or on a rectangle of a plane; point (i, j) is origin + i step[0] +
 * j step[1], stored i fastest. */
typedef struct dgh_cut {
    size_t n[2];
    size_t n_points;
    size_t n_corners;        /* 2: a line, 3: a plane */
    double corner_ang[3][3]; /* the points that it was asked for */
    double origin_ang[3];
    double step_ang[2][3];
    double *position_ang; /* [n_points][3] */
} dgh_cut;

/* The line from ends[0] to ends[1], `margin_ang` longer on both sides, with n >= 2 points. Errors:
 * ARGUMENT (a line without length...). Free with dgh_cut_free. */
DGH_API dgh_status dgh_cut_line(dgh_cut **out, const dgh_grid *header, const dgh_point ends[2],
                                size_t n, double margin_ang, dgh_error *err);
/* The rectangle in the plane through three points that holds them, `margin_ang` larger on all
 * sides: its first side runs along corners[0] -> corners[1], the third corner lies on the side of
 * positive j. n points along the longer side, as dense along the other. Errors: ARGUMENT (three
 * points on one line...). */
DGH_API dgh_status dgh_cut_plane(dgh_cut **out, const dgh_grid *header, const dgh_point corners[3],
                                 size_t n, double margin_ang, dgh_error *err);
DGH_API void dgh_cut_free(dgh_cut *cut);

#ifdef __cplusplus
}
#endif
#endif
