/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pair-page"

#include "config.h"

#include "app/foyer-pair-page.h"

#include "app/foyer-camera-view.h"
#include "app/foyer-problem-box.h"
#include "scan/foyer-sighting.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Makes this device known to a relay: by a QR code that the camera sees or whose text is pasted, or
 * by an address and a code that are typed. */

struct _FoyerPairPage {
  GtkWidget parent_instance;

  FoyerIdentity *identity;
  FoyerCamera *camera;
  FoyerSighting *sighting;
  GCancellable *cancellable;
  gboolean is_open;
  gboolean with_camera;
  gboolean is_busy;

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *advice;
  FoyerCameraView *camera_view;
  GtkWidget *text;
  GtkWidget *address;
  GtkWidget *code;
  FoyerProblemBox *problem;
  GtkWidget *pair_button;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (FoyerPairPage, foyer_pair_page, GTK_TYPE_WIDGET)

static void
set_busy (FoyerPairPage *self, gboolean busy)
{
  self->is_busy = busy;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pair.submit", !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
clear_entries (FoyerPairPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
  gtk_editable_set_text (GTK_EDITABLE (self->code), "");
}

static void
on_pair_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPairPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean paired = foyer_identity_pair_finish (FOYER_IDENTITY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (paired)
    clear_entries (self);
  else
    foyer_problem_box_show (self->problem, error->message);
}

static void
pair_by_text (FoyerPairPage *self, const char *text)
{
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_identity_pair_async (self->identity,
                             text,
                             self->cancellable,
                             on_pair_ready,
                             g_object_ref (self));
}

static void
pair_by_code (FoyerPairPage *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code));

  if (*address == '\0' || *code == '\0') {
    foyer_problem_box_show (self->problem,
                            _ ("Enter the address of the relay and the pairing code."));
    gtk_widget_grab_focus (*address == '\0' ? self->address : self->code);
    return;
  }
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_identity_pair_by_code_async (self->identity,
                                     address,
                                     code,
                                     self->cancellable,
                                     on_pair_ready,
                                     g_object_ref (self));
}

static void
on_submit_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerPairPage *self = FOYER_PAIR_PAGE (widget);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  if (!self->with_camera)
    pair_by_code (self);
  else if (*text != '\0')
    pair_by_text (self, text);
  else
    gtk_widget_grab_focus (self->text);
}

static void
on_row_entry_activated (GtkWidget *row, FoyerPairPage *self)
{
  if (row == self->address && *gtk_editable_get_text (GTK_EDITABLE (self->code)) == '\0')
    gtk_widget_grab_focus (self->code);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "pair.submit", NULL);
}

/* A code that stays in view counts once; another one is not looked at meanwhile. */
static void
on_camera_symbols (FoyerCamera *camera, GPtrArray *symbols, FoyerFrame *frame, FoyerPairPage *self)
{
  for (guint i = 0; self->is_open && self->with_camera && i < symbols->len; i++) {
    const FoyerSymbol *symbol = g_ptr_array_index (symbols, i);

    if (!foyer_sighting_is_new (self->sighting, symbol->text, g_get_monotonic_time ()) ||
        self->is_busy)
      continue;
    pair_by_text (self, symbol->text);
  }
}

static void
foyer_pair_page_dispose (GObject *object)
{
  FoyerPairPage *self = FOYER_PAIR_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->identity);
  g_clear_object (&self->camera);
  g_clear_pointer (&self->sighting, foyer_sighting_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_pair_page_parent_class)->dispose (object);
}

static void
foyer_pair_page_class_init (FoyerPairPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_pair_page_dispose;
  g_type_ensure (FOYER_TYPE_CAMERA_VIEW);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-pair-page.ui");
  gtk_widget_class_install_action (widget_class, "pair.submit", NULL, on_submit_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, camera_view);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, text);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, address);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, code);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, pair_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
}

static void
foyer_pair_page_init (FoyerPairPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sighting = foyer_sighting_new ();
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_pair_page_new:
 * @identity: what becomes known
 * @camera: what it scans with
 *
 * Returns: (transfer floating): a page that is not open yet
 */
FoyerPairPage *
foyer_pair_page_new (FoyerIdentity *identity, FoyerCamera *camera)
{
  FoyerPairPage *self = g_object_new (FOYER_TYPE_PAIR_PAGE, NULL);

  self->identity = g_object_ref (identity);
  self->camera = g_object_ref (camera);
  foyer_camera_view_set_camera (self->camera_view, camera);
  g_signal_connect_object (camera, "symbols", G_CALLBACK (on_camera_symbols), self, 0);
  return self;
}

/**
 * foyer_pair_page_open:
 * @with_camera: whether a QR code is looked for; otherwise the code is typed
 */
void
foyer_pair_page_open (FoyerPairPage *self, gboolean with_camera)
{
  g_return_if_fail (FOYER_IS_PAIR_PAGE (self));

  self->is_open = TRUE;
  self->with_camera = with_camera;
  foyer_sighting_forget (self->sighting);
  foyer_problem_box_show (self->problem, NULL);
  gtk_label_set_label (self->title,
                       with_camera ? _ ("Scan the Pairing Code") : _ ("Type an Address"));
  gtk_label_set_label (self->advice,
                       with_camera
                           ? _ ("An admin opens it on their dashboard with “Pair a Device”. Hold "
                                "it in front of the camera.")
                           : _ ("An admin sees both on their dashboard with “Pair a Device”. "
                                "Capitals, spaces and dashes do not matter."));
  gtk_widget_set_visible (GTK_WIDGET (self->camera_view), with_camera);
  gtk_widget_set_visible (self->text, with_camera);
  gtk_widget_set_visible (self->address, !with_camera);
  gtk_widget_set_visible (self->code, !with_camera);
  foyer_camera_set_active (self->camera, with_camera);
  gtk_widget_grab_focus (with_camera ? self->text : self->address);
}

/**
 * foyer_pair_page_close:
 *
 * Lets go of the camera, and of what was under way.
 */
void
foyer_pair_page_close (FoyerPairPage *self)
{
  g_return_if_fail (FOYER_IS_PAIR_PAGE (self));

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_busy (self, FALSE);
  foyer_camera_set_active (self->camera, FALSE);
}
