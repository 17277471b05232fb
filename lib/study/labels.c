/* Names for people: the shortest that tell the runs apart. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "study/inside.h"

/* Directories that say which step of a calculation this is, not of which structure. */
static bool is_generic(const char *name, size_t length)
{
    static const char *const WORDS[] = {
        "relax",   "relaxation", "relaxed", "opt",    "optimisation", "optimization",
        "geo",     "geoopt",     "scf",     "static", "single",       "singlepoint",
        "sp",      "final",      "run",     "calc",   "out",          "output",
        "vasp",    "qe",         "pw",      "freq",   "vib",          "phonon",
        "restart", "",           NULL};
    char word[32];
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (dgh_is_digit(name[i]) || name[i] == '_' || name[i] == '-' || name[i] == '.')
            continue;
        if (n + 1 >= sizeof word)
            return false;
        word[n++] = dgh_to_lower(name[i]);
    }
    word[n] = '\0';
    for (size_t i = 0; WORDS[i]; i++)
        if (strcmp(word, WORDS[i]) == 0)
            return n > 0;
    return false;
}

static bool is_slab(const dgh_inside *in, size_t run)
{
    return in->runs[run].role == DGH_ROLE_HOST || in->runs[run].role == DGH_ROLE_ADSORBED;
}

/* Length of the directory part that the folders of all slabs share (of all runs where there is no
 * slab), up to and including a '/'. A gas from elsewhere must not lengthen every name. */
static size_t common_prefix(const dgh_inside *in)
{
    const char *first = NULL;
    size_t common = 0;
    bool any_slab = false;
    for (size_t i = 0; i < in->n_runs; i++)
        any_slab |= is_slab(in, i);
    for (size_t k = 0; k < in->n_runs; k++) {
        const char *folder = in->facts[k].folder;
        if (any_slab && !is_slab(in, k))
            continue;
        size_t same = 0, most = first ? common : strlen(folder);
        for (size_t i = 0; i < most && folder[i] == (first ? first[i] : folder[i]); i++)
            if (folder[i] == '/')
                same = i + 1;
        first = first ? first : folder;
        common = same;
    }
    return common;
}

/* What is left of a path behind the common part; all of it where it lies elsewhere. */
static const char *behind(const char *like, const char *path, size_t common)
{
    bool shares = strlen(path) > common && (!like || strncmp(path, like, common) == 0);
    return shares ? path + common : path;
}

static char *stripped(dgh_arena *arena, const char *relative)
{
    size_t n = strlen(relative);
    while (n && relative[n - 1] == '/')
        n--;
    for (;;) {
        size_t start = n;
        while (start && relative[start - 1] != '/')
            start--;
        if (start == 0 || !is_generic(relative + start, n - start))
            break;
        n = start - 1;
    }
    return dgh_arena_strndup(arena, relative, n);
}

static int by_label(const void *a, const void *b)
{
    const dgh_run *x = *(const dgh_run *const *)a, *y = *(const dgh_run *const *)b;
    return strcmp(x->label, y->label);
}

/* Marks the runs whose label another one has. */
static bool find_clashes(const dgh_inside *in, bool *clash)
{
    const dgh_run **runs = malloc((in->n_runs + 1) * sizeof *runs);
    size_t n = 0;
    if (!runs)
        return false;
    for (size_t i = 0; i < in->n_runs; i++)
        if (in->facts[i].is_main)
            runs[n++] = &in->runs[i];
    qsort(runs, n, sizeof *runs, by_label);
    for (size_t i = 1; i < n; i++)
        if (strcmp(runs[i - 1]->label, runs[i]->label) == 0)
            clash[runs[i - 1] - in->runs] = clash[runs[i] - in->runs] = true;
    free(runs);
    return true;
}

/* A run in the tree's own directory, given as ".", is called as that directory is. */
static const char *name_of_here(dgh_arena *arena, const char *label)
{
    if (strcmp(label, ".") != 0 && strcmp(label, "..") != 0 && *label)
        return label;
    char *path = realpath(*label ? label : ".", NULL);
    const char *base = path ? dgh_path_base(path) : "";
    char *own = dgh_arena_strdup(arena, *base ? base : "/");
    free(path);
    return own;
}

bool dgh_study_label(dgh_inside *in)
{
    size_t common = common_prefix(in);
    const char *like = NULL; /* the folder of a slab */
    for (size_t i = 0; i < in->n_runs && !like; i++)
        if (is_slab(in, i))
            like = in->facts[i].folder;
    for (size_t i = 0; i < in->n_runs; i++) {
        const char *relative = behind(like, in->runs[i].path, common);
        in->runs[i].label = relative;
        if (in->facts[i].is_main)
            in->runs[i].label = stripped(in->arena, behind(like, in->facts[i].folder, common));
        if (in->runs[i].label)
            in->runs[i].label = name_of_here(in->arena, in->runs[i].label);
        if (!in->runs[i].label)
            return false;
    }
    /* Two passes, so that both of two equal labels grow. */
    bool *clash = dgh_arena_alloc(in->arena, in->n_runs, sizeof *clash);
    if (!clash || !find_clashes(in, clash))
        return false;
    for (size_t i = 0; i < in->n_runs; i++)
        if (clash[i])
            in->runs[i].label = behind(like, in->runs[i].path, common);
    return true;
}
