/* The table of verbs and options. The order of the choices is that of the library's enums (a test
 * compares the names). */
#include "options.h"

#define ALL       ((1u << CLI_COMPUTE) | (1u << CLI_INSPECT) | (1u << CLI_VIB))
#define PROGRAM   (1u << CLI_PROGRAM)
#define COMPUTE   (1u << CLI_COMPUTE)
#define INSPECT   (1u << CLI_INSPECT)
#define VIB       (1u << CLI_VIB)
#define AT(field) offsetof(cli_settings, field)

static const char *const CONVENTIONS[] = {"full", "zpe-ts", "zpe-ts-gas", "offset", NULL};
static const char *const ENERGIES[] = {"F", "E", "E0", NULL};
static const char *const GAS_MODELS[] = {"janaf", "rrho", NULL};
static const char *const LOW_MODES[] = {"raise", "harmonic", "grimme", "translator", NULL};
static const char *const IMAGINARY[] = {"refuse", "drop", "real", NULL};
static const char *const ISOTOPES[] = {"as-computed", "H", "D", "T", NULL};
static const char *const SCALES[] = {"rhe", "she", NULL};
static const char *const MOLECULE[] = {"auto", "no", "yes", NULL};

const cli_option CLI_OPTIONS[] = {
    /* what is computed */
    {COMPUTE, 'T', "temperature", CLI_NUMBER, AT(temperature_k), "K", NULL, 1e-3, 1e5,
     "Temperature (default 298.15)."},
    {VIB, 'T', "temperature", CLI_TEXT, AT(temperatures), "LIST", NULL, 0, 0,
     "Temperatures in K: numbers and ranges from:to:step, separated by commas, as in "
     "100,200:300:50 (default 298.15)."},
    {COMPUTE, 'p', "pressure", CLI_NUMBER, AT(pressure_bar), "BAR", NULL, 1e-30, 1e6,
     "Pressure of H2 (default 1)."},
    {COMPUTE, 'c', "convention", CLI_CHOICE, AT(convention), "NAME", CONVENTIONS, 0, 0,
     "Convention of the chosen ΔG: full (ΔE + ΔZPE + ΔU_th - TΔS), zpe-ts (without heat content), "
     "zpe-ts-gas (also without S of H*), offset (ΔE + 0.24 eV). All of them are printed; the "
     "chosen one is marked (default full)."},
    {COMPUTE, 0, "energy", CLI_CHOICE, AT(energy), "KIND", ENERGIES, 0, 0,
     "Energy that every run contributes: F (with the smearing entropy), E (without), E0 "
     "(extrapolated to zero smearing) (default E0)."},
    {COMPUTE, 0, "gas-model", CLI_CHOICE, AT(gas_model), "NAME", GAS_MODELS, 0, 0,
     "Heat content and entropy of H2: janaf (the NIST-JANAF table) or rrho (rigid rotor, harmonic "
     "oscillator) (default janaf)."},
    {COMPUTE, 0, "ref-h2", CLI_FILE, AT(ref_h2), "PATH|ENERGY", NULL, 0, 0,
     "H2 reference: a run, or an energy in eV given by hand, which the output names as such "
     "(default: the H2 run found in the tree)."},
    {COMPUTE | VIB, 0, "low-modes", CLI_CHOICE, AT(low_modes), "POLICY", LOW_MODES, 0, 0,
     "Low modes: raise (below the cutoff they count as the cutoff in U and S), harmonic (as they "
     "are), grimme (entropy towards a free rotor), translator (hindered translator; needs "
     "--barrier and --site-area) (default raise)."},
    {COMPUTE | VIB, 0, "cutoff", CLI_NUMBER, AT(cutoff_cm1), "CM1", NULL, 1e-3, 1e4,
     "Cutoff of --low-modes raise in 1/cm (default 50)."},
    {COMPUTE | VIB, 0, "grimme-cutoff", CLI_NUMBER, AT(grimme_cm1), "CM1", NULL, 1e-3, 1e4,
     "Frequency of --low-modes grimme in 1/cm (default 100)."},
    {COMPUTE | VIB, 0, "barrier", CLI_NUMBER, AT(barrier_ev), "EV", NULL, 0.0, 100.0,
     "Diffusion barrier of --low-modes translator in eV."},
    {COMPUTE | VIB, 0, "site-area", CLI_NUMBER, AT(site_area_ang2), "ANG2", NULL, 1e-6, 1e6,
     "Area per site of --low-modes translator in square Angstrom."},
    {COMPUTE | VIB, 0, "imaginary", CLI_CHOICE, AT(imaginary), "POLICY", IMAGINARY, 0, 0,
     "Imaginary modes: refuse (under raise: those above the cutoff), drop (leave them out), real "
     "(count their magnitude) (default refuse)."},
    {COMPUTE | VIB, 0, "isotope", CLI_CHOICE, AT(isotope), "ISOTOPE", ISOTOPES, 0, 0,
     "Mass of the adsorbed H and of H2: as-computed (the run's own), H, D, T (default "
     "as-computed)."},
    {VIB, 0, "molecule", CLI_CHOICE, AT(molecule), "WHEN", MOLECULE, 0, 0,
     "Whether rigid translations and rotations are projected out: auto (a molecule in vacuum all "
     "of whose atoms were displaced), no, yes (default auto)."},
    {COMPUTE, 'U', "potential", CLI_NUMBER, AT(potential_v), "V", NULL, -100.0, 100.0,
     "Electrode potential: adds ΔG(U) by the computational hydrogen electrode."},
    {COMPUTE, 0, "scale", CLI_CHOICE, AT(scale), "NAME", SCALES, 0, 0,
     "Scale of --potential: rhe or she (she needs --ph) (default rhe)."},
    {COMPUTE, 0, "ph", CLI_NUMBER, AT(ph), "PH", NULL, -5.0, 20.0,
     "pH; enters with --scale she only."},
    /* what is trusted */
    {COMPUTE, 0, "max-force", CLI_NUMBER, AT(max_force), "EV_PER_ANG", NULL, 0.0, 1e6,
     "Warn of forces on free atoms above this (default 0.05 eV/Angstrom)."},
    {COMPUTE, 0, "force", CLI_FLAG, AT(force), NULL, NULL, 0, 0,
     "Compute sites that have errors (unconverged, mixed settings...) and mark them, instead of "
     "refusing them."},
    {COMPUTE, 'n', "dry-run", CLI_FLAG, AT(dry_run), NULL, NULL, 0, 0,
     "Show which run is what and how they pair, and compute nothing."},
    {COMPUTE, 0, "plan", CLI_FILE, AT(plan), "FILE", NULL, 0, 0,
     "Take roles and pairs from this plan instead of finding them."},
    {COMPUTE, 0, "write-plan", CLI_FILE, AT(write_plan), "FILE", NULL, 0, 0,
     "Write roles and pairs as JSON, to be edited and read with --plan."},
    /* what is printed */
    {INSPECT, 0, "full", CLI_FLAG, AT(full), NULL, NULL, 0, 0,
     "Show every run in full (default: one run in full, several with one line each)."},
    {COMPUTE, 'l', "ledger", CLI_FLAG, AT(ledger), NULL, NULL, 0, 0,
     "Print every term of every convention with its file and line below the table."},
    {ALL, 0, "json", CLI_FLAG, AT(json), NULL, NULL, 0, 0,
     "Print one JSON document (schemas in share/dgh/schema)."},
    {ALL, 0, "csv", CLI_FLAG, AT(csv), NULL, NULL, 0, 0, "Print CSV."},
    {ALL, 'o', "output", CLI_FILE, AT(output), "FILE", NULL, 0, 0,
     "Write to this file instead of the standard output; it appears whole or not at all."},
    {COMPUTE | INSPECT | VIB, 'j', "jobs", CLI_COUNT, AT(jobs), "N", NULL, 0, 4096,
     "Threads; the results do not depend on it (default 0: all cores)."},
    {ALL, 'q', "quiet", CLI_FLAG, AT(quiet), NULL, NULL, 0, 0,
     "No progress, notes or warnings on the standard error."},
    {ALL, 0, "no-colour", CLI_FLAG, AT(no_colour), NULL, NULL, 0, 0,
     "No colours (nor with NO_COLOR in the environment, nor when the output is no terminal)."},
    {ALL, 0, "no-color", CLI_FLAG, AT(no_colour), NULL, NULL, 0, 0, "The same as --no-colour."},
    {PROGRAM | COMPUTE, 0, "citation", CLI_FLAG, AT(citation), NULL, NULL, 0, 0,
     "Print BibTeX of dgh and of the methods that the options select, and stop."},
    {PROGRAM | ALL, 0, "version", CLI_FLAG, AT(version), NULL, NULL, 0, 0,
     "Print the version and stop."},
    {PROGRAM | ALL, 'h', "help", CLI_FLAG, AT(help), NULL, NULL, 0, 0, "Print this help and stop."},
};

const size_t CLI_N_OPTIONS = sizeof CLI_OPTIONS / sizeof CLI_OPTIONS[0];

const cli_verb CLI_VERBS[CLI_N_VERBS] = {
    [CLI_PROGRAM] = {NULL, "VERB [OPTION...] [PATH...]",
                     "hydrogen adsorption free energies from VASP and Quantum ESPRESSO runs",
                     "dgh turns finished calculations of hydrogen on slabs into ΔG_H*, the free "
                     "energy of hydrogen adsorption by which catalysts of hydrogen evolution are "
                     "ranked. Results go to the standard output, everything else to the standard "
                     "error.",
                     NULL, 0},
    [CLI_COMPUTE] =
        {"compute", "[TREE...]", "ΔG_H* of every site in trees of calculations",
         "Walks the trees (default: the current directory), recognises the runs of VASP and "
         "Quantum ESPRESSO by their content, tells gas, hosts, hosts with H and frequency runs "
         "apart by composition and cell, checks that their settings agree, and prints ΔG_H* per "
         "site with what it assumes above the table and the warnings below.\n\n"
         "A site with an error (unconverged, mixed settings, H that desorbed...) is refused, and "
         "the exit status is then 4; --force computes and marks it.",
         "dgh compute calculations\n"
         "    the table of all sites\n"
         "dgh compute --ledger --convention zpe-ts calculations\n"
         "    every term with its file and line, another convention chosen\n"
         "dgh compute --json -o dgh.json calculations\n"
         "    one JSON document\n"
         "dgh compute --write-plan plan.json --dry-run calculations\n"
         "    the pairing, to be edited and read with --plan plan.json\n",
         -1},
    [CLI_INSPECT] =
        {"inspect", "[PATH...]", "what each run is: code, task, status, energy, settings",
         "Shows what files and directories hold (default: the current directory). One run is "
         "shown in full: status with the line that decides it, energies, largest force, settings "
         "with file and line. Several get one line each.",
         "dgh inspect OUTCAR\n"
         "    one run in full\n"
         "dgh inspect calculations\n"
         "    one line for each run of a tree\n",
         -1},
    [CLI_VIB] = {"vib", "PATH...", "modes, isotopes, ZPE, U, S and F of a frequency run",
                 "Diagonalises the Hessian of a frequency run (or of a set of displaced runs in a "
                 "directory), shows its modes beside those that the code printed, and sums "
                 "zero-point energy, thermal energy, entropy and free energy at a list of "
                 "temperatures.",
                 "dgh vib --temperature 100:500:100 H_fcc/freq\n"
                 "    the sums at five temperatures\n"
                 "dgh vib --isotope D H_fcc/freq/OUTCAR\n"
                 "    the modes of deuterium from the same Hessian\n",
                 -1},
};

const char CLI_EXIT_STATUS[] = "0  done\n"
                               "1  internal failure, or the output could not be written\n"
                               "2  wrong usage\n"
                               "3  unreadable or bad input\n"
                               "4  refused on scientific grounds (--force computes and marks)\n";
