// Words of X-Goog-Upload-Command, and the headers beside them.
#include "protocols/x_goog_upload/command.h"

#include <gtest/gtest.h>

#include "protocols/x_goog_upload/upload_head.h"

namespace resumulator::x_goog_upload {
namespace {

std::string words(std::string_view value) {
  const auto commands = parse_commands(value);
  return commands ? to_string(*commands) : "error: " + commands.error().text;
}

TEST(UploadCommand, IsASetOfWords) {
  EXPECT_EQ(words(""), "");
  EXPECT_EQ(words(" , ,"), "");
  EXPECT_EQ(words("start"), "start");
  EXPECT_EQ(words("upload, finalize"), "upload, finalize");
  EXPECT_EQ(words("finalize,upload"), "upload, finalize");
  EXPECT_EQ(words("UPLOAD,\tUpload , uPLOAD"), "upload");
  EXPECT_EQ(words("cancel,query,start,finalize,upload"), "start, upload, query, finalize, cancel");
}

TEST(UploadCommand, NamesTheWordItDoesNotKnow) {
  EXPECT_EQ(words("sing"), "error: Unknown upload command: sing");
  EXPECT_EQ(words("upload finalize"), "error: Unknown upload command: upload finalize");
  EXPECT_EQ(words("upload;finalize").substr(0, 5), "error");
  EXPECT_EQ(words(std::string(1000, 'x')).size(), 31U + 40U);
}

TEST(UploadHeadFields, TakeTheFirstSizeThatIsThere) {
  const auto total = [](const Headers& headers) -> std::string {
    const auto head = parse_upload_head(headers);
    if (!head) return "error " + head.error().where;
    return head->total ? std::to_string(*head->total) : "unknown";
  };
  EXPECT_EQ(total({}), "unknown");
  EXPECT_EQ(total({{"X-Goog-Upload-Raw-Size", "0"}}), "0");
  EXPECT_EQ(total({{"x-goog-upload-raw-size", " 7 "}}), "7");
  EXPECT_EQ(total({{"X-Goog-Upload-Content-Length", "3"}, {"X-Goog-Upload-Raw-Size", "7"}}), "7");
  EXPECT_EQ(total({{"X-Goog-Upload-Content-Length", "-1"}}), "unknown");
  EXPECT_EQ(total({{"X-Goog-Upload-Raw-Size", "18446744073709551615"}}), "18446744073709551615");
  EXPECT_EQ(total({{"X-Goog-Upload-Raw-Size", "18446744073709551616"}}),
            "error X-Goog-Upload-Raw-Size");
  EXPECT_EQ(total({{"X-Goog-Upload-Header-Content-Length", "+1"}}),
            "error X-Goog-Upload-Header-Content-Length");
}

TEST(UploadHeadFields, ReadOctetsThatAreNoUtf8AsLatin1) {
  EXPECT_EQ(as_utf8("a\xC3\xA4"), "a\xC3\xA4");
  EXPECT_EQ(as_utf8("a\xE4"), "a\xC3\xA4");
  EXPECT_EQ(as_utf8("\xFF\x80"), "\xC3\xBF\xC2\x80");
}

TEST(UploadHeadFields, KnowTheForms) {
  const auto form = [](const char* value) {
    return upload_form(Headers{{"X-Goog-Upload-Protocol", value}});
  };
  EXPECT_EQ(upload_form({}), UploadForm::kNone);
  EXPECT_EQ(form(" "), UploadForm::kNone);
  EXPECT_EQ(form("RAW"), UploadForm::kRaw);
  EXPECT_EQ(form("multipart"), UploadForm::kMultipart);
  EXPECT_EQ(form("Resumable"), UploadForm::kResumable);
  EXPECT_EQ(form("resumable, raw"), UploadForm::kUnknown);
}

}  // namespace
}  // namespace resumulator::x_goog_upload
