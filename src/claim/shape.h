#pragma once
/* Receivers that write their claims *below* their Received field, where otherwise the sender's data
 * begins (standards E.5). What such a receiver writes there, and in which order, is in known.h; a
 * field counts only in its place in the unbroken run right under the border. */

#include "claim/hops.h"
#include "claim/known.h"

/* How far a walk down the fields below the border has come. */
typedef struct {
	const EmlKnownShape *shape; /* NULL: no known shape, or the run is over */
	guint next_field;	    /* the only field that can be part of the run */
	guint next_claim;	    /* the first claim of the shape that may still come */
} EmlShapeRun;

/* The run below the border; over from the start if its host is not in the table. */
EmlShapeRun eml_shape_run(const EmlHops *hops);
/* Each field of the message must be shown once, in order; `kind` is EML_CLAIM_LAST for fields that
 * claim nothing, `name` the authserv-id or the name that opens the comment of Received-SPF, in
 * lower case (may be NULL), `method` the method of all results of the field (NULL if they differ or
 * there are none). TRUE if the field is the receiver's. */
gboolean eml_shape_run_take(EmlShapeRun *self,
			    guint field,
			    EmlSlice field_name,
			    EmlClaimKind kind,
			    const char *name,
			    const char *method);
