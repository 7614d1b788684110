#include "syntax/received-parts.h"

#include "base/comment.h"
#include "base/limits.h"
#include "syntax/ip-text.h"

/* What one group says: everything is borrowed from the group's words, except ip. */
typedef struct {
	char *ip;
	EmlSlice name; /* beside the address; empty if none */
	EmlSlice helo; /* behind HELO, EHLO or helo=; empty if none */
} Group;

/* Groups that begin so hold the sender's words or the receiver's remarks, never the address of the
 * client: "(envelope-sender <x@[192.0.2.9]>)" is written by the sender. */
static const char *const no_address[] = {
    "authenticated",
    "authenticated:",
    "auth",
    "auth:",
    "account",
    "cipher",
    "client",
    "envelope-from",
    "envelope-sender",
    "envelope",
    "no",
    "orcpt",
    "sender",
    "smtp-auth",
    "smtp-auth:",
    "tls",
    "uid",
    "user",
    "using",
};

/* Names that say that there is none. */
static const char *const no_names[] = {"unknown",   "unverified", "verified",
				       "untrusted", "unresolved", "really"};

static gboolean
is_one_of(EmlSlice word, const char *const *words, guint n)
{
	for (guint i = 0; i < n; i++)
		if (eml_slice_equal_ci(word, eml_slice(words[i])))
			return TRUE;
	return FALSE;
}

/* The text with nested comments made blank, NULL if it is empty; the caller owns it. */
static char *
without_nested(EmlSlice text)
{
	char *out = g_memdup2(text.data, text.len);
	EmlCursor c = eml_cursor(text);

	while (!eml_cursor_at_end(&c)) {
		const gsize start = c.at;
		EmlSlice inner = {NULL, 0};

		if (!eml_comment_take(&c, &inner)) {
			c.at++;
			continue;
		}
		memset(out + start, ' ', c.at - start);
	}
	return out;
}

/* What follows "HELO", "EHLO" (alone, or opening a quoted string) or "helo=": everything behind it
 * in the group is the sender's word. Words before it are kept. */
static EmlSlice
cut_helo(EmlSlice text, GArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		const EmlSlice word = g_array_index(words, EmlSlice, i);
		const gsize quote = word.len > 0 && word.data[0] == '"' ? 1 : 0;
		const EmlSlice plain = eml_slice_part(word, quote, word.len);
		const gsize at = (gsize)(plain.data - text.data);
		EmlSlice rest = eml_slice_part(text, at + strlen("helo"), text.len);

		if (!eml_slice_starts_with_ci(plain, "helo") &&
		    !eml_slice_starts_with_ci(plain, "ehlo"))
			continue;
		if (plain.len > strlen("helo") && plain.data[strlen("helo")] == '=') {
			rest = eml_slice_part(plain, strlen("helo="), plain.len);
		} else if (plain.len > strlen("helo")) {
			continue;
		} else if (quote > 0 && eml_slice_find(rest, '"') >= 0) {
			rest = eml_slice_part(rest, 0, (gsize)eml_slice_find(rest, '"'));
		}
		g_array_set_size(words, i);
		return eml_slice_strip(rest);
	}
	return (EmlSlice){NULL, 0};
}

/* The identification protocol's answer is the client's word as well: "ident=x", and what follows.
 */
static void
cut_ident(GArray *words)
{
	for (guint i = 0; i < words->len; i++)
		if (eml_slice_starts_with_ci(g_array_index(words, EmlSlice, i), "ident=")) {
			g_array_set_size(words, i);
			return;
		}
}

/* "[ip]", "name[ip]", "ident@[ip]", "[ip]:port". What stands before the bracket is the name. */
static char *
bracketed_ip(EmlSlice word, EmlSlice *ret_before)
{
	const gssize open = eml_slice_find(word, '[');
	EmlSlice inside = {NULL, 0};
	gssize close = -1;

	if (open < 0 || word.data[0] == '<')
		return NULL;
	inside = eml_slice_part(word, (gsize)open + 1, word.len);
	close = eml_slice_find(inside, ']');
	if (close < 0)
		return NULL;
	if ((gsize)close + 1 < inside.len && memchr(":],)", inside.data[close + 1], 4) == NULL)
		return NULL;
	*ret_before = eml_slice_part(word, 0, (gsize)open);
	return eml_ip_canonical(eml_slice_part(inside, 0, (gsize)close));
}

/* "ip", "ident@ip": only as the first word of a group or the second, after a name. */
static char *
bare_ip(EmlSlice word)
{
	const gssize at = eml_slice_find(word, '@');

	return eml_ip_canonical(at >= 0 ? eml_slice_part(word, (gsize)at + 1, word.len) : word);
}

/* Without the "(" of an outer group that a sender left open, and without "ident@". */
static EmlSlice
after_ident(EmlSlice name)
{
	gssize at = -1;

	while (name.len > 0 && name.data[0] == '(')
		name = eml_slice_part(name, 1, name.len);
	at = eml_slice_find(name, '@');
	return at >= 0 ? eml_slice_part(name, (gsize)at + 1, name.len) : name;
}

/* The last address of the group: names come before it. */
static void
find_address(Group *group, const GArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		const EmlSlice word = g_array_index(words, EmlSlice, i);
		EmlSlice before = {NULL, 0};
		char *ip = bracketed_ip(word, &before);

		if (ip == NULL && i < 2 && group->ip == NULL)
			ip = bare_ip(word);
		if (ip == NULL)
			continue;
		g_free(group->ip);
		group->ip = ip;
		group->name = after_ident(before);
		if (before.len == 0 && i > 0)
			group->name = after_ident(g_array_index(words, EmlSlice, i - 1));
	}
}

static Group
read_group(EmlSlice inner)
{
	g_autofree char *plain = without_nested(inner);
	const EmlSlice text = eml_slice_n(plain, inner.len);
	g_autoptr(GArray) words = eml_received_words(text);
	Group group = {NULL, {NULL, 0}, {NULL, 0}};

	group.helo = cut_helo(text, words);
	cut_ident(words);
	if (words->len > 0 &&
	    is_one_of(g_array_index(words, EmlSlice, 0), no_address, G_N_ELEMENTS(no_address)))
		g_array_set_size(words, 0);
	find_address(&group, words);
	/* from the copy to the same place of the group itself */
	if (group.helo.data != NULL)
		group.helo.data = inner.data + (group.helo.data - plain);
	if (group.name.data != NULL)
		group.name.data = inner.data + (group.name.data - plain);
	return group;
}

/* A host name with a letter in it that is neither an address nor a word for "no name". */
static char *
host_name(EmlSlice name)
{
	gboolean letter = FALSE;
	g_autofree char *ip = eml_ip_canonical(name);

	if (name.len > 0 && name.data[name.len - 1] == '.')
		name.len--;
	if (name.len == 0 || ip != NULL || is_one_of(name, no_names, G_N_ELEMENTS(no_names)))
		return NULL;
	for (gsize i = 0; i < name.len; i++) {
		const int byte = (guchar)name.data[i];

		if (!g_ascii_isalnum(byte) && byte != '-' && byte != '.' && byte != '_' &&
		    byte < 0x80)
			return NULL;
		letter = letter || !(g_ascii_isdigit(byte) || byte == '.');
	}
	return letter ? eml_slice_dup(name) : NULL;
}

/* The words before the first group or clause word: "mail pickup service"; not an address in
 * brackets after the first word, which belongs to the receiver ("from helo [192.0.2.1]"). */
static EmlSlice
first_words(const EmlReceivedPart *parts, guint n)
{
	EmlSlice words = {NULL, 0};

	for (guint i = 0; i < n && parts[i].kind == EML_PART_WORD; i++) {
		const EmlSlice text = parts[i].text;

		if (i > 0 && (eml_received_is_clause(&parts[i]) || text.data[0] == '['))
			break;
		if (i == 0)
			words = text;
		words.len = (gsize)(text.data + text.len - words.data);
	}
	return words;
}

static gboolean
says_forged(EmlSlice inner)
{
	g_autofree char *lower = eml_slice_dup_lower(inner);

	return strstr(lower, "forged") != NULL;
}

/* The receiver writes behind what the sender said, so the last group with an address is its own:
 * "from evil ([192.0.2.1]) (real.example [203.0.113.9]) by …" came from 203.0.113.9.
 * Returns its index, -1 if there is none. */
static gint
find_client(const EmlReceivedPart *parts, guint n, Group *ret_group)
{
	for (guint i = n; i > 0; i--) {
		const EmlReceivedPart *part = &parts[i - 1];
		const gboolean bracket =
		    part->kind == EML_PART_WORD && i > 1 && part->text.data[0] == '[';
		Group group = {NULL, {NULL, 0}, {NULL, 0}};

		if (part->kind != EML_PART_GROUP && !bracket)
			continue;
		group = read_group(part->text);
		if (group.ip != NULL) {
			*ret_group = group;
			return (gint)i - 1;
		}
	}
	return -1;
}

/* The name in HELO, EHLO or helo= nearest to the end; empty if no group has one. */
static EmlSlice
find_helo(const EmlReceivedPart *parts, guint n)
{
	for (guint i = n; i > 0; i--) {
		g_autofree char *ip = NULL;
		Group group = {NULL, {NULL, 0}, {NULL, 0}};

		if (parts[i - 1].kind != EML_PART_GROUP)
			continue;
		group = read_group(parts[i - 1].text);
		ip = group.ip;
		if (group.helo.len > 0)
			return group.helo;
	}
	return (EmlSlice){NULL, 0};
}

/* The address that stands before the HELO name or in the same group: there Exim, CommuniGate and
 * Yahoo write the client ("from [192.0.2.1] (helo=x)", "from name ([192.0.2.1] helo=x)"), and what
 * a sender put into his HELO name stands behind it. The caller owns it; NULL if there is none. */
static char *
address_before_helo(const EmlReceivedPart *parts, guint n)
{
	for (guint i = 0; i < n; i++) {
		Group group = {NULL, {NULL, 0}, {NULL, 0}};
		EmlSlice before = {NULL, 0};
		char *ip = NULL;

		if (parts[i].kind != EML_PART_GROUP)
			continue;
		group = read_group(parts[i].text);
		if (group.helo.data == NULL) {
			g_free(group.ip);
			continue;
		}
		if (group.ip == NULL && parts[0].kind == EML_PART_WORD)
			ip = bracketed_ip(parts[0].text, &before);
		/* Yahoo's "from 127.0.0.1 (EHLO x) (192.0.2.1)" names no client there */
		if (group.ip == NULL && ip == NULL &&
		    !eml_slice_equal(parts[0].text, eml_slice("127.0.0.1")))
			ip = eml_ip_canonical(parts[0].text);
		return group.ip != NULL ? group.ip : ip;
	}
	return NULL;
}

void
eml_received_read_from(EmlReceived *self, const EmlReceivedPart *parts, guint n)
{
	const EmlSlice first = first_words(parts, n);
	const EmlSlice helo = find_helo(parts, n);
	Group client = {NULL, {NULL, 0}, {NULL, 0}};
	const gint at = find_client(parts, n, &client);

	if (helo.len > 0 || first.len > 0)
		self->from = eml_slice_dup(helo.len > 0 ? helo : first);
	self->from_ip = client.ip;
	self->other_ip = client.ip != NULL ? address_before_helo(parts, n) : NULL;
	if (g_strcmp0(self->other_ip, self->from_ip) == 0)
		g_clear_pointer(&self->other_ip, g_free);
	/* "from [192.0.2.1] (helo=x)" (Exim) and "from [192.0.2.1] by … via HTTP": with no other
	 * address the literal is taken. It could be a HELO name, but then the receiver wrote no
	 * address at all (against RFC 5321 section 4.4), and to call the hop internal for want of
	 * one would let still more of the sender's text choose. */
	if (client.ip == NULL)
		self->from_ip = eml_ip_canonical(first);
	if (at >= 0 && says_forged(parts[at].text))
		return;
	if (client.name.len > 0)
		self->from_name = host_name(client.name);
	else if (at >= 0 && helo.len > 0)
		/* Exim "from name ([ip] helo=x)", qmail "from name (HELO x) (ip)": name is the
		 * receiver's reverse look-up, the HELO stands apart. */
		self->from_name = host_name(first);
}
