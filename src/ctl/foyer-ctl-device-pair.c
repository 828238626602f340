/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-device-pair"

#include "config.h"

#include "base/foyer-uuid.h"
#include "ctl/foyer-ctl-call.h"
#include "ctl/foyer-ctl-picture.h"
#include "db/foyer-db-pairings.h"
#include "model/foyer-pairing.h"
#include "wire/foyer-json-writer.h"

/* foyerctl device pair: a code that lets one device in. */

static void
print (FoyerCtlCall *call, const FoyerDbPairingCode *code)
{
  FoyerJsonWriter writer = { .out = call->out };
  g_autofree char *groups = foyer_pairing_code_group (code->code);
  g_autofree char *expires = foyer_time_format (code->expires);

  if (!call->json) {
    g_string_append_printf (call->out, "%s\n%s\nGood until %s\n", code->text, groups, expires);
    return;
  }
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "text", code->text);
  foyer_json_writer_add_string (&writer, "code", groups);
  foyer_json_writer_add_time (&writer, "expires", code->expires);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
}

gboolean
foyer_ctl_device_pair (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  const char *path = foyer_ctl_call_get_text (call, "qr");
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerDbPairingCode) code = NULL;
  FoyerDbPairing pairing = {
    .post = {
      .device_name = foyer_ctl_call_get_text (call, "name"),
      .event_id = foyer_ctl_call_get_text (call, "event"),
      .list_id = foyer_ctl_call_get_text (call, "list"),
      .gate = foyer_ctl_call_get_text (call, "gate"),
    },
    .device_id = foyer_ctl_call_get_text (call, "device"),
    .approve = foyer_ctl_call_has (call, "approve"),
  };

  if (connection != NULL)
    code = foyer_db_pairing_create (connection,
                                    request_id,
                                    &pairing,
                                    foyer_ctl_call_get_actor (call),
                                    error);
  if (code == NULL || (path != NULL && !foyer_ctl_picture_save (path, code->text, error)))
    return FALSE;
  print (call, code);
  return TRUE;
}
