#include <algorithm>
#include <limits>

#include "api/page_token.h"
#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ExecutionHistory : public StatesUnderTest {
 protected:
  ExecutionHistory() : arn(start(create("M"), "E")) {}

  Json history(const std::string& asked) {
    return ok("GetExecutionHistory", with(params(asked), "executionArn", arn));
  }

  static std::vector<std::string> ids(const Json& page) { return all(page["events"], "id"); }

  const std::string arn;
};

TEST_F(ExecutionHistory, IsShownAsAwsDoes) {
  const auto page = history("{}");
  EXPECT_FALSE(page.contains("nextToken"));
  EXPECT_THAT(all(page["events"], "type"), ElementsAre("ExecutionStarted", "PassStateEntered",
                                                       "PassStateExited", "ExecutionSucceeded"));
  EXPECT_THAT(all(page["events"], "previousEventId"), ElementsAre("0", "0", "2", "3"));
  EXPECT_TRUE(same_json(
      page["events"][0],
      params("{'timestamp':1700000000.0,'type':'ExecutionStarted','id':1,'previousEventId':0,"
             "'executionStartedEventDetails':{'input':'{}','inputDetails':{'truncated':false},"
             "'roleArn':'" +
             kRole + "'}}")))
      << to_text(page["events"][0]);
}

TEST_F(ExecutionHistory, ComesInPages) {
  const auto first = history("{'maxResults':3}");
  EXPECT_THAT(ids(first), ElementsAre("1", "2", "3"));
  auto asked = with(params("{'maxResults':3}"), "executionArn", arn);
  const auto second = ok("GetExecutionHistory", with(asked, "nextToken", first["nextToken"]));
  EXPECT_THAT(ids(second), ElementsAre("4"));
  EXPECT_FALSE(second.contains("nextToken"));
}

TEST_F(ExecutionHistory, ComesInPagesFromTheEnd) {
  const auto first = history("{'maxResults':3,'reverseOrder':true}");
  EXPECT_THAT(ids(first), ElementsAre("4", "3", "2"));
  auto asked = with(params("{'maxResults':3,'reverseOrder':true}"), "executionArn", arn);
  const auto second = ok("GetExecutionHistory", with(asked, "nextToken", first["nextToken"]));
  EXPECT_THAT(ids(second), ElementsAre("1"));
  EXPECT_FALSE(second.contains("nextToken"));
}

// A chain of Pass states and a large input: ten events of 200 kB each.
class LargeHistory : public StatesUnderTest {
 protected:
  LargeHistory() {
    const auto machine = create("L", R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},
            "B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","Next":"D"},"D":{"Type":"Succeed"}}})");
    const auto input = to_text(Json(std::string(200'000, 'x')));
    arn = ok("StartExecution", with(of_machine(machine), "input", input))["executionArn"];
    settle();
  }

  // The ids of all pages, page by page.
  std::vector<std::vector<std::string>> pages(bool reverse) {
    std::vector<std::vector<std::string>> all_pages;
    auto asked = with(of_execution(arn), "reverseOrder", reverse);
    while (all_pages.size() < 20) {
      const auto page = ok("GetExecutionHistory", asked);
      all_pages.push_back(all(page["events"], "id"));
      if (!page.contains("nextToken")) break;
      asked["nextToken"] = page["nextToken"];
    }
    return all_pages;
  }

  std::string arn;
};

TEST_F(LargeHistory, ComesInPagesOfAMegabyte) {
  EXPECT_THAT(pages(false), ElementsAre(ElementsAre("1", "2", "3", "4", "5", "6"),
                                        ElementsAre("7", "8", "9", "10")));
  EXPECT_THAT(pages(true), ElementsAre(ElementsAre("10", "9", "8", "7", "6", "5"),
                                       ElementsAre("4", "3", "2", "1")));
}

// A round of a Task and a Choice for each answer: 150 kB of output, in a journal row of its own.
class HistoryOfLargeRows : public StatesUnderTest {
 protected:
  static constexpr std::size_t kRounds = 20;

  HistoryOfLargeRows() {
    const auto machine = create("R", R"({"StartAt":"T","States":{"T":{"Type":"Task","Next":"C",
            "Resource":"arn:aws:lambda:eu-west-3:123456789012:function:f"},
            "C":{"Type":"Choice","Default":"T",
                 "Choices":[{"Variable":"$","IsNull":true,"Next":"D"}]},
            "D":{"Type":"Succeed"}}})");
    arn = start(machine, "E");
    const auto output = to_text(Json(std::string(150'000, 'x')));
    for (std::size_t round = 0; round < kRounds; ++round) {
      world.host.succeed(round, output);
      settle();
    }
  }

  std::string arn;
};

// Every page is one, whichever way: what the store has read is bounded, and nothing is left out.
TEST_F(HistoryOfLargeRows, IsReadAMegabyteAtATime) {
  constexpr std::size_t kBytesOfARound = 150'000;
  for (const bool reverse : {false, true}) {
    auto asked = with(with(of_execution(arn), "reverseOrder", reverse), "maxResults", 1'000);
    asked["includeExecutionData"] = false;  // The pages are small; what they are made of is not.
    std::vector<std::int64_t> ids;
    std::size_t pages = 0;
    for (;; ++pages) {
      const auto page = ok("GetExecutionHistory", asked);
      for (const auto& event : page["events"]) ids.push_back(event["id"].get<std::int64_t>());
      if (!page.contains("nextToken")) break;
      asked["nextToken"] = page["nextToken"];
    }
    EXPECT_GE(pages, kRounds * kBytesOfARound / store::kPageBytesMax);
    if (reverse) std::reverse(ids.begin(), ids.end());
    for (std::size_t i = 0; i < ids.size(); ++i) ASSERT_EQ(ids[i], std::int64_t(i) + 1);
    EXPECT_GT(ids.size(), kRounds * 5);
  }
}

TEST_F(ExecutionHistory, AFullLastPageHasNoNextOne) {
  EXPECT_FALSE(history("{'maxResults':4}").contains("nextToken"));
  EXPECT_FALSE(history("{'maxResults':4,'reverseOrder':true}").contains("nextToken"));
}

TEST_F(ExecutionHistory, APageBelongsToItsDirectionAndExecution) {
  const auto token = history("{'maxResults':3}")["nextToken"];
  const auto asked = with(of_execution(arn), "nextToken", token);
  const auto refused = "InvalidToken: Invalid Token: 'Invalid token'";
  EXPECT_EQ(error("GetExecutionHistory", with(asked, "reverseOrder", true)), refused);
  const auto other = start("arn:aws:states:eu-west-3:123456789012:stateMachine:M", "F");
  EXPECT_EQ(error("GetExecutionHistory", with(asked, "executionArn", other)), refused);
}

TEST_F(ExecutionHistory, MayLeaveTheDataOut) {
  const auto events = history("{'includeExecutionData':false}")["events"];
  EXPECT_EQ(events.size(), 4U);
  for (const auto* member : {"\"input\"", "\"output\"", "inputDetails", "outputDetails"}) {
    EXPECT_THAT(to_text(events), Not(HasSubstr(member)));
    EXPECT_THAT(to_text(history("{}")), HasSubstr(member));
  }
}

// Tokens can be made up by whoever knows how.
TEST_F(ExecutionHistory, APlaceFarOutsideIsAnEmptyPage) {
  const auto page = [&](const std::string& listing, std::int64_t cursor, bool reverse) {
    auto asked = with(of_execution(arn), "reverseOrder", reverse);
    return ok("GetExecutionHistory",
              with(asked, "nextToken", make_page_token(listing, std::to_string(cursor))));
  };
  using Limits = std::numeric_limits<std::int64_t>;
  const auto forward = "GetExecutionHistory " + arn;
  EXPECT_EQ(ids(page(forward, Limits::max(), false)).size(), 0U);
  EXPECT_EQ(ids(page(forward, Limits::min(), false)).size(), 4U);
  EXPECT_EQ(ids(page(forward + " reverse", Limits::min(), true)).size(), 0U);
  EXPECT_EQ(ids(page(forward + " reverse", Limits::max(), true)).size(), 4U);
}

TEST_F(ExecutionHistory, ShowsOnlyWhatIsDurable) {
  const auto machine = create("T", kTaskState);
  const auto running = start(machine, "E");
  const auto before = ok("GetExecutionHistory", of_execution(running))["events"].size();
  world.store.hold_commits();
  world.host.succeed(0);
  settle();
  EXPECT_EQ(ok("GetExecutionHistory", of_execution(running))["events"].size(), before);
  world.store.release_commits();
  settle();
  EXPECT_GT(ok("GetExecutionHistory", of_execution(running))["events"].size(), before);
}

}  // namespace
}  // namespace sfn::api
