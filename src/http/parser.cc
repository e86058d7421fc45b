#include "http/parser.h"

#include <fmt/format.h>
#include <llhttp.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace sfn::http {

namespace {

// `: ` and the end of the line, so that a thousand empty fields count too.
constexpr std::size_t kHeaderFieldOverhead = 4;

// llhttp takes any other value for success or for something that it alone knows.
constexpr int kGoOn = 0;
constexpr int kStop = -1;

}  // namespace

// One parser's state: llhttp's own, and the request as far as it has come.
struct RequestParser::Reading {
  explicit Reading(ParserLimits limits_of_peer) : limits(std::move(limits_of_peer)) {
    llhttp_init(&llhttp, HTTP_REQUEST, &settings());
    llhttp.data = this;
  }

  static const llhttp_settings_t& settings();
  static Reading& of(llhttp_t* llhttp) { return *static_cast<Reading*>(llhttp->data); }

  int begin();
  int count_header_bytes(std::size_t bytes);
  int add_to_target(std::string_view bytes);
  int add_to_name(std::string_view bytes);
  int add_to_value(std::string_view bytes);
  int finish_field();
  int finish_head();
  int add_to_body(std::string_view bytes);
  int finish();

  void split_target();
  std::optional<Response> objection_to_head() const;
  Response too_large() const;
  Response malformed(llhttp_errno_t error) const;
  int refuse(Response response);

  ParserLimits limits;
  llhttp_t llhttp{};
  State state = State::Between;
  Request request;
  Header field;  // The one that is being read; fields may come in pieces.
  std::size_t header_bytes = 0;
  std::size_t body_bytes_max = 0;
  std::size_t body_bytes_expected = 0;
  AnswerTerms terms;
  bool expects_continue = false;
  Response failure;
};

RequestParser::RequestParser(ParserLimits limits)
    : reading_(std::make_unique<Reading>(std::move(limits))) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  Reading& reading = *reading_;
  if (reading.state == State::Complete || reading.state == State::Failed) return 0;

  const auto error = llhttp_execute(&reading.llhttp, bytes.data(), bytes.size());
  if (error == HPE_OK) return bytes.size();
  if (reading.state == State::Complete) {
    return static_cast<std::size_t>(llhttp_get_error_pos(&reading.llhttp) - bytes.data());
  }
  if (reading.state != State::Failed) reading.refuse(reading.malformed(error));
  return bytes.size();
}

RequestParser::State RequestParser::state() const { return reading_->state; }

bool RequestParser::take_expectation() {
  return reading_->state == State::Body && std::exchange(reading_->expects_continue, false);
}

std::size_t RequestParser::body_bytes() const {
  return reading_->state == State::Complete ? reading_->request.body.size()
                                            : reading_->body_bytes_expected;
}

AnswerTerms RequestParser::terms() const { return reading_->terms; }

Request RequestParser::take_request() {
  SFN_CHECK(reading_->state == State::Complete);
  reading_->state = State::Between;
  llhttp_resume(&reading_->llhttp);
  return std::exchange(reading_->request, {});
}

Response RequestParser::take_failure() {
  SFN_CHECK(reading_->state == State::Failed);
  return std::move(reading_->failure);
}

const Request& RequestParser::so_far() const { return reading_->request; }

const llhttp_settings_t& RequestParser::Reading::settings() {
  static const llhttp_settings_t kSettings = [] {
    llhttp_settings_t table;
    llhttp_settings_init(&table);
    table.on_message_begin = [](llhttp_t* p) noexcept { return of(p).begin(); };
    table.on_url = [](llhttp_t* p, const char* at, std::size_t length) noexcept {
      return of(p).add_to_target({at, length});
    };
    table.on_header_field = [](llhttp_t* p, const char* at, std::size_t length) noexcept {
      return of(p).add_to_name({at, length});
    };
    table.on_header_value = [](llhttp_t* p, const char* at, std::size_t length) noexcept {
      return of(p).add_to_value({at, length});
    };
    table.on_header_value_complete = [](llhttp_t* p) noexcept { return of(p).finish_field(); };
    table.on_headers_complete = [](llhttp_t* p) noexcept { return of(p).finish_head(); };
    table.on_chunk_extension_name = [](llhttp_t* p, const char*, std::size_t length) noexcept {
      return of(p).count_header_bytes(length);
    };
    table.on_chunk_extension_value = table.on_chunk_extension_name;
    table.on_body = [](llhttp_t* p, const char* at, std::size_t length) noexcept {
      return of(p).add_to_body({at, length});
    };
    table.on_message_complete = [](llhttp_t* p) noexcept { return of(p).finish(); };
    return table;
  }();
  return kSettings;
}

int RequestParser::Reading::begin() {
  request = {};
  field = {};
  header_bytes = 0;
  terms = {};
  expects_continue = false;
  state = State::Head;
  return kGoOn;
}

int RequestParser::Reading::count_header_bytes(std::size_t bytes) {
  header_bytes += bytes;
  if (header_bytes <= limits.header_bytes_max) return kGoOn;
  return refuse(plain_text(431, fmt::format("the head of the request is larger than {} bytes",
                                            limits.header_bytes_max)));
}

int RequestParser::Reading::add_to_target(std::string_view bytes) {
  request.target += bytes;
  return count_header_bytes(bytes.size());
}

int RequestParser::Reading::add_to_name(std::string_view bytes) {
  field.name += bytes;
  return count_header_bytes(bytes.size());
}

int RequestParser::Reading::add_to_value(std::string_view bytes) {
  field.value += bytes;
  return count_header_bytes(bytes.size());
}

namespace {

std::string without_space_at_end(std::string value) {
  value.resize(value.find_last_not_of(" \t") + 1);
  return value;
}

Response not_http(std::string_view why) {
  return plain_text(400, fmt::format("this is not an HTTP/1.1 request: {}", why));
}

Response wrong_version() { return plain_text(505, "this server speaks HTTP/1.1 and HTTP/1.0"); }

}  // namespace

// Trailers come the same way after the body; nobody asks for them, so they are read and dropped.
int RequestParser::Reading::finish_field() {
  header_bytes += kHeaderFieldOverhead;
  Header complete = std::exchange(field, {});
  // llhttp lets `: value` pass, which a proxy may read as something else.
  if (complete.name.empty()) return refuse(not_http("a header field has no name"));
  if (state != State::Head) return kGoOn;
  request.headers.add(std::move(complete.name), without_space_at_end(std::move(complete.value)));
  return kGoOn;
}

int RequestParser::Reading::finish_head() {
  request.method = llhttp_method_name(static_cast<llhttp_method_t>(llhttp.method));
  split_target();
  terms.head_only = llhttp.method == HTTP_HEAD;
  terms.http_1_0 = llhttp.http_major == 1 && llhttp.http_minor == 0;
  terms.keep_alive = llhttp_should_keep_alive(&llhttp) != 0;
  // We speak nothing else, and an offer to upgrade may be ignored.
  llhttp.upgrade = 0;
  body_bytes_max = limits.body_bytes_max(request.method, request.path);

  if (auto objection = objection_to_head()) return refuse(*std::move(objection));
  expects_continue = !terms.http_1_0 && request.headers.contains("Expect");
  const bool is_chunked = (llhttp.flags & F_CHUNKED) != 0;
  body_bytes_expected = is_chunked ? body_bytes_max : llhttp.content_length;
  // All that is announced, which is within the bounds: to move tens of megabytes to a larger place
  // would hold everybody up, and addresses cost nothing until bytes have come.
  request.body.reserve(std::min<std::size_t>(llhttp.content_length, body_bytes_max));
  state = State::Body;
  return kGoOn;
}

// A target is `/path?query`; to a proxy it would be `http://authority/path?query`, and servers have
// to understand that too.
void RequestParser::Reading::split_target() {
  std::string_view rest = request.target;
  const std::size_t scheme = rest.find("://");
  if (!starts_with(rest, "/") && scheme != std::string_view::npos) {
    rest.remove_prefix(scheme + 3);
    rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
  }
  const std::size_t mark = std::min(rest.find('?'), rest.size());
  request.path = rest.substr(0, mark);
  if (request.path.empty()) request.path = "/";
  request.query = rest.substr(std::min(mark + 1, rest.size()));
}

std::optional<Response> RequestParser::Reading::objection_to_head() const {
  // llhttp also lets 0.9 and 2.0 pass.
  if (llhttp.http_major != 1) return wrong_version();
  const auto hosts =
      std::count_if(request.headers.begin(), request.headers.end(),
                    [](const Header& candidate) { return to_lower(candidate.name) == "host"; });
  if (hosts > 1 || (hosts == 0 && !terms.http_1_0)) {
    return plain_text(400, fmt::format("a request has one Host header, this one has {}", hosts));
  }
  const std::string* expect = request.headers.find("Expect");
  if (expect != nullptr && to_lower(*expect) != "100-continue") {
    return plain_text(417, "the only expectation that is met here is 100-continue");
  }
  const bool has_length = (llhttp.flags & F_CONTENT_LENGTH) != 0;
  if (has_length && llhttp.content_length > body_bytes_max) return too_large();
  return std::nullopt;
}

int RequestParser::Reading::add_to_body(std::string_view bytes) {
  if (bytes.size() > body_bytes_max - request.body.size()) return refuse(too_large());
  request.body += bytes;
  return kGoOn;
}

int RequestParser::Reading::finish() {
  state = State::Complete;
  return HPE_PAUSED;
}

Response RequestParser::Reading::too_large() const {
  return plain_text(413, fmt::format("the body of a {} of {} may have {} bytes, this one has more",
                                     request.method, request.path, body_bytes_max));
}

Response RequestParser::Reading::malformed(llhttp_errno_t error) const {
  if (error == HPE_INVALID_VERSION || error == HPE_PAUSED_H2_UPGRADE) {
    return wrong_version();
  }
  return not_http(
      fmt::format("{} ({})", llhttp_get_error_reason(&llhttp), llhttp_errno_name(error)));
}

int RequestParser::Reading::refuse(Response response) {
  failure = std::move(response);
  state = State::Failed;
  terms.keep_alive = false;
  return kStop;
}

}  // namespace sfn::http
