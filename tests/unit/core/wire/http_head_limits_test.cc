// Goal: heads at their limits and one past them, and heads that are not whole yet.
#include <gtest/gtest.h>

#include "core/wire/http_head.h"
#include "core/wire/http_target.h"

namespace resumulator {
namespace {

int status(std::string_view raw, const Limits& limits = {}) {
  const auto result = parse_request_head(raw, limits);
  const auto* refusal = std::get_if<HeadRefusal>(&result);
  return refusal == nullptr ? 0 : refusal->status;
}

int unfinished(std::string_view raw, const Limits& limits = {}) {
  const auto refusal = refuse_unfinished_head(raw, limits);
  return refusal ? refusal->status : 0;
}

/// A head of exactly `size` bytes.
std::string head_of(std::size_t size) {
  std::string head = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  head.append(size - head.size() - 4, 'x');
  return head + "\r\n\r\n";
}

// Rule http.head.size, this test and the two that follow.
TEST(HttpHeadLimits, BytesEndAtTheirLimit) {
  EXPECT_EQ(status(head_of(64 * 1024)), 0);
  EXPECT_EQ(status(head_of(64 * 1024 + 1)), 431);
  const Limits small{.head_bytes_max = 100};
  EXPECT_EQ(status(head_of(100), small), 0);
  EXPECT_EQ(status(head_of(101), small), 431);
  EXPECT_EQ(unfinished(head_of(101).substr(0, 100), small), 0);
  EXPECT_EQ(unfinished(head_of(102).substr(0, 101), small), 431);
}

TEST(HttpHeadLimits, FieldsEndAtTheirLimit) {
  const auto with_fields = [](int count) {
    std::string head = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 1; i < count; ++i) head += "A: b\r\n";
    return head + "\r\n";
  };
  EXPECT_EQ(status(with_fields(100)), 0);
  EXPECT_EQ(status(with_fields(101)), 431);
}

TEST(HttpHeadLimits, TargetsEndAtTheirLimit) {
  const auto with_target = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
  };
  EXPECT_EQ(status(with_target(8 * 1024)), 0);
  EXPECT_EQ(status(with_target(8 * 1024 + 1)), 414);
  EXPECT_EQ(unfinished(with_target(8 * 1024 + 1).substr(0, 8 * 1024 + 4)), 0);
  EXPECT_EQ(unfinished(with_target(8 * 1024 + 1).substr(0, 8 * 1024 + 5)), 414);
}

// Rule http.head.at-once.
TEST(HttpHeadLimits, WhatIsNoHttpIsRefusedBeforeALineEnds) {
  EXPECT_EQ(unfinished("\x16\x03\x01\x02"), 400) << "a TLS greeting";
  EXPECT_EQ(unfinished(std::string(33, 'A')), 400) << "no method is that long";
  EXPECT_EQ(unfinished(" GET"), 0) << "the whole line will say so";
  for (const std::string_view begun :
       {"", "\r", "\r\n", "\r\nG", "G", "GET", "GET ", "GET /a HTTP/1.1\r\nHo"}) {
    EXPECT_EQ(unfinished(begun), 0) << begun;
  }
}

TEST(HttpHeadEnd, IsFoundInWhateverPiecesTheHeadArrives) {
  for (const std::string_view head :
       {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\nGET / HTTP/1.1\r\n\r\n", "\r\n\r\n",
        "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\n\n", "GET / HTTP/1.1\n\r\n"}) {
    const std::string buffered = std::string(head) + "body\r\n\r\n";
    std::size_t searched = 0;
    for (std::size_t size = 0; size <= buffered.size(); ++size) {
      const std::size_t end = find_head_end(std::string_view(buffered).substr(0, size), searched);
      searched = size;
      if (size < head.size()) {
        EXPECT_EQ(end, std::string_view::npos) << head << " at " << size;
      } else {
        EXPECT_EQ(end, head.size()) << head << " at " << size;
        break;
      }
    }
    EXPECT_EQ(find_head_end(buffered), head.size());
  }
}

TEST(RequestTarget, EveryFormBecomesAPath) {
  struct Row {
    std::string_view target;
    std::string_view method;
    RequestTarget expected;
  };
  const Row table[] = {
      {"/", "GET", {"/", ""}},
      {"//a//b?x?y", "GET", {"//a//b?x?y", ""}},
      {"/a?b=%zz", "GET", {"/a?b=%zz", ""}},
      {"/\xC3\xA4|\"<>{}^`\\", "GET", {"/\xC3\xA4|\"<>{}^`\\", ""}},
      {"http://h", "GET", {"/", "h"}},
      {"http://h", "OPTIONS", {"*", "h"}},
      {"HTTPS://[::1]:80/a", "GET", {"/a", "[::1]:80"}},
      {"http://h?x=http://z/", "GET", {"/?x=http://z/", "h"}},
      {"*", "OPTIONS", {"*", ""}},
  };
  for (const Row& row : table) {
    const Result<RequestTarget> target = parse_request_target(row.target, row.method);
    ASSERT_TRUE(target.has_value()) << row.target;
    EXPECT_EQ(*target, row.expected) << row.target;
  }
}

// Rule http.target.escape: the paths with a percent sign.
TEST(RequestTarget, RejectsOtherFormsAndBadPaths) {
  for (const std::string_view target : {"",        "*",           "a",           "a/b",
                                        "h:80",    "ftp://h/",    "http:/h",     "http:///a",
                                        "http://", "http://a@h/", "http://h:x/", "http://h h/",
                                        "/a b",    "/a\tb",       "/a\x7F",      "/a#b",
                                        "/%",      "/%2",         "/%zz",        "http://h/%zz",
                                        "?a=b"}) {
    const Result<RequestTarget> result = parse_request_target(target, "GET");
    ASSERT_FALSE(result.has_value()) << target;
    EXPECT_EQ(result.error().kind, ErrorKind::kMalformed) << target;
  }
}

}  // namespace
}  // namespace resumulator
