/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-signed-heads"

#include "config.h"

#include "model/foyer-signed-heads.h"

#include "base/foyer-value.h"

#include <string.h>

/* The newest heads of an event, as they go to the desks and come back from them. */

static void
free_fields (gpointer data)
{
  FoyerSignedHeads *self = data;

  g_free (self->event_id);
  g_ptr_array_unref (self->heads);
  foyer_key_ring_unref (self->keys);
}

FOYER_DEFINE_VALUE (FoyerSignedHeads, foyer_signed_heads, free_fields)

/**
 * foyer_signed_heads_new:
 * @fields: what it holds; it is copied or referenced
 *
 * Returns: (transfer full): a new value
 */
FoyerSignedHeads *
foyer_signed_heads_new (const FoyerSignedHeads *fields)
{
  FoyerSignedHeads *self = g_atomic_rc_box_new0 (FoyerSignedHeads);

  self->event_id = g_strdup (fields->event_id);
  self->epoch = fields->epoch;
  self->heads = g_ptr_array_ref (fields->heads);
  self->keys = foyer_key_ring_ref (fields->keys);
  return self;
}

/**
 * foyer_signed_heads_get:
 *
 * Returns: (transfer none) (nullable): the head of that chain
 */
FoyerSignedHead *
foyer_signed_heads_get (const FoyerSignedHeads *self, FoyerChain chain)
{
  for (guint i = 0; i < self->heads->len; i++) {
    FoyerSignedHead *head = g_ptr_array_index (self->heads, i);

    if (head->chain == chain)
      return head;
  }
  return NULL;
}

static gboolean
has_key (const FoyerKeyRing *keys, guint32 number, const guint8 *public_key)
{
  const guint8 *found = foyer_key_ring_get (keys, number);

  return found != NULL && memcmp (found, public_key, FOYER_PUBLIC_KEY_BYTES) == 0;
}

static gboolean
are_keys_equal (const FoyerKeyRing *one, const FoyerKeyRing *other)
{
  guint n = foyer_key_ring_get_size (one);

  if (foyer_key_ring_get_size (other) != n)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    guint32 number = foyer_key_ring_get_number (one, i);

    if (!has_key (other, number, foyer_key_ring_get (one, number)))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_signed_heads_equal:
 *
 * Returns: whether both say the same
 */
gboolean
foyer_signed_heads_equal (const FoyerSignedHeads *self, const FoyerSignedHeads *other)
{
  if (g_strcmp0 (self->event_id, other->event_id) != 0 || self->epoch != other->epoch ||
      self->heads->len != other->heads->len || !are_keys_equal (self->keys, other->keys))
    return FALSE;
  for (guint i = 0; i < self->heads->len; i++) {
    const FoyerSignedHead *one = g_ptr_array_index (self->heads, i);
    const FoyerSignedHead *two = g_ptr_array_index (other->heads, i);

    if (memcmp (one->signature, two->signature, sizeof one->signature) != 0)
      return FALSE;
  }
  return TRUE;
}

/* The keys of both; what a number stands for does not change. */
static FoyerKeyRing *
merge_keys (const FoyerKeyRing *kept, const FoyerKeyRing *shown)
{
  FoyerKeyRing *keys = foyer_key_ring_new ();

  for (guint i = 0; kept != NULL && i < foyer_key_ring_get_size (kept); i++) {
    guint32 number = foyer_key_ring_get_number (kept, i);

    foyer_key_ring_add (keys, number, foyer_key_ring_get (kept, number));
  }
  for (guint i = 0; i < foyer_key_ring_get_size (shown); i++) {
    guint32 number = foyer_key_ring_get_number (shown, i);

    if (foyer_key_ring_get (keys, number) == NULL)
      foyer_key_ring_add (keys, number, foyer_key_ring_get (shown, number));
  }
  return keys;
}

static gboolean
is_newer (const FoyerSignedHead *head, const FoyerSignedHeads *kept)
{
  const FoyerSignedHead *known = kept != NULL ? foyer_signed_heads_get (kept, head->chain) : NULL;

  return known == NULL || head->row_no > known->row_no;
}

static void
add_others (GPtrArray *heads, const FoyerSignedHeads *kept)
{
  FoyerSignedHeads found = { .heads = heads };

  for (guint i = 0; i < kept->heads->len; i++) {
    FoyerSignedHead *head = g_ptr_array_index (kept->heads, i);

    if (foyer_signed_heads_get (&found, head->chain) == NULL)
      g_ptr_array_add (heads, foyer_signed_head_ref (head));
  }
}

/**
 * foyer_signed_heads_merge:
 * @kept: (nullable): what was kept until now
 * @shown: what a relay has handed out
 *
 * Says what is to be kept from now on: of each chain the longest, because one that has become
 * shorter is what heads are kept for; and nothing of @shown that is not signed by a key that was
 * known or is new. Another epoch begins anew.
 *
 * Returns: (transfer full): @kept itself where there is nothing newer
 */
FoyerSignedHeads *
foyer_signed_heads_merge (FoyerSignedHeads *kept, const FoyerSignedHeads *shown)
{
  gboolean is_anew = kept == NULL || shown->epoch > kept->epoch;
  g_autoptr (FoyerKeyRing) keys = merge_keys (kept != NULL ? kept->keys : NULL, shown->keys);
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHeads fields = { shown->event_id, shown->epoch, heads, keys };

  if (!is_anew && shown->epoch < kept->epoch)
    return foyer_signed_heads_ref (kept);
  for (guint i = 0; i < shown->heads->len; i++) {
    FoyerSignedHead *head = g_ptr_array_index (shown->heads, i);

    if (foyer_signed_head_check (head, keys) && is_newer (head, is_anew ? NULL : kept))
      g_ptr_array_add (heads, foyer_signed_head_ref (head));
  }
  if (kept != NULL && heads->len == 0)
    return foyer_signed_heads_ref (kept);
  if (!is_anew)
    add_others (heads, kept);
  return foyer_signed_heads_new (&fields);
}
