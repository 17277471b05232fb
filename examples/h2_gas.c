/* From frequencies to the corrections that turn dE of H* into dG of H*, in every convention.
 *
 *     h2_gas [-T KELVIN] [-p BAR] H2_CM1 MODE_CM1...
 *
 * H2_CM1 is the stretch of H2, the others are the modes of H* (a negative number is an imaginary
 * mode), three for each H. Without arguments: H in the fcc hollow of Pt(111), 298.15 K, 1 bar.
 * Build against an installed dgh: cc h2_gas.c $(pkg-config --cflags --libs dgh) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dgh/thermo.h>

enum { MAX_MODES = 300 };

typedef struct request {
    double temperature_k;
    double pressure_bar;
    dgh_mode h2;
    size_t n_modes;
    dgh_mode modes[MAX_MODES];
} request;

static int usage(void)
{
    fputs("usage: h2_gas [-T KELVIN] [-p BAR] H2_CM1 MODE_CM1...\n", stderr);
    return 2;
}

static dgh_mode mode_of(double freq_cm1)
{
    dgh_mode mode = {freq_cm1, false};
    if (freq_cm1 < 0.0) {
        mode.freq_cm1 = -freq_cm1;
        mode.imaginary = true;
    }
    return mode;
}

static int parse(request *r, int argc, char **argv)
{
    size_t n = 0;
    for (int i = 1; i < argc; i++) {
        double *option = strcmp(argv[i], "-T") == 0   ? &r->temperature_k
                         : strcmp(argv[i], "-p") == 0 ? &r->pressure_bar
                                                      : NULL;
        if (option && ++i == argc)
            return usage();
        char *end;
        double value = strtod(argv[i], &end);
        if (end == argv[i] || *end || n > MAX_MODES)
            return usage();
        if (option)
            *option = value;
        else if (n++ == 0)
            r->h2 = mode_of(value);
        else
            r->modes[n - 2] = mode_of(value);
    }
    if (n == 1)
        return usage();
    if (n > 1)
        r->n_modes = n - 1;
    return 0;
}

/* Ledger of dE = 0: what is left in each convention is the correction. */
static dgh_status correct(dgh_ledger *ledger, const request *r, dgh_error *err)
{
    dgh_harmonic_options harmonic = DGH_HARMONIC_OPTIONS_INIT;
    harmonic.temperature_k = r->temperature_k;
    dgh_gas_options gas = DGH_GAS_OPTIONS_INIT;
    gas.temperature_k = r->temperature_k;
    gas.pressure_bar = r->pressure_bar;
    gas.modes = &r->h2;
    gas.n_modes = 1;

    dgh_adsorption_input input = DGH_ADSORPTION_INPUT_INIT;
    input.temperature_k = r->temperature_k;
    input.n_h = (unsigned)((r->n_modes + 2) / 3);
    input.energy_final_ev.has = input.energy_initial_ev.has = input.energy_h2_ev.has = true;
    input.has_final_modes = input.has_gas = true;
    dgh_status status = dgh_thermo_harmonic(&input.final_modes, r->modes, r->n_modes, &harmonic,
                                            err);
    if (!status)
        status = dgh_thermo_gas(&input.gas, &gas, err);
    if (!status)
        status = dgh_thermo_ledger(ledger, &input, err);
    return status;
}

static void print(const dgh_ledger *ledger, const request *r)
{
    printf("%g K, %g bar, H2 by JANAF; eV per H\n\n", r->temperature_k, r->pressure_bar);
    printf("%-16s %10s %6s %12s\n", "term", "value", "x", "contribution");
    for (size_t i = 0; i < ledger->n_terms; i++) {
        const dgh_ledger_term *term = &ledger->terms[i];
        if (term->value != 0.0)
            printf("%-16s %10.6f %6.3f %12.6f\n", term->label, term->value, term->coefficient,
                   term->contribution_ev);
    }
    printf("\n%-16s %10s\n", "convention", "dG - dE");
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        printf("%-16s %10.6f  %s\n", dgh_convention_name((dgh_convention)c),
               ledger->delta_g_ev[c].value, dgh_convention_formula((dgh_convention)c));
}

int main(int argc, char **argv)
{
    request r = {298.15, 1.0, {4305.57, false}, 3, {{0.0, false}}};
    r.modes[0].freq_cm1 = 1143.165;
    r.modes[1].freq_cm1 = 602.160;
    r.modes[2].freq_cm1 = 602.158;
    int bad = parse(&r, argc, argv);
    if (bad)
        return bad;
    dgh_ledger ledger;
    dgh_error err = {0};
    if (correct(&ledger, &r, &err)) {
        fprintf(stderr, "h2_gas: %s\n", err.message);
        return err.status == DGH_ERR_REFUSED ? 4 : 3;
    }
    print(&ledger, &r);
    return 0;
}
