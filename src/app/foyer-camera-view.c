/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-view"

#include "config.h"

#include "app/foyer-camera-view.h"

#include "app/foyer-chooser.h"
#include "app/foyer-preview.h"

#include <glib/gi18n.h>

/* The camera's picture with the code that was found, the choice of cameras, and, where there is
 * no picture, what to do about that. */

struct _FoyerCameraView {
  GtkWidget parent_instance;

  FoyerCamera *camera;
  FoyerChooser *chooser;

  GtkWidget *content;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *advice;
  GtkWidget *retry;
  FoyerPreview *preview;
  GtkToggleButton *mirror;
  GtkWidget *choice;
};

G_DEFINE_FINAL_TYPE (FoyerCameraView, foyer_camera_view, GTK_TYPE_WIDGET)

/* What is shown instead of a picture. */
typedef struct {
  const char *icon;
  const char *title;
  const char *advice;
  gboolean retry;
} StateText;

static const StateText state_texts[] = {
  [FOYER_CAMERA_STATE_OFF] = { "camera-disabled-symbolic", N_ ("The Camera Is Off"), NULL, TRUE },
  [FOYER_CAMERA_STATE_ASKING] = { "camera-web-symbolic",
                                  N_ ("May Foyer Use the Camera?"),
                                  N_ ("Allow it in the dialog that your desktop shows."),
                                  FALSE },
  [FOYER_CAMERA_STATE_STARTING] = { NULL, N_ ("Starting the Camera…"), NULL, FALSE },
  [FOYER_CAMERA_STATE_RUNNING] = { NULL, N_ ("Starting the Camera…"), NULL, FALSE },
  [FOYER_CAMERA_STATE_SILENT] = { "camera-disabled-symbolic",
                                  N_ ("The Camera Has Fallen Silent"),
                                  N_ ("Foyer is starting it again. If that does not help, unplug "
                                      "it "
                                      "and plug it in again. Codes can be typed meanwhile."),
                                  TRUE },
  [FOYER_CAMERA_STATE_REFUSED] = { "camera-hardware-disabled-symbolic",
                                   N_ ("Foyer May Not Use the Camera"),
                                   N_ ("Allow it in the privacy settings of your desktop, then try "
                                       "again. Hand-held scanners and typed codes work meanwhile."),
                                   TRUE },
  [FOYER_CAMERA_STATE_MISSING] = { "camera-disabled-symbolic",
                                   N_ ("No Camera Found"),
                                   N_ ("Plug one in and Foyer takes it at once. Hand-held scanners "
                                       "and typed codes work without one."),
                                   FALSE },
};

static void
show_status (FoyerCameraView *self, FoyerCameraState state)
{
  const StateText *text = &state_texts[state];
  const char *problem = foyer_camera_get_problem (self->camera);
  gboolean waiting = text->icon == NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), waiting);
  gtk_spinner_set_spinning (self->spinner, waiting);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !waiting);
  gtk_image_set_from_icon_name (self->icon, text->icon);
  gtk_label_set_label (self->title, _ (text->title));
  gtk_label_set_label (self->advice, text->advice != NULL ? _ (text->advice) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), text->advice != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), problem);
  gtk_widget_set_visible (self->retry, text->retry);
}

static void
update_state (FoyerCameraView *self)
{
  FoyerCameraState state = foyer_camera_get_state (self->camera);

  show_status (self, state);
  if (state == FOYER_CAMERA_STATE_RUNNING)
    return;
  gtk_stack_set_visible_child_name (self->stack, "status");
  gtk_widget_set_visible (GTK_WIDGET (self->mirror), FALSE);
  foyer_preview_set_texture (self->preview, NULL);
}

static void
on_camera_notify_state (FoyerCamera *camera, GParamSpec *pspec, FoyerCameraView *self)
{
  update_state (self);
}

static void
on_camera_picture (FoyerCamera *camera, FoyerPicture *picture, FoyerCameraView *self)
{
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new ((int)picture->width,
                                                           (int)picture->height,
                                                           GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
                                                           picture->pixels,
                                                           picture->stride);

  foyer_preview_set_texture (self->preview, texture);
  if (foyer_camera_get_state (camera) == FOYER_CAMERA_STATE_RUNNING) {
    gtk_stack_set_visible_child_name (self->stack, "preview");
    gtk_widget_set_visible (GTK_WIDGET (self->mirror), TRUE);
  }
}

static void
on_camera_symbols (FoyerCamera *camera,
                   GPtrArray *symbols,
                   FoyerFrame *frame,
                   FoyerCameraView *self)
{
  const FoyerSymbol *symbol;

  if (symbols->len == 0)
    return;
  symbol = g_ptr_array_index (symbols, 0);
  foyer_preview_set_outline (self->preview, symbol->corners, frame->width, frame->height);
}

static void
show_choice (FoyerCameraView *self)
{
  FoyerCameraDevice *selected = foyer_camera_get_selected (self->camera);

  foyer_chooser_show (self->chooser,
                      selected != NULL ? foyer_choice_get_id (FOYER_CHOICE (selected)) : NULL);
}

static void
on_camera_notify_selected (FoyerCamera *camera, GParamSpec *pspec, FoyerCameraView *self)
{
  show_choice (self);
}

static void
on_cameras_items_changed (GListModel *cameras,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerCameraView *self)
{
  gtk_widget_set_visible (self->choice, g_list_model_get_n_items (cameras) > 1);
}

static void
on_chooser_chosen (FoyerChooser *chooser, const char *id, FoyerCameraView *self)
{
  foyer_camera_select (self->camera, id);
}

static void
on_mirror_toggled (GtkToggleButton *mirror, FoyerCameraView *self)
{
  foyer_preview_set_mirrored (self->preview, gtk_toggle_button_get_active (mirror));
}

static void
on_retry_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerCameraView *self = FOYER_CAMERA_VIEW (widget);

  foyer_camera_set_active (self->camera, FALSE);
  foyer_camera_set_active (self->camera, TRUE);
}

static void
foyer_camera_view_dispose (GObject *object)
{
  FoyerCameraView *self = FOYER_CAMERA_VIEW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->camera);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_camera_view_parent_class)->dispose (object);
}

static void
foyer_camera_view_class_init (FoyerCameraViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = foyer_camera_view_dispose;
  g_type_ensure (FOYER_TYPE_PREVIEW);
  gtk_widget_class_set_css_name (widget_class, "cameraview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-camera-view.ui");
  gtk_widget_class_install_action (widget_class, "camera.retry", NULL, on_retry_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, spinner);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, retry);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, preview);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, mirror);
  gtk_widget_class_bind_template_child (widget_class, FoyerCameraView, choice);
  gtk_widget_class_bind_template_callback (widget_class, on_mirror_toggled);
}

static void
foyer_camera_view_init (FoyerCameraView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * foyer_camera_view_set_camera:
 * @camera: whose picture is shown; it is set once
 */
void
foyer_camera_view_set_camera (FoyerCameraView *self, FoyerCamera *camera)
{
  GListModel *cameras;

  g_return_if_fail (FOYER_IS_CAMERA_VIEW (self));
  g_return_if_fail (self->camera == NULL);

  self->camera = g_object_ref (camera);
  cameras = foyer_camera_get_cameras (camera);
  self->chooser = foyer_chooser_new (GTK_DROP_DOWN (self->choice), cameras);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (on_chooser_chosen), self, 0);
  g_signal_connect_object (cameras,
                           "items-changed",
                           G_CALLBACK (on_cameras_items_changed),
                           self,
                           0);
  g_signal_connect_object (camera, "notify::state", G_CALLBACK (on_camera_notify_state), self, 0);
  g_signal_connect_object (camera,
                           "notify::selected",
                           G_CALLBACK (on_camera_notify_selected),
                           self,
                           0);
  g_signal_connect_object (camera, "picture", G_CALLBACK (on_camera_picture), self, 0);
  g_signal_connect_object (camera, "symbols", G_CALLBACK (on_camera_symbols), self, 0);
  on_cameras_items_changed (cameras, 0, 0, 0, self);
  show_choice (self);
  update_state (self);
}
