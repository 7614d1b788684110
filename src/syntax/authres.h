#pragma once
/* Authentication-Results (RFC 8601 section 2.2) and ARC-Authentication-Results (RFC 8617
 * section 4.1.1): the strict grammar first, the tolerant one (standards E.4) second; every
 * deviation is named with its bytes. Pure: slice in, struct out. */

#include "base/vocab.h"

typedef enum { EML_GRAMMAR_STRICT, EML_GRAMMAR_TOLERANT, EML_GRAMMAR_BROKEN } EmlGrammar;
const char *eml_grammar_word(EmlGrammar grammar);

/* Strings are owned, unquoted, without quoted-pairs; NUL bytes as in eml_slice_dup(). */
typedef struct {
	char *ptype;	/* lower case; NULL: bare, as Microsoft's action= */
	char *property; /* lower case */
	char *value;
	gsize at_start, at_end; /* byte range in the parsed value */
} EmlAuthresProperty;

typedef struct {
	char *method;	     /* lower case */
	gint method_version; /* -1 = none written */
	EmlResult mapped; /* the RFC 8601 meaning of the word, EML_RESULT_LAST if it has none (then
			     show `result`) */
	char *result;	  /* the word of RFC 8601 where the written one has such a meaning, else as
			     written, lower case */
	char *result_raw; /* as written */
	char *reason;	  /* NULL if none */
	GPtrArray
	    *comments; /* char *, without the outer parentheses, inner text as it is, in order */
	GPtrArray *properties; /* EmlAuthresProperty */
	gsize at_start, at_end;
} EmlAuthresResult;

typedef struct {
	char *id; /* "no-authserv-id", "pseudo-item", "trailing-semicolon"…; the list is in
		     authres.c */
	gsize at_start, at_end; /* byte range in the parsed value */
} EmlAuthresDeviation;

typedef struct {
	EmlGrammar grammar;
	char *authserv_id;     /* NULL if none is written */
	gint version;	       /* -1 = none written */
	gint instance;	       /* ARC only, -1 = none */
	GPtrArray *comments;   /* char *: before the first method */
	GPtrArray *results;    /* EmlAuthresResult; empty with "; none" */
	GPtrArray *deviations; /* EmlAuthresDeviation; empty if strict */
} EmlAuthres;

/* Never NULL: what cannot be read at all is BROKEN with what was understood before. with_instance:
 * `i=N;` comes first. */
EmlAuthres *eml_authres_parse(EmlSlice value, gboolean with_instance);
void eml_authres_free(EmlAuthres *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlAuthres, eml_authres_free)
/* First property of that ptype and name, NULL if there is none; ptype NULL finds a bare one.
 * Borrowed. */
const char *
eml_authres_property(const EmlAuthresResult *result, const char *ptype, const char *property);
/* What a result word means in RFC 8601 section 2.7, also where it is written otherwise ("hardfail"
 * = fail, "bestguesspass" = none); EML_RESULT_LAST if it means none of them. */
EmlResult eml_authres_result_of_word(EmlSlice word);
