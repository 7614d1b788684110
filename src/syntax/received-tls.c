#include "syntax/received-parts.h"

#include "base/cursor.h"

/* The version of TLS as "TLS1.3", from TLS1_3, TLSv1.3, TLS-1.3, TLSv1, TLS 1.3; NULL for other
 * text. */
static char *
normal_version(EmlSlice word)
{
	EmlCursor c = eml_cursor(word);
	int major = 0, minor = '0';

	if (!eml_cursor_take_ci(&c, "TLS"))
		return NULL;
	if (!eml_cursor_take_ci(&c, "v"))
		(void)eml_cursor_take(&c, '-');
	major = eml_cursor_peek(&c);
	if (!g_ascii_isdigit(major))
		return NULL;
	c.at++;
	if (eml_cursor_take(&c, '.') || eml_cursor_take(&c, '_')) {
		minor = eml_cursor_peek(&c);
		if (!g_ascii_isdigit(minor))
			return NULL;
		c.at++;
	}
	return eml_cursor_at_end(&c) ? g_strdup_printf("TLS%c.%c", major, minor) : NULL;
}

static char *
version_text(EmlSlice word)
{
	char *normal = normal_version(word);

	return normal != NULL ? normal : eml_slice_dup(word);
}

/* Without "," and ";" at the end. */
static EmlSlice
trimmed(EmlSlice word)
{
	while (word.len > 0 && memchr(",;", word.data[word.len - 1], 2) != NULL)
		word.len--;
	return word;
}

/* The word behind `key` in "key=word" (key ends with '=') or "key word". */
static gboolean
find_value(const GArray *words, const char *key, EmlSlice *ret_value)
{
	const gsize len = strlen(key);

	for (guint i = 0; i < words->len; i++) {
		const EmlSlice word = g_array_index(words, EmlSlice, i);

		if (!eml_slice_starts_with_ci(word, key))
			continue;
		if (word.len > len && key[len - 1] == '=')
			*ret_value = trimmed(eml_slice_part(word, len, word.len));
		else if (word.len == len && key[len - 1] != '=' && i + 1 < words->len)
			*ret_value = trimmed(g_array_index(words, EmlSlice, i + 1));
		else
			continue;
		return ret_value->len > 0;
	}
	return FALSE;
}

/* Courier: "TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384" */
static gboolean
read_courier(EmlReceived *self, const GArray *words)
{
	EmlSlice list = {NULL, 0};
	gssize comma = -1;

	if (words->len < 2 ||
	    !eml_slice_equal_ci(g_array_index(words, EmlSlice, 0), eml_slice("TLS:")))
		return FALSE;
	list = g_array_index(words, EmlSlice, 1);
	comma = eml_slice_find(list, ',');
	self->tls = version_text(eml_slice_part(list, 0, comma >= 0 ? (gsize)comma : list.len));
	for (gsize i = list.len; comma >= 0 && i > 0 && self->cipher == NULL; i--)
		if (list.data[i - 1] == ',')
			self->cipher = eml_slice_dup(eml_slice_part(list, i, list.len));
	return TRUE;
}

/* Exim and OpenSMTPD: "TLS1.2:ECDHE-RSA:256", Exim with GnuTLS "Cipher TLS-1.0:RSA:32",
 * others "TLS1.3 TLS_AES_128_GCM_SHA256" or the version alone. */
static gboolean
read_bare_version(EmlReceived *self, const GArray *words)
{
	guint at = 0;
	EmlSlice word = g_array_index(words, EmlSlice, at), cipher = {NULL, 0};
	gssize colon = -1;

	if (eml_slice_equal_ci(word, eml_slice("Cipher")) && words->len > 1)
		word = g_array_index(words, EmlSlice, ++at);
	if (!eml_slice_starts_with_ci(word, "TLS") && !eml_slice_starts_with_ci(word, "SSL"))
		return FALSE;
	colon = eml_slice_find(word, ':');
	if (colon > 0) {
		const EmlSlice rest = eml_slice_part(word, (gsize)colon + 1, word.len);
		const gssize next = eml_slice_find(rest, ':');

		cipher = eml_slice_part(rest, 0, next >= 0 ? (gsize)next : rest.len);
		word = eml_slice_part(word, 0, (gsize)colon);
	} else if (at + 1 < words->len) {
		cipher = trimmed(g_array_index(words, EmlSlice, at + 1));
	}
	self->tls = version_text(trimmed(word));
	if (cipher.len > 0)
		self->cipher = eml_slice_dup(cipher);
	return TRUE;
}

/* qmail: "ECDHE-RSA-AES256-GCM-SHA384 encrypted" */
static gboolean
read_encrypted(EmlReceived *self, const GArray *words)
{
	if (words->len != 2 ||
	    !eml_slice_equal_ci(g_array_index(words, EmlSlice, 1), eml_slice("encrypted")))
		return FALSE;
	self->cipher = eml_slice_dup(g_array_index(words, EmlSlice, 0));
	return TRUE;
}

gboolean
eml_received_read_tls(EmlReceived *self, EmlSlice group)
{
	g_autoptr(GArray) words = eml_received_words(group);
	EmlSlice version = {NULL, 0}, cipher = {NULL, 0};

	if (words->len == 0)
		return FALSE;
	(void)(find_value(words, "cipher=", &cipher) || find_value(words, "cipher", &cipher));
	if (!find_value(words, "version=", &version) && !find_value(words, "using", &version)) {
		if (read_courier(self, words) || read_bare_version(self, words) ||
		    read_encrypted(self, words))
			return TRUE;
		/* Haraka: "cipher=TLS_AES_256_GCM_SHA384" alone */
		self->cipher = cipher.len > 0 ? eml_slice_dup(cipher) : NULL;
		return cipher.len > 0;
	}
	if (!eml_slice_starts_with_ci(version, "TLS") && !eml_slice_starts_with_ci(version, "SSL"))
		return FALSE;
	self->tls = version_text(version);
	self->cipher = cipher.len > 0 ? eml_slice_dup(cipher) : NULL;
	return TRUE;
}
