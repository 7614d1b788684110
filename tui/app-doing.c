/* What is asked in the bottom line, and what becomes of the answers. */
#include "tui/app-private.h"
#include "tui/complete.h"
#include "tui/copy.h"

#include <string.h>

#include "syntax/ip-text.h"

static EmlWish accept_search(EmlApp *self);
static EmlWish accept_address(EmlApp *self);
static EmlWish accept_save(EmlApp *self);
static EmlWish accept_open(EmlApp *self);

static const struct {
	const char *title;
	const char *hint; /* shown while nothing is typed or remarked */
	gboolean path;	  /* Tab completes */
	EmlWish (*accept)(EmlApp *self);
} asks[EML_ASK_LAST] = {
    [EML_ASK_SEARCH] = {"/", NULL, FALSE, accept_search},
    [EML_ASK_ADDRESS] = {"Client IP:", "empty: the message's own", FALSE, accept_address},
    [EML_ASK_SAVE] = {"Save as:", ".json: JSON, else text", TRUE, accept_save},
    [EML_ASK_OPEN] = {"Open:", "Tab completes", TRUE, accept_open},
};

static EmlWish
want(EmlApp *self, EmlWish wish, const char *text)
{
	char *wanted = g_strdup(text);

	g_free(self->wanted);
	self->wanted = wanted;
	return wish;
}

static void
close_prompt(EmlApp *self)
{
	g_clear_pointer(&self->prompt, eml_prompt_free);
}

/* "invoice.txt" for "/mail/invoice.eml". */
static char *
report_name(const EmlApp *self)
{
	g_autofree char *base = g_path_get_basename(self->report->file);
	char *end = strrchr(base, '.');

	if (g_str_equal(base, "-"))
		return g_strdup("report.txt");
	if (end != NULL && end != base)
		*end = '\0';
	return g_strconcat(base, ".txt", NULL);
}

static char *
first_text(const EmlApp *self, EmlAsk ask)
{
	const EmlFact *ip = &self->report->envelope->ip;

	if (ask == EML_ASK_SAVE)
		return report_name(self);
	if (ask == EML_ASK_ADDRESS && g_strcmp0(ip->source, "option") == 0)
		return g_strdup(ip->value);
	return g_strdup("");
}

void
eml_app_ask(EmlApp *self, EmlAsk ask)
{
	const EmlRow *row = eml_view_selected(eml_app_focused(self));
	g_autofree char *text = first_text(self, ask);

	close_prompt(self);
	self->prompt = eml_prompt_new(asks[ask].title, text != NULL ? text : "");
	self->ask = ask;
	g_free(self->prompt_from);
	self->prompt_from = row != NULL ? g_strdup(row->identity) : NULL;
	if (asks[ask].hint != NULL)
		eml_app_note(self, asks[ask].hint);
}

gboolean
eml_app_shows_hint(const EmlApp *self)
{
	return self->prompt != NULL && g_strcmp0(self->note, asks[self->ask].hint) == 0;
}

void
eml_app_ask_over(EmlApp *self, const char *path)
{
	g_free(self->over);
	self->over = g_strdup(path);
}

gboolean
eml_app_asks(const EmlApp *self)
{
	return self->prompt != NULL || self->offers != NULL || self->over != NULL;
}

/* The search follows the typing, always from where it began. */
static void
search_again(EmlApp *self)
{
	EmlView *view = eml_app_focused(self);
	gboolean wrapped = FALSE;

	if (self->prompt_from != NULL)
		eml_view_select(view, self->prompt_from);
	eml_view_search(view, eml_prompt_text(self->prompt));
	eml_view_next_match(view, 1, TRUE, &wrapped);
}

static void
end_search(EmlApp *self)
{
	EmlView *view = eml_app_focused(self);

	eml_view_search(view, "");
	if (self->prompt_from != NULL)
		eml_view_select(view, self->prompt_from);
}

/* What is not here is said once, and forgotten. */
static EmlWish
accept_search(EmlApp *self)
{
	guint match = 0, matches = 0;
	g_autofree char *searched =
	    g_strdup(eml_view_searched(eml_app_focused(self), &match, &matches));

	if (matches == 0)
		end_search(self);
	close_prompt(self);
	if (matches == 0 && *searched != '\0') {
		g_autofree char *note = g_strdup_printf("\"%s\" is not here", searched);

		eml_app_note(self, note);
	}
	return EML_WISH_NONE;
}

static EmlWish
accept_address(EmlApp *self)
{
	g_autofree char *text = g_strstrip(g_strdup(eml_prompt_text(self->prompt)));
	g_autofree char *ip = eml_ip_canonical(eml_slice(text));

	if (*text != '\0' && ip == NULL) {
		eml_app_note(self, "this is no IPv4 or IPv6 address");
		return EML_WISH_NONE;
	}
	close_prompt(self);
	return want(self, EML_WISH_ADDRESS, ip != NULL ? ip : "");
}

static EmlWish
accept_path(EmlApp *self, EmlWish wish)
{
	g_autofree char *path = eml_complete_home(eml_prompt_text(self->prompt));

	close_prompt(self);
	return *path != '\0' ? want(self, wish, path) : EML_WISH_NONE;
}

static EmlWish
accept_save(EmlApp *self)
{
	return accept_path(self, EML_WISH_SAVE);
}

static EmlWish
accept_open(EmlApp *self)
{
	return accept_path(self, EML_WISH_OPEN);
}

static void
complete(EmlApp *self)
{
	guint n = 0;
	g_autofree char *names = NULL;
	g_autofree char *text = NULL;
	g_autofree char *note = NULL;

	if (!asks[self->ask].path)
		return;
	text = eml_complete_path(eml_prompt_text(self->prompt), &names, &n);
	eml_prompt_set_text(self->prompt, text);
	if (n == 0)
		note = g_strdup("nothing begins like this");
	else if (n > 1)
		note = g_strdup_printf("%u: %s", n, names);
	eml_app_note(self, note);
}

static EmlWish
answer_prompt(EmlApp *self, EmlKey key)
{
	switch (eml_prompt_key(self->prompt, key)) {
	case EML_PROMPT_STAYS:
		break;
	case EML_PROMPT_CHANGED:
		if (self->ask == EML_ASK_SEARCH)
			search_again(self);
		break;
	case EML_PROMPT_COMPLETE:
		complete(self);
		break;
	case EML_PROMPT_ACCEPTED:
		return asks[self->ask].accept(self);
	case EML_PROMPT_CANCELLED:
		if (self->ask == EML_ASK_SEARCH)
			end_search(self);
		close_prompt(self);
		break;
	}
	return EML_WISH_NONE;
}

/* Only y says yes. */
static EmlWish
answer_over(EmlApp *self, EmlKey key)
{
	g_autofree char *path = g_steal_pointer(&self->over);

	if (key == 'y' || key == 'Y')
		return want(self, EML_WISH_SAVE_OVER, path);
	eml_app_note(self, "not saved");
	return EML_WISH_NONE;
}

static EmlWish
answer_offers(EmlApp *self, EmlKey key)
{
	g_autoptr(GPtrArray) offers = g_steal_pointer(&self->offers);

	for (guint i = 0; i < offers->len; i++) {
		const EmlCopyOffer *offer = g_ptr_array_index(offers, i);

		if (key == (EmlKey)offer->key)
			return want(self, EML_WISH_COPY, offer->text);
	}
	eml_app_note(self, "nothing copied");
	return EML_WISH_NONE;
}

EmlWish
eml_app_answer(EmlApp *self, EmlKey key)
{
	if (self->over != NULL)
		return answer_over(self, key);
	if (self->offers != NULL)
		return answer_offers(self, key);
	return answer_prompt(self, key);
}

EmlWish
eml_app_copy(EmlApp *self)
{
	g_autoptr(GPtrArray) offers =
	    eml_copy_offers(self->report, eml_view_selected(eml_app_focused(self)));

	if (offers->len == 1)
		return want(self, EML_WISH_COPY,
			    ((EmlCopyOffer *)g_ptr_array_index(offers, 0))->text);
	if (offers->len > 1)
		self->offers = g_steal_pointer(&offers);
	else
		eml_app_note(self, "nothing to copy here");
	return EML_WISH_NONE;
}

EmlWish
eml_app_paste(EmlApp *self, const char *text)
{
	eml_app_note(self, NULL);
	if (self->prompt != NULL) {
		eml_prompt_paste(self->prompt, text);
		if (self->ask == EML_ASK_SEARCH)
			search_again(self);
		eml_app_refresh(self, FALSE);
		return EML_WISH_NONE;
	}
	return eml_app_asks(self) ? EML_WISH_NONE : want(self, EML_WISH_OPEN, text);
}
