// Scopes of variables: a branch or an iteration may read what is assigned around it, but must not
// assign it. Developer guide, "Passing data between states with variables", scope.
#include <fmt/format.h>

#include <map>

#include "asl/parse/graph.h"

namespace sfn::asl {
namespace {

// The names of the scopes around, each with the number of scopes that have it.
using OuterNames = std::map<std::string, int, std::less<>>;

void check_scope(const Scope& scope, OuterNames& outer, Report& report);

void check_inner(const Scope& inner, OuterNames& outer, Report& report) {
  if (!inner.separate) return check_scope(inner, outer, report);
  OuterNames none;
  check_scope(inner, none, report);
}

void check_scope(const Scope& scope, OuterNames& outer, Report& report) {
  for (const auto& [name, place] : scope.assigned) {
    if (const auto it = outer.find(name); it == outer.end() || it->second == 0) continue;
    report.error(*place, fmt::format("The variable '{}' belongs to an outer scope and cannot be "
                                     "assigned in this one",
                                     name));
  }
  for (const auto& assigned : scope.assigned) ++outer[assigned.name];
  for (const auto& inner : scope.inner) check_inner(inner, outer, report);
  for (const auto& assigned : scope.assigned) --outer[assigned.name];
}

}  // namespace

void check_scopes(const Scope& top, Report& report) {
  OuterNames outer;
  check_scope(top, outer, report);
}

}  // namespace sfn::asl
