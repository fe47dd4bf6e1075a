#include "engine/kept_body.h"

#include <algorithm>
#include <utility>

namespace resumulator {

void BodyKeeper::take(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  digest_.update(text);
  size_ += text.size();
  const std::uint64_t room = limit_ - std::min<std::uint64_t>(limit_, bytes_.size());
  bytes_.append(
      text.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, text.size()))));
}

std::shared_ptr<const KeptBody> BodyKeeper::finish(std::string_view content_type) {
  auto kept = std::make_shared<KeptBody>();
  kept->bytes = std::move(bytes_);
  kept->size = size_;
  kept->sha256 = digest_.finish();
  kept->content_type = content_type;
  return kept;
}

}  // namespace resumulator
