// A file goes up as FilePond sends it, in chunks and whole.
#include <gtest/gtest.h>

#include "support/filepond_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kForm =
    "--b\r\nContent-Disposition: form-data; name=\"filepond\"\r\n\r\n{}\r\n"
    "--b\r\nContent-Disposition: form-data; name=\"filepond\"; filename=\"a.png\"\r\n"
    "Content-Type: image/png\r\n\r\nsmall\r\n--b--\r\n";
const Fields kFormType = {{"Content-Type", "multipart/form-data; boundary=b"}};

// Rules fpd.process.begin, fpd.patch.stored, fpd.head.offset, fpd.complete.object
TEST(FilePondTransfer, GoesChunkByChunk) {
  const FilePondHouse house;
  const std::string id = house.begin(10);
  EXPECT_EQ(house.progress(id), "200 0");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 0, "0123")), "204 4");
  EXPECT_EQ(house.progress(id), "200 4");
  EXPECT_EQ(house.file(id), "(none)");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "456789")), "204 10");
  EXPECT_EQ(house.file(id), "0123456789");
  EXPECT_EQ(house.progress(id), "200 10");
}

// Rule fpd.process.begin: FilePond's metadata come along as a form.
TEST(FilePondTransfer, BeginsWithMetadataInAForm) {
  const FilePondHouse house;
  Fields fields = kFormType;
  fields.emplace_back("Upload-Length", "3");
  const auto begun = house.request(
      "POST", FilePondHouse::kServer,
      "--b\r\nContent-Disposition: form-data; name=\"filepond\"\r\n\r\n{\"a\":1}\r\n--b--\r\n",
      fields);
  EXPECT_EQ(begun.status, 200);
  EXPECT_TRUE(begun.field("Content-Type").starts_with("text/plain"));
  EXPECT_EQ(FilePondHouse::told(house.patch(begun.body, 0, "abc", 3)), "204 3");
  EXPECT_EQ(house.file(begun.body), "abc");
}

// Rule fpd.process.empty
TEST(FilePondTransfer, AnEmptyFileIsThereAtOnce) {
  const FilePondHouse house;
  const std::string id = house.begin(0);
  EXPECT_EQ(house.file(id), "");
  EXPECT_EQ(house.progress(id), "200 0");
}

// Rule fpd.process.whole
TEST(FilePondTransfer, TakesASmallFileWhole) {
  const FilePondHouse house;
  const auto answer = house.request("POST", FilePondHouse::kServer, kForm, kFormType);
  EXPECT_EQ(answer.status, 200);
  const auto object = house.server.object("filepond", answer.body);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->bytes(), "small");
  EXPECT_EQ(object->content_type, "image/png");
}

// Rule fpd.process.whole
TEST(FilePondTransfer, AFileOfNoTypeIsOctets) {
  const FilePondHouse house;
  std::string form = kForm;
  form.replace(form.find("image/png"), 9, "image\xFF/");
  const auto answer = house.request("POST", FilePondHouse::kServer, form, kFormType);
  EXPECT_EQ(answer.status, 200);
  const auto object = house.server.object("filepond", answer.body);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content_type, "application/octet-stream");
}

// Rule fpd.patch.again: the answer was lost, the chunk comes once more.
TEST(FilePondTransfer, AChunkMayComeAgain) {
  const FilePondHouse house;
  const std::string id = house.begin(10);
  house.patch(id, 0, "0123");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 0, "0123")), "204 4");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 2, "2345")), "204 6");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 6, "6789")), "204 10");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 6, "6789")), "204 10");
  EXPECT_EQ(house.file(id), "0123456789");
}

// Rule fpd.patch.empty
TEST(FilePondTransfer, TheLastChunkMayBeEmpty) {
  const FilePondHouse house;
  const std::string id = house.begin(4);
  house.patch(id, 0, "0123", 4);
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "", 4)), "204 4");
  EXPECT_EQ(house.file(id), "0123");
}

// Rule fpd.revert.delete
TEST(FilePondTransfer, IsTakenBack) {
  const FilePondHouse house;
  const std::string open = house.begin(10);
  const std::string done = house.begin(0);
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, open).status, 200);
  EXPECT_EQ(house.request("DELETE", "/filepond/" + done).status, 200);
  EXPECT_EQ(house.progress(open), "404 ");
  EXPECT_EQ(house.file(done), "(none)");
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, open).status, 404);
  const auto whole = house.request("POST", FilePondHouse::kServer, kForm, kFormType).body;
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, whole).status, 200);
  EXPECT_EQ(house.file(whole), "(none)");
  EXPECT_EQ(house.request("DELETE", FilePondHouse::kServer, whole).status, 404);
}

// Rules fpd.patch.name, fpd.load.name
TEST(FilePondTransfer, KeepsTheNameThatChunksBring) {
  const FilePondHouse house;
  const std::string id = house.begin(4);
  Fields fields = FilePondHouse::chunk_fields(0, 4);
  fields.back().second = "b\xC3\xBC\"cher.txt";
  EXPECT_EQ(house.request("PATCH", FilePondHouse::address(id), "0123", fields).status, 204);
  const auto resource = json_of(house.request("GET", "/storage/v1/b/filepond/o/" + id));
  EXPECT_EQ(resource["metadata"]["filename"], "b\xC3\xBC\"cher.txt");
  EXPECT_EQ(house.request("GET", "/filepond/" + id).field("Content-Disposition"),
            "inline; filename=\"b\xC3\xBC\\\"cher.txt\"");
  const std::string other = house.begin(1);
  fields.back().second = "\xFF";
  fields[1].second = "0";
  fields[2].second = "1";
  EXPECT_EQ(house.request("PATCH", FilePondHouse::address(other), "0", fields).status, 204);
  EXPECT_EQ(house.request("GET", "/filepond/" + other).field("Content-Disposition"),
            "inline; filename=\"" + other + "\"");
}

// Rule fpd.load.bytes
TEST(FilePondTransfer, IsLoadedWhenItIsWhole) {
  const FilePondHouse house;
  const auto id = house.request("POST", FilePondHouse::kServer, kForm, kFormType).body;
  for (const std::string& target :
       {"/filepond?load=" + id, "/filepond?restore=" + id, "/filepond/" + id}) {
    const auto loaded = house.request("GET", target);
    EXPECT_EQ(loaded.status, 200) << target;
    EXPECT_EQ(loaded.body, "small") << target;
    EXPECT_EQ(loaded.field("Content-Type"), "image/png");
  }
  EXPECT_EQ(house.request("GET", "/filepond?load=" + house.begin(10)).status, 404);
}

}  // namespace
}  // namespace resumulator::testing_support
