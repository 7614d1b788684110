#include "judge/override.h"

/* RFC 7489 appendix C, PolicyOverrideType, which filters write into reason= too; with '-' or a
 * blank for '_' as well. */
static const char *const reasons[] = {"forwarded",	   "local_policy", "mailing_list",
				      "trusted_forwarder", "sampled_out",  "other"};

static char *
reason_word(const EmlReceiverClaim *claim)
{
	const char *written = claim->detail != NULL ? claim->detail->reason : NULL;
	g_autofree char *word = written != NULL ? g_ascii_strdown(written, -1) : NULL;

	if (word == NULL)
		return NULL;
	g_strdelimit(word, "- ", '_');
	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_str_has_prefix(word, reasons[i]))
			return g_strdup_printf("reason=%s", written);
	return NULL;
}

char *
eml_override_of_pass(const EmlReceiverClaim *claim)
{
	return reason_word(claim);
}

/* "dis=NONE" in the comment of Gmail, OpenDMARC and others: what was done. The caller owns it. */
static char *
disposition(const EmlAuthresResult *result)
{
	for (guint i = 0; i < result->comments->len; i++) {
		const char *comment = g_ptr_array_index(result->comments, i);
		g_auto(GStrv) words = g_strsplit_set(comment, " \t\r\n,;", -1);

		for (guint w = 0; words[w] != NULL; w++)
			if (g_ascii_strncasecmp(words[w], "dis=", 4) == 0)
				return g_strdup(words[w]);
	}
	return NULL;
}

/* TRUE if the word names something milder than the policy. Microsoft writes "oreject", "o.reject"
 * where it overrode a reject, and "pct.reject" where pct= spared the message. */
static gboolean
is_milder(const char *word, EmlPolicy applied)
{
	const gboolean asks = applied == EML_POLICY_QUARANTINE || applied == EML_POLICY_REJECT;

	if (!asks || g_ascii_strcasecmp(word, eml_policy_word(applied)) == 0)
		return FALSE;
	if (g_ascii_strcasecmp(word, "none") == 0)
		return TRUE;
	if (g_ascii_strcasecmp(word, "quarantine") == 0)
		return applied == EML_POLICY_REJECT;
	return g_ascii_strncasecmp(word, "oreject", 7) == 0 ||
	       g_ascii_strncasecmp(word, "o.", 2) == 0 || g_ascii_strncasecmp(word, "pct.", 4) == 0;
}

/* Microsoft: an ARC sealer was believed, though DMARC fails (standards D.1). */
static char *
arc_override(const EmlReceiverClaim *claim)
{
	for (guint i = 0; i < claim->all->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(claim->all, i);

		if (g_str_equal(result->method, "compauth") && result->mapped == EML_RESULT_PASS &&
		    (g_strcmp0(eml_authres_property(result, NULL, "reason"), "130") == 0 ||
		     g_strcmp0(result->reason, "130") == 0))
			return g_strdup("compauth=pass reason=130");
	}
	return NULL;
}

char *
eml_override_of_fail(const EmlReceiverClaim *claim, EmlPolicy applied)
{
	static const char *const properties[][2] = {{NULL, "action"}, {"policy", "dmarc"}};
	char *found = NULL;

	if (claim->detail == NULL)
		return NULL;
	if ((found = reason_word(claim)) != NULL || (found = arc_override(claim)) != NULL)
		return found;
	for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
		const char *value =
		    eml_authres_property(claim->detail, properties[i][0], properties[i][1]);

		if (value != NULL && is_milder(value, applied))
			return g_strdup_printf("%s%s=%s", i > 0 ? "policy." : "", properties[i][1],
					       value);
	}
	found = disposition(claim->detail);
	if (found != NULL && !is_milder(found + strlen("dis="), applied))
		g_clear_pointer(&found, g_free);
	return found;
}
