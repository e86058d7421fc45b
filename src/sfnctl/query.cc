#include "sfnctl/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "base/text.h"
#include "intrinsics/expression.h"
#include "jsonata/expression.h"
#include "jsonata/place.h"
#include "jsonpath/path.h"

namespace sfn::sfnctl {
namespace {

using Evaluated = std::variant<QueryAnswer, QueryFault>;

constexpr std::string_view kOpening = "{%";
constexpr std::string_view kClosing = "%}";

// ---- Paths and intrinsic functions

// `part` of `expression`, which stands in `given`.
TextSpan span_in(std::string_view given, std::string_view expression, TextSpan part) {
  const auto before = static_cast<std::size_t>(expression.data() - given.data());
  return {before + part.begin, before + part.end};
}

// Both say `column 5: …` of what they cannot read. Blanks around it do not belong to it.
QueryFault fault_at_column(std::string_view given, const std::string& cause) {
  const auto expression = trim(given);
  constexpr std::string_view kColumn = "column ";
  const auto colon = cause.find(": ");
  if (!starts_with(cause, kColumn) || colon == std::string::npos) return {cause};
  const auto column =
      parse_integer(std::string_view(cause).substr(kColumn.size(), colon - kColumn.size()));
  if (!column || *column < 1) return {cause};
  const auto at = utf8_prefix(expression, static_cast<std::size_t>(*column) - 1).size();
  return {cause.substr(colon + 2),
          span_in(given, expression, {at, std::min(at + 1, expression.size())})};
}

Result<jsonpath::Match> find(const jsonpath::Path& path, const QueryWorld& world) {
  jsonpath::Budget budget;
  switch (path.root()) {
    case jsonpath::Path::Root::Data:
      return path.find(world.input.value(), budget);
    case jsonpath::Path::Root::Context:
      return Error{"NoContext", "There is no context object outside of an execution"};
    case jsonpath::Path::Root::Variable:
      break;
  }
  const auto variable = world.variables.find(path.variable());
  if (variable != world.variables.end()) return path.find(variable->second.value(), budget);
  return Error{"NoVariable",
               fmt::format("The variable '{0}' has no value: give it one by --var {0}=JSON",
                           path.variable())};
}

// The first step of the path that cannot be taken: steps end where a path does, and the next one
// begins with a dot or a bracket.
TextSpan failing_step(const jsonpath::Path& path, const QueryWorld& world) {
  const std::string_view text = path.text();
  std::size_t taken = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    if (end < text.size() && text[end] != '.' && text[end] != '[') continue;
    const auto prefix = jsonpath::Path::parse(text.substr(0, end));
    if (!prefix) continue;
    if (!find(*prefix, world)) return {taken, end};
    taken = end;
  }
  return {0, text.size()};
}

Evaluated evaluate_path(std::string_view expression, const QueryWorld& world) {
  const auto text = trim(expression);
  const auto path = jsonpath::Path::parse(text);
  if (!path) return fault_at_column(expression, path.error().cause);
  const auto match = find(*path, world);
  if (!match) {
    return QueryFault{match.error().cause, span_in(expression, text, failing_step(*path, world))};
  }
  return QueryAnswer{to_text(match->value())};
}

class Surroundings final : public intrinsics::Environment {
 public:
  explicit Surroundings(const QueryWorld& world) : world_(world) {}

  Result<jsonpath::Match> find(const jsonpath::Path& path) override {
    return sfnctl::find(path, world_);
  }
  std::uint64_t entropy() override { return world_.entropy(); }
  bool charge(std::size_t bytes) override {
    if (bytes > bytes_left_) return false;
    bytes_left_ -= bytes;
    return true;
  }

 private:
  const QueryWorld& world_;
  std::size_t bytes_left_ = 256 * 1'048'576;
};

Evaluated evaluate_function(std::string_view expression, const QueryWorld& world) {
  const auto text = trim(expression);
  const auto function = intrinsics::Expression::parse(text);
  if (!function) return fault_at_column(expression, function.error().cause);
  Surroundings surroundings(world);
  const auto evaluated = function->try_evaluate(surroundings);
  if (const auto* fault = std::get_if<intrinsics::Fault>(&evaluated)) {
    const TextSpan part{fault->offset, fault->offset + fault->bytes};
    return QueryFault{fault->error.cause, span_in(expression, text, part)};
  }
  return QueryAnswer{to_text(std::get<Json>(evaluated))};
}

// ---- JSONata

// What stands between the delimiters, if there are any.
std::string_view without_delimiters(std::string_view expression) {
  const auto whole = trim(expression);
  const bool delimited = starts_with(whole, kOpening) && ends_with(whole, kClosing) &&
                         whole.size() >= kOpening.size() + kClosing.size();
  if (!delimited) return expression;
  return whole.substr(kOpening.size(), whole.size() - kOpening.size() - kClosing.size());
}

// A definition takes what begins with `{%` for JSONata, and JSONata cannot begin so.
std::optional<QueryFault> fault_of_delimiters(std::string_view expression) {
  const auto whole = trim(expression);
  if (!starts_with(whole, kOpening) || without_delimiters(expression) != expression) {
    return std::nullopt;
  }
  const auto end = static_cast<std::size_t>(whole.data() + whole.size() - expression.data());
  return QueryFault{"The expression begins with {% and does not end with %}: the %} is missing",
                    TextSpan{end, end}};
}

QueryFault fault_of(const jsonata::Error& error, std::string_view expression,
                    std::string_view source) {
  const auto span = jsonata::span_of(error, source);
  if (!span) return {error.text()};
  return {error.text(), span_in(expression, source, *span)};
}

std::string about_newer_operator(std::string_view name) {
  return fmt::format(
      "Step Functions has no operator '{}': a definition with it is refused, unless sfnd runs with "
      "--limits warn or off",
      name);
}

void add_advice_about(const jsonata::Expression& expression, std::vector<std::string>& advice) {
  for (const auto& reference : expression.references().context) {
    const auto& name = reference.name;
    const bool is_name = name != "$" && name != "$$" && name != "%";
    advice.push_back(fmt::format("in a state machine '{}' means nothing: write $states.input{}{}",
                                 name, is_name ? "." : "", is_name ? name : ""));
  }
  std::sort(advice.begin(), advice.end());
  advice.erase(std::unique(advice.begin(), advice.end()), advice.end());
}

// The variables of an evaluation, and the documents that they lie in.
class JsonataVariables {
 public:
  explicit JsonataVariables(const QueryWorld& world) : input_(add(world.input)) {
    states_.set("input", input_, arena_);
    variables_.push_back({"states", jsonata::Value::object(&states_)});
    // A variable `states` that is given takes the place of ours.
    for (const auto& [name, value] : world.variables) variables_.push_back({name, add(value)});
  }
  JsonataVariables(const JsonataVariables&) = delete;
  JsonataVariables& operator=(const JsonataVariables&) = delete;

  jsonata::Value input() const { return input_; }
  const std::vector<jsonata::Variable>& all() const { return variables_; }

 private:
  jsonata::Value add(const Payload& payload) {
    auto read = jsonata::Document::parse(payload.text());
    auto* const document = std::get_if<jsonata::Document>(&read);
    return documents_
        .emplace_back(document != nullptr ? *document : jsonata::Document::of(payload.value()))
        .value();
  }

  std::list<jsonata::Document> documents_;
  jsonata::Arena arena_;
  jsonata::Value input_;
  jsonata::Object states_;
  std::vector<jsonata::Variable> variables_;
};

Evaluated run_jsonata(const jsonata::Expression& query, std::string_view expression,
                      std::string_view source, const QueryWorld& world) {
  const JsonataVariables variables(world);
  const auto result =
      query.evaluate(variables.input(), {.variables = variables.all(),
                                         .now = world.now,
                                         .entropy = world.entropy,
                                         .bounds = jsonata::Bounds::step_functions()});
  if (const auto* const error = std::get_if<jsonata::Error>(&result)) {
    return fault_of(*error, expression, source);
  }
  const auto& outcome = std::get<jsonata::Outcome>(result);
  if (outcome.is_nothing()) return QueryFault{"The expression returned nothing (undefined)."};
  if (outcome.value().is_function()) {
    return QueryFault{"The expression returned a function, which is no JSON."};
  }
  auto text = outcome.text();
  if (const auto* const error = std::get_if<jsonata::Error>(&text)) {
    return fault_of(*error, expression, source);
  }
  return QueryAnswer{std::get<std::string>(std::move(text))};
}

Evaluated evaluate_jsonata(std::string_view expression, const QueryWorld& world) {
  if (auto fault = fault_of_delimiters(expression)) return *std::move(fault);
  const auto source = without_delimiters(expression);
  auto parsed = jsonata::Expression::parse(source, jsonata::Dialect::step_functions());
  std::vector<std::string> advice;
  if (const auto* const error = std::get_if<jsonata::Error>(&parsed);
      error != nullptr && jsonata::is_about_newer_operator(*error)) {
    advice.push_back(about_newer_operator(error->token));
    parsed = jsonata::Expression::parse(source, jsonata::Dialect::newer_step_functions());
  }
  if (const auto* const error = std::get_if<jsonata::Error>(&parsed)) {
    return fault_of(*error, expression, source);
  }
  const auto& query = std::get<jsonata::Expression>(parsed);
  add_advice_about(query, advice);
  auto evaluated = run_jsonata(query, expression, source, world);
  std::visit([&](auto& found) { found.advice = std::move(advice); }, evaluated);
  return evaluated;
}

}  // namespace

QueryLanguage query_language_of(std::string_view expression) {
  const auto text = trim(expression);
  if (starts_with(text, "States.") && text.find('(') != std::string_view::npos) {
    return QueryLanguage::Intrinsic;
  }
  const bool is_path =
      text == "$" || starts_with(text, "$.") || starts_with(text, "$[") || starts_with(text, "$$");
  return is_path ? QueryLanguage::JsonPath : QueryLanguage::Jsonata;
}

std::optional<QueryFault> syntax_fault(QueryLanguage language, std::string_view query) {
  const auto fault_in = [query](const auto& parsed) {
    return parsed ? std::nullopt : std::optional(fault_at_column(query, parsed.error().cause));
  };
  return language == QueryLanguage::Intrinsic ? fault_in(intrinsics::Expression::parse(query))
                                              : fault_in(jsonpath::Path::parse(query));
}

Evaluated evaluate_query(QueryLanguage language, std::string_view expression,
                         const QueryWorld& world) {
  switch (language) {
    case QueryLanguage::Jsonata:
      return evaluate_jsonata(expression, world);
    case QueryLanguage::JsonPath:
      return evaluate_path(expression, world);
    case QueryLanguage::Intrinsic:
      return evaluate_function(expression, world);
  }
  return QueryFault{};
}

}  // namespace sfn::sfnctl
