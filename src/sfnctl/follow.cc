#include "sfnctl/follow.h"

#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/members.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

constexpr std::int64_t kPageEvents = 1'000;

class Follower {
 public:
  Follower(Client& client, const Followed& followed, const Patience& patience)
      : client_(client), followed_(followed), patience_(patience), pause_(patience.pause_first) {}

  Result<void> run() {
    for (;;) {
      const auto more = followed_.catch_up();
      if (more && !*more) return {};
      auto outcome = more ? stream() : Result<void>(more.error());
      if (finished_) return {};
      if (!outcome && !may_try_again(outcome.error())) return outcome;
      client_.pause(pause_);
      pause_ = std::min(pause_ * 2, patience_.pause_max);
    }
  }

 private:
  /// A stream that ends or is refused is no failure: catching up goes on without it.
  Result<void> stream() {
    if (const auto back = std::exchange(lost_since_, std::nullopt); back) {
      pause_ = patience_.pause_first;
    }
    std::optional<Error> failed;
    const auto keep = [&failed, this](const Result<bool>& more) {
      if (!more) failed = more.error();
      finished_ = more && !*more;
      return more && *more;
    };
    const StreamSink sink{[&] { return keep(followed_.catch_up()); },
                          [&](const SseEvent& event) {
                            last_event_id_ = event.id;
                            pause_ = patience_.pause_first;
                            const auto news = followed_.on_event(event);
                            if (news && !*news) return keep(followed_.catch_up());
                            return keep(news);
                          },
                          followed_.on_tick};
    auto streamed = client_.own_stream(followed_.stream_path, last_event_id_, sink);
    if (failed) return *failed;
    if (!streamed && exit_code_of(streamed.error()) != ExitCode::Refused) return streamed;
    if (!streamed && streamed.error().name == kUnreachable) return streamed;
    return {};
  }

  bool may_try_again(const Error& error) {
    if (error.name != kUnreachable) return false;
    const auto now = std::chrono::steady_clock::now();
    if (!lost_since_) {
      lost_since_ = now;
      followed_.on_lost(error);
    }
    return now - *lost_since_ < patience_.give_up;
  }

  Client& client_;
  const Followed& followed_;
  const Patience& patience_;
  std::string last_event_id_;
  milliseconds pause_;
  std::optional<std::chrono::steady_clock::time_point> lost_since_;
  bool finished_ = false;
};

/// Reads a history page by page and remembers how far it has come.
class HistoryReader {
 public:
  HistoryReader(Client& client, std::string execution_arn, std::int64_t from,
                const std::function<void(const Json&)>& on_event)
      : client_(client), arn_(std::move(execution_arn)), next_(from), on_event_(on_event) {}

  /// True while the execution runs.
  Result<bool> catch_up() {
    for (;;) {
      const auto page = client_.own(
          execution_path(arn_, "events") +
          query({{"from", std::to_string(next_)}, {"limit", std::to_string(kPageEvents)}}));
      if (!page) return page.error();
      const auto before = next_;
      for (const auto& event : array_at(*page, "events")) take(event);
      const bool last_page = find_member(*page, "nextId") == nullptr || next_ == before;
      if (last_page) return text_at(*page, "status") == "RUNNING";
    }
  }

  /// An event of the stream; false where it is not the next one, or tells of the end.
  Result<bool> take_news(const SseEvent& news) {
    const auto data = parse_json(news.data);
    if (!data || text_at(*data, "executionArn") != arn_) return true;
    if (news.type == "execution") return text_at(*data, "status") == "RUNNING";
    const Json* event = find_member(*data, "event");
    if (news.type != "history" || event == nullptr) return true;
    if (integer_at(*event, "id") > next_) return false;
    take(*event);
    return true;
  }

 private:
  void take(const Json& event) {
    if (integer_at(event, "id") != next_) return;
    ++next_;
    on_event_(event);
  }

  Client& client_;
  std::string arn_;
  std::int64_t next_;
  const std::function<void(const Json&)>& on_event_;
};

}  // namespace

Result<void> follow(Client& client, const Followed& followed, const Patience& patience) {
  return Follower(client, followed, patience).run();
}

Result<void> follow_history(Client& client, const std::string& execution_arn, std::int64_t from,
                            const HistoryListener& listener, const Patience& patience) {
  HistoryReader reader(client, execution_arn, from, listener.on_event);
  const Followed followed{
      "stream" + query({{"executionArn", execution_arn}, {"types", "execution,history"}}),
      [&reader] { return reader.catch_up(); },
      [&reader](const SseEvent& news) { return reader.take_news(news); }, listener.on_lost,
      listener.on_tick};
  return follow(client, followed, patience);
}

std::string execution_path(const std::string& execution_arn, std::string_view tail) {
  return fmt::format("executions/{}/{}", percent_encode(execution_arn), tail);
}

}  // namespace sfn::sfnctl
