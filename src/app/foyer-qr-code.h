/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_QR_CODE (foyer_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (FoyerQrCode, foyer_qr_code, FOYER, QR_CODE, GtkWidget)

gboolean foyer_qr_code_set_text (FoyerQrCode *self, const char *text);

G_END_DECLS
