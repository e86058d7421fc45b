#include "api/own/live_streams.h"

#include <utility>

#include "runtime/lifetime.h"

namespace sfn::api {
namespace {

// The pause before a client comes back: browsers would take several seconds.
constexpr std::string_view kGreeting = "retry: 1000\n\n";
constexpr std::string_view kComment = ": still here\n\n";

}  // namespace

class LiveStreams::FedStream {
 public:
  /// `over` is called once, and destroys this.
  FedStream(loop::Loop& loop, http::Stream stream, std::function<void()> over)
      : loop_(loop), stream_(std::move(stream)), over_(std::move(over)) {
    stream_.on_closed([this] { end(); });
    stream_.write(kGreeting);
  }

  void feed_from(const std::function<std::unique_ptr<Source>(Source::Wake)>& make_source) {
    source_ = make_source([this] { pump_soon(); });
    pump_soon();
  }

  void keep_alive() {
    if (!writing_) stream_.write(kComment);
  }

 private:
  // In a task of its own: many streams may have something to say at once, and a piece takes time.
  void pump_soon() {
    if (std::exchange(pump_due_, true)) return;
    loop_.post(lifetime_.guard([this] {
      pump_due_ = false;
      pump();
    }),
               "stream");
  }

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
      pump_soon();
    });
  }

  void end() {
    const auto over = std::exchange(over_, nullptr);
    over();
  }

  loop::Loop& loop_;
  http::Stream stream_;
  std::function<void()> over_;
  std::unique_ptr<Source> source_;
  bool writing_ = false;
  bool pump_due_ = false;
  runtime::Lifetime lifetime_;
};

LiveStreams::LiveStreams(loop::Loop& loop, milliseconds keep_alive)
    : loop_(loop), keep_alive_(keep_alive) {}

LiveStreams::~LiveStreams() = default;

void LiveStreams::open(http::Stream stream,
                       const std::function<std::unique_ptr<Source>(Source::Wake)>& make_source) {
  const auto key = ++last_;
  auto& fed = *streams_
                   .emplace(key, std::make_unique<FedStream>(loop_, std::move(stream),
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
