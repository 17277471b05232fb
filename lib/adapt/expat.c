#include "adapt/xml.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct dgh_xml {
    XML_Parser parser;
    dgh_xml_handlers handlers;
    void *user;
    const char *path;
    size_t skipped_lines;
    dgh_error *err;     /* of the feed that is under way */
    dgh_status stopped; /* what a handler returned */
};

static void stop(dgh_xml *xml, dgh_status status)
{
    if (status != DGH_OK && xml->stopped == DGH_OK) {
        xml->stopped = status;
        XML_StopParser(xml->parser, XML_FALSE);
    }
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    dgh_xml *xml = user;
    if (xml->stopped == DGH_OK && xml->handlers.start)
        stop(xml, xml->handlers.start(xml->user, name, (const char *const *)attributes));
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    dgh_xml *xml = user;
    if (xml->stopped == DGH_OK && xml->handlers.end)
        stop(xml, xml->handlers.end(xml->user, name));
}

static void XMLCALL on_text(void *user, const XML_Char *text, int size)
{
    dgh_xml *xml = user;
    if (xml->stopped == DGH_OK && xml->handlers.text)
        stop(xml, xml->handlers.text(xml->user, text, (size_t)size));
}

static void XMLCALL on_entity(void *user, const XML_Char *name, int is_parameter,
                              const XML_Char *value, int value_length, const XML_Char *base,
                              const XML_Char *system_id, const XML_Char *public_id,
                              const XML_Char *notation)
{
    (void)is_parameter;
    (void)value;
    (void)value_length;
    (void)base;
    (void)system_id;
    (void)public_id;
    (void)notation;
    dgh_xml *xml = user;
    dgh_error_at(
        xml->err, DGH_ERR_REFUSED, xml->path, dgh_xml_line(xml), 0,
        "expected a document without entities of its own, found a declaration of \"%.40s\" "
        "(an entity bomb?)",
        name);
    stop(xml, DGH_ERR_REFUSED);
}

dgh_status dgh_xml_create(dgh_xml **out, const dgh_xml_handlers *handlers, void *user,
                          const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_xml *xml = calloc(1, sizeof *xml);
    if (!xml)
        return dgh_error_nomem(err);
    xml->parser = XML_ParserCreate(NULL);
    if (!xml->parser) {
        free(xml);
        return dgh_error_nomem(err);
    }
    xml->handlers = *handlers;
    xml->user = user;
    xml->path = path;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetEntityDeclHandler(xml->parser, on_entity);
    if (handlers->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    *out = xml;
    return DGH_OK;
}

void dgh_xml_free(dgh_xml *xml)
{
    if (!xml)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

void dgh_xml_set_encoding(dgh_xml *xml, const char *encoding)
{
    XML_SetEncoding(xml->parser, encoding);
}

void dgh_xml_want_text(dgh_xml *xml, bool wanted)
{
    XML_SetCharacterDataHandler(xml->parser, wanted ? on_text : NULL);
}

size_t dgh_xml_line(const dgh_xml *xml)
{
    return (size_t)XML_GetCurrentLineNumber(xml->parser) + xml->skipped_lines;
}

void dgh_xml_skip_lines(dgh_xml *xml, size_t n_lines)
{
    xml->skipped_lines += n_lines;
}

static dgh_status feed(dgh_xml *xml, const char *data, int size, bool last, dgh_error *err)
{
    xml->err = err;
    if (XML_Parse(xml->parser, data, size, last) != XML_STATUS_ERROR)
        return DGH_OK;
    if (xml->stopped != DGH_OK) {
        if (err && err->status != xml->stopped)
            dgh_error_at(err, xml->stopped, xml->path, dgh_xml_line(xml), 0, "stopped");
        return xml->stopped;
    }
    enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (code == XML_ERROR_NO_MEMORY)
        return dgh_error_nomem(err);
    return dgh_error_at(err, DGH_ERR_PARSE, xml->path, dgh_xml_line(xml),
                        (size_t)XML_GetCurrentColumnNumber(xml->parser) + 1,
                        "expected well-formed XML, found: %s", XML_ErrorString(code));
}

dgh_status dgh_xml_feed(dgh_xml *xml, const char *data, size_t size, dgh_error *err)
{
    const size_t largest = (size_t)1 << 20; /* expat counts in int and copies what it keeps */
    while (size) {
        size_t n = size < largest ? size : largest;
        dgh_status status = feed(xml, data, (int)n, false, err);
        if (status != DGH_OK)
            return status;
        data += n;
        size -= n;
    }
    return DGH_OK;
}

dgh_status dgh_xml_finish(dgh_xml *xml, dgh_error *err)
{
    return feed(xml, "", 0, true, err);
}

const char *dgh_xml_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}
