/* Where the manifest and the file disagree the file is right: such rows, each with its reason. */
#include <string.h>

#include "conformance.h"

static const correction CORRECTIONS[] = {
    {"vasp/freq_nacl_dfpt_ibrion8_5211/vasprun.xml.xz", "nscf_last", "18",
     "steps of the linear response behind the final energy were counted too"},
    {"vasp/job_aiida/born_effective_charge/vasprun.xml", "nscf_last", "22",
     "steps of the linear response behind the final energy were counted too"},
    {"vasp/vasprun_phonopy/interface_vasprun_fc.xml.xz", "nscf_last", "18",
     "steps of the linear response behind the final energy were counted too"},
    {"vasp/vasprun_pymatgen/vasprun.dfpt.phonon.xml.gz", "nscf_last", "4",
     "steps of the linear response behind the final energy were counted too"},
    {"vasp/vasprun_pymatgen/vasprun.dfpt.unconverged.xml.gz", "nscf_last", "7",
     "steps of the linear response behind the final energy were counted too"},
    {"vasp/vasprun_pymatgen/vasprun.ml_md.xml.gz", "ncalc", "100",
     "steps of the force field stand outside of <calculation> and were left out"},
    {"vasp/vasprun_pymatgen/vasprun.ml_md.xml.gz", "final_energy_block", NULL,
     "steps of the force field stand outside of <calculation> and were left out"},
    {"vasp/vasprun_pymatgen/vasprun.ml_md.xml.gz", "fmax_last", NULL,
     "steps of the force field stand outside of <calculation> and were left out"},
    {NULL, NULL, NULL, NULL},
};

const correction *find_correction(const char *path, const char *name)
{
    for (const correction *c = CORRECTIONS; c->path; c++)
        if (strcmp(c->path, path) == 0 && strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
