// Listings: what is shown, in which order, on which page.
//
// Rules gcs.list.order gcs.list.prefix gcs.list.delimiter gcs.list.offsets gcs.list.pages
// gcs.list.max-results-zero gcs.list.versions gcs.list.soft-deleted gcs.list.match-glob
// gcs.list.trailing-delimiter
#include <gtest/gtest.h>

#include "core/base/random.h"
#include "core/upload/object_store.h"
#include "unit/core/upload/catalog_support.h"

namespace resumulator {
namespace {

using test::StoreFixture;
using Names = std::vector<std::string>;

struct Listed {
  Names items;
  Names prefixes;
  friend bool operator==(const Listed&, const Listed&) = default;
};
void PrintTo(const Listed& listed, std::ostream* out) {
  *out << testing::PrintToString(listed.items) << " " << testing::PrintToString(listed.prefixes);
}

Listed show(const ListPage& page) {
  Listed listed{{}, page.prefixes};
  for (const ObjectPtr& item : page.items) listed.items.push_back(item->name);
  return listed;
}

/// The six objects of the production recording, and the order they have there.
struct ListFixture : StoreFixture {
  explicit ListFixture(const Names& names = {"list/a.txt", "list/b.txt", "list/dir/c.txt",
                                             "list/dir/d.txt", "list/dir2/e.txt", "list/zz.txt"}) {
    for (const std::string& name : names) {
      if (!put(name)) std::abort();
    }
  }
  ListPage page(const ListQuery& query) { return *store.list("b", query); }
  Listed list(const ListQuery& query) { return show(page(query)); }
};

ListQuery below(const std::string& prefix, const std::string& delimiter = "") {
  ListQuery query;
  query.prefix = prefix;
  query.delimiter = delimiter;
  return query;
}

TEST(ObjectList, ShowsNamesInByteOrder) {
  ListFixture f({"b", "a", "B", "ä", "a/", "a0", "a-", "\xFF"});
  EXPECT_EQ(f.list({}).items, (Names{"B", "a", "a-", "a/", "a0", "b", "ä", "\xFF"}));
}

TEST(ObjectList, ShowsNothingForABucketWithoutObjects) {
  ListFixture f(Names{});
  EXPECT_EQ(f.list({}), (Listed{}));
  EXPECT_EQ(f.list(below("x", "/")), (Listed{}));
}

TEST(ObjectList, GathersNamesUnderTheirPrefixes) {
  ListFixture f;
  EXPECT_EQ(f.list(below("list/", "/")),
            (Listed{{"list/a.txt", "list/b.txt", "list/zz.txt"}, {"list/dir/", "list/dir2/"}}));
  EXPECT_EQ(f.list(below("list/dir/", "/")), (Listed{{"list/dir/c.txt", "list/dir/d.txt"}, {}}));
  EXPECT_EQ(f.list(below("list/dir", "/")), (Listed{{}, {"list/dir/", "list/dir2/"}}));
  EXPECT_EQ(f.list(below("list/nothing/", "/")), (Listed{}));
  EXPECT_EQ(f.list(below("", "/")), (Listed{{}, {"list/"}}));
}

TEST(ObjectList, TakesDelimitersOfAnyLength) {
  ListFixture f({"a--b", "a--c", "a-d", "e--"});
  EXPECT_EQ(f.list(below("", "--")), (Listed{{"a-d"}, {"a--", "e--"}}));
}

TEST(ObjectList, StepsOverAPrefixThatEndsInTheLastByte) {
  ListFixture f({"a\xFFx", "a\xFFy", "b", "\xFF\xFFz"});
  EXPECT_EQ(f.list(below("", "\xFF")), (Listed{{"b"}, {"a\xFF", "\xFF"}}));
}

TEST(ObjectList, StartsAndEndsAtOffsets) {
  ListFixture f;
  ListQuery query = below("list/");
  query.start_offset = "list/b.txt";
  query.end_offset = "list/zz.txt";
  EXPECT_EQ(f.list(query).items,
            (Names{"list/b.txt", "list/dir/c.txt", "list/dir/d.txt", "list/dir2/e.txt"}));
  query.delimiter = "/";
  query.start_offset = "list/dir/d";
  EXPECT_EQ(f.list(query), (Listed{{}, {"list/dir/", "list/dir2/"}}));
  query.start_offset = "a";
  query.end_offset = "list/dir/c";
  EXPECT_EQ(f.list(query), (Listed{{"list/a.txt", "list/b.txt"}, {}}));
  query.start_offset = "z";
  EXPECT_EQ(f.list(query), (Listed{}));
}

TEST(ObjectList, ShowsWhatAGlobMatches) {
  ListFixture f;
  ListQuery query;
  query.match_glob = "list/dir/*";
  EXPECT_EQ(f.list(query).items, (Names{"list/dir/c.txt", "list/dir/d.txt"}));
  query.match_glob = "**/*2/*";
  EXPECT_EQ(f.list(query).items, (Names{"list/dir2/e.txt"}));
  query = below("list/", "/");
  query.match_glob = "list/*r/";
  EXPECT_EQ(f.list(query), (Listed{{}, {"list/dir/"}})) << "prefixes are matched as well";
  query.match_glob = "list/{a";
  EXPECT_EQ(f.store.list("b", query).error().kind, ErrorKind::kMalformed);
}

TEST(ObjectList, PagesItemsAndPrefixesTogether) {
  ListFixture f;
  ListQuery query = below("list/", "/");
  query.max_results = 3;
  const ListPage first = f.page(query);
  EXPECT_EQ(show(first), (Listed{{"list/a.txt", "list/b.txt"}, {"list/dir/"}}));
  EXPECT_EQ(first.next_after, "list/dir/");
  query.after = first.next_after;
  const ListPage second = f.page(query);
  EXPECT_EQ(show(second), (Listed{{"list/zz.txt"}, {"list/dir2/"}}));
  EXPECT_TRUE(second.next_after.empty());
}

TEST(ObjectList, HasNoNextPageWhenNothingVisibleIsLeft) {
  ListFixture f({"a", "b"});
  ASSERT_TRUE(f.set_bucket([](Bucket& bucket) { bucket.versioning = true; }));
  ASSERT_TRUE(f.put("c"));
  ASSERT_TRUE(f.store.remove("b", "c", {}, {}));
  ListQuery query;
  query.max_results = 2;
  EXPECT_TRUE(f.page(query).next_after.empty());
  query.max_results = 1;
  EXPECT_EQ(f.page(query).next_after, "a");
}

TEST(ObjectList, ShowsNothingOnAPageOfNothing) {
  ListFixture f;
  ListQuery query;
  query.max_results = 0;
  EXPECT_EQ(f.list(query), (Listed{}));
  EXPECT_TRUE(f.page(query).next_after.empty());
}

TEST(ObjectList, ShowsNoPrefixWithoutAVisibleName) {
  ListFixture f({"d/x", "e/x"});
  ASSERT_TRUE(f.set_bucket([](Bucket& bucket) { bucket.versioning = true; }));
  ASSERT_TRUE(f.store.remove("b", "d/x", {}, {}));
  EXPECT_EQ(f.list(below("", "/")), (Listed{{}, {"e/"}}));
  ListQuery query = below("", "/");
  query.versions = true;
  EXPECT_EQ(f.list(query), (Listed{{}, {"d/", "e/"}}));
}

TEST(ObjectList, ShowsVersionsOldestFirstAcrossPages) {
  ListFixture f(Names{});
  ASSERT_TRUE(f.set_bucket([](Bucket& bucket) { bucket.versioning = true; }));
  std::vector<std::uint64_t> made;
  for (const char* name : {"a", "m", "m", "m", "z"}) made.push_back((*f.put(name))->generation);
  ListQuery query;
  query.versions = true;
  for (const std::uint64_t size : {1U, 2U, 3U, 4U, 5U}) {
    std::vector<std::uint64_t> seen;
    query.max_results = size;
    query.after.clear();
    query.after_generation.reset();
    do {
      const ListPage page = f.page(query);
      EXPECT_LE(page.items.size(), size);
      for (const ObjectPtr& item : page.items) seen.push_back(item->generation);
      query.after = page.next_after;
      query.after_generation = page.next_after_generation;
    } while (!query.after.empty());
    EXPECT_EQ(seen, made) << size;
  }
}

TEST(ObjectList, CanShowAFolderMarkerBesideItsPrefix) {
  ListFixture f({"a", "d/", "d/x", "e/x"});
  ListQuery query = below("", "/");
  EXPECT_EQ(f.list(query), (Listed{{"a"}, {"d/", "e/"}}));
  query.include_trailing_delimiter = true;
  EXPECT_EQ(f.list(query), (Listed{{"a", "d/"}, {"d/", "e/"}}));
  query.max_results = 2;
  const ListPage first = f.page(query);
  EXPECT_EQ(show(first), (Listed{{"a"}, {}})) << "marker and prefix stay together";
  query.after = first.next_after;
  EXPECT_EQ(f.list(query), (Listed{{"d/"}, {"d/"}}));
}

/// The listing as one would write it without thought for cost: all names, one after the other.
class Reference {
 public:
  Reference(Names names, ListQuery query) : names_(std::move(names)), query_(std::move(query)) {
    std::sort(names_.begin(), names_.end());
  }
  [[nodiscard]] Listed all() const {
    Listed listed;
    for (const std::string& name : names_) {
      if (!name.starts_with(query_.prefix) || name < query_.start_offset) continue;
      if (!query_.end_offset.empty() && name >= query_.end_offset) continue;
      const std::size_t at = query_.delimiter.empty()
                                 ? std::string::npos
                                 : name.find(query_.delimiter, query_.prefix.size());
      if (at == std::string::npos) {
        listed.items.push_back(name);
        continue;
      }
      const std::string prefix = name.substr(0, at + query_.delimiter.size());
      if (listed.prefixes.empty() || listed.prefixes.back() != prefix) {
        listed.prefixes.push_back(prefix);
      }
    }
    return listed;
  }

 private:
  Names names_;
  ListQuery query_;
};

std::string random_word(std::uint64_t seed, const char* what, std::uint64_t index,
                        std::size_t longest) {
  std::string word;
  const std::size_t size = draw(seed, what, index * 16) % (longest + 1);
  for (std::size_t i = 0; i < size; ++i) {
    word += "ab/"[draw(seed, what, index * 16 + 1 + i) % 3];
  }
  return word;
}

TEST(ObjectList, AgreesWithAReferenceOnRandomNamesAndQueries) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Names names;
    for (std::uint64_t i = 0; i < 20; ++i) names.push_back(random_word(seed, "name", i, 6) + "x");
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    ListFixture f(names);
    ListQuery query;
    query.prefix = random_word(seed, "prefix", 0, 2);
    query.delimiter = draw(seed, "delimiter", 0) % 3 == 0 ? "" : "/";
    if (draw(seed, "start", 0) % 3 == 0) query.start_offset = random_word(seed, "start", 1, 4);
    if (draw(seed, "end", 0) % 3 == 0) query.end_offset = random_word(seed, "end", 1, 4);
    query.max_results = 1 + draw(seed, "max", 0) % 5;
    Listed got;
    for (int pages = 0; pages < 50; ++pages) {
      const ListPage page = f.page(query);
      ASSERT_LE(page.items.size() + page.prefixes.size(), query.max_results);
      const Listed shown = show(page);
      got.items.insert(got.items.end(), shown.items.begin(), shown.items.end());
      got.prefixes.insert(got.prefixes.end(), shown.prefixes.begin(), shown.prefixes.end());
      query.after = page.next_after;
      if (query.after.empty()) break;
    }
    EXPECT_EQ(got, Reference(names, query).all()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace resumulator
