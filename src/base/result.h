// Result<T>: a value or the Error that explains its absence.
//
// For what a caller did wrong (a bad definition, an unknown ARN, a stale task token). Broken
// machinery throws instead, and a broken invariant is SFN_CHECK. The member names are those of
// std::expected, which libstdc++ 12 does not offer in C++20.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace sfn {

/// What went wrong: `name` is the term a program matches on (an AWS error code, a States.* error
/// name), `cause` the sentence a person reads, `details` what a program may want to know beside:
/// the further members of an error of the API, by their names.
struct Error {
  std::string name;
  std::string cause;
  std::vector<std::pair<std::string, std::string>> details = {};
  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  const T& value() const& {
    SFN_CHECK(has_value());
    return std::get<0>(state_);
  }
  T& value() & {
    SFN_CHECK(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    SFN_CHECK(has_value());
    return std::get<0>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const {
    SFN_CHECK(!has_value());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : failed_(true), error_(std::move(error)) {}  // NOLINT: implicit

  bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const {
    SFN_CHECK(failed_);
    return error_;
  }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace sfn
