#pragma once
/* Small values of DKIM tags that signatures and key records share. */

#include "base/slice.h"

/* domain-name and selector of RFC 6376 section 3.5: labels of letters, digits, "-" inside, "."
 * between; at least `min_labels`. Laxer: "_" anywhere (selectors and hosting domains have it) and
 * U-labels (RFC 8616 section 5). */
gboolean eml_dkim_is_name(EmlSlice name, guint min_labels);
/* A copy without FWS; the caller owns it. */
char *eml_dkim_without_fws(EmlSlice text);
/* dkim-quoted-printable (RFC 6376 section 2.11): "=HH" decoded, FWS dropped. The caller owns it;
 * NULL if an "=" is not followed by two upper-case hex digits. */
GBytes *eml_dkim_qp_decode(EmlSlice text);
/* The next item of a list separated by ":", FWS around it removed; FALSE when there is none left
 * (rest is then {NULL, 0}). An empty item is an item. */
gboolean eml_dkim_take_item(EmlSlice *rest, EmlSlice *ret_item);
