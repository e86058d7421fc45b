#include "runtime/stored_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/broken_store.h"
#include "history/codec.h"

namespace sfn::runtime {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

constexpr Timestamp kNow = from_epoch_ms(1'767'225'600'000);

store::JournalRow journal_row(std::string body, std::int64_t events = 1) {
  return {ExecutionId{7}, EventSeq{3}, events, EventId{3}, events, kNow, std::move(body)};
}

store::ExecutionRecord record_that_begins_with(const history::Event& event) {
  store::ExecutionRecord record;
  record.first = journal_row(history::encode({event}));
  return record;
}

template <typename Read>
std::string refusal(Read read) {
  try {
    read();
  } catch (const BrokenStore& error) {
    return error.what();
  }
  return "was read";
}

TEST(StoredRows, GiveTheEventsOfAJournal) {
  const auto body = history::encode({history::StepsPutOff{}, history::StepsPutOff{}});
  EXPECT_THAT(events_of(journal_row(body, 2)), SizeIs(2));
}

TEST(StoredRows, NameTheRowOfAJournalThatHoldsNoEvents) {
  for (const auto* body : {"", "1.5", "{}", R"({"v":1,"events":[)", R"({"v":1,"events":[]})"}) {
    EXPECT_THAT(refusal([&] { (void)events_of(journal_row(body)); }),
                HasSubstr("journal, execution 7, first_seq 3: "))
        << body;
  }
}

TEST(StoredRows, HoldAsManyEventsAsTheySay) {
  const auto body = history::encode({history::StepsPutOff{}});
  EXPECT_THAT(refusal([&] { (void)events_of(journal_row(body, 2)); }),
              HasSubstr("1 events where there are to be 2"));
}

TEST(StoredRows, TellHowAnExecutionBegan) {
  history::ExecutionStarted started;
  started.name = "order-1";
  EXPECT_EQ(start_of(record_that_begins_with(started)).name, "order-1");
  EXPECT_THAT(refusal([] { (void)start_of(record_that_begins_with(history::StepsPutOff{})); }),
              HasSubstr("does not begin with the start of the execution"));
}

TEST(StoredRows, NameTheWorkThatIsPending) {
  const history::WorkId offer{VisitId{1}, 0, history::WorkKind::Offer};
  EXPECT_EQ(work_of(store::PendingRow{ExecutionId{7}, "offer", "1.0.offer", std::nullopt}), offer);
  EXPECT_EQ(work_of(store::ParentKey{ExecutionId{7}, "1.0.offer"}), offer);
  for (const auto* key : {"1.0.offnuller", "", "1.0", "x.0.offer"}) {
    EXPECT_THAT(refusal([&] {
                  (void)work_of(store::PendingRow{ExecutionId{7}, "offer", key, std::nullopt});
                }),
                AllOf(HasSubstr("pending_work, execution 7: "), HasSubstr(key)));
  }
}

}  // namespace
}  // namespace sfn::runtime
