#include "jsonata/regex.h"

#include <algorithm>
#include <atomic>
#include <limits>

#include "base/check.h"
#include "base/pcre2_handles.h"
#include "jsonata/characters.h"

namespace sfn::jsonata {
namespace {

constexpr std::size_t kBytesPerStep = 32;         // Where they are passed over in one go,
constexpr std::size_t kStartsPerStep = 8;         // and where a match is tried at each.
constexpr std::size_t kPatternBytesPerStep = 64;  // All of a pattern may be tried between callouts.
constexpr std::uint32_t kHeapKibibytesMax = 16'384;
constexpr std::size_t kMachineCodeOfBytesMax = 4'096;  // Larger patterns take long to compile.
constexpr std::uint32_t kGroupNestingMax = 100;
constexpr std::uint32_t kGroupsMax = 100;  // The whole match among them.

using pcre2::Code;
using pcre2::CompileContext;
using pcre2::MatchContext;
using pcre2::MatchData;
using pcre2::units;

// Steps are the only limit of a match: PCRE2's own count means something else in machine code.
MatchContext make_context() {
  MatchContext context(pcre2_match_context_create(nullptr));
  SFN_CHECK(context != nullptr);
  pcre2_set_match_limit(context.get(), std::numeric_limits<std::uint32_t>::max());
  pcre2_set_heap_limit(context.get(), kHeapKibibytesMax);
  return context;
}

struct Charge {
  std::int64_t& steps;
  std::int64_t weight;    // Of a callout.
  std::size_t start = 0;  // Where the last attempt began,
  std::size_t last = 0;   // and where the last callout was.
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
  charge.steps -= charge.weight + static_cast<std::int64_t>(moved / kBytesPerStep);
  return charge.steps < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

// The machine code of a pattern, made when it has proved busy: to make it takes as long as a
// thousand steps. Threads share it.
class MachineCode {
 public:
  ~MachineCode() { pcre2_code_free(ready_.load()); }

  /// Null before it is made, and where there can be none.
  const pcre2_code* get() const { return ready_.load(std::memory_order_acquire); }

  /// So many steps more were charged for the pattern.
  void add(std::int64_t steps, const pcre2_code& code) {
    if (charged_.load(std::memory_order_relaxed) > Regex::kInterpretedStepsMax) return;
    const auto before = charged_.fetch_add(steps, std::memory_order_relaxed);
    const bool is_due =
        before <= Regex::kInterpretedStepsMax && before + steps > Regex::kInterpretedStepsMax;
    if (is_due) make(code);
  }

 private:
  // A copy, because others may be reading the original. Back references to groups that have not
  // matched mean something else in PCRE2's machine code than in its interpreter.
  void make(const pcre2_code& code) {
    std::size_t bytes = 0;
    std::uint32_t back_references = 0;
    pcre2_pattern_info(&code, PCRE2_INFO_SIZE, &bytes);
    pcre2_pattern_info(&code, PCRE2_INFO_BACKREFMAX, &back_references);
    if (bytes > kMachineCodeOfBytesMax || back_references > 0) return;
    Code copy(pcre2_code_copy(&code));
    if (copy == nullptr || pcre2_jit_compile(copy.get(), PCRE2_JIT_COMPLETE) != 0) return;
    ready_.store(copy.release(), std::memory_order_release);
  }

  std::atomic<std::int64_t> charged_ = 0;
  std::atomic<pcre2_code*> ready_ = nullptr;
};

}  // namespace

struct Regex::Compiled {
  std::string pattern;
  std::string prefix;  // Of every match.
  Code code;
  std::uint32_t groups = 0;
  std::int64_t weight = 1;  // How many steps it is worth to try all of the pattern.
  mutable MachineCode machine_code;

  int match(std::string_view subject, std::size_t from, std::int64_t& steps,
            pcre2_match_data& data) const;
};

// The number of groups that were set, or why there is no match.
int Regex::Compiled::match(std::string_view subject, std::size_t from, std::int64_t& steps,
                           pcre2_match_data& data) const {
  thread_local const MatchContext context = make_context();
  const std::int64_t before = steps;
  Charge charge{steps, weight, from, from};
  pcre2_set_callout(context.get(), charge_callout, &charge);
  if (const auto* const fast = machine_code.get()) {
    const int found = pcre2_jit_match(fast, units(subject), subject.size(), from,
                                      PCRE2_NO_UTF_CHECK, &data, context.get());
    if (found != PCRE2_ERROR_JIT_STACKLIMIT) return found;
    steps = before;
    charge.start = charge.last = from;
  }
  return pcre2_match(code.get(), units(subject), subject.size(), from, PCRE2_NO_UTF_CHECK, &data,
                     context.get());
}

std::variant<Regex, std::string> Regex::compile(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kPatternBytesMax) return std::string("Regular expression too large");
  const TranslatedPattern translated = translate_pattern(pattern);
  if (!translated.error.empty()) return translated.error;

  std::uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C |
                          PCRE2_NO_START_OPTIMIZE | PCRE2_DOLLAR_ENDONLY |
                          PCRE2_MATCH_UNSET_BACKREF | PCRE2_DUPNAMES;
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
  compiled->weight = 1 + static_cast<std::int64_t>(pattern.size() / kPatternBytesPerStep);
  if ((options & PCRE2_CASELESS) == 0) compiled->prefix = translated.prefix;
  compiled->code.reset(pcre2_compile(units(translated.text), translated.text.size(), options,
                                     &error, &offset, context.get()));
  if (compiled->code == nullptr) return pcre2::message_of(error);
  pcre2_pattern_info(compiled->code.get(), PCRE2_INFO_CAPTURECOUNT, &compiled->groups);
  Regex regex;
  regex.compiled_ = std::move(compiled);
  return regex;
}

bool Regex::search(std::string_view subject, std::size_t from, std::int64_t& steps,
                   RegexMatch& match) const {
  // One for each thread: to make it costs more than most matches.
  thread_local const MatchData data(pcre2_match_data_create(kGroupsMax, nullptr));
  SFN_CHECK(data != nullptr);
  const std::int64_t weight = compiled_->weight;
  const std::string& prefix = compiled_->prefix;
  const std::size_t start = std::min(find_text(subject, prefix, from), subject.size());
  steps -= 1 + weight * static_cast<std::int64_t>((start - from) / kBytesPerStep);
  if (!prefix.empty() && start == subject.size()) return false;
  if (steps < 0) return false;

  const std::int64_t before = steps;
  const int found = compiled_->match(subject, start, steps, *data);
  const std::size_t* const offsets = pcre2_get_ovector_pointer(data.get());
  const std::size_t end = found < 0 ? subject.size() : std::max(offsets[0], start);
  steps -= weight * static_cast<std::int64_t>((end - start) / kStartsPerStep);
  compiled_->machine_code.add(before - steps, *compiled_->code);
  if (found < 0) {
    if (found != PCRE2_ERROR_NOMATCH) steps = -1;  // The heap's limit is a budget, too.
    return false;
  }
  match.assign(std::min<std::size_t>(compiled_->groups + 1, kGroupsMax), {});
  for (std::size_t i = 0; i < match.size(); ++i) {
    if (i >= static_cast<std::size_t>(found) && found != 0) break;
    if (offsets[2 * i] != PCRE2_UNSET) match[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  return true;
}

const std::string& Regex::pattern() const { return compiled_->pattern; }

}  // namespace sfn::jsonata
