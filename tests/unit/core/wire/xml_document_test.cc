#include "core/wire/xml_document.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(XmlDocument, IsElementsAndTheirText) {
  const auto root = parse_xml(
      "<?xml version=\"1.0\"?><!-- c --><s:a xmlns:s='u' x='1'> t <b>1</b><b>2</b>"
      "<c><![CDATA[<&>]]></c> u</s:a>");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->name, "a");
  EXPECT_EQ(root->children.size(), 3U);
  EXPECT_EQ(root->get("b"), "1");
  EXPECT_EQ(root->get("c"), "<&>");
  EXPECT_EQ(root->get("d"), "");
  EXPECT_EQ(root->find("d"), nullptr);
  EXPECT_EQ(root->attribute("x"), "1");
  EXPECT_EQ(root->attribute("s"), "u");
  EXPECT_EQ(root->attribute("y"), "");
  EXPECT_EQ(parse_xml("<a x='&lt;&other;'/>")->attribute("x"), "<&other;");
  EXPECT_FALSE(parse_xml("<a x='&#xD800;'/>"));
}

TEST(XmlDocument, MayHaveBlanksAroundItsRoot) {
  EXPECT_TRUE(parse_xml("\n<?xml version='1.0'?>\n<a/>\n"));
  EXPECT_TRUE(parse_xml("\xEF\xBB\xBF<a/>"));
  EXPECT_EQ(parse_xml("<a>\n  <b> x </b>\n</a>\n")->get("b"), "x");
}

TEST(XmlDocument, ResolvesNamedEntitiesAndReferencesOnly) {
  EXPECT_EQ(parse_xml("<a>&quot;&lt;&amp;&gt;&apos;&#65;&#x42;</a>")->text, "\"<&>'AB");
  EXPECT_EQ(parse_xml("<a>&other;</a>")->text, "&other;");
}

// Rule gcs.xml.body.doctype.
TEST(XmlDocument, RefusesEveryDocumentType) {
  EXPECT_FALSE(parse_xml("<!DOCTYPE a><a/>"));
  EXPECT_FALSE(parse_xml("<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>"));
  EXPECT_FALSE(parse_xml("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"));
}

// Rule gcs.xml.body.malformed.
TEST(XmlDocument, RefusesWhatIsNotOneRoot) {
  for (const char* text : {"", " ", "text", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>text",
                           "<a>\xff</a>", "<a>&#xD800;</a>", "<!-- only -->"}) {
    EXPECT_FALSE(parse_xml(text)) << text;
  }
  EXPECT_FALSE(parse_xml(std::string_view("<a>\0</a>", 8)));
}

// Rule gcs.xml.body.bounds.
TEST(XmlDocument, IsBoundedInDepthAndNumber) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(parse_xml(nested(16)));
  EXPECT_FALSE(parse_xml(nested(17)));
  EXPECT_FALSE(parse_xml(nested(200'000)));
  const XmlBounds three{.depth_max = 16, .elements_max = 3};
  EXPECT_TRUE(parse_xml("<a><b/><b/></a>", three));
  const auto four = parse_xml("<a><b/><b/><b/></a>", three);
  ASSERT_FALSE(four);
  EXPECT_EQ(four.error().kind, ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace resumulator
