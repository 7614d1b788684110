#include "syntax/authres.h"

#include "base/limits.h"
#include "syntax/authres-build.h"

const char *
eml_grammar_word(EmlGrammar grammar)
{
	static const char *const words[] = {
	    [EML_GRAMMAR_STRICT] = "strict",
	    [EML_GRAMMAR_TOLERANT] = "tolerant",
	    [EML_GRAMMAR_BROKEN] = "broken",
	};

	return words[grammar];
}

static void
free_property(gpointer data)
{
	EmlAuthresProperty *property = data;

	g_free(property->ptype);
	g_free(property->property);
	g_free(property->value);
	g_free(property);
}

static void
free_result(gpointer data)
{
	EmlAuthresResult *result = data;

	g_free(result->method);
	g_free(result->result);
	g_free(result->result_raw);
	g_free(result->reason);
	g_ptr_array_unref(result->comments);
	g_ptr_array_unref(result->properties);
	g_free(result);
}

static void
free_deviation(gpointer data)
{
	EmlAuthresDeviation *deviation = data;

	g_free(deviation->id);
	g_free(deviation);
}

EmlAuthres *
eml_authres_new(void)
{
	EmlAuthres *self = g_new0(EmlAuthres, 1);

	self->version = -1;
	self->instance = -1;
	self->comments = g_ptr_array_new_with_free_func(g_free);
	self->results = g_ptr_array_new_with_free_func(free_result);
	self->deviations = g_ptr_array_new_with_free_func(free_deviation);
	return self;
}

void
eml_authres_free(EmlAuthres *self)
{
	if (self == NULL)
		return;
	g_free(self->authserv_id);
	g_ptr_array_unref(self->comments);
	g_ptr_array_unref(self->results);
	g_ptr_array_unref(self->deviations);
	g_free(self);
}

EmlAuthresResult *
eml_authres_add_result(EmlAuthres *self)
{
	EmlAuthresResult *added = NULL;

	if (self->results->len >= EML_MAX_AUTHRES_RESULTS)
		return NULL;
	added = g_new0(EmlAuthresResult, 1);
	added->method_version = -1;
	added->mapped = EML_RESULT_LAST;
	added->comments = g_ptr_array_new_with_free_func(g_free);
	added->properties = g_ptr_array_new_with_free_func(free_property);
	g_ptr_array_add(self->results, added);
	return added;
}

void
eml_authres_name_result(EmlAuthresResult *result, EmlSlice method, gint version, EmlSlice word)
{
	result->method = eml_slice_dup_lower(method);
	result->method_version = version;
	result->mapped = eml_authres_result_of_word(word);
	result->result = result->mapped != EML_RESULT_LAST
			     ? g_strdup(eml_result_word(result->mapped))
			     : eml_slice_dup_lower(word);
	result->result_raw = eml_slice_dup(word);
}

void
eml_authres_add_property(EmlAuthresResult *result,
			 const EmlSlice *ptype,
			 EmlSlice property,
			 char *value,
			 const gsize at[2])
{
	EmlAuthresProperty *added = g_new0(EmlAuthresProperty, 1);

	added->ptype = ptype != NULL ? eml_slice_dup_lower(*ptype) : NULL;
	added->property = eml_slice_dup_lower(property);
	added->value = value;
	added->at_start = at[0];
	added->at_end = at[1];
	g_ptr_array_add(result->properties, added);
}

void
eml_authres_deviate(EmlAuthres *self, const char *id, gsize start, gsize end)
{
	EmlAuthresDeviation *deviation = NULL;

	if (self->deviations->len >= EML_MAX_AUTHRES_DEVIATIONS)
		return;
	deviation = g_new0(EmlAuthresDeviation, 1);
	deviation->id = g_strdup(id);
	deviation->at_start = start;
	deviation->at_end = end;
	g_ptr_array_add(self->deviations, deviation);
}

gboolean
eml_authres_has_room(const EmlAuthres *self)
{
	guint parts = self->comments->len;

	for (guint i = 0; i < self->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(self->results, i);

		parts += result->comments->len + result->properties->len;
	}
	return parts < EML_MAX_AUTHRES_PARTS;
}

EmlAuthres *
eml_authres_parse(EmlSlice value, gboolean with_instance)
{
	EmlAuthres *self = eml_authres_new();
	gsize at = 0;

	if (eml_authres_read_strict(self, value, with_instance, &at)) {
		self->grammar = EML_GRAMMAR_STRICT;
		return self;
	}
	eml_authres_free(self);
	self = eml_authres_new();
	eml_authres_read_tolerant(self, value, with_instance);
	/* never without a deviation: the strict grammar said where it stopped */
	if (self->deviations->len == 0)
		eml_authres_deviate(self, "syntax", at, MIN(at + 1, value.len));
	return self;
}

const char *
eml_authres_property(const EmlAuthresResult *result, const char *ptype, const char *property)
{
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *found = g_ptr_array_index(result->properties, i);

		if (g_strcmp0(found->ptype, ptype) == 0 && strcmp(found->property, property) == 0)
			return found->value;
	}
	return NULL;
}
