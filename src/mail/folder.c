#include "mail/folder.h"

#include "base/error.h"
#include "base/safe-text.h"
#include "mail/kind.h"
#include "mail/load.h"
#include "mail/mailbox.h"
#include "mail/names.h"
#include "mail/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PARTS 1000000 /* messages of an mbox that are listed */

/* An open mbox file that its messages share. */
typedef struct {
	guint references;
	EmlSpool spool; /* on a descriptor */
} Box;

struct EmlSource {
	char *name;
	EmlMessage *message; /* read already; NULL otherwise */
	Box *box;	     /* NULL: the name is a path */
	EmlMailboxPart part;
};

static void
box_unref(Box *box)
{
	if (box == NULL || --box->references > 0)
		return;
	eml_spool_clear(&box->spool);
	g_free(box);
}

void
eml_source_free(EmlSource *self)
{
	if (self == NULL)
		return;
	g_free(self->name);
	eml_message_unref(self->message);
	box_unref(self->box);
	g_free(self);
}

static void
source_free_cb(gpointer source)
{
	eml_source_free(source);
}

const char *
eml_source_name(const EmlSource *self)
{
	return self->name;
}

EmlMessage *
eml_source_load(EmlSource *self, GError **error)
{
	g_autoptr(EmlMessage) message = NULL;

	if (self->message != NULL)
		return eml_message_ref(self->message);
	if (self->box == NULL)
		return eml_load(self->name, error);
	message =
	    eml_spool_message_part(&self->box->spool, self->part.start, self->part.len, error);
	if (message != NULL && eml_kind_check(message, error))
		return g_steal_pointer(&message);
	g_prefix_error(error, "%s: ", self->name);
	return NULL;
}

static EmlSource *
source_new(const char *name)
{
	EmlSource *self = g_new0(EmlSource, 1);

	self->name = g_strdup(name);
	return self;
}

/* The parts of the file as messages; takes the spool. */
static GPtrArray *
sources_of_parts(const char *name, EmlSpool *spool, const GArray *parts)
{
	GPtrArray *sources = g_ptr_array_new_with_free_func(source_free_cb);
	Box *box = g_new0(Box, 1);

	box->spool = *spool;
	*spool = (EmlSpool){.fd = -1};
	for (guint i = 0; i < parts->len; i++) {
		g_autofree char *numbered = g_strdup_printf("%s#%u", name, i + 1);
		EmlSource *source = source_new(numbered);

		source->box = box;
		source->part = g_array_index(parts, EmlMailboxPart, i);
		box->references++;
		g_ptr_array_add(sources, source);
	}
	return sources;
}

/* The messages of the mbox file; takes the spool. NULL if it is one message. */
static GPtrArray *
sources_of_box(const char *name, EmlSpool *spool)
{
	g_autoptr(GArray) parts = NULL;

	eml_mailbox_parts(spool->fd, spool->size, MAX_PARTS, 0, &parts);
	return parts->len < 2 ? NULL : sources_of_parts(name, spool, parts);
}

/* Takes the spool. NULL if the separator stands nowhere, or nothing but it. */
static GPtrArray *
sources_of_separated(const char *name, EmlSpool *spool, const char *separator)
{
	g_autoptr(GArray) parts = NULL;

	if (!eml_mailbox_separated(spool->fd, spool->size, eml_slice(separator), MAX_PARTS,
				   &parts) ||
	    parts->len == 0)
		return NULL;
	return sources_of_parts(name, spool, parts);
}

static GPtrArray *
one_source(EmlSource *source)
{
	GPtrArray *sources = g_ptr_array_new_with_free_func(source_free_cb);

	g_ptr_array_add(sources, source);
	return sources;
}

static gboolean
begins_as_box(const EmlSpool *spool)
{
	char start[6] = {0};

	return eml_mailbox_begins(eml_slice_n(start, eml_spool_peek(spool, start, sizeof start)));
}

/* What can be read only once, or has to be unpacked. */
static GPtrArray *
sources_of_stream(const char *name, const char *separator, gboolean *ret_many, GError **error)
{
	g_auto(EmlSpool) spool = {.fd = -1};
	GPtrArray *sources = NULL;
	EmlSource *source = NULL;
	EmlMessage *message = NULL;

	if (!eml_load_spool(name, &spool, error))
		return NULL;
	if (separator != NULL && *separator != '\0' && spool.size > 0 && eml_spool_to_file(&spool))
		sources = sources_of_separated(name, &spool, separator);
	if (sources == NULL && begins_as_box(&spool) && eml_spool_to_file(&spool))
		sources = sources_of_box(name, &spool);
	*ret_many = sources != NULL;
	if (sources != NULL)
		return sources;
	message = eml_load_of_spool(name, &spool, error);
	if (message == NULL)
		return NULL;
	source = source_new(name);
	source->message = message;
	return one_source(source);
}

/* A file that is named, of which only the beginning is looked at unless it is an mbox. */
static GPtrArray *
sources_of_file(const char *name, const char *path, gboolean *ret_many, GError **error)
{
	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	g_auto(EmlSpool) spool = {.fd = fd};
	GPtrArray *sources = NULL;
	struct stat facts;
	char magic[2] = {0};

	if (fd < 0 || fstat(fd, &facts) < 0)
		return one_source(source_new(name)); /* loading it says what is wrong */
	if (S_ISFIFO(facts.st_mode) || (S_ISREG(facts.st_mode) && facts.st_size == 0))
		return sources_of_stream(name, NULL, ret_many, error);
	if (!S_ISREG(facts.st_mode))
		return one_source(source_new(name));
	spool.size = (guint64)facts.st_size; /* not negative */
	if (eml_spool_peek(&spool, magic, sizeof magic) == sizeof magic &&
	    memcmp(magic, "\x1f\x8b", sizeof magic) == 0)
		return sources_of_stream(name, NULL, ret_many, error);
	if (begins_as_box(&spool))
		sources = sources_of_box(name, &spool);
	*ret_many = sources != NULL;
	return sources != NULL ? sources : one_source(source_new(name));
}

/* A file of a folder, and its place in the list. */
typedef struct {
	char *path;
	gint64 time; /* UTC seconds */
} Item;

static void
item_clear(gpointer data)
{
	g_free(((Item *)data)->path);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	const char *left = ((const Item *)a)->path;
	const char *right = ((const Item *)b)->path;
	const gsize longer = strlen(left), other = strlen(right);

	/* numbers, as MH gives them */
	if (g_ascii_isdigit(left[longer - 1]) && g_ascii_isdigit(right[other - 1]) &&
	    longer != other)
		return longer < other ? -1 : 1;
	return strcmp(left, right);
}

static gint
newest_first(gconstpointer a, gconstpointer b)
{
	const gint64 left = ((const Item *)a)->time;
	const gint64 right = ((const Item *)b)->time;

	return left != right ? (left > right ? -1 : 1)
			     : strcmp(((const Item *)a)->path, ((const Item *)b)->path);
}

/* A name that a message has in a folder of any kind. */
static gboolean
is_message_name(const char *name)
{
	static const char *const ends[] = {".eml", ".eml.gz", ".emlx"};
	gsize digits = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (eml_slice_ends_with_ci(eml_slice(name), ends[i]))
			return TRUE;
	while (g_ascii_isdigit(name[digits]))
		digits++;
	return digits > 0 && name[digits] == '\0';
}

static void
gather(const char *folder, gboolean is_maildir, GArray *items)
{
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	const char *name = NULL;

	while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
		Item item = {0};
		struct stat facts;

		if (name[0] == '.' || (!is_maildir && !is_message_name(name)))
			continue;
		item.path = g_build_filename(folder, name, NULL);
		if (stat(item.path, &facts) < 0 || S_ISDIR(facts.st_mode)) {
			g_free(item.path);
			continue;
		}
		item.time = (gint64)facts.st_mtime;
		g_array_append_val(items, item);
	}
}

static GPtrArray *
sources_of_folder(const char *path, GError **error)
{
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autofree char *new = g_build_filename(path, "new", NULL);
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(Item));
	const gboolean is_maildir =
	    g_file_test(cur, G_FILE_TEST_IS_DIR) || g_file_test(new, G_FILE_TEST_IS_DIR);
	GPtrArray *sources = NULL;

	g_array_set_clear_func(items, item_clear);
	gather(is_maildir ? cur : path, is_maildir, items);
	if (is_maildir)
		gather(new, TRUE, items);
	if (items->len == 0) {
		g_autofree EmlPlain *shown = eml_plain(eml_slice(path));

		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "%s: This directory has no message: no file in cur or new, and none "
			    "whose name ends in .eml.",
			    shown);
		return NULL;
	}
	g_array_sort(items, is_maildir ? newest_first : by_name);
	sources = g_ptr_array_new_with_free_func(source_free_cb);
	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(sources, source_new(g_array_index(items, Item, i).path));
	return sources;
}

GPtrArray *
eml_folder_sources(const char *name, gboolean *ret_many, GError **error)
{
	g_autofree char *decoded =
	    eml_names_is_uri(name) ? eml_names_path_of_uri(name, NULL) : NULL;
	const char *path = decoded != NULL ? decoded : name;

	*ret_many = FALSE;
	if (strcmp(name, "-") == 0)
		return sources_of_stream(name, NULL, ret_many, error);
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return sources_of_file(name, path, ret_many, error);
	*ret_many = TRUE;
	return sources_of_folder(path, error);
}

GPtrArray *
eml_folder_sources_separated(const char *separator, gboolean *ret_many, GError **error)
{
	*ret_many = FALSE;
	return sources_of_stream("-", separator, ret_many, error);
}
