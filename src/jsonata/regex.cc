#include "jsonata/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

#include "base/check.h"
#include "jsonata/characters.h"

namespace sfn::jsonata {
namespace {

constexpr std::size_t kSubjectBytesPerStep = 32;
constexpr std::uint32_t kHeapKibibytesMax = 16'384;
constexpr std::uint32_t kGroupNestingMax = 100;

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeCompileContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};
struct FreeMatchContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
using Code = std::unique_ptr<pcre2_code, FreeCode>;
using CompileContext = std::unique_ptr<pcre2_compile_context, FreeCompileContext>;
using MatchContext = std::unique_ptr<pcre2_match_context, FreeMatchContext>;
using MatchData = std::unique_ptr<pcre2_match_data, FreeMatchData>;

const unsigned char* units(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string message_of(int code) {
  std::array<unsigned char, 256> message{};
  pcre2_get_error_message(code, message.data(), message.size());
  return reinterpret_cast<const char*>(message.data());
}

struct Charge {
  std::int64_t& steps;
  std::size_t last = 0;   // Where the last callout was,
  std::size_t start = 0;  // and from where that attempt began.
};

int charge_callout(pcre2_callout_block* at, void* data) {
  auto& charge = *static_cast<Charge*>(data);
  const std::size_t now = at->current_position;
  if (at->start_match != charge.start) {
    charge.start = at->start_match;
    charge.last = at->start_match;
  }
  const std::size_t moved = now > charge.last ? now - charge.last : charge.last - now;
  charge.last = now;
  charge.steps -= 1 + static_cast<std::int64_t>(moved / kSubjectBytesPerStep);
  return charge.steps < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

}  // namespace

struct Regex::Compiled {
  std::string pattern;
  Code code;
  std::uint32_t groups = 0;
};

std::variant<Regex, std::string> Regex::compile(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kPatternBytesMax) return std::string("Regular expression too large");
  const TranslatedPattern translated = translate_pattern(pattern);
  if (!translated.error.empty()) return translated.error;

  std::uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C |
                          PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DUPNAMES;
  if (flags.find('i') != std::string_view::npos) options |= PCRE2_CASELESS;
  if (flags.find('m') != std::string_view::npos) options |= PCRE2_MULTILINE;
  const CompileContext context(pcre2_compile_context_create(nullptr));
  SFN_CHECK(context != nullptr);
  pcre2_set_parens_nest_limit(context.get(), kGroupNestingMax);
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
  int error = 0;
  std::size_t offset = 0;
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern = pattern;
  compiled->code.reset(pcre2_compile(units(translated.text), translated.text.size(), options,
                                     &error, &offset, context.get()));
  if (compiled->code == nullptr) return message_of(error);
  pcre2_pattern_info(compiled->code.get(), PCRE2_INFO_CAPTURECOUNT, &compiled->groups);
  Regex regex;
  regex.compiled_ = std::move(compiled);
  return regex;
}

bool Regex::search(std::string_view subject, std::size_t from, std::int64_t& steps,
                   RegexMatch& match) const {
  // One context and one set of offsets for each thread: to make them costs more than most matches.
  thread_local const MatchContext context(pcre2_match_context_create(nullptr));
  thread_local const MatchData data(pcre2_match_data_create(100, nullptr));
  SFN_CHECK(context != nullptr && data != nullptr);
  Charge charge{steps, from, from};
  --steps;
  pcre2_set_callout(context.get(), charge_callout, &charge);
  pcre2_set_heap_limit(context.get(), kHeapKibibytesMax);
  const int found = pcre2_match(compiled_->code.get(), units(subject), subject.size(), from,
                                PCRE2_NO_UTF_CHECK, data.get(), context.get());
  if (found < 0) {
    steps -= static_cast<std::int64_t>((subject.size() - from) / kSubjectBytesPerStep);
    if (found != PCRE2_ERROR_NOMATCH) steps = -1;  // Heap and match limit are a budget, too.
    return false;
  }
  const std::size_t* const offsets = pcre2_get_ovector_pointer(data.get());
  const std::size_t groups = std::min<std::size_t>(compiled_->groups + 1, 100);
  match.assign(groups, {});
  for (std::size_t i = 0; i < groups; ++i) {
    if (i >= static_cast<std::size_t>(found) && found != 0) break;
    if (offsets[2 * i] != PCRE2_UNSET) match[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  steps -= static_cast<std::int64_t>((match[0].end - std::min(from, match[0].end)) /
                                     kSubjectBytesPerStep);
  return true;
}

const std::string& Regex::pattern() const { return compiled_->pattern; }

}  // namespace sfn::jsonata
