// The live stream, of one execution and of all.
#include "api/own/own_api_under_test.h"

namespace sfn::api {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OwnStreamTest : public OwnApiUnderTest {
 protected:
  std::string of(const std::string& arn, const std::string& types = "execution,history") {
    return "stream?executionArn=" + percent_encode(arn) + "&types=" + types;
  }

  /// Needs no query, which a name would.
  std::string start_unnamed(const std::string& machine_arn) {
    std::string arn;
    runtime.start({.machine_arn = machine_arn, .name = {}, .input = {}, .idempotency_key = {}},
                  [&arn](Result<runtime::Started> started) { arn = started.value().arn; });
    run_what_is_ready(loop);
    return arn;
  }
};

// ---- one execution

TEST_F(OwnStreamTest, TellsOfOneExecutionFromItsBeginningToItsEnd) {
  const auto arn = start(deploy("M", kTask), "a");
  const auto client = stream(of(arn));
  EXPECT_THAT(told(*client, 5),
              ElementsAre("execution RUNNING", "history 1", "history 2", "history 3", "history 4"));
  host.succeed(last_task);
  EXPECT_THAT(told(*client, 9),
              ElementsAre("execution RUNNING", "history 1", "history 2", "history 3", "history 4",
                          "history 5", "history 6", "history 7", "execution SUCCEEDED"));
  const auto events = client->events();
  EXPECT_EQ(events[1].id, "1");
  EXPECT_EQ(events[1].data["executionArn"], arn);
  EXPECT_EQ(events[1].data["event"]["type"], "ExecutionStarted");
  EXPECT_EQ(events[8].data["name"], "a");
  EXPECT_TRUE(events[8].data.contains("stopDate"));
}

TEST_F(OwnStreamTest, ResumesAfterTheEventThatTheReaderNames) {
  const auto arn = start(deploy("M", kPass), "a");
  EXPECT_THAT(told(*stream(of(arn, "history"), "2"), 2), ElementsAre("history 3", "history 4"));
  EXPECT_THAT(told(*stream(of(arn), "4"), 1), ElementsAre("execution SUCCEEDED"));
}

TEST_F(OwnStreamTest, ResumesAmongLogLinesToo) {
  const auto arn = start(deploy("M", kPass), "a");
  log("one", arn);
  log("elsewhere", "arn:other");
  const auto first = stream(of(arn, "history,log"));
  EXPECT_THAT(told(*first, 5), Contains("log one"));
  const auto id = first->last_id();
  const auto second = stream(of(arn, "history,log"), id);
  log("two", arn);
  EXPECT_THAT(told(*second, 1), ElementsAre("log two"));
  EXPECT_THAT(told(*first, 6), Contains("log two"));
}

TEST_F(OwnStreamTest, TellsNothingBeforeItIsDurable) {
  const auto arn = start(deploy("M", kTask), "a");
  const auto client = stream(of(arn, "history"));
  EXPECT_EQ(told(*client, 4).size(), 4U);
  store.hold_commits();
  host.succeed(last_task);
  run_what_is_ready(loop);
  run_what_is_ready(loop);
  EXPECT_EQ(client->events().size(), 4U);
  store.release_commits();
  EXPECT_EQ(told(*client, 7).size(), 7U);
}

TEST_F(OwnStreamTest, GivesASlowReaderAllOfALongHistory) {
  // More than the server would keep for a reader, if it were written at once.
  std::string states;
  for (int i = 0; i < 13; ++i) {
    states += fmt::format(R"("S{}":{{"Type":"Pass","Next":"S{}"}},)", i, i + 1);
  }
  const auto machine =
      deploy("M", R"({"StartAt":"S0","States":{)" + states + R"("S13":{"Type":"Succeed"}}})");
  const auto arn = start(machine, "a", "\"" + std::string(200'000, 'x') + "\"");
  const auto client = stream(of(arn, "history"), "", 65'536);
  run_what_is_ready(loop);  // The reader rests, and is not cut off.
  run_until(loop, [&] { return client->tcp().received().size() > 30 * 200'000; });
  std::size_t at = 0;
  for (int id = 1; id <= 30; ++id) {
    at = client->tcp().received().find(fmt::format("\nid: {}\n", id), at);
    ASSERT_NE(at, std::string::npos) << id;
  }
}

TEST_F(OwnStreamTest, RefusesWhatIsNotThere) {
  deploy("M", kTask);
  EXPECT_EQ(get(of(execution_arn(kParis, "M", "none"))).status, 404);
  EXPECT_EQ(get(of("none")).status, 400);
  EXPECT_EQ(get("stream?types=everything").status, 400);
  const auto arn = start(deploy("M", kTask), "a");
  const auto answer = request("GET /_sfn/v1/" + of(arn), "Last-Event-ID: x\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body["message"].get<std::string>(), HasSubstr("got 'x'"));
}

TEST_F(OwnStreamTest, RefusesMoreReadersThanItServes) {
  std::vector<std::unique_ptr<StreamClient>> readers;
  for (int i = 0; i < 256; ++i) readers.push_back(stream("stream"));
  EXPECT_EQ(get("stream").status, 429);
  readers.pop_back();
  run_until(loop, [&] { return server.connections() == 255; });
  EXPECT_TRUE(stream("stream")->is_open());
}

TEST_F(OwnStreamTest, EndsWithTheReader) {
  const auto arn = start(deploy("M", kTask), "a");
  auto one = stream(of(arn));
  auto all = stream("stream");
  one.reset();
  all.reset();
  run_until(loop, [&] { return server.connections() == 0; });
  host.succeed(last_task);
  run_what_is_ready(loop);
}

TEST_F(OwnStreamTest, EndsWithTheDaemon) {
  const auto one = stream(of(start(deploy("M", kTask), "a")));
  const auto all = stream("stream");
  bool stopped = false;
  server.stop([&stopped] { stopped = true; });
  run_until(loop, [&] { return stopped && one->tcp().ended() && all->tcp().ended(); });
  EXPECT_FALSE(one->tcp().reset());
}

// ---- all executions

TEST_F(OwnStreamTest, TellsOfAllExecutionsFromNowOn) {
  const auto machine = deploy("M", kPass);
  start(machine, "before");
  const auto client = stream("stream");
  const auto arn = start(machine, "a");
  EXPECT_THAT(told(*client, 5), ElementsAre("history 1", "history 2", "history 3", "history 4",
                                            "execution SUCCEEDED"));
  log("a line", arn);
  EXPECT_THAT(told(*client, 6), Contains("log a line"));
  EXPECT_EQ(client->events()[4].data["name"], "a");
}

TEST_F(OwnStreamTest, TellsOfEachChangeAsItWas) {
  const auto machine = deploy("M", kTask);
  const auto client = stream("stream?types=execution");
  store.stall_queries();
  start_unnamed(machine);
  host.succeed(0);
  run_what_is_ready(loop);
  store.release_queries();
  EXPECT_THAT(told(*client, 2), ElementsAre("execution RUNNING", "execution SUCCEEDED"));
  EXPECT_FALSE(client->events()[0].data.contains("stopDate"));
  EXPECT_TRUE(client->events()[1].data.contains("stopDate"));
}

TEST_F(OwnStreamTest, TellsWhatItIsAskedFor) {
  const auto executions = stream("stream?types=execution");
  const auto history = stream("stream?types=history");
  const auto lines = stream("stream?types=log");
  const auto arn = start(deploy("M", kPass), "a");
  log("a line", arn);
  EXPECT_THAT(told(*lines, 1), ElementsAre("log a line"));
  EXPECT_THAT(told(*executions, 1), ElementsAre("execution SUCCEEDED"));
  EXPECT_THAT(told(*history, 4), Each(HasSubstr("history")));
}

TEST_F(OwnStreamTest, ResumesAtEveryEvent) {
  const auto machine = deploy("M", kPass);
  const auto client = stream("stream");
  start(machine, "a");
  start(machine, "b");
  const auto whole = told(*client, 10);
  const auto events = client->events();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto resumed = stream("stream", events[i].id);
    const auto left = told(*resumed, events.size() - i - 1);
    EXPECT_EQ(left, std::vector<std::string>(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                             whole.end()))
        << "after " << events[i].id;
  }
}

TEST_F(OwnStreamTest, SaysWhenTheReaderHasMissedSomething) {
  for (const auto* id : {"7-1", "1700000000000-99", "1700000000000-0", "nonsense"}) {
    const auto client = stream("stream", id);
    EXPECT_THAT(told(*client, 1), ElementsAre("reset")) << id;
    const auto resumed = stream("stream", client->last_id());
    EXPECT_THAT(told(*resumed, 0), IsEmpty()) << id;
  }
}

TEST_F(OwnStreamTest, SaysWhenTheReaderWasTooSlow) {
  const auto client = stream("stream?types=execution");
  const auto machine = deploy("M", kTask);
  store.stall_queries();
  const auto arn = start_unnamed(machine);  // The reader's source waits for the store.
  runtime::ExecutionChange elsewhere;
  elsewhere.execution = ExecutionId{99};
  for (int i = 0; i < 10'001; ++i) runtime.followers().tell(elsewhere);
  store.release_queries();
  EXPECT_THAT(told(*client, 1), ElementsAre("reset"));
  stop(arn);
  EXPECT_THAT(told(*client, 2), ElementsAre("reset", "execution ABORTED"));
}

}  // namespace
}  // namespace sfn::api
