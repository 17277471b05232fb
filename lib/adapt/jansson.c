#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/json.h"
#include "base/format.h"

static json_t *inner(const dgh_json *value)
{
    return (json_t *)(uintptr_t)value;
}

static dgh_json *outer(const json_t *value)
{
    return (dgh_json *)(uintptr_t)value;
}

/* Hangs `value`, which it takes over, into `parent`; gives it back borrowed, NULL on failure. */
static dgh_json *hang(dgh_json_builder *builder, dgh_json *parent, const char *key, json_t *value)
{
    if (builder->failed || !value) {
        builder->failed = true;
        json_decref(value);
        return NULL;
    }
    if (!parent)
        return outer(value);
    int failed = key ? json_object_set_new_nocheck(inner(parent), key, value)
                     : json_array_append_new(inner(parent), value);
    if (failed) { /* the setters drop the value on failure */
        builder->failed = true;
        return NULL;
    }
    return outer(value);
}

dgh_json *dgh_json_add_object(dgh_json_builder *builder, dgh_json *parent, const char *key)
{
    return hang(builder, parent, key, builder->failed ? NULL : json_object());
}

dgh_json *dgh_json_add_array(dgh_json_builder *builder, dgh_json *parent, const char *key)
{
    return hang(builder, parent, key, builder->failed ? NULL : json_array());
}

/* Length of the UTF-8 sequence at the front of `s` (Unicode 15, table 3-7), 0 if it is none. The
 * NUL at the end of a C string ends any sequence. */
static size_t utf8_length(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    unsigned char low = 0x80, high = 0xbf;
    if (s[0] == 0xe0)
        low = 0xa0;
    else if (s[0] == 0xed)
        high = 0x9f;
    else if (s[0] == 0xf0)
        low = 0x90;
    else if (s[0] == 0xf4)
        high = 0x8f;
    for (size_t i = 1; i < n; i++) {
        if (s[i] < low || s[i] > high)
            return 0;
        low = 0x80;
        high = 0xbf;
    }
    return n;
}

char *dgh_json_utf8(const char *text)
{
    size_t size = strlen(text);
    if (size > (SIZE_MAX - 1) / 4)
        return NULL;
    char *out = malloc(4 * size + 1);
    if (!out)
        return NULL;
    const unsigned char *s = (const unsigned char *)text;
    char *o = out;
    while (*s) {
        size_t n = utf8_length(s);
        if (n) {
            memcpy(o, s, n);
            o += n;
            s += n;
        } else {
            o += dgh_format(o, 5, "\\x%02X", *s++);
        }
    }
    *o = '\0';
    return out;
}

void dgh_json_add_text(dgh_json_builder *builder, dgh_json *parent, const char *key,
                       const char *text)
{
    if (!text) {
        dgh_json_add_null(builder, parent, key);
        return;
    }
    char *utf8 = builder->failed ? NULL : dgh_json_utf8(text);
    hang(builder, parent, key, utf8 ? json_string(utf8) : NULL);
    free(utf8);
}

void dgh_json_add_real(dgh_json_builder *builder, dgh_json *parent, const char *key, double value)
{
    if (isfinite(value))
        hang(builder, parent, key, builder->failed ? NULL : json_real(value));
    else
        dgh_json_add_null(builder, parent, key);
}

void dgh_json_add_integer(dgh_json_builder *builder, dgh_json *parent, const char *key,
                          int64_t value)
{
    hang(builder, parent, key, builder->failed ? NULL : json_integer(value));
}

void dgh_json_add_bool(dgh_json_builder *builder, dgh_json *parent, const char *key, bool value)
{
    hang(builder, parent, key, json_boolean(value));
}

void dgh_json_add_null(dgh_json_builder *builder, dgh_json *parent, const char *key)
{
    hang(builder, parent, key, json_null());
}

static dgh_status write_json(char **out, const dgh_json_builder *builder, const dgh_json *root,
                             size_t layout, dgh_error *err)
{
    const size_t flags = layout | JSON_REAL_PRECISION(17);
    *out = NULL;
    if (builder->failed || !root)
        return dgh_error_nomem(err);
    char *text = json_dumps(inner(root), flags);
    size_t size = text ? strlen(text) : 0;
    char *ended = text ? realloc(text, size + 2) : NULL;
    if (!ended) {
        free(text);
        return dgh_error_nomem(err);
    }
    memcpy(ended + size, "\n", 2);
    *out = ended;
    return DGH_OK;
}

dgh_status dgh_json_write(char **out, const dgh_json_builder *builder, const dgh_json *root,
                          dgh_error *err)
{
    return write_json(out, builder, root, JSON_INDENT(2), err);
}

dgh_status dgh_json_write_line(char **out, const dgh_json_builder *builder, const dgh_json *root,
                               dgh_error *err)
{
    return write_json(out, builder, root, JSON_COMPACT, err);
}

void dgh_json_free(dgh_json *root)
{
    json_decref(inner(root));
}

dgh_status dgh_json_parse_line(dgh_json **out, const char *data, size_t size, const char *path,
                               size_t line, dgh_error *err)
{
    json_error_t where;
    *out = outer(json_loadb(data, size, JSON_REJECT_DUPLICATES, &where));
    if (*out)
        return DGH_OK;
    line += where.line > 0 ? (size_t)where.line - 1 : 0;
    size_t column = where.column > 0 ? (size_t)where.column : 0;
    return dgh_error_at(err, DGH_ERR_PARSE, path, line, column, "expected JSON, found %s",
                        where.text);
}

dgh_status dgh_json_parse(dgh_json **out, const char *data, size_t size, const char *path,
                          dgh_error *err)
{
    return dgh_json_parse_line(out, data, size, path, 1, err);
}

bool dgh_json_is_object(const dgh_json *value)
{
    return json_is_object(inner(value));
}

bool dgh_json_is_array(const dgh_json *value)
{
    return json_is_array(inner(value));
}

bool dgh_json_is_null(const dgh_json *value)
{
    return json_is_null(inner(value));
}

const dgh_json *dgh_json_get(const dgh_json *object, const char *key)
{
    return outer(json_object_get(inner(object), key));
}

size_t dgh_json_size(const dgh_json *array)
{
    return json_array_size(inner(array));
}

const dgh_json *dgh_json_at(const dgh_json *array, size_t index)
{
    return outer(json_array_get(inner(array), index));
}

const char *dgh_json_text(const dgh_json *value)
{
    return json_string_value(inner(value));
}

bool dgh_json_real(const dgh_json *value, double *out)
{
    if (!json_is_number(inner(value)))
        return false;
    *out = json_number_value(inner(value));
    return true;
}

bool dgh_json_integer(const dgh_json *value, int64_t *out)
{
    if (!json_is_integer(inner(value)))
        return false;
    *out = json_integer_value(inner(value));
    return true;
}

bool dgh_json_bool(const dgh_json *value, bool *out)
{
    if (!json_is_boolean(inner(value)))
        return false;
    *out = json_is_true(inner(value));
    return true;
}

const char *dgh_json_kind(const dgh_json *value)
{
    if (!value)
        return "nothing";
    switch (json_typeof(inner(value))) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

const char *dgh_json_unknown_member(const dgh_json *object, const char *const *known)
{
    for (void *i = json_object_iter(inner(object)); i;
         i = json_object_iter_next(inner(object), i)) {
        const char *name = json_object_iter_key(i);
        size_t k = 0;
        while (known[k] && strcmp(known[k], name) != 0)
            k++;
        if (!known[k])
            return name;
    }
    return NULL;
}
