// Where the values of a JSON text stand in it, for messages about what is wrong with them.
//
// One pass over the text, in linear time and without recursion. Of a text that is not JSON, what
// can be told apart before its fault is kept.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfn {

/// A part of a text, in bytes.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

class JsonPositions {
 public:
  explicit JsonPositions(std::string_view text);

  struct Place {
    TextSpan name;  ///< Of a member, quotes included; empty for an element and the whole document.
    TextSpan value;
    bool is_container = false;  ///< An object or array.
    friend bool operator==(const Place&, const Place&) = default;
  };

  /// The place of a location as findings about definitions have it: `/States/P/Branches[0]`, `/`
  /// for the whole document. Names may hold slashes and brackets themselves. Of members with one
  /// name the last counts.
  std::optional<Place> find(std::string_view location) const;
  /// The place of the member `name` of the object at a location.
  std::optional<Place> find_member(std::string_view location, std::string_view name) const;
  /// Members that a later one of the same object and name stands for, as they come in the text.
  std::vector<Place> overridden() const;

 private:
  struct Value {
    Place place;
    std::string name;
    bool is_array = false;
    std::vector<std::size_t> children = {};  // Indices of values_.
  };
  class Scanner;

  const Value* look_up(std::string_view location) const;

  std::vector<Value> values_;
};

/// Line and column count from 1; the column in characters.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
  friend bool operator==(const TextPosition&, const TextPosition&) = default;
};

/// The lines of a text, which it borrows.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  TextPosition position_of(std::size_t offset) const;
  std::size_t begin_of(std::size_t line) const { return begins_[line - 1]; }
  /// Without its end.
  std::string_view line(std::size_t number) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;
};

}  // namespace sfn
