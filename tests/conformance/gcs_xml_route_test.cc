// Which requests are the XML API's, by path and by host.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

// A request under another Host.
RawAnswer at_host(const XmlHouse& house, const std::string& host, const std::string& line,
                  const std::string& body = {}) {
  return RawClient(house.server.port())
      .ask(line + " HTTP/1.1\r\nHost: " + host +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

// Rule gcs.xml.route.path.
TEST(GcsXmlRoute, PathsOfTheJsonApiComeFirst) {
  XmlHouse house;
  EXPECT_EQ(house.put_object("a/b", "x").status, 200);
  EXPECT_EQ(house.read("a/b").body, "x");
  EXPECT_EQ(house.request("GET", "/b/bk").field("Content-Type"), "application/json; charset=UTF-8");
  EXPECT_EQ(house.request("GET", "/storage/v1/b/bk/o/a%2Fb").status, 200);
  EXPECT_EQ(house.server.exchanges().at(0).protocol, "gcs-xml");
  EXPECT_EQ(house.server.exchanges().at(0).operation, Operation::kSimple);
  EXPECT_EQ(house.server.exchanges().at(0).object, "a/b");
  EXPECT_EQ(house.server.exchanges().at(1).operation, Operation::kDownload);
  EXPECT_EQ(house.server.exchanges().at(2).protocol, "gcs-json");
}

// Rule gcs.xml.route.encoding.
TEST(GcsXmlRoute, NamesAreDecodedOnce) {
  XmlHouse house;
  house.put_object("a%2Fb+c%2520d", "x");
  EXPECT_EQ(house.kept("a/b+c%20d"), "x");
  EXPECT_EQ(house.read("a/b+c%2520d").body, "x");
  EXPECT_EQ(problem_of(house.read("a%2")).substr(0, 14), "400 InvalidURI");
  EXPECT_EQ(problem_of(house.read("a?x=%")).substr(0, 14), "400 InvalidURI");
}

// Rules gcs.xml.route.virtual-host, gcs.xml.route.virtual-host-names.
TEST(GcsXmlRoute, ABucketMayBeTheHost) {
  XmlHouse house;
  const std::string port = ":" + std::to_string(house.server.port());
  EXPECT_EQ(at_host(house, "bk.storage.googleapis.com", "PUT /d/a", "x").status, 200);
  EXPECT_EQ(house.kept("d/a"), "x");
  EXPECT_EQ(at_host(house, "BK.LocalHost" + port, "GET /d/a").body, "x");
  // A bucket the JSON API's paths hide, and an object that looks like one of them.
  EXPECT_EQ(at_host(house, "b.storage.googleapis.com", "PUT /storage/v1/b/o", "y").status, 200);
  EXPECT_EQ(house.stored("storage/v1/b/o"), "y");
  EXPECT_EQ(element(at_host(house, "b.storage.googleapis.com", "GET /"), "Name"), "b");
  EXPECT_EQ(problem_of(at_host(house, "other.localhost", "GET /a")), "404 NoSuchBucket");
  EXPECT_EQ(at_host(house, "storage.googleapis.com", "GET /bk/d/a").body, "x");
  EXPECT_EQ(at_host(house, "[::1]" + port, "GET /bk/d/a").body, "x");
}

// Rule gcs.xml.route.virtual-host: the switch.
TEST(GcsXmlRoute, HostsAreAMatterOfASwitch) {
  Options options;
  options.gcs.virtual_hosts = "emulator.test";
  XmlHouse house(options);
  house.put_object("a", "x");
  EXPECT_EQ(at_host(house, "bk.emulator.test:80", "GET /a").body, "x");
  EXPECT_EQ(problem_of(at_host(house, "bk.localhost", "GET /a/b")), "404 NoSuchBucket");
  options.gcs.virtual_hosts.clear();
  XmlHouse none(options);
  EXPECT_EQ(problem_of(at_host(none, "bk.emulator.test", "GET /a/b")), "404 NoSuchBucket");
}

// Rule gcs.xml.auth.signature.
TEST(GcsXmlRoute, LooksAtSignatures) {
  Options options;
  options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kShape;
  XmlHouse house(options);
  house.put_object("a", "x");
  const auto late = house.read("a?GoogleAccessId=me&Expires=1&Signature=AAAA");
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(element(late, "Code"), "ExpiredToken");
  EXPECT_EQ(house.read("a?GoogleAccessId=me&Expires=1893456001&Signature=AAAA").body, "x");
  options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kFull;
  options.signature_key = "secret";
  XmlHouse strict(options);
  const auto wrong = strict.read("a?GoogleAccessId=me&Expires=1893456001&Signature=AAAA");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(element(wrong, "Code"), "SignatureDoesNotMatch");
  EXPECT_NE(element(wrong, "StringToSign"), "(none)");
}

// Rule gcs.xml.route.service.
TEST(GcsXmlRoute, TheRootIsAListForWhoShowsCredentials) {
  XmlHouse house;
  EXPECT_EQ(house.request("GET", "/").body, "OK");
  EXPECT_EQ(house.request("GET", "/", {}, {{"Authorization", "Bearer x"}}).body, "OK");
  EXPECT_EQ(elements(house.request("GET", "/", {}, {{"Authorization", "GOOG1 x:y"}}), "Name"),
            "b bk");
  EXPECT_EQ(elements(house.request("GET", "/", {}, {{"x-goog-project-id", "p"}}), "Name"), "b bk");
}

// Rule gcs.xml.route.method.
TEST(GcsXmlRoute, OtherMethodsAreRefused) {
  XmlHouse house;
  const auto answer = house.request("PATCH", "/bk/a", "x");
  EXPECT_EQ(problem_of(answer), "405 MethodNotAllowed Method Not Allowed");
  EXPECT_EQ(element(house.request("PATCH", "/bk", "x"), "Code"), "MethodNotAllowed");
  for (const char* method : {"FOO", "TRACE"}) {
    EXPECT_EQ(problem_of(house.request(method, "/bk/a")), "405 MethodNotAllowed Method Not Allowed")
        << method;
  }
  const auto json = house.request("FOO", "/storage/v1/b");
  EXPECT_EQ(json.status, 405);
  EXPECT_EQ(json.field("Content-Type"), "application/json; charset=UTF-8") << "the JSON API's";
  EXPECT_EQ(problem_of(RawClient(house.server.port())
                           .ask("PUT /bk/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br\r\n\r\n")),
            "501 NotImplemented The only transfer coding known here is chunked.");
}

// Rule gcs.xml.sub.others: what is asked for below an object never happens to the object.
TEST(GcsXmlRoute, WhatIsNotServedBelowAnObjectLeavesItAlone) {
  XmlHouse house;
  house.put_object("a", "old");
  const auto ask = [&](const char* method, const std::string& query) {
    return problem_of(house.request(method, "/bk/a?" + query, "new"));
  };
  EXPECT_EQ(ask("DELETE", "tagging"),
            "501 NotImplemented ?tagging of an object is not served here.");
  for (const char* query : {"tagging", "compose", "retention", "legal-hold", "cors", "torrent="}) {
    for (const char* method : {"PUT", "POST", "GET", "DELETE"}) {
      EXPECT_EQ(ask(method, query).substr(0, 18), "501 NotImplemented") << method << query;
    }
  }
  for (const char* method : {"DELETE", "POST"}) {
    EXPECT_EQ(ask(method, "acl").substr(0, 20), "405 MethodNotAllowed") << method;
  }
  for (const char* method : {"DELETE", "PUT", "GET"}) {
    EXPECT_EQ(ask(method, "uploads").substr(0, 20), "405 MethodNotAllowed") << method;
  }
  EXPECT_EQ(ask("PUT", "partNumber=1"),
            "400 InvalidArgument A part needs the uploadId of its upload.");
  EXPECT_EQ(house.kept("a"), "old");
}

// Rule gcs.xml.sub.others.
TEST(GcsXmlRoute, WhatIsNotServedBelowABucketLeavesItAlone) {
  XmlHouse house;
  house.request("PUT", "/fresh");
  const auto ask = [&](const char* method, const char* path) {
    return problem_of(house.request(method, path, "x"));
  };
  for (const char* query : {"lifecycle", "logging", "website", "defaultObjectAcl"}) {
    for (const char* method : {"PUT", "POST", "GET", "DELETE"}) {
      EXPECT_EQ(ask(method, ("/fresh?" + std::string(query)).c_str()),
                "501 NotImplemented ?" + std::string(query) + " of a bucket is not served here.");
    }
  }
  EXPECT_EQ(ask("DELETE", "/fresh?cors").substr(0, 20), "405 MethodNotAllowed");
  EXPECT_EQ(ask("PUT", "/fresh?location").substr(0, 20), "405 MethodNotAllowed");
  EXPECT_EQ(ask("PUT", "/newer?lifecycle").substr(0, 18), "501 NotImplemented");
  EXPECT_EQ(ask("DELETE", "/fresh?uploadId=x").substr(0, 19), "400 InvalidArgument");
  EXPECT_EQ(ask("DELETE", "/fresh?upload_id=x").substr(0, 19), "400 InvalidArgument");
  EXPECT_EQ(house.request("GET", "/fresh").status, 200);
  EXPECT_EQ(house.request("GET", "/newer").status, 404);
}

// Rule gcs.xml.auth.switch.
TEST(GcsXmlRoute, MayAskForAToken) {
  Options options;
  options.gcs.auth = "require-token=t";
  XmlHouse house(options);
  EXPECT_EQ(problem_of(house.put_object("a", "x")),
            "403 AccessDenied Anonymous caller does not have storage.objects.create access to the "
            "Google Cloud Storage object. Permission 'storage.objects.create' denied on resource "
            "(or it may not exist).");
  const auto lacks = [&](const char* method, const char* target) {
    const std::string details = element(house.request(method, target), "Details");
    return details.substr(31, details.find(" access") - 31);
  };
  EXPECT_EQ(lacks("GET", "/bk/a"), "storage.objects.get");
  EXPECT_EQ(lacks("DELETE", "/bk/a"), "storage.objects.delete");
  EXPECT_EQ(lacks("GET", "/bk"), "storage.objects.list");
  EXPECT_EQ(lacks("POST", "/bk"), "storage.objects.create");
  EXPECT_EQ(lacks("PUT", "/bk"), "storage.buckets.create");
  EXPECT_EQ(lacks("DELETE", "/bk"), "storage.buckets.delete");
  EXPECT_EQ(problem_of(house.put_object("a", "x", {{"Authorization", "Bearer u"}})),
            "401 AuthenticationRequired");
  EXPECT_EQ(house.put_object("a", "x", {{"Authorization", "Bearer t"}}).status, 200);
  EXPECT_EQ(house.read("a?X-Goog-Signature=00").status, 200);
  const std::string session = house.begin("s", {{"Authorization", "Bearer t"}});
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
}

// Rule gcs.xml.auth.signed-field.
TEST(GcsXmlRoute, ASignatureInAFieldNamesItsMoment) {
  const Fields undated = {{"Authorization", "GOOG4-HMAC-SHA256 Credential=me"}};
  EXPECT_EQ(XmlHouse().put_object("a", "x", undated).status, 200);
  Options options;
  options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kShape;
  XmlHouse house(options);
  const auto refused = house.put_object("a", "x", undated);
  EXPECT_EQ(problem_of(refused), "400 MissingSecurityHeader");
  EXPECT_EQ(element(refused, "Message"), "Your request was missing a required header.");
  EXPECT_EQ(element(refused, "ParameterName"), "Date");
  EXPECT_EQ(house.kept("a"), "(none)");
  for (const char* name : {"x-goog-date", "x-amz-date", "Date"}) {
    EXPECT_EQ(house.put_object("a", "x", {undated.front(), {name, "20300101T000000Z"}}).status, 200)
        << name;
  }
  EXPECT_EQ(house.put_object("a", "x", {{"Authorization", "Bearer t"}}).status, 200);
  EXPECT_EQ(house.put(house.begin("s"), "*/0", {}, undated).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
