/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scout"

#include "config.h"

#include "link/foyer-scout.h"

#include "base/foyer-error.h"
#include "link/foyer-address.h"
#include "link/foyer-hints.h"
#include "link/foyer-pin.h"

#include <libsoup/soup.h>
#include <string.h>

/* Finds a relay again: all places where it may be are tried, one shortly after the other and
 * several at a time, and the first that answers and is the right one counts. Nothing private is
 * said to anybody meanwhile. */

#define STAGGER_MS       250
#define DEADLINE_SECONDS 10
#define ANSWER_MAX       4096
#define PROBE_PATH       "/healthz"

typedef struct {
  GTask *task;
  char *pin;
  SoupSession *soup;
  FoyerHints *hints;
  GCancellable *cancellable;
  gulong cancel_handler;
  /* (element-type utf8): where it may be; those before @next are tried already. */
  GPtrArray *places;
  guint next;
  guint n_running;
  guint stagger_source;
  guint deadline_source;
  /* Somebody answered who is somebody else. */
  GError *stranger;
  gboolean is_over;
} Search;

typedef struct {
  Search *search;
  char *place;
  SoupMessage *message;
} Probe;

static void try_next (Search *search);

static void
free_search_fields (gpointer data)
{
  Search *search = data;

  g_object_unref (search->task);
  g_free (search->pin);
  g_object_unref (search->soup);
  g_clear_object (&search->hints);
  g_object_unref (search->cancellable);
  g_ptr_array_unref (search->places);
  g_clear_error (&search->stranger);
}

static void
search_unref (Search *search)
{
  g_rc_box_release_full (search, free_search_fields);
}

static void
probe_free (Probe *probe)
{
  g_signal_handlers_disconnect_by_data (probe->message, probe);
  search_unref (probe->search);
  g_free (probe->place);
  g_object_unref (probe->message);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

/* The last reference may go with it. */
static void
stop (Search *search)
{
  search->is_over = TRUE;
  g_clear_handle_id (&search->stagger_source, g_source_remove);
  g_clear_handle_id (&search->deadline_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (search->hints, search);
  g_object_run_dispose (G_OBJECT (search->hints));
  g_cancellable_disconnect (g_task_get_cancellable (search->task), search->cancel_handler);
  g_cancellable_cancel (search->cancellable);
  soup_session_abort (search->soup);
}

static void
succeed (Search *search, const char *place)
{
  char *address =
      search->pin != NULL ? g_strconcat (place, "#", search->pin, NULL) : g_strdup (place);

  stop (search);
  g_task_return_pointer (search->task, address, g_free);
  search_unref (search);
}

static void
fail (Search *search)
{
  GError *error = g_steal_pointer (&search->stranger);

  if (error == NULL)
    error = g_error_new_literal (FOYER_ERROR,
                                 FOYER_ERROR_UNAVAILABLE,
                                 "The relay answers at none of the addresses that are known.");
  stop (search);
  g_task_return_error (search->task, error);
  search_unref (search);
}

static void
fail_if_nothing_is_left (Search *search)
{
  if (!search->is_over && search->n_running == 0 && search->next == search->places->len &&
      foyer_hints_is_over (search->hints))
    fail (search);
}

static gboolean
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       Probe *probe)
{
  Search *search = probe->search;

  if (foyer_pin_fits (search->pin, certificate))
    return TRUE;
  if (search->stranger == NULL)
    search->stranger = foyer_pin_explain (search->pin, probe->place);
  return FALSE;
}

static gboolean
is_the_relay (const Probe *probe, GBytes *answer)
{
  static const char ok[] = "ok\n";
  gsize length = 0;
  const char *bytes = answer != NULL ? g_bytes_get_data (answer, &length) : NULL;
  GTlsCertificate *shown = soup_message_get_tls_peer_certificate (probe->message);

  return soup_message_get_status (probe->message) == SOUP_STATUS_OK && length == strlen (ok) &&
         memcmp (bytes, ok, length) == 0 &&
         (probe->search->pin == NULL || foyer_pin_fits (probe->search->pin, shown));
}

static void
on_read_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Probe) probe = user_data;
  Search *search = probe->search;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  search->n_running--;
  if (search->is_over)
    return;
  if (is_the_relay (probe, answer))
    succeed (search, probe->place);
  else
    try_next (search);
}

static void
on_answer_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Probe) probe = user_data;
  Search *search = probe->search;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream != NULL && !search->is_over) {
    g_input_stream_read_bytes_async (stream,
                                     ANSWER_MAX,
                                     G_PRIORITY_DEFAULT,
                                     search->cancellable,
                                     on_read_ready,
                                     g_steal_pointer (&probe));
    return;
  }
  search->n_running--;
  if (search->is_over)
    return;
  g_debug ("No relay at %s: %s", probe->place, error->message);
  try_next (search);
}

static SoupMessage *
make_message (const char *place)
{
  gboolean is_plain = g_str_has_prefix (place, "ws://");
  g_autofree char *uri = g_strconcat (is_plain ? "http" : "https",
                                      place + strlen (is_plain ? "ws" : "wss"),
                                      PROBE_PATH,
                                      NULL);
  SoupMessage *message = soup_message_new (SOUP_METHOD_GET, uri);

  if (message != NULL)
    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  return message;
}

static void
try_place (Search *search, const char *place)
{
  SoupMessage *message = make_message (place);
  Probe *probe;

  if (message == NULL)
    return;
  probe = g_new0 (Probe, 1);
  probe->search = g_rc_box_acquire (search);
  probe->place = g_strdup (place);
  probe->message = message;
  g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate), probe);
  search->n_running++;
  soup_session_send_async (search->soup,
                           message,
                           G_PRIORITY_DEFAULT,
                           search->cancellable,
                           on_answer_ready,
                           probe);
}

static gboolean
on_stagger (gpointer user_data)
{
  Search *search = user_data;

  search->stagger_source = 0;
  try_next (search);
  return G_SOURCE_REMOVE;
}

/* The next place has its turn when one has failed, or when the one before has taken a while. */
static void
try_next (Search *search)
{
  g_clear_handle_id (&search->stagger_source, g_source_remove);
  if (search->next < search->places->len)
    try_place (search, g_ptr_array_index (search->places, search->next++));
  if (search->next < search->places->len)
    search->stagger_source = g_timeout_add (STAGGER_MS, on_stagger, search);
  fail_if_nothing_is_left (search);
}

/* Returns: whether it may be tried at all, and was not there yet. */
static gboolean
add_place (Search *search, const char *text)
{
  g_autoptr (FoyerAddress) address = foyer_address_parse (text, NULL);
  const char *hash = strchr (text, '#');
  g_autofree char *place = g_strndup (text, hash != NULL ? (gsize)(hash - text) : strlen (text));

  g_strstrip (place);
  if (address == NULL || (search->pin != NULL && !address->is_secure) ||
      g_ptr_array_find_with_equal_func (search->places, place, g_str_equal, NULL))
    return FALSE;
  if (g_str_has_suffix (place, "/"))
    place[strlen (place) - 1] = '\0';
  g_ptr_array_add (search->places, g_steal_pointer (&place));
  return TRUE;
}

static void
on_hint_found (FoyerHints *hints, const char *address, Search *search)
{
  g_autofree char *url = g_strconcat ("wss://", address, NULL);

  if (add_place (search, url) && search->stagger_source == 0)
    try_next (search);
}

static void
on_hints_over (FoyerHints *hints, Search *search)
{
  fail_if_nothing_is_left (search);
}

static gboolean
on_deadline (gpointer user_data)
{
  Search *search = user_data;

  search->deadline_source = 0;
  fail (search);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_idle (gpointer user_data)
{
  Search *search = user_data;

  search->stagger_source = 0;
  fail (search);
  return G_SOURCE_REMOVE;
}

/* The task itself says that it was cancelled; here it is only ended. */
static void
on_cancelled (GCancellable *cancellable, Search *search)
{
  g_clear_handle_id (&search->stagger_source, g_source_remove);
  search->stagger_source = g_idle_add (on_cancelled_idle, search);
}

static Search *
search_new (const FoyerScoutOrder *order, GTask *task)
{
  Search *search = g_rc_box_new0 (Search);
  g_autofree char *text = NULL;

  search->task = task;
  search->pin = order->fingerprint != NULL ? g_ascii_strdown (order->fingerprint, -1) : NULL;
  search->places = g_ptr_array_new_with_free_func (g_free);
  search->cancellable = g_cancellable_new ();
  search->soup = soup_session_new_with_options ("user-agent",
                                                "foyer/" FOYER_VERSION,
                                                "max-conns",
                                                64,
                                                "max-conns-per-host",
                                                64,
                                                NULL);
  /* Without a store no certificate passes by itself, so that every one is held against the pin. */
  if (search->pin != NULL)
    soup_session_set_tls_database (search->soup, NULL);
  text = search->pin != NULL ? g_strconcat ("fingerprint=", search->pin, NULL) : NULL;
  search->hints = foyer_hints_new ("_foyer._tcp", text);
  if (order->last_address != NULL)
    add_place (search, order->last_address);
  for (guint i = 0; order->addresses != NULL && order->addresses[i] != NULL; i++)
    add_place (search, order->addresses[i]);
  return search;
}

/**
 * foyer_scout_find_async:
 * @order: whom to look for
 *
 * Looks for a relay, for ten seconds at most.
 */
void
foyer_scout_find_async (const FoyerScoutOrder *order,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = search_new (order, task);

  g_task_set_source_tag (task, foyer_scout_find_async);
  search->deadline_source = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, search);
  g_signal_connect (search->hints, "found", G_CALLBACK (on_hint_found), search);
  g_signal_connect (search->hints, "over", G_CALLBACK (on_hints_over), search);
  search->stagger_source = g_idle_add (on_stagger, search);
  if (cancellable != NULL)
    search->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), search, NULL);
  foyer_hints_start (search->hints);
}

/**
 * foyer_scout_find_finish:
 *
 * Returns: (transfer full) (nullable): where the relay is, as foyer_link_new() takes it; %NULL with
 *   %FOYER_ERROR_UNAVAILABLE where nobody answers, or %G_TLS_ERROR_BAD_CERTIFICATE with a sentence
 *   for a person where somebody else does
 */
char *
foyer_scout_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
