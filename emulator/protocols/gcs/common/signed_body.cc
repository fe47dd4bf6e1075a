#include "protocols/gcs/common/signed_body.h"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "core/base/strings.h"
#include "protocols/gcs/common/signature.h"

namespace resumulator::gcs {

std::string signed_digest(const Request& request) {
  const auto how = request.world->options().gcs.signed_url_check;
  if (how == GcsSwitches::SignedUrlCheck::kOff || !has_url_signature(request.query)) return {};
  const SignableRequest signable{.method = request.head.method,
                                 .path = request.head.path(),
                                 .query = request.head.query(),
                                 .bucket = request.bucket,
                                 .headers = request.head.headers};
  const auto payload = signed_payload(signable);
  return payload == kUnsignedPayload ? std::string() : lower(payload);
}

struct SignedBody::Running {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

SignedBody::SignedBody(BodySource& body, std::string digest)
    : BodyFilter(body), digest_(std::move(digest)) {
  if (digest_.empty()) return;
  running_ = std::make_unique<Running>();
  EVP_DigestInit_ex(running_->context.get(), EVP_sha256(), nullptr);
}
SignedBody::~SignedBody() = default;

BodyRead SignedBody::read(std::span<std::byte> into) {
  const BodyRead got = body().read(into);
  if (!running_) return got;
  if (got.state == BodyState::kMore) {
    EVP_DigestUpdate(running_->context.get(), into.data(), got.size);
  }
  if (got.state != BodyState::kEnd) return got;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(running_->context.get(), bytes.data(), &size);
  running_.reset();
  auto had = hex_encode({reinterpret_cast<const char*>(bytes.data()), size});
  if (had == digest_) return got;
  mismatch_ = std::move(had);
  return {BodyState::kMalformed, 0};
}

}  // namespace resumulator::gcs
