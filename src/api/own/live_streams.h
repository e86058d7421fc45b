// LiveStreams: the streams that are open, each with the source that it is fed from.
//
// A stream has one piece on its way at a time; the next is asked for when the kernel has taken it.
// One that has nothing to say for a while gets a comment, so that proxies keep it and a peer that
// vanished is noticed; the timer for it exists as long as there are streams.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "api/own/source.h"
#include "base/time.h"
#include "http/responder.h"
#include "loop/loop.h"
#include "loop/timer.h"

namespace sfn::api {

class LiveStreams {
 public:
  static constexpr std::size_t kStreamsMax = 256;
  static constexpr milliseconds kKeepAlive{15'000};

  explicit LiveStreams(loop::Loop& loop, milliseconds keep_alive = kKeepAlive);
  ~LiveStreams();

  bool is_full() const { return streams_.size() >= kStreamsMax; }
  std::size_t size() const { return streams_.size(); }

  /// Feeds the stream from the source until the peer goes, the server stops or the source ends.
  void open(http::Stream stream,
            const std::function<std::unique_ptr<Source>(Source::Wake)>& make_source);

 private:
  class FedStream;

  void close(std::uint64_t key);
  void await_silence();

  loop::Loop& loop_;
  const milliseconds keep_alive_;
  std::map<std::uint64_t, std::unique_ptr<FedStream>> streams_;
  std::uint64_t last_ = 0;
  std::unique_ptr<loop::Timer> timer_;
};

}  // namespace sfn::api
