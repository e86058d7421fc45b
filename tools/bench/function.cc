// bench_function: a compiled function, as small as one can be: a custom runtime that answers the
// order workflow's three tasks, told apart by their events, and hangs where it is asked to.
#include <unistd.h>

#include <cstdlib>

#include "base/check.h"
#include "orders/order_workflow.h"
#include "support/http_connection.h"

namespace sfn::bench {
namespace {

std::string answer_to(const std::string& event) {
  const auto has = [&event](const char* member) { return event.find(member) != std::string::npos; };
  while (has("\"hang\"")) ::pause();
  if (has("\"isProcessed\"")) return order_answer("SendNotification");
  return order_answer(has("\"isValid\"") ? "ProcessData" : "ValidateInput");
}

[[noreturn]] void serve(const std::string& address) {
  const std::string api = "/2018-06-01/runtime/invocation/";
  HttpConnection connection(
      static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  for (;;) {
    const auto call = connection.get(api + "next");
    const auto id = call.header("Lambda-Runtime-Aws-Request-Id");
    connection.post(api + id + "/response", answer_to(call.body));
  }
}

}  // namespace
}  // namespace sfn::bench

int main() {
  const char* address = std::getenv("AWS_LAMBDA_RUNTIME_API");
  SFN_CHECK(address != nullptr);
  sfn::bench::serve(address);
}
