#include "check/arc-chain.h"

static const struct {
	const char *header;
	EmlSigKind kind; /* LAST: no tag-list */
} parts[EML_ARC_PART_LAST] = {
    [EML_ARC_RESULTS] = {"ARC-Authentication-Results", EML_SIG_LAST},
    [EML_ARC_MESSAGE_SIGNATURE] = {"ARC-Message-Signature", EML_SIG_ARC_MESSAGE},
    [EML_ARC_SEAL] = {"ARC-Seal", EML_SIG_ARC_SEAL},
};

const char *
eml_arc_part_header(EmlArcPart part)
{
	return part < EML_ARC_PART_LAST ? parts[part].header : NULL;
}

/* EML_ARC_PART_LAST if the field is none of ARC. */
static EmlArcPart
part_of(EmlSlice name)
{
	guint part = 0;

	while (part < EML_ARC_PART_LAST && !eml_slice_equal_ci(name, eml_slice(parts[part].header)))
		part++;
	return (EmlArcPart)part;
}

/* More digits than an instance may have, or a number above the cap. */
static gboolean
is_above_cap(EmlSlice digits)
{
	guint number = 0;

	for (gsize i = 0; i < digits.len; i++) {
		if (!g_ascii_isdigit(digits.data[i]))
			return FALSE;
		number = MIN(number * 10 + (guint)g_ascii_digit_value(digits.data[i]), 1000);
	}
	return number > EML_MAX_ARC_SETS;
}

static void
add_astray(EmlArcChain *self, guint field, const EmlDkimSig *sig)
{
	g_array_append_val(self->astray, field);
	if (sig != NULL && is_above_cap(eml_dkim_sig_raw(sig, "i")))
		self->too_many = TRUE;
}

/* The set of that instance: NULL if that is no instance. */
static EmlArcFields *
set_of(EmlArcChain *self, gint instance)
{
	if (instance < 1 || instance > EML_MAX_ARC_SETS)
		return NULL;
	self->n_sets = MAX(self->n_sets, (guint)instance); /* positive here */
	return &self->sets[instance - 1];
}

static void
add_results(EmlArcChain *self, guint field)
{
	EmlAuthres *results =
	    eml_authres_parse(eml_message_field(self->message, field)->value, TRUE);
	EmlArcFields *set = set_of(self, results->instance);

	if (set == NULL)
		add_astray(self, field, NULL);
	if (set == NULL || set->n[EML_ARC_RESULTS]++ > 0) {
		eml_authres_free(results);
		return;
	}
	set->field[EML_ARC_RESULTS] = (gint)field; /* at most EML_MAX_FIELDS */
	set->results = results;
}

static void
add_signature(EmlArcChain *self, guint field, EmlArcPart part)
{
	EmlDkimSig *sig =
	    eml_dkim_sig_parse(eml_message_field(self->message, field)->value, parts[part].kind);
	EmlArcFields *set = set_of(self, (gint)sig->instance); /* at most the cap */

	if (set == NULL)
		add_astray(self, field, sig);
	if (set == NULL || set->n[part]++ > 0) {
		eml_dkim_sig_free(sig);
		return;
	}
	set->field[part] = (gint)field; /* at most EML_MAX_FIELDS */
	set->sig[part] = sig;
}

EmlArcChain *
eml_arc_chain_new(const EmlMessage *message)
{
	EmlArcChain *self = g_new0(EmlArcChain, 1);

	self->message = message;
	self->astray = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; i < EML_MAX_ARC_SETS; i++)
		for (guint part = 0; part < EML_ARC_PART_LAST; part++)
			self->sets[i].field[part] = -1;
	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlArcPart part = part_of(eml_field_name(eml_message_field(message, i)));

		if (part == EML_ARC_PART_LAST)
			continue;
		self->n_fields++;
		if (part == EML_ARC_RESULTS)
			add_results(self, i);
		else
			add_signature(self, i, part);
	}
	return self;
}

void
eml_arc_chain_free(EmlArcChain *self)
{
	if (self == NULL)
		return;
	for (guint i = 0; i < EML_MAX_ARC_SETS; i++) {
		for (guint part = 0; part < EML_ARC_PART_LAST; part++)
			eml_dkim_sig_free(self->sets[i].sig[part]);
		eml_authres_free(self->sets[i].results);
	}
	g_array_unref(self->astray);
	g_free(self);
}

gboolean
eml_arc_fields_complete(const EmlArcFields *self)
{
	for (guint part = 0; part < EML_ARC_PART_LAST; part++)
		if (self->n[part] != 1)
			return FALSE;
	return TRUE;
}
