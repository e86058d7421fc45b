#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "http/date.h"

namespace sfn::http {

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

namespace {

// A line break in a value, which may come from a user, would end the field and begin another.
void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  const std::size_t begin = head.size();
  head.append(value);
  std::replace_if(
      head.begin() + static_cast<std::ptrdiff_t>(begin), head.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  head.append("\r\n");
}

// What the server alone knows and says.
bool is_ours(const std::string& name) {
  const std::string lower = to_lower(name);
  return lower == "date" || lower == "connection" || lower == "content-length" ||
         lower == "transfer-encoding";
}

std::string begin_head(int status, const Headers& headers, const AnswerTerms& terms,
                       Timestamp now) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
  append_field(head, "Date", http_date(now));
  if (!terms.keep_alive) append_field(head, "Connection", "close");
  if (terms.keep_alive && terms.http_1_0) append_field(head, "Connection", "keep-alive");
  for (const Header& field : headers) {
    if (!is_ours(field.name)) append_field(head, field.name, field.value);
  }
  return head;
}

}  // namespace

std::string response_head(const Response& response, const AnswerTerms& terms, Timestamp now) {
  std::string head = begin_head(response.status, response.headers, terms, now);
  if (may_have_body(response.status)) {
    const std::string* given = terms.head_only ? response.headers.find("Content-Length") : nullptr;
    append_field(head, "Content-Length",
                 given != nullptr ? *given : std::to_string(response.body.size()));
  }
  return head + "\r\n";
}

std::string stream_head(int status, const Headers& headers, const AnswerTerms& terms,
                        Timestamp now) {
  std::string head = begin_head(status, headers, terms, now);
  if (!terms.http_1_0) append_field(head, "Transfer-Encoding", "chunked");
  return head + "\r\n";
}

}  // namespace sfn::http
