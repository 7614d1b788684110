#include "dns/offline.h"

static void
offline_submit(EmlDnsSource *self,
	       const EmlDnsQuestion *question,
	       gint64 deadline,
	       EmlDnsDone done,
	       gpointer data)
{
	(void)self;
	(void)question;
	(void)deadline;
	done(eml_dns_answer_new(EML_DNS_NOT_ASKED, "offline"), data);
}

static void
offline_free(EmlDnsSource *self)
{
	g_free(self);
}

EmlDnsSource *
eml_dns_offline_new(void)
{
	EmlDnsSource *self = g_new0(EmlDnsSource, 1);

	self->submit = offline_submit;
	self->free = offline_free;
	return self;
}
