#include "adapt/libxc.h"

#include <stdlib.h>
#include <string.h>
#include <xc.h>

int dgh_libxc_number(const char *name)
{
    int number = xc_functional_get_number(name);
    return number > 0 ? number : 0;
}

bool dgh_libxc_exists(const char *names)
{
    const char *part = names;
    for (;;) {
        char name[64];
        size_t length = strcspn(part, "+");
        if (length == 0 || length >= sizeof name)
            return false;
        memcpy(name, part, length);
        name[length] = '\0';
        if (!dgh_libxc_number(name))
            return false;
        if (part[length] == '\0')
            return true;
        part += length + 1;
    }
}

bool dgh_libxc_name(int number, char *name, size_t size)
{
    char *found = number > 0 ? xc_functional_get_name(number) : NULL;
    bool fits = found && strlen(found) < size;
    if (fits)
        strcpy(name, found);
    free(found);
    return fits;
}

const char *dgh_libxc_family(int number)
{
    switch (number > 0 ? xc_family_from_id(number, NULL, NULL) : XC_FAMILY_UNKNOWN) {
    case XC_FAMILY_LDA:
        return "lda";
    case XC_FAMILY_GGA:
        return "gga";
    case XC_FAMILY_MGGA:
        return "mgga";
    case XC_FAMILY_HYB_LDA:
        return "hybrid-lda";
    case XC_FAMILY_HYB_GGA:
        return "hybrid-gga";
    case XC_FAMILY_HYB_MGGA:
        return "hybrid-mgga";
    default:
        return NULL;
    }
}

int *dgh_libxc_numbers(size_t *n)
{
    int count = xc_number_of_functionals();
    int *list = calloc(count > 0 ? (size_t)count : 1, sizeof *list);
    *n = list && count > 0 ? (size_t)count : 0;
    if (*n)
        xc_available_functional_numbers(list);
    return list;
}

/* Of an open functional: its facts. */
static dgh_libxc_facts facts_of(const xc_func_type *f)
{
    const xc_func_info_type *info = xc_func_get_info(f);
    int flags = xc_func_info_get_flags(info), kind = xc_func_info_get_kind(info);
    return (dgh_libxc_facts){
        .kind = kind == XC_EXCHANGE      ? DGH_LIBXC_EXCHANGE
                : kind == XC_CORRELATION ? DGH_LIBXC_CORRELATION
                : kind == XC_KINETIC     ? DGH_LIBXC_KINETIC
                                         : DGH_LIBXC_BOTH,
        .gradient = xc_func_info_get_family(info) != XC_FAMILY_LDA,
        .energy = (flags & XC_FLAGS_HAVE_EXC) != 0,
        .potential = (flags & XC_FLAGS_HAVE_VXC) != 0,
        .three_dimensions = (flags & XC_FLAGS_3D) != 0,
        .nonlocal = (flags & XC_FLAGS_VV10) != 0,
    };
}

bool dgh_libxc_describe(dgh_libxc_facts *facts, int number)
{
    xc_func_type *f = number > 0 ? xc_func_alloc() : NULL;
    bool found = f && xc_func_init(f, number, XC_UNPOLARIZED) == 0;
    if (found) {
        *facts = facts_of(f);
        xc_func_end(f);
    }
    if (f)
        xc_func_free(f);
    return found;
}

struct dgh_libxc {
    xc_func_type *f;
    bool gradient;
};

dgh_status dgh_libxc_open(dgh_libxc **out, int number, bool polarised, dgh_error *err)
{
    *out = NULL;
    const char *family = dgh_libxc_family(number);
    bool local = family && (strcmp(family, "lda") == 0 || strcmp(family, "gga") == 0);
    dgh_libxc *opened = calloc(1, sizeof *opened);
    xc_func_type *f = opened ? xc_func_alloc() : NULL;
    if (!f) {
        free(opened);
        return dgh_error_nomem(err);
    }
    if (!local || xc_func_init(f, number, polarised ? XC_POLARIZED : XC_UNPOLARIZED) != 0) {
        xc_func_free(f);
        free(opened);
        return dgh_error_set(err, DGH_ERR_UNSUPPORTED,
                             "expected an LDA or a GGA of libxc, found number %d", number);
    }
    *opened = (dgh_libxc){f, facts_of(f).gradient};
    if (!facts_of(f).energy) {
        dgh_libxc_close(opened);
        return dgh_error_set(err, DGH_ERR_UNSUPPORTED,
                             "expected a functional with an energy, found libxc's number %d",
                             number);
    }
    *out = opened;
    return DGH_OK;
}

void dgh_libxc_close(dgh_libxc *functional)
{
    if (!functional)
        return;
    xc_func_end(functional->f);
    xc_func_free(functional->f);
    free(functional);
}

void dgh_libxc_evaluate(const dgh_libxc *functional, size_t n, const double *rho,
                        const double *sigma, double *energy, double *by_density, double *by_sigma)
{
    const xc_func_type *f = functional->f;
    if (functional->gradient && by_density)
        xc_gga_exc_vxc(f, n, rho, sigma, energy, by_density, by_sigma);
    else if (functional->gradient)
        xc_gga_exc(f, n, rho, sigma, energy);
    else if (by_density)
        xc_lda_exc_vxc(f, n, rho, energy, by_density);
    else
        xc_lda_exc(f, n, rho, energy);
}
