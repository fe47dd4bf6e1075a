// Forms, field by field, in any split.
#include "core/wire/form_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace resumulator {
namespace {

class PieceBody final : public BodySource {
 public:
  PieceBody(std::string bytes, std::size_t piece, bool cut = false)
      : bytes_(std::move(bytes)), piece_(piece), cut_(cut) {}
  BodyRead read(std::span<std::byte> into) override {
    const std::size_t size = std::min({piece_, into.size(), bytes_.size() - at_});
    if (size == 0) return {cut_ ? BodyState::kCut : BodyState::kEnd, 0};
    for (std::size_t i = 0; i < size; ++i) into[i] = static_cast<std::byte>(bytes_[at_ + i]);
    at_ += size;
    return {BodyState::kMore, size};
  }
  std::optional<std::uint64_t> declared_length() const override { return bytes_.size(); }
  std::uint64_t received() const override { return at_; }
  std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::string bytes_;
  std::size_t piece_;
  bool cut_;
  std::size_t at_ = 0;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// "name=value" of every field, or the error it ends with.
Pairs fields_of(const std::string& text, const char* type, std::size_t piece, bool cut = false) {
  PieceBody body(text, piece, cut);
  FormReader form(body, parse_media_type(type).value());
  Pairs fields;
  while (true) {
    const Result<bool> more = form.next();
    if (!more) {
      fields.emplace_back("error", more.error().kind == ErrorKind::kCut        ? "cut"
                                   : more.error().kind == ErrorKind::kTooLarge ? "large"
                                                                               : "malformed");
      return fields;
    }
    if (!*more) return fields;
    Result<std::string> value = read_all(form.value(), 1'000'000);
    fields.emplace_back(form.name() + (form.filename() ? "@" + *form.filename() : ""),
                        value.value_or("(broken)"));
  }
}
Pairs urlencoded(const std::string& text, std::size_t piece = 1000, bool cut = false) {
  return fields_of(text, "application/x-www-form-urlencoded", piece, cut);
}

TEST(FormReader, ReadsPairs) {
  for (const std::size_t piece : {1U, 2U, 3U, 1000U}) {
    EXPECT_EQ(urlencoded("a=1&b=x%20y+z&&c&=d&e=", piece),
              (Pairs{{"a", "1"}, {"b", "x y z"}, {"c", ""}, {"", "d"}, {"e", ""}}));
    EXPECT_EQ(urlencoded("a==&b=%3D%26=", piece), (Pairs{{"a", "="}, {"b", "=&="}}));
    EXPECT_EQ(urlencoded("", piece), Pairs{});
    const std::string big(100'000, '%');
    std::string escaped;
    for (std::size_t i = 0; i < big.size(); ++i) escaped += "%25";
    EXPECT_EQ(urlencoded("v=" + escaped + "&w=1", piece), (Pairs{{"v", big}, {"w", "1"}}));
  }
}

TEST(FormReader, SaysWhatIsWrongWithPairs) {
  EXPECT_EQ(urlencoded("a%2").back().second, "malformed");
  EXPECT_EQ(urlencoded("a=%zz").back().second, "malformed");
  EXPECT_EQ(urlencoded(std::string(5000, 'x')).back().second, "large");
  EXPECT_EQ(urlencoded("a=1&b", 2, true).back().second, "cut");
  EXPECT_EQ(urlencoded("a=1", 2, true).front().second, "(broken)");
}

TEST(FormReader, ReadsParts) {
  const std::string text =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--b\r\nContent-Disposition: form-data; name=file; filename=\"x;\\\"y%22z.bin\"\r\n"
      "Content-Type: image/png\r\n\r\n\r\n--c\r\n\r\n"
      "--b\r\nContent-Disposition: form-data; filename=\"\"; name=\"e\"\r\n\r\n\r\n--b--\r\n";
  for (const std::size_t piece : {1U, 7U, 1000U}) {
    EXPECT_EQ(fields_of(text, "multipart/form-data; boundary=b", piece),
              (Pairs{{"a", "1"}, {"file@x;\"y\"z.bin", "\r\n--c\r\n"}, {"e@", ""}}));
  }
}

TEST(FormReader, KnowsWhatItReads) {
  const auto reads = [](const char* type) { return FormReader::reads(*parse_media_type(type)); };
  EXPECT_TRUE(reads("multipart/form-data; boundary=b"));
  EXPECT_TRUE(reads("application/x-www-form-urlencoded; charset=UTF-8"));
  EXPECT_FALSE(reads("multipart/form-data"));
  EXPECT_FALSE(reads("multipart/mixed; boundary=b"));
}

TEST(FormDisposition, NeedsAName) {
  const auto parse = [](const char* text) { return parse_form_disposition(text); };
  EXPECT_EQ(parse("form-data; name=\"a\"").value(), (FormDisposition{"a", std::nullopt}));
  EXPECT_EQ(parse("FORM-DATA;name=a;filename=C:\\x\\b.txt").value(),
            (FormDisposition{"a", "C:\\x\\b.txt"}));
  EXPECT_EQ(parse("form-data; name=\"\"").value(), (FormDisposition{"", std::nullopt}));
  for (const char* bad : {"", "form-data", "attachment; name=a", "form-data; name=\"a",
                          "form-data; name", "form-data; filename=a", "form-data; name=\"a\"x"}) {
    EXPECT_FALSE(parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace resumulator
