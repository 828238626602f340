/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-chain-walk"

#include "config.h"

#include "db/foyer-db-chain-walk.h"

#include <string.h>

/* Which fields a row of each chain has, in the order in which they are hashed, and whether a row is
 * the one that was written after the row before it. Values are the texts of foyer-db-chain.c.
 *
 * The last three fields of a log row are hashed only where it has one of them, which is where a
 * desk had judged by itself: a row that has them and was hashed without is no right one. */

static const char *const log_fields[] = {
  "event_id",   "id",          "log_no",    "ticket_id", "list_id",        "staff_email",
  "device_id",  "device_name", "action",    "timestamp", "ip_address",     "user_agent",
  "scan_id",    "scan_sha256", "direction", "outcome",   "reason",         "explanation",
  "earlier_id", "scanned_at",  "seq",       "offline",   "device_verdict", "clock_error_ms",
};
#define LOG_AT_NUMBER  2
#define LOG_AT_OFFLINE 21

static const char *const audit_fields[] = {
  "id",        "event_id",   "audit_no", "act",       "staff_email",
  "device_id", "ip_address", "details",  "timestamp",
};
#define AUDIT_AT_NUMBER 2

G_STATIC_ASSERT (G_N_ELEMENTS (log_fields) <= FOYER_DB_CHAIN_MAX_FIELDS);

static const struct {
  const char *const *fields;
  guint n_fields;
  guint at_number;
} chains[] = {
  [FOYER_CHAIN_LOG] = { log_fields, G_N_ELEMENTS (log_fields), LOG_AT_NUMBER },
  [FOYER_CHAIN_AUDIT] = { audit_fields, G_N_ELEMENTS (audit_fields), AUDIT_AT_NUMBER },
  [FOYER_CHAIN_INSTALLATION] = { audit_fields, G_N_ELEMENTS (audit_fields), AUDIT_AT_NUMBER },
};

/**
 * foyer_db_chain_get_fields:
 *
 * Returns: (transfer none): the names of a row's fields, in the order in which they are hashed
 */
const char *const *
foyer_db_chain_get_fields (FoyerChain chain)
{
  return chains[chain].fields;
}

guint
foyer_db_chain_get_n_fields (FoyerChain chain)
{
  return chains[chain].n_fields;
}

/* What people call a chain, in the middle of a sentence. */
static char *
describe (FoyerChain chain, const char *event_id)
{
  switch (chain) {
  case FOYER_CHAIN_LOG:
    return g_strdup_printf ("the verification log of event %s", event_id);
  case FOYER_CHAIN_AUDIT:
    return g_strdup_printf ("the audit log of event %s", event_id);
  case FOYER_CHAIN_INSTALLATION:
  default:
    return g_strdup ("the installation’s audit log");
  }
}

static int
compare_heads (gconstpointer a, gconstpointer b)
{
  const FoyerSignedHead *one = *(const FoyerSignedHead *const *)a;
  const FoyerSignedHead *other = *(const FoyerSignedHead *const *)b;

  return (one->row_no > other->row_no) - (one->row_no < other->row_no);
}

/**
 * foyer_db_chain_walk_begin:
 * @self: (out caller-allocates): a walk that has not taken a step
 * @event_id: (nullable): whose chain it is; %NULL for the installation's
 * @heads: (element-type FoyerSignedHead): signed heads of any chains; those of this one count
 * @keys: the keys that may have signed them; they must outlive the walk
 */
void
foyer_db_chain_walk_begin (FoyerDbChainWalk *self,
                           FoyerChain chain,
                           const char *event_id,
                           const GPtrArray *heads,
                           const FoyerKeyRing *keys)
{
  *self = (FoyerDbChainWalk){ .chain = chain, .event_id = g_strdup (event_id), .keys = keys };
  self->heads = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  for (guint i = 0; i < heads->len; i++) {
    FoyerSignedHead *head = g_ptr_array_index (heads, i);

    if (foyer_signed_head_is_of (head, chain, event_id))
      g_ptr_array_add (self->heads, foyer_signed_head_ref (head));
  }
  g_ptr_array_sort (self->heads, compare_heads);
}

void
foyer_db_chain_walk_clear (FoyerDbChainWalk *self)
{
  g_free (self->event_id);
  g_free (self->problem);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
}

static gboolean G_GNUC_PRINTF (2, 3) fail (FoyerDbChainWalk *self, const char *format, ...)
{
  g_autofree char *chain = describe (self->chain, self->event_id);
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->problem = g_strdup_printf ("In %s, %s.", chain, what);
  return FALSE;
}

static gboolean
fail_unsigned (FoyerDbChainWalk *self, const FoyerSignedHead *head)
{
  return fail (self,
               "the head of row %" G_GINT64_FORMAT " is not signed by this installation",
               head->row_no);
}

/* Heads of the place where the walk is: a head that was signed says what is here. */
static gboolean
meet_heads (FoyerDbChainWalk *self)
{
  for (; self->next_head < self->heads->len; self->next_head++) {
    const FoyerSignedHead *head = g_ptr_array_index (self->heads, self->next_head);

    if (head->row_no > self->n_rows)
      return TRUE;
    if (!foyer_signed_head_check (head, self->keys))
      return fail_unsigned (self, head);
    if (memcmp (head->row_hash, self->hash, sizeof self->hash) != 0)
      return fail (self,
                   "row %" G_GINT64_FORMAT " is not the one whose hash was signed",
                   head->row_no);
  }
  return TRUE;
}

static guint
count_hashed (const FoyerDbChainWalk *self, const char *const *values)
{
  if (self->chain == FOYER_CHAIN_LOG && g_strcmp0 (values[LOG_AT_OFFLINE], "t") != 0 &&
      values[LOG_AT_OFFLINE + 1] == NULL && values[LOG_AT_OFFLINE + 2] == NULL)
    return LOG_AT_OFFLINE;
  return chains[self->chain].n_fields;
}

/**
 * foyer_db_chain_walk_take:
 * @values: (array) (element-type utf8): the fields of the next row, in their order; some are %NULL.
 *   After them what the row says that the row before it hashed to, as PostgreSQL writes it
 *
 * Returns: whether it is the row that was written next; after %FALSE the walk is over
 */
gboolean
foyer_db_chain_walk_take (FoyerDbChainWalk *self, const char *const *values)
{
  const char *previous_hash = values[chains[self->chain].n_fields];
  const char *number = values[chains[self->chain].at_number];
  guint8 previous[FOYER_DB_CHAIN_BYTES];
  guint n_hashed = count_hashed (self, values);
  FoyerDbChain hash;

  if (!meet_heads (self))
    return FALSE;
  if (number == NULL || g_ascii_strtoll (number, NULL, 10) != self->n_rows + 1)
    return fail (self,
                 "after row %" G_GINT64_FORMAT " comes row %s",
                 self->n_rows,
                 number != NULL ? number : "without a number");
  if (!foyer_db_chain_parse (previous_hash, previous) ||
      memcmp (previous, self->hash, sizeof previous) != 0)
    return fail (self,
                 "row %" G_GINT64_FORMAT " is not what it was when row %s was written after it",
                 self->n_rows,
                 number);
  foyer_db_chain_begin (&hash, self->hash);
  for (guint i = 0; i < n_hashed; i++)
    foyer_db_chain_add_text (&hash, values[i]);
  foyer_db_chain_end (&hash, self->hash);
  self->n_rows++;
  return TRUE;
}

static gboolean
fail_missing (FoyerDbChainWalk *self, gint64 last)
{
  return fail (self,
               "the rows after %" G_GINT64_FORMAT " are missing: there were %" G_GINT64_FORMAT,
               self->n_rows,
               last);
}

/**
 * foyer_db_chain_walk_end:
 *
 * There are no more rows.
 *
 * Returns: whether none was signed that has not come
 */
gboolean
foyer_db_chain_walk_end (FoyerDbChainWalk *self)
{
  const FoyerSignedHead *last;

  if (!meet_heads (self))
    return FALSE;
  if (self->next_head == self->heads->len)
    return TRUE;
  last = g_ptr_array_index (self->heads, self->heads->len - 1);
  if (!foyer_signed_head_check (last, self->keys))
    return fail_unsigned (self, last);
  return fail_missing (self, last->row_no);
}

/**
 * foyer_db_chain_walk_meet_end:
 * @row_no: the last row of the chain, by who added it
 * @row_hash: its hash
 *
 * Returns: whether that is the last row that has come
 */
gboolean
foyer_db_chain_walk_meet_end (FoyerDbChainWalk *self,
                              gint64 row_no,
                              const guint8 row_hash[FOYER_DB_CHAIN_BYTES])
{
  if (row_no > self->n_rows)
    return fail_missing (self, row_no);
  if (row_no < self->n_rows)
    return fail (self,
                 "there are %" G_GINT64_FORMAT " rows, and %" G_GINT64_FORMAT " were written",
                 self->n_rows,
                 row_no);
  if (memcmp (row_hash, self->hash, sizeof self->hash) != 0)
    return fail (self, "the last row, row %" G_GINT64_FORMAT ", is not what it was", row_no);
  return TRUE;
}
