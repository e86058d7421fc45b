#include "tasks/lambda/function_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn::tasks {
namespace {

using testing::ElementsAre;
using Output = FunctionLog::Output;

struct FunctionLogTest : testing::Test {
  std::vector<std::string> messages;
  FunctionLog log{[this](const logs::LogEvent& event) { messages.push_back(event.message); },
                  [] { return Timestamp(); },
                  {{{"r", "a"}, "g"}, "s"}};
};

TEST_F(FunctionLogTest, MakesLinesOfPieces) {
  log.print(Output::Stdout, "on");
  log.print(Output::Stdout, "e\ntwo\nthr");
  EXPECT_THAT(messages, ElementsAre("one\n", "two\n"));
  log.flush();
  EXPECT_THAT(messages, ElementsAre("one\n", "two\n", "thr\n"));
}

TEST_F(FunctionLogTest, DoesNotMixTheOutputsWithinALine) {
  log.print(Output::Stdout, "out");
  log.print(Output::Stderr, "err\n");
  log.print(Output::Stdout, "put\n");
  EXPECT_THAT(messages, ElementsAre("err\n", "output\n"));
}

TEST_F(FunctionLogTest, CutsALineThatIsTooLong) {
  log.print(Output::Stdout, std::string(kLogLineBytesMax + 1, 'x') + "\n");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].size(), kLogLineBytesMax + 1);
  EXPECT_EQ(messages[1], "x\n");
}

TEST_F(FunctionLogTest, KeepsTheEndOfACallsLog) {
  log.line("of the call before");
  log.begin({});
  log.line(std::string(kLogTailBytesMax, 'a'));
  log.line("last");
  EXPECT_EQ(log.tail().size(), kLogTailBytesMax);
  EXPECT_EQ(log.tail().substr(kLogTailBytesMax - 7), "a\nlast\n");
  log.begin({});
  EXPECT_EQ(log.tail(), "");
}

TEST(LogStreamName, HoldsTheDateAndTheVersion) {
  EXPECT_EQ(log_stream_name(*parse_iso8601("2026-11-22T23:59:59Z"), "$LATEST", "00ff"),
            "2026/11/22/[$LATEST]00ff");
}

}  // namespace
}  // namespace sfn::tasks
