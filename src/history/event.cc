#include "history/event.h"

namespace sfn::history {

const Link* link_of(const Event& event) {
  return std::visit(
      [](const auto& e) -> const Link* {
        if constexpr (requires { e.link; }) {
          return &e.link;
        } else {
          return nullptr;
        }
      },
      event);
}

}  // namespace sfn::history
