#include "base/psl.h"

#include <libpsl.h>
#include <string.h>

/* A name whose last label is a number is an address, not a domain (RFC 3696 section 2). */
static gboolean
is_address_like(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	const char *label = dot != NULL ? dot + 1 : domain;

	return strspn(label, "0123456789") == strlen(label);
}

char *
eml_psl_registrable(const char *domain)
{
	if (is_address_like(domain))
		return NULL;
	return g_strdup(psl_registrable_domain(psl_builtin(), domain));
}

gboolean
eml_psl_same_organization(const char *a, const char *b)
{
	g_autofree char *of_a = eml_psl_registrable(a);
	g_autofree char *of_b = eml_psl_registrable(b);

	return of_a != NULL && g_strcmp0(of_a, of_b) == 0;
}
