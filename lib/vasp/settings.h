/* What VASP's tags mean for the record: one table of the tags that any of VASP's files states
 * (INCAR, OUTCAR, vasprun.xml), and the settings that follow from them. A reader puts the tags in
 * as it finds them and applies them once at its end. Tags: https://www.vasp.at/wiki, category
 * "INCAR tag". */
#ifndef DGH_VASP_SETTINGS_H
#define DGH_VASP_SETTINGS_H

#include "base/text.h"
#include "record/build.h"

typedef enum dgh_vasp_tag_id {
    DGH_VASP_TAG_AEXX,
    DGH_VASP_TAG_ALGO,
    DGH_VASP_TAG_BPARAM,
    DGH_VASP_TAG_EDIFF,
    DGH_VASP_TAG_EDIFFG,
    DGH_VASP_TAG_ENAUG,
    DGH_VASP_TAG_ENCUT,
    DGH_VASP_TAG_GGA,
    DGH_VASP_TAG_HFSCREEN,
    DGH_VASP_TAG_IBRION,
    DGH_VASP_TAG_ICHAIN,
    DGH_VASP_TAG_ICHARG,
    DGH_VASP_TAG_IDIPOL,
    DGH_VASP_TAG_IMAGES,
    DGH_VASP_TAG_ISIF,
    DGH_VASP_TAG_ISMEAR,
    DGH_VASP_TAG_ISPIN,
    DGH_VASP_TAG_IVDW,
    DGH_VASP_TAG_LDAU,
    DGH_VASP_TAG_LDAUJ,
    DGH_VASP_TAG_LDAUL,
    DGH_VASP_TAG_LDAUTYPE,
    DGH_VASP_TAG_LDAUU,
    DGH_VASP_TAG_LDIPOL,
    DGH_VASP_TAG_LEXCH,
    DGH_VASP_TAG_LHFCALC,
    DGH_VASP_TAG_LIBXC1,
    DGH_VASP_TAG_LIBXC2,
    DGH_VASP_TAG_LNONCOLLINEAR,
    DGH_VASP_TAG_LREAL,
    DGH_VASP_TAG_LSOL,
    DGH_VASP_TAG_LSORBIT,
    DGH_VASP_TAG_LUSE_VDW,
    DGH_VASP_TAG_LVDW,
    DGH_VASP_TAG_METAGGA,
    DGH_VASP_TAG_ML_LMLFF,
    DGH_VASP_TAG_NELECT,
    DGH_VASP_TAG_NELM,
    DGH_VASP_TAG_NSW,
    DGH_VASP_TAG_PREC,
    DGH_VASP_TAG_SIGMA,
    DGH_VASP_TAG_SYSTEM,
    DGH_VASP_TAG_ZAB_VDW,
    DGH_VASP_TAG_COUNT
} dgh_vasp_tag_id;

/* A tag's value as written; data == NULL where the file does not state it. Borrowed: the text must
 * live until dgh_vasp_tags_apply. */
typedef struct dgh_vasp_tag {
    dgh_slice value;
    size_t line;
} dgh_vasp_tag;

typedef struct dgh_vasp_tags {
    dgh_vasp_tag tag[DGH_VASP_TAG_COUNT];
} dgh_vasp_tags;

/* Whether the name (any case) is one of the table. */
bool dgh_vasp_tag_find(dgh_slice name, dgh_vasp_tag_id *id);

/* Stores a value; of two equal tags the first counts, as in VASP. False for an unknown name. */
bool dgh_vasp_tags_put(dgh_vasp_tags *tags, dgh_slice name, dgh_slice value, size_t line);

/* One tag's value; false where it is absent or no such value. */
bool dgh_vasp_tag_logical(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, bool *value);
bool dgh_vasp_tag_integer(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, int64_t *value);
bool dgh_vasp_tag_real(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, double *value);

/* T, .TRUE., true, on... as VASP reads logicals (its first letter after an optional dot). */
bool dgh_vasp_logical(dgh_slice text, bool *value);

/* Sets all settings, limits and criteria of the record that the tags state, and the task where
 * IBRION or NSW is there. What the record holds already is kept. +U names its species by the
 * record's structure, so set that first. False when memory is out. */
bool dgh_vasp_tags_apply(dgh_builder *builder, const dgh_vasp_tags *tags);

/* ---- one concept each, static strings, NULL = not known ------------------------------------ */

typedef struct dgh_vasp_functional {
    const char *name;  /* "PBE", "RPBE", "HSE06", "BEEF-vdW"... */
    const char *libxc; /* "gga_x_pbe+gga_c_pbe", NULL where there is none */
    bool nonlocal;     /* libxc names the part without the non-local correlation */
} dgh_vasp_functional;

/* The functionals that have a name, one after the other, `*code` the value of GGA or METAGGA that
 * selects them (NULL = more than one tag does). False behind the last. Static. */
bool dgh_vasp_functional_at(dgh_vasp_functional *out, const char **code, size_t index);

/* The functional of all tags together (GGA or LEXCH, METAGGA, LHFCALC, AEXX, HFSCREEN, LUSE_VDW);
 * `lexch` is POTCAR's, used where the tags name none; an empty slice = not known. The names may be
 * written to `buffer`. name == NULL when nothing tells. */
dgh_vasp_functional dgh_vasp_functional_of_tags(const dgh_vasp_tags *tags, dgh_slice lexch,
                                                char *buffer, size_t size);

/* What IBRION, NSW, ISIF and ICHARG make of a run; IMAGES, ICHAIN and ALGO = GW... give OTHER.
 * `*what` is set to a name of the kind for OTHER ("NEB", "GW"...), else to NULL. */
dgh_task dgh_vasp_task(const dgh_vasp_tags *tags, const char **what);

/* E (energy without entropy) from F and E0: E0 = ((N+1)F + E)/(N+2), N the order of
 * Methfessel-Paxton and 0 for all other smearings. */
double dgh_vasp_energy_without_entropy_ev(double free_ev, double sigma0_ev, int64_t ismear);

#endif
