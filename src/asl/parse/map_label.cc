// `Label` of a distributed Map: part of the names of its child executions, so that it must be fit
// for an ARN and the only one of its kind. Developer guide, "Map state in Distributed mode".
#include <fmt/format.h>

#include <algorithm>

#include "asl/parse/parts.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

const std::string kInvalidLabel = "INVALID_LABEL_NAME";
// Where the limit is let pass: there are ARNs that hold it and the name of a state machine.
constexpr std::size_t kLooseLabelCharactersMax = 80;
constexpr std::string_view kForbidden = " <>{}[]?*\"#%\\^|~`$&,;:/";

// Control characters, and blanks of any kind, by their encoding as UTF-8.
bool has_control_or_blank(std::string_view text) {
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), is_control)) return true;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    // U+0080 to U+00A0: C1 controls and the no-break space.
    if (text[i] == '\xc2' && static_cast<unsigned char>(text[i + 1]) <= 0xa0) return true;
  }
  return text.find("\xe3\x80\x80") != std::string_view::npos;  // U+3000, the ideographic space.
}

std::string wrong_length(std::string_view label) {
  return fmt::format("A label must have 1 to {} characters: '{}'", kLabelCharactersMax,
                     utf8_prefix(label, kLabelCharactersMax));
}

std::optional<std::string> fault_of(std::string_view label) {
  if (label.empty() || utf8_length(label) > kLooseLabelCharactersMax) return wrong_length(label);
  if (label.find_first_of(kForbidden) == std::string_view::npos && !has_control_or_blank(label)) {
    return std::nullopt;
  }
  return fmt::format("A label must not have blanks, control characters or any of {}: '{}'",
                     kForbidden.substr(1), label);
}

}  // namespace

std::optional<std::string> read_label(StateDraft& draft) {
  const auto node = draft.fields.take("Label");
  if (!node) return std::nullopt;
  auto label = read_text(*node, draft.report());
  if (!label) return std::nullopt;
  if (const auto fault = fault_of(*label)) {
    draft.report().error(kInvalidLabel, *node->place, *fault);
    return label;
  }
  if (utf8_length(*label) > kLabelCharactersMax) {
    draft.report().past_limit(kInvalidLabel, *node->place, wrong_length(*label));
  }
  if (!draft.reading.labels.insert(*label).second) {
    draft.report().error("DUPLICATE_LABEL_NAME", *node->place,
                         fmt::format("Duplicate Label: {}", *label));
  }
  return label;
}

}  // namespace sfn::asl
