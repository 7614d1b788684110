/* Fields that were added or are missing, copies of what they were, dates written in another way. */
#include "judge/forensics-guess.h"
#include "judge/forensics-text.h"

#include "base/clock.h"
#include "mail/meaning.h"
#include "syntax/dkim-name.h"

#define MOST_COPIES 12 /* fields of one name that are tried */

/* What the slots of one name would take if field `without` were not there. */
static void
guess_one_less(EmlGuesses *self, guint first, gint without)
{
	const char *name = eml_guesses_slot(self, first)->name;
	EmlGuess *guess = eml_guess_begin("field-added");
	guint at = eml_message_n_fields(self->message);

	for (guint slot = first; slot < self->slots->len; slot++) {
		gint taken = -1;

		if (!g_str_equal(eml_guesses_slot(self, slot)->name, name))
			continue;
		while (at > 0 && taken < 0) {
			const EmlField *field = eml_message_field(self->message, --at);

			if ((gint)at != without && at != self->signature &&
			    eml_slice_equal_ci(eml_field_name(field), eml_slice(name)))
				taken = (gint)at;
		}
		eml_guess_add_field(self, guess, slot, taken);
	}
	guess->field = without;
	eml_guess_keep(self, guess);
}

static gboolean
is_first_mention(const EmlGuesses *self, guint slot)
{
	for (guint i = 0; i < slot; i++)
		if (g_str_equal(eml_guesses_slot(self, i)->name,
				eml_guesses_slot(self, slot)->name))
			return FALSE;
	return TRUE;
}

static void
guess_added(EmlGuesses *self, guint slot)
{
	const char *name = eml_guesses_slot(self, slot)->name;
	guint n = 0;

	for (gint field = eml_message_find(self->message, name, -1); field >= 0 && n < MOST_COPIES;
	     field = eml_message_find(self->message, name, field)) {
		if ((guint)field != self->signature) /* not negative here */
			guess_one_less(self, slot, field);
		n++;
	}
}

/* What a field that is gone nearly always says. */
static const struct {
	const char *name;
	const char *text;
} usual[] = {
    {"mime-version", "1.0"},
    {"content-transfer-encoding", "7bit"},
    {"content-transfer-encoding", "8bit"},
    {"content-transfer-encoding", "quoted-printable"},
    {"content-transfer-encoding", "base64"},
    {"content-type", "text/plain; charset=utf-8"},
    {"content-type", "text/plain; charset=UTF-8"},
    {"content-type", "text/plain; charset=\"utf-8\""},
    {"content-type", "text/plain; charset=\"UTF-8\""},
    {"content-type", "text/plain; charset=us-ascii"},
    {"content-type", "text/plain; charset=\"us-ascii\""},
    {"content-type", "text/plain; charset=iso-8859-1"},
    {"content-type", "text/plain; charset=ISO-8859-1"},
    {"content-type", "text/plain; charset=\"iso-8859-1\""},
    {"content-type", "text/plain"},
    {"content-type", "text/plain; charset=utf-8; format=flowed"},
    {"content-type", "text/plain; charset=UTF-8; format=flowed"},
    {"content-disposition", "inline"},
    {"content-language", "en-US"},
    {"to", "undisclosed-recipients:;"},
    {"to", "undisclosed-recipients: ;"},
    {"to", "Undisclosed recipients:;"},
    {"precedence", "bulk"},
    {"precedence", "list"},
    {"auto-submitted", "auto-generated"},
    {"importance", "normal"},
    {"importance", "Normal"},
    {"x-priority", "3"},
    {"list-unsubscribe-post", "List-Unsubscribe=One-Click"},
    {"subject", ""},
};

/* Fields that say the same as the one that is gone. */
static const struct {
	const char *name;
	const char *source;
} same[] = {
    {"reply-to", "From"},
    {"sender", "From"},
    {"to", "Delivered-To"},
    {"to", "X-Original-To"},
    {"to", "Envelope-To"},
    {"subject", "Thread-Topic"},
    {"to", "X-Delivered-To"},
    {"to", "Cc"},
    {"cc", "To"},
    {"errors-to", "Return-Path"},
    {"message-id", "X-Message-Id"},
    {"in-reply-to", "References"},
    {"references", "In-Reply-To"},
    {"from", "Sender"},
    {"from", "Reply-To"},
    {"from", "Return-Path"},
    {"sender", "Return-Path"},
    {"reply-to", "List-Post"},
};

static void
guess_addresses_of(EmlGuesses *self, guint slot, EmlSlice value)
{
	g_autoptr(GPtrArray) mailboxes = eml_meaning_addresses(value);

	for (guint i = 0; i < MIN(mailboxes->len, 4); i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(mailboxes, i);
		g_autofree char *bracketed = g_strdup_printf("<%s>", mailbox->address);

		eml_guess_text(self, slot, "field-missing", mailbox->address);
		eml_guess_text(self, slot, "field-missing", bracketed);
	}
}

static void
guess_missing(EmlGuesses *self, guint slot)
{
	const char *name = eml_guesses_slot(self, slot)->name;
	const gint other = eml_message_find(self->message, name, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		if (g_str_equal(usual[i].name, name))
			eml_guess_text(self, slot, "field-missing", usual[i].text);
	for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
		const gint field = g_str_equal(same[i].name, name)
				       ? eml_message_find(self->message, same[i].source, -1)
				       : -1;
		EmlSlice value;

		if (field < 0)
			continue;
		value = eml_message_field(self->message, (guint)field)->value;
		g_autofree char *whole = eml_slice_dup(value);

		eml_guess_value(self, slot, "field-missing", whole);
		if (!g_str_equal(name, "subject"))
			guess_addresses_of(self, slot, value);
	}
	if (other >= 0 && (guint)other != self->signature) {
		g_autofree char *again =
		    eml_slice_dup(eml_message_field(self->message, (guint)other)->value);

		eml_guess_value(self, slot, "field-missing", again);
	}
}

void
eml_guess_presence(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		if (!is_first_mention(self, slot))
			continue;
		if (eml_guesses_slot(self, slot)->field >= 0)
			guess_added(self, slot);
	}
	for (guint slot = 0; slot < self->slots->len; slot++)
		if (eml_guesses_slot(self, slot)->field < 0)
			guess_missing(self, slot);
}

static void
guess_renamed(EmlGuesses *self, guint slot)
{
	static const char *const before[] = {"X-Original-", "Original-", "Old-",   "X-Old-",
					     "X-Orig-",	    "X-",	 "Resent-"};
	const char *name = eml_guesses_slot(self, slot)->name;

	for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
		g_autofree char *other = g_strconcat(before[i], name, NULL);
		const gint field = eml_message_find(self->message, other, -1);

		if (field < 0)
			continue;
		g_autofree char *value =
		    eml_slice_dup(eml_message_field(self->message, (guint)field)->value);

		eml_guess_value(self, slot, "field-changed", value);
	}
}

/* Copies in z= (RFC 6376 section 3.5): "Name:value", decoded; FWS was dropped in the encoding. */
static char *
copied_value(const char *copy, gsize len, const char *name)
{
	const char *colon = memchr(copy, ':', len);
	const EmlSlice written = colon != NULL
				     ? eml_slice_strip(eml_slice_n(copy, (gsize)(colon - copy)))
				     : eml_slice_n("", 0);

	if (!eml_slice_equal_ci(written, eml_slice(name)))
		return NULL;
	return eml_slice_dup(eml_slice_n(colon + 1, (gsize)(copy + len - colon - 1)));
}

/* The decoded copy that is the `nth` of its name; NULL if there is none. */
static char *
find_copy(EmlSlice z, const char *name, guint nth)
{
	EmlSlice rest = z;

	while (rest.data != NULL) {
		const gssize bar = eml_slice_find(rest, '|');
		const EmlSlice item =
		    bar >= 0 ? eml_slice_part(rest, 0, (gsize)bar) : rest; /* not negative */
		g_autoptr(GBytes) copy = eml_dkim_qp_decode(item);
		gsize len = 0;
		const char *bytes = copy != NULL ? g_bytes_get_data(copy, &len) : NULL;
		char *value = bytes != NULL ? copied_value(bytes, len, name) : NULL;

		rest = bar >= 0 ? eml_slice_part(rest, (gsize)bar + 1, rest.len)
				: eml_slice_n(NULL, 0);
		if (value != NULL && nth == 0)
			return value;
		if (value != NULL)
			nth--;
		g_free(value);
	}
	return NULL;
}

/* Each copy that differs, and all of them together. */
static void
guess_z_copies(EmlGuesses *self)
{
	const EmlSlice z = eml_dkim_sig_raw(self->sig, "z");
	EmlGuess *all = eml_guess_begin("z-copy");

	for (guint slot = 0; z.len > 0 && slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		g_autofree char *value = find_copy(z, there->name, 0);
		g_autofree char *spaced = value != NULL ? g_strconcat(" ", value, NULL) : NULL;

		if (value == NULL)
			continue;
		eml_guess_value(self, slot, "z-copy", value);
		eml_guess_value(self, slot, "z-copy", spaced);
		eml_guess_add(self, all, slot, there->name,
			      g_ascii_isspace(value[0]) ? value : spaced);
	}
	eml_guess_keep(self, all);
}

void
eml_guess_copies(EmlGuesses *self)
{
	guess_z_copies(self);
	for (guint slot = 0; slot < self->slots->len; slot++)
		guess_renamed(self, slot);
}

/* Other names of the zone, all else as it stands. */
static void
guess_zones(EmlGuesses *self, guint slot, const char *text)
{
	static const char *const zones[] = {"+0000", "-0000",	    "GMT",	   "UT",
					    "UTC",   "+0000 (UTC)", "+0000 (GMT)", "Z"};
	const char *time = strrchr(text, ':');
	const gsize len = time != NULL ? strcspn(time, " ") + (gsize)(time - text) : 0;

	for (gsize z = 0; len > 0 && z < G_N_ELEMENTS(zones); z++) {
		g_autofree char *other = g_strdup_printf("%.*s %s", (int)len, text, zones[z]);

		eml_guess_text(self, slot, "date-rewritten", other);
	}
}

/* Other ways of writing the moment. */
static void
guess_date_forms(EmlGuesses *self, guint slot, gint64 seconds, gint offset)
{
	static const char *const days[] = {"%a, %d %b %Y", "%a, %-d %b %Y", "%d %b %Y", "%-d %b %Y",
					   "%a, %e %b %Y"};
	g_autofree char *zone = g_strdup_printf("%c%02d%02d", offset < 0 ? '-' : '+',
						ABS(offset) / 60, ABS(offset) % 60);
	const char *const zones[] = {zone, "+0000", "-0000",	   "GMT",
				     "UT", "UTC",   "+0000 (UTC)", "+0000 (GMT)"};
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
	g_autoptr(GDateTime) local = utc != NULL ? g_date_time_add_minutes(utc, offset) : NULL;

	if (local == NULL)
		return;
	for (gsize d = 0; d < G_N_ELEMENTS(days); d++) {
		for (gsize z = 0; z < G_N_ELEMENTS(zones); z++) {
			g_autofree char *form = g_strdup_printf("%s %%H:%%M:%%S", days[d]);
			g_autofree char *moment = g_date_time_format(z == 0 ? local : utc, form);
			g_autofree char *text = g_strdup_printf("%s %s", moment, zones[z]);

			eml_guess_text(self, slot, "date-rewritten", text);
		}
	}
}

void
eml_guess_dates(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		const EmlSlice value = eml_guesses_value(self, slot);
		g_autofree char *text = eml_guesses_text(self, slot);
		char *comment = strchr(text, '(');
		gint64 seconds = 0;
		gint offset = 0;

		if (there->field < 0 || !g_str_equal(there->name, "date") ||
		    !eml_meaning_date(value, &seconds, &offset))
			continue;
		guess_date_forms(self, slot, seconds, offset);
		guess_zones(self, slot, text);
		if (comment != NULL) {
			*comment = '\0';
			eml_guess_text(self, slot, "date-rewritten", g_strchomp(text));
		}
	}
}
