#pragma once
/* Deeds that the walls of command/sandbox refuse, or must not refuse. */
#include "command/sandbox.h"

#include <netinet/in.h>

/* Made before the walls stand. */
typedef struct {
	char *folder;		    /* is named */
	char *inside;		    /* a file in it */
	char *named;		    /* a file that is named */
	char *other;		    /* one that is not */
	char *fresh;		    /* a name in the folder that is not there */
	int datagrams;		    /* a connected UDP socket */
	int unbound;		    /* one that is not connected */
	int listener;		    /* a TCP socket that listens */
	struct sockaddr_in address; /* of the listener */
} Scene;

/* TRUE if it could be done. */
typedef gboolean (*Deed)(const Scene *s);

#define FILES EML_WALL_FILES
#define CALLS EML_WALL_CALLS
#define SIDES (FILES | CALLS)

typedef struct {
	const char *name;
	Deed deed;
	guint refused_by; /* walls; 0 = it must go on working */
	gboolean sanitizers_need_it;
} DeedRow;

extern const DeedRow deeds[];
extern const gsize n_deeds;

/* For deeds that are told by name. */
gboolean deed_runs_program(gsize i);
gboolean deed_tells_limits(gsize i);
gboolean deed_opens(const char *path, int flags);
