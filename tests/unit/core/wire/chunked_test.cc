// Goal: chunked bodies come out whole however they arrive, and nothing that is framed badly passes.
// Method: every text is fed whole and byte by byte. Rule
// http.chunked.grammar.
#include "core/wire/chunked.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace resumulator {
namespace {

struct Decoded {
  ChunkedDecoder::Step step = ChunkedDecoder::Step::kNeedMore;
  std::string data;
  std::string rest;
  std::string problem;
};

/// Feeds `wire` in pieces of `piece` bytes.
Decoded decode(std::string_view wire, std::size_t piece) {
  ChunkedDecoder chunks;
  Decoded out;
  std::size_t arrived = 0;
  std::string_view window;
  std::size_t used = 0;
  while (true) {
    const auto step = chunks.advance(window);
    used += step.consumed;
    out.step = step.step;
    window.remove_prefix(step.consumed);
    if (step.step == ChunkedDecoder::Step::kData) {
      const std::size_t take = std::min<std::uint64_t>(step.data, window.size());
      out.data += window.substr(0, take);
      used += take;
      window.remove_prefix(take);
      chunks.took(take);
      if (take > 0) continue;
    } else if (step.step != ChunkedDecoder::Step::kNeedMore) {
      break;
    }
    if (arrived == wire.size()) break;
    arrived = std::min(wire.size(), arrived + piece);
    window = wire.substr(used, arrived - used);
  }
  out.rest = wire.substr(used);
  out.problem = chunks.problem();
  return out;
}

TEST(Chunked, DataComesOutWhateverThePieces) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"0\r\n\r\n", ""},
      {"5\r\nhello\r\n0\r\n\r\n", "hello"},
      {"5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n", "hello world"},
      {"00000005\r\nhello\r\n000\r\n\r\n", "hello"},
      {"a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"},
      {"2\r\n\r\n\r\n0\r\n\r\n", "\r\n"},
      {"5;name=value\r\nhello\r\n0;x\r\n\r\n", "hello"},
      {"5 \t;name=\"a;b\"\r\nhello\r\n0\r\n\r\n", "hello"},
      {"5;\r\nhello\r\n0\r\n\r\n", "hello"},
      {"3\r\nabc\r\n0\r\nX-Trailer: a b\r\nX-Other:\r\n\r\n", "abc"},
  };
  for (const auto& [wire, data] : table) {
    for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
      const Decoded decoded = decode(wire, piece);
      EXPECT_EQ(decoded.step, ChunkedDecoder::Step::kEnd) << wire << " by " << piece;
      EXPECT_EQ(decoded.data, data) << wire << " by " << piece;
      EXPECT_EQ(decoded.rest, "");
    }
  }
}

TEST(Chunked, BytesBehindTheBodyStayUntouched) {
  const Decoded decoded = decode("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n", 1000);
  EXPECT_EQ(decoded.step, ChunkedDecoder::Step::kEnd);
  EXPECT_EQ(decoded.rest, "GET / HTTP/1.1\r\n");
}

TEST(Chunked, RejectsBrokenFraming) {
  for (const std::string_view wire : {"\r\n",
                                      "x\r\n",
                                      "-1\r\n",
                                      "+1\r\n",
                                      " 5\r\n",
                                      "0x5\r\n",
                                      ";a\r\n",
                                      "5\nhello",
                                      "5\r\r\n",
                                      "5 \r\nhello",
                                      "5 6\r\n",
                                      "5g\r\n",
                                      "5;a\nhello",
                                      "5;a\x01\r\nhello",
                                      "5\r\nhellox\r\n",
                                      "5\r\nhello\n0\r\n\r\n",
                                      "5\r\nhello\rx",
                                      "5\r\nhello0\r\n\r\n",
                                      "0\r\n\n",
                                      "0\r\n\rx",
                                      "0\r\nno colon\r\n\r\n",
                                      "0\r\n: v\r\n\r\n",
                                      "0\r\nA: b\n\r\n",
                                      "0\r\nA: b\r\r\n",
                                      "0\r\nA: b\r\n folded\r\n\r\n",
                                      "0\r\nA: \x01\r\n\r\n",
                                      "10000000000000000\r\n",
                                      "8000000000000000\r\n",
                                      "fffffffffffffffff\r\n"}) {
    for (const std::size_t piece : {std::size_t{1}, wire.size()}) {
      const Decoded decoded = decode(wire, piece);
      EXPECT_EQ(decoded.step, ChunkedDecoder::Step::kMalformed) << wire << " by " << piece;
      EXPECT_NE(decoded.problem, "");
    }
  }
  EXPECT_EQ(decode(std::string_view("5;\0\r\n", 5), 5).step, ChunkedDecoder::Step::kMalformed);
}

TEST(Chunked, SizesReachTwoToTheSixtyThreeMinusOne) {
  ChunkedDecoder chunks;
  const auto step = chunks.advance("7fffffffffffffff\r\n");
  EXPECT_EQ(step.step, ChunkedDecoder::Step::kData);
  EXPECT_EQ(step.data, 9223372036854775807U);
}

TEST(Chunked, AsksForMoreUntilTheBodyIsWhole) {
  const std::string_view wire = "3\r\nabc\r\n0\r\nA: b\r\n\r\n";
  for (std::size_t cut = 0; cut < wire.size(); ++cut) {
    const Decoded decoded = decode(wire.substr(0, cut), 1);
    EXPECT_TRUE(decoded.step == ChunkedDecoder::Step::kNeedMore ||
                decoded.step == ChunkedDecoder::Step::kData)
        << cut;
  }
}

TEST(Chunked, DataIsNeverConsumedByTheDecoder) {
  ChunkedDecoder chunks;
  const auto first = chunks.advance("a\r\n01234");
  EXPECT_EQ(first.consumed, 3U);
  EXPECT_EQ(first.data, 10U);
  chunks.took(4);
  const auto second = chunks.advance("456789\r\n");
  EXPECT_EQ(second.step, ChunkedDecoder::Step::kData);
  EXPECT_EQ(second.consumed, 0U);
  EXPECT_EQ(second.data, 6U);
}

// Rule http.chunked.trailers.
TEST(Chunked, KeepsTrailersWhereverTheyAreSplit) {
  const std::string wire = "1\r\na\r\n0\r\nUpload-Checksum: sha1 AAAA \r\nX:\r\nx:2\r\n\r\n";
  for (std::size_t at = 0; at <= wire.size(); ++at) {
    ChunkedDecoder chunks;
    for (std::string_view part :
         {std::string_view(wire).substr(0, at), std::string_view(wire).substr(at)}) {
      while (!part.empty()) {
        const auto progress = chunks.advance(part);
        part.remove_prefix(progress.consumed);
        if (progress.step != ChunkedDecoder::Step::kData || part.empty()) break;
        chunks.took(1);
        part.remove_prefix(1);
      }
    }
    EXPECT_EQ(chunks.advance({}).step, ChunkedDecoder::Step::kEnd) << at;
    EXPECT_EQ(chunks.trailers().get("upload-checksum"), "sha1 AAAA") << at;
    EXPECT_EQ(chunks.trailers().all("X").size(), 2U) << at;
  }
}

// Rule http.chunked.trailers.
TEST(Chunked, LinesAndTrailersEndAtTheirLimits) {
  const auto sized = [](std::size_t extension) {
    return "1;" + std::string(extension, 'x') + "\r\na\r\n0\r\n\r\n";
  };
  constexpr std::size_t kFraming = 4;  // "1;" and CRLF
  EXPECT_EQ(decode(sized(ChunkedDecoder::kSizeLineMax - kFraming), 9999).data, "a");
  EXPECT_EQ(decode(sized(ChunkedDecoder::kSizeLineMax - kFraming + 1), 9999).step,
            ChunkedDecoder::Step::kMalformed);
  const auto trailed = [](std::size_t value) {
    return "0\r\nA:" + std::string(value, 'x') + "\r\n\r\n";
  };
  constexpr std::size_t kTrailerFraming = 6;  // "A:", CRLF, CRLF
  EXPECT_EQ(decode(trailed(ChunkedDecoder::kTrailersMax - kTrailerFraming), 99999).step,
            ChunkedDecoder::Step::kEnd);
  EXPECT_EQ(decode(trailed(ChunkedDecoder::kTrailersMax - kTrailerFraming + 1), 99999).step,
            ChunkedDecoder::Step::kMalformed);
}

}  // namespace
}  // namespace resumulator
