#include "density/xc_functional.h"

#include <string.h>

#include "adapt/libxc.h"
#include "base/error.h"
#include "base/format.h"

/* Why a functional cannot be had from a density alone, NULL if it can. */
static const char *obstacle(int number, dgh_libxc_facts *facts)
{
    const char *family = dgh_libxc_family(number);
    if (!family)
        return "of a family of its own";
    if (strncmp(family, "hybrid", 6) == 0)
        return "a hybrid: its exact exchange needs orbitals, which a density does not hold";
    if (strcmp(family, "mgga") == 0)
        return "a meta-GGA: it needs the kinetic energy density, which a density does not hold";
    if (!dgh_libxc_describe(facts, number))
        return "which this libxc cannot open";
    if (facts->kind == DGH_LIBXC_KINETIC)
        return "a functional of the kinetic energy";
    if (!facts->three_dimensions)
        return "for electrons in one or two dimensions";
    if (!facts->energy)
        return "a potential without an energy";
    return NULL;
}

static dgh_status add_part(dgh_xc_functional *f, const char *name, dgh_error *err)
{
    char proper[64];
    dgh_libxc_facts facts = {.gradient = false};
    int number = dgh_libxc_number(name);
    if (!number || !dgh_libxc_name(number, proper, sizeof proper))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a functional of libxc, found \"%s\"",
                             name);
    const char *why = obstacle(number, &facts);
    if (why)
        return dgh_error_set(err, DGH_ERR_UNSUPPORTED, "expected an LDA or a GGA, found %s, %s",
                             proper, why);
    if (f->n_parts == DGH_XC_MOST_PARTS)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected at most %d functionals in a sum",
                             DGH_XC_MOST_PARTS);
    const size_t used = strlen(f->libxc);
    dgh_format(f->libxc + used, sizeof f->libxc - used, "%s%s", used ? "+" : "", proper);
    f->id[f->n_parts++] = number;
    f->gradient = f->gradient || facts.gradient;
    f->nonlocal = f->nonlocal || facts.nonlocal;
    return DGH_OK;
}

dgh_status dgh_xc_functional_make(dgh_xc_functional *out, const char *label, const char *libxc,
                                  bool nonlocal, dgh_error *err)
{
    *out = (dgh_xc_functional){.nonlocal = nonlocal};
    dgh_xc_functional f = *out;
    dgh_format(f.label, sizeof f.label, "%s", label);
    for (const char *part = libxc;; part++) {
        char name[64];
        size_t length = strcspn(part, "+");
        dgh_format(name, sizeof name, "%.*s", (int)(length < 63 ? length : 63), part);
        dgh_status status = add_part(&f, name, err);
        if (status != DGH_OK)
            return status;
        part += length;
        if (*part == '\0')
            break;
    }
    *out = f;
    return DGH_OK;
}
