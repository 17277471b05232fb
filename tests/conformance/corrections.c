/* Where the manifest and the file disagree the file is right: such rows, each with its reason. */
#include <string.h>

#include "conformance.h"

#define LINEAR_RESPONSE "iterations of the linear response are not those of the energy"
#define FORCE_FIELD     "blocks of a force field were counted beside those of DFT for one step"

static const correction CORRECTIONS[] = {
    {"qe/aiida_pp/default_3d_failed_format/aiida.fileout", "refused", NULL,
     "an XSF that was cut behind its head"},
    {"qe/aiida_pp/default_3d_ldos/aiida.filplot001aiida.fileout", "refused", NULL,
     "6 of 46656 values"},
    {"qe/aiida_pp/default_3d_ldos/aiida.filplot002aiida.fileout", "refused", NULL,
     "6 of 46656 values"},
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
    {"vasp/freq_aln_ibrion8_optb88_544/OUTCAR", "scf_iter_last", "13", LINEAR_RESPONSE},
    {"vasp/freq_nacl_dfpt_ibrion8_5211/OUTCAR.xz", "scf_iter_last", "18", LINEAR_RESPONSE},
    {"vasp/freq_ne_ibrion8_allimag_544/OUTCAR", "scf_iter_last", "10", LINEAR_RESPONSE},
    {"vasp/freq_si_raman_541/OUTCAR.gz", "scf_iter_last", "14", LINEAR_RESPONSE},
    {"vasp/freq_sic_ibrion8_535/OUTCAR.gz", "scf_iter_last", "11", LINEAR_RESPONSE},
    {"vasp/job_aiida/born_effective_charge/OUTCAR", "scf_iter_last", "22", LINEAR_RESPONSE},
    {"vasp/freq_nacl_dfpt_ibrion8_5211/OUTCAR.xz", "freq_cm1(neg", NULL,
     "the manifest leaves out the middle of the list; its sum is compared"},
    {"vasp/dpdata/OUTCAR.ch4.ml", "steps", "9", FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart0", "steps", "2", FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart1", "steps", "12", FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart2", "steps", "2", FORCE_FIELD},
    {"vasp/dpdata/OUTCAR.ch4.ml", "Fmax_first", NULL, FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart0", "Fmax_first", NULL, FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart1", "Fmax_first", NULL, FORCE_FIELD},
    {"vasp/mlff_h2_632/OUTCAR.istart0", "ML_TOTEN", NULL,
     "the block of zeros before the first step is no energy"},
    {"vasp/out_5.4.1_gaas_hse06/OUTCAR", "Fmax_last(all atoms)", NULL,
     "the forces in the file are NaN"},
    {"vasp/out_5.4.1_gaas_hse06/OUTCAR", "pressure_kB", NULL, "the stress in the file is NaN"},
    {"vasp/out_5.4.1_gaas_hse06_soc/OUTCAR.xz", "Fmax_last(all atoms)", NULL,
     "the forces in the file are NaN"},
    {"vasp/out_5.4.1_gaas_hse06_soc/OUTCAR.xz", "pressure_kB", NULL,
     "the stress in the file is NaN"},
    {"vasp/out_tail_only_jworkflow/Ga3Sc_NH_0_0t/OUTCAR", "Edisp", NULL,
     "the tail of the file does not say which correction it is"},
    {"vasp/out_tail_only_jworkflow/ScYTiGaGeSn_NH3_0_0t/OUTCAR", "Edisp", NULL,
     "the tail of the file does not say which correction it is"},
    {"vasp/pif_vdW/OUTCAR", "pressure_kB", "-4.07",
     "the external pressure of the manifest is less PSTRESS, the stress is not"},
    {"vasp/dpdata/OUTCAR.ch4.ml", "pressure_kB", "-0.15",
     "the external pressure of the manifest is less PSTRESS, the stress is not"},
    {"vasp/out_custodian/OUTCAR_auto_nbands_parallel", "Efermi_last", NULL,
     "what BZINTS prints inside an electronic loop is no E-fermi"},
    {"vasp/relax_541_vaspy/OUTCAR", "Fmax_last(free)", NULL,
     "the CONTCAR beside it is of another structure, of 19 atoms instead of 36"},
    {"qe/aiida_pw/default_xml_190304/data-file-schema.xml", "scf_error", "2.694734112260080e-7",
     "version 6.3 writes scf_error in Rydberg: half of it"},
    {"qe/aiida_pw/relax_failed_not_converged_nstep/data-file-schema.xml", "scf_converged", "true",
     "the last convergence_achieved of the file was taken, that of the relaxation"},
    {"qe/aiida_pw/vcrelax_failed_fft_significant_volume_contraction/data-file-schema.xml",
     "scf_converged", "true",
     "the last convergence_achieved of the file was taken, that of the relaxation"},
    {"qe/aiida_pw/vcrelax_failed_not_converged_nstep/data-file-schema.xml", "scf_converged", "true",
     "the last convergence_achieved of the file was taken, that of the relaxation"},
    {"qe/aiida_pw/vcrelax_failed_symmetry_not_orthogonal_stdout/data-file.xml", "refused", NULL,
     "the file holds a path and nothing else: the target of a lost symbolic link"},
    {"vasp/job_aiida/born_effective_charge/POSCAR.yaml", "refused", NULL,
     "a file of phonopy, not a POSCAR"},
    {"vasp/poscar_pyiron/POSCAR_spoilt", "refused", NULL,
     "states 571 atoms and holds the coordinates of eight"},
    {NULL, NULL, NULL, NULL},
};

const correction *find_correction(const char *path, const char *name)
{
    for (const correction *c = CORRECTIONS; c->path; c++)
        if (strcmp(c->path, path) == 0 && strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
