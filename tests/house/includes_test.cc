// Goal: the layers stay layers. Method: read every #include of the product and hold it against the
// arrows of emulator/docs/architecture.md. With one include root the compiler alone cannot do it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "house/tree.h"

namespace resumulator::house {
namespace {

struct Include {
  std::string name;
  bool quoted = false;
  std::size_t line = 0;
};

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  std::size_t number = 0;
  for (const std::string& line : lines_of(file.text)) {
    ++number;
    if (!line.starts_with("#include ") || line.size() < 12) continue;
    const bool quoted = line[9] == '"';
    const std::size_t end = line.find(quoted ? '"' : '>', 10);
    found.push_back({line.substr(10, end - 10), quoted, number});
  }
  return found;
}

std::string first_folder(std::string_view path) {
  return std::string(path.substr(0, path.find('/')));
}

/// Who may include whom. A layer may always include itself and the public headers.
const std::map<std::string, std::set<std::string>>& arrows() {
  static const std::map<std::string, std::set<std::string>> kArrows = {
      {"core", {}},
      {"protocols", {"core"}},
      {"faults", {"core"}},
      {"scenario", {"faults", "core"}},
      {"verdict", {"scenario", "faults", "core"}},
      {"engine", {"protocols", "faults", "core"}},
      {"http", {"engine", "core"}},
      {"server", {"http", "engine", "protocols", "verdict", "scenario", "faults", "core"}},
      {"app", {"server", "verdict", "scenario", "faults", "core"}},
      {"include", {}},
  };
  return kArrows;
}

/// Libraries that are not the standard one, and where their headers may be named.
struct Guest {
  std::string_view prefix;
  std::string_view folder;  ///< empty: any layer
};
constexpr std::array kGuests = {
    Guest{"httplib.h", "emulator/http/"},
    Guest{"CLI/", "emulator/app/"},
    Guest{"nlohmann/", ""},
    Guest{"openssl/", ""},
    Guest{"sqlite3.h", "emulator/core/"},
    Guest{"isa-l", "emulator/core/"},
    Guest{"pugixml.hpp", "emulator/core/wire/"},
    Guest{"zlib.h", ""},
    Guest{"zconf.h", ""},
};

TEST(Includes, FollowTheArrowsBetweenLayers) {
  std::size_t seen = 0;
  for (const SourceFile& file : cpp_below("emulator")) {
    const std::string layer = first_folder(std::string_view(file.path).substr(9));
    ASSERT_TRUE(arrows().contains(layer)) << file.path << " lies in no known layer";
    for (const Include& include : includes_of(file)) {
      if (!include.quoted) continue;
      ++seen;
      const std::string target = first_folder(include.name);
      EXPECT_TRUE(target == layer || arrows().at(layer).contains(target))
          << place(file, include.line) << ": " << layer << " may not include " << include.name;
    }
  }
  EXPECT_GT(seen, 20U);
}

/// Parts of protocols that several are built on. They may be named by all, and name none.
constexpr std::array<std::string_view, 2> kShared = {"google_oauth", "x_goog_upload"};

TEST(Includes, OfOneProtocolNeverNameAnother) {
  for (const SourceFile& file : cpp_below("emulator/protocols")) {
    const std::string_view inner = std::string_view(file.path).substr(19);
    if (inner.find('/') == std::string_view::npos) continue;  // the parts all protocols share
    for (const Include& include : includes_of(file)) {
      if (!include.quoted || !include.name.starts_with("protocols/")) continue;
      const std::string target = include.name.substr(10);
      if (target.find('/') == std::string::npos) continue;
      const bool from_shared = std::count(kShared.begin(), kShared.end(), first_folder(inner)) > 0;
      const bool to_shared = std::count(kShared.begin(), kShared.end(), first_folder(target)) > 0;
      if (to_shared && !from_shared) continue;
      EXPECT_EQ(first_folder(target), first_folder(inner)) << place(file, include.line);
    }
  }
}

TEST(Includes, OfTheEngineNameNoProtocol) {
  for (const SourceFile& file : cpp_below("emulator/engine")) {
    for (const Include& include : includes_of(file)) {
      if (!include.quoted || !include.name.starts_with("protocols/")) continue;
      EXPECT_EQ(include.name.find('/', 10), std::string::npos)
          << place(file, include.line) << ": " << include.name << " is one protocol's";
    }
  }
}

TEST(Includes, NameGuestLibrariesOnlyInSourcesAndWhereTheyBelong) {
  for (const SourceFile& file : cpp_below("emulator")) {
    for (const Include& include : includes_of(file)) {
      for (const Guest& guest : kGuests) {
        if (!include.name.starts_with(guest.prefix)) continue;
        // Names only, and only between the routes of the admin API.
        if (include.name == "nlohmann/json_fwd.hpp" && file.below("emulator/server/admin/")) {
          continue;
        }
        EXPECT_TRUE(file.ends(".cc"))
            << place(file, include.line) << ": " << include.name << " belongs in a .cc";
        EXPECT_TRUE(file.below(guest.folder))
            << place(file, include.line) << ": " << include.name << " only below " << guest.folder;
      }
    }
  }
}

TEST(Includes, OfPublicHeadersNeedNothingButTheStandardLibrary) {
  for (const SourceFile& file : cpp_below("emulator/include")) {
    for (const Include& include : includes_of(file)) {
      // Nobody needs gtest.hpp who has no GoogleTest.
      const bool for_tests = file.ends("/gtest.hpp") &&
                             (include.name == "gtest/gtest.h" || include.name == "gmock/gmock.h");
      const bool standard = include.name.find('/') == std::string::npos &&
                            include.name.find('.') == std::string::npos;
      EXPECT_TRUE(!include.quoted &&
                  (standard || for_tests || include.name.starts_with("resumulator/")))
          << place(file, include.line) << ": " << include.name;
    }
  }
}

TEST(Includes, OpenSocketsOnlyInTheTransportAndTheProgram) {
  const std::set<std::string> sockets = {"sys/socket.h", "netinet/in.h", "netinet/tcp.h",
                                         "arpa/inet.h",  "netdb.h",      "sys/un.h"};
  for (const SourceFile& file : cpp_below("emulator")) {
    if (file.below("emulator/http/") || file.below("emulator/app/")) continue;
    for (const Include& include : includes_of(file)) {
      EXPECT_FALSE(sockets.contains(include.name)) << place(file, include.line);
    }
  }
}

TEST(Headers, SayPragmaOnceAndOpenWithWhatTheyAreFor) {
  for (const SourceFile& file : cpp_below("emulator")) {
    if (file.ends(".cc")) continue;
    EXPECT_TRUE(file.text.starts_with("// ")) << file.path << " opens with no comment";
    EXPECT_NE(file.text.find("\n#pragma once\n"), std::string::npos) << file.path;
  }
}

}  // namespace
}  // namespace resumulator::house
