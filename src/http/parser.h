// RequestParser: bytes to requests, one at a time, with limits. A thin shell over llhttp, which
// stays out of sight; what it does not judge (a missing Host, sizes, unknown expectations) is
// judged here.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "http/message.h"

namespace sfn::http {

struct ParserLimits {
  /// Of request line and header fields, trailers and extensions of chunks included.
  std::size_t header_bytes_max;
  std::function<std::size_t(std::string_view method, std::string_view path)> body_bytes_max;
};

/// What the connection must know of a request to answer it.
struct AnswerTerms {
  bool head_only = false;   // To HEAD: the head alone.
  bool http_1_0 = false;    // Neither chunks nor keep-alive by default.
  bool keep_alive = false;  // The peer is ready for another request on this connection.
};

class RequestParser {
 public:
  enum class State {
    Between,  // Nothing of a request has been seen.
    Head,
    Body,
    Complete,  // take_request() before the next bytes.
    Failed,    // failure() says how to answer; nothing more can be read from this peer.
  };

  explicit RequestParser(ParserLimits limits);
  ~RequestParser();

  /// Reads up to the end of one request and returns how many bytes that took; what is left belongs
  /// to the next. In state Complete or Failed nothing is taken.
  std::size_t feed(std::string_view bytes);

  State state() const;

  /// In states Body and Complete: what the body has, or may come to have where that is not known.
  std::size_t body_bytes() const;

  /// In state Body: the peer waits for `100 Continue` before it sends one. True once per request.
  bool take_expectation();

  /// Of the request that is being read or is complete.
  AnswerTerms terms() const;

  Request take_request();
  Response take_failure();

  /// As much of the request as has been read; for one that is refused.
  const Request& so_far() const;

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace sfn::http
