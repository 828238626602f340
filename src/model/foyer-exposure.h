/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

G_BEGIN_DECLS

/**
 * FoyerUnheard:
 * @device: a desk's name
 * @since: since when it has not been heard
 * @rate: how many guests it admitted a minute before that
 * @missed: how many it may have admitted since
 *
 * A desk that is out of hearing.
 */
typedef struct {
  char *device;
  FoyerTime since;
  double rate;
  double missed;
} FoyerUnheard;

void foyer_unheard_free (FoyerUnheard *self);

typedef struct _FoyerExposure FoyerExposure;

FoyerExposure *foyer_exposure_new (void);
void foyer_exposure_free (FoyerExposure *self);

void foyer_exposure_add (FoyerExposure *self, const char *device, FoyerTime at);
void foyer_exposure_set_rate (FoyerExposure *self, const char *device, double rate, FoyerTime at);
void foyer_exposure_hear (FoyerExposure *self, const char *device, FoyerTime now);
void foyer_exposure_forget (FoyerExposure *self, const char *device);

guint foyer_exposure_estimate (FoyerExposure *self, FoyerTime now, FoyerTime *since);
GPtrArray *foyer_exposure_list (FoyerExposure *self, FoyerTime now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerExposure, foyer_exposure_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerUnheard, foyer_unheard_free)

G_END_DECLS
