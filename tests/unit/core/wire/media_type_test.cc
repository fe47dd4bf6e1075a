// Goal: every way in which clients write a boundary. Rule gcs.multipart.boundary.
#include "core/wire/media_type.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(MediaType, TypeSubtypeAndParameterNamesAreLowerCase) {
  const MediaType type = parse_media_type("Application/JSON; Charset=UTF-8").value();
  EXPECT_TRUE(type.is("application", "json"));
  ASSERT_NE(type.parameter("charset"), nullptr);
  EXPECT_EQ(*type.parameter("charset"), "UTF-8");
  EXPECT_EQ(type.parameter("boundary"), nullptr);
}

TEST(MediaType, BoundariesAreTakenInEveryQuoting) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"multipart/related; boundary=B1", "B1"},
      {"multipart/related;boundary=\"B 1\"", "B 1"},
      {"multipart/related; boundary=\"a\\\"b\\\\c\"", "a\"b\\c"},
      {"multipart/related; boundary='===============0123456789==='",
       "===============0123456789==="},
      {"multipart/related; boundary===0==", "==0=="},
      {"multipart/related; boundary=\"==0==\"; type=\"application/json\"", "==0=="},
      {"multipart/related; boundary='a;b'; x=y", "a;b"},
      {"multipart/related; boundary=gc0p4Jq0M:2Yt08j34c/0p ; x=y", "gc0p4Jq0M:2Yt08j34c/0p"},
      {"multipart/related; type=\"a;boundary=no\"; boundary=yes", "yes"},
      {"multipart/related; BOUNDARY = B1 ", "B1"},
      {"multipart/related; boundary='half", "'half"},
      {"multipart/related; boundary=it's", "it's"},
      {"multipart/related;; boundary=B1;", "B1"},
      {"multipart/related; boundary=one; boundary=two", "one"},
  };
  for (const auto& [text, boundary] : table) {
    const Result<MediaType> type = parse_media_type(text);
    ASSERT_TRUE(type.has_value()) << text;
    ASSERT_TRUE(multipart_boundary(*type).has_value()) << text;
    EXPECT_EQ(*multipart_boundary(*type), boundary) << text;
    EXPECT_EQ(parse_media_type(to_string(*type)).value(), *type) << to_string(*type);
  }
}

TEST(MediaType, RejectsWhatHasNoTypeOrBrokenParameters) {
  for (const std::string_view text :
       {"", "multipart", "/related", "multipart/", "a b/c", "a/b c", "a/b; c", "a/b; =d",
        "a/b; c=\"d", "a/b; c=\"d\" e", "a/b; c d=e", "a/b; c='d' e=\"", "a/b/c"}) {
    const Result<MediaType> type = parse_media_type(text);
    if (text == "a/b; c='d' e=\"") {
      EXPECT_TRUE(type.has_value()) << "a bare value that only looks quoted";
    } else {
      EXPECT_FALSE(type.has_value()) << text;
    }
  }
}

TEST(MediaType, BoundariesAreNeitherMissingNorEmptyNorEndless) {
  EXPECT_EQ(multipart_boundary(parse_media_type("multipart/related").value()).error().kind,
            ErrorKind::kNotFound);
  for (const std::string& value :
       {std::string("\"\""), std::string(""), std::string(201, 'b'), std::string("\"a\x01\"")}) {
    const MediaType type = parse_media_type("multipart/related; boundary=" + value).value();
    EXPECT_EQ(multipart_boundary(type).error().kind, ErrorKind::kMalformed) << value;
  }
  const MediaType longest =
      parse_media_type("multipart/related; boundary=" + std::string(200, 'b')).value();
  EXPECT_TRUE(multipart_boundary(longest).has_value());
}

}  // namespace
}  // namespace resumulator
