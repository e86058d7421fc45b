// The messages of HTTP/1.1 as values: what a handler receives and what it answers.
// RFC 9110 (semantics), RFC 9112 (HTTP/1.1).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace sfn::http {

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};

/// Header fields in the order of arrival, repeated ones kept; names are compared without case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> fields) : fields_(fields) {}

  /// The first field of that name, or null.
  const std::string* find(std::string_view name) const;
  /// Its value, or empty where there is none.
  std::string_view get(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }

  void add(std::string name, std::string value);
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

  friend bool operator==(const Headers&, const Headers&) = default;

 private:
  std::vector<Header> fields_;
};

struct Request {
  std::string method;  // As sent: `POST`.
  std::string target;  // As sent: `/a%20b?x=1`.
  std::string path;    // The target without scheme, authority and query; still percent-encoded.
  std::string query;   // What follows the `?`; still percent-encoded.
  Headers headers;
  std::string body;    // Whole, with any transfer coding taken off.
  std::string remote;  // The peer: `127.0.0.1:50312`.
  friend bool operator==(const Request&, const Request&) = default;
};

/// The server adds `Date`, `Content-Length` and what the connection needs; a `Content-Length` given
/// here is kept in answers to HEAD only. Line breaks within header values are sent as spaces.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  friend bool operator==(const Response&, const Response&) = default;
};

/// A one-line answer for people.
Response plain_text(int status, std::string_view text);

/// An answer for programs.
Response json_response(int status, const Json& body);

/// The standard's words for a status, `Not Found`; `Unknown` for others.
std::string_view reason_phrase(int status);

}  // namespace sfn::http
