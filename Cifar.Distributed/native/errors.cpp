// The message of the last error on a thread.
#include "boundary.h"

std::string& last_error() {
    static thread_local std::string text;
    return text;
}

EXPORT const char* cd_last_error() { return last_error().c_str(); }
