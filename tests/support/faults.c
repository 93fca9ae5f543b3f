#include "support/faults.h"

#include "base/json.h"
#include "support/world.h"

#include <stdlib.h>

static struct json *fault_new(const char *kind, const char *system,
                              const char *method, const char *path)
{
    struct json *fault = json_new_object();

    json_set_text(fault, "kind", kind);
    json_set_text(fault, "system", system);
    json_set_text(fault, "method", method);
    json_set_text(fault, "path", path);
    return fault;
}

static void fault_send(struct json *fault)
{
    char *text = json_string(fault);

    fault_add(text);
    free(text);
    json_free(fault);
}

void fault_cut_after(const char *system, const char *method, const char *path)
{
    struct json *fault = fault_new("cut", system, method, path);

    json_set_text(fault, "when", "after");
    fault_send(fault);
}

void fault_cut_before(const char *system, const char *method, const char *path)
{
    struct json *fault = fault_new("cut", system, method, path);

    json_set_text(fault, "when", "before");
    fault_send(fault);
}

void fault_truncate(const char *system, const char *method, const char *path)
{
    fault_send(fault_new("truncate", system, method, path));
}

void fault_deny(const char *system, const char *method, const char *path)
{
    fault_send(fault_new("deny", system, method, path));
}

void fault_delay(const char *system, const char *method, const char *path,
                 int delay_ms)
{
    struct json *fault = fault_new("delay", system, method, path);

    json_set_text(fault, "when", "after");
    json_set_int(fault, "delay_ms", delay_ms);
    fault_send(fault);
}

void fault_status(const char *system, const char *method, const char *path,
                  int status, int count)
{
    struct json *fault = fault_new("status", system, method, path);

    json_set_text(fault, "when", "before");
    json_set_int(fault, "status", status);
    json_set_int(fault, "count", count);
    fault_send(fault);
}

void fault_echo(const char *system, const char *method, const char *path,
                int status, int count)
{
    struct json *fault = fault_new("echo", system, method, path);

    json_set_int(fault, "status", status);
    json_set_int(fault, "count", count);
    fault_send(fault);
}

void fault_add(const char *description)
{
    assert_non_null(world_control("POST", "/faults", description));
}

void faults_clear(void)
{
    assert_non_null(world_control("DELETE", "/faults", NULL));
}

void simulators_set(const char *settings)
{
    assert_non_null(world_control("POST", "/settings", settings));
}
