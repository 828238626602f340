/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "office.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-relay.h"

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Office *)data)->result = g_object_ref (result);
}

static void
say_hello (Office *self, FoyerRole role)
{
  FoyerStaff staff_fields = { .email = (char *)"admin@example.org", .role = role };
  FoyerDevice device_fields = { .id = (char *)OFFICE_EVENT,
                                .name = (char *)"Office",
                                .status = FOYER_DEVICE_STATUS_APPROVED };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&staff_fields);
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);
  FoyerHello hello = { .protocol = FOYER_PROTOCOL,
                       .relay = (char *)"fake",
                       .server_time = g_get_real_time (),
                       .staff = staff,
                       .device = device,
                       .events = events };
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (events, foyer_event_head_new (OFFICE_EVENT, "Gala", 0, 1));
  ((FoyerEventHead *)g_ptr_array_index (events, 0))->role = role;
  foyer_wire_write_hello (text, &hello);
  fake_relay_say (self->relay, text->str);
}

/* An event with two lists, two gates and two ticket types. */
static FoyerEvent *
make_event (void)
{
  g_autoptr (GPtrArray) lists =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  g_autoptr (GPtrArray) gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free);
  g_autoptr (GPtrArray) types =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free);
  FoyerCheckInList all = { .id = (char *)OFFICE_LIST,
                           .name = (char *)"Everybody",
                           .is_default = TRUE };
  FoyerCheckInList some = { .id = (char *)OFFICE_OTHER, .name = (char *)"Guests of Honour" };
  FoyerGate north = { .id = (char *)OFFICE_LIST, .name = (char *)"North" };
  FoyerGate south = { .id = (char *)OFFICE_OTHER, .name = (char *)"South" };
  FoyerEvent fields = { .id = (char *)OFFICE_EVENT,
                        .name = (char *)"Gala",
                        .time_zone = (char *)"Europe/Berlin",
                        .epoch = 1,
                        .lists = lists,
                        .gates = gates,
                        .ticket_types = types };

  g_ptr_array_add (lists, foyer_check_in_list_copy (&all));
  g_ptr_array_add (lists, foyer_check_in_list_copy (&some));
  g_ptr_array_add (types, foyer_ticket_type_new (1, "Day pass"));
  g_ptr_array_add (types, foyer_ticket_type_new (2, "VIP"));
  g_ptr_array_add (gates, foyer_gate_copy (&north));
  g_ptr_array_add (gates, foyer_gate_copy (&south));
  return foyer_event_new (&fields);
}

static void
say_joined (Office *self)
{
  g_autoptr (FoyerMessage) join =
      fake_relay_await (self->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  g_autoptr (FoyerEvent) event = make_event ();
  FoyerCounts fields = { .tickets = 100 };
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&fields);
  FoyerRoom room = { .event = event, .counts = counts };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_room_joined (text, join->id, &room);
  fake_relay_say (self->relay, text->str);
  WAIT_UNTIL (foyer_session_get_event (self->session) != NULL);
}

void
office_open (Office *self, FoyerRole role)
{
  g_autofree char *profile = foyer_uuid_new ();
  g_autoptr (GAsyncResult) result = NULL;

  self->relay = fake_relay_new (NULL);
  self->session = foyer_session_new (profile);
  foyer_session_sign_in_async (self->session,
                               fake_relay_get_address (self->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               on_ready,
                               self);
  WAIT_UNTIL (fake_relay_is_connected (self->relay));
  say_hello (self, role);
  WAIT_UNTIL (self->result != NULL);
  result = g_steal_pointer (&self->result);
  g_assert_true (foyer_session_sign_in_finish (self->session, result, NULL));
  say_joined (self);
}

void
office_close (Office *self)
{
  g_assert_finalize_object (self->session);
  fake_relay_free (self->relay);
}

/* @fields: what is said of the device besides its id and name, with a comma before. */
void
office_say_device (Office *self, const char *fields)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"device_status\",\"devices\":[{\"id\":\"" OFFICE_DEVICE
                       "\",\"name\":\"Laptop 7\"%s}]}",
                       fields);

  fake_relay_say (self->relay, text);
}

void
office_say_done (Office *self, const char *re)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_done (text, re, 0);
  fake_relay_say (self->relay, text->str);
}

gpointer
office_find (gpointer root, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) &&
      (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gpointer found = office_find (child, type, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

gpointer
office_child (gpointer widget, GType type, const char *name)
{
  return gtk_widget_get_template_child (widget, type, name);
}

/* What cannot be seen or is not sensitive cannot be clicked. */
void
office_click (gpointer root, const char *label)
{
  GtkWidget *button = office_find (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_visible (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}
