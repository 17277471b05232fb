/* The table of VASP's tags, and reading one tag's value as VASP does (its reader rdatab.F, and
 * https://www.vasp.at/wiki/INCAR). */
#include "vasp/settings.h"

static const char *const NAMES[DGH_VASP_TAG_COUNT] = {
    [DGH_VASP_TAG_AEXX] = "AEXX",         [DGH_VASP_TAG_ALGO] = "ALGO",
    [DGH_VASP_TAG_BPARAM] = "BPARAM",     [DGH_VASP_TAG_EDIFF] = "EDIFF",
    [DGH_VASP_TAG_EDIFFG] = "EDIFFG",     [DGH_VASP_TAG_ENAUG] = "ENAUG",
    [DGH_VASP_TAG_ENCUT] = "ENCUT",       [DGH_VASP_TAG_GGA] = "GGA",
    [DGH_VASP_TAG_HFSCREEN] = "HFSCREEN", [DGH_VASP_TAG_IBRION] = "IBRION",
    [DGH_VASP_TAG_ICHAIN] = "ICHAIN",     [DGH_VASP_TAG_ICHARG] = "ICHARG",
    [DGH_VASP_TAG_IDIPOL] = "IDIPOL",     [DGH_VASP_TAG_IMAGES] = "IMAGES",
    [DGH_VASP_TAG_ISIF] = "ISIF",         [DGH_VASP_TAG_ISMEAR] = "ISMEAR",
    [DGH_VASP_TAG_ISPIN] = "ISPIN",       [DGH_VASP_TAG_IVDW] = "IVDW",
    [DGH_VASP_TAG_LDAU] = "LDAU",         [DGH_VASP_TAG_LDAUJ] = "LDAUJ",
    [DGH_VASP_TAG_LDAUL] = "LDAUL",       [DGH_VASP_TAG_LDAUTYPE] = "LDAUTYPE",
    [DGH_VASP_TAG_LDAUU] = "LDAUU",       [DGH_VASP_TAG_LDIPOL] = "LDIPOL",
    [DGH_VASP_TAG_LEXCH] = "LEXCH",       [DGH_VASP_TAG_LHFCALC] = "LHFCALC",
    [DGH_VASP_TAG_LIBXC1] = "LIBXC1",     [DGH_VASP_TAG_LIBXC2] = "LIBXC2",
    [DGH_VASP_TAG_LREAL] = "LREAL",       [DGH_VASP_TAG_LNONCOLLINEAR] = "LNONCOLLINEAR",
    [DGH_VASP_TAG_LSOL] = "LSOL",         [DGH_VASP_TAG_LSORBIT] = "LSORBIT",
    [DGH_VASP_TAG_LUSE_VDW] = "LUSE_VDW", [DGH_VASP_TAG_LVDW] = "LVDW",
    [DGH_VASP_TAG_METAGGA] = "METAGGA",   [DGH_VASP_TAG_ML_LMLFF] = "ML_LMLFF",
    [DGH_VASP_TAG_NELECT] = "NELECT",     [DGH_VASP_TAG_NELM] = "NELM",
    [DGH_VASP_TAG_NSW] = "NSW",           [DGH_VASP_TAG_PREC] = "PREC",
    [DGH_VASP_TAG_SIGMA] = "SIGMA",       [DGH_VASP_TAG_SYSTEM] = "SYSTEM",
    [DGH_VASP_TAG_ZAB_VDW] = "ZAB_VDW",
};

bool dgh_vasp_tag_find(dgh_slice name, dgh_vasp_tag_id *id)
{
    name = dgh_slice_trim(name);
    for (int i = 0; i < DGH_VASP_TAG_COUNT; i++) {
        if (dgh_slice_equals_nocase(name, NAMES[i])) {
            *id = (dgh_vasp_tag_id)i;
            return true;
        }
    }
    if (dgh_slice_equals_nocase(name, "ENMAX")) { /* VASP 4's name */
        *id = DGH_VASP_TAG_ENCUT;
        return true;
    }
    return false;
}

bool dgh_vasp_tags_put(dgh_vasp_tags *tags, dgh_slice name, dgh_slice value, size_t line)
{
    dgh_vasp_tag_id id;
    if (!dgh_vasp_tag_find(name, &id))
        return false;
    if (!tags->tag[id].value.data)
        tags->tag[id] = (dgh_vasp_tag){dgh_slice_trim(value), line};
    return true;
}

bool dgh_vasp_logical(dgh_slice text, bool *value)
{
    text = dgh_slice_trim(text);
    if (text.size && text.data[0] == '.') {
        text.data++;
        text.size--;
    }
    if (dgh_slice_starts_nocase(text, "on") || dgh_slice_starts_nocase(text, "t")) {
        *value = true;
        return true;
    }
    if (dgh_slice_starts_nocase(text, "of") || dgh_slice_starts_nocase(text, "f")) {
        *value = false;
        return true;
    }
    return false;
}

bool dgh_vasp_tag_logical(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, bool *value)
{
    return tags->tag[id].value.data && dgh_vasp_logical(tags->tag[id].value, value);
}

bool dgh_vasp_tag_integer(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, int64_t *value)
{
    dgh_slice text = tags->tag[id].value;
    return text.data && dgh_slice_int64(&text, value);
}

bool dgh_vasp_tag_real(const dgh_vasp_tags *tags, dgh_vasp_tag_id id, double *value)
{
    dgh_slice text = tags->tag[id].value;
    return text.data && dgh_slice_double(&text, value);
}
