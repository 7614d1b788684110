#pragma once
/* The words of the table's cells, the same for every renderer: a result's word where there is one,
 * and what can be said where there is none. */

#include "report.h"

/* "PASS", "FAIL", "UNDECIDED"; "WOULD PASS" where that is only supposed. */
const char *eml_cell_status(const EmlReport *report);
/* "pass"…, or "undecided". */
const char *eml_cell_result(EmlResult result);
/* TRUE if nothing was asked of DNS, and yet the signature can never pass: its body hash differs
 * (RFC 6376 section 6.1.3), whatever the key is. */
gboolean eml_cell_cannot_pass(const EmlDkimResult *signature);
/* The same of a chain: its newest message signature cannot (RFC 8617 section 5.2, step 4). */
gboolean eml_cell_arc_cannot_pass(const EmlArcResult *arc);
/* "pass", "draft", "ignored", "cannot pass", "undecided"… */
const char *eml_cell_signature(const EmlDkimResult *signature);
const char *eml_cell_arc(const EmlArcResult *arc);
/* "not checked" where nothing is there to check with. */
const char *eml_cell_spf(const EmlSpfResult *spf);
/* What a claim is about that has no check beside it: "SPF earlier", of another hand-over; else
 * "SPF". */
const char *eml_cell_unchecked_spf(const EmlComparison *claim);
/* "none" where the address has no name, which RFC 8601 calls a permerror. */
const char *eml_cell_iprev(const EmlIprevResult *iprev);
/* The name, or that there is none. */
const char *eml_cell_iprev_note(const EmlIprevResult *iprev);
/* A failure for which the domain asks nothing, or that what is missing could turn, is no alarm. */
EmlTone eml_cell_dmarc_tone(const EmlReport *report);
/* "p=reject", and what was missing for another result; else why there is no policy: as the next.
 * The caller owns it. */
char *eml_cell_dmarc_policy(const EmlReport *report);
/* Why DMARC has no policy to go by: "no record", "no From address"; "" where it has one, or the
 * result says it. */
const char *eml_cell_dmarc_note(const EmlDmarcResult *dmarc);
/* What a signature is that does not count: "Google's internal signature"; the name of a draft's
 * field. */
const char *eml_cell_uncounted(const EmlDkimResult *signature);
/* The sentence why it does not. */
const char *eml_cell_uncounted_why(const EmlDkimResult *signature);
/* "l=70 of 138": how many bytes of the body are signed, where more stand there that a reader sees.
 * NULL if none do; the caller owns it. */
char *eml_cell_length(const EmlDkimResult *signature);
/* How one unsubscribes: "one-click", "by mail"; in few words more what there is to say of it. */
const char *
eml_cell_unsubscribe(const EmlUnsubscribe *self, EmlTone *ret_tone, const char **ret_note);
