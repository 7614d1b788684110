/* syntax/dkim-sig: faults lie inside the value, what is usable is complete, and the hole of b= is
 * where b= is. */
#include "base/limits.h"
#include "syntax/dkim-sig.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check(EmlSlice value, EmlSigKind kind)
{
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(value, kind);
	gsize from = 0;
	gsize to = 0;

	for (guint i = 0; i < sig->faults->len; i++) {
		const EmlSigFault *fault = &g_array_index(sig->faults, EmlSigFault, i);

		g_assert(fault->at_start <= fault->at_end && fault->at_end <= value.len);
	}
	g_assert(sig->signed_names->len <= EML_MAX_SIGNED_HEADERS);
	if (eml_dkim_sig_hole(sig, value, &from, &to)) {
		g_assert(from > 0 && value.data[from - 1] == '=' && from <= to && to <= value.len);
		g_assert(to == value.len || value.data[to] == ';' || sig->faults->len > 0);
	}
	if (sig->faults->len > 0)
		return;
	g_assert(sig->domain != NULL && sig->selector != NULL && sig->b != NULL);
	g_assert(sig->algorithm < EML_ALGORITHM_LAST && sig->body_canon < EML_CANON_LAST);
	g_assert(kind == EML_SIG_ARC_SEAL || (sig->bh != NULL && sig->signed_names->len > 0));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	for (guint kind = 0; kind < EML_SIG_LAST; kind++)
		check(eml_slice_n((const char *)data, size), (EmlSigKind)kind);
	return 0;
}
