#include "jsonpath/evaluator.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"

namespace sfn::jsonpath {
namespace {

[[noreturn]] void not_found(std::string cause) {
  throw EvaluationFailure{{"PathNotFound", std::move(cause)}};
}

const Json* element(const Json& array, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(array.size());
  const auto place = index < 0 ? index + size : index;
  return place >= 0 && place < size ? &array[static_cast<std::size_t>(place)] : nullptr;
}

// The steps of a definite query, with the words for where one of them cannot be taken.
class Trail {
 public:
  Trail(const Query& query, std::size_t step) : query_(query), step_(step) {}

  const Json& take(const Member& member, const Json& value) const {
    if (!value.is_object()) {
      not_found(
          fmt::format("Expected to find an object with property ['{}'] in path {} but found '{}'",
                      member.name, before(), value.type_name()));
    }
    if (const auto* found = find_member(value, member.name)) return *found;
    if (step_ + 1 == query_.steps.size()) no_results();
    not_found("Missing property in path " + describe(query_, step_ + 1));
  }
  const Json& take(const Index& index, const Json& value) const {
    if (!value.is_array()) {
      not_found(fmt::format("Expected to find an array for index [{}] in path {} but found '{}'",
                            index.index, before(), value.type_name()));
    }
    if (const auto* found = element(value, index.index)) return *found;
    no_results();
  }

 private:
  std::string before() const { return describe(query_, step_); }
  [[noreturn]] void no_results() const {
    not_found("No results for path: " + describe(query_, query_.steps.size()));
  }

  const Query& query_;
  std::size_t step_;
};

void add_member(const Json& value, const std::string& name, Nodes& found) {
  if (const auto* member = find_member(value, name)) found.push_back(member);
}

void add_element(const Json& value, std::int64_t index, Nodes& found) {
  if (!value.is_array()) return;
  if (const auto* place = element(value, index)) found.push_back(place);
}

void add_slice(const Json& value, const Slice& slice, Nodes& found) {
  if (!value.is_array()) return;
  const auto size = static_cast<std::int64_t>(value.size());
  const auto place = [size](std::int64_t index) {
    return std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
  };
  const auto to = place(slice.to.value_or(size));
  for (auto i = place(slice.from.value_or(0)); i < to; ++i) {
    found.push_back(&value[static_cast<std::size_t>(i)]);
  }
}

void add_children(const Json& value, Nodes& found) {
  if (!value.is_structured()) return;
  for (const auto& child : value) found.push_back(&child);
}

// A long string costs as much to copy as many short ones.
std::int64_t steps_of_text(const Json& value) {
  constexpr std::size_t kBytesPerStep = 1'024;
  if (!value.is_string()) return 0;
  return static_cast<std::int64_t>(value.get_ref<const std::string&>().size() / kBytesPerStep);
}

}  // namespace

bool is_definite(const Query& query) {
  return std::all_of(query.steps.begin(), query.steps.end(),
                     [](const Step& step) { return is_definite(step); });
}

void Evaluator::spend(std::int64_t steps) {
  budget_.steps -= steps;
  if (budget_.steps >= 0) return;
  throw EvaluationFailure{{"StepsExceeded", "the path touches more values than it may"}};
}

bool Evaluator::matches_whole(const RegularExpression& pattern, std::string_view text) {
  const auto verdict = pattern.matches_whole(text, budget_.steps);
  if (!verdict) spend(0);
  return verdict.value();
}

const Json& Evaluator::follow(const Query& query) {
  const Json* value = &document_;
  for (std::size_t i = 0; i < query.steps.size(); ++i) {
    spend();
    const Trail trail(query, i);
    const auto& selector = query.steps[i].selector;
    if (const auto* member = std::get_if<Member>(&selector)) {
      value = &trail.take(*member, *value);
    } else {
      value = &trail.take(std::get<Index>(selector), *value);
    }
  }
  return *value;
}

Nodes Evaluator::select(const std::vector<Step>& steps, const Json& start) {
  Nodes nodes = {&start};
  for (const auto& step : steps) {
    Nodes found;
    for (const auto* node : nodes) {
      if (step.descends) {
        select_in_descendants(step, *node, found);
      } else {
        select_step(step, *node, found);
      }
    }
    nodes = std::move(found);
  }
  return nodes;
}

void Evaluator::select_in_descendants(const Step& step, const Json& top, Nodes& found) {
  Nodes open = {&top};  // A stack of its own: the document may be deeper than ours.
  while (!open.empty()) {
    const auto* value = open.back();
    open.pop_back();
    if (!value->is_structured()) continue;
    select_step(step, *value, found);
    const auto children_from = open.size();
    add_children(*value, open);
    std::reverse(open.begin() + static_cast<std::ptrdiff_t>(children_from), open.end());
  }
}

void Evaluator::select_step(const Step& step, const Json& value, Nodes& found) {
  spend();
  const auto found_before = found.size();
  std::visit(overloaded{
                 [&](const Member& member) { add_member(value, member.name, found); },
                 [&](const Members& members) {
                   for (const auto& name : members.names) add_member(value, name, found);
                 },
                 [&](const Index& index) { add_element(value, index.index, found); },
                 [&](const Indices& indices) {
                   for (const auto index : indices.indices) add_element(value, index, found);
                 },
                 [&](const Slice& slice) { add_slice(value, slice, found); },
                 [&](const Wildcard&) { add_children(value, found); },
                 [&](const Filter& filter) {
                   select_where(filter.predicate.front(), value, step.descends, found);
                 },
             },
             step.selector);
  spend(static_cast<std::int64_t>(found.size() - found_before));
}

// A filter tests the elements of an array, but an object itself. A descent comes by the elements
// anyway, so there an array adds nothing.
void Evaluator::select_where(const Predicate& predicate, const Json& value, bool descends,
                             Nodes& found) {
  if (value.is_object() && holds(predicate, value, *this)) found.push_back(&value);
  if (!value.is_array() || descends) return;
  for (const auto& item : value) {
    if (holds(predicate, item, *this)) found.push_back(&item);
  }
}

Json Evaluator::collect(const Nodes& nodes) {
  Json array = Json::array();
  for (const auto* node : nodes) {
    // A descent may find a value and all that it consists of: copies cost what they hold.
    for (Nodes open = {node}; !open.empty();) {
      const auto* value = open.back();
      open.pop_back();
      spend(1 + steps_of_text(*value));
      add_children(*value, open);
    }
    array.push_back(*node);
  }
  return array;
}

Json Evaluator::apply(const FunctionCall& function, const Json& value) {
  auto result = call(function, value, *this);
  if (!result) not_found("Expected an array that holds what the function asks for");
  return *std::move(result);
}

}  // namespace sfn::jsonpath
