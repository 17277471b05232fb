/* dgh/report.h - results as text, JSON and CSV. A report computes nothing.
 *
 * Every function gives a NUL-terminated UTF-8 document that the caller frees with dgh_string_free
 * (dgh/study.h); on failure *out is NULL. The only error is NOMEM, unless a function says
 * otherwise. Thread-safe on different objects.
 */
#ifndef DGH_REPORT_H
#define DGH_REPORT_H

#include "dgh/base.h"
#include "dgh/comparison.h"
#include "dgh/difference.h"
#include "dgh/charges.h"
#include "dgh/d_band.h"
#include "dgh/modes.h"
#include "dgh/order_file.h"
#include "dgh/profile.h"
#include "dgh/slab_sites.h"
#include "dgh/study.h"
#include "dgh/symmetry.h"
#include "dgh/xc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Version of the JSON documents; the schemas are installed in share/dgh/schema. */
#define DGH_JSON_SCHEMA_VERSION 1

typedef struct dgh_report_options {
    size_t size;
    bool colour;    /* ANSI colours */
    size_t width;   /* columns of the terminal, 0 = as wide as needed */
    bool ledger;    /* dgh_report_study_text: the ledger below the table */
    bool structure; /* dgh_report_study_text: what each H sits on, and ΔG by class of site */
} dgh_report_options;

#define DGH_REPORT_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(dgh_report_options), false, 0, false, false                                         \
    }

/* The table of ΔG_H*, what it assumes, and the warnings below. */
DGH_API dgh_status dgh_report_study_text(char **out, const dgh_study *study,
                                         const dgh_report_options *options, dgh_error *err);
/* The same as JSON by the schema "dgh-1", and as CSV with one row for each site. */
DGH_API dgh_status dgh_report_study_json(char **out, const dgh_study *study, dgh_error *err);
DGH_API dgh_status dgh_report_study_csv(char **out, const dgh_study *study, dgh_error *err);
/* Studies side by side: as text, as JSON ("dgh-comparison"), as CSV with a row for each tree and
 * class. */
DGH_API dgh_status dgh_report_comparison_text(char **out, const dgh_comparison *comparison,
                                              const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_comparison_json(char **out, const dgh_comparison *comparison,
                                              dgh_error *err);
DGH_API dgh_status dgh_report_comparison_csv(char **out, const dgh_comparison *comparison,
                                             dgh_error *err);
/* Every term of every convention with file and line. */
DGH_API dgh_status dgh_report_ledger_text(char **out, const dgh_study *study,
                                          const dgh_report_options *options, dgh_error *err);
/* The pairing alone (dry run). */
DGH_API dgh_status dgh_report_pairing_text(char **out, const dgh_study *study,
                                           const dgh_report_options *options, dgh_error *err);

/* One run in full. */
DGH_API dgh_status dgh_report_run_text(char **out, const dgh_calculation *calculation,
                                       const dgh_report_options *options, dgh_error *err);
/* The same with the space group of its geometry (NULL = none is known). */
DGH_API dgh_status dgh_report_inspection_text(char **out, const dgh_calculation *calculation,
                                              const dgh_symmetry *symmetry,
                                              const dgh_report_options *options, dgh_error *err);
/* Many runs: one line each, as JSON by the same schema, or as CSV with one row each. */
DGH_API dgh_status dgh_report_runs_text(char **out, const dgh_calculation *const *calculations,
                                        size_t n, const dgh_report_options *options,
                                        dgh_error *err);
DGH_API dgh_status dgh_report_runs_json(char **out, const dgh_calculation *const *calculations,
                                        size_t n, dgh_error *err);
/* The JSON with space groups: `symmetries` [n], each may be NULL. */
DGH_API dgh_status dgh_report_inspections_json(char **out,
                                               const dgh_calculation *const *calculations,
                                               const dgh_symmetry *const *symmetries, size_t n,
                                               dgh_error *err);
DGH_API dgh_status dgh_report_runs_csv(char **out, const dgh_calculation *const *calculations,
                                       size_t n, dgh_error *err);

/* The vibrations of one run or of several, as text and as JSON. */
DGH_API dgh_status dgh_report_modes_text(char **out, const dgh_mode_analysis *const *analyses,
                                         size_t n, const dgh_report_options *options,
                                         dgh_error *err);
DGH_API dgh_status dgh_report_modes_json(char **out, const dgh_mode_analysis *const *analyses,
                                         size_t n, dgh_error *err);
/* One row for each mode (`kind` "mode") and each temperature (`kind` "sum"). */
DGH_API dgh_status dgh_report_modes_csv(char **out, const dgh_mode_analysis *const *analyses,
                                        size_t n, dgh_error *err);

/* What the files of a profile hold, vacuum levels and work functions. */
DGH_API dgh_status dgh_report_profile_text(char **out, const dgh_profiles *profiles,
                                           const dgh_report_options *options, dgh_error *err);
/* All of it by the schema, "dgh-profile". */
DGH_API dgh_status dgh_report_profile_json(char **out, const dgh_profiles *profiles,
                                           dgh_error *err);
typedef enum dgh_profile_table {
    DGH_PROFILE_CURVES = 0, /* planar averages: a row for each plane */
    DGH_PROFILE_LINE = 1,   /* a row for each point of the line */
    DGH_PROFILE_PLANE = 2
} dgh_profile_table;

/* One table, the files side by side; with several files their columns are named "PATH:column".
 * Files whose planes lie elsewhere than those of the first have a column with their own positions.
 * Errors: NOMEM; MISSING (no line, no plane). */
DGH_API dgh_status dgh_report_profile_csv(char **out, const dgh_profiles *profiles,
                                          dgh_profile_table table, dgh_error *err);
/* The charges of a run's atoms: as text with the warnings above the table, as JSON ("dgh-bader",
 * lengths in Angstrom; basins of at least 1e-4 e), as CSV with one row for each atom. */
DGH_API dgh_status dgh_report_charges_text(char **out, const dgh_charges *charges,
                                           const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_charges_json(char **out, const dgh_charges *charges, dgh_error *err);
DGH_API dgh_status dgh_report_charges_csv(char **out, const dgh_charges *charges, dgh_error *err);

/* The d bands of the atoms of one run or of several, which were made with one window: as text, as
 * JSON ("dgh-dband"), as CSV with one row for each atom. */
DGH_API dgh_status dgh_report_d_bands_text(char **out, const dgh_d_bands *const *bands, size_t n,
                                           const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_d_bands_json(char **out, const dgh_d_bands *const *bands, size_t n,
                                           dgh_error *err);
DGH_API dgh_status dgh_report_d_bands_csv(char **out, const dgh_d_bands *const *bands, size_t n,
                                          dgh_error *err);

/* The files of the program bader 1.05, byte for byte in its layout: ACF.dat (atoms: charge, minimum
 * distance, volume), BCF.dat (basins of more than 1e-4 e), AVF.dat (which of these basins make an
 * atom). Lengths in Angstrom, but in Bohr where the density came from a cube, as that program has
 * it. A number too wide for its column is written out, not as stars. Errors: ARGUMENT (not Bader's
 * partition, no atoms). */
DGH_API dgh_status dgh_report_acf(char **out, const dgh_charges *charges, dgh_error *err);
DGH_API dgh_status dgh_report_bcf(char **out, const dgh_charges *charges, dgh_error *err);
DGH_API dgh_status dgh_report_avf(char **out, const dgh_charges *charges, dgh_error *err);

/* Densities with one functional or several, the swaps between them, and a triple (NULL = none).
 * Everything is borrowed. */
typedef struct dgh_xc_results {
    size_t n;
    const dgh_xc *const *xc;
    size_t n_swaps;
    const dgh_xc_swap *swaps;
    const dgh_xc_triple *triple;
} dgh_xc_results;

/* Exchange-correlation energies, what they leave out, as text and as JSON. */
DGH_API dgh_status dgh_report_xc_text(char **out, const dgh_xc_results *results,
                                      const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_xc_json(char **out, const dgh_xc_results *results, dgh_error *err);

/* A difference of densities, as text and as JSON; as CSV its profile, one row for each plane. */
DGH_API dgh_status dgh_report_difference_text(char **out, const dgh_difference *difference,
                                              const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_difference_json(char **out, const dgh_difference *difference,
                                              dgh_error *err);
DGH_API dgh_status dgh_report_difference_csv(char **out, const dgh_difference *difference,
                                             dgh_error *err);

/* The sites of a slab: a table with one row for each inequivalent one (`all`: for each), and JSON
 * and CSV with every site. With `inputs` (NULL = none) the JSON says which directory is which site;
 * it is the sites.json of dgh_site_inputs_write. */
DGH_API dgh_status dgh_report_sites_text(char **out, const dgh_slab_sites *slab, bool all,
                                         const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_sites_json(char **out, const dgh_slab_sites *slab,
                                         const dgh_site_inputs *inputs, dgh_error *err);
DGH_API dgh_status dgh_report_sites_csv(char **out, const dgh_slab_sites *slab, dgh_error *err);

/* A study as a page: see dgh_report_html. */
typedef struct dgh_html_options {
    size_t size;
    const char *title; /* NULL = "ΔG_H* of" and the trees */
} dgh_html_options;

#define DGH_HTML_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(dgh_html_options), NULL                                                             \
    }

/* One self-contained HTML file that opens without network: the sites as a table, the ledgers, the
 * findings, plots and an interactive view of each site with its density difference, methods with
 * citations, settings, and the files that it was made of with their SHA-256. It holds the document
 * of dgh_report_study_json. The files are read for that, and so are the densities. The same study
 * gives the same bytes. Text from files is shown as text, whatever it holds. Errors: those of
 * dgh_site_picture_make (dgh/picture.h), CANCELLED by the study's progress. */
DGH_API dgh_status dgh_report_html(char **out, const dgh_study *study,
                                   const dgh_html_options *options, dgh_error *err);
/* Whether the library was built with plotly.js and 3Dmol.js; a page without them has tables only.
 */
DGH_API bool dgh_report_html_has_pictures(void);

/* Findings, one paragraph each ("warning: message [code]" and the place), those below `least` left
 * out. */
DGH_API dgh_status dgh_report_diagnostics_text(char **out, const dgh_diagnostic *diagnostics,
                                               size_t n, dgh_severity least,
                                               const dgh_report_options *options, dgh_error *err);

/* What a result rests on, each with the paper or papers to cite. */
typedef enum dgh_cited {
    DGH_CITED_CONSTANTS = 1 << 0,
    DGH_CITED_HYDROGEN = 1 << 1, /* dG of H as a descriptor */
    DGH_CITED_HARMONIC = 1 << 2,
    DGH_CITED_ELECTRODE = 1 << 3,
    DGH_CITED_JANAF = 1 << 4,
    DGH_CITED_GRIMME = 1 << 5,
    DGH_CITED_TRANSLATOR = 1 << 6,
    DGH_CITED_BADER = 1 << 7,
    DGH_CITED_ON_GRID = 1 << 8,
    DGH_CITED_NEAR_GRID = 1 << 9,
    DGH_CITED_WEIGHT = 1 << 10,
    DGH_CITED_HIRSHFELD = 1 << 11,
    DGH_CITED_REDUCED_GRADIENT = 1 << 12,
    DGH_CITED_LIBXC = 1 << 13,
    DGH_CITED_FFTW = 1 << 14,
    DGH_CITED_MACROSCOPIC = 1 << 15, /* averages */
    DGH_CITED_SPGLIB = 1 << 16,
    DGH_CITED_COORDINATION = 1 << 17, /* generalised, of sites */
    DGH_CITED_ORDER = 1 << 18,        /* crystalline and amorphous atoms */
    DGH_CITED_D_BAND = 1 << 19
} dgh_cited;

/* BibTeX of dgh and of these, a sum of dgh_cited; 0 = dgh alone. */
DGH_API dgh_status dgh_report_works(char **out, unsigned cited, dgh_error *err);
DGH_API unsigned dgh_cited_for_bader(dgh_bader_method method);
DGH_API unsigned dgh_cited_for_modes(const dgh_harmonic_options *options);
/* Of a study as it was computed: what its sites have, not what they might have had. */
DGH_API unsigned dgh_cited_for_study(const dgh_study *study);

/* BibTeX of dgh and of the methods that a study with these options uses, densities and structures
 * among them unless the options leave them out; NULL = dgh alone. */
DGH_API dgh_status dgh_report_citation(char **out, const dgh_study_options *options,
                                       dgh_error *err);

/* The order of structures: classes, means, pairs and interface as text; all of it with the atoms by
 * the schema "dgh-order"; the atoms as CSV, one row each. */
DGH_API dgh_status dgh_report_order_text(char **out, const dgh_order_file *const *files, size_t n,
                                         const dgh_report_options *options, dgh_error *err);
DGH_API dgh_status dgh_report_order_json(char **out, const dgh_order_file *const *files, size_t n,
                                         dgh_error *err);
DGH_API dgh_status dgh_report_order_csv(char **out, const dgh_order_file *const *files, size_t n,
                                        dgh_error *err);
/* Extended XYZ with a column for each property. */
DGH_API dgh_status dgh_report_order_xyz(char **out, const dgh_order_file *file, dgh_error *err);
/* g(r) as CSV: r, the total, and with several elements the partial ones. */
DGH_API dgh_status dgh_report_rdf_csv(char **out, const dgh_rdf *rdf, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
