// Post: how the runtime puts something off to a later turn of the loop.
//
// The daemon's is Loop::post, a simulation keeps a queue. What one turn has posted runs in the
// order of posting and never within the call that posted it.
#pragma once

#include <functional>

namespace sfn::runtime {

using Post = std::function<void(std::function<void()>)>;

}  // namespace sfn::runtime
