/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pair-window"

#include "config.h"

#include "app/foyer-pair-window.h"

#include "app/foyer-pair-code.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* Shows codes with which devices can be paired, or one with which a device that is known can be so
 * again. */

struct _FoyerPairWindow {
  AdwWindow parent_instance;

  FoyerPairCode *pair_code;
};

G_DEFINE_FINAL_TYPE (FoyerPairWindow, foyer_pair_window, ADW_TYPE_WINDOW)

static void
foyer_pair_window_class_init (FoyerPairWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (FOYER_TYPE_PAIR_CODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-pair-window.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, pair_code);
}

static void
foyer_pair_window_init (FoyerPairWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Who lost a device wants it to work again, and not to be a second one in all lists. */
static void
show_again (FoyerPairWindow *self, const FoyerDevice *device)
{
  /* Translators: %s is the name of a device. */
  g_autofree char *title = g_strdup_printf (_ ("Pair “%s” Again"), device->name);

  gtk_window_set_title (GTK_WINDOW (self), title);
  foyer_pair_code_set_advice (
      self->pair_code,
      _ ("Choose “Scan the Pairing Code” on the computer that is to be this "
         "device "
         "again, and hold its camera in front of this. Whoever is signed in "
         "on it "
         "is signed out then."));
}

/**
 * foyer_pair_window_new:
 * @session: an admin's
 * @device: (nullable): the device that is to be paired again; %NULL for a new one
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that asks for a code at once
 */
FoyerPairWindow *
foyer_pair_window_new (FoyerSession *session, const FoyerDevice *device, GtkWindow *parent)
{
  FoyerPairWindow *self = g_object_new (FOYER_TYPE_PAIR_WINDOW, "transient-for", parent, NULL);

  foyer_tied_window_watch (GTK_WINDOW (self), session);
  if (device != NULL)
    show_again (self, device);
  foyer_pair_code_open (self->pair_code,
                        session,
                        device != NULL ? device->id : NULL,
                        device != NULL);
  return self;
}
