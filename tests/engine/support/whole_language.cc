#include "engine/support/whole_language.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "engine/support/definitions.h"

namespace sfn::engine {
namespace {

using asl::MachineType;
using Texts = std::vector<std::string>;

// Fields side by side, those that are not empty.
std::string fields_of(Texts fields) {
  std::erase(fields, "");
  return join(fields, ",");
}

// Writes graphs whose states lead forward only, as random_machine.cc does. In front of all stands a
// state that assigns the variable `v`, an object with `items` and `n`, of which the states below
// make use; the children of a map run have one of their own.
class WholeWriter {
 public:
  WholeWriter(Dice& dice, WholeLanguage what) : dice_(dice), what_(std::move(what)) {}

  std::string machine() {
    auto text = "{" + execution(assign_input(), what_.depth) + "}";
    if (dice_.once_in(4)) text.insert(1, R"("TimeoutSeconds":30,)");
    return with_function(text);
  }

 private:
  // ---- graphs

  std::string assign_input() { return R"("Assign":{"v.$":"$$.Execution.Input"})"; }

  std::string execution(const std::string& assign, int depth) {
    const auto first = new_name("S");
    const auto [start, states] = chain(depth);
    return fmt::format(
        R"("StartAt":"{0}","States":{{"{0}":{{"Type":"Pass",{1},"Next":"{2}"}},{3}}})", first,
        assign, start, states);
  }

  std::string graph(int depth) {
    const auto [start, states] = chain(depth);
    return fmt::format(R"("StartAt":"{}","States":{{{}}})", start, states);
  }

  std::pair<std::string, std::string> chain(int depth) {
    Texts names;
    for (int i = 1 + dice_.roll(3); i > 0; --i) names.push_back(new_name("S"));
    Texts states;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Texts later(names.begin() + static_cast<std::ptrdiff_t>(i) + 1, names.end());
      states.push_back(fmt::format(R"("{}":{{{}}})", names[i], state(later, depth)));
    }
    return {names.front(), join(states, ",")};
  }

  std::string state(const Texts& later, int depth) {
    jsonata_ = dice_.once_in(2);
    const auto language = jsonata_ ? R"("QueryLanguage":"JSONata")" : "";
    return fields_of({language, kind(later, depth)});
  }

  std::string kind(const Texts& later, int depth) {
    switch (dice_.roll(depth > 0 ? 12 : 7)) {
      case 0:
        return fields_of({pass(), transition(later)});
      case 1:
      case 2:
      case 3:
        return task(later);
      case 4:
        return later.empty() ? fields_of({pass(), transition(later)}) : choice(later);
      case 5:
        return fields_of({R"("Type":"Wait")", wait(), transition(later)});
      case 6:
        return later.empty() ? last() : fields_of({pass(), transition(later)});
      case 7:
        return parallel(later, depth);
      case 8:
      case 9:
        return inline_map(later, depth);
      default:
        if (what_.type == MachineType::Express || what_.map_runs == 0) return task(later);
        --what_.map_runs;
        return distributed_map(later, depth);
    }
  }

  std::string transition(const Texts& later) {
    return later.empty() ? R"("End":true)" : fmt::format(R"("Next":"{}")", later.front());
  }

  // ---- dice

  std::string new_name(const char* prefix) { return fmt::format("{}{}", prefix, ++named_); }

  const std::string& one_of(const Texts& texts) {
    return texts[static_cast<std::size_t>(dice_.roll(static_cast<int>(texts.size())))];
  }
  /// Mostly one of the first, now and then one of those that often fail.
  const std::string& mostly(const Texts& sound, const Texts& risky) {
    return dice_.once_in(12) ? one_of(risky) : one_of(sound);
  }
  std::string maybe(const std::string& field) { return dice_.once_in(3) ? field : std::string(); }
  std::string maybe_one_of(const Texts& fields) { return maybe(one_of(fields)); }

  // ---- what many states have

  /// Variables are never assigned twice: a scope may not name what one around it has named.
  std::string assign(const std::string& path, const std::string& expression) {
    const auto name = new_name("w");
    return jsonata_ ? fmt::format(R"("Assign":{{"{}":"{{% {} %}}"}})", name, expression)
                    : fmt::format(R"("Assign":{{"{}.$":"{}"}})", name, path);
  }

  std::string output() {
    if (jsonata_) {
      return mostly(
          {"", R"("Output":{"r":"{% $states.result %}","n":"{% $v.n + 1 %}"})",
           R"("Output":"{% $states.input %}")"},
          {R"("Output":"{% $states.result.missing %}")", R"("Output":"{% $error('x') %}")"});
    }
    return mostly({R"("ResultPath":null)", R"("ResultSelector":{"r.$":"$","n.$":"$v.n"})",
                   R"("OutputPath":"$")"},
                  {R"("ResultPath":"$.r")", R"("ResultPath":"$.n.deep")"});
  }

  std::string result(bool has_result = true) {
    return fields_of({has_result ? output() : "", maybe(assign("$", "$states.input"))});
  }

  std::string handlers(const Texts& later) {
    return fields_of({maybe(retry()), later.empty() || dice_.once_in(2) ? "" : catchers(later)});
  }

  std::string retry() {
    return one_of(
        {R"("Retry":[{"ErrorEquals":["E1","States.TaskFailed"],"MaxAttempts":2},
                     {"ErrorEquals":["States.ALL"],"MaxAttempts":1}])",
         R"("Retry":[{"ErrorEquals":["States.Timeout","States.HeartbeatTimeout"],"MaxAttempts":1},
                     {"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}])",
         R"("Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":2,"BackoffRate":3.5,
                      "MaxDelaySeconds":5,"MaxAttempts":2,"JitterStrategy":"FULL"}])"});
  }

  std::string catchers(const Texts& later) {
    const auto errors =
        one_of({R"("States.ALL")", R"("E2","States.Runtime")", R"("States.Timeout")",
                R"("States.ItemReaderFailed","States.TaskFailed")",
                R"("States.ExceedToleratedFailureThreshold")"});
    const auto what = jsonata_ ? one_of({"", R"(,"Output":{"e":"{% $states.errorOutput %}"})"})
                               : one_of({"", R"(,"ResultPath":null)", R"(,"ResultPath":"$.e")"});
    const auto assigned =
        jsonata_ ? assign("", "$states.errorOutput.Error") : assign("$.Error", "");
    return fmt::format(R"("Catch":[{{"ErrorEquals":[{}]{}{},"Next":"{}"}}])", errors, what,
                       dice_.once_in(3) ? "," + assigned : "", one_of(later));
  }

  // ---- states

  std::string pass() {
    if (jsonata_) {
      const auto value = mostly(
          {"$states.input", "$merge([$v,{'k':$uuid()}])", "[$map($v.items,function($x){[$x]})]",
           "$sum([$v.n,$random()])", "$hash('abc','SHA-256')", "$partition([1..5],2)",
           "$states.context.Execution.Id & $states.context.State.Name", "$parse('[1,2]')",
           "$range(1,9,2)", "$string($v) ~> $uppercase()", "{'n':$count($v.items)}"},
          {"$none", "$states.input.missing", "1 + 'x'"});
      return fields_of({R"("Type":"Pass")", fmt::format(R"("Output":{{"o":"{{% {} %}}"}})", value),
                        maybe(assign("", "$states.input"))});
    }
    return mostly(
        {R"("Type":"Pass")", R"("Type":"Pass","Result":{"items":[3,4],"n":1},"ResultPath":"$.p")",
         R"("Type":"Pass","Parameters":{"e.$":"$$.Execution.Id","s.$":"$$.State.Name","in.$":"$"})",
         fields_of({R"("Type":"Pass","ResultPath":"$.r")", intrinsics()}),
         fields_of({R"("Type":"Pass")", intrinsics()}),
         fields_of({R"("Type":"Pass")", assign("$", "")}),
         fields_of({R"("Type":"Pass")", assign("States.UUID()", "")})},
        {R"("Type":"Pass","InputPath":"$.items")", R"("Type":"Pass","OutputPath":"$.p")",
         R"j("Type":"Pass","Parameters":{"x.$":"States.ArrayGetItem($v.items, 0)"})j",
         R"j("Type":"Pass","Parameters":{"x.$":"States.StringToJson('{')"})j"});
  }

  std::string intrinsics() {
    static const Texts kCalls{"States.Array($v.n, 'a', $v)",
                              "States.ArrayPartition($v.items, 2)",
                              "States.ArrayContains($v.items, 2)",
                              "States.ArrayRange(1, 9, 2)",
                              "States.ArrayLength($v.items)",
                              "States.ArrayUnique($v.items)",
                              "States.Base64Encode('abc')",
                              "States.Base64Decode('YWJj')",
                              "States.Hash('abc', 'SHA-256')",
                              "States.JsonMerge($v, $v, false)",
                              "States.JsonToString($v)",
                              "States.StringToJson('[1,2]')",
                              "States.MathRandom(0, 9)",
                              "States.MathAdd($v.n, 1)",
                              "States.StringSplit('a,b', ',')",
                              "States.UUID()",
                              "States.Format('{}-{}', $v.n, $$.Execution.Name)",
                              "States.ArrayLength(States.Array($v.n, States.MathRandom(0, 9)))"};
    Texts members;
    for (int i = dice_.roll(3); i >= 0; --i) {
      members.push_back(fmt::format(R"("f{}.$":"{}")", i, one_of(kCalls)));
    }
    return fmt::format(R"("Parameters":{{{}}})", join(members, ","));
  }

  std::string choice(const Texts& later) {
    const auto& next = one_of(later);
    const auto otherwise =
        dice_.once_in(12) ? std::string() : fmt::format(R"(,"Default":"{}")", later.front());
    const auto rule =
        jsonata_
            ? fmt::format(
                  R"("Condition":"{{% {} %}}")",
                  mostly({"$v.n > 2", "$exists($states.input.missing)", "$count($v.items) = 0"},
                         {"$v.n", "'x' > 1"}))
            : mostly(
                  {R"("Variable":"$v.n","NumericGreaterThan":2)",
                   R"("Variable":"$.missing","IsPresent":true)",
                   R"("And":[{"Variable":"$v.n","IsNumeric":true},{"Not":{"Variable":"$v.n","NumericEquals":2}}])",
                   R"("Or":[{"Variable":"$$.Execution.Name","StringMatches":"E*"},{"Variable":"$v.n","NumericLessThanEqualsPath":"$v.n"}])",
                   R"("Variable":"$$.Execution.StartTime","IsTimestamp":true)"},
                  {R"("Variable":"$.n","NumericGreaterThan":2)"});
    return fmt::format(R"("Type":"Choice","Choices":[{{{},"Next":"{}"{}}}]{}{})", rule, next,
                       dice_.once_in(3) ? "," + assign("$v", "$v") : "", otherwise,
                       only_way_on(later, next, otherwise));
  }

  // Every state has to be reached.
  std::string only_way_on(const Texts& later, const std::string& next,
                          const std::string& otherwise) {
    if (!otherwise.empty() || next == later.front()) return "";
    return fmt::format(R"(,"Default":"{}")", later.front());
  }

  std::string wait() {
    if (jsonata_) {
      return mostly({R"("Seconds":"{% $v.n %}")", R"("Seconds":3)",
                     R"("Timestamp":"{% $states.context.Execution.StartTime %}")"},
                    {R"("Seconds":"{% 'soon' %}")"});
    }
    return mostly(
        {R"("Seconds":0)", R"("Seconds":3)", R"("SecondsPath":"$v.n")",
         R"("TimestampPath":"$$.Execution.StartTime")", R"("Timestamp":"2023-11-14T22:13:25Z")"},
        {R"("SecondsPath":"$.missing")"});
  }

  std::string last() {
    const bool fails = dice_.once_in(3);
    if (jsonata_ && fails) {
      return R"("Type":"Fail","Error":"{% 'E' & $string($v.n) %}","Cause":"{% $string($v) %}")";
    }
    if (jsonata_)
      return one_of({R"("Type":"Succeed","Output":{"n":"{% $v.n %}"})", R"("Type":"Succeed")"});
    if (!fails) return one_of({R"("Type":"Succeed")", R"("Type":"Succeed","OutputPath":"$v")"});
    return one_of(
        {R"("Type":"Fail","Error":"E1","Cause":"c")", R"("Type":"Fail")",
         R"j("Type":"Fail","ErrorPath":"$$.State.Name","CausePath":"States.Format('{}', $v.n)")j"});
  }

  // ---- tasks

  std::string task(const Texts& later) {
    return fields_of({R"("Type":"Task")", called(), maybe_one_of(timeouts()), credentials(),
                      result(), handlers(later), transition(later)});
  }

  std::string credentials() {
    if (!dice_.once_in(8)) return "";
    return jsonata_ ? R"("Credentials":{"RoleArn":"{% 'arn:aws:iam::123456789012:role/other' %}"})"
                    : R"("Credentials":{"RoleArn":"arn:aws:iam::123456789012:role/other"})";
  }

  Texts timeouts() {
    if (jsonata_) return {R"("TimeoutSeconds":7)", R"("TimeoutSeconds":"{% $v.n + 6 %}")"};
    return {R"("TimeoutSeconds":7)", R"("TimeoutSecondsPath":"$v.n")"};
  }

  std::string parameters(const std::string& paths, const std::string& expressions) {
    return jsonata_ ? fmt::format(R"("Arguments":{{{}}})", expressions)
                    : fmt::format(R"("Parameters":{{{}}})", paths);
  }

  std::string called() {
    if (!what_.children.empty() && dice_.once_in(2)) return start_execution();
    if (what_.type == MachineType::Standard && dice_.once_in(3)) return waited_for();
    switch (dice_.roll(4)) {
      case 0:
        return fields_of({R"("Resource":"arn:aws:states:::lambda:invoke")",
                          parameters(R"("FunctionName":"F","Payload.$":"$")",
                                     R"("FunctionName":"F","Payload":"{% $states.input %}")")});
      case 1:
        return fields_of(
            {R"("Resource":"FUNCTION")", parameters(R"("n.$":"$v.n")", R"("n":"{% $v.n %}")")});
      default:
        return mostly({R"("Resource":"FUNCTION")"},
                      {R"("Resource":"arn:aws:states:::sqs:sendMessage")"});
    }
  }

  std::string waited_for() {
    const auto heartbeat = maybe_one_of(jsonata_ ? Texts{R"("HeartbeatSeconds":"{% 4 %}")"}
                                                 : Texts{R"("HeartbeatSeconds":4)"});
    if (dice_.once_in(2)) return fields_of({R"("Resource":"ACTIVITY")", heartbeat});
    return fields_of(
        {R"("Resource":"CALLBACK")", heartbeat,
         parameters(R"("FunctionName":"F","Payload.$":"$$.Task.Token")",
                    R"("FunctionName":"F","Payload":"{% $states.context.Task.Token %}")")});
  }

  std::string start_execution() {
    const auto how =
        what_.type == MachineType::Express
            ? std::string("states:startExecution")
            : one_of({"states:startExecution", "states:startExecution.sync",
                      "states:startExecution.sync:2", "states:startExecution.sync:2",
                      "states:startExecution.waitForTaskToken", "aws-sdk:sfn:startExecution"});
    const auto& machine = one_of(what_.children);
    const auto name = jsonata_
                          ? one_of({"", "", R"(,"Name":"{% $states.context.Execution.Name %}")"})
                          : one_of({"", "", R"(,"Name.$":"$$.Execution.Name")"});
    return fields_of(
        {fmt::format(R"("Resource":"arn:aws:states:::{}")", how),
         parameters(
             fmt::format(R"("StateMachineArn":"{}","Input.$":"$v"{})", machine, name),
             fmt::format(R"("StateMachineArn":"{}","Input":"{{% $v %}}"{})", machine, name))});
  }

  // ---- states that hold others

  std::string parallel(const Texts& later, int depth) {
    const auto own =
        fields_of({R"("Type":"Parallel")", jsonata_ ? maybe(R"("Arguments":"{% $v %}")") : "",
                   result(), handlers(later), transition(later)});
    Texts graphs;
    for (int i = dice_.roll(3); i >= 0; --i) graphs.push_back(graph(depth - 1));
    return fmt::format(R"({},"Branches":[{{{}}}])", own, join(graphs, "},{"));
  }

  std::string inline_map(const Texts& later, int depth) {
    const auto own = fields_of(
        {R"("Type":"Map")", items(), concurrency(),
         jsonata_ ? maybe(R"("ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"})")
                  : maybe(R"("ItemSelector":{"v.$":"$$.Map.Item.Value","n.$":"$v.n"})"),
         result(), handlers(later), transition(later)});
    // The first is the name of old.
    const auto processor = one_of({R"("Iterator":{)", R"("ItemProcessor":{)",
                                   R"("ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},)"});
    return fmt::format("{},{}{}}}", own, processor, graph(depth - 1));
  }

  std::string concurrency() {
    if (jsonata_ && dice_.once_in(3)) return R"("MaxConcurrency":"{% $v.n %}")";
    if (!jsonata_ && dice_.once_in(3)) return R"("MaxConcurrencyPath":"$v.n")";
    return fmt::format(R"("MaxConcurrency":{})", dice_.roll(4));
  }

  std::string items() {
    if (!jsonata_) return R"("ItemsPath":"$v.items")";
    return mostly({R"("Items":"{% $v.items %}")", R"("Items":[{"id":1},"{% $v.n %}"])"},
                  {R"("Items":"{% $v.n %}")"});
  }

  // ---- distributed Maps

  std::string distributed_map(const Texts& later, int depth) {
    const bool many = dice_.once_in(8);
    const auto own =
        fields_of({R"("Type":"Map")",
                   many               ? many_items()
                   : dice_.once_in(3) ? reader()
                                      : items(),
                   concurrency(), maybe_label(), tolerance(), selector(), maybe(batcher()),
                   maybe(writer()), result(), handlers(later), transition(later)});
    const bool express = dice_.once_in(3);
    // Of many none starts others, which may have as many.
    const auto started = many ? std::exchange(what_.children, {}) : what_.children;
    auto processor = children(express, many ? 0 : std::min(depth - 1, 1));
    what_.children = started;
    return fmt::format(
        R"({},"ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"{}"}},{}}})",
        own, express ? "EXPRESS" : "STANDARD", processor);
  }

  // Their variables are their own, and their input is what a selector or a batch makes of an item.
  std::string children(bool express, int depth) {
    const auto around = std::exchange(what_.type, express ? MachineType::Express : what_.type);
    auto text = execution(R"("Assign":{"v":{"items":[{"id":7},8],"n":2}})", depth);
    what_.type = around;
    return text;
  }

  std::string maybe_label() {
    return dice_.once_in(2) ? fmt::format(R"("Label":"{}")", new_name("L")) : std::string();
  }

  std::string tolerance() {
    if (jsonata_) {
      return one_of({"", R"("ToleratedFailureCount":1)", R"("ToleratedFailureCount":"{% $v.n %}")",
                     R"("ToleratedFailurePercentage":"{% 100 %}")",
                     R"("ToleratedFailurePercentage":40.5,"ToleratedFailureCount":2)"});
    }
    return one_of({"", R"("ToleratedFailureCount":1)", R"("ToleratedFailureCountPath":"$v.n")",
                   R"("ToleratedFailurePercentage":100)",
                   R"("ToleratedFailurePercentagePath":"$v.n","ToleratedFailureCount":3)"});
  }

  // Those that can be told apart by the checkers carry the item itself, and which it was.
  std::string selector() {
    if (jsonata_) {
      return mostly({"", R"("ItemSelector":{"v":"{% $states.context.Map.Item.Value %}",)"
                         R"("i":"{% $states.context.Map.Item.Index %}","n":"{% $v.n %}"})"},
                    {R"("ItemSelector":{"a":"{% $states.context.Map.Item.Value.a %}"})"});
    }
    return mostly(
        {"",
         R"("ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index","n.$":"$v.n"})"},
        {R"("ItemSelector":{"a.$":"$$.Map.Item.Value.a"})"});
  }

  std::string batcher() {
    return fmt::format(
        R"("ItemBatcher":{{{}}})",
        jsonata_ ? one_of({R"("MaxItemsPerBatch":2)", R"("MaxItemsPerBatch":"{% $v.n + 1 %}")",
                           R"("MaxInputBytesPerBatch":120,"BatchInput":{"n":"{% $v.n %}"})"})
                 : one_of({R"("MaxItemsPerBatch":2)", R"("MaxItemsPerBatchPath":"$v.n")",
                           R"("MaxInputBytesPerBatch":120,"BatchInput":{"n.$":"$v.n"})"}));
  }

  std::string many_items() {
    return jsonata_ ? R"("Items":"{% [1..40] %}")"
                    : reader_of("getObject", "many.json", R"("InputType":"JSON")");
  }

  std::string reader() {
    if (dice_.once_in(5)) return reader_of("listObjectsV2", "", one_of({"", R"("MaxItems":2)"}));
    const auto [key, config] = one_of_objects();
    return reader_of("getObject", key, config);
  }

  std::pair<std::string, std::string> one_of_objects() {
    static const Texts kSound[] = {
        {"some.json", R"("InputType":"JSON")"},
        {"some.json", R"("InputType":"JSON","MaxItems":3)"},
        {"nested.json", R"("InputType":"JSON","ItemsPointer":"/a/list")"},
        {"some.jsonl", R"("InputType":"JSONL")"},
        {"some.csv", R"("InputType":"CSV","CSVHeaderLocation":"FIRST_ROW")"},
        {"some.csv", R"("InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a","b"])"},
        {"empty.json", R"("InputType":"JSON")"}};
    static const Texts kRisky[] = {{"missing.json", R"("InputType":"JSON")"},
                                   {"bad.json", R"("InputType":"JSON")"}};
    const auto& drawn = dice_.once_in(8) ? kRisky[dice_.roll(2)] : kSound[dice_.roll(7)];
    return {drawn[0], drawn[1]};
  }

  std::string reader_of(const char* action, const std::string& key, const std::string& config) {
    const auto where = key.empty() ? R"("Bucket":"items","Prefix":"list/")"
                                   : fmt::format(R"("Bucket":"items","Key":"{}")", key);
    return fmt::format(
        R"("ItemReader":{{"Resource":"arn:aws:states:::s3:{}",{},"ReaderConfig":{{{}}}}})", action,
        parameters(where, where), config);
  }

  std::string writer() {
    const auto config =
        one_of({"", R"("WriterConfig":{"Transformation":"NONE","OutputType":"JSON"})",
                R"("WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"})",
                R"("WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSON"})"});
    const auto where =
        mostly({R"("Bucket":"results","Prefix":"p")"}, {R"("Bucket":"nowhere","Prefix":"p")"});
    const auto destination =
        config.empty() || dice_.once_in(2)
            ? fields_of({R"("Resource":"arn:aws:states:::s3:putObject")", parameters(where, where)})
            : std::string();
    return fmt::format(R"("ResultWriter":{{{}}})", fields_of({destination, config}));
  }

  Dice& dice_;
  WholeLanguage what_;
  int named_ = 0;
  bool jsonata_ = false;  ///< Of the state that is being written: its own fields come first.
};

}  // namespace

std::string whole_definition(Dice& dice, WholeLanguage what) {
  return WholeWriter(dice, std::move(what)).machine();
}

}  // namespace sfn::engine
