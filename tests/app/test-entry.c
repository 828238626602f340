/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-entry"

#include "config.h"

#include "app/foyer-entry-acts.h"
#include "app/foyer-entry-bar.h"
#include "app/foyer-entry-group.h"
#include "app/foyer-settings.h"
#include "app/foyer-window.h"

#include "base/foyer-error.h"
#include "bed.h"
#include "office.h"
#include "wire/foyer-wire-relay.h"

#include <adwaita.h>

/* The window of a desk where entry is paused or something is to be read, and of an admin who says
 * so. */

#define TEXT "Fire drill: please ask all guests to wait outside, away from the doors."

typedef struct {
  Office office;
  FoyerCamera *camera;
  FoyerWindow *window;
  FoyerEntryBar *bar;
  FoyerEntryGroup *group;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  gint width = GPOINTER_TO_INT (data) / 10;
  g_autoptr (GSettings) settings = NULL;

  office_open (&desk->office, (FoyerRole)(GPOINTER_TO_INT (data) % 10));
  desk->camera = foyer_camera_new ("test", FOYER_SYMBOLOGY_QR);
  settings = foyer_settings_new ("entry");
  g_settings_set (settings, "window-size", "(ii)", width, 700);
  desk->window = foyer_window_new (NULL, desk->office.session, desk->camera, settings);
  gtk_window_present (GTK_WINDOW (desk->window));
  /* The window only goes by what changes. */
  g_object_notify (G_OBJECT (desk->office.session), "state");
  desk->bar = office_find (desk->window, FOYER_TYPE_ENTRY_BAR, NULL);
  desk->group = office_find (desk->window, FOYER_TYPE_ENTRY_GROUP, NULL);
  WAIT_UNTIL (gtk_widget_get_mapped (gtk_widget_get_parent (GTK_WIDGET (desk->bar))));
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_assert_finalize_object (desk->camera);
  office_close (&desk->office);
}

static void
on_event (FoyerSession *session, GParamSpec *pspec, gboolean *heard)
{
  *heard = TRUE;
}

static void
say_emergency (Desk *desk, gboolean paused, const char *message)
{
  const FoyerEvent event = { .id = (char *)OFFICE_EVENT,
                             .policy = { .entry_paused = paused, .message = (char *)message } };
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean heard = FALSE;
  gulong handler =
      g_signal_connect_after (desk->office.session, "notify::event", G_CALLBACK (on_event), &heard);

  foyer_wire_write_emergency (text, &event);
  fake_relay_say (desk->office.relay, text->str);
  WAIT_UNTIL (heard);
  g_signal_handler_disconnect (desk->office.session, handler);
}

static gboolean
shows (Desk *desk, const char *name)
{
  return gtk_widget_get_mapped (office_child (desk->bar, FOYER_TYPE_ENTRY_BAR, name));
}

static void
assert_bar (Desk *desk, const char *headline, const char *message)
{
  WAIT_UNTIL (shows (desk, "content"));
  g_assert_cmpstr (gtk_label_get_label (office_child (desk->bar, FOYER_TYPE_ENTRY_BAR, "headline")),
                   ==,
                   headline);
  g_assert_cmpint (shows (desk, "message"), ==, message != NULL);
  if (message != NULL)
    g_assert_cmpstr (gtk_label_get_label (
                         office_child (desk->bar, FOYER_TYPE_ENTRY_BAR, "message")),
                     ==,
                     message);
}

static void
assert_no_bar (Desk *desk)
{
  g_assert_false (shows (desk, "content"));
  WAIT_UNTIL (gtk_widget_get_height (GTK_WIDGET (desk->bar)) == 0);
}

static void
a_pause_stays_until_entry_is_resumed (Desk *desk, gconstpointer data)
{
  assert_no_bar (desk);
  say_emergency (desk, TRUE, TEXT);
  assert_bar (desk, "Entry is paused", TEXT);
  g_assert_true (shows (desk, "hint"));
  g_assert_false (shows (desk, "dismiss"));
  g_assert_false (shows (desk, "resume"));
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (desk->bar)),
                   ==,
                   GTK_ACCESSIBLE_ROLE_ALERT);
  /* A desk is as wide as its window, whatever is said. */
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)),
                   <=,
                   GPOINTER_TO_INT (data) / 10);
  bed_picture (GPOINTER_TO_INT (data) < 5000 ? "entry-paused-narrow" : "entry-paused");
  say_emergency (desk, TRUE, NULL);
  assert_bar (desk, "Entry is paused", NULL);
  g_assert_true (shows (desk, "hint"));
  say_emergency (desk, FALSE, NULL);
  assert_no_bar (desk);
}

static void
dismiss (Desk *desk)
{
  g_signal_emit_by_name (office_child (desk->bar, FOYER_TYPE_ENTRY_BAR, "dismiss"), "clicked");
}

static void
a_message_can_be_put_away (Desk *desk, gconstpointer data)
{
  say_emergency (desk, FALSE, "The north gate closes at nine.");
  assert_bar (desk, "Message to all desks", "The north gate closes at nine.");
  g_assert_true (shows (desk, "dismiss"));
  g_assert_false (shows (desk, "hint"));
  bed_picture ("entry-message");
  dismiss (desk);
  assert_no_bar (desk);
  /* Whatever else changes. */
  say_emergency (desk, FALSE, "The north gate closes at nine.");
  assert_no_bar (desk);
  say_emergency (desk, FALSE, "The north gate is closed.");
  assert_bar (desk, "Message to all desks", "The north gate is closed.");
  dismiss (desk);
  say_emergency (desk, TRUE, "The north gate is closed.");
  assert_bar (desk, "Entry is paused", "The north gate is closed.");
  say_emergency (desk, FALSE, "The north gate is closed.");
  assert_bar (desk, "Message to all desks", "The north gate is closed.");
  say_emergency (desk, FALSE, NULL);
  assert_no_bar (desk);
}

/* As long as an operator may make it: it scrolls, and the rest of the window stays usable. */
static void
the_longest_message_leaves_room (Desk *desk, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (500, 'W');

  say_emergency (desk, TRUE, longest);
  WAIT_UNTIL (shows (desk, "content"));
  g_assert_false (shows (desk, "message"));
  g_assert_true (shows (desk, "long_message"));
  g_assert_cmpstr (gtk_label_get_label (
                       office_child (desk->bar, FOYER_TYPE_ENTRY_BAR, "long_message")),
                   ==,
                   longest);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 380);
  WAIT_UNTIL (gtk_widget_get_height (GTK_WIDGET (desk->bar)) > 0);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (desk->bar)), <=, 240);
  bed_picture ("entry-longest");
}

static void
show_dashboard (Desk *desk)
{
  office_say_device (&desk->office, ",\"status\":\"approved\",\"online\":true");
  WAIT_UNTIL (g_list_model_get_n_items (foyer_session_get_devices (desk->office.session)) == 1);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.show-view", "s", "dashboard");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (desk->group)));
}

static AdwMessageDialog *
find_dialog (Desk *desk)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
      return ADW_MESSAGE_DIALOG (window);
  }
  return NULL;
}

static AdwMessageDialog *
open_dialog (Desk *desk, const char *action, const char *heading)
{
  AdwMessageDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (desk->window), action, NULL);
  dialog = find_dialog (desk);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, heading);
  return dialog;
}

/* As a person does, by the button. */
static void
answer (Desk *desk, AdwMessageDialog *dialog, const char *label)
{
  office_click (dialog, label);
  WAIT_UNTIL (find_dialog (desk) != dialog);
}

static GtkEditable *
find_entry (AdwMessageDialog *dialog)
{
  return office_find (adw_message_dialog_get_extra_child (dialog), GTK_TYPE_ENTRY, NULL);
}

static void
type (AdwMessageDialog *dialog, const char *text)
{
  gtk_editable_set_text (find_entry (dialog), text);
}

/* What is said at a dialog reaches the relay. */
static void
assert_asked (Desk *desk,
              FoyerMessageKind kind,
              gboolean paused,
              const char *message,
              gboolean done)
{
  g_autoptr (FoyerMessage) asked = fake_relay_await (desk->office.relay, kind);
  g_autoptr (GString) text = g_string_new (NULL);

  if (kind == FOYER_MESSAGE_KIND_PAUSE_ENTRY)
    g_assert_cmpint (foyer_message_get_boolean (asked, "paused"), ==, paused);
  g_assert_cmpstr (foyer_message_get_string (asked, "message"), ==, message);
  if (done) {
    office_say_done (&desk->office, asked->id);
    say_emergency (desk, paused, message);
    return;
  }
  foyer_wire_write_error (text, asked->id, FOYER_ERROR_UNAVAILABLE, "Not now.");
  fake_relay_say (desk->office.relay, text->str);
}

static const char *
get_state (Desk *desk, const char *name)
{
  GtkLabel *label = office_child (desk->group, FOYER_TYPE_ENTRY_GROUP, name);

  return gtk_widget_get_visible (GTK_WIDGET (label)) ? gtk_label_get_label (label) : "";
}

static void
an_admin_pauses_and_resumes (Desk *desk, gconstpointer data)
{
  gboolean narrow = GPOINTER_TO_INT (data) < 5000;
  AdwMessageDialog *dialog;

  show_dashboard (desk);
  g_assert_cmpstr (get_state (desk, "state"), ==, "Guests are let in");
  g_assert_cmpstr (get_state (desk, "detail"), ==, "");
  bed_picture (narrow ? "entry-dashboard-narrow" : "entry-dashboard");
  dialog = open_dialog (desk, "win.pause-entry", "Pause Entry?");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "Guests may still go out."));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "1 desk is online"));
  /* Nothing has to be said with it. */
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "do"));
  type (dialog, "  " TEXT " ");
  bed_picture (narrow ? "entry-dialog-narrow" : "entry-dialog");
  answer (desk, dialog, "_Pause Entry");
  assert_asked (desk, FOYER_MESSAGE_KIND_PAUSE_ENTRY, TRUE, TEXT, TRUE);
  assert_bar (desk, "Entry is paused", TEXT);
  g_assert_true (shows (desk, "resume"));
  g_assert_cmpstr (get_state (desk, "state"), ==, "Entry is paused");
  g_assert_cmpstr (get_state (desk, "detail"), ==, "All desks are told: " TEXT);
  bed_picture (narrow ? "entry-admin-narrow" : "entry-admin");
  dialog = open_dialog (desk, "win.pause-entry", "Resume Entry?");
  bed_picture (narrow ? "entry-resume-narrow" : "entry-resume");
  answer (desk, dialog, "_Resume Entry");
  assert_asked (desk, FOYER_MESSAGE_KIND_PAUSE_ENTRY, FALSE, NULL, TRUE);
  assert_no_bar (desk);
  g_assert_cmpstr (get_state (desk, "state"), ==, "Guests are let in");
}

static void
an_admin_tells_and_withdraws (Desk *desk, gconstpointer data)
{
  const char *heading = "Send a Message to All Desks";
  AdwMessageDialog *dialog;

  show_dashboard (desk);
  dialog = open_dialog (desk, "win.send-message", heading);
  g_assert_false (adw_message_dialog_has_response (dialog, "nothing"));
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "do"));
  type (dialog, "   ");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "do"));
  type (dialog, "Hello.");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "do"));
  answer (desk, dialog, "_Send");
  assert_asked (desk, FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, FALSE, "Hello.", TRUE);
  assert_bar (desk, "Message to all desks", "Hello.");
  /* It is not lost where entry is paused then. */
  dialog = open_dialog (desk, "win.pause-entry", "Pause Entry?");
  g_assert_cmpstr (gtk_editable_get_text (find_entry (dialog)), ==, "Hello.");
  answer (desk, dialog, "_Cancel");
  dialog = open_dialog (desk, "win.send-message", heading);
  type (dialog, "Half a sen");
  bed_picture (GPOINTER_TO_INT (data) < 5000 ? "entry-tell-narrow" : "entry-tell");
  answer (desk, dialog, "_Withdraw");
  assert_asked (desk, FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, FALSE, NULL, TRUE);
  assert_no_bar (desk);
}

static gboolean
has_heading (Desk *desk, const char *heading)
{
  AdwMessageDialog *dialog = find_dialog (desk);

  return dialog != NULL && g_strcmp0 (adw_message_dialog_get_heading (dialog), heading) == 0;
}

static void
nobody_misses_that_it_failed (Desk *desk, gconstpointer data)
{
  AdwMessageDialog *dialog;

  show_dashboard (desk);
  dialog = open_dialog (desk, "win.pause-entry", "Pause Entry?");
  type (dialog, TEXT);
  answer (desk, dialog, "_Pause Entry");
  assert_asked (desk, FOYER_MESSAGE_KIND_PAUSE_ENTRY, TRUE, TEXT, FALSE);
  WAIT_UNTIL (has_heading (desk, "Entry Was Not Paused"));
  assert_no_bar (desk);
  answer (desk, find_dialog (desk), "_Try Again");
  assert_asked (desk, FOYER_MESSAGE_KIND_PAUSE_ENTRY, TRUE, TEXT, TRUE);
  assert_bar (desk, "Entry is paused", TEXT);
}

static void
nothing_can_be_changed_without_a_relay (Desk *desk, gconstpointer data)
{
  GtkWidget *pause = office_child (desk->group, FOYER_TYPE_ENTRY_GROUP, "pause");

  show_dashboard (desk);
  g_assert_true (gtk_widget_is_sensitive (pause));
  fake_relay_refuse_with (desk->office.relay, 503);
  fake_relay_close (desk->office.relay, 1001);
  WAIT_UNTIL (!gtk_widget_is_sensitive (pause));
  g_assert_cmpstr (get_state (desk, "detail"),
                   ==,
                   "The relay is out of reach: until it is back, this cannot be changed here.");
  bed_picture (GPOINTER_TO_INT (data) < 5000 ? "entry-offline-narrow" : "entry-offline");
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.pause-entry", NULL);
  g_assert_null (find_dialog (desk));
}

static void
only_admins_can_change_it (Desk *desk, gconstpointer data)
{
  say_emergency (desk, TRUE, NULL);
  assert_bar (desk, "Entry is paused", NULL);
  g_assert_false (foyer_entry_acts_are_possible (desk->office.session));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->group)));
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.pause-entry", NULL);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.send-message", NULL);
  g_assert_null (find_dialog (desk));
}

static void
the_keys_do_it_too (Desk *desk, gconstpointer data)
{
  show_dashboard (desk);
  bed_focus (GTK_WINDOW (desk->window));
  bed_run ("xdotool", "key", "ctrl+shift+p", NULL);
  WAIT_UNTIL (has_heading (desk, "Pause Entry?"));
  answer (desk, find_dialog (desk), "_Cancel");
  bed_focus (GTK_WINDOW (desk->window));
  bed_run ("xdotool", "key", "ctrl+shift+m", NULL);
  WAIT_UNTIL (has_heading (desk, "Send a Message to All Desks"));
  answer (desk, find_dialog (desk), "_Cancel");
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, width, role, func)                      \
  g_test_add ("/app/entry/" name,                         \
              Desk,                                       \
              GINT_TO_POINTER ((width)*10 + (int)(role)), \
              set_up,                                     \
              func,                                       \
              tear_down)
  ADD ("a-pause-stays-until-entry-is-resumed",
       1100,
       FOYER_ROLE_STAFF,
       a_pause_stays_until_entry_is_resumed);
  ADD ("a-pause-fits-a-narrow-window", 380, FOYER_ROLE_STAFF, a_pause_stays_until_entry_is_resumed);
  ADD ("a-message-can-be-put-away", 380, FOYER_ROLE_STAFF, a_message_can_be_put_away);
  ADD ("the-longest-message-leaves-room", 380, FOYER_ROLE_STAFF, the_longest_message_leaves_room);
  ADD ("an-admin-pauses-and-resumes", 1100, FOYER_ROLE_ADMIN, an_admin_pauses_and_resumes);
  ADD ("an-admin-pauses-in-a-narrow-window", 380, FOYER_ROLE_ADMIN, an_admin_pauses_and_resumes);
  ADD ("an-admin-tells-and-withdraws", 380, FOYER_ROLE_ADMIN, an_admin_tells_and_withdraws);
  ADD ("nobody-misses-that-it-failed", 1100, FOYER_ROLE_ADMIN, nobody_misses_that_it_failed);
  ADD ("nothing-can-be-changed-without-a-relay",
       380,
       FOYER_ROLE_ADMIN,
       nothing_can_be_changed_without_a_relay);
  ADD ("only-admins-can-change-it", 1100, FOYER_ROLE_SUPERVISOR, only_admins_can_change_it);
  ADD ("the-keys-do-it-too", 1100, FOYER_ROLE_ADMIN, the_keys_do_it_too);
  return g_test_run ();
}
