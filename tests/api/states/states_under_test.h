// StatesUnderTest: the actions of AWS Step Functions over a simulated runtime.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/states/states.h"
#include "api/support/items.h"
#include "api/support/simulated_runtime.h"
#include "support/test_loop.h"

namespace sfn::api {

inline const std::string kRole = "arn:aws:iam::123456789012:role/R";
inline const std::string kPassState =
    R"({"StartAt":"P","States":{"P":{"Type":"Pass","Result":{"a":1},"End":true}}})";
inline const std::string kTaskState =
    R"({"StartAt":"T","TimeoutSeconds":60,"States":{"T":{"Type":"Task","End":true,)"
    R"("Resource":"arn:aws:lambda:eu-west-3:123456789012:function:F"}}})";
inline const std::string kFailState =
    R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Bad","Cause":"It is"}}})";

class StatesUnderTest : public testing::Test {
 protected:
  using Answers = std::shared_ptr<std::vector<Result<Json>>>;

  /// Nothing is settled by this: the answers that there are after it came at once.
  Answers ask(const std::string& action, const Json& params) {
    auto answers = std::make_shared<std::vector<Result<Json>>>();
    const RequestContext context{.place = place,
                                 .request_id = "r-1",
                                 .now = world.clock.now(),
                                 .invocation_id = invocation_id,
                                 .entropy = world.entropy};
    states.handle(action, params, context,
                  [answers](Result<Json> answer) { answers->push_back(std::move(answer)); });
    return answers;
  }

  Result<Json> call(const std::string& action, const Json& params) {
    const auto answers = ask(action, params);
    settle();
    EXPECT_EQ(answers->size(), 1U) << action << " was not answered once";
    return answers->empty() ? Error{"NotAnswered", ""} : answers->front();
  }

  Json ok(const std::string& action, const Json& params) {
    const auto answer = call(action, params);
    if (answer) return *answer;
    ADD_FAILURE() << action << ": " << answer.error().name << ": " << answer.error().cause;
    return Json::object();
  }

  /// `NAME: CAUSE` of an action that must fail.
  std::string error(const std::string& action, const Json& params) {
    const auto answer = call(action, params);
    if (!answer) return answer.error().name + ": " + answer.error().cause;
    return "no error but " + to_text(*answer);
  }

  /// `MEMBER: VALUE` of what the error of such an action has beside its message.
  std::vector<std::string> details(const std::string& action, const Json& params) {
    const auto answer = call(action, params);
    std::vector<std::string> found;
    if (answer) return found;
    for (const auto& [member, value] : answer.error().details) {
      found.push_back(member + ": " + value);
    }
    return found;
  }

  /// The members of a call as JSON text, with quotes written as `'`.
  static Json params(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return parse_json(text).value();
  }

  static Json creation(const std::string& name, const std::string& definition = kPassState) {
    Json asked = Json::object();
    asked["name"] = name;
    asked["definition"] = definition;
    asked["roleArn"] = kRole;
    return asked;
  }

  std::string create(const std::string& name, const std::string& definition = kPassState) {
    return ok("CreateStateMachine", creation(name, definition))["stateMachineArn"];
  }

  static Json of_machine(const std::string& arn) {
    Json asked = Json::object();
    asked["stateMachineArn"] = arn;
    return asked;
  }

  static Json of_execution(const std::string& arn) {
    Json asked = Json::object();
    asked["executionArn"] = arn;
    return asked;
  }

  static Json with(Json asked, const std::string& name, Json value) {
    asked[name] = std::move(value);
    return asked;
  }

  /// Starts an execution; its ARN.
  std::string start(const std::string& machine, const std::string& name = "") {
    auto asked = of_machine(machine);
    if (!name.empty()) asked["name"] = name;
    return ok("StartExecution", asked)["executionArn"];
  }

  void settle() {
    do {
      loop.run();
    } while (world.clock.wake_due());
  }

  /// Somebody who asks, and may hang up. Its answer was written as `written` says, if that is set.
  struct Asker : Caller {
    bool there = true;
    bool written = true;
    std::vector<Result<Json>> answers = {};
    std::function<void()> gone = {};

    bool is_there() const override { return there; }
    void on_gone(std::function<void()> then) override { gone = std::move(then); }
    void answer(Result<Json> result, std::function<void(bool)> tell) override {
      answers.push_back(std::move(result));
      gone = nullptr;
      if (tell) tell(written);
    }
    void hang_up() {
      there = false;
      if (const auto tell = std::exchange(gone, nullptr)) tell();
    }
  };
  std::shared_ptr<Asker> ask_as_caller(const std::string& action, const Json& params) {
    auto asker = std::make_shared<Asker>();
    RequestContext context{.place = place, .request_id = "r-1", .now = world.clock.now()};
    context.caller = asker;
    states.handle(action, params, context,
                  [asker](Result<Json> answer) { asker->answers.push_back(std::move(answer)); });
    settle();
    return asker;
  }

  void advance_polls(milliseconds by) {
    world.poll_clock.set(world.poll_clock.now() + by);
    while (world.poll_clock.wake_due()) settle();
  }

  void advance(milliseconds by) {
    world.clock.set(world.clock.now() + by);
    settle();
  }

  support::TestLoop loop;
  SimulatedRuntime world{[this](std::function<void()> turn) { loop.post(std::move(turn)); }};
  States states{world.runtime, world.activities};
  Place place{"eu-west-3", "123456789012"};
  std::string invocation_id;
};

}  // namespace sfn::api
