#pragma once
/* Guesses about the header fields that a signature covers: what stood in the place of a field, and
 * what the change is called. They are collected first, in the order of trial, and then hashed one
 * by one, two and three at a time. For judge/forensics*.c only. */

#include "check/crypto.h"
#include "judge/forensics-work.h"
#include "judge/forensics.h"
#include "syntax/dkim-sig.h"

/* One name of h=. */
typedef struct {
	char *name;	   /* lower case */
	gint field;	   /* -1: no field is left for it */
	GBytes *canonical; /* as hashed now; empty without a field */
} EmlSlot;

typedef struct {
	guint slot;
	GBytes *canonical;
} EmlReplacement;

typedef struct {
	const char *cause; /* static id of judge/words */
	gint field;
	GString *names;	      /* of the fields, as written */
	GArray *replacements; /* EmlReplacement */
	char *before, *after; /* without the blanks around; NULL: there was or is none */
	gboolean fold;	      /* a way of folding: tried with every such way of the other fields */
} EmlGuess;

typedef struct {
	const EmlMessage *message;
	guint signature; /* index of its field */
	const EmlDkimSig *sig;
	GPtrArray *slots;   /* EmlSlot in the order of h= */
	GPtrArray *guesses; /* EmlGuess */
	GHashTable *seen;   /* char *: slot and canonical bytes, so that nothing is tried twice */
	GBytes *own;	    /* the signature's field as hashed */
} EmlGuesses;

EmlGuesses *eml_guesses_new(const EmlMessage *message, guint signature, const EmlDkimSig *sig);
void eml_guesses_free(EmlGuesses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlGuesses, eml_guesses_free)
const EmlSlot *eml_guesses_slot(const EmlGuesses *self, guint slot);
/* The value of the slot's field as it stands, and unfolded without blanks around (the caller owns
 * it); empty without a field. */
EmlSlice eml_guesses_value(const EmlGuesses *self, guint slot);
char *eml_guesses_text(const EmlGuesses *self, guint slot);

/* "The field had this value": with its folding, and with the blank behind the colon. */
void eml_guess_value(EmlGuesses *self, guint slot, const char *cause, const char *value);
/* The same for text without the blank. */
void eml_guess_text(EmlGuesses *self, guint slot, const char *cause, const char *text);
/* "There was no such field." */
void eml_guess_absent(EmlGuesses *self, guint slot, const char *cause);
/* A guess about several fields at once: begun, given its parts, and kept if it changes anything.
 * name: of the field as it stood. */
EmlGuess *eml_guess_begin(const char *cause);
void
eml_guess_add(EmlGuesses *self, EmlGuess *guess, guint slot, const char *name, const char *value);
void eml_guess_add_field(EmlGuesses *self, EmlGuess *guess, guint slot, gint field);
void eml_guess_keep(EmlGuesses *self, EmlGuess *guess); /* takes the guess */

/* What the signature was made over. */
typedef struct {
	EmlHash hash;
	gboolean recovered; /* RSA: `digest` is known; else the key has to be asked each time */
	EmlHashValue digest;
	const EmlPublicKey *key;
	GBytes *signature;
} EmlTarget;

/* TRUE if the header matches as it stands: under another canonicalization than it was tested. */
gboolean eml_guesses_match(const EmlGuesses *self, const EmlTarget *target, EmlWork *work);
/* Tries all; a match appends its causes. TRUE if there is one. */
gboolean
eml_guesses_try(const EmlGuesses *self, const EmlTarget *target, EmlWork *work, GPtrArray *causes);

/* The makers of guesses, in the order of trial. */
void eml_guess_subject(EmlGuesses *self);
void eml_guess_subject_words(EmlGuesses *self);
void eml_guess_from(EmlGuesses *self);
void eml_guess_presence(EmlGuesses *self);
void eml_guess_blanks(EmlGuesses *self);
void eml_guess_mime(EmlGuesses *self);
void eml_guess_words(EmlGuesses *self);
/* parts: EmlMimePart of the body. */
void eml_guess_wrapped(EmlGuesses *self, const GArray *parts);
void eml_guess_addresses(EmlGuesses *self);
void eml_guess_dates(EmlGuesses *self);
void eml_guess_copies(EmlGuesses *self);
