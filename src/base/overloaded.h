// overloaded: visits a closed std::variant with one lambda for each alternative and no catch-all.
#pragma once

namespace sfn {

template <typename... Visitors>
struct overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
overloaded(Visitors...) -> overloaded<Visitors...>;

}  // namespace sfn
