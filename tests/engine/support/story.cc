#include "engine/support/story.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/arn.h"
#include "engine/support/definitions.h"

namespace sfn::engine {
namespace {

using history::TaskFailure;
using history::TaskOutcome;
using history::TaskSuccess;
using history::TaskWork;

std::function<bool(World&)> played(World::Answer answer) {
  return [answer = std::move(answer)](World& world) { return world.play_one(answer); };
}

// ---- the workflows

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

TaskOutcome answers(const Json& value) { return TaskSuccess{Payload(value)}; }

TaskOutcome validate(const Json& order) {
  const Json* amount = find_member(order, "amount");
  if (amount == nullptr) return answers({{"isValid", false}, {"error", "Missing field: amount"}});
  if (amount->get<double>() <= 0)
    return answers({{"isValid", false}, {"error", "The amount must be positive"}});
  return answers({{"isValid", true}, {"data", order}});
}

TaskOutcome send_sms(const Json& order) {
  if (find_member(order, "phone") == nullptr) return TaskFailure{"NoPhoneNumber", "no phone"};
  return answers({{"channel", "SMS"}});
}

// What the functions of workflows/ do, as far as their workflows look at it.
const std::map<std::string, TaskOutcome (*)(const Json&)> kFunctions = {
    {"ValidateInput", validate},
    {"ProcessData",
     [](const Json& order) {
       return answers({{"result", order}});
     }},
    {"SendNotification",
     [](const Json&) {
       return answers({{"workflowStatus", "COMPLETED"}});
     }},
    {"HandleError",
     [](const Json& error) {
       return answers({{"errorDetails", error}});
     }},
    {"SendEmail",
     [](const Json&) {
       return answers({{"channel", "EMAIL"}});
     }},
    {"SendSMS", send_sms},
    {"ReleaseOrder",
     [](const Json& order) {
       return answers({{"released", order}});
     }},
};

std::optional<TaskOutcome> call_stand_in(const TaskWork& task) {
  const auto name = split(task.resource, ':').back();
  const auto function = kFunctions.find(name);
  if (function == kFunctions.end()) throw std::logic_error("no stand-in for " + name);
  return function->second(task.parameters.value());
}

std::vector<std::filesystem::path> sorted_entries(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator entries(directory);
  std::vector<std::filesystem::path> paths(begin(entries), end(entries));
  std::sort(paths.begin(), paths.end());
  return paths;
}

// A test's name has letters, digits and underscores.
std::string name_of(const std::filesystem::path& folder, const std::filesystem::path& input) {
  auto name = folder.filename().string() + "_" + input.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

// ---- a set of our own

// Answers a task by its parameters' member `answer`; fails it with their `error` while the state
// has been retried fewer than `failures` times; never ends it where they say `hang`.
std::optional<TaskOutcome> as_told(const TaskWork& task) {
  const Json& told = task.parameters.value();
  const auto number = [&](const char* name) {
    const Json* member = find_member(told, name);
    return member == nullptr ? 0 : member->get<int>();
  };
  if (find_member(told, "hang") != nullptr) return std::nullopt;
  if (number("retries") < number("failures")) {
    return TaskFailure{told.at("error").get<std::string>(), "as told"};
  }
  const Json* answer = find_member(told, "answer");
  return TaskSuccess{Payload(answer == nullptr ? Json("done") : *answer)};
}

// A Task of F with these parameters, told how often it was retried.
std::string story_task(std::string_view parameters, std::string_view fields) {
  return fmt::format(R"("Type":"Task","Resource":"FUNCTION",
                        "Parameters":{{"retries.$":"$$.State.RetryCount",{}}},{})",
                     parameters, fields);
}

constexpr const char* kAllRetry = R"("Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":3}])";

Story told(std::string name, std::string definition, std::string input = "{}") {
  return {std::move(name), std::move(definition), std::move(input), played(as_told)};
}

Story at_most_once(Story story) {
  story.name += "AtMostOnce";
  story.at_most_once = true;
  return story;
}

std::string every_state() {
  return machine_of(
      R"("Type":"Pass","Assign":{"who.$":"$$.Execution.Input.who"},"Parameters":{"i.$":"$.items"},"Next":"T")",
      join_states({
          fmt::format(
              R"("T":{{{}}})",
              story_task(R"("answer":7,"failures":2,"error":"E")",
                         fmt::format(R"("TimeoutSeconds":60,{},"ResultPath":"$.t","Next":"C")",
                                     kAllRetry))),
          R"("C":{"Type":"Choice","Default":"F","Choices":[{"Variable":"$.t","NumericEquals":7,
                  "Assign":{"chosen":true},"Next":"W"}]})",
          R"("F":{"Type":"Fail"})",
          R"("W":{"Type":"Wait","SecondsPath":"$.t","Next":"P"})",
          fmt::format(R"("P":{{"Type":"Parallel","ResultPath":"$.p","Next":"M","Branches":[
               {{"StartAt":"P1","States":{{"P1":{{{}}}}}}},
               {{"StartAt":"P2","States":{{"P2":{{"Type":"Wait","Seconds":2,"Next":"P3"}},
                    "P3":{{"Type":"Pass","Parameters":{{"w.$":"$who"}},"End":true}}}}}}]}})",
                      story_task(R"("answer.$":"$.t")", R"("End":true)")),
          fmt::format(R"("M":{{"Type":"Map","ItemsPath":"$.i","MaxConcurrency":2,"Next":"E",
               "ItemSelector":{{"v.$":"$$.Map.Item.Value","n.$":"$$.Map.Item.Index"}},
               "ItemProcessor":{{"StartAt":"M1","States":{{"M1":{{{}}},
                    "M2":{{"Type":"Wait","SecondsPath":"$","End":true}}}}}}}})",
                      story_task(R"("answer.$":"$.n","failures":1,"error":"E")",
                                 fmt::format(R"({},"Next":"M2")", kAllRetry))),
          R"("E":{"Type":"Succeed"})",
      }));
}

std::string of_worker(std::string_view parameters, std::string_view fields) {
  return replace_all(story_task(parameters, fields), "FUNCTION", "ACTIVITY");
}

// A callback is told twice: when it is called, and by whoever has its token then.
std::string tokens_of_all_kinds() {
  return machine_of(
      replace_all(story_task(R"("answer":7,"failures":1,"error":"E")",
                             fmt::format(R"("TimeoutSeconds":60,{},"ResultPath":"$.t","Next":"A")",
                                         kAllRetry)),
                  "FUNCTION", "CALLBACK"),
      join_states({
          fmt::format(
              R"("A":{{{}}})",
              of_worker(R"("answer":[8],"failures":2,"error":"E")",
                        fmt::format(R"("HeartbeatSeconds":9,{},"ResultPath":"$.a","Next":"M")",
                                    kAllRetry))),
          fmt::format(R"("M":{{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"End":true,
               "ItemSelector":{{"n.$":"$$.Map.Item.Index"}},
               "ItemProcessor":{{"StartAt":"M1","States":{{"M1":{{{}}}}}}}}})",
                      of_worker(R"("answer.$":"$.n")", R"("TimeoutSeconds":5,"End":true)")),
      }));
}

// Two levels of Parallel around a Map; a task of the outer level fails while all else waits.
std::string nested_failure(std::string_view handlers) {
  return machine_of(fmt::format(
                        R"("Type":"Parallel","ResultPath":null,"End":true,{},"Branches":[
               {{"StartAt":"A","States":{{"A":{{"Type":"Parallel","End":true,"Branches":[
                  {{"StartAt":"AW","States":{{"AW":{{"Type":"Wait","Seconds":9,"End":true}}}}}},
                  {{"StartAt":"AM","States":{{"AM":{{"Type":"Map","ItemsPath":"$.items","End":true,
                     "ItemProcessor":{{"StartAt":"AI","States":{{"AI":{{{}}}}}}}}}}}}}]}}}}}},
               {{"StartAt":"B","States":{{"B":{{"Type":"Wait","Seconds":1,"Next":"BF"}},
                  "BF":{{{}}}}}}}])",
                        handlers, story_task(R"("hang":true)", R"("TimeoutSeconds":20,"End":true)"),
                        story_task(R"("failures":9,"error":"E")", R"("End":true)")),
                    where_named("T", story_task(R"("answer":"saved")", R"("End":true)"), handlers));
}

}  // namespace

std::vector<Story> stories_of_the_workflows() {
  std::vector<Story> stories;
  for (const auto& folder : sorted_entries(SFN_SOURCE_DIR "/workflows")) {
    const auto definition =
        replace_all(content_of(folder / "workflow.asl.json"), "ACCOUNT_ID", "123456789012");
    for (const auto& input : sorted_entries(folder / "inputs")) {
      stories.push_back(
          {name_of(folder, input), definition, content_of(input), played(call_stand_in)});
    }
  }
  return stories;
}

std::vector<Story> stories_of_all_states() {
  const char* items = R"({"items":[5,6,7],"who":"me"})";
  return {
      told("EveryState", every_state(), items),
      at_most_once(told("EveryState", every_state(), items)),
      told("NestedFailureCaught",
           nested_failure(R"("Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"T"}])"),
           items),
      told("NestedFailureRetriedInVain",
           nested_failure(R"("Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}])"), items),
      told("TaskTimesOutAndIsRetried", machine_of(story_task(R"("hang":true)",
                                                             R"("TimeoutSeconds":3,"End":true,
                              "Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":2}])"))),
      told("ExecutionTimesOut",
           machine_of(story_task(R"("hang":true)", R"("TimeoutSeconds":90,"End":true)"))
               .insert(1, R"("TimeoutSeconds":30,)")),
      told("TokensOfAllKinds", tokens_of_all_kinds(), items),
      at_most_once(told("TokensOfAllKinds", tokens_of_all_kinds(), items)),
      told("HeartbeatIsMissedAndRetried",
           machine_of(of_worker(R"("hang":true)",
                                R"("HeartbeatSeconds":3,"TimeoutSeconds":30,"End":true,
                    "Retry":[{"ErrorEquals":["States.HeartbeatTimeout"],"MaxAttempts":2}])"))),
      told("FailInAMap",
           machine_of(R"("Type":"Map","End":true,"ItemsPath":"$.items","ItemProcessor":{
                "StartAt":"C","States":{
                  "C":{"Type":"Choice","Default":"W","Choices":[
                       {"Variable":"$","NumericEquals":6,"Next":"F"}]},
                  "W":{"Type":"Wait","Seconds":4,"End":true},"F":{"Type":"Fail","Error":"E"}}})"),
           items),
      told("HistoryWithoutEnd", machine_of(R"("Type":"Pass","Parameters":{"in.$":"$"},"Next":"C")",
                                           R"("C":{"Type":"Choice","Default":"S","Choices":[
                           {"Variable":"$","IsNull":true,"Next":"E"}]},"E":{"Type":"Succeed"})")),
  };
}

}  // namespace sfn::engine
