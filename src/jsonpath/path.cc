#include "jsonpath/path.h"

#include <utility>

#include "jsonpath/evaluator.h"
#include "jsonpath/parser.h"
#include "jsonpath/reference_path.h"

namespace sfn::jsonpath {

struct Path::Parsed {
  std::string text;
  Syntax syntax;
  bool definite = true;
  bool reference = true;
};

namespace {

Match find_one(const Query& query, Evaluator& evaluator) {
  const auto& found = evaluator.follow(query);
  return query.function ? Match(evaluator.apply(*query.function, found)) : Match(found);
}

Match find_all(const Query& query, Evaluator& evaluator) {
  auto found = evaluator.collect(evaluator.select(query.steps, evaluator.document()));
  if (query.function) return Match(evaluator.apply(*query.function, found));
  return Match(std::move(found));
}

}  // namespace

Path::Path() {
  static const auto kWhole = std::make_shared<const Parsed>(Parsed{"$", {}, true, true});
  parsed_ = kWhole;
}

Path::Path(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}

std::shared_ptr<const Path::Parsed> Path::make(std::string_view text, Syntax syntax) {
  const bool definite = jsonpath::is_definite(syntax.query);
  const bool reference = jsonpath::is_reference(syntax.query);
  return std::make_shared<const Parsed>(
      Parsed{std::string(text), std::move(syntax), definite, reference});
}

Result<Path> Path::parse(std::string_view text) {
  auto syntax = parse_path(text);
  if (!syntax) return syntax.error();
  return Path(make(text, std::move(*syntax)));
}

std::variant<Path::Front, SyntaxError> Path::parse_front(std::string_view text) {
  auto parsed = jsonpath::parse_front(text);
  if (const auto* error = std::get_if<SyntaxError>(&parsed)) return *error;
  auto& [syntax, bytes] = std::get<0>(parsed);
  return Front{Path(make(text.substr(0, bytes), std::move(syntax))), bytes};
}

const std::string& Path::text() const { return parsed_->text; }
Path::Root Path::root() const { return parsed_->syntax.root; }
const std::string& Path::variable() const { return parsed_->syntax.variable; }
bool Path::is_root() const {
  return parsed_->syntax.query.steps.empty() && !parsed_->syntax.query.function;
}
bool Path::is_definite() const { return parsed_->definite; }
bool Path::is_reference() const { return parsed_->reference; }

Result<Match> Path::find(const Json& document, Budget& budget) const {
  Evaluator evaluator(document, budget);
  try {
    const auto& query = parsed_->syntax.query;
    return parsed_->definite ? find_one(query, evaluator) : find_all(query, evaluator);
  } catch (const EvaluationFailure& failure) {
    return failure.error;
  }
}

Result<Json> Path::assign(Json document, Json value) const {
  SFN_CHECK(is_reference());
  return jsonpath::assign(parsed_->syntax.query, std::move(document), std::move(value));
}

}  // namespace sfn::jsonpath
