// Error: why an expression is none, or why its evaluation failed.
//
// The codes and their texts are those of the reference implementation, because people search for
// them and AWS shows them (`T2001: The left side of the "+" operator …`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jsonata/value.h"

namespace sfn::jsonata {

/// The bounds of an evaluation.
enum class Bound : std::uint8_t { None, Steps, Depth, Memory };

struct Error {
  std::string code;     ///< `S0201`, `T2001`, `D3030`, …; empty where the memory ran out.
  std::string message;  ///< A sentence, without the code.
  /// Bytes of the expression before the end of the token that is meant: a caret under the token
  /// stands just before it. Nothing where no place is known.
  std::optional<std::size_t> offset;
  std::string token;            ///< The token, operator or function that is meant; may be empty.
  Bound bound = Bound::None;    ///< The bound that was exceeded, if one was.
  std::int64_t steps_used = 0;  ///< By the evaluation that it has ended.

  /// `T2001: The left side of …`; without the code where there is none.
  std::string text() const;
};

/// What a message shows of a text that may be of any size, as it shows the beginning of a value.
std::string beginning(std::string_view text);

/// What a message may speak of. Values appear as JSON.
struct ErrorParts {
  std::optional<std::size_t> offset = {};
  std::string token = {};
  bool token_is_literal = false;  ///< A number, true, false or null: shown without quotes.
  std::optional<Value> value = {};
  std::optional<Value> value2 = {};
  std::optional<std::size_t> index = {};
  std::string type = {};      ///< T0412: what the array must hold.
  std::string message = {};   ///< D3137, D3141: as it is.
  std::string function = {};  ///< D3140.
};

/// An error on its way out of the parser or the evaluator; never leaves the module. The message is
/// made when the error is complete, because tokens and places are added on the way.
class Failure {
 public:
  explicit Failure(std::string_view code, ErrorParts parts = {});
  explicit Failure(Error error) : error_(std::move(error)), made_(true) {}

  /// Where these are still missing.
  void add_token(std::string_view token);
  void add_offset(std::size_t offset);
  void set_offset(std::size_t offset) { error_.offset = offset; }
  bool is_bound() const { return error_.bound != Bound::None; }
  std::size_t offset() const { return error_.offset.value_or(0); }
  const std::string& code() const { return error_.code; }

  Error error() const;

 private:
  Error error_;
  bool made_ = false;
  bool token_is_literal_ = false;
  std::string value_;  ///< As JSON text: values do not outlive the evaluation.
  std::string value2_;
  std::optional<std::size_t> index_;
  std::string type_;
  std::string text_;
  std::string function_;
};

/// More levels than `most`, in AWS's words.
Error too_deep(int depth, int most);
Error too_many_steps();
Error too_much_memory();

}  // namespace sfn::jsonata
