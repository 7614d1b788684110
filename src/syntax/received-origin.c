#include "syntax/received-parts.h"

static gboolean
is_number(EmlSlice word)
{
	for (gsize i = 0; i < word.len; i++)
		if (!g_ascii_isdigit(word.data[i]))
			return FALSE;
	return word.len > 0;
}

/* "(Authenticated sender: x)" (Postfix), "(authenticated bits=0)" (sendmail), "(AUTH: LOGIN x)"
 * (Courier), "(account x)" (CommuniGate). Not "(Authentication Milter)". */
static gboolean
says_login(EmlSlice first)
{
	static const char *const words[] = {"authenticated", "authenticated:", "auth",	 "auth:",
					    "smtp-auth",     "smtp-auth:",     "account"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (eml_slice_equal_ci(first, eml_slice(words[i])))
			return TRUE;
	return FALSE;
}

/* "(Postfix, from userid 1000)", "(qmail 12 invoked by uid 1000)", "(uid 0)". */
static gboolean
says_user(const GArray *words)
{
	for (guint i = 0; i + 1 < words->len; i++) {
		const EmlSlice word = g_array_index(words, EmlSlice, i);

		if ((eml_slice_equal_ci(word, eml_slice("uid")) ||
		     eml_slice_equal_ci(word, eml_slice("userid"))) &&
		    is_number(g_array_index(words, EmlSlice, i + 1)))
			return TRUE;
	}
	return FALSE;
}

/* A group that repeats the envelope sender says what the sender wrote. */
static gboolean
is_senders(EmlSlice first)
{
	return eml_slice_starts_with_ci(first, "envelope") ||
	       eml_slice_starts_with_ci(first, "helo") || eml_slice_starts_with_ci(first, "ehlo");
}

static EmlReceivedOrigin
origin_of_group(EmlSlice group)
{
	g_autoptr(GArray) words = eml_received_words(group);
	const EmlSlice first =
	    words->len > 0 ? g_array_index(words, EmlSlice, 0) : (EmlSlice){NULL, 0};

	if (is_senders(first))
		return EML_ORIGIN_NOT_SAID;
	/* sendmail: "(from x@localhost)", "(8.17.1/8.17.1/Submit)" */
	if (says_login(first) || says_user(words) || eml_slice_equal_ci(first, eml_slice("from")) ||
	    (words->len == 1 && eml_slice_ends_with_ci(first, "/submit")))
		return EML_ORIGIN_SUBMITTED;
	return EML_ORIGIN_NOT_SAID;
}

static gboolean
is_from_network(EmlSlice group)
{
	g_autoptr(GArray) words = eml_received_words(group);

	return words->len == 5 &&
	       eml_slice_equal_ci(g_array_index(words, EmlSlice, 0), eml_slice("qmail")) &&
	       is_number(g_array_index(words, EmlSlice, 1)) &&
	       eml_slice_equal_ci(g_array_index(words, EmlSlice, 2), eml_slice("invoked")) &&
	       eml_slice_equal_ci(g_array_index(words, EmlSlice, 3), eml_slice("from")) &&
	       eml_slice_equal_ci(g_array_index(words, EmlSlice, 4), eml_slice("network"));
}

EmlReceivedOrigin
eml_received_origin(const EmlReceivedPart *parts, guint n)
{
	/* the whole field but for its date: nothing of the sender's stands in it */
	if (n > 0 && parts[0].kind == EML_PART_GROUP && is_from_network(parts[0].text) &&
	    (n == 1 || parts[1].kind == EML_PART_SEMICOLON))
		return EML_ORIGIN_NETWORK;
	for (guint i = 0; i < n; i++)
		if (parts[i].kind == EML_PART_GROUP &&
		    origin_of_group(parts[i].text) == EML_ORIGIN_SUBMITTED)
			return EML_ORIGIN_SUBMITTED;
	return EML_ORIGIN_NOT_SAID;
}
