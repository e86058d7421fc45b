// Date and time pictures: `[Y0001]-[M01]-[D01]`, `[FNn], [D1o] [MNn]`. XPath and XQuery Functions
// and Operators 3.1, "fn:format-dateTime", as far as the reference implementation of JSONata goes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/functions/integer_picture.h"
#include "jsonata/regex.h"

namespace sfn::jsonata::functions {

class DateTimePicture {
 public:
  /// Throws Failure (D3132, D3135, …).
  static DateTimePicture analyse(std::string_view picture);
  /// `[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]`
  static const DateTimePicture& iso8601();

  /// `timezone` is like `-0500`. Throws Failure (D3133, D3134).
  std::string format(std::int64_t time, std::string_view timezone) const;

  /// The time that the text means; what it leaves out at the front is taken from `now`. Nothing
  /// where it does not fit. Throws Failure (D3136).
  std::optional<double> parse(std::string_view text, std::int64_t now, std::int64_t& steps) const;

 private:
  enum class Names : std::uint8_t { None, Lower, Upper, Title };
  struct Part {
    std::string literal;  // Where component is 0.
    char component = 0;
    char presentation2 = 0;
    Names names = Names::None;
    bool has_width = false;
    std::optional<int> width_min;
    std::optional<int> width_max;
    std::optional<IntegerPicture> integer;
    int year_digits = -1;
  };

  static Part marker(std::string text);
  static std::string component_text(const Part& part, std::int64_t time, int hours, int minutes);
  static std::string zone_text(const Part& part, int hours, int minutes);
  static std::string pattern_of(const Part& part);
  static std::optional<double> value_of(const Part& part, std::string_view text);

  std::vector<Part> parts_;
};

}  // namespace sfn::jsonata::functions
