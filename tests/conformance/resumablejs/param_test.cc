// Parameters: where they travel, what they are called, what is wrong with them.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

Fields with(Fields fields, std::string_view name, std::string value) {
  for (auto& [key, old] : fields) {
    if (key == name) old = std::move(value);
  }
  return fields;
}
Fields without(Fields fields, std::string_view name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return fields;
}

// Rule rjs.param.required
TEST(RjsParam, FiveAreNeeded) {
  const Fields all = first_chunk().parameters();
  for (const char* name :
       {"resumableIdentifier", "resumableFilename", "resumableTotalSize", "resumableChunkNumber"}) {
    const RjsHouse house;
    EXPECT_EQ(RjsHouse::refused(house.post(without(all, name), "0123")), "400 missing_parameter")
        << name;
    EXPECT_EQ(house.request("GET", RjsHouse::target(without(all, name))).status, 400) << name;
  }
  const RjsHouse house;
  const Fields no_count = without(all, "resumableTotalChunks");
  EXPECT_EQ(RjsHouse::refused(house.post(without(no_count, "resumableChunkSize"), "0123")),
            "400 missing_parameter");
  Fields five = without(without(all, "resumableChunkSize"), "resumableCurrentChunkSize");
  five = without(without(five, "resumableType"), "resumableRelativePath");
  EXPECT_EQ(house.post(five, "0123").status, 200);
  EXPECT_EQ(RjsHouse::refused(house.request("POST", "/uploads")), "415 unsupported_media_type");
}

// Rule rjs.param.required
TEST(RjsParam, TheNumberOfChunksIsNeededWhereTheSwitchSaysSo) {
  Options options;
  options.resumablejs.require_total_chunks = true;
  const RjsHouse house(options);
  const Fields fields = without(first_chunk().parameters(), "resumableTotalChunks");
  EXPECT_EQ(RjsHouse::refused(house.post(fields, "0123")), "400 missing_parameter");
  EXPECT_EQ(RjsHouse().post(fields, "0123").status, 200);
}

// Rule rjs.param.number
TEST(RjsParam, ANumberIsOne) {
  const RjsHouse house;
  const Fields all = first_chunk().parameters();
  for (const char* name : {"resumableChunkNumber", "resumableTotalSize", "resumableTotalChunks",
                           "resumableChunkSize", "resumableCurrentChunkSize"}) {
    for (const char* value : {"", "x", "-1", "+1", "1.0", " 1", "0x1", "18446744073709551616"}) {
      EXPECT_EQ(RjsHouse::refused(house.post(with(all, name, value), "0123")),
                "400 invalid_parameter")
          << name << "=" << value;
    }
  }
  EXPECT_EQ(RjsHouse::refused(house.post(with(all, "resumableChunkSize", "0"), "0123")),
            "400 invalid_parameter");
  EXPECT_EQ(house.server.exchanges().back().session, 0U);
}

// Rule rjs.param.identifier
TEST(RjsParam, AnIdentifierIsAnyTextButNeverAPath) {
  const RjsHouse house;
  for (const std::string& name :
       {std::string("../../etc/passwd"), std::string("a\0b", 3), std::string("Грузия/საქართველო"),
        std::string(1024, 'x')}) {
    RjsChunk chunk = first_chunk();
    chunk.identifier = name;
    EXPECT_EQ(house.post(chunk).status, 200);
    EXPECT_EQ(house.test(chunk).status, 200);
  }
  for (const std::string& name : {std::string(), std::string(1025, 'x'), std::string("\xFF")}) {
    RjsChunk chunk = first_chunk();
    chunk.identifier = name;
    EXPECT_EQ(house.post(chunk).status, 400);
  }
}

// Rule rjs.param.repeated
TEST(RjsParam, NoneComesTwiceInOnePlace) {
  const RjsHouse house;
  Fields twice = first_chunk().parameters();
  twice.emplace_back("resumableChunkNumber", "1");
  EXPECT_EQ(RjsHouse::refused(house.post_form(twice, "0123")), "400 repeated_parameter");
  EXPECT_EQ(RjsHouse::refused(house.request("GET", RjsHouse::target(twice))),
            "400 repeated_parameter");
}

// Rule rjs.param.places
TEST(RjsParam, ComeInTheQueryOrInTheFormInAnyOrder) {
  const RjsHouse house;
  EXPECT_EQ(house.post_form(first_chunk().parameters(), "0123").status, 200);
  const Fields last = last_chunk().parameters();
  // The bytes first, then the fields; and the query for what the form lacks.
  std::string body = RjsHouse::form({}, "456789");
  body.resize(body.size() - 4 - std::string(RjsHouse::kBoundary).size() - 2);
  body += RjsHouse::form(without(last, "resumableIdentifier"));
  EXPECT_EQ(house
                .request("POST", "/uploads?resumableIdentifier=10-abin", body,
                         RjsHouse::form_type())
                .status,
            200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rule rjs.param.precedence
TEST(RjsParam, TheFormIsRightWhereTheTwoDiffer) {
  for (const bool form : {true, false}) {
    Options options;
    if (!form) {
      options.resumablejs.param_precedence = ResumableJsSwitches::Precedence::kQuery;
    }
    const RjsHouse house(options);
    const Fields fields = first_chunk().parameters();
    const auto query = RjsHouse::target(with(fields, "resumableIdentifier", "other"));
    const auto answer =
        house.request("POST", query, RjsHouse::form(fields, "0123"), RjsHouse::form_type());
    EXPECT_EQ(json_of(answer).value("resumableIdentifier", ""), form ? "10-abin" : "other");
    EXPECT_EQ(house.exchange(1).note, "form and query differ in resumableIdentifier");
  }
}

// Rule rjs.param.namespace
TEST(RjsParam, ANamespaceStandsBeforeEveryName) {
  Options options;
  options.resumablejs.parameter_namespace = "up_";
  const RjsHouse house(options);
  Fields fields = first_chunk().parameters();
  for (auto& field : fields) field.first.insert(0, "up_");
  const std::string body = RjsHouse::form(fields, "0123", "name=\"up_file\"; filename=\"blob\"");
  EXPECT_EQ(house.request("POST", "/uploads", body, RjsHouse::form_type()).status, 200);
  EXPECT_EQ(house.request("GET", RjsHouse::target(fields)).status, 200);
  EXPECT_EQ(RjsHouse::refused(house.post(first_chunk())), "400 missing_parameter");
  EXPECT_EQ(RjsHouse::refused(house.post_form(fields, "0123")), "400 missing_file");
  const Fields flow = {{"flowChunkNumber", "1"},     {"flowChunkSize", "4"},
                       {"flowTotalSize", "4"},       {"flowTotalChunks", "1"},
                       {"flowIdentifier", "4-fbin"}, {"flowFilename", "f.bin"}};
  EXPECT_EQ(house.post_form(flow, "0123").status, 200) << "flow.js has no namespace";
}

// Rule rjs.param.renamed
TEST(RjsParam, EachMayHaveAnotherName) {
  Options options;
  options.resumablejs.chunk_number_parameter = "nr";
  options.resumablejs.identifier_parameter = "id";
  options.resumablejs.chunk_size_parameter = "";  // configured away at the client
  options.resumablejs.file_parameter = "data";
  const RjsHouse house(options);
  Fields fields = without(first_chunk().parameters(), "resumableChunkSize");
  for (auto& [name, value] : fields) {
    if (name == "resumableChunkNumber") name = "nr";
    if (name == "resumableIdentifier") name = "id";
  }
  const std::string body = RjsHouse::form(fields, "0123", "name=\"data\"; filename=\"blob\"");
  const auto answer = house.request("POST", "/uploads", body, RjsHouse::form_type());
  EXPECT_EQ(RjsHouse::told(answer),
            R"(200 {"chunkUploadStatus":true,"resumableIdentifier":"10-abin"})");
  EXPECT_EQ(RjsHouse::refused(house.post_form(fields, "0123")), "400 missing_file");
}

}  // namespace
}  // namespace resumulator::testing_support
