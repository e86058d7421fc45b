#include "sfnctl/output.h"

#include <ostream>

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

std::string record_text(const std::vector<Field>& fields, bool colour) {
  std::size_t width = 0;
  for (const auto& field : fields) {
    if (!field.value.text.empty()) width = std::max(width, utf8_length(field.name));
  }
  std::string text;
  for (const auto& field : fields) {
    if (field.value.text.empty()) continue;
    const std::string padding(width - utf8_length(field.name) + 2, ' ');
    // A document of the user's may have many lines, and end with one.
    const auto value = one_line(trim(field.value.text), std::string::npos);
    text += field.name + padding + (colour ? paint(field.value.tone, value) : value) + '\n';
  }
  return text;
}

std::string record_lines(const std::vector<Field>& fields) {
  Table table;
  for (const auto& field : fields) {
    if (!field.value.text.empty()) table.rows.push_back({field.name, field.value});
  }
  return tab_separated(table);
}

constexpr std::string_view kStartHint =
    "        Start one with:   sfnd --data-dir ./sfn-data\n"
    "        Or name another:  --endpoint URL, or the variable SFN_ENDPOINT\n";

}  // namespace

Result<Format> parse_format(std::string_view text) {
  if (text == "table") return Format::Table;
  if (text == "text") return Format::Text;
  if (text == "json") return Format::Json;
  if (text == "github") return Format::Github;
  return misused(fmt::format("--output must be table, text or json, got \"{}\"", text));
}

void Output::list(const Json& api, const Table& table, std::string_view nothing) {
  if (look_.format == Format::Json) {
    out_ << to_pretty_text(api) << '\n';
  } else if (look_.format == Format::Text) {
    out_ << tab_separated(table);
  } else if (table.rows.empty()) {
    note(nothing);
  } else {
    out_ << table_text(table, {look_.colour_out, look_.columns});
  }
}

void Output::record(const Json& api, const std::vector<Field>& fields) {
  if (look_.format == Format::Json) {
    out_ << to_pretty_text(api) << '\n';
  } else if (look_.format == Format::Text) {
    out_ << record_lines(fields);
  } else {
    out_ << record_text(fields, look_.colour_out);
  }
}

void Output::value(const Json& api, std::string_view text) {
  if (look_.format == Format::Json) {
    out_ << to_pretty_text(api) << '\n';
  } else {
    out_ << text << '\n';
  }
}

void Output::document(std::string_view json) {
  const auto parsed = parse_json(json);
  if (look_.format == Format::Table && parsed) {
    out_ << to_pretty_text(*parsed) << '\n';
  } else if (look_.format == Format::Text && parsed && parsed->is_string()) {
    out_ << parsed->get_ref<const std::string&>() << '\n';
  } else {
    out_ << json << '\n';
  }
}

void Output::raw(std::string_view text) { out_ << text; }

void Output::item(const Json& api, std::string_view line) {
  // Streams are read while they grow: each item leaves at once.
  out_ << (look_.format == Format::Json ? to_text(api) : std::string(line)) << std::endl;
}

void Output::note(std::string_view line) {
  live("");
  err_ << line << '\n';
}

void Output::progress(std::string_view piece) {
  live("");
  err_ << piece << std::flush;
}

void Output::live(std::string_view line) {
  constexpr std::string_view kBackToEmptyLine = "\r\x1b[K";
  if (is_live_) err_ << kBackToEmptyLine;
  is_live_ = look_.live && !line.empty();
  if (is_live_) err_ << line << std::flush;
}

ExitCode Output::failure(const Error& error) {
  live("");
  // Our own errors are sentences; those of the daemon are known by their codes, which people look
  // up.
  const auto code = exit_code_of(error);
  const bool ours = code != ExitCode::Refused || error.name == kUnreachable;
  out_ << std::flush;
  err_ << tinted_err(Tone::Bad, "sfnctl:") << ' ';
  if (!ours) err_ << error.name << ": ";
  err_ << error.cause << '\n';
  if (error.name == kUnreachable) err_ << kStartHint;
  return code;
}

std::string Output::tinted(Tone tone, std::string_view text) const {
  return look_.colour_out ? paint(tone, text) : std::string(text);
}

std::string Output::tinted_err(Tone tone, std::string_view text) const {
  return look_.colour_err ? paint(tone, text) : std::string(text);
}

}  // namespace sfn::sfnctl
