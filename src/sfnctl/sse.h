// Server-sent events: a stream of text becomes events, whatever pieces it comes in.
// WHATWG HTML, section "Server-sent events", "Parsing an event stream".
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sfn::sfnctl {

struct SseEvent {
  std::string type;  ///< `message` where the stream names none.
  std::string data;
  std::string id;  ///< The newest id so far: where to resume after this event.
  friend bool operator==(const SseEvent&, const SseEvent&) = default;
};

class SseParser {
 public:
  /// An event longer than this ends the stream.
  static constexpr std::size_t kEventBytesMax = std::size_t{16} << 20;

  /// Takes the next bytes and hands on each event that they complete. False, and nothing more will
  /// be taken, once `on_event` returned false or an event is too long.
  bool feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& on_event);

 private:
  bool end_line(const std::function<bool(const SseEvent&)>& on_event);
  void take_field(std::string_view name, std::string_view value);

  std::string line_;
  bool after_return_ = false;  // A line feed after a carriage return ends no second line.
  bool at_start_ = true;       // A byte order mark may come first.
  std::string type_;
  std::optional<std::string> data_;
  std::string id_;
};

}  // namespace sfn::sfnctl
