// Switches and limits under their names.
#include "server/option_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/places.h"

namespace resumulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Switches, TakeTheWordsOfTheProtocolPage) {
  Options options;
  const GcsSwitches& switches = options.gcs;
  for (const char* assignment :
       {"expired_session_status=410", "misaligned_chunk=floor", "poison_on_400=off",
        "poison_replay=410", "offset_gap=append", "overlap=verify", "total_change=ignore",
        "init_body=resource", "content_range_missing_total=star",
        "precondition_check="
        "start_and_finalize",
        "persist_delay=250ms", "media_error_format=json", "batch_limit=100", "cors=allow-all",
        "auth=require-token=abc", "granularity=1 MiB", "md5=off"}) {
    const auto done = set_switch(options, assignment);
    EXPECT_TRUE(done) << assignment << ": " << (done ? "" : done.error().text);
  }
  EXPECT_EQ(switches.expired_session_status, 410);
  EXPECT_EQ(switches.misaligned_chunk, GcsSwitches::Misaligned::kFloor);
  EXPECT_FALSE(switches.poison_on_400);
  EXPECT_EQ(switches.poison_replay, GcsSwitches::PoisonReplay::k410);
  EXPECT_EQ(switches.offset_gap, GcsSwitches::OffsetGap::kAppend);
  EXPECT_EQ(switches.overlap, GcsSwitches::Overlap::kVerify);
  EXPECT_FALSE(switches.total_change_is_error);
  EXPECT_TRUE(switches.init_body_resource);
  EXPECT_TRUE(switches.content_range_missing_total_is_star);
  EXPECT_EQ(switches.precondition_check, GcsSwitches::PreconditionCheck::kStartAndFinalize);
  EXPECT_EQ(switches.persist_delay, std::chrono::milliseconds(250));
  EXPECT_TRUE(switches.media_error_json);
  EXPECT_EQ(switches.batch_limit, 100U);
  EXPECT_EQ(switches.cors, GcsSwitches::Cors::kAllowAll);
  EXPECT_EQ(switches.auth, "require-token=abc");
  EXPECT_EQ(switches.granularity, 1ULL << 20);
  EXPECT_FALSE(switches.md5);
}

// Every word that is listed is taken, and the default is one of them.
TEST(Switches, TakeEveryWordTheyList) {
  for (const auto& option : switch_list()) {
    Options options;
    std::string rest = option.values + " | ";
    bool default_listed = false;
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(" | "));
      rest.erase(0, word.size() + 3);
      default_listed = default_listed || word == option.default_value;
      const bool is_free = word.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos;
      if (is_free) {
        default_listed = true;
        continue;
      }
      EXPECT_TRUE(set_switch(options, option.name, word)) << option.name << "=" << word;
    }
    EXPECT_TRUE(default_listed) << option.name;
    EXPECT_FALSE(option.meaning.empty()) << option.name;
  }
}

TEST(Switches, ShowTheDefaultsOfTheService) {
  const auto all = switch_list();
  const auto of = [&](const std::string& name) {
    for (const auto& option : all) {
      if (option.name == name) return option.default_value;
    }
    return std::string("(none)");
  };
  EXPECT_EQ(of("expired_session_status"), "400");
  EXPECT_EQ(of("misaligned_chunk"), "gcs");
  EXPECT_EQ(of("poison_on_400"), "on");
  EXPECT_EQ(of("total_change"), "400");
  EXPECT_EQ(of("offset_gap"), "503");
  EXPECT_EQ(of("cors"), "bucket");
  EXPECT_EQ(of("granularity"), "256 KiB");
  EXPECT_EQ(of("auth"), "none");
}

// Rule tus.options.switches
TEST(Switches, OfTusTakeListsPathsAndMultiples) {
  Options options;
  for (const char* assignment :
       {"tus.lock=423", "tus.extensions=creation+checksum", "tus.mount=/up/loads/",
        "tus.persist=multiple:64 KiB", "tus.max_size=1 MiB", "tus.expiry=1h",
        "tus.crc32_order=little", "tus.patch_complete=204"}) {
    const auto done = set_switch(options, assignment);
    EXPECT_TRUE(done) << assignment << ": " << (done ? "" : done.error().text);
  }
  EXPECT_EQ(options.tus.lock, TusOptions::Lock::k423);
  EXPECT_EQ(options.tus.extensions, (std::vector<std::string>{"creation", "checksum"}));
  EXPECT_EQ(options.tus.mount, "/up/loads");
  EXPECT_EQ(options.tus.persist_multiple, 65536U);
  EXPECT_EQ(options.tus.max_size, 1ULL << 20);
  EXPECT_EQ(options.tus.expiry, std::chrono::hours(1));
  EXPECT_EQ(options.tus.crc32_order, TusOptions::Crc32Order::kLittle);
  EXPECT_EQ(options.tus.patch_complete_status, 204);
  EXPECT_TRUE(set_switch(options, "tus.extensions=none"));
  EXPECT_TRUE(options.tus.extensions.empty());
  EXPECT_TRUE(set_switch(options, "tus.extensions=creation+checksum+creation"));
  EXPECT_EQ(options.tus.extensions, (std::vector<std::string>{"creation", "checksum"}));
  for (const char* assignment :
       {"tus.extensions=creation+none", "tus.extensions=", "tus.extensions=uploads",
        "tus.mount=files", "tus.mount=/", "tus.persist=multiple:0", "tus.persist=some",
        "tus.max_size=0", "tus.expiry=0s", "tus.lok=423"}) {
    EXPECT_FALSE(set_switch(options, assignment)) << assignment;
  }
  EXPECT_EQ(options.tus.mount, "/up/loads");
}

TEST(Switches, OfNoSuchNameOrValueAreRefusedAndChangeNothing) {
  Options options;
  const GcsSwitches& switches = options.gcs;
  EXPECT_EQ(set_switch(options, "overlp=skip").error().text,
            "no switch is called \"overlp\"; did you mean \"overlap\"?");
  EXPECT_THAT(set_switch(options, "zzz=1").error().text, HasSubstr("`resumulator switches`"));
  EXPECT_THAT(set_switch(options, "overlap=rejct").error().text,
              HasSubstr("takes skip | verify | reject, not \"rejct\"; did you mean \"reject\"?"));
  EXPECT_THAT(set_switch(options, "overlap").error().text, StartsWith("a switch is written"));
  for (const char* assignment :
       {"expired_session_status=0404", "expired_session_status= 404", "batch_limit=0",
        "batch_limit=4294967296", "granularity=0", "granularity=-1", "persist_delay=5",
        "auth=require-token=", "auth=", "md5=ON", "=", "overlap="}) {
    EXPECT_FALSE(set_switch(options, assignment)) << assignment;
  }
  EXPECT_EQ(switches.overlap, GcsSwitches::Overlap::kSkip);
  EXPECT_EQ(switches.auth, "none");
}

TEST(Limits, TakeSizesNumbersAndDurations) {
  Limits limits;
  EXPECT_TRUE(set_limit(limits, "head_bytes_max=8 KiB"));
  EXPECT_TRUE(set_limit(limits, "connections_max=7"));
  EXPECT_TRUE(set_limit(limits, "read_timeout=1500ms"));
  EXPECT_EQ(limits.head_bytes_max, 8192U);
  EXPECT_EQ(limits.connections_max, 7U);
  EXPECT_EQ(limits.read_timeout, std::chrono::milliseconds(1500));
}

TEST(Limits, ThatCannotBeAreRefused) {
  Limits limits;
  for (const char* assignment : {"connections_max=0", "connections_max=4294967296",
                                 "read_timeout=100us", "read_timeout=5", "head_bytes_max=0"}) {
    EXPECT_FALSE(set_limit(limits, assignment)) << assignment;
  }
  EXPECT_EQ(limits.read_timeout, std::chrono::minutes(5));
  EXPECT_EQ(limit_list().size(), 15U);
}

// Every doubt has a switch, and every switch a row on the page of its protocol.
TEST(Switches, StandOnTheirProtocolsPage) {
  std::string pages;
  const std::string folder = testing_support::source_path("emulator/docs/protocols");
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path());
    pages.append(std::istreambuf_iterator<char>(in), {});
  }
  for (const NamedOption& option : switch_list()) {
    const bool by_full_name =
        option.name.find('.') != std::string::npos && !option.name.starts_with("resumable.");
    if (!by_full_name) continue;
    EXPECT_NE(pages.find("`" + option.name + "`"), std::string::npos) << option.name;
  }
}

}  // namespace
}  // namespace resumulator
