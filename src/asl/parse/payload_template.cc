// Payload templates: constants stay JSON, members that end in `.$` become paths or
// calls of intrinsic functions.
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

constexpr std::string_view kComputed = ".$";

bool is_constant(const PayloadTemplate& payload) {
  return std::holds_alternative<Json>(payload.node);
}

// An object of constants alone is a constant, made without copying what lies deeper.
PayloadTemplate simplified(PayloadTemplate::Object members) {
  for (const auto& member : members) {
    if (!is_constant(member.value)) return {std::move(members)};
  }
  Json constant = Json::object();
  for (auto& [name, value] : members) constant[name] = std::get<Json>(std::move(value.node));
  return {std::move(constant)};
}

PayloadTemplate simplified(PayloadTemplate::Array elements) {
  for (const auto& element : elements) {
    if (!is_constant(element)) return {std::move(elements)};
  }
  Json constant = Json::array();
  for (auto& element : elements) constant.push_back(std::get<Json>(std::move(element.node)));
  return {std::move(constant)};
}

bool looks_like_path(std::string_view text) {
  return text == "$" || starts_with(text, "$.") || starts_with(text, "$[") ||
         starts_with(text, "$$");
}

void warn_of_missing_suffix(const Node& node, Report& report) {
  if (!node.value->is_string() || node.place->is_element) return;
  const auto& text = node.value->get_ref<const std::string&>();
  if (!looks_like_path(text) && !looks_like_intrinsic(text)) return;
  report.warning("NO_DOLLAR", *node.place,
                 fmt::format("The value looks like a path or an intrinsic function, but is taken "
                             "literally; the field '{}.$' takes one",
                             node.place->name));
}

template <typename Computed>
Result<PayloadTemplate> read(std::string_view text) {
  auto computed = Computed::parse(text);
  if (!computed) return computed.error();
  return PayloadTemplate{*std::move(computed)};
}

// AWS reports these at the object that has the member, naming it in the message.
PayloadTemplate read_computed(const Node& node, const Node& object, Report& report) {
  if (!node.value->is_string()) {
    report.error(*object.place,
                 fmt::format("The value for the field '{}' must be a STRING that contains a "
                             "JSONPath or an intrinsic function call, got {}",
                             node.place->name, shown(*node.value)));
    return {};
  }
  const auto& text = node.value->get_ref<const std::string&>();
  auto computed = starts_with(text, "States.") ? read<intrinsics::Expression>(text)
                                               : read<jsonpath::Path>(text);
  if (computed) return *std::move(computed);
  // AWS says no more. What is wrong with it is to be had from the parsers.
  auto message = fmt::format(
      "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
      node.place->name);
  if (auto nested = read_too_deep(text)) {
    report.past_limit(*object.place, std::move(message));
    return PayloadTemplate{*std::move(nested)};
  }
  report.error(*object.place, std::move(message));
  return {};
}

PayloadTemplate read_object(const Node& node, Report& report) {
  PayloadTemplate::Object members;
  for (std::size_t i = 0; i < node.value->size(); ++i) {
    const auto member = report.member(node, i);
    const auto name = member.place->name;
    if (!ends_with(name, kComputed)) {
      members.push_back({std::string(name), read_template(member, report)});
      continue;
    }
    const auto plain = name.substr(0, name.size() - kComputed.size());
    if (find_member(*node.value, plain) != nullptr) {
      report.error(*node.place, fmt::format("Both '{}' and '{}' give the same field", plain, name));
    }
    members.push_back({std::string(plain), read_computed(member, node, report)});
  }
  return simplified(std::move(members));
}

PayloadTemplate read_array(const Node& node, Report& report) {
  PayloadTemplate::Array elements;
  for (std::size_t i = 0; i < node.value->size(); ++i) {
    elements.push_back(read_template(report.element(node, i), report));
  }
  return simplified(std::move(elements));
}

}  // namespace

std::optional<intrinsics::Expression> read_too_deep(std::string_view text) {
  auto nested = intrinsics::Expression::parse(text, intrinsics::Expression::kLooseNestingMax);
  if (!nested) return std::nullopt;
  return *std::move(nested);
}

bool looks_like_intrinsic(std::string_view text) {
  return starts_with(text, "States.") && text.find('(') != std::string_view::npos;
}

PayloadTemplate read_template(const Node& node, Report& report) {
  if (node.value->is_object()) return read_object(node, report);
  if (node.value->is_array()) return read_array(node, report);
  warn_of_missing_suffix(node, report);
  return {*node.value};
}

std::optional<PayloadTemplate> read_template(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  return read_template(*node, fields.report());
}

}  // namespace sfn::asl
