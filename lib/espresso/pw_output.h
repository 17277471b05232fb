/* The pw.x output reader's inside. One pass over the lines; a line is given to the rule whose
 * prefix it begins with (behind its leading blanks). Each pw_output_*.c owns one table of rules. */
#ifndef DGH_ESPRESSO_PW_OUTPUT_H
#define DGH_ESPRESSO_PW_OUTPUT_H

#include "base/constants.h"
#include "record/build.h"

enum { PW_MAX_CODE_WARNINGS = 20 };

/* One species of the table "atomic species   valence    mass". */
typedef struct pw_type {
    dgh_slice label;
    dgh_real valence_e;
    dgh_real mass_u;
} pw_type;

typedef struct pw_reader {
    dgh_builder builder;
    dgh_cursor cursor;
    dgh_slice line; /* the line that a rule was chosen by */
    bool out_of_memory;
    size_t n_runs; /* "Program PWSCF" lines so far */

    /* what the header says and later lines need */
    size_t n_atoms; /* stated; 0 = not yet */
    size_t n_types;
    pw_type *types;
    size_t n_types_read, types_capacity;
    bool kpoints_seen;
    size_t kpoints_line;
    const char *tetrahedra; /* name of the tetrahedron method that was announced */
    bool ts_vdw_announced;
    bool collinear, noncollinear, spin_orbit;
    char hubbard[256];
    size_t hubbard_line;

    /* geometry in force */
    bool has_alat;
    double alat_ang;
    bool has_cell;
    double cell_ang[3][3];
    double *position_ang; /* NULL = not known */
    bool in_final_coordinates;
    bool is_free_read;

    /* the self-consistent loop */
    double threshold_ry; /* conv_thr in force; 0 = not stated */
    double threshold_rounding_ry;
    bool scf_ended;
    bool exact_exchange_loop;

    /* the ionic step that is being read */
    dgh_ionic_step step;
    bool step_open;
    bool step_has_total_force;
    bool accuracy_is_rounded;                             /* printed with eight decimals */
    double step_threshold_ry, step_threshold_rounding_ry; /* in force at the step's `!` line */
    double accuracy_ry;   /* behind the last `!` line; < 0 = not stated */
    dgh_real smearing_ry; /* -TS */
    size_t stated_converged_line;
    size_t scf_correction_line; /* the code finds it large */

    /* what the run turned out to be, and how it ended; lines, 0 = not seen */
    size_t self_consistent_line, bands_line, minimiser_line, cell_line, md_line, decomposition_line;
    bool decomposition_complete;
    bool forces_criterion_in_header, cell_criterion_in_header;
    size_t job_done_line, not_converged_line, stop_line, max_steps_line, relaxed_line,
        final_scf_line, not_relaxed_line;
    const char *failure; /* text of the code's own error */
    size_t failure_line;
    const char *stop_reason;
    size_t n_code_warnings;
} pw_reader;

typedef struct pw_rule {
    const char *prefix;
    void (*read)(pw_reader *r, dgh_slice rest); /* rest: what stands behind the prefix */
} pw_rule;

/* Tables end with a NULL prefix. */
extern const pw_rule DGH_PW_HEADER_RULES[];
extern const pw_rule DGH_PW_ATOMS_RULES[];
extern const pw_rule DGH_PW_STEP_RULES[];
extern const pw_rule DGH_PW_FORCE_RULES[];
extern const pw_rule DGH_PW_STATUS_RULES[];

/* The next whole line; false at the end, and for a last line that is cut (its numbers may lack
 * digits). */
static inline bool dgh_pw_next_line(pw_reader *r, dgh_slice *line)
{
    dgh_cursor before = r->cursor;
    if (!dgh_cursor_line(&r->cursor, line))
        return false;
    if (!dgh_cursor_cut(&r->cursor))
        return true;
    r->cursor = before;
    return false;
}

/* The number behind the first '=' (or behind '<', whichever comes first). */
bool dgh_pw_value(dgh_slice rest, double *value);
static inline size_t dgh_pw_line_number(const pw_reader *r)
{
    return r->cursor.line;
}
static inline dgh_source dgh_pw_source(const pw_reader *r)
{
    return (dgh_source){r->builder.path, r->cursor.line};
}
/* A finding; memory that runs out is remembered in the reader. */
#define PW_NOTE(r, severity, code, line, ...)                                                      \
    do {                                                                                           \
        if (!dgh_builder_note(&(r)->builder, (severity), (code), (line), __VA_ARGS__))             \
            (r)->out_of_memory = true;                                                             \
    } while (0)

/* Ends the ionic step that is being read, if there is one, and hands it to the record. */
void dgh_pw_end_step(pw_reader *r);
/* Labels become the record's species and number of atoms; false = out of memory. */
bool dgh_pw_set_species(pw_reader *r, const dgh_slice *labels, size_t n_atoms);
/* Forgets a previous run in the same file. */
void dgh_pw_start_run(pw_reader *r);
/* Settings that follow from the whole of the run. */
void dgh_pw_finish_header(pw_reader *r);
/* Task, status and convergence of the ions. */
void dgh_pw_finish_status(pw_reader *r);

#endif
