// What every ObjectStore keeps to. A subject makes an empty store with the buckets `data` and
// `other`.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "items/object_store.h"

namespace sfn::items {

template <typename Subject>
class ObjectStoreContract : public testing::Test {
 protected:
  ObjectStore& store() { return subject_.store(); }

  void put(const std::string& key, const std::string& content) {
    auto sink = store().put({"data", key});
    ASSERT_TRUE(sink) << sink.error().cause;
    ASSERT_TRUE((*sink)->write(content));
    const auto committed = (*sink)->commit();
    ASSERT_TRUE(committed) << committed.error().cause;
  }

  std::string content(const std::string& key, std::uint64_t offset = 0) {
    auto source = store().get({"data", key}, offset);
    if (!source) return source.error().name;
    std::string text;
    char buffer[7];
    for (;;) {
      const auto count = (*source)->read(buffer, sizeof buffer);
      if (!count) return count.error().name;
      if (*count == 0) return text;
      text.append(buffer, *count);
    }
  }

  std::vector<std::string> keys(const std::string& prefix, const std::string& after,
                                std::size_t page) {
    auto listing = store().list({"data", prefix, after});
    if (!listing) return {listing.error().name};
    std::vector<std::string> all;
    for (;;) {
      const auto some = (*listing)->next(page);
      if (!some) return {some.error().name};
      if (some->empty()) return all;
      EXPECT_LE(some->size(), page);
      for (const auto& info : *some) all.push_back(info.key);
    }
  }

 private:
  Subject subject_;
};

TYPED_TEST_SUITE_P(ObjectStoreContract);

TYPED_TEST_P(ObjectStoreContract, GivesWhatWasPut) {
  this->put("a/b.txt", "some content");
  EXPECT_EQ(this->content("a/b.txt"), "some content");
  EXPECT_EQ(this->content("a/b.txt", 5), "content");
  EXPECT_EQ(this->content("a/b.txt", 12), "");
  const auto info = this->store().head({"data", "a/b.txt"});
  ASSERT_TRUE(info);
  EXPECT_EQ(info->key, "a/b.txt");
  EXPECT_EQ(info->size, 12U);
  EXPECT_EQ(info->storage_class, "STANDARD");
}

TYPED_TEST_P(ObjectStoreContract, ShowsNothingOfAnObjectBeforeItIsCommitted) {
  this->put("a", "old");
  {
    auto sink = this->store().put({"data", "a"});
    ASSERT_TRUE(sink && (*sink)->write("new"));
    EXPECT_EQ(this->content("a"), "old");
    ASSERT_TRUE((*sink)->commit());
    EXPECT_EQ(this->content("a"), "new");
    auto dropped = this->store().put({"data", "dropped"});
    ASSERT_TRUE(dropped && (*dropped)->write("x"));
  }
  EXPECT_EQ(this->content("dropped"), "NoSuchKey");
  EXPECT_EQ(this->keys("", "", 10), std::vector<std::string>({"a"}));
}

TYPED_TEST_P(ObjectStoreContract, TagsChangeWithTheContent) {
  this->put("a", "one");
  const auto first = this->store().head({"data", "a"});
  EXPECT_EQ(this->store().head({"data", "a"})->etag, first->etag);
  this->put("a", "two");
  EXPECT_NE(this->store().head({"data", "a"})->etag, first->etag);
  EXPECT_EQ(first->etag.front(), '"');
}

TYPED_TEST_P(ObjectStoreContract, SaysWhatIsMissing) {
  EXPECT_EQ(this->content("none"), "NoSuchKey");
  EXPECT_EQ(this->content("none/below"), "NoSuchKey");
  EXPECT_EQ(this->store().head({"data", "none"}).error().name, "NoSuchKey");
  EXPECT_EQ(this->store().head({"no-bucket", "a"}).error().name, "NoSuchBucket");
  EXPECT_EQ(this->store().get({"no-bucket", "a"}, 0).error().name, "NoSuchBucket");
  EXPECT_EQ(this->store().list({"no-bucket", "", ""}).error().name, "NoSuchBucket");
  EXPECT_EQ(this->store().put({"no-bucket", "a"}).error().name, "NoSuchBucket");
}

TYPED_TEST_P(ObjectStoreContract, ListsInTheOrderOfKeys) {
  // `-` and `.` come before `/`, `0` after it.
  const std::vector<std::string> all = {"a",         "a-b/x",   "a.txt",   "a/b",
                                        "a/b-c",     "a/b.c/d", "a/bc/e",  "a0",
                                        "b/deep/er", "b/dot",   "\xC3\xBC"};
  for (auto key = all.rbegin(); key != all.rend(); ++key) {
    if (*key != "a" && *key != "a/b") this->put(*key, *key);
  }
  std::vector<std::string> kept;
  for (const auto& key : all) {
    if (key != "a" && key != "a/b") kept.push_back(key);
  }
  for (const std::size_t page : {1, 2, 1000}) {
    EXPECT_EQ(this->keys("", "", page), kept);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const std::vector<std::string> rest(kept.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                          kept.end());
      EXPECT_EQ(this->keys("", kept[i], page), rest) << kept[i];
    }
  }
  EXPECT_EQ(this->keys("a/b", "", 10), std::vector<std::string>({"a/b-c", "a/b.c/d", "a/bc/e"}));
  EXPECT_EQ(this->keys("a/", "a/b.c", 10), std::vector<std::string>({"a/b.c/d", "a/bc/e"}));
  EXPECT_EQ(this->keys("b/deep/er", "", 10), std::vector<std::string>({"b/deep/er"}));
  EXPECT_EQ(this->keys("c", "", 10), std::vector<std::string>());
  EXPECT_EQ(this->keys("", "zzz", 10), std::vector<std::string>({"\xC3\xBC"}));
}

REGISTER_TYPED_TEST_SUITE_P(ObjectStoreContract, GivesWhatWasPut,
                            ShowsNothingOfAnObjectBeforeItIsCommitted, TagsChangeWithTheContent,
                            SaysWhatIsMissing, ListsInTheOrderOfKeys);

}  // namespace sfn::items
