#include "jsonpath/reference_path.h"

#include <fmt/format.h>

#include "jsonpath/evaluator.h"

namespace sfn::jsonpath {
namespace {

// Where a step leads; null where the value has no such place. A member that is missing is made, as
// an object, because that is what the next step needs or what the new value replaces.
Json* enter(Json& value, const Member& member) {
  if (!value.is_object()) return nullptr;
  auto& members = value.get_ref<Json::object_t&>();
  return &members.emplace(member.name, Json::object()).first->second;
}

Json* enter(Json& value, const Index& index) {
  if (!value.is_array()) return nullptr;
  const auto size = static_cast<std::int64_t>(value.size());
  const auto place = index.index < 0 ? index.index + size : index.index;
  return place >= 0 && place < size ? &value[static_cast<std::size_t>(place)] : nullptr;
}

Json* enter(Json& value, const Step& step) {
  if (const auto* member = std::get_if<Member>(&step.selector)) return enter(value, *member);
  return enter(value, std::get<Index>(step.selector));
}

Error not_applicable(const Query& path, std::size_t step, const Json& found) {
  const bool by_name = std::holds_alternative<Member>(path.steps[step].selector);
  const auto place = describe(path, step + 1);
  if (!by_name && found.is_array()) {
    return {"PathNotApplicable",
            fmt::format("{} is out of range: the array has {} elements", place, found.size())};
  }
  return {"PathNotApplicable",
          fmt::format("{} requires {} at {} but found '{}'", place,
                      by_name ? "an object" : "an array", describe(path, step), found.type_name())};
}

}  // namespace

bool is_reference(const Query& query) { return is_definite(query) && !query.function; }

Result<Json> assign(const Query& path, Json document, Json value) {
  Json* target = &document;
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    Json* next = enter(*target, path.steps[i]);
    if (next == nullptr) return not_applicable(path, i, *target);
    target = next;
  }
  *target = std::move(value);
  return document;
}

}  // namespace sfn::jsonpath
