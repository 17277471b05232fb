/* Quantum ESPRESSO's names for settings, brought to the record's: shared by the readers of the
 * pw.x output, its input and its XML, so that the three can be compared. */
#ifndef DGH_ESPRESSO_SETTINGS_H
#define DGH_ESPRESSO_SETTINGS_H

#include "base/text.h"
#include "record/build.h"

typedef struct dgh_qe_functional {
    char name[48];        /* QE's short name, "PBE", "VDW-DF2"; the text as it is if unknown */
    char libxc[64];       /* "gga_x_pbe+gga_c_pbe"; "" = no identity is known */
    const char *nonlocal; /* non-local van der Waals correlation that is part of it, "vdw-df2";
                             NULL = none. libxc then names the semi-local part alone. Static. */
    bool known;           /* one that has a short name */
} dgh_qe_functional;

/* A functional as pw.x or a user writes it: "PBE", "pbe", "SLA  PW   PBX  PBC ( 1 4 3 4 0 0)",
 * "sla+pw+pbx+pbc", "XC-000I-000I-101L-130L-000I-000I" (libxc's numbers). */
dgh_qe_functional dgh_qe_functional_from_text(dgh_slice text);

/* The short names one after the other, NULL behind the last. Static. */
const char *dgh_qe_functional_name(size_t index);

/* Sets FUNCTIONAL and LIBXC, and DISPERSION where the functional brings its own; call it before
 * dispersion is set from vdw_corr. False = out of memory. */
bool dgh_qe_set_functional(dgh_builder *builder, dgh_slice text, size_t line);

/* The record's name for &SYSTEM smearing = "mv", "m-v", "cold", "Marzari-Vanderbilt"...; NULL if
 * it is none. Static. An empty text is QE's default, gaussian. */
const char *dgh_qe_smearing_name(dgh_slice smearing);

/* The same for occupations: "fixed" and "from_input" give "fixed", the tetrahedra their own names,
 * "smearing" what `smearing` says. NULL if it is none of them. Static. */
const char *dgh_qe_occupations_name(dgh_slice occupations, dgh_slice smearing);

/* vdw_corr = "grimme-d3", "DFT-D", "ts"...; `dftd3_version` (3 = zero damping, the default; 4 = BJ;
 * 2, 5, 6) counts for D3 alone. "none" for an empty text; NULL if it is unknown. Static. */
const char *dgh_qe_dispersion_name(dgh_slice vdw_corr, int dftd3_version);

/* "none", "collinear", "noncollinear", "spin-orbit". Static. */
const char *dgh_qe_spin_name(bool lsda, bool noncolin, bool spinorbit);

/* "z", or "none", from tefield, dipfield and edir (1, 2, 3). Static. */
const char *dgh_qe_dipole_name(bool tefield, bool dipfield, int edir);

/* Sets KPOINT_MESH ("8x8x1", "8x8x1 shifted") and calculation->kpoint_mesh from the divisions and
 * shifts (0 or 1) of an automatic mesh. False = out of memory. */
bool dgh_qe_set_mesh(dgh_builder *builder, const int64_t divisions[3], const int64_t shifts[3],
                     size_t line);

/* Adds "Ni:3d U=4" (with " J=.." where j_ev is not 0) to a "; "-separated list in `text`; `orbital`
 * may be empty. What does not fit is left out. */
void dgh_qe_add_hubbard(char *text, size_t size, dgh_slice species, dgh_slice orbital, double u_ev,
                        double j_ev);

/* E0 from F and E = F - (-TS): (E + F)/2, and ((N+1) F + E)/(N+2) for Methfessel-Paxton of order N
 * (pw.x has order 1). `smearing` is the record's name. */
double dgh_qe_sigma0_ev(double free_ev, double without_entropy_ev, const char *smearing);

#endif
