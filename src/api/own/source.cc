#include "api/own/source.h"

#include <fmt/format.h>

namespace sfn::api {

std::string to_text(const StreamEvent& event) {
  const auto id = event.id.empty() ? "" : fmt::format("id: {}\n", event.id);
  return fmt::format("event: {}\n{}data: {}\n\n", event.type, id, event.data);
}

}  // namespace sfn::api
