#include "domain/verdict.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        "done",   "retry", "unknown", "denied",
        "reject", "stale", "gone",    "exists"
    };

    return names[verdict];
}
