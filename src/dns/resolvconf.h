#pragma once
/* Which servers to ask: /etc/resolv.conf (resolv.conf(5)) and --resolver. */

#include <gio/gio.h>

typedef struct {
	GSocketAddress *address; /* with port */
	char *text;	  /* as people write it: "192.0.2.53", "192.0.2.53@5300", "fe80::1%eth0" */
	gboolean trusted; /* its AD bit counts */
} EmlDnsServer;

typedef struct {
	GPtrArray *servers; /* EmlDnsServer */
	guint timeout_ms;   /* for one try at one server; option timeout (seconds) */
	guint attempts;	    /* rounds over all servers; option attempts */
	gboolean edns;	    /* we ask with EDNS unless a server does not understand it */
	gboolean use_tcp;   /* option use-vc */
} EmlDnsServers;

EmlDnsServers *eml_dns_servers_from_file(const char *path, GError **error);
/* Each text is ADDR[@PORT][,trusted]. NULL with EML_ERROR_USAGE. */
EmlDnsServers *eml_dns_servers_from_options(const char *const *texts, GError **error);
void eml_dns_servers_free(EmlDnsServers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsServers, eml_dns_servers_free)
