// Paths: what is refused is refused at a column, an evaluation ends within its budget, and what is
// put at a place is found there and nowhere else.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "fuzz/text_error.h"
#include "jsonpath/path.h"

namespace sfn::fuzz {
namespace {

using jsonpath::Budget;
using jsonpath::Path;

constexpr std::int64_t kSteps = 20'000;

void check_parts(const Path& path, std::string_view text) {
  promise(path.text() == text, "a path keeps its text");
  promise(!path.is_reference() || path.is_definite(), "a reference path names one place");
  promise(!path.is_root() || path.is_reference(), "the root is a reference path");
  promise(path.variable().empty() == (path.root() != Path::Root::Variable),
          "only a variable has a name");
}

// The value, or nothing where the path finds none.
std::optional<Json> found(const Path& path, const Json& document, std::int64_t steps = kSteps) {
  Budget budget{steps};
  const auto match = path.find(document, budget);
  if (match) return match->value();
  const auto& error = match.error();
  promise(error.name == "PathNotFound" || error.name == "StepsExceeded", "a failure has its name");
  promise(!error.cause.empty(), "a failure says why");
  promise(error.name != "StepsExceeded" || budget.steps < 0, "only an empty budget is exceeded");
  return std::nullopt;
}

void check_finding(const Path& path, const Json& document) {
  const auto value = found(path, document);
  promise(found(path, document) == value, "a path finds the same again");
  if (!value) return;
  promise(found(path, document, 2 * kSteps) == value, "more steps than needed change nothing");
  const auto printed = parse_json(to_text(*value), {.depth = 4'000});
  promise(printed && same_json(*printed, *value), "what is found can be printed and read");
}

void check_assigning(const Path& path, const Json& document) {
  const Json marker = Json::array({"put", "here"});
  const auto before = found(path, document);
  const auto after = path.assign(document, marker);
  if (!after) {
    promise(after.error().name == "PathNotApplicable", "a place that cannot be has its name");
    return promise(!before, "a place that is there can be assigned");
  }
  promise(found(path, *after) == marker, "what is assigned is found");
  if (!before) return;
  promise(same_json(*path.assign(*after, *before), document), "nothing else is changed");
}

}  // namespace

void path(std::string_view bytes) {
  const auto text = bytes.substr(0, bytes.find('\n'));
  const auto parsed = Path::parse(text);
  if (!parsed) return check_text_error(text, parsed.error(), "InvalidPath");
  check_parts(*parsed, text);

  const auto document = parse_json(bytes.substr(std::min(text.size() + 1, bytes.size())));
  if (!document) return;
  check_finding(*parsed, *document);
  if (parsed->is_reference()) check_assigning(*parsed, *document);
}

}  // namespace sfn::fuzz
