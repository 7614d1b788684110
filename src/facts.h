#pragma once
/* What a message says of itself, read once when its inspection begins. */

#include "report.h"

EmlFacts *eml_facts_new(const EmlMessage *message);
void eml_facts_free(EmlFacts *self);
