/* VASP's functionals by name, and by their names in libxc.
 * GGA: https://www.vasp.at/wiki/index.php/GGA; METAGGA, LHFCALC, and the van der Waals functionals:
 * the pages of those tags. libxc: https://libxc.gitlab.io/functionals. */
#include "vasp/settings.h"

#include <math.h>

#include "base/format.h"

typedef struct code_row {
    const char *code;
    const char *name;
    const char *libxc;
    const char *vdw_name; /* with LUSE_VDW; the correlation is then local */
    const char *vdw_libxc;
} code_row;

/* RP keeps PBE's correlation; libxc's gga_xc_beefvdw is BEEF-vdW without its non-local part. */
static const code_row CODES[] = {
    {"PE", "PBE", "gga_x_pbe+gga_c_pbe", NULL, NULL},
    {"RP", "RPBE", "gga_x_rpbe+gga_c_pbe", NULL, NULL},
    {"RE", "revPBE", "gga_x_pbe_r+gga_c_pbe", "vdW-DF", "gga_x_pbe_r+lda_c_pw"},
    {"PS", "PBEsol", "gga_x_pbe_sol+gga_c_pbe_sol", NULL, NULL},
    {"91", "PW91", "gga_x_pw91+gga_c_pw91", NULL, NULL},
    {"CA", "LDA", "lda_x+lda_c_pz", NULL, NULL},
    {"PZ", "LDA", "lda_x+lda_c_pz", NULL, NULL},
    {"VW", "LDA (VWN)", "lda_x+lda_c_vwn", NULL, NULL},
    {"HL", "LDA (Hedin-Lundqvist)", "lda_x+lda_c_hl", NULL, NULL},
    {"WI", "LDA (Wigner)", "lda_x+lda_c_wigner", NULL, NULL},
    {"AM", "AM05", "gga_x_am05+gga_c_am05", NULL, NULL},
    {"B3", "B3LYP (VWN3)", "hyb_gga_xc_b3lyp3", NULL, NULL},
    {"B5", "B3LYP (VWN5)", "hyb_gga_xc_b3lyp5", NULL, NULL},
    {"BF", "BEEF", "gga_xc_beefvdw", "BEEF-vdW", "gga_xc_beefvdw"},
    {"OR", "optPBE", "gga_x_optpbe_vdw+gga_c_pbe", "optPBE-vdW", "gga_x_optpbe_vdw+lda_c_pw"},
    {"BO", "optB88", "gga_x_optb88_vdw+gga_c_pbe", "optB88-vdW", "gga_x_optb88_vdw+lda_c_pw"},
    {"MK", "optB86b", "gga_x_optb86b_vdw+gga_c_pbe", "optB86b-vdW", "gga_x_optb86b_vdw+lda_c_pw"},
    {"ML", "rPW86", "gga_x_rpw86+gga_c_pbe", "vdW-DF2", "gga_x_rpw86+lda_c_pw"},
    {"CX", "CX", "gga_x_lv_rpw86+gga_c_pbe", "vdW-DF-cx", "gga_x_lv_rpw86+lda_c_pw"},
};

static const code_row METAS[] = {
    {"SCANL", "SCAN-L", "mgga_x_scanl+mgga_c_scanl", NULL, NULL},
    {"SCAN", "SCAN", "mgga_x_scan+mgga_c_scan", NULL, NULL},
    {"RSCAN", "rSCAN", "mgga_x_rscan+mgga_c_rscan", NULL, NULL},
    /* OUTCAR cuts the name to five letters */
    {"R2SCANL", "r2SCAN-L", "mgga_x_r2scanl+mgga_c_r2scanl", NULL, NULL},
    {"R2SCAN", "r2SCAN", "mgga_x_r2scan+mgga_c_r2scan", NULL, NULL},
    {"R2SCA", "r2SCAN", "mgga_x_r2scan+mgga_c_r2scan", NULL, NULL},
    {"TPSS", "TPSS", "mgga_x_tpss+mgga_c_tpss", NULL, NULL},
    {"RTPSS", "revTPSS", "mgga_x_revtpss+mgga_c_revtpss", NULL, NULL},
    {"M06L", "M06-L", "mgga_x_m06_l+mgga_c_m06_l", NULL, NULL},
    {"MS0", "MS0", "mgga_x_ms0+gga_c_regtpss", NULL, NULL},
    {"MS1", "MS1", "mgga_x_ms1+gga_c_regtpss", NULL, NULL},
    {"MS2", "MS2", "mgga_x_ms2+gga_c_regtpss", NULL, NULL},
    {"MBJ", "mBJ", NULL, NULL, NULL},
};

static const dgh_vasp_functional HYBRIDS[] = {
    {"PBE0", "hyb_gga_xc_pbeh", false},
    {"HSE03", "hyb_gga_xc_hse03", false},
    {"HSE06", "hyb_gga_xc_hse06", false},
    {"HSEsol", "hyb_gga_xc_hse_sol", false},
};

enum {
    N_CODES = sizeof CODES / sizeof CODES[0],
    N_METAS = sizeof METAS / sizeof METAS[0],
    N_HYBRIDS = sizeof HYBRIDS / sizeof HYBRIDS[0],
};

bool dgh_vasp_functional_at(dgh_vasp_functional *out, const char **code, size_t index)
{
    *code = NULL;
    if (index < N_CODES) {
        *code = CODES[index].code;
        *out = (dgh_vasp_functional){CODES[index].name, CODES[index].libxc, false};
        return true;
    }
    index -= N_CODES;
    if (index < N_METAS) {
        *code = METAS[index].code;
        *out = (dgh_vasp_functional){METAS[index].name, METAS[index].libxc, false};
        return true;
    }
    index -= N_METAS;
    if (index < N_HYBRIDS) {
        *out = HYBRIDS[index];
        return true;
    }
    index -= N_HYBRIDS;
    for (size_t i = 0; i < N_CODES; i++)
        if (CODES[i].vdw_name && index-- == 0) {
            *out = (dgh_vasp_functional){CODES[i].vdw_name, CODES[i].vdw_libxc, true};
            return true;
        }
    return false;
}

static const code_row *find_row(const code_row *rows, size_t n, dgh_slice code)
{
    code = dgh_slice_trim(code);
    for (size_t i = 0; i < n; i++)
        if (dgh_slice_equals_nocase(code, rows[i].code))
            return &rows[i];
    return NULL;
}

/* OUTCAR's LEXCH is VASP's internal number of the functional; only those that POTCAR files come
 * with are needed, because GGA names the others. */
static const code_row *row_of_lexch(const dgh_vasp_tags *tags, dgh_slice potcar_lexch)
{
    static const struct {
        int64_t number;
        const char *code;
    } NUMBERS[] = {{2, "CA"},  {7, "91"},  {8, "PE"},  {9, "RP"},  {13, "AM"}, {14, "PS"},
                   {40, "RE"}, {41, "OR"}, {42, "BO"}, {43, "MK"}, {44, "ML"}};
    int64_t number;
    if (dgh_vasp_tag_integer(tags, DGH_VASP_TAG_LEXCH, &number)) {
        for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++)
            if (NUMBERS[i].number == number)
                return find_row(CODES, N_CODES, (dgh_slice){NUMBERS[i].code, 2});
        if (number != 91)
            return NULL;
    }
    if (tags->tag[DGH_VASP_TAG_LEXCH].value.data) {
        const code_row *row = find_row(CODES, N_CODES, tags->tag[DGH_VASP_TAG_LEXCH].value);
        if (row)
            return row;
    }
    return find_row(CODES, N_CODES, potcar_lexch);
}

/* GGA is "--" or "NO" in OUTCAR where it was not set and POTCAR's functional holds. */
static const code_row *row_of_tags(const dgh_vasp_tags *tags, dgh_slice potcar_lexch)
{
    dgh_slice gga = tags->tag[DGH_VASP_TAG_GGA].value;
    if (gga.data && gga.size && !dgh_slice_starts(gga, "--") && !dgh_slice_equals(gga, "NO"))
        return find_row(CODES, N_CODES, gga);
    return row_of_lexch(tags, potcar_lexch);
}

static const code_row *meta_of_tags(const dgh_vasp_tags *tags)
{
    dgh_slice meta = dgh_slice_trim(tags->tag[DGH_VASP_TAG_METAGGA].value);
    return meta.data ? find_row(METAS, N_METAS, meta) : NULL;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

/* HSE06 is defined with 0.11 / Bohr = 0.207 1/Angstrom; 0.2 is what VASP's manual recommends for
 * it, so the screening length is part of the name where it is another. */
static dgh_vasp_functional hybrid(const dgh_vasp_tags *tags, const code_row *row, char *buffer,
                                  size_t size)
{
    double exact = 0.25, screening = 0.0;
    dgh_vasp_tag_real(tags, DGH_VASP_TAG_AEXX, &exact);
    dgh_vasp_tag_real(tags, DGH_VASP_TAG_HFSCREEN, &screening);
    bool quarter = near(exact, 0.25);
    bool pbe = row && strcmp(row->code, "PE") == 0;
    bool hse_length = near(screening, 0.2) || near(screening, 0.207);
    if (row && (strcmp(row->code, "B3") == 0 || strcmp(row->code, "B5") == 0))
        return (dgh_vasp_functional){row->name, row->libxc, false};
    if (near(exact, 1.0) && screening == 0.0)
        return (dgh_vasp_functional){"HF", NULL, false};
    if (pbe && quarter && screening == 0.0)
        return HYBRIDS[0];
    if (pbe && quarter && near(screening, 0.3))
        return HYBRIDS[1];
    if (pbe && quarter && hse_length)
        return HYBRIDS[2];
    if (row && strcmp(row->code, "PS") == 0 && quarter && hse_length)
        return HYBRIDS[3];
    dgh_format(buffer, size, "%s hybrid (AEXX=%g HFSCREEN=%g)", row ? row->name : "unknown", exact,
               screening);
    return (dgh_vasp_functional){buffer, NULL, false};
}

dgh_vasp_functional dgh_vasp_functional_of_tags(const dgh_vasp_tags *tags, dgh_slice lexch,
                                                char *buffer, size_t size)
{
    bool exact_exchange = false, vdw = false;
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LHFCALC, &exact_exchange);
    dgh_vasp_tag_logical(tags, DGH_VASP_TAG_LUSE_VDW, &vdw);
    const code_row *row = row_of_tags(tags, lexch);
    const code_row *meta = meta_of_tags(tags);
    if (exact_exchange && !meta)
        return hybrid(tags, row, buffer, size);
    if (exact_exchange) {
        dgh_format(buffer, size, "%s hybrid", meta->name);
        return (dgh_vasp_functional){buffer, NULL, false};
    }
    if (meta && vdw) {
        dgh_format(buffer, size, "%s+rVV10", meta->name);
        return (dgh_vasp_functional){buffer, meta->libxc, true};
    }
    if (meta)
        return (dgh_vasp_functional){meta->name, meta->libxc, false};
    if (row && vdw && row->vdw_name)
        return (dgh_vasp_functional){row->vdw_name, row->vdw_libxc, true};
    if (row && vdw) {
        dgh_format(buffer, size, "%s+non-local vdW", row->name);
        return (dgh_vasp_functional){buffer, NULL, false};
    }
    if (row)
        return (dgh_vasp_functional){row->name, row->libxc, false};
    dgh_slice gga = tags->tag[DGH_VASP_TAG_GGA].value;
    if (gga.data && gga.size && !dgh_slice_starts(gga, "--") && !dgh_slice_equals(gga, "NO")) {
        dgh_format(buffer, size, "GGA=%.*s", gga.size < 32 ? (int)gga.size : 32, gga.data);
        return (dgh_vasp_functional){buffer, NULL, false};
    }
    return (dgh_vasp_functional){NULL, NULL, false};
}
