#pragma once
/* How the two grammars put an EmlAuthres together; for authres.c, authres-strict.c and
 * authres-tolerant.c only. */

#include "base/cursor.h"
#include "syntax/authres.h"

EmlAuthres *eml_authres_new(void);
/* A new last result without method; NULL beyond EML_MAX_AUTHRES_RESULTS. Borrowed. */
EmlAuthresResult *eml_authres_add_result(EmlAuthres *self);
/* version: -1 = none written */
void
eml_authres_name_result(EmlAuthresResult *result, EmlSlice method, gint version, EmlSlice word);
/* Takes value; ptype may be NULL. at_start and at_end are of the whole property. */
void eml_authres_add_property(EmlAuthresResult *result,
			      const EmlSlice *ptype,
			      EmlSlice property,
			      char *value,
			      const gsize at[2]);
/* id is static. Nothing happens beyond EML_MAX_AUTHRES_DEVIATIONS. */
void eml_authres_deviate(EmlAuthres *self, const char *id, gsize start, gsize end);
/* TRUE if the field has no more properties and comments than EML_MAX_AUTHRES_PARTS. */
gboolean eml_authres_has_room(const EmlAuthres *self);

/* pvalue without the CFWS around it, RFC 8601 section 2.2; the longest match. ret_text: a
 * quoted-string without quotes and quoted-pairs, other text as it is; the caller owns it. */
gboolean eml_authres_take_pvalue(EmlCursor *c, char **ret_text);
/* authserv-id, RFC 8601 sections 2.2 and 2.5: a value, or a domain in UTF-8. */
gboolean eml_authres_take_authserv_id(EmlCursor *c, char **ret_text);

/* The whole value by RFC 8601 section 2.2 (and RFC 8617 section 4.1.1). On FALSE self holds
 * anything and *reterr_at the offset up to which the value conforms. */
gboolean
eml_authres_read_strict(EmlAuthres *self, EmlSlice value, gboolean with_instance, gsize *reterr_at);
/* Sets the grammar to TOLERANT or BROKEN. */
void eml_authres_read_tolerant(EmlAuthres *self, EmlSlice value, gboolean with_instance);

/* A registered or well-known method: only such a one starts a result without a ";" before it. */
gboolean eml_authres_is_method(EmlSlice word);
/* smtp, header, policy, body, dns */
gboolean eml_authres_is_ptype(EmlSlice word);
/* Names in name=value pairs that are never a method: keys of Received-SPF, reason, action, from. */
gboolean eml_authres_is_pseudo(EmlSlice word);
