// What the services that speak X-Goog-Upload are asked for alike.
#pragma once

#include <cstdint>

namespace resumulator {

/// Whether refusals of a live upload session carry X-Goog-Upload-Status: active.
enum class UploadStatusOnErrors : std::uint8_t {
  kOmit,
  kActive,
  kAuto,  ///< to clients that ask and go on only where they are told so
};

}  // namespace resumulator
