#include "sfnd/last_words.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "base/broken_store.h"
#include "base/check.h"

namespace sfn::sfnd {
namespace {

// std::terminate passes nothing to its handler.
const LastWords* said_by = nullptr;

[[noreturn]] void end_with_last_words() {
  if (!std::current_exception()) std::abort();
  said_by->say();
  std::_Exit(1);
}

}  // namespace

LastWords::LastWords(telemetry::Logger& logger, std::string store)
    : logger_(logger), store_(std::move(store)), before_(std::set_terminate(&end_with_last_words)) {
  SFN_CHECK(said_by == nullptr);
  said_by = this;
}

LastWords::~LastWords() {
  std::set_terminate(before_);
  said_by = nullptr;
}

void LastWords::say() const {
  try {
    throw;
  } catch (const BrokenStore& error) {
    log(fmt::format("{} is damaged: {}; put a backup (sfnctl backup) in its place", store_,
                    error.what()));
  } catch (const std::exception& error) {
    log(error.what());
  } catch (...) {
    log("an exception that says nothing");
  }
}

void LastWords::log(const std::string& error) const {
  logger_.error("sfnd cannot go on", {{telemetry::field::kError, error}});
}

}  // namespace sfn::sfnd
