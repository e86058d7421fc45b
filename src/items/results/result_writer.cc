#include "items/results/result_writer.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/json.h"

namespace sfn::items {
namespace {

constexpr auto kManifest = "manifest.json";

// What stands around the results of a file and between them.
struct Framing {
  std::string_view begin;
  std::string_view between;
  std::string_view end;
};
Framing framing_of(OutputType type) {
  return type == OutputType::Json ? Framing{"[", ",", "]"} : Framing{"", "\n", "\n"};
}

Error as_writer_failure(const Error& error) { return {"States.ResultWriterFailed", error.cause}; }

// `arn:…:mapRun:MACHINE/LABEL:UUID`.
std::string uuid_of(const std::string& map_run_arn) {
  return map_run_arn.substr(map_run_arn.rfind(':') + 1);
}

std::string without_slashes_at_end(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
  return prefix;
}

}  // namespace

ResultWriter::ResultWriter(ObjectStore& store, Options options)
    : store_(store), options_(std::move(options)) {
  options_.destination.prefix = without_slashes_at_end(options_.destination.prefix);
}

ResultWriter::Kind ResultWriter::kind_of(ChildStatus status) {
  if (status == ChildStatus::Succeeded) return Kind::Succeeded;
  return status == ChildStatus::Pending ? Kind::Pending : Kind::Failed;
}

const char* ResultWriter::name_of(Kind kind) {
  switch (kind) {
    case Kind::Failed:
      return "FAILED";
    case Kind::Pending:
      return "PENDING";
    case Kind::Succeeded:
      return "SUCCEEDED";
  }
  SFN_CHECK(!"a kind has a name");
}

std::string ResultWriter::key_of(std::string_view name) const {
  const auto& prefix = options_.destination.prefix;
  return fmt::format("{}{}{}/{}", prefix, prefix.empty() ? "" : "/", uuid_of(options_.map_run_arn),
                     name);
}

Result<void> ResultWriter::add(const ChildResult& child) {
  std::optional<Error> failure;
  transformed(child, options_.transformation, [&](std::string_view text) {
    if (failure) return;
    if (const auto done = put(kind_of(child.status), text); !done) failure = done.error();
  });
  return failure ? Result<void>(as_writer_failure(*failure)) : Result<void>();
}

Result<void> ResultWriter::put(Kind kind, std::string_view text) {
  auto& series = series_.at(static_cast<std::size_t>(kind));
  const auto framing = framing_of(options_.output_type);
  const auto needed = framing.between.size() + text.size() + framing.end.size();
  if (series.sink != nullptr && series.open.size + needed > options_.file_bytes_max) {
    if (const auto closed = close(series); !closed) return closed.error();
  }
  if (series.sink != nullptr) {
    if (const auto written = write(series, framing.between); !written) return written.error();
    return write(series, text);
  }
  if (const auto opened = open(kind); !opened) return opened.error();
  return write(series, text);
}

Result<void> ResultWriter::open(Kind kind) {
  auto& series = series_.at(static_cast<std::size_t>(kind));
  series.open = {key_of(fmt::format("{}_{}.json", name_of(kind), series.written.size())), 0};
  auto sink = store_.put({options_.destination.bucket, series.open.key});
  if (!sink) return sink.error();
  series.sink = std::move(*sink);
  return write(series, framing_of(options_.output_type).begin);
}

Result<void> ResultWriter::write(Series& series, std::string_view text) {
  series.open.size += text.size();
  return series.sink->write(text);
}

Result<void> ResultWriter::close(Series& series) {
  if (series.sink == nullptr) return {};
  const auto ended = write(series, framing_of(options_.output_type).end);
  if (!ended) return ended.error();
  const auto committed = series.sink->commit();
  if (!committed) return committed.error();
  series.sink.reset();
  series.written.push_back(std::move(series.open));
  return {};
}

Result<std::string> ResultWriter::finish() {
  for (auto& series : series_) {
    if (const auto closed = close(series); !closed) return as_writer_failure(closed.error());
  }
  if (const auto written = write_manifest(); !written) return as_writer_failure(written.error());
  Json output = Json::object();
  output["MapRunArn"] = options_.map_run_arn;
  output["ResultWriterDetails"]["Bucket"] = options_.destination.bucket;
  output["ResultWriterDetails"]["Key"] = key_of(kManifest);
  return to_text(output);
}

Result<void> ResultWriter::write_manifest() {
  auto sink = store_.put({options_.destination.bucket, key_of(kManifest)});
  if (!sink) return sink.error();
  if (const auto written = (*sink)->write(manifest()); !written) return written.error();
  return (*sink)->commit();
}

std::string ResultWriter::manifest() const {
  Json json = Json::object();
  json["DestinationBucket"] = options_.destination.bucket;
  json["MapRunArn"] = options_.map_run_arn;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    Json files = Json::array();
    for (const auto& file : series_.at(kind).written) {
      Json entry = Json::object();
      entry["Key"] = file.key;
      entry["Size"] = static_cast<std::int64_t>(file.size);
      files.push_back(std::move(entry));
    }
    json["ResultFiles"][name_of(static_cast<Kind>(kind))] = std::move(files);
  }
  return to_text(json);
}

}  // namespace sfn::items
