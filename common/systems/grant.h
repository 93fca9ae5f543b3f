/*
 * systems/grant.h: what an account lets us do, as far as its system tells.
 *
 * Zoho may say it with a token (scopes), PowerOffice says it of the client
 * (privileges). Sources: Zoho's v8 pages on scopes, PowerOffice's
 * ClientIntegrationInformation and the roles that its operations name.
 */
#ifndef TANDEM_SYSTEMS_GRANT_H
#define TANDEM_SYSTEMS_GRANT_H

#include "systems/system.h"

enum grant {
    GRANT_GIVEN,
    GRANT_MISSING,
    GRANT_UNPAID, /* given, but the client has not subscribed to the module */
    GRANT_UNTOLD,
};

/*
 * May calls of this kind (LIST, CREATE, UPDATE; for Zoho also FIND, FIELDS,
 * TENANT and SUBSCRIBE) be made on the entity? told: the answer to CALL_TOKEN
 * of Zoho, to CALL_TENANT of PowerOffice. *ret_name: what a person has to tick,
 * "ZohoCRM.modules.contacts.READ"; the caller frees.
 */
enum grant grant_of(const struct answer *told, const struct entity *entity,
                    enum call_kind kind, char **ret_name);

#endif
