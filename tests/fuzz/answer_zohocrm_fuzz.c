/* Answers of Zoho: see api_answers(). */
#include "fuzz/api.h"
#include "fuzz/fuzz.h"

void fuzz_one(const char *bytes, size_t length)
{
    api_answers("zohocrm", bytes, length);
}
