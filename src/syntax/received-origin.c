#include "syntax/received-parts.h"

#include "base/limits.h"

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

/* How often the word stands in the field, in comments as well; a NUL byte ends the count. */
static guint
count_word(const EmlReceivedPart *parts, guint n, const char *word)
{
	guint found = 0;

	for (guint i = 0; i < n; i++) {
		g_autofree char *text = eml_slice_dup(parts[i].text);
		g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n()<>\"", -1);

		for (guint k = 0; words[k] != NULL; k++)
			found += g_ascii_strcasecmp(words[k], word) == 0;
	}
	return found;
}

/* "IMAP", "POP3" (fetchmail), "IMAP4-SSL" (getmail): no protocol by which a server takes mail in.
 */
static gboolean
is_mailbox_protocol(EmlSlice word)
{
	return eml_slice_starts_with_ci(word, "imap") || eml_slice_starts_with_ci(word, "pop2") ||
	       eml_slice_starts_with_ci(word, "pop3") ||
	       eml_slice_equal_ci(word, eml_slice("apop")) ||
	       eml_slice_equal_ci(word, eml_slice("kpop"));
}

/* "by x with IMAP". A sender may write these words into his HELO name, and then the server that
 * greeted him writes "by" and "with" once more. */
static gboolean
is_fetched(const EmlReceivedPart *parts, guint n)
{
	guint by = 0, with = 0;

	if (n >= EML_MAX_RECEIVED_PARTS) /* there may be more */
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (eml_slice_find(parts[i].text, '\0') >= 0)
			return FALSE;
	while (by < n && !eml_received_is_word(&parts[by], "by"))
		by++;
	for (with = by; with < n && !eml_received_is_word(&parts[with], "with");)
		with++;
	return with + 1 < n && parts[with + 1].kind == EML_PART_WORD &&
	       is_mailbox_protocol(parts[with + 1].text) && count_word(parts, n, "by") == 1 &&
	       count_word(parts, n, "with") == 1;
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
	return is_fetched(parts, n) ? EML_ORIGIN_FETCHED : EML_ORIGIN_NOT_SAID;
}
