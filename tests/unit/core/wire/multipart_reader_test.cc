// Goal: parts come out byte for byte, however the body arrives and however it is written. Method:
// every body is read through sources that give 1, 2, 3, 7 and all bytes a time. Rules
// gcs.multipart.line-ends gcs.multipart.verbatim gcs.multipart.broken.
#include "core/wire/multipart_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace resumulator {
namespace {

/// Gives `piece` bytes a time, then ends as told.
class PieceBody final : public BodySource {
 public:
  PieceBody(std::string bytes, std::size_t piece, BodyState end = BodyState::kEnd)
      : bytes_(std::move(bytes)), piece_(piece), end_(end) {}
  BodyRead read(std::span<std::byte> into) override {
    const std::size_t size = std::min({piece_, into.size(), bytes_.size() - at_});
    if (size == 0) return {end_, 0};
    std::copy_n(std::as_bytes(std::span(bytes_)).begin() + static_cast<std::ptrdiff_t>(at_), size,
                into.begin());
    at_ += size;
    return {BodyState::kMore, size};
  }
  std::optional<std::uint64_t> declared_length() const override { return bytes_.size(); }
  std::uint64_t received() const override { return at_; }
  std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::string bytes_;
  std::size_t piece_;
  BodyState end_;
  std::size_t at_ = 0;
};

using Parts = std::vector<std::string>;

/// The parts of a body; the error's kind in words when there is one.
Parts parts_of(const std::string& text, std::string_view boundary, std::size_t piece = 1000,
               BodyState end = BodyState::kEnd) {
  PieceBody body(text, piece, end);
  MultipartReader reader(body, boundary);
  Parts parts;
  for (;;) {
    const Result<bool> more = reader.next();
    if (!more) {
      parts.push_back("error " + std::to_string(static_cast<int>(more.error().kind)));
      return parts;
    }
    if (!*more) return parts;
    const Result<std::string> bytes = read_all(reader.part(), 1'000'000);
    parts.push_back(bytes ? *bytes : "error");
    EXPECT_EQ(reader.part().received(), bytes ? bytes->size() : reader.part().received());
  }
}

std::string error(ErrorKind kind) { return "error " + std::to_string(static_cast<int>(kind)); }

struct Row {
  std::string name;
  std::string body;
  Parts parts;
};

const std::vector<Row>& well_formed() {
  static const std::vector<Row> kTable = {
      {"two parts", "--B\r\nA: b\r\n\r\n{}\r\n--B\r\n\r\nbytes\r\n--B--\r\n", {"{}", "bytes"}},
      {"no final line break", "--B\r\n\r\nx\r\n--B--", {"x"}},
      {"LF only", "--B\nA: b\n\n{}\n--B\n\nbytes\n--B--\n", {"{}", "bytes"}},
      {"LF only, data ends in CR", "--B\n\nx\r\n--B--\n", {"x\r"}},
      {"CRLF, data ends in CR", "--B\r\n\r\nx\r\r\n--B--", {"x\r"}},
      {"CRLF, last break LF", "--B\r\n\r\nx\n--B--", {"x"}},
      {"data ends in line breaks", "--B\r\n\r\nx\r\n\r\n\r\n--B--", {"x\r\n\r\n"}},
      {"data is a line break", "--B\r\n\r\n\r\n\r\n--B--", {"\r\n"}},
      {"empty part", "--B\r\nA: b\r\n\r\n\r\n--B--", {""}},
      {"empty part without its own break", "--B\r\nA: b\r\n\r\n--B--", {""}},
      {"no parts", "--B--\r\n", {}},
      {"preamble", "read me\r\n--BX\r\n--B\r\n\r\nx\r\n--B--", {"x"}},
      {"preamble of a line break", "\r\n--B\r\n\r\nx\r\n--B--", {"x"}},
      {"epilogue", "--B\r\n\r\nx\r\n--B--\r\nbye\r\n--B\r\n\r\ny", {"x"}},
      {"padding", "--B \t\r\n\r\nx\r\n--B-- \t", {"x"}},
      {"lookalikes",
       "--B\r\n\r\n--BX\r\n--B-\r\n--B--x\r\n-B\r\nx--B\r\n--b\r\n --B\r\n--B--",
       {"--BX\r\n--B-\r\n--B--x\r\n-B\r\nx--B\r\n--b\r\n --B"}},
      {"lookalike cut by the real one", "--B\r\n\r\nx\r\n--\r\n--B--", {"x\r\n--"}},
      {"break before a lookalike", "--B\r\n\r\nx\r\n--Bx\r\n--B--", {"x\r\n--Bx"}},
      {"NUL bytes", std::string("--B\r\n\r\na\0b\r\n--B--", 17), {std::string("a\0b", 3)}},
  };
  return kTable;
}

TEST(Multipart, PartsComeOutByteForByteInAnySplit) {
  for (const Row& row : well_formed()) {
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
      EXPECT_EQ(parts_of(row.body, "B", piece), row.parts) << row.name << " by " << piece;
    }
  }
}

TEST(Multipart, BoundariesOfRealClients) {
  for (const std::string& boundary :
       {std::string("==0=="), std::string("===============0123456789012345678=="),
        std::string("a'()+_,-./:=? b"), std::string("-"), std::string("--"),
        std::string(200, 'b')}) {
    const std::string body =
        "--" + boundary + "\r\n\r\nx\r\n--" + boundary + "\n\ny\n--" + boundary + "--\r\n";
    EXPECT_EQ(parts_of(body, boundary), (Parts{"x", "y"})) << boundary;
    EXPECT_EQ(parts_of(body, boundary, 1), (Parts{"x", "y"})) << boundary;
  }
}

TEST(Multipart, HeadersOfAPartAreReadTrimmedAndUnfolded) {
  MemoryBody body(
      "--B\r\nContent-Type:  application/json; charset=UTF-8 \r\nContent-Id : <x>\r\n"
      "X-Long: a\r\n \tb\r\n  c\r\n\r\n{}\r\n--B\r\nA: 1\r\n\r\n\r\n--B--");
  MultipartReader reader(body, "B");
  ASSERT_TRUE(reader.next().value());
  EXPECT_EQ(reader.headers().get("content-type"), "application/json; charset=UTF-8");
  EXPECT_EQ(reader.headers().get("Content-ID"), "<x>");
  EXPECT_EQ(reader.headers().get("X-Long"), "a b c");
  ASSERT_TRUE(reader.next().value());
  EXPECT_EQ(reader.headers().size(), 1U) << "those of the part before are gone";
  EXPECT_EQ(reader.parts(), 2U);
  EXPECT_FALSE(reader.next().value());
  EXPECT_FALSE(reader.next().value()) << "and stays at its end";
  EXPECT_EQ(reader.parts(), 2U);
}

std::string read_by(BodySource& part, std::size_t room) {
  std::vector<std::byte> block(room);
  std::string bytes;
  for (BodyRead got = part.read(block); got.state == BodyState::kMore; got = part.read(block)) {
    bytes.append(reinterpret_cast<const char*>(block.data()), got.size);
  }
  return bytes;
}

// Into much room a part is read past the window: what looks like its end may lie anywhere in it.
TEST(Multipart, APartReadIntoMuchRoomIsTheSameBytes) {
  std::string data;
  for (std::size_t i = 0; data.size() < 300'000; ++i) {
    data += std::string(i * 37 % 5000, static_cast<char>('a' + i % 26));
    data += i % 3 == 0 ? "\r\n--Bx" : i % 3 == 1 ? "\r\n--" : "\n--B-\r";
  }
  const std::string text = "--B\r\n\r\n" + data + "\r\n--B\r\n\r\nlast\r\n--B--";
  for (const std::size_t piece : {7U, 4096U, 65'537U, 1'000'000U}) {
    for (const std::size_t room : {1000U, 16'384U, 65'536U, 262'144U}) {
      PieceBody body(text, piece);
      MultipartReader reader(body, "B");
      ASSERT_TRUE(reader.next().value());
      ASSERT_TRUE(read_by(reader.part(), room) == data) << piece << " into " << room;
      EXPECT_EQ(reader.part().received(), data.size());
      ASSERT_TRUE(reader.next().value());
      EXPECT_EQ(read_by(reader.part(), room), "last");
      EXPECT_FALSE(reader.next().value());
    }
  }
}

TEST(Multipart, ABodyThatBreaksOffInMuchRoomSaysSo) {
  const std::string text = "--B\r\n\r\n" + std::string(200'000, 'x') + "\r\n--";
  for (const auto end : {BodyState::kCut, BodyState::kMalformed, BodyState::kEnd}) {
    PieceBody body(text, 50'000, end);
    MultipartReader reader(body, "B");
    ASSERT_TRUE(reader.next().value());
    std::vector<std::byte> block(262'144);
    BodyRead got = reader.part().read(block);
    while (got.state == BodyState::kMore) got = reader.part().read(block);
    EXPECT_EQ(got.state, end == BodyState::kEnd ? BodyState::kMalformed : end);
  }
}

TEST(Multipart, WhatIsNotReadOfAPartIsSkipped) {
  MemoryBody body("--B\r\n\r\n" + std::string(200'000, 'x') + "\r\n--B\r\n\r\nlast\r\n--B--");
  MultipartReader reader(body, "B");
  ASSERT_TRUE(reader.next().value());
  std::array<std::byte, 10> some{};
  EXPECT_EQ(reader.part().read(some).size, 10U);
  ASSERT_TRUE(reader.next().value());
  EXPECT_EQ(reader.part().received(), 0U);
  EXPECT_EQ(read_all(reader.part(), 10).value(), "last");
}

TEST(Multipart, ThereIsNoPartBeforeTheFirstAndAfterTheLast) {
  MemoryBody body("--B\r\n\r\nx\r\n--B--");
  MultipartReader reader(body, "B");
  std::array<std::byte, 10> block{};
  EXPECT_EQ(reader.part().read(block).state, BodyState::kEnd);
  while (*reader.next()) {
  }
  EXPECT_EQ(reader.part().read(block).state, BodyState::kEnd);
}

TEST(Multipart, ABodyThatEndsInsideIsMalformedAndNeverLooksWhole) {
  const std::string whole = "--B\r\nA: b\r\n\r\nbytes\r\n--B\r\n\r\nmore\r\n--B--";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Parts parts = parts_of(whole.substr(0, size), "B", 5);
    ASSERT_FALSE(parts.empty()) << size;
    EXPECT_EQ(parts.back(), error(ErrorKind::kMalformed)) << size;
  }
}

TEST(Multipart, ACutBodyIsACutWhereverItHappens) {
  const std::string whole =
      "pre\r\n--B\r\nA: b\r\n\r\nbytes\r\n--B\r\n\r\nmore\r\n--B--\r\nepilogue";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Parts parts = parts_of(whole.substr(0, size), "B", 5, BodyState::kCut);
    ASSERT_FALSE(parts.empty()) << size;
    EXPECT_EQ(parts.back(), error(ErrorKind::kCut)) << size;
  }
}

TEST(Multipart, BrokenFramingOfTheBodyIsMalformed) {
  EXPECT_EQ(parts_of("--B\r\n\r\nby", "B", 5, BodyState::kMalformed).back(),
            error(ErrorKind::kMalformed));
  EXPECT_EQ(parts_of("--B\r\n\r\nby\r\n--B--", "B", 5, BodyState::kMalformed).back(),
            error(ErrorKind::kMalformed));
}

TEST(Multipart, RejectsBrokenPartHeaders) {
  for (const std::string& head : {std::string("no colon\r\n"), std::string(": v\r\n"),
                                  std::string(" folded: first\r\n"), std::string("a b: c\r\n")}) {
    EXPECT_EQ(parts_of("--B\r\n" + head + "\r\nx\r\n--B--", "B"),
              Parts{error(ErrorKind::kMalformed)})
        << head;
  }
}

TEST(Multipart, HeadersOfAPartEndAtTheirLimits) {
  const auto with_value = [](std::size_t size) {  // 7: "A: ", CRLF, CRLF
    return "--B\r\nA: " + std::string(size - 7, 'v') + "\r\n\r\nx\r\n--B--";
  };
  EXPECT_EQ(parts_of(with_value(16 * 1024), "B"), Parts{"x"});
  EXPECT_EQ(parts_of(with_value(16 * 1024 + 1), "B"), Parts{error(ErrorKind::kTooLarge)});
  EXPECT_EQ(parts_of("--B\r\n" + std::string(100'000, 'v'), "B"),
            Parts{error(ErrorKind::kTooLarge)});
  const auto with_fields = [](int count) {
    std::string body = "--B\r\n";
    for (int i = 0; i < count; ++i) body += "A: b\r\n";
    return body + "\r\nx\r\n--B--";
  };
  EXPECT_EQ(parts_of(with_fields(64), "B"), Parts{"x"});
  EXPECT_EQ(parts_of(with_fields(65), "B"), Parts{error(ErrorKind::kTooLarge)});
}

TEST(Multipart, LargePartsFullOfLookalikesComeOutWhole) {
  std::string data;
  for (int i = 0; data.size() < 300'000; ++i) {
    data += i % 3 == 0 ? "\r\n--Boundary" : i % 3 == 1 ? "\r\n--Boundar" : "\r\r\n\n--";
    data.append(static_cast<std::size_t>(i % 50), static_cast<char>('a' + i % 7));
    data += 'x';
  }
  const std::string body = "--Boundary\r\n\r\n" + data + "\r\n--Boundary--\r\n";
  for (const std::size_t piece : {1U, 61U, 1000U, 1'000'000U}) {
    const Parts parts = parts_of(body, "Boundary", piece);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_TRUE(parts.front() == data) << piece;
  }
}

TEST(Multipart, TheEndOfTheWindowMayFallAnywhereInADelimiter) {
  for (std::size_t size = 65'400; size < 65'620; ++size) {
    const std::string data(size, 'd');
    const std::string body = "--B\r\n\r\n" + data + "\r\n--B\r\n\r\ny\r\n--B--";
    const Parts parts = parts_of(body, "B", 1'000'000);
    ASSERT_EQ(parts.size(), 2U) << size;
    EXPECT_TRUE(parts[0] == data) << size;
    EXPECT_EQ(parts[1], "y");
  }
}

}  // namespace
}  // namespace resumulator
