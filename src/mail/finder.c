#include "mail/finder.h"

#include "base/limits.h"
#include "mail/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_PIECE                                                                                 \
	((gsize)8 << 10) /* bytes of a file that are read first; most header blocks fit */
#define MAX_HEAD ((gsize)64 << 10)
#define MAX_DEPTH 6	/* of folders in folders */
#define MAX_FOLDERS 100 /* open at a time */

struct EmlFinder {
	const EmlRendered *shown; /* borrowed */
	gint64 until;		  /* microseconds of the monotonic clock */
	gboolean sure;
	gboolean no_time, ambiguous;
	EmlMessage *message; /* the match; NULL if there is none yet */
	char *checksum;	     /* of it */
	char *head;	     /* MAX_HEAD bytes to read into */
};

EmlFinder *
eml_finder_new(const EmlRendered *shown, guint budget_ms, gboolean sure)
{
	EmlFinder *self = g_new0(EmlFinder, 1);

	self->shown = shown;
	self->until = g_get_monotonic_time() + (gint64)budget_ms * 1000;
	self->sure = sure;
	self->head = g_malloc(MAX_HEAD);
	return self;
}

void
eml_finder_free(EmlFinder *self)
{
	if (self == NULL)
		return;
	eml_message_unref(self->message);
	g_free(self->checksum);
	g_free(self->head);
	g_free(self);
}

static gboolean
is_over(EmlFinder *self)
{
	self->no_time = self->no_time || g_get_monotonic_time() > self->until;
	return self->no_time;
}

gboolean
eml_finder_goes_on(const EmlFinder *self)
{
	return !self->no_time && !self->ambiguous && !(self->sure && self->message != NULL);
}

/* Enough to tell whether two messages are the same bytes; NULL if the file cannot be read any more.
 * The caller owns it. */
static char *
checksum_of(const EmlMessage *message)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(message);
	const EmlSlice head = eml_message_head(message);
	EmlSlice piece = {0};

	g_checksum_update(sum, (const guchar *)head.data, (gssize)head.len);
	while (eml_body_reader_next(body, &piece))
		g_checksum_update(sum, (const guchar *)piece.data, (gssize)piece.len);
	return eml_body_reader_failed(body) ? NULL : g_strdup(g_checksum_get_string(sum));
}

/* The same bytes twice (a copy in another folder, the file and its descriptor) are one message. */
static void
take_candidate(EmlFinder *self, EmlMessage *message)
{
	g_autofree char *checksum = NULL;

	if (message == NULL || !eml_rendered_matches(self->shown, message))
		return;
	checksum = checksum_of(message);
	if (self->message == NULL) {
		self->message = eml_message_ref(message);
		self->checksum = g_steal_pointer(&checksum);
	} else if (checksum == NULL || g_strcmp0(checksum, self->checksum) != 0) {
		self->ambiguous = TRUE;
	}
}

void
eml_finder_look_at_bytes(EmlFinder *self, GBytes *bytes)
{
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	take_candidate(self, message);
}

static gboolean
has(EmlSlice bytes, const char *text)
{
	return bytes.data != NULL && memmem(bytes.data, bytes.len, text, strlen(text)) != NULL;
}

static gboolean
has_header_end(EmlSlice bytes)
{
	return has(bytes, "\n\n") || has(bytes, "\n\r\n");
}

/* Reads as much of the header block as is needed to know whether the Message-ID stands in it. */
static gboolean
head_has_id(EmlFinder *self, int fd, guint64 start, guint64 len)
{
	gsize have = 0;

	for (gsize wanted = HEAD_PIECE; have < MIN(MAX_HEAD, len); wanted *= 2) {
		const gsize more = (gsize)MIN(MIN(wanted, MAX_HEAD), len) - have;
		const ssize_t n = pread(fd, self->head + have, more, (off_t)(start + have));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		have += (gsize)n; /* positive */
		/* a quick look before anything is parsed */
		if (has(eml_slice_n(self->head, have), eml_rendered_message_id(self->shown)))
			return TRUE;
		if (has_header_end(eml_slice_n(self->head, have)))
			return FALSE;
	}
	return FALSE;
}

static void
look_at_mailbox(EmlFinder *self, int fd, guint64 size)
{
	g_autoptr(GArray) parts = NULL;

	if (!eml_mailbox_parts(fd, size, G_MAXUINT, self->until, &parts))
		self->no_time = TRUE;
	for (guint i = 0; i < parts->len && eml_finder_goes_on(self) && !is_over(self); i++) {
		const EmlMailboxPart part = g_array_index(parts, EmlMailboxPart, i);
		g_autoptr(GBytes) bytes = NULL;

		if (head_has_id(self, fd, part.start, part.len))
			bytes = eml_mailbox_read(fd, part);
		if (bytes != NULL)
			eml_finder_look_at_bytes(self, bytes);
	}
}

void
eml_finder_look_at_fd(EmlFinder *self, int fd)
{
	struct stat facts;
	int own = -1;

	if (fstat(fd, &facts) < 0 || !S_ISREG(facts.st_mode) || facts.st_size <= 0)
		return;
	if (pread(fd, self->head, 6, 0) == 6 && eml_mailbox_begins(eml_slice_n(self->head, 6))) {
		look_at_mailbox(self, fd, (guint64)facts.st_size);
		return;
	}
	if (!head_has_id(self, fd, 0, (guint64)facts.st_size))
		return;
	own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own >= 0) {
		g_autoptr(EmlMessage) message =
		    eml_message_new_fd(own, 0, (guint64)facts.st_size, NULL);

		take_candidate(self, message);
	}
}

static void
look_at_file(EmlFinder *self, int folder, const char *name)
{
	const int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return;
	eml_finder_look_at_fd(self, fd);
	close(fd);
}

/* A file of a folder, and how far its time is from the message's. */
typedef struct {
	int folder; /* open while the search lasts */
	char *name;
	guint64 distance; /* seconds */
} Item;

static void
item_clear(gpointer data)
{
	g_free(((Item *)data)->name);
}

static gint
by_distance(gconstpointer a, gconstpointer b)
{
	const Item *left = a;
	const Item *right = b;

	return left->distance < right->distance ? -1 : left->distance > right->distance;
}

/* Where files of a tree are gathered. */
typedef struct {
	EmlFinder *finder;
	GArray *items;	/* Item */
	GArray *opened; /* int: the folders */
	gint64 near;	/* UTC seconds that the files looked for are near to */
	guint depth;	/* folders in folders that may still be entered */
} Gather;

static void gather_folder(Gather *g, const char *path);

static void
gather_file(Gather *g, int folder, const char *path, const char *name)
{
	Item item = {.folder = folder};
	struct stat facts;

	/* the order is of use only where the first match ends the search */
	if (g->finder->sure || g->depth > 0) {
		if (fstatat(folder, name, &facts, 0) < 0)
			return;
		if (S_ISDIR(facts.st_mode) && g->depth > 0) {
			g_autofree char *inner = g_build_filename(path, name, NULL);

			g->depth--;
			gather_folder(g, inner);
			g->depth++;
		}
		if (!S_ISREG(facts.st_mode))
			return;
		item.distance = (guint64)ABS((gint64)facts.st_mtime - g->near); /* not negative */
	}
	item.name = g_strdup(name);
	g_array_append_val(g->items, item);
}

static void
gather_folder(Gather *g, const char *path)
{
	g_autoptr(GDir) folder = g->opened->len < MAX_FOLDERS ? g_dir_open(path, 0, NULL) : NULL;
	const int fd = folder != NULL ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	const char *name = NULL;

	if (fd < 0)
		return;
	g_array_append_val(g->opened, fd);
	while ((name = g_dir_read_name(folder)) != NULL && !is_over(g->finder))
		if (name[0] != '.')
			gather_file(g, fd, path, name);
}

static void
look_at_items(EmlFinder *self, GArray *items)
{
	g_array_sort(items, by_distance);
	for (guint i = 0; i < items->len && eml_finder_goes_on(self) && !is_over(self); i++) {
		const Item *item = &g_array_index(items, Item, i);

		look_at_file(self, item->folder, item->name);
	}
}

static void
look_at_folders(EmlFinder *self, const char *const *paths, gint64 near, guint depth)
{
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(Item));
	g_autoptr(GArray) opened = g_array_new(FALSE, TRUE, sizeof(int));
	Gather g = {self, items, opened, near, depth};

	g_array_set_clear_func(items, item_clear);
	for (guint i = 0; paths[i] != NULL; i++)
		gather_folder(&g, paths[i]);
	look_at_items(self, items);
	for (guint i = 0; i < opened->len; i++)
		close(g_array_index(opened, int, i));
}

void
eml_finder_look_under(EmlFinder *self, const char *path)
{
	const char *const paths[] = {path, NULL};

	if (eml_finder_goes_on(self))
		look_at_folders(self, paths, G_MAXINT32, MAX_DEPTH);
}

void
eml_finder_look_at_path(EmlFinder *self, const char *path)
{
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autofree char *new = g_build_filename(path, "new", NULL);
	const char *const maildir[] = {cur, new, NULL};
	const char *const plain[] = {path, NULL};

	if (!eml_finder_goes_on(self))
		return;
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		look_at_file(self, AT_FDCWD, path);
	else if (g_file_test(cur, G_FILE_TEST_IS_DIR))
		look_at_folders(self, maildir, eml_rendered_date(self->shown), 0);
	else
		look_at_folders(self, plain, eml_rendered_date(self->shown), 0);
}

EmlFound
eml_finder_result(const EmlFinder *self, EmlMessage **ret_message)
{
	*ret_message = NULL;
	if (self->ambiguous)
		return EML_FOUND_AMBIGUOUS;
	if (self->no_time && !(self->sure && self->message != NULL))
		return EML_FOUND_NO_TIME;
	*ret_message = self->message;
	return self->message != NULL ? EML_FOUND_ONE : EML_FOUND_NONE;
}
