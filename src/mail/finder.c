#include "mail/finder.h"

#include "base/limits.h"
#include "mail/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_PIECE                                                                                 \
	((gsize)8 << 10) /* bytes of a file that are read first; most header blocks fit */
#define MAX_PIECE ((gsize)64 << 10) /* and later */
#define MAX_DEPTH 6		    /* of folders in folders */
#define MAX_FOLDERS 500		    /* open at a time */
#define MANY_FILES 5000		    /* of which the likeliest are looked at first */

struct EmlFinder {
	const EmlRendered *shown; /* borrowed */
	gint64 until;		  /* microseconds of the monotonic clock */
	gboolean no_time, ambiguous;
	gboolean doubt;	     /* something may be what is shown, and cannot be told from it */
	gboolean other_text; /* a message with this header has another text */
	EmlMatch match;	     /* of the message */
	EmlMessage *message; /* NULL if there is none yet */
	char *checksum;	     /* of it */
	char *piece;	     /* MAX_PIECE bytes to read into */
};

EmlFinder *
eml_finder_new(const EmlRendered *shown, guint budget_ms)
{
	EmlFinder *self = g_new0(EmlFinder, 1);

	self->shown = shown;
	self->piece = g_malloc(MAX_PIECE);
	eml_finder_set_time(self, budget_ms);
	return self;
}

void
eml_finder_free(EmlFinder *self)
{
	if (self == NULL)
		return;
	eml_message_unref(self->message);
	g_free(self->checksum);
	g_free(self->piece);
	g_free(self);
}

void
eml_finder_set_time(EmlFinder *self, guint budget_ms)
{
	self->until = g_get_monotonic_time() + (gint64)budget_ms * 1000;
	self->no_time = FALSE;
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
	return !self->no_time && !self->ambiguous && !(self->doubt && self->message != NULL);
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
take_match(EmlFinder *self, EmlMessage *message, EmlMatch match)
{
	g_autofree char *checksum = checksum_of(message);

	if (self->message == NULL) {
		self->message = eml_message_ref(message);
		self->checksum = g_steal_pointer(&checksum);
		self->match = match;
	} else if (checksum == NULL || g_strcmp0(checksum, self->checksum) != 0) {
		self->ambiguous = TRUE;
	}
}

/* message: NULL if there is one that cannot be read. */
static void
take_candidate(EmlFinder *self, EmlMessage *message)
{
	const EmlMatch match =
	    message != NULL ? eml_rendered_match(self->shown, message) : EML_MATCH_UNSURE;

	if (match >= EML_MATCH_HEADER)
		take_match(self, message, match);
	self->doubt = self->doubt || match == EML_MATCH_UNSURE;
	self->other_text = self->other_text || match == EML_MATCH_OTHER_TEXT;
}

void
eml_finder_look_at_bytes(EmlFinder *self, GBytes *bytes)
{
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	take_candidate(self, message);
}

/* A header block that is read in pieces of a file. */
typedef struct {
	int fd;
	guint64 at, end; /* of the file */
	gsize have;	 /* bytes in the piece */
	gboolean cut;	 /* it begins inside of a field */
} Head;

/* Reads more behind what is in the piece; FALSE at the end. */
static gboolean
read_more(EmlFinder *self, Head *head, gsize most)
{
	const gsize wanted = (gsize)MIN(most - head->have, head->end - head->at);
	ssize_t n = 0;

	do
		n = pread(head->fd, self->piece + head->have, wanted, (off_t)head->at);
	while (n < 0 && errno == EINTR);
	self->doubt = self->doubt || n < 0;
	if (n <= 0)
		return FALSE;
	head->at += (guint64)n; /* positive */
	head->have += (gsize)n;
	return TRUE;
}

/* The length of the field at the front, with the lines folded to it; 0 if more has to be read. */
static gsize
field_length(EmlSlice text, gboolean is_last)
{
	for (gsize at = 0; at < text.len;) {
		const gssize lf = eml_slice_find(eml_slice_part(text, at, text.len), '\n');

		at = lf < 0 ? text.len : at + (gsize)lf + 1;
		if (at == text.len)
			return is_last ? at : 0;
		if (text.data[at] != ' ' && text.data[at] != '\t')
			return at;
	}
	return 0;
}

static gboolean
is_empty_line(EmlSlice line)
{
	return line.data[0] == '\n' ||
	       (line.len > 1 && line.data[0] == '\r' && line.data[1] == '\n');
}

/* Looks at the fields in the piece and leaves in it what is none yet. FALSE at the end of the
 * header block. */
static gboolean
pass_fields(EmlFinder *self, Head *head, EmlIdMatch *id)
{
	const gboolean is_last = head->at == head->end;
	EmlSlice text = eml_slice_n(self->piece, head->have);
	gsize len = 0;

	while (*id != EML_ID_MATCH && (len = field_length(text, is_last)) > 0) {
		if (!head->cut && is_empty_line(text))
			return FALSE;
		if (!head->cut)
			*id = MAX(*id,
				  eml_rendered_id_match(self->shown, eml_slice_part(text, 0, len)));
		head->cut = FALSE;
		text = eml_slice_part(text, len, text.len);
	}
	if (text.len == MAX_PIECE) { /* a very long field: its last byte may be a line end */
		if (!head->cut)
			*id = MAX(*id, eml_rendered_id_match(self->shown, text));
		head->cut = TRUE;
		text = eml_slice_part(text, text.len - 1, text.len);
	}
	memmove(self->piece, text.data, text.len);
	head->have = text.len;
	return *id != EML_ID_MATCH;
}

/* The first piece of the header block is read. Reads as much more as is needed. */
static EmlIdMatch
match_id(EmlFinder *self, Head *head)
{
	EmlIdMatch id = EML_ID_OTHER;

	while (pass_fields(self, head, &id) && !is_over(self) && read_more(self, head, MAX_PIECE))
		continue;
	return id;
}

/* What is in the piece after a first look at that place; FALSE if nothing is there. */
static gboolean
begin_head(EmlFinder *self, int fd, guint64 start, guint64 len, Head *head)
{
	*head = (Head){.fd = fd, .at = start, .end = start + len};
	return read_more(self, head, HEAD_PIECE);
}

/* message: NULL if it cannot be read as one; then it counts only if the id may be its. */
static void
take_if_id(EmlFinder *self, EmlIdMatch id, EmlMessage *message)
{
	if (message != NULL || id == EML_ID_MATCH)
		take_candidate(self, message);
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
		g_autoptr(EmlMessage) message = NULL;
		EmlIdMatch id = EML_ID_OTHER;
		Head head;

		if (!begin_head(self, fd, part.start, part.len, &head) ||
		    (id = match_id(self, &head)) == EML_ID_OTHER)
			continue;
		bytes = eml_mailbox_read(fd, part);
		message = bytes != NULL ? eml_message_new(bytes, NULL) : NULL;
		take_if_id(self, id, message);
	}
}

void
eml_finder_look_at_fd(EmlFinder *self, int fd)
{
	struct stat facts;
	EmlIdMatch id = EML_ID_OTHER;
	int own = -1;
	Head head;

	if (fstat(fd, &facts) < 0 || !S_ISREG(facts.st_mode) || facts.st_size <= 0 ||
	    !begin_head(self, fd, 0, (guint64)facts.st_size, &head)) /* positive */
		return;
	if (eml_mailbox_begins(eml_slice_n(self->piece, head.have))) {
		look_at_mailbox(self, fd, (guint64)facts.st_size);
		return;
	}
	id = match_id(self, &head);
	if (id != EML_ID_OTHER)
		own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own >= 0) {
		g_autoptr(EmlMessage) message =
		    eml_message_new_fd(own, 0, (guint64)facts.st_size, NULL);

		take_if_id(self, id, message);
	}
}

static void
look_at_file(EmlFinder *self, int folder, const char *name)
{
	const int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat facts;

	/* it has got another name since, and was not looked at */
	if (fd < 0 && folder != AT_FDCWD && errno == ENOENT &&
	    fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) < 0)
		self->doubt = TRUE;
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
set_distance(Item *item, gint64 time, gint64 near)
{
	item->distance = (guint64)ABS(time - near); /* not negative */
}

static void
gather_file(Gather *g, int folder, const char *path, const char *name)
{
	Item item = {.folder = folder};
	struct stat facts;

	if (g->depth > 0) {
		if (fstatat(folder, name, &facts, 0) < 0)
			return;
		if (S_ISDIR(facts.st_mode)) {
			g_autofree char *inner = g_build_filename(path, name, NULL);

			g->depth--;
			gather_folder(g, inner);
			g->depth++;
		}
		if (!S_ISREG(facts.st_mode))
			return;
		set_distance(&item, (gint64)facts.st_mtime, g->near);
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

	if (g->opened->len >= MAX_FOLDERS)
		g->finder->no_time = TRUE; /* not all is looked at */
	if (fd < 0)
		return;
	g_array_append_val(g->opened, fd);
	while ((name = g_dir_read_name(folder)) != NULL && !is_over(g->finder))
		if (name[0] != '.')
			gather_file(g, fd, path, name);
}

/* The time of delivery that the name of a file in a Maildir begins with; that of the last change of
 * another file, which takes longer; 0 if it is not there any more. */
static gint64
time_of(const Item *item)
{
	const gsize n = strspn(item->name, "0123456789");
	struct stat facts;

	if (n >= 9 && n <= 12 && item->name[n] == '.')
		return g_ascii_strtoll(item->name, NULL, 10);
	return fstatat(item->folder, item->name, &facts, 0) == 0 ? (gint64)facts.st_mtime : 0;
}

/* The order is of use only where the time may be over before the end. */
static void
sort_items(Gather *g)
{
	for (guint i = 0; i < g->items->len && g->depth == 0; i++) {
		Item *item = &g_array_index(g->items, Item, i);

		set_distance(item, time_of(item), g->near);
	}
	g_array_sort(g->items, by_distance);
}

static void
look_at_items(EmlFinder *self, GArray *items)
{
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
	if (items->len > MANY_FILES)
		sort_items(&g);
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
	/* a file goes from one to the other while this goes on */
	const char *const maildir[] = {new, cur, NULL};
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
	if (self->ambiguous || (self->doubt && self->message != NULL))
		return EML_FOUND_AMBIGUOUS;
	if (self->no_time && !(self->message != NULL && self->match == EML_MATCH_WHOLE))
		return EML_FOUND_NO_TIME;
	*ret_message = self->message;
	if (self->message != NULL)
		return self->match == EML_MATCH_HEADER ? EML_FOUND_HEADER : EML_FOUND_ONE;
	return self->other_text ? EML_FOUND_OTHER_TEXT : EML_FOUND_NONE;
}
