#include "logs/log_store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "logs/database.h"
#include "logs/store_under_test.h"
#include "support/temporary_directory.h"

namespace sfn::logs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using LogStoreAppend = StoreUnderTest;

TEST_F(LogStoreAppend, KeepsTheLineAndWhatCausedIt) {
  const Cause cause{"req-1", "arn:execution", "Validate", 2};
  store_->append({kStream, kNow, "hello", cause});
  now_ = kNow + seconds(1);
  const auto stored = events();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_EQ(stored[0].position.time, kNow);
  EXPECT_EQ(stored[0].stream, kStream);
  EXPECT_EQ(stored[0].message, "hello");
  EXPECT_EQ(stored[0].cause, cause);
}

TEST_F(LogStoreAppend, TimestampsOfAStreamNeverGoBack) {
  store_->append(line("first", kNow));
  store_->append(line("second", kNow - seconds(5)));
  EXPECT_THAT(messages(), ElementsAre("first", "second"));
  store_->append(line("third", kNow - seconds(9)));  // In a transaction of its own.
  for (const auto& event : events()) EXPECT_EQ(event.position.time, kNow);
}

TEST_F(LogStoreAppend, EventIdsDifferAndSortByPosition) {
  append({"a", "b", "c"});
  const auto stored = events();
  ASSERT_THAT(stored, SizeIs(3));
  EXPECT_LT(event_id(stored[0].position), event_id(stored[1].position));
  EXPECT_LT(event_id(stored[1].position), event_id(stored[2].position));
}

TEST_F(LogStoreAppend, CutsALineThatIsTooLongBetweenCharacters) {
  std::string text = "x";
  while (text.size() < 300'000) text += "é";
  store_->append(line(text));
  const auto stored = messages();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_THAT(stored[0], HasSubstr("é [sfn: 37858 more bytes of this line were cut off]"));
}

TEST_F(LogStoreAppend, TellsInTheStreamWhatTheQueueCouldNotTake) {
  open({.queued_bytes_max = 10});
  store_->append(line("this is more than ten bytes"));
  store_->append(line("nor this one, for the same reason"));
  store_->append(line("short"));
  const auto told = messages();
  EXPECT_THAT(told, ElementsAre(HasSubstr("2 log events were lost here"), "short"));
  EXPECT_THAT(metrics_.render(), HasSubstr("sfn_log_events_dropped_total 2\n"));
}

TEST_F(LogStoreAppend, AnswersNothingAfterTheStoreIsGone) {
  bool answered = false;
  store_->stream_events({kStream}, [&answered](auto) { answered = true; });
  store_.reset();
  posts_.run_one();
  EXPECT_FALSE(answered);
}

TEST_F(LogStoreAppend, RefusesQueriesBeyondTheLimit) {
  open({.queued_queries_max = 0});
  const auto page = ask<GroupPage>([&](auto done) { store_->groups({kGroup.place}, done); });
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().name, "ThrottlingException");
}

// ---- in a file

class LogStoreFile : public StoreUnderTest {
 protected:
  void SetUp() override { open({.path = path_}); }
  void TearDown() override { store_.reset(); }

  const support::TemporaryDirectory directory_;
  const std::string path_ = directory_.file("logs.db");
};

TEST_F(LogStoreFile, HoldsWhatWasQueuedWhenTheStoreIsGone) {
  append({"a", "b"});
  open({.path = path_});
  EXPECT_THAT(messages(), ElementsAre("a", "b"));
}

TEST_F(LogStoreFile, EventIdsAreNotGivenOutAgain) {
  append({"a"});
  const auto first = events()[0].position.number;
  ASSERT_TRUE(ask<void>([&](auto done) { store_->delete_group(kGroup, done); }));
  open({.path = path_});
  append({"b"});
  EXPECT_GT(events()[0].position.number, first);
}

TEST_F(LogStoreFile, FailsWithoutTakingTheDaemonAlong) {
  append({"a"});
  messages();
  Database(path_).execute("ALTER TABLE log_events RENAME TO away");
  append({"b", "c"});
  const auto page = ask<EventPage>([&](auto done) { store_->stream_events({kStream}, done); });
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().name, "ServiceUnavailableException");
  EXPECT_THAT(metrics_.render(), HasSubstr("sfn_log_events_dropped_total 2\n"));

  Database(path_).execute("ALTER TABLE away RENAME TO log_events");
  append({"d"});
  EXPECT_THAT(messages(), ElementsAre("a", HasSubstr("2 log events were lost here"), "d"));
}

TEST_F(LogStoreFile, SetsADatabaseAsideThatIsDamaged) {
  for (const auto* aside : {"logs.db.damaged", "logs.db.damaged-2"}) {
    store_.reset();
    std::ofstream(path_, std::ios::binary) << std::string(4'096, 'x');
    open({.path = path_});
    append({"a"});
    EXPECT_EQ(std::filesystem::file_size(directory_.file(aside)), 4'096u);
    EXPECT_THAT(messages(), ElementsAre("a"));
  }
}

// ---- groups and streams

class LogStoreNames : public StoreUnderTest {
 protected:
  Result<void> create(const GroupName& group) {
    return ask<void>([&](auto done) { store_->create_group(group, done); });
  }
  Result<void> create(const StreamName& stream) {
    return ask<void>([&](auto done) { store_->create_stream(stream, done); });
  }
  Result<void> remove(const GroupName& group) {
    return ask<void>([&](auto done) { store_->delete_group(group, done); });
  }
  GroupPage groups(GroupQuery query) {
    return *ask<GroupPage>([&](auto done) { store_->groups(query, done); });
  }
  StreamPage streams(StreamQuery query) {
    return *ask<StreamPage>([&](auto done) { store_->streams(query, done); });
  }
  static std::vector<std::string> names(const GroupPage& page) {
    std::vector<std::string> names;
    for (const auto& group : page.groups) names.push_back(group.name);
    return names;
  }
  static std::vector<std::string> names(const StreamPage& page) {
    std::vector<std::string> names;
    for (const auto& stream : page.streams) names.push_back(stream.name);
    return names;
  }
  static GroupName named(const std::string& name) { return {kGroup.place, name}; }
};

TEST_F(LogStoreNames, ANameIsTakenOnce) {
  EXPECT_TRUE(create(kGroup));
  EXPECT_EQ(create(kGroup).error(),
            (Error{"ResourceAlreadyExistsException", "The specified log group already exists"}));
  EXPECT_TRUE(create(kStream));
  EXPECT_EQ(create(kStream).error(),
            (Error{"ResourceAlreadyExistsException", "The specified log stream already exists"}));
}

TEST_F(LogStoreNames, TheSameNameInTwoRegionsIsTwoGroups) {
  EXPECT_TRUE(create(kGroup));
  EXPECT_TRUE(create(GroupName{{"us-east-1", kGroup.place.account}, kGroup.name}));
  EXPECT_THAT(groups({kGroup.place}).groups, SizeIs(1));
}

TEST_F(LogStoreNames, WhatIsNotThereIsNamed) {
  const Error no_group{"ResourceNotFoundException", "The specified log group does not exist."};
  const Error no_stream{"ResourceNotFoundException", "The specified log stream does not exist."};
  EXPECT_EQ(create(kStream).error(), no_group);
  EXPECT_EQ(remove(kGroup).error(), no_group);
  ASSERT_TRUE(create(kGroup));
  const auto page = ask<EventPage>([&](auto done) { store_->stream_events({kStream}, done); });
  EXPECT_EQ(page.error(), no_stream);
}

TEST_F(LogStoreNames, ADeletedGroupIsGoneAtOnceAndItsNameFree) {
  append({"old"});
  ASSERT_TRUE(remove(kGroup));
  EXPECT_THAT(groups({kGroup.place}).groups, IsEmpty());
  append({"new"});
  EXPECT_THAT(messages(), ElementsAre("new"));
}

TEST_F(LogStoreNames, AppendsAndDeletionsKeepTheirOrder) {
  append({"old"});
  store_->delete_group(kGroup, [](auto) {});
  append({"new"});
  EXPECT_THAT(messages(), ElementsAre("new"));
}

TEST_F(LogStoreNames, GroupsComeByNameInPages) {
  for (const auto* name : {"/b", "/a/2", "/a/1", "/c"}) ASSERT_TRUE(create(named(name)));
  const auto first = groups({.place = kGroup.place, .limit = 3});
  EXPECT_THAT(names(first), ElementsAre("/a/1", "/a/2", "/b"));
  EXPECT_TRUE(first.more);
  const auto last = groups({.place = kGroup.place, .after = "/b", .limit = 3});
  EXPECT_THAT(names(last), ElementsAre("/c"));
  EXPECT_FALSE(last.more);
}

TEST_F(LogStoreNames, GroupsAreFoundByPrefixAndByPart) {
  for (const auto* name : {"/a/Order", "/a/x", "/b/reorder"}) ASSERT_TRUE(create(named(name)));
  EXPECT_THAT(names(groups({.place = kGroup.place, .prefix = "/a"})),
              ElementsAre("/a/Order", "/a/x"));
  EXPECT_THAT(names(groups({.place = kGroup.place, .contains = "ORDER"})),
              ElementsAre("/a/Order", "/b/reorder"));
}

TEST_F(LogStoreNames, AGroupTellsItsSizeAndRetention) {
  append({"12345"});
  ASSERT_TRUE(ask<void>([&](auto done) { store_->set_retention(kGroup, 7, done); }));
  const GroupInfo expected{kGroup.name, kNow, 7, 5 + 26};
  EXPECT_THAT(groups({kGroup.place}).groups, ElementsAre(expected));
}

TEST_F(LogStoreNames, AStreamTellsItsTimes) {
  append({"a", "b"});
  const StreamInfo expected{kStream.name, kNow, kNow, kNow + milliseconds(1), kNow};
  EXPECT_THAT(streams({kGroup}).streams, ElementsAre(expected));
}

TEST_F(LogStoreNames, StreamsComeInEitherOrderAndDirection) {
  append({"x"}, {kGroup, "b"});
  append({"x"}, {kGroup, "a"});
  ASSERT_TRUE(create(StreamName{kGroup, "empty"}));
  using Order = StreamQuery::Order;
  EXPECT_THAT(names(streams({.group = kGroup})), ElementsAre("a", "b", "empty"));
  EXPECT_THAT(names(streams({.group = kGroup, .descending = true})),
              ElementsAre("empty", "b", "a"));
  EXPECT_THAT(names(streams({.group = kGroup, .order = Order::LastEvent})),
              ElementsAre("empty", "b", "a"));
  EXPECT_THAT(names(streams({.group = kGroup, .prefix = "e"})), ElementsAre("empty"));
}

TEST_F(LogStoreNames, StreamsArePagedInEveryOrder) {
  append({"x"}, {kGroup, "b"});
  append({"x"}, {kGroup, "a"});
  append({"x"}, {kGroup, "c"});
  for (const auto order : {StreamQuery::Order::Name, StreamQuery::Order::LastEvent}) {
    for (const bool descending : {false, true}) {
      StreamQuery query{.group = kGroup, .order = order, .descending = descending};
      const auto whole = names(streams(query));
      query.limit = 1;
      std::vector<std::string> paged;
      for (bool more = true; more;) {
        const auto page = streams(query);
        ASSERT_THAT(page.streams, SizeIs(1));
        paged.push_back(page.streams[0].name);
        query.after = {page.streams[0].last_event, page.streams[0].name};
        more = page.more;
      }
      EXPECT_EQ(paged, whole);
    }
  }
}

// ---- followers

using LogStoreFollowers = StoreUnderTest;

TEST_F(LogStoreFollowers, SeeWhatIsStoredFromThenOn) {
  append({"before"});
  messages();
  std::vector<std::string> seen;
  const auto subscription = store_->subscribe([&seen](const StoredEvents& events) {
    for (const auto& event : *events) seen.push_back(event.message);
  });
  append({"a", "b"});
  messages();  // Its answer comes after the news.
  EXPECT_THAT(seen, ElementsAre("a", "b"));
}

TEST_F(LogStoreFollowers, SeeNothingAfterTheirEnd) {
  int calls = 0;
  auto subscription = store_->subscribe([&calls](const StoredEvents&) { ++calls; });
  append({"a"});
  subscription = {};
  messages();
  EXPECT_EQ(calls, 0);
}

TEST_F(LogStoreFollowers, MayOutliveTheStore) {
  const auto subscription = store_->subscribe([](const StoredEvents&) {});
  store_.reset();
}

}  // namespace
}  // namespace sfn::logs
