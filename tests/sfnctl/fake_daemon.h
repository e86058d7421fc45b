// A daemon that gives recorded answers over real HTTP, and remembers what it was asked.
//
// An answer is registered under the request's action (its X-Amz-Target) or its method and path
// (`GET /_sfn/v1/info`). Several answers under one key are given in turn, the last one again and
// again. A request without an answer gets an error that names it, which shows in the test.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/json.h"

namespace sfn::sfnctl {

struct SeenRequest {
  std::string method;
  std::string path;
  std::string query;
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;

  Json json() const { return *parse_json(body); }
};

struct Answer {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
  bool hold_open = false;         // Leave the connection open after the body, as a stream does.
  std::function<void()> after{};  // Runs when the body is out.
};

Answer json_answer(const Json& body, int status = 200);
Answer aws_error(std::string_view code, std::string_view message);
Answer lambda_error(int status, std::string_view code, std::string_view message);
/// A live stream: its events, then the end of the connection, or not.
Answer stream_answer(const std::vector<std::pair<std::string, Json>>& events, bool hold_open);

class FakeDaemon {
 public:
  FakeDaemon();
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;
  ~FakeDaemon();

  std::string endpoint() const;
  void answer(const std::string& key, Answer answer);
  void answer(const std::string& key, const Json& body) { answer(key, json_answer(body)); }

  /// Requests under that key, in the order of arrival.
  std::vector<SeenRequest> seen(const std::string& key) const;
  /// The only one; fails the test if there is none or more.
  SeenRequest only(const std::string& key) const;

 private:
  void accept_all();
  void serve(int connection);
  Answer next_answer(const SeenRequest& request);

  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::set<int> connections_;
  std::map<std::string, std::vector<Answer>> answers_;
  std::vector<std::pair<std::string, SeenRequest>> seen_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace sfn::sfnctl
