#include "sfnctl/substitution.h"

#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/suggest.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kAccountField = "ACCOUNT_ID";
constexpr std::string_view kExpression = "{%";
constexpr std::string_view kArnEnds = " \t'\"`\\,;()[]<>";

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_placeholder_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ':';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

class Substituter {
 public:
  explicit Substituter(const Substitution& substitution) : with_(substitution) {}

  Result<std::string> literal(std::string_view content) const {
    auto text = placeholders(content);
    if (!text) return text;
    return arns(*text);
  }

 private:
  Result<std::string> placeholders(std::string_view content) const {
    std::string text;
    std::size_t begin = 0;
    for (auto at = content.find("${"); at != std::string_view::npos; at = content.find("${", at)) {
      const auto end = content.find('}', at);
      if (end == std::string_view::npos) break;
      const auto name = content.substr(at + 2, end - at - 2);
      const auto value = value_of(name, at == 0);
      if (!value && is_placeholder_name(name) &&
          content.find(kExpression) == std::string_view::npos) {
        return unknown(name);
      }
      if (value) {
        text.append(content.substr(begin, at - begin)).append(*value);
        begin = end + 1;
      }
      at = value ? end + 1 : at + 2;
    }
    return text.append(content.substr(begin));
  }

  std::optional<std::string> value_of(std::string_view name, bool at_start) const {
    if (name == kAccountField || name == "AWS::AccountId") return with_.place.account;
    if (name == "AWS::Region") return with_.place.region;
    if (name == "AWS::Partition") return "aws";
    if (contains(with_.functions, name)) {
      return at_start ? function_arn(with_.place, name) : std::string(name);
    }
    for (const std::string_view suffix : {"FunctionArn", "Function", "Arn"}) {
      if (!ends_with(name, suffix)) continue;
      const auto function = name.substr(0, name.size() - suffix.size());
      if (contains(with_.functions, function)) return function_arn(with_.place, function);
    }
    return std::nullopt;
  }

  Error unknown(std::string_view name) const {
    auto known = with_.functions.empty() ? std::string("the folder has no functions")
                                         : "the folder has " + join(with_.functions, ", ");
    return misused(fmt::format("nothing to put in place of ${{{}}}: {}{}", name, known,
                               did_you_mean(name, with_.functions)));
  }

  std::string arns(std::string_view content) const {
    std::string text;
    std::size_t begin = 0;
    for (auto at = content.find("arn:"); at != std::string_view::npos;
         at = content.find("arn:", begin)) {
      const auto end = std::min(content.find_first_of(kArnEnds, at), content.size());
      text.append(content.substr(begin, at - begin));
      text.append(arn(content.substr(at, end - at)));
      begin = end;
    }
    return text.append(content.substr(begin));
  }

  std::string arn(std::string_view text) const {
    auto arn = Arn::parse(text);
    if (!arn) return std::string(text);
    if (arn->account == kAccountField) arn->account = with_.place.account;
    const auto parts = arn->resource_parts();
    const bool function = arn->service == "lambda" && parts.size() >= 2 && parts[0] == "function";
    if (function && contains(with_.functions, parts[1])) arn->region = with_.place.region;
    return arn->text();
  }

  const Substitution& with_;
};

/// The place of the quote that ends the literal whose content starts at `at`.
std::size_t literal_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

}  // namespace

Result<std::string> substitute(std::string_view definition, const Substitution& substitution) {
  const Substituter substituter(substitution);
  std::string text;
  std::size_t begin = 0;
  for (auto quote = definition.find('"'); quote != std::string_view::npos;
       quote = definition.find('"', begin)) {
    const auto end = literal_end(definition, quote + 1);
    auto literal = substituter.literal(definition.substr(quote + 1, end - quote - 1));
    if (!literal) return literal;
    text.append(definition.substr(begin, quote + 1 - begin)).append(*literal);
    text.append(definition.substr(end, 1));
    begin = std::min(end + 1, definition.size());
  }
  return text.append(definition.substr(begin));
}

}  // namespace sfn::sfnctl
