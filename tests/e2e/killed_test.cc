// What the program that was killed had acknowledged, and what becomes of it at the next start.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/program.h"
#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

namespace fs = std::filesystem;

// Rule rjs.complete.again: the whole program, killed.
TEST(Killed, AProgramThatStartsAgainMakesTheFileOfAnUpload) {
  const TemporaryDirectory directory;
  const std::string files = directory.path("files");
  const std::vector<std::string> flags = {"--store", directory.path("store"), "--upload-dir",
                                          files};
  {
    ServeProgram program(flags);
    const auto post = [&](const RjsChunk& chunk) {
      const std::string body = RjsHouse::form(chunk.parameters(), chunk.bytes);
      return RawClient(program.port())
          .ask("POST /uploads HTTP/1.1\r\nHost: a\r\nContent-Type: " +
               RjsHouse::form_type().front().second +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body)
          .status;
    };
    fs::remove(files);
    std::ofstream(files) << "a file where the directory was";
    EXPECT_EQ(post(first_chunk()), 200);
    EXPECT_EQ(post(last_chunk()), 500);
    program.signal(SIGKILL);
    EXPECT_LT(program.exit_code(), 0);
  }
  fs::remove(files);
  const ServeProgram again(flags);
  EXPECT_EQ(read_file(files + "/a.bin"), "0123456789");
}

}  // namespace
}  // namespace resumulator::testing_support
