// Payload: an immutable JSON document that travels through a workflow: an input, a result, an
// output.
//
// It is shared, so that passing it on copies a pointer, and it keeps its text: what nothing has
// changed leaves as it came, blanks included, as on AWS. Value and text are each made from the
// other when first asked for. Safe to read from several threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace sfn {

class Payload {
 public:
  /// `{}`.
  Payload();
  explicit Payload(Json value);

  /// The document that `text` holds, or why it holds none.
  static Result<Payload> parse(std::string text);

  /// A text that is known to be JSON, such as one from our own journal; parsed only when needed.
  static Payload trusted(std::string text);

  const Json& value() const;
  const std::string& text() const;
  /// Whether value() costs nothing, since it has been asked for before or was there from the start.
  bool is_parsed() const;

  /// Whether both are the same document in memory. Cheap; unequal says nothing.
  bool shares(const Payload& other) const { return body_ == other.body_; }
  const void* identity() const { return body_.get(); }

  /// The same text.
  friend bool operator==(const Payload& a, const Payload& b);

 private:
  struct Body;
  explicit Payload(std::shared_ptr<const Body> body);
  std::shared_ptr<const Body> body_;
};

}  // namespace sfn
