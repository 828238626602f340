/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerDbActor:
 * @staff_email: who does it: a staff member's address, or `foyerctl` for the operator
 * @device_id: (nullable): on which device
 * @device_name: (nullable): what people call that device
 * @session_id: (nullable): in which session; %NULL for the operator and for who is not signed in
 * @ip_address: (nullable): from where; what is no IP address is not recorded
 * @user_agent: (nullable): with what program
 *
 * Who acts, as the logs record it. Borrowed texts: it lives as long as they do.
 */
typedef struct {
  const char *staff_email;
  const char *device_id;
  const char *device_name;
  const char *session_id;
  const char *ip_address;
  const char *user_agent;
} FoyerDbActor;

G_END_DECLS
