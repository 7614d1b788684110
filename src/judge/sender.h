#pragma once
/* What the sender of a message that nothing proves can do. */

#include "report.h"

/* TRUE if SPF, were it known, could pass for a domain of the author's organization. */
gboolean eml_sender_spf_could_align(const EmlReport *report, const char *from);
/* TRUE if the message bears a signature of the author's organization, whatever it gives: then "sign
 * with DKIM" is no advice. */
gboolean eml_sender_has_signed(const EmlReport *report);
/* TRUE if the message has forged results: then nothing that it names is to be let in. */
gboolean eml_sender_may_lie(const EmlReport *report);
/* "sign with DKIM for a.example, or …": the end of a sentence. Of a report with one author's domain;
 * the caller owns it. */
char *eml_sender_advice(const EmlReport *report);
