/* Lists of addresses: quotes around a name, their order, one that is gone. */
#include "judge/forensics-guess.h"
#include "judge/forensics-text.h"

#define MOST_ITEMS 40	/* addresses of a list that is tried at all */
#define MOST_SOURCES 3	/* fields of one name in which an address may stand */
#define MOST_PERMUTED 4 /* of which every order is tried */

static const char *const lists[] = {"from", "to", "cc", "reply-to", "sender", "bcc"};

static void
guess_list(EmlGuesses *self, guint slot, const char *cause, const GPtrArray *items)
{
	static const char *const between[] = {
	    ", ", ",", ",\r\n ", ",\r\n\t", ", \r\n    ", ", \r\n\t", ",\r\n    ", ",\r\n        "};

	for (gsize i = 0; i < G_N_ELEMENTS(between); i++) {
		g_autofree char *text = eml_text_join_list(items, between[i]);

		eml_guess_text(self, slot, cause, text);
	}
}

static GPtrArray *
copy_items(const GPtrArray *items)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(copy, g_strdup(g_ptr_array_index(items, i)));
	return copy;
}

/* Takes the text. */
static void
set_item(GPtrArray *items, guint at, char *text)
{
	g_free(g_ptr_array_index(items, at));
	g_ptr_array_index(items, at) = text;
}

/* The item with or without quotation marks; NULL if that changes nothing. */
static char *
requoted(const char *item, gboolean quoted)
{
	g_autofree char *name = NULL;
	g_autofree char *rest = NULL;
	const gboolean is_quoted = item[0] == '"';

	if (quoted == is_quoted || strstr(item, "=?") != NULL ||
	    !eml_text_split_mailbox(item, &name, &rest))
		return NULL;
	return quoted ? g_strdup_printf("\"%s\" %s", name, rest)
		      : g_strdup_printf("%s %s", name, rest);
}

static void
guess_quotes(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	for (guint quoted = 0; quoted < 2; quoted++) {
		g_autoptr(GPtrArray) all = copy_items(items);

		for (guint i = 0; i < items->len; i++) {
			char *item = requoted(g_ptr_array_index(items, i), quoted != 0);
			g_autoptr(GPtrArray) one = NULL;

			if (item == NULL)
				continue;
			set_item(all, i, item);
			one = copy_items(items);
			set_item(one, i, g_strdup(item));
			guess_list(self, slot, "display-name-quotes", one);
		}
		guess_list(self, slot, "display-name-quotes", all);
	}
}

/* <a@b> as a@b and back; "a@b (Name)" as "Name <a@b>". */
static void
guess_brackets(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	g_autoptr(GPtrArray) bare = copy_items(items);
	g_autoptr(GPtrArray) bracketed = copy_items(items);

	for (guint i = 0; i < items->len; i++) {
		const char *item = g_ptr_array_index(items, i);
		const gsize len = strlen(item);

		if (len > 2 && item[0] == '<' && item[len - 1] == '>')
			set_item(bare, i, g_strndup(item + 1, len - 2));
		else if (strchr(item, '<') == NULL && strchr(item, ' ') == NULL && len > 0)
			set_item(bracketed, i, g_strdup_printf("<%s>", item));
	}
	guess_list(self, slot, "address-form", bare);
	guess_list(self, slot, "address-form", bracketed);
}

/* Every order of the items behind `from`. */
static void
permute(EmlGuesses *self, guint slot, GPtrArray *items, guint from)
{
	if (from + 1 >= items->len)
		guess_list(self, slot, "address-order", items);
	for (guint i = from; i < items->len && from + 1 < items->len; i++) {
		gpointer *all = items->pdata;
		gpointer there = all[from];

		all[from] = all[i];
		all[i] = there;
		permute(self, slot, items, from + 1);
		there = all[from];
		all[from] = all[i];
		all[i] = there;
	}
}

static gint
by_text(gconstpointer a, gconstpointer b)
{
	const char *const *left = a, *const *right = b;

	return g_ascii_strcasecmp(*left, *right);
}

static void
guess_moved(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	for (guint from = 0; from < items->len; from++) {
		for (guint to = 0; to < items->len; to++) {
			g_autoptr(GPtrArray) moved = copy_items(items);
			char *item = g_ptr_array_steal_index(moved, from);

			g_ptr_array_insert(moved, (gint)to, item); /* at most MOST_ITEMS */
			guess_list(self, slot, "address-order", moved);
		}
	}
}

static void
guess_order(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	g_autoptr(GPtrArray) order = copy_items(items);
	g_autoptr(GPtrArray) turned = g_ptr_array_new_with_free_func(g_free);

	for (guint i = items->len; i > 0; i--)
		g_ptr_array_add(turned, g_strdup(g_ptr_array_index(items, i - 1)));
	guess_list(self, slot, "address-order", turned);
	if (items->len <= MOST_PERMUTED)
		permute(self, slot, order, 0);
	else if (items->len <= 12)
		guess_moved(self, slot, items);
	g_ptr_array_sort(order, by_text);
	guess_list(self, slot, "address-order", order);
}

static void
guess_dropped_of(EmlGuesses *self, guint slot, const GPtrArray *items, gint field)
{
	const EmlSlice there = eml_message_field(self->message, (guint)field)->value;
	g_autofree char *value = eml_slice_dup(eml_slice_strip(there));
	g_autofree char *now = eml_slice_dup(eml_guesses_value(self, slot));
	g_autoptr(GPtrArray) more = eml_text_split_list(value);

	for (guint i = 0; i < MIN(more->len, 4); i++) {
		const char *item = g_ptr_array_index(more, i);
		g_autoptr(GPtrArray) longer = copy_items(items);
		g_autofree char *behind = g_strdup_printf("%s, %s", now, item);
		g_autofree char *below = g_strdup_printf("%s,\r\n %s", now, item);
		g_autofree char *below_tab = g_strdup_printf("%s,\r\n\t%s", now, item);

		eml_guess_value(self, slot, "address-dropped", behind);
		eml_guess_value(self, slot, "address-dropped", below);
		eml_guess_value(self, slot, "address-dropped", below_tab);
		g_ptr_array_add(longer, g_strdup(item));
		guess_list(self, slot, "address-dropped", longer);
		g_ptr_array_insert(longer, 0, g_ptr_array_steal_index(longer, longer->len - 1));
		guess_list(self, slot, "address-dropped", longer);
	}
}

/* Addresses that stand elsewhere may have stood here too, at either end. */
static void
guess_dropped(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	static const char *const sources[] = {"Delivered-To",
					      "X-Original-To",
					      "Envelope-To",
					      "X-Envelope-To",
					      "X-Delivered-To",
					      "Cc",
					      "To",
					      "List-Post",
					      "X-BeenThere",
					      "Sender",
					      "Reply-To",
					      "From"};

	for (gsize s = 0; s < G_N_ELEMENTS(sources); s++) {
		gint field = -1;

		for (guint n = 0; n < MOST_SOURCES; n++) {
			field = eml_message_find(self->message, sources[s], field);
			if (field < 0)
				break;
			if (field != eml_guesses_slot(self, slot)->field)
				guess_dropped_of(self, slot, items, field);
		}
	}
}

/* An address that was added. */
static void
guess_one_address_less(EmlGuesses *self, guint slot, const GPtrArray *items)
{
	for (guint i = 0; i < items->len && items->len > 1; i++) {
		g_autoptr(GPtrArray) less = copy_items(items);

		g_ptr_array_remove_index(less, i);
		guess_list(self, slot, "address-added", less);
	}
}

void
eml_guess_addresses(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		g_autofree char *text = eml_guesses_text(self, slot);
		g_autoptr(GPtrArray) items = eml_text_split_list(text);
		gboolean is_list = FALSE;

		for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
			is_list = is_list || g_str_equal(lists[i], there->name);
		if (there->field < 0 || !is_list || items->len > MOST_ITEMS)
			continue;
		guess_quotes(self, slot, items);
		guess_brackets(self, slot, items);
		guess_one_address_less(self, slot, items);
		if (items->len > 1)
			guess_order(self, slot, items);
		guess_dropped(self, slot, items);
	}
}
