/* The conformance test: every file of the public collection is read, and every value that its
 * manifest gives is compared with the record. One table of names per family of formats; a name
 * that no table knows is a failure, so that nothing is left out in silence. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "dgh.h"

typedef enum verdict {
    RIGHT,
    WRONG,
    NOT_CARRIED /* a property of the text that no record holds; the table says why */
} verdict;

typedef struct manifest_row {
    const char *path;     /* relative to the collection, as the manifest has it */
    const char *full;     /* as it is opened */
    const char *run_type; /* fifth column */
    const char *expected; /* name=value pairs, "; " between them */
    char why[1024];       /* set by a comparison that gives WRONG */
} manifest_row;

typedef verdict comparison(manifest_row *row, const dgh_calculation *record, const char *value);

typedef verdict grid_comparison(manifest_row *row, const dgh_grid *grid, const char *value);

typedef struct name_entry {
    const char *name;
    comparison *compare; /* NULL: NOT_CARRIED */
    const char *note;    /* why it is not carried, or what is compared */
} name_entry;

/* The same for grids. */
typedef struct grid_entry {
    const char *name;
    grid_comparison *compare;
    const char *note;
} grid_entry;

extern const grid_entry GRID_NAMES[];

/* Files that one set of names describes. `formats` are the readers' names it may be read as, NULL
 * at the end. */
typedef struct family {
    const char *name;
    const char *formats[4];
    const name_entry *names; /* NULL: grids, with GRID_NAMES */
} family;

extern const name_entry OUTCAR_NAMES[], VASPRUN_NAMES[], OSZICAR_NAMES[], POSCAR_NAMES[],
    XDATCAR_NAMES[], NO_NAMES[], PW_NAMES[], SCHEMA_NAMES[], PH_NAMES[], DYN_NAMES[];

/* Where a row belongs: a family, or the name of a kind of file that nothing here reads yet. */
typedef struct place {
    const family *family;     /* NULL = out of scope */
    const char *out_of_scope; /* kind, with the family NULL */
} place;

extern const family FAMILIES[];
extern const size_t N_FAMILIES;

/* NULL in both members: nobody knows this kind of file, which is a failure. */
place place_of(const manifest_row *row);

/* Rows whose manifest value and whose file disagree; the file is right. */
typedef struct correction {
    const char *path;
    const char *name;
    const char *value; /* what the file says; NULL = no comparison is meaningful */
    const char *reason;
} correction;

const correction *find_correction(const char *path, const char *name);

/* ---- comparisons ------------------------------------------------------------------------------
 */

/* Sets row->why and returns WRONG. */
verdict wrong(manifest_row *row, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One number; `tolerance` absolute, to which rounding of the conversion is added. */
verdict compare_real(manifest_row *row, const char *what, dgh_real found, double expected,
                     double tolerance);
verdict compare_number(manifest_row *row, const char *what, double found, double expected,
                       double tolerance);
verdict compare_count(manifest_row *row, const char *what, size_t found, const char *expected);
verdict compare_text(manifest_row *row, const char *what, const char *found, const char *expected);

/* The number at the front of a value; false if there is none. Half of the last digit printed is
 * put in *half_digit (may be NULL). */
bool value_number(const char *value, double *number, double *half_digit);

/* All numbers of a list as the manifest writes it: "['1.0', '2.0']", "[1, 2]", "1.0,2.0". */
size_t value_numbers(const char *value, double *numbers, size_t capacity);

/* The strings of such a list into `items` of 64 bytes each. */
size_t value_strings(const char *value, char items[][64], size_t capacity);

/* Value of one key of "{'key': 'value', ...}"; false if it is not there. */
bool value_of_key(const char *value, const char *key, double *number);

/* Value of another pair of the same row, NULL if it has none. The buffer belongs to the caller. */
const char *row_value(const manifest_row *row, const char *name, char *buffer, size_t size);

/* Last step that has any energy, NULL if there is none. */
const dgh_ionic_step *last_energy_step(const dgh_calculation *record);

/* Largest |force| of a step over all atoms, or over those that are free. */
double largest_force(const dgh_calculation *record, const dgh_ionic_step *step,
                     const bool *is_free);

/* Printed modes against a list of signed frequencies in cm^-1 (imaginary ones negative). */
verdict compare_modes(manifest_row *row, const dgh_calculation *record, const double *expected,
                      size_t n, double tolerance);

#endif
