// Lifetime: keeps callbacks that others hold from reaching an owner that is gone.
//
// The store, the clock and the loop may call back after the object that asked was destroyed (the
// daemon ends, a simulation crashes). A guarded function then does nothing.
#pragma once

#include <memory>
#include <utility>

namespace sfn::runtime {

class Lifetime {
 public:
  Lifetime() = default;
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;

  /// `function`, as long as this object lives. Declare the member last, so that it dies first.
  template <typename F>
  auto guard(F function) const {
    return [alive = std::weak_ptr<const char>(alive_),
            function = std::move(function)](auto&&... arguments) mutable {
      if (!alive.expired()) function(std::forward<decltype(arguments)>(arguments)...);
    };
  }

 private:
  std::shared_ptr<const char> alive_ = std::make_shared<const char>();
};

}  // namespace sfn::runtime
