#include "claim/shape.h"

#include "claim/host.h"

/* One field that the receiver writes, in the order in which it writes them. */
typedef struct {
	EmlClaimKind kind;
	const char *name;
	const char *method; /* NULL: any */
	gboolean repeats;   /* one field a signature */
} ShapeItem;

struct EmlShape {
	const char *by[4];	/* the border's host; '*' stands for any letters */
	const char *between[7]; /* other fields that the receiver writes into the run */
	ShapeItem items[7];	/* as many as have a name */
};

/* Seen in received mail: Gmail since 2010, iCloud since 2023, Amazon SES since 2016; state of
 * 2026-11-24. */
static const EmlShape shapes[] = {
    {{"mx.google.com"},
     {NULL},
     {{EML_CLAIM_RECEIVED_SPF, "google.com", NULL, FALSE},
      {EML_CLAIM_AUTHRES, "mx.google.com", NULL, FALSE}}},
    {{"*.me.com", "*.icloud.com", "p*-icloudmta-smtpin-*"},
     {"X-ICL-Score", "X-ICL-Info", "X-ICL-Repid", "X-ARC-Info", "X-DMARC-Info", "X-DMARC-Policy"},
     {{EML_CLAIM_AUTHRES, "bimi.icloud.com", "bimi", FALSE},
      {EML_CLAIM_AUTHRES, "arc.icloud.com", "arc", FALSE},
      {EML_CLAIM_AUTHRES, "dmarc.icloud.com", "dmarc", FALSE},
      {EML_CLAIM_AUTHRES, "dkim-verifier.icloud.com", "dkim", TRUE},
      {EML_CLAIM_AUTHRES, "spf.icloud.com", "spf", FALSE},
      {EML_CLAIM_RECEIVED_SPF, "spf.icloud.com", NULL, FALSE}}},
    {{"inbound-smtp.*.amazonaws.com"},
     {"X-SES-Spam-Verdict", "X-SES-Virus-Verdict"},
     {{EML_CLAIM_RECEIVED_SPF, "spfcheck", NULL, FALSE},
      {EML_CLAIM_AUTHRES, "amazonses.com", NULL, FALSE}}},
};

static gboolean
is_by(const EmlShape *shape, const char *host)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shape->by) && shape->by[i] != NULL; i++)
		if (g_pattern_match_simple(shape->by[i], host))
			return TRUE;
	return FALSE;
}

EmlShapeRun
eml_shape_run(const EmlHops *hops)
{
	const EmlHop *border = hops->zone == hops->border ? eml_hops_border(hops) : NULL;
	g_autofree char *by = border != NULL ? eml_host_name(border->received->by) : NULL;
	EmlShapeRun run = {NULL, 0, 0};

	for (gsize i = 0; by != NULL && i < G_N_ELEMENTS(shapes); i++)
		if (is_by(&shapes[i], by))
			run = (EmlShapeRun){&shapes[i], border->field + 1, 0};
	return run;
}

static gboolean
is_between(const EmlShape *shape, EmlSlice name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shape->between) && shape->between[i] != NULL; i++)
		if (eml_slice_equal_ci(name, eml_slice(shape->between[i])))
			return TRUE;
	return FALSE;
}

static gboolean
is_item(const ShapeItem *item, EmlClaimKind kind, const char *name, const char *method)
{
	return item->kind == kind && g_strcmp0(item->name, name) == 0 &&
	       (item->method == NULL || g_strcmp0(item->method, method) == 0);
}

static gboolean
is_own(const EmlShape *shape, EmlClaimKind kind, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shape->items) && shape->items[i].name != NULL; i++)
		if (is_item(&shape->items[i], kind, name, shape->items[i].method))
			return TRUE;
	return FALSE;
}

/* Moves past the item that the field is; FALSE if it is none that may still come. */
static gboolean
take_item(EmlShapeRun *self, EmlClaimKind kind, const char *name, const char *method)
{
	const ShapeItem *items = self->shape->items;

	for (guint i = self->next_item; i < G_N_ELEMENTS(self->shape->items); i++) {
		if (items[i].name == NULL)
			return FALSE;
		if (!is_item(&items[i], kind, name, method))
			continue;
		self->next_item = items[i].repeats ? i : i + 1;
		return TRUE;
	}
	return FALSE;
}

gboolean
eml_shape_run_take(EmlShapeRun *self,
		   guint field,
		   EmlSlice field_name,
		   EmlClaimKind kind,
		   const char *name,
		   const char *method)
{
	if (self->shape == NULL)
		return FALSE;
	if (field < self->next_field) {
		/* a receiver that writes above the border does not write below it as well */
		if (kind != EML_CLAIM_LAST && is_own(self->shape, kind, name))
			self->shape = NULL;
		return FALSE;
	}
	if (field == self->next_field) {
		self->next_field++;
		if (is_between(self->shape, field_name))
			return FALSE;
		if (kind != EML_CLAIM_LAST && take_item(self, kind, name, method))
			return TRUE;
	}
	self->shape = NULL; /* the sender's data begins */
	return FALSE;
}
