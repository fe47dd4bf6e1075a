// A certificate of the user's own in place of made ones (TlsOptions::cert_file).
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "http/tls_authority.h"
#include "support/program.h"
#include "support/raw_client.h"
#include "support/secure_house.h"

namespace resumulator::testing_support {
namespace {

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;
File to_write(const std::string& path) { return {std::fopen(path.c_str(), "w"), &std::fclose}; }

/// Files as a user has them: a certificate for files.test and this machine, its key, both in one.
class OwnCertificateTest : public ::testing::Test {
 protected:
  OwnCertificateTest() : authority_(*TlsAuthority::open("")) {
    const auto leaf = authority_.sign({"files.test", "127.0.0.1"});
    for (const char* name : {"cert.pem", "both.pem"}) {
      PEM_write_X509(to_write(home_.path(name)).get(), leaf.get());
    }
    EVP_PKEY* const key = authority_.leaf_key();
    PEM_write_PrivateKey(to_write(home_.path("key.pem")).get(), key, nullptr, nullptr, 0, nullptr,
                         nullptr);
    std::ofstream(home_.path("both.pem"), std::ios::app) << read_file(home_.path("key.pem"));
    char secret[] = "secret";
    PEM_write_PrivateKey(to_write(home_.path("locked.pem")).get(), key, EVP_aes_128_cbc(), nullptr,
                         0, nullptr, secret);
  }
  [[nodiscard]] TlsOptions tls(const char* certificate, const char* key) const {
    return {.on = true,
            .cert_file = home_.path(certificate),
            .key_file = *key == '\0' ? std::string() : home_.path(key)};
  }
  /// The names of what a client is shown, who trusts the authority that signed it.
  [[nodiscard]] std::string shown(const Server& server, const std::string& name) const {
    RawClient client(SecureHouse::port_of(server.tls_url()));
    const TlsEnd& tls = client.start_tls({.ca = authority_.pem(),
                                          .server_name = name,
                                          .checked = name.empty() ? "127.0.0.1" : name,
                                          .protocols = {}});
    const std::string host = name.empty() ? server.tls_url().substr(8) : name;
    EXPECT_EQ(client.ask(get_text(host)).status, 200);
    return tls.names();
  }
  TemporaryDirectory home_;
  TlsAuthority authority_;
};

TEST_F(OwnCertificateTest, IsShownToEverybody) {
  for (const TlsOptions& given : {tls("cert.pem", "key.pem"), tls("both.pem", "")}) {
    const Server server({.tls = given});
    EXPECT_EQ(shown(server, "files.test"), "DNS:files.test, IP Address:127.0.0.1");
    EXPECT_EQ(shown(server, ""), "DNS:files.test, IP Address:127.0.0.1");
    EXPECT_EQ(server.tls_ca(), "") << "no authority of ours is to be trusted";
    EXPECT_EQ(server.tls_ca_file(), "");
  }
}

TEST_F(OwnCertificateTest, MayHaveItsChainBehindIt) {
  std::ofstream(home_.path("cert.pem"), std::ios::app) << authority_.pem();
  const Server server({.tls = tls("cert.pem", "key.pem")});
  EXPECT_EQ(shown(server, "files.test"), "DNS:files.test, IP Address:127.0.0.1");
}

TEST_F(OwnCertificateTest, ThatCannotBeUsedIsNamed) {
  const auto other = *TlsAuthority::open("");
  PEM_write_PrivateKey(to_write(home_.path("other.pem")).get(), other.leaf_key(), nullptr, nullptr,
                       0, nullptr, nullptr);
  std::ofstream(home_.path("text.pem")) << "not a certificate";
  std::filesystem::create_directory(home_.path("folder"));
  const struct {
    const char* certificate;
    const char* key;
    const char* names;
    const char* says;
  } cases[] = {
      {"nothing.pem", "key.pem", "nothing.pem", "No such file"},
      {"cert.pem", "nothing.pem", "nothing.pem", "No such file"},
      {"folder", "key.pem", "folder", "Is a directory"},
      {"text.pem", "key.pem", "text.pem", "holds no certificate in PEM"},
      {"key.pem", "key.pem", "key.pem", "holds no certificate in PEM"},
      {"cert.pem", "", "cert.pem", "holds no private key"},
      {"cert.pem", "text.pem", "text.pem", "holds no private key"},
      {"cert.pem", "other.pem", "other.pem", "that belongs to"},
      {"cert.pem", "locked.pem", "locked.pem", "without a passphrase"},
  };
  for (const auto& each : cases) {
    const auto started = Server::try_start({.tls = tls(each.certificate, each.key)});
    ASSERT_FALSE(started) << each.says;
    EXPECT_EQ(started.error().kind, ErrorKind::kUsage);
    EXPECT_NE(started.error().text.find(home_.path(each.names)), std::string::npos)
        << started.error().text;
    EXPECT_NE(started.error().text.find(each.says), std::string::npos) << started.error().text;
  }
}

TEST_F(OwnCertificateTest, IsNotForWhoHasAnAuthority) {
  auto both = tls("cert.pem", "key.pem");
  both.dir = home_.path("authority");
  EXPECT_FALSE(Server::try_start({.tls = both}));
  EXPECT_FALSE(Server::try_start({.tls = {.on = true, .key_file = home_.path("key.pem")}}));
}

}  // namespace
}  // namespace resumulator::testing_support
