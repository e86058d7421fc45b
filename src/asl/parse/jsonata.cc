// Fields of which JSONata states compute the values. What holds no expression is a constant and
// becomes what it would be in a JSONPath state; the rest is kept as a JsonataTemplate, for whoever
// evaluates expressions. Developer guide, "Transforming data with JSONata".
#include <fmt/format.h>

#include <algorithm>

#include "asl/parse/parts.h"
#include "base/text.h"
#include "jsonata/place.h"

namespace sfn::asl {
namespace {

constexpr std::string_view kOpening = "{%";
constexpr std::string_view kClosing = "%}";
constexpr std::string_view kInvalid = "INVALID_JSONATA_EXPRESSION";
constexpr std::string_view kUnsupported = "UNSUPPORTED_JSONATA_EXPRESSION";

bool looks_like_expression(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return starts_with(text, kOpening) || ends_with(text, kClosing);
}

// What of `$states` there is beside `input` and `context`.
struct StatesMembers {
  bool result = false;
  bool error_output = false;
};

StatesMembers members_at(std::string_view location, StateDraft& draft) {
  if (starts_with(location, "Catch[")) return {.error_output = true};
  const bool follows_work = location == "Output" || location == "Assign";
  const auto type = draft.fields.text("Type");
  return {.result = follows_work && (type == "Task" || type == "Parallel" || type == "Map")};
}

// Reads the value of one field.
class TemplateReader {
 public:
  TemplateReader(StatesMembers has, Report& report) : has_(has), report_(report) {}

  /// Nothing where there is no expression in it.
  std::optional<JsonataTemplate> read(const Node& node) {
    if (looks_like_expression(*node.value)) return expression(node);
    if (node.value->is_object()) return object(node);
    if (node.value->is_array()) return array(node);
    return std::nullopt;
  }

 private:
  std::optional<JsonataTemplate> object(const Node& node) {
    JsonataTemplate::Object members;
    bool is_constant = true;
    for (std::size_t i = 0; i < node.value->size(); ++i) {
      const Node member = report_.member(node, i);
      members.push_back({std::string(member.place->name), or_constant(member, is_constant)});
    }
    if (is_constant) return std::nullopt;
    return JsonataTemplate{std::move(members)};
  }

  std::optional<JsonataTemplate> array(const Node& node) {
    JsonataTemplate::Array elements;
    bool is_constant = true;
    for (std::size_t i = 0; i < node.value->size(); ++i) {
      elements.push_back(or_constant(report_.element(node, i), is_constant));
    }
    if (is_constant) return std::nullopt;
    return JsonataTemplate{std::move(elements)};
  }

  // Constants are copied only once it is known that something beside them is none.
  JsonataTemplate or_constant(const Node& node, bool& is_constant) {
    auto found = read(node);
    if (!found) return {*node.value};
    is_constant = false;
    return *std::move(found);
  }

  JsonataTemplate expression(const Node& node) {
    const auto& text = node.value->get_ref<const std::string&>();
    const bool whole = starts_with(text, kOpening) && ends_with(text, kClosing) &&
                       text.size() >= kOpening.size() + kClosing.size();
    if (!whole) {
      report_.error(std::string(kInvalid), *node.place,
                    "A JSONata expression must begin with '{%' and end with '%}', with nothing "
                    "around them");
      return {Json()};
    }
    const auto inside = std::string_view(text).substr(
        kOpening.size(), text.size() - kOpening.size() - kClosing.size());
    auto source = trim(inside);
    if (source.empty()) source = inside.substr(0, 0);  // Its place is asked for, too.
    auto parsed = jsonata::Expression::parse(source, jsonata::Dialect::step_functions());
    if (const auto* const error = std::get_if<jsonata::Error>(&parsed);
        error != nullptr && jsonata::is_about_newer_operator(*error)) {
      report_.past_limit(std::string(kInvalid), *node.place, worded(*error, text, source));
      parsed = jsonata::Expression::parse(source, jsonata::Dialect::newer_step_functions());
    }
    if (const auto* const error = std::get_if<jsonata::Error>(&parsed)) {
      report_.error(std::string(kInvalid), *node.place, worded(*error, text, source));
      return {Json()};
    }
    return {checked(std::get<jsonata::Expression>(std::move(parsed)), *node.place)};
  }

  // The place is told in characters of the field's whole text, where people count.
  static std::string worded(const jsonata::Error& error, std::string_view text,
                            std::string_view source) {
    const auto span = jsonata::span_of(error, source);
    if (!span) return error.message;
    const auto before = static_cast<std::size_t>(source.data() - text.data()) + span->begin;
    return fmt::format("{} (at character {})", error.message,
                       utf8_length(text.substr(0, before)) + 1);
  }

  JsonataExpression checked(jsonata::Expression expression, const Place& place) {
    const auto references = expression.references();
    check_context(references, place);
    JsonataExpression read{std::move(expression)};
    for (const auto& name : references.variables) {
      if (name != "states") read.variables.push_back(name);
    }
    for (const auto& use : references.uses) {
      if (use.variable != "states") continue;
      read.of_states.push_back(use.member);
      check_member(use.member, place);
    }
    return read;
  }

  // An expression has no context of its own: all it knows are variables.
  void check_context(const jsonata::References& references, const Place& place) {
    std::vector<std::string_view> told;
    for (const auto& reference : references.context) {
      const std::string_view name = reference.name;
      if (std::find(told.begin(), told.end(), name) != told.end()) continue;
      told.push_back(name);
      report_.error(std::string(kUnsupported), place,
                    fmt::format("Reference to '{}' {}is not supported.", name,
                                name == "$$" ? "" : "at the top level "));
    }
  }

  void check_member(std::string_view member, const Place& place) {
    const bool missing =
        (member == "result" && !has_.result) || (member == "errorOutput" && !has_.error_output);
    if (!missing) return;
    report_.error(
        std::string(kUnsupported), place,
        fmt::format("Reference to '$states.{}' is not supported here: only {} may have it.", member,
                    member == "result" ? "'Output' and 'Assign' of a Task, Parallel or Map state"
                                       : "'Output' and 'Assign' of a catcher"));
  }

  StatesMembers has_;
  Report& report_;
};

// The value within the state, where there is an expression in it.
std::optional<JsonataTemplate> read_template_at(const Node& node, StateDraft& draft,
                                                const std::string& location) {
  return TemplateReader(members_at(location, draft), draft.report()).read(node);
}

std::string location_of(const Node& node, const StateDraft& draft) {
  return location_within(draft.fields.place(), *node.place);
}

// Whether there was something to keep.
bool keep_expressions(const Node& node, StateDraft& draft) {
  const auto location = location_of(node, draft);
  auto read = read_template_at(node, draft, location);
  if (!read) return false;
  draft.state.jsonata.insert_or_assign(location, *std::move(read));
  return true;
}

}  // namespace

std::optional<PayloadTemplate> read_value(Fields& fields, std::string_view name,
                                          StateDraft& draft) {
  if (!draft.is_jsonata()) return read_template(fields, name);
  const auto node = fields.take(name);
  if (!node || keep_expressions(*node, draft)) return std::nullopt;
  return PayloadTemplate{*node->value};
}

std::optional<Node> keep_value(Fields& fields, std::string_view name, StateDraft& draft) {
  if (!draft.is_jsonata()) return std::nullopt;
  const auto node = fields.take(name);
  if (!node || keep_expressions(*node, draft)) return node;
  draft.state.jsonata.insert_or_assign(location_of(*node, draft), JsonataTemplate{*node->value});
  return node;
}

bool keep_expression(Fields& fields, std::string_view name, StateDraft& draft) {
  if (!draft.is_jsonata()) return false;
  const auto node = fields.take(name);
  if (!node || !looks_like_expression(*node->value)) return false;
  keep_expressions(*node, draft);
  return true;
}

std::optional<NumberOrPath> read_number(Fields& fields, const std::string& name, Range range,
                                        StateDraft& draft) {
  if (!draft.is_jsonata()) return read_number_or_path(fields, name, range);
  if (keep_expression(fields, name, draft)) return std::nullopt;
  if (const auto number = fields.integer(name, range)) return NumberOrPath(*number);
  return std::nullopt;
}

}  // namespace sfn::asl
