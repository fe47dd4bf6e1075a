// Goal: one authority per directory, whoever starts first, and a key nobody else can read.
#include "http/tls_authority.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "http/tls_context.h"
#include "support/program.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;
using testing_support::read_file;
using testing_support::TemporaryDirectory;

mode_t mode_of(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}
void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
std::string refusal(const std::string& dir) {
  const auto opened = TlsAuthority::open(dir);
  if (opened) return "(opened)";
  EXPECT_EQ(opened.error().kind, ErrorKind::kUsage);
  return opened.error().text;
}
bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

// Rule http.tls.authority, with the tests below.
TEST(TlsAuthority, IsMadeAtFirstUseAndKept) {
  const TemporaryDirectory home;
  const auto dir = home.path("new/tls");
  const auto first = TlsAuthority::open(dir);
  ASSERT_TRUE(first) << first.error().text;
  EXPECT_EQ(first->file(), dir + "/ca.pem");
  EXPECT_EQ(read_file(first->file()), first->pem());
  EXPECT_EQ(mode_of(dir), 0700U);
  EXPECT_EQ(mode_of(dir + "/ca-key.pem"), 0600U);
  EXPECT_EQ(mode_of(dir + "/ca.pem"), 0644U);
  const auto second = TlsAuthority::open(dir);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->pem(), first->pem());
}

TEST(TlsAuthority, StaysInMemoryWithoutADirectory) {
  const auto one = TlsAuthority::open("");
  const auto other = TlsAuthority::open("");
  ASSERT_TRUE(one && other);
  EXPECT_TRUE(one->file().empty());
  EXPECT_TRUE(one->pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_NE(one->pem(), other->pem());
}

TEST(TlsAuthority, IsOneForStartsAtTheSameMoment) {
  const TemporaryDirectory home;
  std::vector<std::string> pems(16);
  std::vector<std::thread> starts;
  for (auto& pem : pems) {
    starts.emplace_back([&] {
      const auto opened = TlsAuthority::open(home.path("tls"));
      pem = opened ? opened->pem() : opened.error().text;
    });
  }
  for (auto& start : starts) start.join();
  for (const auto& pem : pems) EXPECT_EQ(pem, pems.front());
  EXPECT_TRUE(pems.front().starts_with("-----BEGIN"));
}

TEST(TlsAuthority, RefusesAKeyOthersCanRead) {
  const TemporaryDirectory home;
  ASSERT_TRUE(TlsAuthority::open(home.path("tls")));
  fs::permissions(home.path("tls/ca-key.pem"), fs::perms::group_read, fs::perm_options::add);
  EXPECT_TRUE(says(refusal(home.path("tls")), "chmod 600"));
}

TEST(TlsAuthority, RefusesFilesThatAreNone) {
  const TemporaryDirectory home;
  const auto dir = home.path("tls");
  ASSERT_TRUE(TlsAuthority::open(dir));
  const auto pem = read_file(dir + "/ca.pem");
  write(dir + "/ca.pem", "nonsense");
  EXPECT_TRUE(says(refusal(dir), "not an authority's"));
  write(dir + "/ca.pem", "");
  EXPECT_TRUE(says(refusal(dir), "is empty"));
  const auto other = TlsAuthority::open("");
  ASSERT_TRUE(other);
  write(dir + "/ca.pem", other->pem());
  EXPECT_TRUE(says(refusal(dir), "do not belong together"));
  write(dir + "/ca.pem", pem);
  fs::remove(dir + "/ca-key.pem");
  EXPECT_TRUE(says(refusal(dir), "ca-key.pem is missing"));
  fs::remove(dir + "/ca.pem");
  EXPECT_TRUE(TlsAuthority::open(dir));
}

TEST(TlsAuthority, TakesAKeyWithoutACertificateForNone) {
  const TemporaryDirectory home;
  const auto dir = home.path("tls");
  ASSERT_TRUE(TlsAuthority::open(dir));
  fs::remove(dir + "/ca.pem");  // as a start that was killed between the two leaves it
  EXPECT_TRUE(TlsAuthority::open(dir));
}

TEST(TlsAuthority, NamesADirectoryThatCannotBe) {
  const TemporaryDirectory home;
  write(home.path("file"), "x");
  EXPECT_TRUE(says(refusal(home.path("file/tls")), home.path("file/tls").c_str()));
}

TEST(TlsAuthority, SignsForNamesAndAddresses) {
  const auto authority = TlsAuthority::open("");
  ASSERT_TRUE(authority);
  EXPECT_TRUE(authority->sign({"storage.googleapis.com", "127.0.0.1", "::1"}));
  EXPECT_TRUE(authority->sign({std::string(60, 'a') + "." + std::string(60, 'b')}));
  EXPECT_FALSE(authority->sign({}));
}

TEST(TlsContext, KeepsABoundedNumberOfCertificates) {
  auto authority = TlsAuthority::open("");
  ASSERT_TRUE(authority);
  const auto context = TlsContext::make(*std::move(authority), {"localhost"});
  ASSERT_TRUE(context);
  const auto first = (*context)->leaf("a.test");
  ASSERT_TRUE(first);
  EXPECT_EQ((*context)->leaf("a.test"), first);
  for (std::size_t i = 0; i < TlsContext::kLeavesMax; ++i) {
    ASSERT_TRUE((*context)->leaf("n" + std::to_string(i) + ".test"));
  }
  EXPECT_NE((*context)->leaf("a.test"), first);
}

TEST(TlsContext, CertifiesWhatCanBeAHost) {
  for (const char* name :
       {"a", "storage.googleapis.com", "my_service", "127.0.0.1", "xn--bcher-kva.de", "a.b."}) {
    EXPECT_TRUE(is_certifiable(name)) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("a,DNS:b"), std::string("a b"), std::string(".a"),
        std::string("-a"), std::string("a..b"), std::string("a\0b", 3), std::string("*.a"),
        std::string("a:1"), std::string(254, 'a')}) {
    EXPECT_FALSE(is_certifiable(name)) << name;
  }
}

}  // namespace
}  // namespace resumulator
