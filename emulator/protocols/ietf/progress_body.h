// Content that tells its sender how far it has come: 104 with Upload-Offset, every so many bytes or
// so often.
//
// What is told is what a request that breaks off now would leave, every byte that came, unless the
// report says otherwise.
//
// Source   docs/protocols/ietf-resumable-upload.md, rule ietf.interim.progress
// Threads  one reader.
#pragma once

#include <string>

#include "core/body_filter.h"
#include "protocols/ietf/request.h"
#include "protocols/protocol.h"

namespace resumulator::ietf {

class ProgressBody final : public BodyFilter {
 public:
  /// All outlive it. `offset`: of the upload, at the content's first byte.
  ProgressBody(BodySource& body, const Request& request, const Report& report, std::uint64_t offset,
               std::string id);
  BodyRead read(std::span<std::byte> into) override;

 private:
  [[nodiscard]] bool due() const;
  void tell();

  const Request& request_;
  const Report& report_;
  std::uint64_t offset_;
  std::string id_;
  bool tells_;
  TimePoint told_at_{};
  std::uint64_t came_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace resumulator::ietf
