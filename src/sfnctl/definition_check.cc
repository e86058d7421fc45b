#include "sfnctl/definition_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "asl/advice.h"
#include "asl/parse.h"
#include "base/limits.h"
#include "base/text.h"
#include "sfnctl/query.h"
#include "sfnctl/substitution.h"

namespace sfn::sfnctl {
namespace {

using asl::Diagnostic;

// Any place will do: what is asked is whether the definition is good, not where it runs.
const Place kAnyPlace = {"us-east-1", "123456789012"};

// Bytes of the character at `at` within a JSON string, which may be written as an escape.
std::size_t written_size(std::string_view text, std::size_t at) {
  constexpr std::size_t kEscape = 6;  // \uXXXX
  const auto rest = text.substr(at);
  if (!starts_with(rest, "\\")) return std::max<std::size_t>(1, utf8_prefix(rest, 1).size());
  if (!starts_with(rest, "\\u")) return 2;
  const bool is_pair = rest.size() > 2 * kEscape && to_lower(rest.substr(2, 1)) == "d" &&
                       starts_with(rest.substr(kEscape), "\\u");
  return is_pair ? 2 * kEscape : kEscape;
}

// The character of that number of a JSON string, from 1 on.
TextSpan character_of(std::string_view text, TextSpan string, std::int64_t number) {
  std::size_t at = string.begin + 1;
  for (; number > 1 && at + 1 < string.end; --number) at += written_size(text, at);
  return {at, std::min(at + written_size(text, at), string.end)};
}

// What a message about a text says of the place within it: `… (at character 7)`.
std::optional<std::int64_t> character_told_by(std::string_view message) {
  constexpr std::string_view kTold = " (at character ";
  const auto at = message.rfind(kTold);
  if (at == std::string_view::npos || !ends_with(message, ")")) return std::nullopt;
  const auto begin = at + kTold.size();
  return parse_integer(message.substr(begin, message.size() - 1 - begin));
}

// What is wrong with a path or an intrinsic function, which AWS does not tell.
std::optional<QueryFault> fault_of_query(const std::string& query) {
  const bool is_function = starts_with(query, "States.");
  return syntax_fault(is_function ? QueryLanguage::Intrinsic : QueryLanguage::JsonPath, query);
}

constexpr std::size_t kNameShownMax = limits::kNameCharactersMax + 2;  // Its quotes.

// Turns locations into places of one text.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_(text), positions_(text), lines_(text) {}

  Finding finding(Diagnostic diagnostic, bool of_aws) const {
    auto span = span_of(diagnostic);
    if (const auto value = query_of(diagnostic)) {
      const auto query = parse_json(text_.substr(value->begin, value->end - value->begin));
      if (query && query->is_string())
        tell_fault(query->get<std::string>(), *value, diagnostic, span);
    }
    return at(std::move(diagnostic), of_aws, span);
  }

  // AWS takes the last one and says nothing.
  std::vector<Finding> overridden() const {
    std::vector<Finding> findings;
    for (const auto& member : positions_.overridden()) {
      const auto name = text_.substr(member.name.begin, member.name.end - member.name.begin);
      findings.push_back(at({Diagnostic::Severity::Warning, "OVERRIDDEN_MEMBER",
                             fmt::format("{} stands once more in this object: the last one counts",
                                         utf8_prefix(name, kNameShownMax)),
                             ""},
                            false, member.name));
    }
    return findings;
  }

  Finding at(Diagnostic diagnostic, bool of_aws, TextSpan span) const {
    Finding finding{std::move(diagnostic), of_aws, span, {}, {}};
    finding.begin = lines_.position_of(span.begin);
    finding.end = lines_.position_of(span.end);
    return finding;
  }

 private:
  // Adds to a finding about the query, which stands at `value`, and narrows it to the character.
  void tell_fault(const std::string& query, TextSpan value, Diagnostic& finding,
                  TextSpan& span) const {
    const auto fault = fault_of_query(query);
    if (!fault) return;
    finding.message += ": ";
    if (fault->span) {
      const auto column =
          static_cast<std::int64_t>(utf8_length(query.substr(0, fault->span->begin))) + 1;
      finding.message += fmt::format("column {}: ", column);
      span = character_of(text_, value, column);
    }
    finding.message += fault->message;
  }

  // The text that a finding says to be no query.
  std::optional<TextSpan> query_of(const Diagnostic& diagnostic) const {
    if (!ends_with(diagnostic.message,
                   "must be a valid JSONPath or a valid intrinsic function call"))
      return std::nullopt;
    const auto field = named_field(diagnostic.location, diagnostic.message);
    return field ? std::optional(field->value) : std::nullopt;
  }

  // A finding about a field of an object names it in quotes: the field is what to look at.
  std::optional<JsonPositions::Place> named_field(const std::string& location,
                                                  std::string_view message) const {
    std::size_t at = 0;
    while ((at = message.find('\'', at)) != std::string_view::npos) {
      const auto end = message.find('\'', at + 1);
      if (end == std::string_view::npos) break;
      const auto field = positions_.find_member(location, message.substr(at + 1, end - at - 1));
      if (field) return field;
      at = end + 1;
    }
    return std::nullopt;
  }

  TextSpan span_of(const Diagnostic& diagnostic) const {
    const auto& location = diagnostic.location.empty() ? diagnostic.place : diagnostic.location;
    const auto place = location.empty() ? std::nullopt : positions_.find(location);
    if (!place) return {0, std::min<std::size_t>(1, text_.size())};
    if (const auto field = named_field(location, diagnostic.message)) return field->name;
    if (!place->is_container) return within(place->value, diagnostic.message);
    // Of what is long, its name or its bracket.
    if (!place->name.empty()) return place->name;
    return {place->value.begin, place->value.begin + 1};
  }

  TextSpan within(TextSpan value, std::string_view message) const {
    const auto character = character_told_by(message);
    return character ? character_of(text_, value, *character) : value;
  }

  std::string_view text_;
  JsonPositions positions_;
  TextLines lines_;
};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '+';
}

// The word that a parser stumbled over within, else the character, which may have several bytes.
TextSpan word_at(std::string_view text, std::size_t offset) {
  TextSpan span{offset, offset};
  while (span.begin > 0 && is_word_character(text[span.begin - 1])) --span.begin;
  while (span.end < text.size() && is_word_character(text[span.end])) ++span.end;
  if (span.end > offset) return span;
  return {offset, offset + utf8_prefix(text.substr(offset), 1).size()};
}

Finding about_json(std::string_view text, const Diagnostic& diagnostic) {
  const auto parsed = parse_json_located(text);
  const auto* error = std::get_if<JsonError>(&parsed);
  const auto offset = error == nullptr ? 0 : std::min(error->offset, text.size());
  return Locator(text).at(diagnostic, true, word_at(text, offset));
}

std::optional<std::string> placeholder_in(const Error& error) {
  const auto begin = error.cause.find("${");
  const auto end = error.cause.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return std::nullopt;
  return error.cause.substr(begin + 2, end - begin - 2);
}

struct Filled {
  std::string text;
  std::vector<Finding> unknown;  ///< Placeholders that deploy would not know.
};

// An unknown placeholder is told once and then taken for a function, so that it hides nothing else.
Filled fill_in(const DefinitionFile& file, const Locator& locator) {
  constexpr std::size_t kUnknownMax = 100;
  Filled filled{file.text, {}};
  Substitution substitution{kAnyPlace, file.functions};
  while (filled.unknown.size() < kUnknownMax) {
    auto text = substitute(file.text, substitution);
    if (text) {
      filled.text = *std::move(text);
      break;
    }
    const auto name = placeholder_in(text.error());
    const auto written = name ? "${" + *name + "}" : "";
    const auto at = file.text.find(written);
    if (!name || at == std::string::npos) break;
    const Diagnostic diagnostic{Diagnostic::Severity::Warning, "UNKNOWN_PLACEHOLDER",
                                fmt::format("sfnctl deploy has nothing to put in place of {}: the "
                                            "workflow folder has no such function",
                                            written),
                                ""};
    filled.unknown.push_back(locator.at(diagnostic, false, {at, at + written.size()}));
    substitution.functions.push_back(*name);
  }
  return filled;
}

std::optional<Diagnostic> check_size(std::string_view text) {
  if (text.size() <= limits::kDefinitionBytesMax) return std::nullopt;
  return Diagnostic{Diagnostic::Severity::Error, "ValidationException",
                    fmt::format("A definition has at most {} bytes, got {}",
                                limits::kDefinitionBytesMax, text.size()),
                    ""};
}

std::vector<Finding> about_machine(const DefinitionFile& file, asl::MachineType type) {
  const Locator locator(file.text);
  auto [text, findings] = fill_in(file, locator);
  for (auto& finding : locator.overridden()) findings.push_back(std::move(finding));
  const auto parsed = asl::parse_definition(text, type);
  for (const auto& diagnostic : parsed.diagnostics) {
    findings.push_back(locator.finding(diagnostic, true));
  }
  if (parsed.machine) {
    for (auto& advice : asl::advise(*parsed.machine)) {
      findings.push_back(locator.finding(std::move(advice), false));
    }
  }
  if (auto size = check_size(text)) findings.push_back(locator.finding(*std::move(size), false));
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; });
  return findings;
}

}  // namespace

std::vector<Finding> check_definition(const DefinitionFile& file, asl::MachineType type) {
  // What is no JSON has no places but that of its fault.
  if (std::holds_alternative<Json>(parse_json_located(file.text))) return about_machine(file, type);
  std::vector<Finding> findings;
  for (const auto& diagnostic : asl::parse_definition(file.text, type).diagnostics) {
    findings.push_back(about_json(file.text, diagnostic));
  }
  return findings;
}

}  // namespace sfn::sfnctl
