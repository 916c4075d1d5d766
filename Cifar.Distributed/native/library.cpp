// What the library says of itself.
#include "boundary.h"

#include <torch/version.h>

EXPORT const char* cd_last_error() { return last_error().c_str(); }

// Of the libtorch that this was compiled for.
EXPORT const char* cd_version() { return TORCH_VERSION; }
