#include "engine/states/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/overloaded.h"
#include "base/text.h"

namespace sfn::engine {

namespace {

std::optional<std::int64_t> integer_in(const Json& value) {
  if (value.is_string()) return parse_integer(value.get_ref<const std::string&>());
  // What is unsigned here is too large for 63 bits.
  if (!value.is_number_integer() || value.is_number_unsigned()) return std::nullopt;
  return value.get<std::int64_t>();
}

// A path that may find many values copies them, which costs several times what looking at them
// does.
std::int64_t values_per_step(const jsonpath::Path& path) {
  constexpr std::int64_t kCopyCosts = 5;
  return path.is_definite() ? Meter::kValuesPerStep : Meter::kValuesPerStep / kCopyCosts;
}

// The words for a path that finds nothing would mislead where it costs too much to say so.
Error path_error(const jsonpath::Path& path, const Error& error, std::string not_found) {
  if (error.name != "StepsExceeded") return {"States.Runtime", std::move(not_found)};
  return {"States.Runtime",
          fmt::format("The JSONPath '{}' cannot be evaluated: {}", path.text(), error.cause)};
}

// What an intrinsic function sees of the visit. Its values on the way may be larger than a payload,
// but not by much: they are held in memory until the outermost function is done.
class Surroundings final : public intrinsics::Environment {
 public:
  Surroundings(Queries& queries, const Step& step, const Payload& data)
      : queries_(queries),
        step_(step),
        data_(data),
        bytes_left_(kPayloadsTouchedMax * std::min(step.bounds.payload_bytes, kPayloadBytesMax)) {}

  Result<jsonpath::Match> find(const jsonpath::Path& path) override {
    auto found = queries_.look(path);
    if (found) return found;
    return path_error(path, found.error(),
                      fmt::format("The JsonPath argument for the field '{}' could not be found in "
                                  "the input '{}'",
                                  path.text(), data_.text()));
  }
  std::uint64_t entropy() override { return step_.facts.entropy(); }
  bool charge(std::size_t bytes) override {
    step_.meter.charge_bytes(bytes);
    if (bytes > bytes_left_) return false;
    bytes_left_ -= bytes;
    return true;
  }

 private:
  static constexpr std::size_t kPayloadsTouchedMax = 32;
  static constexpr std::size_t kPayloadBytesMax = 16'777'216;  // With no other limit.

  Queries& queries_;
  const Step& step_;
  const Payload& data_;
  std::size_t bytes_left_;
};

}  // namespace

std::string shown(const Payload& value) {
  return value.value().is_string() ? value.value().get<std::string>() : value.text();
}

Queries::Queries(const Step& step, Payload data, std::optional<MapItem> item)
    : step_(step), data_(std::move(data)), item_(std::move(item)) {}

const Payload* Queries::variable(const std::string& name) const {
  const Scope* scope = &step_.scope();
  for (;;) {
    if (const auto it = scope->variables.find(name); it != scope->variables.end()) {
      return &it->second;
    }
    if (!scope->parent) return nullptr;
    scope = &step_.execution.scope(step_.execution.visit(*scope->parent).scope);
  }
}

Result<const Payload*> Queries::document(const jsonpath::Path& path) {
  switch (path.root()) {
    case jsonpath::Path::Root::Data:
      return &data_;
    case jsonpath::Path::Root::Context:
      if (!context_) context_ = context_object(step_, item_);
      return &*context_;
    case jsonpath::Path::Root::Variable:
      break;
  }
  const Payload* found = variable(path.variable());
  if (found == nullptr) {
    return Error{"PathNotFound", fmt::format("Variable '{}' is not defined", path.variable())};
  }
  return found;
}

// Charged as if it had to be parsed each time: whether it was already is no part of the execution.
const Json& Queries::value_of(const Payload& document) {
  if (touched_.insert(document.identity()).second) {
    step_.meter.charge_bytes(document.text().size());
  }
  return document.value();
}

// A path that may look at more values than the meter has steps left ends the whole decision, not
// the state.
Result<jsonpath::Match> Queries::find_in(const Payload& document, const jsonpath::Path& path) {
  const Json& value = value_of(document);
  const auto payable = std::min(step_.meter.left(), budget_.steps) + 1;
  const jsonpath::Budget given{std::min(budget_.steps, payable * values_per_step(path))};
  jsonpath::Budget left = given;
  auto match = path.find(value, left);
  const auto looked_at = given.steps - left.steps;
  budget_.steps -= looked_at;
  step_.meter.charge(1 + looked_at / values_per_step(path));
  return match;
}

Result<jsonpath::Match> Queries::look(const jsonpath::Path& path) {
  const auto whole = document(path);
  if (!whole) return whole.error();
  if (path.is_root()) return jsonpath::Match(value_of(**whole));
  return find_in(**whole, path);
}

Result<Payload> Queries::find(const jsonpath::Path& path) {
  const auto whole = document(path);
  if (!whole) return whole.error();
  if (path.is_root()) return **whole;
  const auto match = find_in(**whole, path);
  if (!match) return match.error();
  return Payload(match->value());
}

Result<Payload> Queries::select(const jsonpath::Path& path) {
  auto found = find(path);
  if (found) return found;
  return Error{"States.Runtime",
               fmt::format("Invalid path '{}' : {}", path.text(), found.error().cause)};
}

Result<Payload> Queries::select(const asl::PathOrNull& path) {
  return path ? select(*path) : Result<Payload>(Payload());
}

Result<std::int64_t> Queries::integer(const jsonpath::Path& path, const IntegerField& field) {
  const auto found = select(path);
  if (!found) return found.error();
  const auto number = integer_in(found->value());
  if (number && *number >= field.least && *number <= field.most) return *number;
  return Error{"States.Runtime",
               fmt::format("The {} field refers to value \"{}\" which is not a valid integer: {}",
                           field.name, shown(*found), path.text())};
}

Result<Payload> Queries::fill(const asl::PayloadTemplate& payload_template) {
  auto value = evaluate(payload_template, "");
  if (!value) return value.error();
  Payload filled(std::move(*value));
  const auto within = check_extent(filled, step_);
  if (!within) return within.error();
  return filled;
}

Result<Json> Queries::call(const intrinsics::Expression& function) {
  Surroundings surroundings(*this, step_, data_);
  step_.meter.charge(1);
  auto result = function.evaluate(surroundings);
  if (result || result.error().name != "BytesExceeded") return result;
  return size_exceeded(step_.state.name);
}

// A template may name a large document many times over: what it grows to is bounded on the way.
Result<void> Queries::take(const Json& found) {
  const auto bytes = to_text(found).size();
  step_.meter.charge_bytes(bytes);
  taken_.bytes += bytes;
  return check_extent(taken_, step_.state.name, step_.bounds);
}

Result<Json> Queries::evaluate(const asl::PayloadTemplate& node, const std::string& field) {
  return std::visit(
      overloaded{[&](const Json& constant) -> Result<Json> {
                   step_.meter.charge_bytes(rough_size(constant));
                   return constant;
                 },
                 [&](const jsonpath::Path& path) -> Result<Json> {
                   const auto found = look(path);
                   if (!found) {
                     return path_error(
                         path, found.error(),
                         fmt::format("The JSONPath '{}' specified for the field '{}.$' could not "
                                     "be found in the input '{}'",
                                     path.text(), field, data_.text()));
                   }
                   const auto within = take(found->value());
                   if (!within) return within.error();
                   return found->value();
                 },
                 [&](const intrinsics::Expression& function) -> Result<Json> {
                   auto value = call(function);
                   if (!value) return value;
                   const auto within = take(*value);
                   if (!within) return within.error();
                   return value;
                 },
                 [&](const asl::PayloadTemplate::Object& members) -> Result<Json> {
                   Json object = Json::object();
                   for (const auto& [name, member] : members) {
                     auto value = evaluate(member, name);
                     if (!value) return value.error();
                     object[name] = std::move(*value);
                   }
                   return object;
                 },
                 [&](const asl::PayloadTemplate::Array& elements) -> Result<Json> {
                   Json array = Json::array();
                   for (const auto& element : elements) {
                     auto value = evaluate(element, field);
                     if (!value) return value.error();
                     array.push_back(std::move(*value));
                   }
                   return array;
                 }},
      node.node);
}

}  // namespace sfn::engine
