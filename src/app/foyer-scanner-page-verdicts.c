/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scanner-page-verdicts"

#include "config.h"

#include "app/foyer-scanner-page-private.h"

#include "app/foyer-amend.h"
#include "app/foyer-paint-watch.h"
#include "app/foyer-verdict-text.h"

#include "base/foyer-error.h"

#include <glib/gi18n.h>

/* From a code that was read to the verdict on the card: what is asked, what is shown and heard, and
 * what is awaited where the answer is late. */

/* A submission on its way to its verdict. */
typedef struct {
  FoyerScannerPage *page;
  guint number;
  gint64 seen_at;
} Submission;

static Submission *
submission_new (FoyerScannerPage *self, gint64 seen_at)
{
  Submission *submission = g_new0 (Submission, 1);

  submission->page = g_object_ref (self);
  submission->number = ++self->newest;
  submission->seen_at = seen_at != 0 ? seen_at : g_get_monotonic_time ();
  return submission;
}

static void
submission_free (Submission *submission)
{
  g_object_unref (submission->page);
  g_free (submission);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Submission, submission_free)

/* A verdict that is on the screen with the next frame. */
typedef struct {
  FoyerVerdict *verdict;
  gint64 seen_at;
} Painting;

static void
painting_free (gpointer data)
{
  Painting *painting = data;

  foyer_verdict_unref (painting->verdict);
  g_free (painting);
}

static void
on_painted (GtkWidget *widget, gpointer data)
{
  const Painting *painting = data;

  g_signal_emit_by_name (widget,
                         "verdict-painted",
                         painting->verdict,
                         g_get_monotonic_time () - painting->seen_at);
}

static void
report_when_painted (FoyerScannerPage *self, FoyerVerdict *verdict, gint64 seen_at)
{
  Painting *painting;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  painting = g_new0 (Painting, 1);
  painting->verdict = foyer_verdict_ref (verdict);
  painting->seen_at = seen_at;
  foyer_paint_watch_once (GTK_WIDGET (self), on_painted, painting, painting_free);
}

static const char *
get_time_zone (FoyerScannerPage *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

/**
 * foyer_scanner_page_stop_awaiting:
 *
 * The card is not about a scan that still waits for its answer any more.
 */
void
foyer_scanner_page_stop_awaiting (FoyerScannerPage *self)
{
  if (self->awaited != NULL)
    g_signal_handlers_disconnect_by_data (self->awaited, self);
  g_clear_object (&self->awaited);
}

static void
play (FoyerScannerPage *self, FoyerSound sound)
{
  /* Nobody is told that a computer has no sound: the screen says all. */
  if (self->sounding)
    foyer_sounds_play_async (self->sounds, sound, NULL, NULL, NULL);
}

static gboolean
is_shown (FoyerScannerPage *self, FoyerRecentScan *scan)
{
  const FoyerVerdict *shown = foyer_verdict_card_get_verdict (self->card);

  return shown != NULL && g_strcmp0 (shown->scan_id, foyer_recent_scan_get_scan (scan)->id) == 0;
}

static void
on_scan_overridden (FoyerRecentScan *scan, GParamSpec *pspec, FoyerScannerPage *self)
{
  if (!is_shown (self, scan))
    return;
  foyer_verdict_card_show_override (self->card,
                                    foyer_recent_scan_get_overridden_by (scan),
                                    foyer_recent_scan_get_override_reason (scan));
  if (foyer_recent_scan_get_local (scan))
    foyer_verdict_card_mark_alone (self->card, TRUE);
}

/* A supervisor may let in whom the verdict refuses, here or elsewhere. */
static void
expect_override (FoyerScannerPage *self, const char *scan_id)
{
  g_autoptr (FoyerRecentScan) scan = foyer_session_get_recent_scan (self->session, scan_id);

  if (scan == NULL)
    return;
  if (foyer_amend_may_override (self->session, scan))
    foyer_verdict_card_offer_override (self->card);
  g_signal_connect_object (scan, "notify::overridden-by", G_CALLBACK (on_scan_overridden), self, 0);
}

/* What this desk says or does by itself is marked as long as the relay does not have it. */
static void
on_scan_notify_local (FoyerRecentScan *scan, GParamSpec *pspec, FoyerScannerPage *self)
{
  if (is_shown (self, scan))
    foyer_verdict_card_mark_alone (self->card, foyer_recent_scan_get_local (scan));
}

/* Whether this desk alone has decided it. */
static gboolean
show_on_card (FoyerScannerPage *self, FoyerVerdict *verdict)
{
  g_autoptr (FoyerRecentScan) scan =
      foyer_session_get_recent_scan (self->session, verdict->scan_id);

  if (foyer_verdict_text_is_held (verdict))
    foyer_verdict_card_show_held (self->card,
                                  verdict,
                                  scan != NULL && foyer_amend_may_override (self->session, scan));
  else
    foyer_verdict_card_show_verdict (self->card, verdict, get_time_zone (self));
  if (scan == NULL)
    return FALSE;
  g_signal_connect_object (scan, "notify::local", G_CALLBACK (on_scan_notify_local), self, 0);
  if (!foyer_recent_scan_get_local (scan))
    return FALSE;
  foyer_verdict_card_mark_alone (self->card, TRUE);
  return TRUE;
}

/* Where there is little height the page scrolls, and whoever looked at the list sees the card. */
static void
bring_up_card (FoyerScannerPage *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
show_verdict (FoyerScannerPage *self, FoyerVerdict *verdict, gint64 seen_at)
{
  gboolean is_alone = show_on_card (self, verdict);

  bring_up_card (self);
  if (verdict->outcome == FOYER_OUTCOME_REFUSED)
    expect_override (self, verdict->scan_id);
  if (verdict->ticket != NULL && foyer_session_can (self->session, FOYER_PERMISSION_EDIT))
    foyer_verdict_card_offer_edit (self->card);
  play (self, foyer_sounds_choose (verdict, is_alone));
  report_when_painted (self, verdict, seen_at);
}

static void
on_awaited_notify_verdict (FoyerRecentScan *scan, GParamSpec *pspec, FoyerScannerPage *self)
{
  g_autoptr (FoyerVerdict) verdict = NULL;

  if (foyer_recent_scan_get_verdict (scan) == NULL)
    return;
  verdict = foyer_verdict_ref (foyer_recent_scan_get_verdict (scan));
  foyer_scanner_page_stop_awaiting (self);
  show_verdict (self, verdict, g_get_monotonic_time ());
}

/* The session keeps asking; the card turns into the verdict should it still come. */
static void
await_newest (FoyerScannerPage *self)
{
  GListModel *recent = foyer_session_get_recent (self->session);

  self->awaited = g_list_model_get_item (recent, 0);
  if (self->awaited != NULL)
    g_signal_connect_object (self->awaited,
                             "notify::verdict",
                             G_CALLBACK (on_awaited_notify_verdict),
                             self,
                             0);
}

static void
show_error (FoyerScannerPage *self, const GError *error)
{
  play (self, FOYER_SOUND_REFUSED);
  bring_up_card (self);
  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE)) {
    foyer_verdict_card_show_problem (self->card,
                                     _ ("WAIT"),
                                     _ ("The relay has not answered yet."),
                                     _ ("Foyer keeps asking, and the answer appears here. Do not "
                                        "let the guest in before."));
    await_newest (self);
    return;
  }
  foyer_verdict_card_show_problem (self->card,
                                   _ ("RETRY"),
                                   error->message,
                                   _ ("Scan again, or find the guest by name."));
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Submission) submission = data;
  FoyerScannerPage *self = submission->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict =
      foyer_session_submit_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      submission->number != self->newest)
    return;
  if (verdict != NULL)
    show_verdict (self, verdict, submission->seen_at);
  else
    show_error (self, error);
}

static FoyerDirection
get_direction (FoyerScannerPage *self)
{
  gboolean out =
      gtk_widget_get_visible (self->directions) && gtk_toggle_button_get_active (self->exit_button);

  return out ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY;
}

/**
 * foyer_scanner_page_submit:
 * @code: what was read, typed or pasted
 * @seen_at: when, by g_get_monotonic_time(); 0 is now
 *
 * Asks for a verdict and shows it.
 */
void
foyer_scanner_page_submit (FoyerScannerPage *self, const char *code, gint64 seen_at)
{
  g_return_if_fail (FOYER_IS_SCANNER_PAGE (self));
  g_return_if_fail (code != NULL);

  foyer_scanner_page_stop_awaiting (self);
  foyer_verdict_card_show_checking (self->card);
  foyer_session_submit_async (self->session,
                              code,
                              get_direction (self),
                              self->cancellable,
                              on_submit_ready,
                              submission_new (self, seen_at));
}

/**
 * foyer_scanner_page_submit_ticket:
 * @ticket_id: what a search has found
 *
 * Asks for a verdict and shows it.
 */
void
foyer_scanner_page_submit_ticket (FoyerScannerPage *self, const char *ticket_id)
{
  g_return_if_fail (FOYER_IS_SCANNER_PAGE (self));
  g_return_if_fail (ticket_id != NULL);

  foyer_scanner_page_stop_awaiting (self);
  foyer_verdict_card_show_checking (self->card);
  foyer_session_submit_ticket_async (self->session,
                                     ticket_id,
                                     get_direction (self),
                                     self->cancellable,
                                     on_submit_ready,
                                     submission_new (self, 0));
}

/**
 * foyer_scanner_page_forget:
 *
 * Shows nothing of what was scanned, and nothing of what is still to be answered.
 */
void
foyer_scanner_page_forget (FoyerScannerPage *self)
{
  g_return_if_fail (FOYER_IS_SCANNER_PAGE (self));

  foyer_scanner_page_stop_awaiting (self);
  self->newest++;
  foyer_verdict_card_show_ready (self->card);
}
