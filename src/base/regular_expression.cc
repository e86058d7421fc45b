#include "base/regular_expression.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/check.h"
#include "base/pcre2_handles.h"

namespace sfn {
namespace {

constexpr std::size_t kCharactersPerStep = 32;  // That a repeated item runs over.
constexpr std::uint32_t kHeapKibibytesMax = 16'384;
constexpr std::uint32_t kNestingMax = 100;

using pcre2::Code;
using pcre2::CompileContext;
using pcre2::MatchContext;
using pcre2::MatchData;
using pcre2::units;

std::uint32_t flags_of(const RegularExpression::Options& options) {
  // Callouts before every item are what is charged for, so nothing may be optimised past them.
  std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
                        PCRE2_AUTO_CALLOUT | PCRE2_NO_START_OPTIMIZE | PCRE2_NO_AUTO_POSSESS |
                        PCRE2_NO_DOTSTAR_ANCHOR;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.multiline) flags |= PCRE2_MULTILINE;
  if (options.dot_all) flags |= PCRE2_DOTALL;
  if (options.extended) flags |= PCRE2_EXTENDED;
  return flags;
}

Error not_compiled(int code, std::size_t offset) {
  return {"InvalidRegularExpression", fmt::format("{} (at byte {} of the regular expression)",
                                                  pcre2::message_of(code), offset)};
}

// Whether trying the item may look at more than one character.
bool runs_over_many(std::string_view item) {
  if (item.empty()) return false;
  const bool repeats = std::string_view("*+?}").find(item.back()) != std::string_view::npos;
  return repeats || item.front() == '\\';
}

struct Charge {
  std::string_view pattern;
  std::int64_t& steps;
};

int charge_item(pcre2_callout_block* at, void* data) {
  auto& charge = *static_cast<Charge*>(data);
  --charge.steps;
  if (runs_over_many(charge.pattern.substr(at->pattern_position, at->next_item_length))) {
    const auto rest = at->subject_length - at->current_position;
    charge.steps -= static_cast<std::int64_t>(rest / kCharactersPerStep);
  }
  return charge.steps < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

}  // namespace

struct RegularExpression::Compiled {
  std::string pattern;
  Code code;
};

RegularExpression::RegularExpression(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

Result<RegularExpression> RegularExpression::compile(std::string_view pattern,
                                                     const Options& options) {
  if (pattern.size() > kPatternBytesMax) {
    return Error{"InvalidRegularExpression",
                 fmt::format("a regular expression has at most {} bytes", kPatternBytesMax)};
  }
  const CompileContext context(pcre2_compile_context_create(nullptr));
  SFN_CHECK(context != nullptr);
  pcre2_set_parens_nest_limit(context.get(), kNestingMax);
  int error = 0;
  std::size_t offset = 0;
  Code code(pcre2_compile(units(pattern), pattern.size(), flags_of(options), &error, &offset,
                          context.get()));
  if (code == nullptr) return not_compiled(error, offset);
  return RegularExpression(
      std::make_shared<const Compiled>(Compiled{std::string(pattern), std::move(code)}));
}

std::optional<bool> RegularExpression::matches_whole(std::string_view subject,
                                                     std::int64_t& steps) const {
  const MatchContext context(pcre2_match_context_create(nullptr));
  const MatchData data(pcre2_match_data_create(1, nullptr));
  SFN_CHECK(context != nullptr && data != nullptr);
  Charge charge{compiled_->pattern, steps};
  steps -= 1 + static_cast<std::int64_t>(subject.size() / kCharactersPerStep);
  if (steps < 0) return std::nullopt;
  pcre2_set_callout(context.get(), charge_item, &charge);
  pcre2_set_heap_limit(context.get(), kHeapKibibytesMax);
  const int found = pcre2_match(compiled_->code.get(), units(subject), subject.size(), 0,
                                PCRE2_ANCHORED | PCRE2_ENDANCHORED, data.get(), context.get());
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  steps = -1;  // The heap and the match limit count as a budget, too.
  return std::nullopt;
}

}  // namespace sfn
