/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-visit"

#include "config.h"

#include "relay/foyer-relay-visit.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-http.h"
#include "relay/foyer-relay-suspicions.h"
#include "wire/foyer-wire-relay.h"

/* One request of a device that is not signed in: a POST whose body is one message, and whose answer
 * is another. What web pages could send is refused: they always name their Origin, and they need
 * leave that nobody gives to send JSON. */

typedef struct {
  FoyerRelayHub *hub;
  const char *path;
  FoyerMessageKind kind;
  FoyerRelayVisitFunc func;
} Desk;

struct _FoyerRelayVisit {
  FoyerRelayHub *hub;
  /* Gone when it is answered: it keeps the visit itself, for its signals. */
  SoupServerMessage *soup;
  FoyerMessage *message;
  char *address;
  char *user_agent;
  FoyerRelayVisitWork work;
  gboolean is_over;
  gboolean is_counted;
};

static const struct {
  FoyerError code;
  guint status;
} statuses[] = {
  { FOYER_ERROR_BAD_REQUEST, SOUP_STATUS_BAD_REQUEST },
  { FOYER_ERROR_UNKNOWN_TYPE, SOUP_STATUS_BAD_REQUEST },
  { FOYER_ERROR_NOT_PERMITTED, SOUP_STATUS_FORBIDDEN },
  { FOYER_ERROR_NOT_FOUND, SOUP_STATUS_NOT_FOUND },
  { FOYER_ERROR_RATE_LIMITED, FOYER_RELAY_STATUS_TOO_MANY },
  { FOYER_ERROR_CHANGED_MEANWHILE, SOUP_STATUS_CONFLICT },
  { FOYER_ERROR_VERSION, SOUP_STATUS_BAD_REQUEST },
  { FOYER_ERROR_SIGNED_OUT, SOUP_STATUS_UNAUTHORIZED },
  { FOYER_ERROR_REVOKED, SOUP_STATUS_FORBIDDEN },
};

static void
desk_free (gpointer data)
{
  Desk *desk = data;

  g_object_unref (desk->hub);
  g_free (desk);
}

static void
free_fields (gpointer data)
{
  FoyerRelayVisit *self = data;

  g_object_unref (self->hub);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->message, foyer_message_unref);
  g_free (self->address);
  g_free (self->user_agent);
}

/**
 * foyer_relay_visit_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerRelayVisit *
foyer_relay_visit_ref (FoyerRelayVisit *self)
{
  return g_rc_box_acquire (self);
}

void
foyer_relay_visit_unref (FoyerRelayVisit *self)
{
  g_rc_box_release_full (self, free_fields);
}

static void
release_visit (gpointer data, GClosure *closure)
{
  foyer_relay_visit_unref (data);
}

static void
on_message_over (SoupServerMessage *message, gpointer user_data)
{
  FoyerRelayVisit *self = user_data;

  self->is_over = TRUE;
}

static void
respond (FoyerRelayVisit *self, guint status, const GString *text)
{
  if (!self->is_over) {
    foyer_relay_http_respond (self->soup, status, "application/json; charset=utf-8", text->str);
    soup_server_message_unpause (self->soup);
  }
  if (self->is_counted)
    foyer_relay_hub_get_metrics (self->hub)->visits_waiting--;
  self->is_counted = FALSE;
  g_clear_object (&self->soup);
}

/* Says in the answer, which is still to be given, when to ask again, where that is known. */
static void
tell_wait (FoyerRelayVisit *self, const GError *error)
{
  guint seconds = foyer_error_get_wait (error);

  if (seconds > 0 && !self->is_over)
    foyer_relay_http_retry_after (self->soup, seconds * G_TIME_SPAN_SECOND);
}

/* Returns FALSE where the request was refused. */
static gboolean
check_headers (SoupServerMessage *soup)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (soup);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (!g_str_equal (soup_server_message_get_method (soup), SOUP_METHOD_POST))
    foyer_relay_http_answer (soup, SOUP_STATUS_METHOD_NOT_ALLOWED, "Only POST is answered here.\n");
  else if (soup_message_headers_get_one (headers, "Origin") != NULL)
    foyer_relay_http_answer (soup, SOUP_STATUS_FORBIDDEN, "Web pages may not connect here.\n");
  else if (g_strcmp0 (type, "application/json") != 0)
    foyer_relay_http_answer (soup,
                             SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                             "The body has to be application/json.\n");
  else
    return TRUE;
  return FALSE;
}

static FoyerRelayVisit *
visit_new (const Desk *desk, SoupServerMessage *soup)
{
  FoyerRelayVisit *self = g_rc_box_new0 (FoyerRelayVisit);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (soup);

  self->hub = g_object_ref (desk->hub);
  self->soup = g_object_ref (soup);
  self->address = g_strdup (soup_server_message_get_remote_host (soup));
  self->user_agent =
      foyer_text_cut (soup_message_headers_get_one (headers, "User-Agent"), FOYER_LIMIT_USER_AGENT);
  return self;
}

/* Nobody has signed in for a visit, so that it is the address that counts. */
static gboolean
count_for_address (FoyerRelayVisit *self, GError **error)
{
  g_autofree char *when = NULL;
  gint64 wait;

  if (foyer_relay_quotas_take_once (foyer_relay_hub_get_quotas (self->hub),
                                    self->address,
                                    FOYER_RELAY_ALLOWANCE_VISITS,
                                    g_get_monotonic_time (),
                                    &wait))
    return TRUE;
  when = foyer_relay_quota_describe_wait (wait);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_RATE_LIMITED,
               "There are too many requests from your network. %s",
               when);
  foyer_error_set_wait (*error, foyer_relay_quota_round_wait (wait));
  return FALSE;
}

/* Every visit may keep a worker or another server busy until it is answered. */
static gboolean
count (FoyerRelayVisit *self, GError **error)
{
  FoyerRelayMetrics *metrics = foyer_relay_hub_get_metrics (self->hub);

  if (!count_for_address (self, error))
    return FALSE;
  if (metrics->visits_waiting < FOYER_LIMIT_VISITS_WAITING) {
    metrics->visits_waiting++;
    self->is_counted = TRUE;
    return TRUE;
  }
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_RATE_LIMITED,
                       "Too many devices are signing in. Wait a second and ask again.");
  foyer_error_set_wait (*error, 1);
  return FALSE;
}

static gboolean
read_message (FoyerRelayVisit *self, FoyerMessageKind kind, GError **error)
{
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (self->soup));
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);

  self->message = foyer_message_parse (text, length, FOYER_SENDER_VISITOR, NULL, error);
  if (self->message == NULL || self->message->kind == kind)
    return self->message != NULL;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_UNKNOWN_TYPE,
                       "A message of this type is not answered here.");
  return FALSE;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *soup,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  const Desk *desk = user_data;
  g_autoptr (FoyerRelayVisit) self = NULL;
  g_autoptr (GError) error = NULL;

  /* A body that is too long was refused already. What lies below the path comes here too. */
  if (soup_server_message_get_status (soup) != 0)
    return;
  if (!g_str_equal (path, desk->path)) {
    foyer_relay_http_answer (soup, SOUP_STATUS_NOT_FOUND, "There is nothing here.\n");
    return;
  }
  if (!check_headers (soup))
    return;
  self = visit_new (desk, soup);
  g_signal_connect_data (soup,
                         "disconnected",
                         G_CALLBACK (on_message_over),
                         foyer_relay_visit_ref (self),
                         release_visit,
                         0);
  soup_server_message_pause (soup);
  if (!count (self, &error) || !read_message (self, desk->kind, &error))
    foyer_relay_visit_fail (self, error);
  else
    desk->func (self);
}

/**
 * foyer_relay_visit_add:
 * @path: where it is asked
 * @kind: what may be asked there
 * @func: answers it
 *
 * Opens a path for visits.
 */
void
foyer_relay_visit_add (SoupServer *server,
                       FoyerRelayHub *hub,
                       const char *path,
                       FoyerMessageKind kind,
                       FoyerRelayVisitFunc func)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->hub = g_object_ref (hub);
  desk->path = path;
  desk->kind = kind;
  desk->func = func;
  soup_server_add_handler (server, path, on_request, desk, desk_free);
  foyer_relay_http_guard (server, path, FOYER_LIMIT_VISIT);
}

/**
 * foyer_relay_visit_get_hub:
 *
 * Returns: (transfer none): the hub of the relay that is visited
 */
FoyerRelayHub *
foyer_relay_visit_get_hub (FoyerRelayVisit *self)
{
  return self->hub;
}

/**
 * foyer_relay_visit_get_message:
 *
 * Returns: (transfer none): what is asked
 */
const FoyerMessage *
foyer_relay_visit_get_message (FoyerRelayVisit *self)
{
  return self->message;
}

/**
 * foyer_relay_visit_get_actor:
 * @actor: (out caller-allocates): from where it is asked; it lives as long as @self
 */
void
foyer_relay_visit_get_actor (FoyerRelayVisit *self, FoyerDbActor *actor)
{
  *actor = (FoyerDbActor){
    .staff_email = "",
    .ip_address = self->address,
    .user_agent = self->user_agent,
  };
}

static void
free_string (gpointer text)
{
  g_string_free (text, TRUE);
}

static void
work_in_worker (GTask *task, gpointer handle)
{
  FoyerRelayVisit *self = g_task_get_task_data (task);
  g_autoptr (GString) out = g_string_new (NULL);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerDbActor actor;

  foyer_relay_visit_get_actor (self, &actor);
  if (connection != NULL && self->work (connection, self->message, &actor, out, &error))
    g_task_return_pointer (task, g_steal_pointer (&out), free_string);
  else
    g_task_return_error (task, error);
}

static void
on_work_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayVisit) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_task_propagate_pointer (G_TASK (result), &error);

  if (text != NULL)
    foyer_relay_visit_answer (self, text);
  else
    foyer_relay_visit_fail (self, error);
}

/**
 * foyer_relay_visit_work:
 * @work: finds the answer
 *
 * Answers a visit by what @work says, which runs on a worker that scans and upgrades do not use.
 */
void
foyer_relay_visit_work (FoyerRelayVisit *self, FoyerRelayVisitWork work)
{
  FoyerWorker *worker = foyer_relay_hub_get_visits (self->hub);
  g_autoptr (GTask) task = g_task_new (worker, NULL, on_work_ready, foyer_relay_visit_ref (self));

  self->work = work;
  g_task_set_source_tag (task, foyer_relay_visit_work);
  g_task_set_task_data (task, self, NULL);
  foyer_worker_push (worker, g_steal_pointer (&task), work_in_worker);
}

/**
 * foyer_relay_visit_answer:
 * @text: a message
 */
void
foyer_relay_visit_answer (FoyerRelayVisit *self, const GString *text)
{
  respond (self, SOUP_STATUS_OK, text);
}

static void
refuse (FoyerRelayVisit *self, guint status, FoyerError code, const char *sentence)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_error (text, NULL, code, sentence);
  respond (self, status, text);
}

/**
 * foyer_relay_visit_refuse:
 * @error: a #FoyerError whose message is a sentence for the person at the device
 *
 * Answers with an `error`, whatever it is about.
 */
void
foyer_relay_visit_refuse (FoyerRelayVisit *self, const GError *error)
{
  FoyerDbActor actor;

  foyer_relay_visit_get_actor (self, &actor);
  tell_wait (self, error);
  if (self->message != NULL)
    foyer_relay_suspect_visit (foyer_relay_hub_get_alerts (self->hub),
                               self->message,
                               &actor,
                               error);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    if (error->code == (int)statuses[i].code) {
      refuse (self, statuses[i].status, statuses[i].code, error->message);
      return;
    }
  }
  refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, FOYER_ERROR_UNAVAILABLE, error->message);
}

/**
 * foyer_relay_visit_fail:
 * @error: what went wrong; what is no concern of the device is not repeated to it
 *
 * Answers with an `error`, and the HTTP status that fits it.
 */
void
foyer_relay_visit_fail (FoyerRelayVisit *self, const GError *error)
{
  for (guint i = 0; error->domain == FOYER_ERROR && i < G_N_ELEMENTS (statuses); i++) {
    if (error->code != (int)statuses[i].code)
      continue;
    foyer_relay_visit_refuse (self, error);
    return;
  }
  g_debug ("A visit failed: %s", error->message);
  refuse (self,
          SOUP_STATUS_SERVICE_UNAVAILABLE,
          FOYER_ERROR_UNAVAILABLE,
          "The database does not answer now; please ask again.");
}
