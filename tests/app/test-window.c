/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-window.h"

#include "app/foyer-camera-view.h"
#include "app/foyer-settings.h"
#include "app/foyer-verdict-card.h"
#include "base/foyer-error.h"
#include "bed.h"
#include "session/foyer-profile.h"

#include <gdk/x11/gdkx.h>

/* The window of a desk where nobody is signed in. */

typedef struct {
  FoyerSession *session;
  FoyerCamera *camera;
  FoyerWindow *window;
} Desk;

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  desk->session = foyer_session_new ("test");
  desk->camera = foyer_camera_new ("test", FOYER_SYMBOLOGY_QR);
  desk->window = foyer_window_new (NULL, desk->session, desk->camera, NULL);
  foyer_window_show_connect_page (desk->window);
  gtk_window_present (GTK_WINDOW (desk->window));
  bed_wait (is_mapped, foyer_window_get_connect_page (desk->window));
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  FoyerScannerPage *scanner_page = g_object_ref (foyer_window_get_scanner_page (desk->window));
  FoyerConnectPage *connect_page = g_object_ref (foyer_window_get_connect_page (desk->window));

  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_assert_finalize_object (scanner_page);
  g_assert_finalize_object (connect_page);
  g_assert_finalize_object (desk->camera);
  g_assert_finalize_object (desk->session);
}

static gpointer
get_child (Desk *desk, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (foyer_window_get_connect_page (desk->window)),
                                        FOYER_TYPE_CONNECT_PAGE,
                                        name);
}

static void
assert_refuses (Desk *desk, const char *address, const char *token, const char *sentence)
{
  FoyerConnectPage *page = foyer_window_get_connect_page (desk->window);

  gtk_editable_set_text (GTK_EDITABLE (get_child (desk, "address")), address);
  gtk_editable_set_text (GTK_EDITABLE (get_child (desk, "token")), token);
  gtk_widget_activate_action (GTK_WIDGET (page), "connect.submit", NULL);
  g_assert_cmpstr (gtk_label_get_label (get_child (desk, "error_label")), ==, sentence);
  g_assert_true (gtk_revealer_get_reveal_child (get_child (desk, "error_revealer")));
  g_assert_cmpuint (foyer_session_get_state (desk->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
}

static void
refuses_what_cannot_be_right (Desk *desk, gconstpointer data)
{
  static const char shape[] = "The address should look like wss://checkin.example.org:8443.";
  static const char no_token[] = "This is not a token. A token has no spaces and is a single line.";
  g_autofree char *endless = g_strnfill (5000, 'x');

  assert_refuses (desk, "  ", "abc", "Enter the address of the relay.");
  assert_refuses (desk, "checkin.example.org", "abc", shape);
  assert_refuses (desk, "https://checkin.example.org", "abc", shape);
  assert_refuses (desk, "wss://", "abc", shape);
  assert_refuses (desk, "wss://checkin.example.org", "", "Enter the token.");
  assert_refuses (desk, "wss://checkin.example.org", "a b", no_token);
  assert_refuses (desk, "wss://checkin.example.org", endless, no_token);
  g_assert_true (gtk_widget_has_css_class (get_child (desk, "token"), "error"));
  g_assert_false (gtk_widget_has_css_class (get_child (desk, "address"), "error"));
}

static gboolean
is_narrow (gpointer data)
{
  gboolean narrow;

  g_object_get (data, "narrow", &narrow, NULL);
  return narrow;
}

static gboolean
is_wide (gpointer data)
{
  return !is_narrow (data);
}

static gboolean
is_allocated_narrow (gpointer data)
{
  return gtk_widget_get_width (data) <= 380;
}

static void
resize (Desk *desk, const char *width, const char *height)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (desk->window));
  g_autofree char *id = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));

  bed_run ("xdotool", "windowsize", id, width, height, NULL);
}

static void
flips_at_its_width (Desk *desk, gconstpointer data)
{
  gboolean narrow;

  resize (desk, "1100", "760");
  bed_wait (is_wide, desk->window);
  resize (desk, "380", "760");
  bed_wait (is_narrow, desk->window);
  g_object_get (foyer_window_get_scanner_page (desk->window), "narrow", &narrow, NULL);
  g_assert_true (narrow);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (desk->window), "narrow"));
  /* It also fits: nothing in it asks for more. */
  bed_wait (is_allocated_narrow, desk->window);
  resize (desk, "1100", "760");
  bed_wait (is_wide, desk->window);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (desk->window), "narrow"));
}

static void
neither_scans_nor_stays_awake_signed_out (Desk *desk, gconstpointer data)
{
  gboolean scanning;

  g_object_get (desk->window, "scanning", &scanning, NULL);
  g_assert_false (scanning);
  g_assert_false (foyer_camera_get_active (desk->camera));
}

static void
tells_why_signing_in_failed (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_SIGNED_OUT, "x");

  foyer_connect_page_show_error (foyer_window_get_connect_page (desk->window), error);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (get_child (desk, "error_label")),
                                   "The relay does not accept this token."));
}

static gboolean
has_problem (gpointer data)
{
  return !gtk_widget_get_visible (get_child (data, "spinner")) &&
         gtk_revealer_get_reveal_child (get_child (data, "error_revealer"));
}

static gboolean
token_has_keyboard (gpointer data)
{
  return (gtk_widget_get_state_flags (get_child (data, "token")) & GTK_STATE_FLAG_FOCUS_WITHIN) !=
         0;
}

/* Nobody listens there, so that each attempt ends with a sentence. The keys come as fast as those
 * of a scanner. */
static void
connects_by_enter_in_either_field (Desk *desk, gconstpointer data)
{
  FoyerConnectPage *page = foyer_window_get_connect_page (desk->window);

  bed_focus (GTK_WINDOW (desk->window));
  gtk_widget_grab_focus (get_child (desk, "address"));
  /* Where the token is missing, Enter goes there. */
  bed_type ("ws://127.0.0.1:9\n");
  bed_wait (token_has_keyboard, desk);
  g_assert_false (has_problem (desk));
  bed_type ("some-token-2\n");
  bed_wait (has_problem, desk);
  g_assert_cmpstr (gtk_editable_get_text (get_child (desk, "token")), ==, "some-token-2");
  g_assert_true (token_has_keyboard (desk));
  foyer_connect_page_show_problem (page, "");
  gtk_widget_grab_focus (get_child (desk, "address"));
  bed_type_by_hand ("\n");
  bed_wait (has_problem, desk);
}

static void
knows_the_last_address (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new ("used");
  g_autoptr (FoyerSession) session = NULL;
  FoyerConnectPage *page;
  GObject *address;

  foyer_profile_set_setting (profile, "address", "wss://relay.example.org");
  session = foyer_session_new ("used");
  page = g_object_ref_sink (foyer_connect_page_new (session));
  address = gtk_widget_get_template_child (GTK_WIDGET (page), FOYER_TYPE_CONNECT_PAGE, "address");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (address)), ==, "wss://relay.example.org");
  g_object_unref (page);
}

static GtkWindow *
find_dialog (Desk *desk)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (gtk_window_get_transient_for (window) == GTK_WINDOW (desk->window))
      return window;
  }
  return NULL;
}

/* Signed out there is no verdict, but the card says so. */
static gboolean
was_scanned (gpointer data)
{
  GObject *card = gtk_widget_get_template_child (GTK_WIDGET (foyer_window_get_scanner_page (
                                                     ((Desk *)data)->window)),
                                                 FOYER_TYPE_SCANNER_PAGE,
                                                 "card");
  FoyerVerdictCardState state = foyer_verdict_card_get_state (FOYER_VERDICT_CARD (card));

  return state == FOYER_VERDICT_CARD_VERDICT || state == FOYER_VERDICT_CARD_PROBLEM;
}

static void
lets_no_scanner_answer_a_question (Desk *desk, gconstpointer data)
{
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (desk->window),
                                                                         FOYER_TYPE_WINDOW,
                                                                         "account_button")),
                              "account.sign-out",
                              NULL);
  dialog = find_dialog (desk);
  g_assert_nonnull (dialog);
  bed_wait (is_mapped, dialog);
  bed_focus (dialog);
  bed_type ("CODE 42\n");
  bed_wait (was_scanned, desk);
  g_assert_true (find_dialog (desk) == dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog)));
  gtk_window_destroy (dialog);
}

static GtkLabel *
find_label (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return GTK_LABEL (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkLabel *found = find_label (child, text);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What went wrong may be said by a program, and name what people have named. */
static void
tells_all_of_it_as_it_is (Desk *desk, gconstpointer data)
{
  static const char sentence[] = "The database could not be changed: the event “Tom & <b>Jerry” is "
                                 "in use by somebody whose name is a long one.";
  GtkLabel *label;

  gtk_window_set_default_size (GTK_WINDOW (desk->window), 380, 700);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.tell", "s", sentence);
  label = find_label (GTK_WIDGET (desk->window), sentence);
  g_assert_nonnull (label);
  bed_wait (is_mapped, label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  g_assert_cmpint (gtk_label_get_ellipsize (label), ==, PANGO_ELLIPSIZE_NONE);
}

static gboolean
has_width (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

static gboolean
is_empty (gpointer data)
{
  return *gtk_editable_get_text (data) == '\0';
}

/* Whoever comes next must not find it. */
static void
forgets_the_token_when_left (Desk *desk, gconstpointer data)
{
  GtkEditable *token = get_child (desk, "token");

  gtk_editable_set_text (token, "a-token");
  gtk_widget_activate_action (GTK_WIDGET (foyer_window_get_connect_page (desk->window)),
                              "entrance.back",
                              NULL);
  bed_wait (is_empty, token);
}

/* The pages beside the one that is seen are measured too. */
static void
opens_as_narrow_as_it_was (void)
{
  g_autoptr (GSettings) settings = foyer_settings_new ("narrow");
  Desk desk;

  g_assert_nonnull (settings);
  g_settings_set (settings, "window-size", "(ii)", 380, 700);
  desk.session = foyer_session_new ("narrow");
  desk.camera = foyer_camera_new ("narrow", FOYER_SYMBOLOGY_QR);
  desk.window = foyer_window_new (NULL, desk.session, desk.camera, settings);
  foyer_window_show_connect_page (desk.window);
  gtk_window_present (GTK_WINDOW (desk.window));
  bed_wait (has_width, desk.window);
  g_assert_cmpint (gdk_surface_get_width (gtk_native_get_surface (GTK_NATIVE (desk.window))),
                   ==,
                   380);
  desk_tear_down (&desk, NULL);
}

static gpointer
get_camera_label (gpointer view, const char *name)
{
  return gtk_widget_get_template_child (view, FOYER_TYPE_CAMERA_VIEW, name);
}

static gboolean
gives_advice (gpointer view)
{
  GtkWidget *advice = get_camera_label (view, "advice");

  return gtk_widget_get_mapped (advice) && gtk_widget_get_width (advice) > 0;
}

/* Where there is too little room for everything, what is above it scrolls. Large words too. */
static void
no_line_of_advice_is_cut (void)
{
  g_autoptr (FoyerCamera) camera = foyer_camera_new ("direct", FOYER_SYMBOLOGY_QR);
  FoyerCameraView *view = g_object_new (FOYER_TYPE_CAMERA_VIEW, "height-request", 32, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  graphene_rect_t bounds;
  GtkWindow *window;
  int dpi;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi * 3 / 2, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (view));
  foyer_camera_view_set_camera (view, camera);
  window = bed_show (scroller, 380, 60);
  foyer_camera_set_active (camera, TRUE);
  bed_wait (gives_advice, view);
  bed_picture ("camera-advice");
  g_assert_true (
      gtk_widget_compute_bounds (get_camera_label (view, "advice"), GTK_WIDGET (view), &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height,
                     <=,
                     gtk_widget_get_height (GTK_WIDGET (view)));
  g_assert_true (
      gtk_widget_compute_bounds (get_camera_label (view, "title"), GTK_WIDGET (view), &bounds));
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  gtk_window_destroy (window);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
}

static void
add_test (const char *name, void (*test) (Desk *, gconstpointer))
{
  g_test_add (name, Desk, NULL, desk_set_up, test, desk_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/window/refuses-what-cannot-be-right", refuses_what_cannot_be_right);
  add_test ("/app/window/tells-why-signing-in-failed", tells_why_signing_in_failed);
  add_test ("/app/window/connects-by-enter-in-either-field", connects_by_enter_in_either_field);
  add_test ("/app/window/knows-the-last-address", knows_the_last_address);
  add_test ("/app/window/flips-at-its-width", flips_at_its_width);
  add_test ("/app/window/neither-scans-nor-stays-awake-signed-out",
            neither_scans_nor_stays_awake_signed_out);
  add_test ("/app/window/tells-all-of-it-as-it-is", tells_all_of_it_as_it_is);
  add_test ("/app/window/lets-no-scanner-answer-a-question", lets_no_scanner_answer_a_question);
  add_test ("/app/window/forgets-the-token-when-left", forgets_the_token_when_left);
  g_test_add_func ("/app/window/no-line-of-advice-is-cut", no_line_of_advice_is_cut);
  g_test_add_func ("/app/window/opens-as-narrow-as-it-was", opens_as_narrow_as_it_was);
  return g_test_run ();
}
