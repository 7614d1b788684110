#pragma once
/* The client address inside the comment of an SPF result. Comments are free text, so only the
 * phrases of known checkers are read, each as a whole from its first to its last word: what the
 * sender put into MAIL FROM or HELO, and the checker repeats, must not pass for the address
 * (standards E.6). */

#include <glib.h>

/* The address in canonical text; NULL if the comment is none of the known phrases. `comment` is
 * without its outer parentheses, folding allowed, and may be NULL. The caller owns the result. */
char *eml_spf_comment_address(const char *comment);
/* The MAIL FROM that "domain of LOCAL@DOMAIN designates …" is about; NULL if it names none, or only
 * postmaster, which stands for the HELO name (RFC 7208 section 2.4). The caller owns it. */
char *eml_spf_comment_mail_from(const char *comment);
