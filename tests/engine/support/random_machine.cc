#include "engine/support/random_machine.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "engine/support/definitions.h"

namespace sfn::engine {
namespace {

// Writes graphs whose states lead forward only, each to its next and some to later ones.
class Writer {
 public:
  Writer(Dice& dice, const std::vector<std::string>& children) : dice_(dice), children_(children) {}

  std::string graph(int depth) {
    std::vector<std::string> names;
    const int count = 1 + dice_.roll(4);
    for (int i = 0; i < count; ++i) names.push_back(fmt::format("S{}", ++named_));
    std::vector<std::string> states;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::vector<std::string> later(names.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                           names.end());
      states.push_back(fmt::format(R"("{}":{{{}}})", names[i], state(later, depth)));
    }
    return fmt::format(R"("StartAt":"{}","States":{{{}}})", names.front(), join(states, ","));
  }

 private:
  const std::string& one_of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(dice_.roll(static_cast<int>(texts.size())))];
  }

  std::string state(const std::vector<std::string>& later, int depth) {
    const auto transition =
        later.empty() ? R"("End":true)" : fmt::format(R"("Next":"{}")", later.front());
    switch (dice_.roll(depth > 0 ? 9 : 6)) {
      case 0:
        return fmt::format(R"({},{})", pass(), transition);
      case 1:
      case 2:
        return fmt::format(R"("Type":"Task",{},{}{}{},{})", called(), result(),
                           maybe(R"(,"TimeoutSeconds":7)"), handlers(later), transition);
      case 3:
        return later.empty() ? fmt::format(R"({},{})", pass(), transition) : choice(later);
      case 4:
        return fmt::format(R"("Type":"Wait",{},{})", wait(), transition);
      case 5:
        return later.empty() ? last() : fmt::format(R"({},{})", pass(), transition);
      case 6:
        return fmt::format(R"("Type":"Parallel","Branches":[{}],{}{},{})", branches(depth),
                           result(), handlers(later), transition);
      default:
        return fmt::format(R"("Type":"Map",{},"MaxConcurrency":{},"ItemProcessor":{{{}}},{}{},{})",
                           items(), dice_.roll(4), graph(depth - 1), result(), handlers(later),
                           transition);
    }
  }

  /// Mostly one of the first, now and then one of those that often fail.
  const std::string& mostly(const std::vector<std::string>& sound,
                            const std::vector<std::string>& risky) {
    return dice_.once_in(12) ? one_of(risky) : one_of(sound);
  }

  std::string maybe(std::string_view fields) {
    return dice_.once_in(3) ? std::string(fields) : std::string();
  }

  std::string called() {
    if (children_.empty() || dice_.once_in(3)) return R"("Resource":"FUNCTION")";
    return fmt::format(R"("Resource":"arn:aws:states:::states:startExecution{}","Parameters":{{)"
                       R"("StateMachineArn":"{}","Input.$":"$$.Execution.Input"{}}})",
                       one_of({"", ".sync", ".sync", ".sync:2"}), one_of(children_),
                       mostly({"", ""}, {R"(,"Name.$":"$$.Execution.Name")", R"(,"Name":"E1")"}));
  }

  std::string pass() {
    return mostly(
        {R"("Type":"Pass")", R"("Type":"Pass","Result":{"items":[3,4],"n":1},"ResultPath":"$.p")",
         R"("Type":"Pass","Parameters":{"n.$":"$$.Execution.Input.n","in.$":"$"})",
         R"j("Type":"Pass","Parameters":{"f.$":"States.Format('{}', $)","in.$":"$"})j",
         R"j("Type":"Pass","ResultPath":"$.r","Parameters":{"r.$":"States.MathRandom(0, 9, 7)"})j",
         fmt::format(R"("Type":"Pass","Assign":{{"v{}.$":"$"}})", ++named_),
         R"j("QueryLanguage":"JSONata","Type":"Pass","Output":{"id":"{% $uuid() %}",)j"
         R"j("in":"{% $states.input %}"})j",
         fmt::format(
             R"j("QueryLanguage":"JSONata","Type":"Pass","Assign":{{"v{}":"{{% $random() %}}"}})j",
             ++named_)},
        {R"("Type":"Pass","InputPath":"$.items")", R"("Type":"Pass","OutputPath":"$.p")",
         R"("QueryLanguage":"JSONata","Type":"Pass","Output":"{% $none %}")"});
  }

  std::string choice(const std::vector<std::string>& later) {
    return fmt::format(
        R"("Type":"Choice","Default":"{}","Choices":[{{"Variable":"{}",{},"Next":"{}"}}])",
        later.front(), mostly({"$$.Execution.Input.n"}, {"$.n"}),
        one_of({R"("IsPresent":true)", R"("NumericGreaterThan":2)"}), one_of(later));
  }

  std::string wait() {
    return mostly({R"("Seconds":0)", R"("Seconds":3)", R"("SecondsPath":"$$.Execution.Input.n")",
                   R"("Timestamp":"2023-11-14T22:13:25Z")"},
                  {R"("SecondsPath":"$.missing")"});
  }

  std::string last() {
    return mostly({R"("Type":"Succeed")"},
                  {R"("Type":"Fail","Error":"E1","Cause":"c")", R"("Type":"Fail")"});
  }

  std::string items() {
    return R"("ItemsPath":"$$.Execution.Input.items")" +
           mostly({"", R"(,"ItemSelector":{"i.$":"$$.Map.Item"})",
                   R"(,"ItemSelector":{"a.$":"$$.Map.Item.Value","b.$":"$$.Map.Item.Value"})"},
                  {R"(,"ItemSelector":{"a.$":"$$.Map.Item.Value.a"})"});
  }

  std::string branches(int depth) {
    std::vector<std::string> graphs;
    for (int i = dice_.roll(3); i >= 0; --i) graphs.push_back(graph(depth - 1));
    return "{" + join(graphs, "},{") + "}";
  }

  std::string result() {
    return mostly(
        {R"("ResultPath":null)", R"("ResultSelector":{"r.$":"$"})", R"("OutputPath":"$")"},
        {R"("ResultPath":"$.r")", R"("ResultPath":"$.n.deep")"});
  }

  std::string handlers(const std::vector<std::string>& later) {
    std::string fields = maybe(
        one_of({R"(,"Retry":[{"ErrorEquals":["E1"],"MaxAttempts":2},
                             {"ErrorEquals":["States.ALL"],"MaxAttempts":1}])",
                R"(,"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":2,"BackoffRate":3.5,
                              "MaxDelaySeconds":5,"MaxAttempts":3,"JitterStrategy":"FULL"}])"}));
    if (later.empty() || dice_.once_in(2)) return fields;
    return fields +
           fmt::format(R"(,"Catch":[{{"ErrorEquals":["{}"],"ResultPath":{},"Next":"{}"}}])",
                       one_of({"States.ALL", "E2", "States.DataLimitExceeded"}),
                       one_of({R"("$")", "null", R"("$.e")"}), one_of(later));
  }

  Dice& dice_;
  const std::vector<std::string>& children_;
  int named_ = 0;
};

}  // namespace

std::string random_definition(Dice& dice, const std::vector<std::string>& children, int depth) {
  auto text = fmt::format("{{{}}}", Writer(dice, children).graph(depth));
  if (dice.once_in(4)) text.insert(1, R"("TimeoutSeconds":30,)");
  return with_function(text);
}

std::string with_tokens(const std::string& definition, Dice& dice) {
  const auto function = fmt::format(R"("Resource":"{}")", kFunctionArn);
  std::string text;
  std::size_t from = 0;
  for (auto at = definition.find(function); at != std::string::npos;
       at = definition.find(function, from)) {
    text += definition.substr(from, at - from);
    from = at + function.size();
    switch (dice.roll(4)) {
      case 0:
        text += fmt::format(R"("Resource":"{}",)"
                            R"("Parameters":{{"FunctionName":"F","Payload.$":"$$.Task.Token"}})",
                            kCallback);
        break;
      case 1:
        text += fmt::format(R"("Resource":"{}")", kActivityArn);
        break;
      default:
        text += function;
        continue;
    }
    if (dice.once_in(2)) text += R"(,"HeartbeatSeconds":4)";
  }
  return text + definition.substr(from);
}

}  // namespace sfn::engine
