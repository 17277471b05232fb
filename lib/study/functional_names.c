/* What people call a functional: VASP's names and codes, QE's names and terms, libxc's names and
 * numbers, and "exchange,correlation". */
#include "dgh/xc.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/libxc.h"
#include "base/error.h"
#include "base/format.h"
#include "base/text.h"
#include "density/xc_functional.h"
#include "espresso/settings.h"
#include "vasp/settings.h"

enum { LONGEST_NAME = 64, LONGEST_SUM = 256, SUGGESTIONS = 3 };

/* ---- names that are nearly right ------------------------------------------------------------- */

typedef struct suggestions {
    const char *text;
    size_t n;
    char name[SUGGESTIONS][LONGEST_NAME];
    size_t edits[SUGGESTIONS];
} suggestions;

/* Edits (insert, delete, replace) between two words, without regard to case. */
static size_t edits_between(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), row[LONGEST_NAME + 1];
    if (n > LONGEST_NAME || m > LONGEST_NAME)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = diagonal + (dgh_to_lower(a[i - 1]) != dgh_to_lower(b[j - 1]));
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[m];
}

/* Keeps the nearest few; of equals those that came first. */
static void consider(suggestions *s, const char *name)
{
    size_t edits = edits_between(s->text, name), at = s->n;
    if (edits > strlen(s->text) / 3 + 1 || strlen(name) >= LONGEST_NAME)
        return;
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->name[i], name) == 0)
            return;
    while (at > 0 && s->edits[at - 1] > edits)
        at--;
    if (at == SUGGESTIONS)
        return;
    if (s->n < SUGGESTIONS)
        s->n++;
    for (size_t i = s->n - 1; i > at; i--) {
        memcpy(s->name[i], s->name[i - 1], sizeof s->name[i]);
        s->edits[i] = s->edits[i - 1];
    }
    dgh_format(s->name[at], sizeof s->name[at], "%s", name);
    s->edits[at] = edits;
}

static dgh_status unknown(const char *text, dgh_error *err)
{
    const char *code;
    dgh_vasp_functional vasp;
    char name[LONGEST_NAME], list[SUGGESTIONS * (LONGEST_NAME + 4)] = "";
    suggestions s = {.text = text};
    if (dgh_slice_starts_nocase((dgh_slice){text, strlen(text)}, "xc_"))
        s.text += 3;
    for (size_t i = 0; dgh_vasp_functional_at(&vasp, &code, i); i++)
        consider(&s, vasp.name);
    for (size_t i = 0; dgh_qe_functional_name(i); i++)
        consider(&s, dgh_qe_functional_name(i));
    size_t n = 0;
    int *numbers = dgh_libxc_numbers(&n);
    for (size_t i = 0; i < n; i++)
        if (dgh_libxc_name(numbers[i], name, sizeof name))
            consider(&s, name);
    free(numbers);
    for (size_t i = 0; i < s.n; i++) {
        size_t used = strlen(list);
        dgh_format(list + used, sizeof list - used, "%s%s", i ? ", " : "; the nearest are ",
                   s.name[i]);
    }
    return dgh_error_set(err, DGH_ERR_ARGUMENT,
                         "expected a functional of VASP, Quantum ESPRESSO or libxc, found \"%s\"%s",
                         text, list);
}

/* ---- the ways to name one ---------------------------------------------------------------------
 */

typedef struct finding {
    bool found;
    bool nonlocal;
    char libxc[LONGEST_SUM]; /* "" = libxc has no twin */
} finding;

static void keep(finding *f, const char *libxc, bool nonlocal)
{
    f->found = true;
    f->nonlocal = nonlocal;
    dgh_format(f->libxc, sizeof f->libxc, "%s", libxc ? libxc : "");
}

static void look_in_vasp(finding *f, dgh_slice text)
{
    const char *code;
    dgh_vasp_functional vasp;
    for (size_t i = 0; !f->found && dgh_vasp_functional_at(&vasp, &code, i); i++) {
        /* "91" is a number of libxc as well */
        bool by_code = code && dgh_is_alpha(code[0]) && dgh_slice_equals_nocase(text, code);
        if (by_code || dgh_slice_equals_nocase(text, vasp.name))
            keep(f, vasp.libxc, vasp.nonlocal);
    }
}

static void look_in_qe(finding *f, dgh_slice text)
{
    dgh_qe_functional qe = dgh_qe_functional_from_text(text);
    if (qe.known || qe.libxc[0])
        keep(f, qe.libxc, qe.nonlocal != NULL);
}

/* Adds a functional of libxc to the sum. */
static bool add_name(finding *f, const char *name)
{
    size_t used = strlen(f->libxc);
    int n = dgh_format(f->libxc + used, sizeof f->libxc - used, "%s%s", used ? "+" : "", name);
    return n > 0 && used + (size_t)n < sizeof f->libxc;
}

/* A name or a number of libxc. */
static bool add_part(finding *f, dgh_slice part)
{
    char name[LONGEST_NAME];
    dgh_slice rest = part;
    size_t number;
    if (part.size == 0 || part.size >= sizeof name)
        return false;
    if (dgh_slice_size(&rest, 100000, &number) && rest.size == 0)
        return dgh_libxc_name((int)number, name, sizeof name) && add_name(f, name);
    dgh_format(name, sizeof name, "%.*s", (int)part.size, part.data);
    return dgh_libxc_number(name) && add_name(f, name);
}

/* "pbe" as exchange is gga_x_pbe, "lda" is Slater's. */
static bool add_short(finding *f, dgh_slice word, const char *const prefixes[2])
{
    char name[LONGEST_NAME];
    if (word.size == 0 || word.size > 40)
        return false;
    if (add_part(f, word))
        return true;
    if (prefixes[1][4] == 'x' &&
        (dgh_slice_equals_nocase(word, "lda") || dgh_slice_equals_nocase(word, "slater")))
        return add_name(f, "lda_x");
    for (int i = 0; i < 2; i++) {
        dgh_format(name, sizeof name, "%s%.*s", prefixes[i], (int)word.size, word.data);
        if (dgh_libxc_number(name))
            return add_name(f, name);
    }
    return false;
}

/* Sums of libxc's names, or "exchange,correlation". On failure `wrong` is the part at fault. */
static void look_in_libxc(finding *f, dgh_slice text, dgh_slice *wrong)
{
    static const char *const PREFIXES[2][2] = {{"gga_x_", "lda_x_"}, {"gga_c_", "lda_c_"}};
    const char *comma = memchr(text.data, ',', text.size);
    const char separator = comma ? ',' : '+';
    size_t from = 0;
    for (int part = 0;; part++) {
        const char *end = memchr(text.data + from, separator, text.size - from);
        size_t to = end ? (size_t)(end - text.data) : text.size;
        *wrong = dgh_slice_trim((dgh_slice){text.data + from, to - from});
        if (comma ? part > 1 || !add_short(f, *wrong, PREFIXES[part]) : !add_part(f, *wrong))
            return;
        if (!end)
            break;
        from = to + 1;
    }
    f->found = true;
}

dgh_status dgh_xc_functional_find(dgh_xc_functional *out, const char *text, dgh_error *err)
{
    *out = (dgh_xc_functional){.n_parts = 0};
    finding f = {.found = false};
    dgh_slice name = dgh_slice_trim((dgh_slice){text, strlen(text)}), wrong = name;
    if (name.size == 0 || name.size >= LONGEST_SUM)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected the name of a functional, found %s",
                             name.size ? "a text that is too long" : "nothing");
    look_in_vasp(&f, name);
    if (!f.found)
        look_in_qe(&f, name);
    if (!f.found)
        look_in_libxc(&f, name, &wrong);
    char shown[LONGEST_SUM];
    dgh_format(shown, sizeof shown, "%.*s", (int)(f.found ? name.size : wrong.size),
               f.found ? name.data : wrong.data);
    if (!f.found)
        return unknown(shown, err);
    if (!f.libxc[0])
        return dgh_error_set(
            err, DGH_ERR_UNSUPPORTED,
            "expected a functional that libxc has, found \"%s\", which has no twin "
            "there",
            shown);
    return dgh_xc_functional_make(out, shown, f.libxc, f.nonlocal, err);
}

/* A van der Waals functional is named as such by its code. */
static bool names_nonlocal(const dgh_setting *setting)
{
    char lower[128];
    size_t n = 0;
    for (const char *c = setting->has && setting->text ? setting->text : "";
         *c && n < sizeof lower - 1; c++)
        lower[n++] = dgh_to_lower(*c);
    lower[n] = '\0';
    return strstr(lower, "vdw") || strstr(lower, "vv10");
}

dgh_status dgh_xc_functional_of_run(dgh_xc_functional *out, const dgh_calculation *calculation,
                                    dgh_error *err)
{
    *out = (dgh_xc_functional){.n_parts = 0};
    const dgh_setting *libxc = &calculation->settings[DGH_SETTING_LIBXC];
    const dgh_setting *name = &calculation->settings[DGH_SETTING_FUNCTIONAL];
    const bool named = name->has && name->text;
    if (!libxc->has || !libxc->text)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "expected a run that states a functional which libxc has, found %s in "
                             "%s",
                             named ? name->text : "none", calculation->path);
    return dgh_xc_functional_make(
        out, named ? name->text : libxc->text, libxc->text,
        names_nonlocal(name) || names_nonlocal(&calculation->settings[DGH_SETTING_DISPERSION]),
        err);
}
