#include "judge/display-name.h"

#include "base/idna.h"
#include "base/psl.h"

#define MAX_SHOWN 254 /* bytes: no address is longer (RFC 5321 section 4.5.3.1.3) */

/* What can stand in an address or a domain; what is not ASCII too. */
static gboolean
is_part(char c)
{
	return (guchar)c >= 0x80 || g_ascii_isalnum(c) || (c != '\0' && strchr("@.-_+", c) != NULL);
}

/* The domain that the word shows, in A-labels; NULL if it shows none. Without an '@' it must end in
 * a known public suffix, since "St.Paul" is no domain. */
static char *
domain_of(const char *word)
{
	const char *at = strrchr(word, '@');
	const char *name = at != NULL ? at + 1 : word;
	g_autofree char *domain = NULL;

	if (at == word || strchr(name, '.') == NULL)
		return NULL;
	domain = eml_idna_to_ascii(eml_slice(name));
	if (domain == NULL || (at == NULL && !eml_psl_is_listed(domain)))
		return NULL;
	return g_steal_pointer(&domain);
}

static gboolean
is_other(const char *word, const char *own)
{
	g_autofree char *domain = domain_of(word);

	return domain != NULL && g_strcmp0(domain, own) != 0 &&
	       !(own != NULL && eml_psl_same_organization(domain, own));
}

/* Dots at the ends belong to the sentence. */
static char *
word_at(const char *start, gsize len)
{
	while (len > 0 && start[len - 1] == '.')
		len--;
	while (len > 0 && *start == '.') {
		start++;
		len--;
	}
	return g_strndup(start, len);
}

char *
eml_display_other(const EmlMailbox *mailbox)
{
	const char *c = mailbox->display;

	while (c != NULL && *c != '\0') {
		gsize len = 0;

		while (is_part(c[len]))
			len++;
		if (len > 0 && len <= MAX_SHOWN) {
			g_autofree char *word = word_at(c, len);

			if (is_other(word, mailbox->domain))
				return g_steal_pointer(&word);
		}
		c += len > 0 ? len : 1;
	}
	return NULL;
}
