// The composition root: options in, a running server out.
#include <resumulator/server.hpp>
#include <span>
#include <stdexcept>
#include <utility>

#include "core/base/mutex.h"
#include "core/base/random.h"
#include "core/upload/world.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "engine/recorder.h"
#include "http/transport.h"
#include "protocols/catalogue.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/signature_key.h"
#include "server/admin/admin.h"
#include "server/hold_access.h"
#include "server/lane_access.h"
#include "server/lane_case.h"
#include "server/mounts.h"
#include "server/rule_reader.h"
#include "server/server_access.h"
#include "server/stored_object.h"

namespace resumulator {
namespace {

/// Lanes that requests open by themselves: a client that makes up names must not fill the memory.
constexpr std::size_t kAutoLanesMax = 10'000;

}  // namespace

class Server::State {
 public:
  explicit State(Options given) : options_(std::move(given)) {
    if (!options_.clock) {
      options_.clock = std::make_shared<SystemClock>();
    }
    if (!options_.seed) {
      options_.seed = random_seed();
    }
  }
  ~State() { stop(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> start() {
    if (Result<void> apart = check_mounts(options_); !apart) return apart;
    if (options_.gcs.signed_url_check == GcsSwitches::SignedUrlCheck::kFull) {
      if (auto key = gcs::SignatureKey::read(options_.signature_key); !key) {
        return Unexpected(key.error());
      }
    }
    auto world = World::open(options_, options_.clock, *options_.seed);
    if (!world) {
      return Unexpected(world.error());
    }
    finish_interrupted(*world);
    engine_ =
        std::make_unique<Engine>(options_, std::move(world).value(), make_protocols(options_));
    engine_->read_rules_by(read_one_line);
    if (options_.auto_lanes) {
      engine_->open_lanes_by([this](const std::string& name) { return open_if_missing(name); });
    }
    add_admin_routes(engine_->control(), {.engine = *engine_,
                                          .options = options_,
                                          .cases = cases_,
                                          .transport = [this] { return transport_.get(); },
                                          .shut_down = [this] { return shut_down(); }});
    auto transport = make_httplib_transport(options_, *engine_);
    if (!transport) {
      return Unexpected(transport.error());
    }
    transport_ = std::move(transport).value();
    port_ = transport_->port();
    url_ = "http://" + transport_->url_host() + ":" + std::to_string(port_);
    tls_ = transport_->tls();
    transport_->start();
    return {};
  }

  /// A lane that a request names.
  Result<void> open_if_missing(const std::string& name) {
    if (engine_->lanes().all().size() >= kAutoLanesMax) {
      return Unexpected(ErrorKind::kNotFound, "There are too many lanes to open another one.");
    }
    const auto opened = open_lane(*engine_, options_,
                                  {.name = name, .seed = {}, .scenario = nullptr, .claims = {}});
    // Two requests may have wanted it at once.
    if (opened || opened.error().kind == ErrorKind::kConflict) return {};
    return Unexpected(ErrorKind::kNotFound, opened.error().text);
  }

  /// The URL of a port of the lane's own.
  Result<std::string> open_port(std::uint16_t port, const std::string& lane) {
    const auto opened = transport_->open_ports(lane, port, std::nullopt);
    if (!opened) {
      return Unexpected(opened.error());
    }
    return "http://" + transport_->url_host() + ":" + std::to_string(opened->port);
  }

  // The engine first, so that requests that wait see the end; then the connections they came by.
  void stop() {
    if (engine_) {
      engine_->stop();
    }
    if (transport_) {
      transport_->stop();
    }
  }

  void shut_down_by(std::function<void()> end) {
    MutexLock hold(mutex_);
    shut_down_ = std::move(end);
  }
  /// False: nobody said how.
  [[nodiscard]] bool shut_down() {
    MutexLock hold(mutex_);
    if (shut_down_) shut_down_();
    return shut_down_ != nullptr;
  }

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] Engine& engine() const { return *engine_; }
  [[nodiscard]] LaneCases& cases() { return cases_; }
  [[nodiscard]] const LaneCases& cases() const { return cases_; }
  [[nodiscard]] std::shared_ptr<World> world() const { return engine_->world(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const TlsFacts& tls() const { return tls_; }
  /// "https://127.0.0.1:8443"; empty where the port is none.
  [[nodiscard]] std::string origin(const char* scheme, std::uint16_t port) const {
    if (port == 0) return {};
    return std::string(scheme) + "://" + transport_->url_host() + ":" + std::to_string(port);
  }

 private:
  Options options_;
  LaneCases cases_;
  Mutex mutex_;
  std::function<void()> shut_down_ GUARDED_BY(mutex_);
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Transport> transport_;  // after the engine it gives requests to
  std::uint16_t port_ = 0;
  std::string url_;
  TlsFacts tls_;
};

Result<void> ServerAccess::load(const Server& server, const Scenario& scenario,
                                const std::function<bool()>& stopping) {
  auto& state = *server.state_;
  if (auto loaded = load_case(state.engine().main_lane(), scenario, stopping); !loaded) {
    return loaded;
  }
  state.cases().set(std::string(kMainLane), std::make_shared<const Scenario>(scenario));
  return {};
}

Result<std::string> ServerAccess::open_lane(const Server& server, const std::string& name,
                                            std::optional<std::uint16_t> port) {
  auto& state = *server.state_;
  const auto lane =
      resumulator::open_lane(state.engine(), state.options(),
                             {.name = name, .seed = {}, .scenario = nullptr, .claims = {}});
  if (!lane) {
    return Unexpected(lane.error());
  }
  if (!port) {
    return state.url() + std::string(kLanePrefix) + name;
  }
  return state.open_port(*port, name);
}

void ServerAccess::shut_down_by(const Server& server, std::function<void()> end) {
  server.state_->shut_down_by(std::move(end));
}

std::vector<ServerAccess::JudgedLane> ServerAccess::lanes(const Server& server) {
  const auto& state = *server.state_;
  std::vector<JudgedLane> lanes;
  for (auto& lane : state.engine().lanes().all()) {
    auto scenario = state.cases().of(lane->name());
    const auto at = lane->name() == kMainLane ? lanes.begin() : lanes.end();
    lanes.insert(at, {.lane = std::move(lane), .scenario = std::move(scenario)});
  }
  return lanes;
}

Engine& ServerAccess::engine(const Server& server) { return server.state_->engine(); }

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::Server(Options options) : state_(std::make_unique<State>(std::move(options))) {
  if (const auto started = state_->start(); !started) {
    throw std::runtime_error(started.error().text);
  }
}

Result<Server> Server::try_start(Options options) {
  auto state = std::make_unique<State>(std::move(options));
  if (const auto started = state->start(); !started) {
    return Unexpected(started.error());
  }
  return Server(std::move(state));
}

Lane Server::lane(const std::string& name) {
  auto lane = name.empty()
                  ? LaneAccess::open_unnamed(state_->engine(), state_->options(), state_->url())
                  : LaneAccess::open(state_->engine(), state_->options(), state_->url(), name);
  if (!lane) {
    throw std::runtime_error(lane.error().text);
  }
  return *std::move(lane);
}

Hold Server::hold(std::string_view what) {
  return HoldAccess::make(state_->engine().lanes().main(), what);
}

Server& shared_server() {
  static Server server;
  return server;
}

Server::~Server() = default;
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;

std::uint16_t Server::port() const { return state_->port(); }
std::string Server::url() const { return state_->url(); }
std::string Server::url(std::string_view protocol) const {
  const Options& options = state_->options();
  return protocol == "tus"    ? url() + options.tus.mount
         : protocol == "ietf" ? url() + options.ietf.mount
                              : url();
}
std::string Server::admin_url() const { return state_->url() + std::string(kControlBase); }
std::string Server::tls_url() const { return state_->origin("https", state_->tls().port); }
std::string Server::proxy_url() const { return state_->origin("http", state_->tls().proxy_port); }
std::string Server::tls_ca() const { return state_->tls().ca_pem; }
std::string Server::tls_ca_file() const { return state_->tls().ca_file; }

std::string Server::resumablejs_url() const {
  const std::string& mount = state_->options().resumablejs.mount;
  return mount.empty() ? std::string() : state_->url() + mount;
}
std::string Server::filepond_url() const {
  const std::string& mount = state_->options().resumablejs.filepond_mount;
  return mount.empty() ? std::string() : state_->url() + mount;
}

std::uint64_t Server::seed() const { return *state_->options().seed; }
Clock& Server::clock() const { return *state_->options().clock; }

Result<void> Server::create_bucket(std::string_view name) {
  Bucket spec;
  spec.name = name;
  spec.project = state_->options().project;
  const auto made = state_->world()->objects().create_bucket(std::move(spec));
  return made ? Result<void>() : Unexpected(made.error());
}

Result<StoredObject> Server::put_object(std::string_view bucket, std::string_view name,
                                        std::string_view bytes, std::string_view content_type) {
  if (const auto problem = gcs::check_object_name(name)) {
    return Unexpected(ErrorKind::kMalformed, problem->message);
  }
  const auto object = store_bytes(*state_->world(), bucket, name, bytes, content_type);
  if (!object) {
    return Unexpected(object.error());
  }
  return to_stored_object(*object);
}

std::optional<StoredObject> Server::object(std::string_view bucket, std::string_view name) const {
  const auto found = state_->world()->objects().get(bucket, name);
  return found ? std::optional(to_stored_object(*found)) : std::nullopt;
}

std::vector<StoredObject> Server::objects(std::string_view bucket) const {
  std::vector<StoredObject> out;
  const auto world = state_->world();
  ListQuery page_query;
  do {
    const auto page = world->objects().list(bucket, page_query);
    if (!page) {
      break;
    }
    for (const auto& object : page->items) {
      out.push_back(to_stored_object(object));
    }
    page_query.after = page->next_after;
  } while (!page_query.after.empty());
  return out;
}

std::vector<RecordedExchange> Server::exchanges() const {
  return state_->engine().recorder().exchanges();
}

std::optional<RecordedExchange> Server::wait_for(
    const std::function<bool(const RecordedExchange&)>& fits,
    std::chrono::milliseconds timeout) const {
  return state_->engine().recorder().wait_for(fits, timeout);
}

Totals Server::totals() const {
  const auto engine = state_->engine().totals();
  Totals totals;
  totals.requests = engine.requests;
  totals.sessions = engine.sessions;
  totals.bytes_received = engine.bytes_received;
  totals.active = engine.active;
  totals.idle_for = engine.idle_for;
  const auto world = state_->world();
  for (const auto& bucket : world->objects().buckets()) {
    ListQuery page_query;
    do {
      const auto page = world->objects().list(bucket->name, page_query);
      if (!page) {
        break;
      }
      totals.objects += page->items.size();
      page_query.after = page->next_after;
    } while (!page_query.after.empty());
  }
  return totals;
}

Result<void> Server::reset() { return state_->engine().reset(); }

void Server::stop() {
  if (state_) {
    state_->stop();
  }
}

}  // namespace resumulator
