#include "jsonata/answer.h"

#include <stdexcept>

namespace sfn::jsonata {
namespace {

using Answer = std::variant<std::string, Error>;

Answer asked(const Question& question) {
  const auto parsed = Expression::parse(question.expression, question.dialect);
  if (const auto* const error = std::get_if<Error>(&parsed)) return *error;
  Value input;
  std::optional<Document> document;
  if (!question.input.empty()) {
    auto read = Document::parse(std::string(question.input));
    if (const auto* const error = std::get_if<JsonError>(&read)) {
      throw std::invalid_argument("the question's input: " + error->text());
    }
    document = std::get<Document>(std::move(read));
    input = document->value();
  }
  Environment environment;
  environment.now = from_epoch_ms(1'511'967'845'123);  // 2017-11-29T15:04:05.123Z, a Wednesday.
  environment.bounds = question.bounds;
  const auto result = std::get<Expression>(parsed).evaluate(input, environment);
  if (const auto* const error = std::get_if<Error>(&result)) return *error;
  const auto& outcome = std::get<Outcome>(result);
  if (outcome.is_nothing()) return "nothing";
  if (outcome.value().is_function()) return "a function";
  return outcome.text();
}

}  // namespace

std::string answer(const Question& question) {
  const Answer found = asked(question);
  if (const auto* const error = std::get_if<Error>(&found)) return "!" + error->code;
  return std::get<std::string>(found);
}

Error error_of(const Question& question) {
  const Answer found = asked(question);
  const auto* const error = std::get_if<Error>(&found);
  return error == nullptr ? Error() : *error;
}

std::string complaint(const Question& question) {
  const Error error = error_of(question);
  return error.code.empty() && error.message.empty() ? std::string() : error.text();
}

}  // namespace sfn::jsonata
