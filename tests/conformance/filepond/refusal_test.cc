// What is wrong is refused, and changes nothing.
#include <gtest/gtest.h>

#include "support/filepond_house.h"

namespace resumulator::testing_support {
namespace {

Fields without(Fields fields, std::string_view name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return fields;
}

// Rule fpd.process.length
TEST(FilePondRefusal, OfALength) {
  Options options;
  options.resumablejs.max_file_size = 100;
  const FilePondHouse house({}, options);
  const auto status = [&](const char* length) {
    return house.request("POST", FilePondHouse::kServer, {}, {{"Upload-Length", length}}).status;
  };
  for (const char* bad : {"", "x", "-1", "1.5", "18446744073709551616"}) {
    EXPECT_EQ(status(bad), 400) << bad;
  }
  EXPECT_EQ(status("100"), 200);
  EXPECT_EQ(status("101"), 413);
  EXPECT_EQ(status("18446744073709551615"), 413);
}

// Rule fpd.process.whole
TEST(FilePondRefusal, OfAFormWithoutAFile) {
  const FilePondHouse house;
  EXPECT_EQ(house.request("POST", FilePondHouse::kServer, "x").status, 400);
  EXPECT_EQ(house
                .request("POST", FilePondHouse::kServer, "--b\r\nrubbish",
                         {{"Content-Type", "multipart/form-data; boundary=b"}})
                .status,
            400);
  EXPECT_EQ(house
                .request("POST", FilePondHouse::kServer,
                         "--b\r\nContent-Disposition: form-data; name=\"filepond\"\r\n\r\n{}\r\n"
                         "--b--\r\n",
                         {{"Content-Type", "multipart/form-data; boundary=b"}})
                .status,
            400);
}

// Rules fpd.patch.gap, fpd.patch.overrun, fpd.patch.length, fpd.patch.type, fpd.patch.offset
TEST(FilePondRefusal, OfAChunk) {
  const FilePondHouse house;
  const std::string id = house.begin(10);
  house.patch(id, 0, "0123");
  EXPECT_EQ(house.patch(id, 5, "56789").status, 409);
  EXPECT_EQ(house.patch(id, 4, "4567890").status, 413);
  EXPECT_EQ(house.patch(id, 11, "").status, 413);
  EXPECT_EQ(house.patch(id, UINT64_MAX, "x").status, 413);
  EXPECT_EQ(house.patch(id, 4, "456789", 11).status, 409);
  for (const char* bad : {"", "x", "-1", "18446744073709551616"}) {
    Fields fields = without(FilePondHouse::chunk_fields(4, 10), "Upload-Length");
    fields.emplace_back("Upload-Length", bad);
    EXPECT_EQ(house.request("PATCH", FilePondHouse::address(id), "456789", fields).status, 400)
        << bad;
  }
  Fields twice = FilePondHouse::chunk_fields(4, 10);
  twice.emplace_back("Upload-Length", "10");
  EXPECT_EQ(house.request("PATCH", FilePondHouse::address(id), "456789", twice).status, 400);
  const Fields fields = FilePondHouse::chunk_fields(4, 10);
  const auto status = [&](const Fields& sent) {
    return house.request("PATCH", FilePondHouse::address(id), "4", sent).status;
  };
  EXPECT_EQ(status(without(fields, "Content-Type")), 415);
  EXPECT_EQ(status(without(fields, "Upload-Offset")), 400);
  // Chunked coding: the end is not known before it comes.
  EXPECT_EQ(house
                .request("PATCH", FilePondHouse::address(id), "7\r\n4567890\r\n0\r\n\r\n", fields,
                         "Transfer-Encoding: chunked\r\n")
                .status,
            413);
  EXPECT_EQ(house.progress(id), "200 4");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "456789")), "204 10");
}

// Rule fpd.transfer.unknown
TEST(FilePondRefusal, OfATransferNobodyBegan) {
  const FilePondHouse house;
  EXPECT_EQ(house.patch("nobody", 0, "x").status, 404);
  EXPECT_EQ(house.progress("nobody"), "404 ");
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, "nobody").status, 404);
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, std::string(2000, 'x')).status, 400);
}

}  // namespace
}  // namespace resumulator::testing_support
