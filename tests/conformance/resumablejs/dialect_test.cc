// The other members of the family, by the names they use.
#include <gtest/gtest.h>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

using Dialect = ResumableJsSwitches::Dialect;

Options speaking(Dialect dialect) {
  Options options;
  options.resumablejs.dialect = dialect;
  return options;
}

// "0123456789" in two chunks of at most 6 bytes, as `fields` of chunk k says it.
template <typename FieldsOf>
void upload(const RjsHouse& house, const FieldsOf& fields_of,
            std::string_view file = R"(name="file"; filename="a.bin")") {
  const std::string all = "0123456789";
  for (const std::uint64_t k : {std::uint64_t{1}, std::uint64_t{0}, std::uint64_t{0}}) {
    const auto answer =
        house.request("POST", "/uploads", RjsHouse::form(fields_of(k), all.substr(k * 6, 6), file),
                      RjsHouse::form_type());
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  EXPECT_EQ(house.file("a.bin"), all);
}

Fields flow(std::uint64_t k) {
  return {{"flowChunkNumber", std::to_string(k + 1)},
          {"flowChunkSize", "6"},
          {"flowCurrentChunkSize", k == 0 ? "6" : "4"},
          {"flowTotalSize", "10"},
          {"flowIdentifier", "10-abin"},
          {"flowFilename", "a.bin"},
          {"flowRelativePath", "a.bin"},
          {"flowTotalChunks", "2"}};
}

// Rule rjs.dialect.flow
TEST(RjsDialect, Flow) {
  const RjsHouse house;
  upload(house, flow);
  EXPECT_EQ(house.exchange(1).rule, "resumablejs.flow.chunk");
  EXPECT_EQ(house.request("GET", RjsHouse::target(flow(0))).status, 200);
  EXPECT_EQ(house.server.exchanges().back().rule, "resumablejs.flow.test");
  upload(RjsHouse(speaking(Dialect::kFlow)), flow);
  const RjsHouse other(speaking(Dialect::kResumable));
  EXPECT_EQ(RjsHouse::refused(other.post_form(flow(0), "012345")), "400 missing_parameter");
}

// Rule rjs.dialect.simple
TEST(RjsDialect, SimpleUploader) {
  const RjsHouse house;
  upload(house, [](std::uint64_t k) {
    return Fields{{"chunkNumber", std::to_string(k + 1)}, {"chunkSize", "6"},
                  {"currentChunkSize", k == 0 ? "6" : "4"}, {"totalSize", "10"},
                  {"identifier", "10-abin"}, {"filename", "a.bin"},
                  {"relativePath", "a.bin"}, {"totalChunks", "2"}};
  });
  EXPECT_EQ(house.exchange(1).rule, "resumablejs.simple.chunk");
}

// Rule rjs.dialect.dropzone
TEST(RjsDialect, Dropzone) {
  const RjsHouse house;
  upload(house, [](std::uint64_t k) {
    return Fields{{"dzuuid", "u"}, {"dzchunkindex", std::to_string(k)}, {"dztotalfilesize", "10"},
                  {"dzchunksize", "6"}, {"dztotalchunkcount", "2"},
                  {"dzchunkbyteoffset", std::to_string(k * 6)}};
  });
  EXPECT_EQ(house.exchange(1).rule, "resumablejs.dropzone.chunk");
}

// Rule rjs.dialect.plupload
TEST(RjsDialect, Plupload) {
  const RjsHouse house;
  const auto fields = [](std::uint64_t k) {
    return Fields{{"name", "a.bin"}, {"chunk", std::to_string(k)}, {"chunks", "2"}};
  };
  upload(house, fields, R"(name="file"; filename="blob")");
  EXPECT_EQ(house.post_form(fields(0), "012345").body,
            R"({"jsonrpc":"2.0","result":null,"id":"id"})");
}

// Rule rjs.name.part
TEST(RjsDialect, APartsOwnNameCountsWhereNoParameterSaysOne) {
  const RjsHouse house;
  const auto send = [&](const Fields& fields, std::string_view file) {
    const auto answer = house.request("POST", "/uploads", RjsHouse::form(fields, "0123", file),
                                      RjsHouse::form_type());
    EXPECT_EQ(answer.status, 200) << answer.body;
  };
  RjsChunk chunk = first_chunk();
  chunk.total = 4;
  chunk.count = 1;
  send(chunk.parameters(), R"(name="file"; filename="blob")");
  EXPECT_EQ(house.file("a.bin"), "0123");
  const Fields dropzone{{"dzuuid", "u"},      {"dzchunkindex", "0"},
                        {"dzchunksize", "4"}, {"dztotalfilesize", "4"},
                        {"dztotalchunkcount", "1"}};
  send(dropzone, R"(name="file"; filename="b.bin")");
  EXPECT_EQ(house.file("b.bin"), "0123");
  send({{"name", "c.bin"}, {"chunk", "0"}, {"chunks", "1"}}, R"(name="file"; filename="blob")");
  EXPECT_EQ(house.file("c.bin"), "0123");
}

// Rule rjs.dialect.plupload-offset
TEST(RjsDialect, PluploadMayNameOffsets) {
  const RjsHouse house;
  const auto post = [&](std::uint64_t at, std::string_view bytes) {
    const Fields fields{{"name", "a.bin"}, {"offset", std::to_string(at)}, {"total", "10"}};
    return house.request("POST", RjsHouse::target(fields), bytes,
                         {{"Content-Type", "application/octet-stream"}});
  };
  EXPECT_EQ(post(4, "4567").status, 400) << "nobody knows how large chunks are";
  EXPECT_EQ(post(0, "0123").status, 200);
  EXPECT_EQ(post(0, "0123").status, 200);
  EXPECT_EQ(post(3, "3456").status, 400);
  EXPECT_EQ(post(8, "89").status, 200);
  EXPECT_EQ(house.file("a.bin"), "(none)");
  EXPECT_EQ(post(4, "4567").status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(house.post_form({{"name", "b.bin"}, {"offset", "0"}, {"total", "3"}}, "abc").status, 200);
  EXPECT_EQ(house.file("b.bin"), "abc");
}

Fields fine(std::uint64_t k) {
  return {{"qqpartindex", std::to_string(k)},
          {"qqpartbyteoffset", std::to_string(k * 6)},
          {"qqchunksize", k == 0 ? "6" : "4"},
          {"qqtotalparts", "2"},
          {"qqtotalfilesize", "10"},
          {"qqfilename", "a.bin"},
          {"qquuid", "u-1"}};
}
constexpr std::string_view kFineFile = R"(name="qqfile"; filename="blob")";

// Rule rjs.dialect.fine
TEST(RjsDialect, FineUploader) {
  const RjsHouse house;
  upload(house, fine, kFineFile);
  const auto post = [&](const Fields& fields) {
    return json_of(house.request("POST", "/uploads", RjsHouse::form(fields, "012345", kFineFile),
                                 RjsHouse::form_type()));
  };
  EXPECT_EQ(post(fine(0))["success"], true);
  Fields wrong = fine(7);
  EXPECT_EQ(post(wrong)["success"], false);
  EXPECT_EQ(post(wrong)["preventRetry"], true);
}

// Rules rjs.dialect.fine-success rjs.dialect.fine-delete
TEST(RjsDialect, FineUploaderAsksAndTakesBack) {
  const RjsHouse house;
  const Fields form = {{"Content-Type", "application/x-www-form-urlencoded"}};
  const auto success = [&] {
    return house.request("POST", "/uploads/success", "qquuid=u-1&qqfilename=a.bin", form);
  };
  EXPECT_EQ(success().status, 404);
  upload(house, fine, kFineFile);
  EXPECT_EQ(json_of(success())["success"], true);
  const auto by_json = [&](std::string_view body) {
    return house.request("POST", "/uploads/success", body, {{"Content-Type", "application/json"}});
  };
  EXPECT_EQ(json_of(by_json(R"({"qquuid":"u-1","qqtotalparts":2})"))["success"], true);
  EXPECT_EQ(by_json(R"({"qquuid":"u-2"})").status, 404);
  EXPECT_EQ(by_json("[]").status, 400);
  EXPECT_EQ(house.request("DELETE", "/uploads/u-1").status, 200);
  EXPECT_EQ(house.file("a.bin"), "(none)");
  EXPECT_EQ(house.request("DELETE", "/uploads/u-1").status, 404);
}

// Rule rjs.dialect.whole
TEST(RjsDialect, ASmallFileIsAFileAtOnce) {
  const RjsHouse dropzone(speaking(Dialect::kDropzone));
  EXPECT_EQ(dropzone.post_form({}, "0123").status, 200);
  EXPECT_EQ(dropzone.file("a.bin"), "0123");
  const RjsHouse plupload(speaking(Dialect::kPlupload));
  EXPECT_EQ(plupload.post_form({{"name", "b.bin"}}, "0123").status, 200);
  EXPECT_EQ(plupload.file("b.bin"), "0123");
  const RjsHouse house;
  const auto answer = house.request(
      "POST", "/uploads",
      RjsHouse::form({{"qquuid", "u"}, {"qqfilename", "c.bin"}, {"qqtotalfilesize", "4"}}, "0123",
                     kFineFile),
      RjsHouse::form_type());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.file("c.bin"), "0123");
  // By itself a file without a word is a client whose names we were not told.
  EXPECT_EQ(RjsHouse::refused(house.post_form({}, "0123")), "400 missing_parameter");
}

}  // namespace
}  // namespace resumulator::testing_support
