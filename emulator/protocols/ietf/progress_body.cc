#include "protocols/ietf/progress_body.h"

#include <algorithm>
#include <utility>

namespace resumulator::ietf {

ProgressBody::ProgressBody(BodySource& body, const Request& request, std::uint64_t offset,
                           std::string id)
    : body_(body), request_(request), offset_(offset), id_(std::move(id)), every_(0) {
  if (request.takes_interim() && request.dialect->progress) every_ = request.options().progress;
}

BodyRead ProgressBody::read(std::span<std::byte> into) {
  if (every_ == 0) return body_.read(into);
  const std::uint64_t until = told_ + every_ - came_;
  const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), until));
  const BodyRead got = body_.read(into.first(want));
  came_ += got.size;
  if (came_ - told_ >= every_) tell();
  return got;
}

void ProgressBody::tell() {
  told_ = came_;
  Headers fields;
  if (request_.dialect->progress_location) {
    fields.add("Location", upload_url(request_, id_));
  }
  if (request_.numbered) fields.add(kVersionField, std::to_string(request_.dialect->number));
  fields.add("Upload-Offset", std::to_string(offset_ + came_));
  // Who cannot hear it goes on all the same.
  static_cast<void>(body_.send_interim(104, fields));
}

}  // namespace resumulator::ietf
