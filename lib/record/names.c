/* Names of the record's enumerations, and the table of settings. */
#include "dgh/record.h"

const char *dgh_code_name(dgh_code code)
{
    switch (code) {
    case DGH_CODE_VASP:
        return "VASP";
    case DGH_CODE_QE:
        return "QE";
    case DGH_CODE_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *dgh_task_name(dgh_task task)
{
    switch (task) {
    case DGH_TASK_INPUT:
        return "input";
    case DGH_TASK_SINGLE_POINT:
        return "single-point";
    case DGH_TASK_RELAX:
        return "relax";
    case DGH_TASK_CELL_RELAX:
        return "cell-relax";
    case DGH_TASK_MD:
        return "md";
    case DGH_TASK_FREQUENCIES:
        return "frequencies";
    case DGH_TASK_BANDS:
        return "bands";
    case DGH_TASK_OTHER:
        return "other";
    case DGH_TASK_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *dgh_run_status_name(dgh_run_status status)
{
    switch (status) {
    case DGH_RUN_COMPLETE:
        return "complete";
    case DGH_RUN_UNCONVERGED_ELECTRONIC:
        return "unconverged-electronic";
    case DGH_RUN_UNCONVERGED_IONIC:
        return "unconverged-ionic";
    case DGH_RUN_INTERRUPTED:
        return "interrupted";
    case DGH_RUN_FAILED:
        return "failed";
    case DGH_RUN_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *dgh_energy_kind_name(dgh_energy_kind kind)
{
    switch (kind) {
    case DGH_ENERGY_FREE:
        return "F";
    case DGH_ENERGY_WITHOUT_ENTROPY:
        return "E";
    case DGH_ENERGY_SIGMA0:
        return "E0";
    }
    return "unknown";
}

static const dgh_setting_info SETTINGS[DGH_SETTING_COUNT] = {
    [DGH_SETTING_FUNCTIONAL] = {"functional", "functional", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_LIBXC] = {"libxc", "functional (libxc)", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_CUTOFF_EV] = {"cutoff_ev", "plane-wave cutoff", "eV", DGH_SETTING_KIND_REAL},
    [DGH_SETTING_DENSITY_CUTOFF_EV] = {"density_cutoff_ev", "density cutoff", "eV",
                                       DGH_SETTING_KIND_REAL},
    [DGH_SETTING_AUGMENTATION_CUTOFF_EV] = {"augmentation_cutoff_ev", "augmentation cutoff", "eV",
                                            DGH_SETTING_KIND_REAL},
    [DGH_SETTING_KPOINT_MESH] = {"kpoint_mesh", "k-point mesh", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_N_KPOINTS] = {"n_kpoints", "irreducible k-points", "", DGH_SETTING_KIND_INTEGER},
    [DGH_SETTING_SMEARING] = {"smearing", "smearing", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_SMEARING_WIDTH_EV] = {"smearing_width_ev", "smearing width", "eV",
                                       DGH_SETTING_KIND_REAL},
    [DGH_SETTING_SPIN] = {"spin", "spin", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_PLUS_U] = {"plus_u", "+U", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_DISPERSION] = {"dispersion", "dispersion correction", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_DIPOLE_CORRECTION] = {"dipole_correction", "dipole correction", "",
                                       DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_SOLVATION] = {"solvation", "implicit solvation", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_PRECISION] = {"precision", "precision", "", DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_REAL_SPACE_PROJECTION] = {"real_space_projection", "real-space projection", "",
                                           DGH_SETTING_KIND_TEXT},
    [DGH_SETTING_TOTAL_CHARGE_E] = {"total_charge_e", "total charge", "e", DGH_SETTING_KIND_REAL},
    [DGH_SETTING_KPOINT_LIST] = {"kpoint_list", "k-point list", "", DGH_SETTING_KIND_TEXT},
};

const dgh_setting_info *dgh_setting_describe(dgh_setting_id id)
{
    if ((int)id < 0 || id >= DGH_SETTING_COUNT)
        return NULL;
    return &SETTINGS[id];
}
