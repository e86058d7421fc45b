// Calls that may not reach their function before somebody has agreed.
#include "tasks/support/function_test.h"
#include "tasks/support/gate.h"

namespace sfn::tasks {
namespace {

using testing::HasSubstr;

constexpr char kEcho[] = "def handler(event, context):\n    return event\n";

struct ConsentTest : FunctionTest {
  std::vector<Consent> asked;

  /// A call that asks first.
  Pending begin_with_consent(std::shared_ptr<const FunctionSpec> spec, const std::string& id) {
    Invocation invocation;
    invocation.request_id = id;
    return begin_invocation(std::move(spec), std::move(invocation),
                            [this](Consent consent) { asked.push_back(std::move(consent)); });
  }
  void await_question(std::size_t number = 1) {
    run_until(loop, [&] { return asked.size() >= number; });
  }
  bool has_started(const std::string& id) const {
    const auto texts = messages();
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return text == "START RequestId: " + id + " Version: $LATEST";
    });
  }
};

TEST_F(ConsentTest, IsAskedForWhenAProcessIsReady) {
  const auto call = begin_with_consent(python(kEcho), "a");
  EXPECT_TRUE(asked.empty());
  await_question();
  EXPECT_EQ(pool().processes(), 1U);
  run_for(milliseconds(50));
  EXPECT_FALSE(call.done());
  EXPECT_FALSE(has_started("a"));
  asked.at(0)(true);
  await(call);
  EXPECT_FALSE(call.result().failed());
  EXPECT_TRUE(has_started("a"));
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(ConsentTest, ThatIsRefusedFreesTheProcessForTheNextCall) {
  options.concurrency = 1;
  const auto spec = python(kEcho);
  const auto refused = begin_with_consent(spec, "a");
  const auto next = begin(spec);
  await_question();
  EXPECT_FALSE(next.done());
  pool().cancel(refused.ticket);
  asked.at(0)(false);
  await(next);
  EXPECT_FALSE(refused.done());
  EXPECT_FALSE(has_started("a"));
}

TEST_F(ConsentTest, IsNotAskedForACallThatWaitsForAProcess) {
  options.concurrency = 1;
  const auto spec = python(kEcho);
  const auto first = begin_with_consent(spec, "a");
  const auto second = begin_with_consent(spec, "b");
  await_question();
  run_for(milliseconds(20));
  EXPECT_EQ(asked.size(), 1U);
  asked.at(0)(true);
  await(first);
  await_question(2);
  asked.at(1)(true);
  await(second);
}

TEST_F(ConsentTest, IsAskedForInAWarmProcessToo) {
  const auto spec = python(kEcho);
  invoke(spec);
  const auto call = begin_with_consent(spec, "a");
  await_question();
  EXPECT_FALSE(has_started("a"));
  asked.at(0)(true);
  await(call);
  EXPECT_EQ(pool().processes(), 1U);
}

TEST_F(ConsentTest, TakesNoTimeOfTheFunction) {
  auto spec = python(kEcho);
  spec->timeout = seconds(1);
  const auto call = begin_with_consent(spec, "a");
  await_question();
  run_for(milliseconds(1'200));
  EXPECT_FALSE(call.done());
  asked.at(0)(true);
  await(call);
  EXPECT_FALSE(call.result().failed());
}

TEST_F(ConsentTest, ComesTooLateForAProcessThatHasDied) {
  const auto call = begin_with_consent(bootstrap(kAsksAndDies), "a");
  await_question();
  await(call);
  EXPECT_EQ(call.result().error_type, "Runtime.ExitError");
  EXPECT_THAT(call.result().payload, HasSubstr("exit status 3"));
  asked.at(0)(true);
  EXPECT_EQ(pool().processes(), 0U);
}

}  // namespace
}  // namespace sfn::tasks
