// How a server tells the world where it is: the ready line, the ready file, the env file.
//
// Errors   kUsage: a file cannot be written; the text names it.
// Source   scenario language, "Command line".
#pragma once

#include <cstdint>
#include <map>
#include <resumulator/result.hpp>
#include <string>

namespace resumulator {
class Server;
}

namespace resumulator::app {

/// Hosts that never go through a proxy.
inline constexpr const char* kOwnHosts = "127.0.0.1,localhost,::1";

/// Of lanes, by name.
using Urls = std::map<std::string, std::string>;

/// {"ready":true,"url":…,"port":…,"admin":…,"pid":…,"seed":"0x…","lanes":{…},"version":…}, the base
/// URLs of protocols under their names, and "tls", "proxy" and "ca" where there is HTTPS.
/// `ca_file`: the certificate to trust, if any; `lanes`: those beside main.
[[nodiscard]] std::string ready_line(const Server& server, const std::string& ca_file,
                                     const Urls& lanes);
/// The same as KEY=value lines, with the variables client libraries look for.
[[nodiscard]] std::string env_lines(const Server& server, const std::string& ca_file);
[[nodiscard]] std::string hex_seed(std::uint64_t seed);

/// Whether write_file() could write it, told before there is something to write. Empty: yes.
[[nodiscard]] Result<void> check_writable(const std::string& path);
/// Written aside and renamed: never there in part.
[[nodiscard]] Result<void> write_file(const std::string& path, const std::string& text);
/// Writes all of it to a descriptor.
[[nodiscard]] Result<void> write_descriptor(int descriptor, const std::string& text);

}  // namespace resumulator::app
