// Source: what one reader of the stream is sent, piece by piece.
//
// Readers pull: a source reads ahead a page at most, gives the next piece when the one before was
// taken, and keeps the reader's place in the ids of its events. So a slow reader costs no more than
// a fast one.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sfn::api {

class Source {
 public:
  /// A piece ends with the event that makes it this long; a single event may be longer.
  static constexpr std::size_t kPieceBytes = 64 * 1'024;

  /// Told when take() may give something again; never within take().
  using Wake = std::function<void()>;

  virtual ~Source() = default;

  /// The next events as server-sent text; empty where there are none now. Nothing: the source
  /// cannot go on, and the reader is to come back with the id of the last event.
  virtual std::optional<std::string> take() = 0;
};

struct StreamEvent {
  std::string_view type;
  std::string id = {};  ///< Where to resume after this event; empty: as after the one before.
  std::string data;     ///< JSON text without line breaks.
};

/// WHATWG HTML, "Server-sent events": one event, with the blank line that ends it.
std::string to_text(const StreamEvent& event);

}  // namespace sfn::api
