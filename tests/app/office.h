/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-relay.h"

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An admin who is signed in and watches an event, at a relay that the test plays. */

#define OFFICE_EVENT  "6d1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e4f"
#define OFFICE_LIST   "0b8f6a1e-7c1d-4f6a-8a55-9d2f0c3b1a77"
#define OFFICE_OTHER  "2c8f6a1e-7c1d-4f6a-8a55-9d2f0c3b1a78"
#define OFFICE_DEVICE "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"

typedef struct {
  FakeRelay *relay;
  FoyerSession *session;
  GAsyncResult *result;
} Office;

void office_open (Office *self, FoyerRole role);
void office_close (Office *self);

void office_say_device (Office *self, const char *fields);
void office_say_done (Office *self, const char *re);

/* In a window: a button by its label, or the first widget of a type. */
gpointer office_find (gpointer root, GType type, const char *label);
gpointer office_child (gpointer widget, GType type, const char *name);
void office_click (gpointer root, const char *label);

G_END_DECLS
