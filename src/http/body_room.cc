#include "http/body_room.h"

#include "http/server_connection.h"

namespace sfn::http {

bool BodyRoom::has_room_for(std::size_t bytes) const {
  return taken_ == 0 || (taken_ <= bytes_max_ && bytes <= bytes_max_ - taken_);
}

bool BodyRoom::ask(ServerConnection& connection, std::size_t bytes) {
  // In line behind those who wait for more: else a large body might wait for ever.
  if (line_.empty() && has_room_for(bytes)) {
    take(bytes);
    return true;
  }
  line_.push_back({&connection, bytes});
  return false;
}

void BodyRoom::give_back(std::size_t bytes) {
  taken_ -= bytes;
  while (!line_.empty() && has_room_for(line_.front().bytes)) {
    const auto next = line_.front();
    line_.pop_front();
    take(next.bytes);
    next.connection->room_given();
  }
}

void BodyRoom::leave(ServerConnection& connection) {
  std::erase_if(
      line_, [&connection](const Waiting& waiting) { return waiting.connection == &connection; });
}

}  // namespace sfn::http
