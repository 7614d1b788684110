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

struct EmlPsl {
	psl_ctx_t *context;
};

EmlPsl *
eml_psl_load(const char *path)
{
	psl_ctx_t *context = psl_load_file(path);
	EmlPsl *self = NULL;

	if (context == NULL)
		return NULL;
	self = g_new0(EmlPsl, 1);
	self->context = context;
	return self;
}

void
eml_psl_free(EmlPsl *self)
{
	if (self == NULL)
		return;
	psl_free(self->context);
	g_free(self);
}

char *
eml_psl_registrable_by(const EmlPsl *list, const char *domain)
{
	if (is_address_like(domain))
		return NULL;
	return g_strdup(
	    psl_registrable_domain(list != NULL ? list->context : psl_builtin(), domain));
}

char *
eml_psl_registrable(const char *domain)
{
	return eml_psl_registrable_by(NULL, domain);
}

gboolean
eml_psl_is_listed(const char *domain)
{
	const char *registrable =
	    !is_address_like(domain) ? psl_registrable_domain(psl_builtin(), domain) : NULL;
	const char *dot = registrable != NULL ? strchr(registrable, '.') : NULL;

	return dot != NULL && psl_is_public_suffix2(psl_builtin(), dot + 1,
						    PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

gboolean
eml_psl_same_organization(const char *a, const char *b)
{
	g_autofree char *of_a = eml_psl_registrable(a);
	g_autofree char *of_b = eml_psl_registrable(b);

	return of_a != NULL && g_strcmp0(of_a, of_b) == 0;
}
