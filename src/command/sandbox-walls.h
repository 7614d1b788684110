#pragma once
/* The two walls of command/sandbox.c that depend on the system. Each is FALSE where it cannot
 * stand, and then nothing has changed. PR_SET_NO_NEW_PRIVS was set before. */

#include <glib.h>

/* Sanitizers look at their own process when it ends: by a helper that traces it, and in /proc. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EML_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define EML_SANITIZED 1
#endif
#endif
#ifndef EML_SANITIZED
#define EML_SANITIZED 0
#endif

gboolean eml_sandbox_files(const GPtrArray *readable);
gboolean eml_sandbox_calls(void);
