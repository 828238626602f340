/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-host-page"

#include "config.h"

#include "app/foyer-entrance.h"
#include "app/foyer-host-bar.h"
#include "app/foyer-host-page.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-ticket-preview.h"

#include "base/foyer-uuid.h"
#include "bed.h"

#include <adwaita.h>
#include <string.h>

/* What is asked before an event is hosted, and what a file of tickets holds. No relay is needed for
 * either; that it is hosted in the end another test sees. */

typedef struct {
  FoyerSession *session;
  GtkWidget *page;
  GtkWindow *window;
} Form;

static void
form_set_up (Form *form, gconstpointer data)
{
  g_autofree char *profile = foyer_uuid_new ();

  form->session = foyer_session_new (profile);
  form->page = GTK_WIDGET (foyer_host_page_new (form->session));
  form->window = bed_show (form->page, 380, 700);
  foyer_host_page_open (FOYER_HOST_PAGE (form->page));
}

static void
form_tear_down (Form *form, gconstpointer data)
{
  gtk_window_destroy (form->window);
  g_assert_finalize_object (form->session);
}

static gpointer
get_part (Form *form, const char *name)
{
  return gtk_widget_get_template_child (form->page, FOYER_TYPE_HOST_PAGE, name);
}

static void
enter (Form *form, const char *name, const char *text)
{
  gtk_editable_set_text (get_part (form, name), text);
}

static void
assert_asks (Form *form, const char *sentence)
{
  gtk_widget_activate_action (form->page, "host.begin", NULL);
  g_assert_cmpstr (foyer_problem_box_get_sentence (get_part (form, "problem")), ==, sentence);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_part (form, "stack")), ==, "form");
  g_assert_cmpint (foyer_host_get_state (foyer_session_get_host (form->session)),
                   ==,
                   FOYER_HOST_STATE_CLOSED);
}

static void
asks_for_what_is_missing (Form *form, gconstpointer data)
{
  assert_asks (form, "Give the event a name.");
  enter (form, "event_name", "  \t ");
  assert_asks (form, "Give the event a name.");
  enter (form, "event_name", "Gala");
  enter (form, "time_zone", "Nowhere/At all");
  assert_asks (form, "There is no such time zone. They are called like Europe/Berlin.");
  enter (form, "time_zone", "Europe/Berlin");
  assert_asks (form, "Choose a file with tickets, or have new ones made.");
  gtk_check_button_set_active (get_part (form, "from_file"), FALSE);
  assert_asks (form, "Enter your e-mail address.");
  enter (form, "email", "me@example.org");
  enter (form, "passphrase", "short");
  assert_asks (form, "The passphrase is too short: it needs at least six characters.");
}

static void
shows_only_what_belongs_to_the_choice (Form *form, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (get_part (form, "file")));
  g_assert_false (gtk_widget_get_visible (get_part (form, "ticket_type")));
  g_assert_false (gtk_widget_get_visible (get_part (form, "again_group")));
  gtk_check_button_set_active (get_part (form, "from_file"), FALSE);
  g_assert_false (gtk_widget_get_visible (get_part (form, "file")));
  g_assert_true (gtk_widget_get_visible (get_part (form, "ticket_type")));
}

static void
no_passphrase_stays (Form *form, gconstpointer data)
{
  enter (form, "event_name", "Gala");
  enter (form, "passphrase", "seven green umbrellas");
  foyer_host_page_close (FOYER_HOST_PAGE (form->page));
  g_assert_cmpstr (gtk_editable_get_text (get_part (form, "passphrase")), ==, "");
  g_assert_cmpstr (gtk_editable_get_text (get_part (form, "event_name")), ==, "Gala");
}

static FoyerTicketTable *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  FoyerTicketTable *table = foyer_ticket_table_parse (bytes, zone, &error);

  g_assert_no_error (error);
  return table;
}

/* Whether a row says so, in a title or a line below it. */
static gboolean
says (GtkWidget *root, const char *words)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (says (child, words))
      return TRUE;
  }
  return FALSE;
}

static void
a_file_is_shown_before_it_counts (Form *form, gconstpointer data)
{
  FoyerTicketPreview *preview = get_part (form, "preview");
  g_autoptr (GString) text = g_string_new ("Name,E-mail,Ticket type,Shoe\n"
                                           "Ana <b>&,ana@example.org,VIP,38\n");
  g_autoptr (FoyerTicketTable) table = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "Guest %u,nothing,Day,39\n", i);
  table = parse (text->str);
  foyer_ticket_preview_show (preview, table);
  g_assert_true (says (GTK_WIDGET (preview), "1 ticket is taken in"));
  g_assert_true (says (GTK_WIDGET (preview), "Ana <b>&"));
  g_assert_true (says (GTK_WIDGET (preview), "60 rows are left out"));
  g_assert_true (says (GTK_WIDGET (preview), "Line 3"));
  g_assert_true (says (GTK_WIDGET (preview), "The e-mail is not an address."));
  g_assert_true (says (GTK_WIDGET (preview), "And 10 more"));
  g_assert_true (says (GTK_WIDGET (preview), "Shoe"));
  foyer_ticket_preview_show (preview, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (preview)));
}

static gboolean
says_nothing_at_all (GtkWidget *root)
{
  if (GTK_IS_LABEL (root) && *gtk_label_get_text (GTK_LABEL (root)) != '\0')
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!GTK_IS_BUTTON (child) && !says_nothing_at_all (child))
      return FALSE;
  }
  return TRUE;
}

/* It slides away with what it said last, and not with an event that has no name. */
static void
the_bar_tells_of_what_is_hosted_only (Form *form, gconstpointer data)
{
  GtkWidget *bar = g_object_new (FOYER_TYPE_HOST_BAR, NULL);
  GtkWindow *window = bed_show (bar, 380, 200);

  foyer_host_bar_set_session (FOYER_HOST_BAR (bar), form->session);
  g_assert_true (says_nothing_at_all (bar));
  gtk_window_destroy (window);
}

/* Such as from a Flatpak. */
static void
without_its_programs_nothing_is_offered (Form *form, gconstpointer data)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr (FoyerCamera) camera = foyer_camera_new ("videotestsrc", FOYER_SYMBOLOGY_QR);
  GtkWidget *entrance;

  g_setenv ("PATH", "/nowhere", TRUE);
  entrance = g_object_ref_sink (GTK_WIDGET (foyer_entrance_new (form->session, camera)));
  g_setenv ("PATH", path, TRUE);
  g_assert_false (gtk_widget_get_visible (
      GTK_WIDGET (gtk_widget_get_template_child (entrance, FOYER_TYPE_ENTRANCE, "hosting"))));
  g_object_unref (entrance);
}

static void
add_test (const char *name, void (*test) (Form *, gconstpointer))
{
  g_test_add (name, Form, NULL, form_set_up, test, form_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/host-page/asks-for-what-is-missing", asks_for_what_is_missing);
  add_test ("/app/host-page/shows-only-what-belongs-to-the-choice",
            shows_only_what_belongs_to_the_choice);
  add_test ("/app/host-page/no-passphrase-stays", no_passphrase_stays);
  add_test ("/app/host-page/a-file-is-shown-before-it-counts", a_file_is_shown_before_it_counts);
  add_test ("/app/host-page/the-bar-tells-of-what-is-hosted-only",
            the_bar_tells_of_what_is_hosted_only);
  add_test ("/app/host-page/without-its-programs-nothing-is-offered",
            without_its_programs_nothing_is_offered);
  return g_test_run ();
}
