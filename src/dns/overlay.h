#pragma once
/* A source laid over another one (--what-if): the records of a tree answer the names and types they
 * give, as if DNS held them; every other question goes to the source below. CNAME records of either
 * lead into the other. Each answer that the tree had a part in is marked as hypothetical, also in
 * `detail`, and its DNSSEC state is unknown. Safe from any thread. */

#include "dns/zone-tree.h"

/* Takes both. What the tree says of being complete does not count: it is laid over. A wildcard in
 * it answers for all names it covers in the tree, also for those that exist below. */
EmlDnsSource *eml_dns_overlay_new(EmlZoneTree *tree, EmlDnsSource *below);
