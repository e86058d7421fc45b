// The use of the HTTP parser: what a connection says does not depend on the pieces it arrives in,
// limits hold, and what two readers could understand in two ways is never a request.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "http/parser.h"

namespace sfn::fuzz {
namespace {

using http::RequestParser;
using State = RequestParser::State;

constexpr std::size_t kHeadBytesMax = 400;
constexpr std::size_t kBodyBytesMax = 64;

struct Heard {
  http::Request request;
  bool head_only, http_1_0, keep_alive;
  friend bool operator==(const Heard&, const Heard&) = default;
};

/// All that a connection said, and how it stands after that.
struct Conversation {
  std::vector<Heard> heard;
  std::optional<http::Response> failure;
  State state = State::Between;
};

// Whether two refusals are as good as one. A head may be both malformed and too large, and which of
// the two is seen first depends on the pieces.
bool agree(const std::optional<http::Response>& a, const std::optional<http::Response>& b) {
  constexpr int kHeadTooLarge = 431;
  return a == b || (a && b && (a->status == kHeadTooLarge || b->status == kHeadTooLarge));
}

bool agree(const Conversation& a, const Conversation& b) {
  return a.heard == b.heard && a.state == b.state && agree(a.failure, b.failure);
}

class Listener {
 public:
  void hear(std::string_view piece) {
    while (!piece.empty() && !conversation_.failure) {
      const auto taken = parser_.feed(piece);
      promise(taken <= piece.size(), "no more is taken than there is");
      piece.remove_prefix(taken);
      if (parser_.state() == State::Complete) {
        take_request();
      } else if (parser_.state() == State::Failed) {
        conversation_.failure = parser_.take_failure();
      } else {
        promise(piece.empty(), "a request that goes on takes all");
      }
    }
  }
  Conversation end() {
    conversation_.state = parser_.state();
    return std::move(conversation_);
  }

 private:
  void take_request() {
    const auto terms = parser_.terms();
    conversation_.heard.push_back(
        {parser_.take_request(), terms.head_only, terms.http_1_0, terms.keep_alive});
  }

  RequestParser parser_{
      {kHeadBytesMax, [](std::string_view, std::string_view) { return kBodyBytesMax; }}};
  Conversation conversation_;
};

Conversation heard_at_once(std::string_view stream) {
  Listener listener;
  listener.hear(stream);
  return listener.end();
}

Conversation heard_in_pieces(std::string_view stream, std::uint32_t seed, std::size_t piece_max) {
  Listener listener;
  while (!stream.empty()) {
    seed = seed * 1'664'525 + 1'013'904'223;  // Numerical Recipes' generator: any will do.
    const auto size = std::min<std::size_t>(1 + (seed >> 16) % piece_max, stream.size());
    listener.hear(stream.substr(0, size));
    stream.remove_prefix(size);
  }
  return listener.end();
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

std::size_t count_of(const http::Request& request, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(request.headers.begin(), request.headers.end(),
                    [name](const auto& header) { return to_lower(header.name) == name; }));
}

void check_head(const http::Request& request, bool http_1_0) {
  std::size_t bytes = request.target.size();
  for (const auto& [name, value] : request.headers) {
    promise(!name.empty() && !has_control(name), "a header has a name");
    promise(!has_control(value), "a header is one line");
    bytes += name.size() + value.size();
  }
  promise(bytes <= kHeadBytesMax, "a head has a limit");
  const auto hosts = count_of(request, "host");
  promise(hosts == 1 || (hosts == 0 && http_1_0), "a request has one host");
  promise(!request.method.empty() && !has_control(request.method), "a request has a method");
  promise(!request.target.empty() && !request.path.empty(), "a request has a target");
  promise(!has_control(request.target) && request.target.find(' ') == std::string::npos,
          "a target is one word");
}

void check_body(const http::Request& request) {
  const auto lengths = count_of(request, "content-length");
  const auto codings = count_of(request, "transfer-encoding");
  promise(request.body.size() <= kBodyBytesMax, "a body has a limit");
  promise(lengths <= 1 && (lengths == 0 || codings == 0), "a body has one length");
  if (lengths == 1) {
    const auto length = parse_integer(request.headers.get("Content-Length"));
    promise(length && static_cast<std::size_t>(*length) == request.body.size(),
            "a body is as long as it says");
  } else if (codings == 0) {
    promise(request.body.empty(), "a body says how long it is");
  }
}

void check(const Conversation& conversation) {
  for (const auto& heard : conversation.heard) {
    check_head(heard.request, heard.http_1_0);
    check_body(heard.request);
  }
  if (!conversation.failure) return;
  const auto& failure = *conversation.failure;
  promise(failure.status >= 400 && failure.status < 600, "a failure has a status of its kind");
  promise(
      ends_with(failure.body, "\n") && !has_control({failure.body.data(), failure.body.size() - 1}),
      "a failure is told in one line");
}

}  // namespace

void http(std::string_view bytes) {
  const auto seed = bytes.empty() ? 0U : static_cast<unsigned char>(bytes.front());
  const auto stream = bytes.substr(std::min<std::size_t>(1, bytes.size()));
  const auto whole = heard_at_once(stream);
  check(whole);
  promise(agree(heard_in_pieces(stream, 0, 1), whole), "byte by byte it says the same");
  promise(agree(heard_in_pieces(stream, seed, 1 + seed % 40), whole), "in pieces it says the same");
}

}  // namespace sfn::fuzz
