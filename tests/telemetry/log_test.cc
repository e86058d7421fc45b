#include "telemetry/log.h"

#include <gmock/gmock.h>

#include <sstream>

namespace sfn::telemetry {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;

// What follows the time in the record.
std::string record(const std::ostringstream& out) {
  const auto text = out.str();
  return text.substr(text.find(' ') + 1);
}

TEST(Logger, WritesTimeLevelTextAndFields) {
  std::ostringstream out;
  Logger(LogLevel::Info, out)
      .info("execution ended", {{field::kExecution, "arn:aws:x"},
                                {field::kAttempt, 2},
                                {field::kDurationMs, 1.5},
                                {"redriven", true}});
  EXPECT_THAT(out.str(), MatchesRegex("....-..-..T..:..:..\\.[0-9][0-9][0-9]Z info execution ended "
                                      "execution=arn:aws:x attempt=2 duration_ms=1.5 "
                                      "redriven=true\n"));
}

TEST(Logger, LeavesOutWhatIsBelowItsLevel) {
  std::ostringstream out;
  Logger logger(LogLevel::Warn, out);
  logger.debug("d");
  logger.info("i");
  EXPECT_THAT(out.str(), IsEmpty());
  logger.warn("w");
  EXPECT_EQ(record(out), "warn w\n");
}

TEST(Logger, OffSaysNothing) {
  std::ostringstream out;
  Logger(LogLevel::Off, out).error("e");
  EXPECT_THAT(out.str(), IsEmpty());
}

TEST(Logger, ARecordIsOneLineWhateverItHolds) {
  std::ostringstream out;
  Logger(LogLevel::Info, out).error("a\nb", {{field::kError, "say \"no\"\n\x01"}});
  EXPECT_EQ(record(out), "error a\\nb error=\"say \\\"no\\\"\\n\\x01\"\n");
}

TEST(Logger, EmptyValuesAreQuoted) {
  std::ostringstream out;
  Logger(LogLevel::Info, out).info("x", {{field::kState, ""}});
  EXPECT_EQ(record(out), "info x state=\"\"\n");
}

TEST(Logger, LevelsHaveWords) {
  EXPECT_EQ(log_level("warn"), LogLevel::Warn);
  EXPECT_EQ(log_level("WARN"), std::nullopt);
}

}  // namespace
}  // namespace sfn::telemetry
