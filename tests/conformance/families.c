/* Which family of formats a row of the manifest belongs to, and which kinds of files are left to
 * later work, by name. */
#include <fnmatch.h>
#include <string.h>

#include "conformance.h"

enum {
    F_OUTCAR,
    F_VASPRUN,
    F_OSZICAR,
    F_STDOUT,
    F_POSCAR,
    F_XDATCAR,
    F_INCAR,
    F_KPOINTS,
    F_PW,
    F_PW_INPUT,
    F_SCHEMA,
    F_PH,
    F_DYN,
    F_GRID,
    F_CUBE
};

const family FAMILIES[] = {
    [F_OUTCAR] = {"vasp-outcar", {"vasp-outcar"}, OUTCAR_NAMES},
    [F_VASPRUN] = {"vasp-vasprun", {"vasp-vasprun"}, VASPRUN_NAMES},
    [F_OSZICAR] = {"vasp-oszicar", {"vasp-oszicar"}, OSZICAR_NAMES},
    [F_STDOUT] = {"vasp-stdout", {"vasp-stdout"}, NO_NAMES},
    [F_POSCAR] = {"vasp-poscar", {"vasp-poscar"}, POSCAR_NAMES},
    [F_XDATCAR] = {"vasp-xdatcar", {"vasp-xdatcar"}, XDATCAR_NAMES},
    [F_INCAR] = {"vasp-incar", {"vasp-incar"}, NO_NAMES},
    [F_KPOINTS] = {"vasp-kpoints", {"vasp-kpoints"}, NO_NAMES},
    [F_PW] = {"qe-pw-output", {"qe-pw-output"}, PW_NAMES},
    [F_PW_INPUT] = {"qe-pw-input", {"qe-pw-input"}, NO_NAMES},
    [F_SCHEMA] = {"qe-schema", {"qe-schema"}, SCHEMA_NAMES},
    [F_PH] = {"qe-ph-output", {"qe-ph-output", "qe-dynmat-output"}, PH_NAMES},
    [F_DYN] = {"qe-dyn", {"qe-dyn", "qe-dyn-xml", "qe-dynmat-output"}, DYN_NAMES},
    [F_GRID] = {"vasp-chgcar", {"vasp-chgcar"}, NULL},
    [F_CUBE] = {"cube", {"cube", "qe-filplot", "xsf"}, NULL},
};

const size_t N_FAMILIES = sizeof FAMILIES / sizeof FAMILIES[0];

const name_entry NO_NAMES[] = {{NULL, NULL, NULL}};

/* By the manifest's run type; it is "input/aux" for all that its script did not look into. */
static const struct {
    const char *run_type;
    int family;
    const char *out_of_scope;
} RUN_TYPES[] = {
    {"ph.x/dynmat", F_PH, NULL},
    {"dynamical matrix", F_DYN, NULL},
    {"pw.x", F_PW, NULL},
    {"pw XML", F_SCHEMA, NULL},
    {"OSZICAR", F_OSZICAR, NULL},
    {"structure", F_POSCAR, NULL},
    {"XDATCAR", F_XDATCAR, NULL},
    {"cube", F_CUBE, NULL},
    {"volumetric", F_GRID, NULL},
    {"DYNMAT", -1, "DYNMAT"},
    {"vaspout.h5", -1, "vaspout.h5"},
};

/* By the file's path, the first match; for what the run type does not tell. */
static const struct {
    const char *pattern;
    int family;
    const char *out_of_scope;
} PATTERNS[] = {
    {"*/INCAR*", F_INCAR, NULL},
    {"*/KPOINTS*", F_KPOINTS, NULL},
    {"*/vasp_output", F_STDOUT, NULL},
    {"*/vasp.out", F_STDOUT, NULL},
    {"*/alpha.out", F_STDOUT, NULL},
    {"*/pif_AlNi_static_LDA/stdout.txt", F_STDOUT, NULL},
    {"*/pif_perov_relax_U/stdout.txt", F_STDOUT, NULL},
    {"*/pif_heusler_static_SOC/log", F_STDOUT, NULL},
    {"*/std.log", F_STDOUT, NULL},
    {"*/error.out", F_STDOUT, NULL},
    {"*/job_aiida/test_relax_wc/_scheduler-stdout.txt", F_STDOUT, NULL},
    {"*/job_aiida/*/_scheduler-stdout.txt", -1, "queue output"},
    {"*/_scheduler-stderr.txt", -1, "queue output"},
    {"*/auto.q", -1, "queue script"},
    {"*/run.sh", -1, "queue script"},
    {"*/PBS_VASP_Cori", -1, "queue script"},
    {"*/SLM-OUT.TXT", -1, "queue output"},
    {"*/joberr.txt", -1, "queue output"},
    {"*/jobout.txt", -1, "queue output"},
    {"*/IBZKPT", -1, "IBZKPT"},
    {"*/PCDAT", -1, "PCDAT"},
    {"*/vdw_kernel.bindat", -1, "vdW kernel"},
    {"*/comment-*", -1, "notes of the authors"},
    {"*/custodian.json.gz", -1, "JSON of other programs"},
    {"*/wannier90.*", -1, "wannier90"},
    {"*/born_effective_charge_element.yaml", -1, "notes of the authors"},
    {"*/README.md", -1, "notes of the authors"},
    {"*/CRASH", -1, "CRASH of pw.x"},
    {"qe/aiida_dos/*", -1, "dos.x"},
    {"qe/aiida_matdyn/*", -1, "matdyn.x tables"},
    {"qe/*.freq", -1, "matdyn.x tables"},
    {"qe/*.phdos", -1, "matdyn.x tables"},
    {"qe/aiida_q2r/*", -1, "force constants of q2r.x"},
    {"qe/aiida_ph/default/tensors.xml", -1, "dielectric tensors of ph.x"},
    {"qe/*/dynmat.axsf", -1, "pictures of modes"},
    {"qe/*/dynmat.mold", -1, "pictures of modes"},
    {"qe/aiida_pp/*/aiida.out", -1, "pp.x output"},
    {"qe/qe_pp_*.pp_rho.out", -1, "pp.x output"},
    {"qe/qe_pp_*.avg.out", -1, "average.x output"},
    {"qe/qe_pp_workfunction_al100/Al100.wf.data", -1, "average.x output"},
    {"qe/qe_pp_workfunction_al100/*pot", -1, "pp.x grids"},
    {"qe/qe_pp_si_rho/*", -1, "pp.x grids"},
    {"qe/aiida_pp/*filplot*", F_CUBE, NULL},
    {"qe/aiida_pp/default_?d*/aiida.fileout", -1, "pp.x grids"},
    {"qe/aiida_pp/default_polar/aiida.fileout", -1, "pp.x grids"},
    {"*/charge-density.dat", -1, "charge-density.dat"},
    {"qe/pif_pw_vdw/benchmark.out*", F_PW, NULL},
    {"qe/*.in", F_PW_INPUT, NULL},
    {"qe/*.inp", F_PW_INPUT, NULL},
    {"*OUTCAR*", F_OUTCAR, NULL},
    {"*vasprun*", F_VASPRUN, NULL},
};

static place make_place(int index, const char *out_of_scope)
{
    return (place){index < 0 ? NULL : &FAMILIES[index], out_of_scope};
}

/* Outputs of programs that the manifest counts among those of ph.x and pw.x. */
static const struct {
    const char *pattern, *out_of_scope;
} OTHER_PROGRAMS[] = {
    {"qe/aiida_matdyn/*/aiida.out", "matdyn.x output"},
    {"qe/*/matdyn.in.freq_4.out", "matdyn.x output"},
    {"qe/aiida_q2r/*/aiida.out", "q2r.x output"},
    {"qe/*/q2r.out", "q2r.x output"},
    {"qe/*.pp.out", "pp.x output"},
};

place place_of(const manifest_row *row)
{
    for (size_t i = 0; i < sizeof OTHER_PROGRAMS / sizeof OTHER_PROGRAMS[0]; i++)
        if (fnmatch(OTHER_PROGRAMS[i].pattern, row->path, 0) == 0)
            return make_place(-1, OTHER_PROGRAMS[i].out_of_scope);
    for (size_t i = 0; i < sizeof RUN_TYPES / sizeof RUN_TYPES[0]; i++)
        if (strcmp(row->run_type, RUN_TYPES[i].run_type) == 0)
            return make_place(RUN_TYPES[i].family, RUN_TYPES[i].out_of_scope);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++)
        if (fnmatch(PATTERNS[i].pattern, row->path, 0) == 0)
            return make_place(PATTERNS[i].family, PATTERNS[i].out_of_scope);
    return (place){NULL, NULL};
}
