// Goal: the proxy stands in for the hosts of its list and for no other.
#include "http/proxy_hosts.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

// Rule http.proxy.hosts.
TEST(ProxyHosts, AreThoseOfTheServices) {
  const auto hosts = ProxyHosts::make({});
  ASSERT_TRUE(hosts);
  for (const char* host :
       {"storage.googleapis.com", "b.storage.googleapis.com", "a.b.storage.googleapis.com",
        "www.googleapis.com", "photoslibrary.googleapis.com", "oauth2.googleapis.com",
        "firebasestorage.googleapis.com", "generativelanguage.googleapis.com"}) {
    EXPECT_TRUE(hosts->has(host)) << host;
    EXPECT_NE(("*." + hosts->list()).find(std::string(host).substr(std::string(host).find('s'))),
              std::string::npos);
  }
  for (const char* host : {"", "googleapis.com", "evil-storage.googleapis.com", "127.0.0.1",
                           ".storage.googleapis.com", "storage.googleapis.com.evil", "x.com",
                           "b.www.googleapis.com", "metadata.google.internal", "localhost"}) {
    EXPECT_FALSE(hosts->has(host)) << host;
  }
}

TEST(ProxyHosts, CanBeMore) {
  const auto hosts = ProxyHosts::make({"Photos.test", "*.cdn.test"});
  ASSERT_TRUE(hosts);
  EXPECT_TRUE(hosts->has("photos.test"));
  EXPECT_TRUE(hosts->has("a.cdn.test"));
  EXPECT_TRUE(hosts->has("a.b.cdn.test"));
  EXPECT_FALSE(hosts->has("cdn.test"));
  EXPECT_FALSE(hosts->has("a.photos.test"));
  EXPECT_NE(hosts->list().find("photos.test, *.cdn.test"), std::string::npos);
}

TEST(ProxyHosts, AreNames) {
  for (const char* text :
       {"", "*", "*.", "a b", "http://a", "a:443", "*.*.a", "a,b", ".a", "a..b"}) {
    const auto hosts = ProxyHosts::make({text});
    ASSERT_FALSE(hosts) << text;
    EXPECT_EQ(hosts.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace resumulator
