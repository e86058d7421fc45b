// Fields: the members of one JSON object of a definition, read by name and type.
//
// A reader takes the fields that it knows; refuse_others then finds those that nobody has taken.
// What is missing or of the wrong type is reported here, once, in AWS's words, and the reader goes
// on without it. Private to the module.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/parse/report.h"
#include "asl/state_machine.h"

namespace sfn::asl {

struct Range {
  std::int64_t min;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct Bounds {
  double min;
  double max = std::numeric_limits<double>::infinity();
};

class Fields {
 public:
  /// The members of `node`, which must be an object; see read_fields.
  Fields(const Node& node, Report& report) : node_(node), report_(report) {}

  const Place& place() const { return *node_.place; }
  Report& report() { return report_; }
  void error(std::string message) { report_.error(place(), std::move(message)); }

  bool has(std::string_view name) const { return find_member(*node_.value, name) != nullptr; }
  /// The field's value, or nothing where there is none of this name.
  std::optional<Node> take(std::string_view name);
  /// As take, reporting its absence.
  std::optional<Node> require(std::string_view name);

  /// The names of the fields that `is_wanted`, in the order of the text.
  std::vector<std::string_view> names_where(bool (*is_wanted)(std::string_view)) const;

  // Typed reading: nothing where the field is absent or, reported, of another type or range.
  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, Range range);
  std::optional<double> number(std::string_view name, Bounds bounds);
  bool flag(std::string_view name);  ///< False where absent.
  std::optional<std::string> one_of(std::string_view name,
                                    std::initializer_list<std::string_view> values);
  std::optional<Node> array(std::string_view name);  ///< Required and not empty.

  /// Reports the names when more than one of them is there.
  void at_most_one(std::initializer_list<std::string_view> names);
  /// The one of the names that is there; reports any other number of them.
  std::optional<std::string_view> exactly_one(std::initializer_list<std::string_view> names);

  /// Reports each field that was not taken; `of_the_other` are those that the query language which
  /// is not `language` would allow here.
  void refuse_others(QueryLanguage language = QueryLanguage::JsonPath,
                     std::initializer_list<std::string_view> of_the_other = {});

 private:
  Node node_;
  Report& report_;
  std::vector<std::string_view> taken_;
};

/// The finding about a field that the query language which is not `language` has.
std::string of_the_other_language(std::string_view name, QueryLanguage language);

/// The fields of `node`, or nothing, reported, where it is no object.
std::optional<Fields> read_fields(const Node& node, Report& report);

/// Reports those of the fields that are not there, by one finding.
void require_all(Fields& fields, std::initializer_list<std::string_view> names);

/// The text of a string; reports any other value.
std::optional<std::string> read_text(const Node& node, Report& report);

/// `[A, B]`, as AWS lists names in its messages.
std::string listed(const std::vector<std::string_view>& names);

/// A value as a message quotes it: scalars in short, the others by their type.
std::string shown(const Json& value);

}  // namespace sfn::asl
