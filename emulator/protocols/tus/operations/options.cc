// OPTIONS: what the server can do; to a browser also what it may.
#include "protocols/page_access.h"
#include "protocols/tus/tus_call.h"
#include "protocols/tus/upload_checksum.h"

namespace resumulator::tus {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

class OptionsCall final : public TusCall {
 public:
  explicit OptionsCall(Request request)
      : TusCall(std::move(request), Operation::kStat, "tus.v1.options") {}

 private:
  [[nodiscard]] bool needs_version() const override { return false; }
  Response answer(BodySource& body) override;
};

// Rules tus.options.answer, tus.options.extensions, tus.options.max-size, tus.cors.preflight
Response OptionsCall::answer(BodySource&) {
  Response response = plain_answer(options().options_status);
  response.headers.add("Tus-Version", std::string(kVersion));
  if (!options().extensions.empty()) {
    response.headers.add("Tus-Extension", joined(options().extensions));
  }
  response.headers.add("Tus-Max-Size", std::to_string(size_max(request())));
  if (request().can("checksum") || request().can("checksum-trailer")) {
    response.headers.add("Tus-Checksum-Algorithm", std::string(algorithm_list()));
  }
  let_page_send(request().head, response);
  return response;
}

}  // namespace

std::unique_ptr<Call> open_options(Request request) {
  return std::make_unique<OptionsCall>(std::move(request));
}

}  // namespace resumulator::tus
