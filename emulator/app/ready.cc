#include "app/ready.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "app/trust.h"

namespace resumulator::app {
namespace {

Unexpected cannot_write(const std::string& path, int code) {
  return Unexpected(ErrorKind::kUsage,
                    "cannot write " + path + ": " + std::strerror(code) +
                        "; name a file in a directory that exists and may be written",
                    path);
}

Unexpected cannot_write(int descriptor, int code) {
  return Unexpected(ErrorKind::kUsage, "cannot write to descriptor " + std::to_string(descriptor) +
                                           ": " + std::strerror(code) +
                                           "; it must be open for writing");
}

std::string tls_lines(const Server& server, const std::string& ca_file) {
  std::string out;
  if (!ca_file.empty()) {
    out = "RESUMULATOR_CA=" + ca_file + "\n";
    for (const auto& [name, value] : trust_variables(ca_file)) {
      out.append(name).append("=").append(value).append("\n");
    }
  }
  if (const auto url = server.tls_url(); !url.empty()) out += "RESUMULATOR_TLS_URL=" + url + "\n";
  if (const auto url = server.proxy_url(); !url.empty()) {
    out += "RESUMULATOR_PROXY_URL=" + url + "\nHTTPS_PROXY=" + url + "\nhttps_proxy=" + url +
           // What was there before could name the hosts the proxy stands in for.
           "\nNO_PROXY=" + kOwnHosts + "\nno_proxy=" + kOwnHosts +
           // Node looks at the others only then.
           "\nNODE_USE_ENV_PROXY=1\n";
  }
  return out;
}

}  // namespace

std::string hex_seed(std::uint64_t seed) {
  char text[20];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(seed));
  return text;
}

std::string ready_line(const Server& server, const std::string& ca_file, const Urls& lanes) {
  nlohmann::ordered_json urls = {{"main", server.url()}};
  for (const auto& [name, url] : lanes) urls[name] = url;
  nlohmann::ordered_json line = {{"ready", true},
                                 {"url", server.url()},
                                 {"gcs-json", server.url()},
                                 {"gcs-xml", server.url()},
                                 {"photos", server.url()},
                                 {"port", server.port()},
                                 {"admin", server.admin_url()},
                                 {"pid", ::getpid()},
                                 {"seed", hex_seed(server.seed())},
                                 {"tus", server.url("tus")},
                                 {"ietf", server.url("ietf")},
                                 {"lanes", std::move(urls)},
                                 {"version", version()}};
  if (!server.tls_url().empty()) line["tls"] = server.tls_url();
  if (!server.proxy_url().empty()) line["proxy"] = server.proxy_url();
  if (!ca_file.empty()) line["ca"] = ca_file;
  if (const auto target = server.resumablejs_url(); !target.empty()) line["resumablejs"] = target;
  if (const auto target = server.filepond_url(); !target.empty()) line["filepond"] = target;
  return line.dump() + "\n";
}

std::string env_lines(const Server& server, const std::string& ca_file) {
  return "STORAGE_EMULATOR_HOST=" + server.url() + "\nRESUMULATOR_URL=" + server.url() +
         "\nRESUMULATOR_GCS_JSON_URL=" + server.url() +
         "\nRESUMULATOR_GCS_XML_URL=" + server.url() + "\nRESUMULATOR_PHOTOS_URL=" + server.url() +
         "\nRESUMULATOR_RESUMABLEJS_URL=" + server.resumablejs_url() +
         "\nRESUMULATOR_FILEPOND_URL=" + server.filepond_url() +
         "\nRESUMULATOR_TUS_URL=" + server.url("tus") +
         "\nRESUMULATOR_IETF_URL=" + server.url("ietf") +
         "\nRESUMULATOR_ADMIN_URL=" + server.admin_url() + "\nRESUMULATOR_LANE=main" +
         "\nRESUMULATOR_PID=" + std::to_string(::getpid()) +
         "\nRESUMULATOR_SEED=" + hex_seed(server.seed()) + "\nRESUMULATOR_VERSION=" + version() +
         "\n" + tls_lines(server, ca_file);
}

Result<void> write_descriptor(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto wrote = ::write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) {
      continue;
    }
    if (wrote < 0) {
      return cannot_write(descriptor, errno);
    }
    done += static_cast<std::size_t>(wrote);
  }
  return {};
}

Result<void> check_writable(const std::string& path) {
  if (path.empty()) return {};
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return cannot_write(path, EISDIR);
  const auto folder = std::filesystem::path(path).parent_path().string();
  if (::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0) return {};
  return cannot_write(path, errno);
}

Result<void> write_file(const std::string& path, const std::string& text) {
  const auto aside = path + ".part" + std::to_string(::getpid());
  const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) {
    return cannot_write(path, errno);
  }
  const auto wrote = write_descriptor(file, text);
  int code = ::close(file) == 0 ? 0 : errno;
  if (wrote && code == 0 && std::rename(aside.c_str(), path.c_str()) != 0) {
    code = errno;
  }
  if (!wrote || code != 0) {
    ::unlink(aside.c_str());
    return cannot_write(path, code == 0 ? EIO : code);
  }
  return {};
}

}  // namespace resumulator::app
