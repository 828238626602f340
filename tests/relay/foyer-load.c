/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-load"

#include "config.h"

#include "relay/load-connection.h"
#include "relay/load-options.h"
#include "relay/load-tally.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

/* Puts load on relays and says what came of it, as one JSON object on standard output. Desks that
 * listen have joined the event; scans are sent over the first of them, or over connections of
 * their own where nobody listens. It is one thread that does as little as it can, and says itself
 * whether it was too slow. */

#define N_EVENTS 256
/* Above this share of one processor the figures say more about the generator than the relay. */
#define BUSY_ENOUGH  0.85
#define WAIT_SECONDS 30

typedef struct {
  guint code;
  gint64 sent_at;
} Scan;

typedef struct {
  LoadOptions options;
  GPtrArray *codes;
  GPtrArray *tokens;
  GPtrArray *connections;
  guint n_scanners;
  int epoll_fd;
  LoadTally *tally;
  /* What is to be scanned, in order; with --once to its end, else round and round. */
  GArray *plan;
  GArray *scans;
  guint n_in_flight;
  guint n_ready;
  gint64 started_at;
  gint64 stop_at;
  gint64 measured_from;
  GString *text;
} Load;

static gint64
find_integer (const char *text, gsize length, const char *member)
{
  const char *at = memmem (text, length, member, strlen (member));

  return at != NULL ? g_ascii_strtoll (at + strlen (member), NULL, 10) : 0;
}

static gint64
find_last_integer (const char *text, gsize length, const char *member)
{
  gsize size = strlen (member);

  for (const char *at = text + length - size; at >= text; at--) {
    if (memcmp (at, member, size) == 0)
      return g_ascii_strtoll (at + size, NULL, 10);
  }
  return 0;
}

static gboolean
is_type (const char *text, gsize length, const char *type)
{
  gsize size = strlen (type);

  return length > size + 9 && memcmp (text + 9, type, size) == 0 && text[9 + size] == '"';
}

static void
join (Load *self, LoadConnection *connection, const char *hello, gsize length)
{
  const char *event =
      memmem (hello, length, self->options.event_id, strlen (self->options.event_id));
  g_autofree char *text = NULL;

  if (event == NULL)
    g_error ("the relay has no such event");
  connection->last_to = find_integer (event, length - (gsize)(event - hello), "\"seq\":");
  text =
      g_strdup_printf ("{\"type\":\"join_verification_room\",\"id\":\"join\",\"event_id\":\"%s\","
                       "\"since\":%" G_GINT64_FORMAT "}",
                       self->options.event_id,
                       connection->last_to);
  load_connection_send (connection, text, strlen (text));
}

static void
take_verdict (Load *self, LoadConnection *connection, const char *text, gsize length, gint64 now)
{
  gint64 number = find_integer (text, length, "\"re\":\"");
  const char *outcome = memmem (text, length, "\"outcome\":\"", 11);
  const Scan *scan;

  g_assert (number >= 0 && number < self->scans->len && outcome != NULL);
  scan = &g_array_index (self->scans, Scan, number);
  connection->in_flight--;
  self->n_in_flight--;
  load_tally_add_verdict (self->tally,
                          scan->code,
                          outcome + 11,
                          find_last_integer (text, length, "\"seq\":"),
                          scan->sent_at,
                          now);
}

static void
on_message (LoadConnection *connection,
            const char *text,
            gsize length,
            gint64 now,
            gpointer user_data)
{
  Load *self = user_data;

  if (is_type (text, length, "verdict")) {
    take_verdict (self, connection, text, length, now);
  } else if (is_type (text, length, "ticket_verified")) {
    gint64 from = find_integer (text, length, "\"from\":");
    gint64 to = find_integer (text, length, "\"to\":");

    load_tally_add_changes (self->tally, connection->last_to + 1, from, to, now);
    connection->last_to = to;
  } else if (is_type (text, length, "hello")) {
    if (connection->is_listening)
      join (self, connection, text, length);
    else
      self->n_ready++;
  } else if (is_type (text, length, "room_joined")) {
    self->n_ready++;
  } else if (is_type (text, length, "error")) {
    load_tally_add_error (self->tally);
    if (connection->in_flight > 0) {
      connection->in_flight--;
      self->n_in_flight--;
    }
  }
}

static void
send_scan (Load *self, LoadConnection *connection)
{
  guint position = self->scans->len % self->plan->len;
  Scan scan = { g_array_index (self->plan, guint, position), g_get_monotonic_time () };
  g_autofree char *scan_id = g_uuid_string_random ();

  g_string_printf (self->text,
                   "{\"type\":\"verify_ticket\",\"id\":\"%u\",\"event_id\":\"%s\",\"scan_id\":\"%"
                   "s\","
                   "\"code\":\"%s\",\"direction\":\"entry\"}",
                   self->scans->len,
                   self->options.event_id,
                   scan_id,
                   (const char *)g_ptr_array_index (self->codes, scan.code));
  g_array_append_val (self->scans, scan);
  connection->in_flight++;
  self->n_in_flight++;
  load_connection_send (connection, self->text->str, self->text->len);
}

/* How many scans may be on their way now. */
static guint
get_allowance (const Load *self)
{
  gint64 elapsed = g_get_monotonic_time () - self->started_at;
  guint room = (guint)self->options.in_flight - self->n_in_flight;
  gint64 due;

  if (self->options.once && self->scans->len + room > self->plan->len)
    room = self->plan->len - self->scans->len;
  if (self->options.rate == 0)
    return room;
  due = elapsed * self->options.rate / G_TIME_SPAN_SECOND - self->scans->len;
  return (guint)CLAMP (due, 0, room);
}

static void
send_scans (Load *self)
{
  guint per_connection = ((guint)self->options.in_flight + self->n_scanners - 1) / self->n_scanners;
  guint allowance = get_allowance (self);

  for (guint i = 0; i < self->n_scanners && allowance > 0; i++) {
    LoadConnection *connection =
        g_ptr_array_index (self->connections, (self->scans->len + i) % self->n_scanners);

    while (connection->in_flight < per_connection && allowance > 0) {
      send_scan (self, connection);
      allowance--;
      if (self->options.rate > 0)
        break;
    }
  }
  for (guint i = 0; i < self->n_scanners; i++)
    load_connection_flush (g_ptr_array_index (self->connections, i));
}

static void
turn (Load *self, int timeout_ms)
{
  struct epoll_event events[N_EVENTS];
  int n = epoll_wait (self->epoll_fd, events, N_EVENTS, timeout_ms);

  for (int i = 0; i < n; i++) {
    LoadConnection *connection = events[i].data.ptr;
    g_autoptr (GError) error = NULL;

    if (!load_connection_read (connection, on_message, self, &error)) {
      fprintf (stderr, "foyer-load: connection %u: %s\n", connection->number, error->message);
      exit (EXIT_FAILURE);
    }
    load_connection_flush (connection);
  }
}

static GPtrArray *
read_lines (const char *file)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  if (!g_file_get_contents (file, &text, NULL, &error)) {
    fprintf (stderr, "foyer-load: %s\n", error->message);
    exit (EXIT_FAILURE);
  }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    /* foyerctl prints `ID<TAB>CODE`. */
    const char *tab = strchr (lines[i], '\t');

    if (*lines[i] != '\0')
      g_ptr_array_add (values, g_strstrip (g_strdup (tab != NULL ? tab + 1 : lines[i])));
  }
  return values;
}

static GSocketAddress *
parse_url (const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, &error);
  GSocketAddress *address = NULL;

  if (uri != NULL)
    address =
        g_inet_socket_address_new_from_string (g_uri_get_host (uri), (guint)g_uri_get_port (uri));
  if (address == NULL) {
    fprintf (stderr, "foyer-load: %s is no ws://ADDRESS:PORT\n", url);
    exit (EXIT_FAILURE);
  }
  return address;
}

static void
connect_all (Load *self, guint n_connections, guint n_listeners)
{
  guint n_urls = g_strv_length (self->options.urls);

  for (guint i = 0; i < n_connections; i++) {
    g_autoptr (GSocketAddress) address = parse_url (self->options.urls[i % n_urls]);
    g_autoptr (GError) error = NULL;
    const char *token = g_ptr_array_index (self->tokens, i % self->tokens->len);
    LoadConnection *connection = load_connection_open (address, token, &error);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };

    if (connection == NULL) {
      fprintf (stderr, "foyer-load: cannot connect: %s\n", error->message);
      exit (EXIT_FAILURE);
    }
    connection->number = i;
    connection->is_listening = i < n_listeners;
    g_ptr_array_add (self->connections, connection);
    epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, connection->fd, &event);
  }
}

static void
wait_until_ready (Load *self)
{
  gint64 give_up = g_get_monotonic_time () + WAIT_SECONDS * G_TIME_SPAN_SECOND;

  while (self->n_ready < self->connections->len) {
    turn (self, 100);
    if (g_get_monotonic_time () > give_up) {
      fprintf (stderr,
               "foyer-load: only %u of %u connections became ready\n",
               self->n_ready,
               self->connections->len);
      exit (EXIT_FAILURE);
    }
  }
}

/* Every code once, and so many percent of them again; shuffled, so that twins meet. */
static void
make_plan (Load *self)
{
  guint n = self->codes->len + self->codes->len * (guint)self->options.duplicates / 100;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n; i++) {
    guint code =
        i < self->codes->len ? i : (guint)g_rand_int_range (random, 0, (int)self->codes->len);

    g_array_append_val (self->plan, code);
  }
  for (guint i = n; self->options.duplicates > 0 && i > 1; i--) {
    guint other = (guint)g_rand_int_range (random, 0, (int)i);
    guint *codes = &g_array_index (self->plan, guint, 0);
    guint code = codes[i - 1];

    codes[i - 1] = codes[other];
    codes[other] = code;
  }
}

static gboolean
is_over (const Load *self)
{
  if (self->options.once)
    return self->scans->len >= self->plan->len && self->n_in_flight == 0;
  return g_get_monotonic_time () >= self->stop_at;
}

static void
settle (Load *self)
{
  gint64 give_up = g_get_monotonic_time () + WAIT_SECONDS * G_TIME_SPAN_SECOND;

  while ((self->n_in_flight > 0 || !load_tally_is_complete (self->tally)) &&
         g_get_monotonic_time () < give_up)
    turn (self, 20);
}

static void
warm_up (Load *self)
{
  self->started_at = g_get_monotonic_time ();
  self->stop_at = self->started_at + (gint64)(self->options.warm_up * G_TIME_SPAN_SECOND);
  while (g_get_monotonic_time () < self->stop_at) {
    send_scans (self);
    turn (self, self->options.rate > 0 ? 1 : 100);
  }
  settle (self);
  load_tally_begin (self->tally);
  self->started_at = g_get_monotonic_time ();
}

static void
measure (Load *self)
{
  guint pid = (guint)self->options.relay_pid;
  guint64 before;
  double own_cpu;
  double relay_cpu;
  double seconds;
  double settled;

  if (self->options.warm_up > 0)
    warm_up (self);
  before = load_tally_get_n_verdicts (self->tally);
  own_cpu = load_cpu_seconds ((guint)getpid ());
  relay_cpu = load_cpu_seconds (pid);
  /* A fixed rate counts from here, less what warming up has sent already. */
  self->started_at = g_get_monotonic_time ();
  if (self->options.rate > 0)
    self->started_at -= (gint64)self->scans->len * G_TIME_SPAN_SECOND / self->options.rate;
  self->measured_from = g_get_monotonic_time ();
  self->stop_at = self->measured_from + (gint64)(self->options.seconds * G_TIME_SPAN_SECOND);
  while (!is_over (self)) {
    send_scans (self);
    turn (self, self->options.rate > 0 ? 1 : 100);
  }
  seconds = (double)(g_get_monotonic_time () - self->measured_from) / G_TIME_SPAN_SECOND;
  settle (self);
  settled = (double)(g_get_monotonic_time () - self->measured_from) / G_TIME_SPAN_SECOND;
  own_cpu = load_cpu_seconds ((guint)getpid ()) - own_cpu;
  relay_cpu = load_cpu_seconds (pid) - relay_cpu;
  before = MAX (1, load_tally_get_n_verdicts (self->tally) - before);
  g_string_assign (self->text, "{");
  load_tally_write (self->tally, self->text, seconds);
  g_string_append_printf (self->text,
                          ", \"relay_cpu_seconds\": %.3f, \"relay_cpu_seconds_per_1000\": %.4f"
                          ", \"generator_cpu_seconds\": %.3f, \"generator_busy\": %.3f"
                          ", \"generator_is_bottleneck\": %s}",
                          relay_cpu,
                          relay_cpu * 1000 / (double)before,
                          own_cpu,
                          own_cpu / settled,
                          own_cpu / settled > BUSY_ENOUGH ? "true" : "false");
}

/* What an open connection costs that does nothing. */
static void
measure_idle (Load *self, guint64 resident_before)
{
  gint64 until = g_get_monotonic_time () + (gint64)(self->options.seconds * G_TIME_SPAN_SECOND);
  double cpu = load_cpu_seconds ((guint)self->options.relay_pid);
  guint64 resident;

  while (g_get_monotonic_time () < until)
    turn (self, 100);
  resident = load_resident_kib ((guint)self->options.relay_pid);
  g_string_printf (self->text,
                   "{\"connections\": %u, \"relay_kib_before\": %" G_GUINT64_FORMAT
                   ", \"relay_kib\": %" G_GUINT64_FORMAT
                   ", \"kib_per_connection\": %.2f, \"relay_cpu_share\": %.4f}",
                   self->connections->len,
                   resident_before,
                   resident,
                   (double)((gint64)resident - (gint64)resident_before) / self->connections->len,
                   (load_cpu_seconds ((guint)self->options.relay_pid) - cpu) /
                       self->options.seconds);
}

static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
  }
}

static guint64
connect_desks (Load *self)
{
  guint listeners = (guint)self->options.listeners;
  guint64 resident = load_resident_kib ((guint)self->options.relay_pid);

  self->n_scanners = listeners > 0 ? MIN ((guint)self->options.in_flight, listeners)
                                   : (guint)self->options.in_flight;
  connect_all (self, listeners > 0 ? listeners : self->n_scanners, listeners);
  wait_until_ready (self);
  return resident;
}

int
main (int argc, char **argv)
{
  Load self = { .options = { .in_flight = 1, .seconds = 5 } };
  guint64 resident;
  gboolean is_right = TRUE;

  load_options_parse (&self.options, argc, argv);
  raise_descriptor_limit ();
  self.tokens = read_lines (self.options.token_file);
  self.codes = self.options.idle ? g_ptr_array_new () : read_lines (self.options.code_file);
  if (self.tokens->len == 0 || (!self.options.idle && self.codes->len == 0)) {
    fprintf (stderr, "foyer-load: a file is empty\n");
    return 2;
  }
  self.connections = g_ptr_array_new_with_free_func ((GDestroyNotify)load_connection_free);
  self.plan = g_array_new (FALSE, FALSE, sizeof (guint));
  self.scans = g_array_new (FALSE, FALSE, sizeof (Scan));
  self.text = g_string_new (NULL);
  self.tally = load_tally_new (self.codes->len, (guint)self.options.listeners);
  self.epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  make_plan (&self);
  resident = connect_desks (&self);
  if (self.options.idle) {
    measure_idle (&self, resident);
  } else {
    measure (&self);
    is_right = !self.options.once || (load_tally_is_right (self.tally, TRUE) &&
                                      load_tally_get_n_errors (self.tally) == 0);
  }
  puts (self.text->str);
  g_ptr_array_unref (self.connections);
  g_ptr_array_unref (self.codes);
  g_ptr_array_unref (self.tokens);
  g_array_unref (self.plan);
  g_array_unref (self.scans);
  g_string_free (self.text, TRUE);
  load_tally_free (self.tally);
  load_options_clear (&self.options);
  close (self.epoll_fd);
  return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
