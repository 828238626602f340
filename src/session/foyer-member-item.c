/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-member-item"

#include "config.h"

#include "session/foyer-member-item.h"

/* A staff member, in the list of those. What is known of it is replaced as news come. */

struct _FoyerMemberItem {
  GObject parent_instance;

  FoyerMember *member;
};

enum {
  PROP_0,
  PROP_MEMBER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerMemberItem, foyer_member_item, G_TYPE_OBJECT)

static void
foyer_member_item_finalize (GObject *object)
{
  FoyerMemberItem *self = FOYER_MEMBER_ITEM (object);

  foyer_member_unref (self->member);

  G_OBJECT_CLASS (foyer_member_item_parent_class)->finalize (object);
}

static void
foyer_member_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerMemberItem *self = FOYER_MEMBER_ITEM (object);

  switch (prop_id) {
  case PROP_MEMBER:
    g_value_set_boxed (value, self->member);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_member_item_class_init (FoyerMemberItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_member_item_finalize;
  object_class->get_property = foyer_member_item_get_property;

  properties[PROP_MEMBER] =
      g_param_spec_boxed ("member",
                          NULL,
                          NULL,
                          FOYER_TYPE_MEMBER,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_member_item_init (FoyerMemberItem *self)
{
}

/**
 * foyer_member_item_new:
 *
 * Returns: (transfer full): a new item that holds @member
 */
FoyerMemberItem *
foyer_member_item_new (FoyerMember *member)
{
  FoyerMemberItem *self = g_object_new (FOYER_TYPE_MEMBER_ITEM, NULL);

  self->member = foyer_member_ref (member);
  return self;
}

/**
 * foyer_member_item_get_member:
 *
 * Returns: (transfer none): the staff member, as they were heard of last
 */
FoyerMember *
foyer_member_item_get_member (FoyerMemberItem *self)
{
  g_return_val_if_fail (FOYER_IS_MEMBER_ITEM (self), NULL);

  return self->member;
}

/**
 * foyer_member_item_set_member:
 * @member: newer news of the same staff member
 */
void
foyer_member_item_set_member (FoyerMemberItem *self, FoyerMember *member)
{
  FoyerMember *former;

  g_return_if_fail (FOYER_IS_MEMBER_ITEM (self));
  g_return_if_fail (member != NULL);

  former = self->member;
  self->member = foyer_member_ref (member);
  foyer_member_unref (former);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMBER]);
}
