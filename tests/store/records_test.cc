#include "store/records.h"

#include <gtest/gtest.h>

namespace sfn::store {
namespace {

TEST(ExecutionStatus, WordsAreThoseOfTheApi) {
  for (const auto* word : {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}) {
    const auto status = execution_status(word);
    ASSERT_TRUE(status) << word;
    EXPECT_STREQ(to_word(*status), word);
  }
  EXPECT_EQ(execution_status("running"), std::nullopt);
}

TEST(JournalRows, AreAsLongAsTheirBodies) {
  std::vector<JournalRow> rows(2);
  rows[0].body = "four";
  rows[1].body = "123";
  EXPECT_EQ(body_bytes(rows), 7U);
  EXPECT_EQ(body_bytes<JournalRow>({}), 0U);
}

TEST(Batch, IsEmptyUntilARowOfAnyKindIsThere) {
  EXPECT_TRUE(Batch{}.empty());
  const auto filled = [](auto Batch::*rows) {
    Batch batch;
    (batch.*rows).resize(1);
    return batch;
  };
  EXPECT_FALSE(filled(&Batch::catalogue).empty());
  EXPECT_FALSE(filled(&Batch::started).empty());
  EXPECT_FALSE(filled(&Batch::journal).empty());
  EXPECT_FALSE(filled(&Batch::ended).empty());
  EXPECT_FALSE(filled(&Batch::pending_gone).empty());
  EXPECT_FALSE(filled(&Batch::pending_new).empty());
  EXPECT_FALSE(filled(&Batch::snapshots).empty());
}

TEST(Batch, BytesGrowWithTheLongTexts) {
  const std::string text(100'000, 'x');
  Batch batch;
  const auto empty = batch.bytes();
  EXPECT_LT(empty, 1'000U);
  batch.journal.emplace_back().body = text;
  EXPECT_GT(batch.bytes(), 100'000U);
  batch.catalogue.emplace_back(ResourceRow{"kind", "key", text});
  EXPECT_GT(batch.bytes(), 200'000U);
  batch.snapshots.emplace_back().body = text;
  EXPECT_GT(batch.bytes(), 300'000U);
}

}  // namespace
}  // namespace sfn::store
