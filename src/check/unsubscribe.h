#pragma once
/* List-Unsubscribe by RFC 2369 and one-click by RFC 8058, with its coverage by a passing DKIM
 * signature. The URIs are never contacted. */

#include "check/dkim.h"

typedef struct {
	gboolean present;    /* a List-Unsubscribe field is there */
	gint field;	     /* the topmost one; -1 = none */
	GPtrArray *uris;     /* char *: of the topmost field, in its order */
	char *post;	     /* the value of List-Unsubscribe-Post; NULL if there is none */
	gboolean one_click;  /* all header rules of RFC 8058 hold (coverage apart) */
	EmlResult covered;   /* PASS: one passing signature names both fields; FAIL: none does;
			      * EML_RESULT_LAST: not known, since signatures could not be verified */
	char *covered_by;    /* d= of the signature that covers them; NULL */
	GPtrArray *problems; /* const char *: ids of the steps that name a broken rule, in order */
	EmlStepCode outcome; /* what a mailbox provider will make of it: a step of the trace */
	GPtrArray *trace;
} EmlUnsubscribe;

/* dkim: array of EmlDkimResult. */
EmlUnsubscribe *eml_unsubscribe_check(const EmlMessage *message, const GPtrArray *dkim);
/* The same, with a note where the covering signature is of another organization than the author
 * domain (A-labels; NULL: not compared). RFC 8058 does not ask for that; a reader may. */
EmlUnsubscribe *
eml_unsubscribe_check_author(const EmlMessage *message, const GPtrArray *dkim, const char *author);
void eml_unsubscribe_free(EmlUnsubscribe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlUnsubscribe, eml_unsubscribe_free)
