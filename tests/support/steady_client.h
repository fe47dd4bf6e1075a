// An uploader that does the same whenever it is told the same, and keeps every byte it was told.
//
//   SteadyClient client(port, "/_emu/lane/a", "b", "name", bytes);
//   client.upload();
//   EXPECT_EQ(client.told(), told_in_an_earlier_run);
//
// One connection a request, one Host whatever the port, no clock of its own.
//
// Threads  one each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::testing_support {

class SteadyClient {
 public:
  SteadyClient(std::uint16_t port, std::string prefix, std::string bucket, std::string name,
               std::string bytes)
      : port_(port),
        prefix_(std::move(prefix)),
        bucket_(std::move(bucket)),
        name_(std::move(name)),
        bytes_(std::move(bytes)) {}

  /// Opens a session, sends chunks, asks after trouble, begins anew when the session is gone, reads
  /// the object back. Gives up after a few dozen requests.
  void upload();
  /// Each request in a few words, and the answer as it came.
  [[nodiscard]] const std::vector<std::string>& told() const { return told_; }

 private:
  enum class Next { kGoOn, kAsk, kAnew, kDone };
  /// One exchange; the answer's status, 0: it was none.
  int exchange(const std::string& method, const std::string& target, std::string_view body,
               const std::string& range);
  bool open();
  [[nodiscard]] Next send_chunk();
  [[nodiscard]] Next ask();
  [[nodiscard]] Next take_progress(int status);
  [[nodiscard]] std::string field(std::string_view name) const;

  const std::uint16_t port_;
  const std::string prefix_;
  const std::string bucket_;
  const std::string name_;
  const std::string bytes_;
  std::string session_;
  std::size_t offset_ = 0;
  std::string answer_;
  std::vector<std::string> told_;
};

}  // namespace resumulator::testing_support
