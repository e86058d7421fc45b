#include "asl/parse/report.h"

#include <algorithm>
#include <utility>

namespace sfn::asl {
namespace {

std::vector<const Place*> way_to(const Place& place) {
  std::vector<const Place*> way;
  for (const auto* at = &place; at->around != nullptr; at = at->around) way.push_back(at);
  std::reverse(way.begin(), way.end());
  return way;
}

std::string pointer_to(const std::vector<const Place*>& way) {
  std::string pointer;
  for (const auto* at : way) {
    if (at->is_element) {
      pointer += '[' + std::to_string(at->index) + ']';
    } else {
      pointer.append("/").append(at->name);
    }
  }
  return pointer;
}

std::vector<std::size_t> order_of(const Place& place) {
  std::vector<std::size_t> order;
  for (const auto* at : way_to(place)) order.push_back(at->index);
  return order;
}

}  // namespace

std::string pointer_to(const Place& place) {
  return place.around == nullptr ? "/" : pointer_to(way_to(place));
}

std::string location_within(const Place& around, const Place& place) {
  auto way = way_to(place);
  way.erase(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(way_to(around).size()));
  return pointer_to(way).substr(1);
}

Report::Report(const Json& document) : root_{&document, &places_.emplace_back()} {}

Node Report::member(const Node& object, std::size_t index) {
  const auto& members = object.value->get_ref<const Json::object_t&>();
  const auto& member = *(members.begin() + static_cast<std::ptrdiff_t>(index));
  return {&member.second, &places_.emplace_back(Place{object.place, member.first, index, false})};
}

Node Report::element(const Node& array, std::size_t index) {
  return {&(*array.value)[index], &places_.emplace_back(Place{array.place, {}, index, true})};
}

void Report::error(const Place& place, std::string message) {
  error("SCHEMA_VALIDATION_FAILED", place, std::move(message));
}

void Report::error(std::string code, const Place& place, std::string message) {
  locate(place, add(place, Severity::Error, std::move(code), std::move(message)));
}

void Report::past_limit(const Place& place, std::string message) {
  past_limit("SCHEMA_VALIDATION_FAILED", place, std::move(message));
}

void Report::past_limit(std::string code, const Place& place, std::string message) {
  auto* added = add(place, Severity::Error, std::move(code), std::move(message));
  if (added != nullptr) added->is_limit = true;
  locate(place, added);
}

void Report::error_without_location(std::string code, const Place& around, std::string message) {
  auto* added = add(around, Severity::Error, std::move(code), std::move(message));
  if (added == nullptr) return;
  added->place = pointer_to(around);
  bytes_ += added->place.size();
}

void Report::warning(std::string code, const Place& place, std::string message) {
  locate(place, add(place, Severity::Warning, std::move(code), std::move(message)));
}

void Report::locate(const Place& place, Diagnostic* added) {
  if (added == nullptr) return;
  added->location = pointer_to(place);
  bytes_ += added->location.size();
}

Diagnostic* Report::add(const Place& place, Severity severity, std::string code,
                        std::string message) {
  const bool full = findings_.size() >= kFindingsMax || bytes_ >= kFindingBytesMax;
  const bool first_error = severity == Severity::Error && !has_errors_;
  if (full && !first_error) return nullptr;  // Warnings alone must not hide that there is an error.
  has_errors_ = has_errors_ || first_error;
  bytes_ += message.size();
  findings_.push_back({order_of(place), {severity, std::move(code), std::move(message), {}}});
  return &findings_.back().diagnostic;
}

Diagnostics Report::take() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) { return a.order < b.order; });
  Diagnostics diagnostics;
  for (auto& finding : findings_) diagnostics.push_back(std::move(finding.diagnostic));
  findings_.clear();
  return diagnostics;
}

}  // namespace sfn::asl
