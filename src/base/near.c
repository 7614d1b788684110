#include "base/near.h"

#include <string.h>

#define MAX_LETTERS 64 /* of a word that is compared; ours */

static guint
least(guint a, guint b, guint c)
{
	return MIN(MIN(a, b), c);
}

guint
eml_near_distance(const char *left, const char *right)
{
	const gsize rows = strlen(left), columns = strlen(right);
	guint far[3][MAX_LETTERS + 1]; /* [i % 3][k]: the first i letters against the first k */

	if (rows > MAX_LETTERS || columns > MAX_LETTERS)
		return (guint)MAX(rows, columns);
	for (guint i = 0; i <= rows; i++) {
		guint *row = far[i % 3];
		const guint *before = far[(i + 2) % 3];

		row[0] = i;
		for (guint k = 1; k <= columns; k++) {
			const char a = i > 0 ? g_ascii_tolower(left[i - 1]) : '\0';
			const char b = g_ascii_tolower(right[k - 1]);

			row[k] = i == 0 ? k
					: least(before[k] + 1, row[k - 1] + 1,
						before[k - 1] + (a == b ? 0 : 1));
			if (i > 1 && k > 1 && a == g_ascii_tolower(right[k - 2]) &&
			    b == g_ascii_tolower(left[i - 2]))
				row[k] = MIN(row[k], far[(i + 1) % 3][k - 2] + 1);
		}
	}
	return far[rows % 3][columns];
}

gboolean
eml_near(const char *word, const char *known)
{
	return eml_near_distance(word, known) * 3 <= MAX(strlen(word), strlen(known));
}
