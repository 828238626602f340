/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-command.h"

/* Options that many commands have. */

#define EVENT_OPTION                                                                      \
  {                                                                                       \
    .name = "event", .kind = FOYER_CTL_KIND_ID, .placeholder = "ID", .help = "The event", \
    .required = TRUE                                                                      \
  }

#define NAME_OPTION(what)                                                             \
  {                                                                                   \
    .name = "name", .kind = FOYER_CTL_KIND_TEXT, .placeholder = "NAME", .help = what, \
    .required = TRUE, .maximum = FOYER_LIMIT_NAME                                     \
  }

#define TIME_OPTION(option, what)                                                     \
  {                                                                                   \
    .name = option, .kind = FOYER_CTL_KIND_TEXT, .placeholder = "TIME", .help = what, \
    .maximum = 40                                                                     \
  }
