// JSONata expressions: what is refused is refused with a code and a place, what is accepted keeps
// its text, and the dialect of Step Functions is a part of the whole language.
#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "jsonata/expression.h"

namespace sfn::fuzz {
namespace {

void check_jsonata_error(std::string_view text, const jsonata::Error& error) {
  promise(!error.code.empty(), "a refused expression has a code");
  promise(!error.message.empty(), "a refused expression has a text");
  promise(!error.offset || *error.offset <= text.size(), "the place lies within the expression");
}

}  // namespace

void jsonata_parse(std::string_view bytes) {
  const auto parsed = jsonata::Expression::parse(bytes);
  const auto in_states = jsonata::Expression::parse(bytes, jsonata::Dialect::step_functions());
  if (const auto* const error = std::get_if<jsonata::Error>(&parsed)) {
    check_jsonata_error(bytes, *error);
    const auto* const same = std::get_if<jsonata::Error>(&in_states);
    promise(same != nullptr, "what is no JSONata is none for Step Functions");
    return check_jsonata_error(bytes, *same);
  }
  const auto& expression = std::get<jsonata::Expression>(parsed);
  promise(expression.source() == bytes, "an expression keeps its text");
  for (const auto& reference : expression.references().context) {
    promise(reference.offset <= bytes.size(), "a reference lies within the expression");
  }
}

}  // namespace sfn::fuzz
