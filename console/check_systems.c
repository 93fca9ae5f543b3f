/*
 * Both systems: are the keys right, whose are they, what do they allow?
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "console/check_system.h"
#include "io/http.h"
#include "process/service.h"
#include "state/tenant.h"
#include "systems/grant.h"

#include <stdlib.h>

/* Whatever differs less is the network's, and the seconds of Date. */
#define SKEW_MS 10000

const char *answer_words(const struct answer *answer, struct buf *ret_text)
{
    buf_clear(ret_text);
    buf_text_append(ret_text, answer->code == NULL ? "" : answer->code);
    if (!text_is_empty(answer->message))
        buf_print(ret_text, " (%s)", answer->message);
    return buf_text(ret_text);
}

bool answer_is_unwell(const struct answer *answer)
{
    return answer->verdict == VERDICT_RETRY ||
           answer->verdict == VERDICT_UNKNOWN;
}

/* ---- the keys ---- */

static bool token_is_given(struct system_check *sc)
{
    struct checkup *checkup = sc->check->checkup;
    struct call call = { .kind = CALL_TOKEN };
    struct buf words = { 0 };
    char *remedy;
    bool given;

    asker_ask(sc->asker, &call, &sc->token);
    given = sc->token.verdict == VERDICT_DONE;
    remedy = mem_print("correct %s", asker_credentials(sc->asker));
    if (given) {
        checkup_say(checkup, CHECKUP_OK, sc->name, NULL,
                    "the keys are accepted: an access token was given");
    } else if (sc->token.permanent) {
        checkup_say(checkup, CHECKUP_ERROR, sc->name, remedy,
                    "credentials refused: %s",
                    answer_words(&sc->token, &words));
    } else {
        checkup_say(checkup, CHECKUP_UNREACHED, sc->name,
                    sc->token.retry_after_ms > 0
                        ? "wait ten minutes: asking before prolongs it"
                        : "correct the URLs, or let this machine reach them; "
                          "else wait",
                    "no access token: %s", answer_words(&sc->token, &words));
    }
    free(remedy);
    buf_free(&words);
    return given;
}

/* ---- whose they are ---- */

static void look_at_founder(const struct system_check *sc, const char *id)
{
    const struct check *check = sc->check;
    struct tenant *tenant;
    const char *founder;
    char *remedy;
    struct err err;

    if (!check->has_redis || !check->has_topics)
        return;
    tenant = tenant_open(check->redis, check->config->name_space,
                         &check->config->kafka, check->topics);
    if (tenant_look(tenant, TENANT_LOOK_MS, &err) != 0) {
        checkup_fail(check->checkup, sc->name, NULL, &err);
    } else if ((founder = tenant_founder(tenant, sc->name)) == NULL) {
        checkup_say(check->checkup, CHECKUP_OK, sc->name, NULL,
                    "nobody's records are joined yet in namespace '%s'",
                    check->config->name_space);
    } else if (text_equal(founder, id)) {
        checkup_say(check->checkup, CHECKUP_OK, sc->name, NULL,
                    "they are those that namespace '%s' was founded with",
                    check->config->name_space);
    } else {
        remedy = mem_print("give keys of '%s' (%s), or for another tenant "
                           "another TANDEM_NAMESPACE",
                           founder, asker_credentials(sc->asker));
        checkup_say(check->checkup, CHECKUP_ERROR, sc->name, remedy,
                    "the keys open the records of '%s', but namespace '%s' was "
                    "founded with those of '%s'",
                    id, check->config->name_space, founder);
        free(remedy);
    }
    tenant_close(tenant);
}

static void look_at_tenant(struct system_check *sc)
{
    struct checkup *checkup = sc->check->checkup;
    struct call call = { .kind = CALL_TENANT, .entity = sc->any };
    int64_t before_ms = time_now_ms();
    const char *company;
    struct buf words = { 0 };

    asker_ask(sc->asker, &call, &sc->tenant);
    sc->skew_ms =
        sc->tenant.server_ms == 0 ? 0 : sc->tenant.server_ms - before_ms;
    company = json_get_text(sc->tenant.record, "company_name");
    if (company == NULL)
        company = json_get_text(sc->tenant.record, "ClientName");
    if (sc->tenant.id != NULL) {
        checkup_say(checkup, CHECKUP_OK, sc->name, NULL,
                    "the keys open the records of '%s' (%s)",
                    company == NULL ? "" : company, sc->tenant.id);
        look_at_founder(sc, sc->tenant.id);
    } else if (answer_is_unwell(&sc->tenant)) {
        checkup_say(checkup, CHECKUP_UNREACHED, sc->name,
                    "wait, or see what the system's makers say",
                    "it does not tell whose records these are: %s",
                    answer_words(&sc->tenant, &words));
    } else if (sc->tenant.verdict == VERDICT_DENIED) {
        checkup_say(checkup, CHECKUP_ERROR, sc->name,
                    "look whether the subscription, the client or the user has "
                    "been closed, and at the subscription key",
                    "a fresh access token is denied: %s",
                    answer_words(&sc->tenant, &words));
    } else {
        checkup_say(checkup, CHECKUP_WARNING, sc->name,
                    text_equal(sc->name, "zohocrm")
                        ? "add the scope ZohoCRM.org.READ"
                        : "let the integration see the client's information",
                    "it may not be told whose records these are: keys of "
                    "another company would not be noticed (%s)",
                    answer_words(&sc->tenant, &words));
    }
    buf_free(&words);
}

static void look_at_clock(const struct system_check *sc)
{
    long long seconds = (long long)(sc->skew_ms / 1000);

    if (sc->skew_ms > -SKEW_MS && sc->skew_ms < SKEW_MS)
        return;
    checkup_say(sc->check->checkup, CHECKUP_WARNING, sc->name,
                "let this machine take its time from the net (NTP)",
                "this machine's clock is %lld s %s that of the system",
                seconds < 0 ? -seconds : seconds,
                seconds < 0 ? "ahead of" : "behind");
}

/* ---- what they allow ---- */

static void look_at_grant(struct system_check *sc, const struct entity *entity,
                          enum call_kind kind, const char *purpose)
{
    const struct answer *told =
        text_equal(sc->name, "zohocrm") ? &sc->token : &sc->tenant;
    struct checkup *checkup = sc->check->checkup;
    bool zoho = text_equal(sc->name, "zohocrm");
    char *name;
    enum grant grant = grant_of(told, entity, kind, &name);
    char *remedy;

    sc->untold += grant == GRANT_UNTOLD;
    sc->given += grant == GRANT_GIVEN;
    if (grant == GRANT_GIVEN || grant == GRANT_UNTOLD) {
        free(name);
        return;
    }
    remedy = grant == GRANT_UNPAID
                 ? mem_copy("let the client subscribe to that module of "
                            "PowerOffice Go")
             : zoho
                 ? mem_print("add the scope %s, and make a new refresh token "
                             "with it",
                             name)
                 : mem_print("let the integration have the privilege %s", name);
    checkup_say(checkup, CHECKUP_ERROR, sc->name, remedy,
                grant == GRANT_UNPAID
                    ? "%s is not in force: it is needed to %s %s"
                    : "%s is missing: it is needed to %s %s",
                name, purpose, entity->name);
    free(remedy);
    free(name);
}

static void look_at_entity_grants(struct system_check *sc,
                                  const struct system_need *need)
{
    look_at_grant(sc, need->entity, CALL_LIST, "read");
    if (need->creates)
        look_at_grant(sc, need->entity, CALL_CREATE, "create");
    if (need->updates)
        look_at_grant(sc, need->entity, CALL_UPDATE, "change");
    if (need->creates && text_equal(sc->name, "zohocrm"))
        look_at_grant(sc, need->entity, CALL_FIND, "find again");
    if (need->creates && system_becomes(need->entity) != NULL) {
        look_at_grant(sc, system_becomes(need->entity), CALL_LIST,
                      "find again what has left SalesOrders for");
    }
}

static void look_at_grants(struct system_check *sc)
{
    struct checkup *checkup = sc->check->checkup;
    bool zoho = text_equal(sc->name, "zohocrm");
    size_t wrong = checkup_count(checkup, CHECKUP_ERROR);

    for (size_t i = 0; i < sc->need_count; i++)
        look_at_entity_grants(sc, &sc->needs[i]);
    if (zoho)
        look_at_grant(sc, sc->any, CALL_FIELDS, "look at the fields of");
    if (zoho && sc->check->config->zohocrm_notify_url != NULL)
        look_at_grant(sc, sc->any, CALL_SUBSCRIBE, "be told of changes of");
    if (checkup_count(checkup, CHECKUP_ERROR) > wrong)
        return;
    checkup_say(checkup, CHECKUP_OK, sc->name, NULL,
                sc->untold == 0
                    ? "the keys allow all that the flows need"
                    : "it does not tell what the keys allow: reading is tried "
                      "here, writing with the first record");
}

/* ---- all ---- */

static void need_add(struct system_check *sc, const struct flow_side *side)
{
    struct system_need *need = sc->needs;

    while (need < sc->needs + sc->need_count && need->entity != side->entity)
        need++;
    if (need == sc->needs + sc->need_count) {
        *need = (struct system_need){ .entity = side->entity };
        sc->need_count++;
    }
    need->updates |= side->share;
    need->creates |= side->share && side->create != CREATE_NEVER;
}

static void needs_gather(struct system_check *sc)
{
    const struct flows *flows = sc->check->flows;

    for (size_t i = 0; i < flows->count; i++) {
        for (int s = 0; s < SIDES; s++) {
            const struct flow_side *side = &flows->items[i]->sides[s];

            if (flows->items[i]->enabled && text_equal(side->system, sc->name))
                need_add(sc, side);
        }
    }
}

static void check_system(struct check *check, struct http *http,
                         const char *name)
{
    struct system_check sc = { .check = check, .name = name };

    needs_gather(&sc);
    if (sc.need_count == 0)
        return;
    sc.any = sc.needs[0].entity;
    sc.asker = asker_open(name, check->config, http);
    if (token_is_given(&sc)) {
        look_at_tenant(&sc);
        look_at_clock(&sc);
    }
    if (sc.token.verdict == VERDICT_DONE && !answer_is_unwell(&sc.tenant) &&
        sc.tenant.verdict != VERDICT_DENIED) {
        look_at_grants(&sc);
        check_records(&sc);
    }
    answer_free(&sc.token);
    answer_free(&sc.tenant);
    asker_close(sc.asker);
}

void check_systems(struct check *check)
{
    struct err err;
    struct http *http = http_open("tandem/" SERVICE_VERSION, &err);

    if (http == NULL) {
        checkup_fail(check->checkup, "systems", NULL, &err);
        return;
    }
    check_system(check, http, "zohocrm");
    check_system(check, http, "powerofficego");
    http_close(http);
}
