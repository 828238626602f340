/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayAllowance:
 * @FOYER_RELAY_ALLOWANCE_DEVICE: messages of a device, in all its sessions
 * @FOYER_RELAY_ALLOWANCE_SESSION: messages of a session, on all its sockets
 * @FOYER_RELAY_ALLOWANCE_SEARCHES: searches of a device
 * @FOYER_RELAY_ALLOWANCE_SYNCS: messages of a device with late scans
 * @FOYER_RELAY_ALLOWANCE_REFUSALS: messages of a device that are too many and still answered
 * @FOYER_RELAY_ALLOWANCE_VISITS: visits from an address
 * @FOYER_RELAY_ALLOWANCE_WRONG_TOKENS: tokens from an address that sign nobody in
 *
 * What somebody may do so often.
 */
typedef enum {
  FOYER_RELAY_ALLOWANCE_DEVICE,
  FOYER_RELAY_ALLOWANCE_SESSION,
  FOYER_RELAY_ALLOWANCE_SEARCHES,
  FOYER_RELAY_ALLOWANCE_SYNCS,
  FOYER_RELAY_ALLOWANCE_REFUSALS,
  FOYER_RELAY_ALLOWANCE_VISITS,
  FOYER_RELAY_ALLOWANCE_WRONG_TOKENS,
} FoyerRelayAllowance;

#define FOYER_RELAY_N_ALLOWANCES (FOYER_RELAY_ALLOWANCE_WRONG_TOKENS + 1)

/* Kinds of whom they are for. */
#define FOYER_RELAY_QUOTA_DEVICE  "device"
#define FOYER_RELAY_QUOTA_SESSION "session"
#define FOYER_RELAY_QUOTA_ADDRESS "address"

typedef struct _FoyerRelayQuota FoyerRelayQuota;
typedef struct _FoyerRelayQuotas FoyerRelayQuotas;

FoyerRelayQuotas *foyer_relay_quotas_new (void);
void foyer_relay_quotas_free (FoyerRelayQuotas *self);
void foyer_relay_quotas_tidy (FoyerRelayQuotas *self, gint64 now);
guint foyer_relay_quotas_get_size (const FoyerRelayQuotas *self);

/* Who is there for a while. */
FoyerRelayQuota *foyer_relay_quotas_enter (FoyerRelayQuotas *self,
                                           const char *kind,
                                           const char *name);
void foyer_relay_quota_leave (FoyerRelayQuota *self);
guint foyer_relay_quotas_count (const FoyerRelayQuotas *self, const char *kind, const char *name);
gboolean foyer_relay_quota_take (FoyerRelayQuota *self,
                                 FoyerRelayAllowance allowance,
                                 gint64 now,
                                 gint64 *wait);

/* Who is not. */
gboolean foyer_relay_quotas_take_once (FoyerRelayQuotas *self,
                                       const char *address,
                                       FoyerRelayAllowance allowance,
                                       gint64 now,
                                       gint64 *wait);
gboolean foyer_relay_quotas_may_show (FoyerRelayQuotas *self,
                                      const char *token,
                                      const char *address,
                                      gint64 now,
                                      gint64 *wait);
void foyer_relay_quotas_judge (FoyerRelayQuotas *self,
                               const char *token,
                               const char *address,
                               gboolean is_right,
                               gint64 now);

guint foyer_relay_quota_round_wait (gint64 wait);
char *foyer_relay_quota_describe_wait (gint64 wait);

G_END_DECLS
