// resumulator::Server: the emulator inside your own process.
//
//   #include <resumulator/server.hpp>
//
//   resumulator::Server server({.buckets = {"photos"}});      // free port, ready on return
//   my_upload(server.url(), "photos", "a.raw", bytes);        // any client that takes a base URL
//   EXPECT_EQ(server.object("photos", "a.raw")->bytes(), bytes);
//   EXPECT_EQ(server.exchanges().size(), 3);
//                                                             // gone at scope end, threads joined
//
// Threads  every call may come from any thread; as many servers as you like live side by side, they
// share nothing. Errors   the constructor throws std::runtime_error with the whole explanation;
// try_start returns it instead.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <resumulator/hold.hpp>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// A finished object as the server keeps it. Cheap to copy; the bytes stay readable after the
/// object was replaced.
class StoredObject {
 public:
  std::string bucket;
  std::string name;
  std::uint64_t generation = 0;
  std::uint64_t metageneration = 0;
  std::uint64_t size = 0;
  std::string content_type;
  std::string crc32c;  ///< base64, big-endian
  std::string md5;     ///< base64; empty where the object has none (composite objects)
  /// Bytes [from, from + length) or fewer where the object ends. Reads from disk where the bytes
  /// lie there.
  [[nodiscard]] std::string bytes(std::uint64_t from = 0, std::uint64_t length = UINT64_MAX) const {
    return read ? read(from, length) : std::string();
  }
  std::function<std::string(std::uint64_t, std::uint64_t)> read;  ///< how bytes() gets them
};

/// What a server has done and holds.
struct Totals {
  std::uint64_t requests = 0;             ///< exchanges with clients; the admin API does not count
  std::uint64_t sessions = 0;             ///< upload sessions opened
  std::uint64_t objects = 0;              ///< live objects held now
  std::uint64_t bytes_received = 0;       ///< body bytes of requests
  std::uint64_t active = 0;               ///< requests under way now
  std::chrono::microseconds idle_for{0};  ///< real time since the last request ended
};

/// The version of the library, "1.2.3".
[[nodiscard]] const char* version();

class Lane;  // <resumulator/lane.hpp>

class Server {
 public:
  /// Binds, starts and returns ready to answer. Throws std::runtime_error when the options cannot
  /// be met.
  explicit Server(Options options = {});
  /// The same without throwing.
  [[nodiscard]] static Result<Server> try_start(Options options = {});
  /// Stops: no new connection, open ones are cut, threads joined, stores closed. At most a few
  /// milliseconds.
  ~Server();
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;

  [[nodiscard]] std::uint16_t port() const;
  /// "http://127.0.0.1:PORT", the base URL for clients.
  [[nodiscard]] std::string url() const;
  /// The base URL for clients of one protocol: url() + "/files" for "tus".
  [[nodiscard]] std::string url(std::string_view protocol) const;
  [[nodiscard]] std::string admin_url() const;  ///< base of the admin API, url() + "/_emu/v1"
  /// "https://127.0.0.1:PORT"; empty without Options::tls.on.
  [[nodiscard]] std::string tls_url() const;
  /// "http://127.0.0.1:PORT", what HTTPS_PROXY takes; empty without Options::tls.proxy_port.
  [[nodiscard]] std::string proxy_url() const;
  /// The certificate in PEM that clients must trust for either; empty without both.
  [[nodiscard]] std::string tls_ca() const;
  /// Where it stands as a file; empty without Options::tls.dir.
  [[nodiscard]] std::string tls_ca_file() const;
  /// Where chunks of the Resumable.js family go, url() + "/uploads"; empty where none is served.
  [[nodiscard]] std::string resumablejs_url() const;
  /// FilePond's `server`, url() + "/filepond"; empty where it is not served.
  [[nodiscard]] std::string filepond_url() const;
  [[nodiscard]] std::uint64_t seed() const;
  [[nodiscard]] Clock& clock() const;

  Result<void> create_bucket(std::string_view name);
  /// Stores an object as an upload would, without the wire.
  Result<StoredObject> put_object(std::string_view bucket, std::string_view name,
                                  std::string_view bytes,
                                  std::string_view content_type = "application/octet-stream");
  [[nodiscard]] std::optional<StoredObject> object(std::string_view bucket,
                                                   std::string_view name) const;
  [[nodiscard]] std::vector<StoredObject> objects(std::string_view bucket) const;

  /// All exchanges kept (Limits::exchanges_kept_max), oldest first. An answer a client has in hand
  /// is in here.
  [[nodiscard]] std::vector<RecordedExchange> exchanges() const;
  /// Waits until an exchange fits, also an earlier one. Empty after `timeout` (real time).
  [[nodiscard]] std::optional<RecordedExchange> wait_for(
      const std::function<bool(const RecordedExchange&)>& fits,
      std::chrono::milliseconds timeout) const;
  [[nodiscard]] Totals totals() const;
  /// Opens a lane (include <resumulator/lane.hpp>): a world of its own with a clock of its own,
  /// seeded from the server's seed and the name; the buckets of the options are in it. Throws
  /// std::runtime_error where the name is taken. Without a name: that of the running test where
  /// <resumulator/gtest.hpp> is included, else "lane"; with a number behind it where it is taken.
  [[nodiscard]] Lane lane(const std::string& name = {});
  /// Takes the first request that fits out of the server's hands: "OPERATION[#NTH][@POINT]", as in
  /// "append#2@body:100KiB", or a rule without an action, {"when":…,"at":…}. Of the requests that
  /// are in no lane but main. Throws std::runtime_error with its mistakes.
  [[nodiscard]] Hold hold(std::string_view what);
  /// A new world: no objects, no sessions, no exchanges; the buckets and seeds of the options are
  /// back.
  Result<void> reset();
  /// As the destructor, early. Calling it twice is harmless.
  void stop();

  class State;

 private:
  friend struct ServerAccess;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// One server for a whole process: the first call starts it, the process's end stops it.
[[nodiscard]] Server& shared_server();

}  // namespace resumulator
