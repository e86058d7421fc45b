// Exchange: the link between a connection and the Responder or Stream that may answer on it. Either
// side may go first; whoever goes unties it. For this module alone.
#pragma once

#include <functional>

#include "http/message.h"

namespace sfn::http {

class ServerConnection;

struct Exchange {
  ServerConnection* connection = nullptr;  // Null once answered, or when the connection has gone.
  std::function<void()> closed;            // What to run when the peer goes.
  Headers headers;                         // Of every answer.
};

}  // namespace sfn::http
