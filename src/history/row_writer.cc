#include "history/row_writer.h"

#include <fmt/format.h>

namespace sfn::history {
namespace {

void append_escaped(std::string& to, char c) {
  switch (c) {
    case '"':
      to += "\\\"";
      break;
    case '\\':
      to += "\\\\";
      break;
    case '\n':
      to += "\\n";
      break;
    default:
      to += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

bool needs_escape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

// Bytes that are not UTF-8 pass unchanged: what was recorded is what is read.
void append_quoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (needs_escape(c)) {
      append_escaped(to, c);
    } else {
      to += c;
    }
  }
  to += '"';
}

bool is_default(std::int64_t number) { return number == 0; }
bool is_default(bool value) { return !value; }
bool is_default(const std::string& text) { return text.empty(); }
bool is_default(Timestamp) { return false; }
bool is_default(const Payload&) { return false; }
bool is_default(const std::map<std::string, Payload>& documents) { return documents.empty(); }
bool is_default(const std::vector<ParallelStarted::Branch>& branches) { return branches.empty(); }
template <typename T>
bool is_default(const std::optional<T>& value) {
  return !value.has_value();
}
template <typename Id>
requires std::is_enum_v<Id>
bool is_default(Id id) { return raw(id) == 0; }

}  // namespace

void RowWriter::add(const Event& event) {
  events_ += events_.empty() ? "{\"t\":\"" : ",{\"t\":\"";
  events_ += stored::type_of(event);
  events_ += '"';
  std::visit([this](const auto& e) { write_event(e); }, event);
  events_ += '}';
}

std::string RowWriter::finish() const {
  std::string row = "{\"v\":1";
  const char* separator = ",\"docs\":[";
  for (const auto document : documents_) {
    row += separator;
    row += document;
    separator = ",";
  }
  if (!documents_.empty()) row += ']';
  row += ",\"events\":[";
  row += events_;
  row += "]}";
  return row;
}

// ---- events and members

template <typename E>
void RowWriter::write_event(const E& event) {
  if constexpr (requires { event.link; }) {
    open("id");
    write(event.link.id);
    if (next(event.link.previous) != event.link.id) {
      open("prev");
      write(event.link.previous);
    }
  }
  std::apply([&](const auto&... member) { (write_member(event, member), ...); },
             stored::members(stored::Of<E>()));
}

template <typename E, typename T>
void RowWriter::write_member(const E& event, const stored::Plain<E, T>& plain) {
  const auto& value = event.*plain.member;
  if constexpr (std::is_same_v<T, Failure>) {
    write_failure(value);
  } else if (!is_default(value)) {
    open(plain.name);
    write(value);
  }
}

template <typename E>
void RowWriter::write_member(const E& event, const stored::Shared<E>& shared) {
  const auto& text = event.*shared.member;
  if (text.empty()) return;
  open(shared.name);
  write(place_of_text(text));
}

template <typename E>
void RowWriter::write_member(const E& event, const stored::Implied<E>& implied) {
  const auto& text = event.*implied.member;
  if (text == implied.implied(event)) return;
  open(implied.name);
  write(text);
}

// A cause may be long, and comes again in the event that the failure leads to.
void RowWriter::write_failure(const Failure& failure) {
  if (failure.error) {
    open("error");
    write(*failure.error);
  }
  if (failure.cause) {
    open("cause");
    write(place_of_text(*failure.cause));
  }
}

// ---- values

void RowWriter::open(std::string_view name) {
  events_ += ",\"";
  events_ += name;
  events_ += "\":";
}

void RowWriter::write(std::int64_t number) {
  const fmt::format_int digits(number);
  events_.append(digits.data(), digits.size());
}

void RowWriter::write(bool value) { events_ += value ? "true" : "false"; }

void RowWriter::write(const std::string& text) { append_quoted(events_, text); }

void RowWriter::write(Timestamp time) { write(to_epoch_ms(time)); }

void RowWriter::write(const Payload& document) { write(place_of(document)); }

void RowWriter::write(const std::map<std::string, Payload>& documents) {
  char separator = '{';
  for (const auto& [name, document] : documents) {
    events_ += std::exchange(separator, ',');
    write(name);
    events_ += ':';
    write(document);
  }
  events_ += '}';
}

void RowWriter::write(const std::vector<ParallelStarted::Branch>& branches) {
  char separator = '[';
  for (const auto& branch : branches) {
    events_ += std::exchange(separator, ',');
    events_ += "{\"scope\":";
    write(branch.scope);
    open("start");
    write(branch.start_at);
    events_ += '}';
  }
  events_ += ']';
}

// ---- documents

std::int64_t RowWriter::place_of(const Payload& document) {
  const auto next_place = static_cast<std::int64_t>(documents_.size());
  const auto [known, is_new] = by_identity_.try_emplace(document.identity(), next_place);
  if (!is_new) return known->second;

  const auto [same, is_new_text] = by_text_.try_emplace(document.text(), next_place);
  if (is_new_text) documents_.push_back(document.text());
  return known->second = same->second;
}

std::int64_t RowWriter::place_of_text(std::string_view text) {
  auto json = std::make_unique<std::string>();
  append_quoted(*json, text);
  const auto next_place = static_cast<std::int64_t>(documents_.size());
  const auto [same, is_new] = by_text_.try_emplace(*json, next_place);
  if (is_new) {
    documents_.push_back(*json);
    made_.push_back(std::move(json));
  }
  return same->second;
}

}  // namespace sfn::history
