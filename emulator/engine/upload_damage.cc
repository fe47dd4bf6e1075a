#include "engine/upload_damage.h"

#include <utility>

#include "engine/shaped_body.h"

namespace resumulator {

UploadDamage::UploadDamage(std::string boundary)
    : delimiter_(boundary.empty() ? std::string() : "--" + std::move(boundary)),
      here_(delimiter_.empty()) {}

void UploadDamage::pass(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) {
    if (done_) return;
    const char read = static_cast<char>(byte);
    if (!begins_object(read)) continue;
    byte = static_cast<std::byte>(another_byte(read));
    done_ = true;
  }
}

// Headers of a part end with an empty line; the object's are those of the second part.
bool UploadDamage::begins_object(char byte) {
  if (here_) {
    done_ = !delimiter_.empty() && (byte == '\r' || byte == '\n');
    return !done_;
  }
  if (byte != '\n') {
    if (line_.size() <= delimiter_.size() && byte != '\r') line_ += byte;
    return false;
  }
  if (line_.starts_with(delimiter_)) {
    ++delimiters_;
    in_head_ = true;
  } else if (in_head_ && line_.empty()) {
    in_head_ = false;
    here_ = delimiters_ == 2;
  }
  line_.clear();
  return false;
}

}  // namespace resumulator
