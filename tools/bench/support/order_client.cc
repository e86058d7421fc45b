#include "support/order_client.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "support/closed_loop.h"

namespace sfn::bench {

OrderClient::OrderClient(std::uint16_t port, std::string machine_arn, std::int64_t in_flight)
    : machine_arn_(std::move(machine_arn)), stream_(port) {
  stream_.open_stream("/_sfn/v1/stream?types=execution");
  while (stream_.receive_lines().find("text/event-stream") == std::string::npos) {
  }
  for (std::int64_t i = 0; i < in_flight; ++i)
    slots_.push_back({.connection = HttpConnection(port)});
  polled_.push_back({stream_.descriptor(), POLLIN, 0});
  for (const auto& slot : slots_) polled_.push_back({slot.connection.descriptor(), POLLIN, 0});
}

OrderClientResult OrderClient::run(const std::string& input, double seconds,
                                   std::int64_t first_number) {
  input_ = input;
  seconds_ = seconds;
  next_ = first_number;
  result_ = {};
  watch_ = Stopwatch();
  for (auto& slot : slots_) start_next(slot);
  while (!is_resting()) wait();
  return std::move(result_);
}

void OrderClient::start_next(Slot& slot) {
  if (slot.is_running || slot.is_unanswered || watch_.seconds() >= seconds_) return;
  slot.number = next_++;
  slot_of_[slot.number] = static_cast<std::size_t>(&slot - slots_.data());
  slot.is_unanswered = slot.is_running = true;
  slot.begun = SteadyClock::now();
  Json start = Json::object();
  start["stateMachineArn"] = machine_arn_;
  start["name"] = numbered_name(slot.number);
  start["input"] = input_;
  slot.connection.send_call("StartExecution", start);
}

void OrderClient::wait() {
  if (::poll(polled_.data(), polled_.size(), 60'000) <= 0) {
    throw std::runtime_error("the daemon has been silent for a minute");
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (polled_[i + 1].revents != 0) take_answer(slots_[i]);
  }
  if (polled_.front().revents != 0) take_changes();
}

void OrderClient::take_answer(Slot& slot) {
  const auto answer = slot.connection.receive();
  if (!answer) return;
  if (answer->status != 200) throw std::runtime_error("StartExecution: " + answer->body);
  slot.is_unanswered = false;
  start_next(slot);
}

void OrderClient::take_changes() {
  constexpr std::string_view kData = "data: ";
  for (const auto& line : split(stream_.receive_lines(), '\n')) {
    if (line == "event: reset") throw std::runtime_error("the client was too slow for the stream");
    if (line.starts_with(kData)) {
      take_change(parse_json(std::string_view(line).substr(kData.size())).value());
    }
  }
}

void OrderClient::take_change(const Json& execution) {
  const auto* status = find_member(execution, "status");
  if (status == nullptr || *status == "RUNNING") return;
  if (*status != "SUCCEEDED") throw std::runtime_error("an order ended as " + to_text(*status));
  const auto found = slot_of_.find(number_of_name(execution.at("name").get<std::string>()));
  if (found == slot_of_.end()) return;  // Of another client.
  auto& slot = slots_[found->second];
  slot_of_.erase(found);
  slot.is_running = false;
  ++result_.orders;
  result_.seconds = watch_.seconds();
  result_.milliseconds.push_back(milliseconds_between(slot.begun, SteadyClock::now()));
  start_next(slot);
}

bool OrderClient::is_resting() const {
  return std::none_of(slots_.begin(), slots_.end(),
                      [](const Slot& slot) { return slot.is_running || slot.is_unanswered; });
}

}  // namespace sfn::bench
