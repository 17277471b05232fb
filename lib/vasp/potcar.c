/* Headers of POTCAR, https://www.vasp.at/wiki/POTCAR: data sets one behind the other, each from its
 * title to "End of Dataset". A POTCAR is licensed: title, valence, functional and hash are taken,
 * nothing else. */
#include "vasp/readers.h"

#include "record/build.h"

typedef struct dataset {
    dgh_pseudopotential *pseudo;
    bool open;
} dataset;

/* The value behind "KEY =" up to a semicolon, e.g. of "POMASS =  195.080; ZVAL   =   10.000". */
static bool value_of(dgh_slice line, const char *key, dgh_slice *value)
{
    dgh_slice rest;
    if (!dgh_slice_after(line, key, &rest))
        return false;
    rest = dgh_slice_trim(rest);
    if (rest.size == 0 || rest.data[0] != '=')
        return false;
    rest.data++;
    rest.size--;
    const char *semicolon = memchr(rest.data, ';', rest.size);
    if (semicolon)
        rest.size = (size_t)(semicolon - rest.data);
    *value = dgh_slice_trim(rest);
    return true;
}

/* The element: second word of the title ("PAW_PBE Pt_pv 04Feb2005", and "US H" of old ones), or
 * what stands behind VRHFIN ("Pt: s1d9"). */
static bool set_title(dgh_builder *b, dgh_pseudopotential *p, dgh_slice title)
{
    dgh_slice rest = title, word = {0};
    dgh_slice_word(&rest, &word);
    if (!dgh_slice_word(&rest, &word))
        word = (dgh_slice){0};
    p->title = dgh_arena_strndup(b->arena, title.data, title.size);
    p->label = dgh_arena_strndup(b->arena, word.data ? word.data : "", word.size);
    if (!p->title || !p->label)
        return false;
    int z = dgh_element_from_label(p->label);
    if (z)
        p->atomic_number = z;
    return true;
}

static bool set_element(dgh_builder *b, dgh_pseudopotential *p, dgh_slice vrhfin)
{
    char *label = dgh_arena_strndup(b->arena, vrhfin.data, vrhfin.size);
    if (!label)
        return false;
    if (p->atomic_number == 0)
        p->atomic_number = dgh_element_from_label(label);
    return true;
}

static bool read_line(dgh_builder *b, dgh_pseudopotential *p, dgh_slice line, size_t number)
{
    dgh_slice value, word;
    if (value_of(line, "TITEL", &value))
        return set_title(b, p, value);
    if (value_of(line, "VRHFIN", &value))
        return set_element(b, p, value);
    if (value_of(line, "LEXCH", &value) && dgh_slice_word(&value, &word))
        return (p->functional = dgh_arena_strndup(b->arena, word.data, word.size)) != NULL;
    if (value_of(line, "SHA256", &value) && dgh_slice_word(&value, &word))
        return (p->hash = dgh_arena_strndup(b->arena, word.data, word.size)) != NULL;
    double valence;
    if (value_of(line, "ZVAL", &value) && dgh_slice_double(&value, &valence))
        p->valence_e = dgh_builder_real(b, valence, number);
    return true;
}

/* False when memory is out. */
static bool read_datasets(dgh_builder *b, dgh_cursor *cursor)
{
    dataset d = {0};
    bool in_header = true;
    dgh_slice line;
    while (dgh_cursor_line(cursor, &line)) {
        dgh_slice text = dgh_slice_trim(line);
        if (dgh_slice_starts(text, "End of Dataset")) {
            d.open = false;
        } else if (!d.open && text.size) {
            d.pseudo = dgh_builder_add_pseudopotential(b);
            if (!d.pseudo || !set_title(b, d.pseudo, text))
                return false;
            d.pseudo->source = dgh_cursor_source(cursor);
            d.open = in_header = true;
        } else if (dgh_slice_starts(text, "END of PSCTR-controll parameters")) {
            in_header = false;
        } else if (in_header && d.open) {
            if (!read_line(b, d.pseudo, line, cursor->line))
                return false;
        }
    }
    if (!d.open)
        return true;
    b->calculation->status = DGH_RUN_INTERRUPTED;
    return dgh_builder_note(b, DGH_WARNING, "incomplete-potcar", cursor->line,
                            "the file ends before \"End of Dataset\"");
}

dgh_status dgh_vasp_read_potcar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    *out = NULL;
    if (!dgh_vasp_is_potcar(data, size))
        return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                            "expected the header of a POTCAR (VRHFIN, TITEL), found none");
    dgh_builder builder;
    dgh_status status = dgh_builder_open(&builder, path, "vasp-potcar", err);
    if (status != DGH_OK)
        return status;
    dgh_cursor cursor = dgh_cursor_make(data, size, builder.path);
    if (!read_datasets(&builder, &cursor)) {
        dgh_builder_abort(&builder);
        return dgh_error_nomem(err);
    }
    builder.calculation->code = DGH_CODE_VASP;
    builder.calculation->task = DGH_TASK_INPUT;
    *out = dgh_builder_finish(&builder);
    return DGH_OK;
}

bool dgh_vasp_is_potcar(const char *data, size_t size)
{
    enum { FIRST_BYTES = 4096 };
    dgh_slice head = {data, size < FIRST_BYTES ? size : FIRST_BYTES};
    return dgh_slice_find(head, "parameters from PSCTR are:") && dgh_slice_find(head, "VRHFIN") &&
           dgh_slice_find(head, "TITEL");
}
