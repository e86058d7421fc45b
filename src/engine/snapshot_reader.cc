#include "engine/snapshot_reader.h"

#include "engine/snapshot_form.h"

namespace sfn::engine {
namespace {

struct Unreadable {};  // Thrown and caught in this file.

template <typename Variant, typename Alternative>
Variant make() {
  return Variant(std::in_place_type<Alternative>);
}

// Borrows the bytes.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {
    for (auto count = read_size(); count > 0; --count) {
      const auto size = read_size();
      texts_.push_back({rest_.substr(0, size), std::nullopt});
      rest_.remove_prefix(size);
    }
  }

  bool is_at_end() const { return rest_.empty(); }

  void read(std::integral auto& number) {
    number = static_cast<std::decay_t<decltype(number)>>(read_number());
  }
  void read(Id auto& id) { id = static_cast<std::decay_t<decltype(id)>>(read_number()); }
  void read(Word auto& word) {
    const auto last = static_cast<std::size_t>(last_word(word));
    word = static_cast<std::decay_t<decltype(word)>>(read_below(last + 1));
  }
  void read(Timestamp& time) { time = from_epoch_ms(read_number()); }
  void read(std::string& text) { text = read_text().bytes; }
  void read(Payload& document) {
    auto& [bytes, payload] = read_text();
    if (!payload) payload = Payload::trusted(std::string(bytes));
    document = *payload;
  }
  void read(Outstanding& outstanding) {
    Outstanding::Items items;
    read(items);
    outstanding = Outstanding(std::move(items));
  }

  template <typename T>
  void read(std::optional<T>& value) {
    if (read_below(2) == 1) read(value.emplace());
  }
  template <typename T>
  void read(Boxed<T>& value) {
    if (read_below(2) == 0) return;
    value = T();
    read(*value);
  }
  template <typename T>
  void read(std::vector<T>& items) {
    read_all(items);
  }
  template <typename T>
  void read(std::list<T>& items) {
    read_all(items);
  }
  template <typename K, typename V>
  void read(std::map<K, V>& items) {
    for (auto count = read_size(); count > 0; --count) {
      K key{};
      read(key);
      if (!items.empty() && !(items.rbegin()->first < key)) throw Unreadable();
      read(items.try_emplace(items.end(), std::move(key))->second);
    }
  }
  template <typename... A>
  void read(std::variant<A...>& variant) {
    constexpr std::variant<A...> (*kMake[])() = {&make<std::variant<A...>, A>...};
    variant = kMake[read_below(sizeof...(A))]();
    std::visit([this](auto& alternative) { this->read(alternative); }, variant);
  }
  template <typename T>
  requires requires(T& value) { members(value); }
  void read(T& value) {
    std::apply([this](auto&... member) { (this->read(member), ...); }, members(value));
  }

 private:
  struct Text {
    std::string_view bytes;
    std::optional<Payload> document;  // Made when first asked for, then shared.
  };

  void read_all(auto& items) {
    for (auto count = read_size(); count > 0; --count) read(items.emplace_back());
  }

  std::int64_t read_number() {
    std::uint64_t bits = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = take_byte();
      bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return static_cast<std::int64_t>((bits >> 1) ^ (0 - (bits & 1)));
    }
    throw Unreadable();
  }
  static std::size_t below(std::size_t end, std::int64_t number) {
    if (number < 0 || static_cast<std::uint64_t>(number) >= end) throw Unreadable();
    return static_cast<std::size_t>(number);
  }
  std::size_t read_below(std::size_t end) { return below(end, read_number()); }
  // Of something each part of which takes a byte at least: so a wrong number costs nothing.
  std::size_t read_size() {
    const auto number = read_number();  // Before the rest is measured, which it shortens.
    return below(rest_.size() + 1, number);
  }
  Text& read_text() { return texts_[read_below(texts_.size())]; }
  unsigned char take_byte() {
    if (rest_.empty()) throw Unreadable();
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }

  std::string_view rest_;
  std::vector<Text> texts_;
};

}  // namespace

std::optional<Execution> read_value(std::string_view bytes) {
  try {
    Reader reader(bytes);
    Execution execution;
    reader.read(execution);
    return reader.is_at_end() ? std::optional(std::move(execution)) : std::nullopt;
  } catch (const Unreadable&) {
    return std::nullopt;
  }
}

}  // namespace sfn::engine
