#pragma once
/* Whether the domain of a mailto: address in List-Unsubscribe takes mail: one MX question, as
 * information. Nothing is sent anywhere. */

#include "check/unsubscribe.h"

/* Adds what DNS says of the first mailto: address; nothing where it may not be asked. */
void eml_unsubscribe_ask(EmlUnsubscribe *self, EmlDns *dns);
/* Asks ahead. */
void eml_unsubscribe_prefetch(const EmlMessage *message, EmlDns *dns);
