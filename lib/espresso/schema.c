/* data-file-schema.xml (also prefix.xml) of pw.x 6 and 7: schemas at
 * https://www.quantum-espresso.org/ns/qes/. The data-file.xml of version 5 and older (iotk) holds
 * no total energy and is refused. */
#include <stdlib.h>

#include "espresso/readers.h"
#include "espresso/schema.h"

static unsigned section_of(const char *name)
{
    if (strcmp(name, "input") == 0)
        return DGH_SCHEMA_IN_INPUT;
    if (strcmp(name, "step") == 0)
        return DGH_SCHEMA_IN_STEP;
    return strcmp(name, "output") == 0 ? DGH_SCHEMA_IN_OUTPUT : DGH_SCHEMA_IN_TOP;
}

/* Appends a name to the path; the root and the section's own name are not part of it. */
static bool push(dgh_schema *r, const char *name)
{
    bool named = r->depth >= 2 || (r->depth == 1 && r->section == DGH_SCHEMA_IN_TOP);
    size_t used = r->depth ? r->path_length[r->depth - 1] : 0, length = strlen(name);
    if (r->depth == DGH_SCHEMA_DEPTH || used + length + 2 > DGH_SCHEMA_PATH)
        return false;
    if (named) {
        if (used)
            r->path[used++] = '/';
        memcpy(r->path + used, name, length);
        used += length;
    }
    r->path[used] = '\0';
    r->path_length[r->depth++] = used;
    return true;
}

static dgh_status on_start(void *user, const char *name, const char *const *attributes)
{
    dgh_schema *r = user;
    if (r->depth == 0 && strcmp(name, "qes:espresso") != 0)
        return dgh_error_at(&r->problem, DGH_ERR_UNSUPPORTED, r->b.path, dgh_xml_line(r->xml), 0,
                            "expected <qes:espresso>, found <%.40s>", name);
    if (r->depth == 1) {
        r->section = section_of(name);
        if (r->section & (DGH_SCHEMA_IN_STEP | DGH_SCHEMA_IN_OUTPUT))
            dgh_schema_open_step(r);
        if (r->section == DGH_SCHEMA_IN_OUTPUT)
            r->output_line = dgh_xml_line(r->xml);
    }
    if (!push(r, name))
        return dgh_error_at(&r->problem, DGH_ERR_PARSE, r->b.path, dgh_xml_line(r->xml), 0,
                            "expected elements nested at most %d deep, found <%.40s> below that",
                            DGH_SCHEMA_DEPTH, name);
    r->rule = r->depth >= 2 ? dgh_schema_find_rule(r->section, r->path) : NULL;
    r->text_size = 0;
    dgh_xml_want_text(r->xml, r->rule && r->rule->close);
    if (r->rule) {
        r->line = dgh_xml_line(r->xml);
        if (r->rule->open)
            r->rule->open(r, attributes);
    }
    return r->out_of_memory ? DGH_ERR_NOMEM : DGH_OK;
}

static dgh_status on_end(void *user, const char *name)
{
    dgh_schema *r = user;
    (void)name;
    const dgh_schema_rule *rule = r->depth >= 2 ? dgh_schema_find_rule(r->section, r->path) : NULL;
    if (rule && rule->close) {
        dgh_slice text = {r->text ? r->text : "", r->text_size};
        rule->close(r, dgh_slice_trim(text));
    }
    r->text_size = 0;
    dgh_xml_want_text(r->xml, false);
    r->depth--;
    r->path[r->depth ? r->path_length[r->depth - 1] : 0] = '\0';
    if (r->depth == 1 && (r->section & (DGH_SCHEMA_IN_STEP | DGH_SCHEMA_IN_OUTPUT))) {
        r->output_seen = r->output_seen || r->section == DGH_SCHEMA_IN_OUTPUT;
        dgh_schema_close_step(r, r->section == DGH_SCHEMA_IN_OUTPUT);
    }
    r->root_closed = r->depth == 0;
    return r->out_of_memory ? DGH_ERR_NOMEM : DGH_OK;
}

static dgh_status on_text(void *user, const char *text, size_t size)
{
    dgh_schema *r = user;
    char *grown = dgh_arena_grow(r->b.arena, r->text, &r->text_capacity, r->text_size,
                                 r->text_size + size, 1);
    if (!grown)
        return DGH_ERR_NOMEM;
    r->text = grown;
    memcpy(r->text + r->text_size, text, size);
    r->text_size += size;
    return DGH_OK;
}

bool dgh_qe_is_schema(const char *data, size_t size)
{
    dgh_slice head = {data, size < 4096 ? size : 4096};
    return dgh_slice_find(head, "<qes:espresso") != NULL ||
           dgh_slice_find(head, "<FORMAT NAME=\"QEXML\"") != NULL;
}

static bool is_empty(const dgh_schema *r)
{
    return !r->b.calculation->code_version.value && !r->b.n_steps &&
           !r->b.calculation->structure.n_atoms;
}

static dgh_status parse(dgh_schema *r, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)data[i] >= 0x80) { /* UTF-8 or not: every byte gets a meaning */
            dgh_xml_set_encoding(r->xml, "ISO-8859-1");
            break;
        }
    dgh_xml_want_text(r->xml, false);
    return dgh_xml_feed(r->xml, data, size, &r->problem);
}

static dgh_status read_document(dgh_schema *r, const char *data, size_t size, dgh_error *err)
{
    dgh_status status = parse(r, data, size);
    bool damaged = status == DGH_ERR_PARSE && !r->root_closed;
    if (status == DGH_ERR_PARSE && (r->root_closed || !is_empty(r)))
        status = DGH_OK;
    if (status != DGH_OK) {
        if (err)
            *err = r->problem;
        return status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : status;
    }
    if (damaged && !dgh_builder_note(&r->b, DGH_WARNING, "xml-damaged", r->problem.line, "%s",
                                     r->problem.message))
        return dgh_error_nomem(err);
    return dgh_schema_conclude(r) ? DGH_OK : dgh_error_nomem(err);
}

dgh_status dgh_qe_read_schema(dgh_calculation **out, const char *data, size_t size,
                              const char *path, dgh_error *err)
{
    static const dgh_xml_handlers HANDLERS = {on_start, on_end, on_text};
    dgh_slice head = {data, size < 4096 ? size : 4096};
    *out = NULL;
    if (dgh_slice_find(head, "<FORMAT NAME=\"QEXML\""))
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 1, 1,
                            "expected a data-file-schema.xml, found the data-file.xml of Quantum "
                            "ESPRESSO 5 or older, which holds no total energy: read the output of "
                            "pw.x instead");
    dgh_schema *r = calloc(1, sizeof *r);
    if (!r)
        return dgh_error_nomem(err);
    dgh_status status = dgh_builder_open(&r->b, path, "qe-schema", err);
    if (status == DGH_OK)
        status = dgh_xml_create(&r->xml, &HANDLERS, r, path, err);
    if (status == DGH_OK) {
        r->size = size;
        status = read_document(r, data, size, err);
    }
    if (status == DGH_OK)
        *out = dgh_builder_finish(&r->b);
    else
        dgh_builder_abort(&r->b);
    dgh_xml_free(r->xml);
    free(r);
    return status;
}
