// EXPRESS executions, which AWS's API does not show; and what was let pass that AWS would refuse.
#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kExpress = "arn:aws:states:us-east-1:123456789012:express:orders:quick:run";
const std::string kExpressPath =
    "GET /_sfn/v1/executions/"
    "arn%3Aaws%3Astates%3Aus-east-1%3A123456789012%3Aexpress%3Aorders%3Aquick%3Arun";
const std::string kSaid = "in memory alone";

class ExpressCommands : public CommandTest {
 protected:
  void know_express(bool kept = false) {
    daemon.answer(kExpressPath, {{"executionArn", kExpress},
                                 {"stateMachineArn", kMachine},
                                 {"name", "quick"},
                                 {"status", "SUCCEEDED"},
                                 {"startDate", "2026-11-22T18:00:00.000Z"},
                                 {"stopDate", "2026-11-22T18:00:01.000Z"},
                                 {"input", "{}"},
                                 {"output", "7"},
                                 {"kept", kept}});
    daemon.answer(kExpressPath + "/outstanding",
                  {{"status", "SUCCEEDED"}, {"outstanding", Json::array()}});
    daemon.answer(kExpressPath + "/events", {{"status", "SUCCEEDED"}, {"events", Json::array()}});
  }
};

TEST_F(ExpressCommands, WaitPrintsTheOutputAndSaysThatItIsNotKept) {
  know_express();
  const auto ran = sfnctl({"wait", kExpress});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "7\n");
  EXPECT_THAT(ran.err, HasSubstr(kSaid));
}

TEST_F(ExpressCommands, DescribeSaysThatItIsNotKept) {
  know_express();
  EXPECT_THAT(sfnctl({"describe", kExpress}).out, HasSubstr("no: EXPRESS, in memory\n"));
  EXPECT_EQ((*parse_json(sfnctl({"describe", kExpress, "-o", "json"}).out))["kept"], false);
}

TEST_F(ExpressCommands, HistorySaysThatItIsNotKept) {
  know_express();
  EXPECT_THAT(sfnctl({"history", kExpress}).err, HasSubstr(kSaid));
  EXPECT_THAT(sfnctl({"history", kExpress, "-o", "json"}).err, Not(HasSubstr(kSaid)));
}

// A child of a map run is of that type, and in the database.
TEST_F(ExpressCommands, HistorySaysNothingOfWhatIsKept) {
  know_express(true);
  const auto ran = sfnctl({"history", kExpress});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.err, Not(HasSubstr(kSaid)));
}

TEST_F(ExpressCommands, ListSaysThatSomeAreNotKept) {
  daemon.answer("GET /_sfn/v1/executions",
                {{"executions", Json::array({{{"executionArn", kExpress},
                                              {"name", "quick"},
                                              {"status", "SUCCEEDED"},
                                              {"startDate", "2026-11-22T18:00:00.000Z"},
                                              {"kept", false}}})}});
  const auto ran = sfnctl({"list"});
  EXPECT_THAT(ran.out, HasSubstr("orders/quick"));
  EXPECT_THAT(ran.err, HasSubstr("EXPRESS executions are in memory alone"));
}

TEST_F(ExpressCommands, DescribeShowsWhatWasLetPass) {
  know_machine();
  daemon.answer("AWSStepFunctions.DescribeStateMachine",
                {{"name", "orders"}, {"status", "ACTIVE"}, {"definition", "{}"}});
  EXPECT_THAT(sfnctl({"describe", "orders"}).out, Not(HasSubstr("Past the limits")));
  daemon.answer(
      "GET /_sfn/v1/limits/arn%3Aaws%3Astates%3Aus-east-1%3A123456789012%3AstateMachine%3Aorders",
      {{"passed", {"the name has 81 characters"}}});
  EXPECT_THAT(sfnctl({"describe", "orders"}).out,
              HasSubstr("\nPast the limits of AWS:\n  the name has 81 characters\n"));
  EXPECT_EQ((*parse_json(sfnctl({"describe", "orders", "-o", "json"}).out))["limitsPassed"][0],
            "the name has 81 characters");
}

}  // namespace
}  // namespace sfn::sfnctl
