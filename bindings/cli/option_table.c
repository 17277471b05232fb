/* The table of verbs and options. The order of the choices is that of the library's enums (a test
 * compares the names). */
#include "options.h"

#define ALL                                                                                        \
    ((1u << CLI_COMPUTE) | (1u << CLI_REPORT) | (1u << CLI_XC) | (1u << CLI_INSPECT) |             \
     (1u << CLI_VIB) | (1u << CLI_PROFILE) | (1u << CLI_DIFF) | (1u << CLI_BADER) |                \
     (1u << CLI_SITES) | (1u << CLI_DBAND) | (1u << CLI_ORDER))
#define PROGRAM   (1u << CLI_PROGRAM)
#define COMPUTE   (1u << CLI_COMPUTE)
#define REPORT    (1u << CLI_REPORT)
#define STUDY     (COMPUTE | REPORT)
#define INSPECT   (1u << CLI_INSPECT)
#define VIB       (1u << CLI_VIB)
#define PROFILE   (1u << CLI_PROFILE)
#define XC        (1u << CLI_XC)
#define DIFF      (1u << CLI_DIFF)
#define BADER     (1u << CLI_BADER)
#define SITES     (1u << CLI_SITES)
#define DBAND     (1u << CLI_DBAND)
#define ORDER     (1u << CLI_ORDER)
#define RECORDS   (1u << CLI_RECORDS)
#define AT(field) offsetof(cli_settings, field)

static const char *const CONVENTIONS[] = {"full", "zpe-ts", "zpe-ts-gas", "offset", NULL};
static const char *const ENERGIES[] = {"F", "E", "E0", NULL};
static const char *const GAS_MODELS[] = {"janaf", "rrho", NULL};
static const char *const LOW_MODES[] = {"raise", "harmonic", "grimme", "translator", NULL};
static const char *const IMAGINARY[] = {"refuse", "drop", "real", NULL};
static const char *const ISOTOPES[] = {"as-computed", "H", "D", "T", NULL};
static const char *const SCALES[] = {"rhe", "she", NULL};
static const char *const MOLECULE[] = {"auto", "no", "yes", NULL};
static const char *const AXES[] = {"a", "b", "c", NULL};
static const char *const INTERPOLATIONS[] = {"cubic", "fourier", NULL};
static const char *const AUTO_AXES[] = {"auto", "a", "b", "c", NULL};
static const char *const FIELDS[] = {"auto",
                                     "density",
                                     "spin-density",
                                     "magnetisation-x",
                                     "magnetisation-y",
                                     "magnetisation-z",
                                     "potential",
                                     "elf",
                                     "other",
                                     NULL};
static const char *const BADER_METHODS[] = {"near-grid", "on-grid", "weight", "trajectory", NULL};

static const char *const PARTITIONS[] = {"bader", "voronoi", "hirshfeld", NULL};
static const char *const SLAB_SIDES[] = {"auto", "top", "bottom", "both", NULL};
static const char *const INPUT_FORMATS[] = {"auto", "vasp", "pw", NULL};
static const char *const NEIGHBOUR_RULES[] = {"rdf", "radii", "cutoff", "voronoi", NULL};
static const char *const GRID_FORMATS[] = {"chgcar", "cube", "xsf", "npy", NULL};

const cli_option CLI_OPTIONS[] = {
    /* what is computed */
    {STUDY, 'T', "temperature", CLI_NUMBER, AT(temperature_k), "K", NULL, 1e-3, 1e5,
     "Temperature (default 298.15)."},
    {VIB, 'T', "temperature", CLI_TEXT, AT(temperatures), "LIST", NULL, 0, 0,
     "Temperatures in K: numbers and ranges from:to:step, separated by commas, as in "
     "100,200:300:50 (default 298.15)."},
    {STUDY, 'p', "pressure", CLI_NUMBER, AT(pressure_bar), "BAR", NULL, 1e-30, 1e6,
     "Pressure of H2 (default 1)."},
    {STUDY, 'c', "convention", CLI_CHOICE, AT(convention), "NAME", CONVENTIONS, 0, 0,
     "Convention of the chosen ΔG: full (ΔE + ΔZPE + ΔU_th - TΔS), zpe-ts (without heat content), "
     "zpe-ts-gas (also without S of H*), offset (ΔE + 0.24 eV). All of them are printed; the "
     "chosen one is marked (default full)."},
    {STUDY, 0, "energy", CLI_CHOICE, AT(energy), "KIND", ENERGIES, 0, 0,
     "Energy that every run contributes: F (with the smearing entropy), E (without), E0 "
     "(extrapolated to zero smearing) (default E0)."},
    {STUDY, 0, "gas-model", CLI_CHOICE, AT(gas_model), "NAME", GAS_MODELS, 0, 0,
     "Heat content and entropy of H2: janaf (the NIST-JANAF table) or rrho (rigid rotor, harmonic "
     "oscillator) (default janaf)."},
    {STUDY, 0, "symmetry-number", CLI_COUNT, AT(symmetry_number), "N", NULL, 1, 2,
     "Symmetry number of the gas with --gas-model rrho (default: from the point group of the "
     "molecule in its run, 2 for H2)."},
    {STUDY, 0, "ref-h2", CLI_FILE, AT(ref_h2), "PATH|ENERGY", NULL, 0, 0,
     "H2 reference: a run, or an energy in eV given by hand, which the output names as such "
     "(default: the H2 run found in the tree)."},
    {STUDY | VIB, 0, "low-modes", CLI_CHOICE, AT(low_modes), "POLICY", LOW_MODES, 0, 0,
     "Low modes: raise (below the cutoff they count as the cutoff in U and S), harmonic (as they "
     "are), grimme (entropy towards a free rotor), translator (hindered translator; needs "
     "--barrier and --site-area) (default raise)."},
    {STUDY | VIB, 0, "cutoff", CLI_NUMBER, AT(cutoff_cm1), "CM1", NULL, 1e-3, 1e4,
     "Cutoff of --low-modes raise in 1/cm (default 50)."},
    {STUDY | VIB, 0, "grimme-cutoff", CLI_NUMBER, AT(grimme_cm1), "CM1", NULL, 1e-3, 1e4,
     "Frequency of --low-modes grimme in 1/cm (default 100)."},
    {STUDY | VIB, 0, "barrier", CLI_NUMBER, AT(barrier_ev), "EV", NULL, 0.0, 100.0,
     "Diffusion barrier of --low-modes translator in eV."},
    {STUDY | VIB, 0, "site-area", CLI_NUMBER, AT(site_area_ang2), "ANG2", NULL, 1e-6, 1e6,
     "Area per site of --low-modes translator in square Angstrom."},
    {STUDY | VIB, 0, "imaginary", CLI_CHOICE, AT(imaginary), "POLICY", IMAGINARY, 0, 0,
     "Imaginary modes: refuse (under raise: those above the cutoff), drop (leave them out), real "
     "(count their magnitude) (default refuse)."},
    {STUDY | VIB, 0, "isotope", CLI_CHOICE, AT(isotope), "ISOTOPE", ISOTOPES, 0, 0,
     "Mass of the adsorbed H and of H2: as-computed (the run's own), H, D, T (default "
     "as-computed)."},
    {VIB, 0, "molecule", CLI_CHOICE, AT(molecule), "WHEN", MOLECULE, 0, 0,
     "Whether rigid translations and rotations are projected out: auto (a molecule in vacuum all "
     "of whose atoms were displaced), no, yes (default auto)."},
    {STUDY, 'U', "potential", CLI_NUMBER, AT(potential_v), "V", NULL, -100.0, 100.0,
     "Electrode potential: adds ΔG(U) by the computational hydrogen electrode."},
    {STUDY, 0, "scale", CLI_CHOICE, AT(scale), "NAME", SCALES, 0, 0,
     "Scale of --potential: rhe or she (she needs --ph) (default rhe)."},
    {STUDY, 0, "ph", CLI_NUMBER, AT(ph), "PH", NULL, -5.0, 20.0,
     "pH; enters with --scale she only."},
    {PROFILE, 'a', "axis", CLI_CHOICE, AT(axis), "AXIS", AXES, 0, 0,
     "Lattice vector along which the planar averages go, each over the plane of the other two "
     "(default c)."},
    {PROFILE, 0, "macroscopic", CLI_TEXT, AT(macroscopic), "A[,B]|layers", NULL, 0, 0,
     "Macroscopic average as well: over one box or two of these lengths in Angstrom; layers: one "
     "as long as the layers of atoms are apart."},
    {PROFILE, 0, "fermi", CLI_NUMBER, AT(fermi_ev), "EV", NULL, -1e4, 1e4,
     "Fermi energy for the work function (default: that of the run beside the potential)."},
    {PROFILE, 0, "line", CLI_TEXT, AT(line), "P/Q", NULL, 0, 0,
     "Values along a line between two points. A point is 0.1,0.2,0.5 (fractional), ang:1.5,0,7.2 "
     "(Angstrom) or atom:12; an atom that is not the first point is taken at its image nearest to "
     "the first, unless lattice vectors are added as in atom:12+0,0,-1 or atom:12+0,0,0."},
    {PROFILE, 0, "plane", CLI_TEXT, AT(plane), "P/Q/R", NULL, 0, 0,
     "Values on a rectangle in the plane through three points; its first side runs along PQ."},
    {PROFILE, 'n', "points", CLI_COUNT, AT(points), "N", NULL, 2, 100000,
     "Points of --line, and along the longer side of --plane (default 101)."},
    {PROFILE, 0, "margin", CLI_NUMBER, AT(margin_ang), "ANG", NULL, 0, 1000,
     "How far --line and --plane go beyond their points (default 0 for a line, 2 for a plane)."},
    {PROFILE, 0, "interpolation", CLI_CHOICE, AT(interpolation), "NAME", INTERPOLATIONS, 0, 0,
     "Values between grid points: cubic (local, error of fourth order in the spacing) or fourier "
     "(exact for a band-limited field; slow on a plane) (default cubic)."},
    {PROFILE, 0, "field", CLI_CHOICE, AT(field), "NAME", FIELDS, 0, 0,
     "What the files hold, where neither they nor their names say it: auto, density, spin-density, "
     "magnetisation-x, -y, -z, potential, elf or other (default auto)."},
    {PROFILE, 0, "component", CLI_COUNT, AT(component), "N", NULL, 0, 1000,
     "Block of the files: 0 the total, 1 the spin density (or its x component), 2, 3 (default 0)."},
    {PROFILE, 0, "npy", CLI_FILE, AT(npy), "FILE", NULL, 0, 0,
     "Also write the values on the plane as a NumPy array (points along PQ, points across, "
     "files)."},
    {XC, 'f', "functional", CLI_TEXT, AT(functional), "NAME", NULL, 0, 0,
     "An LDA or a GGA: a name of VASP or Quantum ESPRESSO (pbe, RPBE, beef-vdw), names or numbers "
     "of libxc (gga_x_pbe+gga_c_pbe, 101+130) or exchange,correlation (lda,pz) (default: that of "
     "the run beside the density)."},
    {XC, 0, "from", CLI_TEXT, AT(swap_from), "NAME", NULL, 0, 0,
     "Functional to come from, with --to (default: that of the run beside the density)."},
    {XC, 0, "to", CLI_TEXT, AT(swap_to), "NAME", NULL, 0, 0,
     "Evaluate this functional too, and the difference to that of --from."},
    {XC, 0, "triple", CLI_FLAG, AT(triple), NULL, NULL, 0, 0,
     "With --to: the three files are the host with H, the host and H2; give the effect on the "
     "adsorption energy."},
    {XC, 0, "hydrogens", CLI_COUNT, AT(hydrogens), "N", NULL, 0, 1e6,
     "Number of H that the first of --triple has more than the second (default 0: from their "
     "electrons)."},
    {XC, 0, "spin", CLI_FILE, AT(spin), "FILE", NULL, 0, 0,
     "Spin density (up minus down), where it lies in a file of its own."},
    {XC, 0, "no-spin", CLI_FLAG, AT(no_spin), NULL, NULL, 0, 0,
     "Take the total density alone of a file that holds a spin density too."},
    {XC, 0, "gradient-cutoff", CLI_NUMBER, AT(gradient_cutoff_ev), "EV", NULL, 0.0, 1e6,
     "Leave out the plane waves of gradient and divergence above this energy; with pw.x's ecutrho "
     "the potential is that of pw.x (default 0: none)."},
    {XC, 0, "write-eps", CLI_FILE, AT(write_eps), "FILE", NULL, 0, 0,
     "Write the energy per electron in eV as a grid; .cube, .xsf, .npy and .vasp tell the format."},
    {XC, 0, "write-vxc", CLI_FILE, AT(write_vxc), "FILE", NULL, 0, 0,
     "Write the potential; with spin two files, NAME_up and NAME_down."},
    {XC, 0, "write-rdg", CLI_FILE, AT(write_rdg), "FILE", NULL, 0, 0,
     "Write the reduced density gradient (NCI plot); 100 where there is no density."},
    {XC, 0, "write-sign", CLI_FILE, AT(write_sign), "FILE", NULL, 0, 0,
     "Write the density with the sign of the middle curvature (NCI plot)."},
    {DIFF, 0, "sum", CLI_FLAG, AT(sum), NULL, NULL, 0, 0,
     "Add all files instead of taking the others off the first."},
    {DIFF, 0, "axis", CLI_CHOICE, AT(normal), "AXIS", AUTO_AXES, 0, 0,
     "Lattice vector of the profile and of the dipole: a, b, c (default auto: the one with the "
     "largest vacuum)."},
    {DIFF, 0, "radius", CLI_TEXT, AT(radius), "LIST", NULL, 0, 0,
     "Radii of the spheres around the atoms in Angstrom: a number for all, or as in "
     "H=0.6,Pt=1.4,1.2 (default: covalent radii of Cordero et al. 2008)."},
    {DIFF, 0, "basins", CLI_FILES, AT(basins), "FILE", NULL, 0, 0,
     "Give what each atom's Bader basin gains; the basins are those of this density (given several "
     "times: of the sum, as of AECCAR0 and AECCAR2). Needs the grids in memory."},
    {DIFF, 0, "basins-method", CLI_CHOICE, AT(basins_method), "NAME", BADER_METHODS, 0, 0,
     "How the basins are found: near-grid, on-grid, weight or trajectory (default weight)."},
    {DIFF, 0, "component", CLI_COUNT, AT(component), "N", NULL, 0, 3,
     "Block of the files: 0 total, 1 spin or x, 2 y, 3 z (default 0)."},
    {DIFF, 0, "field", CLI_CHOICE, AT(field), "KIND", FIELDS, 0, 0,
     "What the files hold, where they do not say: density, spin-density, magnetisation-x, "
     "magnetisation-y, magnetisation-z, potential, elf, other (default auto)."},
    {DIFF, 0, "same-atom", CLI_NUMBER, AT(same_atom_ang), "ANG", NULL, 1e-9, 10.0,
     "Atoms at most this far apart are the same atom (default 0.001 Angstrom)."},
    {DIFF, 0, "no-runs", CLI_FLAG, AT(no_runs), NULL, NULL, 0, 0,
     "Do not look for the runs beside the files, which tell their electron counts."},
    {DIFF, 'w', "write", CLI_FILE, AT(write), "FILE", NULL, 0, 0,
     "Write the grid: .cube, .xsf, .npy, or .vasp, .chgcar and names that begin with CHG for the "
     "layout of a CHGCAR. It appears whole or not at all."},
    {BADER, 0, "partition", CLI_CHOICE, AT(partition), "NAME", PARTITIONS, 0, 0,
     "How the density is divided: bader (basins of its maxima), voronoi (nearest nucleus), "
     "hirshfeld (in the ratio of free atoms; needs --free-atom) (default bader)."},
    {BADER, 'm', "method", CLI_CHOICE, AT(bader_method), "NAME", BADER_METHODS, 0, 0,
     "Bader's partition: near-grid (for comparison with published charges), on-grid (fast, follows "
     "the axes), weight (converges smoothly), trajectory (the most accurate: steepest ascent on a "
     "spline) (default near-grid)."},
    {BADER, 'r', "reference", CLI_FILES, AT(references), "FILE|none", NULL, 0, 0,
     "All-electron density whose basins count; given several times, their sum (AECCAR0 and "
     "AECCAR2; pp.x plot_num 21). Default: what lies beside the density; none: the density "
     "itself."},
    {BADER, 0, "vacuum", CLI_TEXT, AT(vacuum), "auto|DENSITY|none", NULL, 0, 0,
     "Points whose reference is below this density (e/Angstrom^3) belong to no atom; auto is 1e-3 "
     "(default none)."},
    {BADER, 0, "spin", CLI_FILE, AT(spin_path), "FILE", NULL, 0, 0,
     "Spin density for the atoms' moments (default: the second field of the density's file)."},
    {BADER, 0, "valence", CLI_TEXT, AT(valence), "LIST", NULL, 0, 0,
     "Valence electrons by hand, as in Pt=10,H=1, for net charges (default: from POTCAR, OUTCAR, "
     "vasprun.xml or the output of pw.x beside the density)."},
    {BADER, 0, "free-atom", CLI_FILES, AT(free_atoms), "FILE", NULL, 0, 0,
     "Free atoms of --partition hirshfeld, one file for each element: UPF pseudopotentials or "
     "tables (# element Pt, then lines of radius in Angstrom and density in e/Angstrom^3)."},
    {BADER, 0, "write-basins", CLI_TEXT, AT(write_basins), "ATOMS", NULL, 0, 0,
     "Write the density in the basin of each of these atoms, 0 elsewhere, as basin_atomNNNN; as in "
     "12,14-16."},
    {BADER, 0, "format", CLI_CHOICE, AT(grid_format), "NAME", GRID_FORMATS, 0, 0,
     "Format of grids that are written: chgcar, cube, xsf or npy (default chgcar)."},
    {BADER, 0, "out", CLI_FILE, AT(out), "DIR", NULL, 0, 0,
     "Directory for ACF.dat, BCF.dat, AVF.dat and basins; made if it is not there (default: the "
     "current one)."},
    {BADER, 0, "no-files", CLI_FLAG, AT(no_files), NULL, NULL, 0, 0,
     "Do not write ACF.dat, BCF.dat and AVF.dat."},
    {DBAND | STUDY, 'w', "d-window", CLI_TEXT, AT(d_window), "all|occupied|FROM,TO", NULL, 0, 0,
     "Energies over which the d states are summed: all of the file, occupied (those up to E_F), or "
     "between two energies against E_F, as in -10,2 (default all)."},
    {DBAND, 0, "fermi", CLI_NUMBER, AT(fermi_ev), "EV", NULL, -1e4, 1e4,
     "Fermi energy on the scale of the run (default: that of the file or of the run beside it)."},
    {STUDY, 0, "no-density", CLI_FLAG, AT(no_density), NULL, NULL, 0, 0,
     "Leave the densities beside the runs alone: no Bader charges of H and of what it touches, no "
     "density difference."},
    {STUDY, 0, "bader-method", CLI_CHOICE, AT(bader_method), "NAME", BADER_METHODS, 0, 0,
     "Partition of the densities beside the runs: near-grid, on-grid, weight or trajectory; see "
     "dgh "
     "bader (default near-grid)."},
    {COMPUTE, 0, "compare", CLI_FLAG, AT(compare), NULL, NULL, 0, 0,
     "Compare the trees: each is a study of its own, with its own hosts and H2; ΔG by class of "
     "site "
     "side by side, and the differences to the first tree. Settings that differ are warned of."},
    {STUDY, 0, "no-structure", CLI_FLAG, AT(no_structure), NULL, NULL, 0, 0,
     "Do not look at the structure: not at what H sits on, nor at classes of sites."},
    {STUDY, 0, "no-d-band", CLI_FLAG, AT(no_d_band), NULL, NULL, 0, 0,
     "Leave densities of states alone: no d bands of what H binds to."},
    {SITES, 0, "side", CLI_CHOICE, AT(side), "SIDE", SLAB_SIDES, 0, 0,
     "Side of the slab: top (that to which its lattice vector through the vacuum points), bottom, "
     "both, or auto: the top of a slab, all around what is none (default auto)."},
    {SITES, 0, "kind", CLI_TEXT, AT(kinds), "LIST", NULL, 0, 0,
     "Only sites of these kinds: top, bridge, hollow, fourfold, separated by commas (default: "
     "all)."},
    {SITES, 'a', "all", CLI_FLAG, AT(all_sites), NULL, NULL, 0, 0,
     "Show and write every site, not one of each orbit of equivalent ones."},
    {SITES, 0, "probe", CLI_NUMBER, AT(probe_ang), "ANG", NULL, 0.1, 10.0,
     "Radius of the sphere that is rolled over the atoms (default 1.2 Angstrom)."},
    {SITES, 0, "merge", CLI_NUMBER, AT(merge_ang), "ANG", NULL, 0.0, 10.0,
     "Sites of one kind nearer than this are one (default 0.7 Angstrom)."},
    {SITES, 0, "symmetry", CLI_NUMBER, AT(symmetry_ang), "ANG", NULL, 0.0, 2.0,
     "Tolerance of the symmetry by which sites are equivalent; 0: none are (default 0.1 "
     "Angstrom)."},
    {INSPECT, 0, "symmetry", CLI_NUMBER, AT(symmetry_ang), "ANG", NULL, 0.0, 2.0,
     "Tolerance of the space group (spglib) that is told of a run in full and in JSON; 0: leave it "
     "out (default 0.01 Angstrom)."},
    {SITES, 'w', "write", CLI_FILE, AT(write), "DIR", NULL, 0, 0,
     "Write an input with H for each inequivalent site (--all: each site), one directory each, and "
     "sites.json. DIR appears whole or not at all; one that is there must be empty, or hold what "
     "this wrote and nothing that was added or changed since."},
    {SITES, 0, "format", CLI_CHOICE, AT(input_format), "NAME", INPUT_FORMATS, 0, 0,
     "Inputs of vasp or pw (pw.x); auto: as the slab (default auto)."},
    {SITES, 0, "pseudo", CLI_TEXT, AT(pseudo), "H=FILE", NULL, 0, 0,
     "File name of the pseudopotential of H for pw.x, where the slab's input has no H."},
    {ORDER, 0, "neighbours", CLI_CHOICE, AT(neighbour_rule), "RULE", NEIGHBOUR_RULES, 0, 0,
     "Who is a neighbour: rdf (up to the first minimum of the pair's g(r), or where it has none as "
     "radii), radii (up to a factor times the sum of covalent radii), cutoff (up to --cutoff), "
     "voronoi (whose Voronoi cells share a face) (default rdf)."},
    {ORDER, 0, "cutoff", CLI_NUMBER, AT(cutoff_ang), "ANG", NULL, 0.01, 50.0,
     "Distance of neighbours of all pairs; implies --neighbours cutoff."},
    {ORDER, 0, "radii-factor", CLI_NUMBER, AT(radii_factor), "X", NULL, 0.1, 5.0,
     "Factor of the sum of covalent radii (default 1.2)."},
    {ORDER, 0, "least-face", CLI_NUMBER, AT(least_face), "PART", NULL, 0.0, 1.0,
     "--neighbours voronoi: leave out faces below this part of the smaller cell's surface (default "
     "0.01)."},
    {ORDER, 0, "cell-radius", CLI_NUMBER, AT(cell_radius), "X", NULL, 0.5, 5.0,
     "Radius of the ball to which Voronoi cells are cut, in mean distances of neighbours (default "
     "0.75)."},
    {ORDER, 0, "bond-threshold", CLI_NUMBER, AT(bond_threshold), "X", NULL, 0.0, 1.0,
     "A bond is solid-like where the q6 of its ends agree better than this (default 0.7)."},
    {ORDER, 0, "solid-fraction", CLI_NUMBER, AT(solid_fraction), "PART", NULL, 0.0, 1.0,
     "An atom is crystalline from this part of solid-like bonds on (default 7/12)."},
    {ORDER, 0, "edge-fraction", CLI_NUMBER, AT(edge_fraction), "PART", NULL, 0.0, 1.0,
     "An atom is crystalline as well from this part of solid-like bonds to crystalline atoms on: "
     "the edge of a crystal (default 1/3; 1: no edge)."},
    {ORDER, 0, "least-cluster", CLI_COUNT, AT(least_cluster), "N", NULL, 1, 1e6,
     "Crystalline atoms in smaller groups count as amorphous (default 4)."},
    {ORDER, 0, "smoothing", CLI_NUMBER, AT(smoothing), "X", NULL, 0.1, 20.0,
     "Normals of the interface are averaged over this many mean distances of neighbours (default "
     "3)."},
    {ORDER, 0, "rdf", CLI_FILE, AT(rdf), "FILE", NULL, 0, 0,
     "Write total and partial g(r) as CSV."},
    {ORDER, 0, "rdf-range", CLI_NUMBER, AT(rdf_range_ang), "ANG", NULL, 1.0, 50.0,
     "Largest distance of g(r) (default 8 Angstrom)."},
    {ORDER, 0, "rdf-bins", CLI_COUNT, AT(rdf_bins), "N", NULL, 10, 100000,
     "Bins of g(r) (default 400)."},
    {ORDER, 'w', "write", CLI_FILE, AT(write), "FILE", NULL, 0, 0,
     "Write the atoms as extended XYZ with a column for each property; OVITO and ASE open it."},
    /* what is trusted */
    {XC, 0, "force", CLI_FLAG, AT(force), NULL, NULL, 0, 0,
     "Compute a --triple whose electrons or cells do not fit."},
    {STUDY, 0, "max-force", CLI_NUMBER, AT(max_force), "EV_PER_ANG", NULL, 0.0, 1e6,
     "Warn of forces on free atoms above this (default 0.05 eV/Angstrom)."},
    {STUDY, 0, "force", CLI_FLAG, AT(force), NULL, NULL, 0, 0,
     "Compute sites that have errors (unconverged, mixed settings...) and mark them, instead of "
     "refusing them."},
    {DIFF, 0, "force", CLI_FLAG, AT(force), NULL, NULL, 0, 0,
     "Compute a difference whose atoms do not cancel, and say so, instead of refusing it."},
    {COMPUTE, 'n', "dry-run", CLI_FLAG, AT(dry_run), NULL, NULL, 0, 0,
     "Show which run is what and how they pair, and compute nothing."},
    {STUDY, 0, "plan", CLI_FILE, AT(plan), "FILE", NULL, 0, 0,
     "Take roles and pairs from this plan instead of finding them."},
    {COMPUTE, 0, "write-plan", CLI_FILE, AT(write_plan), "FILE", NULL, 0, 0,
     "Write roles and pairs as JSON, to be edited and read with --plan."},
    {STUDY, 0, "from", CLI_FLAG, AT(from), NULL, NULL, 0, 0,
     "The operands are files that dgh records wrote, those of all shards, instead of trees; the "
     "output is the same."},
    {RECORDS, 0, "shard", CLI_TEXT, AT(shard), "I/N", NULL, 0, 0,
     "Of N parts of the trees the one with number I (from 1), as in 3/16: each directory is in "
     "exactly one, always the same."},
    {RECORDS, 'o', "output", CLI_FILE, AT(output), "FILE", NULL, 0, 0,
     "Write to this file instead of the standard output; it appears whole or not at all. What it "
     "holds already is kept where the files have not changed (size and time, or SHA-256), and "
     "FILE.part keeps what an interrupted run has done."},
    /* what is printed */
    {REPORT, 0, "title", CLI_TEXT, AT(title), "TEXT", NULL, 0, 0,
     "Title of the page (default: ΔG_H* of the trees)."},
    {INSPECT, 0, "full", CLI_FLAG, AT(full), NULL, NULL, 0, 0,
     "Show every run in full (default: one run in full, several with one line each)."},
    {COMPUTE, 'l', "ledger", CLI_FLAG, AT(ledger), NULL, NULL, 0, 0,
     "Print every term of every convention with its file and line below the table."},
    {COMPUTE, 's', "structure", CLI_FLAG, AT(structure), NULL, NULL, 0, 0,
     "Print what each H sits on (kind of site, atoms, coordination, GCN, crystalline, interface or "
     "amorphous) and ΔG by class of site below the table; JSON and CSV always hold it."},
    {ALL & ~REPORT, 0, "json", CLI_FLAG, AT(json), NULL, NULL, 0, 0,
     "Print one JSON document (schemas in share/dgh/schema)."},
    {ALL & ~(XC | REPORT), 0, "csv", CLI_FLAG, AT(csv), NULL, NULL, 0, 0, "Print CSV."},
    {ALL, 'o', "output", CLI_FILE, AT(output), "FILE", NULL, 0, 0,
     "Write to this file instead of the standard output; it appears whole or not at all."},
    {ALL | RECORDS, 'j', "jobs", CLI_COUNT, AT(jobs), "N", NULL, 0, 4096,
     "Threads; the results do not depend on it (default 0: all cores)."},
    {ALL | RECORDS, 'q', "quiet", CLI_FLAG, AT(quiet), NULL, NULL, 0, 0,
     "No progress, notes or warnings on the standard error."},
    {ALL | RECORDS, 0, "no-colour", CLI_FLAG, AT(no_colour), NULL, NULL, 0, 0,
     "No colours (nor with NO_COLOR in the environment, nor when the output is no terminal)."},
    {ALL | RECORDS, 0, "no-color", CLI_FLAG, AT(no_colour), NULL, NULL, 0, 0,
     "The same as --no-colour."},
    {PROGRAM | ALL | RECORDS, 0, "citation", CLI_FLAG, AT(citation), NULL, NULL, 0, 0,
     "Print BibTeX of dgh and of the methods that the options select, and stop."},
    {PROGRAM | ALL | RECORDS, 0, "version", CLI_FLAG, AT(version), NULL, NULL, 0, 0,
     "Print the version and stop."},
    {PROGRAM | ALL | RECORDS, 'h', "help", CLI_FLAG, AT(help), NULL, NULL, 0, 0,
     "Print this help and stop."},
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
         "dgh compute --from records-*.jsonl\n"
         "    the same from what dgh records wrote\n"
         "dgh compute --compare AC AMORPHOUS\n"
         "    two models side by side, ΔG by class of site\n"
         "dgh compute --write-plan plan.json --dry-run calculations\n"
         "    the pairing, to be edited and read with --plan plan.json\n",
         -1},
    [CLI_REPORT] =
        {"report", "[TREE...]", "a study as one HTML file that opens without network",
         "Computes as dgh compute does and writes one self-contained HTML file: the sites as a "
         "table to sort, the ledgers, the warnings, plots (free-energy diagram, volcano, "
         "distributions, descriptors), an interactive 3-D view of each site with its density "
         "difference where densities lie beside the runs, methods and citations, settings, and "
         "the SHA-256 of every file that it was made of. The same files give the same page.\n\n"
         "A file that is there already is written over only if it is a report of dgh. The exit "
         "status is that of dgh compute.",
         "dgh report calculations -o report.html\n"
         "    the page of a tree\n"
         "dgh report --title \"Pt-based glass\" AC AMORPHOUS -o report.html\n"
         "    several trees on one page\n",
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
    [CLI_PROFILE] =
        {"profile", "PATH...", "planar averages, work function, lines and planes of grids",
         "Reads grids (CHGCAR, LOCPOT, ELFCAR, cube, XSF, charge-density.dat, filplot), each in "
         "one "
         "pass and with memory for planes only, and shows what they hold: electrons, extremes, "
         "planar averages; of a potential both vacuum levels and the work function with the Fermi "
         "energy of the run beside it. A directory stands for the density and the potential of the "
         "run in it. Several files are put side by side.\n\n"
         "--csv prints the curves, or the values on --line or --plane; --json prints everything.",
         "dgh profile LOCPOT\n"
         "    vacuum levels and work function\n"
         "dgh profile --csv --macroscopic layers LOCPOT\n"
         "    the planar average and the macroscopic one, as a table\n"
         "dgh profile --csv --line atom:3/atom:37 CHGCAR ELFCAR\n"
         "    density and ELF between two atoms, side by side\n"
         "dgh profile --plane atom:1/atom:2/atom:37 --npy plane.npy CHGCAR\n"
         "    the density on the plane through three atoms\n",
         -1},
    [CLI_XC] =
        {"xc", "PATH...", "exchange-correlation energy of densities, and of other functionals",
         "Evaluates an LDA or a GGA of libxc on densities: those of directories of runs, or of "
         "files (CHGCAR, cube, XSF, "
         "charge-density.dat...), spin-polarised where the file holds a spin density.\n\n"
         "With --to, a second functional on the same density: the first-order effect of the "
         "exchange of functionals, and with --triple that on the adsorption energy of H (Hammer, "
         "Hansen, Norskov 1999, 10.1103/PhysRevB.59.7413). What a density of a pseudopotential run "
         "leaves out stands below the table.",
         "dgh xc --functional pbe CHGCAR\n"
         "    E_xc of a density\n"
         "dgh xc --from pbe --to rpbe --triple slab_H/CHGCAR slab/CHGCAR H2/CHGCAR\n"
         "    what RPBE would do to the adsorption energy\n"
         "dgh xc -f pbe --write-rdg s.cube --write-sign rho.cube CHGCAR\n"
         "    the two fields of an NCI plot\n",
         -1},
    [CLI_DIFF] =
        {"diff", "FILE FILE...", "sums and differences of charge densities",
         "Takes the densities of the other files off that of the first (dgh diff AB A B), or adds "
         "them (--sum), in one pass over all files with memory for a few planes. Prints the "
         "integral, what is gained and lost, the profile along the surface normal with the dipole "
         "and the potential step that it makes, and what a sphere around each atom gains. Reads "
         "CHGCAR and its kin, cube, XSF, charge-density.dat and filplot, packed or not.\n\n"
         "Any other sum is written with + and - as words of their own and factors as NUMBER*FILE: "
         "dgh diff AB - 0.5*A + 2*B. What follows the first * is the file's name as it is; a file "
         "whose own name begins so, or is + or -, is given as ./2*A.\n\n"
         "Cells and kinds of field must agree. In a difference the atoms must cancel: those of AB "
         "are those of A and B at the same places, in any order and any periodic image; else the "
         "difference would show displacement and not charge, and the exit status is 4 unless "
         "--force is given. Files with different points are Fourier-interpolated to the finest.",
         "dgh diff slab_H/CHGCAR slab/CHGCAR H/CHGCAR --write drho.vasp\n"
         "    the charge that moves when H binds, and its grid\n"
         "dgh diff --basins ref0 --basins ref2 AB/CHGCAR A/CHGCAR B/CHGCAR\n"
         "    what each atom gains in its Bader basin of AECCAR0 + AECCAR2\n"
         "dgh diff --sum AECCAR0 AECCAR2 --write reference.vasp\n"
         "    the all-electron density\n"
         "dgh diff --csv -o profile.csv AB.cube A.cube B.cube\n"
         "    planar average and cumulated charge\n",
         -1},
    [CLI_BADER] =
        {"bader", "DENSITY|DIR", "charges of atoms: Bader, Voronoi, Hirshfeld",
         "Divides the density of a run (CHGCAR, cube, charge-density.dat...) among its atoms: "
         "electrons, net charge, moment, volume, and the distance to the surface of the basin. "
         "The reference, the spin density, the valences and the number of electrons are looked for "
         "beside the density. A density of valence electrons that is partitioned without an "
         "all-electron reference is warned of: its basins can be wrong.\n\n"
         "Bader's partition writes ACF.dat, BCF.dat and AVF.dat in the layout of the program bader "
         "where it is run; lengths are in Bohr there if the density is a cube, as that program has "
         "it, and in Angstrom everywhere else.",
         "dgh bader calculation\n"
         "    the charges of a run, with the reference that lies beside it\n"
         "dgh bader CHGCAR -r AECCAR0 -r AECCAR2 --method weight\n"
         "    the sum of two files as the reference, the accurate method\n"
         "dgh bader rho0.cube -r rho21.cube --valence Pt=10,H=1 --vacuum auto\n"
         "    densities of pp.x, with valences given by hand\n"
         "dgh bader CHGCAR --write-basins 13 --format cube --out basins\n"
         "    the density in the basin of atom 13, as a cube\n",
         1},
    [CLI_SITES] =
        {"sites", "SLAB", "adsorption sites of a bare slab, and inputs with H on them",
         "Rolls a probe sphere over the atoms of a bare slab (POSCAR, input or output of pw.x, "
         "vasprun.xml, the directory of a run...) and lists the places where it touches one atom "
         "(top), two (bridge), three (hollow; on close-packed crystalline surfaces fcc or hcp) or "
         "more (fourfold): flat surfaces, steps, pores and glasses alike. n counts the equivalent "
         "ones by the space group; x, y, z are those of H; the height is that above the site's "
         "atoms; GCN is the generalised coordination number; below is the depth of the next atom "
         "under a hollow; class is that of the atoms (crystalline, interface, amorphous).\n\n"
         "--write makes an input for each, ready to run: POSCAR with INCAR and KPOINTS as they lie "
         "beside the slab, or the slab's own pw.x input with H added; constraints are kept and H "
         "is "
         "free. The POTCAR must be made by hand: POTCAR.order tells what it must hold.",
         "dgh sites slab/CONTCAR\n"
         "    the inequivalent sites of its top\n"
         "dgh sites slab --write H_sites\n"
         "    one directory for each, with H placed\n"
         "dgh sites slab.in --write H_sites --pseudo H=H.pbe-kjpaw.UPF\n"
         "    inputs of pw.x from that of the slab\n"
         "dgh sites --json --all --side both POSCAR\n"
         "    every site of both sides as JSON\n",
         1},
    [CLI_DBAND] =
        {"dband", "PATH...", "d-band centre, width and filling of each atom",
         "Reads the densities of states that VASP (DOSCAR or vasprun.xml, LORBIT = 10, 11 or 12) "
         "or "
         "projwfc.x (filpdos) projected on the d orbitals of each atom, and prints centre, width, "
         "filling and upper edge of each d band against the Fermi energy; atoms at the surface are "
         "marked, and all of them together are the last line.\n\n"
         "The centre depends on the window by half an eV: all (occupied and empty states) or "
         "occupied; the output names the one that was used. A directory stands for the run in it.",
         "dgh dband clean\n"
         "    the d bands of a run\n"
         "dgh dband --d-window occupied --csv clean/DOSCAR\n"
         "    centres of the occupied states, as a table\n",
         -1},
    [CLI_ORDER] =
        {"order", "STRUCTURE...", "what is crystal and what is glass: classes, order, interface",
         "Reads structures (POSCAR, the outputs and inputs of VASP and pw.x, extended XYZ, the "
         "directory of a run: its last geometry) and tells which atoms are crystalline, by their "
         "solid-like bonds, which are amorphous, and which of both lie at the interface; fcc, hcp, "
         "bcc or icosahedral surroundings by adaptive common neighbour analysis; coordination, "
         "short-range order of Warren and Cowley (alpha), bond order of Steinhardt and its average "
         "of Lechner and Dellago, the first peaks and minima of g(r), the area of the interface "
         "between crystal and glass.\n\n"
         "The area is that of the smooth surface that the Voronoi faces between crystalline and "
         "other atoms follow; the sum of the faces themselves is given beside it.",
         "dgh order CONTCAR\n"
         "    classes, order and interface of a structure\n"
         "dgh order --write order.xyz --rdf rdf.csv calculation\n"
         "    the last geometry of a run, its atoms for OVITO, and g(r)\n"
         "dgh order --neighbours voronoi --json model.xyz\n"
         "    neighbours by Voronoi faces, all properties of all atoms\n",
         -1},
    [CLI_RECORDS] =
        {"records", "TREE...", "what the runs of a tree say, one line of JSON for each",
         "Reads the runs of the trees, and writes what a study needs of each as one line of JSON: "
         "energies, geometries, settings, vibrations, every number with its file and line, and the "
         "files themselves with size, time and SHA-256. dgh compute --from makes of it what dgh "
         "compute makes of the trees, byte for byte, on another machine and without reading them "
         "again. Densities and densities of states are not in it: they are opened where they lie, "
         "when they can be reached.\n\n"
         "With --shard many machines do it together, each a part of the tree that they all see, as "
         "in an array of jobs; dgh compute --from takes the files of all parts. A job that was "
         "killed is started again as it was: it goes on where it stopped.",
         "dgh records -o records.jsonl calculations\n"
         "    the records of a tree; once more: only what changed is read\n"
         "dgh compute --from records.jsonl\n"
         "    the table of all sites, from the records\n"
         "i=$SLURM_ARRAY_TASK_ID; dgh records --shard $i/16 -o r$i.jsonl calculations\n"
         "    one of sixteen parts, in a job of Slurm's (#SBATCH --array=1-16)\n"
         "dgh compute --from r*.jsonl\n"
         "    the table of all sites, from all parts\n",
         -1},
};

const char CLI_EXIT_STATUS[] = "0  done\n"
                               "1  internal failure, or the output could not be written\n"
                               "2  wrong usage\n"
                               "3  unreadable or bad input\n"
                               "4  refused on scientific grounds (--force computes and marks)\n";
