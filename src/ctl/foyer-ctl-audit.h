/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ctl/foyer-ctl-call.h"

G_BEGIN_DECLS

/* What the files of `foyerctl audit` share. */

GPtrArray *foyer_ctl_audit_check_file (const char *path, const GPtrArray *kept, GError **error);

G_END_DECLS
