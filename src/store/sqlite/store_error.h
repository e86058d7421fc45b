// What goes wrong with the database. Nobody repairs it in place: it reaches the thread's entry and
// ends the process.
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string_view>

namespace sfn::store {

class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The progress handler ended the query: it may be asked again.
class QueryInterrupted : public StoreError {
 public:
  using StoreError::StoreError;
};

/// The disk had no room. What was to be written is rolled back, so that it may be tried again.
class NoSpaceError : public StoreError {
 public:
  using StoreError::StoreError;
};

/// Throws the newest error of the connection: what was to be done, what failed with which file, the
/// system's word for it, and where there is one, the way out.
[[noreturn]] void fail(sqlite3& db, std::string_view doing);

}  // namespace sfn::store
