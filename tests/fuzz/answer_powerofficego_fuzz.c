/* Answers of PowerOffice: see api_answers(). */
#include "fuzz/api.h"
#include "fuzz/fuzz.h"

void fuzz_one(const char *bytes, size_t length)
{
    api_answers("powerofficego", bytes, length);
}
