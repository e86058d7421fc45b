// map-runs, and how describe and start --wait show how far a map run has come.
#include "sfnctl/command_fixture.h"
#include "sfnctl/map_run_text.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;

const std::string kRun = "arn:aws:states:eu-west-3:123456789012:mapRun:orders/lines:7b0c";

Json map_run(std::int64_t total, std::int64_t pending, std::int64_t running, std::int64_t failed) {
  return {{"mapRunArn", kRun},
          {"status", "RUNNING"},
          {"startDate", 1795370400.5},
          {"itemCounts",
           {{"total", total}, {"pending", pending}, {"running", running}, {"failed", failed}}}};
}

TEST(MapRunProgress, IsABarAndNumbers) {
  EXPECT_EQ(map_run_progress(map_run(10, 4, 1, 2)),
            "[##########----------]  5/10 items, 2 failed, 1 running");
  EXPECT_EQ(map_run_progress(map_run(0, 0, 0, 0)), "[####################]  0/0 items");
  EXPECT_EQ(map_run_progress(Json::object()), "");
}

TEST(MapRunName, IsWhatTheArnSays) { EXPECT_EQ(short_map_run_name(kRun), "orders/lines:7b0c"); }

class MapRuns : public CommandTest {
 protected:
  void know_run() {
    daemon.answer(
        "AWSStepFunctions.ListMapRuns",
        {{"mapRuns", Json::array({{{"mapRunArn", kRun}, {"executionArn", kExecution}}})}});
    daemon.answer("AWSStepFunctions.DescribeMapRun", map_run(10, 4, 1, 2));
  }
};

TEST_F(MapRuns, AreListedWithTheirProgress) {
  know_run();
  const auto ran = sfnctl({"map-runs", kExecution});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.out, HasSubstr("orders/lines:7b0c  RUNNING  [##########----------]  5/10 items"));
}

TEST_F(MapRuns, AreForProgramsWhatDescribeMapRunSays) {
  know_run();
  const auto json = *parse_json(sfnctl({"map-runs", kExecution, "-o", "json"}).out);
  EXPECT_EQ(json["mapRuns"], Json::array({map_run(10, 4, 1, 2)}));
}

TEST_F(MapRuns, ThatThereAreNoneIsSaid) {
  daemon.answer("AWSStepFunctions.ListMapRuns", {{"mapRuns", Json::array()}});
  EXPECT_THAT(sfnctl({"map-runs", kExecution}).err, HasSubstr("No map runs"));
}

TEST_F(MapRuns, AreUpdatedWhileTheyRun) {
  know_run();
  daemon.answer("AWSStepFunctions.UpdateMapRun", Json::object());
  const auto ran = sfnctl({"update-map-run", kExecution, "--max-concurrency", "5",
                           "--tolerated-failure-percentage", "2.5"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, kRun + "\n");
  EXPECT_EQ(
      daemon.only("AWSStepFunctions.UpdateMapRun").json(),
      (Json{{"maxConcurrency", 5}, {"toleratedFailurePercentage", 2.5}, {"mapRunArn", kRun}}));
}

TEST_F(MapRuns, AreNamedByTheirArnWhereThereAreSeveral) {
  daemon.answer("AWSStepFunctions.ListMapRuns",
                {{"mapRuns", Json::array({{{"mapRunArn", kRun}}, {{"mapRunArn", kRun}}})}});
  daemon.answer("AWSStepFunctions.DescribeMapRun", map_run(10, 4, 1, 2));
  daemon.answer("AWSStepFunctions.UpdateMapRun", Json::object());
  const auto unclear = sfnctl({"update-map-run", kExecution, "--max-concurrency", "5"});
  EXPECT_EQ(unclear.code, ExitCode::Misused);
  EXPECT_THAT(unclear.err, HasSubstr("several map runs"));
  EXPECT_EQ(sfnctl({"update-map-run", kRun, "--max-concurrency", "5"}).code, ExitCode::Done);
}

TEST_F(MapRuns, ThatEndedOrWithoutAChangeAreNotUpdated) {
  daemon.answer("AWSStepFunctions.ListMapRuns", {{"mapRuns", Json::array()}});
  EXPECT_THAT(sfnctl({"update-map-run", kExecution, "--max-concurrency", "5"}).err,
              HasSubstr("no map run of"));
  EXPECT_THAT(sfnctl({"update-map-run", kExecution}).err, HasSubstr("nothing to change"));
  EXPECT_THAT(sfnctl({"update-map-run", kExecution, "--max-concurrency", "five"}).err,
              HasSubstr("--max-concurrency takes a number, got \"five\""));
}

}  // namespace
}  // namespace sfn::sfnctl
