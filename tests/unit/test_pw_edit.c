/* An atom added to inputs of pw.x: every byte that is not named here stays. */
#include "read_text.h"

#include <string.h>

#include "espresso/pw_edit.h"
#include "espresso/readers.h"
#include "near.h"

static dgh_arena *arena;

static int make_arena(void **state)
{
    (void)state;
    arena = dgh_arena_create();
    return arena ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    dgh_arena_free(arena);
    return 0;
}

static char *edited(const char *text, const dgh_pw_edit *edit)
{
    char *out;
    size_t size;
    dgh_error err = {0};
    if (dgh_pw_edit_text(&out, &size, text, strlen(text), "slab.in", edit, arena, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_int_equal(size, strlen(out));
    return out;
}

static const double H[3] = {1.0, 0.5, 4.0};

#define HEAD(dir, nat, ntyp)                                                                       \
    "&control\n calculation='relax' ! as ever\n pseudo_dir = '" dir "'\n/\n"                       \
    "&SYSTEM ibrav=0, nat=" nat ", ntyp = " ntyp ", ecutwfc=30 /\n&electrons\n/\n&ions /\n"
#define CELL "CELL_PARAMETERS {angstrom}\n 4 0 0\n 0 4 0\n 0 0 16\n"

/* Comments, blank lines, trailing text, constraints stay; the unit is that of the card. */
static void plain(void **state)
{
    (void)state;
    const dgh_pw_edit edit = {.added_ang = H, .added_element = 1, .pseudo = "H.UPF"};
    assert_string_equal(
        edited(HEAD("./", "2", "1") "ATOMIC_SPECIES\n\n   Pt 195.084 Pt.UPF ! ours\n"
                                    "# next\n" CELL "ATOMIC_POSITIONS (angstrom)\n"
                                    "  Pt 0.0 0.0 0.0  0 0 0\n! surface\n\n"
                                    "  Pt 2.0 2.0 1.9 ! top\n"
                                    "K_POINTS gamma\n",
               &edit),
        HEAD("./", "3", "2") "ATOMIC_SPECIES\n\n   Pt 195.084 Pt.UPF ! ours\n   H  1.008  H.UPF\n"
                             "# next\n" CELL "ATOMIC_POSITIONS (angstrom)\n"
                             "  Pt 0.0 0.0 0.0  0 0 0\n! surface\n\n"
                             "  Pt 2.0 2.0 1.9 ! top\n"
                             "  H  1.0000000000  0.5000000000  4.0000000000\n"
                             "K_POINTS gamma\n");
}

/* Positions of the edited text, read back, are those that were asked for. */
static void units(void **state)
{
    (void)state;
    static const char *const CARDS[] = {
        "ATOMIC_POSITIONS crystal\nPt 0 0 0\nPt 1/2 0.5 0.125\n",
        "ATOMIC_POSITIONS {bohr}\nPt 0 0 0\nPt 3.77945 3.77945 3.77945\n",
        "atomic_positions alat\nPt 0 0 0\nPt .5 .5 .5\n",
        "ATOMIC_POSITIONS\nPt 0 0 0\nPt .5 .5 .5\n",
        "ATOMIC_POSITIONS angstrom\nPt 0 0 0\nPt 2 2 2"}; /* no line end */
    static const double MOVED[6] = {0.0, 0.0, 0.0, 2.0, 2.0, 2.1};
    for (size_t i = 0; i < sizeof CARDS / sizeof *CARDS; i++) {
        char text[1024];
        dgh_calculation *c;
        dgh_error err = {0};
        snprintf(text, sizeof text, "%s%s%s", HEAD("p", "2", "1") "ATOMIC_SPECIES\nPt 195 Pt.UPF\n",
                 CELL, CARDS[i]);
        const dgh_pw_edit edit = {.position_ang = MOVED,
                                  .added_ang = H,
                                  .added_element = 1,
                                  .pseudo = "H.UPF",
                                  .pseudo_dir = "../../p"};
        const char *out = edited(text, &edit);
        assert_non_null(strstr(out, "pseudo_dir = '../../p'\n"));
        assert_non_null(strstr(out, "\nPt 0 0 0\n")); /* did not move */
        if (dgh_qe_read_pw_input(&c, out, strlen(out), "x", &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(c->structure.n_atoms, 3);
        assert_int_equal(dgh_structure_element(&c->structure, 2), 1);
        for (size_t k = 0; k < 3; k++) {
            assert_near(c->structure.position_ang[6 + k], H[k], 1e-8);
            assert_near(c->structure.position_ang[3 + k], MOVED[3 + k], 1e-8);
        }
        assert_string_equal(c->pseudopotentials[1].title, "H.UPF");
        dgh_calculation_free(c);
    }
}

/* A host with H: its species is used, whatever its label, and no other is added. */
#define PT_CARDS                                                                                   \
    "ATOMIC_SPECIES\nPt 195 Pt.UPF\n" CELL "ATOMIC_POSITIONS angstrom\nPt 0 0 0\nPt 2 2 2\n"

/* A quote in the name of a directory is doubled where it is the one that stands around it. */
static void quotes(void **state)
{
    (void)state;
    const dgh_pw_edit edit = {
        .added_ang = H, .added_element = 1, .pseudo = "H.UPF", .pseudo_dir = "../o'clock"};
    assert_non_null(strstr(edited(HEAD("p", "2", "1") PT_CARDS, &edit), "= '../o''clock'\n/"));
    assert_non_null(strstr(
        edited("&control pseudo_dir = \"p\" /\n&system ibrav=0 nat=2 ntyp=1 /\n" PT_CARDS, &edit),
        "= \"../o'clock\" /"));
}

static void has_hydrogen(void **state)
{
    (void)state;
    const dgh_pw_edit edit = {.added_ang = H, .added_element = 1};
    assert_string_equal(
        edited(HEAD("p", "2", "2") "ATOMIC_SPECIES\r\nPt 1 Pt.UPF\r\nH1 1 h.upf\r\n" CELL
                                   "ATOMIC_POSITIONS angstrom\r\nH1 0 0 1\r\nPt 0 0 0\r\n",
               &edit),
        HEAD("p", "3", "2") "ATOMIC_SPECIES\r\nPt 1 Pt.UPF\r\nH1 1 h.upf\r\n" CELL
                            "ATOMIC_POSITIONS angstrom\r\nH1 0 0 1\r\nPt 0 0 0\r\n"
                            "H1  1.0000000000  0.5000000000  4.0000000000\r\n");
}

static void refused(const char *text, const dgh_pw_edit *edit, dgh_status status,
                    const char *message)
{
    char *out;
    size_t size;
    dgh_error err = {0};
    assert_int_equal(
        dgh_pw_edit_text(&out, &size, text, strlen(text), "slab.in", edit, arena, &err), status);
    assert_null(out);
    assert_string_equal(err.message, message);
}

static void refusals(void **state)
{
    (void)state;
    const dgh_pw_edit bare = {.added_ang = H, .added_element = 1};
    const dgh_pw_edit edit = {.added_ang = H, .added_element = 1, .pseudo = "H.UPF"};
    refused(HEAD("p", "2", "1") PT_CARDS, &bare, DGH_ERR_MISSING,
            "slab.in: expected a pseudopotential of H among ATOMIC_SPECIES, found none, and none "
            "was given (--pseudo H=FILE)");
    refused(HEAD("p", "2", "1") PT_CARDS "ATOMIC_FORCES\nPt 0 0 0\nPt 0 0 0\n", &edit,
            DGH_ERR_UNSUPPORTED,
            "slab.in:18:1: expected an input to which an atom can be added, found ATOMIC_FORCES, "
            "which would need values for it");
    refused(HEAD("p", "3", "1") PT_CARDS, &edit, DGH_ERR_PARSE,
            "slab.in: expected atoms in a cell that can be read, found none");
    const dgh_pw_edit moved = {
        .added_ang = H, .added_element = 1, .pseudo = "H.UPF", .pseudo_dir = "../p"};
    refused("&control\n pseudo_dir = .'/p' /\n&system ibrav=0 nat=2 ntyp=1 /\n" PT_CARDS, &moved,
            DGH_ERR_PARSE, "slab.in:2:15: expected pseudo_dir in quotes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),        cmocka_unit_test(units),    cmocka_unit_test(quotes),
        cmocka_unit_test(has_hydrogen), cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
