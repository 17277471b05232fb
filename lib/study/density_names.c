/* What the name of a grid tells, where its content does not. */
#include <string.h>

#include "base/text.h"
#include "study/density_files.h"

static bool any_within(const char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

bool dgh_density_name_allows(const char *name)
{
    static const char *const WITHIN[] = {
        "wavecar", ".wfc",    "wavefunctions", ".upf",   ".png",     ".pdf",   ".svg",    ".igk",
        ".mix",    "xdatcar", "doscar",        "procar", "eigenval", "outcar", "oszicar", "ibzkpt",
        "pcdat",   "report",  "vasprun",       "incar",  "kpoints",  "potcar", NULL};
    return !any_within(name, WITHIN);
}

static dgh_density_kind vasp_kind(const char *name, int *rank)
{
    static const char *const OF_NO_USE[] = {"parchg", "aeccar1", "diff", "bvch", "bvat", NULL};
    static const struct {
        const char *word;
        dgh_density_kind kind;
        int rank;
    } NAMES[] = {{"aeccar0", DGH_DENSITY_CORE, 0},     {"aeccar2", DGH_DENSITY_AE_PART, 0},
                 {"locpot", DGH_DENSITY_POTENTIAL, 0}, {"elfcar", DGH_DENSITY_ELF, 0},
                 {"chgcar_sum", DGH_DENSITY_AE, 0},    {"chgcar", DGH_DENSITY_VALENCE, 0}};
    if (any_within(name, OF_NO_USE))
        return DGH_DENSITY_NOTHING;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strstr(name, NAMES[i].word)) {
            *rank = NAMES[i].rank;
            return NAMES[i].kind;
        }
    *rank = 1; /* CHG has five digits */
    return strcmp(name, "chg") == 0 || strncmp(name, "chg.", 4) == 0 ? DGH_DENSITY_VALENCE
                                                                     : DGH_DENSITY_UNNAMED;
}

dgh_density_kind dgh_density_kind_of_plot(int64_t plot_num)
{
    switch (plot_num) {
    case 0:
        return DGH_DENSITY_VALENCE;
    case 1:
    case 11:
        return DGH_DENSITY_POTENTIAL;
    case 6:
        return DGH_DENSITY_SPIN;
    case 8:
        return DGH_DENSITY_ELF;
    case 17:
    case 21:
        return DGH_DENSITY_AE;
    default:
        return DGH_DENSITY_NOTHING;
    }
}

/* The number behind a word that announces a plot_num: rho21, charge_0, plot-num.17. */
static bool stated_plot(const char *name, int64_t *plot_num)
{
    static const char *const WORDS[] = {"plotnum", "plot_num", "plot-num", "plot", "rho",
                                        "charge",  "density",  "dens",     NULL};
    for (size_t i = 0; WORDS[i]; i++) {
        const char *at = strstr(name, WORDS[i]);
        if (!at)
            continue;
        at += strlen(WORDS[i]);
        at += *at == '_' || *at == '-' || *at == '.' || *at == '=';
        dgh_slice number = {at, strlen(at)};
        if (dgh_is_digit(*at) && dgh_slice_int64(&number, plot_num))
            return true;
    }
    return false;
}

/* Whether `word` stands in `name` with no letter on either side. */
static bool has_word(const char *name, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = strstr(name, word); at; at = strstr(at + 1, word))
        if ((at == name || !dgh_is_alpha(at[-1])) && !dgh_is_alpha(at[n]))
            return true;
    return false;
}

static dgh_density_kind field_kind(const char *name)
{
    static const char *const OF_NO_USE[] = {"diff",  "delta", "drho", "basin", "mask",
                                            "bader", "ldos",  "stm",  "wfc",   "psi",
                                            "orb",   "homo",  "lumo", "fukui", NULL};
    static const char *const AE[] = {"allel", "all-el", "all_el", "reference", NULL};
    static const char *const POTENTIAL[] = {"pot", "vtot", "hartree", NULL};
    static const char *const SPIN[] = {"spin", "magn", NULL};
    static const char *const DENSITY[] = {"rho", "charge", "dens", "chg", "valence", NULL};
    int64_t plot_num;
    if (any_within(name, OF_NO_USE))
        return DGH_DENSITY_NOTHING;
    if (any_within(name, SPIN) || has_word(name, "mag"))
        return DGH_DENSITY_SPIN;
    if (has_word(name, "elf"))
        return DGH_DENSITY_ELF;
    if (any_within(name, POTENTIAL) || has_word(name, "vh"))
        return DGH_DENSITY_POTENTIAL;
    if (stated_plot(name, &plot_num))
        return dgh_density_kind_of_plot(plot_num);
    if (any_within(name, AE) || has_word(name, "ae"))
        return DGH_DENSITY_AE;
    return any_within(name, DENSITY) ? DGH_DENSITY_VALENCE : DGH_DENSITY_UNNAMED;
}

dgh_density_kind dgh_density_kind_of_name(const char *name, const char *format, int *rank)
{
    *rank = 0;
    if (strcmp(format, "vasp-chgcar") == 0)
        return vasp_kind(name, rank);
    /* charge-density.dat has all digits, cube and XSF six */
    if (strcmp(format, "qe-charge-density") == 0 || strcmp(format, "hdf5") == 0)
        return strncmp(name, "charge-density", 14) == 0 || strncmp(name, "vaspwave", 8) == 0
                   ? DGH_DENSITY_VALENCE
                   : DGH_DENSITY_NOTHING;
    *rank = strcmp(format, "qe-filplot") == 0 ? 1 : strcmp(format, "cube") == 0 ? 2 : 3;
    return field_kind(name);
}
