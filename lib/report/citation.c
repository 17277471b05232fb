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

static const char BADER[] =
    "\n@book{bader1990,\n"
    "  author = {Bader, Richard F. W.},\n"
    "  title = {Atoms in Molecules: A Quantum Theory}, publisher = {Oxford University Press},\n"
    "  year = {1990},\n"
    "  note = {atoms as basins of the electron density}\n"
    "}\n";

static const char ON_GRID[] =
    "\n@article{henkelman2006,\n"
    "  author = {Henkelman, Graeme and Arnaldsson, Andri and J{\\'o}nsson, Hannes},\n"
    "  title = {A fast and robust algorithm for {Bader} decomposition of charge density},\n"
    "  journal = {Comput. Mater. Sci.}, volume = {36}, pages = {354--360}, year = {2006},\n"
    "  doi = {10.1016/j.commatsci.2005.04.010},\n"
    "  note = {Bader basins on a grid}\n"
    "}\n"
    "\n@article{sanville2007,\n"
    "  author = {Sanville, Edward and Kenny, Steven D. and Smith, Roger and\n"
    "            Henkelman, Graeme},\n"
    "  title = {Improved grid-based algorithm for {Bader} charge allocation},\n"
    "  journal = {J. Comput. Chem.}, volume = {28}, pages = {899--908}, year = {2007},\n"
    "  doi = {10.1002/jcc.20575},\n"
    "  note = {Bader basins on a grid}\n"
    "}\n";

static const char NEAR_GRID[] =
    "\n@article{tang2009,\n"
    "  author = {Tang, W. and Sanville, E. and Henkelman, G.},\n"
    "  title = {A grid-based {Bader} analysis algorithm without lattice bias},\n"
    "  journal = {J. Phys.: Condens. Matter}, volume = {21}, pages = {084204}, year = {2009},\n"
    "  doi = {10.1088/0953-8984/21/8/084204},\n"
    "  note = {method \"near-grid\"}\n"
    "}\n";

static const char WEIGHT[] =
    "\n@article{yu2011,\n"
    "  author = {Yu, Min and Trinkle, Dallas R.},\n"
    "  title = {Accurate and efficient algorithm for {Bader} charge integration},\n"
    "  journal = {J. Chem. Phys.}, volume = {134}, pages = {064111}, year = {2011},\n"
    "  doi = {10.1063/1.3553716},\n"
    "  note = {method \"weight\"}\n"
    "}\n";

static const char HIRSHFELD[] =
    "\n@article{hirshfeld1977,\n"
    "  author = {Hirshfeld, F. L.},\n"
    "  title = {Bonded-atom fragments for describing molecular charge densities},\n"
    "  journal = {Theor. Chim. Acta}, volume = {44}, pages = {129--138}, year = {1977},\n"
    "  doi = {10.1007/BF00549096},\n"
    "  note = {partition \"hirshfeld\"}\n"
    "}\n";

static const char REDUCED_GRADIENT[] =
    "\n@article{johnson2010,\n"
    "  author = {Johnson, Erin R. and Keinan, Shahar and Mori-S{\\'a}nchez, Paula and\n"
    "            Contreras-Garc{\\'i}a, Julia and Cohen, Aron J. and Yang, Weitao},\n"
    "  title = {Revealing Noncovalent Interactions},\n"
    "  journal = {J. Am. Chem. Soc.}, volume = {132}, pages = {6498--6506}, year = {2010},\n"
    "  doi = {10.1021/ja100936w},\n"
    "  note = {reduced density gradient}\n"
    "}\n";

static const char LIBXC[] =
    "\n@article{lehtola2018,\n"
    "  author = {Lehtola, Susi and Steigemann, Conrad and Oliveira, Micael J. T. and\n"
    "            Marques, Miguel A. L.},\n"
    "  title = {Recent developments in {LIBXC}: A comprehensive library of functionals for\n"
    "           density functional theory},\n"
    "  journal = {SoftwareX}, volume = {7}, pages = {1--5}, year = {2018},\n"
    "  doi = {10.1016/j.softx.2017.11.002},\n"
    "  note = {exchange-correlation functionals; each functional has papers of its own}\n"
    "}\n"
    "\n@article{white1994,\n"
    "  author = {White, J. A. and Bird, D. M.},\n"
    "  title = {Implementation of gradient-corrected exchange-correlation potentials in\n"
    "           {Car}-{Parrinello} total-energy calculations},\n"
    "  journal = {Phys. Rev. B}, volume = {50}, pages = {4954--4957}, year = {1994},\n"
    "  doi = {10.1103/PhysRevB.50.4954},\n"
    "  note = {gradient corrections on a grid}\n"
    "}\n";

static const char FFTW[] =
    "\n@article{frigo2005,\n"
    "  author = {Frigo, Matteo and Johnson, Steven G.},\n"
    "  title = {The Design and Implementation of {FFTW3}},\n"
    "  journal = {Proc. IEEE}, volume = {93}, pages = {216--231}, year = {2005},\n"
    "  doi = {10.1109/JPROC.2004.840301},\n"
    "  note = {Fourier transforms}\n"
    "}\n";

static const char MACROSCOPIC[] =
    "\n@article{baldereschi1988,\n"
    "  author = {Baldereschi, A. and Baroni, S. and Resta, R.},\n"
    "  title = {Band Offsets in Lattice-Matched Heterojunctions: A Model and First-Principles\n"
    "           Calculations for {GaAs/AlAs}},\n"
    "  journal = {Phys. Rev. Lett.}, volume = {61}, pages = {734--737}, year = {1988},\n"
    "  doi = {10.1103/PhysRevLett.61.734},\n"
    "  note = {macroscopic average}\n"
    "}\n";

static const char SPGLIB[] =
    "\n@article{togo2024,\n"
    "  author = {Togo, Atsushi and Shinohara, Kohei and Tanaka, Isao},\n"
    "  title = {Spglib: a software library for crystal symmetry search},\n"
    "  journal = {Sci. Technol. Adv. Mater. Methods}, volume = {4}, pages = {2384822},\n"
    "  year = {2024},\n"
    "  doi = {10.1080/27660400.2024.2384822},\n"
    "  note = {equivalent sites}\n"
    "}\n";

static const char COORDINATION[] =
    "\n@article{callevallejo2014,\n"
    "  author = {Calle-Vallejo, Federico and Mart{\\'i}nez, Jos{\\'e} I. and\n"
    "            Garc{\\'i}a-Lastra, Juan M. and Sautet, Philippe and Loffreda, David},\n"
    "  title = {Fast Prediction of Adsorption Properties for Platinum Nanocatalysts with\n"
    "           Generalized Coordination Numbers},\n"
    "  journal = {Angew. Chem. Int. Ed.}, volume = {53}, pages = {8316--8319}, year = {2014},\n"
    "  doi = {10.1002/anie.201402958},\n"
    "  note = {generalised coordination numbers of sites}\n"
    "}\n";

static const char ORDER[] =
    "\n@article{steinhardt1983,\n"
    "  author = {Steinhardt, Paul J. and Nelson, David R. and Ronchetti, Marco},\n"
    "  title = {Bond-orientational order in liquids and glasses},\n"
    "  journal = {Phys. Rev. B}, volume = {28}, pages = {784--805}, year = {1983},\n"
    "  doi = {10.1103/PhysRevB.28.784},\n"
    "  note = {crystalline and amorphous atoms}\n"
    "}\n"
    "\n@article{stukowski2012,\n"
    "  author = {Stukowski, Alexander},\n"
    "  title = {Structure identification methods for atomistic simulations of crystalline\n"
    "           materials},\n"
    "  journal = {Model. Simul. Mater. Sci. Eng.}, volume = {20}, pages = {045021},\n"
    "  year = {2012},\n"
    "  doi = {10.1088/0965-0393/20/4/045021},\n"
    "  note = {adaptive common neighbour analysis}\n"
    "}\n";

static const char D_BAND[] =
    "\n@article{hammer1995,\n"
    "  author = {Hammer, B. and N{\\o}rskov, J. K.},\n"
    "  title = {Electronic factors determining the reactivity of metal surfaces},\n"
    "  journal = {Surf. Sci.}, volume = {343}, pages = {211--220}, year = {1995},\n"
    "  doi = {10.1016/0039-6028(96)80007-0},\n"
    "  note = {centre of the d band}\n"
    "}\n";

static const struct {
    dgh_cited cited;
    const char *entries;
} WORKS[] = {{DGH_CITED_CONSTANTS, CONSTANTS},
             {DGH_CITED_HYDROGEN, HYDROGEN},
             {DGH_CITED_HARMONIC, HARMONIC},
             {DGH_CITED_ELECTRODE, ELECTRODE},
             {DGH_CITED_JANAF, JANAF},
             {DGH_CITED_GRIMME, GRIMME},
             {DGH_CITED_TRANSLATOR, TRANSLATOR},
             {DGH_CITED_BADER, BADER},
             {DGH_CITED_ON_GRID, ON_GRID},
             {DGH_CITED_NEAR_GRID, NEAR_GRID},
             {DGH_CITED_WEIGHT, WEIGHT},
             {DGH_CITED_HIRSHFELD, HIRSHFELD},
             {DGH_CITED_REDUCED_GRADIENT, REDUCED_GRADIENT},
             {DGH_CITED_LIBXC, LIBXC},
             {DGH_CITED_FFTW, FFTW},
             {DGH_CITED_MACROSCOPIC, MACROSCOPIC},
             {DGH_CITED_SPGLIB, SPGLIB},
             {DGH_CITED_COORDINATION, COORDINATION},
             {DGH_CITED_ORDER, ORDER},
             {DGH_CITED_D_BAND, D_BAND}};

dgh_status dgh_report_works(char **out, unsigned cited, dgh_error *err)
{
    dgh_document d = dgh_document_make(NULL);
    dgh_document_print(&d, DGH_ENTRY, dgh_version());
    for (size_t i = 0; i < sizeof WORKS / sizeof WORKS[0]; i++)
        if (cited & WORKS[i].cited)
            dgh_document_print(&d, "%s", WORKS[i].entries);
    return dgh_document_finish(out, &d, err);
}

unsigned dgh_cited_for_bader(dgh_bader_method method)
{
    switch (method) {
    case DGH_BADER_NEAR_GRID:
        return DGH_CITED_BADER | DGH_CITED_ON_GRID | DGH_CITED_NEAR_GRID;
    case DGH_BADER_ON_GRID:
        return DGH_CITED_BADER | DGH_CITED_ON_GRID;
    case DGH_BADER_WEIGHT:
        return DGH_CITED_BADER | DGH_CITED_WEIGHT;
    case DGH_BADER_TRAJECTORY: /* our own, which begins and is judged by the others */
        return DGH_CITED_BADER | DGH_CITED_ON_GRID | DGH_CITED_NEAR_GRID | DGH_CITED_WEIGHT;
    }
    return DGH_CITED_BADER;
}

unsigned dgh_cited_for_modes(const dgh_harmonic_options *options)
{
    return DGH_CITED_CONSTANTS | DGH_CITED_HARMONIC |
           (options->low_modes == DGH_LOW_GRIMME ? DGH_CITED_GRIMME : 0u) |
           (options->low_modes == DGH_LOW_TRANSLATOR ? DGH_CITED_TRANSLATOR : 0u);
}

dgh_status dgh_report_citation(char **out, const dgh_study_options *options, dgh_error *err)
{
    unsigned cited = 0;
    if (options) {
        cited = DGH_CITED_HYDROGEN | dgh_cited_for_modes(&options->harmonic);
        if (options->potential_v.has)
            cited |= DGH_CITED_ELECTRODE;
        if (options->gas_model == DGH_GAS_JANAF)
            cited |= DGH_CITED_JANAF;
        if (options->density)
            cited |= dgh_cited_for_bader(options->bader_method);
        if (options->structure)
            cited |= DGH_CITED_SPGLIB | DGH_CITED_COORDINATION | DGH_CITED_ORDER;
    }
    return dgh_report_works(out, cited, err);
}

unsigned dgh_cited_for_study(const dgh_study *study)
{
    const dgh_study_options *o = &study->options;
    unsigned cited = DGH_CITED_HYDROGEN | dgh_cited_for_modes(&o->harmonic);
    if (o->potential_v.has)
        cited |= DGH_CITED_ELECTRODE;
    if (o->gas_model == DGH_GAS_JANAF)
        cited |= DGH_CITED_JANAF;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        if (s->density)
            cited |= dgh_cited_for_bader(o->bader_method);
        if (s->structure)
            cited |= DGH_CITED_SPGLIB | DGH_CITED_COORDINATION | DGH_CITED_ORDER;
        if (s->d_band)
            cited |= DGH_CITED_D_BAND;
    }
    return cited;
}
