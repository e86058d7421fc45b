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
bool is_default(const std::map<std::string, Payload>& documents) { return documents.empty(); }
bool is_default(const std::vector<ParallelStarted::Branch>& branches) { return branches.empty(); }
bool is_default(const std::vector<std::int64_t>& numbers) { return numbers.empty(); }
bool is_default(const Tally& tally) { return tally == Tally(); }
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
  announced_ = std::exchange(context_.announced, {});
  if (const Link* link = link_of(event)) write_link(*link);
  std::visit(
      [this](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        std::apply([&](const auto&... member) { (write_member(e, member), ...); },
                   stored::members(stored::Of<E>()));
      },
      event);
  events_ += '}';
  ++count_;
}

std::string RowWriter::finish() const {
  std::string row = "{\"v\":1";
  if (row_id_) row += fmt::format(",\"id\":{}", *row_id_);
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

// ---- members

void RowWriter::write_link(const Link& link) {
  if (!row_id_) row_id_ = raw(link.id) - count_;
  if (raw(link.id) != *row_id_ + count_) {
    open("id");
    write(link.id);
  }
  if (next(link.previous) != link.id) {
    open("prev");
    write(link.previous);
  }
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
void RowWriter::write_member(const E& event, const stored::Visit<E>& visit) {
  const auto id = event.*visit.member;
  if (id == context_.newest_visit) return;
  open(visit.name);
  write(id);
  context_.newest_visit = std::max(context_.newest_visit, id);
}

template <typename E>
void RowWriter::write_member(const E& event, const stored::Document<E>& document) {
  const auto place = place_of(event.*document.member);
  if (place == context_.newest_document) return;
  open(document.name);
  write(place);
  context_.newest_document = std::max(context_.newest_document, place);
}

template <typename E>
void RowWriter::write_member(const E& event, const stored::Resource<E>& resource) {
  const auto& text = event.*resource.member;
  if (text == context_.resource) return;
  open(resource.name);
  write(place_of_text(text));
  context_.resource = text;
}

template <typename E, typename T>
void RowWriter::write_member(const E& event, const stored::Announcing<E, T>& announcing) {
  const auto& state = event.*announcing.member;
  if (is_default(state)) return;
  open(announcing.name);
  write(state);
  if constexpr (std::is_same_v<T, std::string>) {
    context_.announced = state;
  } else {
    context_.announced = *state;
  }
}

template <typename E>
void RowWriter::write_member(const E& event, const stored::Announced<E>& announced) {
  const auto& state = event.*announced.member;
  if (state == announced_) return;
  open(announced.name);
  write(state);
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

void RowWriter::write(const std::vector<std::int64_t>& numbers) {
  char separator = '[';
  for (const auto number : numbers) {
    events_ += std::exchange(separator, ',');
    write(number);
  }
  events_ += ']';
}

void RowWriter::write(const Tally& tally) {
  write(std::vector{tally.succeeded, tally.failed, tally.timed_out, tally.aborted});
}

// `12.7.0.child`: the parent's number and the key of its work.
void RowWriter::write(const ParentLink& parent) {
  write(fmt::format("{}.{}", raw(parent.execution), to_key(parent.work)));
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
