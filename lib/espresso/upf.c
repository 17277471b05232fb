/* UPF, https://pseudopotentials.quantum-espresso.org/home/unified-pseudopotential-format : version
 * 1 has the header's values on lines of their own, version 2 as attributes. Read are the element,
 * the valence, the radial mesh (Bohr) and PP_RHOATOM, 4 pi r^2 times the density. Looks like XML
 * and often is not (a bare & or < in PP_INFO, no root in version 1): so the few elements that
 * matter are looked for by name. */
#include "espresso/upf.h"

#include <math.h>
#include <stdlib.h>

#include "base/constants.h"
#include "base/numbers.h"
#include "base/text.h"
#include "dgh/record.h"

typedef struct upf {
    const char *path;
    dgh_slice text;
    dgh_slice body; /* behind PP_INFO, which may quote anything */
} upf;

typedef struct upf_element {
    dgh_slice attributes;
    dgh_slice content;
} upf_element;

bool dgh_qe_is_upf(const char *data, size_t size)
{
    dgh_slice head = {data, size < 65536 ? size : 65536};
    return dgh_slice_find(head, "<UPF version") || dgh_slice_find(head, "<PP_HEADER") ||
           dgh_slice_find(head, "<PP_INFO>") || dgh_slice_find(head, "<qe_pp:pseudo");
}

static dgh_status at(const upf *u, dgh_status status, const char *place, const char *what,
                     const char *found, dgh_error *err)
{
    const char *begin = place;
    while (begin > u->text.data && begin[-1] != '\n')
        begin--;
    return dgh_error_at(err, status, u->path, dgh_count_lines(u->text.data, begin) + 1,
                        (size_t)(place - begin) + 1, "expected %s, found %s", what, found);
}

static dgh_slice from(dgh_slice s, const char *place)
{
    return (dgh_slice){place, (size_t)(s.data + s.size - place)};
}

/* The first element of this name ("<PP_R" is not "<PP_RAB"); false if there is none, or no end. */
static bool find_element(const upf *u, const char *opening, const char *closing, upf_element *out)
{
    const size_t length = strlen(opening);
    dgh_slice rest = u->body;
    const char *tag;
    for (;;) {
        tag = dgh_slice_find(rest, opening);
        if (!tag)
            return false;
        rest = from(rest, tag + length);
        if (rest.size && (dgh_is_space(rest.data[0]) || rest.data[0] == '>' || rest.data[0] == '/'))
            break;
    }
    char quote = 0;
    size_t i = 0;
    for (; i < rest.size && (quote || rest.data[i] != '>'); i++)
        if (quote ? rest.data[i] == quote : rest.data[i] == '"' || rest.data[i] == '\'')
            quote = quote ? 0 : rest.data[i];
    if (i == rest.size)
        return false;
    out->attributes = (dgh_slice){rest.data, i};
    rest = from(rest, rest.data + i + 1);
    out->content = (dgh_slice){rest.data, 0};
    if (i && out->attributes.data[i - 1] == '/')
        return true;
    const char *end = dgh_slice_find(rest, closing);
    if (!end)
        return false;
    out->content.size = (size_t)(end - rest.data);
    return true;
}

static bool attribute(dgh_slice attributes, const char *name, dgh_slice *value)
{
    const size_t length = strlen(name);
    dgh_slice rest = attributes;
    const char *hit;
    while ((hit = dgh_slice_find(rest, name)) != NULL) {
        bool whole = hit > attributes.data && dgh_is_space(hit[-1]);
        rest = from(rest, hit + length);
        dgh_slice v = dgh_slice_trim(rest);
        if (!whole || !v.size || v.data[0] != '=')
            continue;
        v = dgh_slice_trim(from(v, v.data + 1));
        if (!v.size || (v.data[0] != '"' && v.data[0] != '\''))
            return false;
        const char *end = memchr(v.data + 1, v.data[0], v.size - 1);
        if (!end)
            return false;
        *value = dgh_slice_trim((dgh_slice){v.data + 1, (size_t)(end - v.data - 1)});
        return true;
    }
    return false;
}

/* Version 1: "  H     Element", "  1.00000000000      Z valence". */
static bool old_value(dgh_slice content, const char *name, dgh_slice *value)
{
    dgh_cursor cursor = dgh_cursor_make(content.data, content.size, "");
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        dgh_slice rest = line;
        if (dgh_slice_word(&rest, value) && dgh_slice_starts(dgh_slice_trim(rest), name))
            return true;
    }
    return false;
}

static int element_of(dgh_slice name)
{
    char label[8] = "";
    memcpy(label, name.data, name.size < sizeof label - 1 ? name.size : sizeof label - 1);
    return dgh_element_from_label(label);
}

static dgh_status read_header(const upf *u, int *atomic_number, dgh_real *valence, dgh_error *err)
{
    upf_element header;
    if (!find_element(u, "<PP_HEADER", "</PP_HEADER>", &header))
        return dgh_error_at(err, DGH_ERR_PARSE, u->path, 0, 0,
                            "expected a whole PP_HEADER, found none");
    dgh_slice element, z;
    if (!attribute(header.attributes, "element", &element) &&
        !old_value(header.content, "Element", &element))
        return at(u, DGH_ERR_PARSE, header.attributes.data, "the element in PP_HEADER", "none",
                  err);
    *atomic_number = element_of(element);
    char excerpt[64];
    if (*atomic_number == 0)
        return at(u, DGH_ERR_PARSE, element.data, "an element",
                  dgh_slice_excerpt(element, excerpt, sizeof excerpt), err);
    if (attribute(header.attributes, "z_valence", &z) ||
        old_value(header.content, "Z valence", &z)) {
        const char *place = z.data;
        dgh_slice rest = z;
        valence->has = dgh_slice_double(&rest, &valence->value) && valence->value >= 0.0;
        valence->source = (dgh_source){u->path, dgh_count_lines(u->text.data, place) + 1};
        if (!valence->has)
            return at(u, DGH_ERR_PARSE, place, "the valence",
                      dgh_slice_excerpt(z, excerpt, sizeof excerpt), err);
    }
    return DGH_OK;
}

/* All numbers of an element's content; the array is the caller's. */
static dgh_status read_numbers(const upf *u, dgh_slice content, const char *what, double **out,
                               size_t *n, dgh_error *err)
{
    /* a number and what parts it from the next take two bytes at least */
    const size_t most = content.size / 2 + 1;
    const char *place = content.data, *end = content.data + content.size;
    *out = malloc(most * sizeof **out);
    if (!*out)
        return dgh_error_nomem(err);
    *n = dgh_numbers_read(*out, most, 1.0, &place, end);
    dgh_slice rest = dgh_slice_trim((dgh_slice){place, (size_t)(end - place)});
    char excerpt[64];
    if (!rest.size)
        return DGH_OK;
    free(*out);
    *out = NULL;
    return at(u, DGH_ERR_PARSE, rest.data, what, dgh_slice_excerpt(rest, excerpt, sizeof excerpt),
              err);
}

/* Divides by 4 pi r^2, turns Bohr into Angstrom, leaves out a point at the nucleus; the new number
 * of points. */
static size_t to_density(double *radius, double *rho, size_t n)
{
    const double least_bohr = 1e-8;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double r = radius[i] * DGH_BOHR_ANG;
        double per_ang = rho[i] / DGH_BOHR_ANG;
        if (radius[i] < least_bohr)
            continue;
        radius[kept] = r;
        rho[kept++] = per_ang / (4.0 * DGH_PI * r * r);
    }
    return kept;
}

static dgh_status read_mesh(const upf *u, double **radius, double **rho, size_t *n, dgh_error *err)
{
    upf_element mesh, density;
    size_t n_density = 0;
    if (!find_element(u, "<PP_R", "</PP_R>", &mesh))
        return dgh_error_at(err, DGH_ERR_PARSE, u->path, 0, 0,
                            "expected a whole radial mesh PP_R, found none");
    if (!find_element(u, "<PP_RHOATOM", "</PP_RHOATOM>", &density))
        return dgh_error_at(err, DGH_ERR_MISSING, u->path, 0, 0,
                            "expected a whole density of the free atom PP_RHOATOM, found none");
    dgh_status status = read_numbers(u, mesh.content, "a radius", radius, n, err);
    if (status == DGH_OK)
        status = read_numbers(u, density.content, "a density", rho, &n_density, err);
    /* some programs cut PP_RHOATOM where the mesh of the others goes on */
    if (status == DGH_OK && (n_density > *n || n_density < 2))
        return dgh_error_at(
            err, DGH_ERR_PARSE, u->path, dgh_count_lines(u->text.data, density.content.data) + 1, 0,
            "expected the density at the %zu radii of the mesh, found %zu values", *n, n_density);
    *n = n_density;
    return status;
}

dgh_status dgh_qe_read_upf(dgh_free_atom **out, const char *data, size_t size, const char *path,
                           dgh_error *err)
{
    *out = NULL;
    upf u = {path, {data, size}, {data, size}};
    const char *info = dgh_slice_find(u.text, "</PP_INFO>");
    if (info)
        u.body = from(u.text, info);
    int atomic_number = 0;
    dgh_real valence = {0};
    double *radius = NULL, *rho = NULL;
    size_t n = 0;
    if (dgh_slice_find(u.body, "<qe_pp:pseudo"))
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0,
                            "expected a UPF of version 1 or 2, found the later schema");
    dgh_status status = read_header(&u, &atomic_number, &valence, err);
    if (status == DGH_OK)
        status = read_mesh(&u, &radius, &rho, &n, err);
    if (status == DGH_OK) {
        n = to_density(radius, rho, n);
        dgh_error inner = {0};
        status = dgh_free_atom_create(out, path, atomic_number, valence, radius, rho, n, &inner);
        if (status == DGH_ERR_ARGUMENT)
            status = dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0, "%s", inner.message);
        else if (status != DGH_OK)
            status = dgh_error_nomem(err);
    }
    free(radius);
    free(rho);
    if (status == DGH_OK && !((*out)->electrons > 0.0)) {
        dgh_free_atom_free(*out);
        *out = NULL;
        return dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                            "expected a density of the free atom, found zeros");
    }
    return status;
}
