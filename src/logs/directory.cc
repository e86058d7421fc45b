#include "logs/directory.h"

#include <fmt/format.h>

namespace sfn::logs {
namespace {

Error not_found(const char* what) {
  return {"ResourceNotFoundException", std::string("The specified ") + what + " does not exist."};
}

Error already_exists(const char* what) {
  return {"ResourceAlreadyExistsException",
          std::string("The specified ") + what + " already exists"};
}

constexpr auto kGroup = "log group";
constexpr auto kStream = "log stream";

// The first text after all that begin with `prefix`: no text in UTF-8 holds this byte.
std::string end_of(const std::string& prefix) { return prefix + '\xff'; }

GroupInfo read_group(const Statement& row) {
  GroupInfo info{row.text(0), row.time(1), std::nullopt, row.integer(3)};
  if (!row.null(2)) info.retention_days = row.integer(2);
  return info;
}

StreamInfo read_stream(const Statement& row) {
  return {row.text(0), row.time(1), row.maybe_time(2), row.maybe_time(3), row.maybe_time(4)};
}

// One row more than asked for is read, to tell whether there is a next page.
template <typename Row, typename Read>
bool read_page(Statement& rows, std::int64_t limit, std::vector<Row>& page, Read read) {
  while (rows.step()) {
    if (static_cast<std::int64_t>(page.size()) == limit) return true;
    page.push_back(read(rows));
  }
  return false;
}

StreamPage read_streams(Statement& rows, const StreamQuery& query) {
  StreamPage page;
  page.more = read_page(rows, query.limit, page.streams, read_stream);
  return page;
}

std::string select_streams(std::string_view condition, std::string_view order, bool descending) {
  return fmt::format(
      "SELECT name, created_ms, first_event_ms, last_event_ms, last_ingestion_ms FROM log_streams "
      "WHERE deleted = 0 AND log_group = ? AND {0} ORDER BY {1} {2}, name {2} LIMIT ?",
      condition, order, descending ? "DESC" : "ASC");
}

StreamPage streams_by_name(Database& database, GroupId group, const StreamQuery& query) {
  const std::string edge = query.after ? query.after->name : "";
  const auto after = query.descending ? "" : edge;
  const auto before = query.after && query.descending ? edge : end_of(query.prefix);
  Statement rows(database,
                 select_streams("name >= ? AND name > ? AND name < ?", "name", query.descending));
  rows.bind(raw(group), query.prefix, after, before, query.limit + 1);
  return read_streams(rows, query);
}

// Streams without events stand before all others, as if their last event were at -1.
StreamPage streams_by_last_event(Database& database, GroupId group, const StreamQuery& query) {
  std::int64_t edge_time = query.descending ? INT64_MAX : INT64_MIN;
  std::string edge_name;
  if (query.after) {
    edge_time = query.after->last_event ? to_epoch_ms(*query.after->last_event) : -1;
    edge_name = query.after->name;
  }
  constexpr std::string_view kTime = "ifnull(last_event_ms, -1)";
  Statement rows(database, select_streams(fmt::format("({}, name) {} (?, ?)", kTime,
                                                      query.descending ? "<" : ">"),
                                          kTime, query.descending));
  rows.bind(raw(group), edge_time, edge_name, query.limit + 1);
  return read_streams(rows, query);
}

}  // namespace

Result<void> Directory::create_group(const GroupName& group, Timestamp now) {
  if (find_group(group)) return already_exists(kGroup);
  insert_group(group, now);
  return {};
}

Result<void> Directory::create_stream(const StreamName& stream, Timestamp now) {
  const auto in = group(stream.group);
  if (!in) return in.error();
  if (find_stream(*in, stream.name)) return already_exists(kStream);
  insert_stream(*in, stream.name, now);
  return {};
}

Result<void> Directory::delete_group(const GroupName& name) {
  const auto found = group(name);
  if (!found) return found.error();
  Statement(database_, "UPDATE log_groups SET deleted = 1 WHERE id = ?").bind(raw(*found)).run();
  return {};
}

Result<void> Directory::delete_stream(const StreamName& name) {
  const auto found = stream(name);
  if (!found) return found.error();
  Statement(database_, "UPDATE log_streams SET deleted = 1 WHERE id = ?").bind(raw(*found)).run();
  return {};
}

Result<void> Directory::set_retention(const GroupName& name, std::optional<std::int64_t> days) {
  const auto found = group(name);
  if (!found) return found.error();
  Statement(database_, "UPDATE log_groups SET retention_days = ? WHERE id = ?")
      .bind(days, raw(*found))
      .run();
  return {};
}

Result<GroupId> Directory::group(const GroupName& group) {
  const auto found = find_group(group);
  if (!found) return not_found(kGroup);
  return *found;
}

Result<StreamId> Directory::stream(const StreamName& stream) {
  const auto in = group(stream.group);
  if (!in) return in.error();
  const auto found = find_stream(*in, stream.name);
  if (!found) return not_found(kStream);
  return *found;
}

std::optional<std::int64_t> Directory::retention_days(GroupId group) {
  Statement row(database_, "SELECT retention_days FROM log_groups WHERE id = ?");
  if (!row.bind(raw(group)).step() || row.null(0)) return std::nullopt;
  return row.integer(0);
}

Directory::Place Directory::find_or_create(const StreamName& stream, Timestamp now) {
  const auto group = find_group(stream.group);
  const auto in = group ? *group : insert_group(stream.group, now);
  const auto found = find_stream(in, stream.name);
  return {in, found ? *found : insert_stream(in, stream.name, now)};
}

GroupPage Directory::groups(const GroupQuery& query) {
  Statement rows(database_,
                 "SELECT name, created_ms, retention_days, stored_bytes FROM log_groups "
                 "WHERE deleted = 0 AND region = ? AND account = ? AND name > ? AND name >= ? "
                 "AND name < ? AND instr(lower(name), lower(?)) > 0 ORDER BY name LIMIT ?");
  const auto end = end_of(query.prefix);
  rows.bind(query.place.region, query.place.account, query.after, query.prefix, end, query.contains,
            query.limit + 1);
  GroupPage page;
  page.more = read_page(rows, query.limit, page.groups, read_group);
  return page;
}

Result<StreamPage> Directory::streams(const StreamQuery& query) {
  const auto in = group(query.group);
  if (!in) return in.error();
  return query.order == StreamQuery::Order::Name ? streams_by_name(database_, *in, query)
                                                 : streams_by_last_event(database_, *in, query);
}

std::optional<GroupId> Directory::find_group(const GroupName& group) {
  Statement row(database_,
                "SELECT id FROM log_groups "
                "WHERE region = ? AND account = ? AND name = ? AND deleted = 0");
  if (!row.bind(group.place.region, group.place.account, group.name).step()) return std::nullopt;
  return static_cast<GroupId>(row.integer(0));
}

std::optional<StreamId> Directory::find_stream(GroupId group, const std::string& name) {
  Statement row(database_,
                "SELECT id FROM log_streams WHERE log_group = ? AND name = ? AND deleted = 0");
  if (!row.bind(raw(group), name).step()) return std::nullopt;
  return static_cast<StreamId>(row.integer(0));
}

GroupId Directory::insert_group(const GroupName& group, Timestamp now) {
  Statement row(database_,
                "INSERT INTO log_groups (region, account, name, created_ms) VALUES (?, ?, ?, ?) "
                "RETURNING id");
  row.bind(group.place.region, group.place.account, group.name, now).step();
  const auto id = static_cast<GroupId>(row.integer(0));
  row.run();
  return id;
}

StreamId Directory::insert_stream(GroupId group, const std::string& name, Timestamp now) {
  Statement row(
      database_,
      "INSERT INTO log_streams (log_group, name, created_ms) VALUES (?, ?, ?) RETURNING id");
  row.bind(raw(group), name, now).step();
  const auto id = static_cast<StreamId>(row.integer(0));
  row.run();
  return id;
}

}  // namespace sfn::logs
