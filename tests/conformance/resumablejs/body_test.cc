// The three forms of a chunk's bytes, and what is none.
#include <gtest/gtest.h>

#include "core/wire/base64.h"
#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

RjsChunk whole(std::string bytes) {
  RjsChunk chunk;
  chunk.total = chunk.chunk = bytes.size();
  if (bytes.empty()) chunk.chunk = 4;
  chunk.count = 1;
  chunk.bytes = std::move(bytes);
  return chunk;
}

RawAnswer post_text(const RjsHouse& house, const RjsChunk& chunk, std::string_view text) {
  return house.request("POST", "/uploads",
                       RjsHouse::form(chunk.parameters(), text, "name=\"file\""),
                       RjsHouse::form_type());
}

// Rule rjs.body.multipart
TEST(RjsBody, AFormIsReadWhateverItsBytesAre) {
  const std::string nasty = "\r\n--" + std::string(RjsHouse::kBoundary) + "x\r\n\r\n--";
  for (const std::string& bytes : {nasty, some_bytes(1'000'003), std::string("\r\n")}) {
    const RjsHouse house;
    EXPECT_EQ(house.post(whole(bytes)).status, 200);
    EXPECT_EQ(house.file("a.bin"), bytes);
  }
}

// Rule rjs.body.octet
TEST(RjsBody, OctetsAreTheChunk) {
  const RjsHouse house;
  EXPECT_EQ(house.octet(first_chunk()).status, 200);
  const RjsChunk last = last_chunk();
  const auto answer = house.request(
      "PUT", RjsHouse::target(last.parameters()), "3\r\n456\r\n3\r\n789\r\n0\r\n\r\n",
      {{"Content-Type", "application/octet-stream"}}, "Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(house.exchange(1).claimed, (ClaimedRange{0, 4, 10}));
}

// Rule rjs.body.base64
TEST(RjsBody, ATextMayBeBase64) {
  const std::string bytes = some_bytes(1000);
  const std::string plain = base64_encode(bytes);
  std::string broken;
  for (std::size_t i = 0; i < plain.size(); i += 76) broken += plain.substr(i, 76) + "\r\n";
  std::string bare = plain;
  while (bare.ends_with('=')) bare.pop_back();
  for (const std::string& text :
       {plain, broken, bare, "data:application/octet-stream;base64," + plain,
        "data:image/png;name=a;base64," + plain, "DATA:;BASE64," + plain}) {
    const RjsHouse house;
    EXPECT_EQ(post_text(house, whole(bytes), text).status, 200) << text.substr(0, 30);
    EXPECT_EQ(house.file("a.bin"), bytes);
  }
  for (const char* empty : {"data:", "data:application/octet-stream;base64,", ""}) {
    const RjsHouse house;
    EXPECT_EQ(post_text(house, whole(""), empty).status, 200) << empty;
    EXPECT_EQ(house.file("a.bin"), "");
  }
}

// Rule rjs.body.base64-or-raw
TEST(RjsBody, ATextIsWhatFitsTheChunk) {
  const RjsHouse house;
  // "0123" is four bytes as it came and three as base64.
  EXPECT_EQ(post_text(house, whole("0123"), "0123").status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123");
  for (const char* bad :
       {"data:;base64,01?3", "data:text/plain,0123", "0", "0123456789012345", "data:;base64,012"}) {
    const RjsHouse other;
    EXPECT_EQ(RjsHouse::refused(post_text(other, whole("0123"), bad)).substr(0, 3), "400") << bad;
    EXPECT_EQ(other.test(whole("0123")).status, 204);
  }
  EXPECT_EQ(RjsHouse::refused(post_text(RjsHouse(), whole("0123"), "data:;base64,!")),
            "400 invalid_base64");
}

// Rules rjs.body.base64 rjs.body.base64-or-raw
TEST(RjsBody, TheSwitchSaysWhatATextIs) {
  Options options;
  options.resumablejs.chunk_format = ResumableJsSwitches::ChunkFormat::kBlob;
  const RjsHouse blob(options);
  EXPECT_EQ(post_text(blob, whole("MDEyMw=="), "MDEyMw==").status, 200);
  EXPECT_EQ(blob.file("a.bin"), "MDEyMw==");
  options.resumablejs.chunk_format = ResumableJsSwitches::ChunkFormat::kBase64;
  const RjsHouse base64(options);
  EXPECT_EQ(base64.post(whole("0123").parameters(), "MDEyMw==").status, 200);
  EXPECT_EQ(base64.file("a.bin"), "0123");
  EXPECT_EQ(RjsHouse::refused(base64.post(whole("01234").parameters(), "_")), "400 invalid_base64");
}

// Rule rjs.body.urlencoded
TEST(RjsBody, AnUrlencodedFormHasBase64) {
  const std::string bytes = some_bytes(3000, 7);
  std::string text = base64_encode(bytes);
  ASSERT_NE(text.find('+'), std::string::npos);
  const RjsChunk chunk = whole(bytes);
  const Fields fields = chunk.parameters();
  const std::string pairs = encode_query({fields.begin(), fields.end()});
  for (const bool escaped : {true, false}) {
    const RjsHouse house;
    const std::string value = escaped ? percent_encode_query(text) : text;
    const auto answer = house.request("POST", "/uploads", pairs + "&file=" + value,
                                      {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(house.file("a.bin"), bytes);
  }
}

// Rule rjs.body.type
TEST(RjsBody, AnotherTypeIsRefused) {
  const RjsHouse house;
  const std::string target = RjsHouse::target(first_chunk().parameters());
  for (const char* type : {"application/json", "text/plain", "multipart/mixed; boundary=b", "x"}) {
    EXPECT_EQ(RjsHouse::refused(house.request("POST", target, "0123", {{"Content-Type", type}})),
              "415 unsupported_media_type")
        << type;
  }
}

// Rule rjs.body.malformed
TEST(RjsBody, AFormThatIsNoneIsRefused) {
  const RjsHouse house;
  const std::string good = RjsHouse::form(first_chunk().parameters(), "0123");
  std::string open = good;
  open.resize(open.size() - 6);
  std::string nameless = good;
  nameless.replace(nameless.find("name="), 5, "nome=");
  std::string many;
  for (int i = 0; i < 1001; ++i)
    many += "--" + std::string(RjsHouse::kBoundary) +
            "\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n";
  Fields long_field = first_chunk().parameters();
  long_field.emplace_back("note", std::string(100'000, 'x'));
  Fields much = first_chunk().parameters();
  for (int i = 0; i < 30; ++i) much.emplace_back("n" + std::to_string(i), std::string(40'000, 'x'));
  EXPECT_EQ(RjsHouse::refused(house.post_form(much, "0123")), "400 malformed_body");
  much.resize(much.size() - 5);
  EXPECT_EQ(RjsHouse().post_form(much, "0123").status, 200);
  for (const std::string& body : {std::string("nothing"), std::string(), open, nameless,
                                  many + good, RjsHouse::form(long_field, "0123")}) {
    EXPECT_EQ(RjsHouse::refused(house.request("POST", "/uploads", body, RjsHouse::form_type())),
              "400 malformed_body")
        << body.substr(0, 40);
  }
  EXPECT_EQ(RjsHouse::refused(
                house.request("POST", "/uploads", good, {{"Content-Type", "multipart/form-data"}})),
            "400 malformed_body");
  EXPECT_EQ(
      RjsHouse::refused(house.request("POST", "/uploads", "a=%zz",
                                      {{"Content-Type", "application/x-www-form-urlencoded"}})),
      "400 malformed_body");
  std::string twice = RjsHouse::form({}, "0123");
  twice.resize(twice.size() - 4 - std::string(RjsHouse::kBoundary).size() - 2);
  EXPECT_EQ(
      RjsHouse::refused(house.request("POST", "/uploads", twice + good, RjsHouse::form_type())),
      "400 repeated_parameter");
  EXPECT_EQ(house.test(first_chunk()).status, 204);
}

}  // namespace
}  // namespace resumulator::testing_support
