/* The parts of the vasprun.xml reader and what they share: vasprun.c drives the parser and the
 * elements that are read as bytes, vasprun_head.c takes settings and atoms, vasprun_step.c the
 * ionic steps, vasprun_vib.c the dynamical matrix, vasprun_end.c says what it all means. */
#ifndef DGH_VASP_VASPRUN_H
#define DGH_VASP_VASPRUN_H

#include "adapt/xml.h"
#include "record/kpoint_list.h"
#include "vasp/settings.h"
#include "vasp/vasprun_bytes.h"

typedef enum dgh_vasprun_tag {
    TAG_OTHER,
    TAG_MODELING,
    TAG_GENERATOR,
    TAG_INCAR,
    TAG_PARAMETERS,
    TAG_SEPARATOR,
    TAG_KPOINTS,
    TAG_GENERATION,
    TAG_ATOMINFO,
    TAG_TYPES_ARRAY, /* <array name="atomtypes"> */
    TAG_RC,
    TAG_C,
    TAG_STRUCTURE,
    TAG_CALCULATION,
    TAG_ENERGY,
    TAG_DYNMAT,
    TAG_TIME,
    TAG_I,
    TAG_V
} dgh_vasprun_tag;

enum {
    DGH_VASPRUN_DEPTH = 64,      /* VASP nests seven deep */
    DGH_VASPRUN_TYPE_COLUMNS = 5 /* atomspertype, element, mass, valence, pseudopotential */
};

typedef enum dgh_vasprun_place {
    PLACE_NONE,
    PLACE_INITIAL,
    PLACE_FINAL,
    PLACE_STEP
} dgh_vasprun_place;

typedef struct dgh_vasprun {
    dgh_builder b;
    dgh_xml *xml;
    dgh_error problem;       /* what stopped the parse */
    const char *begin, *end; /* of this document */
    size_t line;             /* of the byte that is fed next */

    dgh_vasprun_tag stack[DGH_VASPRUN_DEPTH];
    size_t depth;
    bool closed;  /* </modeling> was seen */
    bool cut;     /* the file ends inside an element */
    bool damaged; /* the XML is broken at some place */

    /* the leaf that is open, and its text */
    char leaf_name[48];
    size_t leaf_line;
    bool collecting;
    char *text;
    size_t text_size, text_capacity;

    /* head */
    dgh_vasp_tags tags;
    bool is_effective[DGH_VASP_TAG_COUNT]; /* from <parameters>, not from <incar> */
    unsigned version[3];
    bool has_version;
    dgh_text date; /* of the generator */
    bool mesh_seen, mesh_has_divisions;
    char mesh_scheme; /* 'g', 'm' or 'a' of <generation param="..."> */
    double mesh_divisions[3], mesh_shift[3];
    size_t mesh_line;
    dgh_kpoint_list kpoints; /* without <generation>: as KPOINTS lists them */
    size_t kpoints_line;
    char cells[DGH_VASPRUN_TYPE_COLUMNS][64];
    size_t n_cells;
    size_t stated_atoms, listed_atoms; /* <atoms>, and rows of <array name="atoms"> */
    const char **labels;               /* per type, with counts and masses */
    size_t *counts;
    double *masses_u;
    size_t n_types, types_capacity, counts_capacity, masses_capacity;

    /* the structure that is open */
    dgh_vasprun_place place;
    bool has_cell;
    double cell_ang[3][3];
    double *position; /* fractional until the structure closes */

    /* the step that is open */
    bool in_step;
    dgh_ionic_step step;
    double energy[3]; /* as labelled: e_fr_energy, e_wo_entrp, e_0_energy */
    bool has_energy[3];
    size_t energy_line[3];
    bool energy_closed;
    double loop_free_ev[2]; /* last and last but one of the electronic loop */
    size_t n_loop;
    double beyond_loop_ev; /* final energy minus that of the loop, of the last step */
    double cpu_s, wall_s;
    size_t time_line;

    /* dynmat */
    bool thz2; /* the Hessian's unit is THz^2 and not eV/Angstrom^2/u */
    size_t hessian_n, hessian_line;
    double *hessian;
    size_t n_eigenvalues, eigenvalues_line;
    double *eigenvalues;
    double *eigenvectors; /* [n_eigenvalues][n_eigenvalues] */
} dgh_vasprun;

/* The tag that is `up` levels above the innermost one that is open. */
static inline dgh_vasprun_tag dgh_vasprun_above(const dgh_vasprun *r, size_t up)
{
    return r->depth > up ? r->stack[r->depth - 1 - up] : TAG_OTHER;
}

/* Whether a tag is open. */
bool dgh_vasprun_inside(const dgh_vasprun *r, dgh_vasprun_tag tag);

/* The text of the closed leaf, blanks trimmed. */
dgh_slice dgh_vasprun_text(const dgh_vasprun *r);

size_t dgh_vasprun_n_atoms(const dgh_vasprun *r);

/* Each returns false when memory is out. */
bool dgh_vasprun_generator_item(dgh_vasprun *r);
bool dgh_vasprun_tag_item(dgh_vasprun *r); /* of <incar> and <parameters> */
void dgh_vasprun_generation_item(dgh_vasprun *r);
bool dgh_vasprun_close_mesh(dgh_vasprun *r);
/* <varray name="kpointlist"> and "weights"; false when memory is out. */
bool dgh_vasprun_kpoint_list(dgh_vasprun *r, dgh_slice body, size_t line);
bool dgh_vasprun_kpoint_weights(dgh_vasprun *r, dgh_slice body);
void dgh_vasprun_type_cell(dgh_vasprun *r);
bool dgh_vasprun_close_type(dgh_vasprun *r);
bool dgh_vasprun_close_atominfo(dgh_vasprun *r);

void dgh_vasprun_open_structure(dgh_vasprun *r, const char *name);
bool dgh_vasprun_structure_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body);
bool dgh_vasprun_close_structure(dgh_vasprun *r);
void dgh_vasprun_open_step(dgh_vasprun *r, size_t line, bool machine_learned);
bool dgh_vasprun_step_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body, size_t line);
void dgh_vasprun_scstep(dgh_vasprun *r, dgh_slice body);
void dgh_vasprun_fermi(dgh_vasprun *r, double fermi_ev, size_t line);
void dgh_vasprun_energy_item(dgh_vasprun *r);
void dgh_vasprun_time_item(dgh_vasprun *r);
bool dgh_vasprun_close_step(dgh_vasprun *r);

bool dgh_vasprun_dynmat_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body, size_t line);
bool dgh_vasprun_dynmat_item(dgh_vasprun *r);
/* Hessian and modes into the record. */
bool dgh_vasprun_set_vibrations(dgh_vasprun *r);

/* Settings, convergence and status, once the document is through. */
bool dgh_vasprun_conclude(dgh_vasprun *r);

#endif
