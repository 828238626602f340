/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-dialogs"

#include "config.h"

#include "app/foyer-dialogs.h"

#include "app/foyer-wedge-keys.h"

#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* The dialogs of libadwaita 1.2, which later versions replace: nothing outside this file names
 * their types. */

#define RESPONSE_CANCEL "cancel"
#define RESPONSE_DO     "do"
/* The same, with nothing in it. */
#define RESPONSE_NOTHING "nothing"
#define ENTRY_KEY        "foyer-entry"

typedef struct {
  GtkEditable *entry;
  FoyerDialogReply reply;
  gpointer user_data;
  GDestroyNotify free_user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  if (question->free_user_data != NULL)
    question->free_user_data (question->user_data);
  g_free (question);
}

/**
 * foyer_dialogs_show_about:
 * @parent: the window that it belongs to
 */
void
foyer_dialogs_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name",
                         _ ("Foyer"),
                         "application-icon",
                         FOYER_APPLICATION_ID,
                         "version",
                         FOYER_VERSION,
                         "developer-name",
                         _ ("The Foyer developers"),
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("Checks guests in at the door of an event."),
                         "website",
                         "https://github.com/foyer-app/foyer",
                         "issue-url",
                         "https://github.com/foyer-app/foyer/issues",
                         NULL);
}

/**
 * foyer_dialogs_show_shortcuts:
 * @parent: the window that it belongs to
 *
 * GTK would make this window by itself, with the first of the application's, and keep it hidden:
 * a screen reader that asks for a window that has just been closed then ends the program (in
 * GTK 4.8, which answers with the hidden one).
 */
void
foyer_dialogs_show_shortcuts (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/foyer_app/Foyer/help-overlay.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}

static void
on_dialog_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (response, RESPONSE_NOTHING) == 0)
    text = g_strdup ("");
  else if (g_strcmp0 (response, RESPONSE_DO) == 0)
    text = g_strdup (question->entry != NULL ? gtk_editable_get_text (question->entry) : "");
  else
    return;
  question->reply (g_strstrip (text), question->user_data);
}

static void
on_entry_changed (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (entry));

  adw_message_dialog_set_response_enabled (dialog, RESPONSE_DO, *g_strstrip (text) != '\0');
}

static void
on_keys_scanned (FoyerWedgeKeys *keys, const char *code, GtkWindow *dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (dialog);

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.scan", "s", code);
}

/* A ticket that is scanned while a question is open must not answer it. */
static void
hear_scanner (GtkWindow *dialog)
{
  FoyerWedgeKeys *keys = foyer_wedge_keys_new (dialog);

  g_signal_connect (keys, "scanned", G_CALLBACK (on_keys_scanned), dialog);
  g_object_set_data_full (G_OBJECT (dialog), "foyer-wedge-keys", keys, g_object_unref);
}

static AdwMessageDialog *
make_dialog (GtkWindow *parent,
             const char *heading,
             const char *body,
             const char *nothing,
             const char *verb,
             Question *question)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));

  adw_message_dialog_add_response (dialog, RESPONSE_CANCEL, _ ("_Cancel"));
  if (nothing != NULL)
    adw_message_dialog_add_response (dialog, RESPONSE_NOTHING, nothing);
  adw_message_dialog_add_response (dialog, RESPONSE_DO, verb);
  adw_message_dialog_set_response_appearance (dialog, RESPONSE_DO, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, RESPONSE_CANCEL);
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (on_dialog_response),
                         question,
                         question_free,
                         0);
  hear_scanner (GTK_WINDOW (dialog));
  return dialog;
}

static GtkWidget *
make_entry (const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_entry_set_max_length (GTK_ENTRY (entry), FOYER_LIMIT_NOTE / 4);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  return entry;
}

static void
on_suggestion_clicked (GtkButton *button, GtkEditable *entry)
{
  gtk_editable_set_text (entry, gtk_button_get_label (button));
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_set_position (entry, -1);
}

static GtkWidget *
make_suggestion (const char *text, GtkWidget *entry)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  g_signal_connect (button, "clicked", G_CALLBACK (on_suggestion_clicked), entry);
  return button;
}

/* The entry, below reasons that are ready to be taken into it. */
static GtkWidget *
make_reasons (GtkWidget *entry, const char *const *suggestions)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; suggestions != NULL && suggestions[i] != NULL; i++)
    gtk_box_append (GTK_BOX (box), make_suggestion (_ (suggestions[i]), entry));
  gtk_box_append (GTK_BOX (box), entry);
  return box;
}

static GtkWindow *
ask (GtkWindow *parent,
     const char *heading,
     const char *body,
     const char *nothing,
     const char *verb,
     const char *hint,
     const char *const *suggestions,
     FoyerDialogReply reply,
     gpointer user_data,
     GDestroyNotify free_user_data)
{
  Question *question = g_new0 (Question, 1);
  AdwMessageDialog *dialog;
  GtkWidget *entry;

  question->reply = reply;
  question->user_data = user_data;
  question->free_user_data = free_user_data;
  dialog = make_dialog (parent, heading, body, nothing, verb, question);
  entry = make_entry (hint);
  question->entry = GTK_EDITABLE (entry);
  g_object_set_data (G_OBJECT (dialog), ENTRY_KEY, entry);
  adw_message_dialog_set_extra_child (dialog, make_reasons (entry, suggestions));
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WINDOW (dialog);
}

/**
 * foyer_dialogs_ask_reason:
 * @heading: the question
 * @body: what comes of it
 * @verb: what the button says that does it
 * @suggestions: (nullable) (array zero-terminated=1): reasons that are ready, marked for
 * translation
 * @reply: called with the reason, which is never empty, unless the dialog is dismissed
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_dialogs_ask_reason (GtkWindow *parent,
                          const char *heading,
                          const char *body,
                          const char *verb,
                          const char *const *suggestions,
                          FoyerDialogReply reply,
                          gpointer user_data,
                          GDestroyNotify free_user_data)
{
  GtkWindow *dialog = ask (parent,
                           heading,
                           body,
                           NULL,
                           verb,
                           _ ("Reason"),
                           suggestions,
                           reply,
                           user_data,
                           free_user_data);

  foyer_dialogs_require_text (dialog);
  return dialog;
}

/**
 * foyer_dialogs_ask_text:
 * @heading: the question
 * @body: what comes of it
 * @nothing: (nullable): what a button says that answers with an empty text, whatever was typed
 * @verb: what the button says that does it
 * @hint: what the text is
 * @reply: called with the text, which may be empty, unless the dialog is dismissed
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_dialogs_ask_text (GtkWindow *parent,
                        const char *heading,
                        const char *body,
                        const char *nothing,
                        const char *verb,
                        const char *hint,
                        FoyerDialogReply reply,
                        gpointer user_data,
                        GDestroyNotify free_user_data)
{
  return ask (parent, heading, body, nothing, verb, hint, NULL, reply, user_data, free_user_data);
}

/**
 * foyer_dialogs_require_text:
 * @dialog: what foyer_dialogs_ask_text() has shown
 *
 * Takes no answer from it that is empty.
 */
void
foyer_dialogs_require_text (GtkWindow *dialog)
{
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  g_signal_connect (g_object_get_data (G_OBJECT (dialog), ENTRY_KEY),
                    "changed",
                    G_CALLBACK (on_entry_changed),
                    dialog);
  adw_message_dialog_set_response_enabled (question, RESPONSE_DO, FALSE);
  adw_message_dialog_set_default_response (question, RESPONSE_DO);
}

/**
 * foyer_dialogs_fill:
 * @dialog: what foyer_dialogs_ask_text() has shown
 * @text: what stands in it, until somebody types something else
 */
void
foyer_dialogs_fill (GtkWindow *dialog, const char *text)
{
  gtk_editable_set_text (g_object_get_data (G_OBJECT (dialog), ENTRY_KEY), text);
}

/**
 * foyer_dialogs_suggest:
 * @dialog: what a function of this file has shown
 *
 * Makes its verb what people mostly want; otherwise it looks like what cannot be taken back.
 */
void
foyer_dialogs_suggest (GtkWindow *dialog)
{
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_set_response_appearance (question, RESPONSE_DO, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (question, RESPONSE_DO);
}

/**
 * foyer_dialogs_confirm:
 * @heading: the question
 * @body: what comes of it
 * @verb: what the button says that does it
 * @reply: called unless the dialog is dismissed
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_dialogs_confirm (GtkWindow *parent,
                       const char *heading,
                       const char *body,
                       const char *verb,
                       FoyerDialogReply reply,
                       gpointer user_data,
                       GDestroyNotify free_user_data)
{
  Question *question = g_new0 (Question, 1);
  AdwMessageDialog *dialog;

  question->reply = reply;
  question->user_data = user_data;
  question->free_user_data = free_user_data;
  dialog = make_dialog (parent, heading, body, NULL, verb, question);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WINDOW (dialog);
}

/**
 * foyer_dialogs_name_dismissal:
 * @dialog: what foyer_dialogs_confirm() has shown
 * @label: what the button says that does nothing, where "Cancel" could be misread
 */
void
foyer_dialogs_name_dismissal (GtkWindow *dialog, const char *label)
{
  adw_message_dialog_set_response_label (ADW_MESSAGE_DIALOG (dialog), RESPONSE_CANCEL, label);
}

/**
 * foyer_dialogs_offer:
 * @heading: what happened
 * @body: what there is to know of it
 * @verb: what the button says that does something more
 * @reply: called unless the dialog is dismissed
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_dialogs_offer (GtkWindow *parent,
                     const char *heading,
                     const char *body,
                     const char *verb,
                     FoyerDialogReply reply,
                     gpointer user_data,
                     GDestroyNotify free_user_data)
{
  GtkWindow *window =
      foyer_dialogs_confirm (parent, heading, body, verb, reply, user_data, free_user_data);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (window);

  foyer_dialogs_name_dismissal (window, _ ("_Close"));
  adw_message_dialog_set_response_appearance (dialog, RESPONSE_DO, ADW_RESPONSE_DEFAULT);
  return window;
}

/* Files. */

typedef struct {
  FoyerDialogFile reply;
  gpointer user_data;
  GDestroyNotify free_user_data;
} FileQuestion;

static void
file_question_free (gpointer data, GClosure *closure)
{
  FileQuestion *question = data;

  if (question->free_user_data != NULL)
    question->free_user_data (question->user_data);
  g_free (question);
}

static void
on_chooser_response (GtkNativeDialog *dialog, int response, FileQuestion *question)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    question->reply (file, question->user_data);
  g_object_unref (dialog);
}

/* It stays until it is answered. */
static void
ask_for_file (GtkFileChooserNative *chooser,
              FoyerDialogFile reply,
              gpointer user_data,
              GDestroyNotify free_user_data)
{
  FileQuestion *question = g_new0 (FileQuestion, 1);

  question->reply = reply;
  question->user_data = user_data;
  question->free_user_data = free_user_data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser,
                         "response",
                         G_CALLBACK (on_chooser_response),
                         question,
                         file_question_free,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

/**
 * foyer_dialogs_open_table:
 * @reply: called with the file, unless none is chosen
 *
 * Asks for a file of tickets.
 */
void
foyer_dialogs_open_table (GtkWindow *parent,
                          FoyerDialogFile reply,
                          gpointer user_data,
                          GDestroyNotify free_user_data)
{
  static const char *const tables[] = { "*.csv", "*.CSV", "*.tsv", "*.txt", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Choose the List of Tickets"),
                                                               parent,
                                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               _ ("_Choose"),
                                                               _ ("_Cancel"));

  add_filter (chooser, _ ("Tables (CSV)"), tables);
  add_filter (chooser, _ ("All Files"), all);
  ask_for_file (chooser, reply, user_data, free_user_data);
}

/**
 * foyer_dialogs_save_pdf:
 * @name: how the file is called unless somebody says otherwise
 * @reply: called with the file, unless none is chosen
 *
 * Asks where a PDF is to be.
 */
void
foyer_dialogs_save_pdf (GtkWindow *parent,
                        const char *name,
                        FoyerDialogFile reply,
                        gpointer user_data,
                        GDestroyNotify free_user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Save the Tickets"),
                                                               parent,
                                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                                               _ ("_Save"),
                                                               _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  ask_for_file (chooser, reply, user_data, free_user_data);
}
