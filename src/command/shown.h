#pragma once
/* The messages on the screen: each with its newest inspection, and the DNS stores they ask. What
 * the user changes (another address, offline, DNS anew) is another inspection of the message. */

#include "command/common.h"
#include "inspect.h"
#include "mail/folder.h"

typedef struct {
	EmlSource *source;   /* borrowed */
	EmlMessage *message; /* NULL until it is loaded, as is the inspection */
	EmlInspection *inspection;
	EmlDnsStore *store; /* that it asks */
	char *ip;	    /* of the user; NULL: the message's own */
	gboolean offline;
} EmlShown;

typedef struct EmlShownList EmlShownList;
/* The store is where questions go at first. The options and settings are borrowed. */
EmlShownList *eml_shown_list_new(const EmlOptions *options,
				 const EmlInspectSettings *settings,
				 EmlDnsStore *store);
/* Where something was shown, after a successful eml_shown_list_stop() only. */
void eml_shown_list_free(EmlShownList *self);
guint eml_shown_list_len(const EmlShownList *self);
EmlShown *eml_shown_list_get(const EmlShownList *self, guint i);
/* Adds the message, or the messages of a folder or mbox. One is loaded at once, so that one knows
 * soon if it cannot be; many are when they are looked at. FALSE if there is nothing to add. */
gboolean eml_shown_list_open(EmlShownList *self, const char *name, GError **error);
/* Loads the message if it was not. FALSE if it cannot be: then it is gone from the list. */
gboolean eml_shown_list_load(EmlShownList *self, guint i, GError **error);

/* Each begins a new inspection of the message, with the newest of what was set before. */
void eml_shown_list_set_ip(EmlShownList *self, EmlShown *shown, const char *ip); /* "": none */
/* FALSE if there is no source of answers; then nothing has changed. */
gboolean eml_shown_list_ask_anew(EmlShownList *self, EmlShown *shown, GError **error);
gboolean eml_shown_list_toggle_offline(EmlShownList *self, EmlShown *shown, GError **error);

/* Writes --save-dns. */
gboolean eml_shown_list_save_dns(const EmlShownList *self, GError **error);
/* Stops all DNS work and all inspections. FALSE if a thread had to be left behind: then the list
 * cannot be freed, nor the process end but by _exit(). */
gboolean eml_shown_list_stop(EmlShownList *self);
