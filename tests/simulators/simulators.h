/*
 * simulators.h: what a client must know to talk to the simulated systems.
 *
 * One process plays Zoho CRM v8 and PowerOffice Go v2 on two ports and takes
 * orders on a third (see README.md). It shares no code with the programs'
 * own codecs: a mistake there must not be made twice.
 */
#ifndef TANDEM_TESTS_SIMULATORS_H
#define TANDEM_TESTS_SIMULATORS_H

#define SIMULATORS_ZOHOCRM_CLIENT_ID     "1000.CLIENT"
#define SIMULATORS_ZOHOCRM_CLIENT_SECRET "crm-secret"
#define SIMULATORS_ZOHOCRM_REFRESH_TOKEN "1000.refresh"

#define SIMULATORS_POWEROFFICEGO_APPLICATION_KEY  "application-key"
#define SIMULATORS_POWEROFFICEGO_CLIENT_KEY       "client-key"
#define SIMULATORS_POWEROFFICEGO_SUBSCRIPTION_KEY "subscription-key"

#endif
