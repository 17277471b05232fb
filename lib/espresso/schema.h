/* The parts of the data-file-schema.xml reader and what they share: schema.c walks the elements,
 * schema_items.c says what each means, schema_end.c what the whole run is worth. */
#ifndef DGH_ESPRESSO_SCHEMA_H
#define DGH_ESPRESSO_SCHEMA_H

#include "adapt/xml.h"
#include "record/build.h"

enum {
    DGH_SCHEMA_IN_TOP = 1, /* children of the root: general_info, timing_info, exit_status */
    DGH_SCHEMA_IN_INPUT = 2,
    DGH_SCHEMA_IN_STEP = 4,
    DGH_SCHEMA_IN_OUTPUT = 8,
    DGH_SCHEMA_DEPTH = 48,
    DGH_SCHEMA_PATH = 512
};

typedef struct dgh_schema_species {
    const char *label;
    const char *pseudo_file;
    double mass_u;
    size_t line;
} dgh_schema_species;

typedef struct dgh_schema {
    dgh_builder b;
    dgh_xml *xml;
    dgh_error problem; /* what stopped the parse */
    size_t size;       /* of the file: no count can be larger */

    /* where the parser is: names joined by '/', without the root and its child */
    char path[DGH_SCHEMA_PATH];
    size_t path_length[DGH_SCHEMA_DEPTH];
    size_t depth;
    unsigned section;
    const struct dgh_schema_rule *rule; /* of the leaf that is open, NULL = nobody wants it */
    size_t line;                        /* of that leaf's start tag */
    char *text;
    size_t text_size, text_capacity;
    bool root_closed, closed_stamp; /* </qes:espresso>; <closed>, which pw.x writes at its end */
    bool out_of_memory;

    bool errors_in_ry; /* conv_thr and scf_error before 6.4 */
    dgh_slice calculation, occupations, smearing;
    size_t calculation_line, occupations_line, smearing_line;
    dgh_slice vdw_corr;
    size_t vdw_line, dft_line;
    int64_t dftd3_version;
    bool lsda, noncolin, spinorbit, has_spin;
    size_t spin_line;
    bool sawtooth, dipole_correction;
    int64_t field_direction;
    size_t field_line;
    char hubbard[512];
    size_t hubbard_line;
    char attribute[2][40]; /* of the open leaf: specie and label */
    int64_t mesh[6];

    dgh_schema_species *species;
    size_t n_species, species_capacity;

    /* the <atomic_structure> that is open */
    uint32_t *atom_species;
    double *atom_position; /* Angstrom */
    size_t n_atoms, atoms_capacity, positions_capacity;
    double cell_ang[3][3];
    unsigned cell_rows;

    dgh_ionic_step step;
    bool step_converged, step_has_converged;
    size_t step_accuracy_line;
    double demet_ev;
    bool has_demet;
    size_t demet_line;
    bool opt_converged, has_opt;
    size_t opt_line;
    int64_t exit_status;
    bool has_exit;
    size_t exit_line, output_line, created_line;
    bool output_seen;
} dgh_schema;

typedef struct dgh_schema_rule {
    unsigned sections;
    const char *path;
    void (*open)(dgh_schema *r, const char *const *attributes); /* may be NULL */
    void (*close)(dgh_schema *r, dgh_slice text);               /* may be NULL */
} dgh_schema_rule;

/* The rule of an element, NULL if nobody wants it. */
const dgh_schema_rule *dgh_schema_find_rule(unsigned section, const char *path);

void dgh_schema_open_step(dgh_schema *r);
void dgh_schema_close_step(dgh_schema *r, bool is_output);

/* Settings that several elements decide together, convergence, status. False = out of memory. */
bool dgh_schema_conclude(dgh_schema *r);

#endif
