/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-verdict-card.h"

#include "app/foyer-verdict-text.h"
#include "bed.h"

/* The height, in pixels, that a word needs to be read from two metres. */
#define READABLE_PX 48

static GtkLabel *
get_label (FoyerVerdictCard *card, const char *name)
{
  return GTK_LABEL (
      gtk_widget_get_template_child (GTK_WIDGET (card), FOYER_TYPE_VERDICT_CARD, name));
}

static void
assert_shows (FoyerVerdictCard *card, const char *name, const char *text)
{
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_label (card, name))));
  g_assert_cmpstr (gtk_label_get_label (get_label (card, name)), ==, text);
}

static int
get_font_px (GtkLabel *label)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  const PangoFontDescription *font = pango_context_get_font_description (context);

  g_assert_true (pango_font_description_get_size_is_absolute (font));
  return pango_font_description_get_size (font) / PANGO_SCALE;
}

static FoyerVerdict *
make_verdict (FoyerOutcome outcome, FoyerReason reason, gboolean with_ticket)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){
      .id = (char *)"t",
      .name = (char *)"Ada Lovelace",
      .ticket_type = (char *)"Day pass",
      .order_code = (char *)"A7",
      .attention = (char *)"Check the student card.",
      .allowed_entries = 1,
  });

  return foyer_verdict_new (&(FoyerVerdict){
      .scan_id = (char *)"s",
      .outcome = outcome,
      .reason = reason,
      .ticket = with_ticket ? ticket : NULL,
  });
}

static gboolean
has_style (gpointer data)
{
  return get_font_px (get_label (data, "word")) >= READABLE_PX;
}

static void
assert_readable (FoyerVerdictCard *card)
{
  for (guint outcome = FOYER_OUTCOME_ADMITTED; outcome <= FOYER_OUTCOME_REFUSED; outcome++) {
    g_autoptr (FoyerVerdict) verdict = make_verdict (outcome, FOYER_REASON_NONE, TRUE);
    GtkWidget *word = GTK_WIDGET (get_label (card, "word"));

    foyer_verdict_card_show_verdict (card, verdict, NULL);
    bed_wait (has_style, card);
    assert_shows (card, "word", foyer_verdict_text_word (outcome));
    g_assert_cmpint (gtk_widget_get_width (word), <=, gtk_widget_get_width (GTK_WIDGET (card)));
  }
}

static void
is_read_from_two_metres (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);

  assert_readable (card);
  gtk_window_destroy (window);
}

static void
is_read_from_two_metres_in_a_narrow_window (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 380, 300);

  gtk_widget_add_css_class (GTK_WIDGET (window), "narrow");
  assert_readable (card);
  gtk_window_destroy (window);
}

static void
shows_every_reason (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);

  for (guint reason = FOYER_REASON_BAD_SIGNATURE; reason <= FOYER_REASON_RULE; reason++) {
    g_autoptr (FoyerVerdict) verdict = make_verdict (FOYER_OUTCOME_REFUSED, reason, FALSE);

    foyer_verdict_card_show_verdict (card, verdict, NULL);
    assert_shows (card, "sentence", foyer_verdict_text_reason (reason));
    g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (card), "refused"));
    g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_label (card, "guest"))));
    g_assert_cmpuint (foyer_verdict_card_get_state (card), ==, FOYER_VERDICT_CARD_VERDICT);
  }
  gtk_window_destroy (window);
}

static void
shows_the_guest_and_what_to_look_at (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);
  g_autoptr (FoyerVerdict) verdict = make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, TRUE);

  foyer_verdict_card_show_verdict (card, verdict, NULL);
  assert_shows (card, "guest", "Ada Lovelace");
  assert_shows (card, "details", "Day pass · Order A7");
  assert_shows (card, "attention", "Check the student card.");
  foyer_verdict_card_show_checking (card);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_label (card, "guest"))));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_label (card, "attention"))));
  gtk_window_destroy (window);
}

static gboolean
offers_override (FoyerVerdictCard *card)
{
  return gtk_widget_get_visible (GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (card), FOYER_TYPE_VERDICT_CARD, "override")));
}

static void
turns_into_an_admission (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_UNPAID, TRUE);

  foyer_verdict_card_show_verdict (card, verdict, NULL);
  g_assert_false (offers_override (card));
  foyer_verdict_card_offer_override (card);
  g_assert_true (offers_override (card));
  foyer_verdict_card_show_override (card, "eve@example.org", "Paid in cash");
  g_assert_false (offers_override (card));
  assert_shows (card, "word", foyer_verdict_text_word (FOYER_OUTCOME_ADMITTED));
  assert_shows (card, "sentence", "Let in anyway by eve@example.org: Paid in cash");
  assert_shows (card, "guest", "Ada Lovelace");
  foyer_verdict_card_show_verdict (card, verdict, NULL);
  foyer_verdict_card_offer_override (card);
  foyer_verdict_card_show_checking (card);
  g_assert_false (offers_override (card));
  gtk_window_destroy (window);
}

static gboolean
has_receded (gpointer data)
{
  return foyer_verdict_card_get_receded (data);
}

static void
recedes_but_stays (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);
  g_autoptr (FoyerVerdict) verdict = make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, TRUE);

  foyer_verdict_card_set_recede_after (card, 20);
  foyer_verdict_card_show_verdict (card, verdict, NULL);
  g_assert_false (foyer_verdict_card_get_receded (card));
  bed_wait (has_receded, card);
  assert_shows (card, "guest", "Ada Lovelace");
  foyer_verdict_card_show_checking (card);
  g_assert_false (foyer_verdict_card_get_receded (card));
  gtk_window_destroy (window);
}

static void
says_what_to_do_without_an_answer (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);

  foyer_verdict_card_show_problem (card, "WAIT", "There is no answer.", "Ask again.");
  assert_shows (card, "word", "WAIT");
  assert_shows (card, "sentence", "There is no answer.");
  assert_shows (card, "earlier", "Ask again.");
  g_assert_cmpuint (foyer_verdict_card_get_state (card), ==, FOYER_VERDICT_CARD_PROBLEM);
  gtk_window_destroy (window);
}

static void
lets_go_of_everything (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  g_autoptr (FoyerVerdict) verdict = make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, TRUE);

  g_object_ref_sink (card);
  foyer_verdict_card_show_verdict (card, verdict, "Europe/Berlin");
  g_assert_finalize_object (card);
}

/* The button says by itself which ticket it is about. */
static void
a_ticket_is_offered_to_be_edited (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 400, 500);
  GtkWidget *edit = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (card), FOYER_TYPE_VERDICT_CARD, "edit"));
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_UNPAID, TRUE);
  GVariant *target;

  foyer_verdict_card_show_verdict (card, verdict, NULL);
  g_assert_false (gtk_widget_get_visible (edit));
  foyer_verdict_card_offer_edit (card);
  foyer_verdict_card_offer_override (card);
  bed_picture ("card-edit");
  g_assert_true (gtk_widget_get_visible (edit));
  target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (edit));
  g_assert_cmpstr (g_variant_get_string (target, NULL), ==, "t");
  foyer_verdict_card_show_ready (card);
  g_assert_false (gtk_widget_get_visible (edit));
  gtk_window_destroy (window);
}

static gboolean
is_alone (FoyerVerdictCard *card)
{
  return gtk_widget_get_visible (GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (card), FOYER_TYPE_VERDICT_CARD, "alone")));
}

/* A word and an icon say it, beside the colour that is the same. */
static void
what_a_desk_said_alone_is_marked (void)
{
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 560, 420);
  g_autoptr (FoyerVerdict) admitted =
      make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, TRUE);
  g_autoptr (FoyerVerdict) held = make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_RULE, TRUE);

  foyer_verdict_card_show_verdict (card, admitted, NULL);
  g_assert_false (is_alone (card));
  foyer_verdict_card_mark_alone (card, TRUE);
  g_assert_true (is_alone (card));
  bed_picture ("card-alone");
  foyer_verdict_card_mark_alone (card, FALSE);
  g_assert_false (is_alone (card));
  foyer_verdict_card_show_held (card, held, FALSE);
  foyer_verdict_card_mark_alone (card, TRUE);
  g_assert_true (foyer_verdict_card_get_verdict (card) == held);
  assert_shows (card, "word", "HOLD");
  assert_shows (card, "guest", "Ada Lovelace");
  assert_shows (card,
                "earlier",
                "A supervisor looks at the order and the guest, and lets them in at a desk where "
                "they are signed in, or notes it on the paper list.");
  bed_picture ("card-held");
  /* Who is signed in is one. */
  foyer_verdict_card_show_held (card, held, TRUE);
  foyer_verdict_card_mark_alone (card, TRUE);
  foyer_verdict_card_offer_override (card);
  assert_shows (card, "earlier", "Look at the order and the guest. You may let them in here.");
  g_assert_true (offers_override (card));
  bed_picture ("card-held-supervisor");
  foyer_verdict_card_show_override (card, "eve@example.org", "Order and identity were checked.");
  foyer_verdict_card_mark_alone (card, TRUE);
  g_assert_true (is_alone (card));
  g_assert_false (offers_override (card));
  assert_shows (card, "word", foyer_verdict_text_word (FOYER_OUTCOME_ADMITTED));
  assert_shows (card,
                "sentence",
                "Let in anyway by eve@example.org: Order and identity were checked.");
  assert_shows (card, "guest", "Ada Lovelace");
  bed_picture ("card-let-in-alone");
  foyer_verdict_card_show_verdict (card, admitted, NULL);
  g_assert_false (is_alone (card));
  gtk_window_destroy (window);
}

typedef struct {
  FoyerVerdictCard *card;
  int halves;
} Letters;

static const struct {
  const char *name;
  int px;
} smaller[] = { { "guest", 32 }, { "details", 18 }, { "sentence", 24 }, { "attention", 22 } };

static gboolean
have_their_size (gpointer data)
{
  const Letters *letters = data;

  for (guint i = 0; i < G_N_ELEMENTS (smaller); i++) {
    if (get_font_px (get_label (letters->card, smaller[i].name)) !=
        smaller[i].px * letters->halves / 2)
      return FALSE;
  }
  return TRUE;
}

/* Who has chosen larger letters reads everything in larger letters; the word has its size. */
static void
grows_with_the_letters (void)
{
  Letters letters = { foyer_verdict_card_new (), 2 };
  GtkSettings *settings = gtk_settings_get_default ();
  g_autoptr (FoyerVerdict) verdict = make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_VOID, TRUE);
  GtkWindow *window = bed_show (GTK_WIDGET (letters.card), 700, 300);
  int dpi, word;

  foyer_verdict_card_show_verdict (letters.card, verdict, NULL);
  bed_wait (have_their_size, &letters);
  word = get_font_px (get_label (letters.card, "word"));
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi * 3 / 2, NULL);
  letters.halves = 3;
  bed_wait (have_their_size, &letters);
  bed_picture ("verdict-large");
  g_assert_cmpint (get_font_px (get_label (letters.card, "word")), ==, word);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  gtk_window_destroy (window);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/verdict-card/is-read-from-two-metres", is_read_from_two_metres);
  g_test_add_func ("/app/verdict-card/is-read-from-two-metres-in-a-narrow-window",
                   is_read_from_two_metres_in_a_narrow_window);
  g_test_add_func ("/app/verdict-card/grows-with-the-letters", grows_with_the_letters);
  g_test_add_func ("/app/verdict-card/shows-every-reason", shows_every_reason);
  g_test_add_func ("/app/verdict-card/shows-the-guest-and-what-to-look-at",
                   shows_the_guest_and_what_to_look_at);
  g_test_add_func ("/app/verdict-card/turns-into-an-admission", turns_into_an_admission);
  g_test_add_func ("/app/verdict-card/recedes-but-stays", recedes_but_stays);
  g_test_add_func ("/app/verdict-card/says-what-to-do-without-an-answer",
                   says_what_to_do_without_an_answer);
  g_test_add_func ("/app/verdict-card/lets-go-of-everything", lets_go_of_everything);
  g_test_add_func ("/app/verdict-card/a-ticket-is-offered-to-be-edited",
                   a_ticket_is_offered_to_be_edited);
  g_test_add_func ("/app/verdict-card/what-a-desk-said-alone-is-marked",
                   what_a_desk_said_alone_is_marked);
  return g_test_run ();
}
