#include <gmock/gmock.h>

#include "logs/event_reader.h"
#include "logs/store_under_test.h"

namespace sfn::logs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Direction = StreamEventsQuery::Direction;

// ---- one stream

using StreamEvents = StoreUnderTest;

TEST_F(StreamEvents, TheNewestPageComesFirstWhenReadBackward) {
  append({"a", "b", "c"});
  EXPECT_THAT(messages({.stream = kStream, .limit = 2}), ElementsAre("b", "c"));
}

TEST_F(StreamEvents, PagesGoOnInEitherDirection) {
  append({"a", "b", "c"});
  const auto middle = events()[1].position;
  EXPECT_THAT(messages({.stream = kStream, .direction = Direction::Forward, .edge = middle}),
              ElementsAre("c"));
  EXPECT_THAT(messages({.stream = kStream, .direction = Direction::Backward, .edge = middle}),
              ElementsAre("a"));
}

TEST_F(StreamEvents, EventsOfOneMomentArePagedByArrival) {
  for (const auto* text : {"a", "b", "c"}) store_->append(line(text, kNow));
  const auto first = events()[0].position;
  EXPECT_THAT(messages({.stream = kStream, .direction = Direction::Forward, .edge = first}),
              ElementsAre("b", "c"));
}

TEST_F(StreamEvents, TheRangeIncludesItsBeginningAndNotItsEnd) {
  append({"a", "b", "c"});
  EXPECT_THAT(
      messages({.stream = kStream, .range = {kNow + milliseconds(1), kNow + milliseconds(2)}}),
      ElementsAre("b"));
}

TEST_F(StreamEvents, TheLastPageSaysThatThereIsNoMore) {
  append({"a", "b"});
  const auto more = [this](std::int64_t limit) {
    const StreamEventsQuery query{.stream = kStream, .limit = limit};
    return ask<EventPage>([&](auto done) { store_->stream_events(query, done); })->more;
  };
  EXPECT_TRUE(more(1));
  EXPECT_FALSE(more(2));
}

TEST_F(StreamEvents, APageIsBoundedInBytes) {
  const std::string big(200'000, 'x');
  for (int i = 0; i < 8; ++i) append({big});
  EXPECT_THAT(messages(), SizeIs(6));  // The sixth reaches a MiB.
}

// ---- putting events

class PutEvents : public StoreUnderTest {
 protected:
  void SetUp() override {
    StoreUnderTest::SetUp();
    ASSERT_TRUE(ask<void>([&](auto done) { store_->create_group(kGroup, done); }));
    ASSERT_TRUE(ask<void>([&](auto done) { store_->create_stream(kStream, done); }));
  }
  Result<Rejected> put(std::vector<InputEvent> events, StreamName stream = kStream) {
    return ask<Rejected>([&](auto done) { store_->put_events(stream, events, done); });
  }
};

TEST_F(PutEvents, KeepTheirTimesAndAreReadInOrder) {
  EXPECT_EQ(*put({{kNow, "late"}}), Rejected{});
  EXPECT_EQ(*put({{kNow - seconds(1), "early"}}), Rejected{});
  EXPECT_THAT(messages(), ElementsAre("early", "late"));
  EXPECT_EQ(events()[0].position.time, kNow - seconds(1));
}

TEST_F(PutEvents, TooOldAndTooNewLinesAreLeftOut) {
  using std::chrono::hours;
  const auto rejected = put({{kNow - hours(24 * 14) - milliseconds(1), "too old"},
                             {kNow - hours(24 * 14), "just old enough"},
                             {kNow + hours(2), "just new enough"},
                             {kNow + hours(2) + milliseconds(1), "too new"}});
  EXPECT_EQ(*rejected, (Rejected{1, std::nullopt, 3}));
  EXPECT_THAT(messages(), ElementsAre("just old enough", "just new enough"));
}

TEST_F(PutEvents, ExpiredLinesAreLeftOut) {
  ASSERT_TRUE(ask<void>([&](auto done) { store_->set_retention(kGroup, 1, done); }));
  const auto rejected = put({{kNow - std::chrono::hours(25), "expired"}, {kNow, "new"}});
  EXPECT_EQ(*rejected, (Rejected{std::nullopt, 1, std::nullopt}));
  EXPECT_THAT(messages(), ElementsAre("new"));
}

TEST_F(PutEvents, NeedTheirStream) {
  const auto rejected = put({{kNow, "x"}}, {kGroup, "other"});
  ASSERT_FALSE(rejected);
  EXPECT_EQ(rejected.error().name, "ResourceNotFoundException");
}

// ---- filtering

class FilterEvents : public StoreUnderTest {
 protected:
  FilterPage filter(FilterQuery query) {
    const auto page = ask<FilterPage>([&](auto done) { store_->filter_events(query, done); });
    EXPECT_TRUE(page);
    return page ? *page : FilterPage{};
  }
  static FilterPattern pattern(std::string_view text) { return *FilterPattern::parse(text); }

  const StreamName a_{kGroup, "a"};
  const StreamName b_{kGroup, "b"};
};

TEST_F(FilterEvents, MergesStreamsByTime) {
  append({"1"}, a_);
  append({"2"}, b_);
  append({"3"}, a_);
  const auto page = filter({.group = kGroup});
  EXPECT_THAT(texts(page.events), ElementsAre("1", "2", "3"));
  EXPECT_FALSE(page.next);
}

TEST_F(FilterEvents, OtherGroupsStayOut) {
  append({"1"}, a_);
  append({"2"}, {{kGroup.place, "/other"}, "a"});
  EXPECT_THAT(texts(filter({.group = kGroup}).events), ElementsAre("1"));
}

TEST_F(FilterEvents, StreamsAreChosenByNameOrPrefix) {
  append({"1"}, a_);
  append({"2"}, b_);
  append({"3"}, {kGroup, "bb"});
  EXPECT_THAT(texts(filter({.group = kGroup, .streams = {"b"}}).events), ElementsAre("2"));
  EXPECT_THAT(texts(filter({.group = kGroup, .streams = {"a", "bb"}}).events),
              ElementsAre("1", "3"));
  EXPECT_THAT(texts(filter({.group = kGroup, .stream_prefix = "b"}).events), ElementsAre("2", "3"));
}

TEST_F(FilterEvents, AStreamThatIsNotThereIsAnError) {
  append({"1"}, a_);
  const FilterQuery query{.group = kGroup, .streams = {"a", "nowhere"}};
  const auto page = ask<FilterPage>([&](auto done) { store_->filter_events(query, done); });
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().cause, "The specified log stream does not exist.");
}

TEST_F(FilterEvents, PatternAndRangeRestrict) {
  append({"x 0", "y 1", "x 2", "x 3"}, a_);
  const auto page = filter({.group = kGroup,
                            .range = {kNow + milliseconds(1), kNow + milliseconds(3)},
                            .pattern = pattern("x")});
  EXPECT_THAT(texts(page.events), ElementsAre("x 2"));
}

TEST_F(FilterEvents, PagesGoOnWithoutLossOrRepetitionAndTheLastHasNoCursor) {
  for (int i = 0; i < 5; ++i) store_->append(line(std::to_string(i), kNow, i % 2 ? a_ : b_));
  FilterQuery query{.group = kGroup, .limit = 2};
  std::vector<std::string> all;
  int pages = 0;
  do {
    const auto page = filter(query);
    for (const auto& text : texts(page.events)) all.push_back(text);
    query.after = page.next;
    ++pages;
  } while (query.after && pages < 10);
  EXPECT_THAT(all, ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_EQ(pages, 3);
}

TEST_F(FilterEvents, AFullLastPageHasNoCursor) {
  append({"1", "2"}, a_);
  EXPECT_FALSE(filter({.group = kGroup, .limit = 2}).next);
}

TEST_F(FilterEvents, APageLooksAtABoundedNumberOfEvents) {
  for (int i = 0; i <= kScannedEventsMax; ++i) store_->append(line("miss", kNow, a_));
  store_->append(line("hit", kNow, a_));
  FilterQuery query{.group = kGroup, .pattern = pattern("hit")};
  const auto first = filter(query);
  EXPECT_THAT(first.events, IsEmpty());
  ASSERT_TRUE(first.next);
  query.after = first.next;
  const auto second = filter(query);
  EXPECT_THAT(texts(second.events), ElementsAre("hit"));
  EXPECT_FALSE(second.next);
}

TEST_F(FilterEvents, ADeletedStreamIsNotSeen) {
  append({"1"}, a_);
  append({"2"}, b_);
  store_->delete_stream(a_, [](auto) {});
  EXPECT_THAT(texts(filter({.group = kGroup}).events), ElementsAre("2"));
}

// ---- by what caused them

class EventsOf : public StoreUnderTest {
 protected:
  EventPage of(CauseQuery query) {
    return *ask<EventPage>([&](auto done) { store_->events_of(query, done); });
  }
};

TEST_F(EventsOf, RequestsAndExecutionsAreFoundOverAllGroups) {
  const StreamName other{{kGroup.place, "/aws/lambda/G"}, "s"};
  store_->append({kStream, kNow, "1", {"r1", "e", "A", 0}});
  store_->append({other, kNow, "2", {"r2", "e", "B", 0}});
  store_->append({other, kNow, "3", {"r3", "f", "B", 0}});
  store_->append({other, kNow, "4", {}});
  EXPECT_THAT(texts(of({CauseQuery::By::Request, "r2"}).events), ElementsAre("2"));
  EXPECT_THAT(texts(of({CauseQuery::By::Execution, "e"}).events), ElementsAre("1", "2"));
}

TEST_F(EventsOf, PagesGoOnByNumber) {
  for (const auto* text : {"1", "2", "3"})
    store_->append({kStream, kNow, text, {"r", "e", "A", 0}});
  const auto first = of({CauseQuery::By::Execution, "e", 0, 2});
  EXPECT_THAT(texts(first.events), ElementsAre("1", "2"));
  EXPECT_TRUE(first.more);
  const auto last = of({CauseQuery::By::Execution, "e", first.events.back().position.number, 2});
  EXPECT_THAT(texts(last.events), ElementsAre("3"));
  EXPECT_FALSE(last.more);
}

}  // namespace
}  // namespace sfn::logs
