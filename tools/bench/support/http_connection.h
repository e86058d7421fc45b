// HttpConnection: a client's end of one kept connection, as little as the benches need: it must
// cost next to nothing beside the daemon that is measured.
//
// It understands what sfnd answers: a head and a body of known length, or (for streams, which are
// asked for in HTTP/1.0) a body without end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sfn::bench {

struct HttpAnswer {
  int status = 0;
  std::string head;
  std::string body;

  /// The value of a header that must be there.
  std::string header(std::string_view name) const;
};

class HttpConnection {
 public:
  /// Connects to 127.0.0.1. Throws std::runtime_error, as all here does.
  explicit HttpConnection(std::uint16_t port);
  ~HttpConnection();
  HttpConnection(HttpConnection&& other) noexcept;
  HttpConnection& operator=(HttpConnection&&) = delete;

  /// For poll().
  int descriptor() const { return fd_; }

  // ---- one request after the other

  HttpAnswer get(const std::string& path);
  HttpAnswer post(const std::string& path, const std::string& body);
  /// A call of AWS Step Functions, which must succeed.
  Json call(const std::string& action, const Json& parameters);

  // ---- the same in halves, for clients that wait for many at once

  void send_call(const std::string& action, const Json& parameters);
  /// Reads once, and gives the answer if it is complete.
  std::optional<HttpAnswer> receive();

  // ---- server-sent events

  void open_stream(const std::string& path);
  /// Reads once, and gives the complete lines.
  std::string receive_lines();

 private:
  void send(const std::string& bytes);
  HttpAnswer wait_for_answer();
  void read_some();
  std::optional<HttpAnswer> take_answer();

  int fd_;
  std::string received_;
};

}  // namespace sfn::bench
