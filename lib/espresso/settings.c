/* Names of functionals: the tables of QE's Modules/funct.f90 (5.x to 6.8) and XClib (7.x); of
 * smearings, occupations and vdw_corr: PW/src/input.f90 and INPUT_PW.def. */
#include "espresso/settings.h"

#include "adapt/libxc.h"
#include "base/format.h"

typedef struct known_functional {
    const char *name;     /* short name */
    const char *terms[2]; /* long forms; old versions call some terms differently */
    const char *libxc;    /* NULL = QE's form has no twin in libxc */
    const char *nonlocal;
} known_functional;

/* "NOX", "NOC", "NOGX", "NOGC" and "NONE" are left out of the terms. QE's HSE deviates from HSE06
 * by 1e-5 Ha (its own note), its B3LYP has the fifth VWN form. */
static const known_functional FUNCTIONALS[] = {
    {"PZ", {"SLA PZ", "LDA"}, "lda_x+lda_c_pz", NULL},
    {"PW", {"SLA PW", NULL}, "lda_x+lda_c_pw", NULL},
    {"VWN", {"SLA VWN", NULL}, "lda_x+lda_c_vwn", NULL},
    {"VWN-RPA", {NULL, NULL}, "lda_x+lda_c_vwn_rpa", NULL},
    {"PBE", {"SLA PW PBX PBC", "SLA PW PBE PBE"}, "gga_x_pbe+gga_c_pbe", NULL},
    {"REVPBE", {"SLA PW REVX PBC", "SLA PW RPB PBC"}, "gga_x_pbe_r+gga_c_pbe", NULL},
    {"RPBE", {"SLA PW HHNX PBC", NULL}, "gga_x_rpbe+gga_c_pbe", NULL},
    {"PBESOL", {"SLA PW PSX PSC", NULL}, "gga_x_pbe_sol+gga_c_pbe_sol", NULL},
    {"PW91", {"SLA PW GGX GGC", NULL}, "gga_x_pw91+gga_c_pw91", NULL},
    {"BP", {"SLA PZ B88 P86", "B88 P86"}, "gga_x_b88+gga_c_p86", NULL},
    {"BLYP", {"SLA LYP B88 BLYP", NULL}, "gga_x_b88+gga_c_lyp", NULL},
    {"OLYP", {"LYP OPTX BLYP", NULL}, "gga_x_optx+gga_c_lyp", NULL},
    {"HCTH", {"HCTH HCTH", NULL}, "gga_xc_hcth_120", NULL},
    {"WC", {"SLA PW WCX PBC", NULL}, "gga_x_wc+gga_c_pbe", NULL},
    {"SOGGA", {"SLA PW SOX PBC", "SLA PW SOX PBEC"}, "gga_x_sogga+gga_c_pbe", NULL},
    {"PW86PBE", {"SLA PW PW86 PBC", NULL}, "gga_x_pw86+gga_c_pbe", NULL},
    {"B86BPBE", {"SLA PW B86B PBC", NULL}, "gga_x_b86_mgc+gga_c_pbe", NULL},
    {"PBEQ2D", {"SLA PW Q2DX Q2DC", "Q2D"}, "gga_x_q2d+gga_c_q2d", NULL},
    {"EV93", {"SLA PW EVX", NULL}, "gga_x_ev93+lda_c_pw", NULL},
    {"OPTBK88", {"SLA PW OBK8 P86", NULL}, NULL, NULL},
    {"OPTB86B", {"SLA PW OB86 P86", NULL}, NULL, NULL},
    {"PBE0", {"PB0X PW PB0X PBC", NULL}, "hyb_gga_xc_pbeh", NULL},
    {"HSE", {"SLA PW HSE PBC", NULL}, "hyb_gga_xc_hse06", NULL},
    {"GAUP", {"SLA PW GAUP PBC", "GAUPBE"}, NULL, NULL},
    {"B3LYP", {"B3LP B3LP B3LP B3LP", NULL}, "hyb_gga_xc_b3lyp5", NULL},
    {"B3LYP-V1R", {"B3LYPV1R", NULL}, "hyb_gga_xc_b3lyp", NULL},
    {"TPSS", {"SLA PW TPSS TPSS", "TPSS TPSS"}, "mgga_x_tpss+mgga_c_tpss", NULL},
    {"M06L", {"M6LX M6LC", "M06L M06L"}, "mgga_x_m06_l+mgga_c_m06_l", NULL},
    {"SCAN", {"SCAN SCAN", NULL}, "mgga_x_scan+mgga_c_scan", NULL},
    {"RSCAN", {NULL, NULL}, "mgga_x_rscan+mgga_c_rscan", NULL},
    {"R2SCAN", {NULL, NULL}, "mgga_x_r2scan+mgga_c_r2scan", NULL},
    {"VDW-DF", {"SLA PW REVX VDW1", "SLA PW RPB VDW1"}, "gga_x_pbe_r+lda_c_pw", "vdw-df"},
    {"VDW-DF2", {"SLA PW RW86 VDW2", NULL}, "gga_x_rpw86+lda_c_pw", "vdw-df2"},
    {"VDW-DF-C09", {"SLA PW C09X VDW1", NULL}, "gga_x_c09x+lda_c_pw", "vdw-df"},
    {"VDW-DF2-C09", {"SLA PW C09X VDW2", NULL}, "gga_x_c09x+lda_c_pw", "vdw-df2"},
    {"VDW-DF-OBK8", {"SLA PW OBK8 VDW1", NULL}, "gga_x_optb88_vdw+lda_c_pw", "vdw-df"},
    {"VDW-DF-OB86", {"SLA PW OB86 VDW1", NULL}, "gga_x_optb86b_vdw+lda_c_pw", "vdw-df"},
    {"VDW-DF2-B86R", {"SLA PW B86R VDW2", "REV VDW DF2"}, "gga_x_b86_r+lda_c_pw", "vdw-df2"},
    {"VDW-DF-CX", {"SLA PW CX13 VDW1", NULL}, "gga_x_lv_rpw86+lda_c_pw", "vdw-df"},
    {"VDW-DF3-OPT1", {"SLA PW W31X W31C", NULL}, NULL, "vdw-df3-opt1"},
    {"VDW-DF3-OPT2", {"SLA PW W32X W32C", NULL}, NULL, "vdw-df3-opt2"},
    {"VDW-DF-C6", {"SLA PW B86R WC6", NULL}, "gga_x_b86_r+lda_c_pw", "vdw-df-c6"},
    {"RVV10", {"SLA PW RW86 PBC VV10", NULL}, "gga_x_rpw86+gga_c_pbe", "rvv10"},
    {"BEEF-VDW", {"SLA PW BEEX BEEC VDW2", "BEEF"}, "gga_xc_beefvdw", "vdw-df2"},
};

enum { N_FUNCTIONALS = sizeof FUNCTIONALS / sizeof FUNCTIONALS[0], LONGEST_NAME = 96 };

static bool is_separator(char c)
{
    return dgh_is_space(c) || c == '+' || c == '-';
}

/* Upper case, one blank between terms, without the terms that say "none" and without the indices
 * in brackets that pw.x prints behind them. */
static void normalise(dgh_slice text, char out[LONGEST_NAME])
{
    static const char *const EMPTY[] = {"NOX", "NOC", "NOGX", "NOGC", "NONE"};
    size_t n = 0, i = 0;
    while (i < text.size && text.data[i] != '(') {
        if (is_separator(text.data[i])) {
            i++;
            continue;
        }
        size_t start = i;
        while (i < text.size && text.data[i] != '(' && !is_separator(text.data[i]))
            i++;
        dgh_slice term = {text.data + start, i - start};
        bool empty = false;
        for (size_t k = 0; k < sizeof EMPTY / sizeof EMPTY[0]; k++)
            empty = empty || dgh_slice_equals_nocase(term, EMPTY[k]);
        if (empty)
            continue;
        if (n + term.size + 2 > LONGEST_NAME)
            break;
        if (n)
            out[n++] = ' ';
        for (size_t k = 0; k < term.size; k++) {
            char c = dgh_to_lower(term.data[k]);
            out[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    out[n] = '\0';
}

static bool same(const char *normalised, const char *candidate)
{
    char other[LONGEST_NAME];
    if (!candidate)
        return false;
    normalise((dgh_slice){candidate, strlen(candidate)}, other);
    return strcmp(normalised, other) == 0;
}

static void copy_text(char *to, size_t size, dgh_slice from)
{
    size_t n = from.size < size - 1 ? from.size : size - 1;
    memcpy(to, from.data, n);
    to[n] = '\0';
}

/* "XC 000I 000I 101L 130L": L marks libxc's numbers, I QE's own. With one of QE's own in it there
 * is no identity to give. */
static void libxc_from_numbers(const char *normalised, char *out, size_t size)
{
    dgh_slice rest = {normalised + 2, strlen(normalised + 2)}, word;
    size_t used = 0;
    out[0] = '\0';
    while (dgh_slice_word(&rest, &word)) {
        int64_t number;
        char name[64];
        if (!dgh_slice_int64(&word, &number) || number > 100000)
            break;
        if (number == 0)
            continue;
        size_t length;
        if (!dgh_slice_equals(word, "L") || !dgh_libxc_name((int)number, name, sizeof name) ||
            used + (length = strlen(name)) + 2 > size) {
            out[0] = '\0';
            return;
        }
        if (used)
            out[used++] = '+';
        memcpy(out + used, name, length + 1);
        used += length;
    }
}

dgh_qe_functional dgh_qe_functional_from_text(dgh_slice text)
{
    dgh_qe_functional result = {0};
    char normalised[LONGEST_NAME];
    text = dgh_slice_trim(text);
    normalise(text, normalised);
    for (size_t i = 0; i < N_FUNCTIONALS; i++) {
        const known_functional *f = &FUNCTIONALS[i];
        if (!same(normalised, f->name) && !same(normalised, f->terms[0]) &&
            !same(normalised, f->terms[1]))
            continue;
        copy_text(result.name, sizeof result.name, (dgh_slice){f->name, strlen(f->name)});
        if (f->libxc)
            copy_text(result.libxc, sizeof result.libxc, (dgh_slice){f->libxc, strlen(f->libxc)});
        result.nonlocal = f->nonlocal;
        result.known = true;
        return result;
    }
    size_t bracket = 0;
    while (bracket < text.size && text.data[bracket] != '(')
        bracket++;
    copy_text(result.name, sizeof result.name, dgh_slice_trim((dgh_slice){text.data, bracket}));
    if (strncmp(normalised, "XC ", 3) == 0)
        libxc_from_numbers(normalised, result.libxc, sizeof result.libxc);
    return result;
}

const char *dgh_qe_functional_name(size_t index)
{
    return index < N_FUNCTIONALS ? FUNCTIONALS[index].name : NULL;
}

bool dgh_qe_set_functional(dgh_builder *builder, dgh_slice text, size_t line)
{
    dgh_qe_functional f = dgh_qe_functional_from_text(text);
    if (f.name[0] == '\0')
        return true;
    bool ok = dgh_builder_set_cstr(builder, DGH_SETTING_FUNCTIONAL, f.name, line);
    if (f.libxc[0])
        ok = ok && dgh_builder_set_cstr(builder, DGH_SETTING_LIBXC, f.libxc, line);
    if (f.nonlocal)
        ok = ok && dgh_builder_set_cstr(builder, DGH_SETTING_DISPERSION, f.nonlocal, line);
    return ok;
}

typedef struct alias {
    const char *text;
    const char *name;
} alias;

static const char *look_up(const alias *table, size_t n, dgh_slice text)
{
    for (size_t i = 0; i < n; i++)
        if (dgh_slice_equals_nocase(text, table[i].text))
            return table[i].name;
    return NULL;
}

#define LOOK_UP(table, text) look_up(table, sizeof(table) / sizeof(table)[0], text)

/* Blanks and Fortran quotes around a value. */
static dgh_slice bare(dgh_slice s)
{
    s = dgh_slice_trim(s);
    if (s.size >= 2 && (s.data[0] == '\'' || s.data[0] == '"') && s.data[s.size - 1] == s.data[0])
        s = dgh_slice_trim((dgh_slice){s.data + 1, s.size - 2});
    return s;
}

const char *dgh_qe_smearing_name(dgh_slice smearing)
{
    static const alias NAMES[] = {
        {"", "gaussian"},
        {"gaussian", "gaussian"},
        {"gauss", "gaussian"},
        {"methfessel-paxton", "methfessel-paxton-1"},
        {"m-p", "methfessel-paxton-1"},
        {"mp", "methfessel-paxton-1"},
        {"marzari-vanderbilt", "marzari-vanderbilt"},
        {"cold", "marzari-vanderbilt"},
        {"m-v", "marzari-vanderbilt"},
        {"mv", "marzari-vanderbilt"},
        {"fermi-dirac", "fermi-dirac"},
        {"f-d", "fermi-dirac"},
        {"fd", "fermi-dirac"},
    };
    return LOOK_UP(NAMES, bare(smearing));
}

const char *dgh_qe_occupations_name(dgh_slice occupations, dgh_slice smearing)
{
    static const alias NAMES[] = {
        {"fixed", "fixed"},
        {"from_input", "fixed"},
        {"tetrahedra", "tetrahedron-bloechl"},
        {"tetrahedra_lin", "tetrahedron-linear"},
        {"tetrahedra-lin", "tetrahedron-linear"},
        {"tetrahedra_opt", "tetrahedron-optimized"},
        {"tetrahedra-opt", "tetrahedron-optimized"},
    };
    occupations = bare(occupations);
    if (dgh_slice_equals_nocase(occupations, "smearing"))
        return dgh_qe_smearing_name(smearing);
    return LOOK_UP(NAMES, occupations);
}

const char *dgh_qe_dispersion_name(dgh_slice vdw_corr, int dftd3_version)
{
    static const alias NAMES[] = {
        {"", "none"},
        {"none", "none"},
        {"grimme-d2", "d2"},
        {"dft-d", "d2"},
        {"dft-d2", "d2"},
        {"ts", "ts"},
        {"ts-vdw", "ts"},
        {"tkatchenko-scheffler", "ts"},
        {"mbd", "mbd"},
        {"mbd_vdw", "mbd"},
        {"many-body dispersion", "mbd"},
        {"xdm", "xdm"},
        {"grimme-d3", "d3"},
        {"dft-d3", "d3"},
    };
    const char *name = LOOK_UP(NAMES, bare(vdw_corr));
    if (!name || strcmp(name, "d3") != 0)
        return name;
    switch (dftd3_version) {
    case 2:
        return "d2";
    case 3:
        return "d3-zero";
    case 4:
        return "d3-bj";
    case 5:
        return "d3m-zero";
    case 6:
        return "d3m-bj";
    default:
        return NULL;
    }
}

const char *dgh_qe_spin_name(bool lsda, bool noncolin, bool spinorbit)
{
    if (noncolin)
        return spinorbit ? "spin-orbit" : "noncollinear";
    return lsda ? "collinear" : "none";
}

const char *dgh_qe_dipole_name(bool tefield, bool dipfield, int edir)
{
    static const char *const AXES[] = {"x", "y", "z"};
    if (!tefield || !dipfield)
        return "none";
    return edir >= 1 && edir <= 3 ? AXES[edir - 1] : "unknown axis";
}

bool dgh_qe_set_mesh(dgh_builder *builder, const int64_t divisions[3], const int64_t shifts[3],
                     size_t line)
{
    char text[80];
    for (int k = 0; k < 3; k++)
        if (divisions[k] < 1 || divisions[k] > 1000000)
            return true;
    bool shifted = shifts[0] || shifts[1] || shifts[2];
    dgh_format(text, sizeof text, "%dx%dx%d%s", (int)divisions[0], (int)divisions[1],
               (int)divisions[2], shifted ? " shifted" : "");
    for (int k = 0; k < 3; k++)
        builder->calculation->kpoint_mesh[k] = (double)divisions[k];
    return dgh_builder_set_cstr(builder, DGH_SETTING_KPOINT_MESH, text, line);
}

void dgh_qe_add_hubbard(char *text, size_t size, dgh_slice species, dgh_slice orbital, double u_ev,
                        double j_ev)
{
    char entry[128], j[40] = "";
    if (j_ev != 0.0)
        dgh_format(j, sizeof j, " J=%.6g", j_ev);
    int n = dgh_format(entry, sizeof entry, "%s%.*s%s%.*s U=%.6g%s", text[0] ? "; " : "",
                       (int)(species.size < 20 ? species.size : 20), species.data,
                       orbital.size ? ":" : "", (int)(orbital.size < 20 ? orbital.size : 20),
                       orbital.size ? orbital.data : "", u_ev, j);
    size_t used = strlen(text);
    if (n > 0 && used + (size_t)n < size)
        memcpy(text + used, entry, (size_t)n + 1);
}

double dgh_qe_sigma0_ev(double free_ev, double without_entropy_ev, const char *smearing)
{
    if (smearing && strcmp(smearing, "methfessel-paxton-1") == 0)
        return (2.0 * free_ev + without_entropy_ev) / 3.0;
    return 0.5 * (free_ev + without_entropy_ev);
}
