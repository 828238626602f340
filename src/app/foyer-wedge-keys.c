/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wedge-keys"

#include "config.h"

#include "app/foyer-wedge-keys.h"

#include "app/foyer-wedge.h"

/* Hears all keys of a window before any of its widgets does, and takes the codes out that a
 * scanner types. Where an entry has the focus its characters get there first, because nobody can
 * know yet who types; once it was a scanner, the entry gets back what it held. Elsewhere the keys
 * of a burst are swallowed, so that no space and no Enter presses a button. */

struct _FoyerWedgeKeys {
  GObject parent_instance;

  GtkWindow *window;
  GtkEventController *controller;
  FoyerWedge *wedge;
  gboolean enabled;
  /* Runs while a Tab may turn out to have ended a code. */
  guint settle_timeout;

  /* The entry that the burst began in, and what it held. */
  GtkEditable *editable;
  char *text;
  int position;
};

G_DEFINE_FINAL_TYPE (FoyerWedgeKeys, foyer_wedge_keys, G_TYPE_OBJECT)

enum {
  SIGNAL_SCANNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
forget_editable (FoyerWedgeKeys *self)
{
  g_clear_weak_pointer (&self->editable);
  g_clear_pointer (&self->text, g_free);
}

static GtkEditable *
find_editable (FoyerWedgeKeys *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == NULL || !GTK_IS_EDITABLE (focus) ||
      !gtk_editable_get_editable (GTK_EDITABLE (focus)))
    return NULL;
  return GTK_EDITABLE (focus);
}

static void
remember_editable (FoyerWedgeKeys *self)
{
  GtkEditable *editable = find_editable (self);

  forget_editable (self);
  if (editable == NULL)
    return;
  g_set_weak_pointer (&self->editable, editable);
  self->text = g_strdup (gtk_editable_get_text (editable));
  self->position = gtk_editable_get_position (editable);
}

static void
restore_editable (FoyerWedgeKeys *self)
{
  if (self->editable != NULL && g_strcmp0 (gtk_editable_get_text (self->editable), self->text)) {
    gtk_editable_set_text (self->editable, self->text);
    gtk_editable_set_position (self->editable, self->position);
  }
  forget_editable (self);
}

static gunichar
get_character (guint keyval)
{
  gunichar character;

  switch (keyval) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_ISO_Enter:
  case GDK_KEY_Linefeed:
    return FOYER_WEDGE_ENTER;
  case GDK_KEY_Tab:
    return FOYER_WEDGE_TAB;
  default:
    character = gdk_keyval_to_unicode (keyval);
    return g_unichar_isprint (character) ? character : 0;
  }
}

/* Scanners press Control with a key for what no key stands for, such as the separator of GS1 codes,
 * which is Control and ]. Returns 0 where it is no such character. */
static gunichar
get_control (guint keyval, GdkModifierType state)
{
  gunichar character = gdk_keyval_to_unicode (keyval);

  if ((state & (GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return 0;
  if ((state & GDK_CONTROL_MASK) != 0) {
    character = g_unichar_toupper (character);
    character = character >= '@' && character <= '_' ? character - '@' : 0;
  }
  if (character >= ' ')
    return 0;
  return character == '\n' ? FOYER_WEDGE_ENTER : character;
}

static gboolean
is_modifier (GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  return event != NULL && gdk_key_event_is_modifier (event);
}

/* The time at which the key was pressed, not at which it was heard: under load they differ. */
static gint64
get_time (GtkEventController *controller)
{
  guint32 milliseconds = gtk_event_controller_get_current_event_time (controller);

  return milliseconds != GDK_CURRENT_TIME ? milliseconds * G_TIME_SPAN_MILLISECOND
                                          : g_get_monotonic_time ();
}

static void
tell_scanned (FoyerWedgeKeys *self)
{
  restore_editable (self);
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, foyer_wedge_get_code (self->wedge));
}

static gboolean
on_settle_timeout (gpointer data)
{
  FoyerWedgeKeys *self = data;

  self->settle_timeout = 0;
  if (foyer_wedge_settle (self->wedge))
    tell_scanned (self);
  return G_SOURCE_REMOVE;
}

static gboolean
handle_character (FoyerWedgeKeys *self, gunichar character, gint64 time_us)
{
  g_clear_handle_id (&self->settle_timeout, g_source_remove);
  switch (foyer_wedge_press (self->wedge, character, time_us)) {
  case FOYER_WEDGE_SCANNED:
    tell_scanned (self);
    return GDK_EVENT_STOP;
  case FOYER_WEDGE_HELD:
    /* Keys that wait to be heard come first. */
    self->settle_timeout = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE,
                                               FOYER_WEDGE_PAUSE_MS,
                                               on_settle_timeout,
                                               self,
                                               NULL);
    return GDK_EVENT_STOP;
  case FOYER_WEDGE_SWALLOW:
    return GDK_EVENT_STOP;
  case FOYER_WEDGE_JOINED:
    return find_editable (self) == NULL ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
  case FOYER_WEDGE_PASS:
  default:
    remember_editable (self);
    return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
on_controller_key_pressed (GtkEventControllerKey *controller,
                           guint keyval,
                           guint keycode,
                           GdkModifierType state,
                           FoyerWedgeKeys *self)
{
  gint64 time_us = get_time (GTK_EVENT_CONTROLLER (controller));
  gunichar control = get_control (keyval, state);
  gunichar character;

  if (!self->enabled || is_modifier (GTK_EVENT_CONTROLLER (controller)))
    return GDK_EVENT_PROPAGATE;
  /* Nothing that is within a code does what people press it for. */
  if (control != 0 && foyer_wedge_is_running (self->wedge, time_us)) {
    handle_character (self, control, time_us);
    return GDK_EVENT_STOP;
  }
  character = get_character (keyval);
  if (character == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0) {
    foyer_wedge_reset (self->wedge);
    return GDK_EVENT_PROPAGATE;
  }
  return handle_character (self, character, time_us);
}

static void
foyer_wedge_keys_dispose (GObject *object)
{
  FoyerWedgeKeys *self = FOYER_WEDGE_KEYS (object);

  g_clear_handle_id (&self->settle_timeout, g_source_remove);
  forget_editable (self);
  if (self->window != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->window), self->controller);
  g_clear_weak_pointer (&self->window);
  G_OBJECT_CLASS (foyer_wedge_keys_parent_class)->dispose (object);
}

static void
foyer_wedge_keys_finalize (GObject *object)
{
  FoyerWedgeKeys *self = FOYER_WEDGE_KEYS (object);

  foyer_wedge_free (self->wedge);
  G_OBJECT_CLASS (foyer_wedge_keys_parent_class)->finalize (object);
}

static void
foyer_wedge_keys_class_init (FoyerWedgeKeysClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_wedge_keys_dispose;
  object_class->finalize = foyer_wedge_keys_finalize;
  /**
   * FoyerWedgeKeys::scanned:
   * @code: what the scanner typed
   */
  signals[SIGNAL_SCANNED] = g_signal_new ("scanned",
                                          FOYER_TYPE_WEDGE_KEYS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);
}

static void
foyer_wedge_keys_init (FoyerWedgeKeys *self)
{
  self->wedge = foyer_wedge_new ();
  self->enabled = TRUE;
}

/**
 * foyer_wedge_keys_new:
 * @window: whose keys are heard
 *
 * Returns: (transfer full): what hears them, until it is let go of
 */
FoyerWedgeKeys *
foyer_wedge_keys_new (GtkWindow *window)
{
  FoyerWedgeKeys *self = g_object_new (FOYER_TYPE_WEDGE_KEYS, NULL);

  g_set_weak_pointer (&self->window, window);
  self->controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->controller,
                           "key-pressed",
                           G_CALLBACK (on_controller_key_pressed),
                           self,
                           0);
  gtk_widget_add_controller (GTK_WIDGET (window), self->controller);
  return self;
}

/**
 * foyer_wedge_keys_set_enabled:
 * @enabled: whether codes are taken; where they are not, every key goes its way
 */
void
foyer_wedge_keys_set_enabled (FoyerWedgeKeys *self, gboolean enabled)
{
  g_return_if_fail (FOYER_IS_WEDGE_KEYS (self));

  self->enabled = enabled;
  g_clear_handle_id (&self->settle_timeout, g_source_remove);
  foyer_wedge_reset (self->wedge);
}
