#include "items/records/json_item.h"

#include "base/json.h"

namespace sfn::items {

Result<std::string> json_item(const std::string& raw, const Input& input, std::uint64_t line) {
  const auto parsed = parse_json_located(raw);
  if (const auto* error = std::get_if<JsonError>(&parsed)) {
    return input.error_at(line + error->line - 1, error->message);
  }
  return to_text(std::get<Json>(parsed));
}

}  // namespace sfn::items
