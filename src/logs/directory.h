// Directory: the tables of groups and streams. Used on the log thread alone.
//
// What is deleted is marked, which frees its name at once; the sweeper removes it with its events.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "logs/database.h"
#include "logs/log_query.h"

namespace sfn::logs {

/// Numbers of rows.
enum class GroupId : std::int64_t {};
enum class StreamId : std::int64_t {};

/// Borrows the database, which must outlive it. Errors are those of LogStore.
class Directory {
 public:
  explicit Directory(Database& database) : database_(database) {}

  Result<void> create_group(const GroupName& group, Timestamp now);
  Result<void> create_stream(const StreamName& stream, Timestamp now);
  Result<void> delete_group(const GroupName& group);
  Result<void> delete_stream(const StreamName& stream);
  Result<void> set_retention(const GroupName& group, std::optional<std::int64_t> days);

  Result<GroupId> group(const GroupName& group);
  Result<StreamId> stream(const StreamName& stream);
  std::optional<std::int64_t> retention_days(GroupId group);

  /// The numbers of the stream and its group, both made where missing.
  struct Place {
    GroupId group{0};
    StreamId stream{0};
  };
  Place find_or_create(const StreamName& stream, Timestamp now);

  GroupPage groups(const GroupQuery& query);
  Result<StreamPage> streams(const StreamQuery& query);

 private:
  std::optional<GroupId> find_group(const GroupName& group);
  std::optional<StreamId> find_stream(GroupId group, const std::string& name);
  GroupId insert_group(const GroupName& group, Timestamp now);
  StreamId insert_stream(GroupId group, const std::string& name, Timestamp now);

  Database& database_;
};

}  // namespace sfn::logs
