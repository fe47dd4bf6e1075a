#include "protocols/gcs/common/signature_check.h"

#include <algorithm>

namespace resumulator::gcs {
namespace {

using Check = GcsSwitches::SignedUrlCheck;

SignatureProblem does_not_match(const SignedText& likeliest) {
  return {.status = 403,
          .code = "SignatureDoesNotMatch",
          .parameter = {},
          .details = {},
          .string_to_sign = likeliest.to_sign,
          .canonical_request = likeliest.canonical};
}

bool fits(const UrlSignature& signature, const std::vector<SignedText>& texts,
          const SignatureKey* key) {
  const bool v4 = signature.version == SignatureVersion::kV4;
  if (key == nullptr || (v4 && key->algorithm() != signature.algorithm)) return false;
  return std::any_of(texts.begin(), texts.end(), [&](const SignedText& text) {
    return key->signed_by(text.to_sign, signature.bytes, signature.scope);
  });
}

}  // namespace

std::optional<SignatureProblem> check_url_signature(const Query& query,
                                                    const SignableRequest& request, Check how,
                                                    const SignatureKey* key, TimePoint now) {
  if (how == Check::kOff || !has_url_signature(query)) return std::nullopt;
  auto read = read_url_signature(query);
  if (auto* problem = std::get_if<SignatureProblem>(&read)) return std::move(*problem);
  const auto& signature = std::get<UrlSignature>(read);
  if (auto problem = check_signed_parts(signature, request, now)) return problem;
  if (how == Check::kShape) return std::nullopt;
  const auto texts = signed_texts(signature, request);
  if (fits(signature, texts, key)) return std::nullopt;
  return does_not_match(texts.front());
}

std::optional<SignatureProblem> check_url_signature(const Request& request) {
  const Options& options = request.world->options();
  const auto how = options.gcs.signed_url_check;
  if (how == Check::kOff || request.query.has("upload_id") || request.method == "OPTIONS") {
    return std::nullopt;
  }
  const auto key = SignatureKey::read(options.signature_key);
  return check_url_signature(request.query,
                             {.method = request.head.method,
                              .path = request.head.path(),
                              .query = request.head.query(),
                              .bucket = request.bucket,
                              .headers = request.head.headers},
                             how, key ? &*key : nullptr, request.world->clock().now());
}

ApiError to_api_error(const SignatureProblem& problem) {
  ApiError error;
  error.status = problem.status;
  error.reason = problem.status == 403 ? "forbidden" : "invalid";
  error.message = problem.code;
  for (const auto* part : {&problem.parameter, &problem.details}) {
    if (!part->empty()) error.message += ": " + *part;
  }
  return error;
}

}  // namespace resumulator::gcs
