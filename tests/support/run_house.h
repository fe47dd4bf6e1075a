// What tests of `resumulator run` begin with: clients, scenarios, a place for folders.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "support/places.h"
#include "support/program.h"

namespace resumulator::testing_support {

using Words = std::vector<std::string>;

/// `resumulator run WORDS -- CLIENT`.
inline Ended run(Words words, const Words& client, const Program::Environment& environment = {}) {
  words.insert(words.begin(), "run");
  words.push_back("--");
  words.insert(words.end(), client.begin(), client.end());
  return run_program(words, environment);
}

/// The client of tests/support/tiny_client.py.
inline Words tiny(const Words& more = {}) {
  Words words = {"python3", source_path("tests/support/tiny_client.py"), "{payload}", "{bucket}"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

inline Words shell(const std::string& script) { return {"sh", "-c", script}; }

inline void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// A second answer is never lost: careful clients finish.
inline constexpr const char* kLostAnswer = R"({"scenario": "lost answer",
  "given": {"payload": {"size": "2 MiB", "seed": 7}},
  "rules": [{"name": "lose it", "when": {"operation": "finalize"}, "at": "stored", "do": "reset"}],
  "expect": [{"completes": {"objects": 1}}, {"object": {"equals": "payload"}},
             {"conversation": "create append* finalize:reset query:2xx"},
             {"client": {"exit": 0}}]})";
inline constexpr const char* kPlain = R"({"scenario": "plain",
  "given": {"payload": {"size": "600 KiB", "seed": 3}},
  "expect": [{"completes": {"objects": 1}}]})";

inline constexpr const char* kVaried = R"({"scenario": "varied",
  "given": {"payload": {"size": "600 KiB", "seed": 3}},
  "vary": {"code": [503, 403], "at": [0, 1]},
  "rules": [{"name": "no", "when": {"operation": "upload"}, "at": "body:${at}",
             "do": {"answer": "${code}"}}],
  "expect": [{"completes": {"objects": 1}}]})";

/// A directory with a scenario and the folders of its runs.
class Run : public ::testing::Test {
 protected:
  std::string scenario(const std::string& text) {
    const auto path = directory_.path("scenario.json");
    write(path, text);
    return path;
  }
  [[nodiscard]] std::string folder(const std::string& number = "0001") const {
    return directory_.path("runs/" + number);
  }
  Ended judged(const std::string& text, const Words& client, Words more = {},
               const Program::Environment& environment = {}) {
    more.insert(more.begin(), {"--scenario", scenario(text), "--keep-dir", directory_.path("runs"),
                               "--seed", "0x5eed0007"});
    return run(more, client, environment);
  }
  TemporaryDirectory directory_;
};

}  // namespace resumulator::testing_support
