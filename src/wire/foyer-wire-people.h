/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-member.h"
#include "model/foyer-session-info.h"
#include "wire/foyer-wire-sign-in.h"

G_BEGIN_DECLS

/* What visitors say. */
char *foyer_wire_encode_sign_in_with_passphrase (const FoyerProofShown *proof,
                                                 const char *email,
                                                 const char *passphrase);
char *foyer_wire_encode_accept_invitation (const FoyerProofShown *proof,
                                           const char *code,
                                           const char *passphrase);

/* What devices say. */
char *foyer_wire_encode_list_sessions (const char *id, const char *staff_email);
char *foyer_wire_encode_end_session (const char *id,
                                     const char *request_id,
                                     const char *session_id);
char *foyer_wire_encode_end_all_sessions (const char *id,
                                          const char *request_id,
                                          const char *staff_email);
char *foyer_wire_encode_invite_staff (const char *id,
                                      const char *request_id,
                                      const FoyerStaff *staff,
                                      const char *event_id);
char *foyer_wire_encode_list_staff (const char *id, const char *after);
char *foyer_wire_encode_remove_staff (const char *id, const char *request_id, const char *email);
char *foyer_wire_encode_set_staff_role (const char *id,
                                        const char *request_id,
                                        const char *email,
                                        const char *event_id,
                                        const FoyerRole *role);

/* What relays say. */
void foyer_wire_write_sessions_listed (GString *out, const char *re, const GPtrArray *sessions);
GPtrArray *foyer_wire_read_sessions_listed (const FoyerMessage *message);
void foyer_wire_write_staff_invited (GString *out,
                                     const char *re,
                                     const char *code,
                                     FoyerTime expires);
void foyer_wire_write_staff_listed (GString *out,
                                    const char *re,
                                    const GPtrArray *members,
                                    gboolean more);
GPtrArray *foyer_wire_read_staff_listed (const FoyerMessage *message);

G_END_DECLS
