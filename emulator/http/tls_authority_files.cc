#include "http/tls_authority_files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "http/listener.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kReadByAll = 0644;
constexpr std::size_t kFileMax = 64 * 1024;

Unexpected unusable(const std::string& dir, const std::string& why) {
  return {ErrorKind::kUsage, "the certificate authority in " + dir + " cannot be used: " + why,
          "tls-dir"};
}
std::string in_words(int code) { return std::generic_category().message(code); }

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
Bio memory_of(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// The file's text, empty where there is none.
Result<std::string> read_file(const std::string& dir, const std::string& path, bool secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    if (errno == ENOENT) return std::string();
    return unusable(dir, path + ": " + in_words(errno));
  }
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) return unusable(dir, path + ": " + in_words(errno));
  if (secret && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return unusable(dir, path + " is open to other users of this machine; chmod 600 it");
  }
  std::string text(kFileMax, '\0');
  const ssize_t got = ::read(file.number(), text.data(), text.size());
  if (got < 0) return unusable(dir, path + ": " + in_words(errno));
  text.resize(static_cast<std::size_t>(got));
  if (text.empty()) return unusable(dir, path + " is empty; delete the directory, or name another");
  return text;
}

/// Written aside and renamed: never there in part.
Result<void> write_file(const std::string& dir, const std::string& path, std::string_view text,
                        mode_t mode) {
  const std::string aside = path + ".part";
  ::unlink(aside.c_str());
  Descriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  bool done = static_cast<bool>(file);
  while (done && !text.empty()) {
    const ssize_t wrote = ::write(file.number(), text.data(), text.size());
    done = wrote > 0 || (wrote < 0 && errno == EINTR);
    if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  done = done && ::fsync(file.number()) == 0 && std::rename(aside.c_str(), path.c_str()) == 0;
  if (done) return {};
  const int why = errno;
  ::unlink(aside.c_str());
  return unusable(dir, path + " cannot be written: " + in_words(why));
}

std::string to_pem(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()), &BIO_free);
  if (!out ||
      PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Held while the files are read or made.
Result<Descriptor> lock(const std::string& dir) {
  std::error_code problem;
  if (fs::create_directories(dir, problem)) fs::permissions(dir, fs::perms::owner_all, problem);
  if (problem) return unusable(dir, problem.message() + "; name a directory that can be made");
  const std::string path = dir + "/lock";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (!file) return unusable(dir, path + ": " + in_words(errno));
  while (::flock(file.number(), LOCK_EX) != 0) {
    if (errno != EINTR) return unusable(dir, path + ": " + in_words(errno));
  }
  return file;
}

/// A PEM file with a passphrase is not ours: nobody is asked for one.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*given*/) { return -1; }

}  // namespace

Result<TlsAuthority> TlsAuthorityFiles::make(const Paths& paths) {
  auto made = TlsAuthority::make();
  if (!made) return made;
  // The key first: what has no certificate beside it counts as not there.
  const auto key = to_pem(made->key_.get());
  if (auto done = write_file(paths.dir, paths.key, key, kOwnerOnly); !done) {
    return Unexpected(done.error());
  }
  if (auto done = write_file(paths.dir, paths.ca, made->pem_, kReadByAll); !done) {
    return Unexpected(done.error());
  }
  made->file_ = paths.ca;
  return made;
}

Result<TlsAuthority> TlsAuthorityFiles::load(const Paths& paths, std::string ca) {
  const auto key = read_file(paths.dir, paths.key, true);
  if (!key) return Unexpected(key.error());
  if (key->empty()) {
    return unusable(paths.dir, "ca-key.pem is missing; delete ca.pem to have a new authority");
  }
  TlsAuthority out;
  out.certificate_.reset(PEM_read_bio_X509(memory_of(ca).get(), nullptr, &no_passphrase, nullptr));
  out.key_.reset(PEM_read_bio_PrivateKey(memory_of(*key).get(), nullptr, &no_passphrase, nullptr));
  (void)take_openssl_error();
  if (!out.certificate_ || !out.key_ || X509_check_ca(out.certificate_.get()) != 1) {
    return unusable(paths.dir, "its files are not an authority's; delete them to have a new one");
  }
  if (X509_check_private_key(out.certificate_.get(), out.key_.get()) != 1) {
    (void)take_openssl_error();
    return unusable(paths.dir,
                    "ca.pem and ca-key.pem do not belong together; delete them to have a new one");
  }
  if (X509_cmp_current_time(X509_get0_notAfter(out.certificate_.get())) <= 0) {
    return unusable(paths.dir, "it has run out; delete its files to have a new one");
  }
  out.pem_ = std::move(ca);
  out.file_ = paths.ca;
  return out;
}

Result<TlsAuthority> TlsAuthorityFiles::open(const std::string& dir) {
  const auto held = lock(dir);
  if (!held) return Unexpected(held.error());
  const Paths paths{dir, dir + "/ca.pem", dir + "/ca-key.pem"};
  auto ca = read_file(dir, paths.ca, false);
  if (!ca) return Unexpected(ca.error());
  return ca->empty() ? make(paths) : load(paths, *std::move(ca));
}

}  // namespace resumulator
