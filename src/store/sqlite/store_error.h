// What goes wrong with the database. Nobody repairs it in place: it reaches the thread's entry and
// ends the process.
#pragma once

#include <stdexcept>

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

}  // namespace sfn::store
