// Goal: what a proxy is asked for, and what is no request to one. Method: tables of raw text.
#include "core/wire/proxy_target.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Form = ProxyTarget::Form;

std::string fields(std::string_view lines) {
  return "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n" + std::string(lines) + "\r\n";
}

TEST(ProxyTarget, IsTheHostAndPortOfConnect) {
  const auto target = parse_proxy_target("CONNECT Storage.Googleapis.com:443 HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(target) << target.error().text;
  EXPECT_EQ(*target, (ProxyTarget{Form::kConnect, "", "storage.googleapis.com", 443}));
  EXPECT_EQ(parse_proxy_target("CONNECT [::1]:9 HTTP/1.0\r\n")->host, "[::1]");
  EXPECT_EQ(parse_proxy_target("\r\nCONNECT h:1 HTTP/1.0\r\n")->port, 1);
}

TEST(ProxyTarget, IsTheHostOfAnAbsoluteTarget) {
  const auto plain = parse_proxy_target("PUT http://H.com/a?b=c HTTP/1.1\r\n");
  ASSERT_TRUE(plain);
  EXPECT_EQ(*plain, (ProxyTarget{Form::kAbsolute, "http", "h.com", 80}));
  const auto secure = parse_proxy_target("GET HTTPS://h.com:8443 HTTP/1.1\r\n");
  ASSERT_TRUE(secure);
  EXPECT_EQ(*secure, (ProxyTarget{Form::kAbsolute, "https", "h.com", 8443}));
  EXPECT_EQ(parse_proxy_target("GET https://h.com:/ HTTP/1.1\r\n")->port, 443);
}

TEST(ProxyTarget, IsNoneInAnyOtherRequest) {
  for (const char* line : {"GET / HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n", "connect h:443 HTTP/1.1",
                           "GET ftp://h/ HTTP/1.1\r\n", "\r\n", ""}) {
    const auto target = parse_proxy_target(line);
    ASSERT_TRUE(target) << line;
    EXPECT_EQ(target->form, Form::kOther) << line;
  }
}

// Rule http.proxy.malformed.
TEST(ProxyTarget, RefusesAConnectThatNamesNoHostPortOrVersion) {
  for (const char* line :
       {"CONNECT\r\n", "CONNECT  HTTP/1.1\r\n", "CONNECT h HTTP/1.1\r\n", "CONNECT h: HTTP/1.1\r\n",
        "CONNECT :443 HTTP/1.1\r\n", "CONNECT h:0 HTTP/1.1\r\n", "CONNECT h:65536 HTTP/1.1\r\n",
        "CONNECT h:443\r\n", "CONNECT h:443 HTTP/2\r\n", "CONNECT h:443 HTTP/1.1 \r\n",
        "CONNECT http://h:443 HTTP/1.1\r\n", "CONNECT u@h:443 HTTP/1.1\r\n",
        "CONNECT h\x01:443 HTTP/1.1\r\n", "GET http:///a HTTP/1.1\r\n",
        "GET http://u@h/ HTTP/1.1\r\n"}) {
    const auto target = parse_proxy_target(line);
    ASSERT_FALSE(target) << line;
    EXPECT_TRUE(target.error().text.ends_with('.')) << target.error().text;
  }
}

TEST(ConnectFields, AreThoseOfAnyHead) {
  const Limits limits;
  EXPECT_FALSE(refuse_connect_fields(fields(""), limits));
  EXPECT_FALSE(refuse_connect_fields(fields("Content-Length: 0\r\nX: y\r\n"), limits));
  EXPECT_FALSE(refuse_connect_fields("CONNECT h:443 HTTP/1.0\r\n\r\n", limits));
  const auto status = [&](const std::string& head) {
    const auto refused = refuse_connect_fields(head, limits);
    return refused ? refused->status : 0;
  };
  EXPECT_EQ(status("CONNECT h:443 HTTP/1.1\r\n\r\n"), 400);  // no Host
  EXPECT_EQ(status("CONNECT h:443 HTTP/1.1\n\n"), 400);
  EXPECT_EQ(status(fields("Content-Length: 1\r\n")), 400);
  EXPECT_EQ(status(fields("Transfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(status(fields("No colon\r\n")), 400);
  std::string many;
  for (std::uint32_t i = 0; i <= limits.header_fields_max; ++i) many += "X: y\r\n";
  EXPECT_EQ(status(fields(many)), 431);
}

}  // namespace
}  // namespace resumulator
