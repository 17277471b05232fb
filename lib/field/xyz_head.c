/* The second line of a frame of extended XYZ, https://github.com/libAtoms/extxyz and ASE's
 * ase.io.extxyz: key=value pairs, or keys alone; a value may stand in "", {} or []. Lattice holds
 * the nine components of a, b, c; pbc three flags; Properties triples name:type:columns, type S, R,
 * I or L. Keys are of any case in files of other programs. */
#include "field/xyz_head.h"

#include "base/text.h"

dgh_status dgh_xyz_expected(const char *path, size_t number, dgh_slice line, dgh_slice rest,
                            const char *what, dgh_error *err)
{
    char found[96];
    while (rest.size && dgh_is_space(rest.data[0])) {
        rest.data++;
        rest.size--;
    }
    return dgh_error_at(err, DGH_ERR_PARSE, path, number, dgh_column(line, rest.data),
                        "expected %s, found %s", what,
                        dgh_slice_excerpt(rest, found, sizeof found));
}

typedef struct place {
    dgh_slice line;
    const char *path;
    size_t number;
    dgh_error *err;
} place;

static dgh_status expected(const place *p, dgh_slice rest, const char *what)
{
    return dgh_xyz_expected(p->path, p->number, p->line, rest, what, p->err);
}

static char closing(char opening)
{
    return opening == '{' ? '}' : opening == '[' ? ']' : opening == '"' ? '"' : '\0';
}

/* Up to the bracket that closes the first; brackets of the same kind nest, a backslash takes the
 * meaning of a quote away. False: it is not closed. */
static bool take_enclosed(dgh_slice *rest, dgh_slice *value)
{
    const char open = rest->data[0], close = closing(open);
    int depth = 1;
    for (size_t i = 1; i < rest->size; i++) {
        const char c = rest->data[i];
        if (c == '\\' && open == '"')
            i++;
        else if (c == close)
            depth--;
        else if (c == open)
            depth++;
        if (depth == 0) {
            *value = (dgh_slice){rest->data + 1, i - 1};
            *rest = (dgh_slice){rest->data + i + 1, rest->size - i - 1};
            return true;
        }
    }
    return false;
}

static bool take_bare(dgh_slice *rest, dgh_slice *value, bool ends_at_equals)
{
    size_t i = 0;
    while (i < rest->size && !dgh_is_space(rest->data[i]) &&
           !(ends_at_equals && rest->data[i] == '='))
        i++;
    *value = (dgh_slice){rest->data, i};
    *rest = (dgh_slice){rest->data + i, rest->size - i};
    return i > 0;
}

static void skip(dgh_slice *rest, const char *what)
{
    while (rest->size && strchr(what, rest->data[0]) && rest->data[0] != '\0') {
        rest->data++;
        rest->size--;
    }
}

static dgh_status take_lattice(dgh_xyz_head *h, const place *p, dgh_slice value)
{
    for (int i = 0; i < 9; i++) {
        skip(&value, " \t[],");
        if (!dgh_slice_double(&value, &h->cell_ang[i / 3][i % 3]))
            return expected(p, value, "the nine components of Lattice");
    }
    skip(&value, " \t[],");
    if (value.size)
        return expected(p, value, "the end of Lattice after nine components");
    h->has_cell = true;
    return DGH_OK;
}

static bool take_flag(dgh_slice *rest, bool *flag)
{
    dgh_slice word;
    skip(rest, " \t[],");
    size_t n = 0;
    while (n < rest->size && (dgh_is_alpha(rest->data[n]) || dgh_is_digit(rest->data[n])))
        n++;
    word = (dgh_slice){rest->data, n};
    bool yes = dgh_slice_equals_nocase(word, "t") || dgh_slice_equals_nocase(word, "true") ||
               dgh_slice_equals(word, "1");
    bool no = dgh_slice_equals_nocase(word, "f") || dgh_slice_equals_nocase(word, "false") ||
              dgh_slice_equals(word, "0");
    if (!yes && !no)
        return false;
    *flag = yes;
    rest->data += n;
    rest->size -= n;
    return true;
}

static dgh_status take_pbc(dgh_xyz_head *h, const place *p, dgh_slice value)
{
    for (int k = 0; k < 3; k++)
        if (!take_flag(&value, &h->pbc[k]))
            return expected(p, value, "three flags T or F of pbc");
    h->has_pbc = true;
    return DGH_OK;
}

static dgh_slice take_part(dgh_slice *rest)
{
    size_t i = 0;
    while (i < rest->size && rest->data[i] != ':')
        i++;
    dgh_slice part = {rest->data, i};
    size_t used = i < rest->size ? i + 1 : i;
    *rest = (dgh_slice){rest->data + used, rest->size - used};
    return part;
}

static bool is_number(char type, size_t n, size_t wanted)
{
    return (type == 'R' || type == 'I') && n == wanted;
}

static dgh_status take_property(dgh_xyz_head *h, const place *p, dgh_slice *value, size_t *column)
{
    const dgh_slice name = take_part(value), type = take_part(value);
    dgh_slice count = take_part(value), rest = count;
    size_t n;
    if (type.size != 1 || !strchr("SRIL", type.data[0]))
        return expected(p, type, "a type S, R, I or L of a property");
    if (!dgh_slice_size(&rest, DGH_XYZ_MOST_COLUMNS, &n) || n == 0 || rest.size)
        return expected(p, count, "a number of columns of a property");
    const char t = type.data[0];
    if (dgh_slice_equals_nocase(name, "species") && t == 'S' && n == 1)
        h->species = (int)*column;
    else if (dgh_slice_equals(name, "Z") && t == 'I' && n == 1)
        h->number = (int)*column;
    else if ((dgh_slice_equals_nocase(name, "pos") || dgh_slice_equals_nocase(name, "position")) &&
             is_number(t, n, 3))
        h->position = (int)*column;
    else if (dgh_slice_equals(name, "move_mask") && t == 'L' && (n == 1 || n == 3)) {
        h->move_mask = (int)*column;
        h->n_move_mask = (int)n;
    }
    *column += n;
    if (*column > DGH_XYZ_MOST_COLUMNS)
        return expected(p, count, "fewer columns of all properties");
    return DGH_OK;
}

static dgh_status take_properties(dgh_xyz_head *h, const place *p, dgh_slice value)
{
    const dgh_slice whole = value;
    size_t column = 0;
    h->species = h->position = DGH_XYZ_NO_COLUMN;
    while (value.size) {
        dgh_status status = take_property(h, p, &value, &column);
        if (status != DGH_OK)
            return status;
    }
    if (h->position == DGH_XYZ_NO_COLUMN)
        return expected(p, whole, "pos:R:3 among the properties");
    if (h->species == DGH_XYZ_NO_COLUMN && h->number == DGH_XYZ_NO_COLUMN)
        return expected(p, whole, "species:S:1 or Z:I:1 among the properties");
    h->extended = true;
    return DGH_OK;
}

static dgh_status take_pair(dgh_xyz_head *h, const place *p, dgh_slice *rest)
{
    const dgh_slice at = *rest;
    dgh_slice key, value = {"", 0};
    if (rest->data[0] == '"' ? !take_enclosed(rest, &key) : !take_bare(rest, &key, true)) {
        skip(rest, "=");
        return rest->data == at.data ? expected(p, at, "a closing quote") : DGH_OK;
    }
    skip(rest, " \t");
    if (!rest->size || rest->data[0] != '=')
        return DGH_OK; /* a flag, or a word of a title */
    skip(rest, "=");
    skip(rest, " \t");
    if (rest->size && closing(rest->data[0])) {
        const dgh_slice opening = *rest;
        if (!take_enclosed(rest, &value))
            return expected(p, opening, "a value that is closed on its line");
    } else {
        take_bare(rest, &value, false);
    }
    if (dgh_slice_equals_nocase(key, "lattice")) {
        h->extended = true;
        return take_lattice(h, p, value);
    }
    if (dgh_slice_equals_nocase(key, "pbc"))
        return take_pbc(h, p, value);
    if (dgh_slice_equals_nocase(key, "properties"))
        return take_properties(h, p, value);
    return DGH_OK;
}

/* A title of plain XYZ may hold anything, an odd number of quotes as well. */
static bool is_plain(dgh_slice line)
{
    static const char *const KEYS[] = {"lattice", "properties"};
    for (size_t i = 0; i < line.size; i++) {
        const dgh_slice rest = {line.data + i, line.size - i};
        for (size_t k = 0; k < 2; k++)
            if (dgh_slice_starts_nocase(rest, KEYS[k])) {
                dgh_slice after = {rest.data + strlen(KEYS[k]), rest.size - strlen(KEYS[k])};
                skip(&after, " \t");
                if (after.size && after.data[0] == '=')
                    return false;
            }
    }
    return true;
}

dgh_status dgh_xyz_head_read(dgh_xyz_head *out, dgh_slice line, const char *path, size_t number,
                             dgh_error *err)
{
    const place p = {line, path, number, err};
    dgh_slice rest = line;
    *out = (dgh_xyz_head){
        .species = 0, .number = DGH_XYZ_NO_COLUMN, .position = 1, .move_mask = DGH_XYZ_NO_COLUMN};
    if (is_plain(line))
        return DGH_OK;
    for (skip(&rest, " \t"); rest.size; skip(&rest, " \t")) {
        dgh_status status = take_pair(out, &p, &rest);
        if (status != DGH_OK)
            return status;
    }
    return DGH_OK;
}
