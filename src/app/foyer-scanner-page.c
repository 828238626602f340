/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scanner-page"

#include "config.h"

#include "app/foyer-scanner-page-private.h"

#include "app/foyer-amend.h"
#include "app/foyer-edit-window.h"

#include <glib/gi18n.h>

/* Where guests are checked in: what the camera sees, the verdict on the last scan, and the scans
 * before it. Codes come from the camera, from the keyboard, from the clipboard and from a search;
 * all go the same way. */

G_DEFINE_FINAL_TYPE (FoyerScannerPage, foyer_scanner_page, FOYER_TYPE_PANE)

enum {
  PROP_0,
  PROP_SOUNDING,
  N_PROPS
};

enum {
  SIGNAL_VERDICT_PAINTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_camera_symbols (FoyerCamera *camera,
                   GPtrArray *symbols,
                   FoyerFrame *frame,
                   FoyerScannerPage *self)
{
  gint64 now = g_get_monotonic_time ();

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < symbols->len; i++) {
    const FoyerSymbol *symbol = g_ptr_array_index (symbols, i);

    if (foyer_sighting_is_new (self->sighting, symbol->text, now))
      foyer_scanner_page_submit (self, symbol->text, frame->time);
  }
}

static void
on_code_entry_activate (GtkEntry *entry, FoyerScannerPage *self)
{
  g_autofree char *code = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  if (*g_strstrip (code) == '\0')
    return;
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  foyer_scanner_page_submit (self, code, 0);
}

static void
on_search_entry_search_changed (GtkSearchEntry *entry, FoyerScannerPage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  if (*g_strstrip (text) == '\0') {
    gtk_stack_set_visible_child_name (self->lists, "recent");
    return;
  }
  foyer_search_panel_search (self->search_panel, text);
  gtk_stack_set_visible_child_name (self->lists, "search");
}

static void
on_search_entry_stop_search (GtkSearchEntry *entry, FoyerScannerPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

static void
on_find_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (FOYER_SCANNER_PAGE (widget)->search_entry));
}

static void
on_type_code_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (FOYER_SCANNER_PAGE (widget)->code_entry));
}

static void
on_switch_direction_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (widget);
  gboolean out = gtk_toggle_button_get_active (self->exit_button);

  gtk_toggle_button_set_active (out ? self->entry_button : self->exit_button, TRUE);
}

static void
on_clipboard_text_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerScannerPage) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text != NULL && *g_strstrip (text) != '\0')
    foyer_scanner_page_submit (self, text, 0);
}

static void
on_paste_code_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (widget);

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget),
                                 self->cancellable,
                                 on_clipboard_text_ready,
                                 g_object_ref (self));
}

static void
on_check_in_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_scanner_page_submit_ticket (FOYER_SCANNER_PAGE (widget),
                                    g_variant_get_string (parameter, NULL));
}

/* What the search has found may say something else now. */
static void
on_edit_saved (FoyerEditWindow *window, const char *sentence, FoyerScannerPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
  on_search_entry_search_changed (self->search_entry, self);
}

static void
on_edit_ticket_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (widget);
  FoyerEditWindow *window;

  if (!foyer_session_can (self->session, FOYER_PERMISSION_EDIT))
    return;
  window = foyer_edit_window_new (self->session,
                                  g_variant_get_string (parameter, NULL),
                                  GTK_WINDOW (gtk_widget_get_root (widget)));
  g_signal_connect_object (window, "saved", G_CALLBACK (on_edit_saved), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_override_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (widget);
  const FoyerVerdict *shown = foyer_verdict_card_get_verdict (self->card);

  if (shown != NULL)
    foyer_amend_ask_override (widget, self->session, shown->scan_id);
}

static void
update_directions (FoyerScannerPage *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const FoyerCheckInList *list = NULL;

  if (event != NULL)
    list = foyer_event_get_list (event, foyer_session_get_list_id (self->session));
  gtk_widget_set_visible (self->directions, list != NULL && list->reentry);
}

static void
on_session_notify_place (FoyerSession *session, GParamSpec *pspec, FoyerScannerPage *self)
{
  update_directions (self);
  foyer_sighting_forget (self->sighting);
  if (foyer_session_get_staff (session) != NULL)
    return;
  /* Whoever comes next sees no guest of whoever was here before. */
  foyer_scanner_page_forget (self);
}

/* The card is where a person looks first, and no key does anything there. */
static gboolean
foyer_scanner_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FOYER_SCANNER_PAGE (widget)->card));
}

static void
foyer_scanner_page_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id) {
  case PROP_SOUNDING:
    g_value_set_boolean (value, FOYER_SCANNER_PAGE (object)->sounding);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_scanner_page_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (object);

  switch (property_id) {
  case PROP_SOUNDING:
    if (self->sounding == g_value_get_boolean (value))
      return;
    self->sounding = g_value_get_boolean (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_scanner_page_dispose (GObject *object)
{
  FoyerScannerPage *self = FOYER_SCANNER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  foyer_scanner_page_stop_awaiting (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->camera);
  g_clear_object (&self->sounds);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sighting, foyer_sighting_free);
  G_OBJECT_CLASS (foyer_scanner_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-scanner-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, desk_bar);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, conflict_bar);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, camera_view);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, card);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, directions);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, entry_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, exit_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, code_entry);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, lists);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, FoyerScannerPage, search_panel);
  gtk_widget_class_bind_template_callback (widget_class, on_code_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_entry_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_entry_stop_search);
}

static void
foyer_scanner_page_class_init (FoyerScannerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = foyer_scanner_page_get_property;
  object_class->set_property = foyer_scanner_page_set_property;
  object_class->dispose = foyer_scanner_page_dispose;
  widget_class->grab_focus = foyer_scanner_page_grab_focus;
  /* Whether each verdict has a sound. */
  properties[PROP_SOUNDING] =
      g_param_spec_boolean ("sounding",
                            NULL,
                            NULL,
                            TRUE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /**
   * FoyerScannerPage::verdict-painted:
   * @verdict: what is on the screen now
   * @took: microseconds since its code was seen
   */
  signals[SIGNAL_VERDICT_PAINTED] = g_signal_new ("verdict-painted",
                                                  FOYER_TYPE_SCANNER_PAGE,
                                                  G_SIGNAL_RUN_LAST,
                                                  0,
                                                  NULL,
                                                  NULL,
                                                  NULL,
                                                  G_TYPE_NONE,
                                                  2,
                                                  FOYER_TYPE_VERDICT,
                                                  G_TYPE_INT64);

  g_type_ensure (FOYER_TYPE_CAMERA_VIEW);
  g_type_ensure (FOYER_TYPE_CONFLICT_BAR);
  g_type_ensure (FOYER_TYPE_DESK_BAR);
  g_type_ensure (FOYER_TYPE_RECENT_LIST);
  g_type_ensure (FOYER_TYPE_SEARCH_PANEL);
  g_type_ensure (FOYER_TYPE_VERDICT_CARD);
  gtk_widget_class_install_action (widget_class, "scanner.find", NULL, on_find_activated);
  gtk_widget_class_install_action (widget_class, "scanner.type-code", NULL, on_type_code_activated);
  gtk_widget_class_install_action (widget_class,
                                   "scanner.paste-code",
                                   NULL,
                                   on_paste_code_activated);
  gtk_widget_class_install_action (widget_class,
                                   "scanner.switch-direction",
                                   NULL,
                                   on_switch_direction_activated);
  gtk_widget_class_install_action (widget_class, "scanner.check-in", "s", on_check_in_activated);
  gtk_widget_class_install_action (widget_class,
                                   "scanner.edit-ticket",
                                   "s",
                                   on_edit_ticket_activated);
  gtk_widget_class_install_action (widget_class, "scanner.override", NULL, on_override_activated);
  bind_template (widget_class);
}

static void
foyer_scanner_page_init (FoyerScannerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->sighting = foyer_sighting_new ();
  self->sounds = foyer_sounds_new ();
  self->sounding = TRUE;
}

/**
 * foyer_scanner_page_new:
 * @session: what is asked
 * @camera: what sees the codes
 *
 * Returns: (transfer floating): a page that is ready to scan
 */
FoyerScannerPage *
foyer_scanner_page_new (FoyerSession *session, FoyerCamera *camera)
{
  static const char *const heard[] = { "notify::event", "notify::list-id", "notify::staff" };
  FoyerScannerPage *self = g_object_new (FOYER_TYPE_SCANNER_PAGE, NULL);

  self->session = g_object_ref (session);
  self->camera = g_object_ref (camera);
  foyer_camera_view_set_camera (self->camera_view, camera);
  foyer_desk_bar_set_session (self->desk_bar, session);
  foyer_conflict_bar_set_session (self->conflict_bar, session);
  foyer_search_panel_set_session (self->search_panel, session);
  g_signal_connect_object (camera, "symbols", G_CALLBACK (on_camera_symbols), self, 0);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (session, heard[i], G_CALLBACK (on_session_notify_place), self, 0);
  foyer_recent_list_set_session (self->recent_list, session);
  update_directions (self);
  return self;
}
