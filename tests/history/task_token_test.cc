#include "history/task_token.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace sfn::history {
namespace {

const TaskToken kToken{"arn:aws:states:us-east-1:123456789012:execution:M:größe",
                       {VisitId{12}, 3, WorkKind::Callback},
                       "0123456789abcdef0123456789abcdef"};

TEST(TaskToken, IsReadAsItWasWritten) {
  const auto text = to_text(kToken);
  EXPECT_EQ(parse_task_token(text), kToken);
  EXPECT_EQ(percent_encode(text), text) << "safe in a URL";
}

TEST(TaskToken, IsWithinTheLengthOfTheApi) {
  auto longest = kToken;
  longest.execution_arn = std::string(256, 'x');
  longest.work = {VisitId{INT64_MAX}, INT64_MAX, WorkKind::Callback};
  EXPECT_LE(to_text(longest).size(), 1'024U);
}

TEST(TaskToken, IsNothingElse) {
  const auto text = to_text(kToken);
  const auto coded = [](const std::string& bytes) {
    auto base64 = base64_encode(bytes);
    base64.erase(base64.find_last_not_of('=') + 1);
    return base64;
  };
  for (const auto& other : {std::string(), std::string("token"), text + "A", text + "=",
                            text.substr(0, text.size() - 1), " " + text, coded("a 1.0.callback"),
                            coded("a 1.0.task 0123456789abcdef0123456789abcdef"),
                            coded("a 1.0.callback 0123456789ABCDEF0123456789ABCDEF"),
                            coded("a b 1.0.callback 0123456789abcdef0123456789abcdef")}) {
    EXPECT_FALSE(parse_task_token(other)) << other;
  }
}

}  // namespace
}  // namespace sfn::history
