/* dgh/slab_sites.h - the adsorption sites of a bare slab that stands in a file, and inputs of VASP
 * or pw.x with H placed on them.
 */
#ifndef DGH_SLAB_SITES_H
#define DGH_SLAB_SITES_H

#include "dgh/base.h"
#include "dgh/io.h"
#include "dgh/order.h"
#include "dgh/record.h"
#include "dgh/sites.h"
#include "dgh/symmetry.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- sites ----------------------------------------------------------------------------------- */

/* Which side counts. */
typedef enum dgh_slab_side {
    DGH_SLAB_SIDE_AUTO = 0, /* the top of a slab; all around what is no slab (a wire, a cluster) */
    DGH_SLAB_SIDE_TOP = 1,
    DGH_SLAB_SIDE_BOTTOM = 2,
    DGH_SLAB_SIDE_BOTH = 3
} dgh_slab_side;

typedef struct dgh_slab_sites_options {
    size_t size;
    dgh_sites_options sites; /* its `side` is overridden by the one below */
    dgh_slab_side side;
    dgh_io_options io;
} dgh_slab_sites_options;

/* Defaults: those of dgh_sites_options, side auto. */
DGH_API void dgh_slab_sites_options_init(dgh_slab_sites_options *options);

/* What goes with a site beyond its geometry. */
typedef struct dgh_slab_site {
    /* "top", "bridge", "hollow", "fourfold"; a hollow of three crystalline atoms (dgh/order.h) at
     * about equal distances, on a surface that has them, is "hcp" with an atom of the second layer
     * below it, "fcc" without */
    const char *name;
    /* Unique: the name, "-N" where several inequivalent sites have it, ".M" for the M-th site of
     * an orbit but the first: "top", "bridge-2", "fcc.3". */
    const char *label;
    dgh_phase phase; /* that of its atoms; interface where they differ */
} dgh_slab_site;

typedef struct dgh_slab_sites {
    void *owner; /* private */
    const char *path;
    dgh_slab_sites_options options;     /* as used */
    const dgh_calculation *calculation; /* what was read */
    dgh_structure structure;            /* the geometry that it came to last */
    const dgh_sites *sites;
    const dgh_slab_site *about;   /* [sites->n_sites] */
    const dgh_order *order;       /* of the atoms */
    const dgh_symmetry *symmetry; /* NULL = none was asked for, or none found */
    size_t n_hydrogen;            /* H atoms of the structure; they count as its own */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics;
} dgh_slab_sites;

/* Reads a structure or a run (a file of any known format, or a directory) and finds its sites
 * (dgh_sites_find), the phases of the atoms and the space group. Errors: IO, PARSE, UNSUPPORTED,
 * REFUSED as dgh_read_file; MISSING (no structure; no vacuum); ARGUMENT (options; atoms on one
 * place, unknown elements, a cell without volume: the message begins with the path). Free with
 * dgh_slab_sites_free. */
DGH_API dgh_status dgh_slab_sites_find(dgh_slab_sites **out, const char *path,
                                       const dgh_slab_sites_options *options, dgh_error *err);
DGH_API void dgh_slab_sites_free(dgh_slab_sites *slab); /* NULL is legal */

/* ---- inputs ---------------------------------------------------------------------------------- */

typedef enum dgh_input_format {
    DGH_INPUT_AUTO = 0, /* that of the slab */
    DGH_INPUT_VASP = 1,
    DGH_INPUT_PW = 2
} dgh_input_format;

DGH_API const char *dgh_input_format_name(dgh_input_format format); /* "auto", "vasp", "pw" */

typedef struct dgh_site_inputs_options {
    size_t size;
    dgh_input_format format;
    bool all;             /* a directory for each site; default false, for each inequivalent one */
    const char *h_pseudo; /* pw.x: file name of the pseudopotential of H; default NULL, that which
                             the slab's input has */
    dgh_io_options io;
} dgh_site_inputs_options;

#define DGH_SITE_INPUTS_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(dgh_site_inputs_options), DGH_INPUT_AUTO, false, NULL, DGH_IO_OPTIONS_INIT          \
    }

typedef struct dgh_input_file {
    const char *path; /* in the directory: "fcc/POSCAR" */
    const char *data; /* [size] */
    size_t size;
    char hash[17]; /* FNV-1a of 64 bits, hexadecimal: to see whether it was changed later */
} dgh_input_file;

typedef struct dgh_site_inputs {
    void *owner; /* private */
    const char *directory;
    dgh_input_format format;
    size_t n_sites;
    const size_t *sites; /* [n_sites] of dgh_slab_sites; the directory of each is its label */
    size_t n_files;
    const dgh_input_file *files; /* sorted by directory */
    size_t n_diagnostics;
    const dgh_diagnostic *diagnostics; /* what was changed, and what is left to do */
} dgh_site_inputs;

/* Makes the inputs in memory: for each site a directory as it stands below `directory`, with H on
 * the site and free to move; constraints and velocities are those of the slab and none.
 *
 * VASP: POSCAR (comment, species and their order as read; H behind the H that the slab has, else
 * as a species of its own at the end), INCAR and KPOINTS as they lie beside the slab, and
 * POTCAR.order, which says what POTCAR must hold: a POTCAR is never made.
 * pw.x: the text of the slab's input with the atom, its species and both counts added, relaxed
 * coordinates where the slab is a run that has them, and `pseudo_dir` as seen from the new
 * directory; every other byte is the user's.
 *
 * Errors: MISSING (no site; pw.x: no input beside the slab, no pseudopotential of H), UNSUPPORTED
 * (cards that list something for every atom, such as ATOMIC_FORCES), PARSE, IO, NOMEM. `slab` must
 * outlive the result. Free with dgh_site_inputs_free. */
DGH_API dgh_status dgh_site_inputs_make(dgh_site_inputs **out, const dgh_slab_sites *slab,
                                        const char *directory,
                                        const dgh_site_inputs_options *options, dgh_error *err);
DGH_API void dgh_site_inputs_free(dgh_site_inputs *inputs); /* NULL is legal */

/* Writes them, with `plan` (dgh_report_sites_json) as sites.json, whole or not at all: into a new
 * directory beside, which takes the name at the end. Refuses (REFUSED) a directory that is there,
 * unless it is empty, or holds what this function wrote and nothing that was added or changed
 * since. Errors: IO, NOMEM. */
DGH_API dgh_status dgh_site_inputs_write(const dgh_site_inputs *inputs, const char *plan,
                                         dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
