#include "claim/shape.h"

#include "claim/host.h"

EmlShapeRun
eml_shape_run(const EmlHops *hops)
{
	const EmlHop *border = hops->zone == hops->border ? eml_hops_border(hops) : NULL;
	g_autofree char *by = border != NULL ? eml_host_name(border->received->by) : NULL;
	EmlShapeRun run = {NULL, 0, 0};

	if (by != NULL && eml_known_shape(by) != NULL)
		run = (EmlShapeRun){eml_known_shape(by), border->field + 1, 0};
	return run;
}

static gboolean
is_between(const EmlKnownShape *shape, EmlSlice name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shape->between) && shape->between[i] != NULL; i++)
		if (eml_slice_equal_ci(name, eml_slice(shape->between[i])))
			return TRUE;
	return FALSE;
}

static gboolean
is_claim(const EmlKnownClaim *one, EmlClaimKind kind, const char *name, const char *method)
{
	return one->kind == kind && g_strcmp0(one->name, name) == 0 &&
	       (one->method == NULL || g_strcmp0(one->method, method) == 0);
}

static gboolean
is_own(const EmlKnownShape *shape, EmlClaimKind kind, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shape->claims) && shape->claims[i].name != NULL; i++)
		if (is_claim(&shape->claims[i], kind, name, shape->claims[i].method))
			return TRUE;
	return FALSE;
}

/* Moves past the claim that the field is; FALSE if it is none that may still come. */
static gboolean
take_claim(EmlShapeRun *self, EmlClaimKind kind, const char *name, const char *method)
{
	const EmlKnownClaim *claims = self->shape->claims;

	for (guint i = self->next_claim; i < G_N_ELEMENTS(self->shape->claims); i++) {
		if (claims[i].name == NULL)
			return FALSE;
		if (!is_claim(&claims[i], kind, name, method))
			continue;
		self->next_claim = claims[i].repeats ? i : i + 1;
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
		if (kind != EML_CLAIM_LAST && take_claim(self, kind, name, method))
			return TRUE;
	}
	self->shape = NULL; /* the sender's data begins */
	return FALSE;
}
