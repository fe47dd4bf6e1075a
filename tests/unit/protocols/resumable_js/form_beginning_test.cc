// Goal: what stands before the bytes of a form is known as soon as it has come, in whatever pieces,
// and at a cost that grows with the bytes and not with the pieces. Rule rjs.fault.form
#include "protocols/resumable_js/form_beginning.h"

#include <gtest/gtest.h>

#include <optional>

namespace resumulator::resumable_js {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=b";
constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";

std::string part(const std::string& disposition, const std::string& value,
                 const std::string& line = "\r\n") {
  return "--b" + line + "Content-Disposition: form-data; " + disposition + line + line + value +
         line;
}
std::string field(const std::string& name, const std::string& value) {
  return part("name=\"" + name + "\"", value);
}

/// What a client drips, a byte each time.
struct Dripped {
  explicit Dripped(const std::string& form, const char* type = kType)
      : beginning(type, switches, Fields()) {
    while (!known_at && size < form.size()) {
      if (beginning.see(std::string_view(form).substr(0, ++size))) known_at = size;
    }
  }
  [[nodiscard]] std::string value(std::string_view name) const {
    const auto found = beginning.fields().get(name, switches);
    return !found ? "(twice)" : found->value_or("(none)");
  }

  ResumableJsSwitches switches;
  FormBeginning beginning;
  std::size_t size = 0;
  std::optional<std::size_t> known_at;
};

TEST(FormBeginning, KnowsItsFieldsWhenTheHeaderOfTheBytesHasCome) {
  const std::string head = field("resumableIdentifier", "a\r\n--bc\r\nd") + field("x", "") +
                           part("name=\"file\"; filename=\"a.bin\"", "");
  const Dripped form(head.substr(0, head.size() - 2) + "bytes\r\n--b--\r\n");
  EXPECT_EQ(form.known_at, head.size() - 2);
  EXPECT_EQ(form.value("resumableIdentifier"), "a\r\n--bc\r\nd");
  EXPECT_EQ(form.value("x"), "");
  EXPECT_EQ(form.value("file"), "(none)");
}

TEST(FormBeginning, KnowsThemWhenTheFormEnds) {
  const std::string whole = field("a", "1") + field("b", "2") + "--b--";
  const Dripped form(whole + "\r\n");
  EXPECT_EQ(form.known_at, whole.size());
  EXPECT_EQ(form.value("b"), "2");
}

TEST(FormBeginning, TakesOtherFilesOfThePageForNoField) {
  const Dripped form(part("name=\"cover\"; filename=\"c\"", "x") + field("a", "1") + "--b--");
  EXPECT_TRUE(form.known_at);
  EXPECT_EQ(form.value("cover"), "(none)");
  EXPECT_EQ(form.value("a"), "1");
}

TEST(FormBeginning, ReadsLinesOfEitherEndingAPreambleAndPadding) {
  const Dripped lines("before\n" + part("name=\"a\"", "1", "\n") + part("name=\"b\"", "2", "\n") +
                      "--b--\n");
  EXPECT_TRUE(lines.known_at);
  EXPECT_EQ(lines.value("a"), "1");
  EXPECT_EQ(lines.value("b"), "2");
  std::string padded = field("a", "1") + "--b--";
  padded.insert(3, " \t ");
  EXPECT_EQ(Dripped(padded).value("a"), "1");
}

TEST(FormBeginning, GivesUpWhereNothingCanBeKnown) {
  for (const char* type : {"", "text/plain", "multipart/form-data", "application/json"}) {
    EXPECT_EQ(Dripped("x", type).known_at, 1U) << type;
  }
  EXPECT_TRUE(Dripped("--b\r\nContent-Disposition: attachment\r\n\r\nx").known_at);
  EXPECT_FALSE(Dripped("no delimiter at all").known_at);
}

TEST(FormBeginning, ReadsTheUrlencodedFormAsWell) {
  const Dripped form("resumableIdentifier=a%20b&x=&&file=QUJD", kUrlencoded);
  EXPECT_EQ(form.known_at, std::string("resumableIdentifier=a%20b&x=&&file=").size());
  EXPECT_EQ(form.value("resumableIdentifier"), "a b");
  EXPECT_EQ(form.value("x"), "");
  EXPECT_FALSE(Dripped("a=1&b=2", kUrlencoded).known_at) << "more of b may come";
}

// A client that drips bytes makes nobody read them again and again.
TEST(FormBeginning, CostsNoMoreInSmallPieces) {
  std::string many;
  for (int i = 0; i < 200; ++i) many += field("field" + std::to_string(i), "value");
  std::string lines = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
  for (int i = 0; i < 2000; ++i) lines += "\r\n\r\n--bx--b\r\n";
  std::string pairs;
  for (int i = 0; i < 900; ++i) pairs += "a" + std::to_string(i) + "=&";
  for (const auto& [text, type] :
       {std::pair(many, kType), std::pair(lines, kType), std::pair(pairs, kUrlencoded)}) {
    const Dripped form(text, type);
    EXPECT_EQ(form.size, text.size());
    EXPECT_LE(form.beginning.read(), 2 * text.size());
  }
}

}  // namespace
}  // namespace resumulator::resumable_js
