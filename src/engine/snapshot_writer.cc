#include "engine/snapshot_writer.h"

#include <string_view>
#include <unordered_map>

#include "engine/snapshot_form.h"

namespace sfn::engine {
namespace {

void append(std::string& to, std::int64_t number) {
  auto bits = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  for (; bits >= 0x80; bits >>= 7) to += static_cast<char>(0x80 | (bits & 0x7f));
  to += static_cast<char>(bits);
}

// Borrows the texts of the value.
class Writer {
 public:
  void write(std::integral auto number) { append(members_, static_cast<std::int64_t>(number)); }
  void write(Id auto id) { write(raw(id)); }
  void write(Word auto word) { write(static_cast<std::int64_t>(word)); }
  void write(Timestamp time) { write(to_epoch_ms(time)); }
  void write(const std::string& text) { write(place_of(text)); }
  void write(const Payload& document) { write(place_of(document)); }
  void write(const Outstanding& outstanding) { write(outstanding.items()); }

  template <typename T>
  void write(const std::optional<T>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <typename T>
  void write(const Boxed<T>& value) {
    write(static_cast<bool>(value));
    if (value) write(*value);
  }
  template <typename T>
  void write(const std::vector<T>& items) {
    write_all(items);
  }
  template <typename T>
  void write(const std::list<T>& items) {
    write_all(items);
  }
  template <typename K, typename V>
  void write(const std::map<K, V>& items) {
    write_all(items);
  }
  template <typename K, typename V>
  void write(const std::pair<const K, V>& item) {
    write(item.first);
    write(item.second);
  }
  template <typename... A>
  void write(const std::variant<A...>& variant) {
    write(variant.index());
    std::visit([this](const auto& alternative) { this->write(alternative); }, variant);
  }
  template <typename T>
  requires requires(const T& value) { members(value); }
  void write(const T& value) {
    std::apply([this](const auto&... member) { (this->write(member), ...); }, members(value));
  }

  std::string finish() const {
    std::string value;
    append(value, static_cast<std::int64_t>(texts_.size()));
    for (const auto text : texts_) {
      append(value, static_cast<std::int64_t>(text.size()));
      value += text;
    }
    return value + members_;
  }

 private:
  void write_all(const auto& items) {
    write(items.size());
    for (const auto& item : items) write(item);
  }

  std::int64_t place_of(std::string_view text) {
    const auto [known, is_new] = by_text_.emplace(text, static_cast<std::int64_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return known->second;
  }
  // What is shared is not looked through again.
  std::int64_t place_of(const Payload& document) {
    const auto [known, is_new] = by_identity_.emplace(document.identity(), 0);
    if (is_new) known->second = place_of(document.text());
    return known->second;
  }

  std::string members_;
  std::vector<std::string_view> texts_;
  std::unordered_map<std::string_view, std::int64_t> by_text_;
  std::unordered_map<const void*, std::int64_t> by_identity_;
};

}  // namespace

std::string write_value(const Execution& execution) {
  Writer writer;
  writer.write(execution);
  return writer.finish();
}

}  // namespace sfn::engine
