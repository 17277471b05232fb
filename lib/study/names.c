/* What names of files and directories can tell: order, sequence, nearness. */
#include <string.h>

#include "base/text.h"
#include "study/inside.h"

int dgh_natural_compare(const char *a, const char *b)
{
    const char *x = a, *y = b;
    while (*x && *y) {
        if (dgh_is_digit(*x) && dgh_is_digit(*y)) {
            while (*x == '0')
                x++;
            while (*y == '0')
                y++;
            size_t m = 0, n = 0;
            while (dgh_is_digit(x[m]))
                m++;
            while (dgh_is_digit(y[n]))
                n++;
            int order = m != n ? (m < n ? -1 : 1) : memcmp(x, y, m);
            if (order)
                return order;
            x += m;
            y += n;
        } else if (*x != *y) {
            return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
        } else {
            x++;
            y++;
        }
    }
    if (*x || *y)
        return *x ? 1 : -1;
    return strcmp(a, b);
}

const char *dgh_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *dgh_path_folder(dgh_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return dgh_arena_strdup(arena, ".");
    return dgh_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static size_t levels(const char *path)
{
    size_t n = *path != '\0';
    for (; *path; path++)
        n += *path == '/' && path[1] != '\0';
    return n;
}

size_t dgh_path_distance(const char *a, const char *b)
{
    size_t common = 0, i = 0;
    for (; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            common = i + 1;
    if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/'))
        common = i;
    return levels(a + common) + levels(b + common);
}

char *dgh_plain_name(dgh_arena *arena, const char *base)
{
    static const char *const ENDINGS[] = {".gz", ".bz2", ".xz", ".zst"};
    char *name = dgh_arena_strdup(arena, base);
    if (!name)
        return NULL;
    for (char *c = name; *c; c++)
        *c = dgh_to_lower(*c);
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        size_t n = strlen(ENDINGS[i]);
        if (length > n && strcmp(name + length - n, ENDINGS[i]) == 0) {
            name[length - n] = '\0';
            break;
        }
    }
    return name;
}

/* Whether two names differ in nothing but their digits. */
static bool same_but_for_digits(const char *a, const char *b)
{
    bool differ = strcmp(a, b) != 0;
    while (*a || *b) {
        while (dgh_is_digit(*a))
            a++;
        while (dgh_is_digit(*b))
            b++;
        if (*a != *b)
            return false;
        if (*a)
            a++, b++;
    }
    return differ;
}

/* Words that name a part of one relaxation, unlike those that name sites. */
static bool names_a_part(const char *name)
{
    static const char *const WORDS[] = {"relax", "opt",     "geo",  "run", "step",
                                        "part",  "restart", "cont", "ion", NULL};
    char lower[256];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof lower; n++)
        lower[n] = dgh_to_lower(name[n]);
    lower[n] = '\0';
    for (size_t i = 0; WORDS[i]; i++)
        if (strstr(lower, WORDS[i]))
            return true;
    for (n = 0; dgh_is_digit(lower[n]);)
        n++;
    return n > 0 && lower[n] == '\0';
}

bool dgh_names_are_a_sequence(const dgh_run_facts *a, const dgh_run_facts *b)
{
    if (strcmp(a->folder, b->folder) == 0) /* OUTCAR.1, OUTCAR.2, OUTCAR; relax1, relax2 */
        return (*a->name == '\0' && names_a_part(b->name)) ||
               (*b->name == '\0' && names_a_part(a->name)) ||
               (same_but_for_digits(a->name, b->name) && names_a_part(a->name));
    const char *x = dgh_path_base(a->folder), *y = dgh_path_base(b->folder);
    if (x - a->folder != y - b->folder ||
        strncmp(a->folder, b->folder, (size_t)(x - a->folder)) != 0)
        return false;
    return same_but_for_digits(x, y) && names_a_part(x) && names_a_part(y);
}
