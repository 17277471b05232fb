/* Names of policies, models and conventions, as options and outputs write them. */
#include "dgh/thermo.h"

const char *dgh_low_modes_name(dgh_low_modes policy)
{
    switch (policy) {
    case DGH_LOW_RAISE:
        return "raise";
    case DGH_LOW_HARMONIC:
        return "harmonic";
    case DGH_LOW_GRIMME:
        return "grimme";
    case DGH_LOW_TRANSLATOR:
        return "translator";
    }
    return "unknown";
}

const char *dgh_imaginary_name(dgh_imaginary policy)
{
    switch (policy) {
    case DGH_IMAGINARY_REFUSE:
        return "refuse";
    case DGH_IMAGINARY_DROP:
        return "drop";
    case DGH_IMAGINARY_REAL:
        return "real";
    }
    return "unknown";
}

const char *dgh_gas_model_name(dgh_gas_model model)
{
    switch (model) {
    case DGH_GAS_JANAF:
        return "janaf";
    case DGH_GAS_RRHO:
        return "rrho";
    }
    return "unknown";
}

const char *dgh_scale_name(dgh_scale scale)
{
    switch (scale) {
    case DGH_SCALE_RHE:
        return "RHE";
    case DGH_SCALE_SHE:
        return "SHE";
    }
    return "unknown";
}

const char *dgh_convention_name(dgh_convention convention)
{
    switch (convention) {
    case DGH_CONVENTION_FULL:
        return "full";
    case DGH_CONVENTION_ZPE_TS:
        return "zpe-ts";
    case DGH_CONVENTION_ZPE_TS_GAS:
        return "zpe-ts-gas";
    case DGH_CONVENTION_OFFSET:
        return "offset";
    case DGH_CONVENTION_COUNT:
        break;
    }
    return "unknown";
}

const char *dgh_convention_formula(dgh_convention convention)
{
    switch (convention) {
    case DGH_CONVENTION_FULL:
        return "dE + dZPE + dU_th - T dS, with H(T)-H(0) of H2 and S of H*";
    case DGH_CONVENTION_ZPE_TS:
        return "dE + dZPE - T dS, with S of H*, without heat content";
    case DGH_CONVENTION_ZPE_TS_GAS:
        return "dE + dZPE + 1/2 T S(H2), with S(H*) = 0, without heat content";
    case DGH_CONVENTION_OFFSET:
        return "dE + 0.24 eV (Norskov et al., J. Electrochem. Soc. 152, J23 (2005), "
               "10.1149/1.1856988)";
    case DGH_CONVENTION_COUNT:
        break;
    }
    return "unknown";
}
