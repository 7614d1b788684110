#include "check/dkim-hash.h"

#include "base/limits.h"

/* One l= of one way of hashing. */
typedef struct {
	guint64 limit;
	EmlHashValue value;
	GByteArray *tail; /* the first bytes behind it; NULL: none yet */
	GByteArray *text; /* the first from one on that is not white space; NULL: none yet */
} Cut;

/* One way of hashing: the running hash, and where it is looked at. */
typedef struct {
	EmlDigest *digest; /* NULL: not wanted */
	GArray *cuts;	   /* Cut, by limit from the smallest on */
	guint next;	   /* the first cut not reached yet */
	guint64 given;	   /* canonical bytes so far */
} Stream;

struct EmlBodyHashes {
	Stream streams[EML_CANON_LAST][EML_HASH_LAST];
	gboolean complete;   /* the body was read to its end */
	EmlCanonWrite watch; /* NULL: nobody */
	gpointer watch_data;
	EmlBodyHashes *unquoted[EML_MBOX_LAST]; /* NULL: nothing is quoted */
};

static void
cut_clear(gpointer data)
{
	Cut *cut = data;

	g_clear_pointer(&cut->tail, g_byte_array_unref);
	g_clear_pointer(&cut->text, g_byte_array_unref);
}

EmlBodyHashes *
eml_body_hashes_new(void)
{
	EmlBodyHashes *self = g_new0(EmlBodyHashes, 1);

	for (guint canon = 0; canon < EML_CANON_LAST; canon++)
		for (guint hash = 0; hash < EML_HASH_LAST; hash++) {
			self->streams[canon][hash].cuts = g_array_new(FALSE, FALSE, sizeof(Cut));
			g_array_set_clear_func(self->streams[canon][hash].cuts, cut_clear);
		}
	return self;
}

void
eml_body_hashes_free(EmlBodyHashes *self)
{
	if (self == NULL)
		return;
	for (guint canon = 0; canon < EML_CANON_LAST; canon++) {
		for (guint hash = 0; hash < EML_HASH_LAST; hash++) {
			eml_digest_free(self->streams[canon][hash].digest);
			g_array_unref(self->streams[canon][hash].cuts);
		}
	}
	for (guint habit = 0; habit < EML_MBOX_LAST; habit++)
		eml_body_hashes_free(self->unquoted[habit]);
	g_free(self);
}

void
eml_body_hashes_want(EmlBodyHashes *self, EmlCanon canon, EmlHash hash, guint64 limit)
{
	Stream *stream = &self->streams[canon][hash];
	const Cut cut = {.limit = limit};
	guint at = 0;

	while (at < stream->cuts->len && g_array_index(stream->cuts, Cut, at).limit < limit)
		at++; /* at most EML_MAX_SIGNATURES */
	if (at == stream->cuts->len || g_array_index(stream->cuts, Cut, at).limit != limit)
		g_array_insert_val(stream->cuts, at, cut);
	if (stream->digest == NULL)
		stream->digest = eml_digest_new(hash);
}

void
eml_body_hashes_watch(EmlBodyHashes *self, EmlCanonWrite watch, gpointer data)
{
	self->watch = watch;
	self->watch_data = data;
}

/* Appends what of the bytes there is room for. */
static void
keep(GByteArray **kept, EmlSlice bytes, gsize most)
{
	const EmlSlice part =
	    eml_slice_part(bytes, 0, most - (*kept != NULL ? (*kept)->len : 0)); /* <= most */

	if (*kept == NULL)
		*kept = g_byte_array_new();
	g_byte_array_append(*kept, (const guint8 *)part.data, (guint)part.len);
}

static EmlSlice
without_leading_blanks(EmlSlice bytes)
{
	gsize n = 0;

	while (n < bytes.len && strchr(" \t\r\n", bytes.data[n]) != NULL && bytes.data[n] != '\0')
		n++;
	return eml_slice_part(bytes, n, bytes.len);
}

/* Keeps what the next bytes hold of the tails. */
static void
keep_tails(const Stream *self, EmlSlice bytes)
{
	for (guint i = 0; i < self->cuts->len; i++) {
		Cut *cut = &g_array_index(self->cuts, Cut, i);
		const guint64 before = cut->limit > self->given ? cut->limit - self->given : 0;
		EmlSlice part = {NULL, 0};

		if (before >= bytes.len)
			return; /* the next ones are larger */
		part = eml_slice_part(bytes, (gsize)before, bytes.len);
		keep(&cut->tail, part, EML_MAX_KEPT_TAIL);
		if (cut->text == NULL)
			part = without_leading_blanks(part);
		if (part.len > 0)
			keep(&cut->text, part, EML_MAX_TAIL_TEXT);
	}
}

static void
stream_put(Stream *self, EmlSlice bytes)
{
	keep_tails(self, bytes);
	while (self->next < self->cuts->len) {
		Cut *cut = &g_array_index(self->cuts, Cut, self->next);
		const guint64 left = cut->limit - self->given;
		const EmlSlice part = eml_slice_part(bytes, 0, (gsize)MIN(left, bytes.len));

		eml_digest_update(self->digest, part);
		self->given += part.len;
		bytes = eml_slice_part(bytes, part.len, bytes.len);
		if (part.len < left)
			return;
		cut->value = eml_digest_value(self->digest);
		self->next++;
	}
	self->given += bytes.len; /* only counted: nothing behind the last l= is hashed */
}

static void
write_canonical(EmlSlice bytes, gpointer data)
{
	Stream *streams = data;

	for (guint hash = 0; hash < EML_HASH_LAST; hash++)
		if (streams[hash].digest != NULL)
			stream_put(&streams[hash], bytes);
}

static void
stream_finish(Stream *self)
{
	for (; self->next < self->cuts->len; self->next++)
		g_array_index(self->cuts, Cut, self->next).value = eml_digest_value(self->digest);
}

static gboolean
is_wanted(const Stream *streams)
{
	for (guint hash = 0; hash < EML_HASH_LAST; hash++)
		if (streams[hash].digest != NULL)
			return TRUE;
	return FALSE;
}

static gboolean
wants_any(const EmlBodyHashes *self)
{
	for (guint canon = 0; canon < EML_CANON_LAST; canon++)
		if (is_wanted(self->streams[canon]))
			return TRUE;
	return FALSE;
}

/* data: EML_CANON_LAST writers, NULL where nobody wants one */
static void
feed_writers(EmlSlice piece, gpointer data)
{
	EmlCanonBody *const *writers = data;

	for (guint canon = 0; canon < EML_CANON_LAST; canon++)
		if (writers[canon] != NULL)
			eml_canon_body_feed(writers[canon], piece);
}

/* habit EML_MBOX_LAST: the body as it stands. */
static void
run_once(EmlBodyHashes *self, const EmlMessage *message, EmlMboxHabit habit, const EmlDns *dns)
{
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(message);
	EmlCanonBody *writers[EML_CANON_LAST] = {NULL};
	g_autoptr(EmlMboxQuote) quote = NULL;
	EmlSlice piece = {NULL, 0};
	gboolean cancelled = FALSE;

	for (guint canon = 0; canon < EML_CANON_LAST; canon++)
		if (is_wanted(self->streams[canon]))
			writers[canon] = eml_canon_body_new((EmlCanon)canon, write_canonical,
							    self->streams[canon]);
	if (habit < EML_MBOX_LAST)
		quote = eml_mbox_quote_new(habit, feed_writers, writers);
	while (!cancelled && eml_body_reader_next(body, &piece)) {
		if (quote != NULL)
			eml_mbox_quote_feed(quote, piece);
		else
			feed_writers(piece, writers);
		if (self->watch != NULL)
			self->watch(piece, self->watch_data);
		cancelled = eml_dns_cancelled(dns);
	}
	if (quote != NULL)
		eml_mbox_quote_finish(quote);
	for (guint canon = 0; canon < EML_CANON_LAST; canon++) {
		if (writers[canon] == NULL)
			continue;
		eml_canon_body_finish(writers[canon]);
		eml_canon_body_free(writers[canon]);
		for (guint hash = 0; hash < EML_HASH_LAST; hash++)
			stream_finish(&self->streams[canon][hash]);
	}
	self->complete = !cancelled && !eml_body_reader_failed(body);
}

/* Wants what the other wants. */
static EmlBodyHashes *
wanting_the_same(const EmlBodyHashes *other)
{
	EmlBodyHashes *self = eml_body_hashes_new();

	for (guint canon = 0; canon < EML_CANON_LAST; canon++)
		for (guint hash = 0; hash < EML_HASH_LAST; hash++) {
			const GArray *cuts = other->streams[canon][hash].cuts;

			for (guint i = 0; i < cuts->len; i++)
				eml_body_hashes_want(self, (EmlCanon)canon, (EmlHash)hash,
						     g_array_index(cuts, Cut, i).limit);
		}
	return self;
}

void
eml_body_hashes_run(EmlBodyHashes *self, const EmlMessage *message, const EmlDns *dns)
{
	run_once(self, message, EML_MBOX_LAST, dns);
	if (!self->complete || !wants_any(self) || !eml_mbox_is_quoted(message))
		return;
	for (guint habit = 0; habit < EML_MBOX_LAST; habit++) {
		self->unquoted[habit] = wanting_the_same(self);
		run_once(self->unquoted[habit], message, (EmlMboxHabit)habit, dns);
	}
}

const EmlBodyHashes *
eml_body_hashes_unquoted(const EmlBodyHashes *self, EmlMboxHabit habit)
{
	g_return_val_if_fail(habit < EML_MBOX_LAST, NULL);
	return self->unquoted[habit];
}

gboolean
eml_body_hashes_complete(const EmlBodyHashes *self)
{
	return self->complete;
}

EmlBodyHash
eml_body_hashes_get(const EmlBodyHashes *self, EmlCanon canon, EmlHash hash, guint64 limit)
{
	const Stream *stream = &self->streams[canon][hash];
	EmlBodyHash found = {.body_bytes = stream->given};
	const Cut *cut = NULL;

	/* an empty body is "\r\n" in simple form, nothing in relaxed form */
	found.empty = stream->given == (canon == EML_CANON_SIMPLE ? 2 : 0);
	for (guint i = 0; i < stream->cuts->len; i++)
		if (g_array_index(stream->cuts, Cut, i).limit == limit)
			cut = &g_array_index(stream->cuts, Cut, i);
	if (cut != NULL)
		found.value = cut->value;
	if (cut != NULL && cut->tail != NULL)
		found.tail = eml_slice_n((const char *)cut->tail->data, cut->tail->len);
	if (cut != NULL && cut->text != NULL)
		found.tail_text = eml_slice_n((const char *)cut->text->data, cut->text->len);
	g_return_val_if_fail(found.value.len > 0, found);
	return found;
}

struct EmlFieldIndex {
	const EmlMessage *message;
	GHashTable *fields; /* char * (lower case) → GArray of guint, from the top */
};

static void
array_unref_cb(gpointer array)
{
	g_array_unref(array);
}

EmlFieldIndex *
eml_field_index_new(const EmlMessage *message)
{
	EmlFieldIndex *self = g_new0(EmlFieldIndex, 1);

	self->message = message;
	self->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, array_unref_cb);
	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		g_autofree char *name =
		    eml_slice_dup_lower(eml_field_name(eml_message_field(message, i)));
		GArray *of_name = g_hash_table_lookup(self->fields, name);

		if (of_name == NULL) {
			of_name = g_array_new(FALSE, FALSE, sizeof(guint));
			g_hash_table_insert(self->fields, g_steal_pointer(&name), of_name);
		}
		g_array_append_val(of_name, i);
	}
	return self;
}

void
eml_field_index_free(EmlFieldIndex *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->fields);
	g_free(self);
}

guint
eml_field_index_count(const EmlFieldIndex *self, const char *name, gint except)
{
	const GArray *of_name = g_hash_table_lookup(self->fields, name);
	guint n = of_name != NULL ? of_name->len : 0;

	for (guint i = 0; except >= 0 && of_name != NULL && i < of_name->len; i++)
		if (g_array_index(of_name, guint, i) == (guint)except) /* not negative here */
			return n - 1;
	return n;
}

guint
eml_field_index_total(const EmlFieldIndex *self)
{
	return eml_message_n_fields(self->message);
}

static void
write_digest(EmlSlice bytes, gpointer data)
{
	eml_digest_update(data, bytes);
}

/* The bottom-most field of that name not used yet; -1 if none is left ("treated as null"). The
 * signature itself is none. `used`: name → how many positions from the bottom are done. */
static gint
next_field(const EmlFieldIndex *index, const char *name, guint signature, GHashTable *used)
{
	const GArray *of_name = g_hash_table_lookup(index->fields, name);
	guint done = GPOINTER_TO_UINT(g_hash_table_lookup(used, name));
	gint found = -1;

	while (of_name != NULL && done < of_name->len && found < 0) {
		const guint at = g_array_index(of_name, guint, of_name->len - 1 - done);

		if (at != signature)
			found = (gint)at; /* at most EML_MAX_FIELDS */
		done++;
	}
	g_hash_table_insert(used, (char *)(gpointer)name,
			    GUINT_TO_POINTER(done)); /* only compared */
	return found;
}

void
eml_header_write(const EmlFieldIndex *index,
		 guint field,
		 const EmlDkimSig *sig,
		 EmlCanonWrite write,
		 gpointer data)
{
	g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
	const EmlField *self = eml_message_field(index->message, field);
	gsize from = 0;
	gsize to = 0;

	for (guint i = 0; i < sig->signed_names->len; i++) {
		const gint at =
		    next_field(index, g_ptr_array_index(sig->signed_names, i), field, used);

		if (at >= 0)
			eml_canon_field(sig->header_canon,
					eml_message_field(index->message, (guint)at), write, data);
	}
	eml_dkim_sig_hole(sig, self->value, &from, &to);
	eml_canon_field_without(sig->header_canon, self, from, to, write, data);
}

EmlHashValue
eml_header_hash(const EmlFieldIndex *index, guint field, const EmlDkimSig *sig, EmlHash hash)
{
	g_autoptr(EmlDigest) digest = eml_digest_new(hash);

	eml_header_write(index, field, sig, write_digest, digest);
	return eml_digest_value(digest);
}
