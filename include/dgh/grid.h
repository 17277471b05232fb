/* dgh/grid.h - scalar fields on the points of a cell: densities, potentials, ELF.
 *
 * Reads CHGCAR, CHG, AECCAR0/1/2, PARCHG, LOCPOT, ELFCAR, Gaussian cube, XSF, QE charge-density.dat
 * and .hdf5, pp.x filplot, vaspwave.h5 and vaspout.h5 (HDF5 where the library was built with it);
 * writes CHGCAR, cube, XSF and NumPy .npy.
 */
#ifndef DGH_GRID_H
#define DGH_GRID_H

#include "dgh/base.h"
#include "dgh/io.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dgh_field {
    DGH_FIELD_UNKNOWN = 0,
    DGH_FIELD_DENSITY = 1, /* electrons per cubic Angstrom */
    DGH_FIELD_SPIN_DENSITY =
        2, /* up minus down, or the z component; electrons per cubic Angstrom */
    DGH_FIELD_MAGNETISATION_X = 3,
    DGH_FIELD_MAGNETISATION_Y = 4,
    DGH_FIELD_MAGNETISATION_Z = 5,
    DGH_FIELD_POTENTIAL = 6, /* eV */
    DGH_FIELD_ELF = 7,       /* dimensionless, 0..1 */
    DGH_FIELD_OTHER = 8      /* as the file's title says */
} dgh_field;

DGH_API const char *dgh_field_name(dgh_field field); /* "density", "potential"... */
DGH_API const char *dgh_field_unit(dgh_field field); /* "e/Ang^3", "eV", "" */

/* A field on n[0] x n[1] x n[2] points; point (i, j, k) lies at origin + i/n0 a + j/n1 b + k/n2 c
 * and is value[i + n0 * (j + n1 * k)], x fastest. Everything belongs to the grid. `value` may be
 * changed by the caller. */
typedef struct dgh_grid {
    void *owner;        /* private */
    const char *path;   /* where it came from */
    const char *format; /* "vasp-chgcar", "cube", "xsf", "qe-charge-density"... */
    size_t n[3];
    double cell_ang[3][3];
    double origin_ang[3];
    dgh_structure structure;     /* n_atoms 0 where the file has no atoms */
    const double *core_charge_e; /* [n_atoms] charge column of a cube, NULL = none */
    dgh_field field;
    const char *title;
    size_t component;    /* which block of the file: 0 = total */
    size_t n_components; /* blocks that the file holds */
    double *value;       /* [n2][n1][n0], or NULL when floats were asked for */
    float *value_f32;    /* the same in single precision, on request */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_grid;

typedef struct dgh_grid_options {
    size_t size;
    size_t component; /* block to read: 0 total, 1 spin (or x), 2, 3 */
    bool single_precision;
    int jobs;        /* threads, 0 = all cores; the values are the same bits for every number */
    dgh_field field; /* what the field is, where the file does not say; UNKNOWN = from its name */
    dgh_io_options io;
} dgh_grid_options;

#define DGH_GRID_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(dgh_grid_options), 0, false, 0, DGH_FIELD_UNKNOWN, DGH_IO_OPTIONS_INIT              \
    }

/* Reads one field of a file; the format is recognised by content, the field by content and name.
 * Errors: IO, PARSE (path:line:column), UNSUPPORTED (not a grid), MISSING (no such component).
 * Every value is the correctly rounded value of its text. Free with dgh_grid_free. */
DGH_API dgh_status dgh_grid_read(dgh_grid **out, const char *path, const dgh_grid_options *options,
                                 dgh_error *err);
DGH_API void dgh_grid_free(dgh_grid *grid);

/* The same without the values, which stay NULL: shape, cell, atoms, title and field at the cost of
 * the first few kilobytes (of charge-density.dat without its XML, of the Miller indices). The
 * blocks of a CHGCAR cannot be counted so: n_components is what the head shows. */
DGH_API dgh_status dgh_grid_read_head(dgh_grid **out, const char *path,
                                      const dgh_grid_options *options, dgh_error *err);

/* A zeroed grid of the given shape. `structure` may be NULL; it is copied. */
DGH_API dgh_status dgh_grid_create(dgh_grid **out, const size_t n[3], const double cell_ang[3][3],
                                   const dgh_structure *structure, dgh_field field, dgh_error *err);

/* Sum of the values times the volume of a voxel: electrons for a density. Summed pairwise in a
 * fixed order, so that the result does not depend on threads. */
DGH_API double dgh_grid_integral(const dgh_grid *grid);

typedef enum dgh_grid_format {
    DGH_GRID_CHGCAR = 0, /* .vasp too: VESTA opens it */
    DGH_GRID_CUBE = 1,
    DGH_GRID_XSF = 2,
    DGH_GRID_NPY = 3
} dgh_grid_format;

/* Writes the file whole or not at all (temporary file and rename). Errors: IO, ARGUMENT. */
DGH_API dgh_status dgh_grid_write(const dgh_grid *grid, const char *path, dgh_grid_format format,
                                  dgh_error *err);

/* ---- streaming: plane by plane, without the grid in memory ----------------------------------- */

typedef struct dgh_grid_stream dgh_grid_stream;

/* Opens a file for reading plane after plane (constant k). `header` (borrowed, valid until close)
 * has everything but values. Memory: some MB and what is asked for at a time, from compressed files
 * too; but a cube, whose z is fastest, is held as a whole (8 bytes a point), and so is
 * charge-density.dat or .hdf5, which has plane waves and no points (16 while it is transformed). */
DGH_API dgh_status dgh_grid_stream_open(dgh_grid_stream **out, const dgh_grid **header,
                                        const char *path, const dgh_grid_options *options,
                                        dgh_error *err);
/* The next `n_planes` planes into value[n_planes][n1][n0]. Errors: PARSE, IO; MISSING past the end.
 */
DGH_API dgh_status dgh_grid_stream_read(dgh_grid_stream *stream, double *value, size_t n_planes,
                                        dgh_error *err);
DGH_API void dgh_grid_stream_close(dgh_grid_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
