/* Building a record: what readers share. A reader creates a calculation, hangs data on it with
 * the helpers below, calls dgh_calculation_finish and hands it out; on failure it frees it. */
#ifndef DGH_RECORD_BUILD_H
#define DGH_RECORD_BUILD_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "dgh/record.h"

/* A growing record. Arrays are moved into the record by dgh_builder_finish. */
typedef struct dgh_builder {
    dgh_calculation *calculation;
    dgh_arena *arena; /* of the calculation */
    const char *path; /* in the arena: what every dgh_source points at */
    dgh_ionic_step *steps;
    size_t n_steps, steps_capacity;
    dgh_diagnostic *diagnostics;
    size_t n_diagnostics, diagnostics_capacity;
    dgh_pseudopotential *pseudopotentials;
    size_t n_pseudopotentials, pseudopotentials_capacity;
    dgh_printed_mode *modes;
    size_t n_modes, modes_capacity;
} dgh_builder;

/* Every helper that allocates returns false when memory is out. */
dgh_status dgh_builder_open(dgh_builder *builder, const char *path, const char *format,
                            dgh_error *err);
/* The record owns everything afterwards: sets n_steps..., the largest force, and the status of
 * energies (see finish.c); returns it. */
dgh_calculation *dgh_builder_finish(dgh_builder *builder);
void dgh_builder_abort(dgh_builder *builder);

dgh_ionic_step *dgh_builder_add_step(dgh_builder *builder); /* zeroed; valid until the next add */
dgh_pseudopotential *dgh_builder_add_pseudopotential(dgh_builder *builder);
dgh_printed_mode *dgh_builder_add_mode(dgh_builder *builder);

/* Adds a finding to a growing list; the same code and message given a second time is dropped. The
 * message lives in the arena, `code` is static, the path of `source` is borrowed. */
bool dgh_diagnostics_add(dgh_diagnostic **items, size_t *n, size_t *capacity, dgh_arena *arena,
                         dgh_severity severity, const char *code, dgh_source source,
                         const char *format, va_list arguments);

/* A finding in the builder's file. */
bool dgh_builder_note(dgh_builder *builder, dgh_severity severity, const char *code, size_t line,
                      const char *format, ...) DGH_PRINTF(5, 6);

/* Settings; a second value for one that is set already is ignored and returns true. */
bool dgh_builder_set_text(dgh_builder *builder, dgh_setting_id id, dgh_slice text, size_t line);
bool dgh_builder_set_cstr(dgh_builder *builder, dgh_setting_id id, const char *text, size_t line);
void dgh_builder_set_real(dgh_builder *builder, dgh_setting_id id, double value, size_t line);
void dgh_builder_set_integer(dgh_builder *builder, dgh_setting_id id, int64_t value, size_t line);

/* A number with its place in the builder's file. */
dgh_real dgh_builder_real(const dgh_builder *builder, double value, size_t line);
dgh_integer dgh_builder_integer(const dgh_builder *builder, int64_t value, size_t line);

/* Species and atoms from (label, count) pairs, as VASP orders them. */
bool dgh_builder_set_species_counts(dgh_builder *builder, const char *const *labels,
                                    const size_t *counts, size_t n_species);

/* [n_atoms][3] doubles in the arena. */
double *dgh_builder_vectors(dgh_builder *builder, size_t n_atoms);

/* Fractional to Cartesian and back; rows of `cell` are the lattice vectors. The inverse returns
 * false for a cell without volume. */
void dgh_cell_to_cartesian(const double cell_ang[3][3], const double *fractional, double *cartesian,
                           size_t n);
bool dgh_cell_to_fractional(const double cell_ang[3][3], const double *cartesian,
                            double *fractional, size_t n);

/* Columns of the inverse are the reciprocal vectors over 2 pi: fraction[k] = sum over i of
 * cartesian[i] inverse[i][k]. False for a cell without volume. */
bool dgh_cell_invert(const double cell_ang[3][3], double inverse[3][3]);

/* Takes whole lattice vectors off a Cartesian difference. The result is the shortest image only
 * where that is short against the cell (a displacement, a step of a relaxation); for any distance
 * see surface/periodic.h. False for a cell without volume, which changes nothing. */
bool dgh_cell_reduce(const double cell_ang[3][3], double difference_ang[3]);

#endif
