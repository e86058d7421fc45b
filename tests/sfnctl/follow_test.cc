#include "sfnctl/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::ElementsAre;

constexpr Patience kImpatient{milliseconds(1), milliseconds(1), milliseconds(0)};
constexpr Patience kPatient{milliseconds(1), milliseconds(1), milliseconds(60'000)};
const std::string kEvents = std::string(kExecutionPath) + "events";
const std::string kStream = "GET /_sfn/v1/stream";

Json event(int id) { return {{"id", id}, {"type", "PassStateEntered"}}; }

Json page(const std::vector<int>& ids, const std::string& status, int next = 0) {
  Json events = Json::array();
  for (const int id : ids) events.push_back(event(id));
  Json json = {{"events", std::move(events)}, {"status", status}};
  if (next != 0) json["nextId"] = next;
  return json;
}

std::pair<std::string, Json> history(int id) {
  return {"history", {{"executionArn", kExecution}, {"event", event(id)}}};
}
std::pair<std::string, Json> ended() {
  return {"execution", {{"executionArn", kExecution}, {"status", "SUCCEEDED"}}};
}

class FollowHistory : public testing::Test {
 protected:
  Result<void> run(const Patience& patience = kPatient, const std::string& endpoint = "") {
    Settings settings;
    settings.endpoint = endpoint.empty() ? daemon.endpoint() : endpoint;
    Client client(
        settings, [] { return Timestamp(); }, interrupt);
    client.set_deadline(deadline);
    return follow_history(client, kExecution, 1,
                          {[this](const Json& json) { ids.push_back(json["id"].get<int>()); },
                           [this](const Error&) { ++lost; }},
                          patience);
  }

  FakeDaemon daemon;
  Interrupt interrupt;
  Deadline deadline;
  std::vector<int> ids;
  int lost = 0;
};

TEST_F(FollowHistory, ReadsAClosedExecutionPageByPageWithoutAStream) {
  daemon.answer(kEvents, page({1, 2}, "SUCCEEDED", 3));
  daemon.answer(kEvents, page({3}, "SUCCEEDED"));
  ASSERT_TRUE(run());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3));
  EXPECT_TRUE(daemon.seen(kStream).empty());
  EXPECT_EQ(daemon.seen(kEvents)[1].query, "from=3&limit=1000");
}

TEST_F(FollowHistory, TakesEachEventOnceHoweverItComes) {
  daemon.answer(kEvents, page({1}, "RUNNING"));       // Before the stream.
  daemon.answer(kEvents, page({2}, "RUNNING"));       // Between the two.
  daemon.answer(kEvents, page({5, 6}, "SUCCEEDED"));  // After the end.
  daemon.answer(kStream, stream_answer({history(2), history(3), history(4), ended()}, true));
  ASSERT_TRUE(run());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(daemon.only(kStream).headers.at("accept"), "text/event-stream");
}

TEST_F(FollowHistory, ReadsWhatTheStreamLeftOut) {
  daemon.answer(kEvents, page({1}, "RUNNING"));
  daemon.answer(kEvents, page({}, "RUNNING"));
  daemon.answer(kEvents, page({2, 3, 4}, "RUNNING"));
  daemon.answer(kEvents, page({}, "SUCCEEDED"));
  daemon.answer(kStream, stream_answer({history(4), ended()}, true));
  ASSERT_TRUE(run());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4));
}

TEST_F(FollowHistory, ResumesAStreamThatEnded) {
  daemon.answer(kEvents, page({1}, "RUNNING"));
  daemon.answer(kEvents, page({}, "RUNNING"));
  daemon.answer(kEvents, page({}, "RUNNING"));
  daemon.answer(kEvents, page({}, "RUNNING"));
  daemon.answer(kEvents, page({4}, "SUCCEEDED"));
  daemon.answer(kStream, stream_answer({history(2)}, false));
  daemon.answer(kStream, stream_answer({history(3), ended()}, true));
  ASSERT_TRUE(run());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4));
  ASSERT_EQ(daemon.seen(kStream).size(), 2U);
  EXPECT_EQ(daemon.seen(kStream)[0].headers.count("last-event-id"), 0U);
  EXPECT_EQ(daemon.seen(kStream)[1].headers.at("last-event-id"), "1");
}

TEST_F(FollowHistory, GoesOnReadingWhereThereIsNoStream) {
  daemon.answer(kEvents, page({1}, "RUNNING"));
  daemon.answer(kEvents, page({2}, "RUNNING"));
  daemon.answer(kEvents, page({3}, "SUCCEEDED"));
  daemon.answer(kStream, aws_error("UnknownOperationException", "no stream here"));
  ASSERT_TRUE(run());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3));
  EXPECT_EQ(lost, 0);
}

TEST_F(FollowHistory, GivesUpOnADaemonThatStaysAway) {
  const auto outcome = run(kImpatient, "http://127.0.0.1:1");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().name, kUnreachable);
  EXPECT_EQ(lost, 1);
}

TEST_F(FollowHistory, PassesOnARefusal) {
  daemon.answer(kEvents, aws_error("ExecutionDoesNotExist", "gone"));
  EXPECT_EQ(run().error(), (Error{"ExecutionDoesNotExist", "gone"}));
}

TEST_F(FollowHistory, EndsAtTheDeadlineThoughTheStreamIsOpen) {
  daemon.answer(kEvents, page({1}, "RUNNING"));
  daemon.answer(kStream, stream_answer({}, true));
  deadline = std::chrono::steady_clock::now() + milliseconds(50);
  EXPECT_EQ(run().error().name, kTimedOut);
}

TEST_F(FollowHistory, EndsOnCtrlC) {
  daemon.answer(kEvents, page({1}, "RUNNING"));
  auto stream = stream_answer({}, true);
  stream.after = [this] { interrupt.raise(); };
  daemon.answer(kStream, stream);
  EXPECT_EQ(run().error().name, kInterrupted);
}

}  // namespace
}  // namespace sfn::sfnctl
