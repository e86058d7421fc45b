#include "api/own/source.h"

#include <fmt/format.h>

namespace sfn::api {

// JSON text holds no line break, so that one data line is enough.
std::string to_text(const StreamEvent& event) {
  const auto id = event.id.empty() ? "" : fmt::format("id: {}\n", event.id);
  return fmt::format("event: {}\n{}data: {}\n\n", event.type, id, sfn::to_text(event.data));
}

}  // namespace sfn::api
