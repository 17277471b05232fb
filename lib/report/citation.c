/* BibTeX of dgh and of the methods in use. */
#include "report/document.h"

static const char DGH_ENTRY[] =
    "@software{dgh,\n"
    "  title = {dgh: hydrogen adsorption free energies from VASP and Quantum ESPRESSO},\n"
    "  version = {%s},\n"
    "  note = {C library and program}\n"
    "}\n";

static const char CONSTANTS[] =
    "\n@article{codata2018,\n"
    "  author = {Tiesinga, Eite and Mohr, Peter J. and Newell, David B. and Taylor, Barry N.},\n"
    "  title = {{CODATA} recommended values of the fundamental physical constants: 2018},\n"
    "  journal = {Rev. Mod. Phys.}, volume = {93}, pages = {025010}, year = {2021},\n"
    "  doi = {10.1103/RevModPhys.93.025010},\n"
    "  note = {constants}\n"
    "}\n";

static const char HYDROGEN[] =
    "\n@article{norskov2005,\n"
    "  author = {N{\\o}rskov, J. K. and Bligaard, T. and Logadottir, A. and Kitchin, J. R. and\n"
    "            Chen, J. G. and Pandelov, S. and Stimming, U.},\n"
    "  title = {Trends in the Exchange Current for Hydrogen Evolution},\n"
    "  journal = {J. Electrochem. Soc.}, volume = {152}, pages = {J23}, year = {2005},\n"
    "  doi = {10.1149/1.1856988},\n"
    "  note = {$\\Delta G_{\\mathrm{H}^*}$ as a descriptor; convention \"offset\"}\n"
    "}\n";

static const char ELECTRODE[] =
    "\n@article{norskov2004,\n"
    "  author = {N{\\o}rskov, J. K. and Rossmeisl, J. and Logadottir, A. and Lindqvist, L. and\n"
    "            Kitchin, J. R. and Bligaard, T. and J{\\'o}nsson, H.},\n"
    "  title = {Origin of the Overpotential for Oxygen Reduction at a Fuel-Cell Cathode},\n"
    "  journal = {J. Phys. Chem. B}, volume = {108}, pages = {17886--17892}, year = {2004},\n"
    "  doi = {10.1021/jp047349j},\n"
    "  note = {computational hydrogen electrode}\n"
    "}\n";

static const char HARMONIC[] =
    "\n@book{mcquarrie1976,\n"
    "  author = {McQuarrie, Donald A.},\n"
    "  title = {Statistical Mechanics}, publisher = {Harper \\& Row}, year = {1976},\n"
    "  note = {harmonic oscillator; ideal diatomic gas}\n"
    "}\n";

static const char JANAF[] =
    "\n@book{chase1998,\n"
    "  author = {Chase, Malcolm W.},\n"
    "  title = {{NIST}-{JANAF} Thermochemical Tables}, edition = {4},\n"
    "  series = {J. Phys. Chem. Ref. Data Monograph}, number = {9}, year = {1998},\n"
    "  note = {gas model \"janaf\"}\n"
    "}\n";

static const char GRIMME[] =
    "\n@article{grimme2012,\n"
    "  author = {Grimme, Stefan},\n"
    "  title = {Supramolecular Binding Thermodynamics by Dispersion-Corrected Density Functional\n"
    "           Theory},\n"
    "  journal = {Chem. Eur. J.}, volume = {18}, pages = {9955--9964}, year = {2012},\n"
    "  doi = {10.1002/chem.201200497},\n"
    "  note = {low modes \"grimme\"}\n"
    "}\n";

static const char TRANSLATOR[] =
    "\n@article{campbell2016,\n"
    "  author = {Campbell, Charles T. and Sprowl, Lynza H. and {\\'A}rnad{\\'o}ttir, L{\\'i}ney},\n"
    "  title = {Equilibrium Constants and Rate Constants for Adsorbates: Two-Dimensional (2D)\n"
    "           Ideal Gas, 2D Ideal Lattice Gas, and Ideal Hindered Translator Models},\n"
    "  journal = {J. Phys. Chem. C}, volume = {120}, pages = {10283--10297}, year = {2016},\n"
    "  doi = {10.1021/acs.jpcc.5b11616},\n"
    "  note = {low modes \"translator\"}\n"
    "}\n";

dgh_status dgh_report_citation(char **out, const dgh_study_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(NULL);
    dgh_document_print(&d, DGH_ENTRY, dgh_version());
    if (options) {
        dgh_document_print(&d, "%s%s%s", CONSTANTS, HYDROGEN, HARMONIC);
        if (options->potential_v.has)
            dgh_document_print(&d, "%s", ELECTRODE);
        if (options->gas_model == DGH_GAS_JANAF)
            dgh_document_print(&d, "%s", JANAF);
        if (options->harmonic.low_modes == DGH_LOW_GRIMME)
            dgh_document_print(&d, "%s", GRIMME);
        if (options->harmonic.low_modes == DGH_LOW_TRANSLATOR)
            dgh_document_print(&d, "%s", TRANSLATOR);
    }
    return dgh_document_finish(out, &d, err);
}
