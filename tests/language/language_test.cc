// Every rule of rules/, undisturbed and with the process gone after each row of its journal.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "language/outside.h"

namespace sfn::language {
namespace {

using engine::Row;
using engine::World;

// `5<-4 MapIterationStarted M[0] +1.5s`.
std::vector<std::string> lines_of(const World& world) {
  std::vector<std::string> lines;
  std::string text = world.history();
  double before = 0;
  const auto events = world.events();
  for (std::size_t i = 0, at = 0; i < events.size(); ++i) {
    const auto end = text.find('\n', at);
    auto line = text.substr(at, end - at);
    at = end + 1;
    const double time = events[i].at("timestamp").get<double>();
    const double passed = std::round((time - before) * 1'000) / 1'000;
    if (i > 0 && passed > 0) line += fmt::format(" +{}s", passed);
    before = time;
    lines.push_back(std::move(line));
  }
  return lines;
}

Json details_of(const Json& event) {
  for (const auto& [name, member] : event.items()) {
    if (member.is_object()) return member;
  }
  return Json::object();
}

void expect_details(const World& world, const std::string& id, const Json& expected) {
  const auto events = world.events();
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const Json& event) { return to_text(event.at("id")) == id; });
  ASSERT_NE(found, events.end()) << "there is no event " << id;
  const auto details = details_of(*found);
  for (const auto& [name, value] : expected.items()) {
    const auto* member = find_member(details, name);
    const bool right = member == nullptr ? value.is_null() : same_json(*member, value);
    EXPECT_TRUE(right) << name << " of event " << id << " is not " << to_text(value) << " in "
                       << to_text(details);
  }
}

// What comes after the end is the stop of children.
const history::Event& last_event(const World& world) {
  const auto stops_child = [](const auto& row) {
    return std::holds_alternative<history::ChildStopped>(row.events.back());
  };
  const auto& rows = world.rows();
  return std::find_if_not(rows.rbegin(), rows.rend(), stops_child)->events.back();
}

// The end in the words of a row.
Json end_of(const World& world) {
  const auto& last = last_event(world);
  const auto told = [](const history::Failure& failure) {
    Json end = Json::object();
    if (failure.error) end["error"] = *failure.error;
    if (failure.cause) end["cause"] = *failure.cause;
    return end;
  };
  if (const auto* end = std::get_if<history::ExecutionSucceeded>(&last)) {
    return {{"output", end->output.value()}};
  }
  if (const auto* end = std::get_if<history::ExecutionFailed>(&last)) return told(end->failure);
  if (std::holds_alternative<history::ExecutionTimedOut>(last)) return {{"status", "TIMED_OUT"}};
  return {{"waits", world.outstanding()}};
}

void expect_all(const Rule& rule, const World& world) {
  const auto end = end_of(world);
  EXPECT_TRUE(same_json(end, rule.ends)) << "it ended with " << to_text(end);
  if (rule.history) {
    EXPECT_EQ(lines_of(world), *rule.history);
  }
  for (const auto& [id, expected] : rule.details) expect_details(world, id, expected);
}

class Language : public testing::TestWithParam<Rule> {};

TEST_P(Language, HasThisRule) {
  World world(GetParam().definition);
  Outside outside(GetParam());
  world.start(GetParam().input);
  while (outside.let_happen(world)) {
  }
  expect_all(GetParam(), world);
}

// Of each journal only the rows so far are left; whatever is outside goes on as it was.
TEST_P(Language, HasThisRuleAfterAnyCrash) {
  World world(GetParam().definition);
  Outside outside(GetParam());
  world.start(GetParam().input);
  do {
    const auto rows = world.rows();
    world.resume(rows);
  } while (outside.let_happen(world));
  expect_all(GetParam(), world);
}

std::string name_of(const testing::TestParamInfo<Rule>& test) {
  std::string name = test.param.file + "_" + std::to_string(test.index);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Rules, Language,
                         testing::ValuesIn(read_rules(SFN_SOURCE_DIR "/tests/language/rules")),
                         name_of);

}  // namespace
}  // namespace sfn::language
