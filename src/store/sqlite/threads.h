// What the store's threads share: how they reach the loop and how they give up.
#pragma once

#include <functional>
#include <string>

namespace sfn::store {

/// Runs a function on the loop's thread, in the order of the calls.
using Post = std::function<void(std::function<void()>)>;

/// Ends the process. Called on one of the store's threads, which does no more work after it.
using Fatal = std::function<void(const std::string& message)>;

}  // namespace sfn::store
