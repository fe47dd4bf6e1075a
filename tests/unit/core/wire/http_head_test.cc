// Goal: what a request head means, and what a bad one gets. Method: tables of raw text.
#include "core/wire/http_head.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using namespace std::string_literals;

std::variant<RequestHead, HeadRefusal> parse(std::string_view raw, const Limits& limits = {}) {
  return parse_request_head(raw, limits);
}

RequestHead good(std::string_view raw, const Limits& limits = {}) {
  auto result = parse(raw, limits);
  if (const auto* refusal = std::get_if<HeadRefusal>(&result)) {
    ADD_FAILURE() << raw << ": " << refusal->status << " " << refusal->text;
    return {};
  }
  return std::get<RequestHead>(std::move(result));
}

/// Status of the refusal; 0 when there is none.
int refused(std::string_view raw, const Limits& limits = {}) {
  const auto result = parse(raw, limits);
  const auto* refusal = std::get_if<HeadRefusal>(&result);
  if (refusal == nullptr) return 0;
  EXPECT_TRUE(refusal->text.ends_with('.')) << refusal->text;
  return refusal->status;
}

/// A GET with these lines behind Host.
std::string with(std::string_view lines) {
  return "PUT / HTTP/1.1\r\nHost: h\r\n" + std::string(lines) + "\r\n";
}

TEST(HttpHead, KeepsEverythingAsSent) {
  const RequestHead head = good(
      "PUT /upload/b/x%2Fy?a=%41&b HTTP/1.1\r\n"
      "Host: 127.0.0.1:9000\r\n"
      "Content-Range:bytes 0-9/10\r\n"
      "X-Blank:  \t a \t b \t \r\n"
      "X-Empty:\r\n"
      "X-Text: caf\xE9 \xC3\xA9\r\n"
      "x-blank: again\r\n"
      "Content-Length: 10\r\n\r\n");
  EXPECT_EQ(head.method, "PUT");
  EXPECT_EQ(head.target, "/upload/b/x%2Fy?a=%41&b");
  EXPECT_EQ(head.version_minor, 1);
  EXPECT_EQ(head.headers.get("Host"), "127.0.0.1:9000");
  EXPECT_EQ(head.headers.get("Content-Range"), "bytes 0-9/10");
  EXPECT_EQ(head.headers.all("X-Blank"), (std::vector<std::string_view>{"a \t b", "again"}));
  EXPECT_TRUE(head.headers.has("X-Empty"));
  EXPECT_EQ(head.headers.get("X-Text"), "caf\xE9 \xC3\xA9");
  EXPECT_EQ(head.framing, (BodyFraming{BodyFraming::Kind::kLength, 10}));
  EXPECT_FALSE(head.expects_continue);
}

// Rule http.head.empty-line.
TEST(HttpHead, OneEmptyLineMayStandBeforeTheRequestLine) {
  EXPECT_EQ(good("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").target, "/");
  EXPECT_EQ(refused("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

// Rule http.head.request-line.
TEST(HttpHead, RefusesMalformedRequestLines) {
  for (const std::string_view line : {"",
                                      "GET",
                                      "GET /",
                                      "GET / ",
                                      "GET  / HTTP/1.1",
                                      "GET /  HTTP/1.1",
                                      "GET / HTTP/1.1 ",
                                      " GET / HTTP/1.1",
                                      "GET\t/\tHTTP/1.1",
                                      "GET /a b HTTP/1.1",
                                      "GET / http/1.1",
                                      "GET / HTTP/1",
                                      "GET / HTTP/1.",
                                      "GET / HTTP/1.10",
                                      "GET / HTTP/x.1",
                                      "GET / HTTP 1.1",
                                      "GET / FTP/1.1",
                                      "G@T / HTTP/1.1",
                                      "G\xC3\x84T / HTTP/1.1",
                                      " / HTTP/1.1"}) {
    EXPECT_EQ(refused(std::string(line) + "\r\nHost: h\r\n\r\n"), 400) << line;
  }
}

// Rule http.head.method.
TEST(HttpHead, RefusesMethodsNobodyMayServe) {
  for (const std::string_view method : {"get", "TRACE", "CONNECT", "Put"}) {
    EXPECT_EQ(refused(std::string(method) + " / HTTP/1.1\r\nHost: h\r\n\r\n"), 501) << method;
  }
  for (const std::string_view method :
       {"GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW"}) {
    EXPECT_EQ(good(std::string(method) + " / HTTP/1.1\r\nHost: h\r\n\r\n").method, method);
  }
}

// Rule http.head.version.
TEST(HttpHead, RefusesOtherVersionsOfHttp) {
  EXPECT_EQ(refused("PRI * HTTP/2.0\r\n\r\n"), 505);
  for (const std::string_view version : {"HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/3.0"}) {
    EXPECT_EQ(refused("GET / " + std::string(version) + "\r\nHost: h\r\n\r\n"), 505) << version;
  }
  EXPECT_EQ(good("GET / HTTP/1.0\r\n\r\n").version_minor, 0);
}

// Rule http.head.field.
TEST(HttpHead, RefusesMalformedFields) {
  for (const std::string& lines :
       {"no colon\r\n"s, ": v\r\n"s, "A : v\r\n"s, "A\t: v\r\n"s, "A b: v\r\n"s, " A: v\r\n"s,
        "A: v\r\n folded\r\n"s, "A: v\r\n\tfolded\r\n"s, "A: \x01\r\n"s, "A: \x7F\r\n"s,
        "A: v\rw\r\n"s, "A: v\r\r\n"s, "A: v\n"s, "A\0: v\r\n"s, "A: v\0\r\n"s, "\xC3\xA4: v\r\n"s,
        "(A): v\r\n"s, "A: v\x0B\r\n"s}) {
    EXPECT_EQ(refused(with(lines)), 400) << lines;
  }
}

// Rule http.head.line-end.
TEST(HttpHead, RefusesLinesThatEndInLfAlone) {
  EXPECT_EQ(refused("GET / HTTP/1.1\nHost: h\n\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\n\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\n"), 400) << "no empty line";
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET"), 400) << "bytes behind it";
  EXPECT_EQ(refused(""), 400);
}

// Rule http.head.host, this test and the next.
TEST(HttpHead, WantsExactlyOneWellFormedHost) {
  EXPECT_EQ(refused("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refused(with("host: h\r\n")), 400) << "twice, also when equal";
  for (const std::string_view host :
       {"",        ":80",     "a b",     "a/b",  "a@b",  "http://a", "a:b",
        "a:65536", "a:-1",    "a:80:80", "[::1", "::1",  "[]",       "[::1]x",
        "[g::1]",  "[::1]:x", "a\\b",    "a?b",  "a%zz", "h\xC3\xA4"}) {
    EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"), 400) << host;
  }
  for (const std::string_view host :
       {"a", "localhost:9000", "127.0.0.1", "[::1]", "[::1]:8080", "bucket.storage.googleapis.com",
        "a:", "a_b", "a%20b", "[::ffff:1.2.3.4]:1"}) {
    EXPECT_EQ(good("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").headers.get("host"),
              host);
  }
}

TEST(HttpHead, AnOldVersionNeedsNoHostButItsHostMustBeGood) {
  EXPECT_EQ(good("GET / HTTP/1.0\r\n\r\n").target, "/");
  EXPECT_EQ(refused("GET / HTTP/1.0\r\nHost: a b\r\n\r\n"), 400);
}

// Rule http.target.absolute.
TEST(HttpHead, AnAbsoluteTargetIsCutAndItsHostCounts) {
  const RequestHead head =
      good("GET http://other:81/a?b HTTP/1.1\r\nA: 1\r\nHost: h\r\nB: 2\r\n\r\n");
  EXPECT_EQ(head.target, "/a?b");
  EXPECT_EQ(head.headers.all("Host"), std::vector<std::string_view>{"other:81"});
  EXPECT_EQ(head.headers.size(), 3U);
  EXPECT_EQ(good("GET http://other HTTP/1.0\r\n\r\n").headers.get("Host"), "other");
  EXPECT_EQ(refused("GET http://other/ HTTP/1.1\r\n\r\n"), 400) << "Host must still be there";
}

// Rule http.body.length, this test and the next.
TEST(HttpHead, EqualLengthsAreOneAndDifferentOnesAreRefused) {
  const BodyFraming five{BodyFraming::Kind::kLength, 5};
  EXPECT_EQ(good(with("Content-Length: 5\r\nContent-Length: 5\r\n")).framing, five);
  EXPECT_EQ(good(with("Content-Length: 5, 05\r\n")).framing, five);
  EXPECT_EQ(refused(with("Content-Length: 5\r\nContent-Length: 6\r\n")), 400);
  EXPECT_EQ(refused(with("Content-Length: 5, 6\r\n")), 400);
  EXPECT_EQ(refused(with("Content-Length: 0\r\nContent-Length: 6\r\n")), 400);
}

TEST(HttpHead, LengthsAreNumbersUpToTwoToTheSixtyThreeMinusOne) {
  EXPECT_EQ(good(with("Content-Length: 9223372036854775807\r\n")).framing.length,
            9223372036854775807U);
  for (const std::string_view length :
       {"", "-1", "+5", "5x", "0x5", "5 5", "5,", ",5", "9223372036854775808",
        "18446744073709551616", "99999999999999999999999999", "1e3", "5.0"}) {
    EXPECT_EQ(refused(with("Content-Length: " + std::string(length) + "\r\n")), 400) << length;
  }
  EXPECT_EQ(good(with("")).framing, BodyFraming{});
  EXPECT_EQ(good(with("Content-Length: 0\r\n")).framing,
            (BodyFraming{BodyFraming::Kind::kLength, 0}));
}

// Rule http.body.coding.
TEST(HttpHead, ChunkedIsTheOnlyTransferCoding) {
  EXPECT_EQ(good(with("Transfer-Encoding: Chunked\r\n")).framing,
            (BodyFraming{BodyFraming::Kind::kChunked, 0}));
  for (const std::string_view coding :
       {"gzip", "gzip, chunked", "identity", "chunked, gzip", "chunked;a=b", "xchunked"}) {
    EXPECT_EQ(refused(with("Transfer-Encoding: " + std::string(coding) + "\r\n")), 501) << coding;
  }
  for (const std::string_view coding : {"", "chunked, chunked", "chunked,", ",", "\"chunked\""}) {
    EXPECT_EQ(refused(with("Transfer-Encoding: " + std::string(coding) + "\r\n")), 400) << coding;
  }
  EXPECT_EQ(refused(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(refused("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

// Rule http.body.ambiguous.
TEST(HttpHead, LengthAndTransferCodingTogetherAreRefused) {
  EXPECT_EQ(refused(with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(refused(with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")), 400);
}

// Rule http.head.expectation.
TEST(HttpHead, TheOnlyExpectationIsToContinue) {
  EXPECT_TRUE(good(with("Expect: 100-Continue\r\n")).expects_continue);
  EXPECT_EQ(refused(with("Expect: 200-ok\r\n")), 417);
  EXPECT_EQ(refused(with("Expect: 100-continue\r\nExpect: x\r\n")), 417);
  EXPECT_FALSE(good("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
}

}  // namespace
}  // namespace resumulator
