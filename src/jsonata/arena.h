// Arena: the memory of one document, or of one evaluation.
//
// Values are small, many and end together, so they are taken from blocks and never given back one
// by one: closures that refer to themselves leak nothing, and a copy of a value copies two words.
// What is taken counts against a limit, which is how an evaluation's memory is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace sfn::jsonata {

class Arena {
 public:
  /// More than its limit was asked for.
  struct Exhausted {};

  explicit Arena(std::size_t limit = std::numeric_limits<std::size_t>::max()) : limit_(limit) {}
  /// With room to begin in that the arena does not own: `first` must be aligned as a double is.
  Arena(std::size_t limit, std::span<char> first)
      : at_(first.data()), end_(first.data() + first.size()), limit_(limit) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t bytes) {
    bytes = aligned(bytes);
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
    char* const place = at_;
    at_ += bytes;
    return place;
  }

  template <typename T>
  T* allocate_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
  }

  char* allocate_text(std::size_t bytes) {
    char* const text = static_cast<char*>(allocate(bytes));
    text_end_ = text + bytes;
    return text;
  }

  /// Room for `more` bytes right behind the text that ends at `end`, if that was the last thing
  /// that was taken: so that a text that grows by appending is not copied each time.
  bool extend_text(const char* end, std::size_t more) {
    if (end != text_end_) return false;
    const std::ptrdiff_t slack = at_ - text_end_;
    if (slack < 0 || slack >= kAlignment) return false;
    if (more > static_cast<std::size_t>(slack)) {
      const std::size_t needed = aligned(more - static_cast<std::size_t>(slack));
      if (static_cast<std::size_t>(end_ - at_) < needed) return false;
      at_ += needed;
    }
    text_end_ += more;
    return true;
  }

  /// Bytes in blocks of its own, used or not.
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::ptrdiff_t kAlignment = 8;
  static constexpr std::size_t kFirstBlock = 4'096;
  static constexpr std::size_t kBlockMax = 1'048'576;

  static std::size_t aligned(std::size_t bytes) { return (bytes + 7) & ~std::size_t{7}; }
  void grow(std::size_t bytes);

  char* at_ = nullptr;
  char* end_ = nullptr;
  char* text_end_ = nullptr;
  std::size_t limit_;
  std::size_t bytes_ = 0;
  std::size_t next_block_ = kFirstBlock;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace sfn::jsonata
