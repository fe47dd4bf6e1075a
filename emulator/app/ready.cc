#include "app/ready.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

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

}  // namespace

std::string hex_seed(std::uint64_t seed) {
  char text[20];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(seed));
  return text;
}

std::string ready_line(const Server& server) {
  const nlohmann::ordered_json line = {{"ready", true},
                                       {"url", server.url()},
                                       {"port", server.port()},
                                       {"admin", server.admin_url()},
                                       {"pid", ::getpid()},
                                       {"seed", hex_seed(server.seed())},
                                       {"tus", server.url("tus")},
                                       {"ietf", server.url("ietf")},
                                       {"lanes", {{"main", server.url()}}},
                                       {"version", version()}};
  return line.dump() + "\n";
}

std::string env_lines(const Server& server) {
  return "STORAGE_EMULATOR_HOST=" + server.url() + "\nRESUMULATOR_URL=" + server.url() +
         "\nRESUMULATOR_GCS_JSON_URL=" + server.url() +
         "\nRESUMULATOR_TUS_URL=" + server.url("tus") +
         "\nRESUMULATOR_IETF_URL=" + server.url("ietf") +
         "\nRESUMULATOR_ADMIN_URL=" + server.admin_url() + "\nRESUMULATOR_LANE=main" +
         "\nRESUMULATOR_PID=" + std::to_string(::getpid()) +
         "\nRESUMULATOR_SEED=" + hex_seed(server.seed()) + "\nRESUMULATOR_VERSION=" + version() +
         "\n";
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
