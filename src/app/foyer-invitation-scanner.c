/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-invitation-scanner"

#include "config.h"

#include "app/foyer-invitation-scanner.h"

#include "app/foyer-camera-view.h"
#include "app/foyer-problem-box.h"
#include "model/foyer-pairing.h"
#include "scan/foyer-sighting.h"

#include <glib/gi18n.h>

/* Looks for an invitation before the camera. It is only seen while it does. */

struct _FoyerInvitationScanner {
  GtkWidget parent_instance;

  FoyerCamera *camera;
  FoyerSighting *sighting;
  gboolean is_active;

  GtkWidget *content;
  FoyerCameraView *view;
  FoyerProblemBox *problem;
};

enum {
  SIGNAL_SCANNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerInvitationScanner, foyer_invitation_scanner, GTK_TYPE_WIDGET)

static void
take (FoyerInvitationScanner *self, const char *text)
{
  g_autofree char *code = foyer_invitation_tidy (text);

  if (code == NULL) {
    foyer_problem_box_show (self->problem, _ ("This is not an invitation of Foyer."));
    return;
  }
  foyer_invitation_scanner_set_active (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, code);
}

/* A code that stays in view counts once. */
static void
on_camera_symbols (FoyerCamera *camera,
                   GPtrArray *symbols,
                   FoyerFrame *frame,
                   FoyerInvitationScanner *self)
{
  for (guint i = 0; self->is_active && i < symbols->len; i++) {
    const FoyerSymbol *symbol = g_ptr_array_index (symbols, i);

    if (foyer_sighting_is_new (self->sighting, symbol->text, g_get_monotonic_time ()))
      take (self, symbol->text);
  }
}

static void
foyer_invitation_scanner_dispose (GObject *object)
{
  FoyerInvitationScanner *self = FOYER_INVITATION_SCANNER (object);

  self->is_active = FALSE;
  g_clear_object (&self->camera);
  g_clear_pointer (&self->sighting, foyer_sighting_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_invitation_scanner_parent_class)->dispose (object);
}

static void
foyer_invitation_scanner_class_init (FoyerInvitationScannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_invitation_scanner_dispose;
  g_type_ensure (FOYER_TYPE_CAMERA_VIEW);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  signals[SIGNAL_SCANNED] = g_signal_new ("scanned",
                                          FOYER_TYPE_INVITATION_SCANNER,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-invitation-scanner.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerInvitationScanner, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerInvitationScanner, view);
  gtk_widget_class_bind_template_child (widget_class, FoyerInvitationScanner, problem);
}

static void
foyer_invitation_scanner_init (FoyerInvitationScanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sighting = foyer_sighting_new ();
}

/**
 * foyer_invitation_scanner_set_camera:
 * @camera: what it looks through; it is set once
 */
void
foyer_invitation_scanner_set_camera (FoyerInvitationScanner *self, FoyerCamera *camera)
{
  g_return_if_fail (FOYER_IS_INVITATION_SCANNER (self));
  g_return_if_fail (self->camera == NULL);

  self->camera = g_object_ref (camera);
  foyer_camera_view_set_camera (self->view, camera);
  g_signal_connect_object (camera, "symbols", G_CALLBACK (on_camera_symbols), self, 0);
}

/**
 * foyer_invitation_scanner_set_active:
 * @active: whether an invitation is looked for; nothing is, once one was found
 */
void
foyer_invitation_scanner_set_active (FoyerInvitationScanner *self, gboolean active)
{
  g_return_if_fail (FOYER_IS_INVITATION_SCANNER (self));

  if (self->is_active == active)
    return;
  self->is_active = active;
  foyer_problem_box_show (self->problem, NULL);
  foyer_sighting_forget (self->sighting);
  gtk_widget_set_visible (GTK_WIDGET (self), active);
  foyer_camera_set_active (self->camera, active);
}
