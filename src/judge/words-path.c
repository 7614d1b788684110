/* The Received timeline in words. */
#include "judge/words.h"

#include "base/clock.h"
#include "base/limits.h"
#include "judge/owner.h"
#include "syntax/ip-text.h"

/* How the two servers of a hop are written. */
typedef struct {
	gboolean address; /* beside the name */
	gboolean helo;	  /* also where a name was looked up */
	gboolean owner;	  /* of the receiving server, in place of its name */
	guint name;	  /* columns of the sending server's name, 0 = all */
} Form;

/* An address literal in its brackets, and nothing else. */
static gboolean
is_literal(const char *name)
{
	const char *close = strchr(name, ']');

	return name[0] == '[' && close != NULL && close[1] == '\0' && strchr(name + 1, '[') == NULL;
}

/* TRUE if nothing in the name can be taken for more than a name. */
static gboolean
is_one_word(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && (guchar)*c < 0x80 && strchr("-._:@+=/", *c) == NULL)
			return FALSE;
	return *name != '\0';
}

/* Nothing in it ends the quotes. */
static void
append_quoted(GString *text, const char *name)
{
	g_string_append_c(text, '"');
	for (const char *c = name; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(text, '\\');
		g_string_append_c(text, *c);
	}
	g_string_append_c(text, '"');
}

/* A client may say "x [192.0.2.1] > b.example" of itself: what is no single word stands in quotes.
 */
static void
append_name(GString *text, const char *name)
{
	if (is_literal(name) || is_one_word(name))
		g_string_append(text, name);
	else
		append_quoted(text, name);
}

static gboolean
is_smtp(const char *with)
{
	g_autofree char *lower = g_ascii_strdown(with, -1);

	return strstr(lower, "smtp") != NULL;
}

gboolean
eml_words_says_helo(const EmlReceived *received)
{
	/* "mail pickup service" and the sender's address of a filter are no HELO names */
	if (received->from == NULL ||
	    (received->from_ip == NULL && strpbrk(received->from, " @") != NULL))
		return FALSE;
	return received->with != NULL ? is_smtp(received->with) : received->from_ip != NULL;
}

static gboolean
is_same_name(const char *a, const char *b)
{
	const gsize len = strlen(a);
	const gsize dot = len > 0 && a[len - 1] == '.' ? 1 : 0;

	return strlen(b) == len - dot && g_ascii_strncasecmp(a, b, len - dot) == 0;
}

static void
append_helo(GString *text, const char *helo)
{
	g_string_append_printf(text, ", %s ", eml_words_title("shown-says-helo"));
	append_name(text, helo);
}

static void
append_cut_name(GString *text, const char *name, guint columns)
{
	g_autofree EmlPlain *plain = eml_plain(eml_slice(name));
	g_autofree EmlPlain *cut = eml_plain_cut(plain, columns);

	append_name(text, columns > 0 ? cut : name);
}

/* What was looked up comes first; what the client said of itself is called so. */
static void
append_client(GString *text, const EmlReceived *received, const Form *form)
{
	const char *name = received->from_name, *ip = received->from_ip;
	g_autofree char *literal =
	    received->from != NULL ? eml_ip_canonical(eml_slice(received->from)) : NULL;

	if (name != NULL) {
		append_cut_name(text, name, form->name);
		if (form->address && ip != NULL)
			g_string_append_printf(text, " [%s]", ip);
		if (form->helo && received->from != NULL && !is_same_name(received->from, name))
			append_helo(text, received->from);
		return;
	}
	if (ip != NULL && (received->from == NULL || literal != NULL)) {
		g_string_append_printf(text, "[%s]", ip);
		if (form->helo && g_strcmp0(literal, ip) != 0 && received->from != NULL)
			append_helo(text, received->from);
		return;
	}
	if (eml_words_says_helo(received))
		g_string_append_printf(text, "%s ", eml_words_title("shown-helo-name"));
	append_cut_name(text, received->from, form->name);
	if (form->address && ip != NULL)
		g_string_append_printf(text, " [%s]", ip);
}

static void
append_in_parentheses(GString *text, const char *inner)
{
	g_string_append_printf(text, "%s(%s)", text->len > 0 ? " " : "", inner);
}

/* Of a field that does not say from where: what it says instead. */
static void
append_instead(GString *text, const EmlHop *hop)
{
	const EmlReceived *received = hop->received;
	g_autofree EmlPlain *comment = eml_plain(eml_slice(received->comment));
	g_autofree EmlPlain *cut = eml_plain_cut(comment, EML_MAX_SHOWN_COMMENT);

	if (received->by != NULL) {
		g_string_append_printf(text, "%s ", eml_words_title("shown-by"));
		append_name(text, received->by);
	}
	if (received->via != NULL) {
		g_string_append_printf(text, "%svia ", text->len > 0 ? " " : "");
		append_name(text, received->via);
	}
	/* no honest comment has the sign that stands between two servers here */
	if (*cut != '\0' && strchr(cut, '>') == NULL)
		append_in_parentheses(text, cut);
	else if (received->by != NULL && hop->inside)
		append_in_parentheses(text, eml_words_title("shown-inside"));
}

static const char *
by_of(const EmlReceived *received)
{
	return received->by_name != NULL ? received->by_name : received->by;
}

static void
append_receiver(GString *text, const EmlReceived *received, const Form *form)
{
	const char *by = by_of(received);
	g_autofree char *owner = form->owner ? eml_owner_of_host(by) : NULL;

	g_string_append(text, " > ");
	if (owner != NULL)
		g_string_append(text, owner);
	else if (by != NULL)
		append_name(text, by);
	else
		g_string_append(text, eml_words_title("shown-no-name"));
	if (owner == NULL && received->by_name != NULL)
		append_in_parentheses(text, received->by);
}

static EmlPlain *
servers(const EmlHop *hop, const Form *form)
{
	const EmlReceived *received = hop->received;
	g_autoptr(GString) text = g_string_new(NULL);

	if (received->from != NULL || received->from_ip != NULL) {
		append_client(text, received, form);
		append_receiver(text, received, form);
	} else if (received->unread != NULL) {
		g_autofree EmlPlain *plain = eml_plain(eml_slice(received->unread));
		g_autofree EmlPlain *cut = eml_plain_cut(plain, EML_MAX_SHOWN_COMMENT);

		g_string_append_printf(text, "%s ", eml_words_title("shown-unread"));
		append_quoted(text, cut);
	} else {
		append_instead(text, hop);
	}
	if (text->len == 0)
		g_string_append(text, eml_words_title("shown-no-server"));
	return eml_plain(eml_slice_n(text->str, text->len));
}

EmlPlain *
eml_words_servers(const EmlHop *hop, gboolean address)
{
	const Form form = {.address = address, .helo = TRUE};

	return servers(hop, &form);
}

EmlPlain *
eml_words_servers_within(const EmlHop *hop, guint columns)
{
	static const Form forms[] = {{.address = TRUE},
				     {.address = TRUE, .owner = TRUE},
				     {.address = TRUE, .owner = TRUE, .name = 24}};
	EmlPlain *text = NULL;
	EmlPlain *cut = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_free(text);
		text = servers(hop, &forms[i]);
		if (eml_plain_width(text) <= columns)
			return text;
	}
	cut = eml_plain_cut(text, columns);
	g_free(text);
	return cut;
}

static gboolean
is_own_address(const char *ip)
{
	return g_str_has_prefix(ip, "127.") || strcmp(ip, "::1") == 0;
}

static const EmlReceived *
received_at(const EmlHops *hops, guint i)
{
	return ((const EmlHop *)g_ptr_array_index(hops->hops, i))->received;
}

/* TRUE if each step is of one host, which took the message from itself; its name. */
static gboolean
is_one_host(const EmlHops *hops, const char **ret_host)
{
	const char *host = NULL;

	for (guint i = 0; i < hops->hops->len; i++) {
		const EmlReceived *r = received_at(hops, i);

		host = host != NULL ? host : r->by;
		if (r->by == NULL || !is_same_name(r->by, host))
			return FALSE;
		if (r->from_ip != NULL ? !is_own_address(r->from_ip)
				       : r->from != NULL && !is_same_name(r->from, host))
			return FALSE;
	}
	*ret_host = host;
	return host != NULL;
}

static const char *
no_border_id(const EmlHops *hops, const char **ret_host)
{
	gboolean address = FALSE;

	if (hops->torn >= 0) {
		*ret_host = received_at(hops, (guint)hops->torn)->from;
		return "no-border-torn";
	}
	for (guint i = 0; i < hops->hops->len; i++) {
		const EmlReceived *r = received_at(hops, i);

		if (r->origin == EML_ORIGIN_FETCHED)
			return "no-border-fetched";
		address = address || r->from_ip != NULL;
	}
	if (is_one_host(hops, ret_host))
		return "no-border-host";
	return address ? "no-border-inside" : "no-border-address";
}

EmlPlain *
eml_words_no_border(const EmlHops *hops)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	const char *host = "", *id = NULL;
	g_autofree EmlPlain *why = NULL;

	if (hops->border >= 0 || hops->hops->len == 0)
		return NULL;
	id = no_border_id(hops, &host);
	g_ptr_array_add(args, g_bytes_new(host, strlen(host)));
	why = eml_words_expand(eml_words_title(id), args);
	g_ptr_array_set_size(args, 0);
	g_ptr_array_add(args, g_bytes_new(why, strlen(why)));
	return eml_words_expand(eml_words_title("shown-no-border"), args);
}

EmlPlain *
eml_words_came_in(const EmlHops *hops, gint64 at, const EmlMessage *message)
{
	const EmlHop *hop = eml_hops_timed(hops);
	g_autofree char *time = hop != NULL ? eml_clock_format(hop->time) : NULL;
	const EmlFact fact = {time, hop != NULL && hop->border ? "border-received" : "received",
			      hop != NULL ? (gint)hop->field : -1};
	const gboolean border = hop == NULL || hop->border, judged = hop != NULL && hop->time == at;
	static const char *const ids[2][2] = {{"shown-topmost", "shown-topmost-judged"},
					      {"shown-came-in", "shown-came-in-judged"}};

	return eml_words_fact(&fact, ids[border][judged], message);
}

EmlPlain *
eml_words_judged_at(const EmlHops *hops, gint64 at, const EmlMessage *message)
{
	const EmlHop *hop = eml_hops_timed(hops);
	g_autofree char *time = eml_clock_format(at);
	const EmlFact fact = {time, "option", -1};

	return hop != NULL && hop->time != at ? eml_words_fact(&fact, "shown-judged", message)
					      : NULL;
}

const char *
eml_words_hop(const EmlHop *hop, gboolean submitted)
{
	static const char *const links[EML_LINK_LAST] = {
	    [EML_LINK_ADDRESS] = "link-address", [EML_LINK_NAME] = "link-name",
	    [EML_LINK_MACHINE] = "link-machine", [EML_LINK_MISSING] = "link-missing",
	    [EML_LINK_TORN] = "link-torn",
	};

	if (hop->border)
		return submitted ? "shown-submitted" : "shown-border";
	return hop->received->origin == EML_ORIGIN_FETCHED ? "shown-fetched" : links[hop->link];
}

const char *
eml_words_client(const EmlEnvelope *envelope)
{
	return envelope->doubt == EML_DOUBT_TORN && envelope->ip.value != NULL ? "shown-client-torn"
									       : "shown-client";
}

/* "TLSv1/SSLv3" is how OpenSSL names the ciphers of TLS 1.0. */
const char *
eml_words_tls(const char *tls)
{
	return tls != NULL && g_ascii_strncasecmp(tls, "SSL", 3) == 0 ? "shown-ssl-broken" : NULL;
}

/* RFC 3848: the protocols with an S are under TLS; that plain ones are not, only those who know
 * them say so. */
const char *
eml_words_protection(const EmlReceived *received)
{
	static const char *const encrypted[] = {"ESMTPS",    "ESMTPSA",	   "LMTPS",
						"LMTPSA",    "UTF8SMTPS",  "UTF8SMTPSA",
						"UTF8LMTPS", "UTF8LMTPSA", NULL};
	static const char *const plain[] = {"ESMTP", "ESMTPA", NULL};
	g_autofree char *with =
	    received->with != NULL ? g_ascii_strup(received->with, -1) : g_strdup("");

	if (received->tls != NULL)
		return received->tls;
	if (g_strv_contains(encrypted, with))
		return eml_words_title("shown-tls");
	return g_strv_contains(plain, with) ? eml_words_title("shown-no-tls") : "";
}
