// Which kinds of events a reader of the stream has asked for.
#pragma once

namespace sfn::api {

struct StreamWants {
  bool executions = false;
  bool history = false;
  bool logs = false;
};

}  // namespace sfn::api
