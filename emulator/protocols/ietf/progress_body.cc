#include "protocols/ietf/progress_body.h"

#include <algorithm>
#include <utility>

namespace resumulator::ietf {

ProgressBody::ProgressBody(BodySource& body, const Request& request, const Report& report,
                           std::uint64_t offset, std::string id)
    : BodyFilter(body),
      request_(request),
      report_(report),
      offset_(offset),
      id_(std::move(id)),
      tells_(request.takes_interim() && request.dialect->progress),
      told_at_(request.world->clock().now()) {}

BodyRead ProgressBody::read(std::span<std::byte> into) {
  const std::uint64_t every = request_.options().progress;
  std::uint64_t want = into.size();
  if (tells_ && every > 0) want = std::min(want, told_ + every - came_);
  const BodyRead got = body().read(into.first(static_cast<std::size_t>(want)));
  came_ += got.size;
  if (tells_ && got.size > 0 && due()) tell();
  return got;
}

bool ProgressBody::due() const {
  const IetfOptions& options = request_.options();
  if (options.progress > 0) return came_ - told_ >= options.progress;
  return options.progress_time > Duration(0) &&
         request_.world->clock().now() - told_at_ >= options.progress_time;
}

void ProgressBody::tell() {
  told_ = came_;
  told_at_ = request_.world->clock().now();
  Headers fields;
  if (request_.dialect->progress_location) {
    fields.add("Location", upload_url(request_, id_));
  }
  if (request_.numbered) fields.add(kVersionField, std::to_string(request_.dialect->number));
  SessionSnapshot shot;
  shot.offset = offset_ + came_;
  fields.add("Upload-Offset", std::to_string(reported(report_, shot).offset));
  // Who cannot hear it goes on all the same.
  static_cast<void>(body().send_interim(104, fields));
}

}  // namespace resumulator::ietf
