// What bytes and names are taken for.
#include "protocols/google_photos/media_kind.h"

#include <gtest/gtest.h>

namespace resumulator::google_photos {
namespace {

using namespace std::string_view_literals;

TEST(MediaKind, KnowsBytesByHowTheyBegin) {
  EXPECT_EQ(sniff_media("\xFF\xD8\xFF\xE0"sv), "image/jpeg");
  EXPECT_EQ(sniff_media("\x89PNG\r\n\x1A\n"sv), "image/png");
  EXPECT_EQ(sniff_media("RIFF\0\0\0\0WEBP"sv), "image/webp");
  EXPECT_EQ(sniff_media("RIFF\0\0\0\0AVI "sv), "video/x-msvideo");
  EXPECT_EQ(sniff_media("\0\0\0\x18"
                        "ftypheic"sv),
            "image/heif");
  EXPECT_EQ(sniff_media("\0\0\0\x18"
                        "ftypqt  "sv),
            "video/quicktime");
  EXPECT_EQ(sniff_media("\0\0\0\x18"
                        "ftypisom"sv),
            "video/mp4");
  EXPECT_EQ(sniff_media("\xFF\xD8"sv), "");
  EXPECT_EQ(sniff_media(""sv), "");
  EXPECT_EQ(sniff_media("hello"sv), "");
}

TEST(MediaKind, KnowsNamesByTheirEnding) {
  EXPECT_EQ(media_type_of_name("a.JPG"), "image/jpeg");
  EXPECT_EQ(media_type_of_name("a.b.jpeg"), "image/jpeg");
  EXPECT_EQ(media_type_of_name("film.MoV"), "video/quicktime");
  EXPECT_EQ(media_type_of_name("jpg"), "");
  EXPECT_EQ(media_type_of_name(""), "");
  EXPECT_EQ(ending_of_type("image/jpeg"), ".jpg");
  EXPECT_EQ(ending_of_type("text/plain"), "");
}

// Rule photos.item.failed: a film is one by how it begins; where no mark is known, it may be one.
TEST(MediaKind, TellsAFilmThatBeginsLikeNone) {
  EXPECT_TRUE(is_broken_film("video/mp4", "no film at all"));
  EXPECT_TRUE(is_broken_film("video/mp4", "\xFF\xD8\xFF\xE0"sv));
  EXPECT_TRUE(is_broken_film("video/quicktime", ""));
  EXPECT_FALSE(is_broken_film("video/mp4",
                              "\0\0\0\x18"
                              "ftypisom"sv));
  EXPECT_FALSE(is_broken_film("video/mpeg", "\0\0\1\xB3"sv));
  EXPECT_FALSE(is_broken_film("video/mp2t", "G@\0\x10"sv));
  EXPECT_FALSE(is_broken_film("image/jpeg", "no picture"));
}

}  // namespace
}  // namespace resumulator::google_photos
