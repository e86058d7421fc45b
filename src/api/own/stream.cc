// GET stream: server-sent events of one execution, or of all.
#include <fmt/format.h>

#include <algorithm>

#include "api/own/execution_source.h"
#include "api/own/feed.h"
#include "api/own/feed_source.h"
#include "api/own/live_streams.h"
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/names.h"

namespace sfn::api {
namespace {

const http::Headers kStreamHeaders{{"Content-Type", "text/event-stream"},
                                   {"Cache-Control", "no-store"}};

StreamWants read_wants(Parameters& parameters) {
  const auto types = parameters.words("types", {"execution", "history", "log"});
  const auto wants = [&types](const char* type) {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
  };
  return {wants("execution"), wants("history"), wants("log")};
}

}  // namespace

void OwnApi::stream(const OwnCall& call) {
  Parameters parameters(call.parameters);
  const auto arn = parameters.text("executionArn");
  const auto wants = read_wants(parameters);
  if (const auto verdict = parameters.verdict(); !verdict) return call.reply(verdict.error());
  if (streams_->is_full()) {
    return call.reply(Error{"ThrottlingException",
                            fmt::format("{} streams are open already", LiveStreams::kStreamsMax)});
  }
  if (arn) return stream_one(call, *arn, wants);
  stream_all(call, wants);
}

void OwnApi::stream_one(const OwnCall& call, const std::string& arn, const StreamWants& wants) {
  if (const auto checked = check_any_execution_arn(arn); !checked)
    return call.reply(checked.error());
  const auto after = parse_execution_place(call.last_event_id);
  if (!after) {
    return call.reply(
        Error{"ValidationException",
              fmt::format("Last-Event-ID must be an id that this stream has sent, got '{}'",
                          call.last_event_id)});
  }
  runtime_.find(arn, lifetime_.guard([this, call, arn, wants, after = *after](
                                         const Result<store::ExecutionRecord>& record) {
    if (!record) return call.reply(record.error());
    const ExecutionSource::Subject subject{record->row.id, arn, wants, after};
    streams_->open(call.responder->stream(200, kStreamHeaders), [&](Source::Wake wake) {
      return std::make_unique<ExecutionSource>(runtime_, logs_, subject, std::move(wake));
    });
  }));
}

// Nobody follows everything until somebody asks; from then on the feed is kept, to resume in.
void OwnApi::stream_all(const OwnCall& call, const StreamWants& wants) {
  if (!feed_) feed_ = std::make_unique<Feed>(runtime_.followers(), logs_);
  const FeedSource::Subject subject{to_epoch_ms(options_.started_at), wants, call.last_event_id};
  streams_->open(call.responder->stream(200, kStreamHeaders), [&](Source::Wake wake) {
    return std::make_unique<FeedSource>(runtime_, *feed_, subject, std::move(wake));
  });
}

}  // namespace sfn::api
