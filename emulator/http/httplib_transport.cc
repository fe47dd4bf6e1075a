// The one file that knows cpp-httplib: the library accepts, we do the rest.
//
// The seam is the virtual that owns an accepted socket. Our override hands the socket to a worker
// of our own and returns, so the library's accept loop is all of it that runs. Its
// process_request() is not called: it percent-decodes header values, unpacks gzip bodies, sorts
// header fields, owns the reason phrases and writes 400s of its own, and each of these changes
// bytes a resumable upload depends on. Its task queue is not used either: it has a fixed number of
// workers, and a stalled connection holds one.
#include <fcntl.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "engine/engine.h"
#include "http/connection.h"
#include "http/growing_pool.h"
#include "http/listener.h"
#include "http/open_sockets.h"
#include "http/refusal_desk.h"
#include "http/response_writer.h"
#include "http/tls_house.h"
#include "http/transport.h"

namespace resumulator {
namespace {

/// The `n`-th number of a version text, "0.11.4".
constexpr int version_part(const char* text, int n) {
  for (; n > 0 && *text != '\0'; ++text) n -= *text == '.' ? 1 : 0;
  int number = 0;
  for (; *text >= '0' && *text <= '9'; ++text) number = number * 10 + (*text - '0');
  return number;
}
static_assert(version_part(CPPHTTPLIB_VERSION, 0) == 0 && version_part(CPPHTTPLIB_VERSION, 1) >= 11,
              "this seam was tried with cpp-httplib 0.11 and later 0.x versions");

/// A worker that found no new connection for so long ends.
constexpr std::chrono::milliseconds kWorkerIdle{10'000};
/// To a client of TLS that finds no worker: a fatal alert, internal_error.
constexpr std::string_view kTlsAlert("\x15\x03\x01\x00\x02\x02\x50", 7);
/// How long answers under way may still leave when the server stops.
constexpr std::chrono::milliseconds kLastWords{250};
/// Descriptors left to stores and to the process around us.
constexpr std::size_t kDescriptorsKept = 128;

using AcceptedSocket = std::function<void(int descriptor)>;

/// Runs what it is given at once, on the accept thread: the job is our override below, which only
/// passes the socket on. It is here that connections get their numbers in the order of acceptance.
class RunHere final : public httplib::TaskQueue {
 public:
  /// void in 0.11, later bool: whether there was room.
  using Answer = decltype(std::declval<httplib::TaskQueue&>().enqueue(std::function<void()>()));
  Answer enqueue(std::function<void()> job) override {
    job();
    return Answer(true);
  }
  void shutdown() override {}
};

/// The library ignores SIGPIPE for the whole process when a server is made. We never cause one
/// (MSG_NOSIGNAL), so the process around us keeps what it had.
class SigpipeKeeper {
 public:
  SigpipeKeeper() { ::sigaction(SIGPIPE, nullptr, &before_); }
  ~SigpipeKeeper() { ::sigaction(SIGPIPE, &before_, nullptr); }
  SigpipeKeeper(const SigpipeKeeper&) = delete;
  SigpipeKeeper& operator=(const SigpipeKeeper&) = delete;

 private:
  struct sigaction before_ {};
};

/// The library's accept loop on one listening socket of ours.
class AcceptLoop final : public httplib::Server {
 public:
  AcceptLoop(const Descriptor& listener, AcceptedSocket accepted)
      : listener_(listener), accepted_(std::move(accepted)) {
    set_idle_interval(0);
    new_task_queue = [this] {
      if (!std::exchange(running_told_, true)) running_.set_value();
      return new RunHere;
    };
  }
  ~AcceptLoop() override { end(); }

  /// Returns when the loop runs.
  void start() {
    thread_ = std::thread([this] { run(); });
    running_.get_future().wait();
  }
  /// Not the library's stop(): that closes the descriptor while the accept thread may be about to
  /// use it. A listening socket that was shut down makes accept() fail, and the loop then closes
  /// its descriptor itself.
  void end() {
    if (!thread_.joinable()) return;
    ending_ = true;
    ::shutdown(listener_.number(), SHUT_RDWR);
    thread_.join();
  }

 private:
  void run() {
    // The library's loop ends on nearly every error, also on those that pass (a signal, a
    // connection gone before it was accepted, memory short): it then goes on with a new descriptor
    // of the same socket.
    while (!ending_) {
      svr_sock_ = ::fcntl(listener_.number(), F_DUPFD_CLOEXEC, 0);
      listen_after_bind();
      // Later versions take an ended loop for the last one; this makes them forget it, and does
      // nothing else while no loop runs.
      stop();
      if (!ending_) ::poll(nullptr, 0, 1);
    }
  }
  bool process_and_close_socket(socket_t socket) override {
    accepted_(socket);
    return true;
  }

  const Descriptor& listener_;
  const AcceptedSocket accepted_;
  std::atomic<bool> ending_{false};
  bool running_told_ = false;
  std::promise<void> running_;
  std::thread thread_;
};

/// Connections a process may hold: what was asked for, or what its descriptors allow.
std::size_t connections_possible(std::size_t wished) {
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return wished;
  const auto allowed = static_cast<std::size_t>(descriptors.rlim_cur);
  return std::min(wished, std::max(allowed, 2 * kDescriptorsKept) - kDescriptorsKept);
}

/// Listening sockets and the loops that accept on them.
struct Door {
  Listeners listeners;
  std::string lane{};  ///< empty: every lane's
  Entrance entrance{};
  std::vector<std::unique_ptr<AcceptLoop>> loops{};

  ~Door() { end(); }
  void end() {
    for (auto& loop : loops) loop->end();
    loops.clear();
    listeners.sockets.clear();
  }
};

class HttplibTransport final : public Transport {
 public:
  HttplibTransport(const Options& options, Engine& engine, Listeners listeners,
                   std::unique_ptr<TlsHouse> tls)
      : engine_(engine),
        host_(options.host),
        limits_(options.limits),
        tls_(std::move(tls)),
        main_{std::move(listeners)},
        port_(main_.listeners.port),
        url_host_(main_.listeners.url_host),
        workers_(connections_possible(limits_.connections_max), kWorkerIdle) {}
  ~HttplibTransport() override { stop(); }

  void start() override {
    open(main_);
    if (!tls_) return;
    for (auto* each : {&tls_->direct, &tls_->proxy}) {
      if (each->listeners.sockets.empty()) continue;
      beside_.push_back(std::make_unique<Door>());
      beside_.back()->listeners = std::move(each->listeners);
      beside_.back()->entrance = each->entrance;
      open(*beside_.back());
    }
  }

  void stop() override {
    main_.end();
    for (auto& door : beside_) door->end();
    std::vector<std::unique_ptr<Door>> ended;
    {
      MutexLock hold(mutex_);
      stopped_ = true;
      ended.swap(doors_);
    }
    ended.clear();
    open_.end_all(kLastWords);
    workers_.finish();
    refusals_.finish();
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] std::string url_host() const override { return url_host_; }
  [[nodiscard]] TlsFacts tls() const override { return tls_ ? tls_->facts : TlsFacts{}; }

  Result<LanePorts> open_ports(const std::string& lane, std::uint16_t port,
                               std::optional<std::uint16_t> tls_port) override {
    const bool with_tls = tls().port != 0;
    if (tls_port && !with_tls) {
      return Unexpected(ErrorKind::kUsage, "No TLS is spoken here; start the server with --tls.");
    }
    std::vector<std::unique_ptr<Door>> made;
    if (auto done = add_door(lane, port, {}, made); !done) return Unexpected(done.error());
    if (with_tls) {
      auto done = add_door(lane, tls_port.value_or(0), tls_->direct.entrance, made);
      if (!done) return Unexpected(done.error());
    }
    MutexLock hold(mutex_);
    if (stopped_) return Unexpected(ErrorKind::kUnavailable, "The server is stopping.");
    for (auto& door : made) {
      open(*door);
      doors_.push_back(std::move(door));
    }
    return ports(lane);
  }

  [[nodiscard]] LanePorts ports_of(const std::string& lane) const override {
    MutexLock hold(mutex_);
    return ports(lane);
  }

  void close_ports(const std::string& lane) override {
    std::vector<std::unique_ptr<Door>> ended;
    MutexLock hold(mutex_);
    for (auto at = doors_.begin(); at != doors_.end();) {
      if ((*at)->lane == lane) {
        ended.push_back(std::move(*at));
        at = doors_.erase(at);
      } else {
        ++at;
      }
    }
  }

 private:
  [[nodiscard]] LanePorts ports(const std::string& lane) const REQUIRES(mutex_) {
    LanePorts found;
    for (const auto& door : doors_) {
      if (door->lane != lane) continue;
      const bool tls = door->entrance.kind == Entrance::Kind::kTls;
      (tls ? found.tls_port : found.port) = door->listeners.port;
    }
    return found;
  }

  /// Listens; nobody is let in yet.
  Result<void> add_door(const std::string& lane, std::uint16_t port, const Entrance& entrance,
                        std::vector<std::unique_ptr<Door>>& to) const {
    auto listeners = listen_on(host_, port);
    if (!listeners) return Unexpected(listeners.error());
    to.push_back(std::make_unique<Door>());
    to.back()->listeners = *std::move(listeners);
    to.back()->lane = lane;
    to.back()->entrance = entrance;
    return {};
  }

  void open(Door& door) {
    const SigpipeKeeper keeper;
    for (const auto& socket : door.listeners.sockets) {
      door.loops.push_back(
          std::make_unique<AcceptLoop>(socket, [this, &door](int fd) { accepted(fd, door); }));
      door.loops.back()->start();
    }
  }

  /// On an accept thread: must not wait for anything.
  void accepted(int descriptor, const Door& door) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    // Full, or no thread to be had: the number is gone all the same, as is the connection.
    const std::uint64_t id = ++connections_;
    const auto socket = std::make_shared<OpenSocket>(descriptor);
    if (workers_.submit([this, socket, id, lane = door.lane, entrance = door.entrance] {
          serve(*socket, id, lane, entrance);
        })) {
      return;
    }
    const bool tls = door.entrance.kind == Entrance::Kind::kTls;
    refusals_.turn_away(Descriptor(socket->release()),
                        tls ? std::string(kTlsAlert) : last_answer(engine_.overloaded()));
  }

  void serve(OpenSocket& socket, std::uint64_t id, const std::string& lane,
             const Entrance& entrance) {
    if (!open_.add(socket)) return;
    try {
      Connection(socket, engine_, limits_,
                 {.id = id,
                  .request = 0,
                  .local_address = local_address(socket.descriptor()),
                  .lane = lane},
                 entrance)
          .run();
    } catch (const std::exception&) {
      // Memory ran out: this connection ends, and no other.
    }
    open_.remove(socket);
  }

  Engine& engine_;
  const std::string host_;
  const Limits limits_;
  const std::unique_ptr<TlsHouse> tls_;  // before every connection that uses it
  Door main_;
  std::vector<std::unique_ptr<Door>> beside_;  // TLS and the proxy
  const std::uint16_t port_;
  const std::string url_host_;
  OpenSockets open_;
  std::atomic<std::uint64_t> connections_{0};
  GrowingPool workers_;
  RefusalDesk refusals_;
  mutable Mutex mutex_;
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<Door>> doors_ GUARDED_BY(mutex_);  // of lanes
};

}  // namespace

Result<std::unique_ptr<Transport>> make_httplib_transport(const Options& options, Engine& engine) {
  auto listeners = listen_on(options.host, options.port);
  if (!listeners) return Unexpected(listeners.error());
  std::unique_ptr<TlsHouse> tls;
  if (options.tls.on || options.tls.proxy_port) {
    auto made = TlsHouse::make(options);
    if (!made) return Unexpected(made.error());
    tls = *std::move(made);
  }
  return std::unique_ptr<Transport>(
      std::make_unique<HttplibTransport>(options, engine, *std::move(listeners), std::move(tls)));
}

}  // namespace resumulator
