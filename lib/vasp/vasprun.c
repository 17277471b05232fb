/* vasprun.xml of VASP 4.6 to 6.5. There is no schema; the tags are those of VASP's xml.F and
 * vasprun.F, and https://www.vasp.at/wiki/index.php/Vasprun.xml. */
#include <stdlib.h>

#include "vasp/readers.h"
#include "vasp/vasprun.h"

static const struct {
    const char *name;
    dgh_vasprun_tag tag;
} TAGS[] = {
    {"i", TAG_I},
    {"v", TAG_V},
    {"c", TAG_C},
    {"rc", TAG_RC},
    {"time", TAG_TIME},
    {"separator", TAG_SEPARATOR},
    {"energy", TAG_ENERGY},
    {"structure", TAG_STRUCTURE},
    {"calculation", TAG_CALCULATION},
    {"modeling", TAG_MODELING},
    {"generator", TAG_GENERATOR},
    {"incar", TAG_INCAR},
    {"parameters", TAG_PARAMETERS},
    {"kpoints", TAG_KPOINTS},
    {"generation", TAG_GENERATION},
    {"atominfo", TAG_ATOMINFO},
    {"dynmat", TAG_DYNMAT},
};

static dgh_vasprun_tag tag_of(const char *name, const char *const *attributes)
{
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++)
        if (strcmp(TAGS[i].name, name) == 0)
            return TAGS[i].tag;
    const char *array = strcmp(name, "array") == 0 ? dgh_xml_attribute(attributes, "name") : NULL;
    return array && strcmp(array, "atomtypes") == 0 ? TAG_TYPES_ARRAY : TAG_OTHER;
}

static void open_leaf(dgh_vasprun *r, const char *const *attributes)
{
    const char *name = dgh_xml_attribute(attributes, "name");
    size_t n = name ? strlen(name) : 0;
    if (n >= sizeof r->leaf_name)
        n = 0;
    memcpy(r->leaf_name, n ? name : "", n);
    r->leaf_name[n] = '\0';
    r->leaf_line = dgh_xml_line(r->xml);
    r->text_size = 0;
    r->collecting = true;
    dgh_xml_want_text(r->xml, true);
}

static dgh_status on_start(void *user, const char *name, const char *const *attributes)
{
    dgh_vasprun *r = user;
    dgh_vasprun_tag tag = tag_of(name, attributes), parent = dgh_vasprun_above(r, 0);
    if (r->depth == 0 && tag != TAG_MODELING)
        return dgh_error_at(&r->problem, DGH_ERR_PARSE, r->b.path, dgh_xml_line(r->xml), 0,
                            "expected <modeling>, found <%.40s>", name);
    if (r->depth == DGH_VASPRUN_DEPTH)
        return dgh_error_at(&r->problem, DGH_ERR_PARSE, r->b.path, dgh_xml_line(r->xml), 0,
                            "expected elements nested at most %d deep, found <%.40s> below that",
                            DGH_VASPRUN_DEPTH, name);
    r->stack[r->depth++] = tag;
    const char *label = dgh_xml_attribute(attributes, "name");
    switch (tag) {
    case TAG_I:
    case TAG_V:
    case TAG_C:
    case TAG_TIME:
        open_leaf(r, attributes);
        break;
    case TAG_RC:
        r->n_cells = 0;
        break;
    case TAG_CALCULATION:
        dgh_vasprun_open_step(r, dgh_xml_line(r->xml), false);
        break;
    case TAG_STRUCTURE:
        /* steps of a machine-learned force field stand in <modeling> itself */
        if (parent == TAG_MODELING && !label)
            dgh_vasprun_open_step(r, dgh_xml_line(r->xml), true);
        dgh_vasprun_open_structure(r, label);
        break;
    case TAG_GENERATION: {
        const char *scheme = dgh_xml_attribute(attributes, "param");
        if (!r->mesh_seen)
            r->mesh_scheme = scheme ? dgh_to_lower(scheme[0]) : '?';
        break;
    }
    case TAG_OTHER:
        if (parent == TAG_ATOMINFO && strcmp(name, "atoms") == 0)
            open_leaf(r, attributes);
        break;
    default:
        break;
    }
    return DGH_OK;
}

static bool close_leaf(dgh_vasprun *r, dgh_vasprun_tag tag)
{
    dgh_vasprun_tag parent = dgh_vasprun_above(r, 0);
    if (tag == TAG_C) {
        dgh_vasprun_type_cell(r);
        return true;
    }
    if (tag == TAG_TIME) {
        dgh_vasprun_time_item(r);
        return true;
    }
    double value;
    dgh_slice text = dgh_vasprun_text(r);
    switch (parent) {
    case TAG_GENERATOR:
        return dgh_vasprun_generator_item(r);
    case TAG_INCAR:
    case TAG_PARAMETERS:
        return dgh_vasprun_tag_item(r);
    case TAG_SEPARATOR:
        return !dgh_vasprun_inside(r, TAG_PARAMETERS) || dgh_vasprun_tag_item(r);
    case TAG_GENERATION:
        dgh_vasprun_generation_item(r);
        return true;
    case TAG_ENERGY:
        if (r->in_step)
            dgh_vasprun_energy_item(r);
        return true;
    case TAG_CALCULATION:
        if (strcmp(r->leaf_name, "efermi") == 0 && dgh_slice_double(&text, &value))
            dgh_vasprun_fermi(r, value, r->leaf_line);
        return true;
    case TAG_DYNMAT:
        return dgh_vasprun_dynmat_item(r);
    default:
        return true;
    }
}

static bool close_element(dgh_vasprun *r, dgh_vasprun_tag tag)
{
    switch (tag) {
    case TAG_RC:
        return dgh_vasprun_above(r, 1) != TAG_TYPES_ARRAY || dgh_vasprun_close_type(r);
    case TAG_ATOMINFO:
        return dgh_vasprun_close_atominfo(r);
    case TAG_KPOINTS:
        return dgh_vasprun_close_mesh(r);
    case TAG_STRUCTURE:
        return dgh_vasprun_close_structure(r);
    case TAG_ENERGY:
        r->energy_closed = r->energy_closed || (r->in_step && r->has_energy[0]);
        return !r->step.machine_learned || dgh_vasprun_close_step(r);
    case TAG_CALCULATION:
        return dgh_vasprun_close_step(r);
    case TAG_MODELING:
        r->closed = r->depth == 0;
        return true;
    default:
        return true;
    }
}

static dgh_status on_end(void *user, const char *name)
{
    dgh_vasprun *r = user;
    (void)name;
    dgh_vasprun_tag tag = r->stack[--r->depth];
    bool ok = true;
    if (r->collecting) {
        r->collecting = false;
        dgh_xml_want_text(r->xml, false);
        if (tag == TAG_OTHER) {
            dgh_slice text = dgh_vasprun_text(r);
            dgh_slice_size(&text, SIZE_MAX / 16, &r->stated_atoms);
        } else {
            ok = close_leaf(r, tag);
        }
    } else {
        ok = close_element(r, tag);
    }
    return ok ? DGH_OK : DGH_ERR_NOMEM;
}

static dgh_status on_text(void *user, const char *text, size_t size)
{
    dgh_vasprun *r = user;
    char *grown = dgh_arena_grow(r->b.arena, r->text, &r->text_capacity, r->text_size,
                                 r->text_size + size, 1);
    if (!grown)
        return DGH_ERR_NOMEM;
    r->text = grown;
    memcpy(r->text + r->text_size, text, size);
    r->text_size += size;
    return DGH_OK;
}

/* ---- elements read as bytes ------------------------------------------------------------------ */

static bool is_blank(const char *from, const char *to)
{
    while (from < to && dgh_is_space(*from))
        from++;
    return from == to;
}

static dgh_status feed(dgh_vasprun *r, const char *from, const char *to)
{
    size_t size = (size_t)(to - from), lines = dgh_vasprun_count_lines(from, to);
    dgh_status status = DGH_OK;
    if (is_blank(from, to)) {
        dgh_xml_skip_lines(r->xml, lines);
    } else if (!dgh_vasprun_needs_cleaning(from, size)) {
        status = dgh_xml_feed(r->xml, from, size, &r->problem);
    } else {
        char *clean = malloc(size);
        if (!clean)
            return dgh_error_nomem(&r->problem);
        dgh_vasprun_clean(clean, from, size);
        status = dgh_xml_feed(r->xml, clean, size, &r->problem);
        free(clean);
    }
    r->line += lines;
    return status;
}

/* Whether the element is left to the parser. */
static bool goes_to_parser(const dgh_vasprun *r, const dgh_slice tag_name, dgh_slice tag)
{
    if (dgh_slice_equals(tag_name, "array"))
        return dgh_vasprun_above(r, 0) == TAG_ATOMINFO &&
               dgh_slice_equals(dgh_vasprun_name_attribute(tag), "atomtypes");
    if (dgh_slice_equals(tag_name, "kpoints"))
        return dgh_vasprun_above(r, 0) == TAG_MODELING;
    return false;
}

static bool take_varray(dgh_vasprun *r, const dgh_vasprun_element *e)
{
    dgh_slice name = dgh_vasprun_name_attribute(e->tag);
    switch (dgh_vasprun_above(r, 0)) {
    case TAG_KPOINTS:
        if (r->mesh_seen)
            return true;
        if (dgh_slice_equals(name, "kpointlist"))
            return dgh_vasprun_kpoint_list(r, e->body, r->line);
        return !dgh_slice_equals(name, "weights") || dgh_vasprun_kpoint_weights(r, e->body);
    case TAG_DYNMAT:
        return dgh_vasprun_dynmat_varray(r, name, e->body, r->line);
    case TAG_CALCULATION:
    case TAG_MODELING:
        return !r->in_step || dgh_vasprun_step_varray(r, name, e->body, r->line);
    default:
        return !dgh_vasprun_inside(r, TAG_STRUCTURE) ||
               dgh_vasprun_structure_varray(r, name, e->body);
    }
}

static bool take_element(dgh_vasprun *r, const dgh_vasprun_element *e)
{
    if (dgh_slice_equals(e->name, "varray"))
        return take_varray(r, e);
    if (dgh_slice_equals(e->name, "scstep")) {
        dgh_vasprun_scstep(r, e->body);
    } else if (dgh_slice_equals(e->name, "dos")) {
        double value;
        const char *where;
        dgh_slice head = {e->body.data, e->body.size < 400 ? e->body.size : 400};
        if (dgh_vasprun_find_i(head, "efermi", &value, &where))
            dgh_vasprun_fermi(r, value, r->line + dgh_vasprun_count_lines(e->tag.data, where));
    } else if (dgh_slice_equals(e->name, "array") && dgh_vasprun_above(r, 0) == TAG_ATOMINFO &&
               dgh_slice_equals(dgh_vasprun_name_attribute(e->tag), "atoms")) {
        dgh_vasprun_rows rows = {e->body.data, e->body.data + e->body.size};
        dgh_slice row;
        while (dgh_vasprun_next_row(&rows, &row))
            r->listed_atoms++;
    }
    return true;
}

/* Everything of one document. PARSE where the XML is damaged: what came before is kept. */
static dgh_status run(dgh_vasprun *r)
{
    const char *p = r->begin, *scan = r->begin, *tag;
    while (!r->closed && (tag = dgh_vasprun_next_candidate(scan, r->end))) {
        dgh_status status = feed(r, p, tag);
        if (status != DGH_OK || r->closed)
            return status;
        p = tag;
        dgh_vasprun_element e = dgh_vasprun_open_element(tag, r->end);
        if (r->depth == 0 || goes_to_parser(r, e.name, e.tag)) {
            scan = tag + 1;
            continue;
        }
        dgh_vasprun_find_end(&e, r->end);
        if (!e.closed) {
            r->cut = true;
            r->line += dgh_vasprun_count_lines(tag, r->end);
            return DGH_OK;
        }
        if (!take_element(r, &e))
            return dgh_error_nomem(&r->problem);
        size_t lines = dgh_vasprun_count_lines(tag, e.after);
        dgh_xml_skip_lines(r->xml, lines);
        r->line += lines;
        p = scan = e.after;
    }
    return r->closed ? DGH_OK : feed(r, p, r->end);
}

static bool is_empty(const dgh_vasprun *r)
{
    return !r->has_version && r->b.n_steps == 0 && dgh_vasprun_n_atoms(r) == 0;
}

/* A step that was under way keeps what it has; an energy only where its <energy> was closed. */
static dgh_status conclude(dgh_vasprun *r, size_t number, size_t n_documents, dgh_error *err)
{
    bool ok = dgh_vasprun_close_step(r);
    if (ok && r->damaged)
        ok = dgh_builder_note(&r->b, DGH_WARNING, "xml-damaged", r->problem.line, "%s",
                              r->problem.message);
    if (ok && n_documents > 1)
        ok = dgh_builder_note(&r->b, DGH_WARNING, "several-documents", r->line,
                              "the file holds %zu documents one after the other; this is number "
                              "%zu, the last with an energy",
                              n_documents, number);
    return ok && dgh_vasprun_conclude(r) ? DGH_OK : dgh_error_nomem(err);
}

typedef struct document {
    const char *begin, *end;
    size_t line;
    size_t number, n_documents;
} document;

static dgh_status read_document(dgh_calculation **out, const document *d, const char *path,
                                dgh_error *err)
{
    static const dgh_xml_handlers HANDLERS = {on_start, on_end, on_text};
    *out = NULL;
    dgh_vasprun *r = calloc(1, sizeof *r);
    if (!r)
        return dgh_error_nomem(err);
    dgh_status status = dgh_builder_open(&r->b, path, "vasp-vasprun", err);
    if (status == DGH_OK)
        status = dgh_xml_create(&r->xml, &HANDLERS, r, path, err);
    if (status != DGH_OK)
        goto cleanup;
    r->begin = d->begin;
    r->end = d->end;
    r->line = d->line;
    dgh_xml_set_encoding(r->xml, "ISO-8859-1");
    dgh_xml_want_text(r->xml, false);
    dgh_xml_skip_lines(r->xml, d->line - 1);
    status = run(r);
    r->damaged = status == DGH_ERR_PARSE;
    if (status != DGH_OK && (!r->damaged || is_empty(r))) {
        if (err)
            *err = r->problem;
        goto cleanup;
    }
    status = conclude(r, d->number, d->n_documents, err);
    if (status == DGH_OK)
        *out = dgh_builder_finish(&r->b);
cleanup:
    dgh_xml_free(r->xml);
    if (r->b.calculation)
        dgh_builder_abort(&r->b);
    free(r);
    return status;
}

bool dgh_vasp_is_vasprun(const char *data, size_t size)
{
    dgh_slice head = {data, size < 4096 ? size : 4096};
    return dgh_slice_find(head, "<modeling") != NULL;
}

static size_t count_documents(const char *data, const char *end)
{
    size_t n = 0;
    for (const char *p = data; (p = dgh_vasprun_next_document(p, end)); p += 5)
        n++;
    return n;
}

/* Of several documents (runs appended to one file) the last with an energy counts; where none has
 * one, the last that can be read. A later one that was cut makes the whole an interrupted run. */
dgh_status dgh_vasp_read_vasprun(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    const char *end = data + size, *begin = dgh_vasprun_next_document(data, end);
    dgh_slice all = {data, size};
    document d = {.line = 1, .n_documents = count_documents(data, end)};
    dgh_error first_problem = {0};
    *out = NULL;
    if (!begin)
        begin = dgh_slice_find(all, "<modeling");
    if (!begin)
        return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                            "expected <modeling> of a vasprun.xml, found none");
    d.line += dgh_vasprun_count_lines(data, begin);
    for (; begin; begin = d.end == end ? NULL : d.end) {
        const char *next = d.n_documents > d.number + 1 ? dgh_vasprun_next_document(begin + 1, end)
                                                        : NULL;
        dgh_calculation *calculation;
        dgh_error problem = {0};
        d.begin = begin;
        d.end = next ? next : end;
        d.number++;
        dgh_status status = read_document(&calculation, &d, path, &problem);
        if (next)
            d.line += dgh_vasprun_count_lines(d.begin, d.end);
        if (status == DGH_ERR_NOMEM) {
            dgh_calculation_free(*out);
            *out = NULL;
            return dgh_error_nomem(err);
        }
        if (status != DGH_OK && first_problem.status == DGH_OK)
            first_problem = problem;
        if (status != DGH_OK)
            continue;
        if (*out && dgh_calculation_energy_step(*out) &&
            !dgh_calculation_energy_step(calculation)) {
            if (calculation->status == DGH_RUN_INTERRUPTED) {
                (*out)->status = DGH_RUN_INTERRUPTED;
                (*out)->status_reason.value = "a later run in the same file was cut before its "
                                              "first energy";
                (*out)->status_reason.source.line = d.line;
            }
            dgh_calculation_free(calculation);
            continue;
        }
        dgh_calculation_free(*out);
        *out = calculation;
    }
    if (!*out && err)
        *err = first_problem;
    return *out ? DGH_OK : first_problem.status;
}
