#include "api/own/live_streams.h"

#include <utility>

namespace sfn::api {
namespace {

// The pause before a client comes back: browsers would take several seconds.
constexpr std::string_view kGreeting = "retry: 1000\n\n";
constexpr std::string_view kComment = ": still here\n\n";

}  // namespace

class LiveStreams::FedStream {
 public:
  /// `over` is called once, and destroys this.
  FedStream(http::Stream stream, std::function<void()> over)
      : stream_(std::move(stream)), over_(std::move(over)) {
    stream_.on_closed([this] { end(); });
    stream_.write(kGreeting);
  }

  void feed_from(const std::function<std::unique_ptr<Source>(Source::Wake)>& make_source) {
    source_ = make_source([this] { pump(); });
    pump();
  }

  void keep_alive() {
    if (!writing_) stream_.write(kComment);
  }

 private:
  void pump() {
    if (writing_ || !source_) return;
    const auto piece = source_->take();
    if (!piece) {
      stream_.end();
      return end();
    }
    if (piece->empty()) return;
    writing_ = true;
    stream_.write(*piece, [this] {
      writing_ = false;
      pump();
    });
  }

  void end() {
    const auto over = std::exchange(over_, nullptr);
    over();
  }

  http::Stream stream_;
  std::function<void()> over_;
  std::unique_ptr<Source> source_;
  bool writing_ = false;
};

LiveStreams::LiveStreams(loop::Loop& loop, milliseconds keep_alive)
    : loop_(loop), keep_alive_(keep_alive) {}

LiveStreams::~LiveStreams() = default;

void LiveStreams::open(http::Stream stream,
                       const std::function<std::unique_ptr<Source>(Source::Wake)>& make_source) {
  const auto key = ++last_;
  auto& fed = *streams_
                   .emplace(key, std::make_unique<FedStream>(std::move(stream),
                                                             [this, key] { close(key); }))
                   .first->second;
  if (!timer_) await_silence();
  fed.feed_from(make_source);
}

void LiveStreams::close(std::uint64_t key) {
  streams_.erase(key);
  if (streams_.empty()) timer_.reset();
}

void LiveStreams::await_silence() {
  if (!timer_) timer_ = std::make_unique<loop::Timer>(loop_);
  timer_->start(keep_alive_, [this] {
    for (const auto& [key, stream] : streams_) stream->keep_alive();
    await_silence();
  });
}

}  // namespace sfn::api
