/* The OUTCAR reader's inside, shared by its files: outcar.c walks the lines, outcar_header.c reads
 * what stands before the first ionic step, outcar_steps.c the steps, outcar_vibrations.c the
 * Hessian and the modes, outcar_finish.c what follows from all of it. */
#ifndef DGH_VASP_OUTCAR_H
#define DGH_VASP_OUTCAR_H

#include "record/build.h"
#include "vasp/messages.h"
#include "vasp/settings.h"

/* The ionic step being read, until the next one begins. */
typedef struct dgh_outcar_step {
    bool open;             /* something of it was read */
    bool closed;           /* its LOOP+ line was there: what follows belongs to the next */
    bool was_cut;          /* the file ends in it: what is known of its loop is kept */
    bool loop_done;        /* its electronic loop ended; later iterations are linear response */
    bool hard_stop;        /* LABORT */
    bool says_unconverged; /* VASP 6 */
    bool says_reached;
    int64_t number; /* as printed, 0 = not known */
    dgh_ionic_step data;
    bool has_cell;
    bool machine_learned_energy; /* an ML block stands in data.energy_ev */
    double energy_change_ev;     /* last electronic iteration: of the total energy... */
    double band_change_ev;       /* ...and of the band-structure energy */
    bool has_change;
    dgh_real magnetisation_mub;
} dgh_outcar_step;

typedef struct dgh_outcar {
    dgh_cursor cursor;
    dgh_builder b;
    const char *data;
    size_t size;

    dgh_vasp_tags tags; /* of the parameter list */
    dgh_vasp_tags echo; /* of the INCAR that VASP 6 repeats at the top */
    bool in_header;     /* between the version line and the first electronic iteration */
    bool in_echo;
    bool projectors_optimised; /* LREAL = A */

    /* POTCAR files, in their order */
    dgh_pseudopotential potcar;
    double *potcar_mass_u; /* [b.n_pseudopotentials] */
    size_t potcar_mass_capacity;
    double pending_mass_u;

    size_t n_atoms; /* NIONS; 0 = not known */
    size_t n_types;
    size_t *counts;
    size_t counts_capacity;
    double *type_mass_u; /* [n_types] of "Mass of Ions in am" */
    bool has_type_mass;
    size_t mass_line;

    bool gamma_listed; /* Gamma is one of the k-points */
    bool kpoints_listed;
    size_t mesh_line;
    int64_t mesh[3];

    double *scratch; /* [n_atoms][6], rows of a table until it is whole */

    dgh_outcar_step step;
    bool in_energy_block;
    bool energy_block_is_ml;

    bool finished;
    size_t finished_line;
    bool reached_accuracy;
    size_t reached_line;
    bool soft_stop;
    bool failed;
    size_t failed_line;
    bool saw_dispersion; /* an energy or a stress of van der Waals */
    bool saw_solvation;
    bool saw_chain; /* forces of a nudged elastic band */
    bool saw_gw;
    size_t chain_line;
    dgh_vasp_box box;

    bool has_hessian; /* whole or not */
    bool has_modes;
    uint8_t first_key[256]; /* index of the first key with this first byte, see outcar.c */
} dgh_outcar;

/* Handlers of one kind of line each; `line` begins at its first non-blank byte. They give false
 * when memory is out, and leave the record alone where a line is not what it should be. */
typedef bool dgh_outcar_handler(dgh_outcar *r, dgh_slice line);

/* outcar_header.c */
dgh_outcar_handler dgh_outcar_on_version, dgh_outcar_on_executed, dgh_outcar_on_potcar_field,
    dgh_outcar_on_pomass, dgh_outcar_on_ion_masses, dgh_outcar_on_nkpts, dgh_outcar_on_nions,
    dgh_outcar_on_types, dgh_outcar_on_mesh, dgh_outcar_on_kpoint_list, dgh_outcar_on_positions,
    dgh_outcar_on_ldau, dgh_outcar_on_ldau_list, dgh_outcar_on_projectors, dgh_outcar_on_incar,
    dgh_outcar_on_ivdw, dgh_outcar_on_ichain;
bool dgh_outcar_tag_line(dgh_outcar *r, dgh_slice line);

/* outcar_steps.c */
dgh_outcar_handler dgh_outcar_on_iteration, dgh_outcar_on_lattice, dgh_outcar_on_forces,
    dgh_outcar_on_energy_block, dgh_outcar_on_ml_energy_block, dgh_outcar_on_free_energy,
    dgh_outcar_on_ml_free_energy, dgh_outcar_on_other_energies, dgh_outcar_on_energy_change,
    dgh_outcar_on_electrons, dgh_outcar_on_fermi, dgh_outcar_on_stress, dgh_outcar_on_loop_end,
    dgh_outcar_on_temperature;
/* Moves the step being read into the record, if there is anything in it. */
bool dgh_outcar_flush_step(dgh_outcar *r);

/* outcar_vibrations.c */
dgh_outcar_handler dgh_outcar_on_hessian, dgh_outcar_on_modes;

/* outcar_finish.c */
bool dgh_outcar_conclude(dgh_outcar *r);

/* The next line, without the one that the end of the file cuts (it may end inside a number); false
 * at the end. */
static inline bool dgh_outcar_next(dgh_outcar *r, dgh_slice *line)
{
    return dgh_cursor_line(&r->cursor, line) && !dgh_cursor_cut(&r->cursor);
}

/* Reads n_atoms rows of `columns` (3 or 6) numbers into r->scratch. `*whole` says whether all were
 * there; the line that is no such row is left to be read, and its place in the table is `*row`
 * (from 1; 0 where the file ends before). False when memory is out. */
bool dgh_outcar_table(dgh_outcar *r, size_t columns, bool *whole, size_t *row);

/* Bytes behind the current line: the most that a count in the file may ask for. */
static inline size_t dgh_outcar_left(const dgh_outcar *r)
{
    return (size_t)(r->cursor.end - r->cursor.next);
}

#endif
