#pragma once

#include "codec.h"

namespace images {

// The orientation tag of a JPEG file, 1 (as stored) to 8; 1 when there is none or it makes no sense.
int orientationOf(View jpeg);

// Turns a stored picture so that it is as shown. Orientations 5 to 8 exchange width and height.
Picture oriented(Picture picture, int orientation);

}  // namespace images
