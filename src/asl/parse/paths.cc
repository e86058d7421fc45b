// Fields that hold paths. ASL specification, "Paths" and "Reference Paths".
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

using jsonpath::Path;

std::optional<Path> check_reference(std::optional<Path> path, const Node& node, Report& report) {
  if (!path || path->is_reference()) return path;
  report.error(*node.place,
               fmt::format("Value is not a Reference Path: '{}' may lead to more than one value, "
                           "or calls a function",
                           path->text()));
  return std::nullopt;
}

}  // namespace

std::optional<Path> read_path(const Node& node, Report& report) {
  const auto text = read_text(node, report);
  if (!text) return std::nullopt;
  auto path = Path::parse(*text);
  if (path) return *std::move(path);
  report.error(*node.place, fmt::format("Value is not a valid JSONPath: {}", path.error().cause));
  return std::nullopt;
}

std::optional<Path> read_reference_path(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  return check_reference(read_path(*node, fields.report()), *node, fields.report());
}

PathOrNull read_path_or_null(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return Path();
  if (node->value->is_null()) return std::nullopt;
  return read_path(*node, fields.report());
}

PathOrNull read_result_path(Fields& fields) {
  const auto node = fields.take("ResultPath");
  if (!node) return Path();
  if (node->value->is_null()) return std::nullopt;
  auto path = check_reference(read_path(*node, fields.report()), *node, fields.report());
  if (path && path->root() != Path::Root::Data) {
    fields.report().error(*node->place,
                          fmt::format("Value is not a Reference Path: '{}' does not start at the "
                                      "state's input ($)",
                                      path->text()));
  }
  return path;
}

std::optional<NumberOrPath> read_number_or_path(Fields& fields, const std::string& name,
                                                Range range) {
  const auto path_name = name + "Path";
  fields.at_most_one({name, path_name});
  const auto path = read_reference_path(fields, path_name);
  if (const auto number = fields.integer(name, range)) return NumberOrPath(*number);
  if (path) return NumberOrPath(*path);
  return std::nullopt;
}

void warn_of_path(const Node& text, Report& report) {
  if (!text.value->is_string()) return;
  const auto& value = text.value->get_ref<const std::string&>();
  if (!starts_with(value, "$.") && !starts_with(value, "$$.")) return;
  report.warning("NO_PATH", *text.place,
                 fmt::format("The value looks like a path, but '{0}' is taken literally; '{0}Path' "
                             "takes a path",
                             text.place->name));
}

}  // namespace sfn::asl
