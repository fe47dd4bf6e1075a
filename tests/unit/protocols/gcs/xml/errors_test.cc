#include "protocols/gcs/xml/errors.h"

#include <gtest/gtest.h>

#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

ApiError of(int status, std::string reason = "invalid") {
  ApiError error;
  error.status = status;
  error.reason = std::move(reason);
  return error;
}

// Rule gcs.xml.error.codes.
TEST(XmlErrors, HaveTheCodesOfTheService) {
  EXPECT_EQ(error_code(no_such_bucket()), "NoSuchBucket");
  EXPECT_EQ(error_code(no_such_object("b", "o")), "NoSuchKey");
  EXPECT_EQ(error_code(no_such_upload()), "NoSuchUpload");
  EXPECT_EQ(error_code(condition_not_met()), "PreconditionFailed");
  EXPECT_EQ(error_code(method_not_allowed()), "MethodNotAllowed");
  EXPECT_EQ(error_code(internal_error()), "InternalError");
  EXPECT_EQ(error_code(backend_unavailable()), "ServiceUnavailable");
  EXPECT_EQ(error_code(broken_connection()), "RequestTimeout");
  EXPECT_EQ(error_code(of(429)), "SlowDown");
  EXPECT_EQ(error_code(of(400)), "InvalidArgument");
  EXPECT_EQ(error_code(of(403, "objectUnderActiveHold")), "ObjectUnderActiveHold");
  EXPECT_EQ(error_code(of(400, "customerEncryptionKeyIsIncorrect")),
            "CustomerEncryptionKeyIsIncorrect");
  EXPECT_EQ(error_code(too_large("x")), "EntityTooLarge");
  EXPECT_EQ(error_status(too_large("x")), 400);
}

TEST(XmlErrors, KeepTheInsideOfTheServerToThemselves) {
  EXPECT_EQ(error_document(internal_error()),
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InternalError</Code><Message>We "
            "encountered an internal error. Please try again.</Message></Error>");
}

// Rule gcs.xml.error.escaped.
TEST(XmlWriter, WritesWhatXmlCanHold) {
  XmlWriter xml;
  xml.root("A", "u")
      .element("B", "a&b<c>\"'\r\x01")
      .element_if("C", "")
      .element("D", 7)
      .flag("E", true);
  EXPECT_EQ(xml.end().take(),
            "<?xml version='1.0' encoding='UTF-8'?><A xmlns='u'><B>a&amp;b&lt;c&gt;\"'&#13;"
            "\xEF\xBF\xBD</B><D>7</D><E>true</E></A>");
  EXPECT_EQ(XmlWriter().element("A", "x\xff<").take(),
            "<?xml version='1.0' encoding='UTF-8'?><A>x\xEF\xBF\xBD&lt;</A>");
}

}  // namespace
}  // namespace resumulator::gcs::xml
