/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-pairing"

#include "config.h"

#include "wire/foyer-wire-pairing.h"

#include "model/foyer-proof.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* How devices come to be known, from and to the values of room `model`. */

static char *
end (FoyerJsonWriter *writer)
{
  foyer_wire_end (writer);
  return g_string_free (writer->out, FALSE);
}

/**
 * foyer_wire_encode_enrol:
 * @code: the pairing code
 * @key: the device's key
 * @name: what it would like to be called
 * @app_version: (nullable): the version of the application on it
 *
 * Returns: (transfer full): an `enrol_device`
 */
char *
foyer_wire_encode_enrol (const char *code,
                         const FoyerSigningKey *key,
                         const char *name,
                         const char *app_version)
{
  FoyerJsonWriter writer = foyer_wire_begin (g_string_new (NULL), FOYER_MESSAGE_KIND_ENROL_DEVICE);
  g_autofree char *public_key = g_base64_encode (key->public_key, sizeof key->public_key);
  g_autofree char *proof = foyer_proof_sign (key, FOYER_PROOF_ENROL, code);

  foyer_json_writer_add_string (&writer, "code", code);
  foyer_json_writer_add_string (&writer, "public_key", public_key);
  foyer_json_writer_add_string (&writer, "name", name);
  foyer_json_writer_add_string (&writer, "app_version", app_version);
  foyer_json_writer_add_string (&writer, "proof", proof);
  return end (&writer);
}

static char *
encode_proof (FoyerMessageKind kind,
              FoyerProofPurpose purpose,
              const char *device_id,
              const FoyerSigningKey *key,
              const char *challenge)
{
  FoyerJsonWriter writer = foyer_wire_begin (g_string_new (NULL), kind);
  g_autofree char *proof = foyer_proof_sign (key, purpose, challenge);

  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_string (&writer, "challenge", challenge);
  foyer_json_writer_add_string (&writer, "proof", proof);
  return end (&writer);
}

/**
 * foyer_wire_encode_device_status:
 *
 * Returns: (transfer full): a `get_device_status`
 */
char *
foyer_wire_encode_device_status (const char *device_id,
                                 const FoyerSigningKey *key,
                                 const char *challenge)
{
  return encode_proof (FOYER_MESSAGE_KIND_GET_DEVICE_STATUS,
                       FOYER_PROOF_STATUS,
                       device_id,
                       key,
                       challenge);
}

/**
 * foyer_wire_encode_wiped:
 *
 * Returns: (transfer full): a `device_wiped`
 */
char *
foyer_wire_encode_wiped (const char *device_id, const FoyerSigningKey *key, const char *challenge)
{
  return encode_proof (FOYER_MESSAGE_KIND_DEVICE_WIPED,
                       FOYER_PROOF_WIPED,
                       device_id,
                       key,
                       challenge);
}

/**
 * foyer_wire_write_device_enrolled:
 */
void
foyer_wire_write_device_enrolled (GString *out, const FoyerEnrolment *enrolment)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_DEVICE_ENROLLED);
  const FoyerDevice *device = enrolment->device;

  foyer_json_writer_begin_object (&writer, "device");
  foyer_json_writer_add_string (&writer, "id", device->id);
  foyer_json_writer_add_string (&writer, "name", device->name);
  foyer_json_writer_add_string (&writer, "status", foyer_device_status_to_nick (device->status));
  foyer_json_writer_add_string (&writer, "gate", device->gate);
  foyer_json_writer_end_object (&writer);
  if (enrolment->event_id != NULL) {
    foyer_json_writer_begin_object (&writer, "event");
    foyer_json_writer_add_string (&writer, "id", enrolment->event_id);
    foyer_json_writer_add_string (&writer, "name", enrolment->event_name);
    foyer_json_writer_end_object (&writer);
  } else {
    foyer_json_writer_add_null (&writer, "event");
  }
  foyer_json_writer_add_string (&writer, "list_id", enrolment->list_id);
  foyer_json_writer_add_string (&writer, "installation_id", enrolment->installation_id);
  foyer_json_writer_add_string (&writer, "relay", enrolment->relay);
  foyer_wire_end (&writer);
}

static char *
borrow (JsonObject *object, const char *name)
{
  return (char *)foyer_json_fields_get_string (object, name);
}

static FoyerDevice *
read_device (JsonObject *object)
{
  FoyerDevice device = {
    .id = borrow (object, "id"),
    .name = borrow (object, "name"),
    .gate = borrow (object, "gate"),
    .battery = FOYER_BATTERY_UNKNOWN,
  };

  foyer_device_status_from_nick (borrow (object, "status"), &device.status);
  return foyer_device_new (&device);
}

/**
 * foyer_wire_read_device_enrolled:
 * @message: a `device_enrolled`
 *
 * Returns: (transfer full): what it says
 */
FoyerEnrolment *
foyer_wire_read_device_enrolled (const FoyerMessage *message)
{
  JsonObject *object = message->fields;
  JsonObject *event = foyer_json_fields_get_object (object, "event");
  g_autoptr (FoyerDevice) device = read_device (foyer_json_fields_get_object (object, "device"));
  FoyerEnrolment enrolment = {
    .device = device,
    .list_id = borrow (object, "list_id"),
    .installation_id = borrow (object, "installation_id"),
    .relay = borrow (object, "relay"),
  };

  g_return_val_if_fail (message->kind == FOYER_MESSAGE_KIND_DEVICE_ENROLLED, NULL);

  if (event != NULL) {
    enrolment.event_id = borrow (event, "id");
    enrolment.event_name = borrow (event, "name");
  }
  return foyer_enrolment_new (&enrolment);
}

/**
 * foyer_wire_write_noted:
 *
 * Writes the answer where there is nothing to say but that it was heard.
 */
void
foyer_wire_write_noted (GString *out)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_NOTED);

  foyer_wire_end (&writer);
}

static FoyerJsonWriter
begin_request (FoyerMessageKind kind, const char *id, const char *request_id)
{
  FoyerJsonWriter writer = foyer_wire_begin (g_string_new (NULL), kind);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "request_id", request_id);
  return writer;
}

static void
add_post (FoyerJsonWriter *writer, const FoyerWirePost *post)
{
  foyer_json_writer_add_string (writer, "event_id", post->event_id);
  foyer_json_writer_add_string (writer, "list_id", post->list_id);
  foyer_json_writer_add_string (writer, "gate", post->gate);
  foyer_json_writer_add_string (writer, "device_name", post->device_name);
}

/**
 * foyer_wire_encode_create_pairing:
 * @id: what the `pairing_created` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @post: where the device is to work
 * @device_id: (nullable): the device that the next one is to be again
 * @approve: whether it may work at once
 *
 * Returns: (transfer full): a `create_pairing`
 */
char *
foyer_wire_encode_create_pairing (const char *id,
                                  const char *request_id,
                                  const FoyerWirePost *post,
                                  const char *device_id,
                                  gboolean approve)
{
  FoyerJsonWriter writer = begin_request (FOYER_MESSAGE_KIND_CREATE_PAIRING, id, request_id);

  add_post (&writer, post);
  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_boolean (&writer, "approve", approve);
  return end (&writer);
}

/**
 * foyer_wire_write_pairing_created:
 * @re: the request that it answers
 * @text: what the QR code holds
 * @code: what people may type instead
 * @expires: until when it may be used
 */
void
foyer_wire_write_pairing_created (GString *out,
                                  const char *re,
                                  const char *text,
                                  const char *code,
                                  FoyerTime expires)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_PAIRING_CREATED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_add_string (&writer, "text", text);
  foyer_json_writer_add_string (&writer, "code", code);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_approve_device:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @post: where the device is to work; what is %NULL stays as it is
 *
 * Returns: (transfer full): an `approve_device`
 */
char *
foyer_wire_encode_approve_device (const char *id,
                                  const char *request_id,
                                  const char *device_id,
                                  const FoyerWirePost *post)
{
  FoyerJsonWriter writer = begin_request (FOYER_MESSAGE_KIND_APPROVE_DEVICE, id, request_id);

  foyer_json_writer_add_string (&writer, "device_id", device_id);
  add_post (&writer, post);
  return end (&writer);
}

/**
 * foyer_wire_encode_revoke_device:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @reason: (nullable): why
 *
 * Returns: (transfer full): a `revoke_device`
 */
char *
foyer_wire_encode_revoke_device (const char *id,
                                 const char *request_id,
                                 const char *device_id,
                                 const char *reason)
{
  FoyerJsonWriter writer = begin_request (FOYER_MESSAGE_KIND_REVOKE_DEVICE, id, request_id);

  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_string (&writer, "reason", reason);
  return end (&writer);
}

/**
 * foyer_wire_encode_list_device_accesses:
 * @id: what the `device_accesses_listed` will carry as `re`
 * @before: the number that was the last one before; 0: from the newest on
 * @limit: from 1 to %FOYER_LIMIT_ACCESSES_LISTED
 *
 * Returns: (transfer full): a `list_device_accesses`
 */
char *
foyer_wire_encode_list_device_accesses (const char *id,
                                        const char *device_id,
                                        gint64 before,
                                        guint limit)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_new (NULL), FOYER_MESSAGE_KIND_LIST_DEVICE_ACCESSES);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_integer (&writer, "before", before);
  foyer_json_writer_add_integer (&writer, "limit", limit);
  return end (&writer);
}

/**
 * foyer_wire_write_device_accesses:
 * @re: the request that it answers
 * @accesses: (element-type FoyerDeviceAccess): the newest first
 */
void
foyer_wire_write_device_accesses (GString *out, const char *re, const GPtrArray *accesses)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_DEVICE_ACCESSES_LISTED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_begin_array (&writer, "accesses");
  for (guint i = 0; i < accesses->len; i++) {
    const FoyerDeviceAccess *access = g_ptr_array_index (accesses, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_integer (&writer, "number", access->number);
    foyer_json_writer_add_string (&writer, "kind", foyer_access_kind_to_nick (access->kind));
    foyer_json_writer_add_string (&writer, "staff_email", access->staff_email);
    foyer_json_writer_add_string (&writer, "address", access->address);
    foyer_json_writer_add_string (&writer, "user_agent", access->user_agent);
    foyer_json_writer_add_time (&writer, "at", access->at);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
}

static FoyerDeviceAccess *
read_access (JsonObject *object)
{
  FoyerDeviceAccess access = {
    .number = foyer_json_fields_get_integer (object, "number", 0),
    .staff_email = borrow (object, "staff_email"),
    .address = borrow (object, "address"),
    .user_agent = borrow (object, "user_agent"),
    .at = foyer_json_fields_get_time (object, "at"),
  };

  foyer_access_kind_from_nick (borrow (object, "kind"), &access.kind);
  return foyer_device_access_new (&access);
}

/**
 * foyer_wire_read_device_accesses:
 * @message: a `device_accesses_listed`
 *
 * Returns: (transfer full) (element-type FoyerDeviceAccess): what it says
 */
GPtrArray *
foyer_wire_read_device_accesses (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "accesses");
  GPtrArray *accesses = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_access_unref);

  g_return_val_if_fail (message->kind == FOYER_MESSAGE_KIND_DEVICE_ACCESSES_LISTED, accesses);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (accesses, read_access (json_array_get_object_element (array, i)));
  return accesses;
}
