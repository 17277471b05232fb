/* --citation of each verb: the works that its options put to use. */
#include "citation.h"

static unsigned of_bader(const cli_settings *s)
{
    switch ((dgh_partition_kind)s->partition) {
    case DGH_PARTITION_BADER:
        return dgh_cited_for_bader((dgh_bader_method)s->bader_method);
    case DGH_PARTITION_HIRSHFELD:
        return DGH_CITED_HIRSHFELD;
    case DGH_PARTITION_VORONOI:
        break;
    }
    return 0;
}

static unsigned of_xc(const cli_settings *s)
{
    const bool gradient = s->write_rdg || s->write_sign;
    return DGH_CITED_LIBXC | DGH_CITED_FFTW | (gradient ? DGH_CITED_REDUCED_GRADIENT : 0u);
}

static unsigned of_profile(const cli_settings *s)
{
    const bool fourier = s->interpolation == (int)DGH_INTERPOLATION_FOURIER &&
                         (s->line || s->plane);
    return (s->macroscopic ? DGH_CITED_MACROSCOPIC : 0u) | (fourier ? DGH_CITED_FFTW : 0u);
}

/* FFTW is for grids that differ, which only the files tell. */
static unsigned of_diff(const cli_settings *s)
{
    return DGH_CITED_FFTW |
           (s->basins.n ? dgh_cited_for_bader((dgh_bader_method)s->basins_method) : 0u);
}

static unsigned of_modes(const cli_settings *s)
{
    const dgh_harmonic_options options = {.low_modes = (dgh_low_modes)s->low_modes};
    return dgh_cited_for_modes(&options);
}

static unsigned of_verb(cli_verb_id verb, const cli_settings *s)
{
    switch (verb) {
    case CLI_VIB:
        return of_modes(s);
    case CLI_BADER:
        return of_bader(s);
    case CLI_XC:
        return of_xc(s);
    case CLI_PROFILE:
        return of_profile(s);
    case CLI_DIFF:
        return of_diff(s);
    case CLI_SITES:
        return DGH_CITED_SPGLIB | DGH_CITED_COORDINATION | DGH_CITED_ORDER;
    case CLI_ORDER:
        return DGH_CITED_ORDER;
    case CLI_DBAND:
        return DGH_CITED_D_BAND;
    default:
        return 0;
    }
}

int cli_print_citation(cli_verb_id verb, const cli_settings *settings)
{
    dgh_error err = {0};
    char *text;
    dgh_status status = dgh_report_works(&text, of_verb(verb, settings), &err);
    return cli_write_report(status, text, &err, settings);
}
