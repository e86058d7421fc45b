// TextScanner: reads JSON text that the row writer wrote, member by member in the known order,
// without parsing the documents in it. Throws std::runtime_error, with the place, on any other
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sfn::history {

class TextScanner {
 public:
  /// Borrows the text.
  explicit TextScanner(std::string_view text) : text_(text) {}

  /// Reads `expected` if it comes next.
  bool take(std::string_view expected);
  void expect(std::string_view expected);

  /// Reads `,"NAME":` if that comes next.
  bool take_member(std::string_view name);

  std::int64_t integer();
  bool boolean();
  std::string string();

  /// The JSON value that comes next with the blanks around it, to the letter.
  std::string_view document();

  void expect_end();

  [[noreturn]] void fail(std::string_view expected) const;

 private:
  void skip_string();
  char escape();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sfn::history
