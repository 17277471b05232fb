/* From VASP's tags to the settings, limits and task of a record (https://www.vasp.at/wiki). */
#include "vasp/settings.h"

#include <math.h>

#include "base/format.h"

/* "gaussian", "methfessel-paxton-2"... of ISMEAR, NULL = not known. */
static const char *smearing_name(int64_t ismear)
{
    static const char *const METHFESSEL_PAXTON[] = {
        "methfessel-paxton-1", "methfessel-paxton-2", "methfessel-paxton-3",
        "methfessel-paxton-4", "methfessel-paxton-5", "methfessel-paxton-6",
        "methfessel-paxton-7", "methfessel-paxton-8", "methfessel-paxton-9"};
    if (ismear >= 1 && ismear <= 9)
        return METHFESSEL_PAXTON[ismear - 1];
    switch (ismear) {
    case 0:
        return "gaussian";
    case -1:
        return "fermi-dirac";
    case -2: /* occupations from INCAR's FERWE */
        return "fixed";
    case -4:
        return "tetrahedron";
    case -5:
        return "tetrahedron-bloechl";
    case -14:
        return "tetrahedron-fermi-dirac";
    case -15:
        return "tetrahedron-bloechl-fermi-dirac";
    default:
        return NULL;
    }
}

/* "none", "d2", "d3-zero", "d3-bj", "ts"... of IVDW, NULL = not known. */
static const char *dispersion_name(int64_t ivdw)
{
    switch (ivdw) {
    case 0:
        return "none";
    case 1:
    case 10:
        return "d2";
    case 11:
        return "d3-zero";
    case 12:
        return "d3-bj";
    case 13:
        return "d4";
    case 3:
        return "ulg";
    case 4:
        return "ddsc";
    case 2:
    case 20:
        return "ts";
    case 21:
        return "ts-hirshfeld";
    case 202:
        return "mbd-rsscs";
    case 263:
        return "mbd-fi";
    default:
        return NULL;
    }
}

double dgh_vasp_energy_without_entropy_ev(double free_ev, double sigma0_ev, int64_t ismear)
{
    double order = ismear > 0 ? (double)ismear : 0.0;
    return (order + 2.0) * sigma0_ev - (order + 1.0) * free_ev;
}

static bool algo_is_perturbative(dgh_slice algo)
{
    static const char *const NAMES[] = {"GW",  "EVGW", "QPGW",   "scGW", "RPA",  "ACFDT", "CHI",
                                        "BSE", "TDHF", "TIMEEV", "CRPA", "2E4W", "G0W0"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (dgh_slice_starts_nocase(algo, NAMES[i]))
            return true;
    return false;
}

static dgh_task task_of_ions(int64_t ibrion, int64_t nsw, int64_t isif, const char **what)
{
    if (ibrion >= 5 && ibrion <= 8)
        return DGH_TASK_FREQUENCIES;
    if (nsw <= 0 || ibrion == -1)
        return DGH_TASK_SINGLE_POINT;
    switch (ibrion) {
    case 0:
        return DGH_TASK_MD;
    case 1:
    case 2:
    case 3:
        return isif >= 3 && isif <= 7 ? DGH_TASK_CELL_RELAX : DGH_TASK_RELAX;
    case 11:
    case 12:
        *what = "positions given from outside (IBRION = 11 or 12)";
        return DGH_TASK_OTHER;
    case 40:
        *what = "intrinsic reaction coordinate (IBRION = 40)";
        return DGH_TASK_OTHER;
    case 44:
        *what = "improved dimer (IBRION = 44)";
        return DGH_TASK_OTHER;
    default:
        return DGH_TASK_UNKNOWN;
    }
}

dgh_task dgh_vasp_task(const dgh_vasp_tags *tags, const char **what)
{
    *what = NULL;
    int64_t images = 0, ichain = 0, icharg = 0, isif = 2, nsw = 0, ibrion = 0;
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_IMAGES, &images);
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_ICHAIN, &ichain);
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_ICHARG, &icharg);
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_ISIF, &isif);
    bool has_nsw = dgh_vasp_tag_integer(tags, DGH_VASP_TAG_NSW, &nsw);
    bool has_ibrion = dgh_vasp_tag_integer(tags, DGH_VASP_TAG_IBRION, &ibrion);
    if (images > 0)
        *what = "image of a nudged elastic band";
    else if (ichain > 0)
        *what = ichain == 2 ? "dimer method" : "transition-state tools (ICHAIN > 0)";
    else if (algo_is_perturbative(tags->tag[DGH_VASP_TAG_ALGO].value))
        *what = "perturbation theory on top of DFT (ALGO)";
    if (*what)
        return DGH_TASK_OTHER;
    if (icharg >= 10)
        return DGH_TASK_BANDS;
    if (!has_nsw && !has_ibrion)
        return DGH_TASK_UNKNOWN;
    if (!has_ibrion)
        ibrion = nsw > 1 ? 0 : -1; /* VASP's own default */
    return task_of_ions(ibrion, has_nsw ? nsw : 0, isif, what);
}

static bool set_functional(dgh_builder *b, const dgh_vasp_tags *tags)
{
    char buffer[128];
    dgh_slice lexch = {NULL, 0};
    for (size_t i = 0; i < b->n_pseudopotentials && !lexch.data; i++)
        if (b->pseudopotentials[i].functional)
            lexch = (dgh_slice){b->pseudopotentials[i].functional,
                                strlen(b->pseudopotentials[i].functional)};
    dgh_vasp_functional f = dgh_vasp_functional_of_tags(tags, lexch, buffer, sizeof buffer);
    if (!f.name)
        return true;
    size_t line = tags->tag[DGH_VASP_TAG_GGA].line;
    if (tags->tag[DGH_VASP_TAG_METAGGA].value.data && !line)
        line = tags->tag[DGH_VASP_TAG_METAGGA].line;
    if (!line)
        line = tags->tag[DGH_VASP_TAG_LEXCH].line;
    if (!line && lexch.data)
        line = b->pseudopotentials[0].source.line;
    return dgh_builder_set_cstr(b, DGH_SETTING_FUNCTIONAL, f.name, line) &&
           (!f.libxc || dgh_builder_set_cstr(b, DGH_SETTING_LIBXC, f.libxc, line));
}

static bool set_smearing(dgh_builder *b, const dgh_vasp_tags *tags)
{
    int64_t ismear;
    double sigma;
    if (dgh_vasp_tag_integer(tags, DGH_VASP_TAG_ISMEAR, &ismear)) {
        const char *name = smearing_name(ismear);
        if (name && !dgh_builder_set_cstr(b, DGH_SETTING_SMEARING, name,
                                          tags->tag[DGH_VASP_TAG_ISMEAR].line))
            return false;
    }
    if (dgh_vasp_tag_real(tags, DGH_VASP_TAG_SIGMA, &sigma))
        dgh_builder_set_real(b, DGH_SETTING_SMEARING_WIDTH_EV, sigma,
                             tags->tag[DGH_VASP_TAG_SIGMA].line);
    return true;
}

static bool set_spin(dgh_builder *b, const dgh_vasp_tags *tags)
{
    bool spin_orbit = false, noncollinear = false;
    int64_t ispin = 0;
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LSORBIT, &spin_orbit);
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LNONCOLLINEAR, &noncollinear);
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_ISPIN, &ispin);
    if (spin_orbit)
        return dgh_builder_set_cstr(b, DGH_SETTING_SPIN, "spin-orbit",
                                    tags->tag[DGH_VASP_TAG_LSORBIT].line);
    if (noncollinear)
        return dgh_builder_set_cstr(b, DGH_SETTING_SPIN, "noncollinear",
                                    tags->tag[DGH_VASP_TAG_LNONCOLLINEAR].line);
    if (ispin == 1 || ispin == 2)
        return dgh_builder_set_cstr(b, DGH_SETTING_SPIN, ispin == 2 ? "collinear" : "none",
                                    tags->tag[DGH_VASP_TAG_ISPIN].line);
    return true;
}

/* OUTCAR prints BPARAM for every non-local functional; whose GGA belongs to the vdW-DF family is
 * not rVV10. ML goes with vdW-DF2 by its Zab, else with rVV10. */
static const char *nonlocal_name(const dgh_vasp_tags *tags)
{
    static const char *const OF_VDW_DF[] = {"RE", "OR", "BO", "MK", "BF"};
    double zab = -0.8491, bparam = 0.0;
    dgh_vasp_tag_real(tags, DGH_VASP_TAG_ZAB_VDW, &zab);
    dgh_vasp_tag_real(tags, DGH_VASP_TAG_BPARAM, &bparam);
    dgh_slice gga = dgh_slice_trim(tags->tag[DGH_VASP_TAG_GGA].value);
    bool second = fabs(zab + 1.8867) < 1e-3, family = second;
    for (size_t i = 0; gga.data && i < sizeof OF_VDW_DF / sizeof OF_VDW_DF[0]; i++)
        family |= dgh_slice_equals_nocase(gga, OF_VDW_DF[i]);
    if (!family && bparam > 0.0)
        return "rvv10";
    return second ? "vdw-df2" : "vdw-df";
}

static bool set_dispersion(dgh_builder *b, const dgh_vasp_tags *tags)
{
    bool nonlocal = false, old_d2 = false;
    int64_t ivdw = 0;
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LUSE_VDW, &nonlocal);
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LVDW, &old_d2);
    if (nonlocal)
        return dgh_builder_set_cstr(b, DGH_SETTING_DISPERSION, nonlocal_name(tags),
                                    tags->tag[DGH_VASP_TAG_LUSE_VDW].line);
    if (dgh_vasp_tag_integer(tags, DGH_VASP_TAG_IVDW, &ivdw)) {
        const char *name = dispersion_name(ivdw);
        char other[40];
        dgh_format(other, sizeof other, "ivdw-%lld", (long long)ivdw);
        return dgh_builder_set_cstr(b, DGH_SETTING_DISPERSION, name ? name : other,
                                    tags->tag[DGH_VASP_TAG_IVDW].line);
    }
    if (old_d2)
        return dgh_builder_set_cstr(b, DGH_SETTING_DISPERSION, "d2",
                                    tags->tag[DGH_VASP_TAG_LVDW].line);
    return true;
}

/* IDIPOL alone corrects the energy; LDIPOL adds the correction of the potential. */
static bool set_dipole(dgh_builder *b, const dgh_vasp_tags *tags)
{
    static const char *const DIRECTION[] = {"none", "x", "y", "z", "all"};
    static const char *const ENERGY_ONLY[] = {"none", "x (energy only)", "y (energy only)",
                                              "z (energy only)", "all (energy only)"};
    int64_t idipol;
    bool potential = false;
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LDIPOL, &potential);
    if (!dgh_vasp_tag_integer(tags, DGH_VASP_TAG_IDIPOL, &idipol) || idipol < 0 || idipol > 4)
        return true;
    return dgh_builder_set_cstr(b, DGH_SETTING_DIPOLE_CORRECTION,
                                potential ? DIRECTION[idipol] : ENERGY_ONLY[idipol],
                                tags->tag[DGH_VASP_TAG_IDIPOL].line);
}

/* OUTCAR cuts PREC at six letters. */
static bool set_precision(dgh_builder *b, const dgh_vasp_tags *tags)
{
    static const char *const NAMES[] = {"accurate", "normal", "single", "low", "medium", "high"};
    dgh_slice prec = tags->tag[DGH_VASP_TAG_PREC].value;
    if (prec.data && prec.size == 0)
        return true;
    for (size_t i = 0; prec.data && i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (dgh_to_lower(prec.data[0]) != NAMES[i][0])
            continue;
        bool single = strcmp(NAMES[i], "single") == 0;
        if (single && prec.size >= 2 && dgh_slice_starts_nocase(prec, "singlen"))
            return dgh_builder_set_cstr(b, DGH_SETTING_PRECISION, "singlen",
                                        tags->tag[DGH_VASP_TAG_PREC].line);
        return dgh_builder_set_cstr(b, DGH_SETTING_PRECISION, NAMES[i],
                                    tags->tag[DGH_VASP_TAG_PREC].line);
    }
    return true;
}

static bool set_projection(dgh_builder *b, const dgh_vasp_tags *tags)
{
    dgh_slice lreal = tags->tag[DGH_VASP_TAG_LREAL].value;
    if (!lreal.data || !lreal.size)
        return true;
    if (lreal.data[0] == '.' && lreal.size > 1)
        lreal = (dgh_slice){lreal.data + 1, lreal.size - 1};
    const char *name = NULL;
    char first = dgh_to_lower(lreal.data[0]);
    if (first == 'f' || dgh_slice_starts_nocase(lreal, "off"))
        name = "off";
    else if (first == 'a')
        name = "auto";
    else if (first == 'o' || first == 't')
        name = "on";
    return !name || dgh_builder_set_cstr(b, DGH_SETTING_REAL_SPACE_PROJECTION, name,
                                         tags->tag[DGH_VASP_TAG_LREAL].line);
}

static bool set_solvation(dgh_builder *b, const dgh_vasp_tags *tags)
{
    bool on;
    if (!dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LSOL, &on))
        return true;
    return dgh_builder_set_cstr(b, DGH_SETTING_SOLVATION, on ? "vaspsol" : "none",
                                tags->tag[DGH_VASP_TAG_LSOL].line);
}

static bool add_plus_u(char *text, size_t size, const char *label, size_t type, int64_t l, double u,
                       double j)
{
    static const char ORBITALS[] = "spdf";
    size_t used = strlen(text);
    char number[32];
    dgh_format(number, sizeof number, "type %zu", type + 1);
    int wrote = dgh_format(text + used, size - used, "%s%s:%c U=%g J=%g", used ? ", " : "",
                           label ? label : number, ORBITALS[l], u, j);
    return wrote >= 0 && (size_t)wrote < size - used;
}

static dgh_slice list_of(const dgh_vasp_tags *tags, dgh_vasp_tag_id id)
{
    dgh_slice value = tags->tag[id].value;
    return value.data ? value : (dgh_slice){"", 0};
}

/* Elements are named by their symbols, so that POSCAR's "Ni" and POTCAR's "Ni_pv" are one. */
static const char *species_name(const dgh_structure *s, size_t type)
{
    if (type >= s->n_species)
        return NULL;
    int element = s->species[type].atomic_number;
    return element ? dgh_element_symbol(element) : s->species[type].label;
}

static bool set_plus_u(dgh_builder *b, const dgh_vasp_tags *tags)
{
    bool on;
    size_t line = tags->tag[DGH_VASP_TAG_LDAU].line;
    if (!dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LDAU, &on))
        return true;
    if (!on)
        return dgh_builder_set_cstr(b, DGH_SETTING_PLUS_U, "none", line);
    dgh_slice ls = list_of(tags, DGH_VASP_TAG_LDAUL), us = list_of(tags, DGH_VASP_TAG_LDAUU),
              js = list_of(tags, DGH_VASP_TAG_LDAUJ);
    const dgh_structure *s = &b->calculation->structure;
    char text[1024] = "";
    for (size_t i = 0;; i++) {
        int64_t l;
        double u, j = 0.0;
        if (!dgh_slice_int64(&ls, &l) || !dgh_slice_double(&us, &u))
            break;
        dgh_slice_double(&js, &j);
        if (l < 0 || l > 3 || (u == 0.0 && j == 0.0))
            continue;
        if (!add_plus_u(text, sizeof text - 32, species_name(s, i), i, l, u, j))
            break;
    }
    int64_t type = 2;
    dgh_vasp_tag_integer(tags, DGH_VASP_TAG_LDAUTYPE, &type);
    if (!text[0])
        return dgh_builder_set_cstr(b, DGH_SETTING_PLUS_U, "none", line);
    size_t used = strlen(text);
    dgh_format(text + used, sizeof text - used, " (%s)",
               type == 2   ? "dudarev"
               : type == 1 ? "liechtenstein"
               : type == 4 ? "liechtenstein, LDAUTYPE=4"
                           : "LDAUTYPE=3");
    return dgh_builder_set_cstr(b, DGH_SETTING_PLUS_U, text, line);
}

static void set_limit(dgh_builder *b, dgh_integer *target, const dgh_vasp_tags *tags,
                      dgh_vasp_tag_id id)
{
    int64_t value;
    if (!target->has && dgh_vasp_tag_integer(tags, id, &value))
        *target = dgh_builder_integer(b, value, tags->tag[id].line);
}

/* EDIFFG below zero is a limit of forces; above it, of the energy change between ionic steps. */
static void set_criteria(dgh_builder *b, const dgh_vasp_tags *tags)
{
    dgh_calculation *c = b->calculation;
    double value;
    if (!c->electronic_criterion_ev.has && dgh_vasp_tag_real(tags, DGH_VASP_TAG_EDIFF, &value))
        c->electronic_criterion_ev = dgh_builder_real(b, fabs(value),
                                                      tags->tag[DGH_VASP_TAG_EDIFF].line);
    if (dgh_vasp_tag_real(tags, DGH_VASP_TAG_EDIFFG, &value) &&
        !c->force_criterion_ev_per_ang.has && !c->energy_criterion_ev.has) {
        size_t line = tags->tag[DGH_VASP_TAG_EDIFFG].line;
        if (value < 0.0)
            c->force_criterion_ev_per_ang = dgh_builder_real(b, -value, line);
        else
            c->energy_criterion_ev = dgh_builder_real(b, value, line);
    }
    if (!c->n_electrons.has && dgh_vasp_tag_real(tags, DGH_VASP_TAG_NELECT, &value))
        c->n_electrons = dgh_builder_real(b, value, tags->tag[DGH_VASP_TAG_NELECT].line);
    set_limit(b, &c->max_electronic_steps, tags, DGH_VASP_TAG_NELM);
    set_limit(b, &c->max_ionic_steps, tags, DGH_VASP_TAG_NSW);
    set_limit(b, &c->ibrion, tags, DGH_VASP_TAG_IBRION);
}

static bool set_task(dgh_builder *b, const dgh_vasp_tags *tags)
{
    dgh_calculation *c = b->calculation;
    const char *what;
    dgh_task task = dgh_vasp_task(tags, &what);
    if (c->task != DGH_TASK_UNKNOWN || task == DGH_TASK_UNKNOWN)
        return true;
    size_t line = tags->tag[DGH_VASP_TAG_IBRION].line;
    if (!line)
        line = tags->tag[DGH_VASP_TAG_NSW].line;
    c->task = task;
    c->task_source = (dgh_source){b->path, line};
    return !what || dgh_builder_note(b, DGH_WARNING, "task-other", line,
                                     "not an energy of one geometry: %s", what);
}

bool dgh_vasp_tags_apply(dgh_builder *b, const dgh_vasp_tags *tags)
{
    double value;
    if (dgh_vasp_tag_real(tags, DGH_VASP_TAG_ENCUT, &value))
        dgh_builder_set_real(b, DGH_SETTING_CUTOFF_EV, value, tags->tag[DGH_VASP_TAG_ENCUT].line);
    if (dgh_vasp_tag_real(tags, DGH_VASP_TAG_ENAUG, &value))
        dgh_builder_set_real(b, DGH_SETTING_AUGMENTATION_CUTOFF_EV, value,
                             tags->tag[DGH_VASP_TAG_ENAUG].line);
    set_criteria(b, tags);
    return set_functional(b, tags) && set_smearing(b, tags) && set_spin(b, tags) &&
           set_dispersion(b, tags) && set_dipole(b, tags) && set_precision(b, tags) &&
           set_projection(b, tags) && set_solvation(b, tags) && set_plus_u(b, tags) &&
           set_task(b, tags);
}
