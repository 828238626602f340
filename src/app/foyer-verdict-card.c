/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-verdict-card"

#include "config.h"

#include "app/foyer-verdict-card.h"

#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* The answer to a scan, to be read by a volunteer from two metres away: one word, an icon of its
 * own shape, a colour, and whom it is about. It shouts for some seconds and then recedes, but
 * stays as the last scan until the next one. Screen readers hear it as an alert. */

#define RECEDE_AFTER_MS 8000
/* How often "3 minutes ago" is counted anew. */
#define REFRESH_SECONDS 20

struct _FoyerVerdictCard {
  FoyerPane parent_instance;

  FoyerVerdictCardState state;
  gboolean receded;
  guint recede_after;
  guint recede_source;
  guint refresh_source;
  const char *css_class;
  FoyerVerdict *verdict;
  char *time_zone;
  /* What was announced of an override. */
  char *said;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *word;
  GtkWidget *alone;
  GtkWidget *attention_box;
  GtkLabel *attention;
  GtkLabel *sentence;
  GtkLabel *earlier;
  GtkLabel *guest;
  GtkLabel *details;
  GtkWidget *override;
  GtkWidget *edit;
};

G_DEFINE_FINAL_TYPE (FoyerVerdictCard, foyer_verdict_card, FOYER_TYPE_PANE)

enum {
  PROP_0,
  PROP_STATE,
  PROP_RECEDED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_style (FoyerVerdictCard *self, const char *css_class)
{
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->css_class);
  self->css_class = css_class;
  gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
}

static void
set_receded (FoyerVerdictCard *self, gboolean receded)
{
  if (self->receded == receded)
    return;
  self->receded = receded;
  if (receded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "receded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "receded");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECEDED]);
}

static gboolean
on_recede_timeout (gpointer data)
{
  FoyerVerdictCard *self = data;

  self->recede_source = 0;
  set_receded (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_earlier (FoyerVerdictCard *self)
{
  g_autofree char *earlier =
      foyer_verdict_text_earlier (&self->verdict->earlier, self->time_zone, g_get_real_time ());

  set_text (self->earlier, earlier);
}

static gboolean
on_refresh_timeout (gpointer data)
{
  show_earlier (data);
  return G_SOURCE_CONTINUE;
}

/* A new alert begins: what the card said before is gone. */
static void
begin (FoyerVerdictCard *self, FoyerVerdictCardState state, const char *css_class, const char *icon)
{
  g_clear_handle_id (&self->recede_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_pointer (&self->time_zone, g_free);
  g_clear_pointer (&self->said, g_free);
  set_receded (self, FALSE);
  set_style (self, css_class);
  gtk_image_set_from_icon_name (self->icon, icon);
  set_text (self->sentence, NULL);
  set_text (self->earlier, NULL);
  set_text (self->guest, NULL);
  set_text (self->details, NULL);
  gtk_widget_set_visible (self->alone, FALSE);
  gtk_widget_set_visible (self->attention_box, FALSE);
  gtk_widget_set_visible (self->override, FALSE);
  gtk_widget_set_visible (self->edit, FALSE);
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
}

/* GTK 4.8 cannot announce: a change of an alert's name is what assistive technology hears. */
static void
announce (FoyerVerdictCard *self, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_ticket (FoyerVerdictCard *self, const FoyerTicket *ticket)
{
  g_autofree char *details = foyer_verdict_text_details (ticket);

  if (ticket == NULL)
    return;
  set_text (self->guest, ticket->name);
  set_text (self->details, details);
  if (ticket->attention != NULL) {
    set_text (self->attention, ticket->attention);
    gtk_widget_set_visible (self->attention_box, TRUE);
  }
}

static void
foyer_verdict_card_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  FoyerVerdictCard *self = FOYER_VERDICT_CARD (object);

  switch (property_id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_RECEDED:
    g_value_set_boolean (value, self->receded);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_verdict_card_dispose (GObject *object)
{
  FoyerVerdictCard *self = FOYER_VERDICT_CARD (object);

  g_clear_handle_id (&self->recede_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_pointer (&self->time_zone, g_free);
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_verdict_card_parent_class)->dispose (object);
}

static void
foyer_verdict_card_class_init (FoyerVerdictCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = foyer_verdict_card_get_property;
  object_class->dispose = foyer_verdict_card_dispose;
  /* A #FoyerVerdictCardState. */
  properties[PROP_STATE] = g_param_spec_uint ("state",
                                              NULL,
                                              NULL,
                                              FOYER_VERDICT_CARD_READY,
                                              FOYER_VERDICT_CARD_PROBLEM,
                                              FOYER_VERDICT_CARD_READY,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* Whether it has been there for so long that it no longer shouts. */
  properties[PROP_RECEDED] = g_param_spec_boolean ("receded",
                                                   NULL,
                                                   NULL,
                                                   FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "verdictcard");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-verdict-card.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, word);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, alone);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, attention_box);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, attention);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, sentence);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, earlier);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, guest);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, details);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, override);
  gtk_widget_class_bind_template_child (widget_class, FoyerVerdictCard, edit);
}

static void
foyer_verdict_card_init (FoyerVerdictCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->recede_after = RECEDE_AFTER_MS;
  foyer_verdict_card_show_ready (self);
}

/**
 * foyer_verdict_card_new:
 *
 * Returns: (transfer floating): a card that is ready for the first scan
 */
FoyerVerdictCard *
foyer_verdict_card_new (void)
{
  return g_object_new (FOYER_TYPE_VERDICT_CARD, NULL);
}

FoyerVerdictCardState
foyer_verdict_card_get_state (FoyerVerdictCard *self)
{
  return self->state;
}

/**
 * foyer_verdict_card_get_receded:
 *
 * Returns: whether what it shows has been there for a while
 */
gboolean
foyer_verdict_card_get_receded (FoyerVerdictCard *self)
{
  return self->receded;
}

/**
 * foyer_verdict_card_set_recede_after:
 * @milliseconds: how long the next verdict shouts before it recedes
 */
void
foyer_verdict_card_set_recede_after (FoyerVerdictCard *self, guint milliseconds)
{
  self->recede_after = milliseconds;
}

/**
 * foyer_verdict_card_show_ready:
 *
 * Shows that the next scan may come, and nothing of the one before.
 */
void
foyer_verdict_card_show_ready (FoyerVerdictCard *self)
{
  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));

  begin (self, FOYER_VERDICT_CARD_READY, "ready", "foyer-scan-symbolic");
  set_text (self->word, _ ("Ready to Scan"));
  set_text (self->sentence, _ ("Hold a ticket’s code in front of the camera or a scanner."));
}

/**
 * foyer_verdict_card_show_checking:
 *
 * Shows that a scan waits for its verdict.
 */
void
foyer_verdict_card_show_checking (FoyerVerdictCard *self)
{
  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));

  begin (self, FOYER_VERDICT_CARD_CHECKING, "checking", "foyer-checking-symbolic");
  set_text (self->word, _ ("Checking…"));
}

/**
 * foyer_verdict_card_show_verdict:
 * @verdict: what the judge said
 * @time_zone: (nullable): the event's zone, in which an earlier admission is told
 *
 * Shows a verdict and tells it to screen readers.
 */
void
foyer_verdict_card_show_verdict (FoyerVerdictCard *self,
                                 FoyerVerdict *verdict,
                                 const char *time_zone)
{
  g_autofree char *sentence = NULL;
  g_autofree char *announcement = NULL;

  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (verdict != NULL);

  begin (self,
         FOYER_VERDICT_CARD_VERDICT,
         foyer_verdict_text_css_class (verdict->outcome),
         foyer_verdict_text_icon (verdict->outcome));
  self->verdict = foyer_verdict_ref (verdict);
  self->time_zone = g_strdup (time_zone);
  sentence = foyer_verdict_text_sentence (verdict);
  set_text (self->word, foyer_verdict_text_word (verdict->outcome));
  set_text (self->sentence, sentence);
  show_ticket (self, verdict->ticket);
  show_earlier (self);
  if (verdict->earlier.timestamp != 0)
    self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, on_refresh_timeout, self);
  self->recede_source = g_timeout_add (self->recede_after, on_recede_timeout, self);
  announcement = foyer_verdict_text_announcement (verdict, time_zone, g_get_real_time ());
  announce (self, announcement);
}

/**
 * foyer_verdict_card_mark_alone:
 * @alone: whether this desk gave the verdict by itself, and the relay does not know of it yet
 *
 * Says so of the verdict that it shows: another desk may have said something else.
 */
void
foyer_verdict_card_mark_alone (FoyerVerdictCard *self, gboolean alone)
{
  gboolean was_alone;
  g_autofree char *rest = NULL;
  g_autofree char *announcement = NULL;

  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (self->verdict != NULL);

  was_alone = gtk_widget_get_visible (self->alone);
  gtk_widget_set_visible (self->alone, alone);
  if (!alone && !was_alone)
    return;
  rest = self->said != NULL
             ? g_strdup (self->said)
             : foyer_verdict_text_announcement (self->verdict, self->time_zone, g_get_real_time ());
  /* Translators: %s is a verdict with all that is known of it. */
  announcement = alone ? g_strdup_printf (_ ("This desk only: %s"), rest) : g_strdup (rest);
  announce (self, announcement);
}

/**
 * foyer_verdict_card_show_held:
 * @verdict: why the guest is held
 * @may_let_in: whether who is signed in may let them in here
 *
 * Shows that this desk, which hears of no relay, leaves a guest to a supervisor.
 */
void
foyer_verdict_card_show_held (FoyerVerdictCard *self, FoyerVerdict *verdict, gboolean may_let_in)
{
  const char *advice =
      may_let_in ? _ ("Look at the order and the guest. You may let them in here.")
                 : _ ("A supervisor looks at the order and the guest, and lets them in at a desk "
                      "where they are signed in, or notes it on the paper list.");
  g_autofree char *sentence = NULL;

  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (verdict != NULL);

  sentence = foyer_verdict_text_sentence (verdict);
  foyer_verdict_card_show_problem (self, _ ("HOLD"), sentence, advice);
  self->verdict = foyer_verdict_ref (verdict);
  show_ticket (self, verdict->ticket);
}

/**
 * foyer_verdict_card_get_verdict:
 *
 * Returns: (transfer none) (nullable): the verdict that it shows
 */
FoyerVerdict *
foyer_verdict_card_get_verdict (FoyerVerdictCard *self)
{
  g_return_val_if_fail (FOYER_IS_VERDICT_CARD (self), NULL);

  return self->verdict;
}

/**
 * foyer_verdict_card_offer_override:
 *
 * Offers to let the guest in although the verdict refuses them, by the action `scanner.override`.
 */
void
foyer_verdict_card_offer_override (FoyerVerdictCard *self)
{
  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));

  gtk_widget_set_visible (self->override, TRUE);
}

/**
 * foyer_verdict_card_offer_edit:
 *
 * Offers to edit the ticket of the verdict that it shows, by the action `scanner.edit-ticket`.
 */
void
foyer_verdict_card_offer_edit (FoyerVerdictCard *self)
{
  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (self->verdict != NULL && self->verdict->ticket != NULL);

  /* The target first: the action takes no activation without one. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "s", self->verdict->ticket->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->edit), "scanner.edit-ticket");
  gtk_widget_set_visible (self->edit, TRUE);
}

/**
 * foyer_verdict_card_show_override:
 * @by: the supervisor who let the guest in
 * @reason: (nullable): why
 *
 * Shows that the guest of the refusal that it shows is admitted.
 */
void
foyer_verdict_card_show_override (FoyerVerdictCard *self, const char *by, const char *reason)
{
  g_autofree char *sentence = foyer_verdict_text_override (by, reason);
  g_autoptr (FoyerVerdict) admitted = NULL;

  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (self->verdict != NULL);

  admitted = foyer_verdict_new (&(FoyerVerdict){ .scan_id = self->verdict->scan_id,
                                                 .outcome = FOYER_OUTCOME_ADMITTED,
                                                 .ticket = self->verdict->ticket,
                                                 .seq = self->verdict->seq });
  foyer_verdict_card_show_verdict (self, admitted, NULL);
  set_text (self->sentence, sentence);
  self->said = g_strdup_printf ("%s. %s", foyer_verdict_text_word (admitted->outcome), sentence);
  announce (self, self->said);
}

/**
 * foyer_verdict_card_show_problem:
 * @word: what to do, in one word
 * @sentence: what is the matter
 * @advice: (nullable): what to do about it
 *
 * Shows why a scan has no verdict.
 */
void
foyer_verdict_card_show_problem (FoyerVerdictCard *self,
                                 const char *word,
                                 const char *sentence,
                                 const char *advice)
{
  g_return_if_fail (FOYER_IS_VERDICT_CARD (self));
  g_return_if_fail (sentence != NULL);

  begin (self, FOYER_VERDICT_CARD_PROBLEM, "problem", "foyer-attention-symbolic");
  set_text (self->word, word);
  set_text (self->sentence, sentence);
  set_text (self->earlier, advice);
  announce (self, sentence);
}
