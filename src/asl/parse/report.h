// The findings about a definition while it is read, and the places that they are about.
//
// A place is one step from the place around it and borrows its name from the document; its text is
// made only for a finding. So a large definition costs no more than its size, however long its
// names and deep its nesting. Private to the module.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "asl/diagnostics.h"
#include "base/json.h"

namespace sfn::asl {

struct Place {
  const Place* around = nullptr;  ///< Null for the whole document.
  std::string_view name;          ///< Of a member; empty for an element.
  std::size_t index = 0;          ///< Among the members or elements beside it.
  bool is_element = false;
};

/// A value of the definition and where it stands.
struct Node {
  const Json* value;
  const Place* place;
};

/// `/States/Map/ItemProcessor/States/A`, `/States/P/Branches[0]`; `/` for the whole document.
std::string pointer_to(const Place& place);
/// From a place around it, as AWS's errors name fields of a state: `Choices[1]/Condition`.
std::string location_within(const Place& around, const Place& place);

class Report {
 public:
  /// What is kept of a hopeless definition; later findings are dropped.
  static constexpr std::size_t kFindingsMax = 1'000;
  static constexpr std::size_t kFindingBytesMax = 4'194'304;

  /// Borrows `document` and its texts.
  explicit Report(const Json& document);

  Node root() const { return root_; }
  /// A member by its place among the members.
  Node member(const Node& object, std::size_t index);
  Node element(const Node& array, std::size_t index);

  /// A finding with the code SCHEMA_VALIDATION_FAILED.
  void error(const Place& place, std::string message);
  void error(std::string code, const Place& place, std::string message);
  /// A finding about a value that is past a limit of AWS's, and is read all the same.
  void past_limit(const Place& place, std::string message);
  void past_limit(std::string code, const Place& place, std::string message);
  /// A finding about a graph as a whole, which AWS gives no location.
  void error_without_location(std::string code, const Place& around, std::string message);
  void warning(std::string code, const Place& place, std::string message);

  /// All findings, in the order of the text.
  Diagnostics take();

 private:
  struct Finding {
    std::vector<std::size_t> order;
    Diagnostic diagnostic;
  };
  using Severity = Diagnostic::Severity;
  /// Null where there is no room for more.
  Diagnostic* add(const Place& place, Severity severity, std::string code, std::string message);
  void locate(const Place& place, Diagnostic* added);

  std::deque<Place> places_;  // Stable addresses.
  Node root_;
  std::vector<Finding> findings_;
  std::size_t bytes_ = 0;
  bool has_errors_ = false;
};

}  // namespace sfn::asl
