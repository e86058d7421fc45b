// Intrinsic functions: what is refused is refused at a column, an evaluation gives a value or an
// error within its budget, and the same again.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "fuzz/json_grammar.h"
#include "fuzz/text_error.h"
#include "intrinsics/expression.h"

namespace sfn::fuzz {
namespace {

using intrinsics::Expression;

constexpr std::size_t kBytes = 1'000'000;

class Surroundings final : public intrinsics::Environment {
 public:
  explicit Surroundings(const Json& document) : document_(document) {}

  Result<jsonpath::Match> find(const jsonpath::Path& path) override {
    return path.find(document_, steps_);
  }
  std::uint64_t entropy() override { return entropy_ += 0x9E3779B97F4A7C15; }
  bool charge(std::size_t bytes) override {
    if (bytes > bytes_left_) return false;
    bytes_left_ -= bytes;
    return true;
  }

 private:
  const Json& document_;
  jsonpath::Budget steps_{20'000};
  std::uint64_t entropy_ = 0;
  std::size_t bytes_left_ = kBytes;
};

void check_failure(const Error& error) {
  promise(error.name == "States.IntrinsicFailure" || error.name == "BytesExceeded" ||
              error.name == "PathNotFound" || error.name == "StepsExceeded",
          "a failure has its name");
  promise(!error.cause.empty(), "a failure says why");
}

}  // namespace

void intrinsic(std::string_view bytes) {
  const auto text = bytes.substr(0, bytes.find('\n'));
  const auto parsed = Expression::parse(text);
  if (!parsed) return check_text_error(text, parsed.error(), "InvalidIntrinsic");
  promise(parsed->text() == text, "a call keeps its text");
  for (const auto& path : parsed->paths()) {
    promise(jsonpath::Path::parse(path.text()).has_value(), "an argument is a path by itself");
  }

  const auto document = parse_json(bytes.substr(std::min(text.size() + 1, bytes.size())));
  if (!document) return;
  Surroundings first(*document);
  const auto value = parsed->evaluate(first);
  if (!value) return check_failure(value.error());
  const auto printed = parse_json(to_text(*value), {.depth = 4'000});
  promise(printed && (same_json(*printed, *value) || !is_utf8(text)),
          "what is given can be printed and read");
  Surroundings second(*document);
  const auto again = parsed->evaluate(second);
  promise(again && *again == *value, "the same entropy gives the same value");
}

}  // namespace sfn::fuzz
