// OwnApiUnderTest: sfn's own API behind a real server, over a runtime with simulated seams. The
// test is the client, on sockets, and decides when commits and tasks happen.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/own/own_api.h"
#include "api/support/items.h"
#include "base/text.h"
#include "http/server.h"
#include "runtime/runtime.h"
#include "support/run_until.h"
#include "support/simulated_clock.h"
#include "support/simulated_event_store.h"
#include "support/simulated_task_host.h"
#include "support/tcp_client.h"

namespace sfn::api {

inline const Place kParis{"eu-west-3", "123456789012"};
inline const Place kOregon{"us-west-2", "123456789012"};

inline const std::string kFunction = "arn:aws:lambda:eu-west-3:123456789012:function:F";
inline const std::string kTask =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":60,"Resource":")" + kFunction +
    R"(","Retry":[{"ErrorEquals":["Again"]}],"End":true}}})";
inline const std::string kPass = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
inline const std::string kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":90,"End":true}}})";

/// An answer of the API.
struct Answer {
  int status = 0;
  std::string head;
  Json body;
};

/// An event of the stream.
struct Event {
  std::string type;
  std::string id;
  Json data;
};

/// A client of the stream. HTTP/1.0, so that the body comes as it is.
class StreamClient {
 public:
  StreamClient(std::uint16_t port, const std::string& path, const std::string& last_event_id,
               int receive_buffer_bytes)
      : tcp_(port, receive_buffer_bytes) {
    auto request = "GET /_sfn/v1/" + path + " HTTP/1.0\r\n";
    if (!last_event_id.empty()) request += "Last-Event-ID: " + last_event_id + "\r\n";
    tcp_.send(request + "\r\n");
  }

  /// The whole events so far, comments and the like left out.
  const std::vector<Event>& events() {
    const auto& received = tcp_.received();
    if (read_ == 0) read_ = past("\r\n\r\n", received);
    for (auto end = past("\n\n", received); read_ != 0 && end != 0; end = past("\n\n", received)) {
      const auto block = received.substr(read_, end - read_);
      if (starts_with(block, "event: ")) events_.push_back(parse(block));
      read_ = end;
    }
    return events_;
  }

  /// Their types and, of a history, ids: `history 3`.
  std::vector<std::string> told() {
    std::vector<std::string> told;
    for (const auto& event : events()) {
      if (event.type == "history") {
        told.push_back("history " + to_text(event.data["event"]["id"]));
      } else if (event.type == "execution") {
        told.push_back("execution " + event.data["status"].get<std::string>());
      } else if (event.type == "log") {
        told.push_back("log " + event.data["message"].get<std::string>());
      } else {
        told.push_back(event.type);
      }
    }
    return told;
  }

  std::string last_id() {
    std::string id;
    for (const auto& event : events()) {
      if (!event.id.empty()) id = event.id;
    }
    return id;
  }

  bool is_open() { return tcp_.received().find("retry: ") != std::string::npos; }
  TcpClient& tcp() { return tcp_; }

 private:
  /// Where the text after the next `mark` begins; 0 where it has not come.
  std::size_t past(std::string_view mark, const std::string& received) const {
    const auto found = received.find(mark, read_);
    return found == std::string::npos ? 0 : found + mark.size();
  }

  static Event parse(const std::string& block) {
    Event event;
    for (const auto& line : split(block, '\n')) {
      if (starts_with(line, "event: ")) event.type = line.substr(7);
      if (starts_with(line, "id: ")) event.id = line.substr(4);
      if (starts_with(line, "data: ")) event.data = *parse_json(line.substr(6));
    }
    return event;
  }

  TcpClient tcp_;
  std::size_t read_ = 0;  // Bytes, the head included.
  std::vector<Event> events_;
};

class OwnApiUnderTest : public testing::Test {
 protected:
  explicit OwnApiUnderTest(runtime::RuntimeOptions given = {}) : options(given) {
    runtime.recover([](runtime::RecoveryReport) {});
    const auto listening = server.listen({"127.0.0.1", 0});
    SFN_CHECK(listening);
    port = *listening;
  }

  // ---- the client

  Answer get(const std::string& path) { return request("GET " + path_of(path), ""); }

  Answer post(const std::string& path, const std::string& body,
              const std::string& type = "application/json") {
    return request("POST " + path_of(path),
                   fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", type, body.size()),
                   body);
  }

  Answer request(const std::string& line, const std::string& headers,
                 const std::string& body = "") {
    TcpClient client(port);
    client.send(line + " HTTP/1.0\r\n" + headers + "\r\n" + body);
    run_until(loop, [&] { return client.ended(); });
    return read_answer(client.received());
  }

  static Answer read_answer(const std::string& received) {
    const auto end = received.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    Answer answer{std::stoi(received.substr(9, 3)), received.substr(0, end), Json()};
    if (auto body = parse_json(received.substr(end + 4))) answer.body = std::move(*body);
    return answer;
  }

  static std::string path_of(const std::string& path) { return "/_sfn/v1/" + path; }

  std::unique_ptr<StreamClient> stream(const std::string& path,
                                       const std::string& last_event_id = "",
                                       int receive_buffer_bytes = 0) {
    auto client = std::make_unique<StreamClient>(port, path, last_event_id, receive_buffer_bytes);
    run_until(loop, [&] { return client->tcp().received().find("retry: ") != std::string::npos; });
    return client;
  }

  /// Waits until the stream has told so much, and then a little for what it should not tell.
  std::vector<std::string> told(StreamClient& client, std::size_t count) {
    run_until(loop, [&] { return client.events().size() >= count; });
    run_what_is_ready(loop);
    return client.told();
  }

  // ---- what happens

  std::string deploy(const std::string& name, const std::string& definition,
                     const Place& place = kParis, const std::string& type = "STANDARD") {
    std::string arn;
    runtime.commits().reply_after(
        runtime.catalogue().put_machine({.place = place,
                                         .name = name,
                                         .type = type,
                                         .definition = definition,
                                         .role_arn = "arn:aws:iam::123456789012:role/r",
                                         .revision_id = "",
                                         .created = clock.now(),
                                         .updated = clock.now()}),
        [&arn](const runtime::StateMachinePtr& machine) { arn = machine->row.arn; });
    run_until(loop, [&] { return !arn.empty(); });
    return arn;
  }

  std::string start(const std::string& machine_arn, const std::string& name,
                    const std::string& input = "{}") {
    std::string arn;
    const auto tasks = host.started.size();
    runtime.start({.machine_arn = machine_arn,
                   .name = name,
                   .input = Payload::trusted(input),
                   .idempotency_key = std::nullopt},
                  [&arn](Result<runtime::Started> started) { arn = started.value().arn; });
    run_until(loop, [&] { return !arn.empty(); });
    run_what_is_ready(loop);
    last_task = tasks;
    return arn;
  }

  void stop(const std::string& execution_arn) {
    bool stopped = false;
    runtime.stop({execution_arn, {"Stopped", std::nullopt}},
                 [&stopped](const Result<runtime::Stopped>&) { stopped = true; });
    run_until(loop, [&] { return stopped; });
  }

  void log(const std::string& message, const std::string& execution_arn,
           const std::string& request_id = "r-1") {
    logs.append({{{kParis, "/aws/lambda/F"}, "2026/11/22/[$LATEST]a"},
                 clock.now(),
                 message,
                 {request_id, execution_arn, "T", 0}});
  }

  loop::Loop loop;
  support::SimulatedClock clock;
  support::SimulatedFiles files;
  support::SimulatedEventStore store{
      {.files = files,
       .post = [this](std::function<void()> turn) { loop.post(std::move(turn)); },
       .fatal = [](const std::string& why) { FAIL() << why; }}};
  support::SimulatedTaskHost host{
      [this](ExecutionId execution, const history::WorkId& work, history::TaskOutcome outcome) {
        runtime.task_ended(execution, work, std::move(outcome));
      }};
  std::uint64_t entropy = 0;
  runtime::RuntimeOptions options;
  runtime::Runtime runtime{
      options,
      {.store = store,
       .tasks = host,
       .clock = clock,
       .entropy = [this] { return ++entropy; },
       .post = [this](std::function<void()> turn) { loop.post(std::move(turn)); },
       .invoke = [](const store::InvocationRow&, std::function<void(bool)>) {}},
      store.load_catalogue()};
  telemetry::Logger logger{telemetry::LogLevel::Off};
  telemetry::Metrics metrics;
  logs::LogStore logs{{.path = ":memory:",
                       .post = [this](std::function<void()> turn) { loop.post(std::move(turn)); },
                       .now = [] { return from_epoch_ms(1'700'000'000'000); }},
                      logger,
                      metrics};
  OwnApi own{loop,
             runtime,
             logs,
             {.version = "1.2.3",
              .account = kParis.account,
              .region = kParis.region,
              .data_dir = "/data",
              .started_at = from_epoch_ms(1'700'000'000'000)}};
  http::Server server{loop, {}, [this](const http::Request& request, http::Responder responder) {
                        own.handle(request, {kParis, "id-1", clock.now()}, std::move(responder));
                      }};
  std::uint16_t port = 0;
  std::size_t last_task = 0;  ///< Of the execution started last, its first task at the host.
};

}  // namespace sfn::api
