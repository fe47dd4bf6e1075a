// Whatever arrives at a proxy is a target with a host, no target, or an error; never more.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/wire/http_target.h"
#include "core/wire/proxy_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)refuse_connect_fields(text, Limits{});
  const auto target = parse_proxy_target(text);
  if (!target || target->form == ProxyTarget::Form::kOther) return 0;
  if (!is_valid_host(target->host)) std::abort();
  // The canonical form says the same.
  const std::string again = target->form == ProxyTarget::Form::kConnect
                                ? "CONNECT " + target->host + ":" + std::to_string(target->port)
                                : "GET " + target->scheme + "://" + target->host + ":" +
                                      std::to_string(target->port) + "/";
  const auto reread = parse_proxy_target(again + " HTTP/1.1\r\n");
  if (!reread || !(*reread == *target)) std::abort();
  return 0;
}
